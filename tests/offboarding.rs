//! Leaving: a tenant takes with it all that it has, and then nothing of it is left but that it was.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use api::{
    audit,
    cli::tenant::{TenantError, erase, export},
    platform::{ErrorCode, SystemRandom, scope::SystemScope},
    tenants,
};
use chrono::TimeDelta;
use disclosure::{catalog::Catalog, manifest};
use entities::{TenantId, TypedId};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::{
    sharing::support::{log, record},
    support::{
        app::TestApp,
        db::TestDatabase,
        postgres,
        rows::Rows,
        world::{World, done, event},
    },
};

const TENANT: &str = "tenant { slug status erasureRequestedAt }";

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .lines()
        .map(Into::into)
        .collect()
}

fn job(app: &TestApp) -> SystemScope {
    SystemScope::for_job(app.state.database.clone(), app.clock.clone(), Arc::new(SystemRandom), "test")
}

#[tokio::test]
async fn an_archive_holds_all_that_a_tenant_has_and_nothing_of_others() {
    let world = World::new().await;
    let (brand, folder) = (&world.brand, TempDir::new().unwrap());
    let out = folder.path().join("archive");
    export(&world.app.state, &brand.slug, &out).await.unwrap();

    let rows = Rows::of(&world.app, brand.owner.tenant).await;
    let tables = job(&world.app).read(brand.owner.tenant).await.unwrap().tables().await.unwrap();
    for table in &tables {
        let lines = lines(&out.join(format!("tables/{table}.ndjson")));
        assert_eq!(lines.len(), rows.count(table), "{table}");
        let owner = if table == "tenants" { "id" } else { "tenant_id" };
        for line in lines {
            let row: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(row[owner], brand.owner.tenant.uuid().to_string(), "{table}");
            let stranger = world.other.owner.tenant.uuid().to_string();
            assert!(!line.contains(&stranger), "{table} tells of another");
        }
    }
    let text = fs::read(out.join("manifest.json")).unwrap();
    let limits = manifest::Limits::default();
    let read = manifest::read(&text, manifest::Format::Json, &limits, Catalog::builtin()).unwrap();
    assert_eq!(read.tenant.slug, brand.slug);
    let apps: Vec<&str> = read.apps.iter().map(|app| app.slug.as_str()).collect();
    assert_eq!(apps, [&brand.app, &brand.quiet]);

    let published = out.join(format!("published/{}/1/en.md", brand.app));
    let address = format!("/v1/disclosures/{}/{}?locale=en", brand.slug, brand.app);
    let request =
        world.app.stranger().request(reqwest::Method::GET, &address).header("accept", "text/markdown");
    let served = request.send().await.unwrap().text().await.unwrap();
    assert_eq!(fs::read_to_string(published).unwrap(), served);

    let mut listed = BTreeSet::new();
    for line in lines(&out.join("SHA256SUMS")) {
        let (sum, file) = line.split_once("  ").unwrap();
        let hash: [u8; 32] = Sha256::digest(fs::read(out.join(file)).unwrap()).into();
        assert_eq!(sum, hex(&hash), "{file}");
        listed.insert(file.to_owned());
    }
    assert_eq!(listed.iter().filter(|file| file.starts_with("tables/")).count(), tables.len());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The signed state of the brand's whole sharing log.
async fn checkpoint(world: &World) -> String {
    let log = log(&world.client(&world.brand.owner), &world.brand, "LIVE").await;
    log["checkpoint"].as_str().expect("a note").to_owned()
}

/// The code of what stands against an erasure.
async fn refused(world: &World, slug: &str) -> ErrorCode {
    match erase(&world.app.state, slug, &[checkpoint(world).await]).await {
        Err(TenantError::App(error)) => error.code(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nothing_is_erased_before_it_was_asked_for_and_waited_for() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(refused(&world, &world.unused()).await, ErrorCode::NotFound);
    assert_eq!(refused(&world, &brand.slug).await, ErrorCode::IllegalState);
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);

    let input = json!({ "tenant": brand.slug });
    let asked = done(&owner.call("requestErasure", TENANT, input.clone()).await, "tenant");
    assert_eq!(asked["status"], "ACTIVE");
    assert_ne!(asked["erasureRequestedAt"], Value::Null);
    let again = owner.call("requestErasure", TENANT, input.clone()).await;
    assert_eq!(again["userErrors"][0]["code"], "ILLEGAL_STATE");
    world.app.clock.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    let waiting = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(refused(&world, &brand.slug).await, ErrorCode::IllegalState);
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, waiting);

    let owner = world.client(&brand.owner);
    let kept = done(&owner.call("cancelErasure", TENANT, input.clone()).await, "tenant");
    assert_eq!(kept["erasureRequestedAt"], Value::Null);
    let again = owner.call("cancelErasure", TENANT, input).await;
    assert_eq!(again["userErrors"][0]["code"], "ILLEGAL_STATE");
    world.app.clock.advance(TimeDelta::days(30));
    assert_eq!(refused(&world, &brand.slug).await, ErrorCode::IllegalState);
}

#[tokio::test]
async fn who_stands_above_others_does_not_leave() {
    let world = World::new().await;
    let input = json!({ "tenant": world.platform.slug });
    let refused = world.client(&world.platform.owner).call("requestErasure", TENANT, input).await;
    assert_eq!(refused["userErrors"][0]["code"], "ILLEGAL_STATE", "{refused}");
}

#[tokio::test]
async fn of_an_erased_tenant_its_slug_and_its_log_are_left() {
    let world = World::new().await;
    let (brand, stranger) = (&world.brand, world.app.stranger());
    let input = json!({ "tenant": brand.slug });
    done(&world.client(&brand.owner).call("requestErasure", TENANT, input).await, "tenant");
    world.app.clock.advance(TimeDelta::days(30));
    let handed_over = [checkpoint(&world).await];
    let others = Rows::of(&world.app, world.other.owner.tenant).await;
    let events = Rows::of(&world.app, brand.owner.tenant).await.count("audit_events");
    erase(&world.app.state, &brand.slug, &handed_over).await.unwrap();

    let left = Rows::of(&world.app, brand.owner.tenant).await;
    let scope = job(&world.app).read(brand.owner.tenant).await.unwrap();
    for table in scope.tables().await.unwrap() {
        let expected = match table.as_str() {
            "tenants" | "audit_heads" => 1,
            "audit_events" => events + 1,
            _ => 0,
        };
        assert_eq!(left.count(&table), expected, "{table}");
    }
    assert_eq!(left.with("tenants", "Tenant Ltd"), 0);
    assert_eq!(Rows::of(&world.app, world.other.owner.tenant).await, others, "another's rows");
    let log = audit::events(&scope, 0, 1000).await.unwrap();
    assert_eq!(audit::check_chain(audit::Head::EMPTY, &log), Ok(audit::head(&scope).await.unwrap()));
    let last = log.last().unwrap();
    let told: Vec<&str> = handed_over[0].lines().skip(1).take(2).collect();
    assert_eq!(
        (last.action.as_str(), &last.detail["handedOver"]),
        ("tenant.erased", &json!([told.join(" ")]))
    );
    drop(scope);

    // What began is gone on with when it runs again; here nothing is left to do.
    erase(&world.app.state, &brand.slug, &[]).await.unwrap();
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, left);
    for path in ["/p", "/v1/disclosures"] {
        let page = stranger.get(&format!("{path}/{}/{}", brand.slug, brand.app)).await;
        assert_eq!(page.status.as_u16(), 404, "{path}");
    }
    let name = json!([{ "locale": "en", "text": "New" }]);
    let taken = json!({ "slug": brand.slug, "kind": "OEM_BRAND", "name": name });
    let operator = world.client(&world.operator);
    assert_eq!(operator.create_tenant(taken).await["userErrors"][0]["code"], "CONFLICT");
    let late = json!({ "tenant": brand.slug, "profile": { "timeZone": "UTC" } });
    let late = world.client(&brand.owner).call("updateTenant", "updated { tenant { id } }", late).await;
    assert_eq!(late["userErrors"][0]["code"], "ILLEGAL_STATE");
    for field in ["suspendTenant", "moveTenant", "cancelErasure"] {
        let more = match field {
            "suspendTenant" => json!({ "tenant": brand.slug, "reason": "LAW" }),
            "moveTenant" => json!({ "tenant": brand.slug, "parent": null }),
            _ => json!({ "tenant": brand.slug }),
        };
        let refused = operator.call(field, TENANT, more).await;
        assert_eq!(refused["userErrors"][0]["code"], "ILLEGAL_STATE", "{field}");
    }
}

#[tokio::test]
async fn sharing_records_outlive_their_tenant_unless_they_were_handed_over() {
    let world = World::new().await;
    let brand = &world.brand;
    let client = || world.client(&brand.owner);
    let early = checkpoint(&world).await;
    done(&record(&client(), brand, event("late")).await, "recorded");
    done(&client().call("requestErasure", TENANT, json!({ "tenant": brand.slug })).await, "tenant");
    let set = async |hold: bool| {
        let input = json!({ "tenant": brand.slug, "sharingHold": hold });
        done(&client().call("updateTenant", "updated { tenant { id } }", input).await, "updated");
    };
    let state = &world.app.state;
    world.app.clock.advance(TimeDelta::days(31));
    let whole = checkpoint(&world).await;
    let foreign = log(&world.client(&world.other.owner), &world.other, "LIVE").await;
    let foreign = foreign["checkpoint"].as_str().unwrap().to_owned();
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    // Nothing handed over; what was handed over before the last record; another's; one that was tampered with.
    for handed_over in [vec![], vec![early], vec![foreign], vec![whole.replace("\n5\n", "\n6\n")]] {
        let refused = erase(state, &brand.slug, &handed_over).await.unwrap_err();
        let TenantError::Young { size, until } = &refused else { panic!("{refused:?}") };
        assert_eq!((*size, until.to_rfc3339().as_str()), (5, "2029-01-02T03:04:05+00:00"));
        assert!(refused.to_string().contains("2029-01-02"), "{refused}");
    }
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await, before);
    set(true).await;
    let held = erase(state, &brand.slug, std::slice::from_ref(&whole)).await;
    assert!(matches!(held, Err(TenantError::Held { .. })), "{held:?}");
    set(false).await;
    // Once the term is over, nobody has to take a copy.
    world.app.clock.advance(TimeDelta::days(3 * 366));
    erase(state, &brand.slug, &[]).await.unwrap();
    assert_eq!(Rows::of(&world.app, brand.owner.tenant).await.count("sharing_records"), 0);
}

#[tokio::test]
async fn every_table_of_tenants_is_emptied() {
    let db = TestDatabase::open().await;
    let (ours, theirs) = (db.full_tenant().await, db.full_tenant().await);
    let owner = postgres::suite().map(|urls| urls.owner.as_str());
    let removed = db.database.erase(owner, ours.id, &tenants::KEPT).await.unwrap();
    let tables = db.job().read(theirs.id).await.unwrap().tables().await.unwrap();
    assert_eq!(removed.len() + tenants::KEPT.len(), tables.len());
    for (table, rows) in &removed {
        assert!(*rows > 0, "{table} had no row, so that nothing was shown");
    }
    let count = async |id: TenantId| {
        let scope = db.job().read(id).await.unwrap();
        let mut rows = 0;
        for table in removed.keys() {
            rows += scope.each_row(table, |_| Ok(())).await.unwrap();
        }
        rows
    };
    assert_eq!((count(ours.id).await, count(theirs.id).await), (0, removed.values().sum()));
}
