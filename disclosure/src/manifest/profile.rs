//! Who the tenant is: names, legal entities, contacts, upstream, roles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Listed, Localized, Stated, Term,
    term::kind::{
        ContactKind, ContactPurpose, LegalEntityUse, Region, RequestRouting, RoleLimit, RoleScope, Upstream,
    },
};

/// The tenant as it presents itself; one profile serves all its apps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TenantProfile {
    /// The address of the tenant on the platform: 2 to 63 of `a-z`, `0-9`, `-`.
    pub slug: String,
    /// The tenant's own key for itself, where it differs from the slug.
    pub key: Stated<String>,
    /// The name that readers know.
    pub name: Localized,
    /// What kind of organisation it is.
    pub kind: TenantKind,
    /// The legal entities behind the name, with the place where each name is used.
    pub legal_entities: Listed<LegalEntity>,
    /// Ways to reach the tenant.
    pub contacts: Listed<Contact>,
    /// The vendor whose platform the tenant builds on.
    pub upstream: Stated<Term<Upstream>>,
    /// Whether affiliates share data with one another.
    pub affiliates_share_data: Stated<bool>,
    /// What the tenant answers for, and in which role.
    pub roles: Listed<RoleStatement>,
    /// The person in charge of personal information protection (PIPL Art. 52) or data protection officer.
    pub person_in_charge: Stated<PersonInCharge>,
    /// IANA name of the zone in which dates of policies are read; `Asia/Shanghai` where unstated.
    pub time_zone: Stated<String>,
}

/// The kind of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenantKind {
    /// The platform itself.
    Operator,
    /// A platform on which developers build.
    DeveloperPlatform,
    /// A brand that sells devices or apps made by others.
    OemBrand,
    /// A developer of apps.
    AppDeveloper,
}

/// A legal entity and the place where its name is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LegalEntity {
    /// Stable key.
    pub key: String,
    /// The registered name.
    pub name: Stated<Localized>,
    /// Where this name stands, such as the scope clause or the contact block.
    pub used_in: Stated<Term<LegalEntityUse>>,
    /// Where the entity is registered.
    pub region: Stated<Term<Region>>,
    /// Its registration number, exactly as registered.
    pub registration_number: Stated<String>,
}

/// A way to reach the tenant. Values are exact: never reformatted, not even their spelling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contact {
    /// Stable key, by which rights, requests and complaints refer to it.
    pub key: String,
    /// E-mail, phone, post, portal …
    pub kind: Term<ContactKind>,
    /// The address or number.
    pub value: Stated<String>,
    /// What it is for.
    pub purposes: Listed<Term<ContactPurpose>>,
    /// The region it serves.
    pub region: Stated<Term<Region>>,
    /// The team behind it.
    pub team: Stated<Localized>,
    /// The key of the legal entity it belongs to.
    #[schemars(extend("x-ref" = "legalEntities"))]
    pub entity: Stated<String>,
}

/// A role and what it is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleStatement {
    /// Stable key.
    pub key: String,
    /// The role.
    pub role: Role,
    /// The apps, sites or services the role is over.
    pub over: Stated<Term<RoleScope>>,
    /// What the role is limited to.
    pub limits: Stated<Term<RoleLimit>>,
    /// What happens with requests of end users.
    pub end_user_requests: Stated<Term<RequestRouting>>,
}

/// Who decides on the processing (PIPL Art. 20, 21, 73; GDPR Art. 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Decides on purpose and method alone.
    Controller,
    /// Acts on instructions.
    Processor,
    /// Decides together with another.
    JointController,
}

/// Who answers for personal information protection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonInCharge {
    /// The function or public title; a person's name only where the law asks to publish it.
    pub title: Localized,
    /// The key of the contact at which the person is reached.
    #[schemars(extend("x-ref" = "contacts"))]
    pub contact: Stated<String>,
}
