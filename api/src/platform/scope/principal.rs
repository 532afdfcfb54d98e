//! Who acts, and what each role may do.

use std::fmt;

use entities::{AccountId, TenantId, members::Role};

/// Who does something. Its text form stands in audit events, authors and idempotency keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A person.
    Account(AccountId),
    /// The gateway itself, in a job of this name.
    Job(&'static str),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Job(name) => write!(f, "job:{name}"),
        }
    }
}

/// A caller whose credential was verified. The access area makes it; nothing else may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// The person.
    pub account: AccountId,
    /// The one tenant that the credential names.
    pub tenant: TenantId,
    /// The person's role in it.
    pub role: Role,
    /// Whether that tenant is the operator: the same roles then mean administrator, catalogue curator, verifier and
    /// platform auditor.
    pub operator: bool,
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
    /// Add to the shared catalogue and correct it.
    CurateCatalog,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ReadTenant,
        Self::ReadAllTenants,
        Self::CreateTenant,
        Self::WriteDeclaration,
        Self::WriteDraft,
        Self::PublishVersion,
        Self::CurateCatalog,
    ];
}

impl Principal {
    /// Whether the role allows it, in the principal's own tenant: the one table of who may do what.
    pub fn permits(&self, permission: Permission) -> bool {
        use Permission::{
            CreateTenant, CurateCatalog, PublishVersion, ReadAllTenants, ReadTenant, WriteDeclaration,
            WriteDraft,
        };
        let allowed: &[Permission] = match (self.operator, self.role) {
            (true, Role::Owner) => &Permission::ALL,
            // Of tenants they change nothing: the editor curates the catalogue, the reviewer verifies.
            (true, Role::Editor) => &[ReadTenant, ReadAllTenants, CurateCatalog],
            (true, Role::Reviewer | Role::Auditor) => &[ReadTenant, ReadAllTenants],
            (false, Role::Owner) => &[ReadTenant, CreateTenant, WriteDeclaration, WriteDraft, PublishVersion],
            (false, Role::Editor) => &[ReadTenant, WriteDeclaration, WriteDraft],
            (false, Role::Reviewer) => &[ReadTenant, PublishVersion],
            (false, Role::Auditor) => &[ReadTenant],
        };
        allowed.contains(&permission)
    }

    /// Whether it may write in a tenant that is not its own.
    pub fn writes_anywhere(&self) -> bool {
        self.operator && self.role == Role::Owner
    }
}
