//! Codes: words with a meaning that the catalogue, the declaration itself or the tenant gives.

use std::{borrow::Cow, fmt, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor},
};

use super::Localized;

/// The longest code, in bytes.
pub const MAX_CODE_BYTES: usize = 120;

/// A list of words that a [`Term`] is taken from. The name is the kind's name in the catalogue.
pub trait Kind {
    /// The name, such as `security_measure`.
    const NAME: &'static str;
}

/// A word of the kind `K`.
///
/// In a file a string is a code: known to the catalogue, the key of an item of the declaration, or defined in
/// the declaration's vocabulary; any other string is an error that names the nearest known code. A map of
/// languages is the tenant's own wording for this one place.
pub enum Term<K> {
    /// A code.
    Code(String, PhantomData<K>),
    /// The tenant's own words.
    Text(Localized),
}

impl<K> Term<K> {
    /// A term of that code.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into(), PhantomData)
    }

    /// The code, unless the term is in the tenant's own words.
    pub fn as_code(&self) -> Option<&str> {
        match self {
            Self::Code(code, _) => Some(code),
            Self::Text(_) => None,
        }
    }
}

/// Whether a string has the form of a code: ASCII letters, digits and `_ - . :`, starting with a letter or digit.
pub fn is_code(text: &str) -> bool {
    text.len() <= MAX_CODE_BYTES
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

impl<K> Clone for Term<K> {
    fn clone(&self) -> Self {
        match self {
            Self::Code(code, _) => Self::code(code.clone()),
            Self::Text(text) => Self::Text(text.clone()),
        }
    }
}

impl<K> fmt::Debug for Term<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code, _) => write!(f, "Code({code})"),
            Self::Text(text) => write!(f, "Text({text:?})"),
        }
    }
}

impl<K> PartialEq for Term<K> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Code(a, _), Self::Code(b, _)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Code(..), Self::Text(_)) | (Self::Text(_), Self::Code(..)) => false,
        }
    }
}

impl<K> Eq for Term<K> {}

impl<K> Serialize for Term<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Code(code, _) => serializer.serialize_str(code),
            Self::Text(text) => text.serialize(serializer),
        }
    }
}

impl<'de, K> Deserialize<'de> for Term<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TermVisitor<K>(PhantomData<K>);
        impl<'de, K> Visitor<'de> for TermVisitor<K> {
            type Value = Term<K>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a code, or own words as {zh-CN: …, en: …}")
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<Self::Value, E> {
                if !is_code(code) {
                    return Err(E::custom(format_args!(
                        "`{}` is no code; own words stand as {{zh-CN: …, en: …}}",
                        code.chars().take(60).collect::<String>()
                    )));
                }
                Ok(Term::code(code))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Localized::deserialize(de::value::MapAccessDeserializer::new(map)).map(Term::Text)
            }
        }
        deserializer.deserialize_any(TermVisitor(PhantomData))
    }
}

impl<K: Kind> JsonSchema for Term<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Term_{}", K::NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Localized>();
        json_schema!({
            "x-term": K::NAME,
            "anyOf": [
                { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.:-]*$", "maxLength": MAX_CODE_BYTES },
                text
            ]
        })
    }
}

/// An answer that may be a plain yes or no, or a word that says more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<K> {
    /// Yes or no.
    Flag(bool),
    /// How, when or under which condition.
    Word(Term<K>),
}

impl<K> Serialize for Answer<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Word(word) => word.serialize(serializer),
        }
    }
}

impl<'de, K> Deserialize<'de> for Answer<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnswerVisitor<K>(PhantomData<K>);
        impl<'de, K> Visitor<'de> for AnswerVisitor<K> {
            type Value = Answer<K>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, a code, or own words")
            }

            fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(Answer::Flag(flag))
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<Self::Value, E> {
                Term::deserialize(de::value::StrDeserializer::new(code)).map(Answer::Word)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Term::deserialize(de::value::MapAccessDeserializer::new(map)).map(Answer::Word)
            }
        }
        deserializer.deserialize_any(AnswerVisitor(PhantomData))
    }
}

impl<K: Kind> JsonSchema for Answer<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Answer_{}", K::NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Localized>();
        json_schema!({
            "x-term": K::NAME,
            "anyOf": [
                { "type": "boolean" },
                { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.:-]*$", "maxLength": MAX_CODE_BYTES },
                text
            ]
        })
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        $($(#[$doc])* #[derive(Debug, Clone, PartialEq, Eq)] pub enum $name {}
        impl Kind for $name { const NAME: &'static str = $text; })+

        /// The names of all kinds.
        pub const KINDS: &[&str] = &[$($text),+];
    };
}

/// The kinds of words that a declaration uses.
pub mod kind {
    use super::Kind;

    kinds! {
        /// The state of a reviewer's remark.
        AnnotationState = "annotation_state",
        /// How an appeal is made.
        AppealRoute = "appeal_route",
        /// An authorised agent.
        Agent = "request_agent",
        /// Who sees what a person publishes.
        Audience = "audience",
        /// A signal that a risk control reads by itself.
        AutomatedSignal = "automated_signal",
        /// Before or after an effect.
        BeforeEffect = "before_effect",
        /// What stands against cancelling an account.
        CancellationBlocker = "cancellation_blocker",
        /// What is checked before an account is cancelled.
        CancellationCheck = "cancellation_check",
        /// Which account is cancelled.
        CancellationLevel = "cancellation_level",
        /// What a person is warned of before cancelling.
        CancellationWarning = "cancellation_warning",
        /// A certificate.
        Certification = "certification",
        /// Whether a certificate is held or applied for.
        CertificationState = "certification_state",
        /// A rule or standard that is cited.
        CitedRule = "cited_rule",
        /// How consent is taken.
        ConsentMethod = "consent_method",
        /// What a contact is for.
        ContactPurpose = "contact_purpose",
        /// The form of a contact.
        ContactKind = "contact_kind",
        /// Why a court has jurisdiction.
        CourtBasis = "court_basis",
        /// The route of a transfer abroad.
        CrossBorderMechanism = "cross_border_mechanism",
        /// Where data goes abroad.
        CrossBorderDestination = "cross_border_destination",
        /// Whether data goes abroad.
        CrossBorderStatus = "cross_border_status",
        /// Data by name: a declared item, a category of the catalogue, or a phrase.
        Data = "data",
        /// A category of the catalogue.
        DataCategory = "data_category",
        /// Where data comes from.
        DataSource = "data_source",
        /// Whose data it is.
        DataSubject = "data_subject",
        /// Whom a deadline holds for.
        DeadlineRegion = "deadline_region",
        /// What a deadline is for.
        DeadlineScope = "deadline_scope",
        /// When a clock starts.
        DeadlineStart = "deadline_start",
        /// A claim that data is de-identified.
        DeidentifiedClaim = "deidentified_claim",
        /// When deletion is not passed on.
        DeletionException = "deletion_exception",
        /// A ground for deletion.
        DeletionGround = "deletion_ground",
        /// What a person who disagrees does.
        Disagreement = "disagreement",
        /// How a linked document relates to the policy.
        DocumentRelation = "document_relation",
        /// A style of emphasis.
        Emphasis = "emphasis",
        /// An exception to consent.
        Exemption = "exemption",
        /// Who pays for a request.
        FeePolicy = "fee_policy",
        /// How often.
        Frequency = "frequency",
        /// What a guardian does.
        GuardianRule = "guardian_rule",
        /// A word that weakens a promise.
        Hedge = "deadline_hedge",
        /// What an incident notice says.
        IncidentContent = "incident_content",
        /// A legal basis.
        LegalBasis = "legal_basis",
        /// Where a legal entity's name is used.
        LegalEntityUse = "legal_entity_use",
        /// How a named person or number is hidden.
        MaskingMeasure = "masking_measure",
        /// A trigger of a material change.
        MaterialChange = "material_change",
        /// What a merger notice says.
        MergerNoticeContent = "merger_notice_content",
        /// What a message is about.
        MessageContent = "message_content",
        /// When data of a minor is handled.
        MinorCondition = "minor_condition",
        /// An example of data that is not personal by itself.
        NonPersonalExample = "non_personal_example",
        /// A promise not to link data.
        NonLinking = "non_linking",
        /// A way of telling people.
        NoticeChannel = "notice_channel",
        /// A way to turn something off.
        OffSwitch = "off_switch",
        /// An operating system.
        OperatingSystem = "operating_system",
        /// A way to opt out, or whether there is one.
        OptOut = "opt_out",
        /// A party to a flow.
        Party = "party",
        /// A device permission.
        Permission = "permission",
        /// When a permission is asked.
        PermissionTiming = "permission_timing",
        /// The form in which an app is used.
        PlatformKind = "platform_kind",
        /// A kind of plug-in.
        PlugInKind = "plug_in_kind",
        /// Whose rules apply to a plug-in.
        PlugInRules = "plug_in_rules",
        /// Which text prevails.
        Precedence = "precedence",
        /// A principle.
        Principle = "principle",
        /// A purpose: declared, or of the catalogue.
        Purpose = "purpose",
        /// What happens when the purpose changes.
        PurposeChangeRule = "purpose_change_rule",
        /// A duty of a recipient.
        RecipientDuty = "recipient_duty",
        /// Why a recipient gets data.
        RecipientPurpose = "recipient_purpose",
        /// A service that a recipient renders.
        RecipientService = "recipient_service",
        /// When a recipient needs consent again.
        ReconsentCondition = "reconsent_condition",
        /// What a refusal means.
        RefusalEffect = "refusal_effect",
        /// A ground to refuse a request.
        RefusalReason = "refusal_reason",
        /// A region.
        Region = "region",
        /// An authority.
        Regulator = "complaint_route",
        /// A channel for requests: a contact, or a word such as `self_service`.
        RequestChannel = "request_channel",
        /// What a request must say.
        RequestContent = "request_content",
        /// The form of a request.
        RequestForm = "request_form",
        /// Where a request goes.
        RequestRouting = "request_routing",
        /// What happens to data at the end.
        RetentionEnd = "retention_end",
        /// How long data is kept.
        RetentionRule = "retention_rule",
        /// How often something is reviewed.
        ReviewInterval = "review_interval",
        /// A right.
        Right = "right",
        /// What a role is limited to.
        RoleLimit = "role_limit",
        /// What a role is over.
        RoleScope = "role_scope",
        /// A safeguard abroad.
        Safeguard = "cross_border_safeguard",
        /// What is done about a breach of a rule.
        Sanction = "sanction",
        /// What the policy covers or leaves out.
        ScopeItem = "scope_item",
        /// Where an SDK runs.
        SdkScope = "sdk_scope",
        /// A section of a policy.
        Section = "section",
        /// A security measure.
        SecurityMeasure = "security_measure",
        /// A statement on the limits of liability.
        Liability = "liability",
        /// A condition of sharing, transfer or disclosure.
        SharingCondition = "sharing_condition",
        /// How data reaches a recipient.
        SharingMethod = "sharing_method",
        /// What honouring a signal does.
        SignalEffect = "signal_effect",
        /// A statute.
        Statute = "statute",
        /// A place of storage.
        StorageLocation = "storage_location",
        /// What refusing a tracker does.
        TrackerEffect = "tracker_effect",
        /// What a tracker reads.
        TrackerField = "tracker_field",
        /// What a tracker is for.
        TrackerPurpose = "tracker_purpose",
        /// How a tracker is refused.
        TrackerRefusal = "tracker_refusal",
        /// A tracking technology.
        TrackerTechnology = "tracker_technology",
        /// What makes data move.
        Trigger = "trigger",
        /// An example of a trigger of a material change.
        TriggerExample = "trigger_example",
        /// An upstream vendor.
        Upstream = "upstream",
        /// Advice to users.
        UserAdvice = "user_advice",
        /// How consent is withdrawn, and what that does.
        WithdrawalEffect = "withdrawal_effect",
    }
}
