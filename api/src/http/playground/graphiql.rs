//! GraphiQL, from the bundle in `api/playground/dist`.

use disclosure::texts::Texts;
use maud::{DOCTYPE, Markup, html};

use super::EXAMPLE;
use crate::platform::AppError;

pub(super) const SCRIPT: &str = include_str!("../../../playground/dist/graphiql.js");
pub(super) const STYLE: &str = include_str!("../../../playground/dist/graphiql.css");

/// Its editor writes styles into the page, and its style holds pictures and fonts; scripts are the bundle alone.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                                 img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                                 form-action 'none'; frame-ancestors 'none'";

/// The page.
///
/// # Errors
/// `INTERNAL` for a text that is missing.
pub(super) fn render(texts: &Texts) -> Result<Markup, AppError> {
    let text = |key: &str| texts.label(key).map_err(AppError::internal);
    Ok(html! {
        (DOCTYPE)
        html lang=(texts.locale()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (text("playground-title")?) }
                // Its policy lets pictures of this host in, and a browser would ask for one that does not exist.
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/playground/app.css";
                script src="/playground/app.js" defer {}
            }
            body {
                (sign_in(text)?)
                div id="graphiql" data-query=(EXAMPLE) {}
                noscript { p { (text("playground-script")?) } }
            }
        }
    })
}

/// The fields of the bar: id, text, type and what a browser may fill in.
const FIELDS: [(&str, &str, &str, &str); 4] = [
    ("email", "playground-email", "email", "username"),
    ("password", "playground-password", "password", "current-password"),
    ("code", "playground-code", "text", "one-time-code"),
    ("token", "playground-token", "password", "off"),
];

/// The bar above the editor: an address with a password, or a token.
fn sign_in(text: impl Fn(&str) -> Result<String, AppError>) -> Result<Markup, AppError> {
    Ok(html! {
        form id="sign-in" {
            @for (id, label, kind, autocomplete) in FIELDS {
                label for=(id) {
                    (text(label)?)
                    input id=(id) type=(kind) autocomplete=(autocomplete) spellcheck="false";
                }
            }
            button type="submit" { (text("playground-sign-in")?) }
            button type="button" id="sign-out" { (text("playground-sign-out")?) }
            p id="who" role="status" data-signed-in=(text("playground-signed-in")?)
                data-refused=(text("playground-refused")?) {}
        }
    })
}
