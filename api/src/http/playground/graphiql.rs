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
                link rel="stylesheet" href="/playground/app.css";
                script src="/playground/app.js" defer {}
            }
            body style="height: 100vh; margin: 0" {
                div id="graphiql" style="height: 100%" data-query=(EXAMPLE) {}
                noscript { p { (text("playground-script")?) } }
            }
        }
    })
}
