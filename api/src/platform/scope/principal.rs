//! Who acts, and what each role and each scope of a key may do.

use std::fmt;

use entities::{
    AccountId, ApiKeyId, AppId, TenantId, api_keys::KeyScope, api_keys::KeyScopes, members::Role,
};

/// Who does something. Its text form stands in audit events, authors and idempotency keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A person.
    Account(AccountId),
    /// A program, by its API key.
    Key(ApiKeyId),
    /// The gateway itself, in a job of this name.
    Job(&'static str),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Key(key) => key.fmt(f),
            Self::Job(name) => write!(f, "job:{name}"),
        }
    }
}

/// What proved who the caller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// An access token of a person.
    Account {
        /// The person.
        account: AccountId,
        /// The person's role in the tenant.
        role: Role,
        /// Whether a second factor was shown at the sign-in.
        second_factor: bool,
    },
    /// An API key of the tenant.
    Key {
        /// The key.
        key: ApiKeyId,
        /// What it may be used for; none for a publishable key.
        scopes: KeyScopes,
        /// The one app that it is bound to: of all others it sees and changes nothing.
        app: Option<AppId>,
    },
    /// None: the gateway itself, in a job of this name, which reads one tenant. Only [`SystemScope`](super::SystemScope)
    /// makes it.
    Job(&'static str),
}

/// A caller whose credential was verified. The areas `access` and `keys` make it; nothing else may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// The one tenant that the credential names.
    pub tenant: TenantId,
    /// Whether it is one of the operator's people: the same roles then mean administrator, catalogue curator, verifier
    /// and platform auditor. No key is.
    pub operator: bool,
    /// What proved it.
    pub credential: Credential,
}

/// What can be allowed. A new one: a line here, in `ALL` and in `Principal::permits`, and a row of the suite's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Read all that one's tenant has.
    ReadTenant,
    /// Read across tenants.
    ReadAllTenants,
    /// Make tenants: any for the operator, its own brands for a developer platform.
    CreateTenant,
    /// Register apps and change declarations and the profile.
    WriteDeclaration,
    /// Open and change drafts.
    WriteDraft,
    /// Approve, publish, withdraw.
    PublishVersion,
    /// See who the members are. For people.
    ReadMembers,
    /// Invite members, set their roles, remove them.
    ManageMembers,
    /// See which API keys there are. For people: no key is told of keys.
    ReadKeys,
    /// Issue and rotate API keys.
    ManageKeys,
    /// Revoke API keys.
    RevokeKeys,
    /// Set the tenant's own rules, submit its verification, ask for its erasure.
    ManageTenant,
    /// Suspend, reinstate and move tenants.
    GovernTenants,
    /// Decide verifications.
    DecideVerification,
    /// See and take back a verification, and reveal the identities in it.
    HandleVerification,
    /// Add to the shared catalogue and correct it.
    CurateCatalog,
    /// Record what one's own tenant has shared.
    WriteSharing,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::ReadTenant,
        Self::ReadAllTenants,
        Self::CreateTenant,
        Self::WriteDeclaration,
        Self::WriteDraft,
        Self::PublishVersion,
        Self::ReadMembers,
        Self::ManageMembers,
        Self::ReadKeys,
        Self::ManageKeys,
        Self::RevokeKeys,
        Self::ManageTenant,
        Self::GovernTenants,
        Self::DecideVerification,
        Self::HandleVerification,
        Self::CurateCatalog,
        Self::WriteSharing,
    ];

    /// Whether it is used on a suspended tenant too: the platform's own acts, what tells a tenant of itself, and what only
    /// takes away.
    pub const fn outlasts_suspension(self) -> bool {
        matches!(
            self,
            Self::RevokeKeys | Self::GovernTenants | Self::DecideVerification | Self::HandleVerification
        )
    }
}

impl Principal {
    /// A person in a role, of a tenant that is not the operator.
    pub fn person(account: AccountId, tenant: TenantId, role: Role) -> Self {
        Self {
            tenant,
            operator: false,
            credential: Credential::Account { account, role, second_factor: false },
        }
    }

    /// The same person, in another role; a key stays what it is.
    #[must_use]
    pub fn acting(self, role: Role) -> Self {
        match self.credential {
            Credential::Account { account, second_factor, .. } => {
                Self { credential: Credential::Account { account, role, second_factor }, ..self }
            }
            Credential::Key { .. } | Credential::Job(_) => self,
        }
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        match self.credential {
            Credential::Account { account, .. } => Actor::Account(account),
            Credential::Key { key, .. } => Actor::Key(key),
            Credential::Job(name) => Actor::Job(name),
        }
    }

    /// The person, unless it is a key.
    pub fn account(&self) -> Option<AccountId> {
        match self.credential {
            Credential::Account { account, .. } => Some(account),
            Credential::Key { .. } | Credential::Job(_) => None,
        }
    }

    /// The person's role, unless it is a key.
    pub fn role(&self) -> Option<Role> {
        match self.credential {
            Credential::Account { role, .. } => Some(role),
            Credential::Key { .. } | Credential::Job(_) => None,
        }
    }

    /// Whether a person showed a second factor at the sign-in; no key does.
    pub fn second_factor(&self) -> bool {
        matches!(self.credential, Credential::Account { second_factor: true, .. })
    }

    /// The one app that the credential is bound to, if it is.
    pub fn app(&self) -> Option<AppId> {
        match self.credential {
            Credential::Account { .. } | Credential::Job(_) => None,
            Credential::Key { app, .. } => app,
        }
    }

    /// Whether anybody may hold the credential: a publishable key, which allows nothing.
    pub fn is_publishable(&self) -> bool {
        matches!(self.credential, Credential::Key { scopes, .. } if scopes.is_empty())
    }

    /// Whether it is allowed, in the principal's own tenant.
    pub fn permits(&self, permission: Permission) -> bool {
        match self.credential {
            Credential::Account { role, .. } => role_permits(self.operator, role).contains(&permission),
            Credential::Key { scopes, .. } => {
                scopes.iter().any(|scope| scope_permits(scope).contains(&permission))
            }
            Credential::Job(_) => permission == Permission::ReadTenant,
        }
    }

    /// Whether it may write, with this permission, in a tenant that is not its own: the operator's owner with any that
    /// it has but to record what was shared, which is the tenant's alone to say; its reviewer with those of verifications.
    pub fn writes_anywhere(&self, permission: Permission) -> bool {
        let verifies = matches!(permission, Permission::DecideVerification | Permission::HandleVerification);
        match self.role() {
            Some(Role::Owner) => self.operator && permission != Permission::WriteSharing,
            Some(Role::Reviewer) => self.operator && verifies,
            _ => false,
        }
    }
}

/// The one table of which role may do what.
fn role_permits(operator: bool, role: Role) -> &'static [Permission] {
    use Permission::{
        CreateTenant, CurateCatalog, DecideVerification, HandleVerification, ManageKeys, ManageMembers,
        ManageTenant, PublishVersion, ReadAllTenants, ReadKeys, ReadMembers, ReadTenant, RevokeKeys,
        WriteDeclaration, WriteDraft, WriteSharing,
    };
    match (operator, role) {
        (true, Role::Owner) => &Permission::ALL,
        // The reviewer verifies, the editor curates the catalogue; of tenants they change nothing else.
        (true, Role::Reviewer) => {
            &[ReadTenant, ReadAllTenants, ReadKeys, ReadMembers, DecideVerification, HandleVerification]
        }
        (true, Role::Editor) => &[ReadTenant, ReadAllTenants, ReadKeys, ReadMembers, CurateCatalog],
        (true, Role::Auditor) => &[ReadTenant, ReadAllTenants, ReadKeys, ReadMembers],
        (false, Role::Owner) => &[
            ReadTenant,
            CreateTenant,
            WriteDeclaration,
            WriteDraft,
            PublishVersion,
            ReadKeys,
            ManageKeys,
            ReadMembers,
            ManageMembers,
            RevokeKeys,
            ManageTenant,
            HandleVerification,
            WriteSharing,
        ],
        (false, Role::Editor) => {
            &[ReadTenant, WriteDeclaration, WriteDraft, ReadKeys, ReadMembers, WriteSharing]
        }
        (false, Role::Reviewer) => &[ReadTenant, PublishVersion, ReadKeys, ReadMembers],
        (false, Role::Auditor) => &[ReadTenant, ReadKeys, ReadMembers],
    }
}

/// The one table of which scope of a key allows what. Who changes something reads it first; who reports only adds, and
/// a reporter's key in the wrong hands tells whether a sharing would conform, and nothing else. No scope lets a key reach keys, members or other tenants.
fn scope_permits(scope: KeyScope) -> &'static [Permission] {
    use Permission::{PublishVersion, ReadTenant, WriteDeclaration, WriteDraft, WriteSharing};
    match scope {
        KeyScope::Read => &[ReadTenant],
        KeyScope::DeclarationWrite => &[ReadTenant, WriteDeclaration],
        KeyScope::DraftWrite => &[ReadTenant, WriteDraft],
        KeyScope::Publish => &[ReadTenant, PublishVersion],
        KeyScope::SharingWrite => &[WriteSharing],
    }
}
