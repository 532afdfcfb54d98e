//! The contract.

use crate::support::golden;

/// After a change on purpose: `UPDATE_GOLDEN=1`, or `candor schema > api/schema.graphql`.
#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    golden::check("../../api/schema.graphql", &api::graphql::sdl());
}
