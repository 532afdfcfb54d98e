//! The shared catalogue in the schema.

use std::sync::Arc;

use async_graphql::{Context, Enum, Error, Json, Object, SimpleObject};
use chrono::{DateTime, Utc};
use disclosure::{
    catalog::{self, Catalog as Entries, EntryKind, HitRank, Named, OwnCategory, Table},
    manifest,
};

use super::{
    Connection, ContextExt, connection,
    loaders::Asked,
    page_cost, refuse,
    scalars::{Date, locale},
};
use crate::{
    catalog as area,
    platform::{AppError, Page},
};

/// Entries in one answer at most.
const MOST: usize = 200;

/// Hits of a search where the caller does not say, and at most.
const HITS: (usize, usize) = (20, 100);

/// What everybody shares: kinds of data, purposes, legal bases, permissions, SDKs; with the data categories that the
/// caller's tenant has defined itself.
#[derive(Debug, Clone)]
pub struct Catalog(Arc<Entries>);

/// An entry of the catalogue.
#[derive(Debug, SimpleObject)]
pub struct CatalogEntry {
    /// The code that declarations use.
    key: String,
    /// Its name in Chinese.
    zh: String,
    /// Its name in English.
    en: String,
}

impl CatalogEntry {
    fn of(entry: &impl Named) -> Self {
        let names = entry.names();
        Self { key: entry.key().to_owned(), zh: names.zh.clone(), en: names.en.clone() }
    }
}

/// A kind of personal information.
#[derive(Debug, SimpleObject)]
pub struct DataCategory {
    /// The code that declarations use.
    key: String,
    /// Its name in Chinese.
    zh: String,
    /// Its name in English.
    en: String,
    /// The shared category that a tenant's own is a case of; null for a shared one.
    shared_category: Option<String>,
    /// Whether Chinese law, a standard, or the tenant whose own it is counts it as sensitive.
    sensitive_cn: bool,
    /// Whether it is a special category under GDPR Art. 9.
    gdpr_special: bool,
    /// Id in Apple's list of collected data types.
    apple: String,
    /// Id in Google Play's list of data types.
    google: String,
}

impl From<&catalog::DataCategory> for DataCategory {
    fn from(entry: &catalog::DataCategory) -> Self {
        Self {
            key: entry.key.clone(),
            zh: entry.name.zh.clone(),
            en: entry.name.en.clone(),
            shared_category: entry.parent.clone(),
            sensitive_cn: entry.sensitive_cn,
            gdpr_special: entry.gdpr_special,
            apple: entry.apple.clone(),
            google: entry.google.clone(),
        }
    }
}

/// A page of a tenant's own categories, as cases of the shared ones.
///
/// # Errors
/// `INTERNAL` where one has no parent any more.
pub(super) fn own_categories(
    base: &Entries,
    page: Page<OwnCategory>,
) -> Result<Page<DataCategory>, AppError> {
    let own = page.edges.iter().map(|(_, own)| own.clone()).collect();
    let all = base.with_categories(0, own).map_err(AppError::internal)?;
    let Page { edges, has_next, has_previous } = page;
    let edges = edges.into_iter().filter_map(|(cursor, own)| {
        all.data_categories.get(&own.key).map(|category| (cursor, DataCategory::from(category)))
    });
    Ok(Page { edges: edges.collect(), has_next, has_previous })
}

/// A category of a catalogue by its key.
pub(super) fn data_category(entries: &Entries, key: &str) -> Option<DataCategory> {
    entries.data_categories.get(key).map(DataCategory::from)
}

/// A third-party SDK.
#[derive(Debug)]
pub struct Sdk {
    catalog: Arc<Entries>,
    sdk: catalog::Sdk,
}

impl Sdk {
    /// The SDK with this key, or what it was before it was merged into another.
    pub(super) fn find(catalog: &Arc<Entries>, key: &str) -> Option<Self> {
        let sdk = catalog.sdks.get(key).or_else(|| catalog.merged_sdk(key))?;
        Some(Self { catalog: Arc::clone(catalog), sdk: sdk.clone() })
    }
}

#[Object]
impl Sdk {
    /// The code that declarations use.
    async fn key(&self) -> &str {
        &self.sdk.key
    }

    /// Its name in Chinese.
    async fn zh(&self) -> &str {
        &self.sdk.name.zh
    }

    /// Its name in English.
    async fn en(&self) -> &str {
        &self.sdk.name.en
    }

    /// The vendor's legal name in Chinese.
    async fn vendor_zh(&self) -> &str {
        &self.sdk.vendor.zh
    }

    /// The vendor's legal name in English.
    async fn vendor_en(&self) -> &str {
        &self.sdk.vendor.en
    }

    /// Code of its category, such as `push`.
    async fn category(&self) -> &str {
        &self.sdk.category
    }

    /// Where its maker offers it.
    async fn region(&self) -> SdkRegion {
        self.sdk.region.into()
    }

    /// The maker's privacy notice.
    async fn privacy_url(&self) -> Option<&str> {
        self.sdk.privacy_url.as_deref()
    }

    /// Where its maker presents it.
    async fn homepage(&self) -> Option<&str> {
        self.sdk.homepage.as_deref()
    }

    /// Prefixes of its Android packages.
    async fn package_prefixes(&self) -> &[String] {
        &self.sdk.package_prefixes
    }

    /// Other names under which people look for it.
    async fn aliases(&self) -> &[String] {
        &self.sdk.aliases
    }

    /// Codes that were merged into it: declarations that use one of them mean this SDK.
    async fn merged_keys(&self) -> Vec<&str> {
        self.catalog.sdk_keys(&self.sdk.key).into_iter().filter(|key| *key != self.sdk.key).collect()
    }

    /// The SDK that it was merged into, which its code means now; null where it was not.
    async fn merged_into(&self) -> Option<Sdk> {
        let survivor = self.catalog.sdk(&self.sdk.key).filter(|survivor| survivor.key != self.sdk.key)?;
        Self::find(&self.catalog, &survivor.key)
    }

    /// For people who keep the catalogue.
    async fn note(&self) -> Option<&str> {
        self.sdk.note.as_deref()
    }

    /// The revision that last changed it or its facts, to be named as `expectedRevision`; 0 as shipped.
    async fn revision(&self) -> i32 {
        self.sdk.revision
    }

    /// What is known of ranges of its versions. Where two ranges hold a version, the narrower counts.
    async fn facts(&self) -> Vec<SdkFact> {
        self.sdk.facts.iter().map(SdkFact::from).collect()
    }

    /// What is known of one version: the fact of the narrowest range that holds it; without a version, the fact that
    /// holds for all. Null where nothing is known.
    async fn fact(&self, version: Option<String>) -> Option<SdkFact> {
        self.sdk.fact(version.as_deref()).map(SdkFact::from)
    }

    /// A proposal for a form to start from, as a manifest writes the declaration of an SDK. It states what is known of
    /// that version and leaves out the rest; nothing is ever declared because of it alone.
    #[graphql(complexity = 10)]
    async fn suggested_declaration(&self, version: Option<String>) -> Json<serde_json::Value> {
        Json(manifest::to_value(&manifest::SdkDeclaration::suggested(&self.sdk, version.as_deref())))
    }
}

/// Where an SDK's maker offers it.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "catalog::SdkRegion")]
pub enum SdkRegion {
    /// In China.
    Cn,
    /// Everywhere.
    Global,
}

/// How far a fact may be relied on.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "catalog::Confidence")]
pub enum Confidence {
    /// The most it typically does, by public lists.
    UpperBound,
    /// Stated by the maker's notice.
    Stated,
    /// Checked by somebody against the SDK itself.
    Verified,
}

/// When an SDK starts.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "manifest::Initialisation")]
pub enum SdkInit {
    /// Before the user agreed.
    BeforeConsent,
    /// After the user agreed.
    AfterConsent,
}

/// What a range of versions of an SDK collects and asks.
#[derive(Debug, SimpleObject)]
pub struct SdkFact {
    /// The range: `*`, a version, or bounds such as `>=4.2 <5`.
    range: String,
    /// How sure it is.
    confidence: Confidence,
    /// Codes of data categories.
    data: Vec<String>,
    /// Codes of permissions.
    permissions: Vec<String>,
    /// Codes of purposes.
    purposes: Vec<String>,
    /// When it starts where the app does nothing about it; null where that is not known.
    init: Option<SdkInit>,
    /// Where it was read.
    source: String,
    /// When it was read; null where the source states none.
    date: Option<Date>,
    /// The account that confirmed it; null as shipped.
    reviewer: Option<String>,
}

impl From<&catalog::SdkFact> for SdkFact {
    fn from(fact: &catalog::SdkFact) -> Self {
        Self {
            range: fact.range.to_string(),
            confidence: fact.confidence.into(),
            data: fact.data.clone(),
            permissions: fact.permissions.clone(),
            purposes: fact.purposes.clone(),
            init: fact.initialised.map(SdkInit::from),
            source: fact.source.clone(),
            date: fact.date.map(Date),
            reviewer: fact.reviewer.clone(),
        }
    }
}

/// A table of the catalogue that can be searched.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "EntryKind")]
pub enum CatalogKind {
    DataCategory,
    Purpose,
    LegalBasis,
    Permission,
    Sdk,
    AppType,
    ConsentExemption,
    RequestType,
    RefusalReason,
    MaterialChange,
    NoticeRequirement,
    DisclosureList,
    PolicySection,
    /// A code of the vocabulary; the hit's `termKind` names its kind.
    Term,
}

/// How well an entry fits, best first.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "HitRank")]
pub enum CatalogRank {
    /// The query is its code, or one that was merged into it.
    Key,
    /// The query is a whole name of it.
    Name,
    /// A code or a name of it starts with the query.
    Prefix,
    /// The query stands inside a code or a name of it.
    Infix,
}

/// An entry that a search found.
#[derive(Debug, SimpleObject)]
pub struct CatalogHit {
    /// The table it stands in.
    kind: CatalogKind,
    /// The kind of a code of the vocabulary; null for the others.
    term_kind: Option<String>,
    /// The code that declarations use.
    key: String,
    /// Its name in Chinese.
    zh: String,
    /// Its name in English.
    en: String,
    /// How well it fits.
    rank: CatalogRank,
}

impl Catalog {
    fn found<T: Named>(
        &self,
        table: impl Fn(&Entries) -> &Table<T>,
        kind: EntryKind,
        search: Option<&str>,
    ) -> Vec<&T> {
        let table = table(&self.0);
        match search {
            Some(words) => {
                self.0.search(words, &[kind], MOST).iter().filter_map(|hit| table.get(hit.key)).collect()
            }
            None => table.iter().take(MOST).collect(),
        }
    }
}

#[Object]
impl Catalog {
    /// Names the exact content: what is shipped, `+` and the number of the operator's revision, `/` and the number of the
    /// tenant's.
    async fn revision(&self) -> &str {
        self.0.revision()
    }

    /// Kinds of personal information, all or those that `search` finds in either language; at most 200.
    #[graphql(complexity = "200 * child_complexity")]
    async fn data_categories(&self, search: Option<String>) -> Vec<DataCategory> {
        let found = self.found(|all| &all.data_categories, EntryKind::DataCategory, search.as_deref());
        found.into_iter().map(DataCategory::from).collect()
    }

    /// Purposes, all or those that `search` finds; at most 200.
    #[graphql(complexity = "40 * child_complexity")]
    async fn purposes(&self, search: Option<String>) -> Vec<CatalogEntry> {
        let found = self.found(|all| &all.purposes, EntryKind::Purpose, search.as_deref());
        found.into_iter().map(CatalogEntry::of).collect()
    }

    /// Legal bases, all or those that `search` finds; at most 200.
    #[graphql(complexity = "30 * child_complexity")]
    async fn legal_bases(&self, search: Option<String>) -> Vec<CatalogEntry> {
        let found = self.found(|all| &all.legal_bases, EntryKind::LegalBasis, search.as_deref());
        found.into_iter().map(CatalogEntry::of).collect()
    }

    /// Device permissions, all or those that `search` finds; at most 200.
    #[graphql(complexity = "70 * child_complexity")]
    async fn permissions(&self, search: Option<String>) -> Vec<CatalogEntry> {
        let found = self.found(|all| &all.permissions, EntryKind::Permission, search.as_deref());
        found.into_iter().map(CatalogEntry::of).collect()
    }

    /// SDKs by code, all or those of the first 100 that `query` finds by code, name, vendor, alias or package; at most
    /// 100 a page. Those that were merged into others are not among them.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn sdks(
        &self,
        ctx: &Context<'_>,
        query: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<Sdk>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let mut keys: Vec<&str> = match &query {
            Some(query) => {
                self.0.search(query, &[EntryKind::Sdk], HITS.1).iter().map(|hit| hit.key).collect()
            }
            None => self.0.sdks.iter().map(|sdk| sdk.key.as_str()).collect(),
        };
        keys.sort_unstable();
        let rows = keys.into_iter().filter_map(|key| Some((key.to_owned(), Sdk::find(&self.0, key)?)));
        Ok(connection(refuse(request, Page::of_sorted("sdks", rows.collect(), &args))?))
    }

    /// The SDK with this code, also one that was merged into another; null if there is none.
    async fn sdk(&self, key: String) -> Option<Sdk> {
        Sdk::find(&self.0, &key)
    }

    /// Entries of the given tables, of all where none is given, whose code or name in either language holds the query:
    /// the best first, then by code. Letter case, spaces, hyphens and full-width forms make no difference. 20 hits unless
    /// `first` says otherwise, at most 100.
    #[graphql(complexity = "page_cost(first, None, child_complexity)")]
    async fn search(
        &self,
        query: String,
        #[graphql(validator(max_items = 14))] kinds: Option<Vec<CatalogKind>>,
        first: Option<i32>,
    ) -> Vec<CatalogHit> {
        let kinds: Vec<EntryKind> = match kinds {
            Some(kinds) => kinds.into_iter().map(EntryKind::from).collect(),
            None => EntryKind::ALL.to_vec(),
        };
        let most = first.map_or(HITS.0, |first| usize::try_from(first).unwrap_or(0).min(HITS.1));
        let hits = self.0.search(&query, &kinds, most).into_iter().map(|hit| CatalogHit {
            kind: hit.kind.into(),
            term_kind: hit.term_kind.map(Into::into),
            key: hit.key.to_owned(),
            zh: hit.name.zh.clone(),
            en: hit.name.en.clone(),
            rank: hit.rank.into(),
        });
        hits.collect()
    }

    /// The words of a code of a kind, such as `security_measure`, in the language of `locale`; null if there is none.
    async fn term(
        &self,
        ctx: &Context<'_>,
        kind: String,
        key: String,
        locale: String,
    ) -> Result<Option<String>, Error> {
        let locale = refuse::<_>(ctx.request()?, self::locale(&locale, "locale") as Result<_, AppError>)?;
        Ok(self.0.term(&kind, &key).map(|term| term.name(&locale).to_owned()))
    }
}

/// What a revision of the shared catalogue changed.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "area::CatalogChange")]
pub enum CatalogChange {
    /// An SDK was added or described anew.
    SdkUpserted,
    /// A fact was added or stated anew.
    SdkFactUpserted,
    /// A fact was taken back.
    SdkFactRetracted,
    /// An SDK was merged into another.
    SdksMerged,
    /// The operator defined a data category of its own, or described it anew.
    DataCategoryDefined,
}

/// A change of the shared catalogue.
#[derive(Debug)]
pub struct CatalogRevision(area::Revision);

#[Object]
impl CatalogRevision {
    /// Its number, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// When it was made.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// The account that made it.
    async fn author(&self) -> &str {
        &self.0.author
    }

    /// What was done.
    async fn change(&self) -> CatalogChange {
        self.0.change.into()
    }

    /// The code of the entry that changed.
    async fn subject(&self) -> &str {
        &self.0.subject
    }
}

/// Queries of the catalogue.
#[derive(Debug, Default)]
pub(super) struct CatalogQuery;

#[Object]
impl CatalogQuery {
    /// The shared catalogue, for whoever has signed in, as the caller's tenant sees it.
    async fn catalog(&self, ctx: &Context<'_>) -> Result<Catalog, Error> {
        let request = ctx.request()?;
        let session = &request.session;
        let tenant = refuse(request, session.require(crate::platform::scope::Permission::ReadTenant))?.tenant;
        Ok(Catalog(refuse(request, area::of_tenant(session, &request.catalogs, tenant).await)?))
    }

    /// The changes of the shared catalogue, the newest first, at most 100 a page; for the operator's people.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn catalog_revisions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<CatalogRevision>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let page = refuse(request, area::revisions(&request.session, &args).await)?;
        Ok(connection(page.map(CatalogRevision)))
    }
}
