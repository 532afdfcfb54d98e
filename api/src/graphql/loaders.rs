//! Relations of many objects in one statement.
//!
//! A loader belongs to one request and asks the areas with the request's session, so that it sees what its caller may
//! see and nothing else. It keeps nothing: a mutation's payload reads anew.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::dataloader::Loader;
use disclosure::catalog::{Catalog, OwnCategory};
use entities::{AccountId, ApiKeyId, AppId, TenantId};

use super::batch::Batches;
use crate::{
    access::{self, Invitation, Member},
    apps::{self, App, Revision},
    catalog::{self, Catalogs},
    conformity::{self, Register, Registers},
    keys::{self, ApiKey, DayUse},
    platform::{
        AppError,
        page::{Page, PageArgs},
        scope::Session,
    },
    policies::{self, Draft, Source, SourceKey, Version},
    tenants::{self, SameNumber, Tenant, Verification},
};

/// The four arguments of a connection, as they came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Asked {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl Asked {
    /// The page they ask for.
    ///
    /// # Errors
    /// As for [`PageArgs::new`].
    pub fn page(&self) -> Result<PageArgs, AppError> {
        PageArgs::new(self.first, self.after.as_deref(), self.last, self.before.as_deref())
    }
}

/// The apps of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AppsOf(pub TenantId, pub Asked);

/// The tenants below a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChildrenOf(pub TenantId, pub Asked);

/// A tenant of which another only knows the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KnownTenant(pub TenantId);

/// The newest verification of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VerificationOf(pub TenantId);

/// Other tenants for which the same number is verified.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ElsewhereOf(pub SameNumber);

/// The own data categories of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CategoriesOf(pub TenantId, pub Asked);

/// A tenant that the caller may look into, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TenantById(pub TenantId);

/// The versions of an app.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionsOf(pub AppId, pub Asked);

/// The API keys of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeysOf(pub TenantId, pub Asked);

/// The members of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MembersOf(pub TenantId, pub Asked);

/// The invitations into a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InvitationsOf(pub TenantId, pub Asked);

/// The address of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AddressOf(pub AccountId);

/// What an API key did on the last days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UsageOf(pub ApiKeyId, pub u32);

/// An app by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AppById(pub AppId);

/// The newest revision of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeadOf(pub AppId);

/// The open draft of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DraftOf(pub AppId);

/// The register of an app in a version, or in the one in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RegisterOf(pub AppId, pub Option<i32>);

/// What a draft is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceOf(pub SourceKey);

/// The shared catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CurrentCatalog;

/// What the loaders ask with.
#[derive(Debug, Clone)]
pub struct Relations {
    session: Session,
    catalogs: Catalogs,
    registers: Registers,
}

/// The loaders of one request.
#[derive(Clone)]
pub struct Loaders(Arc<Batches<Relations>>);

impl std::fmt::Debug for Loaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Loaders")
    }
}

/// An error that several fields share.
type Shared = Arc<AppError>;

impl Loaders {
    /// Loaders that ask with this session. Needs a running tokio.
    pub fn new(session: Session, catalogs: Catalogs, registers: Registers) -> Self {
        Self(Arc::new(Batches::new(Relations { session, catalogs, registers })))
    }

    /// What belongs to the key; none where nothing does.
    ///
    /// # Errors
    /// The area's.
    pub async fn load<K>(&self, key: K) -> Result<Option<<Relations as Loader<K>>::Value>, AppError>
    where
        K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
        Relations: Loader<K, Error = Shared>,
    {
        self.0.load(key).await.map_err(|shared| copy(&shared))
    }
}

/// Each field that shares an error gets one of its own; the cause stays with the first.
fn copy(shared: &Shared) -> AppError {
    let mut error = AppError::new(shared.code(), shared.message().key);
    for (name, value) in &shared.message().args {
        error = error.arg(name, value.clone());
    }
    if let Some(field) = shared.field() {
        error = error.at(field.iter().cloned());
    }
    error.because(Arc::clone(shared))
}

impl Loader<AppsOf> for Relations {
    type Value = Page<App>;
    type Error = Shared;

    async fn load(&self, keys: &[AppsOf]) -> Result<HashMap<AppsOf, Page<App>>, Shared> {
        let mut found = HashMap::new();
        for asked in keys.iter().map(|key| &key.1).collect::<HashSet<_>>() {
            let tenants = keys.iter().filter(|key| &key.1 == asked).map(|key| key.0).collect();
            let pages = apps::pages(&self.session, tenants, &asked.page()?).await?;
            found.extend(pages.into_iter().map(|(tenant, page)| (AppsOf(tenant, asked.clone()), page)));
        }
        Ok(found)
    }
}

impl Loader<CategoriesOf> for Relations {
    type Value = Page<OwnCategory>;
    type Error = Shared;

    async fn load(&self, keys: &[CategoriesOf]) -> Result<HashMap<CategoriesOf, Page<OwnCategory>>, Shared> {
        let mut found = HashMap::new();
        for asked in keys.iter().map(|key| &key.1).collect::<HashSet<_>>() {
            let tenants = keys.iter().filter(|key| &key.1 == asked).map(|key| key.0).collect();
            let pages = catalog::category_pages(&self.session, tenants, &asked.page()?).await?;
            found.extend(pages.into_iter().map(|(tenant, page)| (CategoriesOf(tenant, asked.clone()), page)));
        }
        Ok(found)
    }
}

impl Loader<ChildrenOf> for Relations {
    type Value = Page<Tenant>;
    type Error = Shared;

    async fn load(&self, keys: &[ChildrenOf]) -> Result<HashMap<ChildrenOf, Page<Tenant>>, Shared> {
        let mut found = HashMap::new();
        for asked in keys.iter().map(|key| &key.1).collect::<HashSet<_>>() {
            let parents = keys.iter().filter(|key| &key.1 == asked).map(|key| key.0).collect();
            let pages = tenants::child_pages(&self.session, parents, &asked.page()?).await?;
            found.extend(pages.into_iter().map(|(parent, page)| (ChildrenOf(parent, asked.clone()), page)));
        }
        Ok(found)
    }
}

impl Loader<KnownTenant> for Relations {
    type Value = Tenant;
    type Error = Shared;

    async fn load(&self, keys: &[KnownTenant]) -> Result<HashMap<KnownTenant, Tenant>, Shared> {
        let ids: Vec<TenantId> = keys.iter().map(|key| key.0).collect();
        let known = tenants::known(&self.session, &ids).await?;
        Ok(known.into_iter().map(|(id, tenant)| (KnownTenant(id), tenant)).collect())
    }
}

impl Loader<VerificationOf> for Relations {
    type Value = Verification;
    type Error = Shared;

    async fn load(&self, keys: &[VerificationOf]) -> Result<HashMap<VerificationOf, Verification>, Shared> {
        let ids = keys.iter().map(|key| key.0).collect();
        let newest = tenants::verifications_of(&self.session, ids).await?;
        Ok(newest.into_iter().map(|(tenant, one)| (VerificationOf(tenant), one)).collect())
    }
}

impl Loader<ElsewhereOf> for Relations {
    type Value = Vec<Tenant>;
    type Error = Shared;

    async fn load(&self, keys: &[ElsewhereOf]) -> Result<HashMap<ElsewhereOf, Vec<Tenant>>, Shared> {
        let asked: Vec<SameNumber> = keys.iter().map(|key| key.0.clone()).collect();
        let found = tenants::same_number(&self.session, &asked).await?;
        Ok(found.into_iter().map(|(asked, tenants)| (ElsewhereOf(asked), tenants)).collect())
    }
}

impl Loader<CurrentCatalog> for Relations {
    type Value = Arc<Catalog>;
    type Error = Shared;

    async fn load(&self, _: &[CurrentCatalog]) -> Result<HashMap<CurrentCatalog, Arc<Catalog>>, Shared> {
        let catalog = catalog::current(&self.session, &self.catalogs).await?;
        Ok(HashMap::from([(CurrentCatalog, catalog)]))
    }
}

impl Loader<TenantById> for Relations {
    type Value = Tenant;
    type Error = Shared;

    async fn load(&self, keys: &[TenantById]) -> Result<HashMap<TenantById, Tenant>, Shared> {
        let ids: Vec<TenantId> = keys.iter().map(|key| key.0).collect();
        let found = tenants::by_ids(&self.session, &ids).await?;
        Ok(found.into_iter().map(|(id, tenant)| (TenantById(id), tenant)).collect())
    }
}

impl Loader<VersionsOf> for Relations {
    type Value = Page<Version>;
    type Error = Shared;

    async fn load(&self, keys: &[VersionsOf]) -> Result<HashMap<VersionsOf, Page<Version>>, Shared> {
        let mut found = HashMap::new();
        for asked in keys.iter().map(|key| &key.1).collect::<HashSet<_>>() {
            let apps = keys.iter().filter(|key| &key.1 == asked).map(|key| key.0).collect();
            let pages = policies::version_pages(&self.session, apps, &asked.page()?).await?;
            found.extend(pages.into_iter().map(|(app, page)| (VersionsOf(app, asked.clone()), page)));
        }
        Ok(found)
    }
}

impl Loader<KeysOf> for Relations {
    type Value = Page<ApiKey>;
    type Error = Shared;

    async fn load(&self, keys: &[KeysOf]) -> Result<HashMap<KeysOf, Page<ApiKey>>, Shared> {
        let mut found = HashMap::new();
        for asked in keys.iter().map(|key| &key.1).collect::<HashSet<_>>() {
            let tenants = keys.iter().filter(|key| &key.1 == asked).map(|key| key.0).collect();
            let pages = keys::pages(&self.session, tenants, &asked.page()?).await?;
            found.extend(pages.into_iter().map(|(tenant, page)| (KeysOf(tenant, asked.clone()), page)));
        }
        Ok(found)
    }
}

impl Loader<MembersOf> for Relations {
    type Value = Page<Member>;
    type Error = Shared;

    async fn load(&self, keys: &[MembersOf]) -> Result<HashMap<MembersOf, Page<Member>>, Shared> {
        let mut found = HashMap::new();
        for asked in keys.iter().map(|key| &key.1).collect::<HashSet<_>>() {
            let tenants = keys.iter().filter(|key| &key.1 == asked).map(|key| key.0).collect();
            let pages = access::member_pages(&self.session, tenants, &asked.page()?).await?;
            found.extend(pages.into_iter().map(|(tenant, page)| (MembersOf(tenant, asked.clone()), page)));
        }
        Ok(found)
    }
}

impl Loader<InvitationsOf> for Relations {
    type Value = Page<Invitation>;
    type Error = Shared;

    async fn load(&self, keys: &[InvitationsOf]) -> Result<HashMap<InvitationsOf, Page<Invitation>>, Shared> {
        let mut found = HashMap::new();
        for asked in keys.iter().map(|key| &key.1).collect::<HashSet<_>>() {
            let tenants = keys.iter().filter(|key| &key.1 == asked).map(|key| key.0).collect();
            let pages = access::invitation_pages(&self.session, tenants, &asked.page()?).await?;
            found
                .extend(pages.into_iter().map(|(tenant, page)| (InvitationsOf(tenant, asked.clone()), page)));
        }
        Ok(found)
    }
}

impl Loader<AddressOf> for Relations {
    type Value = String;
    type Error = Shared;

    async fn load(&self, keys: &[AddressOf]) -> Result<HashMap<AddressOf, String>, Shared> {
        let accounts: Vec<AccountId> = keys.iter().map(|key| key.0).collect();
        let found = access::addresses(&self.session, &accounts).await?;
        Ok(found
            .into_iter()
            .map(|(account, email)| (AddressOf(account), email.as_str().to_owned()))
            .collect())
    }
}

impl Loader<UsageOf> for Relations {
    type Value = Vec<DayUse>;
    type Error = Shared;

    async fn load(&self, wanted: &[UsageOf]) -> Result<HashMap<UsageOf, Vec<DayUse>>, Shared> {
        let mut found = HashMap::new();
        for days in wanted.iter().map(|key| key.1).collect::<HashSet<_>>() {
            let keys: Vec<ApiKeyId> = wanted.iter().filter(|key| key.1 == days).map(|key| key.0).collect();
            let usage = keys::usage(&self.session, &keys, days).await?;
            found.extend(usage.into_iter().map(|(key, usage)| (UsageOf(key, days), usage)));
        }
        Ok(found)
    }
}

impl Loader<AppById> for Relations {
    type Value = App;
    type Error = Shared;

    async fn load(&self, keys: &[AppById]) -> Result<HashMap<AppById, App>, Shared> {
        let apps: Vec<AppId> = keys.iter().map(|key| key.0).collect();
        let found = apps::by_ids(&self.session, &apps).await?;
        Ok(found.into_iter().map(|(id, app)| (AppById(id), app)).collect())
    }
}

impl Loader<HeadOf> for Relations {
    type Value = Revision;
    type Error = Shared;

    async fn load(&self, keys: &[HeadOf]) -> Result<HashMap<HeadOf, Revision>, Shared> {
        let apps: Vec<AppId> = keys.iter().map(|key| key.0).collect();
        let revisions = apps::head_revisions(&self.session, &apps).await?;
        Ok(revisions.into_iter().map(|(app, revision)| (HeadOf(app), revision)).collect())
    }
}

impl Loader<DraftOf> for Relations {
    type Value = Draft;
    type Error = Shared;

    async fn load(&self, keys: &[DraftOf]) -> Result<HashMap<DraftOf, Draft>, Shared> {
        let apps: Vec<AppId> = keys.iter().map(|key| key.0).collect();
        let drafts = policies::drafts(&self.session, &apps).await?;
        Ok(drafts.into_iter().map(|(app, draft)| (DraftOf(app), draft)).collect())
    }
}

impl Loader<SourceOf> for Relations {
    type Value = Arc<Source>;
    type Error = Shared;

    async fn load(&self, keys: &[SourceOf]) -> Result<HashMap<SourceOf, Arc<Source>>, Shared> {
        let drafts: Vec<SourceKey> = keys.iter().map(|key| key.0).collect();
        let sources = policies::sources(&self.session, &self.catalogs, &drafts).await?;
        Ok(sources.into_iter().map(|(key, source)| (SourceOf(key), source)).collect())
    }
}

impl Loader<RegisterOf> for Relations {
    type Value = Arc<Register>;
    type Error = Shared;

    async fn load(&self, keys: &[RegisterOf]) -> Result<HashMap<RegisterOf, Arc<Register>>, Shared> {
        let wanted: Vec<(AppId, Option<i32>)> = keys.iter().map(|key| (key.0, key.1)).collect();
        let found = conformity::registers_of(&self.session, &self.catalogs, &self.registers, &wanted).await?;
        let named = |((app, number), register)| (RegisterOf(app, number), Arc::new(register));
        Ok(found.into_iter().map(named).collect())
    }
}
