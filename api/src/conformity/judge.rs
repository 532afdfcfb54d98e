//! Judging a record.

use std::borrow::Cow;

use disclosure::{
    Pointer,
    manifest::{ConsentForm, Listed, RecipientForm},
};

use super::{
    model::{Conformity, Judgement, Observed, Reason, ReasonCode},
    region,
    relation::{Abroad, Codes, Data, Fact, Relation},
    relations::Relations,
    word::{self, Word},
};

/// Whether what was observed is what was declared.
pub fn judge(relations: &Relations, observed: &Observed<'_>) -> Judgement {
    let case = Case { relations, codes: relations.codes(), observed };
    let judged = case.candidates().map(|relation| (Judgement::of(case.reasons(&relation)), relation));
    // Decided by what is said, not by what was said first.
    let nearest = judged.min_by(|(one, relation), (other, than)| {
        let by_words = || (&one.reasons, relation.key()).cmp(&(&other.reasons, than.key()));
        distance(one).cmp(&distance(other)).then_with(by_words)
    });
    nearest.map_or_else(|| Judgement::of(case.nobody()), |(judgement, _)| judgement)
}

/// How far a record is from a relation. Of two from which it deviates, the one that carries such data for such a purpose
/// is meant.
fn distance(judgement: &Judgement) -> (Conformity, usize, usize, usize) {
    use ReasonCode::{CategoryNotDeclared, ItemNotDeclared, PurposeNotDeclared};
    let count =
        |counts: fn(ReasonCode) -> bool| judgement.reasons.iter().filter(|it| counts(it.code)).count();
    let apart = count(|code| matches!(code, CategoryNotDeclared | ItemNotDeclared | PurposeNotDeclared));
    let deviations = count(|code| code.conformity() == Conformity::Deviates);
    (judgement.conformity, apart, deviations, judgement.reasons.len())
}

struct Case<'a> {
    relations: &'a Relations,
    codes: &'a Codes,
    observed: &'a Observed<'a>,
}

impl<'a> Case<'a> {
    fn candidates(&self) -> impl Iterator<Item = Relation> {
        let sdk = self.observed.sdk.map(|sdk| Cow::from(format!("sdk:{}", bare(sdk))));
        let named = self.observed.recipient.map(Cow::from).or(sdk);
        named.into_iter().flat_map(|named| self.relations.with(&named))
    }

    /// Why there is no relation at all: neither with the recipient nor, where that is declared, one that passes data on.
    fn nobody(&self) -> Vec<Reason> {
        let Observed { recipient, sdk, .. } = *self.observed;
        let as_sdk = match recipient {
            Some(recipient) => recipient.strip_prefix("sdk:"),
            None => sdk.map(bare),
        };
        let mut reasons = vec![match as_sdk {
            Some(sdk) => reason(ReasonCode::SdkNotDeclared, Pointer::root().child("sdks"), Some(sdk)),
            None => reason(ReasonCode::RecipientNotDeclared, Pointer::root().child("recipients"), recipient),
        }];
        let by = sdk.map(bare).filter(|by| !self.codes.sdks.contains_key(*by));
        reasons
            .extend(by.map(|by| reason(ReasonCode::SdkNotDeclared, Pointer::root().child("sdks"), Some(by))));
        reasons
    }

    /// What stands between the record and one relation.
    fn reasons(&self, relation: &Relation) -> Vec<Reason> {
        let mut reasons = Vec::new();
        self.entity(relation, &mut reasons);
        self.sdk(relation, &mut reasons);
        self.data(relation, &mut reasons);
        self.purpose(relation, &mut reasons);
        self.basis(relation, &mut reasons);
        self.consent(relation, &mut reasons);
        self.method(relation, &mut reasons);
        self.region(relation, &mut reasons);
        self.contract(relation, &mut reasons);
        reasons
    }

    fn entity(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let place = || relation.place(Fact::Entity);
        match (relation.entry().form, self.observed.entity, &relation.entry().entity) {
            (Some(RecipientForm::Class), None, _) => {
                reasons.push(reason(ReasonCode::EntityNotNamed, place(), None));
            }
            (Some(RecipientForm::Class), Some(_), _) => {}
            (_, Some(entity), Some(declared)) if entity.trim() != declared.trim() => {
                reasons.push(reason(ReasonCode::EntityDiffers, place(), Some(entity)));
            }
            _ => {}
        }
    }

    fn sdk(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(sdk) = self.observed.sdk.map(bare) else { return };
        let place = match (self.codes.sdks.get(sdk), relation.sdk()) {
            (None, _) => Pointer::root().child("sdks"),
            (Some(keys), Some(by)) if !keys.contains(by) => relation.place(Fact::Sdk),
            (Some(_), _) => return,
        };
        reasons.push(reason(ReasonCode::SdkNotDeclared, place, Some(sdk)));
    }

    fn data(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let (data, place) = (relation.data(), || relation.place(Fact::Data));
        if data.words.is_unstated() {
            reasons.push(reason(ReasonCode::NotStated, place(), None));
            return;
        }
        let categories = self.observed.categories.iter();
        let missing = categories
            .filter(|category| !self.covers_category(relation, category))
            .map(|category| (ReasonCode::CategoryNotDeclared, category));
        let items = self.observed.items.iter().filter(|item| !self.covers_item(relation, item));
        for (code, value) in missing.chain(items.map(|item| (ReasonCode::ItemNotDeclared, item))) {
            let code = if data.vague { ReasonCode::NotComparable } else { code };
            reasons.push(reason(code, place(), Some(value)));
        }
    }

    /// Whether a category, or the one that it is a case of, is declared as such or by one of its data.
    fn covers_category(&self, relation: &Relation, category: &str) -> bool {
        let data = relation.data();
        self.and_parent(category).any(|key| data.whole.contains(key) || data.partly.contains(key))
    }

    /// Whether a datum is declared by name, or its category as a whole.
    fn covers_item(&self, relation: &Relation, item: &str) -> bool {
        let Data { whole, .. } = relation.data();
        if relation.data().is_named(item, &self.codes.kin) {
            return true;
        }
        let within = |category: &str| self.and_parent(category).any(|key| whole.contains(key));
        match self.codes.items.get(item) {
            Some(categories) if !categories.is_empty() => categories.iter().all(|category| within(category)),
            _ => {
                let phrase = word::entry(&self.codes.catalog, "data", item);
                phrase.and_then(|entry| entry.category.as_deref()).is_some_and(within) || within(item)
            }
        }
    }

    fn and_parent<'b>(&'b self, category: &'b str) -> impl Iterator<Item = &'b str> {
        let entry = self.codes.catalog.data_categories.get(category);
        std::iter::once(category).chain(entry.and_then(|entry| entry.parent.as_deref()))
    }

    fn purpose(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let (declared, fact) = (&relation.entry().purposes, Fact::Purposes);
        if declared.is_unstated() {
            reasons.push(reason(ReasonCode::NotStated, relation.place(fact), None));
            return;
        }
        let Some(purpose) = self.observed.purpose else { return };
        let means = self.codes.purposes.get(purpose);
        let same = |word: &Word| {
            word.is_named(purpose)
                || word.meanings().iter().any(|key| key == purpose)
                || means.is_some_and(|key| word.is_named(key))
        };
        let code = compare(declared, same, ReasonCode::PurposeNotDeclared);
        reasons.extend(code.map(|code| reason(code, relation.place(fact), Some(purpose))));
    }

    fn basis(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(basis) = self.observed.basis else { return };
        let means = word::bases(&self.codes.catalog, basis);
        let same = |word: &Word| {
            word.is_named(basis) || word.meanings().iter().any(|key| means.contains(&key.as_str()))
        };
        let code = compare(relation.basis(), same, ReasonCode::BasisDiffers);
        reasons.extend(code.map(|code| reason(code, relation.place(Fact::Basis), Some(basis))));
    }

    fn consent(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        if self.observed.consent.is_some() {
            return;
        }
        let (form, fact) = match relation.entry().consent {
            Some(form) => (Some(form), Fact::Consent),
            None => (self.consent_by_basis(relation), Fact::Basis),
        };
        let form = match form {
            Some(ConsentForm::General) => "general",
            Some(ConsentForm::Separate) => "separate",
            Some(ConsentForm::Written) => "written",
            Some(ConsentForm::Guardian) => "guardian",
            None => return,
        };
        reasons.push(reason(ReasonCode::ConsentMissing, relation.place(fact), Some(form)));
    }

    /// The form of consent that the declared basis is; none where it is no consent.
    fn consent_by_basis(&self, relation: &Relation) -> Option<ConsentForm> {
        let bases = &self.codes.catalog.legal_bases;
        let consent = |key: &String| bases.get(key).is_some_and(|basis| basis.is_consent);
        let word = relation.basis().iter().find(|word| word.meanings().iter().any(consent))?;
        Some(match word.code.as_deref() {
            Some("separate_consent") => ConsentForm::Separate,
            Some("guardian_consent") => ConsentForm::Guardian,
            _ => ConsentForm::General,
        })
    }

    fn method(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(method) = self.observed.method else { return };
        let code = compare(relation.method(), |word| word.is_named(method), ReasonCode::MethodDiffers);
        reasons.extend(code.map(|code| reason(code, relation.place(Fact::Method), Some(method))));
    }

    fn region(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(region) = self.observed.region else { return };
        let place = || relation.place(Fact::Region);
        if relation.region().is_unstated() {
            let code = match self.codes.abroad {
                _ if region == region::HOME => return,
                Abroad::Excluded => ReasonCode::RegionNotDeclared,
                Abroad::Open => ReasonCode::NotStated,
            };
            reasons.push(reason(code, place(), Some(region)));
            return;
        }
        let same = |word: &Word| {
            word.is_named(region) || word.code.as_deref().is_some_and(|outer| region::covers(outer, region))
        };
        let code = compare(relation.region(), same, ReasonCode::RegionNotDeclared);
        reasons.extend(code.map(|code| reason(code, place(), Some(region))));
    }

    fn contract(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(contract) = &relation.entry().contract else { return };
        let place = relation.place(Fact::Contract);
        let day = self.relations.day(self.observed.at);
        let told = self.observed.contract;
        if told.is_some_and(|reference| reference != contract.reference) {
            reasons.push(reason(ReasonCode::ContractDiffers, place.child("reference"), told));
        }
        if contract.signed_on.value().is_some_and(|signed| *signed > day) {
            reasons.push(reason(ReasonCode::ContractNotYetSigned, place.child("signedOn"), told));
        }
        if contract.expires_on.value().is_some_and(|last| *last < day) {
            reasons.push(reason(ReasonCode::ContractExpired, place.child("expiresOn"), told));
        }
    }
}

/// What stands against a value, compared with what is stated; silence is passed over.
fn compare(
    declared: &Listed<Word>,
    same: impl Fn(&Word) -> bool,
    otherwise: ReasonCode,
) -> Option<ReasonCode> {
    let Listed::Items(words) = declared else { return None };
    if words.iter().any(same) {
        return None;
    }
    Some(if words.iter().any(Word::is_own) { ReasonCode::NotComparable } else { otherwise })
}

fn reason(code: ReasonCode, path: Pointer, value: Option<&str>) -> Reason {
    Reason { code, path: Some(path), value: value.map(ToOwned::to_owned) }
}

/// The key of an SDK, also where it is written as a party to a flow.
fn bare(sdk: &str) -> &str {
    sdk.strip_prefix("sdk:").unwrap_or(sdk)
}
