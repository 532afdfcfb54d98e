//! How many statements a query costs: as many for fifty rows as for one. Every connection of the schema is found and
//! asked, with everything that its rows tell.

use api::{
    audit,
    catalog::{self, Catalogs},
    conformity::{Registers, all_in_force},
    graphql::{Call, Loaders, Method, Purse},
    platform::{
        Clock, Cursor, CursorKey, SystemRandom,
        cost::{Allowance, Payer},
        scope::{Permission, Principal, Role, SystemScope, WriteScope},
    },
};
use disclosure::manifest as declared;
use entities::{
    AccountId, ApiKeyId, AppId, Digest, DraftId, EmailAddress, PolicyVersionId, TenantId, TypedId as _,
    accounts, api_key_usage, api_keys, apps, declaration_revisions, drafts, invitations, members,
    policy_versions, tenants,
};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    client::Client,
    filling, large,
    sdl::Sdl,
    tenants::{app_row, insert_category, tenant_row},
    world::{BATCH, World, done, event, unused},
};

/// Rows of the larger page.
const MANY: usize = 50;

/// The answer to a query, and the statements it took.
async fn ask(app: &TestApp, principal: Principal, query: String) -> (Value, u64) {
    let allowance = Allowance { capacity: u32::MAX, restore_rate: 1 };
    let call = Call {
        query: Some(query),
        operation_name: None,
        variables: Default::default(),
        extensions: Default::default(),
        method: Method::Post,
        purse: Purse { payer: Payer::new(b"", &[b"statements"]), allowance },
    };
    let mut context = app.context(Some(principal), "en");
    let session = context.session.clone();
    // A process that has seen nothing but the catalogue: what else it keeps would cost the second question less than the
    // first, and who looks for the catalogue first depends on the order in which fields run.
    context.catalogs = Catalogs::default();
    let other = app.context(Some(principal), "en").session;
    catalog::current(&other, &context.catalogs).await.expect("a catalogue");
    context.registers = Registers::new(1 << 20);
    context.loaders = Loaders::new(session.clone(), context.catalogs.clone(), context.registers.clone());
    let answer = app.state.executor.execute(call, context).await.json().expect("JSON");
    let body: Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!(body.get("errors"), None, "{body}");
    (body["data"].clone(), session.statements())
}

/// Inserts past the API: what takes a second each there would take minutes here.
struct Maker<'a> {
    app: &'a TestApp,
    declaration: String,
}

impl Maker<'_> {
    async fn scope(&self, tenant: Option<TenantId>) -> WriteScope {
        let (database, clock) = (self.app.state.database.clone(), self.app.clock.clone());
        let job = SystemScope::for_job(database, clock, std::sync::Arc::new(SystemRandom), "test");
        match tenant {
            Some(tenant) => job.write(tenant).await,
            None => job.write_new_tenant().await,
        }
        .expect("a scope")
    }

    /// A tenant below `parent` with so many apps, each with everything a row can have and so many versions.
    async fn tenant(&self, parent: Option<TenantId>, slug: &str, apps: usize, versions: usize) -> TenantId {
        let scope = self.scope(None).await;
        let row = tenants::ActiveModel { slug: Set(slug.to_owned()), ..tenant_row(&scope, parent) };
        scope.insert::<tenants::Entity>(row).await.expect("a tenant");
        for number in 0..apps {
            self.insert_app(&scope, &format!("app-{number:03}"), versions).await;
        }
        let id = scope.tenant();
        scope.commit().await.expect("commits");
        id
    }

    /// Members, and as many who were asked.
    async fn people(&self, tenant: TenantId, count: usize) {
        let scope = self.scope(Some(tenant)).await;
        for _ in 0..count {
            let account: AccountId = scope.new_id();
            let email: EmailAddress =
                format!("{}@example.com", account.to_string().replace('_', "-")).parse().expect("an address");
            let now = scope.now();
            scope
                .insert_account(accounts::Model {
                    id: account,
                    email: email.clone(),
                    status: accounts::AccountStatus::Active,
                    created_at: now,
                })
                .await
                .expect("an account");
            let member = members::ActiveModel {
                account_id: Set(account),
                role: Set(Role::Editor),
                created_at: Set(now),
                ..Default::default()
            };
            scope.insert::<members::Entity>(member).await.expect("a member");
            let asked = invitations::ActiveModel {
                id: Set(scope.new_id()),
                email: Set(email),
                role: Set(Role::Editor),
                text_sha256: Set(Digest::from([6; 32])),
                invited_by: Set(scope.actor().to_string()),
                created_at: Set(now),
                expires_at: Set(now),
                ..Default::default()
            };
            scope.insert::<invitations::Entity>(asked).await.expect("an invitation");
        }
        scope.commit().await.expect("commits");
    }

    async fn events(&self, tenant: TenantId, count: usize) {
        let scope = self.scope(Some(tenant)).await;
        for _ in 0..count {
            let entry = audit::Entry::new("app.registered", "app", "app");
            audit::append(&scope, entry).await.expect("an event");
        }
        scope.commit().await.expect("commits");
    }

    async fn insert_app(&self, scope: &WriteScope, slug: &str, versions: usize) {
        let app: AppId = scope.new_id();
        let row = apps::ActiveModel { id: Set(app), head_revision: Set(Some(1)), ..app_row(scope, slug) };
        scope.insert::<apps::Entity>(row).await.expect("an app");
        let revision = declaration_revisions::ActiveModel {
            app_id: Set(app),
            number: Set(1),
            document: Set(self.declaration.clone()),
            sha256: Set(Digest::from([3; 32])),
            origin: Set(declaration_revisions::RevisionOrigin::Manifest),
            author: Set(scope.actor().to_string()),
            created_at: Set(scope.now()),
            ..Default::default()
        };
        scope.insert::<declaration_revisions::Entity>(revision).await.expect("a revision");
        let draft = drafts::ActiveModel {
            id: Set(scope.new_id::<DraftId>()),
            app_id: Set(app),
            revision: Set(1),
            status: Set(drafts::DraftStatus::Open),
            author: Set(scope.actor().to_string()),
            created_at: Set(scope.now()),
            updated_at: Set(scope.now()),
            ..Default::default()
        };
        scope.insert::<drafts::Entity>(draft).await.expect("a draft");
        insert_key(scope, app).await;
        for number in 1..=versions {
            let version = policy_versions::ActiveModel {
                id: Set(scope.new_id::<PolicyVersionId>()),
                app_id: Set(app),
                number: Set(i32::try_from(number).expect("small")),
                revision: Set(1),
                version_date: Set("2026-01-02".parse().expect("a date")),
                effective_at: Set(scope.now()),
                time_zone: Set("Asia/Shanghai".into()),
                adopted: Set(false),
                published_at: Set(scope.now()),
                published_by: Set(scope.actor().to_string()),
                declaration_sha256: Set(Digest::from([3; 32])),
                profile_sha256: Set(Digest::from([1; 32])),
                catalog_revision: Set("catalog".into()),
                text_revision: Set("texts".into()),
                compiler: Set("0.1.0".into()),
                ..Default::default()
            };
            scope.insert::<policy_versions::Entity>(version).await.expect("a version");
        }
    }
}

/// A key that is bound to an app, used on two days.
async fn insert_key(scope: &WriteScope, app: AppId) {
    let id: ApiKeyId = scope.new_id();
    let key = api_keys::ActiveModel {
        id: Set(id),
        name: Set("Key".into()),
        kind: Set(api_keys::KeyKind::Secret),
        scopes: Set(api_keys::KeyScope::ALL.into_iter().collect()),
        app_id: Set(Some(app)),
        sha256: Set(Digest::from([5; 32])),
        hint: Set("abcd".into()),
        created_at: Set(scope.now()),
        created_by: Set(scope.actor().to_string()),
        ..Default::default()
    };
    scope.insert::<api_keys::Entity>(key).await.expect("a key");
    for back in 0..2 {
        let day = scope.now().date_naive() - chrono::TimeDelta::days(back);
        let usage = api_key_usage::ActiveModel {
            key_id: Set(id),
            day: Set(day),
            requests: Set(7),
            ..Default::default()
        };
        scope.insert::<api_key_usage::Entity>(usage).await.expect("a count");
    }
}

/// Records of an app, each after the first of which corrects the one before it.
async fn report(client: &Client, tenant: &str, count: usize) {
    let mut before = Value::Null;
    for number in 0..count {
        let mut record = event(&format!("event-{number}"));
        record["corrects"] = before;
        record["reason"] = if number == 0 { Value::Null } else { "a test".into() };
        let input = serde_json::json!({ "tenant": tenant, "app": "app-000", "record": record });
        let recorded = done(&client.call("recordSharing", "recorded { recordId }", input).await, "recorded");
        before = recorded["recordId"].clone();
    }
}

/// A declaration as it is stored.
fn declaration() -> String {
    let text = crate::support::world::manifest("tenant", "APP_DEVELOPER", &["app-000"], "1.0");
    let limits = declared::Limits::default();
    let catalog = disclosure::catalog::Catalog::builtin();
    let manifest =
        declared::read(text.as_bytes(), declared::Format::Json, &limits, catalog).expect("a manifest");
    declared::canonical(&manifest.apps[0])
}

/// A declaration with so many recipients, as it is stored.
fn sharing_with(recipients: usize) -> String {
    let mut whole: Value = serde_json::from_str(&declaration()).expect("JSON");
    let recipient =
        |number| serde_json::json!({ "key": format!("r{number}"), "name": { "en": "Recipient" } });
    whole["recipients"] = (0..recipients).map(recipient).collect();
    whole.to_string()
}

/// One way to a connection: the document around it, whose rows it is asked for, and by whom.
struct Way {
    /// The connection as the schema names it: `Type.field`.
    connection: &'static str,
    who: Principal,
    /// With `{page}` for the arguments and `{nodes}` for what is told of each row.
    document: String,
    /// Where the rows stand in the answer.
    rows: &'static str,
}

#[tokio::test]
async fn fifty_rows_take_as_many_statements_as_one() {
    let world = World::new().await;
    let maker = Maker { app: &world.app, declaration: declaration() };
    let platform = world.platform.owner;
    // All alike, so that a page of one and a page of fifty tell the same kinds of things; they sort one after the other,
    // and behind the brand.
    let prefix = format!("z{}", unused(&world.app));
    for number in 0..=MANY {
        maker.tenant(Some(platform.tenant), &format!("{prefix}-{number:03}"), 2, 2).await;
    }
    let wide = format!("w{}", unused(&world.app));
    let owner =
        Principal { tenant: maker.tenant(None, &wide, MANY + 1, 2).await, ..world.app.somebody(Role::Owner) };
    let long = format!("l{}", unused(&world.app));
    let archivist = Principal {
        tenant: maker.tenant(None, &long, 1, MANY + 1).await,
        ..world.app.somebody(Role::Auditor)
    };
    let sharing = format!("s{}", unused(&world.app));
    let many = Maker { app: &world.app, declaration: sharing_with(MANY + 1) };
    let sharer =
        Principal { tenant: many.tenant(None, &sharing, 1, 2).await, ..world.app.somebody(Role::Editor) };
    let register = format!(
        "{{ app(tenant: \"{sharing}\", slug: \"app-000\") {{ sharingRegister {{ relations({{page}}) {{nodes}} }} }} }}"
    );
    let after =
        |connection: &str| Cursor::new(connection, vec![CursorKey::Text(format!("{prefix}-"))]).encode();
    let tenants =
        |connection: &str| format!("{{ tenants({{page}}, after: \"{}\") {{nodes}} }}", after(connection));
    let children = format!(
        "{{ tenant(slug: \"{}\") {{ children({{page}}, after: \"{}\") {{nodes}} }} }}",
        world.platform.slug,
        after("children")
    );
    let apps = format!("{{ tenant(slug: \"{wide}\") {{ apps({{page}}) {{nodes}} }} }}");
    let keys = format!("{{ tenant(slug: \"{wide}\") {{ apiKeys({{page}}) {{nodes}} }} }}");
    let categories = format!("{{ tenant(slug: \"{wide}\") {{ dataCategories({{page}}) {{nodes}} }} }}");
    let scope = maker.scope(Some(owner.tenant)).await;
    for number in 1..=51 {
        insert_category(&scope, number, &format!("own-{number:02}")).await;
    }
    scope.commit().await.expect("commits");
    // Whoever curates reads the revisions of its own tenant.
    let curator = Principal { operator: true, ..owner };
    let versions =
        format!("{{ app(tenant: \"{long}\", slug: \"app-000\") {{ versions({{page}}) {{nodes}} }} }}");
    let from = vec![CursorKey::Id(owner.tenant.uuid()), CursorKey::Text("a".into())];
    let fleet = format!("{{ apps({{page}}, after: \"{}\") {{nodes}} }}", Cursor::new("fleet", from).encode());
    let members = format!("{{ tenant(slug: \"{wide}\") {{ members({{page}}) {{nodes}} }} }}");
    let invitations = format!("{{ tenant(slug: \"{wide}\") {{ invitations({{page}}) {{nodes}} }} }}");
    maker.people(owner.tenant, MANY + 1).await;
    report(&world.client(&owner), &wide, MANY + 1).await;
    // In years to come: on a shared database others' submissions are older.
    world.app.clock.advance(chrono::TimeDelta::days(10_000));
    // Each below a tenant of its own, so that what stands behind a row differs from row to row.
    for number in 0..=MANY {
        let above = maker.tenant(None, &format!("{prefix}-above-{number:03}"), 0, 0).await;
        let slug = format!("{prefix}-below-{number:03}");
        let tenant = maker.tenant(Some(above), &slug, 0, 0).await;
        let owner = world.client(&Principal { tenant, ..world.app.somebody(Role::Owner) });
        let entity =
            json!({ "key": "main", "name": { "en": "Ltd" }, "region": "GB", "registrationNumber": slug });
        let profile = json!({ "tenant": slug, "profile": { "legalEntities": [entity] } });
        done(&owner.call("updateTenant", "updated { tenant { id } }", profile).await, "updated");
        done(&owner.submit_verification(&slug).await, "verification");
    }
    let shared = format!("{{ sharingRecords(tenant: \"{wide}\", {{page}}) {{nodes}} }}");
    let of_app =
        format!("{{ app(tenant: \"{wide}\", slug: \"app-000\") {{ sharingRecords({{page}}) {{nodes}} }} }}");
    let queue = "{ verifications(filter: { state: SUBMITTED }, {last}) {nodes} }".to_owned();
    let log = format!("{{ auditEvents(tenant: \"{wide}\", {{page}}) {{nodes}} }}");
    maker.events(owner.tenant, MANY + 1).await;
    let way = |connection, who, document, rows| Way { connection, who, document, rows };
    let ways = [
        way("Query.tenants", platform, tenants("children"), "/tenants/nodes"),
        way("Query.tenants", world.operator, tenants("tenants"), "/tenants/nodes"),
        way("Tenant.children", platform, children.clone(), "/tenant/children/nodes"),
        way("Tenant.children", world.operator, children, "/tenant/children/nodes"),
        way("Tenant.apps", owner, apps.clone(), "/tenant/apps/nodes"),
        way("Tenant.apps", world.operator, apps, "/tenant/apps/nodes"),
        way("Tenant.members", owner, members.clone(), "/tenant/members/nodes"),
        way("Tenant.members", world.operator, members, "/tenant/members/nodes"),
        way("Tenant.invitations", owner, invitations.clone(), "/tenant/invitations/nodes"),
        way("Tenant.invitations", world.operator, invitations, "/tenant/invitations/nodes"),
        way("Query.apps", owner, fleet.clone(), "/apps/nodes"),
        way("Query.apps", world.operator, fleet, "/apps/nodes"),
        way("Tenant.apiKeys", owner, keys.clone(), "/tenant/apiKeys/nodes"),
        way("Tenant.apiKeys", world.operator, keys, "/tenant/apiKeys/nodes"),
        way("Query.auditEvents", owner, log.clone(), "/auditEvents/nodes"),
        way("Query.auditEvents", world.operator, log, "/auditEvents/nodes"),
        way("Query.sharingRecords", owner, shared.clone(), "/sharingRecords/nodes"),
        way("Query.sharingRecords", world.operator, shared, "/sharingRecords/nodes"),
        way("App.sharingRecords", owner, of_app.clone(), "/app/sharingRecords/nodes"),
        way("App.sharingRecords", world.operator, of_app, "/app/sharingRecords/nodes"),
        way("Query.verifications", world.operator, queue, "/verifications/nodes"),
        way("Tenant.dataCategories", owner, categories.clone(), "/tenant/dataCategories/nodes"),
        way("Tenant.dataCategories", world.operator, categories, "/tenant/dataCategories/nodes"),
        way("Catalog.sdks", owner, "{ catalog { sdks({page}) {nodes} } }".into(), "/catalog/sdks/nodes"),
        way(
            "Query.catalogRevisions",
            curator,
            "{ catalogRevisions({page}) {nodes} }".into(),
            "/catalogRevisions/nodes",
        ),
        way("App.versions", archivist, versions.clone(), "/app/versions/nodes"),
        way("App.versions", world.operator, versions, "/app/versions/nodes"),
        way("SharingRegister.relations", sharer, register.clone(), "/app/sharingRegister/relations/nodes"),
        way("SharingRegister.relations", world.operator, register, "/app/sharingRegister/relations/nodes"),
    ];

    let sdl = Sdl::served();
    let connections = sdl.objects().flat_map(|(name, fields)| {
        let pages = fields.iter().filter(|field| field.of.ends_with("Connection"));
        pages.map(move |field| (format!("{name}.{}", field.name), field.of.clone()))
    });
    for (connection, of) in connections {
        let mut asked = 0;
        for way in ways.iter().filter(|way| way.connection == connection) {
            let nodes = sdl.selection(&of, 2);
            let ask = async |first: usize| {
                let page = format!("first: {first}");
                let document = way
                    .document
                    .replace("{page}", &page)
                    .replace("{last}", &format!("last: {first}"))
                    .replace("{nodes}", &nodes);
                let (data, statements) = ask(&world.app, way.who, document).await;
                let rows = data.pointer(way.rows).and_then(Value::as_array).map(Vec::len);
                assert_eq!(rows, Some(first), "{connection}: {data}");
                statements
            };
            let (one, many) = (ask(1).await, ask(MANY).await);
            assert_eq!(one, many, "{connection}: statements for one row and for fifty");
            assert!(one > 0, "{connection} counted nothing");
            asked += 1;
        }
        assert!(asked > 0, "{connection} has no way in this test");
    }
}

#[tokio::test]
async fn fifty_ids_take_as_many_statements_as_one() {
    let world = World::new().await;
    let maker = Maker { app: &world.app, declaration: declaration() };
    let slug = unused(&world.app);
    let tenant = maker.tenant(None, &slug, MANY, 1).await;
    let owner = Principal { tenant, ..world.app.somebody(Role::Owner) };
    report(&world.client(&owner), &slug, MANY).await;
    let all = format!(
        "{{ sharingRecords(tenant: \"{slug}\", first: {MANY}) {{ nodes {{ id }} }} tenant(slug: \"{slug}\") {{ apps(first: {MANY}) {{ nodes {{ id draft {{ id }} versions {{ nodes {{ id }} }} }} }} apiKeys(first: {MANY}) {{ nodes {{ id }} }} }} }}"
    );
    let (data, _) = ask(&world.app, owner, all).await;
    let (apps, keys, records) = ("/tenant/apps/nodes", "/tenant/apiKeys/nodes", "/sharingRecords/nodes");
    for (nodes, pointer) in
        [(apps, "/id"), (apps, "/draft/id"), (apps, "/versions/nodes/0/id"), (keys, "/id"), (records, "/id")]
    {
        let nodes = data.pointer(nodes).and_then(Value::as_array).expect("a list");
        let ids: Vec<&Value> = nodes.iter().filter_map(|node| node.pointer(pointer)).collect();
        assert_eq!(ids.len(), MANY);
        for who in [owner, world.operator] {
            let ask = async |ids: &[&Value]| {
                let ids = serde_json::to_string(ids).expect("JSON");
                let (data, statements) =
                    ask(&world.app, who, format!("{{ nodes(ids: {ids}) {{ __typename id }} }}")).await;
                (
                    data["nodes"].as_array().map(|all| all.iter().filter(|it| !it.is_null()).count()),
                    statements,
                )
            };
            let ((one, few), (fifty, many)) = (ask(&ids[..1]).await, ask(&ids).await);
            assert_eq!((one, fifty), (Some(1), Some(MANY)), "{pointer}");
            assert_eq!(few, many, "{pointer}: statements for one id and for fifty");
        }
    }
}

/// Filters that ask for one thing each, with what every app of [`filling`] declares and what few do, and all at once.
const QUESTIONS: [&str; 10] = [
    r#"sdk: { key: "common_sdk" }"#,
    r#"sdk: { key: "common_sdk", versionBelow: "4.10" }"#,
    r#"dataCategory: "ip_address""#,
    r#"permission: "camera""#,
    r#"region: "CN""#,
    r#"market: "CN""#,
    r#"sdk: { key: "rare_sdk", versionBelow: "4.15" }, dataCategory: "gender", permission: "microphone", region: "SG", market: "SG""#,
    "hasPublished: true",
    r#"of: PUBLISHED, sdk: { key: "common_sdk" }"#,
    r#"of: PUBLISHED, dataCategory: "ip_address", permission: "camera", region: "CN", market: "CN""#,
];

#[tokio::test]
async fn a_fleet_of_three_hundred_takes_as_many_statements_as_one_of_ten() {
    let world = World::new().await;
    let mut fleets = Vec::new();
    for count in [10, 300] {
        let maker = Maker { app: &world.app, declaration: String::new() };
        let scope = maker.scope(None).await;
        let slug = format!("f{}", unused(&world.app));
        filling::insert_tenant(&scope, &slug).await;
        filling::insert_apps(&scope, count).await;
        let owner = Principal { tenant: scope.tenant(), ..world.app.somebody(Role::Owner) };
        scope.commit().await.expect("commits");
        fleets.push((slug, owner));
    }
    for question in QUESTIONS {
        let few = question.contains("rare_sdk");
        let rows = if few { [1, 3] } else { [10, 50] };
        for operator in [false, true] {
            let mut taken = Vec::new();
            for ((slug, owner), expected) in fleets.iter().zip(rows) {
                let who = if operator { world.operator } else { *owner };
                let filter = format!("{{ tenants: [\"{slug}\"], {question} }}");
                let query = format!(
                    "{{ apps(filter: {filter}, first: 50) {{ nodes {{ slug declaration {{ revision }} }} }} }}"
                );
                let (data, statements) = ask(&world.app, who, query).await;
                assert_eq!(data["apps"]["nodes"].as_array().map(Vec::len), Some(expected), "{question}");
                taken.push(statements);
            }
            assert_eq!(taken[0], taken[1], "{question}: statements for ten apps and for three hundred");
        }
    }
}

#[tokio::test]
async fn an_edit_takes_as_many_statements_however_large_the_declaration() {
    let world = World::new().await;
    let client = world.client(&world.other.owner);
    let (tenant, app) = (&world.other.slug, &world.other.app);
    let edits = |sdk: &str, version: &str| {
        format!("{{ patch: {{ path: \"/sdks/{sdk}\", members: {{ version: \"{version}\" }} }} }}")
    };
    let edit = async |sdk: &str, version: &str| {
        let edits = edits(sdk, version);
        let input = format!("{{ tenant: \"{tenant}\", app: \"{app}\", edits: [{edits}] }}");
        let document = format!("mutation {{ editDeclaration(input: {input}) {{ edited {{ revision }} }} }}");
        ask(&world.app, world.other.owner, document).await
    };
    let small = edit("umeng", "10.0").await;
    let text = format!(
        "{{ app(tenant: \"{tenant}\", slug: \"{app}\") {{ declaration {{ manifest(format: JSON) }} }} }}"
    );
    let told = client.query(&text).await.data();
    let told = told["app"]["declaration"]["manifest"].as_str().expect("a text").to_owned();
    let mut manifest: Value = serde_json::from_str(&told).expect("JSON");
    manifest["apps"] = large::manifest(tenant, 1)["apps"].clone();
    manifest["apps"][0]["slug"] = app.as_str().into();
    done(&client.apply(&manifest.to_string(), serde_json::json!({})).await, "applied");
    let large = edit("sdk-7", "10.0").await;
    assert_eq!(
        (&small.0["editDeclaration"]["edited"]["revision"], small.1),
        (&2.into(), large.1),
        "statements"
    );
    assert_eq!(large.0["editDeclaration"]["edited"]["revision"], 4);
}

#[tokio::test]
async fn a_policy_s_state_takes_no_statement_once_it_is_known() {
    let world = World::new().await;
    let (tenant, app) = (&world.brand.slug, &world.brand.app);
    let query = format!(
        "{{ policyState(tenant: \"{tenant}\", app: \"{app}\", acceptedVersion: 1) {{ current {{ version }} acceptanceNeeded }} }}"
    );
    let expected =
        serde_json::json!({ "policyState": { "current": { "version": 1 }, "acceptanceNeeded": false } });
    let (first, again) = (
        ask(&world.app, world.other.owner, query.clone()).await,
        ask(&world.app, world.other.owner, query).await,
    );
    assert_eq!((first.0, again.0), (expected.clone(), expected));
    assert_eq!((first.1, again.1), (4, 0), "statements");
}

#[tokio::test]
async fn a_thousand_records_are_judged_by_as_many_statements_as_one() {
    let world = World::new().await;
    let maker = Maker { app: &world.app, declaration: declaration() };
    let slug = unused(&world.app);
    let tenant = maker.tenant(None, &slug, MANY, 2).await;
    let owner = Principal { tenant, ..world.app.somebody(Role::Owner) };
    let all = format!("{{ tenant(slug: \"{slug}\") {{ apps(first: {MANY}) {{ nodes {{ id }} }} }} }}");
    let (data, _) = ask(&world.app, owner, all).await;
    let nodes = data.pointer("/tenant/apps/nodes").and_then(Value::as_array).expect("a list");
    let id = |node: &Value| node["id"].as_str().expect("an id").parse::<AppId>().expect("an app's");
    let apps: Vec<AppId> = nodes.iter().map(id).collect();
    assert_eq!(apps.len(), MANY);
    let now = world.app.clock.now();
    let records = |apps: &[AppId], count: usize| -> Vec<_> {
        apps.iter().cycle().take(count).enumerate().map(|(n, app)| (*app, now - hours(n % 2))).collect()
    };
    for who in [owner, world.operator] {
        let (catalogs, registers) = (Catalogs::default(), Registers::new(64 << 20));
        let judge = async |registers: &Registers, records: &[_]| {
            let session = world.app.context(Some(who), "en").session;
            let permission = Permission::ReadTenant;
            let found = all_in_force(&session, &catalogs, registers, permission, records).await;
            let found = found.expect("is read");
            let numbers: Vec<Option<i32>> = found.iter().map(|it| it.as_ref().map(|it| it.number)).collect();
            (numbers, session.statements())
        };
        let one = judge(&Registers::new(1 << 20), &records(&apps[..1], 1)).await;
        let many = judge(&registers, &records(&apps, 1_000)).await;
        assert_eq!(one, (vec![Some(2)], 2), "the versions and the declaration");
        assert_eq!((many.0.len(), many.1), (1_000, 2));
        // Every other one happened before anything was in force.
        assert!(many.0.iter().enumerate().all(|(n, number)| *number == (n % 2 == 0).then_some(2)));
        assert_eq!(judge(&registers, &records(&apps, 1_000)).await, (many.0, 1), "kept by now");
    }
    let stranger = world.app.context(Some(world.other.owner), "en");
    let (session, catalogs, registers) = (&stranger.session, &stranger.catalogs, &stranger.registers);
    let found = all_in_force(session, catalogs, registers, Permission::ReadTenant, &records(&apps, 3)).await;
    assert!(found.expect("is read").iter().all(Option::is_none), "another's apps are as none");
}

#[tokio::test]
async fn a_log_is_signed_for_those_who_ask_for_its_checkpoint() {
    let world = World::new().await;
    let log = async |asked: &str| {
        let question = format!("{{ sharingLog(tenant: \"{}\") {{ {asked} }} }}", world.brand.slug);
        ask(&world.app, world.brand.owner, question).await.1
    };
    let alone = log("origin size").await;
    // Either needs the log's key.
    assert_eq!([log("size checkpoint").await, log("size verifierKey").await], [alone + 1; 2]);
}

fn hours(count: usize) -> chrono::TimeDelta {
    chrono::TimeDelta::hours(i64::try_from(count).expect("small"))
}

#[tokio::test]
async fn reconciling_takes_as_many_statements_for_fifty_recipients_as_for_one() {
    let world = World::new().await;
    let mut took = Vec::new();
    for recipients in [1, MANY] {
        let maker = Maker { app: &world.app, declaration: sharing_with(recipients) };
        let slug = format!("r{}", unused(&world.app));
        let tenant = maker.tenant(None, &slug, 1, 2).await;
        let owner = Principal { tenant, ..world.app.somebody(Role::Owner) };
        let record = |number| {
            let mut record = event(&format!("event-{number}"));
            record["recipient"] = json!(format!("s{number}"));
            record
        };
        let records: Vec<Value> = (0..recipients).map(record).collect();
        let input =
            json!({ "tenant": slug, "app": "app-000", "records": records, "onError": "ALL_OR_NOTHING" });
        done(&world.client(&owner).call("recordSharingBatch", BATCH, input).await, "batch");
        let question = format!(
            "{{ sharingReconciliation(tenant: \"{slug}\", app: \"app-000\", from: \"2026-01-01\", to: \"2026-01-31\") \
             {{ neverSeen {{ key }} neverDeclared {{ recipient }} drift {{ recipient }} }} }}"
        );
        let (data, statements) = ask(&world.app, owner, question).await;
        let length = |list: &str| data["sharingReconciliation"][list].as_array().map(Vec::len);
        let all = Some(recipients);
        assert_eq!([length("neverDeclared"), length("drift")], [all, all], "{data}");
        took.push(statements);
    }
    assert_eq!(took[0], took[1], "statements for one recipient and for fifty");
}
