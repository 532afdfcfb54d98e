//! Signing in, members and invitations in the schema.

use async_graphql::{Context, Enum, Error, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::{
    ContextExt, loaders::AddressOf, payload, refuse, scalars::Shown, tenants::TenantKind, viewer::Role,
};
use crate::{
    access::{self, Acceptance, SignIn},
    platform::{AppError, config::Secret, parse_id, scope},
    tenants::TenantKind as Kind,
};

/// Units of cost of what computes a password's hash: few a minute from one address.
const HASHING: usize = 400;

/// A tenant that an account is a member of.
#[derive(Debug, SimpleObject)]
pub struct Membership {
    /// Opaque id of the tenant.
    tenant_id: ID,
    /// Its slug.
    slug: String,
    /// What sort of organisation it is.
    kind: TenantKind,
    /// What the account may do there.
    role: Role,
}

impl From<scope::Membership> for Membership {
    fn from(membership: scope::Membership) -> Self {
        let kind: Kind = membership.kind;
        Self {
            tenant_id: membership.tenant_id.to_string().into(),
            slug: membership.slug,
            kind: kind.into(),
            role: membership.role.into(),
        }
    }
}

/// A session, as its client keeps it.
#[derive(Debug, SimpleObject)]
pub struct SignedIn {
    /// For the header `Authorization: Bearer …`; acts in one tenant. Null where the account is a member of several and
    /// none was named: name one to `refreshSession`.
    access_token: Option<Shown>,
    /// The tenant that the access token acts in.
    tenant: Option<Membership>,
    /// When the access token has ended.
    access_expires_at: Option<DateTime<Utc>>,
    /// Goes on with the session, once. One that is used a second time ends the session.
    refresh_token: Shown,
    /// After that the session cannot be gone on with.
    session_expires_at: DateTime<Utc>,
    /// The tenants the account is a member of, by slug.
    memberships: Vec<Membership>,
}

impl From<access::SignedIn> for SignedIn {
    fn from(signed_in: access::SignedIn) -> Self {
        let (mut access_token, mut tenant, mut access_expires_at) = (None, None, None);
        if let Some(token) = signed_in.access {
            access_token = Some(token.text.into());
            tenant = Some(token.membership.into());
            access_expires_at = Some(token.expires_at);
        }
        Self {
            access_token,
            tenant,
            access_expires_at,
            refresh_token: signed_in.refresh.into(),
            session_expires_at: signed_in.expires_at,
            memberships: signed_in.memberships.into_iter().map(Membership::from).collect(),
        }
    }
}

/// A person in a tenant.
#[derive(Debug, Clone)]
pub struct Member(pub(super) access::Member);

#[Object]
impl Member {
    /// Opaque id of the account; grants nothing.
    pub(super) async fn account_id(&self) -> ID {
        self.0.account.to_string().into()
    }

    /// What it may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// When it joined.
    async fn joined_at(&self) -> DateTime<Utc> {
        self.0.joined_at
    }

    /// Its address; for the tenant's owners and for the person itself, null for others.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        let request = ctx.request()?;
        refuse(request, request.loaders.load(AddressOf(self.0.account)).await)
    }
}

/// What became of an invitation.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "access::InvitationState")]
pub enum InvitationState {
    /// It can be accepted.
    Open,
    /// It was.
    Accepted,
    /// It was taken back.
    Revoked,
    /// Its time has passed.
    Expired,
}

/// That somebody was asked to join a tenant. Visible to the tenant's owners.
#[derive(Debug, Clone)]
pub struct Invitation(pub(super) access::Invitation);

#[Object]
impl Invitation {
    /// Opaque; grants nothing.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who was asked.
    async fn email(&self) -> &str {
        self.0.email.as_str()
    }

    /// As what.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// What became of it.
    async fn state(&self, ctx: &Context<'_>) -> Result<InvitationState, Error> {
        Ok(self.0.state(ctx.request()?.clock.now()).into())
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// After that it cannot be accepted.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }
}

/// Who wants in.
#[derive(InputObject)]
pub struct LogInInput {
    /// The account's address.
    email: String,
    /// Its password.
    password: String,
    /// Slug of the tenant to act in; may be left out by a member of one.
    tenant: Option<String>,
    /// A code of the authenticator app, or a recovery code, where the account has a second factor.
    code: Option<String>,
}

/// A session to go on with.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The refresh token that was handed out last.
    refresh_token: String,
    /// Slug of the tenant to act in; may be left out by a member of one.
    tenant: Option<String>,
}

/// A session to end.
#[derive(InputObject)]
pub struct LogOutInput {
    /// Its refresh token.
    refresh_token: String,
    /// Ends all sessions of the account.
    #[graphql(default = false)]
    everywhere: bool,
}

/// A password to change.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The one that holds.
    password: String,
    /// The one to be: 12 characters at least, 1024 bytes at most.
    new_password: String,
}

/// A password to set with a link.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The text of the link, `cpl_…`.
    link: String,
    /// The password to be: 12 characters at least, 1024 bytes at most.
    new_password: String,
}

/// Who has lost the password.
#[derive(InputObject)]
pub struct RecoverMemberInput {
    /// Slug of a tenant the person is a member of.
    tenant: String,
    /// The person's account.
    account_id: ID,
}

/// A second factor to begin.
#[derive(InputObject)]
pub struct EnrolSecondFactorInput {
    /// The account's password.
    password: String,
}

/// A first code.
#[derive(InputObject)]
pub struct ConfirmSecondFactorInput {
    /// What the authenticator app shows.
    code: String,
}

/// A second factor to remove.
#[derive(InputObject)]
pub struct RemoveSecondFactorInput {
    /// The account's password.
    password: String,
    /// A code of the authenticator app, or a recovery code.
    code: String,
}

/// Whom to ask.
#[derive(InputObject)]
pub struct InviteMemberInput {
    /// Slug of the tenant.
    tenant: String,
    /// Address of the person.
    email: String,
    /// What it will be.
    role: Role,
}

/// An invitation to accept.
#[derive(InputObject)]
pub struct AcceptInvitationInput {
    /// The text of the invitation, `civ_…`.
    invitation: String,
    /// For who has no account yet: the password to be, 12 characters at least, 1024 bytes at most. Who has one signs in
    /// first and leaves it out.
    new_password: MaybeUndefined<String>,
}

/// An invitation to take back.
#[derive(InputObject)]
pub struct RevokeInvitationInput {
    /// The invitation.
    invitation_id: ID,
}

/// Who is to be what.
#[derive(InputObject)]
pub struct SetMemberRoleInput {
    /// Slug of the tenant.
    tenant: String,
    /// The member's account.
    account_id: ID,
    /// What it is to be.
    role: Role,
}

/// Who is to go.
#[derive(InputObject)]
pub struct RemoveMemberInput {
    /// Slug of the tenant.
    tenant: String,
    /// The member's account.
    account_id: ID,
}

/// A key of one-time codes, as its holder puts it into an authenticator app.
#[derive(Debug, SimpleObject)]
pub struct SecondFactorKey {
    /// In base32, to be typed.
    secret: Shown,
    /// For a picture to be scanned (`otpauth://totp/…`).
    uri: Shown,
}

/// An invitation with its text.
#[derive(Debug, SimpleObject)]
pub struct InvitedMember {
    /// The invitation.
    invitation: Invitation,
    /// What the person accepts with: shown here and nowhere else.
    text: Shown,
}

crate::payload! {
    /// The answer of `logIn`.
    LogInPayload {
        /// The session that began.
        session: SignedIn
    }
}
crate::payload! {
    /// The answer of `refreshSession`.
    RefreshSessionPayload {
        /// The session, with new tokens.
        session: SignedIn
    }
}
crate::payload! {
    /// The answer of `logOut`.
    LogOutPayload {
        /// True, whatever the token was.
        done: bool
    }
}
crate::payload! {
    /// The answer of `changePassword`.
    ChangePasswordPayload {
        /// True once it is changed.
        done: bool
    }
}
crate::payload! {
    /// The answer of `resetPassword`.
    ResetPasswordPayload {
        /// True once it is set.
        done: bool
    }
}
crate::payload! {
    /// The answer of `recoverMember`.
    RecoverMemberPayload {
        /// The text of a link with which the person sets a password: shown here and nowhere else.
        link: Shown
    }
}
crate::payload! {
    /// The answer of `enrolSecondFactor`.
    EnrolSecondFactorPayload {
        /// The key, to be confirmed with a first code.
        key: SecondFactorKey
    }
}
crate::payload! {
    /// The answer of `confirmSecondFactor`.
    ConfirmSecondFactorPayload {
        /// Codes to recover with, each good once: shown here and nowhere else.
        recovery_codes: Vec<Shown>
    }
}
crate::payload! {
    /// The answer of `removeSecondFactor`.
    RemoveSecondFactorPayload {
        /// True once it is removed.
        done: bool
    }
}
crate::payload! {
    /// The answer of `inviteMember`.
    InviteMemberPayload {
        /// The invitation.
        invited: InvitedMember
    }
}
crate::payload! {
    /// The answer of `acceptInvitation`.
    AcceptInvitationPayload {
        /// What the person is now.
        member: Member
    }
}
crate::payload! {
    /// The answer of `revokeInvitation`.
    RevokeInvitationPayload {
        /// The invitation.
        invitation: Invitation
    }
}
crate::payload! {
    /// The answer of `setMemberRole`.
    SetMemberRolePayload {
        /// The member.
        member: Member
    }
}
crate::payload! {
    /// The answer of `removeMember`.
    RemoveMemberPayload {
        /// Who it was.
        member: Member
    }
}

/// Mutations about people. None of them can be sent twice to good effect: each changes what it needs to be sent again.
#[derive(Debug, Default)]
pub(super) struct AccessMutation;

#[Object]
impl AccessMutation {
    /// Lets a person in. Whatever is wrong, the answer is the same; after some failures in a row the account is locked for a
    /// while.
    #[graphql(complexity = "HASHING + child_complexity")]
    async fn log_in(&self, ctx: &Context<'_>, input: LogInInput) -> Result<LogInPayload, Error> {
        let request = ctx.request()?;
        let shown = SignIn {
            email: input.email,
            password: Secret::new(input.password),
            tenant: input.tenant,
            code: input.code.map(Secret::new),
        };
        let signed_in = access::sign_in(&request.session, &request.access, shown).await;
        payload(request, signed_in.map(SignedIn::from))
    }

    /// Goes on with a session, and changes the tenant it acts in.
    #[graphql(complexity = "20 + child_complexity")]
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        input: RefreshSessionInput,
    ) -> Result<RefreshSessionPayload, Error> {
        let request = ctx.request()?;
        let token = Secret::new(input.refresh_token);
        let session =
            access::refresh(&request.session, &request.access, &token, input.tenant.as_deref()).await;
        payload(request, session.map(SignedIn::from))
    }

    /// Ends a session. Access tokens that it handed out hold until their time has passed.
    async fn log_out(&self, ctx: &Context<'_>, input: LogOutInput) -> Result<LogOutPayload, Error> {
        let request = ctx.request()?;
        let token = Secret::new(input.refresh_token);
        let done = access::sign_out(&request.session, &token, input.everywhere).await;
        payload(request, done.map(|()| true))
    }

    /// Changes the caller's password and ends all its sessions.
    #[graphql(complexity = "2 * HASHING + child_complexity")]
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload, Error> {
        let request = ctx.request()?;
        let (old, new) = (Secret::new(input.password), Secret::new(input.new_password));
        let done = access::change_password(&request.session, &request.access, &old, &new).await;
        payload(request, done.map(|()| true))
    }

    /// Sets a password with a one-time link and ends all sessions of its account.
    #[graphql(complexity = "HASHING + child_complexity")]
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        input: ResetPasswordInput,
    ) -> Result<ResetPasswordPayload, Error> {
        let request = ctx.request()?;
        let (link, new) = (Secret::new(input.link), Secret::new(input.new_password));
        let done = access::set_by_link(&request.session, &request.access, &link, &new).await;
        payload(request, done.map(|()| true))
    }

    /// Makes a one-time link for a member who has lost the password. For the operator's owners, who make sure who asks: a
    /// person may belong to other tenants too.
    async fn recover_member(
        &self,
        ctx: &Context<'_>,
        input: RecoverMemberInput,
    ) -> Result<RecoverMemberPayload, Error> {
        let request = ctx.request()?;
        let account = match parse_id(&input.account_id, "accountId") {
            Ok(account) => account,
            Err(error) => return payload(request, Err(error)),
        };
        let link = access::recover(&request.session, &request.access, &input.tenant, account).await;
        payload(request, link.map(Shown::from))
    }

    /// Makes a key of one-time codes for the caller, to be confirmed before it is asked for.
    #[graphql(complexity = "HASHING + child_complexity")]
    async fn enrol_second_factor(
        &self,
        ctx: &Context<'_>,
        input: EnrolSecondFactorInput,
    ) -> Result<EnrolSecondFactorPayload, Error> {
        let request = ctx.request()?;
        let password = Secret::new(input.password);
        let made = access::enrol_factor(&request.session, &request.access, &password).await;
        let key =
            |made: access::Enrolment| SecondFactorKey { secret: made.secret.into(), uri: made.uri.into() };
        payload(request, made.map(key))
    }

    /// Confirms the caller's key of one-time codes; from then on each sign-in asks for one.
    #[graphql(complexity = "20 + child_complexity")]
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        input: ConfirmSecondFactorInput,
    ) -> Result<ConfirmSecondFactorPayload, Error> {
        let request = ctx.request()?;
        let code = Secret::new(input.code);
        let codes = access::confirm_factor(&request.session, &request.access, &code).await;
        let shown = |codes: Vec<Secret>| codes.into_iter().map(Shown::from).collect();
        payload(request, codes.map(shown))
    }

    /// Removes the caller's second factor.
    #[graphql(complexity = "HASHING + child_complexity")]
    async fn remove_second_factor(
        &self,
        ctx: &Context<'_>,
        input: RemoveSecondFactorInput,
    ) -> Result<RemoveSecondFactorPayload, Error> {
        let request = ctx.request()?;
        let (password, code) = (Secret::new(input.password), Secret::new(input.code));
        let done = access::remove_factor(&request.session, &request.access, &password, &code).await;
        payload(request, done.map(|()| true))
    }

    /// Asks somebody to join a tenant. For its owners; for an owner of its parent while nobody is a member yet, to ask the
    /// first owner.
    async fn invite_member(
        &self,
        ctx: &Context<'_>,
        input: InviteMemberInput,
    ) -> Result<InviteMemberPayload, Error> {
        let request = ctx.request()?;
        let (session, role) = (&request.session, input.role.into());
        let invited = access::invite(session, &request.access, &input.tenant, &input.email, role).await;
        let shown = |(invitation, text): (access::Invitation, Secret)| InvitedMember {
            invitation: Invitation(invitation),
            text: text.into(),
        };
        payload(request, invited.map(shown))
    }

    /// Joins a tenant, as the person that was asked: signed in, or with a password to be. Whatever is wrong with an
    /// invitation, the answer is the same.
    #[graphql(complexity = "HASHING + child_complexity")]
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        input: AcceptInvitationInput,
    ) -> Result<AcceptInvitationPayload, Error> {
        let request = ctx.request()?;
        let by = match input.new_password {
            MaybeUndefined::Value(password) => Ok(Acceptance::Newcomer(Secret::new(password))),
            _ => request.session.person().map(Acceptance::Holder),
        };
        let text = Secret::new(input.invitation);
        let joined = match by {
            Ok(by) => access::accept(&request.session, &request.access, &text, by).await,
            Err(error) => Err(error),
        };
        payload(request, joined.map(Member))
    }

    /// Takes an invitation back.
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        input: RevokeInvitationInput,
    ) -> Result<RevokeInvitationPayload, Error> {
        let request = ctx.request()?;
        let revoked = match parse_id(&input.invitation_id, "invitationId") {
            Ok(id) => access::revoke_invitation(&request.session, id).await,
            Err(error) => Err(error),
        };
        payload(request, revoked.map(Invitation))
    }

    /// Gives a member another role. The last owner stays one.
    async fn set_member_role(
        &self,
        ctx: &Context<'_>,
        input: SetMemberRoleInput,
    ) -> Result<SetMemberRolePayload, Error> {
        let request = ctx.request()?;
        let member: Result<_, AppError> = match parse_id(&input.account_id, "accountId") {
            Ok(account) => {
                access::set_member_role(&request.session, &input.tenant, account, input.role.into()).await
            }
            Err(error) => Err(error),
        };
        payload(request, member.map(Member))
    }

    /// Removes a member. The last owner stays.
    async fn remove_member(
        &self,
        ctx: &Context<'_>,
        input: RemoveMemberInput,
    ) -> Result<RemoveMemberPayload, Error> {
        let request = ctx.request()?;
        let member: Result<_, AppError> = match parse_id(&input.account_id, "accountId") {
            Ok(account) => access::remove_member(&request.session, &input.tenant, account).await,
            Err(error) => Err(error),
        };
        payload(request, member.map(Member))
    }
}

/// The caller's own memberships.
pub(super) async fn own_memberships(ctx: &Context<'_>) -> Result<Vec<Membership>, Error> {
    let request = ctx.request()?;
    let found = refuse(request, access::memberships(&request.session).await)?;
    Ok(found.into_iter().map(Membership::from).collect())
}

/// The caller's own address.
pub(super) async fn own_address(ctx: &Context<'_>) -> Result<Option<String>, Error> {
    let request = ctx.request()?;
    Ok(refuse(request, request.session.account().await)?.map(|row| row.email.as_str().to_owned()))
}
