//! Whatever writers do at the same time, the log is one sequence without a gap, and its tree is the tree of its records.

use std::{collections::BTreeSet, time::Duration};

use api::platform::scope::{Change, Scoped, Where};
use chrono::TimeDelta;
use entities::{sharing_logs, tenants};
use proptest::{
    prelude::{Strategy, any},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use sharing_log::{tile::Tile, tree::Frontier};

use super::support::{
    RECORDED, batch, bytes, check_reasons, events, leaves, log, opened, record, refusal, refused, root, rows,
    void,
};
use crate::support::{
    app::TestApp,
    client::Client,
    postgres,
    world::{Party, World, done, event},
};

/// What a writer does next.
#[derive(Debug, Clone)]
enum Act {
    /// Reports one event; again, if it says so.
    One(bool),
    /// Reports so many at once.
    Many(usize),
    /// Voids the record that it made last.
    Void,
    /// Goes away before it is answered.
    Leave,
    /// Lets others go first.
    Wait(u64),
}

fn act() -> impl Strategy<Value = Act> {
    proptest::prop_oneof![
        4 => any::<bool>().prop_map(Act::One),
        3 => (1_usize..120).prop_map(Act::Many),
        1 => proptest::strategy::Just(Act::Void),
        1 => proptest::strategy::Just(Act::Leave),
        2 => (0_u64..4).prop_map(Act::Wait),
    ]
}

/// The numbers of new records that a writer was told of.
async fn write(client: &Client, party: &Party, name: String, acts: Vec<Act>) -> Vec<i64> {
    let mut told = Vec::new();
    let mut last = Value::Null;
    for (at, act) in acts.into_iter().enumerate() {
        let id = format!("{name}-{at}");
        match act {
            Act::One(again) => {
                let made = record(client, party, event(&id)).await["recorded"].clone();
                told.push(made["seq"].as_i64().expect("recorded"));
                if again {
                    let same = record(client, party, event(&id)).await["recorded"].clone();
                    assert_eq!((&same["seq"], &same["repeated"]), (&made["seq"], &Value::from(true)));
                }
                last = made["recordId"].clone();
            }
            Act::Many(count) => {
                let made = batch(client, party, events(&id, count), "ALL_OR_NOTHING").await["batch"].clone();
                let rows = made["rows"].as_array().expect("recorded").clone();
                let seqs: Vec<i64> =
                    rows.iter().map(|row| row["recorded"]["seq"].as_i64().unwrap()).collect();
                assert!(seqs.windows(2).all(|two| two[0] + 1 == two[1]), "a batch is one after the other");
                told.extend(seqs);
            }
            Act::Void if !last.is_null() => {
                let made = void(client, party, &last, &id).await["recorded"].clone();
                told.push(made["seq"].as_i64().expect("voided"));
                last = Value::Null;
            }
            Act::Leave => {
                let given_up = batch(client, party, events(&id, 7), "ALL_OR_NOTHING");
                let _ = tokio::time::timeout(Duration::from_micros(500), given_up).await;
            }
            Act::Void => {}
            Act::Wait(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
        }
    }
    told
}

/// Compares what the log says of itself with what its records give.
async fn check(world: &World, told: &BTreeSet<i64>) {
    let (brand, client) = (&world.brand, world.client(&world.brand.owner));
    // Whoever left may still be written down.
    tokio::time::sleep(Duration::from_millis(50)).await;
    let checkpoint = opened(&log(&client, brand, "LIVE").await);
    let leaves = leaves(&world.app, brand.owner.tenant).await;
    let mut tree = Frontier::default();
    tree.extend(leaves.iter().copied().take(usize::try_from(checkpoint.size).unwrap()));
    assert_eq!(tree.root(), checkpoint.root);
    assert!(told.iter().all(|seq| *seq < checkpoint.size.cast_signed()));
    let full: Vec<Tile> = Tile::of_level(0, leaves.len() as u64).filter(|tile| tile.width == 256).collect();
    let kept = rows(&world.app, brand.owner.tenant, "sharing_tiles").await;
    assert_eq!(kept.len(), full.len());
    for (tile, row) in full.iter().zip(kept) {
        let first = usize::try_from(tile.index).unwrap() * 256;
        let own: Vec<u8> = leaves[first..first + 256].iter().flat_map(|leaf| leaf.0).collect();
        assert_eq!(bytes(row["hashes"].as_str().unwrap()), own, "{tile}");
    }
    // Each number of people once for each record that counts.
    let records = rows(&world.app, brand.owner.tenant, "sharing_records").await;
    let counted = records.iter().filter(|row| row["kind"] != "VOID").count()
        - rows(&world.app, brand.owner.tenant, "sharing_citations").await.len();
    let totals = rows(&world.app, brand.owner.tenant, "sharing_totals").await;
    let sum = |name: &str| -> i64 {
        let all = totals.iter().filter(|row| row["category"] == "");
        all.map(|row| row[name].as_i64().unwrap()).sum()
    };
    assert_eq!((sum("records"), sum("subjects")), (counted as i64, 3 * counted as i64));
    check_reasons(&world.app, brand.owner.tenant).await;
}

#[test]
fn any_interleaving_gives_one_sequence_and_the_tree_of_its_records() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (world, beside) = runtime.block_on(async {
        let world = World::new().await;
        // A second gateway where there is a database for two.
        let beside = match postgres::suite() {
            Some(_) => Some(TestApp::start_beside(&world.app).await),
            None => None,
        };
        (world, beside)
    });
    let owner = world.brand.owner;
    let mut told = BTreeSet::new();
    let told = std::cell::RefCell::new(&mut told);
    let round = std::cell::Cell::new(0);
    let writers = proptest::collection::vec(proptest::collection::vec(act(), 1..6), 4);
    let config = Config { cases: 12, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome = TestRunner::new(config).run(&writers, |writers| {
        round.set(round.get() + 1);
        let made = runtime.block_on(async {
            let apps = [&world.app, beside.as_ref().unwrap_or(&world.app)];
            let one = |number: usize, acts: Vec<Act>| {
                let client = apps[number % 2].client(&owner);
                let (party, name) = (world.brand.clone(), format!("{}-{number}", round.get()));
                tokio::spawn(async move { write(&client, &party, name, acts).await })
            };
            let tasks: Vec<_> = writers.into_iter().enumerate().map(|(at, acts)| one(at, acts)).collect();
            let mut made = Vec::new();
            for task in tasks {
                made.extend(task.await.expect("a writer ends"));
            }
            made
        });
        let count = made.len();
        let before = told.borrow().len();
        told.borrow_mut().extend(made);
        assert_eq!(told.borrow().len(), before + count, "a number was given twice");
        runtime.block_on(check(&world, &told.borrow()));
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(async {
        if let Some(beside) = beside {
            beside.running.stop().await.unwrap();
        }
    });
}

#[tokio::test]
async fn a_clock_that_goes_back_over_a_month_s_end_stops_no_log() {
    let world = World::new().await;
    let brand = &world.brand;
    let ahead = TimeDelta::days(40);
    world.app.clock.advance(ahead);
    record(&world.client(&brand.owner), brand, event("ahead")).await;
    world.app.clock.advance(-ahead);
    let owner = world.client(&brand.owner);
    // Past the edge of a tile, whose first leaf is of the later month.
    for part in 0..3 {
        let made = batch(&owner, brand, events(&format!("behind-{part}"), 200), "ALL_OR_NOTHING").await;
        assert_eq!(made["userErrors"], json!([]), "{made}");
    }
    let leaves = leaves(&world.app, brand.owner.tenant).await;
    let checkpoint = opened(&log(&owner, brand, "LIVE").await);
    assert_eq!((checkpoint.size, checkpoint.root), (leaves.len() as u64, root(&leaves)));
    assert!(leaves.len() > 600);
}

/// Reports that come while the log is held join one group.
#[tokio::test]
async fn one_that_voids_what_its_own_group_records_does_not_fail_the_group() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let (shared, _) = brand.record_ids[0].rsplit_once('_').expect("an id");
    for round in 0.. {
        let size = log(&owner, brand, "LIVE").await["size"].as_u64().expect("a size");
        let scope = world.app.state.system("test").write(brand.owner.tenant).await.unwrap();
        scope.lock(Scoped::<sharing_logs::Entity>::all()).await.unwrap();
        let later = |place: u32| tokio::time::sleep(Duration::from_millis(200) * place);
        let report = async |place: u32| {
            later(place).await;
            record(&owner, brand, event(&format!("group-{round}-{place}"))).await
        };
        let void = async {
            later(2).await;
            // What the second of the group will be.
            let input = json!({
                "tenant": brand.slug, "recordId": format!("{shared}_{}", size + 1), "reason": "a test",
                "externalId": "event-1",
            });
            owner.call("voidSharingRecord", RECORDED, input).await
        };
        let release = async {
            later(4).await;
            drop(scope);
        };
        let (first, second, void, third, ()) = tokio::join!(report(0), report(1), void, report(3), release);
        let seqs = [&first, &second, &third].map(|made| made["recorded"]["seq"].as_u64());
        assert!(seqs.iter().all(Option::is_some), "{first} {second} {third}");
        // On a slow machine it came before the one that it cites.
        if refused(&void) == refusal("NOT_FOUND", &["recordId"]) && round < 10 {
            continue;
        }
        assert_eq!(seqs, [Some(size), Some(size + 1), Some(size + 2)]);
        assert_eq!(refused(&void), refusal("CONFLICT", &["externalId"]));
        break;
    }
}

#[tokio::test]
async fn two_gateways_that_begin_a_log_at_once_begin_one() {
    if postgres::suite().is_none() {
        return;
    }
    let world = World::new().await;
    let brand = &world.brand;
    let beside = TestApp::start_beside(&world.app).await;
    let owner = world.client(&brand.owner);
    let staging = json!({
        "tenant": brand.slug, "slug": "staged", "environment": "STAGING",
        "name": [{ "locale": "en", "text": "Staged" }],
    });
    done(&owner.call("registerApp", "app { slug }", staging).await, "app");
    let party = Party { app: "staged".into(), ..brand.clone() };
    let there = beside.client(&brand.owner);
    let report = async |client: &Client, id: &str| {
        let made = record(client, &party, event(id)).await;
        assert_eq!(made["userErrors"], json!([]), "{made}");
    };
    tokio::join!(
        report(&owner, "first-0"),
        report(&there, "first-1"),
        report(&owner, "first-2"),
        report(&there, "first-3"),
    );
    assert_eq!(log(&owner, &party, "STAGING").await["size"], 4);
    assert_eq!(log(&there, &party, "STAGING").await, log(&owner, &party, "STAGING").await);
}

#[tokio::test]
async fn a_suspension_is_not_overtaken_by_a_report_that_waits_for_the_log() {
    use tenants::{Column, SuspensionReason, TenantStatus};
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let size = log(&owner, brand, "LIVE").await["size"].clone();
    let scope = world.app.state.system("test").write(brand.owner.tenant).await.unwrap();
    scope.lock(Scoped::<sharing_logs::Entity>::all()).await.unwrap();
    let suspend = async {
        // The report has come as far as the log meanwhile; if it has not, it is refused all the more.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let suspended = Change::<tenants::Entity>::of(Where::eq(Column::Id, scope.tenant()))
            .set(Column::Status, TenantStatus::Suspended)
            .set(Column::SuspendedAt, scope.now())
            .set(Column::SuspensionReason, SuspensionReason::Law);
        scope.update_one(suspended).await.unwrap();
        scope.commit().await.unwrap();
    };
    let (made, ()) = tokio::join!(record(&owner, brand, event("waits")), suspend);
    assert_eq!(refused(&made), refusal("ILLEGAL_STATE", &[]));
    assert_eq!(log(&owner, brand, "LIVE").await["size"], size);
}
