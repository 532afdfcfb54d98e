//! What the catalogue would let a tenant declare of an SDK, for a form to start from.

use std::collections::BTreeMap;

use super::{Listed, Localized, SdkDeclaration, Stated, Term};
use crate::{
    Locale,
    catalog::{Name, Sdk},
};

impl SdkDeclaration {
    /// What is known of an SDK in a version, as a declaration. It is a proposal to a person and never fills a gap by
    /// itself: what it names is what the SDK does at most, and what is not known stays unstated.
    pub fn suggested(sdk: &Sdk, version: Option<&str>) -> Self {
        let fact = sdk.fact(version);
        let (purposes, permissions, data) = match fact {
            Some(fact) => (codes(&fact.purposes), codes(&fact.permissions), codes(&fact.data)),
            None => (Listed::Unstated, Listed::Unstated, Listed::Unstated),
        };
        Self {
            key: sdk.key.clone(),
            name: localized(&sdk.name),
            catalog: Stated::Value(sdk.key.clone()),
            // Printed as the vendor's legal name: the Chinese one is what the lists of the law ask for.
            vendor_legal_name: Stated::Value(sdk.vendor.zh.clone()),
            vendor_contact: Stated::Unstated,
            policy_url: sdk.privacy_url.clone().into(),
            version: version.map(ToOwned::to_owned).into(),
            packages: listed(sdk.package_prefixes.clone()),
            purposes,
            scope: Stated::Unstated,
            initialised: fact.and_then(|fact| fact.initialised).into(),
            permissions,
            data,
            systems: Listed::Unstated,
            method: Stated::Unstated,
            frequency: Stated::Unstated,
            optional: Stated::Unstated,
        }
    }
}

fn codes<K>(keys: &[String]) -> Listed<Term<K>> {
    listed(keys.iter().map(Term::code).collect())
}

/// That a list is empty does not say that there is nothing: silence, not "none".
fn listed<T>(items: Vec<T>) -> Listed<T> {
    if items.is_empty() { Listed::Unstated } else { Listed::Items(items) }
}

fn localized(name: &Name) -> Localized {
    let text = |tag: &str, text: &str| (tag.parse::<Locale>().expect("a language's tag"), text.to_owned());
    let texts = BTreeMap::from([text("zh-CN", &name.zh), text("en", &name.en)]);
    Localized::try_from(texts).expect("the catalogue's names are words")
}
