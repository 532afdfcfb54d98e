//! The table of rules, row by row.

use std::sync::Arc;

use disclosure::{
    catalog::{Catalog, Name, OwnCategory},
    manifest::{self, Declaration},
};
use serde_json::json;

use super::{
    super::{Conformity, Judgement, Observability, ReasonCode, Relation, Relations, Step, relations},
    support::{Facts, cloud, declaration, noon, read, reasons, shipped, to_cloud},
};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn idphoto() -> Declaration {
    let sample = include_bytes!("../../../samples/idphoto.yaml");
    manifest::read(sample, manifest::Format::Yaml, &manifest::Limits::default(), Catalog::builtin())
        .unwrap()
        .apps
        .remove(0)
}

fn conforms(facts: &Facts, relations: &Relations) {
    assert_eq!(facts.judged(relations), Judgement { conformity: Conformity::Conforms, reasons: vec![] });
}

#[test]
fn the_sample_is_read_as_it_says() {
    let relations = relations(&idphoto(), &shipped());
    let rows: Vec<_> = relations
        .own()
        .iter()
        .map(|row| {
            let purposes = row.entry().purposes.iter().filter_map(|word| word.code.as_deref());
            let purpose = purposes.collect::<Vec<_>>().join(" ");
            let items = row.data().items().collect::<Vec<_>>().join(" ");
            (row.key().into_owned(), purpose, items, row.observability())
        })
        .collect();
    let (reported, device) = (Observability::Reported, Observability::DeviceOnly);
    let row = |key: &str, purpose: &str, items: &str, seen| {
        (key.to_owned(), purpose.to_owned(), items.to_owned(), seen)
    };
    let expected = [
        row("statistics_partner", "statistics_and_analysis", "personal_data_for_statistics", reported),
        row("partners", "better_service", "necessary_data", reported),
        row("joint_service_third_party", "joint_service_access_ends_afterwards", "", reported),
        row("social_platforms/f4", "sharing_by_the_user", "", reported),
        row("authority", "", "", reported),
        row("ip_respondent", "complaint_handling", "", reported),
        row("trade_counterparty", "finish_a_trade_or_settle_a_dispute", "contact_method", reported),
        row("affiliates/f5", "storage", "", reported),
        row("sdk:umeng/f1", "sdk_statistics social_sharing", "microphone_audio", device),
    ];
    assert_eq!(rows, expected);
    let umeng = relations.with("sdk:umeng").next().unwrap();
    assert_eq!(umeng.data().categories().collect::<Vec<_>>(), ["audio_recording", "precise_location"]);
}

#[test]
fn what_the_sample_declares_conforms_by_either_name_of_the_sdk() {
    let relations = relations(&idphoto(), &shipped());
    for (recipient, sdk) in [
        (some("sdk:umeng"), None),
        (None, some("umeng")),
        (None, some("sdk:umeng")),
        (some("umeng"), some("umeng")),
    ] {
        let facts = Facts {
            recipient,
            sdk,
            items: vec!["microphone_audio".to_owned()],
            purpose: some("sdk_statistics"),
            basis: some("consent"),
            region: some("CN"),
            ..Facts::default()
        };
        conforms(&facts, &relations);
    }
}

#[test]
fn no_relation_is_no_disclosure() {
    for relations in [cloud(json!({})), read(json!({ "recipients": [] })), read(json!({}))] {
        let stranger = Facts { recipient: some("stranger"), ..to_cloud() };
        let judged = stranger.judged(&relations);
        assert_eq!(judged.conformity, Conformity::Deviates);
        assert_eq!(reasons(&judged), [(ReasonCode::RecipientNotDeclared, "/recipients")]);
        assert_eq!(judged.reasons[0].value.as_deref(), Some("stranger"));
    }
    let both = Facts { recipient: some("stranger"), sdk: some("spy"), ..to_cloud() };
    let expected = [(ReasonCode::RecipientNotDeclared, "/recipients"), (ReasonCode::SdkNotDeclared, "/sdks")];
    assert_eq!(reasons(&both.judged(&cloud(json!({})))), expected);
    for (recipient, sdk) in [(some("sdk:spy"), None), (None, some("spy"))] {
        let facts = Facts { recipient, sdk, ..to_cloud() };
        assert_eq!(reasons(&facts.judged(&cloud(json!({})))), [(ReasonCode::SdkNotDeclared, "/sdks")]);
    }
    assert_eq!(
        reasons(&Facts { recipient: None, ..to_cloud() }.judged(&cloud(json!({})))),
        [(ReasonCode::RecipientNotDeclared, "/recipients")]
    );
}

#[test]
fn nothing_is_said_without_a_version() {
    let judged = Judgement::without_version();
    assert_eq!(judged.conformity, Conformity::Undecided);
    assert_eq!(reasons(&judged), [(ReasonCode::NoVersionInForce, "")]);
}

#[test]
fn an_entity_is_the_declared_one_or_one_of_the_class() {
    let entity = cloud(json!({ "form": "entity", "legalName": "Cloud Ltd" }));
    conforms(&to_cloud(), &entity);
    conforms(&Facts { entity: some("Cloud Ltd"), ..to_cloud() }, &entity);
    let other = Facts { entity: some("Fog Ltd"), ..to_cloud() }.judged(&entity);
    assert_eq!(reasons(&other), [(ReasonCode::EntityDiffers, "/recipients/cloud/legalName")]);
    let class = cloud(json!({ "form": "class" }));
    conforms(&Facts { entity: some("Fog Ltd"), ..to_cloud() }, &class);
    let unnamed = to_cloud().judged(&class);
    assert_eq!(unnamed.conformity, Conformity::Undecided);
    assert_eq!(reasons(&unnamed), [(ReasonCode::EntityNotNamed, "/recipients/cloud/legalName")]);
    conforms(&Facts { entity: some("Fog Ltd"), ..to_cloud() }, &cloud(json!({})));
}

#[test]
fn a_flow_goes_by_the_declared_sdk() {
    let relations = read(json!({
        "sdks": [
            { "key": "stats", "name": { "en": "Stats" }, "catalog": "umeng_analytics", "data": ["imei"], "purposes": [] },
            { "key": "maps", "name": { "en": "Maps" }, "data": ["imei"] }
        ],
        "recipients": [{ "key": "cloud", "name": { "en": "Cloud" }, "data": ["imei"], "purpose": "storage" }],
        "flows": [{ "key": "f1", "from": "sdk:stats", "to": "cloud" }]
    }));
    conforms(&to_cloud(), &relations);
    conforms(&Facts { sdk: some("stats"), ..to_cloud() }, &relations);
    let other = Facts { sdk: some("maps"), ..to_cloud() }.judged(&relations);
    assert_eq!(reasons(&other), [(ReasonCode::SdkNotDeclared, "/flows/f1/from")]);
    let unknown = Facts { sdk: some("spy"), ..to_cloud() }.judged(&relations);
    assert_eq!(reasons(&unknown), [(ReasonCode::SdkNotDeclared, "/sdks")]);
    conforms(&Facts { sdk: some("maps"), ..to_cloud() }, &{
        read(json!({
            "sdks": [{ "key": "maps", "name": { "en": "Maps" } }],
            "recipients": [{ "key": "cloud", "name": { "en": "Cloud" }, "data": ["imei"], "purpose": "storage" }]
        }))
    });
}

#[test]
fn an_sdk_goes_by_its_keys_in_the_catalogue_too() {
    let key = &Catalog::builtin().sdks.as_slice()[0].key;
    let relations = read(json!({
        "sdks": [{ "key": "ours", "name": { "en": "Ours" }, "catalog": key, "data": ["imei"],
            "purposes": ["analytics"] }]
    }));
    for name in [key.clone(), format!("sdk:{key}"), "ours".to_owned(), "sdk:ours".to_owned()] {
        let facts = Facts {
            recipient: some(&name),
            sdk: some(&name),
            items: vec!["imei".to_owned()],
            purpose: some("analytics"),
            ..Facts::default()
        };
        conforms(&facts, &relations);
    }
}

#[test]
fn data_agrees_with_what_covers_it() {
    let items = |items: &[&str], categories: &[&str]| Facts {
        items: items.iter().map(|&item| item.to_owned()).collect(),
        categories: categories.iter().map(|&category| category.to_owned()).collect(),
        ..to_cloud()
    };
    let place = "/recipients/cloud/data";
    // A category covers its data; a datum no other of its category, but its category by name.
    let whole = cloud(json!({ "data": ["device_info"] }));
    conforms(&items(&["device_model"], &["device_info"]), &whole);
    let part = cloud(json!({ "data": ["device_model"] }));
    conforms(&items(&["device_model"], &["device_info"]), &part);
    let judged = items(&["device_model", "cpu_info"], &["photos"]).judged(&part);
    assert_eq!(judged.conformity, Conformity::Deviates);
    assert_eq!(
        reasons(&judged),
        [(ReasonCode::CategoryNotDeclared, place), (ReasonCode::ItemNotDeclared, place)]
    );
    let values: Vec<_> = judged.reasons.iter().filter_map(|reason| reason.value.as_deref()).collect();
    assert_eq!(values, ["photos", "cpu_info"]);
    // Said to be none, not said, and said too widely.
    let none = items(&["imei"], &[]).judged(&cloud(json!({ "data": [] })));
    assert_eq!(reasons(&none), [(ReasonCode::ItemNotDeclared, place)]);
    let silent = items(&["imei"], &[]).judged(&cloud(json!({ "data": null })));
    assert_eq!(
        (silent.conformity, reasons(&silent)),
        (Conformity::Undecided, vec![(ReasonCode::NotStated, place)])
    );
    let vague = items(&["imei"], &[]).judged(&cloud(json!({ "data": ["necessary_data"] })));
    assert_eq!(
        (vague.conformity, reasons(&vague)),
        (Conformity::Undecided, vec![(ReasonCode::NotComparable, place)])
    );
    conforms(&items(&["necessary_data"], &[]), &cloud(json!({ "data": ["necessary_data"] })));
}

#[test]
fn the_apps_own_data_are_known_by_key_and_fine_name() {
    let relations = read(json!({
        "functions": [{ "key": "f", "name": { "en": "F" }, "data": [
            { "key": "buyer_phone", "datum": "phone", "category": "phone_number", "label": { "en": "Phone" } },
            { "key": "seller_phone", "datum": "phone", "category": "phone_number", "label": { "en": "Phone" } },
            { "key": "lamp_state", "label": { "en": "State" } }
        ] }],
        "recipients": [
            { "key": "cloud", "name": { "en": "Cloud" }, "data": ["phone", "lamp_state"], "purpose": "storage" },
            { "key": "shop", "name": { "en": "Shop" }, "data": ["phone_number"], "purpose": "storage" }
        ]
    }));
    let with = |recipient: &str, item: &str| Facts {
        recipient: some(recipient),
        items: vec![item.to_owned()],
        ..to_cloud()
    };
    conforms(&with("cloud", "buyer_phone"), &relations);
    conforms(&with("cloud", "phone"), &relations);
    conforms(&with("cloud", "lamp_state"), &relations);
    conforms(&with("shop", "seller_phone"), &relations);
    // A datum that the app itself declares leaves nothing open.
    assert_eq!(with("cloud", "imei").judged(&relations).conformity, Conformity::Deviates);
    assert_eq!(with("shop", "lamp_state").judged(&relations).conformity, Conformity::Deviates);
}

#[test]
fn an_own_category_is_a_case_of_its_parent() {
    let own = OwnCategory {
        key: "own-fur".to_owned(),
        name: Name { zh: "毛色".to_owned(), en: "Fur".to_owned() },
        parent: "photos".to_owned(),
        sensitive: None,
    };
    let catalog = Arc::new(Catalog::builtin().with_categories(1, vec![own]).unwrap());
    let to = |data: &str| {
        let recipient =
            json!({ "key": "cloud", "name": { "en": "C" }, "data": [data], "purpose": "storage" });
        relations(&declaration(json!({ "recipients": [recipient] })), &catalog)
    };
    let category = |key: &str| Facts { items: vec![], categories: vec![key.to_owned()], ..to_cloud() };
    conforms(&category("own-fur"), &to("photos"));
    conforms(&category("own-fur"), &to("own-fur"));
    let wider = category("photos").judged(&to("own-fur"));
    assert_eq!(reasons(&wider), [(ReasonCode::CategoryNotDeclared, "/recipients/cloud/data")]);
}

#[test]
fn purposes_are_the_declared_ones_and_what_they_stand_for() {
    let purpose = |purpose: &str| Facts { purpose: some(purpose), ..to_cloud() };
    let other = purpose("advertising").judged(&cloud(json!({})));
    assert_eq!(reasons(&other), [(ReasonCode::PurposeNotDeclared, "/recipients/cloud/purpose")]);
    let silent = purpose("storage").judged(&cloud(json!({ "purpose": null })));
    assert_eq!(silent.conformity, Conformity::Undecided);
    assert_eq!(reasons(&silent), [(ReasonCode::NotStated, "/recipients/cloud/purpose")]);
    let none = purpose("storage").judged(&cloud(json!({ "purpose": { "none": true } })));
    assert_eq!(reasons(&none), [(ReasonCode::PurposeNotDeclared, "/recipients/cloud/purpose")]);
    // Own words that the catalogue has, by its code, its words and its other spelling; and those that it has not.
    let known = cloud(json!({ "purpose": { "en": "complaint handling" } }));
    conforms(&purpose("complaint_handling"), &known);
    conforms(&purpose("complaint handling"), &known);
    let own = cloud(json!({ "purpose": { "en": "moon light", "zh-CN": "月光" } }));
    conforms(&purpose("月光"), &own);
    let unknown = purpose("storage").judged(&own);
    assert_eq!(unknown.conformity, Conformity::Undecided);
    assert_eq!(reasons(&unknown), [(ReasonCode::NotComparable, "/recipients/cloud/purpose")]);
    // An SDK's purposes may be the app's own.
    let relations = read(json!({
        "purposes": [
            { "key": "count", "name": { "en": "Count" }, "catalog": "analytics" },
            { "key": "weigh", "name": { "en": "Weigh" }, "catalog": "analytics" }
        ],
        "sdks": [
            { "key": "one", "name": { "en": "One" }, "data": ["imei"], "purposes": ["count"] },
            { "key": "two", "name": { "en": "Two" }, "data": ["imei"], "purposes": ["analytics"] }
        ]
    }));
    let by = |sdk: &str, name: &str| Facts { recipient: None, sdk: some(sdk), ..purpose(name) };
    for (sdk, name) in [("one", "count"), ("one", "analytics"), ("two", "analytics"), ("two", "weigh")] {
        conforms(&by(sdk, name), &relations);
    }
    assert_eq!(
        reasons(&by("one", "weigh").judged(&relations)),
        [(ReasonCode::PurposeNotDeclared, "/sdks/one/purposes")]
    );
}

#[test]
fn bases_are_compared_by_what_they_stand_for() {
    let basis = |basis: &str| Facts { basis: some(basis), ..to_cloud() };
    conforms(&basis("cn_contract"), &cloud(json!({})));
    let contract = cloud(json!({ "basis": "contract" }));
    for same in ["contract", "cn_contract", "gdpr_contract"] {
        conforms(&basis(same), &contract);
    }
    conforms(&basis("contract"), &cloud(json!({ "basis": "cn_contract" })));
    let other = basis("cn_consent").judged(&contract);
    assert_eq!(reasons(&other), [(ReasonCode::BasisDiffers, "/recipients/cloud/basis")]);
    let own = basis("contract").judged(&cloud(json!({ "basis": { "en": "our word" } })));
    assert_eq!(reasons(&own), [(ReasonCode::NotComparable, "/recipients/cloud/basis")]);
}

#[test]
fn declared_consent_is_referred_to() {
    let missing = |members| {
        let judged = to_cloud().judged(&cloud(members));
        let values: Vec<_> = judged.reasons.iter().filter_map(|reason| reason.value.clone()).collect();
        (reasons(&judged), values)
    };
    let at = |member: &str| ReasonCode::ConsentMissing.as_str().to_owned() + " /recipients/cloud/" + member;
    let cases = [
        (json!({ "consent": "written" }), "consent", "written"),
        (json!({ "consent": "guardian", "basis": "consent" }), "consent", "guardian"),
        (json!({ "basis": "separate_consent" }), "basis", "separate"),
        (json!({ "basis": "guardian_consent" }), "basis", "guardian"),
        (json!({ "basis": "cn_consent" }), "basis", "general"),
    ];
    for (members, member, form) in cases {
        let (found, values) = missing(members.clone());
        let found: Vec<_> = found.iter().map(|(code, path)| format!("{} {path}", code.as_str())).collect();
        assert_eq!((found, values), (vec![at(member)], vec![form.to_owned()]), "{members}");
        conforms(&Facts { consent: some("c-1"), ..to_cloud() }, &cloud(members));
    }
    conforms(&to_cloud(), &cloud(json!({ "basis": "contract" })));
    conforms(&to_cloud(), &cloud(json!({})));
}

#[test]
fn methods_are_the_declared_one() {
    let file = Facts { method: some("file_transfer"), ..to_cloud() };
    conforms(&file, &cloud(json!({})));
    conforms(&file, &cloud(json!({ "method": "file_transfer" })));
    let other = file.judged(&cloud(json!({ "method": "paper" })));
    assert_eq!(reasons(&other), [(ReasonCode::MethodDiffers, "/recipients/cloud/method")]);
}

#[test]
fn regions_lie_within_the_declared_one() {
    let region = |region: &str| Facts { region: some(region), ..to_cloud() };
    let place = "/recipients/cloud/region";
    for (outer, inner) in [("SG", "SG"), ("EU", "PL"), ("EEA", "EU"), ("EEA", "NO"), ("GLOBAL", "US")] {
        conforms(&region(inner), &cloud(json!({ "region": outer })));
    }
    for (outer, inner) in [("SG", "CN"), ("EU", "NO"), ("EU", "GB"), ("CN", "HK"), ("DE", "EU")] {
        let judged = region(inner).judged(&cloud(json!({ "region": outer })));
        assert_eq!(reasons(&judged), [(ReasonCode::RegionNotDeclared, place)], "{outer} {inner}");
    }
    // Not stated: at home it is no matter, abroad it is.
    conforms(&region("CN"), &cloud(json!({})));
    let open = region("US").judged(&cloud(json!({})));
    assert_eq!(
        (open.conformity, reasons(&open)),
        (Conformity::Undecided, vec![(ReasonCode::NotStated, place)])
    );
    for excluded in
        [json!({ "none": true }), json!({ "status": "none" }), json!({ "status": { "none": true } })]
    {
        let relations = read(json!({
            "crossBorder": excluded,
            "recipients": [{ "key": "cloud", "name": { "en": "C" }, "data": ["imei"], "purpose": "storage" }]
        }));
        conforms(&region("CN"), &relations);
        assert_eq!(reasons(&region("US").judged(&relations)), [(ReasonCode::RegionNotDeclared, place)]);
    }
}

#[test]
fn contracts_hold_through_their_last_day_where_the_tenant_is() {
    let relations = cloud(json!({
        "contract": { "reference": "C-7", "signedOn": "2026-01-01", "expiresOn": "2026-12-31" }
    }));
    conforms(&Facts { contract: some("C-7"), ..to_cloud() }, &relations);
    conforms(&to_cloud(), &relations);
    let at = |at| reasons(&Facts { at, ..to_cloud() }.judged(&relations));
    // 16:00 UTC is midnight in Shanghai.
    let midnight = |year, month, day| noon(year, month, day) + chrono::Duration::hours(12);
    let second = chrono::Duration::seconds(1);
    let place = "/recipients/cloud/contract";
    assert_eq!(at(midnight(2026, 12, 31) - second), []);
    assert_eq!(at(midnight(2026, 12, 31)), [(ReasonCode::ContractExpired, &*format!("{place}/expiresOn"))]);
    assert_eq!(at(midnight(2025, 12, 31)), []);
    assert_eq!(
        at(midnight(2025, 12, 31) - second),
        [(ReasonCode::ContractNotYetSigned, &*format!("{place}/signedOn"))]
    );
    let west = relations.clone().in_zone(chrono_tz::America::New_York);
    let still = Facts { at: midnight(2026, 12, 31), ..to_cloud() };
    conforms(&still, &west);
    let other = Facts { contract: some("C-8"), ..to_cloud() }.judged(&relations);
    assert_eq!(reasons(&other), [(ReasonCode::ContractDiffers, &*format!("{place}/reference"))]);
}

#[test]
fn flows_say_what_they_state_and_the_entry_the_rest() {
    let relations = read(json!({
        "parties": [{ "key": "sister", "name": { "en": "Sister" } }],
        "recipients": [
            { "key": "cloud", "name": { "en": "Cloud" }, "data": ["imei", "photos"], "purpose": "storage", "region": "CN" }
        ],
        "flows": [
            { "key": "f1", "from": "server", "to": "cloud", "data": ["imei"], "region": "SG" },
            { "key": "f2", "from": "server", "to": "all_recipients", "data": ["ip_address"], "mode": "notify" },
            { "key": "f3", "from": "server", "to": "sister", "data": ["imei"] },
            { "key": "f4", "from": "app", "to": "server", "data": ["imei"] },
            { "key": "f5", "from": "server", "to": { "en": "the moon" }, "data": ["imei"] }
        ]
    }));
    let keys: Vec<_> = relations.own().iter().map(|relation| (relation.key(), relation.shares())).collect();
    let expected = [("cloud/f1", true), ("cloud", true), ("sister/f3", true), ("the moon/f5", true)]
        .map(|(key, shares)| (key.into(), shares));
    assert_eq!(keys, expected);
    let to =
        |item: &str, region: &str| Facts { items: vec![item.to_owned()], region: some(region), ..to_cloud() };
    conforms(&to("imei", "SG"), &relations);
    conforms(&to("photos", "CN"), &relations);
    // A notice about data passes none on, though the declaration has it.
    assert_eq!(
        reasons(&to("ip_address", "CN").judged(&relations)),
        [(ReasonCode::ItemNotDeclared, "/recipients/cloud/data")]
    );
    // The relation that carries the data is meant, not one that goes to the right place.
    assert_eq!(
        reasons(&to("imei", "CN").judged(&relations)),
        [(ReasonCode::RegionNotDeclared, "/flows/f1/region")]
    );
    assert_eq!(
        reasons(&to("photos", "SG").judged(&relations)),
        [(ReasonCode::RegionNotDeclared, "/recipients/cloud/region")]
    );
    let sister = Facts { recipient: some("sister"), ..to_cloud() }.judged(&relations);
    assert_eq!(reasons(&sister), [(ReasonCode::NotStated, "/parties/sister/purpose")]);
    let moon = Facts { recipient: some("the moon"), ..to_cloud() }.judged(&relations);
    assert_eq!(reasons(&moon), [(ReasonCode::NotStated, "/flows/f5/purpose")]);
}

#[test]
fn nothing_conforms_to_what_passes_no_data_on() {
    for mode in ["internal", "notify"] {
        let silent = cloud(json!({ "mode": mode }));
        assert_eq!(
            reasons(&to_cloud().judged(&silent)),
            [(ReasonCode::RecipientNotDeclared, "/recipients")],
            "{mode}"
        );
        let relations = read(json!({
            "sdks": [{ "key": "s", "name": { "en": "S" }, "data": ["imei"], "purposes": ["storage"] }],
            "flows": [{ "key": "f", "from": "app", "to": "sdk:s", "mode": mode }]
        }));
        for (recipient, sdk) in [(some("sdk:s"), None), (None, some("s")), (some("sdk:s"), some("s"))] {
            let facts = Facts { recipient, sdk, ..to_cloud() };
            assert_eq!(reasons(&facts.judged(&relations)), [(ReasonCode::SdkNotDeclared, "/sdks")], "{mode}");
        }
    }
    // What the flow states goes before what the entry does.
    let stated = read(json!({
        "recipients": [{ "key": "cloud", "name": { "en": "C" }, "data": ["imei"], "purpose": "storage",
            "mode": "internal" }],
        "flows": [{ "key": "f", "from": "server", "to": "all_recipients", "mode": "provide" }]
    }));
    conforms(&to_cloud(), &stated);
}

#[test]
fn who_sees_it_depends_on_where_it_starts_and_how_it_goes() {
    let seen = |sdk: serde_json::Value, flows: serde_json::Value| {
        let relations = read(json!({ "sdks": [sdk], "flows": flows }));
        relations.own().iter().map(Relation::observability).collect::<Vec<_>>()
    };
    let sdk = |method: &str| json!({ "key": "s", "name": { "en": "S" }, "method": method });
    let bare = json!({ "key": "s", "name": { "en": "S" } });
    assert_eq!(seen(bare.clone(), json!([])), [Observability::DeviceOnly]);
    assert_eq!(seen(sdk("background_interface"), json!([])), [Observability::Reported]);
    assert_eq!(seen(sdk("client_transfer"), json!([])), [Observability::DeviceOnly]);
    let flow = |from: &str| json!([{ "key": "f", "from": from, "to": "sdk:s" }]);
    assert_eq!(seen(bare.clone(), flow("server")), [Observability::Reported]);
    assert_eq!(seen(bare, flow("app")), [Observability::DeviceOnly]);
    let to = |method: &str| cloud(json!({ "method": method })).own()[0].observability();
    assert_eq!(to("sdk_collection"), Observability::DeviceOnly);
    assert_eq!(to("client_transfer"), Observability::Reported);
}

#[test]
fn every_code_has_one_spelling() {
    for code in ReasonCode::ALL {
        assert_eq!(ReasonCode::parse(code.as_str()), Some(code));
    }
    assert_eq!(ReasonCode::parse("no_version_in_force"), None);
    assert!(ReasonCode::ALL.is_sorted_by(|one, other| one < other));
    // Those that deviate come first: reasons are sorted by it.
    assert!(ReasonCode::ALL.map(ReasonCode::conformity).is_sorted_by(|one, other| one >= other));
}

#[test]
fn every_code_and_every_step_has_its_words() {
    for tag in disclosure::texts::SUPPORTED {
        let texts = disclosure::texts::Texts::get(&tag.parse().unwrap()).unwrap();
        for code in ReasonCode::ALL {
            let key = disclosure::texts::coded_key("conformity-reason-", code.as_str());
            assert!(texts.format(&key, &[("value", "x".into())]).is_ok(), "{tag} {key}");
        }
        for step in Step::ALL {
            assert!(texts.coded("conformity-step-", step.as_str()).is_ok(), "{tag} {}", step.as_str());
        }
    }
}
