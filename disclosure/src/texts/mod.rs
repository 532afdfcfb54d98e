//! Every sentence of a generated document, page or finding, as Fluent messages per locale.
//!
//! Promises: each key exists in every locale with the same placeholders, each key that the sources name exists, and
//! none lies unused; the tests walk them all. Texts are compiled in, so a build has exactly one [`revision`].
//!
//! A new sentence: add the message to one file under `disclosure/texts/<locale>/` in each locale, then name its key as a
//! string literal in a call of [`Texts::format`], [`Texts::label`] or [`Texts::prose`]. Where keys follow a
//! closed set of codes, name the family instead: `texts.coded("table-head-", code)` serves every `table-head-…` message.
//! A new file joins the list in `files.rs`. Keys are lower case words joined by hyphens, at least two words.

mod arg;
mod files;
mod phrase;
mod resolve;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use sha2::{Digest, Sha256};

pub use arg::Arg;
pub use phrase::Conjunction;
pub(crate) use phrase::{meets_latin, spaced};
pub use resolve::{Resolved, SUPPORTED, resolve};

use crate::Locale;

/// A text could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// No texts exist for this locale.
    #[error("no texts for locale {0}")]
    Locale(Locale),
    /// The locale has no such message.
    #[error("no text `{key}` for locale {locale}")]
    Missing { locale: Locale, key: String },
    /// The message exists, and a placeholder in it was not given.
    #[error("text `{key}` for locale {locale}: {detail}")]
    Unresolved { locale: Locale, key: String, detail: String },
}

impl TextError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locale(_) => "TEXT_LOCALE",
            Self::Missing { .. } => "TEXT_MISSING",
            Self::Unresolved { .. } => "TEXT_UNRESOLVED",
        }
    }
}

/// All texts of one locale.
pub struct Texts {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("locale", &self.locale).finish_non_exhaustive()
    }
}

static ALL: LazyLock<Vec<Texts>> = LazyLock::new(|| SUPPORTED.iter().map(|tag| Texts::load(tag)).collect());

/// Which texts these are: SHA-256 in lower-case hex over locale, name and content of every file.
pub fn revision() -> &'static str {
    static REVISION: LazyLock<String> = LazyLock::new(|| revision_of(files::FILES));
    &REVISION
}

fn revision_of(files: &[(&str, &str, &str)]) -> String {
    let mut hash = Sha256::new();
    let of_documents = files.iter().filter(|(_, name, _)| !files::MESSAGES.contains(name));
    for part in of_documents.flat_map(|(locale, name, content)| [locale, name, content]) {
        // Framed by length, so that no two sets of files run into the same bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

impl Texts {
    /// The texts of a supported locale; see [`resolve`] for others.
    pub fn get(locale: &Locale) -> Result<&'static Texts, TextError> {
        ALL.iter().find(|texts| texts.locale == *locale).ok_or_else(|| TextError::Locale(locale.clone()))
    }

    fn load(tag: &str) -> Self {
        let locale: Locale = tag.parse().expect("SUPPORTED holds tags that the tests parse");
        let language = tag.parse().expect("SUPPORTED holds tags that the tests parse");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Isolation marks would stand in every exported name, address and cell.
        bundle.set_use_isolating(false);
        for (_, name, content) in files::FILES.iter().filter(|(of, _, _)| *of == tag) {
            let file = FluentResource::try_new((*content).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{tag}/{name}, which the tests parse: {errors:?}"));
            bundle.add_resource(file).expect("the tests find keys that stand twice");
        }
        Self { locale, bundle }
    }

    /// The locale of these texts.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// True where the message exists: for keys made from codes of a tenant's own.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The message without placeholders.
    pub fn label(&self, key: &str) -> Result<String, TextError> {
        self.format(key, &[])
    }

    /// The message of a family for a code: `("table-head-", "data_kind")` is `table-head-data-kind`.
    /// Case does not count and `_` and `.` of the code stand as hyphens, so that enum codes serve as they are.
    pub fn coded(&self, family: &str, code: &str) -> Result<String, TextError> {
        self.label(&coded_key(family, code))
    }

    /// The message with its placeholders filled.
    pub fn format(&self, key: &str, args: &[(&str, Arg)]) -> Result<String, TextError> {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(*name, self.value(arg)?);
        }
        let missing = || TextError::Missing { locale: self.locale.clone(), key: key.into() };
        let message = self.bundle.get_message(key).ok_or_else(missing)?;
        let pattern = message.value().ok_or_else(missing)?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(TextError::Unresolved {
                locale: self.locale.clone(),
                key: key.into(),
                detail: error.to_string(),
            }),
        }
    }

    fn value<'a>(&self, arg: &'a Arg) -> Result<FluentValue<'a>, TextError> {
        Ok(match arg {
            Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::List(items) => FluentValue::from(self.join(items, Conjunction::And)?),
            Arg::Date(date) => FluentValue::from(self.date(*date)?),
        })
    }
}

/// The key of a family's message for a code; see [`Texts::coded`].
pub fn coded_key(family: &str, code: &str) -> String {
    let code = code.to_ascii_lowercase().replace(['_', '.'], "-");
    format!("{family}{code}")
}
