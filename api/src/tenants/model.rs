//! What a tenant is.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, Utc};
use disclosure::{
    Locale,
    manifest::{self, Localized, TenantProfile, is_slug},
};
pub use entities::tenants::{SuspensionReason, TenantKind, TenantStatus};
use entities::{TenantId, tenants};

use crate::platform::error::{AppError, Result};

/// A tenant.
#[derive(Debug, Clone)]
pub struct Tenant {
    pub id: TenantId,
    pub slug: String,
    pub kind: TenantKind,
    pub name: Localized,
    pub status: TenantStatus,
    /// IANA name of the zone in which its dates begin.
    pub time_zone: String,
    pub required_approvals: i32,
    pub profile: TenantProfile,
    /// SHA-256 of the profile's canonical JSON.
    pub profile_digest: entities::Digest,
    pub created_at: DateTime<Utc>,
    /// Whether whoever publishes must have signed in with a second factor.
    pub requires_second_factor: bool,
    /// The tenant above it.
    pub parent: Option<TenantId>,
    /// Why it may not act, where it may not.
    pub suspension: Option<Suspension>,
    /// Key of the legal entity in `profile` that was verified: its name, region and number do not change.
    pub verified_entity: Option<String>,
    /// When its erasure was asked for.
    pub erasure_requested_at: Option<DateTime<Utc>>,
    /// For how long its sharing records are kept.
    pub keeping: Keeping,
    /// Whether its hosted lists tell when something was last shared.
    pub last_shared_shown: bool,
}

/// Years for which every tenant keeps its sharing records, at least: Network Data Security Management Regulations
/// (China, in force 2025-01-01), article 12.
pub const LEAST_YEARS: i32 = 3;
/// Years that a tenant can ask for at most.
pub const MOST_YEARS: i32 = 100;

/// For how long sharing records are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeping {
    /// From [`LEAST_YEARS`] to [`MOST_YEARS`].
    pub years: i32,
    /// Since when nothing of them may be erased at all: a dispute or an authority needs them.
    pub hold_since: Option<DateTime<Utc>>,
}

impl Keeping {
    /// Records that were taken before this have been kept long enough, at `now`.
    pub fn limit(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        now.checked_sub_months(self.months())
    }

    /// When what was recorded at `at` has been kept long enough.
    pub fn end(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        at.checked_add_months(self.months())
    }

    fn months(&self) -> Months {
        Months::new(self.years.max(LEAST_YEARS).unsigned_abs() * 12)
    }
}

/// That a tenant may not act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspension {
    pub since: DateTime<Utc>,
    pub reason: SuspensionReason,
}

impl TryFrom<tenants::Model> for Tenant {
    type Error = AppError;

    fn try_from(row: tenants::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            slug: row.slug,
            kind: row.kind,
            name: serde_json::from_value(row.name).map_err(AppError::internal)?,
            status: row.status,
            time_zone: row.time_zone,
            required_approvals: row.required_approvals,
            profile: serde_json::from_str(&row.profile).map_err(AppError::internal)?,
            profile_digest: row.profile_sha256,
            created_at: row.created_at,
            requires_second_factor: row.requires_second_factor,
            parent: row.parent_id,
            suspension: row
                .suspended_at
                .zip(row.suspension_reason)
                .map(|(since, reason)| Suspension { since, reason }),
            verified_entity: row.verified_entity,
            erasure_requested_at: row.erasure_requested_at,
            keeping: Keeping { years: row.sharing_years, hold_since: row.sharing_hold_since },
            last_shared_shown: row.last_shared_shown,
        })
    }
}

/// What a new tenant is made from.
#[derive(Debug, Clone)]
pub struct NewTenant {
    pub slug: String,
    pub kind: TenantKind,
    /// Texts by language tag.
    pub name: BTreeMap<String, String>,
}

/// The zone of tenants that name none.
pub const DEFAULT_TIME_ZONE: &str = "Asia/Shanghai";

impl NewTenant {
    /// The profile of a tenant that has said nothing but its name.
    ///
    /// # Errors
    /// `INVALID` for a slug or a name that cannot be one.
    pub fn profile(&self) -> Result<TenantProfile> {
        if !is_slug(&self.slug) {
            return Err(AppError::invalid("error-slug").at(["slug"]));
        }
        let kind = match self.kind {
            TenantKind::Operator => manifest::TenantKind::Operator,
            TenantKind::DeveloperPlatform => manifest::TenantKind::DeveloperPlatform,
            TenantKind::OemBrand => manifest::TenantKind::OemBrand,
            TenantKind::AppDeveloper => manifest::TenantKind::AppDeveloper,
        };
        Ok(TenantProfile {
            slug: self.slug.clone(),
            key: manifest::Stated::Unstated,
            name: localized(&self.name)?,
            kind,
            legal_entities: manifest::Listed::Unstated,
            contacts: manifest::Listed::Unstated,
            upstream: manifest::Stated::Unstated,
            affiliates_share_data: manifest::Stated::Unstated,
            roles: manifest::Listed::Unstated,
            person_in_charge: manifest::Stated::Unstated,
            time_zone: manifest::Stated::Unstated,
        })
    }
}

fn localized(texts: &BTreeMap<String, String>) -> Result<Localized> {
    let refused = || AppError::invalid("error-name").at(["name"]);
    let texts: Result<BTreeMap<Locale, String>> =
        texts.iter().map(|(tag, text)| Ok((tag.parse().map_err(|_| refused())?, text.clone()))).collect();
    Localized::try_from(texts?).map_err(|cause| refused().because(cause))
}

/// The zone in which a tenant's dates begin.
///
/// # Errors
/// `INVALID` for a zone that does not exist.
pub fn time_zone(profile: &TenantProfile) -> Result<String> {
    let zone = profile.time_zone.value().map_or(DEFAULT_TIME_ZONE, String::as_str);
    match zone.parse::<chrono_tz::Tz>() {
        Ok(_) => Ok(zone.to_owned()),
        Err(cause) => Err(AppError::invalid("error-time-zone").at(["manifest"]).because(cause)),
    }
}
