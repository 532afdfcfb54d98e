//! What relations take in memory, about: the texts that they hold, and what holds these.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    mem::size_of,
    sync::Arc,
};

use disclosure::manifest::Listed;

use super::{
    relation::{Codes, Data, Entry, Facts, Relation, Route},
    relations::Everyone,
    word::Word,
};

/// An allocated text beside its bytes, with its share of the table that it stands in.
const TEXT: usize = 64;
/// A relation with its places in the tables by key and by name.
const RELATION: usize = 3 * TEXT + size_of::<Relation>();

/// Bytes of a declaration's relations. What several relations share counts once.
pub(super) fn of(own: &[Relation], everyone: &Everyone, codes: &Codes) -> usize {
    let mut seen = HashSet::new();
    let relations = own.iter().map(|relation| {
        let first = seen.insert(std::ptr::from_ref(relation.entry()));
        let shared = if first { entry(relation.entry()) } else { 0 };
        RELATION + shared + relation.route().map_or(0, route) + relation.rest().map_or(0, data)
    });
    let relations: usize = relations.sum();
    let beyond = everyone.recipients.iter().filter(|it| !seen.contains(&Arc::as_ptr(it)));
    let recipients: usize = beyond.map(|it| entry(it)).sum();
    let routes: usize = everyone.routes.iter().map(|it| route(it)).sum();
    let known: usize = [&codes.sdks, &codes.items, &codes.kin].into_iter().map(table).sum();
    let purposes: usize = codes.purposes.iter().map(|(key, of)| text(key) + text(of)).sum();
    relations + recipients + routes + known + purposes
}

fn entry(entry: &Entry) -> usize {
    let contract = entry.contract.as_ref().map_or(0, |contract| text(&contract.reference));
    let told = words(&entry.purposes) + words(&entry.frequency) + contract;
    let named = entry.entity.as_deref().map_or(0, text) + entry.sdk.as_deref().map_or(0, text);
    // In the entry, in the table by name, and in the one of recipients.
    let names: usize = entry.names.iter().map(|name| 2 * text(name)).sum();
    let own = size_of::<Entry>() + 2 * text(&entry.recipient) + text(entry.path.as_str());
    own + names + named + told + facts(&entry.facts)
}

fn route(route: &Route) -> usize {
    let own = size_of::<Route>() + 2 * text(&route.flow) + text(route.path.as_str());
    let by = route.sdk.as_deref().map_or(0, text);
    own + by + word(&route.from) + words(&route.trigger) + facts(&route.facts)
}

fn facts(facts: &Facts) -> usize {
    data(&facts.data) + words(&facts.basis) + words(&facts.method) + words(&facts.region)
}

fn data(data: &Data) -> usize {
    words(&data.words) + texts(&data.names) + texts(&data.whole) + texts(&data.partly)
}

fn words(list: &Listed<Word>) -> usize {
    list.iter().map(word).sum()
}

fn word(word: &Word) -> usize {
    let own = word.text.as_ref().map_or(0, |words| words.iter().map(|(_, words)| text(words)).sum());
    let code = word.code.as_deref().map_or(0, text);
    let names: usize = word.names().iter().chain(word.meanings()).map(|name| text(name)).sum();
    size_of::<Word>() + own + code + names
}

fn table(table: &HashMap<String, BTreeSet<String>>) -> usize {
    table.iter().map(|(key, values)| text(key) + texts(values)).sum()
}

fn texts(set: &BTreeSet<String>) -> usize {
    set.iter().map(|it| text(it)).sum()
}

fn text(text: &str) -> usize {
    TEXT + text.len()
}
