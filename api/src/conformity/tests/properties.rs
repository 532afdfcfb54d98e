//! What holds for every declaration and every record.

use disclosure::manifest::Declaration;
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::{Index, select, subsequence},
};
use serde_json::{Map, Value, json};

use super::{
    super::{Conformity, ReasonCode, Relation, Relations, judge, relations, relations::Everyone},
    support::{Facts, declaration, shipped},
};

const DATA: [&str; 8] = [
    "imei",
    "device_info",
    "device_model",
    "photos",
    "ip_address",
    "phone_number",
    "android_advertising_id",
    "microphone_audio",
];
/// No declaration of these tests has it, in any dimension.
const UNDECLARED: &str = "undeclared_anywhere";

fn data() -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(DATA.to_vec(), 1..=4).prop_shuffle()
}

fn stated(member: &str, value: Option<impl Into<Value>>) -> Map<String, Value> {
    value.map(|value| (member.to_owned(), value.into())).into_iter().collect()
}

/// What a recipient may leave unstated: its flows do so, too, where it does.
fn optional() -> impl Strategy<Value = Map<String, Value>> {
    let basis = option::of(select(vec!["contract", "consent", "separate_consent", "cn_legal_duty"]));
    let consent = option::of(select(vec!["general", "separate", "written", "guardian"]));
    let method = option::of(select(vec!["file_transfer", "background_interface", "paper"]));
    let region = option::of(select(vec!["CN", "SG", "US", "EU"]));
    let form = option::of(select(vec!["entity", "class"]));
    let contract =
        option::of(Just(json!({ "reference": "C-1", "signedOn": "2026-01-01", "expiresOn": "2026-12-31" })));
    let entity = option::of(Just("Acme Ltd"));
    (basis, consent, method, region, form, contract, entity).prop_map(
        |(basis, consent, method, region, form, contract, entity)| {
            let members = [
                stated("basis", basis),
                stated("consent", consent),
                stated("method", method),
                stated("region", region),
                stated("form", form),
                stated("contract", contract),
                stated("legalName", entity),
            ];
            members.into_iter().flatten().collect()
        },
    )
}

fn recipient(key: String) -> impl Strategy<Value = (Value, Vec<Value>)> {
    let purpose = select(vec!["storage", "payment", "delivery", "advertising"]);
    let flows = vec((option::of(data()), select(vec!["CN", "JP", "KR"]), any::<bool>()), 0..3);
    (data(), purpose, optional(), flows).prop_map(move |(data, purpose, optional, flows)| {
        let flows = flows.into_iter().enumerate().map(|(n, (data, region, states))| {
            let region = (states && optional.contains_key("region")).then_some(region);
            let mut flow = json!({ "key": format!("{key}-{n}"), "from": "server", "to": key });
            let members = flow.as_object_mut().unwrap();
            members.extend(stated("data", data));
            members.extend(stated("region", region));
            flow
        });
        let flows = flows.collect();
        let mut recipient = json!({ "key": key, "name": { "en": key }, "data": data, "purpose": purpose });
        recipient.as_object_mut().unwrap().extend(optional);
        (recipient, flows)
    })
}

fn sdk(key: String) -> impl Strategy<Value = Value> {
    let purposes = subsequence(vec!["analytics", "count", "push_notification"], 1..=2);
    (data(), purposes, option::of(Just("Vendor Ltd"))).prop_map(move |(data, purposes, vendor)| {
        let mut sdk = json!({ "key": key, "name": { "en": key }, "data": data, "purposes": purposes });
        sdk.as_object_mut().unwrap().extend(stated("vendorLegalName", vendor));
        sdk
    })
}

/// The recipients, SDKs and flows of a declaration.
fn lists() -> impl Strategy<Value = [Vec<Value>; 3]> {
    let recipients = btree_set(0..6_u8, 1..4)
        .prop_flat_map(|keys| keys.into_iter().map(|n| recipient(format!("r{n}"))).collect::<Vec<_>>());
    let sdks = btree_set(0..4_u8, 0..3)
        .prop_flat_map(|keys| keys.into_iter().map(|n| sdk(format!("s{n}"))).collect::<Vec<_>>());
    (recipients, sdks).prop_map(|(recipients, sdks)| {
        let (recipients, flows): (Vec<_>, Vec<_>) = recipients.into_iter().unzip();
        [recipients, sdks, flows.into_iter().flatten().collect()]
    })
}

fn assemble([recipients, sdks, flows]: [Vec<Value>; 3]) -> Declaration {
    declaration(json!({
        "purposes": [{ "key": "count", "name": { "en": "Count" }, "catalog": "analytics" }],
        "recipients": recipients,
        "sdks": sdks,
        "flows": flows,
    }))
}

fn read(lists: [Vec<Value>; 3]) -> Relations {
    relations(&assemble(lists), &shipped())
}

fn chosen<'a>(relations: &'a Relations, index: &Index) -> &'a Relation {
    index.get(relations.own())
}

/// One declared dimension and the reason for which a record deviates that differs there alone.
#[derive(Debug, Clone, Copy)]
enum Dimension {
    Recipient,
    Entity,
    Sdk,
    Category,
    Item,
    Purpose,
    Basis,
    Consent,
    Method,
    Region,
    ContractReference,
    ContractBegin,
    ContractEnd,
}

const DIMENSIONS: [Dimension; 13] = [
    Dimension::Recipient,
    Dimension::Entity,
    Dimension::Sdk,
    Dimension::Category,
    Dimension::Item,
    Dimension::Purpose,
    Dimension::Basis,
    Dimension::Consent,
    Dimension::Method,
    Dimension::Region,
    Dimension::ContractReference,
    Dimension::ContractBegin,
    Dimension::ContractEnd,
];

impl Dimension {
    /// Changes a record of the relation there; none where the relation declares nothing of it.
    fn change(self, relation: &Relation, facts: &mut Facts) -> Option<ReasonCode> {
        let other = || Some(UNDECLARED.to_owned());
        let class = relation.entry().form == Some(disclosure::manifest::RecipientForm::Class);
        let contract = || relation.entry().contract.as_ref();
        Some(match self {
            Self::Recipient => {
                facts.recipient = other();
                ReasonCode::RecipientNotDeclared
            }
            Self::Entity => {
                relation.entry().entity.as_ref().filter(|_| !class)?;
                facts.entity = other();
                ReasonCode::EntityDiffers
            }
            Self::Sdk => {
                facts.sdk = other();
                ReasonCode::SdkNotDeclared
            }
            Self::Category => {
                *facts.categories.first_mut()? = UNDECLARED.to_owned();
                ReasonCode::CategoryNotDeclared
            }
            Self::Item => {
                *facts.items.first_mut()? = UNDECLARED.to_owned();
                ReasonCode::ItemNotDeclared
            }
            Self::Purpose => {
                facts.purpose = other();
                ReasonCode::PurposeNotDeclared
            }
            Self::Basis => {
                facts.basis.as_ref()?;
                facts.basis = other();
                ReasonCode::BasisDiffers
            }
            Self::Consent => {
                let basis = facts.basis.as_deref().is_some_and(|basis| basis.contains("consent"));
                (relation.entry().consent.is_some() || basis).then_some(())?;
                facts.consent = None;
                ReasonCode::ConsentMissing
            }
            Self::Method => {
                facts.method.as_ref()?;
                facts.method = other();
                ReasonCode::MethodDiffers
            }
            Self::Region => {
                facts.region.as_ref()?;
                facts.region = other();
                ReasonCode::RegionNotDeclared
            }
            Self::ContractReference => {
                contract()?;
                facts.contract = other();
                ReasonCode::ContractDiffers
            }
            Self::ContractBegin => {
                contract()?;
                facts.at = super::support::noon(2025, 12, 31);
                ReasonCode::ContractNotYetSigned
            }
            Self::ContractEnd => {
                contract()?;
                facts.at = super::support::noon(2027, 1, 1);
                ReasonCode::ContractExpired
            }
        })
    }
}

proptest! {
    #[test]
    fn what_a_relation_says_conforms(lists in lists(), index: Index) {
        let relations = read(lists);
        let facts = Facts::of(chosen(&relations, &index));
        let judged = facts.judged(&relations);
        prop_assert_eq!(judged.conformity, Conformity::Conforms, "{:?} {:?}", facts, judged);
        prop_assert!(judged.reasons.is_empty());
    }

    #[test]
    fn one_undeclared_thing_deviates_by_its_reason(lists in lists(), index: Index) {
        let relations = read(lists);
        let relation = chosen(&relations, &index);
        for dimension in DIMENSIONS {
            let mut facts = Facts::of(relation);
            let Some(expected) = dimension.change(relation, &mut facts) else { continue };
            let judged = facts.judged(&relations);
            prop_assert_eq!(judged.conformity, Conformity::Deviates, "{:?} {:?} {:?}", dimension, facts, judged);
            let codes: Vec<_> = judged.reasons.iter().map(|reason| reason.code).collect();
            prop_assert!(codes.contains(&expected), "{:?} {:?}", dimension, codes);
        }
    }

    #[test]
    fn the_order_of_the_declaration_decides_nothing(
        (lists, shuffled) in lists().prop_flat_map(|lists| {
            let [recipients, sdks, flows] = lists.clone();
            let shuffled =
                (Just(recipients).prop_shuffle(), Just(sdks).prop_shuffle(), Just(flows).prop_shuffle());
            (Just(lists), shuffled.prop_map(|(recipients, sdks, flows)| [recipients, sdks, flows]))
        }),
        index: Index,
        dimensions in vec(select(DIMENSIONS.to_vec()), 0..3),
    ) {
        let (relations, others) = (read(lists), read(shuffled));
        let relation = chosen(&relations, &index);
        let mut facts = Facts::of(relation);
        for dimension in dimensions {
            dimension.change(relation, &mut facts);
        }
        prop_assert_eq!(facts.judged(&relations), facts.judged(&others));
    }

    #[test]
    fn a_relation_more_takes_no_conformity_away(lists in lists(), more in lists(), index: Index) {
        let relations = read(lists);
        let facts = Facts::of(chosen(&relations, &index));
        let before = facts.judged(&relations).conformity;
        prop_assert_eq!(before, Conformity::Conforms);
        let more = read(more);
        let mut all: Vec<Relation> = relations.own().to_vec();
        for relation in more.own() {
            all.push(relation.clone());
            let grown = Relations::new(all.clone(), Everyone::default(), relations.codes().clone());
            prop_assert_eq!(judge(&grown, &facts.observed()).conformity, Conformity::Conforms);
        }
    }
}
