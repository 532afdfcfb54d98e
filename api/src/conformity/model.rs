//! What is judged, and what comes out.

use chrono::{DateTime, Utc};
use disclosure::Pointer;

/// The facts of a record, or of a question asked before there is one. What it does not tell is none or empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Observed<'a> {
    /// Key of the declared recipient, or `sdk:<key>`; without it, the SDK is the recipient.
    pub recipient: Option<&'a str>,
    /// The legal entity in fact.
    pub entity: Option<&'a str>,
    /// The SDK by which it goes: its key in the declaration or in the catalogue.
    pub sdk: Option<&'a str>,
    /// Data items.
    pub items: &'a [String],
    /// Data categories.
    pub categories: &'a [String],
    /// The purpose.
    pub purpose: Option<&'a str>,
    /// The legal basis.
    pub basis: Option<&'a str>,
    /// The reference of the consent.
    pub consent: Option<&'a str>,
    /// The reference of the contract.
    pub contract: Option<&'a str>,
    /// The method.
    pub method: Option<&'a str>,
    /// Where the recipient keeps it.
    pub region: Option<&'a str>,
    /// When it happens.
    pub at: DateTime<Utc>,
}

/// Whether a sharing is what was disclosed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conformity {
    /// It agrees with a declared relation.
    Conforms,
    /// The version in force does not say enough, or there is none.
    Undecided,
    /// It is not what the version in force says.
    Deviates,
}

/// The answer before a sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It would conform.
    Allow,
    /// It would deviate.
    Deny,
    /// It cannot be said.
    Undecided,
}

impl From<Conformity> for Decision {
    fn from(conformity: Conformity) -> Self {
        match conformity {
            Conformity::Conforms => Self::Allow,
            Conformity::Deviates => Self::Deny,
            Conformity::Undecided => Self::Undecided,
        }
    }
}

/// Why a sharing does not conform. Stable; those that deviate come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonCode {
    /// The version in force names no such recipient. Its name and contact are to be told beforehand (PIPL Art. 23), and it
    /// belongs on the list of shared information (Network Data Security Regulations Art. 21).
    RecipientNotDeclared,
    /// The legal entity is another than the one that is declared (PIPL Art. 23).
    EntityDiffers,
    /// No such SDK is declared, or data is declared to go by another (PIPL Art. 23; GB/T 35273-2020, 9.7).
    SdkNotDeclared,
    /// A category of data that is not declared for this recipient (PIPL Art. 23: the kinds of personal information).
    CategoryNotDeclared,
    /// A datum that is not declared for this recipient (PIPL Art. 6, 23).
    ItemNotDeclared,
    /// A purpose that is not declared for this recipient: a changed purpose needs consent anew (PIPL Art. 14, 23).
    PurposeNotDeclared,
    /// Another legal basis than the declared one (PIPL Art. 13).
    BasisDiffers,
    /// Consent is declared, and the record refers to none (PIPL Art. 14, 23, 29, 31, 39).
    ConsentMissing,
    /// Another method than the declared one (PIPL Art. 17, 23).
    MethodDiffers,
    /// A region that is not declared (PIPL Art. 38, 39).
    RegionNotDeclared,
    /// Another contract than the declared one (PIPL Art. 21; Network Data Security Regulations Art. 12).
    ContractDiffers,
    /// The declared contract had not been made yet (as above).
    ContractNotYetSigned,
    /// The declared contract had ended (as above).
    ContractExpired,
    /// No version of the policy was in force (PIPL Art. 17).
    NoVersionInForce,
    /// A class of recipients is declared, and the record does not say which of them it was (Network Data Security
    /// Regulations Art. 12: a record of each recipient).
    EntityNotNamed,
    /// The declaration does not state it; the path says what.
    NotStated,
    /// The declaration states it in words of its own, or so widely that nobody can compare; the path says what.
    NotComparable,
}

impl ReasonCode {
    /// All codes.
    pub const ALL: [Self; 17] = [
        Self::RecipientNotDeclared,
        Self::EntityDiffers,
        Self::SdkNotDeclared,
        Self::CategoryNotDeclared,
        Self::ItemNotDeclared,
        Self::PurposeNotDeclared,
        Self::BasisDiffers,
        Self::ConsentMissing,
        Self::MethodDiffers,
        Self::RegionNotDeclared,
        Self::ContractDiffers,
        Self::ContractNotYetSigned,
        Self::ContractExpired,
        Self::NoVersionInForce,
        Self::EntityNotNamed,
        Self::NotStated,
        Self::NotComparable,
    ];

    /// The code as the contract spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecipientNotDeclared => "RECIPIENT_NOT_DECLARED",
            Self::EntityDiffers => "ENTITY_DIFFERS",
            Self::SdkNotDeclared => "SDK_NOT_DECLARED",
            Self::CategoryNotDeclared => "CATEGORY_NOT_DECLARED",
            Self::ItemNotDeclared => "ITEM_NOT_DECLARED",
            Self::PurposeNotDeclared => "PURPOSE_NOT_DECLARED",
            Self::BasisDiffers => "BASIS_DIFFERS",
            Self::ConsentMissing => "CONSENT_MISSING",
            Self::MethodDiffers => "METHOD_DIFFERS",
            Self::RegionNotDeclared => "REGION_NOT_DECLARED",
            Self::ContractDiffers => "CONTRACT_DIFFERS",
            Self::ContractNotYetSigned => "CONTRACT_NOT_YET_SIGNED",
            Self::ContractExpired => "CONTRACT_EXPIRED",
            Self::NoVersionInForce => "NO_VERSION_IN_FORCE",
            Self::EntityNotNamed => "ENTITY_NOT_NAMED",
            Self::NotStated => "NOT_STATED",
            Self::NotComparable => "NOT_COMPARABLE",
        }
    }

    /// The code that is spelt so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// What a record is by this reason alone.
    pub const fn conformity(self) -> Conformity {
        match self {
            Self::RecipientNotDeclared
            | Self::EntityDiffers
            | Self::SdkNotDeclared
            | Self::CategoryNotDeclared
            | Self::ItemNotDeclared
            | Self::PurposeNotDeclared
            | Self::BasisDiffers
            | Self::ConsentMissing
            | Self::MethodDiffers
            | Self::RegionNotDeclared
            | Self::ContractDiffers
            | Self::ContractNotYetSigned
            | Self::ContractExpired => Conformity::Deviates,
            Self::NoVersionInForce | Self::EntityNotNamed | Self::NotStated | Self::NotComparable => {
                Conformity::Undecided
            }
        }
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// What kind of reason.
    pub code: ReasonCode,
    /// Where the declaration says otherwise, or would have to say it; none without a declaration.
    pub path: Option<Pointer>,
    /// What the record says, as reported; of a missing consent the form that is declared; none where it says nothing.
    pub value: Option<String>,
}

/// What has to be done before a sharing would conform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Publish a version, or the declaration as it is by now.
    Publish,
    /// Declare the recipient.
    DeclareRecipient,
    /// Declare the legal entity.
    DeclareEntity,
    /// Declare the SDK.
    DeclareSdk,
    /// Declare the data for this recipient.
    DeclareData,
    /// Declare the purpose for this recipient.
    DeclarePurpose,
    /// Declare the legal basis.
    DeclareBasis,
    /// Declare the method.
    DeclareMethod,
    /// Declare the region.
    DeclareRegion,
    /// Declare the contract.
    DeclareContract,
    /// Obtain consent.
    ObtainConsent,
    /// Obtain separate consent.
    ObtainSeparateConsent,
    /// Obtain written consent.
    ObtainWrittenConsent,
    /// Obtain the guardian's consent.
    ObtainGuardianConsent,
    /// Sign the contract.
    SignContract,
    /// Renew the contract.
    RenewContract,
    /// Say which legal entity receives the data.
    NameEntity,
    /// State in the declaration what it leaves open.
    CompleteDeclaration,
    /// Say by codes what the declaration says in its own words.
    UseCodes,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 19] = [
        Self::Publish,
        Self::DeclareRecipient,
        Self::DeclareEntity,
        Self::DeclareSdk,
        Self::DeclareData,
        Self::DeclarePurpose,
        Self::DeclareBasis,
        Self::DeclareMethod,
        Self::DeclareRegion,
        Self::DeclareContract,
        Self::ObtainConsent,
        Self::ObtainSeparateConsent,
        Self::ObtainWrittenConsent,
        Self::ObtainGuardianConsent,
        Self::SignContract,
        Self::RenewContract,
        Self::NameEntity,
        Self::CompleteDeclaration,
        Self::UseCodes,
    ];

    /// The step as the contract spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::DeclareRecipient => "DECLARE_RECIPIENT",
            Self::DeclareEntity => "DECLARE_ENTITY",
            Self::DeclareSdk => "DECLARE_SDK",
            Self::DeclareData => "DECLARE_DATA",
            Self::DeclarePurpose => "DECLARE_PURPOSE",
            Self::DeclareBasis => "DECLARE_BASIS",
            Self::DeclareMethod => "DECLARE_METHOD",
            Self::DeclareRegion => "DECLARE_REGION",
            Self::DeclareContract => "DECLARE_CONTRACT",
            Self::ObtainConsent => "OBTAIN_CONSENT",
            Self::ObtainSeparateConsent => "OBTAIN_SEPARATE_CONSENT",
            Self::ObtainWrittenConsent => "OBTAIN_WRITTEN_CONSENT",
            Self::ObtainGuardianConsent => "OBTAIN_GUARDIAN_CONSENT",
            Self::SignContract => "SIGN_CONTRACT",
            Self::RenewContract => "RENEW_CONTRACT",
            Self::NameEntity => "NAME_ENTITY",
            Self::CompleteDeclaration => "COMPLETE_DECLARATION",
            Self::UseCodes => "USE_CODES",
        }
    }
}

impl Reason {
    /// The step that would take this reason away.
    pub fn step(&self) -> Step {
        match self.code {
            ReasonCode::RecipientNotDeclared => Step::DeclareRecipient,
            ReasonCode::EntityDiffers => Step::DeclareEntity,
            ReasonCode::SdkNotDeclared => Step::DeclareSdk,
            ReasonCode::CategoryNotDeclared | ReasonCode::ItemNotDeclared => Step::DeclareData,
            ReasonCode::PurposeNotDeclared => Step::DeclarePurpose,
            ReasonCode::BasisDiffers => Step::DeclareBasis,
            ReasonCode::ConsentMissing => match self.value.as_deref() {
                Some("separate") => Step::ObtainSeparateConsent,
                Some("written") => Step::ObtainWrittenConsent,
                Some("guardian") => Step::ObtainGuardianConsent,
                _ => Step::ObtainConsent,
            },
            ReasonCode::MethodDiffers => Step::DeclareMethod,
            ReasonCode::RegionNotDeclared => Step::DeclareRegion,
            ReasonCode::ContractDiffers => Step::DeclareContract,
            ReasonCode::ContractNotYetSigned => Step::SignContract,
            ReasonCode::ContractExpired => Step::RenewContract,
            ReasonCode::NoVersionInForce => Step::Publish,
            ReasonCode::EntityNotNamed => Step::NameEntity,
            ReasonCode::NotStated => Step::CompleteDeclaration,
            ReasonCode::NotComparable => Step::UseCodes,
        }
    }
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it conforms.
    pub conformity: Conformity,
    /// Why not, the weightiest first; empty where it conforms.
    pub reasons: Vec<Reason>,
}

impl Judgement {
    /// What these reasons make of a record.
    pub(super) fn of(mut reasons: Vec<Reason>) -> Self {
        reasons.sort_unstable();
        reasons.dedup();
        let weightiest = reasons.iter().map(|reason| reason.code.conformity()).max();
        Self { conformity: weightiest.unwrap_or(Conformity::Conforms), reasons }
    }

    /// Of a record that occurred while no version was in force.
    pub fn without_version() -> Self {
        Self::of(vec![Reason { code: ReasonCode::NoVersionInForce, path: None, value: None }])
    }
}
