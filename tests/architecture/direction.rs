//! Down, never up: layers, areas, crates.

use super::{
    rules::{Layer, target},
    source::Source,
};

/// Areas in the order in which each may use those before it.
const ORDER: &[&str] = &["access", "tenants", "catalog", "apps", "policies", "conformity"];
/// Areas on top of that order, which do not use one another.
const TOPS: &[&str] = &["disclosures", "keys", "sharing", "consents", "requests", "incidents"];
/// Areas that everyone may call, and that call nobody.
const JOURNALS: &[&str] = &["audit", "outbox", "idempotency"];
/// Macros that stand at the crate's root by the rules of the language, with the layer that they belong to.
const MACROS: &[(&str, Layer)] = &[("payload", Layer::Graphql)];

/// A path to a higher layer, or to the process's state from below `http`.
pub fn layers(source: &Source, path: &[&str]) -> bool {
    let Some(layer) = Layer::of_source(source) else { return false };
    match target(path) {
        None => path.first() == Some(&"api") && path.len() > 1 && path[1] != "*" && layer < Layer::Http,
        // The root starts what it serves, and is the only one to do so.
        Some(_) if layer == Layer::Root => false,
        Some(module) => {
            MACROS.iter().find(|(name, _)| *name == module).map_or(Layer::of(module), |(_, of)| *of) > layer
        }
    }
}

/// A path from one area to another that is not below it.
pub fn order(source: &Source, path: &[&str]) -> bool {
    if Layer::of_source(source) != Some(Layer::Area) {
        return false;
    }
    let from = source.module[1].as_str();
    match target(path) {
        Some(to) if Layer::of(to) == Layer::Area && to != from => !below(from).contains(&to),
        _ => false,
    }
}

/// The areas that an area may use. One that no list names has none: it must be given its place first.
fn below(area: &str) -> Vec<&'static str> {
    let ordered = if TOPS.contains(&area) {
        ORDER
    } else if let Some(place) = ORDER.iter().position(|name| *name == area) {
        &ORDER[..place]
    } else {
        return Vec::new();
    };
    [ordered, JOURNALS].concat()
}

/// A path into a file of an area from outside of it.
pub fn doors(source: &Source, path: &[&str], sources: &[Source]) -> bool {
    let (Some(area), Some(inside)) = (target(path), path.get(2)) else { return false };
    if Layer::of(area) != Layer::Area || source.module.get(1).map(String::as_str) == Some(area) {
        return false;
    }
    let door = sources.iter().find(|other| other.module == ["api", area]);
    door.is_some_and(|door| door.children.iter().any(|child| child == inside))
}

/// A path to a crate of ours that is not below.
pub fn crates(source: &Source, path: &[&str]) -> bool {
    let below: &[&str] = match source.module[0].as_str() {
        "entities" => &["entities"],
        "migration" => &["migration", "entities"],
        // The compiler has a rule of its own.
        _ => return false,
    };
    ["api", "migration", "entities", "disclosure", "tests"].contains(&path[0]) && !below.contains(&path[0])
}
