//! What a code means: the words behind it, found in the vocabulary, among the declared items, or in the catalogue.

use std::collections::HashMap;

use super::{Declaration, Localized, TenantProfile};
use crate::{
    Locale,
    catalog::{Catalog, Name},
    nearest::nearest,
};

/// The words behind a code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Word<'a> {
    /// Of the catalogue, in both languages.
    Catalog(&'a Name),
    /// Of a table of the catalogue, in both languages: a heading that is made to stand alone.
    Entry(&'a Name),
    /// Of the tenant.
    Own(&'a Localized),
    /// Of a declared item without words of its own, such as a contact without a team: shown through its value.
    Item(&'a str),
}

/// All codes that mean something in a declaration.
#[derive(Debug)]
pub struct Lexicon<'a> {
    catalog: &'a Catalog,
    own: HashMap<(&'a str, &'a str), Word<'a>>,
    /// As parties to a flow: `sdk:<key>`.
    sdks: HashMap<String, &'a Localized>,
}

impl<'a> Lexicon<'a> {
    /// The codes of a declaration of this tenant.
    pub fn new(catalog: &'a Catalog, profile: &'a TenantProfile, declaration: &'a Declaration) -> Self {
        let mut lexicon = Self { catalog, own: HashMap::new(), sdks: HashMap::new() };
        lexicon.add_declared(declaration);
        lexicon.add_parties(declaration);
        for contact in &profile.contacts {
            lexicon.add("request_channel", &contact.key, Word::Item(&contact.key));
        }
        // Last: a tenant's own words for a code win over everything.
        for entry in &declaration.vocabulary {
            if let Some((kind, code)) = entry.key.split_once(':') {
                lexicon.own.insert((kind, code), Word::Own(&entry.text));
            }
        }
        lexicon
    }

    fn add(&mut self, kind: &'static str, code: &'a str, word: Word<'a>) {
        self.own.entry((kind, code)).or_insert(word);
    }

    fn add_declared(&mut self, declaration: &'a Declaration) {
        for purpose in &declaration.purposes {
            self.add("purpose", &purpose.key, Word::Own(&purpose.name));
        }
        for item in declaration.functions.iter().flat_map(|function| &function.data) {
            self.add("data", item.datum(), Word::Own(&item.label));
            self.add("data", &item.key, Word::Own(&item.label));
        }
    }

    fn add_parties(&mut self, declaration: &'a Declaration) {
        for sdk in &declaration.sdks {
            self.sdks.insert(format!("sdk:{}", sdk.key), &sdk.name);
        }
        for recipient in &declaration.recipients {
            self.add("party", &recipient.key, Word::Own(&recipient.name));
        }
        for party in &declaration.parties {
            self.add("party", &party.key, Word::Own(&party.name));
        }
        for platform in &declaration.platforms {
            self.add("party", &platform.key, Word::Own(&platform.name));
        }
    }

    /// The words behind a code of that kind; none where the code means nothing.
    pub fn word(&self, kind: &str, code: &str) -> Option<Word<'a>> {
        if let Some(word) = self.own.get(&(kind, code)) {
            return Some(*word);
        }
        if let (true, Some(name)) = (kind == "party", self.sdks.get(code)) {
            return Some(Word::Own(name));
        }
        let catalog = self.catalog;
        let reference = match kind {
            "purpose" => catalog.purposes.get(code).map(|entry| &entry.name),
            "data" | "data_category" => catalog.data_categories.get(code).map(|entry| &entry.name),
            "legal_basis" => catalog.legal_bases.get(code).map(|entry| &entry.name),
            "exemption" => catalog.consent_exemptions.get(code).map(|entry| &entry.name),
            "refusal_reason" => catalog.refusal_reasons.get(code).map(|entry| &entry.name),
            "material_change" => catalog.material_changes.get(code).map(|entry| &entry.name),
            "permission" => catalog
                .permissions
                .get(code)
                .map(|entry| &entry.name)
                .or_else(|| catalog.permission_groups.get(code).map(|entry| &entry.name)),
            _ => None,
        };
        // The phrase list first: its words are made to stand in a sentence.
        let list = phrase_kind(kind);
        let phrase =
            catalog.term(list, code).or_else(|| catalog.term_by_alias(list, code)).map(|entry| &entry.name);
        phrase.map(Word::Catalog).or_else(|| reference.map(Word::Entry))
    }

    /// The words in the language of a reader.
    pub fn text(&self, kind: &str, code: &str, locale: &Locale) -> Option<&'a str> {
        Some(match self.word(kind, code)? {
            Word::Catalog(name) | Word::Entry(name) => name.text(locale),
            Word::Own(text) => text.wording(locale).text,
            Word::Item(text) => text,
        })
    }

    /// The known code of that kind that is most like `code`.
    pub fn nearest(&self, kind: &str, code: &str) -> Option<String> {
        let catalog = self.catalog;
        let mut known: Vec<&str> =
            self.own.keys().filter(|(own, _)| *own == kind).map(|(_, code)| *code).collect();
        known.extend(catalog.terms(phrase_kind(kind)).iter().map(|entry| entry.key.as_str()));
        match kind {
            "party" => known.extend(self.sdks.keys().map(String::as_str)),
            "purpose" => known.extend(catalog.purposes.iter().map(|entry| entry.key.as_str())),
            "data" | "data_category" => {
                known.extend(catalog.data_categories.iter().map(|entry| entry.key.as_str()))
            }
            "legal_basis" => known.extend(catalog.legal_bases.iter().map(|entry| entry.key.as_str())),
            "exemption" => known.extend(catalog.consent_exemptions.iter().map(|entry| entry.key.as_str())),
            "refusal_reason" => known.extend(catalog.refusal_reasons.iter().map(|entry| entry.key.as_str())),
            "material_change" => {
                known.extend(catalog.material_changes.iter().map(|entry| entry.key.as_str()))
            }
            "permission" => known.extend(catalog.permissions.iter().map(|entry| entry.key.as_str())),
            _ => {}
        }
        known.sort_unstable();
        nearest(code, known).map(Into::into)
    }
}

/// The list of phrases of a kind: legal bases have names of their own beside those of the law.
fn phrase_kind(kind: &str) -> &str {
    match kind {
        "legal_basis" => "basis_phrase",
        // Which data category a phrase of a category would be is what `data` says.
        other => other,
    }
}
