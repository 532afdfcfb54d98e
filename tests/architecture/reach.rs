//! What only some files may reach: one layer's crates, tables, connections, the world outside.

use super::{rules::Layer, source::Source};

/// What makes a query of a table, beside sea-orm itself.
const QUERIES: &[&str] =
    &["*", "Entity", "Column", "COLUMN", "ActiveModel", "ActiveModelEx", "ModelEx", "PrimaryKey", "Relation"];

/// What a query runs on.
const CONNECTIONS: &[&str] = &[
    "ConnectionTrait",
    "TransactionTrait",
    "StreamTrait",
    "Database",
    "DatabaseConnection",
    "DatabaseTransaction",
    "DatabaseExecutor",
    "DbConn",
];

/// What the compiler may use of the standard library's outward parts: nothing.
const OUTSIDE: &[&str] = &["env", "fs", "io", "net", "os", "process", "thread", "time"];

/// Crates of ours, and others that bring a world with them.
const IMPURE: &[&str] = &[
    "api",
    "entities",
    "migration",
    "tests",
    "actix_web",
    "async_graphql",
    "rand",
    "redis",
    "reqwest",
    "sea_orm",
    "sqlx",
    "tokio",
    "tracing",
];

/// GraphQL or HTTP outside of their layers.
pub fn layer_crates(source: &Source, path: &[&str]) -> bool {
    let Some(layer) = Layer::of_source(source) else { return false };
    match path[0] {
        "async_graphql" => layer != Layer::Graphql && !in_module(source, &["api", "http", "graphql"]),
        "actix_web" => layer != Layer::Http,
        _ => false,
    }
}

/// The database outside of `platform` and the areas' stores. An area's other files may name a row and the types of its
/// columns, the layers above neither: what they show is written by hand.
pub fn tables(source: &Source, path: &[&str]) -> bool {
    let Some(layer) = Layer::of_source(source) else { return false };
    let in_store = source.module.iter().any(|part| part == "store");
    if layer == Layer::Platform || (layer == Layer::Area && in_store) {
        return false;
    }
    match path {
        ["sea_orm", name, ..] => !CONNECTIONS.contains(name),
        ["entities", table, rest @ ..] if table.starts_with(|first: char| first.is_ascii_lowercase()) => {
            layer != Layer::Area || rest.iter().any(|name| QUERIES.contains(name))
        }
        ["entities", "*"] => true,
        _ => false,
    }
}

/// A connection, or the driver beneath, outside of `platform`.
pub fn connections(source: &Source, path: &[&str]) -> bool {
    match Layer::of_source(source) {
        None | Some(Layer::Platform) => false,
        Some(_) => {
            path[0] == "sqlx" || (path[0] == "sea_orm" && path.iter().any(|name| CONNECTIONS.contains(name)))
        }
    }
}

/// The compiler reaching out: our other crates, the system, the clock. Its tests may read files.
pub fn purity(source: &Source, path: &[&str]) -> bool {
    if source.module[0] != "disclosure" || source.for_tests {
        return false;
    }
    IMPURE.contains(&path[0])
        || matches!(path, ["std", part, ..] if OUTSIDE.contains(part))
        || matches!(path, ["chrono", "Utc" | "Local", "now", ..])
}

fn in_module(source: &Source, module: &[&str]) -> bool {
    source.module.len() >= module.len()
        && source.module.iter().zip(module).all(|(part, wanted)| part == wanted)
}
