//! A log's beginning, its address, and what it signs.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use entities::{LogId, TenantId, TypedId, apps::Environment};
use sharing_log::{
    Checkpoint,
    note::{Note, Signer, Verifier},
};

use super::{model::Log, store};
use crate::platform::{
    Random, Sealer,
    error::{AppError, Result},
    scope::{ReadScope, SystemScope, WriteScope},
};

/// What every origin starts with.
const PREFIX: &str = "clog";

/// A name that nobody can guess, and that says whose log it is: `clog`, tenant, log, and 128 random bits.
fn new_origin(tenant: TenantId, log: LogId, random: &dyn Random) -> String {
    let mut secret = [0; 16];
    random.fill(&mut secret);
    let digits = |id: String| id.split_once('_').map(|(_, digits)| digits.to_owned()).unwrap_or_default();
    format!("{PREFIX}_{}_{}_{}", digits(tenant.to_string()), digits(log.to_string()), hex::encode(secret))
}

/// Tenant and log that an address names; none where it has not the form of one.
fn named(address: &str) -> Option<(TenantId, LogId)> {
    let mut parts = address.strip_prefix(PREFIX)?.strip_prefix('_')?.split('_');
    let (tenant, log, secret) = (parts.next()?, parts.next()?, parts.next()?);
    let tenant = format!("{}_{tenant}", TenantId::PREFIX).parse().ok()?;
    let log = format!("{}_{log}", LogId::PREFIX).parse().ok()?;
    (secret.len() == 32 && parts.next().is_none()).then_some((tenant, log))
}

/// A log as whoever has its address reads it.
#[derive(Debug)]
pub struct PublicLog {
    pub scope: ReadScope,
    pub log: Log,
}

impl PublicLog {
    /// The log at an address; none where there is none, whatever the address looks like.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn find(system: &SystemScope, address: &str) -> Result<Option<Self>> {
        let Some((tenant, id)) = named(address) else { return Ok(None) };
        let scope = system.read(tenant).await?;
        let log = store::log_by_id(&scope, id).await?;
        let log =
            log.filter(|log| verify_slices_are_equal(log.origin.as_bytes(), address.as_bytes()).is_ok());
        Ok(log.map(|log| Self { scope, log }))
    }
}

/// The log, held until the scope ends; begun where there is none.
///
/// # Errors
/// Those of the database, as codes.
pub async fn lock(
    scope: &WriteScope,
    environment: Environment,
    sealer: &Sealer,
    random: &dyn Random,
) -> Result<Log> {
    if let Some(log) = store::lock_log(scope, environment).await? {
        return Ok(log);
    }
    let id: LogId = scope.new_id();
    let origin = new_origin(scope.tenant(), id, random);
    let mut seed = [0; 32];
    random.fill(&mut seed);
    let public_key = public_half(&origin, &seed)?;
    let seed = sealer.seal(&context(scope.tenant(), id, store::FIRST_KEY), &seed, random)?;
    store::insert_log(scope, store::NewLog { id, environment, origin, public_key, seed }).await?;
    // Whoever lost the race for the row waits here, and goes on with the winner's.
    store::lock_log(scope, environment).await?.ok_or_else(|| AppError::internal("the log is missing"))
}

fn public_half(origin: &str, seed: &[u8; 32]) -> Result<[u8; 32]> {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| AppError::internal("no key"))?;
    Signer::new(origin, seed).map_err(AppError::internal)?;
    pair.public_key().as_ref().try_into().map_err(AppError::internal)
}

/// What a sealed seed is bound to.
fn context(tenant: TenantId, log: LogId, key: i32) -> Vec<u8> {
    format!("sharing_keys {tenant} {log} {key}").into_bytes()
}

/// The key with which checkpoints are checked, in the form of C2SP signed-note.
///
/// # Errors
/// Those of the database, as codes.
pub async fn verifier_key(scope: &ReadScope, log: &Log) -> Result<String> {
    let (public, _) = store::key(scope, log).await?;
    Ok(Verifier::new(&log.origin, public).map_err(AppError::internal)?.to_string())
}

/// The log's state, signed: `log` has been read, so it is committed.
///
/// # Errors
/// `INTERNAL` where the data key that sealed the log's own is not here.
pub async fn checkpoint(scope: &ReadScope, sealer: &Sealer, log: &Log) -> Result<String> {
    let (_, sealed) = store::key(scope, log).await?;
    let seed = sealer.open(&context(log.tenant, log.id, log.key), &sealed)?;
    let seed = seed.as_slice().try_into().map_err(AppError::internal)?;
    let signer = Signer::new(&log.origin, &seed).map_err(AppError::internal)?;
    let state = Checkpoint { origin: log.origin.clone(), size: log.size(), root: log.frontier.root() };
    let mut note = Note::new(state.to_string()).map_err(AppError::internal)?;
    note.sign(&signer);
    Ok(note.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::SystemRandom;

    #[test]
    fn an_address_names_tenant_and_log() {
        let (tenant, log) =
            (TenantId::from_uuid(uuid::Uuid::from_u128(1)), LogId::from_uuid(uuid::Uuid::from_u128(2)));
        let origin = new_origin(tenant, log, &SystemRandom);
        assert_eq!(named(&origin), Some((tenant, log)));
        assert_ne!(new_origin(tenant, log, &SystemRandom), origin);
        for other in ["", "clog", "clog_", &origin[1..], &origin[..80], &format!("{origin}_"), "log_a_b_c"] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
