//! What people can ask for, how, and until when it is answered.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Listed, Localized, Stated, Term,
    keeping::TimeUnit,
    term::{
        Answer,
        kind::{
            Agent, AppealRoute, BeforeEffect, CancellationBlocker, CancellationCheck, CancellationLevel,
            CancellationWarning, ConsentMethod, CourtBasis, Data, DeadlineRegion, DeadlineScope,
            DeadlineStart, DeletionException, DeletionGround, Disagreement, Exemption, FeePolicy,
            GuardianRule, Hedge, MaterialChange, MinorCondition, NonPersonalExample, NoticeChannel, Party,
            Purpose, PurposeChangeRule, RefusalEffect, RefusalReason, Region, Regulator, RequestChannel,
            RequestContent, RequestForm, RequestRouting, RetentionEnd, ReviewInterval, Right as RightKind,
            TriggerExample, WithdrawalEffect,
        },
    },
};

/// A right and the ways to use it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Right {
    /// Stable key.
    pub key: String,
    /// The right.
    pub right: Term<RightKind>,
    /// Ways to use it: contacts by key, or words such as `self_service`.
    pub channels: Listed<Term<RequestChannel>>,
    /// The steps through the menus to the place of self-service.
    pub path: Listed<Localized>,
    /// What people can do themselves, by group of data: beside a request, or instead of one.
    pub self_service: Listed<SelfService>,
    /// When it can be used.
    pub grounds: Listed<Term<DeletionGround>>,
    /// Whether recipients are told.
    pub passed_on_to_recipients: Stated<bool>,
    /// When they are not.
    pub passed_on_unless: Listed<Term<DeletionException>>,
}

/// A group of data for which a right is used without a request, such as the data of a company or of its administrator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelfService {
    /// Stable key.
    pub key: String,
    /// What the group is called.
    pub name: Localized,
    /// The data in it.
    pub data: Listed<Term<Data>>,
    /// The steps through the menus to its place.
    pub path: Listed<Localized>,
    /// The address of its page.
    pub url: Stated<String>,
}

/// How an account is cancelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountCancellation {
    /// Ways to ask for it.
    pub channels: Listed<Term<RequestChannel>>,
    /// What can be cancelled: one service, the whole account.
    pub levels: Listed<Term<CancellationLevel>>,
    /// What is checked before.
    pub checks: Listed<Term<CancellationCheck>>,
    /// What stands against it.
    pub blockers: Listed<Term<CancellationBlocker>>,
    /// Whether it cannot be undone.
    pub irreversible: Stated<bool>,
    /// What happens to the data.
    pub then: Stated<Term<RetentionEnd>>,
    /// What people are warned of.
    pub warns_of: Listed<Term<CancellationWarning>>,
}

/// How requests are handled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Requests {
    /// Who pays.
    pub fee: Stated<Term<FeePolicy>>,
    /// Whether identity is verified first.
    pub verify_identity: Stated<bool>,
    /// The form of a request.
    pub form: Stated<Answer<RequestForm>>,
    /// Whether an agent may ask.
    pub agent: Stated<Answer<Agent>>,
    /// What a request must say.
    pub must_say: Listed<Term<RequestContent>>,
    /// When it is refused.
    pub refuse_when: Listed<Term<RefusalReason>>,
    /// When it may be refused.
    pub may_refuse_when: Listed<Term<RefusalReason>>,
    /// Whether a refusal gives reasons (PIPL Art. 50).
    pub give_reasons: Stated<bool>,
    /// How a refusal is appealed.
    pub appeal: Stated<Term<AppealRoute>>,
    /// Where a processor sends requests.
    pub processor_routing: Stated<Term<RequestRouting>>,
}

/// A promised deadline, or a reference to local law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deadline {
    /// Stable key.
    pub key: String,
    /// How many units.
    pub value: Stated<u32>,
    /// The unit.
    pub unit: Stated<TimeUnit>,
    /// The calendar of working days, such as `CN`.
    pub calendar: Stated<Term<Region>>,
    /// What is done by then.
    pub scope: Stated<Term<DeadlineScope>>,
    /// For whom.
    pub applies_to: Stated<Term<DeadlineRegion>>,
    /// When the clock starts.
    pub starts: Stated<Term<DeadlineStart>>,
    /// A word that weakens the promise.
    pub hedge: Stated<Term<Hedge>>,
}

/// How consent is given, withdrawn, and needed again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Consent {
    /// How it is given.
    pub how_given: Stated<Term<ConsentMethod>>,
    /// What a person who disagrees does.
    pub if_disagree: Stated<Term<Disagreement>>,
    /// Whether giving data is voluntary.
    pub voluntary: Stated<bool>,
    /// What happens without required data.
    pub if_required_data_refused: Stated<Term<RefusalEffect>>,
    /// How it is withdrawn.
    pub withdrawal: Stated<Withdrawal>,
    /// What happens when the purpose changes.
    pub purpose_change: Stated<PurposeChange>,
    /// When no consent is needed.
    pub exemptions: Listed<Term<Exemption>>,
    /// What is not personal data by itself.
    pub non_personal_data: Stated<NonPersonalData>,
}

/// Withdrawal of consent (PIPL Art. 15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Withdrawal {
    /// Ways to withdraw.
    pub channels: Listed<Term<RequestChannel>>,
    /// Whether earlier processing stays lawful.
    pub past_processing_unaffected: Stated<bool>,
    /// What it does.
    pub effect: Stated<Term<WithdrawalEffect>>,
}

/// A change of purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurposeChange {
    /// What then happens.
    pub rule: Stated<Term<PurposeChangeRule>>,
    /// How people are told or asked.
    pub channels: Listed<Term<NoticeChannel>>,
}

/// The rule on data that is not personal by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NonPersonalData {
    /// Examples.
    pub examples: Listed<Term<NonPersonalExample>>,
    /// Whether it counts as personal once combined.
    pub personal_when_combined: Stated<bool>,
    /// Whether it is de-identified.
    pub deidentify: Stated<bool>,
    /// Whether anonymised data is handled without telling or asking people again (PIPL Art. 4, 73).
    pub anonymised_needs_no_notice: Stated<bool>,
    /// What is done with aggregate and statistical data; none where there is none.
    pub aggregates: Stated<Aggregates>,
}

/// Data made of the data of many people: totals, averages, trends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Aggregates {
    /// What they are made for.
    pub purposes: Listed<Term<Purpose>>,
    /// Who is given them.
    pub given_to: Listed<Term<Party>>,
    /// Whether they are published.
    pub published: Stated<bool>,
    /// Whether the tenant says that nobody can be identified by them.
    pub identifies_nobody: Stated<bool>,
}

/// The rule on minors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Minors {
    /// The age; it means something only together with `comparison`.
    pub age: Stated<u8>,
    /// Under that age, or at that age and under.
    pub comparison: Stated<AgeComparison>,
    /// Whether the age of local law counts where it differs.
    pub or_local_age: Stated<bool>,
    /// What a guardian does.
    pub guardian: Stated<Term<GuardianRule>>,
    /// Whether the guardian's consent is verifiable.
    pub verifiable: Stated<bool>,
    /// Whether data is deleted when found.
    pub delete_if_found: Stated<bool>,
    /// Whether users declare to be adults.
    pub adult_declaration: Stated<bool>,
    /// When data of minors is handled at all.
    pub process_only_when: Listed<Term<MinorCondition>>,
    /// Whether guardians have a contact.
    pub guardian_contact: Stated<bool>,
}

/// How an age is compared: under 14 and at or under 14 are different ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgeComparison {
    /// Not yet of that age.
    Under,
    /// Of that age or younger.
    AtOrUnder,
}

/// How changes of the policy are told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Changes {
    /// How often the policy is reviewed at least.
    pub review_at_least: Stated<Term<ReviewInterval>>,
    /// How changes are told.
    pub channels: Listed<Term<NoticeChannel>>,
    /// How material changes are told.
    pub material_channels: Listed<Term<NoticeChannel>>,
    /// Whether that notice is certain, or only likely.
    pub material_notice_certain: Stated<bool>,
    /// Whether it comes before the change takes effect.
    pub before_effect: Stated<Answer<BeforeEffect>>,
    /// What counts as material.
    pub material_triggers: Listed<Term<MaterialChange>>,
    /// Examples inside a trigger, by its code.
    pub trigger_examples: Stated<BTreeMap<String, Vec<Term<TriggerExample>>>>,
    /// Whether going on counts as consent.
    pub continued_use_is_consent: Stated<bool>,
    /// Whether rights are not reduced without consent.
    pub no_reduction_of_rights: Stated<bool>,
    /// Whether users are told to look again from time to time.
    pub users_told_to_check: Stated<bool>,
}

/// Where to complain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Complaints {
    /// The tenant's own channels.
    pub channels: Listed<Term<RequestChannel>>,
    /// The authority.
    pub regulator: Stated<Term<Regulator>>,
    /// The court or its district.
    pub court: Stated<Localized>,
    /// Why that court.
    pub court_basis: Stated<Term<CourtBasis>>,
}

/// An impact assessment (PIPL Art. 55, 56).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assessment {
    /// Stable key.
    pub key: String,
    /// What was assessed.
    pub subject: Localized,
    /// When.
    pub done_on: Stated<NaiveDate>,
    /// The risk it found.
    pub risk: Stated<Risk>,
    /// Its number in the tenant's files; never printed.
    pub reference: Stated<String>,
}

/// A level of risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}
