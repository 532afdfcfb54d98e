//! What every section asks: the words of a fact in the reader's language.

use chrono::NaiveDate;

use super::{CompileError, Input, said::Said};
use crate::{
    Locale, Pointer,
    document::{Block, ClauseId, Inline, Part},
    manifest::{Answer, Kind, Lexicon, Listed, Localized, Stated, Term, Word},
    texts::{Conjunction, Texts},
};

/// A fact put into words, or why it could not be.
pub(super) type Spoken<T = Said> = Result<T, CompileError>;

/// The declaration, the language, and the words for both.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) locale: &'a Locale,
    pub(super) texts: &'static Texts,
    pub(super) lexicon: Lexicon<'a>,
}

/// The pointer to a member: `at("/trackers/purposes")`.
pub(super) fn at(path: &'static str) -> Pointer {
    path.parse().expect("paths in this crate are literals that the coverage test walks")
}

impl<'a> Context<'a> {
    /// Own words of the tenant; words in another language are marked as such.
    pub(super) fn own(&self, at: &Pointer, text: &Localized) -> Said {
        Said::new(self.wording(text), at.clone())
    }

    fn wording(&self, text: &Localized) -> Inline {
        let wording = text.wording(self.locale);
        if wording.foreign {
            Inline::foreign(wording.locale.clone(), wording.text)
        } else {
            Inline::text(wording.text)
        }
    }

    /// An exact value, as a link where it is an address.
    pub(super) fn exact(&self, at: &Pointer, value: &str) -> Said {
        Said::new(Inline::address(value), at.clone())
    }

    /// An exact value, where there is one.
    pub(super) fn exact_of(&self, at: &Pointer, value: &Stated<String>) -> Option<Said> {
        value.value().map(|value| self.exact(at, value))
    }

    /// The words of a code of the kind `K`, or the tenant's own.
    pub(super) fn term<K: Kind>(&self, at: &Pointer, term: &Term<K>) -> Said {
        match term {
            Term::Text(text) => self.own(at, text),
            Term::Code(code, _) => self.code(at, K::NAME, code),
        }
    }

    /// The words of a code.
    pub(super) fn code(&self, at: &Pointer, kind: &str, code: &str) -> Said {
        let words = match self.lexicon.word(kind, code) {
            Some(Word::Catalog(name)) => Inline::text(name.text(self.locale)),
            Some(Word::Entry(name)) => Inline::text(self.texts.inside(name.text(self.locale))),
            Some(Word::Own(text)) => self.wording(text),
            Some(Word::Item(_)) => return self.contact(at, code),
            // Reading a manifest refuses such a code; a stored one may be older than today's catalogue.
            None => Inline::text(code),
        };
        Said::new(words, at.clone()).citing(self.vocabulary(kind, code))
    }

    /// Whether a code means what the catalogue says: the tenant did not define it anew.
    pub(super) fn is_of_catalog(&self, kind: &str, code: &str) -> bool {
        matches!(self.lexicon.word(kind, code), Some(Word::Catalog(_) | Word::Entry(_)))
    }

    /// The places of the tenant's own definition of a code; none where it is not the tenant's.
    fn vocabulary(&self, kind: &str, code: &str) -> Vec<Pointer> {
        let is_it = |key: &str| key.strip_prefix(kind).and_then(|rest| rest.strip_prefix(':')) == Some(code);
        let entry = self.input.declaration.vocabulary.iter().find(|entry| is_it(&entry.key));
        let places = entry.map(|entry| {
            let here = at("/vocabulary").child(&entry.key);
            vec![here.child("key"), here.child("text")]
        });
        places.unwrap_or_default()
    }

    /// A contact by its key: its value, with the kind of contact it is.
    fn contact(&self, at: &Pointer, key: &str) -> Said {
        let contact = self.input.profile.contacts.iter().find(|contact| contact.key == key);
        match contact.and_then(|contact| self.reached(at, contact)) {
            Some(value) => value,
            None => match contact.map(|contact| self.term(at, &contact.kind)) {
                Some(kind) => kind,
                None => Said::new(Inline::text(key), at.clone()),
            },
        }
    }

    /// The words of a term, where there is one.
    pub(super) fn term_of<K: Kind>(&self, at: &Pointer, term: &Stated<Term<K>>) -> Option<Said> {
        term.value().map(|term| self.term(at, term))
    }

    /// A term for a cell: its words, "none" where it says so, nothing where it is silent.
    pub(super) fn term_cell<K: Kind>(&self, at: &Pointer, term: &Stated<Term<K>>) -> Spoken<Option<Said>> {
        if term.is_none() {
            return self.none(at).map(Some);
        }
        Ok(self.term_of(at, term))
    }

    /// The words of each term of a list, each citing its own place.
    pub(super) fn terms<K: Kind>(&self, at: &Pointer, terms: &Listed<Term<K>>) -> Vec<Said> {
        terms.iter().enumerate().map(|(index, term)| self.term(&at.index(index), term)).collect()
    }

    /// The words of a list as one phrase; none where nothing is in it.
    pub(super) fn phrase<K: Kind>(&self, at: &Pointer, terms: &Listed<Term<K>>) -> Spoken<Option<Said>> {
        self.join(self.terms(at, terms), Conjunction::And)
    }

    /// The words of headings, such as purposes, one after the other: each stands by itself, so that no conjunction makes
    /// a phrase of them. None where nothing is in the list.
    pub(super) fn headings<K: Kind>(&self, at: &Pointer, terms: &Listed<Term<K>>) -> Spoken<Option<Said>> {
        self.strung(self.terms(at, terms), "join-heavy-between")
    }

    /// Headings for a cell: their words, "none" where the list says so, nothing where it is silent.
    pub(super) fn headings_cell<K: Kind>(
        &self,
        at: &Pointer,
        terms: &Listed<Term<K>>,
    ) -> Spoken<Option<Said>> {
        if terms.is_none() {
            return self.none(at).map(Some);
        }
        self.headings(at, terms)
    }

    /// A list for a cell: its words, "none" where it says so, nothing where it is silent.
    pub(super) fn cell<K: Kind>(&self, at: &Pointer, terms: &Listed<Term<K>>) -> Spoken<Option<Said>> {
        if terms.is_none() {
            return self.none(at).map(Some);
        }
        self.phrase(at, terms)
    }

    /// The word "none", for the list at `at` that says there is nothing in it.
    pub(super) fn none(&self, at: &Pointer) -> Spoken {
        Ok(Said::new(self.texts.label("value-none")?, at.clone()))
    }

    /// Several phrases as one; none where there is none.
    pub(super) fn join(&self, items: Vec<Said>, conjunction: Conjunction) -> Spoken<Option<Said>> {
        if items.is_empty() {
            return Ok(None);
        }
        let mut sources = Vec::new();
        let inlines: Vec<Vec<Inline>> = items
            .into_iter()
            .map(|said| {
                sources.extend(said.sources);
                said.inlines
            })
            .collect();
        Ok(Some(Said { inlines: self.texts.join_inlines(&inlines, conjunction)?, sources }))
    }

    /// A sentence without placeholders that tells the fact at `at`.
    pub(super) fn line(&self, key: &str, at: &Pointer) -> Spoken {
        Ok(Said::new(self.texts.label(key)?, at.clone()))
    }

    /// One of two sentences, as the fact at `at` says yes or no; none where it says nothing. That there is none of it
    /// is a no, so the second sentence claims no more than that the first does not hold.
    pub(super) fn flag(
        &self,
        at: &Pointer,
        flag: &Stated<bool>,
        yes: &str,
        no: &str,
    ) -> Spoken<Option<Said>> {
        match flag {
            Stated::Unstated => Ok(None),
            Stated::Value(true) => self.line(yes, at).map(Some),
            Stated::None | Stated::Value(false) => self.line(no, at).map(Some),
        }
    }

    /// "Yes" or "no" for a cell.
    pub(super) fn yes_no(&self, at: &Pointer, flag: &Stated<bool>) -> Spoken<Option<Said>> {
        self.flag(at, flag, "value-yes", "value-no")
    }

    /// An answer: one of two sentences, or a sentence around the word that answers (its placeholder is `$answer`). That
    /// there is none of it is a no.
    pub(super) fn answer<K: Kind>(
        &self,
        at: &Pointer,
        answer: &Stated<Answer<K>>,
        [yes, no, word]: [&str; 3],
    ) -> Spoken<Option<Said>> {
        match answer {
            Stated::Unstated => Ok(None),
            Stated::None => self.line(no, at).map(Some),
            Stated::Value(Answer::Flag(flag)) => self.line(if *flag { yes } else { no }, at).map(Some),
            Stated::Value(Answer::Word(term)) => {
                self.say(word, vec![("answer", self.term(at, term))]).map(Some)
            }
        }
    }

    /// A sentence with facts in it; it cites them all.
    pub(super) fn say(&self, key: &str, parts: Vec<(&'static str, Said)>) -> Spoken {
        let mut sources = Vec::new();
        let parts: Vec<(&str, Part)> = parts
            .into_iter()
            .map(|(name, said)| {
                sources.extend(said.sources);
                (name, Part::Inlines(said.inlines))
            })
            .collect();
        Ok(Said { inlines: self.texts.prose(key, &parts)?, sources })
    }

    /// A sentence with one fact in it, where there is one.
    pub(super) fn say_of(&self, key: &str, name: &'static str, said: Option<Said>) -> Spoken<Option<Said>> {
        said.map(|said| self.say(key, vec![(name, said)])).transpose()
    }

    /// A number.
    pub(super) fn number(&self, at: &Pointer, number: u32) -> Said {
        Said::new(Inline::text(number.to_string()), at.clone())
    }

    /// A date, written out.
    pub(super) fn date(&self, at: &Pointer, date: NaiveDate) -> Spoken {
        Ok(Said::new(self.texts.date(date)?, at.clone()))
    }

    /// A word that stands for a value of an enumeration: message `<family><value>`.
    pub(super) fn word(&self, at: &Pointer, family: &str, value: &impl serde::Serialize) -> Spoken {
        let value = serde_json::to_value(value).ok();
        let code = value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        Ok(Said::new(self.texts.coded(family, code)?, at.clone()))
    }

    /// A mark in a draft where something the law asks for is not stated.
    pub(super) fn gap(&self, id: ClauseId, key: &str) -> Spoken<Block> {
        Ok(Block::gap(id, self.texts.label(key)?))
    }
}

/// Collects the blocks of a section: what nothing was said about leaves no trace.
#[derive(Debug)]
pub(super) struct Blocks<'c, 'a> {
    pub(super) context: &'c Context<'a>,
    pub(super) section: &'static str,
    pub(super) blocks: Vec<Block>,
}

impl<'c, 'a> Blocks<'c, 'a> {
    /// For the section of that id.
    pub(super) fn new(context: &'c Context<'a>, section: &'static str) -> Self {
        Self { context, section, blocks: Vec::new() }
    }

    /// The id of a clause of this section.
    pub(super) fn id(&self, name: &str) -> ClauseId {
        ClauseId::of(self.section, &[name])
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, name: &str, said: impl Into<Option<Said>>) {
        if let Some(said) = said.into() {
            self.blocks.push(said.paragraph(self.id(name)));
        }
    }

    /// Adds a paragraph that must not be overlooked.
    pub(super) fn emphasised(&mut self, name: &str, said: impl Into<Option<Said>>) {
        if let Some(said) = said.into() {
            self.blocks.push(said.paragraph(self.id(name)).emphasised());
        }
    }

    /// Adds a sentence and the list of these terms; `none` where the declaration says that there are none; a gap
    /// where it says nothing and `gap` names one.
    pub(super) fn terms<K: Kind>(
        &mut self,
        name: &str,
        at: &Pointer,
        terms: &Listed<Term<K>>,
        keys: ListKeys<'_>,
    ) -> Spoken<()> {
        let said = self.context.terms(at, terms);
        self.listed(name, at, terms, said, keys)
    }

    /// Adds a mark for what is not stated.
    pub(super) fn gap(&mut self, name: &str, key: &str) -> Spoken<()> {
        let gap = self.context.gap(self.id(name).with_suffix("gap"), key)?;
        self.blocks.push(gap);
        Ok(())
    }

    /// Adds a block made elsewhere.
    pub(super) fn push(&mut self, block: impl Into<Option<Block>>) {
        self.blocks.extend(block.into());
    }

    /// The section with this title; none where it has nothing to say.
    pub(super) fn section(self, title: &str) -> Spoken<Option<Block>> {
        if self.blocks.is_empty() {
            return Ok(None);
        }
        let id = ClauseId::of(self.section, &[]);
        Ok(Some(Block::section(id, self.context.texts.label(title)?, self.blocks)))
    }
}

/// The messages of a list of terms.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListKeys<'k> {
    /// The sentence before the list.
    pub(super) lead: &'k str,
    /// The sentence that says there are none.
    pub(super) none: &'k str,
    /// The mark in a draft where nothing is said.
    pub(super) gap: Option<&'k str>,
}
