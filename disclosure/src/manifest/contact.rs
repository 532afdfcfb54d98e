//! How people are followed and addressed: trackers, signals, messages, profiling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Listed, Localized, Stated, Term,
    term::{
        Answer,
        kind::{
            DeidentifiedClaim, LegalBasis, MessageContent, NonLinking, NoticeChannel, OffSwitch, OptOut,
            SignalEffect, TrackerEffect, TrackerField, TrackerPurpose, TrackerRefusal, TrackerTechnology,
        },
    },
};

/// Cookies and the like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trackers {
    /// The technologies in use.
    pub technologies: Listed<Term<TrackerTechnology>>,
    /// Whether third parties set some.
    pub set_by_third_parties: Stated<bool>,
    /// What they are for.
    pub purposes: Listed<Term<TrackerPurpose>>,
    /// What they read.
    pub fields: Listed<Term<TrackerField>>,
    /// How a user refuses them.
    pub refuse_by: Listed<Term<TrackerRefusal>>,
    /// What refusing does.
    pub if_refused: Stated<Term<TrackerEffect>>,
    /// What a Do Not Track signal does.
    pub dnt: Stated<Signal>,
    /// What a Global Privacy Control signal does.
    pub gpc: Stated<Signal>,
    /// Whether what they read is treated as non-personal.
    pub treated_as_non_personal: Stated<bool>,
    /// What is not linked with what.
    pub non_linking: Listed<Term<NonLinking>>,
    /// The trackers one by one.
    pub inventory: Listed<Tracker>,
}

/// One tracker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tracker {
    /// Stable key.
    pub key: String,
    /// Its name, as a browser shows it.
    pub name: Localized,
    /// The technology.
    pub technology: Stated<Term<TrackerTechnology>>,
    /// Who sets it.
    pub set_by: Stated<Localized>,
    /// What it is for.
    pub purpose: Stated<Term<TrackerPurpose>>,
    /// How many days it lives.
    pub lifetime_days: Stated<u32>,
}

/// A signal that a browser sends, and what it does here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signal {
    /// Whether it is honoured.
    pub honoured: Stated<bool>,
    /// What honouring it does.
    pub effects: Listed<Term<SignalEffect>>,
}

/// Messages by class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Messages {
    /// Advertising.
    pub marketing: Stated<MessageClass>,
    /// What the service itself has to say.
    pub service: Stated<MessageClass>,
    /// Surveys.
    pub surveys: Stated<MessageClass>,
}

/// A class of messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageClass {
    /// Whether they are sent.
    pub sent: Stated<bool>,
    /// On which basis.
    pub basis: Stated<Term<LegalBasis>>,
    /// How they are sent.
    pub channels: Listed<Term<NoticeChannel>>,
    /// Ways to opt out.
    pub opt_out: Listed<Term<OptOut>>,
    /// Whether opting out is possible at all.
    pub opt_out_state: Stated<Term<OptOut>>,
    /// Whether goods of third parties are advertised.
    pub goods_of_third_parties: Stated<bool>,
    /// What they are about.
    pub content: Listed<Term<MessageContent>>,
}

/// Profiling and automated decisions (PIPL Art. 24).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Profiling {
    /// Push messages by interest.
    pub targeted_push: Stated<ProfilingUse>,
    /// Recommendations.
    pub recommendation: Stated<ProfilingUse>,
    /// Advertisements by interest.
    pub ads: Stated<ProfilingUse>,
    /// Decisions without a person.
    pub automated_decision: Stated<ProfilingUse>,
    /// A claim that the data behind it is de-identified.
    pub deidentified_claim: Stated<Answer<DeidentifiedClaim>>,
}

/// One use of profiles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfilingUse {
    /// Whether it happens.
    pub used: Stated<bool>,
    /// Whether, and where, a user turns it off.
    pub off_switch: Stated<Answer<OffSwitch>>,
}
