//! What was looked up, kept in this process.

use std::{sync::Arc, time::Duration};

use chrono::NaiveDate;
use disclosure::{Locale, render::html::LastShared};
use entities::{AppId, PolicyVersionId, TenantId};
use moka::sync::Cache;

use super::model::{Form, Published, Representation};
use crate::policies::Version;

/// How long a version that another process has published or withdrawn may stay unseen here.
pub const STALE: Duration = Duration::from_secs(5);

/// How long a list may tell what was known of the records, and no longer than the day on which it was known.
pub const LAST_SHARED_STALE: Duration = Duration::from_secs(3600);

/// Apps whose versions are kept, known or known not to exist.
const STANDINGS: u64 = 100_000;

/// The versions of one app with their languages, the newest first.
#[derive(Debug, PartialEq)]
pub struct Standing {
    pub tenant: TenantId,
    pub app: AppId,
    pub versions: Vec<(Version, Vec<Locale>)>,
    /// Whether the list of what is shared tells when.
    pub last_shared_shown: bool,
}

/// What a representation is of. Pages also tell of the other versions, so that each state of them has its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub version: PolicyVersionId,
    pub locale: Locale,
    pub form: Form,
    pub fallback: bool,
    /// The version in force and the newest number: what the frame of a page depends on.
    pub around: (Option<i32>, i32),
    /// What the list tells of the records, where it does.
    pub last_shared: Option<Arc<LastShared>>,
}

/// Disclosures in this process. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Shelf {
    standings: Cache<(String, String), Option<Arc<Standing>>>,
    /// Under which slugs an app's versions are kept.
    slugs: Cache<AppId, (String, String)>,
    documents: Cache<(PolicyVersionId, Locale), Arc<Published>>,
    representations: Cache<Key, Arc<Representation>>,
    last_shared: Cache<AppId, Arc<LastShared>>,
}

impl Shelf {
    /// An empty shelf that holds at most about `bytes` of representations.
    pub fn new(bytes: u64) -> Self {
        Self {
            standings: Cache::builder().max_capacity(STANDINGS).time_to_live(STALE).build(),
            slugs: Cache::builder().max_capacity(STANDINGS).time_to_live(STALE).build(),
            last_shared: Cache::builder().max_capacity(STANDINGS).time_to_live(LAST_SHARED_STALE).build(),
            documents: Cache::builder()
                .max_capacity(bytes / 2)
                .weigher(|_, document: &Arc<Published>| size(document.json.len()))
                .build(),
            representations: Cache::builder()
                .max_capacity(bytes)
                .weigher(|_, made: &Arc<Representation>| {
                    size(
                        made.body(super::Coding::Identity).0.bytes.len()
                            + made.body(super::Coding::Gzip).0.bytes.len(),
                    )
                })
                .build(),
        }
    }

    pub(super) fn standing(&self, tenant: &str, app: &str) -> Option<Option<Arc<Standing>>> {
        self.standings.get(&(tenant.to_owned(), app.to_owned()))
    }

    pub(super) fn keep_standing(&self, tenant: &str, app: &str, standing: Option<Arc<Standing>>) {
        let slugs = (tenant.to_owned(), app.to_owned());
        if let Some(standing) = &standing {
            self.slugs.insert(standing.app, slugs.clone());
        }
        self.standings.insert(slugs, standing);
    }

    /// Looks the versions of this app up anew next time.
    pub fn forget(&self, app: AppId) {
        if let Some(slugs) = self.slugs.get(&app) {
            self.standings.invalidate(&slugs);
        }
    }

    pub(super) fn document(&self, version: PolicyVersionId, locale: &Locale) -> Option<Arc<Published>> {
        self.documents.get(&(version, locale.clone()))
    }

    pub(super) fn keep_document(&self, version: PolicyVersionId, locale: &Locale, document: Arc<Published>) {
        self.documents.insert((version, locale.clone()), document);
    }

    /// What was known of an app's records today.
    pub(super) fn last_shared(&self, app: AppId, today: NaiveDate) -> Option<Arc<LastShared>> {
        self.last_shared.get(&app).filter(|known| known.as_of == today)
    }

    pub(super) fn keep_last_shared(&self, app: AppId, known: Arc<LastShared>) {
        self.last_shared.insert(app, known);
    }

    pub(super) fn representation(&self, key: &Key) -> Option<Arc<Representation>> {
        self.representations.get(key)
    }

    pub(super) fn keep_representation(&self, key: Key, made: Arc<Representation>) {
        self.representations.insert(key, made);
    }
}

fn size(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
