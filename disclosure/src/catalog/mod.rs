//! The shared catalogue: the words of the law, of the stores and of the trade that declarations refer to.
//!
//! It is data, shipped as the JSON files of `disclosure/catalog/`, each citing its sources; this module reads them into
//! types, finds entries by key and by words, and names the whole by a [revision](Catalog::revision). Keys are stable and
//! never change their meaning. Names come in both languages. What is marked as explaining is for people who work on the
//! catalogue and on findings, and never reaches a policy.
//!
//! To add a table: put the file into `disclosure/catalog/`, name it in `sources.rs`, give it a type here, and state in
//! `tests/references.rs` which of its keys point where.

mod additions;
mod app_types;
mod apple;
mod bases;
mod calendar;
mod changes;
mod data;
mod deadlines;
mod dpv;
mod google;
mod harmony;
mod name;
mod notices;
mod permissions;
mod purposes;
mod range;
mod requests;
mod sdks;
mod search;
mod sources;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod wechat;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use self::{
    additions::{AdditionError, Additions, OWN_PREFIX, OwnCategory},
    app_types::{AppType, NecessaryItem},
    apple::{AppleApiCategory, AppleDataType, AppleLabelSection, ApplePrivacy, ApplePurpose, AppleReason},
    bases::{BasisKind, ConsentExemption, ExemptionScope, GuardianConsent, LegalBasis, SeparateConsentCase},
    calendar::{CalendarDay, CalendarYear, Coverage, DayKind, Holiday, WorkingCalendar},
    changes::{ChangeAction, ChangeSeverity, MaterialChange},
    data::{Collection, DataCategory, DpvMatch, Group, SensitiveClass, Sensitivity},
    deadlines::{DeadlineKind, DeadlineRule, DeadlineUnit},
    dpv::{
        ConsentStatus, DpvClass, DpvKind, DpvProperty, DpvTerm, DpvTerms, DpvVocabulary, Iso27560Field,
        RequestTypeRight,
    },
    google::{
        GoogleCsv, GoogleDataSafety, GoogleDataType, GooglePurpose, GoogleQuestion, GoogleTypeGroup,
        GoogleValueKind,
    },
    harmony::{HarmonyApi, HarmonyDataType, HarmonyLabel, HarmonyPac, HarmonyPurpose},
    name::{Keyed, Name, Named},
    notices::{ColumnLevel, DisclosureColumn, DisclosureList, NoticeRequirement, PolicySection},
    permissions::{AndroidLevel, Permission},
    purposes::{FunctionClass, Purpose},
    range::{RangeError, VersionRange},
    requests::{RefusalReason, RequestType},
    sdks::{Confidence, Coordinate, Sdk, SdkCoordinates, SdkFact, SdkRegion},
    search::{EntryKind, Hit, HitRank},
    table::{DuplicateKey, Table},
    terms::{TermEntry, TermKind},
    wechat::{WechatMatch, WechatPrivacyKey},
};

/// How a statement of the catalogue was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Checked against a published text.
    Verified,
    /// Not checked: to be confirmed by a person before it decides anything.
    Memory,
}

/// The catalogue. Tables keep the order of their files; clones share them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Catalog {
    pub data_groups: Table<Group>,
    pub data_categories: Table<DataCategory>,
    pub purposes: Table<Purpose>,
    pub legal_bases: Table<LegalBasis>,
    pub separate_consent_cases: Table<SeparateConsentCase>,
    pub guardian_consent: GuardianConsent,
    /// Forms of consent, from the plainest.
    pub consent_levels: Table<Group>,
    pub exemption_statuses: Table<Group>,
    pub consent_exemptions: Table<ConsentExemption>,
    pub permission_groups: Table<Group>,
    pub permissions: Table<Permission>,
    pub sdk_categories: Table<Group>,
    pub sdks: Table<Sdk>,
    pub sdk_coordinates: Table<SdkCoordinates>,
    pub app_types: Table<AppType>,
    pub request_types: Table<RequestType>,
    pub refusal_outcomes: Table<Group>,
    pub refusal_reasons: Table<RefusalReason>,
    pub change_actions: Table<ChangeAction>,
    pub material_changes: Table<MaterialChange>,
    pub deadlines: Table<DeadlineRule>,
    pub notice_requirements: Table<NoticeRequirement>,
    pub disclosure_lists: Table<DisclosureList>,
    pub policy_sections: Table<PolicySection>,
    pub working_calendar: WorkingCalendar,
    pub apple: ApplePrivacy,
    pub google: GoogleDataSafety,
    pub harmony: HarmonyPac,
    pub wechat_keys: Table<WechatPrivacyKey>,
    pub dpv_terms: DpvTerms,
    term_kinds: Table<TermKind>,
    merged: Arc<additions::Merged>,
    revision: OnceLock<String>,
    /// Of the tables to which nothing is ever added.
    search_fixed: Arc<OnceLock<Vec<search::Row>>>,
    search_varying: OnceLock<Vec<search::Row>>,
}

/// A catalogue file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// No text under that name.
    #[error("catalogue file `{0}` is missing")]
    Missing(&'static str),
    /// The text is no JSON of the expected shape, or names a key twice.
    #[error("catalogue file `{file}`: {cause}")]
    Malformed { file: &'static str, cause: serde_json::Error },
}

impl CatalogError {
    /// The stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "CATALOG_FILE_MISSING",
            Self::Malformed { .. } => "CATALOG_FILE_MALFORMED",
        }
    }
}

impl Catalog {
    /// The shipped catalogue, read on first use.
    pub fn builtin() -> &'static Self {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        CATALOG.get_or_init(|| {
            Self::read(sources::SOURCES).expect("a test reads the shipped files with this very function")
        })
    }

    /// Names the exact content. As shipped, the Data Privacy Vocabulary included: 64 hexadecimal digits that are equal
    /// exactly when the bytes are. With additions `+` and the number of the operator's revision follow; with a tenant's
    /// own categories, also `/` and the number of the tenant's.
    pub fn revision(&self) -> &str {
        self.revision.get_or_init(|| sources::revision(sources::SOURCES))
    }

    /// The codes of a kind in file order; none for a kind that does not exist.
    pub fn terms(&self, kind: &str) -> &[TermEntry] {
        self.term_kinds.get(kind).map_or(&[], |kind| kind.terms.as_slice())
    }

    /// The code of that kind with exactly this key.
    pub fn term(&self, kind: &str, key: &str) -> Option<&TermEntry> {
        self.term_kinds.get(kind)?.terms.get(key)
    }

    /// The code of that kind which sources also spell this way; its own key is no alias.
    pub fn term_by_alias(&self, kind: &str, alias: &str) -> Option<&TermEntry> {
        self.terms(kind).iter().find(|term| term.aliases.iter().any(|known| known == alias))
    }

    /// All kinds of codes in file order.
    pub fn term_kinds(&self) -> &Table<TermKind> {
        &self.term_kinds
    }

    fn read(sources: &[(&str, &str)]) -> Result<Self, CatalogError> {
        let files = Files(sources);
        let data: data::DataFile = files.parse("data_categories")?;
        let bases: bases::BasesFile = files.parse("legal_bases")?;
        let exemptions: bases::ExemptionsFile = files.parse("consent_exemptions")?;
        let permissions: permissions::PermissionsFile = files.parse("permissions")?;
        let sdks: sdks::SdksFile = files.parse("sdks")?;
        let requests: requests::RefusalsFile = files.parse("refusal_reasons")?;
        let changes: changes::ChangesFile = files.parse("material_changes")?;
        Ok(Self {
            data_groups: data.groups,
            data_categories: data.categories,
            purposes: files.parse::<purposes::PurposesFile>("purposes")?.purposes,
            legal_bases: bases.legal_bases,
            separate_consent_cases: bases.separate_consent_cases,
            guardian_consent: bases.guardian_consent,
            consent_levels: bases.consent_form_levels,
            exemption_statuses: exemptions.pipl_status,
            consent_exemptions: exemptions.consent_exemptions,
            permission_groups: permissions.groups,
            permissions: permissions.permissions,
            sdks: sdks.table(),
            sdk_categories: sdks.categories,
            sdk_coordinates: files.parse::<sdks::CoordinatesFile>("sdk_coordinates")?.coordinates,
            app_types: files.parse::<app_types::AppTypesFile>("app_types")?.app_types,
            request_types: requests.request_types,
            refusal_outcomes: requests.outcomes,
            refusal_reasons: requests.refusal_reasons,
            change_actions: changes.actions,
            material_changes: changes.material_changes,
            deadlines: files.parse::<deadlines::DeadlinesFile>("deadlines")?.deadlines,
            notice_requirements: files.parse::<notices::NoticesFile>("notice_requirements")?.requirements,
            disclosure_lists: files.parse::<notices::ListsFile>("disclosure_columns")?.lists,
            policy_sections: files.parse::<notices::SectionsFile>("policy_sections")?.sections,
            working_calendar: files.parse::<calendar::CalendarFile>("cn_working_days")?.into(),
            apple: files.parse("apple_privacy")?,
            google: files.parse("google_data_safety")?,
            harmony: files.parse("harmony_pac")?,
            wechat_keys: files.parse::<wechat::WechatFile>("wechat_privacy_keys")?.keys,
            dpv_terms: files.parse("dpv_terms")?,
            term_kinds: files.parse::<terms::TermsFile>("terms")?.kinds,
            merged: Arc::default(),
            revision: OnceLock::new(),
            search_fixed: Arc::default(),
            search_varying: OnceLock::new(),
        })
    }
}

/// Shipped texts by name.
struct Files<'a>(&'a [(&'a str, &'a str)]);

impl Files<'_> {
    fn parse<T: DeserializeOwned>(&self, file: &'static str) -> Result<T, CatalogError> {
        let (_, text) = self.0.iter().find(|(name, _)| *name == file).ok_or(CatalogError::Missing(file))?;
        serde_json::from_str(text).map_err(|cause| CatalogError::Malformed { file, cause })
    }
}
