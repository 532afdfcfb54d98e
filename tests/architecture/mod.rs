//! Who may import whom: the sources are read, and a path that leads the wrong way fails.
//!
//! `cli → http → graphql → areas → platform → entities`; areas in one direction, through their `mod.rs` only; the
//! privacy compiler depends on none of ours and reaches nothing outside of itself.

mod direction;
mod reach;
mod rules;
mod source;

use rules::violations;
use source::{Source, workspace};

#[test]
fn the_sources_keep_the_rules() {
    let sources = workspace();
    let found = violations(&sources);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_sources_are_read_whole() {
    let sources = workspace();
    let refers = |file: &str, path: &str| {
        let source = sources.iter().find(|source| source.file == file);
        let source = source.unwrap_or_else(|| panic!("{file} is not read"));
        source.paths.iter().any(|found| found.join("::") == path)
    };
    // One that leads down, one through a nested import, one by an imported name, one inside a macro.
    assert!(refers("api/src/policies/service.rs", "api::tenants"));
    assert!(refers("api/src/policies/service.rs", "api::platform::scope::Session"));
    assert!(refers("api/src/tenants/model.rs", "entities::tenants::Model"));
    assert!(refers("disclosure/src/catalog/terms.rs", "serde::Deserialize"));
    for name in ["disclosure", "entities", "migration", "api"] {
        assert!(sources.iter().any(|source| source.file == format!("{name}/src/lib.rs")), "{name}");
    }
}

/// A file that breaks one rule, and what is said about it; each with a neighbour that keeps it.
const PLANTED: &[(&str, &str, &str, &str)] = &[
    ("api/src/platform/scope/x.rs", "use crate::apps;", "use crate::platform::page;", "direction"),
    ("api/src/platform/x.rs", "fn f(_: &crate::AppState) {}", "fn f() { super::id::x() }", "direction"),
    ("api/src/apps/x.rs", "use crate::graphql;", "use crate::platform::{self, error::Result};", "direction"),
    ("api/src/apps/x.rs", "use crate::{audit, policies};", "use crate::{audit, tenants};", "order of areas"),
    (
        "api/src/tenants/x.rs",
        "fn f() { super::super::apps::f() }",
        "fn f() { super::super::access::f() }",
        "order of areas",
    ),
    ("api/src/outbox/x.rs", "use crate::audit;", "use crate::outbox::Job;", "order of areas"),
    ("api/src/sharing/x.rs", "use crate::disclosures;", "use crate::policies;", "order of areas"),
    ("api/src/unheard/x.rs", "use crate::apps;", "use crate::platform::page;", "order of areas"),
    ("api/src/policies/x.rs", "use crate::apps::store;", "use crate::apps::{self, App};", "door of an area"),
    (
        "api/src/http/x.rs",
        "use crate::apps; fn f() { apps::model::f() }",
        "use crate::apps; fn f() { apps::f() }",
        "door of an area",
    ),
    ("api/src/graphql/x.rs", "use crate::http::start;", "use crate::{apps, policies};", "direction"),
    ("api/src/http/x.rs", "use crate::cli::Cli;", "use crate::{AppState, graphql};", "direction"),
    ("api/src/apps/x.rs", "use async_graphql::ID;", "use serde::Serialize;", "one layer's crate"),
    ("api/src/http/delivery/x.rs", "use async_graphql::Request;", "use actix_web::web;", "one layer's crate"),
    (
        "api/src/disclosures/x.rs",
        "fn f() -> actix_web::HttpResponse { g() }",
        "fn f() {}",
        "one layer's crate",
    ),
    ("api/src/apps/x.rs", "use sea_orm::Set;", "use entities::{AppId, apps::AppStatus};", "tables"),
    (
        "api/src/apps/service.rs",
        "use entities::apps; fn f() { apps::Entity::find() }",
        "use entities::apps; fn f(_: apps::Model) {}",
        "tables",
    ),
    ("api/src/apps/service.rs", "use entities::apps::*;", "use entities::apps::AppStatus;", "tables"),
    ("api/src/graphql/x.rs", "use entities::apps::Model;", "use entities::AppId;", "tables"),
    (
        "api/src/apps/store.rs",
        "use sea_orm::DatabaseConnection;",
        "use sea_orm::ActiveValue::Set;",
        "connections",
    ),
    ("api/src/cli/x.rs", "fn f(_: impl sea_orm::ConnectionTrait) {}", "fn f() {}", "connections"),
    ("api/src/apps/store.rs", "f! { sqlx::query(\"x\") }", "f! { entities::apps::Entity }", "connections"),
    ("disclosure/src/x.rs", "use entities::AppId;", "use crate::Locale;", "purity"),
    ("disclosure/src/x.rs", "fn f() { std::fs::read(\"x\"); }", "fn f() { std::mem::take(x); }", "purity"),
    ("disclosure/src/x.rs", "fn f() { g(chrono::Utc::now()) }", "use chrono::NaiveDate;", "purity"),
    ("disclosure/src/x.rs", "g! { tokio::spawn(f) }", "g! { crate::texts::f() }", "purity"),
    (
        "entities/src/x.rs",
        "use disclosure::Locale;",
        "use sea_orm::entity::prelude::*;",
        "direction of crates",
    ),
    ("migration/src/x.rs", "use api::platform;", "use entities::apps;", "direction of crates"),
];

#[test]
fn planted_violations_are_found() {
    let doors = Source::parse("api/src/apps/mod.rs", "mod model; mod store; pub use model::App;");
    for (file, wrong, right, rule) in PLANTED {
        let with = |text: &str| violations(&[doors.clone(), Source::parse(file, text)]);
        let found = with(wrong);
        assert_eq!(found.len(), 1, "{file}: {wrong}: {found:#?}");
        assert!(found[0].starts_with(&format!("{file}: {rule}: ")), "{wrong}: {}", found[0]);
        assert_eq!(with(right), [""; 0], "{file}: {right}");
    }
}
