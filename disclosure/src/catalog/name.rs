//! Bilingual names, and the two traits of whatever the catalogue lists.

use serde::{Deserialize, Serialize};

use crate::Locale;

/// A name in Simplified Chinese and in English; both are always there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

impl Name {
    /// The Chinese name for every `zh` locale, the English one for any other.
    pub fn text(&self, locale: &Locale) -> &str {
        if locale.language() == "zh" { &self.zh } else { &self.en }
    }
}

/// Something with a key that is unique in its table and never changes its meaning.
pub trait Keyed {
    /// The key, exactly as declarations spell it.
    fn key(&self) -> &str;
}

/// An entry with a bilingual name.
pub trait Named: Keyed {
    /// Both names.
    fn names(&self) -> &Name;
}

/// Implements [`Keyed`] for types with a `key` field.
macro_rules! keyed {
    ($($entry:ty),+ $(,)?) => {$(
        impl $crate::catalog::Keyed for $entry {
            fn key(&self) -> &str {
                &self.key
            }
        }
    )+};
}

/// Implements [`Keyed`] and [`Named`] for types with a `key` and a `name` field.
macro_rules! named {
    ($($entry:ty),+ $(,)?) => {$(
        $crate::catalog::name::keyed!($entry);

        impl $crate::catalog::Named for $entry {
            fn names(&self) -> &$crate::catalog::Name {
                &self.name
            }
        }

        impl $entry {
            /// The Chinese name for every `zh` locale, the English one for any other.
            pub fn name(&self, locale: &$crate::Locale) -> &str {
                self.name.text(locale)
            }
        }
    )+};
}

pub(crate) use {keyed, named};
