//! The rules, each with the paths that break it.

use super::{
    direction::{crates, doors, layers, order},
    reach::{connections, layer_crates, purity, tables},
    source::Source,
};

/// Every break of a rule, as `file: rule: path`.
pub fn violations(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for path in &source.paths {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let mut check = |rule: &str, broken: bool| {
                if broken {
                    found.push(format!("{}: {rule}: {}", source.file, path.join("::")));
                }
            };
            check("direction", layers(source, &path));
            check("order of areas", order(source, &path));
            check("door of an area", doors(source, &path, sources));
            check("direction of crates", crates(source, &path));
            check("one layer's crate", layer_crates(source, &path));
            check("tables", tables(source, &path));
            check("connections", connections(source, &path));
            check("purity", purity(source, &path));
        }
    }
    found
}

/// Where a file of the gateway stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    Platform,
    Area,
    Graphql,
    Http,
    /// The crate's root: state and life of the process.
    Root,
    Cli,
}

impl Layer {
    /// The layer of a module of the gateway.
    pub fn of(module: &str) -> Self {
        match module {
            "platform" => Self::Platform,
            "graphql" => Self::Graphql,
            "http" => Self::Http,
            "cli" => Self::Cli,
            "state" => Self::Root,
            _ => Self::Area,
        }
    }

    /// The layer of a file; None outside of the gateway.
    pub fn of_source(source: &Source) -> Option<Self> {
        match source.module.as_slice() {
            [name] if name == "api" => Some(Self::Root),
            [name, module, ..] if name == "api" => Some(Self::of(module)),
            _ => None,
        }
    }
}

/// The first module under the gateway that a path leads to; None for a path elsewhere or to an item of the root.
pub fn target<'a>(path: &[&'a str]) -> Option<&'a str> {
    match path {
        ["api", module, ..] if module.starts_with(|first: char| first.is_ascii_lowercase()) => Some(module),
        _ => None,
    }
}
