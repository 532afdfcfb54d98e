//! Media types: what was sent, what is wanted (RFC 9110, sections 8.3 and 12.5.1).

use actix_web::http::{
    StatusCode,
    header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName},
};

use crate::{
    http::{language::weighted, problem::Problem},
    platform::AppError,
};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`
    GraphQl,
    /// `application/json`
    Json,
}

impl Media {
    /// The value of `Content-Type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// What a request wants; none where it accepts neither.
    pub fn wanted(headers: &HeaderMap) -> Option<Self> {
        let accept = joined(headers, &ACCEPT)?;
        if accept.trim().is_empty() {
            return Some(Self::Json);
        }
        let graphql = weight(&accept, "application/graphql-response+json");
        let json = weight(&accept, "application/json");
        match (graphql, json) {
            (None, None) => None,
            // Of two that are equally welcome, the one asked for by name.
            (Some((weight, true)), Some((other, _))) if weight >= other => Some(Self::GraphQl),
            (Some((weight, false)), Some((other, _))) if weight > other => Some(Self::GraphQl),
            (Some(_), None) => Some(Self::GraphQl),
            (_, Some(_)) => Some(Self::Json),
        }
    }
}

/// The weight of a type under its most specific range, and whether that range names it; none where it is unwelcome.
fn weight(accept: &str, media: &str) -> Option<(u16, bool)> {
    let ranges = || accept.split(',').filter(|part| has_utf8(part));
    let essence = |part: &str| part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (part, named) = [media, "application/*", "*/*"].iter().find_map(|range| {
        ranges().find(|part| essence(part) == *range).map(|part| (part, *range == media))
    })?;
    weighted(part).map(|(_, weight)| (weight, named))
}

/// Whether a type's `charset` is absent or UTF-8.
fn has_utf8(part: &str) -> bool {
    part.split(';').skip(1).map(str::trim).all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !name.trim().eq_ignore_ascii_case("charset")
            || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    })
}

/// Several lines of one header are one list; none where a line is no text.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Result<Vec<&str>, _> = headers.get_all(name).map(|value| value.to_str()).collect();
    Some(values.ok()?.join(","))
}

/// Checks the type and coding of a body.
///
/// # Errors
/// 415 for anything but JSON in UTF-8 as it is.
pub(super) fn check_sent(headers: &HeaderMap) -> Result<(), Problem> {
    let sent = joined(headers, &CONTENT_TYPE).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    let plain =
        headers.get_all(CONTENT_ENCODING).all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if essence.eq_ignore_ascii_case("application/json") && has_utf8(&sent) && plain {
        return Ok(());
    }
    let error = AppError::invalid("error-media-type").rule("content-type");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_answer_is_what_is_wanted_most() {
        let graphql = "application/graphql-response+json";
        for (accept, media) in [
            (&[][..], Some(Media::Json)),
            (&[""], Some(Media::Json)),
            (&["*/*"], Some(Media::Json)),
            (&["application/*"], Some(Media::Json)),
            (&["application/json"], Some(Media::Json)),
            (&["Application/JSON; charset=utf-8"], Some(Media::Json)),
            (&[graphql], Some(Media::GraphQl)),
            (&["application/graphql-response+json, application/json;q=0.9"], Some(Media::GraphQl)),
            (&["application/json", graphql], Some(Media::GraphQl)),
            (&["application/graphql-response+json;q=0.5, application/json"], Some(Media::Json)),
            (&["application/json;q=0, */*"], Some(Media::GraphQl)),
            (&["*/*;q=0.1, application/json;q=0"], Some(Media::GraphQl)),
            (&["text/html"], None),
            (&["application/json;q=0"], None),
            (&["application/json; charset=gbk"], None),
            (&["text/html, */*;q=0.8"], Some(Media::Json)),
        ] {
            assert_eq!(Media::wanted(&headers(ACCEPT, accept)), media, "{accept:?}");
        }
    }

    #[test]
    fn only_json_in_utf8_is_read() {
        for sent in
            ["application/json", "application/json; charset=UTF-8", "APPLICATION/JSON;charset=\"utf-8\""]
        {
            assert!(check_sent(&headers(CONTENT_TYPE, &[sent])).is_ok(), "{sent}");
        }
        for sent in [&[][..], &["text/plain"], &["application/json; charset=gbk"], &["application/jsonx"]] {
            let problem = check_sent(&headers(CONTENT_TYPE, sent)).unwrap_err();
            assert_eq!(problem.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{sent:?}");
        }
        let mut zipped = headers(CONTENT_TYPE, &["application/json"]);
        zipped.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        assert!(check_sent(&zipped).is_err());
    }
}
