//! What drafts and versions are.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use disclosure::{
    catalog::Catalog,
    manifest::{Declaration, TenantProfile},
    render::Rendition,
};
use entities::{AppId, Digest, DraftId, PolicyVersionId, TenantId, drafts, policy_versions, renderings};
pub use entities::{drafts::DraftStatus, renderings::RenderingFormat};

use crate::platform::error::{AppError, Result};

/// A draft of an app's policy.
#[derive(Debug, Clone)]
pub struct Draft {
    pub tenant: TenantId,
    pub id: DraftId,
    pub app: AppId,
    /// The revision that would be published.
    pub revision: i32,
    pub status: DraftStatus,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl From<drafts::Model> for Draft {
    fn from(row: drafts::Model) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id,
            app: row.app_id,
            revision: row.revision,
            status: row.status,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Where what a draft is made from stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceKey {
    pub tenant: TenantId,
    pub app: AppId,
    pub revision: i32,
}

impl From<&Draft> for SourceKey {
    fn from(draft: &Draft) -> Self {
        Self { tenant: draft.tenant, app: draft.app, revision: draft.revision }
    }
}

/// What a draft is made from.
#[derive(Debug)]
pub struct Source {
    pub profile: TenantProfile,
    pub declaration: Declaration,
    pub catalog: Arc<Catalog>,
}

/// A numbered release of an app's policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub tenant: TenantId,
    pub id: PolicyVersionId,
    pub app: AppId,
    pub number: i32,
    pub revision: i32,
    pub version_date: NaiveDate,
    pub effective_at: DateTime<Utc>,
    /// The zone that the tenant had when it published.
    pub zone: Tz,
    /// The day of `effective_at` there.
    pub effective_date: NaiveDate,
    pub adopted: bool,
    pub published_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub inputs: Inputs,
}

/// What a version was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    pub declaration: Digest,
    pub profile: Digest,
    pub catalog: String,
    pub texts: String,
    pub compiler: String,
}

impl TryFrom<policy_versions::Model> for Version {
    type Error = AppError;

    fn try_from(row: policy_versions::Model) -> Result<Self> {
        let zone: Tz = row.time_zone.parse().map_err(AppError::internal)?;
        Ok(Self {
            tenant: row.tenant_id,
            id: row.id,
            app: row.app_id,
            number: row.number,
            revision: row.revision,
            version_date: row.version_date,
            effective_at: row.effective_at,
            zone,
            effective_date: row.effective_at.with_timezone(&zone).date_naive(),
            adopted: row.adopted,
            published_at: row.published_at,
            withdrawn_at: row.withdrawn_at,
            inputs: Inputs {
                declaration: row.declaration_sha256,
                profile: row.profile_sha256,
                catalog: row.catalog_revision,
                texts: row.text_revision,
                compiler: row.compiler,
            },
        })
    }
}

/// The bytes of a version in one language and form.
#[derive(Debug, Clone)]
pub struct Rendering {
    pub locale: String,
    pub format: RenderingFormat,
    pub media_type: String,
    pub content: Vec<u8>,
    pub sha256: Digest,
}

impl From<renderings::Model> for Rendering {
    fn from(row: renderings::Model) -> Self {
        Self {
            locale: row.locale,
            format: row.format,
            media_type: row.media_type,
            content: row.content,
            sha256: row.content_sha256,
        }
    }
}

/// The dates of a policy that was in force elsewhere before it came here.
#[derive(Debug, Clone, Copy)]
pub struct Adoption {
    /// The day the version bears.
    pub version_date: NaiveDate,
}

/// The form of the row that keeps a rendition.
pub fn format_of(rendition: Rendition) -> RenderingFormat {
    match rendition {
        Rendition::Json => RenderingFormat::Document,
        Rendition::Html => RenderingFormat::Html,
        Rendition::Markdown => RenderingFormat::Markdown,
        Rendition::Text => RenderingFormat::Text,
        Rendition::CollectedCsv => RenderingFormat::CollectedCsv,
        Rendition::CollectedHtml => RenderingFormat::CollectedHtml,
        Rendition::SharedCsv => RenderingFormat::SharedCsv,
        Rendition::SharedHtml => RenderingFormat::SharedHtml,
    }
}

/// The dates of a release: the day it bears and the instant it takes effect.
///
/// # Errors
/// `INVALID`, at the field: a past effective date without adoption, adoption of a later version, a version date behind
/// the effective date, a day that does not begin in the zone.
pub fn dates(
    now: DateTime<Utc>,
    zone: Tz,
    effective_on: NaiveDate,
    adopted: Option<Adoption>,
    first: bool,
) -> Result<(NaiveDate, DateTime<Utc>)> {
    let today = now.with_timezone(&zone).date_naive();
    let version_date = match adopted {
        Some(_) if !first => return Err(AppError::invalid("error-adopted-later").at(["adopted"])),
        Some(adoption) if adoption.version_date > today => {
            return Err(AppError::invalid("error-adopted-future").at(["adopted", "versionDate"]));
        }
        Some(adoption) => adoption.version_date,
        None if effective_on < today => {
            return Err(AppError::invalid("error-effective-past").at(["effectiveOn"]));
        }
        None => today,
    };
    if version_date > effective_on {
        return Err(AppError::invalid("error-effective-before-version").at(["effectiveOn"]));
    }
    Ok((version_date, day_start(effective_on, zone)?))
}

/// The first instant of a day in a zone; where clocks are set forward over midnight, the first that exists.
fn day_start(day: NaiveDate, zone: Tz) -> Result<DateTime<Utc>> {
    let refused = || AppError::invalid("error-effective-date").at(["effectiveOn"]);
    let midnight = day.and_hms_opt(0, 0, 0).ok_or_else(refused)?;
    let start = (0..=3)
        .find_map(|hours| zone.from_local_datetime(&(midnight + chrono::Duration::hours(hours))).earliest());
    start.map(|start| start.with_timezone(&Utc)).ok_or_else(refused)
}
