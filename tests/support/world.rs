//! A small world made through the gateway itself: a developer platform, its brand, a tenant that has nothing to do with
//! either, and the operator. Each tenant has an app with a published version and an open draft, and one that has
//! published nothing.

use api::{
    platform::{
        SystemRandom,
        scope::{Principal, Role, SystemScope},
    },
    tenants,
};
use entities::{AccountId, TenantId};
use serde_json::{Value, json};

use super::{app::TestApp, client::Client};

/// A tenant with its apps.
#[derive(Debug, Clone)]
pub struct Party {
    pub owner: Principal,
    pub slug: String,
    pub kind: &'static str,
    /// Slug of the app with a published version.
    pub app: String,
    /// Slug of the app that has published nothing.
    pub quiet: String,
    pub app_id: String,
    pub draft_id: String,
    pub version_id: String,
    /// Of a submission that waits.
    pub verification_id: String,
    /// A publishable key of the whole tenant.
    pub key_id: String,
    /// An account that is an editor of it.
    pub member_id: String,
    /// An invitation that nobody has accepted.
    pub invitation_id: String,
    /// Of the four records of what the app has shared.
    pub record_ids: Vec<String>,
}

pub struct World {
    pub app: TestApp,
    pub operator: Principal,
    pub platform: Party,
    pub brand: Party,
    pub other: Party,
}

/// All roles, the mightiest first.
pub const ROLES: [Role; 4] = [Role::Owner, Role::Editor, Role::Reviewer, Role::Auditor];

const CREATE: &str = "mutation($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id slug } userErrors { code } } }";
const APPLY: &str = "mutation($input: ApplyManifestInput!) { applyManifest(input: $input) { \
     applied { tenant { id slug } profile { path before after } \
       apps { slug outcome revision changes { path before after } } } \
     userErrors { code message field rule place { path line column nearest } } } }";
const OPEN: &str = "mutation($input: OpenDraftInput!) { openDraft(input: $input) { \
     draft { id revision status } userErrors { code field } } }";
const PUBLISH: &str = "mutation($input: PublishDraftInput!) { publishDraft(input: $input) { \
     version { id number versionDate effectiveDate } userErrors { code field } } }";

const ISSUE: &str = "mutation($input: IssueApiKeyInput!) { issueApiKey(input: $input) { \
     issued { text apiKey { id name kind scopes hint expiresAt revokedAt lastUsedAt successorId app { slug } } } \
     userErrors { code field } } }";
const ROTATE: &str = "mutation($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { \
     issued { text apiKey { id name kind scopes hint expiresAt successorId } } userErrors { code field } } }";
const REVOKE: &str = "mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { \
     apiKey { id revokedAt } userErrors { code field } } }";

/// What is told of a batch.
pub const BATCH: &str = "batch { accepted refused rows { recorded { recordId seq repeated } \
     userError { code field message } } }";

/// An event of sharing, as it is reported under an id.
pub fn event(external: &str) -> Value {
    json!({
        "recipient": "umeng", "categories": ["device_id", "location"], "purpose": "statistics", "basis": "consent",
        "subjects": 3, "occurredAt": "2026-01-02T03:00:00.123Z", "externalId": external,
    })
}

/// A manifest as JSON: apps that say what they are called and carry one SDK of that version.
pub fn manifest(tenant: &str, kind: &str, apps: &[&str], sdk_version: &str) -> String {
    let apps: Vec<Value> = apps
        .iter()
        .map(|slug| {
            json!({
                "slug": slug,
                "name": { "en": "Photo", "zh-CN": "相片" },
                "sdks": [{ "key": "umeng", "name": { "en": "Umeng" }, "version": sdk_version }],
            })
        })
        .collect();
    let kind = kind.to_lowercase();
    json!({
        "schema": "candor.manifest/1",
        "tenant": {
            "slug": tenant,
            "name": { "en": "Tenant", "zh-CN": "租户" },
            "kind": kind,
            "legalEntities": [{
                "key": "main",
                "name": { "en": "Tenant Ltd" },
                "region": "GB",
                "registrationNumber": tenant,
            }],
        },
        "apps": apps,
    })
    .to_string()
}

/// Settings with which a password's hash costs next to nothing.
pub const CHEAP_HASHES: [(&str, &str); 2] =
    [("CANDOR_PASSWORD_MEMORY", "8KiB"), ("CANDOR_PASSWORD_PASSES", "1")];

/// The password of everybody in the suite.
pub const PASSWORD: &str = "correct horse battery";

const INVITE: &str = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) { \
     invited { invitation { id } text } userErrors { code field } } }";
const ACCEPT: &str = "mutation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { \
     member { accountId role } userErrors { code field message } } }";

impl Party {
    /// The same person in another role.
    pub fn acting(&self, role: Role) -> Principal {
        self.owner.acting(role)
    }
}

/// Mutations as a client sends them; each returns its payload.
impl Client {
    pub async fn mutate(&self, document: &str, input: Value) -> Value {
        let reply = self.post(json!({ "query": document, "variables": { "input": input } })).await;
        let data = reply.data();
        data.as_object().expect("an object").values().next().expect("one field").clone()
    }

    /// Calls a mutation that is asked with one input of its own type, and asks for `told` of its payload.
    pub async fn call(&self, field: &str, told: &str, input: Value) -> Value {
        let (first, rest) = field.split_at(1);
        let of = format!("{}{rest}Input", first.to_uppercase());
        let document = format!(
            "mutation($input: {of}!) {{ {field}(input: $input) {{ {told} \
             userErrors {{ code message field rule place {{ path nearest }} }} }} }}"
        );
        self.mutate(&document, input).await
    }

    /// Submits the one legal entity of a tenant's manifest.
    pub async fn submit_verification(&self, tenant: &str) -> Value {
        let input = json!({
            "tenant": tenant,
            "legalEntity": "main",
            "representativeName": "张三",
            "administratorName": "Ann Lee",
            "administratorIdNumber": "11010519491231002X",
            "administratorPhone": "+86 138 0013 8000",
            "administratorEmail": "ann.lee@example.com",
        });
        self.call("submitVerification", "verification { id state }", input).await
    }

    pub async fn create_tenant(&self, input: Value) -> Value {
        self.mutate(CREATE, input).await
    }

    pub async fn apply(&self, manifest: &str, more: Value) -> Value {
        let mut input = json!({ "manifest": manifest, "format": "JSON" });
        let members = more.as_object().expect("an object").clone();
        input.as_object_mut().expect("an object").extend(members);
        self.mutate(APPLY, input).await
    }

    pub async fn open_draft(&self, input: Value) -> Value {
        self.mutate(OPEN, input).await
    }

    pub async fn invite(&self, input: Value) -> Value {
        self.mutate(INVITE, input).await
    }

    pub async fn accept(&self, input: Value) -> Value {
        self.mutate(ACCEPT, input).await
    }

    pub async fn publish(&self, input: Value) -> Value {
        self.mutate(PUBLISH, input).await
    }

    pub async fn issue_key(&self, input: Value) -> Value {
        self.mutate(ISSUE, input).await
    }

    pub async fn rotate_key(&self, input: Value) -> Value {
        self.mutate(ROTATE, input).await
    }

    pub async fn revoke_key(&self, input: Value) -> Value {
        self.mutate(REVOKE, input).await
    }
}

/// What a mutation made, which nothing stood against.
pub fn done(payload: &Value, member: &str) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload}");
    payload[member].clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

impl World {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With some more variables set.
    pub async fn with(changes: &[(&str, &str)]) -> Self {
        let settings = [
            ("CANDOR_COST_CAPACITY", "100000000"),
            ("CANDOR_STRANGER_COST_CAPACITY", "100000000"),
            ("CANDOR_MAX_COMPLEXITY", "1000000"),
            ("CANDOR_MAX_BODY", "16MiB"),
            CHEAP_HASHES[0],
            CHEAP_HASHES[1],
        ];
        let settings: Vec<_> = settings.iter().chain(changes).copied().collect();
        let app = TestApp::start_with(&settings).await;
        let operator = operator(&app).await;
        let platform = tenant(&app, &operator, "DEVELOPER_PLATFORM").await;
        let brand = tenant(&app, &platform.owner, "OEM_BRAND").await;
        let other = tenant(&app, &operator, "APP_DEVELOPER").await;
        Self { app, operator, platform, brand, other }
    }

    /// An owner of the operator, as a token names it.
    pub fn operator_of(app: &TestApp) -> Principal {
        Principal { operator: true, ..app.somebody(Role::Owner) }
    }

    /// A client of somebody.
    pub fn client(&self, principal: &Principal) -> Client {
        self.app.client(principal)
    }

    /// A slug that nothing has.
    pub fn unused(&self) -> String {
        unused(&self.app)
    }
}

/// An address that nobody has.
pub fn address(app: &TestApp) -> String {
    format!("{}@example.com", unused(app))
}

/// Somebody new who joins a tenant: the account and its address.
pub async fn join(app: &TestApp, owner: &Client, tenant: &str, role: &str) -> (String, String) {
    let email = address(app);
    let asked = json!({ "tenant": tenant, "email": email, "role": role });
    let asked = done(&owner.invite(asked).await, "invited");
    let accept = json!({ "invitation": asked["text"], "newPassword": PASSWORD });
    (text(&done(&app.stranger().accept(accept).await, "member")["accountId"]), email)
}

/// An owner of the operator, which all tests on one database share.
pub async fn operator(app: &TestApp) -> Principal {
    let (database, clock) = (app.state.database.clone(), app.clock.clone());
    let job = SystemScope::for_job(database, clock, std::sync::Arc::new(SystemRandom), "test");
    let email = format!("{}@example.com", app.new_id::<AccountId>()).parse().expect("an address");
    match tenants::enroll_operator(&job, &email).await {
        Ok(principal) => principal,
        // Another test was quicker to make the operator; now it is there.
        Err(_) => tenants::enroll_operator(&job, &email).await.expect("enrolls"),
    }
}

pub fn unused(app: &TestApp) -> String {
    app.new_id::<TenantId>().to_string().replace('_', "-")
}

async fn tenant(app: &TestApp, maker: &Principal, kind: &'static str) -> Party {
    let slug = unused(app);
    let input = json!({ "slug": slug, "kind": kind, "name": [{ "locale": "en", "text": "Tenant" }] });
    let made = done(&app.client(maker).create_tenant(input).await, "tenant");
    let id: TenantId = text(&made["id"]).parse().expect("an id");
    let owner = Principal::person(app.new_id::<AccountId>(), id, Role::Owner);
    let (loud, quiet) = (format!("a{slug}"), format!("b{slug}"));
    let client = app.client(&owner);
    let written = client.apply(&manifest(&slug, kind, &[&loud, &quiet], "9.6.1"), json!({})).await;
    done(&written, "applied");
    let draft = done(&client.open_draft(json!({ "tenant": slug, "app": loud })).await, "draft");
    let publish = json!({ "draftId": draft["id"], "effectiveOn": "2026-01-02" });
    let version = done(&client.publish(publish).await, "version");
    let draft = done(&client.open_draft(json!({ "tenant": slug, "app": loud })).await, "draft");
    done(&client.open_draft(json!({ "tenant": slug, "app": quiet })).await, "draft");
    let body = json!({
        "query": "query($t: String!, $s: String!) { app(tenant: $t, slug: $s) { id } }",
        "variables": { "t": slug, "s": loud },
    });
    let app_id = text(&client.post(body).await.data()["app"]["id"]);
    let verification = done(&client.submit_verification(&slug).await, "verification");
    let verification_id = text(&verification["id"]);
    let (draft_id, version_id) = (text(&draft["id"]), text(&version["id"]));
    let key = json!({ "tenant": slug, "name": "Reader", "kind": "PUBLISHABLE" });
    let key_id = text(&done(&client.issue_key(key).await, "issued")["apiKey"]["id"]);
    let member_id = join(app, &client, &slug, "EDITOR").await.0;
    let open = json!({ "tenant": slug, "email": address(app), "role": "AUDITOR" });
    let invitation_id = text(&done(&client.invite(open).await, "invited")["invitation"]["id"]);
    let records: Vec<Value> = (0..4).map(|number| event(&format!("event-{number}"))).collect();
    let batch = json!({ "tenant": slug, "app": loud, "records": records });
    let batch = done(&client.call("recordSharingBatch", BATCH, batch).await, "batch");
    let rows = batch["rows"].as_array().expect("a list");
    let record_ids = rows.iter().map(|row| text(&row["recorded"]["recordId"])).collect();
    Party {
        record_ids,
        owner,
        slug,
        kind,
        app: loud,
        quiet,
        app_id,
        draft_id,
        version_id,
        key_id,
        verification_id,
        member_id,
        invitation_id,
    }
}
