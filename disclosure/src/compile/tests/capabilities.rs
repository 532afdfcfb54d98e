//! What policies are required to print: a small declaration of each thing, and the section that tells it.

use super::support::{documents, manifest, words_of};
use crate::document::{Block, Document, Mode};

/// What is printed, the member that declares it, the place of the fact, and the section where readers find it.
type Printed = (&'static str, &'static str, &'static str, &'static str);

const OF_THE_TENANT: &[Printed] = &[
    (
        "contact card",
        "contacts: [{key: m, kind: email, value: a@example.org, team: @t}]",
        "contacts/m/team",
        "contact",
    ),
    (
        "contacts by purpose",
        "contacts: [{key: m, kind: email, purposes: [@p]}]",
        "contacts/m/purposes/0",
        "contact",
    ),
    ("contacts by region", "contacts: [{key: m, kind: postal, region: @r}]", "contacts/m/region", "contact"),
    ("two roles", "roles: [{key: o, role: processor, over: @o, limits: @l}]", "roles/o/limits", "scope"),
    (
        "requests passed on",
        "roles: [{key: o, role: processor, endUserRequests: @e}]",
        "roles/o/endUserRequests",
        "scope",
    ),
    ("person in charge", "personInCharge: {title: @t}", "personInCharge/title", "contact"),
    ("affiliates", "affiliatesShareData: true", "affiliatesShareData", "introduction"),
];

const OF_THE_APP: &[Printed] = &[
    (
        "parent policy",
        "policy: {parent: {title: @t, delegated: [@d]}}",
        "policy/parent/delegated/0",
        "introduction",
    ),
    (
        "precedence",
        "policy: {precedence: {whenConflict: @w}}",
        "policy/precedence/whenConflict",
        "introduction",
    ),
    ("principles", "policy: {principles: [@p]}", "policy/principles/0", "introduction"),
    ("governing language", "policy: {governingLanguage: en}", "policy/governingLanguage", "introduction"),
    ("update date", "policy: {updatedOn: 2023-08-09}", "policy/updatedOn", "introduction"),
    ("effective date", "policy: {effectiveOn: 2023-08-17}", "policy/effectiveOn", "introduction"),
    (
        "linked documents",
        "policy: {linkedDocuments: [{key: d, title: @t}]}",
        "policy/linkedDocuments/d/title",
        "introduction",
    ),
    (
        "defined terms",
        "policy: {definitions: [{key: d, term: @t, meaning: @m}]}",
        "policy/definitions/d/meaning",
        "definitions",
    ),
    ("what is covered", "policy: {covers: [@c]}", "policy/covers/0", "scope"),
    ("what is not covered", "policy: {excludes: [@e]}", "policy/excludes/0", "scope"),
    ("basic functions", "functions: [{key: f, name: @f, class: basic}]", "functions/f/class", "collection"),
    (
        "effect of refusal",
        "functions: [{key: f, name: @f, ifRefused: @r}]",
        "functions/f/ifRefused",
        "collection",
    ),
    (
        "example for readers",
        "functions: [{key: f, name: @f, example: @e}]",
        "functions/f/example",
        "collection",
    ),
    (
        "data by origin",
        "functions: [{key: f, name: @f, data: [{key: d, label: @d, source: @s}]}]",
        "functions/f/data/d/source",
        "collection",
    ),
    (
        "data in groups",
        "functions: [{key: f, name: @f, data: [{key: d, label: @d, group: @g}]}]",
        "functions/f/data/d/group",
        "collection",
    ),
    (
        "optional data",
        "functions: [{key: f, name: @f, data: [{key: d, label: @d, requirement: optional}]}]",
        "functions/f/data/d/requirement",
        "collection",
    ),
    (
        "optional data without effect on basic functions",
        "functions: [{key: f, name: @f, data: [{key: d, label: @d, requirement: optional, \
         ifRefused: no_effect_on_basic_functions}]}]",
        "functions/f/data/d/ifRefused",
        "collection",
    ),
    (
        "what others see",
        "functions: [{key: f, name: @f, publication: {shows: [@s], visibleTo: [public]}}]",
        "functions/f/publication/visibleTo/0",
        "collection",
    ),
    (
        "warning on data of others",
        "functions: [{key: f, name: @f, publication: {warnsOnDataOfOthers: true}}]",
        "functions/f/publication/warnsOnDataOfOthers",
        "collection",
    ),
    ("basis of a purpose", "purposes: [{key: p, name: @p, basis: @b}]", "purposes/p/basis", "collection"),
    ("how consent is given", "consent: {howGiven: @h}", "consent/howGiven", "consent"),
    ("voluntary supply", "consent: {voluntary: true}", "consent/voluntary", "consent"),
    (
        "withdrawal",
        "consent: {withdrawal: {channels: [@c], effect: @e}}",
        "consent/withdrawal/effect",
        "consent",
    ),
    ("exemptions", "consent: {exemptions: [@e]}", "consent/exemptions/0", "consent"),
    (
        "non-personal data",
        "consent: {nonPersonalData: {examples: [@e], deidentify: true}}",
        "consent/nonPersonalData/deidentify",
        "consent",
    ),
    (
        "aggregate and statistical data",
        "consent: {nonPersonalData: {aggregates: {purposes: [@p], givenTo: [@g], identifiesNobody: true}}}",
        "consent/nonPersonalData/aggregates/givenTo/0",
        "consent",
    ),
    (
        "anonymised data exempt from notice",
        "consent: {nonPersonalData: {anonymisedNeedsNoNotice: true}}",
        "consent/nonPersonalData/anonymisedNeedsNoNotice",
        "consent",
    ),
    ("kinds of trackers", "trackers: {technologies: [@t]}", "trackers/technologies/0", "cookies"),
    (
        "each tracker",
        "trackers: {inventory: [{key: t, name: @t, purpose: @p}]}",
        "trackers/inventory/t/purpose",
        "cookies",
    ),
    ("refusing trackers", "trackers: {refuseBy: [@r], ifRefused: @e}", "trackers/ifRefused", "cookies"),
    ("conditions of sharing", "sharing: {shareWhen: [@s]}", "sharing/shareWhen/0", "sharing"),
    (
        "exemptions of sharing",
        "sharing: {withoutConsentWhen: [@w]}",
        "sharing/withoutConsentWhen/0",
        "sharing",
    ),
    (
        "public disclosure",
        "sharing: {publicDisclosureWhen: [@p]}",
        "sharing/publicDisclosureWhen/0",
        "sharing",
    ),
    ("duties of recipients", "sharing: {recipientDuties: [@d]}", "sharing/recipientDuties/0", "sharing"),
    ("masking", "sharing: {masking: [@m]}", "sharing/masking/0", "sharing"),
    ("no sale", "sharing: {noSale: true}", "sharing/noSale", "sharing"),
    ("no harvesting", "sharing: {usersMayNotHarvestData: true}", "sharing/usersMayNotHarvestData", "sharing"),
    (
        "sanction of harvesting",
        "sharing: {usersMayNotHarvestData: true, harvestSanctions: [account_closed]}",
        "sharing/harvestSanctions/0",
        "sharing",
    ),
    (
        "rules of plug-ins",
        "sharing: {plugIns: [{key: p, name: @p, kind: share_button, rules: policy_of_the_provider}]}",
        "sharing/plugIns/p/rules",
        "sharing",
    ),
    (
        "merger",
        "sharing: {mergerNotice: {channels: [@c], content: [@k]}}",
        "sharing/mergerNotice/content/0",
        "sharing",
    ),
    (
        "services of recipients",
        "recipients: [{key: r, name: @r, services: [@s]}]",
        "recipients/r/services/0",
        "sharing",
    ),
    ("data of recipients", "recipients: [{key: r, name: @r, data: [@d]}]", "recipients/r/data/0", "sharing"),
    (
        "new consent for affiliates",
        "recipients: [{key: r, name: @r, reconsentWhen: [@w]}]",
        "recipients/r/reconsentWhen/0",
        "sharing",
    ),
    ("where an SDK runs", "sdks: [{key: s, name: @s, scope: @p}]", "sdks/s/scope", "sdk"),
    ("permissions of an SDK", "sdks: [{key: s, name: @s, permissions: [@p]}]", "sdks/s/permissions/0", "sdk"),
    (
        "time of asking",
        "permissions: [{key: c, permission: camera, when: @w}]",
        "permissions/c/when",
        "permissions",
    ),
    (
        "who asks",
        "permissions: [{key: c, permission: camera, requestedBy: app}]",
        "permissions/c/requestedBy",
        "permissions",
    ),
    ("place of storage", "storage: {locations: [@l]}", "storage/locations/0", "storage"),
    ("retention", "retention: [{key: r, data: [@d], rule: @r, then: @t}]", "retention/r/then", "storage"),
    ("security measures", "security: {measures: [@m]}", "security/measures/0", "security"),
    ("advice to users", "security: {userAdvice: [@a]}", "security/userAdvice/0", "security"),
    ("limits of security", "security: {liability: @l}", "security/liability", "security"),
    (
        "notice of incidents",
        "security: {breachNotice: {channels: [@c], content: [@k]}}",
        "security/breachNotice/content/0",
        "incident",
    ),
    ("ways to a right", "rights: [{key: a, right: access, channels: [@c]}]", "rights/a/channels/0", "rights"),
    ("path through menus", "rights: [{key: a, right: access, path: [@p, @q]}]", "rights/a/path/1", "rights"),
    (
        "self-service by data group",
        "rights: [{key: a, right: access, channels: [@c], selfService: [{key: company, name: @company, \
         data: [company_name], path: [@me, @company]}]}]",
        "rights/a/selfService/company/path/1",
        "rights",
    ),
    (
        "grounds of deletion",
        "rights: [{key: d, right: delete, grounds: [@g]}]",
        "rights/d/grounds/0",
        "rights",
    ),
    (
        "warning of cancellation",
        "accountCancellation: {warnsOf: [@w]}",
        "accountCancellation/warnsOf/0",
        "rights",
    ),
    (
        "no way back",
        "accountCancellation: {irreversible: true}",
        "accountCancellation/irreversible",
        "rights",
    ),
    ("fee", "requests: {fee: @f}", "requests/fee", "rights"),
    ("grounds of refusal", "requests: {refuseWhen: [@r]}", "requests/refuseWhen/0", "rights"),
    ("deadlines", "deadlines: [{key: d, value: 15, unit: working_day}]", "deadlines/d/value", "rights"),
    ("guardians", "minors: {guardian: @g}", "minors/guardian", "minors"),
    ("contact of guardians", "minors: {guardianContact: true}", "minors/guardianContact", "minors"),
    ("cross-border state", "crossBorder: {status: none_now}", "crossBorder/status", "cross-border"),
    (
        "route abroad",
        "crossBorder: {status: happens, mechanism: [@m]}",
        "crossBorder/mechanism/0",
        "cross-border",
    ),
    (
        "rights abroad",
        "crossBorder: {status: happens, rightsChannels: [@r]}",
        "crossBorder/rightsChannels/0",
        "cross-border",
    ),
    (
        "consent to go abroad",
        "crossBorder: {separateConsent: true}",
        "crossBorder/separateConsent",
        "cross-border",
    ),
    (
        "marketing messages",
        "messages: {marketing: {sent: true, optOut: [@o]}}",
        "messages/marketing/optOut/0",
        "profiling",
    ),
    (
        "service messages",
        "messages: {service: {sent: true, channels: [@c]}}",
        "messages/service/channels/0",
        "profiling",
    ),
    (
        "switch of recommendations",
        "profiling: {recommendation: {used: true, offSwitch: @o}}",
        "profiling/recommendation/offSwitch",
        "profiling",
    ),
    ("ways of telling changes", "changes: {channels: [@c]}", "changes/channels/0", "changes"),
    ("material changes", "changes: {materialTriggers: [@t]}", "changes/materialTriggers/0", "changes"),
    ("regulator", "complaints: {regulator: @r}", "complaints/regulator", "contact"),
    ("court", "complaints: {court: @c}", "complaints/court", "contact"),
];

/// The blocks of a section that tell the fact at `place`, as readers of a published version see them.
fn telling<'a>(shown: &'a Document, section: &str, place: &str) -> Vec<&'a Block> {
    let section = shown.block(&format!("section-{section}"));
    let mut stack: Vec<&Block> = section.into_iter().collect();
    let mut found = Vec::new();
    while let Some(block) = stack.pop() {
        if block.sources.iter().any(|source| source.as_str() == place) {
            found.push(block);
        }
        stack.extend(block.kind.children());
    }
    found
}

fn untold(documents: [Document; 2], place: &str, (what, _, _, section): Printed) -> Vec<String> {
    let is_told = |document: &Document| {
        let shown = document.view(Mode::Published).unwrap();
        telling(&shown, section, place).into_iter().any(|block| !words_of(block).is_empty())
    };
    let silent = documents.iter().filter(|document| !is_told(document));
    silent.map(|document| format!("{what}, {}", document.locale)).collect()
}

#[test]
fn each_declared_thing_is_printed_in_its_section_in_every_language() {
    let of_the_tenant = OF_THE_TENANT.iter().flat_map(|printed| {
        untold(documents(&manifest(printed.1, "functions: []")), &format!("/tenant/{}", printed.2), *printed)
    });
    let of_the_app = OF_THE_APP.iter().flat_map(|printed| {
        untold(documents(&manifest("contacts: []", printed.1)), &format!("/{}", printed.2), *printed)
    });
    assert_eq!(of_the_tenant.chain(of_the_app).collect::<Vec<_>>(), [""; 0]);
}
