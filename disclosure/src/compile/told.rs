//! Facts told whole: a sentence for what there is and one for "there is none", and the blocks around them.

use super::{
    context::{Blocks, Context, ListKeys, Spoken},
    said::Said,
};
use crate::{
    Pointer,
    document::{Block, ClauseId, Href, Inline},
    manifest::{Contact, Kind, Listed, Stated, Term, TimeUnit, Word, sha256, term::kind::RequestChannel},
};

impl Context<'_> {
    /// A sentence around the words of a term (its placeholder is `$words`), or the one that says there is none; nothing
    /// where the declaration is silent. `keys`: with the words, none.
    pub(super) fn told<K: Kind>(
        &self,
        at: &Pointer,
        term: &Stated<Term<K>>,
        keys: [&str; 2],
    ) -> Spoken<Option<Said>> {
        self.told_as(at, term, keys, |term| Ok(self.term(at, term)))
    }

    /// As [`Context::told`], for a value that `speak` puts into words.
    pub(super) fn told_as<T>(
        &self,
        at: &Pointer,
        fact: &Stated<T>,
        [some, none]: [&str; 2],
        speak: impl FnOnce(&T) -> Spoken,
    ) -> Spoken<Option<Said>> {
        match fact {
            Stated::Unstated => Ok(None),
            Stated::None => self.line(none, at).map(Some),
            Stated::Value(value) => self.say(some, vec![("words", speak(value)?)]).map(Some),
        }
    }

    /// A sentence around the words of a list (its placeholder is `$words`), or the one that says there are none;
    /// nothing where the declaration is silent. `keys`: with the words, none.
    pub(super) fn told_list<T>(
        &self,
        at: &Pointer,
        list: &Listed<T>,
        [some, none]: [&str; 2],
        words: Option<Said>,
    ) -> Spoken<Option<Said>> {
        if list.is_none() {
            return self.line(none, at).map(Some);
        }
        self.say_of(some, "words", words)
    }

    /// The words of channels for requests: those of a contact are its kind with its value.
    pub(super) fn ways(&self, at: &Pointer, channels: &Listed<Term<RequestChannel>>) -> Spoken<Vec<Said>> {
        let said = channels.iter().enumerate().map(|(index, channel)| {
            let at = at.index(index);
            match channel.as_code().and_then(|code| self.lexicon.word(RequestChannel::NAME, code)) {
                Some(Word::Item(key)) => self.way(&at, key),
                _ => Ok(self.term(&at, channel)),
            }
        });
        said.collect()
    }

    /// A way to reach the tenant, by the key of the contact: its kind with its value, or its kind alone where no value
    /// is stated.
    pub(super) fn way(&self, at: &Pointer, key: &str) -> Spoken {
        let Some(contact) = self.input.profile.contacts.iter().find(|contact| contact.key == key) else {
            // Reading a manifest refuses such a key; a stored one may be older than today's profile.
            return Ok(Said::new(Inline::text(key), at.clone()));
        };
        let kind = self.term(at, &contact.kind);
        match self.reached(at, contact) {
            Some(value) => self.say("contact-way", vec![("kind", kind), ("value", value)]),
            None => Ok(kind),
        }
    }

    /// The value of a contact, where one is stated: on a phone a number can be dialled and an e-mail written from it.
    pub(super) fn reached(&self, at: &Pointer, contact: &Contact) -> Option<Said> {
        let value = contact.value.value()?;
        let href = match contact.kind.as_code() {
            Some("email") => Href::email(value).ok(),
            Some("phone") => Href::telephone(value).ok(),
            _ => None,
        };
        Some(match href {
            Some(href) => Said::new(Inline::link(href, Inline::text(value)), at.clone()),
            None => self.exact(at, value),
        })
    }

    /// Words one after the other, with the joint of this key between them; none where there are none.
    pub(super) fn strung(&self, words: Vec<Said>, joint: &str) -> Spoken<Option<Said>> {
        let joint = Inline::text(self.texts.label(joint)?);
        Ok(words.into_iter().reduce(|before, after| Said {
            inlines: [before.inlines, vec![joint.clone()], after.inlines].concat(),
            sources: [before.sources, after.sources].concat(),
        }))
    }

    /// Several sentences, one after the other; none where there is none.
    pub(super) fn sentences(&self, sentences: impl IntoIterator<Item = Said>) -> Spoken<Option<Said>> {
        let mut sentences = sentences.into_iter();
        let Some(first) = sentences.next() else { return Ok(None) };
        sentences
            .try_fold(first, |before, after| {
                self.say("sentence-joint", vec![("before", before), ("after", after)])
            })
            .map(Some)
    }

    /// A length of time: "3 years", "15 working days".
    pub(super) fn period(
        &self,
        (value_at, value): (&Pointer, u32),
        (unit_at, unit): (&Pointer, TimeUnit),
    ) -> Spoken {
        let key = match unit {
            TimeUnit::Hour => "period-hours",
            TimeUnit::Day => "period-days",
            TimeUnit::WorkingDay => "period-working-days",
            TimeUnit::BusinessDay => "period-business-days",
            TimeUnit::Week => "period-weeks",
            TimeUnit::Month => "period-months",
            TimeUnit::Year => "period-years",
        };
        let words = self.texts.format(key, &[("count", value.into())])?;
        Ok(Said::new(Inline::text(words), value_at.clone()).citing([unit_at.clone()]))
    }

    /// An item for each term, named by `prefix`, `keys` and the term; a term that stands twice is one item.
    pub(super) fn items<K: Kind>(
        &self,
        prefix: &'static str,
        keys: &[&str],
        terms: &Listed<Term<K>>,
        said: Vec<Said>,
    ) -> Vec<Block> {
        let mut items: Vec<Block> = Vec::with_capacity(said.len());
        for (said, term) in said.into_iter().zip(terms) {
            let key = term_key(term);
            let id = ClauseId::of(prefix, &[keys, &[key.as_str()]].concat());
            match items.iter_mut().find(|item| item.id == id) {
                Some(item) => item.sources.extend(said.sources),
                None => items.push(said.item(id)),
            }
        }
        items
    }

    /// The provisions behind a requirement of the catalogue, such as `cn_basic.rights_methods`.
    fn provisions(&self, requirement: &str) -> Vec<String> {
        let requirement = self.input.catalog.notice_requirements.get(requirement);
        requirement.into_iter().flat_map(|found| found.reference.split("; ")).map(Into::into).collect()
    }
}

impl Blocks<'_, '_> {
    /// Adds a sentence and the list of these channels, as [`Blocks::terms`] does for other words.
    pub(super) fn ways(
        &mut self,
        name: &str,
        at: &Pointer,
        channels: &Listed<Term<RequestChannel>>,
        keys: ListKeys<'_>,
    ) -> Spoken<()> {
        let said = self.context.ways(at, channels)?;
        self.listed(name, at, channels, said, keys)
    }

    /// Adds a sentence and the list of these terms, whose words are `said`; see [`Blocks::terms`].
    pub(super) fn listed<K: Kind>(
        &mut self,
        name: &str,
        at: &Pointer,
        terms: &Listed<Term<K>>,
        said: Vec<Said>,
        keys: ListKeys<'_>,
    ) -> Spoken<()> {
        if terms.is_unstated() {
            return keys.gap.map_or(Ok(()), |gap| self.gap(name, gap));
        }
        if terms.is_none() {
            let line = self.context.line(keys.none, at)?;
            self.paragraph(name, line);
            return Ok(());
        }
        let items = self.context.items(self.section, &[name], terms, said);
        self.led_list(name, keys.lead, items)
    }

    /// Adds a sentence of ours followed by these items.
    pub(super) fn led_list(&mut self, name: &str, lead: &str, items: Vec<Block>) -> Spoken<()> {
        let id = self.id(name);
        let lead = self.context.texts.label(lead)?;
        self.push(Block::paragraph(id.with_suffix(LEAD), lead));
        self.push(Block::list(id, items));
        Ok(())
    }

    /// Adds a sub-section with what `add` adds; nothing where that is nothing.
    pub(super) fn sub_section(
        &mut self,
        name: &str,
        title: &str,
        add: impl FnOnce(&mut Self) -> Spoken<()>,
    ) -> Spoken<()> {
        let outer = std::mem::take(&mut self.blocks);
        let added = add(self);
        let inner = std::mem::replace(&mut self.blocks, outer);
        added?;
        if !inner.is_empty() {
            let title = self.context.texts.label(title)?;
            self.push(Block::sub_section(self.id(name), title, inner));
        }
        Ok(())
    }

    /// Adds one of two sentences: a yes reads plainly, a no must not be overlooked. `keys`: yes, no.
    pub(super) fn promise(
        &mut self,
        name: &str,
        at: &Pointer,
        flag: &Stated<bool>,
        [yes, no]: [&str; 2],
    ) -> Spoken<()> {
        let said = self.context.flag(at, flag, yes, no)?;
        self.weighed(name, *flag != Stated::Value(true), said);
        Ok(())
    }

    /// Adds a paragraph, which stands out where it weighs on the reader.
    pub(super) fn weighed(&mut self, name: &str, weighs: bool, said: impl Into<Option<Said>>) {
        if weighs {
            self.emphasised(name, said);
        } else {
            self.paragraph(name, said);
        }
    }

    /// The list that `add` adds must not be overlooked: the sentence before it stands out.
    pub(super) fn stressed(&mut self, add: impl FnOnce(&mut Self) -> Spoken<()>) -> Spoken<()> {
        let from = self.blocks.len();
        add(self)?;
        if matches!(self.blocks.last(), Some(Block { kind: crate::document::Kind::List { .. }, .. })) {
            let added = self.blocks.split_off(from);
            self.blocks.extend(added.into_iter().map(Block::emphasised));
        }
        Ok(())
    }

    /// What `add` adds is asked for by a requirement of the catalogue, whose provisions it cites.
    pub(super) fn required(
        &mut self,
        requirement: &str,
        add: impl FnOnce(&mut Self) -> Spoken<()>,
    ) -> Spoken<()> {
        let from = self.blocks.len();
        add(self)?;
        let provisions = self.context.provisions(requirement);
        self.blocks[from..].iter_mut().for_each(|block| block.law.extend(provisions.iter().cloned()));
        Ok(())
    }
}

/// What the sentence before a list is known by.
const LEAD: &str = "lead";

/// What a term is known by, the same in every language: its code, or for own words a hash of all of them. A code that
/// reads as the sentence before the list is hashed, too.
pub(super) fn term_key<K>(term: &Term<K>) -> String {
    match term {
        Term::Code(code, _) if code == LEAD => sha256(code)[..8].to_owned(),
        Term::Code(code, _) => code.clone(),
        Term::Text(text) => {
            let words: String = text.iter().map(|(locale, words)| format!("{locale}\n{words}\n")).collect();
            sha256(words)[..8].to_owned()
        }
    }
}
