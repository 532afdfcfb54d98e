//! Conformity in the schema: the question before a sharing, and the register.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{Context, Enum, Error, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use disclosure::{
    manifest::{self, Listed},
    texts::Arg,
};

use super::{
    Connection, ContextExt, RequestContext, answer, connection,
    loaders::Asked,
    page_cost, refuse,
    scalars::{Date, words},
};
use crate::{
    conformity::{self, Observed, Register, Row, Word},
    platform::AppError,
};

/// The answer to a question asked before a sharing.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "conformity::Decision")]
pub enum Decision {
    /// It is what the version in force declares.
    Allow,
    /// It is not.
    Deny,
    /// The version in force does not say enough, or there is none.
    Undecided,
}

/// Why a sharing does not conform. Codes are never removed; new ones may join.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "conformity::ReasonCode")]
pub enum ReasonCode {
    /// The version names no such recipient (PIPL Art. 23; Network Data Security Regulations Art. 21).
    RecipientNotDeclared,
    /// The legal entity is another than the declared one (PIPL Art. 23).
    EntityDiffers,
    /// No such SDK is declared, or the data is declared to go by another (PIPL Art. 23).
    SdkNotDeclared,
    /// A category of data that is not declared for this recipient (PIPL Art. 23).
    CategoryNotDeclared,
    /// A datum that is not declared for this recipient (PIPL Art. 6, 23).
    ItemNotDeclared,
    /// A purpose that is not declared for this recipient (PIPL Art. 14, 23).
    PurposeNotDeclared,
    /// Another legal basis than the declared one (PIPL Art. 13).
    BasisDiffers,
    /// Consent is declared, and none is referred to (PIPL Art. 14, 23, 29, 31, 39).
    ConsentMissing,
    /// Another method than the declared one (PIPL Art. 17, 23).
    MethodDiffers,
    /// A region that is not declared (PIPL Art. 38, 39).
    RegionNotDeclared,
    /// Another contract than the declared one (PIPL Art. 21; Network Data Security Regulations Art. 12).
    ContractDiffers,
    /// The declared contract was not signed yet.
    ContractNotYetSigned,
    /// The declared contract had ended.
    ContractExpired,
    /// No version of the policy was in force (PIPL Art. 17). Undecided, as all that follow.
    NoVersionInForce,
    /// A class of recipients is declared, and it is not said which legal entity of it receives the data.
    EntityNotNamed,
    /// The declaration does not state what stands at the path.
    NotStated,
    /// The declaration states it in own words, or too widely to be compared.
    NotComparable,
}

/// What has to be done before a sharing would conform.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "conformity::Step")]
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
    /// Obtain the consent of a guardian.
    ObtainGuardianConsent,
    /// Sign the contract.
    SignContract,
    /// Renew the contract.
    RenewContract,
    /// Say which legal entity receives the data.
    NameEntity,
    /// State in the declaration what it leaves open.
    CompleteDeclaration,
    /// Say by codes what the declaration says in own words.
    UseCodes,
}

/// A sharing that is asked about. What is left out is not compared; a code is one of the declaration or of the
/// catalogue, as a record of the sharing would have it.
#[derive(Debug, InputObject)]
pub struct SharingQuestion {
    /// Key of the declared recipient, or `sdk:<key>`. It may be left out where an SDK is the recipient.
    recipient: Option<String>,
    /// The legal entity in fact; demanded where the recipient is a class.
    entity: Option<String>,
    /// Key of the SDK by which the data goes, in the declaration or in the catalogue.
    sdk: Option<String>,
    /// Data items; at most 100.
    #[graphql(default, validator(max_items = 100))]
    items: Vec<String>,
    /// Data categories; at most 100.
    #[graphql(default, validator(max_items = 100))]
    categories: Vec<String>,
    /// The purpose.
    purpose: Option<String>,
    /// The legal basis.
    basis: Option<String>,
    /// The reference of the consent.
    consent: Option<String>,
    /// The reference of the contract.
    contract: Option<String>,
    /// The method.
    method: Option<String>,
    /// Where the recipient keeps the data.
    region: Option<String>,
    /// When it happens; now where it is left out.
    at: Option<DateTime<Utc>>,
}

/// Whether a sharing would conform to the version in force.
#[derive(Debug, SimpleObject)]
pub struct SharingDecision {
    /// The answer.
    decision: Decision,
    /// The number of the version in force then; null if there is none.
    version: Option<i32>,
    /// Why it is not allowed, the weightiest first.
    reasons: Vec<ConformityReason>,
    /// What has to be done first; null where it is allowed.
    missing_step: Option<MissingStep>,
}

/// Why a sharing does not conform.
#[derive(Debug, SimpleObject)]
pub struct ConformityReason {
    /// What kind of reason, stable.
    code: ReasonCode,
    /// The reason in the caller's language.
    message: String,
    /// Where the declaration says otherwise, or would have to say it: a JSON Pointer in which elements of keyed lists are
    /// named by their key; null without a version.
    path: Option<String>,
}

/// What has to be done before a sharing would conform.
#[derive(Debug, SimpleObject)]
pub struct MissingStep {
    /// What, stable.
    step: Step,
    /// The same in the caller's language.
    message: String,
}

fn reason(request: &RequestContext, reason: &conformity::Reason) -> Result<ConformityReason, Error> {
    let value = reason.value.as_deref().unwrap_or_default();
    let key = disclosure::texts::coded_key("conformity-reason-", reason.code.as_str());
    let message = request.texts.format(&key, &[("value", Arg::from(value))]);
    Ok(ConformityReason {
        code: reason.code.into(),
        message: refuse(request, message.map_err(AppError::internal))?,
        path: reason.path.as_ref().map(ToString::to_string),
    })
}

fn missing_step(request: &RequestContext, step: conformity::Step) -> Result<MissingStep, Error> {
    let message = request.texts.coded("conformity-step-", step.as_str());
    let message = refuse(request, message.map_err(AppError::internal))?;
    Ok(MissingStep { step: step.into(), message })
}

/// Queries of conformity.
#[derive(Debug, Default)]
pub(super) struct ConformityQuery;

#[Object]
impl ConformityQuery {
    /// Whether a sharing would conform to the version in force, judged as a record of it would be. Null for an app that
    /// the caller may not see. For everybody in the tenant, and for secret keys that read.
    #[graphql(complexity = "20 + child_complexity")]
    async fn sharing_decision(
        &self,
        ctx: &Context<'_>,
        tenant: String,
        app: String,
        sharing: SharingQuestion,
    ) -> Result<Option<SharingDecision>, Error> {
        let request = ctx.request()?;
        let observed = Observed {
            recipient: sharing.recipient.as_deref(),
            entity: sharing.entity.as_deref(),
            sdk: sharing.sdk.as_deref(),
            items: &sharing.items,
            categories: &sharing.categories,
            purpose: sharing.purpose.as_deref(),
            basis: sharing.basis.as_deref(),
            consent: sharing.consent.as_deref(),
            contract: sharing.contract.as_deref(),
            method: sharing.method.as_deref(),
            region: sharing.region.as_deref(),
            at: sharing.at.unwrap_or_else(|| request.session.now()),
        };
        let (session, catalogs, registers) = (&request.session, &request.catalogs, &request.registers);
        let decided = conformity::decide(session, catalogs, registers, (&tenant, &app), &observed).await;
        let Some(decided) = answer(request, decided)? else { return Ok(None) };
        Ok(Some(SharingDecision {
            decision: decided.decision.into(),
            version: decided.version,
            reasons: decided.reasons.iter().map(|it| reason(request, it)).collect::<Result<_, _>>()?,
            missing_step: decided.step.map(|step| missing_step(request, step)).transpose()?,
        }))
    }
}

/// How a movement of data counts in law.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "manifest::SharingMode")]
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
    /// Within the tenant; in no register.
    Internal,
    /// A message about data; in no register.
    Notify,
}

/// The legal role of a recipient.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "manifest::RecipientRole")]
pub enum RecipientRole {
    /// Decides on its own.
    Handler,
    /// Decides together with the tenant.
    JointHandler,
    /// Acts on the tenant's instructions.
    Processor,
}

/// One entity or a class of them.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "manifest::RecipientForm")]
pub enum RecipientForm {
    /// One legal entity.
    Entity,
    /// A class of entities.
    Class,
}

/// The form of consent (PIPL Art. 14, 29, 31).
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "manifest::ConsentForm")]
pub enum ConsentForm {
    /// Consent to a described processing.
    General,
    /// Consent given for this one matter.
    Separate,
    /// Consent in writing.
    Written,
    /// Consent of a parent or guardian.
    Guardian,
}

/// Who can tell that a sharing happened.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "conformity::Observability")]
pub enum Observability {
    /// A back end takes part and reports it.
    Reported,
    /// An SDK sends it from the device by itself: no back end sees it.
    DeviceOnly,
}

/// A declared word.
#[derive(Debug, SimpleObject)]
pub struct DeclaredWord {
    /// Its code; null for own words that the catalogue has no code for.
    code: Option<String>,
    /// The tenant's own words, in the language of the request; null for a code.
    text: Option<String>,
}

fn declared(request: &RequestContext, word: &Word) -> DeclaredWord {
    let text = word.text.as_ref().map(|text| words(text, request.texts.locale()));
    DeclaredWord { code: word.code.clone(), text }
}

/// Null for what is not stated; an empty list says that there is none.
fn all_declared(request: &RequestContext, list: &Listed<Word>) -> Option<Vec<DeclaredWord>> {
    match list {
        Listed::Unstated => None,
        Listed::Items(items) => Some(items.iter().map(|word| declared(request, word)).collect()),
    }
}

/// The agreement with a recipient.
#[derive(Debug, SimpleObject)]
pub struct DeclaredContract {
    /// Its number or name in the tenant's files.
    reference: String,
    /// When it was made.
    signed_on: Option<Date>,
    /// Its last day.
    expires_on: Option<Date>,
}

/// The declared flow by which data goes.
#[derive(Debug, SimpleObject)]
pub struct SharingRoute {
    /// Key of the flow.
    flow: String,
    /// Where it starts.
    from: DeclaredWord,
    /// What makes the data move; null where it is not stated.
    trigger: Option<Vec<DeclaredWord>>,
}

/// The standing sharing relations of an app, as one version declares them.
#[derive(Debug)]
pub struct SharingRegister(pub(super) Arc<Register>);

#[Object]
impl SharingRegister {
    /// The number of the version.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The relations by their key, at most 100 a page. Movements within the tenant and notices about data are none.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn relations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<SharingRelation>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let page = refuse(request, self.0.page("sharingRegister", &args))?;
        Ok(connection(page.map(SharingRelation)))
    }
}

/// One standing relation with one recipient. A list that is null is not stated; an empty one states that there is none.
#[derive(Debug)]
pub struct SharingRelation(Row);

impl SharingRelation {
    fn relation(&self) -> &conformity::Relation {
        &self.0.relation
    }

    fn entry(&self) -> &conformity::Entry {
        self.relation().entry()
    }
}

#[Object]
impl SharingRelation {
    /// Names the relation within the declaration: the recipient, and the flow after `/` where it is one.
    async fn key(&self) -> Cow<'_, str> {
        self.relation().key()
    }

    /// Key of the recipient or party, `sdk:<key>` of an SDK, or own words for a party.
    async fn recipient(&self) -> &str {
        &self.entry().recipient
    }

    /// One entity or a class of them; null where it is not stated.
    async fn form(&self) -> Option<RecipientForm> {
        self.entry().form.map(Into::into)
    }

    /// The declared legal entity.
    async fn entity(&self) -> Option<&str> {
        self.entry().entity.as_deref()
    }

    /// Key of the declared SDK that is the recipient, or by which the data goes.
    async fn sdk(&self) -> Option<&str> {
        self.relation().sdk()
    }

    /// The legal role; null where it is not stated.
    async fn role(&self) -> Option<RecipientRole> {
        self.entry().role.map(Into::into)
    }

    /// How it counts in law; null where it is not stated.
    async fn mode(&self) -> Option<SharingMode> {
        self.relation().mode().map(Into::into)
    }

    /// The data as declared, by codes of items and categories or in own words.
    async fn data(&self, ctx: &Context<'_>) -> Result<Option<Vec<DeclaredWord>>, Error> {
        Ok(all_declared(ctx.request()?, &self.relation().data().words))
    }

    /// The catalogue's categories of the declared data, as far as they are known, by their codes.
    async fn categories(&self) -> Vec<&str> {
        self.relation().data().categories().collect()
    }

    /// Why.
    async fn purposes(&self, ctx: &Context<'_>) -> Result<Option<Vec<DeclaredWord>>, Error> {
        Ok(all_declared(ctx.request()?, &self.entry().purposes))
    }

    /// The legal basis.
    async fn basis(&self, ctx: &Context<'_>) -> Result<Option<Vec<DeclaredWord>>, Error> {
        Ok(all_declared(ctx.request()?, self.relation().basis()))
    }

    /// The form of consent; null where none is stated.
    async fn consent(&self) -> Option<ConsentForm> {
        self.entry().consent.map(Into::into)
    }

    /// By which way.
    async fn method(&self, ctx: &Context<'_>) -> Result<Option<Vec<DeclaredWord>>, Error> {
        Ok(all_declared(ctx.request()?, self.relation().method()))
    }

    /// Where the recipient is.
    async fn region(&self, ctx: &Context<'_>) -> Result<Option<Vec<DeclaredWord>>, Error> {
        Ok(all_declared(ctx.request()?, self.relation().region()))
    }

    /// The declared flow; null for what the recipient's own entry says.
    async fn route(&self, ctx: &Context<'_>) -> Result<Option<SharingRoute>, Error> {
        let request = ctx.request()?;
        let route = self.relation().route();
        Ok(route.map(|route| SharingRoute {
            flow: route.flow.clone(),
            from: declared(request, &route.from),
            trigger: all_declared(request, &route.trigger),
        }))
    }

    /// The agreement with the recipient; null where none is stated.
    async fn contract(&self) -> Option<DeclaredContract> {
        self.entry().contract.as_ref().map(|contract| DeclaredContract {
            reference: contract.reference.clone(),
            signed_on: contract.signed_on.value().copied().map(Date),
            expires_on: contract.expires_on.value().copied().map(Date),
        })
    }

    /// How often.
    async fn frequency(&self, ctx: &Context<'_>) -> Result<Option<Vec<DeclaredWord>>, Error> {
        Ok(all_declared(ctx.request()?, &self.entry().frequency))
    }

    /// Who can tell that it happened.
    async fn observability(&self) -> Observability {
        self.relation().observability().into()
    }

    /// Where the declaration says so: a JSON Pointer in which elements of keyed lists are named by their key.
    async fn path(&self) -> &str {
        self.relation().path().as_str()
    }

    /// The day on which the first version took effect from which on the relation stands without a break, in the tenant's
    /// time zone; null where this version never was in force.
    async fn since(&self) -> Option<Date> {
        self.0.since.map(Date)
    }

    /// The day from which on it stands no more, which may lie in the future; null while no version ends it.
    async fn until(&self) -> Option<Date> {
        self.0.until.map(Date)
    }
}
