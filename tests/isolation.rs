//! Another tenant's thing and one that never existed are the same: every root field that takes an id or a slug, found in
//! the schema, is replayed with both, word for word, with the right tenant as the control that it works at all.

use std::collections::BTreeMap;

use entities::{
    AccountId, ApiKeyId, AppId, DraftId, InvitationId, PolicyVersionId, SharingRecordId, TenantId,
    VerificationId as VrfId,
};
use serde_json::{Value, json};

use crate::support::{
    asking::document,
    client::{Client, Reply},
    rows::Rows,
    sdl::{Field, Sdl},
    world::{Party, ROLES, World, manifest},
};

/// What a value of an argument names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    TenantSlug,
    /// Of a developer platform that can stand above the victim.
    ParentSlug,
    AppSlug,
    /// Of an app that can be taken out of use without harm to what is asked after it.
    SpareAppSlug,
    TenantId,
    AccountId,
    AppId,
    DraftId,
    VersionId,
    VerificationId,
    KeyId,
    MemberId,
    InvitationId,
    RecordId,
    /// Of a record that can be corrected, and of another.
    WrongRecordId,
    OtherWrongRecordId,
    /// A manifest names its tenant by slug.
    Manifest,
}

/// Root fields that take an id or a slug and are not replayed here, with the reason. The list may only shrink.
const EXCEPTIONS: [(&str, &str); 6] = [
    (
        "logIn",
        "whoever has the password is let in; of the tenant it is told after that: `people::a_tenant_of_others_is_as_none`",
    ),
    ("refreshSession", "as for `logIn`"),
    (
        "createTenant",
        "its slug names what does not exist yet; that slugs are taken is public, as addresses are",
    ),
    ("disclosure", "what is published is anybody's; what is not is in `nothing_unpublished_is_served`"),
    ("policyState", "as for `disclosure`"),
    (
        "registerApp",
        "its slug names what does not exist yet, of one tenant: another's is as good as any; another's tenant is in `registry`",
    ),
];

/// Root fields that only the operator's people may use: the control that they work is theirs.
const GOVERNED: [&str; 5] =
    ["recoverMember", "suspendTenant", "reinstateTenant", "moveTenant", "decideVerification"];

/// What the values at `path` of a root field can name; empty for a path that is not known.
fn things(field: &str, path: &str) -> &'static [Thing] {
    use Thing::*;
    match (field, path) {
        ("node" | "nodes", "id" | "ids") => {
            &[TenantId, AccountId, AppId, DraftId, VersionId, KeyId, VerificationId, RecordId]
        }
        ("policyVersion", "id") => &[VersionId],
        ("tenant", "slug") | (_, "tenant" | "input.tenant") => &[TenantSlug],
        ("moveTenant", "input.parent") => &[ParentSlug],
        ("retireApp", "input.app") => &[SpareAppSlug],
        ("app", "slug") | (_, "app" | "input.app" | "input.apps" | "filter.app") => &[AppSlug],
        (_, "input.recordId") => &[RecordId],
        (_, "input.record.corrects") => &[WrongRecordId],
        (_, "input.records.corrects") => &[OtherWrongRecordId],
        ("apps", "filter.tenants") => &[TenantSlug],
        (_, "input.draftId") => &[DraftId],
        (_, "input.verificationId") => &[VerificationId],
        (_, "input.apiKeyId") => &[KeyId],
        (_, "input.accountId") => &[MemberId],
        (_, "input.invitationId") => &[InvitationId],
        (_, "input.manifest") => &[Manifest],
        _ => &[],
    }
}

/// Whether a value names a thing, by its name and type: what new fields are found by.
fn names_something(path: &str, of: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    of == "ID"
        || ["id", "ids", "slug", "tenant", "tenants", "parent", "app", "apps", "manifest"].contains(&name)
        || (name.ends_with("Id") && name != "externalId")
        || name == "corrects"
        || name.ends_with("Slug")
}

/// Somebody's things by what names them.
type Names = BTreeMap<Thing, String>;

fn names_of(world: &World, party: &Party) -> Names {
    BTreeMap::from([
        (Thing::TenantSlug, party.slug.clone()),
        (Thing::ParentSlug, world.platform.slug.clone()),
        (Thing::AppSlug, party.app.clone()),
        (Thing::SpareAppSlug, party.quiet.clone()),
        (Thing::TenantId, party.owner.tenant.to_string()),
        (Thing::AccountId, party.owner.actor().to_string()),
        (Thing::AppId, party.app_id.clone()),
        (Thing::DraftId, party.draft_id.clone()),
        (Thing::VersionId, party.version_id.clone()),
        (Thing::VerificationId, party.verification_id.clone()),
        (Thing::KeyId, party.key_id.clone()),
        (Thing::MemberId, party.member_id.clone()),
        (Thing::InvitationId, party.invitation_id.clone()),
        (Thing::RecordId, party.record_ids[0].clone()),
        (Thing::WrongRecordId, party.record_ids[1].clone()),
        (Thing::OtherWrongRecordId, party.record_ids[2].clone()),
        (Thing::Manifest, manifest(&party.slug, party.kind, &[&party.app], "9.9.9")),
    ])
}

/// Things that never existed; the manifest differs from the victim's in nothing but the tenant.
fn nobody_s(world: &World, like: &Party) -> Names {
    let slug = world.unused();
    let record = || SharingRecordId { log: world.app.new_id(), month: 202_601, seq: 0 }.to_string();
    BTreeMap::from([
        (Thing::ParentSlug, world.unused()),
        (Thing::Manifest, manifest(&slug, like.kind, &[&like.app], "9.9.9")),
        (Thing::AppSlug, format!("a{}", world.unused())),
        (Thing::SpareAppSlug, format!("b{}", world.unused())),
        (Thing::TenantSlug, slug),
        (Thing::TenantId, world.app.new_id::<TenantId>().to_string()),
        (Thing::AccountId, world.app.new_id::<AccountId>().to_string()),
        (Thing::AppId, world.app.new_id::<AppId>().to_string()),
        (Thing::DraftId, world.app.new_id::<DraftId>().to_string()),
        (Thing::VersionId, world.app.new_id::<PolicyVersionId>().to_string()),
        (Thing::VerificationId, world.app.new_id::<VrfId>().to_string()),
        (Thing::KeyId, world.app.new_id::<ApiKeyId>().to_string()),
        (Thing::MemberId, world.app.new_id::<AccountId>().to_string()),
        (Thing::InvitationId, world.app.new_id::<InvitationId>().to_string()),
        (Thing::RecordId, record()),
        (Thing::WrongRecordId, record()),
        (Thing::OtherWrongRecordId, record()),
    ])
}

/// One way to ask a root field: a thing for each path that names one.
type Asking = Vec<(String, Thing)>;

/// Every way to ask: each path with each kind of thing that it can name.
fn askings(sdl: &Sdl, field: &Field) -> Vec<Asking> {
    let mut all: Vec<Asking> = vec![Vec::new()];
    for (path, input) in sdl.values(field) {
        if !names_something(&path, &input.of) {
            continue;
        }
        let things = things(&field.name, &path);
        assert!(!things.is_empty(), "{}({path}) names something: say what in `things`", field.name);
        all = all
            .iter()
            .flat_map(|asking| {
                things.iter().map(|thing| {
                    let mut asking = asking.clone();
                    asking.push((path.clone(), *thing));
                    asking
                })
            })
            .collect();
    }
    all.retain(|asking| !asking.is_empty());
    all
}

/// The answer with every name in it replaced, and without what is left in the caller's bucket.
fn faceless(reply: &Reply, names: &[&Names]) -> (u16, String) {
    let mut body = reply.json();
    if let Some(cost) = body["extensions"]["cost"].as_object_mut() {
        cost.remove("remaining");
    }
    let mut text = body.to_string();
    let mut names: Vec<&String> = names.iter().flat_map(|names| names.values()).collect();
    // An app's slug holds its tenant's: the longest first.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        text = text.replace(name, "…");
    }
    (reply.status.as_u16(), text)
}

fn succeeded(reply: &Reply, field: &str) -> bool {
    let body = reply.json();
    let answer = &body["data"][field];
    let empty =
        answer.as_array().is_some_and(|all| all.iter().any(Value::is_null)) || answer["nodes"] == json!([]);
    body.get("errors").is_none()
        && !answer.is_null()
        && !empty
        && (answer.get("userErrors").is_none() || answer["userErrors"] == json!([]))
}

/// Asks one root field in one way as everybody who must not learn anything.
async fn replay(world: &World, sdl: &Sdl, field: &Field, operation: &str, asking: &Asking) {
    let victim = &world.brand;
    let (foreign, own, unknown) =
        (names_of(world, victim), names_of(world, &world.other), nobody_s(world, victim));
    let value = |names: &Names, thing: &Thing| names[thing].clone();
    let mut callers: Vec<Client> =
        ROLES.iter().map(|role| world.client(&world.other.acting(*role))).collect();
    callers.push(world.app.stranger());
    let before = Rows::of(&world.app, victim.owner.tenant).await;
    // Each value foreign or the caller's own, but never all its own.
    for mask in 1..(1_u32 << asking.len()) {
        let fill = |stranger: &Names| -> BTreeMap<String, String> {
            let each = asking.iter().enumerate().map(|(at, (path, thing))| {
                let names = if mask & (1 << at) == 0 { &own } else { stranger };
                (path.clone(), value(names, thing))
            });
            each.collect()
        };
        let real = document(sdl, operation, field, &fill(&foreign), 2);
        let never = document(sdl, operation, field, &fill(&unknown), 2);
        for client in &callers {
            let (real, never) = (client.query(&real).await, client.query(&never).await);
            assert!(!succeeded(&real, &field.name), "{} showed another's: {}", field.name, real.text);
            assert_eq!(
                faceless(&real, &[&foreign, &own]),
                faceless(&never, &[&unknown, &own]),
                "{} tells another's {asking:?} from none",
                field.name
            );
        }
    }
    let after = Rows::of(&world.app, victim.owner.tenant).await;
    assert_eq!(before, after, "{} {asking:?} changed rows of another", field.name);
    let right = asking.iter().map(|(path, thing)| (path.clone(), value(&foreign, thing))).collect();
    let control = document(sdl, operation, field, &right, 2);
    let keeper = if GOVERNED.contains(&field.name.as_str()) { &world.operator } else { &victim.owner };
    let reply = world.client(keeper).query(&control).await;
    assert!(succeeded(&reply, &field.name), "the control of {} {asking:?}: {}", field.name, reply.text);
}

#[tokio::test]
async fn another_s_thing_is_as_one_that_never_existed() {
    let world = World::new().await;
    let sdl = Sdl::served();
    let (mut replayed, mut excepted) = (Vec::new(), Vec::new());
    for (operation, field) in sdl.roots() {
        if !sdl.values(field).iter().any(|(path, input)| names_something(path, &input.of)) {
            continue;
        }
        if EXCEPTIONS.iter().any(|(name, _)| *name == field.name) {
            excepted.push(field.name.as_str());
            continue;
        }
        for asking in askings(&sdl, field) {
            replay(&world, &sdl, field, operation, &asking).await;
        }
        replayed.push(field.name.as_str());
    }
    excepted.sort_unstable();
    assert_eq!(
        excepted,
        {
            let mut names = EXCEPTIONS.map(|(name, _)| name);
            names.sort_unstable();
            names
        },
        "an exception that is none any more"
    );
    assert_eq!(
        replayed,
        [
            "node",
            "nodes",
            "tenant",
            "app",
            "apps",
            "policyVersion",
            "sharingDecision",
            "auditEvents",
            "sharingLog",
            "sharingRecords",
            "sharingTotals",
            "sharingReconciliation",
            "recoverMember",
            "inviteMember",
            "revokeInvitation",
            "setMemberRole",
            "removeMember",
            "updateTenant",
            "suspendTenant",
            "reinstateTenant",
            "moveTenant",
            "requestErasure",
            "cancelErasure",
            "revealIdentity",
            "decideVerification",
            "reopenVerification",
            "submitVerification",
            "defineDataCategory",
            "applyManifest",
            "updateApp",
            "retireApp",
            "editDeclaration",
            "editDeclarations",
            "removeDeclaredItem",
            "declareFunction",
            "declareSdk",
            "declareRecipient",
            "declareSharing",
            "declarePermission",
            "openDraft",
            "publishDraft",
            "issueApiKey",
            "rotateApiKey",
            "revokeApiKey",
            "recordSharing",
            "recordSharingBatch",
            "voidSharingRecord",
            "eraseSubject",
        ]
    );
}

const READ: &str =
    "query($tenant: String!, $app: String!) { disclosure(tenant: $tenant, app: $app) { version } }";

const STATE: &str = "query($tenant: String!, $app: String!) { policyState(tenant: $tenant, app: $app) \
     { current { version } next { version } } }";

/// What a reader gets at every public address of an app: statuses and bodies, the slugs in them replaced.
async fn public_view(client: &Client, tenant: &str, app: &str) -> Vec<(u16, String)> {
    let mut seen = Vec::new();
    let body = json!({ "query": READ, "variables": { "tenant": tenant, "app": app } });
    let state = json!({ "query": STATE, "variables": { "tenant": tenant, "app": app } });
    let mut replies = vec![client.post(body).await, client.post(state).await];
    replies.push(client.get(&format!("/v1/policy-state/{tenant}/{app}?accepted=1")).await);
    for tail in ["", "?version=1", "?version=2147483648", "?locale=en"] {
        replies.push(client.get(&format!("/v1/disclosures/{tenant}/{app}{tail}")).await);
    }
    for tail in ["", "/collected", "/shared", "/versions", "?version=1"] {
        replies.push(client.get(&format!("/p/{tenant}/{app}{tail}")).await);
    }
    for reply in replies {
        let text = match serde_json::from_str::<Value>(&reply.text) {
            Ok(mut body) if body["extensions"]["cost"]["remaining"].is_number() => {
                body["extensions"]["cost"]["remaining"] = json!(0);
                body.to_string()
            }
            _ => reply.text,
        };
        seen.push((reply.status.as_u16(), text.replace(tenant, "…").replace(app, "…")));
    }
    seen
}

#[tokio::test]
async fn nothing_unpublished_is_served() {
    let world = World::new().await;
    let (brand, stranger) = (&world.brand, world.app.stranger());
    let nothing = public_view(&stranger, &world.unused(), "photo").await;
    let statuses: Vec<u16> = nothing.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]);
    let owner = world.client(&brand.owner);
    // Twice: looked up, and from memory.
    for _ in 0..2 {
        for client in [&stranger, &owner, &world.client(&world.other.owner)] {
            let unknown_app = public_view(client, &brand.slug, &world.unused()).await;
            assert_eq!(faceless_cost(&unknown_app), faceless_cost(&nothing), "an unknown app");
            let unpublished = public_view(client, &brand.slug, &brand.quiet).await;
            assert_eq!(faceless_cost(&unpublished), faceless_cost(&nothing), "an app that published nothing");
            // The other's app under this tenant's name: nobody's.
            let crossed = public_view(client, &brand.slug, &world.other.app).await;
            assert_eq!(faceless_cost(&crossed), faceless_cost(&nothing), "an app of another tenant");
        }
    }
    let draft = owner.open_draft(json!({ "tenant": brand.slug, "app": brand.quiet })).await["draft"].clone();
    let publish = json!({ "draftId": draft["id"], "effectiveOn": "2026-01-03" });
    assert_eq!(owner.publish(publish).await["userErrors"], json!([]));
    // Not in force yet: there by its number, and nothing without one.
    let scheduled = public_view(&stranger, &brand.slug, &brand.quiet).await;
    assert_eq!((scheduled[0].clone(), scheduled[3].0, scheduled[4].0), (nothing[0].clone(), 404, 200));
    assert!(scheduled[1].1.contains(r#""current":null,"next":{"version":1}"#), "{}", scheduled[1].1);
    assert_eq!(scheduled[2].0, 200);
    world.app.clock.advance(chrono::TimeDelta::days(1));
    let published = public_view(&stranger, &brand.slug, &brand.quiet).await;
    assert!(published[0].1.contains(r#""version":1"#), "{}", published[0].1);
    let statuses: Vec<u16> = published.iter().map(|(status, _)| *status).collect();
    // Of what is not declared there is no list: the third page.
    assert_eq!(statuses, [200, 200, 200, 200, 200, 404, 200, 200, 404, 200, 200, 200]);
}

/// The same without what a credential changes: the size of the bucket.
fn faceless_cost(seen: &[(u16, String)]) -> Vec<(u16, String)> {
    seen.iter()
        .map(|(status, text)| {
            let body = serde_json::from_str::<Value>(text).ok().and_then(|body| body.get("data").cloned());
            (*status, body.map_or_else(|| text.clone(), |data| data.to_string()))
        })
        .collect()
}
