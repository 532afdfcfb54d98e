//! Words of a declaration, made ready to be compared with codes that are reported.

use disclosure::{
    catalog::{Catalog, TermEntry},
    manifest::{
        Localized, Term,
        term::{Kind, kind},
    },
};

/// A declared word: a code, or the tenant's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The code; of own words the one that the catalogue has for them, if any.
    pub code: Option<String>,
    /// The tenant's own words.
    pub text: Option<Localized>,
    /// Everything that names it.
    names: Vec<String>,
    /// Keys of the catalogue that it stands for.
    meanings: Vec<String>,
}

impl Word {
    pub(super) fn new<K: Kind>(term: &Term<K>, catalog: &Catalog) -> Self {
        let list = phrases(K::NAME);
        let mut word = match term {
            Term::Code(code, _) => {
                Self { code: Some(code.clone()), text: None, names: vec![code.clone()], meanings: vec![] }
            }
            Term::Text(text) => Self::of_text(text, list, catalog),
        };
        if let Some(entry) = word.code.as_deref().and_then(|code| entry(catalog, list, code)) {
            word.names.push(entry.key.clone());
            word.names.extend(entry.aliases.iter().cloned());
            word.meanings.extend(entry.catalog.iter().cloned());
        }
        word
    }

    /// Own words mean a code where they are exactly what the catalogue has for it.
    fn of_text(text: &Localized, list: &str, catalog: &Catalog) -> Self {
        let names: Vec<String> = text.iter().map(|(_, words)| words.to_owned()).collect();
        let known = catalog.terms(list).iter().find(|entry| {
            let says = |name: &String| {
                *name == entry.name.zh || *name == entry.name.en || entry.aliases.contains(name)
            };
            names.iter().any(says)
        });
        let code = known.map(|entry| entry.key.clone());
        Self { code, text: Some(text.clone()), names, meanings: Vec::new() }
    }

    /// Lets it stand for a key of the catalogue, too.
    pub(super) fn meaning(mut self, key: Option<String>) -> Self {
        self.meanings.extend(key);
        self
    }

    /// Whether it is in words for which there is no code, so that only the same words agree.
    pub(super) fn is_own(&self) -> bool {
        self.code.is_none()
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn meanings(&self) -> &[String] {
        &self.meanings
    }
}

/// The list of the catalogue's phrases for words of a kind.
fn phrases(kind: &'static str) -> &'static str {
    if kind == <kind::LegalBasis as Kind>::NAME { "basis_phrase" } else { kind }
}

/// The phrase of that key or other spelling.
pub(super) fn entry<'a>(catalog: &'a Catalog, list: &str, code: &str) -> Option<&'a TermEntry> {
    catalog.term(list, code).or_else(|| catalog.term_by_alias(list, code))
}

/// The catalogue's bases that a reported basis stands for.
pub(super) fn bases<'a>(catalog: &'a Catalog, code: &str) -> Vec<&'a str> {
    let phrase = entry(catalog, "basis_phrase", code).into_iter();
    let phrase = phrase.flat_map(|entry| entry.catalog.iter().map(String::as_str));
    phrase.chain(catalog.legal_bases.get(code).map(|basis| basis.key.as_str())).collect()
}
