//! `/playground`: where to send queries from. All of it is served from here; nothing is loaded from another host.
//!
//! By default a plain form of our own. With the feature `graphiql` it is GraphiQL, from a bundle made beforehand.

#[cfg_attr(feature = "graphiql", path = "graphiql.rs")]
#[cfg_attr(not(feature = "graphiql"), path = "form.rs")]
mod face;

use actix_web::{HttpRequest, HttpResponse, http::header::CONTENT_SECURITY_POLICY, web::Path};

use super::{language, problem};
use crate::graphql;

/// What the editor holds at first.
const EXAMPLE: &str = "{\n  viewer {\n    role\n    tenantId\n    account {\n      id\n    }\n  }\n}\n";

/// The page, in the reader's language.
pub(super) async fn page(request: HttpRequest) -> HttpResponse {
    match face::render(language::texts(request.headers())) {
        Ok(page) => HttpResponse::Ok()
            .insert_header((CONTENT_SECURITY_POLICY, face::POLICY))
            .insert_header(("vary", "Accept-Language"))
            .content_type("text/html; charset=utf-8")
            .body(page.into_string()),
        Err(error) => problem::internal(&request, &error),
    }
}

/// Its script, its style, and the schema in the schema definition language.
pub(super) async fn asset(request: HttpRequest, name: Path<String>) -> HttpResponse {
    let (media, body) = match name.as_str() {
        "app.js" => ("text/javascript; charset=utf-8", face::SCRIPT.to_owned()),
        "app.css" => ("text/css; charset=utf-8", face::STYLE.to_owned()),
        "schema.graphql" => ("text/plain; charset=utf-8", graphql::sdl()),
        _ => return problem::nowhere(request).await,
    };
    HttpResponse::Ok().content_type(media).body(body)
}

#[cfg(test)]
mod tests {
    use disclosure::{
        Locale,
        texts::{SUPPORTED, Texts},
    };

    use super::face;

    #[test]
    fn the_page_stands_in_every_language_and_loads_from_nowhere_else() {
        for tag in SUPPORTED {
            let locale: Locale = tag.parse().unwrap();
            let page = face::render(Texts::get(&locale).unwrap()).unwrap().into_string();
            assert!(page.contains(&format!("<html lang=\"{tag}\">")), "{page}");
            assert!(!page.contains("//"), "{page}");
        }
    }
}
