//! When an app last shared with those whom it declares: what a hosted list may tell of the log.

use disclosure::render::html::LastShared;
use entities::{AppId, TenantId};

use super::{model::Environment, store};
use crate::{
    catalog::Catalogs,
    conformity::{self, Observability, Registers},
    platform::{
        error::Result,
        scope::{Permission, SystemScope},
    },
};

/// The last day, in UTC, on which each of those was shared with whom the app's version in force declares, from the sums of
/// the live log; to be told to anybody. A day that is still to come is told on that day. Statements as for
/// [`conformity::all_in_force`], and two more.
///
/// # Errors
/// Those of the database, as codes.
pub async fn last_shared(
    system: &SystemScope,
    catalogs: &Catalogs,
    registers: &Registers,
    (tenant, app): (TenantId, AppId),
) -> Result<LastShared> {
    let (session, now) = (system.session(tenant), system.now());
    let permission = Permission::ReadTenant;
    let mut told = LastShared { as_of: now.date_naive(), ..LastShared::default() };
    let in_force = conformity::in_force(&session, catalogs, registers, permission, app, now).await?;
    let Some(in_force) = in_force else { return Ok(told) };
    let scope = session.read(permission).await?;
    let recipients = in_force.relations.recipients();
    let names = recipients.values().flat_map(|recipient| recipient.names.iter().copied());
    let days = match store::log_of(&scope, Environment::Live).await? {
        Some(log) => store::last_days(&scope, log.id, app, told.as_of, names).await?,
        None => Default::default(),
    };
    for (key, recipient) in &recipients {
        let last = recipient.names.iter().filter_map(|name| days.get(*name)).max();
        if let Some(day) = last {
            told.days.insert((*key).to_owned(), *day);
        } else if recipient.observability == Observability::DeviceOnly {
            told.unreported.insert((*key).to_owned());
        }
    }
    Ok(told)
}
