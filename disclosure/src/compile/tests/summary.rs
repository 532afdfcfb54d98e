//! The few lines on top: declared facts alone, each with its place.

use super::support::{documents, lines, manifest};
use crate::document::Document;

const PROFILE: &str = "\
legalEntities:
  - {key: us, name: @entity}
contacts:
  - {key: mail, kind: email, value: privacy@example.org}
";

const APP: &str = "\
functions:
  - key: make
    name: @make
    purposes: [photos]
    data:
      - {key: taken, category: photos, label: @taken}
      - {key: sent, category: photos, label: @sent}
      - {key: model, category: device_info, label: @model}
purposes:
  - {key: photos, name: @photos}
recipients:
  - {key: printer, name: @printer, mode: entrust}
  - {key: staff, name: @staff, mode: internal}
sharing: {noSale: true}
storage: {locations: [@place]}
crossBorder: {status: none_now}
rights:
  - {key: access, right: access}
";

fn sources<'a>(document: &'a Document, id: &str) -> Vec<&'a str> {
    let block = document.block(id).expect("the line is there");
    block.sources.iter().map(|source| source.as_str()).collect()
}

#[test]
fn each_line_tells_declared_facts_and_where_the_rest_stands() {
    let [zh, en] = documents(&manifest(PROFILE, APP));
    assert_eq!(
        lines(&en, "summary"),
        [
            "In short",
            "What and why | We process: user content; and device and network information. Purposes: words of photos. More in \
             section 3.",
            "Who receives it | Recipients of personal information: words of printer. We do not sell your personal \
             information. More in section 5.",
            "Where it is kept | Storage: words of place. We do not transfer personal information abroad at present. More \
             in section 7 and section 9.",
            "Your choices | You may: access your personal information. More in section 8.",
            "How to reach us | Operator: words of entity. Contact: e-mail (privacy@example.org). More in section 10.",
        ]
    );
    assert_eq!(lines(&zh, "summary")[0], "概要");
    assert_eq!(
        sources(&en, "summary-lines-what"),
        [
            "/functions/make/data/taken/category",
            "/functions/make/data/sent/category",
            "/functions/make/data/model/category",
            "/purposes/photos/name",
        ]
    );
    assert_eq!(sources(&zh, "summary-lines-who"), ["/recipients/printer/name", "/sharing/noSale"]);
}

#[test]
fn what_was_not_declared_is_not_summed_up() {
    let [zh, en] = documents(&manifest("contacts: []", "sharing: {noSale: false}\nrecipients: []\n"));
    assert_eq!([zh.block("summary"), en.block("summary")], [None, None]);
    let [_, en] = documents(&manifest("contacts: []", "storage: {locations: [@place]}"));
    assert_eq!(lines(&en, "summary").len(), 2);
    let where_kept = |members: &str| {
        let [zh, _] = documents(&manifest("contacts: []", members));
        lines(&zh, "summary").pop().expect("a line")
    };
    assert_eq!(
        where_kept("crossBorder: {status: happens}"),
        "存放在哪里 | 我们会向境外提供个人信息。详见第9节。"
    );
    assert_eq!(where_kept("crossBorder: {none: true}"), "存放在哪里 | 我们不向境外提供个人信息。详见第9节。");
}
