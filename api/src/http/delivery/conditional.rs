//! Whether the reader has it already (RFC 9110, section 13.1.2).

use actix_web::http::header::{HeaderMap, IF_NONE_MATCH};

/// True where `If-None-Match` names this entity tag, weakly compared, or any.
pub(super) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let tags = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, value.parse().unwrap());
        has(&headers, "\"abc\"")
    }

    #[test]
    fn one_of_the_tags_is_enough() {
        assert!(known("\"abc\""));
        assert!(known("\"x\", \"abc\""));
        assert!(known("W/\"abc\""));
        assert!(known("*"));
        assert!(!known("\"abc-gzip\""));
        assert!(!known("abc"));
        assert!(!known(""));
        assert!(!has(&HeaderMap::new(), "\"abc\""));
    }
}
