//! What is collected and shared: nothing is claimed that was not declared.

use super::support::{documents, lines, manifest};
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
    assert!(lines(&zh, "purpose-photos")[0].contains("见为该目的处理信息的业务功能"));
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
