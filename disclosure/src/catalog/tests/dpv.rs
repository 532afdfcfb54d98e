//! Every term of the Data Privacy Vocabulary that any file names exists, and only reading may meet a deprecated one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{super::*, assert_all_known, file, keys};

fn vocabulary() -> &'static DpvVocabulary {
    DpvVocabulary::builtin()
}

#[test]
fn the_vocabulary_is_whole() {
    let mut counts = BTreeMap::new();
    for term in &vocabulary().terms {
        assert!(!term.label.is_empty(), "{}", term.key);
        assert!(term.key.starts_with(&vocabulary().prefixes[&term.module]), "{}: module", term.key);
        assert_all_known(term.parents.iter().map(|parent| (term.key(), parent.as_str())), |iri| {
            vocabulary().terms.contains(iri)
        });
        *counts.entry(term.module.clone()).or_insert(0) += 1;
    }
    assert_eq!(counts, vocabulary().counts);
    assert_eq!(vocabulary().terms.len(), 2754);
}

#[test]
fn the_terms_in_use_belong_to_it() {
    let terms = &Catalog::builtin().dpv_terms;
    let dpv = terms.prefixes["dpv"].as_str();
    let iris = terms.properties.iter().map(|it| &it.iri).chain(terms.classes.iter().map(|it| &it.iri));
    for iri in iris.chain(terms.consent_statuses.iter().map(|it| &it.iri)) {
        assert!(iri.starts_with(dpv), "{iri}");
    }
    for (prefix, iri) in &vocabulary().prefixes {
        assert!(terms.prefixes.get(prefix).is_none_or(|other| other == iri), "{prefix}");
    }
    let properties: BTreeSet<_> = keys(&terms.properties).into_iter().collect();
    assert!(keys(&terms.classes).iter().all(|class| !properties.contains(class)));
}

#[test]
fn consent_states_lead_to_known_states() {
    let statuses = &Catalog::builtin().dpv_terms.consent_statuses;
    for status in statuses {
        assert_all_known(status.next.iter().map(|next| (status.key(), next.as_str())), |key| {
            statuses.contains(key)
        });
    }
}

#[test]
fn record_fields_and_rights_name_known_terms() {
    let catalog = Catalog::builtin();
    let terms = &catalog.dpv_terms;
    let dublin_core = ["dct:conformsTo", "dct:identifier", "dct:language"];
    for field in &terms.iso27560_fields {
        let named = field.properties.iter().chain(&field.classes);
        assert_all_known(named.map(|it| (field.key(), it.as_str())), |curie| {
            terms.properties.contains(curie) || terms.classes.contains(curie) || dublin_core.contains(&curie)
        });
    }
    assert_all_known(terms.request_type_rights.iter().map(|it| ("right", it.key())), |key| {
        catalog.request_types.contains(key)
    });
}

#[test]
fn no_file_names_a_term_that_does_not_exist() {
    let mut uses = 0;
    for (name, _) in sources::SOURCES.iter().filter(|(name, _)| *name != "dpv_vocabulary") {
        let mut iris = Vec::new();
        collect(&file(name), &mut iris);
        uses += iris.len();
        for iri in iris {
            let term = vocabulary().terms.get(&iri).unwrap_or_else(|| panic!("{name}: no term {iri}"));
            assert!(!term.deprecated || *name == "dpv_terms", "{name}: deprecated term {iri}");
        }
    }
    assert_eq!(uses, 704);
}

/// The IRI of every term that stands in the value as an IRI or a prefixed name.
fn collect(value: &Value, iris: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(name, _)| *name != "prefixes") {
                iris.extend(term_iri(name));
                collect(member, iris);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect(element, iris)),
        Value::String(text) => iris.extend(term_iri(text)),
        _ => {}
    }
}

fn term_iri(text: &str) -> Option<String> {
    if text.starts_with("https://w3id.org/dpv") {
        return Some(text.to_owned());
    }
    let (prefix, name) = text.split_once(':')?;
    let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    Some(format!("{}{name}", vocabulary().prefixes.get(prefix).filter(|_| is_name)?))
}

#[test]
fn mappings_lead_into_the_right_module() {
    let catalog = Catalog::builtin();
    let is_term = |iri: &str, module: &str| vocabulary().terms.get(iri).is_some_and(|it| it.module == module);
    for category in &catalog.data_categories {
        assert!(category.dpv_pd.iter().all(|iri| is_term(iri, "pd")), "{}", category.key);
    }
    assert!(catalog.purposes.iter().all(|it| is_term(&it.dpv, "dpv")));
}
