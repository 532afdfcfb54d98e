//! What is collected and shared: nothing is claimed that was not declared.

use super::support::{check_told, documents, lines, manifest};
use crate::document::{Block, Kind};

const PHOTOS: &str = "\
functions:
  - key: make
    name: @make
    purposes: [photos]
    data:
      - {key: taken, category: photos, label: @taken}
      - {key: sent, category: photos, label: @sent}
      - {key: clip, category: videos, label: @clip}
purposes:
  - {key: photos, name: @photos, data: []}
  - {key: idle, name: @idle, data: []}
permissions:
  - {key: cam, permission: camera, name: @cam, requestedBy: app, operatorSaysNotUsedDirectly: true}
";

#[test]
fn a_purpose_without_data_of_its_own_sends_the_reader_to_its_functions() {
    let [zh, en] = documents(&manifest("contacts: []", PHOTOS));
    let row = |id: &str, words: &str| lines(&en, id)[0].contains(words);
    assert!(row("purpose-photos", "see the functions that serve this purpose"));
    assert!(row("purpose-idle", "None"));
    assert!(lines(&zh, "purpose-photos")[0].contains("见对应的业务功能"));
}

#[test]
fn items_of_one_name_say_whose_they_are() {
    let functions = "functions: [{key: f, name: @f, data: [{key: a, label: @id, subject: administrator}, \
                     {key: b, label: @id, subject: legal_representative}, {key: c, label: @tel, subject: administrator}]}]";
    let [zh, en] = documents(&manifest("contacts: []", functions));
    assert_eq!(
        lines(&zh, "function-f")[1],
        "为实现本功能，我们会处理以下信息：词语id（管理员）、词语id（法定代表人）和词语tel。"
    );
    assert_eq!(
        lines(&en, "function-f")[1],
        "For this function we process: words of id (administrator), words of id (legal representative) and words of tel."
    );
}

#[test]
fn a_permission_is_named_for_an_item_only_where_no_other_can_be_meant() {
    let [_, en] = documents(&manifest("contacts: []", PHOTOS));
    let names = |item: &str| lines(&en, &format!("collected-make-{item}"))[0].contains("words of cam");
    assert_eq!(["taken", "sent", "clip"].map(names), [false, false, true]);
}

#[test]
fn what_a_permission_lays_open_is_not_told_as_taken() {
    let [zh, en] = documents(&manifest("contacts: []", PHOTOS));
    let heads = |block: &Block| match &block.kind {
        Kind::Table(table) => table.columns.iter().map(|column| column.label.clone()).collect(),
        _ => Vec::new(),
    };
    let heads: Vec<String> = en.walk().flat_map(heads).collect();
    assert!(heads.contains(&"Information the permission may give access to".to_owned()), "{heads:?}");
    assert!(!heads.contains(&"Personal information involved".to_owned()), "{heads:?}");
    assert!(
        lines(&zh, "section-permissions").contains(&"我们声明，我们自身不直接使用“词语cam”权限。".to_owned())
    );
}

#[test]
fn sensitive_data_of_an_sdk_is_told_with_the_rest() {
    let sdks = "sdks: [{key: s, name: @s, data: [precise_location, @other]}, {key: t, name: @t, data: [precise_location]}]";
    let [zh, _] = documents(&manifest("contacts: []", sdks));
    let [told] = &lines(&zh, "sensitive")[..] else { panic!("one paragraph") };
    assert!(told.starts_with('*') && told.ends_with("：精准定位信息。*"), "{told}");
    let sources: Vec<&str> =
        zh.block("sensitive").unwrap().sources.iter().map(|source| source.as_str()).collect();
    assert_eq!(sources, ["/sdks/s/data/0", "/sdks/t/data/0"]);
}

#[test]
fn what_weighs_on_the_reader_stands_out() {
    let sharing = "sharing: {withoutConsentWhen: [@fraud], publicDisclosureWhen: [@penalty], noSale: false, \
                   mergerNotice: {none: true}}\nrequests: {refuseWhen: [], mayRefuseWhen: []}";
    let [_, en] = documents(&manifest("contacts: []", sharing));
    let told = lines(&en, "section-sharing");
    for words in [
        "*We disclose personal information publicly in these cases:*",
        "*In these cases we provide, transfer or disclose personal information without your prior consent:*",
        "*We do not rule out providing your personal information to others for payment.*",
        "*We give no separate notice of a merger, acquisition or the like.*",
    ] {
        assert!(told.iter().any(|line| line == words), "{words}: {told:#?}");
    }
    assert!(
        lines(&en, "section-rights")
            .contains(&"This policy names no cases in which a request is or may be refused.".to_owned())
    );
}

/// Every fact of these members with a value, and every one said to be none.
const TOLD: [&str; 2] = [
    "\
functions:
  - key: post
    name: @post
    data:
      - {key: text, label: @text, requirement: required}
      - {key: age, label: @age, requirement: optional, ifRefused: no_effect_on_basic_functions}
      - {key: town, label: @town, requirement: optional, ifRefused: no_effect_on_basic_functions}
      - {key: mail, label: @mail, ifRefused: @slower}
    ifRefused: @nothing
    publication: {shows: [@text, nickname], visibleTo: [public, @friends], warnsOnDataOfOthers: true}
sharing:
  usersMayNotHarvestData: true
  harvestSanctions: [warning, @ban]
  plugIns:
    - {key: share, name: @share, kind: share_button, provider: @acme, data: [ip_address, @clicks], rules: @theirs, policyUrl: https://acme.example}
    - {key: map, name: @map}
",
    "\
functions:
  - key: post
    name: @post
    data: [{key: text, label: @text, ifRefused: {none: true}}]
    publication: {shows: [], visibleTo: [], warnsOnDataOfOthers: false}
  - {key: note, name: @note, publication: {none: true}}
sharing:
  harvestSanctions: []
  plugIns: [{key: map, name: @map, data: [], rules: {none: true}}]
",
];

#[test]
fn what_others_see_what_is_left_out_and_what_third_parties_run_is_told() {
    for members in TOLD {
        check_told("contacts: []", members, &["/functions", "/sharing"]);
    }
    check_told("contacts: []", "sharing: {plugIns: []}", &["/sharing"]);
}

#[test]
fn optional_data_says_what_leaving_it_out_means() {
    let [zh, en] = documents(&manifest("contacts: []", TOLD[0]));
    assert_eq!(
        lines(&zh, "function-post")[1..],
        [
            "为实现本功能，我们会处理以下信息：词语text、词语age、词语town 和词语mail。",
            "其中，您可以选择是否提供以下信息：词语age 和词语town。",
            "*如您不提供本功能所需的信息，影响为：词语nothing。*",
            "如您不提供以下信息（词语age 和词语town），不影响您使用基本功能。",
            "如您不提供以下信息（词语mail），影响为：词语slower。",
            "*您使用本功能时，他人可以看到以下信息：词语text 和昵称。可见范围：公众和词语friends。*",
            "*您发布的内容可能包含他人的个人信息，请您在发布前取得其同意。*",
        ]
    );
    let all = "functions: [{key: f, name: @f, data: [{key: a, label: @a, requirement: optional}], ifRefused: no_effect}]";
    let [_, optional] = documents(&manifest("contacts: []", all));
    assert_eq!(
        lines(&optional, "function-f")[2..],
        [
            "You may choose whether to provide this information.",
            "*If you do not provide the information that this function needs, your use is not affected.*",
        ]
    );
    assert!(lines(&en, "section-sharing").contains(
        &"words of share (share button). Provider: words of acme. Information it may collect: IP address and words of \
          clicks. Rules that apply when you use it: words of theirs. Privacy policy: https://acme.example."
            .to_owned()
    ));
}

#[test]
fn a_form_of_consent_stands_for_a_basis_of_consent() {
    let cells = |uses: &str| {
        let functions = format!(
            "functions: [{{key: f, name: @f, data: [{{key: d, label: @d, category: precise_location, uses: [{uses}]}}]}}]"
        );
        let [zh, en] = documents(&manifest("contacts: []", &functions));
        let last =
            |document| lines(document, "collected-f-d")[0].rsplit(" | ").next().map(str::to_owned).unwrap();
        [last(&zh), last(&en)]
    };
    let separate = "{purpose: @p, basis: cn_consent, consent: separate}";
    assert_eq!(cells(separate), ["取得您的单独同意", "your separate consent"]);
    assert_eq!(cells(&format!("{separate}, {separate}")), ["取得您的单独同意", "your separate consent"]);
    assert_eq!(
        cells("{purpose: @p, basis: cn_contract, consent: general}")[0],
        "订立、履行个人作为一方当事人的合同所必需；以及取得您的同意"
    );
}

#[test]
fn separate_consent_to_sensitive_data_is_told_or_marked_as_open() {
    let told = |item: &str| {
        let functions = format!(
            "functions: [{{key: f, name: @f, data: [{{key: d, label: @d, sensitive: true{item}}}]}}]"
        );
        let [zh, _] = documents(&manifest("contacts: []", &functions));
        let blocks = ["sensitive-separate", "sensitive-written", "sensitive-consent-gap"];
        blocks.map(|id| lines(&zh, id).pop().unwrap_or_default())
    };
    let gap = "[处理上述敏感个人信息是否取得您的单独同意尚未说明。]";
    assert_eq!(told(""), ["", "", gap]);
    assert_eq!(told(", uses: [{purpose: @p, basis: cn_consent}]"), ["", "", gap]);
    assert_eq!(told(", uses: [{purpose: @p, basis: cn_contract}]"), ["", "", ""]);
    assert_eq!(
        told(", uses: [{purpose: @p, consent: separate}, {purpose: @q, consent: written}]"),
        [
            "*处理以下敏感个人信息前，我们会取得您的单独同意：词语d。*",
            "*处理以下敏感个人信息前，我们会取得您的书面同意：词语d。*",
            "",
        ]
    );
}
