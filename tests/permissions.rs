//! Who may do what: every role against every operation, compared with a table that a reader of no program can check.
//!
//! A new root field joins `operations`; the test fails until it does.

use std::{collections::BTreeSet, fmt::Write};

use api::platform::scope::{Principal, Role};
use serde_json::{Value, json};

use crate::support::{
    client::{Client, Reply},
    golden,
    rows::Rows,
    sdl::Sdl,
    world::{PASSWORD, ROLES, World, address, done, event, join, manifest},
};

/// Who somebody is in a role.
type InRole<'a> = Box<dyn Fn(Role) -> Principal + 'a>;

/// One row of the table: what is asked of the brand, or of nobody.
struct Operation {
    field: &'static str,
    what: &'static str,
    document: String,
    variables: Value,
}

const ABOUT: &str = "\
Who may do what. Everything is asked about one tenant, the brand, and what it has.

its people   members of the brand, by their role
its parent   members of the developer platform under which the brand stands
another      members of a tenant that has nothing to do with it
operator     the platform's own people
stranger     somebody without a credential

yes              it is done, or shown
nothing          the answer is the same as for a thing that does not exist (in a query)
NOT_FOUND        the same, in a change
FORBIDDEN        the caller is told that its role does not allow it
UNAUTHENTICATED  the caller is told to sign in
";

/// The operations as one caller sends them: what they make or use up is fresh for each.
async fn operations(world: &World, turn: usize) -> Vec<Operation> {
    let brand = &world.brand;
    let (tenant, app) = (&brand.slug, &brand.app);
    let owner = world.client(&brand.owner);
    let draft = done(&owner.open_draft(json!({ "tenant": tenant, "app": app })).await, "draft");
    let operation = |field, what, document: &str, variables| Operation {
        field,
        what,
        document: document.to_owned(),
        variables,
    };
    let node = |what, id: &str| operation("node", what, NODE, json!({ "id": id }));
    let create = |what, kind: &str| {
        let name = json!([{ "locale": "en", "text": "New" }]);
        let input = json!({ "slug": world.unused(), "kind": kind, "name": name });
        operation("createTenant", what, CREATE, json!({ "input": input }))
    };
    let apply = |what, preview: bool| {
        let text = manifest(tenant, brand.kind, &[app], &format!("9.7.{turn}"));
        let input = json!({ "manifest": text, "format": "JSON", "preview": preview });
        operation("applyManifest", what, APPLY, json!({ "input": input }))
    };
    let change = |field: &'static str, what, more: Value| {
        let mut input = json!({ "tenant": tenant });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        Operation { document: outcome_of(field), ..operation(field, what, "", json!({ "input": input })) }
    };
    let submitted = done(&owner.submit_verification(tenant).await, "verification");
    let verification = submitted["id"].as_str().expect("an id").to_owned();
    let verify = |field: &'static str, what, more: Value| {
        let mut input = json!({ "verificationId": verification });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        Operation { document: outcome_of(field), ..operation(field, what, "", json!({ "input": input })) }
    };
    let reveal = json!({ "fields": ["REPRESENTATIVE_NAME"], "reason": "LEGAL_REQUEST" });
    let people = json!({
        "legalEntity": "main",
        "representativeName": "Ann",
        "administratorName": "Ben",
        "administratorPhone": "0123 456",
    });
    let declare = |field: &'static str, more: Value| {
        let mut input = json!({ "app": app });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        change(field, "of its app", input)
    };
    let name = json!([{ "locale": "en", "text": "New" }]);
    let edit = json!({ "patch": { "path": "/sdks/umeng", "members": { "version": format!("8.{turn}") } } });
    let edits = json!({ "patch": { "path": "/sdks/umeng", "members": { "version": format!("7.{turn}") } } });
    let key = async || {
        let input = json!({ "tenant": tenant, "name": "Key", "kind": "PUBLISHABLE" });
        done(&owner.issue_key(input).await, "issued")["apiKey"]["id"].clone()
    };
    let (old, bad) = (key().await, key().await);
    let issue = json!({ "tenant": tenant, "name": "Key", "kind": "SECRET", "scopes": ["READ"] });
    let invitation = async || {
        let input = json!({ "tenant": tenant, "email": address(&world.app), "role": "AUDITOR" });
        done(&owner.invite(input).await, "invited")
    };
    let (asked, unasked) = (invitation().await, invitation().await);
    let (member, email) = join(&world.app, &owner, tenant, "EDITOR").await;
    let sign_in = json!({ "email": email, "password": PASSWORD, "tenant": tenant });
    let refresh =
        async || done(&owner.mutate(LOG_IN, sign_in.clone()).await, "session")["refreshToken"].clone();
    let (one, other) = (refresh().await, refresh().await);
    let act = |field: &'static str, what, input: Value| Operation {
        document: outcome_of(field),
        ..operation(field, what, "", json!({ "input": input }))
    };
    let category = json!({ "tenant": tenant, "key": format!("own-{turn}"), "zh": "睡眠", "en": "Sleep", "sharedCategory": "imei" });
    let sdk_key = |which: &str| {
        format!("permissions_{:?}_{turn}_{which}", world.operator.account().expect("a person"))
            .replace("acc_", "")
    };
    let sdk = |which| {
        json!({
            "key": sdk_key(which), "zh": "组件", "en": "SDK", "vendorZh": "公司", "vendorEn": "Company",
            "category": "push", "region": "CN",
        })
    };
    if turn > 0 {
        let curator = world.client(&world.operator);
        for which in ["two", "three"] {
            done(&curator.mutate(UPSERT_SDK, sdk(which)).await, "sdk");
        }
    }
    let fact = json!({
        "sdk": sdk_key("two"), "range": "*", "confidence": "STATED", "data": ["imei"], "permissions": [],
        "purposes": [], "source": "https://sdk.example/privacy", "date": "2026-01-01",
    });
    let retract = json!({ "sdk": sdk_key("two"), "range": "*" });
    let merge = json!({ "from": sdk_key("two"), "into": sdk_key("three") });
    let record = json!({ "tenant": tenant, "app": app, "record": event(&format!("void-{turn}")) });
    let record = done(&owner.call("recordSharing", "recorded { recordId }", record).await, "recorded");
    let report = json!({ "app": app, "record": event(&format!("one-{turn}")) });
    let reports = json!({ "app": app, "records": [event(&format!("many-{turn}"))] });
    let retiring = world.unused();
    let named = json!([{ "locale": "en", "text": "App" }]);
    let input = json!({ "tenant": tenant, "slug": retiring, "name": named });
    done(&owner.call("registerApp", "app { slug }", input).await, "app");
    let publish = json!({ "draftId": draft["id"], "effectiveOn": "2026-01-02" });
    vec![
        operation("viewer", "who am I", "{ viewer { role } }", json!({})),
        node("the brand", &brand.owner.tenant.to_string()),
        node("the owner's account", &brand.owner.actor().to_string()),
        node("its app", &brand.app_id),
        node("its draft", &brand.draft_id),
        node("its published version", &brand.version_id),
        node("one of its keys", &brand.key_id),
        node("one of its sharing records", &brand.record_ids[0]),
        operation("nodes", "all of these at once", NODES, json!({ "ids": [brand.app_id, brand.draft_id] })),
        operation("tenant", "the brand by its slug", TENANT, json!({ "slug": tenant })),
        operation("tenants", "the list of one's tenants", "{ tenants { nodes { id } } }", json!({})),
        operation("catalog", "the shared catalogue", "{ catalog { revision } }", json!({})),
        operation("catalogRevisions", "how the catalogue changed", REVISIONS, json!({})),
        operation("app", "its app by its slug", APP, json!({ "tenant": tenant, "slug": app })),
        operation("apps", "those that ship an SDK", FLEET, json!({})),
        operation("policyVersion", "its published version", VERSION, json!({ "id": brand.version_id })),
        operation("sharingDecision", "about its app", DECIDE, json!({ "tenant": tenant, "app": app })),
        operation("auditEvents", "of the brand", AUDIT, json!({ "slug": tenant })),
        node("its verification", &verification),
        operation("verifications", "the operator's queue", "{ verifications { nodes { id } } }", json!({})),
        operation("sharingLog", "of the brand", LOG, json!({ "slug": tenant })),
        operation("sharingRecords", "of the brand", RECORDS, json!({ "slug": tenant })),
        operation("sharingTotals", "of the brand", TOTALS, json!({ "slug": tenant })),
        operation("sharingReconciliation", "of its app", RECONCILE, json!({ "tenant": tenant, "app": app })),
        operation("disclosure", "what it has published", READ, json!({ "tenant": tenant, "app": app })),
        operation("disclosure", "what it has not", READ, json!({ "tenant": tenant, "app": brand.quiet })),
        operation("policyState", "of what it has published", STATE, json!({ "tenant": tenant, "app": app })),
        operation(
            "policyState",
            "of what it has not",
            STATE,
            json!({ "tenant": tenant, "app": brand.quiet }),
        ),
        create("a second operator", "OPERATOR"),
        create("a developer platform", "DEVELOPER_PLATFORM"),
        create("a brand", "OEM_BRAND"),
        create("an app developer", "APP_DEVELOPER"),
        verify("revealIdentity", "of its representative", reveal),
        verify("decideVerification", "approve its submission", json!({})),
        verify("reopenVerification", "of what was submitted or approved", json!({})),
        change("submitVerification", "of its legal entity", people),
        change("updateTenant", "its profile", json!({ "profile": { "timeZone": "UTC" } })),
        change("updateTenant", "the approvals that its drafts need", json!({ "requiredApprovals": 0 })),
        change("updateTenant", "the term of its sharing records", json!({ "sharingYears": 3 })),
        change("updateTenant", "what its lists tell of the log", json!({ "lastSharedShown": true })),
        change("suspendTenant", "the brand", json!({ "reason": "TERMS" })),
        change("reinstateTenant", "the brand", json!({})),
        change("requestErasure", "of the brand", json!({})),
        change("cancelErasure", "of the brand", json!({})),
        change("moveTenant", "to where it stands", json!({ "parent": world.platform.slug })),
        change(
            "registerApp",
            "in the brand",
            json!({ "slug": world.unused(), "name": [{ "locale": "en", "text": "App" }] }),
        ),
        change("updateApp", "its app", json!({ "app": app, "environment": "LIVE" })),
        change("retireApp", "one that published nothing", json!({ "app": retiring })),
        apply("say what would change", true),
        apply("change its declaration", false),
        operation("defineDataCategory", "of its own", DEFINE, json!({ "input": category })),
        operation("upsertSdk", "into the shared catalogue", UPSERT_SDK, json!({ "input": sdk("one") })),
        operation("upsertSdkFact", "of an SDK", UPSERT_FACT, json!({ "input": fact })),
        operation("retractSdkFact", "of an SDK", RETRACT_FACT, json!({ "input": retract })),
        operation("mergeSdks", "of the shared catalogue", MERGE_SDKS, json!({ "input": merge })),
        declare("editDeclaration", json!({ "edits": [edit] })),
        change("editDeclarations", "of its app", json!({ "apps": [app], "edits": [edits] })),
        declare("declareFunction", json!({ "key": "login", "name": name })),
        declare("declareSdk", json!({ "key": "extra", "name": name })),
        declare("removeDeclaredItem", json!({ "list": "SDKS", "key": "extra" })),
        declare("declareRecipient", json!({ "key": "partner", "name": name })),
        declare("declareSharing", json!({ "key": "sync", "from": "app", "to": "server" })),
        declare("declarePermission", json!({ "key": "camera", "permission": "camera" })),
        operation("openDraft", "of its app", OPEN, json!({ "input": { "tenant": tenant, "app": app } })),
        operation("publishDraft", "of its app", PUBLISH, json!({ "input": publish })),
        act("logIn", "with the right password", sign_in.clone()),
        act("logIn", "with a wrong one", json!({ "email": email, "password": "wrong", "tenant": tenant })),
        act("refreshSession", "with its token", json!({ "refreshToken": one, "tenant": tenant })),
        act("logOut", "with its token", json!({ "refreshToken": other })),
        act(
            "changePassword",
            "that the caller has none of",
            json!({ "password": "x", "newPassword": PASSWORD }),
        ),
        act("resetPassword", "with a made-up link", json!({ "link": "cpl_AAAA", "newPassword": PASSWORD })),
        act("recoverMember", "one of its people", json!({ "tenant": tenant, "accountId": member })),
        act("enrolSecondFactor", "for who has no password", json!({ "password": "x" })),
        act("confirmSecondFactor", "for who has none", json!({ "code": "000000" })),
        act("removeSecondFactor", "for who has none", json!({ "password": "x", "code": "000000" })),
        act(
            "inviteMember",
            "into the brand",
            json!({ "tenant": tenant, "email": address(&world.app), "role": "OWNER" }),
        ),
        act(
            "acceptInvitation",
            "with its text",
            json!({ "invitation": asked["text"], "newPassword": PASSWORD }),
        ),
        act("revokeInvitation", "into the brand", json!({ "invitationId": unasked["invitation"]["id"] })),
        act(
            "setMemberRole",
            "of one of its people",
            json!({ "tenant": tenant, "accountId": member, "role": "AUDITOR" }),
        ),
        act("removeMember", "one of its people", json!({ "tenant": tenant, "accountId": member })),
        operation("issueApiKey", "of the brand", ISSUE, json!({ "input": issue })),
        operation("rotateApiKey", "one of its keys", ROTATE, json!({ "input": { "apiKeyId": old } })),
        change("recordSharing", "of its app", report),
        change("recordSharingBatch", "of its app", reports),
        change(
            "voidSharingRecord",
            "of its app",
            json!({ "recordId": record["recordId"], "reason": "a test" }),
        ),
        change("eraseSubject", "whom nobody knows", json!({ "subject": "nobody" })),
        operation("revokeApiKey", "one of its keys", REVOKE, json!({ "input": { "apiKeyId": bad } })),
    ]
}

/// The document of a mutation of which only the outcome is looked at.
fn outcome_of(field: &str) -> String {
    let (first, rest) = field.split_at(1);
    let of = format!("{}{rest}Input", first.to_uppercase());
    format!("mutation($input: {of}!) {{ {field}(input: $input) {{ userErrors {{ code }} }} }}")
}

const LOG_IN: &str =
    "mutation($input: LogInInput!) { logIn(input: $input) { session { refreshToken } userErrors { code } } }";
const FLEET: &str = "{ apps(filter: { sdk: { key: \"umeng\" } }, first: 1) { nodes { slug } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";
const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
const TENANT: &str = "query($slug: String!) { tenant(slug: $slug) { id } }";
const AUDIT: &str = "query($slug: String!) { auditEvents(tenant: $slug) { nodes { action } } }";
const LOG: &str = "query($slug: String!) { sharingLog(tenant: $slug) { checkpoint } }";
const RECORDS: &str = "query($slug: String!) { sharingRecords(tenant: $slug) { nodes { seq } } }";
const RECONCILE: &str = "query($tenant: String!, $app: String!) { sharingReconciliation(tenant: $tenant, app: $app, \
     from: \"2026-01-01\", to: \"2026-01-31\") { drift { recipient } } }";
const TOTALS: &str = "query($slug: String!) { sharingTotals(tenant: $slug) { records } }";
const APP: &str = "query($tenant: String!, $slug: String!) { app(tenant: $tenant, slug: $slug) { id } }";
const VERSION: &str = "query($id: ID!) { policyVersion(id: $id) { number } }";
const DECIDE: &str = "query($tenant: String!, $app: String!) { sharingDecision(tenant: $tenant, app: $app, \
     sharing: { recipient: \"sdk:umeng\" }) { decision } }";
const READ: &str =
    "query($tenant: String!, $app: String!) { disclosure(tenant: $tenant, app: $app) { version } }";
const CREATE: &str = "mutation($input: CreateTenantInput!) { createTenant(input: $input) \
     { tenant { id } userErrors { code } } }";
const REVISIONS: &str = "{ catalogRevisions(first: 1) { nodes { number } } }";
const DEFINE: &str = "mutation($input: DefineDataCategoryInput!) { defineDataCategory(input: $input) \
     { dataCategory { key } userErrors { code } } }";
const UPSERT_SDK: &str =
    "mutation($input: UpsertSdkInput!) { upsertSdk(input: $input) { sdk { key } userErrors { code } } }";
const UPSERT_FACT: &str = "mutation($input: UpsertSdkFactInput!) { upsertSdkFact(input: $input) \
     { sdk { key } userErrors { code } } }";
const RETRACT_FACT: &str = "mutation($input: RetractSdkFactInput!) { retractSdkFact(input: $input) \
     { sdk { key } userErrors { code } } }";
const MERGE_SDKS: &str =
    "mutation($input: MergeSdksInput!) { mergeSdks(input: $input) { sdk { key } userErrors { code } } }";
const APPLY: &str = "mutation($input: ApplyManifestInput!) { applyManifest(input: $input) \
     { applied { apps { slug } } userErrors { code } } }";
const OPEN: &str =
    "mutation($input: OpenDraftInput!) { openDraft(input: $input) { draft { id } userErrors { code } } }";
const PUBLISH: &str = "mutation($input: PublishDraftInput!) { publishDraft(input: $input) \
     { version { id } userErrors { code } } }";

const STATE: &str = "query($tenant: String!, $app: String!) { policyState(tenant: $tenant, app: $app) \
     { acceptanceNeeded } }";
const ISSUE: &str = "mutation($input: IssueApiKeyInput!) { issueApiKey(input: $input) \
     { issued { apiKey { id } } userErrors { code } } }";
const ROTATE: &str = "mutation($input: RotateApiKeyInput!) { rotateApiKey(input: $input) \
     { issued { apiKey { id } } userErrors { code } } }";
const REVOKE: &str = "mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) \
     { apiKey { id } userErrors { code } } }";

/// What came of it, in one word.
fn outcome(reply: &Reply, field: &str) -> String {
    let body = reply.json();
    if let Some(error) = body["errors"].get(0) {
        return error["extensions"]["code"].as_str().expect("every error has a code").to_owned();
    }
    let answer = &body["data"][field];
    if let Some(error) = answer["userErrors"].get(0) {
        return error["code"].as_str().expect("every error has a code").to_owned();
    }
    let empty = |list: &Value| list.as_array().is_some_and(|all| all.iter().all(Value::is_null));
    if answer.is_null() || empty(answer) || empty(&answer["nodes"]) {
        return "nothing".into();
    }
    "yes".into()
}

/// Sends everything as one caller; what was refused must have changed nothing.
async fn column(world: &World, client: &Client, turn: usize) -> Vec<(&'static str, &'static str, String)> {
    let mut outcomes = Vec::new();
    for operation in operations(world, turn).await {
        let before = Rows::of(&world.app, world.brand.owner.tenant).await;
        let body = json!({ "query": operation.document, "variables": operation.variables });
        let outcome = outcome(&client.post(body).await, operation.field);
        if outcome != "yes" || operation.document.starts_with('{') || operation.document.starts_with("query")
        {
            let after = Rows::of(&world.app, world.brand.owner.tenant).await;
            assert_eq!(before, after, "{} {} changed something", operation.field, operation.what);
        }
        outcomes.push((operation.field, operation.what, outcome));
    }
    outcomes
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let world = World::new().await;
    let operator = |role| world.operator.acting(role);
    let mut lines = vec![("stranger", vec![column(&world, &world.app.stranger(), 0).await])];
    let groups: [(&str, InRole<'_>); 4] = [
        ("its people", Box::new(|role| world.brand.acting(role))),
        ("its parent", Box::new(|role| world.platform.acting(role))),
        ("another", Box::new(|role| world.other.acting(role))),
        ("operator", Box::new(operator)),
    ];
    let mut turn = 0;
    for (name, principal) in groups {
        let mut columns = Vec::new();
        for role in ROLES {
            turn += 1;
            columns.push(column(&world, &world.client(&principal(role)), turn).await);
        }
        lines.push((name, columns));
    }
    lines.rotate_left(1);

    let covered: BTreeSet<&str> = lines[0].1[0].iter().map(|(field, ..)| *field).collect();
    let sdl = Sdl::served();
    let roots: BTreeSet<&str> = sdl.roots().map(|(_, field)| field.name.as_str()).collect();
    assert_eq!(covered, roots, "the table and the root fields of the schema");
    golden::check("permissions.txt", &table(&lines));
}

const ABOUT_KEYS: &str = "\
Which API key may do what. Everything is asked about one tenant, the brand, and what it has: first with a publishable
key of the brand, then with secret keys of one scope each, then with one of all scopes that is bound to the app of which
everything is asked (its app), and with one that is bound to another app of the brand. Words as in permissions.txt.
";

/// A client that comes with a new key of the brand.
async fn with_key(world: &World, scopes: &[&str], app: Option<&str>) -> Client {
    let kind = if scopes.is_empty() { "PUBLISHABLE" } else { "SECRET" };
    let input = json!({
        "tenant": world.brand.slug, "name": "Key", "kind": kind, "scopes": scopes, "app": app,
    });
    let issued = done(&world.client(&world.brand.owner).issue_key(input).await, "issued");
    Client::new(world.app.url(""), issued["text"].as_str().map(ToOwned::to_owned))
}

#[tokio::test]
async fn a_key_may_do_what_its_scopes_say_and_nothing_else() {
    let world = World::new().await;
    let scopes = ["READ", "DECLARATION_WRITE", "DRAFT_WRITE", "PUBLISH", "SHARING_WRITE"];
    let (app, other) = (world.brand.app.as_str(), world.brand.quiet.as_str());
    let mut keys = vec![("publishable", with_key(&world, &[], None).await)];
    for scope in scopes {
        keys.push((scope, with_key(&world, &[scope], None).await));
    }
    keys.push(("its app", with_key(&world, &scopes, Some(app)).await));
    keys.push(("another app", with_key(&world, &scopes, Some(other)).await));
    let mut out = ABOUT_KEYS.to_owned();
    let mut columns = Vec::new();
    for (turn, (_, client)) in keys.iter().enumerate() {
        columns.push(column(&world, client, 100 + turn).await);
    }
    for (number, (field, what, _)) in columns[0].iter().enumerate() {
        let _ = writeln!(out, "\n{field}: {what}");
        for ((name, _), column) in keys.iter().zip(&columns) {
            let _ = writeln!(out, "  {name:19}{}", column[number].2);
        }
    }
    golden::check("permissions-keys.txt", &out);
}

type Line<'a> = (&'a str, Vec<Vec<(&'static str, &'static str, String)>>);

fn table(lines: &[Line<'_>]) -> String {
    let mut out = ABOUT.to_owned();
    for (number, (field, what, _)) in lines[0].1[0].iter().enumerate() {
        let _ = writeln!(out, "\n{field}: {what}");
        let head = format!("{:14}{:17}{:17}{:17}{}", "", "OWNER", "EDITOR", "REVIEWER", "AUDITOR");
        let _ = writeln!(out, "{head}");
        for (name, columns) in lines {
            let cells: Vec<String> =
                columns.iter().map(|column| format!("{:17}", column[number].2)).collect();
            let _ = writeln!(out, "  {name:12}{}", cells.concat().trim_end());
        }
    }
    out
}
