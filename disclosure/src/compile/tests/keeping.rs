//! Storage, retention, security, incidents, transfers abroad, profiling, messages, minors.

use super::support::{self, documents, lines, words_of};
use crate::{
    document::{Block, Document, Kind, Mode},
    manifest::Manifest,
};

const MEMBERS: [&str; 7] =
    ["/storage", "/crossBorder", "/retention", "/security", "/messages", "/profiling", "/minors"];

/// Every fact of these members with a value; `@x` stands for own words in both languages.
const FULL: &str = "
storage: {locations: [@l1, @l2], stated: true}
crossBorder:
  status: @status
  destinations: [@d1, @d2]
  recipients: [@r1]
  rightsChannels: [@way]
  mechanism: [@m1, @m2]
  separateConsent: @consent
  safeguards: @safe
  hedge: @hedge
retention:
  - {key: a, data: [@da, @db], rule: @rule, value: 3, unit: year, statute: @law, starts: @start, then: @end, notice: @told}
  - {key: b, data: [@dc], value: 15, unit: working_day}
  - {key: c, rule: @ruletwo}
  - {key: d}
security:
  measures: [@s1, @s2]
  certifications:
    - {key: iso, name: @iso, state: @held, date: 2024-05-01}
    - {key: level, name: @level}
  userAdvice: [@u1]
  liability: @limit
  breachNotice: {channels: [@c1, @c2], content: [@k1], emergencyPlan: true, reportToRegulator: true, publicNoticeFallback: true}
messages:
  marketing: {sent: true, basis: @basis, channels: [@c3], optOut: [@o1, @o2], optOutState: @state, goodsOfThirdParties: true, content: [@t1]}
  service: {sent: true, channels: [@c4], content: [@t2, @t3]}
  surveys: {sent: true}
profiling:
  targetedPush: {used: true, offSwitch: @offone}
  recommendation: {used: true, offSwitch: true}
  ads: {used: true, offSwitch: @offtwo}
  automatedDecision: {used: true, offSwitch: @offthree}
  deidentifiedClaim: @claim
minors:
  age: 14
  comparison: at_or_under
  orLocalAge: true
  guardian: @guard
  verifiable: true
  deleteIfFound: true
  adultDeclaration: true
  processOnlyWhen: [@w1, @w2]
  guardianContact: true
";

/// Every fact said to be absent, or to be so not.
const NO: &str = "
storage: {locations: [], stated: {none: true}}
crossBorder: {status: {none: true}, destinations: [], recipients: [], rightsChannels: [], mechanism: [], separateConsent: {none: true}, safeguards: {none: true}, hedge: {none: true}}
retention:
  - {key: a, data: [], rule: {none: true}, value: {none: true}, unit: {none: true}, statute: {none: true}, starts: {none: true}, then: {none: true}, notice: {none: true}}
security:
  measures: []
  certifications: [{key: iso, name: @iso, state: {none: true}, date: {none: true}}]
  userAdvice: []
  liability: {none: true}
  breachNotice: {channels: [], content: [], emergencyPlan: {none: true}, reportToRegulator: false, publicNoticeFallback: false}
messages:
  marketing: {sent: false, basis: {none: true}, channels: [], optOut: [], optOutState: {none: true}, goodsOfThirdParties: false, content: []}
  service: {sent: {none: true}}
  surveys: {none: true}
profiling:
  targetedPush: {used: false}
  recommendation: {used: {none: true}, offSwitch: {none: true}}
  ads: {none: true}
  automatedDecision: {used: true, offSwitch: false}
  deidentifiedClaim: false
minors: {age: {none: true}, comparison: {none: true}, orLocalAge: false, guardian: {none: true}, verifiable: false, deleteIfFound: false, adultDeclaration: false, processOnlyWhen: [], guardianContact: {none: true}}
";

/// Yes where `NO` says no and words where `FULL` says yes, and the reverse.
const MIXED: &str = "
storage: {locations: [@l1], stated: false}
crossBorder: {status: none_now, destinations: [], separateConsent: true, safeguards: @safe}
security: {certifications: [], breachNotice: {none: true}}
messages: {marketing: {sent: true, optOut: [@o1]}, service: {none: true}, surveys: {sent: false}}
profiling:
  targetedPush: {used: true, offSwitch: true}
  recommendation: {used: true, offSwitch: @offone}
  ads: {used: true, offSwitch: true}
  automatedDecision: {used: true, offSwitch: true}
  deidentifiedClaim: true
minors: {age: 13, comparison: under, deleteIfFound: true}
vocabulary: [{key: \"cross_border_status:none_now\", text: @nothing}]
";

const MORE: &str = "
storage: {stated: true}
crossBorder: {destinations: [@d1], separateConsent: false}
retention: []
profiling:
  targetedPush: {used: true, offSwitch: false}
  recommendation: {used: true, offSwitch: false}
  ads: {used: true, offSwitch: false}
  automatedDecision: {used: false}
";

const NOTHING: &str = "
storage: {none: true}
crossBorder: {none: true}
security: {none: true}
messages: {none: true}
profiling: {none: true}
minors: {none: true}
";

fn manifest(members: &str) -> Manifest {
    support::manifest("", members)
}

fn check_told(members: &str) {
    support::check_told("", members, &MEMBERS);
}

#[test]
fn every_value_is_told() {
    check_told(FULL);
}

#[test]
fn every_none_and_no_is_told() {
    check_told(NO);
    check_told(NOTHING);
}

#[test]
fn facts_that_disagree_are_told() {
    check_told(MIXED);
    check_told(MORE);
    check_told("storage: {locations: [], stated: true}");
    check_told("storage: {locations: [], stated: false}");
    check_told("storage: {locations: [@l1], stated: {none: true}}");
    check_told("security: {certifications: [{key: iso, name: @iso}], measures: [@a, @a]}");
    check_told("retention: [{key: a, data: [@d], rule: {none: true}}, {key: b, data: [], rule: @r}]");
    check_told("profiling: {targetedPush: {offSwitch: @o}, ads: {offSwitch: true}, recommendation: {}}");
    check_told("messages: {marketing: {optOutState: @s}, service: {channels: [@c]}}");
    check_told("minors: {orLocalAge: true, guardian: @g, deleteIfFound: {none: true}}");
}

#[test]
fn silence_leaves_only_the_mark_that_the_law_asks_for() {
    let manifest = manifest("policy: {title: @title}");
    let [zh, en] = documents(&manifest);
    let of = |document: &Document| -> Vec<String> {
        ["storage", "security", "incident", "cross-border", "profiling", "minors"]
            .iter()
            .flat_map(|name| lines(document, &format!("section-{name}")))
            .collect()
    };
    assert_eq!(
        of(&zh),
        ["个人信息的存储与保存期限", "保存期限", "[个人信息的保存期限或者其确定方法尚未说明。]"]
    );
    assert_eq!(
        of(&en).last().unwrap(),
        "[How long personal information is kept, or how that period is set, is not stated yet.]"
    );
    assert_eq!(of(&zh.view(Mode::Published).unwrap()), [""; 0]);
}

#[test]
fn gaps_are_marked_where_the_law_asks() {
    let manifest = manifest(
        "
crossBorder: {status: @status}
retention: [{key: a, rule: @rule}]
profiling: {targetedPush: {used: true}, recommendation: {used: true}, ads: {used: true}, automatedDecision: {used: true}}
minors: {age: 14, comparison: under}
",
    );
    let [zh, en] = documents(&manifest);
    let ours = ["section-storage", "section-minors", "section-cross-border", "section-profiling"];
    let gaps = |document: &Document| -> Vec<String> {
        let gaps = document.walk().filter(|block| matches!(block.kind, Kind::Gap { .. }));
        let gaps = gaps.filter(|gap| ours.iter().any(|section| gap.id.as_str().starts_with(section)));
        gaps.map(|gap| format!("{}: {}", gap.id, gap.law.join(", "))).collect()
    };
    let expected = [
        "section-storage-then-gap: NDSMR Art. 21(3)",
        "section-minors-guardian-gap: PIPL Art. 31(2), NDSMR Art. 21",
        "section-cross-border-recipients-gap: PIPL Art. 39",
        "section-cross-border-rights-gap: PIPL Art. 39",
        "section-cross-border-consent-gap: PIPL Art. 39",
        "section-profiling-push-gap: PIPL Art. 24(2), NDSMR Art. 42",
        "section-profiling-recommendation-gap: PIPL Art. 24(2), NDSMR Art. 42",
        "section-profiling-ads-gap: PIPL Art. 24(2), NDSMR Art. 42",
    ];
    assert_eq!(gaps(&zh), expected);
    assert_eq!(gaps(&en), expected);
}

#[test]
fn what_weighs_on_the_reader_stands_out() {
    let emphasised = |members: &str| -> Vec<String> {
        let [_, en] = documents(&manifest(members));
        let out = en.walk().filter(|block| matches!(block.kind, Kind::Paragraph { emphasis: true, .. }));
        let ours = |block: &&Block| {
            let told =
                |source: &crate::Pointer| MEMBERS.iter().any(|member| source.as_str().starts_with(member));
            block.sources.iter().any(told)
        };
        out.filter(ours).map(|block| block.id.to_string()).collect()
    };
    assert_eq!(
        emphasised(FULL),
        [
            "section-security-liability",
            "section-minors-adult",
            "section-minors-guardian",
            "section-minors-found",
            "section-cross-border-status",
            "section-cross-border-destinations",
            "section-cross-border-recipients",
            "section-cross-border-consent",
            "section-profiling-push",
            "section-profiling-recommendation",
            "section-profiling-ads",
            "section-profiling-decision",
            "section-profiling-marketing-opt-out",
        ]
    );
    assert_eq!(emphasised("crossBorder: {none: true}"), [""; 0]);
    assert_eq!(emphasised("storage: {locations: [@l1]}"), [""; 0]);
}

#[test]
fn retention_reads_as_one_rule_an_item() {
    let [zh, en] = documents(&manifest(FULL));
    assert_eq!(
        lines(&zh, "section-storage-retention"),
        [
            "保存期限",
            "我们按照以下规则保存个人信息：",
            "词语da 和词语db：词语rule。保存期限为 3 年。该期限的法律依据：词语law。该期限的起算方式：词语start。\
             此后的处理方式：词语end。告知方式：词语told。",
            "词语dc：保存 15 个工作日。",
            "保存规则：词语ruletwo。",
            "本项规则未说明具体内容。",
        ]
    );
    assert_eq!(
        lines(&en, "section-storage-retention")[2..4],
        [
            "words of da and words of db: words of rule. The period is 3 years. The law that governs \
             this period: words of law. The period is counted as follows: words of start. Afterwards: words of end. \
             Notice is given as follows: words of told.",
            "words of dc: kept for 15 working days.",
        ]
    );
    let [_, en] = documents(&manifest("retention: [{key: a, value: 1, unit: month}]"));
    assert_eq!(lines(&en, "section-storage-retention")[2], "The period is 1 month.");
}

#[test]
fn units_of_time_have_words() {
    for unit in ["hour", "day", "working_day", "business_day", "week", "month", "year"] {
        check_told(&format!("retention: [{{key: a, value: 2, unit: {unit}}}]"));
    }
}

#[test]
fn deletion_of_what_is_found_is_told_by_the_rule_it_breaks() {
    let found = |members: &str| {
        let [_, en] = documents(&manifest(members));
        words_of(en.block("section-minors-found").unwrap())
    };
    assert_eq!(
        found("minors: {deleteIfFound: true}"),
        "If we find that we have collected personal information of a minor, we delete it."
    );
    assert_eq!(
        found("minors: {deleteIfFound: true, processOnlyWhen: [@w]}"),
        "If we find that personal information of a minor was collected contrary to this section, we delete it."
    );
}

#[test]
fn a_code_that_reads_as_the_sentence_before_its_list_is_an_item() {
    check_told(
        "
security: {measures: [lead, training, training]}
vocabulary: [{key: \"security_measure:lead\", text: @lead}]
",
    );
}

#[test]
fn the_heading_of_messages_promises_no_more_than_messages() {
    let heading = |members: &str| {
        let [zh, _] = documents(&manifest(members));
        lines(&zh, "section-profiling")[0].clone()
    };
    assert_eq!(
        heading("messages: {service: {sent: true}}\nprofiling: {automatedDecision: {}}"),
        "我们向您发送的消息"
    );
    assert_eq!(
        heading("messages: {service: {sent: true}}\nprofiling: {ads: {used: false}}"),
        "自动化决策、个性化展示与消息"
    );
}

#[test]
fn recipients_abroad_lead_to_the_list_that_tells_the_rest_of_them() {
    let abroad = "crossBorder: {status: happens, recipients: [partner], rightsChannels: [@desk]}";
    let [zh, en] = documents(&manifest(&format!("{abroad}\nrecipients: [{{key: partner, name: @partner}}]")));
    assert_eq!(
        lines(&zh, "section-cross-border")[2..6],
        [
            "*个人信息的境外接收方：词语partner。*",
            "上述境外接收方的联系方式、处理目的、处理方式以及个人信息种类，详见第5节。",
            "您可以通过以下途径向境外接收方行使权利：",
            "词语desk",
        ]
    );
    assert_eq!(
        lines(&en, "section-cross-border-details"),
        [
            "More on these recipients (contact, purposes and methods of processing, kinds of information) stands in section 5."
        ]
    );
    let unlisted = manifest(&abroad.replace("[partner]", "[@partner]"));
    assert!(
        documents(&unlisted).iter().all(|document| document.block("section-cross-border-details").is_none())
    );
}
