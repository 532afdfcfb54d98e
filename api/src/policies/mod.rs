//! Policies of apps: drafts, and the numbered versions that they become.
//!
//! Owns `drafts`, `policy_versions` and `renderings`. A draft shows one revision of the declaration; an app has at most
//! one that is open. Publishing freezes it: every language and form is rendered, hashed and kept, with the hashes of
//! all inputs, and never changes again. The version in force at an instant is the one that took effect last before it
//! and is not withdrawn. Events: `draft.opened`, `version.published`; job: `version.published`.

mod build;
mod model;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use model::{
    Adoption, Draft, DraftStatus, Inputs, Rendering, RenderingFormat, Source, SourceKey, Version,
};
pub use service::{
    VersionPublished, all_versions, draft_document, drafts, drafts_by_ids, in_force, open_draft,
    public_versions, publish_draft, published_files, rebuild, rendering, sources, version_by_id,
    version_pages, versions_by_ids, versions_in, versions_of,
};
pub use store::VersionsInForce;
