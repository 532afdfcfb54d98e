//! Which form and coding a reader wants (RFC 9110, section 12.5).

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName};

use crate::{
    disclosures::{Coding, Form, Page},
    http::language::weighted,
};

/// The forms in which a disclosure is served, the preferred one first.
const FORMS: [(&str, Form); 4] = [
    ("application/json", Form::Json),
    ("text/html", Form::Page(Page::Policy)),
    ("text/markdown", Form::Markdown),
    ("text/plain", Form::Text),
];

/// Ranges that are looked at; more are no honest wish.
const MOST: usize = 40;

/// The form that `Accept` wants most; JSON where it does not care; none where it takes none of ours.
pub(super) fn form(headers: &HeaderMap) -> Option<Form> {
    let accept = joined(headers, &ACCEPT);
    if accept.trim().is_empty() {
        return Some(Form::Json);
    }
    let ranges: Vec<&str> = accept.split(',').take(MOST).collect();
    let weights = FORMS.iter().map(|(media, form)| (weight(&ranges, media), *form));
    // Of equals the first of ours.
    let best = weights.filter(|(weight, _)| *weight > 0).rev().max_by_key(|(weight, _)| *weight);
    best.map(|(_, form)| form)
}

/// The weight of a media type: that of the most specific range that covers it.
fn weight(ranges: &[&str], media: &str) -> u16 {
    let family = media.split('/').next().unwrap_or_default();
    let of = |wanted: &str| {
        ranges.iter().find_map(|part| {
            let name = part.split(';').next().unwrap_or_default().trim();
            // A range of weight 0 is a refusal, which `weighted` leaves out.
            name.eq_ignore_ascii_case(wanted).then(|| weighted(part).map_or(0, |(_, weight)| weight))
        })
    };
    of(media).or_else(|| of(&format!("{family}/*"))).or_else(|| of("*/*")).unwrap_or(0)
}

/// gzip where the reader takes it at least as gladly as the bytes themselves.
pub(super) fn coding(headers: &HeaderMap) -> Coding {
    let accept = joined(headers, &ACCEPT_ENCODING);
    let weight = |wanted: &str| {
        accept.split(',').take(MOST).find_map(|part| {
            let name = part.split(';').next().unwrap_or_default().trim();
            name.eq_ignore_ascii_case(wanted).then(|| weighted(part).map_or(0, |(_, weight)| weight))
        })
    };
    let gzip = weight("gzip").or_else(|| weight("*")).unwrap_or(0);
    if gzip > 0 && gzip >= weight("identity").unwrap_or(0) { Coding::Gzip } else { Coding::Identity }
}

fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<&str> = headers.get_all(name).filter_map(|value| value.to_str().ok()).collect();
    values.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> Option<Form> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        form(&headers)
    }

    #[test]
    fn the_form_follows_accept() {
        assert_eq!(form(&HeaderMap::new()), Some(Form::Json));
        assert_eq!(wanted("*/*"), Some(Form::Json));
        assert_eq!(wanted("text/html,application/xhtml+xml,*/*;q=0.8"), Some(Form::Page(Page::Policy)));
        assert_eq!(wanted("text/markdown"), Some(Form::Markdown));
        assert_eq!(wanted("text/*"), Some(Form::Page(Page::Policy)));
        assert_eq!(wanted("text/plain;q=0.9, text/html;q=0.1"), Some(Form::Text));
        assert_eq!(wanted("application/json;q=0, */*"), Some(Form::Page(Page::Policy)));
        assert_eq!(wanted("image/png"), None);
    }

    #[test]
    fn the_coding_follows_accept_encoding() {
        let coded = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, value.parse().unwrap());
            coding(&headers)
        };
        assert_eq!(coding(&HeaderMap::new()), Coding::Identity);
        assert_eq!(coded("gzip, br"), Coding::Gzip);
        assert_eq!(coded("gzip;q=0"), Coding::Identity);
        assert_eq!(coded("*"), Coding::Gzip);
        assert_eq!(coded("identity;q=1, gzip;q=0.5"), Coding::Identity);
    }
}
