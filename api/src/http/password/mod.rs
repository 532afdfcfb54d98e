//! `/password`: where a one-time link leads, to set a password.
//!
//! The link's text stands behind the `#` of the address: a browser sends it to no server before its holder does, in the
//! body of `resetPassword`, and it stands in no log.

use actix_web::{HttpRequest, HttpResponse, http::header::CONTENT_SECURITY_POLICY, web::Path};
use disclosure::texts::Texts;
use maud::{DOCTYPE, Markup, html};

use super::{language, problem};
use crate::platform::AppError;

const SCRIPT: &str = include_str!("password.js");
const STYLE: &str = include_str!("../form.css");

/// Own script and style, requests to this host, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page, in the reader's language.
pub(super) async fn page(request: HttpRequest) -> HttpResponse {
    match render(language::texts(request.headers())) {
        Ok(page) => HttpResponse::Ok()
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .insert_header(("vary", "Accept-Language"))
            .insert_header(("referrer-policy", "no-referrer"))
            .content_type("text/html; charset=utf-8")
            .body(page.into_string()),
        Err(error) => problem::internal(&request, &error),
    }
}

/// Its script and its style.
pub(super) async fn asset(request: HttpRequest, name: Path<String>) -> HttpResponse {
    let (media, body) = match name.as_str() {
        "app.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "app.css" => ("text/css; charset=utf-8", STYLE),
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
                title { (text("password-title")?) }
                link rel="stylesheet" href="/password/app.css";
                script src="/password/app.js" defer {}
            }
            body {
                header { h1 { (text("password-title")?) } }
                main {
                    form id="set" data-done=(text("password-done")?) data-differ=(text("password-differ")?) {
                        label for="link" { (text("password-link")?) }
                        input id="link" type="password" autocomplete="off" spellcheck="false" required;
                        label for="new" { (text("password-new")?) }
                        input id="new" type="password" autocomplete="new-password" minlength="12" required;
                        label for="again" { (text("password-again")?) }
                        input id="again" type="password" autocomplete="new-password" minlength="12" required;
                        button type="submit" { (text("password-set")?) }
                        p id="status" role="status" {}
                    }
                    noscript { p { (text("password-script")?) } }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use disclosure::{
        Locale,
        texts::{SUPPORTED, Texts},
    };

    #[test]
    fn the_page_stands_in_every_language_and_loads_from_nowhere_else() {
        for tag in SUPPORTED {
            let locale: Locale = tag.parse().unwrap();
            let page = super::render(Texts::get(&locale).unwrap()).unwrap().into_string();
            assert!(page.contains(&format!("<html lang=\"{tag}\">")), "{page}");
            assert!(!page.contains("//"), "{page}");
        }
    }
}
