//! The sections of a policy, in the order in which readers meet them (`catalog/policy_sections.json`).

mod changes;
mod collection;
mod consent;
mod contact;
pub(super) mod cross_border;
mod definitions;
mod incident;
pub(super) mod introduction;
mod minors;
mod permissions;
mod profiling;
mod rights;
mod scope;
mod sdks;
mod security;
mod sharing;
mod statements;
mod storage;
mod trackers;

use super::context::{Context, Spoken};
use crate::document::Block;

type Section = fn(&Context<'_>) -> Spoken<Option<Block>>;

/// All sections, in order.
pub(super) const ALL: &[Section] = &[
    introduction::section,
    definitions::section,
    scope::section,
    collection::section,
    consent::section,
    trackers::section,
    sharing::section,
    sdks::section,
    permissions::section,
    storage::section,
    security::section,
    rights::section,
    minors::section,
    cross_border::section,
    profiling::section,
    incident::section,
    changes::section,
    contact::section,
    statements::section,
];
