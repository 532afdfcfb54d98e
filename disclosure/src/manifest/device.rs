//! What runs on the device and asks it for something: permissions, third-party SDKs, store facets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Listed, Localized, Stated, Term,
    term::kind::{
        Data, Frequency, OperatingSystem, Permission as PermissionKind, PermissionTiming, Purpose,
        RefusalEffect, SdkScope, SharingMethod,
    },
};

/// A device permission, who asks for it and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermissionRequest {
    /// Stable key.
    pub key: String,
    /// The permission.
    pub permission: Term<PermissionKind>,
    /// The name readers know it by.
    pub name: Stated<Localized>,
    /// `app`, or `sdk:<key>` of a declared SDK.
    #[schemars(extend("x-requester" = true))]
    pub requested_by: Stated<String>,
    /// Why it is asked.
    pub purpose: Stated<Term<Purpose>>,
    /// When it is asked.
    pub when: Stated<Term<PermissionTiming>>,
    /// How often it is used.
    pub frequency: Stated<Term<Frequency>>,
    /// What a user loses who refuses.
    pub if_refused: Stated<Term<RefusalEffect>>,
    /// How a user turns it off: the path through the menus.
    pub close_path: Stated<Localized>,
    /// The systems that ask it.
    pub systems: Listed<Term<OperatingSystem>>,
    /// Whether the operator says that it does not use the permission itself.
    pub operator_says_not_used_directly: Stated<bool>,
}

/// A third-party SDK that the app ships.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SdkDeclaration {
    /// Stable key.
    pub key: String,
    /// The name.
    pub name: Localized,
    /// The SDK of the catalogue it is.
    pub catalog: Stated<String>,
    /// The legal name of the vendor.
    pub vendor_legal_name: Stated<String>,
    /// How the vendor is reached.
    pub vendor_contact: Stated<String>,
    /// The vendor's privacy policy.
    pub policy_url: Stated<String>,
    /// The version that ships.
    pub version: Stated<String>,
    /// Package names.
    pub packages: Listed<String>,
    /// What it is for.
    pub purposes: Listed<Term<Purpose>>,
    /// Where in the app it runs.
    pub scope: Stated<Term<SdkScope>>,
    /// Whether it starts before or after consent.
    pub initialised: Stated<Initialisation>,
    /// Permissions it uses.
    pub permissions: Listed<Term<PermissionKind>>,
    /// Data it collects.
    pub data: Listed<Term<Data>>,
    /// Systems it ships on.
    pub systems: Listed<Term<OperatingSystem>>,
    /// Whether it collects by itself, or gets data from the app.
    pub method: Stated<Term<SharingMethod>>,
    /// How often it collects.
    pub frequency: Stated<Term<Frequency>>,
    /// Whether a user can do without it.
    pub optional: Stated<bool>,
}

/// When an SDK starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Initialisation {
    /// Before the user agreed.
    BeforeConsent,
    /// After the user agreed.
    AfterConsent,
}

/// What app stores ask about the app as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoreFacets {
    /// Domains that are used to track (Apple: NSPrivacyTrackingDomains).
    pub tracking_domains: Listed<String>,
    /// Whether all data is encrypted in transit (Google Play).
    pub encrypted_in_transit: Stated<bool>,
    /// Where a user asks for deletion without the app (Google Play).
    pub deletion_url: Stated<String>,
    /// Required-reason interfaces with their reason codes (Apple).
    pub required_reasons: Listed<RequiredReason>,
}

/// A required-reason interface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequiredReason {
    /// The category of interfaces, such as `NSPrivacyAccessedAPICategoryUserDefaults`.
    pub key: String,
    /// Reason codes, such as `CA92.1`.
    pub reasons: Vec<String>,
}
