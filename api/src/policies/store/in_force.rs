//! What is in force, as a condition on other rows.

use chrono::{DateTime, Utc};
use entities::{TenantOwned, policy_versions};

use crate::{apps::InForce, platform::scope::Where};

/// The versions in force at an instant: of each app the one that took effect last before it, of those that were not
/// withdrawn by then.
#[derive(Debug, Clone, Copy)]
pub struct VersionsInForce {
    /// The instant.
    pub at: DateTime<Utc>,
}

impl VersionsInForce {
    fn holds(&self) -> Where<policy_versions::Entity> {
        let stays = Where::is_null(policy_versions::Column::WithdrawnAt)
            .or(Where::gt(policy_versions::Column::WithdrawnAt, self.at));
        Where::lte(policy_versions::Column::EffectiveAt, self.at).and(stays)
    }
}

impl InForce for VersionsInForce {
    fn shows<A: TenantOwned, E: TenantOwned>(&self, app: A::Column, snapshot: E::Column) -> Where<E> {
        let order = [policy_versions::Column::EffectiveAt, policy_versions::Column::Number];
        let links = [(app, policy_versions::Column::AppId)];
        Where::is_last::<A, policy_versions::Entity>(
            snapshot,
            policy_versions::Column::Id,
            &links,
            self.holds(),
            &order,
        )
    }

    fn is_there<E: TenantOwned>(&self, app: E::Column) -> Where<E> {
        Where::related(&[(app, policy_versions::Column::AppId)], self.holds())
    }
}
