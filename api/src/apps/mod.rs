//! Products with their declarations.
//!
//! Owns `apps`, `declaration_revisions` and the projections `declared_sdks`, `data_uses`,
//! `declared_recipients`, `declared_facets`. A declaration is one document, stored as immutable revisions numbered from 1; the head is the newest. Projections of
//! the head change with it, by the difference of the row sets, in the same transaction; those of a version are written when
//! it is published. Events: `app.registered`,
//! `app.environment_changed`, `app.retired`, `declaration.changed`; jobs: `declaration.changed`.

mod bulk;
mod editing;
mod fleet;
mod manifest;
mod model;
mod project;
mod registry;
mod service;
mod store;
mod written;

pub use bulk::{BulkCall, BulkEdited, BulkOutcome, MAX_APPS, edit_many};
pub use editing::{EditCall, EditRefusal, Edited, Unfit, edit};
pub use fleet::{DeclaredState, FleetFilter, InForce, SdkFilter, fleet_page};
pub use manifest::manifest_of;
pub use model::{App, AppStatus, Applied, AppliedApp, Environment, Outcome, Revision};
pub use registry::{AppPatch, NewApp, register, retire, update};
pub use service::{
    apply_manifest, by_ids, by_slug, by_slug_for, find, find_by_id, head_revisions, lock, pages,
    project_version, public_by_slug, revision, revisions, slugs, whole_manifest,
};
