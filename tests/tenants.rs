//! Tenants: their profile, their place below one another, and what stops them.

use api::platform::scope::Role;
use serde_json::{Value, json};

use crate::support::{
    asking::document,
    client::Client,
    rows::Rows,
    sdl::{Field, Sdl},
    world::{World, done},
};

const UPDATED: &str = "updated { tenant { slug profile requiredApprovals timeZone } \
     profile { path before after } withheld { path before after } }";

/// Code and field of the one thing that stands against a mutation.
fn refused(payload: &Value) -> (String, Value) {
    assert_eq!(payload["userErrors"].as_array().map(Vec::len), Some(1), "{payload}");
    let error = &payload["userErrors"][0];
    (error["code"].as_str().expect("a code").to_owned(), error["field"].clone())
}

fn refusal(code: &str, field: &str) -> (String, Value) {
    (code.to_owned(), json!([field]))
}

async fn events(world: &World, tenant: &str) -> usize {
    let rows = Rows::of(&world.app, tenant.parse().expect("an id")).await;
    rows.count("audit_events")
}

#[tokio::test]
async fn a_profile_changes_section_by_section() {
    let world = World::new().await;
    let brand = &world.brand;
    let editor = world.client(&brand.acting(Role::Editor));
    let id = brand.owner.tenant.to_string();
    let sections = json!({
        "timeZone": "Europe/Paris",
        "contacts": [{ "key": "dpo", "kind": "email", "value": "dpo@example.com" }],
    });
    let input = |preview: bool, sections: &Value| json!({ "tenant": brand.slug, "profile": sections, "preview": preview });
    let before = Rows::of(&world.app, brand.owner.tenant).await;
    let preview = done(&editor.call("updateTenant", UPDATED, input(true, &sections)).await, "updated");
    assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await, "a preview writes nothing");
    let updated = done(&editor.call("updateTenant", UPDATED, input(false, &sections)).await, "updated");
    assert_eq!(preview["profile"], updated["profile"]);
    let changes = json!([
        { "path": "/contacts", "before": null, "after": sections["contacts"] },
        { "path": "/timeZone", "before": null, "after": "Europe/Paris" },
    ]);
    assert_eq!(sorted(&updated["profile"]), changes);
    assert_eq!(updated["tenant"]["timeZone"], "Europe/Paris");
    assert_eq!(updated["tenant"]["profile"]["contacts"], sections["contacts"]);
    let after = events(&world, &id).await;
    assert_eq!(after, before.count("audit_events") + 1);

    // The same again differs in nothing and leaves no event.
    let again = done(&editor.call("updateTenant", UPDATED, input(false, &sections)).await, "updated");
    assert_eq!((&again["profile"], events(&world, &id).await), (&json!([]), after));
    let gone = json!({ "contacts": null });
    let gone = done(&editor.call("updateTenant", UPDATED, input(false, &gone)).await, "updated");
    assert_eq!(gone["tenant"]["profile"].get("contacts"), None);
}

fn sorted(changes: &Value) -> Value {
    let mut changes = changes.as_array().expect("a list").clone();
    changes.sort_by_key(|change| change["path"].to_string());
    changes.into()
}

#[tokio::test]
async fn a_wrong_profile_is_told_with_its_place() {
    let world = World::new().await;
    let owner = world.client(&world.brand.owner);
    let update = async |sections: Value| {
        let input = json!({ "tenant": world.brand.slug, "profile": sections });
        owner.call("updateTenant", UPDATED, input).await
    };
    let wrong = json!({ "contacts": [{ "key": "dpo", "kind": "emial" }], "timezone": "UTC" });
    let told = update(wrong).await["userErrors"].clone();
    assert_eq!(
        (&told[0]["place"]["path"], &told[0]["place"]["nearest"]),
        (&json!("/tenant/timezone"), &json!("timeZone"))
    );
    let zone = update(json!({ "timeZone": "Mars/Olympus" })).await;
    assert_eq!(refused(&zone), refusal("INVALID", "profile"));
    assert_eq!(refused(&update(json!({ "slug": "other-slug" })).await), refusal("INVALID", "profile"));
    assert_eq!(refused(&update(json!({ "kind": "operator" })).await), refusal("INVALID", "profile"));
}

#[tokio::test]
async fn an_owner_sets_how_many_approve() {
    let world = World::new().await;
    let input = |approvals: i32| json!({ "tenant": world.brand.slug, "requiredApprovals": approvals });
    let owner = world.client(&world.brand.owner);
    let updated = done(&owner.call("updateTenant", UPDATED, input(10)).await, "updated");
    assert_eq!(updated["tenant"]["requiredApprovals"], 10);
    for approvals in [-1, 11] {
        let payload = owner.call("updateTenant", UPDATED, input(approvals)).await;
        assert_eq!(refused(&payload), refusal("INVALID", "requiredApprovals"));
    }
    let editor = world.client(&world.brand.acting(Role::Editor));
    let body = json!({
        "query": "mutation($input: UpdateTenantInput!) { updateTenant(input: $input) { userErrors { code } } }",
        "variables": { "input": input(0) },
    });
    assert_eq!(editor.post(body).await.refusal(), (200, "FORBIDDEN".into()));
}

const TENANT: &str = "tenant { slug status suspension { since reason } parent { slug } }";

/// Every mutation of the schema, as the brand's owner sends it, with the code of what stands against it.
async fn every_mutation(world: &World) -> Vec<(String, String)> {
    let (sdl, brand) = (Sdl::served(), &world.brand);
    let names = [
        ("input.tenant", brand.slug.clone()),
        ("input.app", brand.app.clone()),
        ("input.apps", brand.app.clone()),
        ("input.draftId", brand.draft_id.clone()),
        ("input.apiKeyId", brand.key_id.clone()),
        ("input.accountId", brand.member_id.clone()),
        ("input.invitationId", brand.invitation_id.clone()),
        ("input.parent", world.platform.slug.clone()),
        ("input.verificationId", brand.verification_id.clone()),
        ("input.recordId", brand.record_ids[0].clone()),
        ("input.slug", world.unused()),
        ("input.manifest", crate::support::world::manifest(&brand.slug, brand.kind, &[&brand.app], "9.9.9")),
    ];
    let values = names.map(|(path, value)| (path.to_owned(), value)).into();
    let client = world.client(&brand.owner);
    let mut codes = Vec::new();
    // Looking is no writing, though it leaves an event.
    let writes = |field: &Field| field.name != "revealIdentity";
    for (operation, field) in
        sdl.roots().filter(|(operation, field)| *operation == "mutation" && writes(field))
    {
        let body = client.query(&document(&sdl, operation, field, &values, 1)).await.json();
        let refused = &body["data"][&field.name]["userErrors"][0]["code"];
        let code = [refused, &body["errors"][0]["extensions"]["code"]].into_iter().find_map(Value::as_str);
        codes.push((field.name.clone(), code.unwrap_or("done").to_owned()));
    }
    codes
}

#[tokio::test]
async fn a_suspended_tenant_writes_nothing_and_stays_readable() {
    let world = World::new().await;
    let (brand, operator) = (&world.brand, world.client(&world.operator));
    let read = async |client: &Client| {
        client.get(&format!("/v1/disclosures/{}/{}", brand.slug, brand.app)).await.text
    };
    let published = read(&world.app.stranger()).await;
    // What only takes away may still be done: of a key that is revoked already it changes nothing.
    done(&world.client(&brand.owner).revoke_key(json!({ "apiKeyId": brand.key_id })).await, "apiKey");
    let input = json!({ "tenant": brand.slug, "reason": "LAW" });
    let tenant = done(&operator.call("suspendTenant", TENANT, input.clone()).await, "tenant");
    assert_eq!((&tenant["status"], &tenant["suspension"]["reason"]), (&json!("SUSPENDED"), &json!("LAW")));
    assert_eq!(refused(&operator.call("suspendTenant", TENANT, input.clone()).await).0, "ILLEGAL_STATE");

    let before = Rows::of(&world.app, brand.owner.tenant).await;
    for (field, code) in every_mutation(&world).await {
        let expected = match field.as_str() {
            "createTenant" | "suspendTenant" | "reinstateTenant" | "moveTenant" | "recoverMember"
            | "decideVerification" | "upsertSdk" | "upsertSdkFact" | "retractSdkFact" | "mergeSdks" => {
                "FORBIDDEN"
            }
            // Of an account, not of a tenant; the owner in this test has no password.
            "logIn"
            | "refreshSession"
            | "changePassword"
            | "enrolSecondFactor"
            | "confirmSecondFactor"
            | "removeSecondFactor" => "UNAUTHENTICATED",
            "logOut" => "done",
            "resetPassword" | "acceptInvitation" => "INVALID",
            "revokeApiKey" => "done",
            _ => "ILLEGAL_STATE",
        };
        assert_eq!(code, expected, "{field}");
    }
    assert_eq!(before, Rows::of(&world.app, brand.owner.tenant).await);
    assert_eq!(read(&world.app.stranger()).await, published);
    let own =
        world.client(&brand.owner).query("{ tenants { nodes { suspension { reason } } } }").await.data();
    assert_eq!(own["tenants"]["nodes"][0]["suspension"]["reason"], "LAW");

    let back = json!({ "tenant": brand.slug });
    let tenant = done(&operator.call("reinstateTenant", TENANT, back.clone()).await, "tenant");
    assert_eq!((&tenant["status"], &tenant["suspension"]), (&json!("ACTIVE"), &Value::Null));
    assert_eq!(refused(&operator.call("reinstateTenant", TENANT, back).await).0, "ILLEGAL_STATE");
    let again = json!({ "tenant": brand.slug, "app": brand.app });
    done(&world.client(&brand.owner).open_draft(again).await, "draft");
}

#[tokio::test]
async fn a_suspended_platform_makes_no_brands_and_its_brands_go_on() {
    let world = World::new().await;
    let input = json!({ "tenant": world.platform.slug, "reason": "TERMS" });
    done(&world.client(&world.operator).call("suspendTenant", TENANT, input).await, "tenant");
    let name = json!([{ "locale": "en", "text": "New" }]);
    let new = json!({ "slug": world.unused(), "kind": "OEM_BRAND", "name": name });
    let platform = world.client(&world.platform.owner);
    assert_eq!(platform.create_tenant(new).await["userErrors"][0]["code"], "ILLEGAL_STATE");
    let open = json!({ "tenant": world.brand.slug, "app": world.brand.app });
    done(&world.client(&world.brand.owner).open_draft(open).await, "draft");
}

async fn place(client: &Client, tenant: &str, parent: Option<&str>) -> Value {
    client.call("moveTenant", TENANT, json!({ "tenant": tenant, "parent": parent })).await
}

/// A new developer platform below another.
async fn platform(world: &World, parent: Option<&str>) -> String {
    let (operator, slug) = (world.client(&world.operator), world.unused());
    let name = json!([{ "locale": "en", "text": "Platform" }]);
    let input = json!({ "slug": slug, "kind": "DEVELOPER_PLATFORM", "name": name });
    done(&operator.create_tenant(input).await, "tenant");
    if let Some(parent) = parent {
        done(&place(&operator, &slug, Some(parent)).await, "tenant");
    }
    slug
}

#[tokio::test]
async fn a_tenant_stands_below_a_platform_and_never_below_itself() {
    let world = World::new().await;
    let operator = world.client(&world.operator);
    let (top, middle) = (platform(&world, None).await, world.platform.slug.as_str());
    let moved = done(&place(&operator, middle, Some(&top)).await, "tenant");
    assert_eq!(moved["parent"]["slug"], json!(top));
    for (tenant, parent) in [(middle, middle), (top.as_str(), middle), (&top, &world.brand.slug)] {
        assert_eq!(refused(&place(&operator, tenant, Some(parent)).await), refusal("INVALID", "parent"));
    }
    let brandless = place(&operator, &world.other.slug, Some(&world.brand.slug)).await;
    assert_eq!(refused(&brandless), refusal("INVALID", "parent"));
    let nowhere = place(&operator, middle, Some(&world.unused())).await;
    assert_eq!(refused(&nowhere), refusal("NOT_FOUND", "parent"));
    let unsaid = operator.call("moveTenant", TENANT, json!({ "tenant": middle })).await;
    assert_eq!(refused(&unsaid), refusal("INVALID", "parent"));
    let free = done(&place(&operator, middle, None).await, "tenant");
    assert_eq!(free["parent"], Value::Null);
}

#[tokio::test]
async fn eight_platforms_stand_one_below_the_other_and_no_more() {
    let world = World::new().await;
    let operator = world.client(&world.operator);
    let mut chain = vec![platform(&world, None).await];
    for _ in 1..8 {
        chain.push(platform(&world, chain.last().map(String::as_str)).await);
    }
    // Something that has no children of its own fits below the last, a platform does not; nor do two below the seventh.
    let last = chain.last().map(String::as_str);
    done(&place(&operator, &world.other.slug, last).await, "tenant");
    let ninth = platform(&world, None).await;
    assert_eq!(refused(&place(&operator, &ninth, last).await), refusal("LIMIT_EXCEEDED", "parent"));
    let tenth = platform(&world, Some(&ninth)).await;
    assert_eq!(
        refused(&place(&operator, &ninth, Some(&chain[6])).await),
        refusal("LIMIT_EXCEEDED", "parent")
    );
    done(&place(&operator, &tenth, Some(&chain[6])).await, "tenant");
}

#[tokio::test]
async fn two_moves_at_once_make_no_circle() {
    let world = World::new().await;
    let operator = world.client(&world.operator);
    let (one, two) = (platform(&world, None).await, platform(&world, None).await);
    for _ in 0..5 {
        let (first, second) =
            tokio::join!(place(&operator, &one, Some(&two)), place(&operator, &two, Some(&one)),);
        let errors = [first, second].map(|payload| payload["userErrors"].clone());
        let done = errors.iter().filter(|errors| **errors == json!([])).count();
        assert_eq!(done, 1, "{errors:?}");
        for slug in [&one, &two] {
            done_free(&operator, slug).await;
        }
    }
}

async fn done_free(operator: &Client, slug: &str) {
    done(&place(operator, slug, None).await, "tenant");
}

#[tokio::test]
async fn a_parent_and_its_child_know_little_of_one_another() {
    let world = World::new().await;
    let (platform, brand) = (world.client(&world.platform.owner), world.client(&world.brand.owner));
    let above = format!(
        "{{ tenant(slug: \"{}\") {{ children {{ nodes {{ slug status verified profile parent {{ slug }} \
         apps {{ nodes {{ slug }} }} children {{ nodes {{ slug }} }} }} }} }} }}",
        world.platform.slug
    );
    let child = json!({
        "slug": world.brand.slug,
        "status": "ACTIVE",
        "verified": false,
        "profile": null,
        "parent": { "slug": world.platform.slug },
        "apps": { "nodes": [] },
        "children": { "nodes": [] },
    });
    assert_eq!(platform.query(&above).await.data()["tenant"]["children"]["nodes"], json!([child]));
    let below = format!("{{ tenant(slug: \"{}\") {{ parent {{ slug name }} profile }} }}", world.brand.slug);
    let own = brand.query(&below).await.data()["tenant"].clone();
    assert_eq!(own["parent"], json!({ "slug": world.platform.slug, "name": "Tenant" }));
    assert_eq!(own["profile"]["slug"], json!(world.brand.slug));
    let upwards = format!("{{ tenant(slug: \"{}\") {{ slug }} }}", world.platform.slug);
    assert_eq!(brand.query(&upwards).await.data()["tenant"], Value::Null);
}

#[tokio::test]
async fn the_log_tells_what_was_done_the_newest_first() {
    let world = World::new().await;
    let brand = &world.brand;
    let input = json!({ "tenant": brand.slug, "reason": "SECURITY" });
    done(&world.client(&world.operator).call("suspendTenant", TENANT, input).await, "tenant");
    let auditor = world.client(&brand.acting(Role::Auditor));
    let ask = async |arguments: &str| {
        let told = "number actor actorTenant action subjectKind subject detail previousHash hash";
        let query = format!(
            "{{ auditEvents(tenant: \"{}\"{arguments}) {{ pageInfo {{ endCursor }} nodes {{ {told} }} }} }}",
            brand.slug
        );
        auditor.query(&query).await.data()["auditEvents"].clone()
    };
    let newest = ask(", first: 2").await;
    let nodes = newest["nodes"].as_array().expect("a list").clone();
    let suspended = json!({
        "number": nodes[0]["number"],
        "actor": world.operator.actor().to_string(),
        "actorTenant": world.operator.tenant.to_string(),
        "action": "tenant.suspended",
        "subjectKind": "tenant",
        "subject": brand.owner.tenant.to_string(),
        "detail": { "reason": "SECURITY" },
        "previousHash": nodes[1]["hash"],
        "hash": nodes[0]["hash"],
    });
    assert_eq!(nodes[0], suspended);
    let after = newest["pageInfo"]["endCursor"].as_str().expect("a cursor");
    let next = ask(&format!(", first: 1, after: \"{after}\"")).await["nodes"][0]["number"].as_i64();
    assert_eq!(next, nodes[1]["number"].as_i64().map(|number| number - 1));

    let actions = async |filter: &str| {
        let nodes = ask(&format!(", filter: {{ {filter} }}")).await["nodes"].clone();
        nodes.as_array().expect("a list").iter().map(|node| node["action"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(actions("action: \"version.published\"").await, ["\"version.published\""]);
    let app = format!("subjectKind: \"app\", subject: \"{}\"", brand.app_id);
    assert_eq!(actions(&app).await, ["\"declaration.changed\"", "\"app.registered\""]);
    let operator = format!("actor: \"{}\"", world.operator.actor());
    assert_eq!(actions(&operator).await, ["\"tenant.suspended\""]);
    let alone = format!(
        "{{ auditEvents(tenant: \"{}\", filter: {{ subject: \"a\" }}) {{ nodes {{ hash }} }} }}",
        brand.slug
    );
    assert_eq!(auditor.query(&alone).await.refusal(), (200, "INVALID".into()));
}
