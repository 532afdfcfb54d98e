//! A plain form.

use disclosure::texts::Texts;
use maud::{DOCTYPE, Markup, html};

use super::EXAMPLE;
use crate::platform::AppError;

pub(super) const SCRIPT: &str = include_str!("form.js");
pub(super) const STYLE: &str = include_str!("../form.css");

/// Own scripts and styles, requests to this host, and nothing else.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
            body {
                header {
                    h1 { (text("playground-title")?) }
                    a href="/playground/schema.graphql" { (text("playground-schema")?) }
                }
                main {
                    form id="request" {
                        label for="token" { (text("playground-token")?) }
                        input id="token" type="password" autocomplete="off" spellcheck="false";
                        label for="query" { (text("playground-query")?) }
                        textarea id="query" rows="16" spellcheck="false" { (EXAMPLE) }
                        label for="variables" { (text("playground-variables")?) }
                        textarea id="variables" rows="5" spellcheck="false"
                            data-malformed=(text("playground-malformed")?) { "{}" }
                        label for="operation" { (text("playground-operation")?) }
                        input id="operation" type="text" autocomplete="off" spellcheck="false";
                        button type="submit" { (text("playground-send")?) }
                    }
                    div.answer {
                        h2 id="answer-title" { (text("playground-answer")?) }
                        p id="status" role="status" {}
                        pre id="answer" role="region" tabindex="0" aria-labelledby="answer-title" {}
                    }
                    noscript { p { (text("playground-script")?) } }
                }
            }
        }
    })
}
