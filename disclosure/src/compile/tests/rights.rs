//! Consent, rights, account cancellation, requests, deadlines, changes, contacts, complaints.

use super::support::{self, documents, lines, manifest, words_of};
use crate::document::{Block, Document, Inline, Kind, Mode};

const MEMBERS: [&str; 10] = [
    "/consent",
    "/rights",
    "/accountCancellation",
    "/requests",
    "/deadlines",
    "/changes",
    "/complaints",
    "/vocabulary",
    "/tenant/contacts",
    "/tenant/personInCharge",
];

const CONTACTS: &str = "
legalEntities: [{key: e1, name: @lamps}, {key: e2}]
contacts:
  - {key: mail, kind: email, value: help@acme.example, purposes: [questions, advice], region: CN, team: @team, entity: e1}
  - {key: desk, kind: @desk, purposes: [questions], entity: e2}
  - {key: line, kind: phone, value: 010-5550}
personInCharge: {title: @officer, contact: mail}
";

const NO_CONTACTS: &str = "
contacts:
  - {key: mail, kind: email, value: {none: true}, purposes: [], region: {none: true}, team: {none: true}, entity: {none: true}}
personInCharge: {title: @officer, contact: {none: true}}
";

/// Every fact of these members with a value; `@x` stands for own words in both languages.
const FULL: &str = r#"
consent:
  howGiven: @how
  ifDisagree: @disagree
  voluntary: true
  ifRequiredDataRefused: @refused
  withdrawal: {channels: [mail, desk, @elsewhere], pastProcessingUnaffected: true, effect: @effect}
  purposeChange: {rule: @newpurpose, channels: [@prompt, email]}
  exemptions: [contract_necessity, @exempt]
  nonPersonalData:
    examples: [@one, @two]
    personalWhenCombined: true
    deidentify: true
    anonymisedNeedsNoNotice: true
    aggregates: {purposes: [@trends, account_registration], givenTo: [@adviser, public], published: true, identifiesNobody: true}
rights:
  - key: erase
    right: @erase
    channels: [mail, @door]
    path: [@me, @settings, @privacy]
    selfService:
      - {key: company, name: @company, data: [@licence, company_name], path: [@me, @firm], url: https://acme.example/company}
      - {key: person, name: @person}
    grounds: [@done, @over]
    passedOnToRecipients: true
    passedOnUnless: [@law, @impossible]
  - {key: see, right: access, channels: [self_service]}
accountCancellation:
  channels: [line, @shop]
  levels: [@service]
  checks: [@identity, @balance]
  blockers: [@debt]
  irreversible: true
  then: @gone
  warnsOf: [@lost]
requests:
  fee: @fee
  verifyIdentity: true
  form: @form
  agent: @agent
  mustSay: [@what]
  refuseWhen: [@harm, national_security]
  mayRefuseWhen: [@harm]
  giveReasons: true
  appeal: @appeal
  processorRouting: @customer
deadlines:
  - {key: a, value: 15, unit: working_day, calendar: CN, scope: @asked, appliesTo: @everyone, starts: @received, hedge: @longer}
  - {key: b, scope: @asked}
changes:
  reviewAtLeast: @yearly
  channels: [@page]
  materialChannels: [@banner]
  materialNoticeCertain: true
  beforeEffect: @week
  materialTriggers: [control_changed, @model, high_risk_pia]
  triggerExamples: {control_changed: [@merger, @sale], high_risk_pia: [], method_changed: [@method]}
  continuedUseIsConsent: true
  noReductionOfRights: true
  usersToldToCheck: true
complaints: {channels: [mail, @box], regulator: @office, court: @district, courtBasis: @signing}
vocabulary: [{key: "material_change:method_changed", text: @ways}]
"#;

/// Every fact said to be absent, or to be so not.
const NO: &str = "
consent:
  howGiven: {none: true}
  ifDisagree: {none: true}
  voluntary: false
  ifRequiredDataRefused: {none: true}
  withdrawal: {channels: [], pastProcessingUnaffected: {none: true}, effect: {none: true}}
  purposeChange: {rule: {none: true}, channels: []}
  exemptions: []
  nonPersonalData:
    examples: []
    personalWhenCombined: {none: true}
    deidentify: false
    anonymisedNeedsNoNotice: false
    aggregates: {purposes: [], givenTo: [], published: false, identifiesNobody: {none: true}}
rights:
  - {key: erase, right: @erase, channels: [], path: [], selfService: [], grounds: [], passedOnToRecipients: false, passedOnUnless: []}
  - {key: see, right: @see, selfService: [{key: all, name: @all, data: [], path: []}]}
accountCancellation: {channels: [], levels: [], checks: [], blockers: [], irreversible: {none: true}, then: {none: true}, warnsOf: []}
requests: {fee: {none: true}, verifyIdentity: false, form: {none: true}, agent: false, mustSay: [], refuseWhen: [], mayRefuseWhen: [], giveReasons: {none: true}, appeal: {none: true}, processorRouting: {none: true}}
deadlines:
  - {key: a, value: {none: true}, unit: {none: true}, calendar: {none: true}, scope: {none: true}, appliesTo: {none: true}, starts: {none: true}, hedge: {none: true}}
changes:
  reviewAtLeast: {none: true}
  channels: []
  materialChannels: []
  materialNoticeCertain: false
  beforeEffect: {none: true}
  materialTriggers: []
  triggerExamples: {none: true}
  continuedUseIsConsent: false
  noReductionOfRights: {none: true}
  usersToldToCheck: false
complaints: {channels: [], regulator: {none: true}, court: {none: true}, courtBasis: {none: true}}
";

const NOTHING: &str = "
consent: {none: true}
rights: []
accountCancellation: {none: true}
requests: {none: true}
deadlines: []
changes: {none: true}
complaints: {none: true}
";

/// As [`support::check_told`], for the members of this module.
fn check_told(profile: &str, members: &str) -> [Document; 2] {
    support::check_told(profile, members, &MEMBERS)
}

/// The ids of the gaps that are marked.
fn gaps(document: &Document) -> Vec<&str> {
    let ours =
        ["section-consent", "section-rights", "section-contact", "channels-of", "length-of", "value-of"];
    let gaps = document.walk().filter(|block| matches!(block.kind, Kind::Gap { .. }));
    gaps.map(|gap| gap.id.as_str()).filter(|id| ours.iter().any(|own| id.starts_with(own))).collect()
}

#[test]
fn every_value_is_told() {
    check_told(CONTACTS, FULL);
}

#[test]
fn every_none_and_no_is_told() {
    check_told(NO_CONTACTS, NO);
    check_told("contacts: []\npersonInCharge: {none: true}", NOTHING);
    let partly =
        "consent: {withdrawal: {none: true}, purposeChange: {none: true}, nonPersonalData: {none: true}}";
    check_told("contacts: []", partly);
    check_told("contacts: []", "consent: {nonPersonalData: {aggregates: {none: true}}}");
}

#[test]
fn yes_and_no_are_told_where_words_can_stand_too() {
    for answer in ["true", "false"] {
        let requests = format!(
            "requests: {{form: {answer}, agent: {answer}}}\nchanges: {{beforeEffect: {answer}}}\n\
             accountCancellation: {{irreversible: {answer}}}"
        );
        check_told("contacts: []", &requests);
    }
}

#[test]
fn a_word_that_stands_twice_is_one_item() {
    let [_, en] = check_told(
        "contacts: []",
        "requests: {refuseWhen: [trade_secret, trade_secret, @a, @a]}\nchanges: {channels: [@a, @b, @a]}",
    );
    let items = |id: &str| en.block(id).unwrap().kind.children().len();
    assert_eq!(items("section-rights-refuse"), 2);
    assert_eq!(items("section-changes-told-by"), 2);
}

#[test]
fn silence_leaves_only_the_marks_that_the_law_asks_for() {
    let silent = manifest("", "policy: {title: @title}");
    for document in documents(&silent) {
        assert_eq!(
            gaps(&document),
            [
                "section-consent-withdraw-by-gap",
                "section-rights-rights-gap",
                "section-rights-cancel-by-gap",
                "section-contact-ways-gap",
                "section-contact-complain-to-us-gap",
            ]
        );
        let law = |id: &str| document.block(id).unwrap().law.join(", ");
        assert_eq!(law("section-rights-rights-gap"), "PIPL Art. 17(1)(3), NDSMR Art. 21(4)");
        assert_eq!(law("section-contact-complain-to-us-gap"), "NDSMR Art. 20, 认定方法 Art. 6");
        let published = document.view(Mode::Published).unwrap();
        for section in ["section-consent", "section-rights", "section-changes", "section-contact"] {
            assert_eq!(published.block(section), None);
        }
    }
}

#[test]
fn what_is_said_elsewhere_is_no_gap() {
    let elsewhere = manifest(
        "contacts: [{key: mail, kind: email, value: a@b.example, purposes: [complaints]}]",
        "rights: [{key: w, right: withdraw_consent, channels: [mail]}, {key: c, right: close_account, channels: [in_app]}]",
    );
    assert_eq!(gaps(&documents(&elsewhere)[0]), [""; 0]);
    let half = manifest(
        "contacts: [{key: mail, kind: email}]",
        "rights: [{key: w, right: withdraw_consent}]\ndeadlines: [{key: d, scope: access}]",
    );
    assert_eq!(
        gaps(&documents(&half)[0]),
        [
            "section-consent-withdraw-by-gap",
            "channels-of-right-w-gap",
            "section-rights-cancel-by-gap",
            "length-of-deadline-d-gap",
            "value-of-contact-mail-gap",
            "section-contact-complain-to-us-gap",
        ]
    );
}

#[test]
fn what_weighs_on_the_reader_stands_out() {
    let emphasised = |profile: &str, members: &str| -> Vec<String> {
        let [_, en] = documents(&manifest(profile, members));
        let sections = ["section-consent", "section-rights", "section-changes", "section-contact"];
        let all = sections.iter().filter_map(|id| en.block(id)).flat_map(below);
        let out = all.filter(|block| matches!(block.kind, Kind::Paragraph { emphasis: true, .. }));
        out.map(|block| block.id.to_string()).collect()
    };
    assert_eq!(
        emphasised(CONTACTS, FULL),
        [
            "section-consent-how-given",
            "section-consent-if-disagree",
            "section-consent-if-refused",
            "section-consent-withdrawal-effect",
            "section-consent-without-lead",
            "section-consent-anonymised",
            "section-rights-blockers-lead",
            "section-rights-warns-of-lead",
            "section-rights-irreversible",
            "section-rights-refuse-lead",
            "section-rights-might-refuse-lead",
            "section-changes-use",
            "section-contact-court",
        ]
    );
    let promises = "
consent: {voluntary: false}
requests: {giveReasons: false}
changes: {materialNoticeCertain: false, noReductionOfRights: false}
";
    assert_eq!(
        emphasised("", promises),
        [
            "section-consent-voluntary",
            "section-rights-reasons",
            "section-changes-certain",
            "section-changes-rights",
        ]
    );
}

fn below(block: &Block) -> Vec<&Block> {
    block.kind.children().iter().flat_map(|child| std::iter::once(child).chain(below(child))).collect()
}

#[test]
fn a_right_reads_as_one_item() {
    let [zh, en] = documents(&manifest(CONTACTS, FULL));
    assert_eq!(
        lines(&zh, "right-erase"),
        [
            "词语erase",
            "行使途径：电子邮箱（help@acme.example）或词语door。",
            "操作路径：词语me > 词语settings > 词语privacy。",
            "您可以自行操作的信息范围如下：",
            "词语company：词语licence 和企业名称。操作路径：词语me > 词语firm。页面地址：https://acme.example/company。",
            "词语person。",
            "您可以在下列情形下行使该项权利：",
            "词语done",
            "词语over",
            "您行使该项权利的，我们会通知从我们处获得您的个人信息的接收方。有下列情形之一的，我们不通知接收方：词语law；\
             词语impossible。",
        ]
    );
    assert_eq!(
        lines(&en, "right-erase")[..3],
        [
            "words of erase",
            "How to exercise this right: e-mail (help@acme.example) or words of door.",
            "Where to find it: words of me > words of settings > words of privacy.",
        ]
    );
    assert_eq!(lines(&en, "right-see")[1], "How to exercise this right: by self-service in the product.");
}

#[test]
fn a_contact_reads_as_one_item() {
    let [zh, en] = documents(&manifest(CONTACTS, FULL));
    assert_eq!(
        lines(&zh, "contact-mail"),
        [
            "电子邮箱：help@acme.example",
            "用途：咨询；意见和建议。服务地区：中国大陆。负责团队：词语team。所属主体：词语lamps。",
        ]
    );
    assert_eq!(
        lines(&en, "contact-mail"),
        [
            "e-mail: help@acme.example",
            "For: questions; suggestions. Region served: mainland China. Team in charge: words of team. Legal \
             entity: words of lamps.",
        ]
    );
    assert_eq!(
        lines(&en, "contact-desk"),
        [
            "words of desk",
            "For: questions. Legal entity: e2.",
            "[The number or address of this contact is not stated yet.]",
        ]
    );
    assert_eq!(lines(&en, "contact-line"), ["telephone: 010-5550"]);
    let law = |id: &str| zh.block(id).unwrap().law.join(", ");
    assert_eq!(law("section-contact-ways"), "PIPL Art. 17(1)(1), NDSMR Art. 21(1)");
    assert_eq!(law("section-contact-person"), "PIPL Art. 52");
}

#[test]
fn examples_stand_below_their_trigger() {
    let [_, en] = documents(&manifest(CONTACTS, FULL));
    assert_eq!(
        lines(&en, "section-changes-triggers"),
        [
            "control changes (merger, acquisition, restructuring)",
            "For example:",
            "words of merger",
            "words of sale",
            "words of model",
            "the impact assessment shows a high risk",
            "This policy gives no examples of this.",
        ]
    );
    assert_eq!(lines(&en, "section-changes-examples"), ["words of ways", "For example:", "words of method"]);
}

/// The sentence of one deadline in both languages.
fn deadline(facts: &str) -> [String; 2] {
    let documents = check_told("contacts: []", &format!("deadlines: [{{key: d{facts}}}]"));
    documents.map(|document| words_of(document.block("deadline-d").unwrap()))
}

#[test]
fn deadlines_are_sentences_whatever_part_is_stated() {
    for (facts, zh, en) in [
        (
            ", value: 15, unit: working_day, calendar: CN, scope: account_cancellation, appliesTo: all, starts: conditions_met",
            "注销账号（适用于所有用户）：自满足条件之日起 15 个工作日内。工作日按以下日历计算：中国大陆。",
            "For account cancellation (all users): within 15 working days from the day the conditions are met. \
             Working days are counted by this calendar: mainland China.",
        ),
        (
            ", value: 15, unit: working_day, scope: complaints_and_advice, hedge: normally",
            "投诉和建议：一般情况下，15 个工作日内。",
            "For complaints and suggestions: normally within 15 working days.",
        ),
        (
            ", scope: privacy_requests, appliesTo: other_regions, hedge: local_law",
            "个人信息相关请求（适用于其他地区）：依照当地法律。",
            "For privacy requests (other regions): as local law sets.",
        ),
        (
            ", value: 1, unit: month, starts: received, hedge: complex_cases_longer",
            "期限：自收到之日起 1 个月内（情况复杂的可以适当延长）。",
            "Deadline: within 1 month from the day of receipt (longer in complex cases).",
        ),
        (
            ", appliesTo: eu, starts: received",
            "适用于欧洲经济区的期限：自收到之日起计算。",
            "Deadline (the European Economic Area): counted from the day of receipt.",
        ),
        (
            ", scope: access",
            "查阅、复制请求：设有办理期限。",
            "For access and copy requests: a deadline is set.",
        ),
        (
            ", value: {none: true}, scope: access",
            "查阅、复制请求：设有办理期限。我们未对该期限的时长作出承诺。",
            "For access and copy requests: a deadline is set. We promise no length of time.",
        ),
    ] {
        assert_eq!(deadline(facts), [zh, en], "{facts}");
    }
}

#[test]
fn every_subset_of_a_deadline_is_told() {
    let members = [
        ", value: 15, unit: day",
        ", calendar: @calendar",
        ", scope: @scope",
        ", appliesTo: @applies",
        ", starts: @starts",
        ", hedge: @hedge",
    ];
    for subset in 0..1 << members.len() {
        let chosen = members.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
        let [zh, en] = deadline(&chosen.map(|(_, member)| *member).collect::<String>());
        assert!(zh.ends_with('。') && en.ends_with('.'), "{zh} {en}");
    }
}

#[test]
fn units_of_time_have_words() {
    for (unit, en) in [
        ("hour", "hour"),
        ("day", "day"),
        ("working_day", "working day"),
        ("business_day", "business day"),
        ("week", "week"),
        ("month", "month"),
        ("year", "year"),
    ] {
        let [_, one] = deadline(&format!(", value: 1, unit: {unit}"));
        let [_, two] = deadline(&format!(", value: 2, unit: {unit}"));
        assert_eq!(one, format!("Deadline: within 1 {en}."));
        assert_eq!(two, format!("Deadline: within 2 {en}s."));
    }
}

#[test]
fn a_calendar_of_all_deadlines_is_told_once() {
    let told = |other: &str| {
        let deadlines = format!(
            "deadlines: [{{key: a, value: 15, unit: working_day, calendar: CN, scope: @a}}, \
             {{key: b, value: 3, unit: working_day, calendar: {other}, scope: @b}}, {{key: c, scope: @c, hedge: @slow}}]"
        );
        let [_, en] = documents(&manifest("contacts: []", &deadlines));
        lines(&en, "section-rights-deadlines")[2..].to_vec()
    };
    assert_eq!(
        told("CN"),
        [
            "For words of a: within 15 working days.",
            "For words of b: within 3 working days.",
            "For words of c: words of slow.",
            "Working days are counted by this calendar: mainland China.",
        ]
    );
    assert_eq!(
        told("HK")[..2],
        [
            "For words of a: within 15 working days. Working days are counted by this calendar: mainland China.",
            "For words of b: within 3 working days. Working days are counted by this calendar: Hong Kong, China.",
        ]
    );
}

/// Where the links of a block lead.
fn links(document: &Document, id: &str) -> Vec<String> {
    let block = document.block(id).expect("the block is there");
    let hrefs = block.kind.texts().into_iter().flatten().filter_map(|inline| match inline {
        Inline::Link { href, .. } => Some(href.as_str().to_owned()),
        _ => None,
    });
    hrefs.collect()
}

#[test]
fn a_contact_is_dialled_or_written_to_from_where_it_stands() {
    let [zh, en] = documents(&manifest(CONTACTS, FULL));
    for document in [&zh, &en] {
        assert_eq!(links(document, "contact-mail"), ["mailto:help@acme.example"]);
        assert_eq!(links(document, "contact-line"), ["tel:0105550"]);
        assert_eq!(links(document, "channels-of-right-erase"), ["mailto:help@acme.example"]);
        assert_eq!(links(document, "summary-lines-reach"), ["mailto:help@acme.example", "tel:0105550"]);
    }
    let odd = "contacts: [{key: a, kind: email, value: ask us}, {key: b, kind: phone, value: none yet}]";
    let [_, en] = documents(&manifest(odd, "functions: []"));
    assert_eq!([links(&en, "contact-a"), links(&en, "contact-b")], [[""; 0]; 2]);
}

#[test]
fn the_place_of_a_name_leads_there_where_the_policy_has_it() {
    let profile =
        "legalEntities: [{key: e, name: @e, usedIn: scope_clause}, {key: f, name: @f, usedIn: signature}]";
    let [_, en] = documents(&manifest(profile, "policy: {covers: [@c]}"));
    assert_eq!(links(&en, "entity-e-used-in"), ["#section-scope"]);
    assert_eq!(links(&en, "entity-f-used-in"), [""; 0]);
    let [_, en] =
        documents(&manifest("legalEntities: [{key: e, name: @e, usedIn: definitions}]", "functions: []"));
    assert_eq!(links(&en, "entity-e-used-in"), [""; 0]);
}

#[test]
fn the_heading_of_information_that_is_not_personal_names_what_is_told() {
    let heading = |members: &str| {
        let consent = format!("consent: {{nonPersonalData: {{{members}}}}}");
        let [zh, _] = documents(&manifest("contacts: []", &consent));
        lines(&zh, "section-consent-non-personal")[0].clone()
    };
    assert_eq!(heading("anonymisedNeedsNoNotice: true"), "匿名化信息与汇总统计信息");
    assert_eq!(heading("aggregates: {published: false}, deidentify: true"), "单独使用时不属于个人信息的信息");
}
