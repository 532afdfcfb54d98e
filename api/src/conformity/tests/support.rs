//! Declarations and records for the tests.

use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};
use disclosure::{
    catalog::Catalog,
    manifest::{Declaration, RecipientForm},
};
use serde_json::{Value, json};

use super::super::{Judgement, Observed, Reason, ReasonCode, Relation, Relations, judge, relations};

/// The record of a test.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub recipient: Option<String>,
    pub entity: Option<String>,
    pub sdk: Option<String>,
    pub items: Vec<String>,
    pub categories: Vec<String>,
    pub purpose: Option<String>,
    pub basis: Option<String>,
    pub consent: Option<String>,
    pub contract: Option<String>,
    pub method: Option<String>,
    pub region: Option<String>,
    pub at: DateTime<Utc>,
}

impl Facts {
    /// What exactly a relation says. An entity of a class is named, consent is referred to.
    pub fn of(relation: &Relation) -> Self {
        let code = |words: &disclosure::manifest::Listed<super::super::Word>| {
            words.iter().next().and_then(|word| word.code.clone())
        };
        let entry = relation.entry();
        let class = entry.form == Some(RecipientForm::Class);
        Self {
            recipient: Some(entry.recipient.clone()),
            entity: if class { Some("Some Cloud Ltd".to_owned()) } else { entry.entity.clone() },
            sdk: relation.sdk().map(ToOwned::to_owned),
            items: relation.data().items().map(ToOwned::to_owned).collect(),
            categories: relation.data().categories().map(ToOwned::to_owned).collect(),
            purpose: code(&entry.purposes),
            basis: code(relation.basis()),
            consent: Some("consent-1".to_owned()),
            contract: entry.contract.as_ref().map(|contract| contract.reference.clone()),
            method: code(relation.method()),
            region: code(relation.region()),
            at: noon(2026, 6, 1),
        }
    }

    pub fn observed(&self) -> Observed<'_> {
        Observed {
            recipient: self.recipient.as_deref(),
            entity: self.entity.as_deref(),
            sdk: self.sdk.as_deref(),
            items: &self.items,
            categories: &self.categories,
            purpose: self.purpose.as_deref(),
            basis: self.basis.as_deref(),
            consent: self.consent.as_deref(),
            contract: self.contract.as_deref(),
            method: self.method.as_deref(),
            region: self.region.as_deref(),
            at: self.at,
        }
    }

    pub fn judged(&self, relations: &Relations) -> Judgement {
        judge(relations, &self.observed())
    }
}

pub fn noon(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, 4, 0, 0).unwrap()
}

/// The catalogue as it is shipped.
pub fn shipped() -> Arc<Catalog> {
    Arc::new(Catalog::builtin().clone())
}

/// A declaration with these members beside its slug and name.
pub fn declaration(members: Value) -> Declaration {
    let mut whole = json!({ "slug": "lamp", "name": { "en": "Lamp" } });
    whole.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

pub fn read(members: Value) -> Relations {
    relations(&declaration(members), &shipped())
}

/// One recipient `cloud` that gets the data `imei` to be stored, with these members changed.
pub fn cloud(members: Value) -> Relations {
    let mut cloud =
        json!({ "key": "cloud", "name": { "en": "Cloud" }, "data": ["imei"], "purpose": "storage" });
    cloud.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    read(json!({ "recipients": [cloud] }))
}

/// A record of what `cloud` declares and nothing more.
pub fn to_cloud() -> Facts {
    Facts {
        recipient: Some("cloud".to_owned()),
        items: vec!["imei".to_owned()],
        purpose: Some("storage".to_owned()),
        at: noon(2026, 6, 1),
        ..Facts::default()
    }
}

/// The codes of the reasons with their paths. These are leaked, so that expectations read as literals.
pub fn reasons(judgement: &Judgement) -> Vec<(ReasonCode, &'static str)> {
    let reasons = judgement.reasons.iter();
    let path = |reason: &Reason| -> &'static str {
        reason.path.as_ref().map_or("", |path| path.as_str().to_owned().leak())
    };
    reasons.map(|reason| (reason.code, path(reason))).collect()
}
