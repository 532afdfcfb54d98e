//! The contract.

/// After a change on purpose: `cargo run -- schema > api/schema.graphql`.
#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let committed = include_str!("../api/schema.graphql");
    let served = api::graphql::sdl();
    for (line, (committed, served)) in committed.lines().zip(served.lines()).enumerate() {
        assert_eq!(committed, served, "line {}", line + 1);
    }
    assert_eq!(committed.len(), served.len());
}
