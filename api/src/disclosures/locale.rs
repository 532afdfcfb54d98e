//! In which language a reader gets a disclosure.

use disclosure::{Locale, texts};

/// What a reader gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice<'a> {
    /// This language; the flag says that the reader did not ask for exactly it.
    Found(&'a Locale, bool),
    /// None that was asked for, or none was: the governing one.
    Governing,
}

/// Chooses among the languages of a version, for tags from the most wanted on:
///
/// 1. the first tag that names one of the languages: `en` and every `en-…`; `zh`, `zh-Hans…`, `zh-CN` and `zh-SG` for
///    zh-CN;
/// 2. else the first whose readers understand one, marked as a fallback: `zh-Hant…`, `zh-TW`, `zh-HK` for zh-CN;
/// 3. else the governing language, marked as a fallback unless nothing was asked for. See [`governing`].
pub fn choose<'a>(wanted: &[String], locales: &'a [Locale]) -> Choice<'a> {
    let served = |tag: &String| {
        let found = texts::resolve([tag.as_str()])?;
        let locale = locales.iter().find(|locale| **locale == found.locale)?;
        Some((locale, found.fallback))
    };
    let mut resolved = wanted.iter().filter_map(served);
    let first = resolved.clone().next();
    match resolved.find(|(_, fallback)| !fallback).or(first) {
        Some((locale, fallback)) => Choice::Found(locale, fallback),
        None => Choice::Governing,
    }
}

/// The language that decides where two differ: what the policy names, or else Chinese, or else the first there is.
pub fn governing(named: Option<&Locale>, locales: &[Locale]) -> Locale {
    let exists = |locale: &&Locale| locales.contains(locale);
    let chinese = Locale::zh_cn();
    named.filter(exists).or(Some(&chinese).filter(exists)).or(locales.first()).cloned().unwrap_or(chinese)
}
