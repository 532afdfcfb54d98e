//! Whom records are about: references by keys of their own, and their end.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};

use entities::{Digest, TenantId};
use sharing_log::subject::SubjectKey;

use super::{
    draft,
    model::Log,
    plan::Job,
    store::{self, NewSubject},
};
use crate::{
    audit,
    platform::{
        Random, Sealed, Sealer,
        error::{AppError, Result},
        scope::{Permission, ReadScope, Session, WriteScope},
    },
    tenants,
};

/// The longest id of a person, in bytes.
const MAX_ID: usize = 1_000;

/// A person's id at the reporter. It is kept nowhere, and never shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Person(String);

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person")
    }
}

impl Person {
    /// The person whom the reporter knows by this id.
    pub fn new(id: String) -> Self {
        Self(id)
    }

    /// # Errors
    /// `INVALID` for an empty id, one of more than 1,000 bytes, and one that holds a control character.
    pub fn check(&self) -> Result<()> {
        match self.0.as_str() {
            "" => Err(AppError::invalid("error-sharing-missing")),
            id if id.len() > MAX_ID => Err(draft::too_large()),
            id if id.chars().any(char::is_control) => Err(AppError::invalid("error-sharing-malformed")),
            _ => Ok(()),
        }
    }

    /// By what the person is found, that of the current data key first.
    fn fingerprints(&self, sealer: &Sealer, tenant: TenantId) -> Vec<[u8; 32]> {
        sealer.fingerprints(format!("sharing subject {tenant}").as_bytes(), self.0.as_bytes())
    }
}

/// What a sealed key is bound to.
fn context(tenant: TenantId, fingerprint: &Digest) -> Vec<u8> {
    format!("sharing_subjects {tenant} {fingerprint}").into_bytes()
}

/// Keys by the fingerprints under which they stand.
async fn keys(
    scope: &ReadScope,
    sealer: &Sealer,
    fingerprints: Vec<[u8; 32]>,
) -> Result<HashMap<[u8; 32], SubjectKey>> {
    let open = |row: entities::sharing_subjects::Model| {
        let sealed = Sealed { ciphertext: row.key_ciphertext, key_id: row.seal_key_id };
        let key = sealer.open(&context(scope.tenant(), &row.fingerprint), &sealed)?;
        let key = key.as_slice().try_into().map_err(AppError::internal)?;
        let fingerprint = row.fingerprint.bytes().try_into().map_err(AppError::internal)?;
        Ok((fingerprint, SubjectKey::new(key)))
    };
    store::subjects(scope, fingerprints).await?.into_iter().map(open).collect()
}

/// The references to a person in a log; none where nothing is known of the person.
///
/// # Errors
/// `INVALID` for an id that cannot be one; `INTERNAL` where the data key that sealed the person's is not here.
pub async fn references(
    scope: &ReadScope,
    log: &Log,
    sealer: &Sealer,
    person: &Person,
) -> Result<Vec<String>> {
    person.check().map_err(|error| error.at(["filter", "subject"]))?;
    let keys = keys(scope, sealer, person.fingerprints(sealer, scope.tenant())).await?;
    Ok(keys.values().map(|key| key.reference(&log.origin, &person.0)).collect())
}

/// Puts references in the place of the people of a group, whose log is held: who is new gets a key. At most three statements
/// more for a group that names people, none for one that does not.
///
/// # Errors
/// As for [`references`].
pub async fn refer(
    scope: &WriteScope,
    log: &Log,
    sealer: &Sealer,
    random: &dyn Random,
    jobs: &mut [Job],
) -> Result<()> {
    let drafts = || jobs.iter().flat_map(|job| &job.drafts);
    let people: HashSet<Person> = drafts().filter_map(|draft| draft.subject.clone()).collect();
    if people.is_empty() {
        return Ok(());
    }
    let people: HashMap<Person, Vec<[u8; 32]>> = people
        .into_iter()
        .map(|person| {
            let fingerprints = person.fingerprints(sealer, scope.tenant());
            (person, fingerprints)
        })
        .collect();
    let all = || people.values().flatten().copied().collect::<Vec<_>>();
    let mut known = keys(scope, sealer, all()).await?;
    let new = people.values().filter(|its| !its.iter().any(|one| known.contains_key(one)));
    let mut new: Vec<[u8; 32]> = new.filter_map(|its| its.first().copied()).collect();
    if !new.is_empty() {
        // In the order in which the tenant's other log adds them.
        new.sort_unstable();
        add(scope, log, sealer, random, new).await?;
        // The tenant's other log may have been quicker with one of them.
        known = keys(scope, sealer, all()).await?;
    }
    for draft in jobs.iter_mut().flat_map(|job| &mut job.drafts) {
        let Some(person) = &draft.subject else { continue };
        let its = people.get(person).into_iter().flatten();
        let key = its.filter_map(|fingerprint| known.get(fingerprint)).next();
        let key = key.ok_or_else(|| AppError::internal("a person's key is missing"))?;
        Arc::make_mut(&mut draft.content).subject = Some(key.reference(&log.origin, &person.0));
        draft.canonical = draft.content.to_canonical(draft.kind).map_err(AppError::internal)?;
    }
    Ok(())
}

async fn add(
    scope: &WriteScope,
    log: &Log,
    sealer: &Sealer,
    random: &dyn Random,
    new: Vec<[u8; 32]>,
) -> Result<()> {
    let subject = |fingerprint: [u8; 32]| {
        let mut key = [0; 32];
        random.fill(&mut key);
        let fingerprint = Digest::from(fingerprint);
        let key = sealer.seal(&context(scope.tenant(), &fingerprint), &key, random)?;
        Ok(NewSubject { fingerprint, key })
    };
    let subjects = new.into_iter().map(subject).collect::<Result<_>>()?;
    store::insert_subjects(scope, log.id, subjects).await
}

/// What was erased of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasedSubject {
    /// Whether the person had a key.
    pub known: bool,
    /// Records whose contents are told no more.
    pub records: u64,
}

/// Erases a person's key, so that no reference leads to the person any more in whatever copy, and has the contents of the
/// records about that person alone erased: they are told no more from now on. Again, it changes nothing.
///
/// # Errors
/// `NOT_FOUND`; `FORBIDDEN` for all but owners; `INVALID` for an id that cannot be one; `ILLEGAL_STATE` for a suspended tenant
/// and while a hold stands (`error-sharing-hold`).
pub async fn erase_subject(
    session: &Session,
    sealer: &Sealer,
    tenant: &str,
    person: &Person,
) -> Result<ErasedSubject> {
    session.require(Permission::ManageTenant)?;
    person.check().map_err(|error| error.at(["subject"]))?;
    let tenant = tenants::id_of(session, tenant).await?;
    let scope = session.write_tenant(tenant, Permission::ManageTenant).await?;
    // Nobody refers to the person meanwhile. The logs before the tenant, as whoever reports on somebody new holds them.
    let logs = store::lock_logs(&scope).await?;
    if tenants::lock(&scope).await?.keeping.hold_since.is_some() {
        return Err(AppError::illegal_state("error-sharing-hold").at(["tenant"]));
    }
    let fingerprints = person.fingerprints(sealer, tenant);
    let keys = keys(&scope, sealer, fingerprints.clone()).await?;
    if keys.is_empty() {
        return Ok(ErasedSubject { known: false, records: 0 });
    }
    let mut records = 0;
    for log in &logs {
        let references = keys.values().map(|key| key.reference(&log.origin, &person.0)).collect();
        records += store::mark(&scope, log.id, references).await?;
    }
    store::remove_subjects(&scope, fingerprints).await?;
    let entry = audit::Entry::new("sharing.subject_erased", "tenant", tenant);
    audit::append(&scope, entry.with("records", records)).await?;
    scope.commit().await?;
    Ok(ErasedSubject { known: true, records })
}
