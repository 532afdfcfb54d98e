//! `/playground`: a form to send queries with. All of it is served from here; nothing is loaded from another host.

use actix_web::{HttpRequest, HttpResponse, http::header::CONTENT_SECURITY_POLICY, web::Path};
use disclosure::texts::Texts;
use maud::{DOCTYPE, Markup, html};

use super::{language, problem};
use crate::{graphql, platform::AppError};

const SCRIPT: &str = include_str!("app.js");
const STYLE: &str = include_str!("app.css");

/// Own scripts and styles, requests to this host, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the form holds at first.
const EXAMPLE: &str = "{\n  viewer {\n    role\n    tenantId\n    account {\n      id\n    }\n  }\n}\n";

/// The page, in the reader's language.
pub(super) async fn page(request: HttpRequest) -> HttpResponse {
    match render(language::texts(request.headers())) {
        Ok(page) => HttpResponse::Ok()
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header(("vary", "Accept-Language"))
            .content_type("text/html; charset=utf-8")
            .body(page.into_string()),
        Err(error) => problem::internal(&request, &error),
    }
}

/// Its script, its style, and the schema in the schema definition language.
pub(super) async fn asset(request: HttpRequest, name: Path<String>) -> HttpResponse {
    let (media, body) = match name.as_str() {
        "app.js" => ("text/javascript; charset=utf-8", SCRIPT.to_owned()),
        "app.css" => ("text/css; charset=utf-8", STYLE.to_owned()),
        "schema.graphql" => ("text/plain; charset=utf-8", graphql::sdl()),
        _ => return problem::nowhere(request).await,
    };
    HttpResponse::Ok().content_type(media).body(body)
}

fn render(texts: &Texts) -> Result<Markup, AppError> {
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
                        textarea id="variables" rows="5" spellcheck="false" data-malformed=(text("playground-malformed")?) {
                            "{}"
                        }
                        label for="operation" { (text("playground-operation")?) }
                        input id="operation" type="text" autocomplete="off" spellcheck="false";
                        button type="submit" { (text("playground-send")?) }
                    }
                    section aria-labelledby="answer-title" {
                        h2 id="answer-title" { (text("playground-answer")?) }
                        p id="status" role="status" {}
                        pre id="answer" tabindex="0" aria-labelledby="answer-title" {}
                    }
                }
                noscript { p { (text("playground-script")?) } }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use disclosure::{Locale, texts::SUPPORTED};

    use super::*;

    #[test]
    fn the_page_stands_in_every_language_and_loads_from_nowhere_else() {
        for tag in SUPPORTED {
            let locale: Locale = tag.parse().unwrap();
            let page = render(Texts::get(&locale).unwrap()).unwrap().into_string();
            assert!(page.contains(&format!("<html lang=\"{tag}\">")), "{page}");
            assert!(!page.contains("//"), "{page}");
        }
    }
}
