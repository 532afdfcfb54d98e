//! The language of messages, from `Accept-Language` (RFC 9110, section 12.5.4).

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use disclosure::{
    Locale,
    texts::{Arg, Texts, resolve},
};

use crate::platform::{AppError, MessageArg};

/// Ranges that are looked at; more are no honest wish.
const MOST: usize = 20;

/// The texts a caller wants to read; English where it does not say, since then it is a program.
pub(super) fn texts(headers: &HeaderMap) -> &'static Texts {
    let locale = resolve(by_preference(wanted(headers))).map_or_else(Locale::en, |resolved| resolved.locale);
    Texts::get(&locale).expect("`resolve` names supported locales only, and English is one")
}

/// The header as it came in; empty where it is missing or no text.
pub(super) fn wanted(headers: &HeaderMap) -> &str {
    headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The ranges of the header, the most wanted first; those of one weight in their order.
pub(super) fn by_preference(header: &str) -> Vec<&str> {
    let mut ranges: Vec<(&str, u16)> = header.split(',').take(MOST).filter_map(weighted).collect();
    ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    ranges.into_iter().map(|(range, _)| range).collect()
}

/// A range and its weight in thousandths; none where it is not wanted.
pub(super) fn weighted(part: &str) -> Option<(&str, u16)> {
    let mut parts = part.split(';').map(str::trim);
    let range = parts.next().filter(|range| !range.is_empty())?;
    let weight =
        match parts.find_map(|parameter| parameter.strip_prefix("q=").or(parameter.strip_prefix("Q="))) {
            None => 1000,
            Some(text) => thousandths(text)?,
        };
    (weight > 0).then_some((range, weight))
}

/// A weight such as `0.8`; none where it is malformed.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    if digits.len() > 3 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let fraction = format!("{digits:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

/// An error's message in the caller's language, for answers outside GraphQL.
pub(super) fn message(headers: &HeaderMap, error: &AppError) -> String {
    message_in(texts(headers), error)
}

/// An error's message in a language.
pub(super) fn message_in(texts: &Texts, error: &AppError) -> String {
    let message = error.message();
    let args: Vec<(&str, Arg)> = message.args.iter().map(|(name, value)| (*name, arg(value))).collect();
    texts.format(message.key, &args).unwrap_or_else(|_| error.code().to_string())
}

fn arg(value: &MessageArg) -> Arg {
    match value {
        MessageArg::Text(text) => Arg::from(text),
        MessageArg::Number(number) => Arg::from(*number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(header: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
        texts(&headers).locale().to_string()
    }

    #[test]
    fn the_most_wanted_language_that_exists_is_spoken() {
        assert_eq!(language("zh-CN,zh;q=0.9,en;q=0.8"), "zh-CN");
        assert_eq!(language("en;q=0.5, zh;q=0.6"), "zh-CN");
        assert_eq!(language("fr, zh-Hant;q=0.1"), "zh-CN");
        assert_eq!(language("zh;q=0, en"), "en");
        for strange in ["", "fr", "*", ";;;", "zh;q=2", "zh;q=0.9999", "zh;q=-1", "x-\u{e9}"] {
            assert_eq!(language(strange), "en", "{strange:?}");
        }
        assert_eq!(texts(&HeaderMap::new()).locale(), &Locale::en());
    }

    #[test]
    fn a_header_without_end_is_cut() {
        assert_eq!(language(&format!("{}zh", "fr,".repeat(20))), "en");
        assert_eq!(language(&format!("{}zh", "fr,".repeat(19))), "zh-CN");
    }
}
