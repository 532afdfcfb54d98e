//! From an app and an instant to what was declared then.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use disclosure::catalog::Catalog;
use entities::{AppId, PolicyVersionId};

use super::{
    declared::Declared,
    judge,
    model::{Conformity, Decision, Judgement, Observed, Reason, Step},
    register::{Register, turns},
    registers::Registers,
    relations,
    relations::Relations,
};
use crate::{
    apps::{self, Revision},
    catalog::{self, Catalogs, Named},
    platform::{
        error::{AppError, Result},
        scope::{Permission, Principal, Session},
    },
    policies::{self, Version},
};

/// What was declared at an instant.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The number of the version.
    pub number: i32,
    /// The revision of the declaration that it shows.
    pub revision: i32,
    /// Its relations, by the catalogue in the revision that the version names.
    pub relations: Relations,
}

/// What a record is by the version that was in force when it occurred.
pub fn judge_by(version: Option<&InForce>, observed: &Observed<'_>) -> Judgement {
    version.map_or_else(Judgement::without_version, |version| judge(&version.relations, observed))
}

/// The version in force of an app at an instant; none where there was none, or the caller may not see the app.
///
/// # Errors
/// As for [`all_in_force`].
pub async fn in_force(
    session: &Session,
    catalogs: &Catalogs,
    registers: &Registers,
    permission: Permission,
    app: AppId,
    at: DateTime<Utc>,
) -> Result<Option<InForce>> {
    let found = all_in_force(session, catalogs, registers, permission, &[(app, at)]).await?;
    Ok(found.into_iter().next().flatten())
}

/// The version in force of each of these apps at each of these instants, in their order. As many statements for a thousand
/// as for one: one for the versions; where relations are not kept yet, one for each 128 declarations, and three at most
/// for the catalogue. Hold no scope meanwhile: ask before the transaction that writes.
///
/// # Errors
/// As for [`Session::require`]; those of the database, as codes.
pub async fn all_in_force(
    session: &Session,
    catalogs: &Catalogs,
    registers: &Registers,
    permission: Permission,
    wanted: &[(AppId, DateTime<Utc>)],
) -> Result<Vec<Option<InForce>>> {
    let apps: BTreeSet<AppId> = wanted.iter().map(|(app, _)| *app).collect();
    let apps: Vec<AppId> = apps.into_iter().collect();
    let versions = policies::versions_of(session, permission, &apps).await?;
    chosen_in_force(session, (catalogs, registers), permission, &versions, wanted).await
}

/// The same of the versions that there are, where the caller knows them: no statement for these.
///
/// # Errors
/// As for [`all_in_force`].
pub async fn chosen_in_force(
    session: &Session,
    (catalogs, registers): (&Catalogs, &Registers),
    permission: Permission,
    versions: &HashMap<AppId, Vec<Version>>,
    wanted: &[(AppId, DateTime<Utc>)],
) -> Result<Vec<Option<InForce>>> {
    let then = |(app, at): &(AppId, DateTime<Utc>)| policies::in_force(versions.get(app)?, *at);
    let chosen: Vec<Option<&Version>> = wanted.iter().map(then).collect();
    let needed = chosen.iter().flatten().copied();
    let mut relations: HashMap<PolicyVersionId, Relations> = HashMap::new();
    let found = |version: &Version, of: Relations| drop(relations.insert(version.id, of));
    each_of(session, (catalogs, registers), permission, needed, found).await?;
    let in_force = |version: &Version| {
        let relations = relations.get(&version.id)?.clone();
        Some(InForce { number: version.number, revision: version.revision, relations })
    };
    Ok(chosen.into_iter().map(|version| version.and_then(in_force)).collect())
}

/// A time in which one version of an app is in force, or none; it ends where the next begins.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it; none for the last.
    pub to: Option<DateTime<Utc>>,
    /// What was declared then.
    pub version: Option<InForce>,
}

/// The stretches of an app's versions, from the one on that lies around `from`, or the first behind it. Statements as for
/// [`all_in_force`].
///
/// # Errors
/// As for [`all_in_force`].
pub async fn stretches(
    session: &Session,
    catalogs: &Catalogs,
    registers: &Registers,
    app: AppId,
    from: DateTime<Utc>,
) -> Result<Vec<Stretch>> {
    let permission = Permission::ReadTenant;
    let versions = policies::versions_of(session, permission, &[app]).await?.remove(&app).unwrap_or_default();
    let spans = turns(&versions);
    let ends = spans.iter().skip(1).map(|(from, _)| Some(*from)).chain([None]);
    let wanted = spans.iter().zip(ends).filter(|(_, to)| to.is_none_or(|to| to > from));
    let wanted: Vec<_> = wanted.collect();
    let needed = wanted.iter().filter_map(|((_, version), _)| *version);
    let mut relations = HashMap::new();
    let found = |version: &Version, of: Relations| drop(relations.insert(version.id, of));
    each_of(session, (catalogs, registers), permission, needed, found).await?;
    let mut stretches = Vec::with_capacity(wanted.len());
    for ((from, version), to) in wanted {
        let version = version.map(|version| declared(version, &relations)).transpose()?;
        stretches.push(Stretch { from: *from, to, version });
    }
    Ok(stretches)
}

/// What an app declared in the versions that were in force at some instant from the first to before the second. Statements
/// as for [`all_in_force`].
///
/// # Errors
/// As for [`all_in_force`].
pub async fn declared_between(
    session: &Session,
    catalogs: &Catalogs,
    registers: &Registers,
    app: AppId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Declared> {
    let permission = Permission::ReadTenant;
    let versions = policies::versions_of(session, permission, &[app]).await?.remove(&app).unwrap_or_default();
    let spans = turns(&versions);
    let ends = spans.iter().skip(1).map(|(from, _)| *from).chain([DateTime::<Utc>::MAX_UTC]);
    let held = spans.iter().zip(ends).filter(|((start, _), end)| *start < to && *end > from);
    let held: BTreeSet<i32> =
        held.filter_map(|((_, version), _)| *version).map(|version| version.number).collect();
    // Since when and until when a relation stands is told by all versions; of the others no more than keys is held.
    let (mut keys, mut relations) = (HashMap::new(), HashMap::new());
    let found = |version: &Version, of: Relations| {
        keys.insert(version.id, Arc::clone(of.keys()));
        if held.contains(&version.number) {
            relations.insert(version.id, of);
        }
    };
    each_of(session, (catalogs, registers), permission, &versions, found).await?;
    let of = |number: &i32| {
        let version = versions.iter().find(|version| version.number == *number)?;
        let found = relations.get(&version.id)?;
        Some((Register::new(&versions, &keys, version, found), found.clone()))
    };
    Ok(Declared::new(held.iter().rev().filter_map(of).collect()))
}

fn declared(version: &Version, relations: &HashMap<PolicyVersionId, Relations>) -> Result<InForce> {
    let relations = relations.get(&version.id).cloned();
    let relations = relations.ok_or_else(|| AppError::internal("a version without a declaration"))?;
    Ok(InForce { number: version.number, revision: version.revision, relations })
}

/// Declarations that are in memory at a time.
const AT_ONCE: usize = 128;

/// Calls with the relations of each of these versions: kept ones, and the others from their declarations, of which no more
/// than [`AT_ONCE`] are in memory.
async fn each_of<'a>(
    session: &Session,
    (catalogs, registers): (&Catalogs, &Registers),
    permission: Permission,
    versions: impl IntoIterator<Item = &'a Version>,
    mut found: impl FnMut(&Version, Relations),
) -> Result<()> {
    let mut missing: HashMap<PolicyVersionId, &Version> = HashMap::new();
    for version in versions {
        match registers.get(version.tenant, version.id) {
            Some(kept) => found(version, kept),
            None => drop(missing.insert(version.id, version)),
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let named_in: BTreeSet<Named> = missing.values().copied().map(named).collect();
    let by = catalog::as_of(session, catalogs, permission, &named_in).await?;
    // Several versions may be of one revision.
    let mut missing_of: BTreeMap<(AppId, i32), Vec<&Version>> = BTreeMap::new();
    for version in missing.into_values() {
        missing_of.entry((version.app, version.revision)).or_default().push(version);
    }
    let missing_of: Vec<_> = missing_of.into_iter().collect();
    for some in missing_of.chunks(AT_ONCE) {
        let shown: Vec<(AppId, i32)> = some.iter().map(|(of, _)| *of).collect();
        let revisions = apps::revisions(session, permission, &shown).await?;
        let revisions: HashMap<_, _> = revisions.into_iter().map(|(of, it)| (of, Arc::new(it))).collect();
        let unread = some.iter().flat_map(|(of, versions)| versions.iter().map(move |it| (of, *it)));
        let unread = unread.filter_map(|(of, version)| {
            let catalog = by.get(&named(version))?;
            Some((version.clone(), Arc::clone(revisions.get(of)?), Arc::clone(catalog)))
        });
        let unread = unread.collect();
        drop(revisions);
        for (version, relations) in read_all(unread).await? {
            registers.keep(version.tenant, version.id, relations.clone());
            found(&version, relations);
        }
    }
    Ok(())
}

/// The revision of the catalogue by which a version is read.
fn named(version: &Version) -> Named {
    (version.tenant, version.inputs.catalog.clone())
}

/// Reads declarations where it does not hold up requests.
async fn read_all(unread: Vec<(Version, Arc<Revision>, Arc<Catalog>)>) -> Result<Vec<(Version, Relations)>> {
    let read = move || {
        let read = |(version, revision, catalog): (Version, Arc<Revision>, Arc<Catalog>)| {
            let relations = relations(&revision.declaration()?, &catalog).in_zone(version.zone);
            Ok((version, relations))
        };
        unread.into_iter().map(read).collect()
    };
    tokio::task::spawn_blocking(read).await.map_err(AppError::internal)?
}

/// The answer to a question asked before a sharing.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The answer.
    pub decision: Decision,
    /// The number of the version in force then.
    pub version: Option<i32>,
    /// Why not; empty where it is allowed.
    pub reasons: Vec<Reason>,
    /// What has to be done first; none where it is allowed.
    pub step: Option<Step>,
}

/// Whether a sharing would conform. For whoever reads the tenant, and for whoever may record what was shared.
///
/// # Errors
/// `NOT_FOUND` for an app that the caller may not see; `UNAUTHENTICATED`, `FORBIDDEN`; `INVALID`
/// (`error-sharing-recipient`) where neither a recipient nor an SDK is named.
pub async fn decide(
    session: &Session,
    catalogs: &Catalogs,
    registers: &Registers,
    (tenant, app): (&str, &str),
    observed: &Observed<'_>,
) -> Result<Decided> {
    let permission = asking(session);
    let app = apps::by_slug_for(session, permission, tenant, app).await?;
    if observed.recipient.is_none() && observed.sdk.is_none() {
        return Err(AppError::invalid("error-sharing-recipient").at(["sharing", "recipient"]));
    }
    let version = in_force(session, catalogs, registers, permission, app.id, observed.at).await?;
    let Judgement { conformity, reasons } = judge_by(version.as_ref(), observed);
    let step = match conformity {
        Conformity::Conforms => None,
        Conformity::Deviates | Conformity::Undecided => {
            let by_head = match app.head_revision {
                Some(head) if version.as_ref().is_none_or(|version| version.revision != head) => {
                    head_judgement(session, catalogs, permission, (&app, head), observed).await?
                }
                _ => None,
            };
            missing_step(&reasons, by_head.as_ref())
        }
    };
    Ok(Decided { decision: conformity.into(), version: version.map(|it| it.number), reasons, step })
}

/// By which right the caller asks: a back end that only reports asks before it shares.
fn asking(session: &Session) -> Permission {
    let reports = |principal: &Principal| {
        principal.permits(Permission::WriteSharing) && !principal.permits(Permission::ReadTenant)
    };
    if session.principal().is_some_and(reports) { Permission::WriteSharing } else { Permission::ReadTenant }
}

/// What the newest declaration, which is not published yet, would make of it.
async fn head_judgement(
    session: &Session,
    catalogs: &Catalogs,
    permission: Permission,
    (app, head): (&apps::App, i32),
    observed: &Observed<'_>,
) -> Result<Option<Judgement>> {
    let revisions = apps::revisions(session, permission, &[(app.id, head)]).await?;
    let Some(revision) = revisions.get(&(app.id, head)) else { return Ok(None) };
    let (revision, catalog) =
        (revision.clone(), catalog::of_tenant_for(session, catalogs, permission, app.tenant).await?);
    let read = move || Ok::<_, AppError>(relations(&revision.declaration()?, &catalog));
    let read = tokio::task::spawn_blocking(read).await.map_err(AppError::internal)??;
    Ok(Some(judge(&read, observed)))
}

/// The first step: what the newest declaration lacks, too, or else to publish it.
fn missing_step(reasons: &[Reason], by_head: Option<&Judgement>) -> Option<Step> {
    match by_head {
        Some(head) => head.reasons.first().map_or(Some(Step::Publish), |reason| Some(reason.step())),
        None => reasons.first().map(Reason::step),
    }
}

/// The registers of these apps, each in the version of that number, or the one in force now. Apps and versions that the
/// caller may not see have none. Statements as for [`all_in_force`].
///
/// # Errors
/// As for [`all_in_force`].
pub async fn registers_of(
    session: &Session,
    catalogs: &Catalogs,
    registers: &Registers,
    wanted: &[(AppId, Option<i32>)],
) -> Result<HashMap<(AppId, Option<i32>), Register>> {
    let permission = Permission::ReadTenant;
    let apps: BTreeSet<AppId> = wanted.iter().map(|(app, _)| *app).collect();
    let apps: Vec<AppId> = apps.into_iter().collect();
    let versions = policies::versions_of(session, permission, &apps).await?;
    let now = session.now();
    let shown = |(app, number): &(AppId, Option<i32>)| {
        let versions = versions.get(app)?;
        let version = match number {
            Some(number) => versions.iter().find(|version| version.number == *number),
            None => policies::in_force(versions, now),
        };
        Some((versions, version?))
    };
    let shown: Vec<_> = wanted.iter().filter_map(|it| Some((*it, shown(it)?))).collect();
    let ids: HashSet<PolicyVersionId> = shown.iter().map(|(_, (_, version))| version.id).collect();
    // Since when and until when a relation stands is told by all versions; of the others no more than keys is held.
    let all = shown.iter().map(|((app, _), (versions, _))| (app, *versions)).collect::<HashMap<_, _>>();
    let (mut keys, mut relations) = (HashMap::new(), HashMap::new());
    let found = |version: &Version, of: Relations| {
        keys.insert(version.id, Arc::clone(of.keys()));
        if ids.contains(&version.id) {
            relations.insert(version.id, of);
        }
    };
    each_of(session, (catalogs, registers), permission, all.into_values().flatten(), found).await?;
    let mut found = HashMap::new();
    for (of, (versions, version)) in shown {
        if let Some(relations) = relations.get(&version.id) {
            found.insert(of, Register::new(versions, &keys, version, relations));
        }
    }
    Ok(found)
}
