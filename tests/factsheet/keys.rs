//! Keys, slugs and the words made of codes.

use std::collections::HashSet;

use disclosure::{
    Locale,
    manifest::{Localized, term::is_code},
};
use serde_json::{Value, json};

/// The longest key that is made here, in bytes; leaves room for a number behind it.
const MAX_KEY: usize = 80;

/// A text as a key: itself where it has the form of one.
pub fn key_of(text: &str) -> String {
    if let Some(sdk) = text.strip_prefix("sdk:").filter(|sdk| !sdk.is_empty()) {
        return format!("sdk:{}", key_of(sdk));
    }
    if is_code(text) && text.len() <= MAX_KEY { text.into() } else { slug_of(text) }
}

/// A text in the letters of a key: lower case, `_` for what lies between words, and the number of every letter
/// beyond ASCII, so that two Chinese names stay two keys.
pub fn slug_of(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            out.push_str(&format!("u{:x}", u32::from(c)));
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if out.len() >= MAX_KEY {
            break;
        }
    }
    out.trim_end_matches('_').into()
}

/// The key itself, or the key with the first free number behind it. The result counts as used.
pub fn unique(key: &str, used: &mut HashSet<String>) -> String {
    let mut candidate = key.to_owned();
    let mut number = 2;
    while !used.insert(candidate.clone()) {
        candidate = format!("{key}-{number}");
        number += 1;
    }
    candidate
}

/// The slug of a tenant: 2 to 63 of `a-z`, `0-9`, `-`, a letter or digit at both ends.
pub fn tenant_slug(name: &str) -> String {
    let mut slug: String = slug_of(name).replace('_', "-");
    slug.truncate(63);
    let slug = slug.trim_matches('-');
    if slug.len() < 2 { format!("tenant-{slug}").trim_end_matches('-').into() } else { slug.into() }
}

/// A code as words.
pub fn humanise(code: &str) -> String {
    code.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether words give back the code they were made of.
pub fn is_reversible(code: &str) -> bool {
    !code.contains(' ') && humanise(code).replace(' ', "_") == code
}

/// The language of a text without a tag: Chinese where it has Chinese characters, else English.
pub fn language_of(text: &str) -> Locale {
    let han =
        |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    if text.chars().any(han) { Locale::zh_cn() } else { Locale::en() }
}

/// A text in the language it seems to be written in; none where it is no text of a declaration.
pub fn worded(text: &str) -> Option<Value> {
    let locale = language_of(text);
    Localized::of(locale.clone(), text).ok()?;
    Some(json!({ locale.as_str(): text }))
}
