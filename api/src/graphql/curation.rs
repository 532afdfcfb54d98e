//! Changing the catalogue through the schema.

use async_graphql::{Context, Error, InputObject, Object};
use disclosure::catalog::{Name, OwnCategory};

use super::{
    ContextExt, RequestContext,
    catalog::{Confidence, DataCategory, Sdk, SdkInit, SdkRegion, data_category},
    payload,
    scalars::Date,
};
use crate::{
    catalog::{self as area, Edit, FactStatement, SdkDescription},
    platform::AppError,
};

/// What an SDK is.
#[derive(Debug, InputObject)]
pub struct UpsertSdkInput {
    /// 2 to 80 of a-z, 0-9 and _, beginning with a letter; never changes.
    key: String,
    /// Its name in Chinese, at most 200 characters.
    zh: String,
    /// Its name in English, at most 200 characters.
    en: String,
    /// The vendor's legal name in Chinese, at most 200 characters.
    vendor_zh: String,
    /// The vendor's legal name in English, at most 200 characters.
    vendor_en: String,
    /// Code of its category, such as `push`.
    category: String,
    /// Where its maker offers it.
    region: SdkRegion,
    /// The maker's privacy notice: http or https.
    privacy_url: Option<String>,
    /// Where its maker presents it: http or https.
    homepage: Option<String>,
    /// Prefixes of its Android packages, at most 200.
    #[graphql(default, validator(max_items = 200))]
    package_prefixes: Vec<String>,
    /// Other names under which people look for it, at most 20 of at most 120 characters.
    #[graphql(default, validator(max_items = 20))]
    aliases: Vec<String>,
    /// For people who keep the catalogue, at most 2,000 characters.
    note: Option<String>,
    /// The SDK's `revision` as far as the caller knows; refused where it was changed since.
    expected_revision: Option<i32>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// What a range of an SDK's versions does.
#[derive(Debug, InputObject)]
pub struct UpsertSdkFactInput {
    /// Code of the SDK.
    sdk: String,
    /// `*`, a version, or bounds such as `>=4.2 <5`. Of two ranges of one SDK, one lies within the other or they have no
    /// version in common.
    range: String,
    /// How far it may be relied on.
    confidence: Confidence,
    /// Codes of data categories, at most 200.
    #[graphql(validator(max_items = 200))]
    data: Vec<String>,
    /// Codes of permissions, at most 200.
    #[graphql(validator(max_items = 200))]
    permissions: Vec<String>,
    /// Codes of purposes, at most 200.
    #[graphql(validator(max_items = 200))]
    purposes: Vec<String>,
    /// When it starts where the app does nothing about it.
    init: Option<SdkInit>,
    /// Address of the page where it was read: http or https.
    source: String,
    /// When it was read; not in the future.
    date: Date,
    /// The SDK's `revision` as far as the caller knows; refused where it was changed since.
    expected_revision: Option<i32>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// Which fact is taken back.
#[derive(Debug, InputObject)]
pub struct RetractSdkFactInput {
    /// Code of the SDK.
    sdk: String,
    /// The range of the fact, however it is written.
    range: String,
    /// The SDK's `revision` as far as the caller knows; refused where it was changed since.
    expected_revision: Option<i32>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// Which SDK means another.
#[derive(Debug, InputObject)]
pub struct MergeSdksInput {
    /// Code of the SDK that goes; declarations may go on using it.
    from: String,
    /// Code of the SDK that stays.
    into: String,
    /// The `revision` of the SDK that goes as far as the caller knows; refused where it was changed since.
    expected_revision: Option<i32>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

/// A data category of a tenant's own.
#[derive(Debug, InputObject)]
pub struct DefineDataCategoryInput {
    /// Slug of the tenant.
    tenant: String,
    /// `own-` and letters, digits, `_`, `-`, at most 80 characters; never changes. Only the tenant's declarations can use
    /// it.
    key: String,
    /// Its name in Chinese, at most 200 characters.
    zh: String,
    /// Its name in English, at most 200 characters.
    en: String,
    /// Code of the shared category that it is a case of: what stores and standards are told.
    shared_category: String,
    /// Whether it is sensitive; left out: as the shared category is. It cannot be less so.
    sensitive: Option<bool>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

macro_rules! sdk_payloads {
    ($($(#[doc = $about:literal])+ $name:ident,)+) => {$(
        crate::payload! {
            $(#[doc = $about])+
            $name {
                /// The SDK as it is now.
                sdk: Sdk
            }
        }
    )+};
}

sdk_payloads! {
    /// The answer of `upsertSdk`.
    UpsertSdkPayload,
    /// The answer of `upsertSdkFact`.
    UpsertSdkFactPayload,
    /// The answer of `retractSdkFact`.
    RetractSdkFactPayload,
    /// The answer of `mergeSdks`: the SDK that went, with the one that stays as `mergedInto`.
    MergeSdksPayload,
}

crate::payload! {
    /// The answer of `defineDataCategory`.
    DefineDataCategoryPayload {
        /// The category.
        data_category: DataCategory
    }
}

async fn curate(
    request: &RequestContext,
    edit: Edit,
    expected: Option<i32>,
    key: Option<String>,
) -> Result<Sdk, AppError> {
    let curated = area::curate(&request.session, &request.catalogs, edit, expected, key).await?;
    Sdk::find(&curated.catalog, &curated.sdk).ok_or_else(AppError::not_found)
}

/// Mutations of the catalogue.
#[derive(Debug, Default)]
pub(super) struct CatalogMutation;

#[Object]
impl CatalogMutation {
    /// Adds an SDK to the shared catalogue, or describes it anew. For the operator's owners and editors.
    async fn upsert_sdk(&self, ctx: &Context<'_>, input: UpsertSdkInput) -> Result<UpsertSdkPayload, Error> {
        let request = ctx.request()?;
        let edit = Edit::Describe(SdkDescription {
            key: input.key,
            name: Name { zh: input.zh, en: input.en },
            vendor: Name { zh: input.vendor_zh, en: input.vendor_en },
            category: input.category,
            region: input.region.into(),
            package_prefixes: input.package_prefixes,
            privacy_url: input.privacy_url,
            homepage: input.homepage,
            aliases: input.aliases,
            note: input.note,
        });
        payload(request, curate(request, edit, input.expected_revision, input.idempotency_key).await)
    }

    /// States what a range of an SDK's versions does, with the caller as the reviewer, in the place of what was stated of
    /// the same range. For the operator's owners and editors.
    async fn upsert_sdk_fact(
        &self,
        ctx: &Context<'_>,
        input: UpsertSdkFactInput,
    ) -> Result<UpsertSdkFactPayload, Error> {
        let request = ctx.request()?;
        let edit = Edit::State(FactStatement {
            sdk: input.sdk,
            range: input.range,
            confidence: input.confidence.into(),
            data: input.data,
            permissions: input.permissions,
            purposes: input.purposes,
            initialised: input.init.map(Into::into),
            source: input.source,
            date: input.date.0,
        });
        payload(request, curate(request, edit, input.expected_revision, input.idempotency_key).await)
    }

    /// Takes back what was stated of a range; what is shipped counts again. For the operator's owners and editors.
    async fn retract_sdk_fact(
        &self,
        ctx: &Context<'_>,
        input: RetractSdkFactInput,
    ) -> Result<RetractSdkFactPayload, Error> {
        let request = ctx.request()?;
        let edit = Edit::Retract { sdk: input.sdk, range: input.range };
        payload(request, curate(request, edit, input.expected_revision, input.idempotency_key).await)
    }

    /// Lets the code of one SDK mean another from now on, in declarations and searches alike. It cannot be undone. For the
    /// operator's owners and editors.
    async fn merge_sdks(&self, ctx: &Context<'_>, input: MergeSdksInput) -> Result<MergeSdksPayload, Error> {
        let request = ctx.request()?;
        let edit = Edit::Merge { from: input.from, into: input.into };
        payload(request, curate(request, edit, input.expected_revision, input.idempotency_key).await)
    }

    /// Defines a data category of a tenant's own, or describes it anew.
    async fn define_data_category(
        &self,
        ctx: &Context<'_>,
        input: DefineDataCategoryInput,
    ) -> Result<DefineDataCategoryPayload, Error> {
        let request = ctx.request()?;
        let own = OwnCategory {
            key: input.key.clone(),
            name: Name { zh: input.zh, en: input.en },
            parent: input.shared_category,
            sensitive: input.sensitive,
        };
        let (session, catalogs) = (&request.session, &request.catalogs);
        let defined =
            area::define_category(session, catalogs, &input.tenant, own, input.idempotency_key).await;
        let found =
            defined.and_then(|entries| data_category(&entries, &input.key).ok_or_else(AppError::not_found));
        payload(request, found)
    }
}
