//! Who else takes part: parties, recipients, conditions of sharing, flows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Listed, Localized, Stated, Term,
    collection::ConsentForm,
    term::kind::{
        Data, Frequency, LegalBasis, MaskingMeasure, MergerNoticeContent, NoticeChannel, Party as PartyKind,
        PlugInKind, PlugInRules, RecipientDuty, RecipientPurpose, RecipientService, ReconsentCondition,
        Region, Sanction, SharingCondition, SharingMethod, Trigger,
    },
};

/// A party to a flow that is neither the tenant, a platform, an SDK nor a recipient, such as a sister platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Party {
    /// Stable key.
    pub key: String,
    /// Its name.
    pub name: Localized,
    /// Whether it is an affiliate of the tenant.
    pub affiliate: Stated<bool>,
}

/// An entity, or a class of entities, that receives data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recipient {
    /// Stable key.
    pub key: String,
    /// The name of the entity or class.
    pub name: Localized,
    /// Whether it is one entity or a class.
    pub form: Stated<RecipientForm>,
    /// The registered name.
    pub legal_name: Stated<String>,
    /// How it is reached.
    pub contact: Stated<String>,
    /// Its privacy policy.
    pub policy_url: Stated<String>,
    /// Services it renders.
    pub services: Listed<Term<RecipientService>>,
    /// Data it receives.
    pub data: Listed<Term<Data>>,
    /// How the movement counts in law.
    pub mode: Stated<SharingMode>,
    /// The legal role: a contract fact, never inferred from the mode (PIPL Art. 20, 21, 23).
    pub role: Stated<RecipientRole>,
    /// Why it receives data.
    pub purpose: Stated<Term<RecipientPurpose>>,
    /// When it receives data.
    pub scenario: Stated<Term<Trigger>>,
    /// How data reaches it.
    pub method: Stated<Term<SharingMethod>>,
    /// How the recipient handles the data (PIPL Art. 23).
    pub processing: Stated<Localized>,
    /// Where it is.
    pub region: Stated<Term<Region>>,
    /// The legal basis.
    pub basis: Stated<Term<LegalBasis>>,
    /// The form of consent.
    pub consent: Stated<ConsentForm>,
    /// How often.
    pub frequency: Stated<Term<Frequency>>,
    /// When consent is asked again.
    pub reconsent_when: Listed<Term<ReconsentCondition>>,
    /// The agreement with it (Network Data Security Regulations Art. 12).
    pub contract: Stated<Contract>,
}

/// One entity or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecipientForm {
    /// One legal entity.
    Entity,
    /// A class of entities.
    Class,
}

/// How a movement of data counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharingMode {
    /// To another handler (PIPL Art. 23).
    Provide,
    /// To a processor (PIPL Art. 21).
    Entrust,
    /// To one who decides together with the tenant (PIPL Art. 20).
    Joint,
    /// With the business (PIPL Art. 22).
    Transfer,
    /// To everybody (PIPL Art. 25).
    DisclosePublicly,
    /// Within the tenant.
    Internal,
    /// A message about data, such as a deletion notice; stands in no list.
    Notify,
}

/// The legal role of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecipientRole {
    /// Decides on its own.
    Handler,
    /// Decides together with the tenant.
    JointHandler,
    /// Acts on the tenant's instructions.
    Processor,
}

/// An agreement with a recipient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contract {
    /// Its number or name in the tenant's files.
    pub reference: String,
    /// When it was made.
    pub signed_on: Stated<chrono::NaiveDate>,
    /// When it ends.
    pub expires_on: Stated<chrono::NaiveDate>,
}

/// Under which conditions data is shared, transferred, disclosed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharingConditions {
    /// When data is shared.
    pub share_when: Listed<Term<SharingCondition>>,
    /// When it is transferred.
    pub transfer_when: Listed<Term<SharingCondition>>,
    /// When it is disclosed to the public.
    pub public_disclosure_when: Listed<Term<SharingCondition>>,
    /// When that happens without consent.
    pub without_consent_when: Listed<Term<SharingCondition>>,
    /// What recipients are bound to.
    pub recipient_duties: Listed<Term<RecipientDuty>>,
    /// How people are told of a merger.
    pub merger_notice: Stated<MergerNotice>,
    /// How numbers and addresses are hidden.
    pub masking: Listed<Term<MaskingMeasure>>,
    /// Whether the tenant says that it does not sell data.
    pub no_sale: Stated<bool>,
    /// Whether users may not harvest data of others.
    pub users_may_not_harvest_data: Stated<bool>,
    /// What is done about users who harvest data of others all the same.
    pub harvest_sanctions: Listed<Term<Sanction>>,
    /// Plug-ins and share buttons of third parties in the app, and whose rules apply to them.
    pub plug_ins: Listed<PlugIn>,
}

/// A part of the app that a third party runs, such as a share button or an embedded map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlugIn {
    /// Stable key.
    pub key: String,
    /// Its name.
    pub name: Localized,
    /// A share button, an embedded map …
    pub kind: Stated<Term<PlugInKind>>,
    /// Who runs it.
    pub provider: Stated<Localized>,
    /// The data that it may take.
    pub data: Listed<Term<Data>>,
    /// Whose rules apply when it is used.
    pub rules: Stated<Term<PlugInRules>>,
    /// The provider's privacy policy.
    pub policy_url: Stated<String>,
}

/// The notice of a merger, sale or bankruptcy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergerNotice {
    /// How it is given.
    pub channels: Listed<Term<NoticeChannel>>,
    /// What it says.
    pub content: Listed<Term<MergerNoticeContent>>,
}

/// One movement of data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Flow {
    /// Stable key.
    pub key: String,
    /// Where it starts: `tenant`, `app`, `server`, a platform, `sdk:<key>`, a party or a recipient.
    pub from: Term<PartyKind>,
    /// Where it ends.
    pub to: Term<PartyKind>,
    /// What moves.
    pub data: Listed<Term<Data>>,
    /// What makes it move.
    pub trigger: Stated<Term<Trigger>>,
    /// How it counts in law.
    pub mode: Stated<SharingMode>,
    /// The legal basis.
    pub basis: Stated<Term<LegalBasis>>,
    /// Where it goes.
    pub region: Stated<Term<Region>>,
    /// How it moves.
    pub method: Stated<Term<SharingMethod>>,
}
