//! The shared catalogue in the schema.

use async_graphql::{Context, Error, Object, SimpleObject};
use disclosure::catalog::{self, Catalog as Shipped, EntryKind, Named};

use super::{ContextExt, refuse, scalars::locale};
use crate::platform::AppError;

/// Entries in one answer at most.
const MOST: usize = 200;

/// What everybody shares: kinds of data, purposes, legal bases, permissions, SDKs.
#[derive(Debug, Clone, Copy)]
pub struct Catalog;

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
    /// Whether Chinese law or a standard counts it as sensitive.
    sensitive_cn: bool,
    /// Whether it is a special category under GDPR Art. 9.
    gdpr_special: bool,
    /// Id in Apple's list of collected data types.
    apple: String,
    /// Id in Google Play's list of data types.
    google: String,
}

/// A third-party SDK.
#[derive(Debug)]
pub struct Sdk(&'static catalog::Sdk);

#[Object]
impl Sdk {
    /// The code that declarations use.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its name in Chinese.
    async fn zh(&self) -> &str {
        &self.0.names().zh
    }

    /// Its name in English.
    async fn en(&self) -> &str {
        &self.0.names().en
    }

    /// The vendor's legal name in Chinese.
    async fn vendor_zh(&self) -> &str {
        &self.0.vendor.zh
    }

    /// The vendor's legal name in English.
    async fn vendor_en(&self) -> &str {
        &self.0.vendor.en
    }

    /// What is known of ranges of its versions. An upper bound says what it collects at most.
    async fn facts(&self) -> Vec<SdkFact> {
        let facts = self.0.facts.iter().map(|fact| SdkFact {
            range: fact.range.to_string(),
            confidence: confidence(fact),
            data: fact.data.clone(),
            permissions: fact.permissions.clone(),
            purposes: fact.purposes.clone(),
        });
        facts.collect()
    }
}

fn confidence(fact: &catalog::SdkFact) -> String {
    serde_json::to_value(fact.confidence)
        .ok()
        .and_then(|code| code.as_str().map(Into::into))
        .unwrap_or_default()
}

/// What a range of versions of an SDK collects and asks.
#[derive(Debug, SimpleObject)]
pub struct SdkFact {
    /// The range; `*` for all versions.
    range: String,
    /// How sure it is, such as `UPPER_BOUND`.
    confidence: String,
    /// Codes of data categories.
    data: Vec<String>,
    /// Codes of permissions.
    permissions: Vec<String>,
    /// Codes of purposes.
    purposes: Vec<String>,
}

fn found<T: Named>(
    table: &'static catalog::Table<T>,
    kind: EntryKind,
    search: Option<&str>,
) -> impl Iterator<Item = &'static T> {
    let hits = search.map(|words| Shipped::builtin().search(words, &[kind], MOST));
    let chosen: Vec<&'static T> = match hits {
        Some(hits) => hits.iter().filter_map(|hit| table.get(hit.key)).collect(),
        None => table.iter().collect(),
    };
    chosen.into_iter().take(MOST)
}

#[Object]
impl Catalog {
    /// Names the exact content.
    async fn revision(&self) -> &str {
        Shipped::builtin().revision()
    }

    /// Kinds of personal information, all or those that `search` finds in either language; at most 200.
    #[graphql(complexity = "200 * child_complexity")]
    async fn data_categories(&self, search: Option<String>) -> Vec<DataCategory> {
        let table = &Shipped::builtin().data_categories;
        let entries = found(table, EntryKind::DataCategory, search.as_deref()).map(|entry| DataCategory {
            key: entry.key.clone(),
            zh: entry.name.zh.clone(),
            en: entry.name.en.clone(),
            sensitive_cn: entry.sensitive_cn,
            gdpr_special: entry.gdpr_special,
            apple: entry.apple.clone(),
            google: entry.google.clone(),
        });
        entries.collect()
    }

    /// Purposes, all or those that `search` finds; at most 200.
    #[graphql(complexity = "40 * child_complexity")]
    async fn purposes(&self, search: Option<String>) -> Vec<CatalogEntry> {
        found(&Shipped::builtin().purposes, EntryKind::Purpose, search.as_deref())
            .map(CatalogEntry::of)
            .collect()
    }

    /// Legal bases, all or those that `search` finds; at most 200.
    #[graphql(complexity = "30 * child_complexity")]
    async fn legal_bases(&self, search: Option<String>) -> Vec<CatalogEntry> {
        let table = &Shipped::builtin().legal_bases;
        found(table, EntryKind::LegalBasis, search.as_deref()).map(CatalogEntry::of).collect()
    }

    /// Device permissions, all or those that `search` finds; at most 200.
    #[graphql(complexity = "70 * child_complexity")]
    async fn permissions(&self, search: Option<String>) -> Vec<CatalogEntry> {
        let table = &Shipped::builtin().permissions;
        found(table, EntryKind::Permission, search.as_deref()).map(CatalogEntry::of).collect()
    }

    /// SDKs, all or those that `search` finds by name or vendor; at most 200.
    #[graphql(complexity = "100 * child_complexity")]
    async fn sdks(&self, search: Option<String>) -> Vec<Sdk> {
        found(&Shipped::builtin().sdks, EntryKind::Sdk, search.as_deref()).map(Sdk).collect()
    }

    /// The SDK with this code; null if there is none.
    async fn sdk(&self, key: String) -> Option<Sdk> {
        Shipped::builtin().sdks.get(&key).map(Sdk)
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
        Ok(Shipped::builtin().term(&kind, &key).map(|term| term.name(&locale).to_owned()))
    }
}

/// Queries of the catalogue.
#[derive(Debug, Default)]
pub(super) struct CatalogQuery;

#[Object]
impl CatalogQuery {
    /// The shared catalogue, for whoever has signed in.
    async fn catalog(&self, ctx: &Context<'_>) -> Result<Catalog, Error> {
        let request = ctx.request()?;
        refuse(request, request.session.require(crate::platform::scope::Permission::ReadTenant))?;
        Ok(Catalog)
    }
}
