//! Which supported locale answers a request for languages.

use crate::Locale;

/// The locales that all texts exist in. The first one is the default where nobody asks for any.
pub const SUPPORTED: [&str; 2] = ["zh-CN", "en"];

/// The answer to a request for languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// A supported locale.
    pub locale: Locale,
    /// True where the reader did not ask for this script: Simplified shown for Traditional Chinese.
    pub fallback: bool,
}

/// The locale for the first of the wanted tags that can be served, the most wanted first.
///
/// `zh`, `zh-Hans*`, `zh-CN` and `zh-SG` are zh-CN exactly; every other Chinese (`zh-Hant*`, `zh-TW`, `zh-HK`) is
/// zh-CN as a stated fallback; `en` with any region is en. Tags that cannot be parsed are passed over.
/// None where no tag can be served.
pub fn resolve<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Option<Resolved> {
    wanted.into_iter().find_map(resolve_one)
}

fn resolve_one(tag: &str) -> Option<Resolved> {
    let tag: unic_langid::LanguageIdentifier = tag.parse().ok()?;
    match tag.language.as_str() {
        "en" => Some(Resolved { locale: Locale::en(), fallback: false }),
        "zh" => Some(Resolved { locale: Locale::zh_cn(), fallback: !is_simplified(&tag) }),
        _ => None,
    }
}

fn is_simplified(tag: &unic_langid::LanguageIdentifier) -> bool {
    match (tag.script.map(|script| script.as_str() == "Hans"), tag.region) {
        (Some(simplified), _) => simplified,
        (None, None) => true,
        (None, Some(region)) => matches!(region.as_str(), "CN" | "SG"),
    }
}
