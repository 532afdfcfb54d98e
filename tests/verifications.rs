//! Whether a tenant is who it says: what is submitted, who sees what of it, what a decision holds fast.

use api::platform::scope::{Principal, Role};
use chrono::TimeDelta;
use entities::AccountId;
use serde_json::{Value, json};

use crate::support::{
    client::Client,
    rows::Rows,
    world::{Party, World, done, manifest},
};

const TOLD: &str = "verification { id state rejection { reason note } tenant { verified } }";

/// A reviewer of the operator: somebody else than the world's operator.
fn verifier(world: &World) -> Client {
    let account = world.app.new_id::<AccountId>();
    let principal = Principal::person(account, world.operator.tenant, Role::Reviewer);
    world.client(&Principal { operator: true, ..principal })
}

async fn decide(client: &Client, id: &Value, more: Value) -> Value {
    let mut input = json!({ "verificationId": id });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    client.call("decideVerification", TOLD, input).await
}

fn code(payload: &Value) -> &str {
    payload["userErrors"][0]["code"].as_str().unwrap_or("none")
}

/// Says another registration number, and submits it.
async fn submit_number(world: &World, party: &Party, region: &str, number: &str) -> Value {
    let client = world.client(&party.owner);
    let entity = json!({
        "key": "main",
        "name": { "en": "Tenant Ltd" },
        "region": region,
        "registrationNumber": number,
    });
    let input = json!({ "tenant": party.slug, "profile": { "legalEntities": [entity] } });
    done(&client.call("updateTenant", "updated { tenant { id } }", input).await, "updated");
    client.submit_verification(&party.slug).await
}

#[tokio::test]
async fn what_is_approved_stays_until_it_is_reopened() {
    let world = World::new().await;
    let (brand, operator) = (&world.brand, verifier(&world));
    let owner = world.client(&brand.owner);
    let id = json!(brand.verification_id);
    let approved = done(&decide(&operator, &id, json!({})).await, "verification");
    assert_eq!(approved["state"], "APPROVED");
    assert_eq!(approved["tenant"]["verified"], true);
    assert_eq!(code(&decide(&operator, &id, json!({})).await), "ILLEGAL_STATE");
    assert_eq!(code(&owner.submit_verification(&brand.slug).await), "ILLEGAL_STATE");

    // A patch changes what is not verified, and says what it left.
    let entity = json!({ "key": "main", "name": { "en": "Other Ltd" }, "usedIn": "contact_block" });
    let patch = json!({ "tenant": brand.slug, "profile": { "legalEntities": [entity], "timeZone": "UTC" } });
    let told = "updated { profile { path after } withheld { path before after } }";
    let updated = done(&owner.call("updateTenant", told, patch.clone()).await, "updated");
    let withheld = json!([
        { "path": "/legalEntities/main/name/en", "before": "Tenant Ltd", "after": "Other Ltd" },
        { "path": "/legalEntities/main/region", "before": "GB", "after": null },
        { "path": "/legalEntities/main/registrationNumber", "before": brand.slug, "after": null },
    ]);
    assert_eq!(sorted(&updated["withheld"]), withheld);
    let changed: Vec<_> =
        sorted(&updated["profile"]).as_array().expect("a list").iter().map(|it| it["path"].clone()).collect();
    assert_eq!(changed, ["/legalEntities/main/usedIn", "/timeZone"]);

    // So does a manifest.
    let text = manifest(&brand.slug, brand.kind, &[&brand.app], "9.6.1").replace("Tenant Ltd", "Third Ltd");
    let apply = json!({ "manifest": text, "format": "JSON" });
    let applied = owner.call("applyManifest", "applied { withheld { path after } }", apply).await;
    let third = json!([{ "path": "/legalEntities/main/name/en", "after": "Third Ltd" }]);
    assert_eq!(done(&applied, "applied")["withheld"], third);

    let again = json!({ "verificationId": id });
    let reopened = done(&owner.call("reopenVerification", TOLD, again.clone()).await, "verification");
    assert_eq!((&reopened["state"], &reopened["tenant"]["verified"]), (&json!("REOPENED"), &json!(false)));
    assert_eq!(code(&owner.call("reopenVerification", TOLD, again).await), "ILLEGAL_STATE");
    let updated = done(&owner.call("updateTenant", told, patch).await, "updated");
    assert_eq!(updated["withheld"], json!([]));
}

fn sorted(changes: &Value) -> Value {
    let mut changes = changes.as_array().expect("a list").clone();
    changes.sort_by_key(|change| change["path"].to_string());
    changes.into()
}

#[tokio::test]
async fn the_queue_tells_who_waits_and_for_how_long() {
    let world = World::new().await;
    world.app.clock.advance(TimeDelta::hours(49));
    let submit = async |party: &Party| {
        done(&world.client(&party.owner).submit_verification(&party.slug).await, "verification")["id"].clone()
    };
    let id = submit(&world.brand).await;
    world.app.clock.advance(TimeDelta::hours(47));
    let later = submit(&world.other).await;
    world.app.clock.advance(TimeDelta::hours(1));
    let operator = verifier(&world);
    let queue = async || {
        let query = "{ verifications(last: 100, filter: { state: SUBMITTED }) { nodes { \
             id waitingDays region name tenant { slug verification { id } } } } }";
        let nodes = operator.query(query).await.data()["verifications"]["nodes"].clone();
        // On a shared database others wait too.
        let ours = |node: &&Value| [&id, &later].contains(&&node["id"]);
        nodes.as_array().expect("a list").iter().filter(ours).cloned().collect::<Vec<_>>()
    };
    let row = |id: &Value, days: i32, party: &Party| {
        json!({
            "id": id,
            "waitingDays": days,
            "region": "GB",
            "name": "Tenant Ltd",
            "tenant": { "slug": party.slug, "verification": { "id": id } },
        })
    };
    assert_eq!(queue().await, [row(&id, 2, &world.brand), row(&later, 0, &world.other)]);
    let reason = json!({ "rejection": { "reason": "NAME_DIFFERS", "note": "Write it as registered." } });
    let rejected = done(&decide(&operator, &id, reason).await, "verification");
    let told = json!({ "reason": "NAME_DIFFERS", "note": "Write it as registered." });
    assert_eq!((&rejected["state"], &rejected["rejection"]), (&json!("REJECTED"), &told));
    assert_eq!(queue().await, [row(&later, 0, &world.other)]);
    let long = json!({ "rejection": { "reason": "OTHER", "note": "a".repeat(1001) } });
    assert_eq!(code(&decide(&operator, &later, long).await), "INVALID");
    let stranger = world.client(&world.brand.owner).query("{ verifications { nodes { id } } }").await;
    assert_eq!(stranger.refusal(), (200, "FORBIDDEN".into()));
}

#[tokio::test]
async fn nobody_decides_on_an_own_submission() {
    let world = World::new().await;
    let operator = world.client(&world.operator);
    let submitted = done(&operator.submit_verification(&world.brand.slug).await, "verification");
    assert_eq!(code(&decide(&operator, &submitted["id"], json!({})).await), "ILLEGAL_STATE");
    done(&decide(&verifier(&world), &submitted["id"], json!({})).await, "verification");
}

/// What was submitted of people, as a row could hold it.
const PEOPLE: [&str; 4] = ["11010519491231002X", "ann.lee@example.com", "138 0013 8000", "Ann Lee"];

#[tokio::test]
async fn identities_are_sealed_masked_and_revealed_with_an_event() {
    let world = World::new().await;
    let brand = &world.brand;
    let owner = world.client(&brand.owner);
    let query =
        format!("{{ tenant(slug: \"{}\") {{ verification {{ identity {{ field value }} }} }} }}", brand.slug);
    let seen = async |client: &Client| {
        client.query(&query).await.data()["tenant"]["verification"]["identity"].clone()
    };
    let masked = json!([
        { "field": "REPRESENTATIVE_NAME", "value": "张*" },
        { "field": "ADMINISTRATOR_NAME", "value": "A*" },
        { "field": "ADMINISTRATOR_ID_NUMBER", "value": "****002X" },
        { "field": "ADMINISTRATOR_PHONE", "value": "****8000" },
        { "field": "ADMINISTRATOR_EMAIL", "value": "a***@example.com" },
    ]);
    assert_eq!(seen(&owner).await, masked);
    assert_eq!(seen(&verifier(&world)).await, masked);
    assert_eq!(seen(&world.client(&brand.acting(Role::Auditor))).await, Value::Null);

    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let input = json!({
        "verificationId": brand.verification_id,
        "fields": ["ADMINISTRATOR_PHONE", "REPRESENTATIVE_NAME"],
        "reason": "LEGAL_REQUEST",
        "idempotencyKey": "once",
    });
    let told = "identity { field value }";
    let reveal =
        async || done(&verifier_of(&world).call("revealIdentity", told, input.clone()).await, "identity");
    let revealed = json!([
        { "field": "REPRESENTATIVE_NAME", "value": "张三" },
        { "field": "ADMINISTRATOR_PHONE", "value": "+86 138 0013 8000" },
    ]);
    assert_eq!(reveal().await, revealed);
    assert_eq!(reveal().await, revealed, "a repeated call answers the same");
    let after = Rows::of(&world.app, brand.owner.tenant).await;
    assert_eq!(after.count("audit_events"), before.count("audit_events") + 1);
    assert_eq!(after.with("audit_events", "LEGAL_REQUEST"), 1);
    for text in PEOPLE.into_iter().chain(["张三"]) {
        for table in ["verifications", "audit_events", "idempotency_keys", "outbox", "tenants"] {
            let bytes = hex(text);
            let found = after.with(table, text)
                + after.with(table, &bytes)
                + after.with(table, &bytes.to_uppercase());
            assert_eq!(found, 0, "{text} in {table}");
        }
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// The one operator of a world, so that a repeated call is the same caller's.
fn verifier_of(world: &World) -> Client {
    world.client(&world.operator)
}

#[tokio::test]
async fn a_number_verified_elsewhere_is_told_to_whoever_decides_alone() {
    let world = World::new().await;
    let operator = verifier(&world);
    let number = world.unused();
    let first = done(&submit_number(&world, &world.other, "GB", &number).await, "verification");
    done(&decide(&operator, &first["id"], json!({})).await, "verification");

    // Written another way it is the same number. Whoever submits it gets the answer that everybody gets.
    let spaced = format!(" {} ", number.to_uppercase().replace('-', " "));
    let second = submit_number(&world, &world.brand, "GB", &spaced).await;
    let fresh = submit_number(&world, &world.platform, "GB", &world.unused()).await;
    let shape = |payload: &Value| {
        let mut payload = payload.clone();
        payload["verification"]["id"] = Value::Null;
        payload
    };
    assert_eq!(shape(&second), shape(&fresh));
    let second = done(&second, "verification");
    let seen = async |client: &Client| {
        let query = format!(
            "{{ node(id: {}) {{ ... on Verification {{ sameNumberElsewhere {{ slug }} }} }} }}",
            second["id"]
        );
        client.query(&query).await.data()["node"]["sameNumberElsewhere"].clone()
    };
    assert_eq!(seen(&operator).await, json!([{ "slug": world.other.slug }]));
    assert_eq!(seen(&world.client(&world.brand.owner)).await, Value::Null);

    let refused = decide(&operator, &second["id"], json!({})).await;
    assert_eq!(
        (code(&refused), &refused["userErrors"][0]["field"]),
        ("CONFLICT", &json!(["acceptDuplicate"]))
    );
    done(&decide(&operator, &second["id"], json!({ "acceptDuplicate": true })).await, "verification");
}

#[tokio::test]
async fn of_two_approvals_of_one_number_at_once_one_is_told() {
    let world = World::new().await;
    let (one, two) = (verifier(&world), verifier(&world));
    for _ in 0..3 {
        let number = world.unused();
        let first = done(&submit_number(&world, &world.other, "GB", &number).await, "verification");
        let second = done(&submit_number(&world, &world.brand, "GB", &number).await, "verification");
        let (a, b) =
            tokio::join!(decide(&one, &first["id"], json!({})), decide(&two, &second["id"], json!({})));
        let mut codes = [code(&a), code(&b)];
        codes.sort_unstable();
        assert_eq!(codes, ["CONFLICT", "none"]);
        for (party, id) in [(&world.other, &first["id"]), (&world.brand, &second["id"])] {
            let input = json!({ "verificationId": id });
            done(&world.client(&party.owner).call("reopenVerification", TOLD, input).await, "verification");
        }
    }
}

#[tokio::test]
async fn what_changed_since_it_was_submitted_is_not_approved() {
    let world = World::new().await;
    let (brand, operator) = (&world.brand, verifier(&world));
    let entity =
        json!({ "key": "main", "name": { "en": "New Ltd" }, "region": "GB", "registrationNumber": "12" });
    let input = json!({ "tenant": brand.slug, "profile": { "legalEntities": [entity] } });
    done(
        &world.client(&brand.owner).call("updateTenant", "updated { tenant { id } }", input).await,
        "updated",
    );
    let id = json!(brand.verification_id);
    assert_eq!(code(&decide(&operator, &id, json!({})).await), "CONFLICT");
    let rejection = json!({ "rejection": { "reason": "NAME_DIFFERS" } });
    done(&decide(&operator, &id, rejection).await, "verification");
}

#[tokio::test]
async fn what_cannot_be_verified_is_refused_where_it_stands() {
    let world = World::new().await;
    let brand = &world.brand;
    for (region, number, expected) in [
        ("CN", "91350100M000100Y43", "none"),
        ("CN", "9135 0100 M000 100y43", "none"),
        ("CN", "91350100M000100Y44", "INVALID"),
        ("GB", "#", "INVALID"),
    ] {
        let submitted = submit_number(&world, brand, region, number).await;
        assert_eq!(code(&submitted), expected, "{number}");
    }
    let owner = world.client(&brand.owner);
    let base = json!({
        "tenant": brand.slug,
        "legalEntity": "main",
        "representativeName": "Ann",
        "administratorName": "Ben",
        "administratorPhone": "12345",
    });
    for (member, value, field) in [
        ("legalEntity", json!("other"), "legalEntity"),
        ("representativeName", json!(" "), "representativeName"),
        ("administratorEmail", json!("ben"), "administratorEmail"),
        ("administratorIdNumber", json!("1"), "administratorIdNumber"),
        ("administratorPhone", Value::Null, "administratorPhone"),
    ] {
        let mut input = base.clone();
        input[member] = value;
        let refused = owner.call("submitVerification", TOLD, input).await;
        assert_eq!((code(&refused), &refused["userErrors"][0]["field"]), ("INVALID", &json!([field])));
    }
}
