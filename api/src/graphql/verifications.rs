//! Verifications in the schema.

use async_graphql::{Context, Enum, Error, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entities::VerificationId;

use super::{
    Connection, ContextExt, RequestContext, connection,
    loaders::{Asked, ElsewhereOf, KnownTenant},
    page_cost, payload, refuse,
    scalars::words,
    tenants::{Tenant, TenantSummary},
};
use crate::{
    platform::{AppError, parse_id, scope::Permission},
    tenants::{self, Decision, Identity, SameNumber, Submission},
};

/// How far a verification has come.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "tenants::VerificationState")]
pub enum VerificationState {
    /// Waiting for the operator.
    Submitted,
    /// The tenant is who it says.
    Approved,
    /// It could not be verified.
    Rejected,
    /// Taken back before it was decided.
    Withdrawn,
    /// Approved once, and open again.
    Reopened,
}

/// Why a tenant could not be verified.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "tenants::RejectionReason")]
pub enum RejectionReason {
    /// No register knows the number.
    NotRegistered,
    /// The register has another name for the number.
    NameDiffers,
    /// The register has another representative.
    RepresentativeDiffers,
    /// The administrator does not act for the entity, or could not be reached.
    AdministratorUnproven,
    /// Another, which the note tells.
    Other,
}

/// A value that tells who somebody is.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "tenants::IdentityField")]
pub enum IdentityField {
    /// Name of the legal representative.
    RepresentativeName,
    /// Name of the tenant's administrator.
    AdministratorName,
    /// Number of the administrator's identity document.
    AdministratorIdNumber,
    /// The administrator's phone.
    AdministratorPhone,
    /// The administrator's e-mail address.
    AdministratorEmail,
}

/// Why somebody looks at an identity.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "tenants::RevealReason")]
pub enum RevealReason {
    /// To decide on the verification.
    Verification,
    /// An authority or a court asks for it.
    LegalRequest,
    /// The tenant asked for help.
    Support,
    /// One's own tenant looks at what it submitted.
    OwnRecord,
}

/// A value of an identity.
#[derive(Debug, SimpleObject)]
pub struct IdentityValue {
    /// What it is.
    field: IdentityField,
    /// The value; masked, unless it was revealed.
    value: String,
}

/// Why a verification was rejected.
#[derive(Debug, SimpleObject)]
pub struct Rejection {
    /// The reason.
    reason: RejectionReason,
    /// More.
    note: Option<String>,
}

/// Who a tenant says it is, and what became of it.
#[derive(Debug, Clone)]
pub struct Verification(pub(super) tenants::Verification);

#[Object]
impl Verification {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose it is.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>, Error> {
        let request = ctx.request()?;
        Ok(refuse(request, request.loaders.load(KnownTenant(self.0.tenant)).await)?.map(Tenant))
    }

    /// How far it has come.
    async fn state(&self) -> VerificationState {
        self.0.state.into()
    }

    /// Key of the legal entity in the tenant's profile.
    async fn legal_entity(&self) -> &str {
        &self.0.entity.key
    }

    /// The entity's name as it was submitted, in the language of `locale`, or of the request.
    async fn name(&self, ctx: &Context<'_>, locale: Option<String>) -> Result<Option<String>, Error> {
        let request = ctx.request()?;
        let locale = refuse(request, request.locale(locale.as_deref()))?;
        Ok(self.0.entity.name.value().map(|name| words(name, &locale)))
    }

    /// Code of the region in which it is registered.
    async fn region(&self) -> Option<&str> {
        self.0.entity.region.value().and_then(|region| region.as_code())
    }

    /// Its registration number as it was submitted.
    async fn registration_number(&self) -> Option<&str> {
        self.0.entity.registration_number.value().map(String::as_str)
    }

    /// The identities behind it, masked: `revealIdentity` shows them. Null for whoever may not ask for that.
    async fn identity(&self, ctx: &Context<'_>) -> Result<Option<Vec<IdentityValue>>, Error> {
        let request = ctx.request()?;
        if !permits(request, Permission::HandleVerification) {
            return Ok(None);
        }
        let identity = refuse(request, self.0.identity(&request.sealer))?;
        let masked = |(field, value): (tenants::IdentityField, &str)| IdentityValue {
            field: field.into(),
            value: field.mask(value),
        };
        Ok(Some(identity.values().map(masked).collect()))
    }

    /// Who submitted it, as audit events name actors.
    async fn submitted_by(&self) -> &str {
        &self.0.submitted_by
    }

    /// When it was submitted.
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.0.submitted_at
    }

    /// Whole days for which it has been waiting; null for one that waits no more.
    async fn waiting_days(&self, ctx: &Context<'_>) -> Result<Option<i32>, Error> {
        let waits = self.0.state == tenants::VerificationState::Submitted;
        let days = (ctx.request()?.clock.now() - self.0.submitted_at).num_days();
        Ok(waits.then(|| i32::try_from(days).unwrap_or(i32::MAX)))
    }

    /// When it was decided.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at
    }

    /// Why it was rejected; null where it was not.
    async fn rejection(&self) -> Option<Rejection> {
        self.0.rejection.map(|reason| Rejection { reason: reason.into(), note: self.0.note.clone() })
    }

    /// Other tenants for which the same number is verified, at most 100; null for all but those who decide.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn same_number_elsewhere(&self, ctx: &Context<'_>) -> Result<Option<Vec<TenantSummary>>, Error> {
        let request = ctx.request()?;
        if !permits(request, Permission::DecideVerification) {
            return Ok(None);
        }
        let fingerprints = self.0.fingerprints(&request.sealer);
        let asked = ElsewhereOf(SameNumber { tenant: self.0.tenant, fingerprints });
        let found = refuse(request, request.loaders.load(asked).await)?.unwrap_or_default();
        Ok(Some(found.into_iter().map(TenantSummary).collect()))
    }
}

fn permits(request: &RequestContext, permission: Permission) -> bool {
    request.session.principal().is_some_and(|caller| caller.permits(permission))
}

/// Which verifications to list; what is left out does not matter.
#[derive(Debug, Default, InputObject)]
pub struct VerificationFilter {
    /// How far they have come.
    state: Option<VerificationState>,
}

/// Queries of verifications.
#[derive(Debug, Default)]
pub(super) struct VerificationQuery;

#[Object]
impl VerificationQuery {
    /// The verifications of all tenants, the longest waiting first, at most 100 a page. For the operator's people.
    #[graphql(complexity = "page_cost(first, last, child_complexity)")]
    async fn verifications(
        &self,
        ctx: &Context<'_>,
        filter: Option<VerificationFilter>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Connection<Verification>, Error> {
        let request = ctx.request()?;
        let args = refuse(request, Asked { first, after, last, before }.page())?;
        let state = filter.unwrap_or_default().state.map(Into::into);
        let page = refuse(request, tenants::verification_queue(&request.session, state, &args).await)?;
        Ok(connection(page.map(Verification)))
    }
}

/// Who a tenant says it is.
#[derive(Debug, InputObject)]
pub struct SubmitVerificationInput {
    /// Slug of the tenant.
    tenant: String,
    /// Key of the legal entity in its profile, which says a name, a region and a registration number.
    legal_entity: String,
    /// Name of the legal representative, at most 200 characters.
    representative_name: String,
    /// Name of the tenant's administrator, at most 200 characters.
    administrator_name: String,
    /// Number of the administrator's identity document: letters, digits and hyphens, 4 to 40.
    administrator_id_number: Option<String>,
    /// The administrator's phone: digits, spaces, `+`, `-` and parentheses, 5 to 30. It or the e-mail address is needed.
    administrator_phone: Option<String>,
    /// The administrator's e-mail address.
    administrator_email: Option<String>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

impl SubmitVerificationInput {
    fn identity(&self) -> Result<Identity, AppError> {
        use tenants::IdentityField as Field;
        Identity::new([
            (Field::RepresentativeName, Some(self.representative_name.clone())),
            (Field::AdministratorName, Some(self.administrator_name.clone())),
            (Field::AdministratorIdNumber, self.administrator_id_number.clone()),
            (Field::AdministratorPhone, self.administrator_phone.clone()),
            (Field::AdministratorEmail, self.administrator_email.clone()),
        ])
    }
}

crate::payload! {
    /// The answer of `submitVerification`.
    SubmitVerificationPayload {
        /// What was submitted.
        verification: Verification
    }
}

/// Why a submission is rejected.
#[derive(Debug, InputObject)]
pub struct RejectionInput {
    /// The reason.
    reason: RejectionReason,
    /// More, for the tenant to read; at most 1,000 characters. No personal data.
    note: Option<String>,
}

/// What is decided about a submission.
#[derive(Debug, InputObject)]
pub struct DecideVerificationInput {
    /// The submission.
    verification_id: ID,
    /// Why it is rejected; left out or null, it is approved.
    rejection: Option<RejectionInput>,
    /// Approves although the same number is verified for another tenant.
    #[graphql(default = false)]
    accept_duplicate: bool,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `decideVerification`.
    DecideVerificationPayload {
        /// What was decided.
        verification: Verification
    }
}

/// Which verification to open again.
#[derive(Debug, InputObject)]
pub struct ReopenVerificationInput {
    /// The verification.
    verification_id: ID,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `reopenVerification`.
    ReopenVerificationPayload {
        /// What is open again.
        verification: Verification
    }
}

/// What to reveal of an identity, and why.
#[derive(Debug, InputObject)]
pub struct RevealIdentityInput {
    /// The verification.
    verification_id: ID,
    /// What to reveal, 1 to 5 values.
    #[graphql(validator(min_items = 1, max_items = 5))]
    fields: Vec<IdentityField>,
    /// Why; the audit log keeps it.
    reason: RevealReason,
    /// Makes a repeated call leave one event; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `revealIdentity`.
    RevealIdentityPayload {
        /// Those of the values that were submitted, in full.
        identity: Vec<IdentityValue>
    }
}

/// Mutations of verifications.
#[derive(Debug, Default)]
pub(super) struct VerificationMutation;

#[Object]
impl VerificationMutation {
    /// Shows values of an identity in full, for a reason that the tenant's audit log keeps. For owners, and the operator's
    /// owner and reviewer.
    async fn reveal_identity(
        &self,
        ctx: &Context<'_>,
        input: RevealIdentityInput,
    ) -> Result<RevealIdentityPayload, Error> {
        let request = ctx.request()?;
        let id = match verification_id(&input.verification_id) {
            Ok(id) => id,
            Err(error) => return payload::<RevealIdentityPayload>(request, Err(error)),
        };
        let fields: Vec<_> = input.fields.into_iter().map(Into::into).collect();
        let (session, sealer, reason) = (&request.session, &request.sealer, input.reason.into());
        let revealed =
            tenants::reveal_identity(session, sealer, id, &fields, reason, input.idempotency_key).await;
        let value =
            |(field, value): (tenants::IdentityField, String)| IdentityValue { field: field.into(), value };
        payload(request, revealed.map(|values| values.into_iter().map(value).collect()))
    }

    /// Approves or rejects a submission that somebody else made. Once approved, the entity's name, region and number stay
    /// as they are. For the operator's owner and reviewer.
    async fn decide_verification(
        &self,
        ctx: &Context<'_>,
        input: DecideVerificationInput,
    ) -> Result<DecideVerificationPayload, Error> {
        let request = ctx.request()?;
        let id = match verification_id(&input.verification_id) {
            Ok(id) => id,
            Err(error) => return payload::<DecideVerificationPayload>(request, Err(error)),
        };
        let decision = match input.rejection {
            None => Decision::Approve { accept_duplicate: input.accept_duplicate },
            Some(rejection) => Decision::Reject { reason: rejection.reason.into(), note: rejection.note },
        };
        let (session, sealer, key) = (&request.session, &request.sealer, input.idempotency_key);
        let decided = tenants::decide_verification(session, sealer, id, decision, key).await;
        payload(request, decided.map(Verification))
    }

    /// Takes back a submission, or opens an approved verification again, so that what was verified can change. For owners,
    /// and the operator's owner and reviewer.
    async fn reopen_verification(
        &self,
        ctx: &Context<'_>,
        input: ReopenVerificationInput,
    ) -> Result<ReopenVerificationPayload, Error> {
        let request = ctx.request()?;
        let id = match verification_id(&input.verification_id) {
            Ok(id) => id,
            Err(error) => return payload::<ReopenVerificationPayload>(request, Err(error)),
        };
        let reopened = tenants::reopen_verification(&request.session, id, input.idempotency_key).await;
        payload(request, reopened.map(Verification))
    }

    /// Submits a legal entity of the profile for verification, with the people behind it; what was submitted before and is
    /// not decided is withdrawn. In mainland China the number is a unified social credit identifier. For owners.
    async fn submit_verification(
        &self,
        ctx: &Context<'_>,
        input: SubmitVerificationInput,
    ) -> Result<SubmitVerificationPayload, Error> {
        let request = ctx.request()?;
        let identity = match input.identity() {
            Ok(identity) => identity,
            Err(error) => return payload::<SubmitVerificationPayload>(request, Err(error)),
        };
        let submission = Submission { tenant: input.tenant, entity: input.legal_entity, identity };
        let (session, sealer, random) = (&request.session, &request.sealer, &*request.random);
        let submitted =
            tenants::submit_verification(session, sealer, random, submission, input.idempotency_key).await;
        payload(request, submitted.map(Verification))
    }
}

fn verification_id(id: &ID) -> Result<VerificationId, AppError> {
    parse_id(id, "verificationId")
}
