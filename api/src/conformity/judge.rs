//! Judging a record.

use std::borrow::Cow;

use disclosure::{
    Pointer,
    manifest::{ConsentForm, Listed, RecipientForm},
};

use super::{
    model::{Conformity, Judgement, Observed, Reason, ReasonCode},
    region,
    relation::{Abroad, Codes, Relation, Relations},
    word::{self, Word},
};

/// Whether what was observed is what was declared.
pub fn judge(relations: &Relations, observed: &Observed<'_>) -> Judgement {
    let case = Case { relations, codes: relations.codes(), observed };
    let judged = case.candidates().map(|relation| (Judgement::of(case.reasons(relation)), &relation.key));
    // Decided by what is said, not by what was said first.
    let nearest = judged.min_by(|(one, key), (other, than)| {
        distance(one).cmp(&distance(other)).then_with(|| (&one.reasons, *key).cmp(&(&other.reasons, *than)))
    });
    nearest.map_or_else(|| Judgement::of(case.nobody()), |(judgement, _)| judgement)
}

/// Whether a relation covers a category, or the one that it is a case of.
pub(super) fn covers(relations: &Relations, relation: &Relation, category: &str) -> bool {
    let case = Case { relations, codes: relations.codes(), observed: &Observed::default() };
    case.covers_category(relation, category)
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
    fn candidates(&self) -> impl Iterator<Item = &'a Relation> {
        let sdk = self.observed.sdk.map(|sdk| Cow::from(format!("sdk:{}", bare(sdk))));
        let named = self.observed.recipient.map(Cow::from).or(sdk);
        named.into_iter().flat_map(|named| self.relations.with(&named))
    }

    /// Why there is no relation at all.
    fn nobody(&self) -> Vec<Reason> {
        let Observed { recipient, sdk, .. } = *self.observed;
        let mut reasons = Vec::new();
        let as_sdk = recipient.and_then(|recipient| recipient.strip_prefix("sdk:"));
        if as_sdk.is_none() && (recipient.is_some() || sdk.is_none()) {
            let place = Pointer::root().child("recipients");
            reasons.push(reason(ReasonCode::RecipientNotDeclared, place, recipient));
        }
        for sdk in as_sdk.into_iter().chain(sdk).map(bare) {
            if !self.codes.sdks.contains_key(sdk) {
                let place = Pointer::root().child("sdks");
                reasons.push(reason(ReasonCode::SdkNotDeclared, place, Some(sdk)));
            }
        }
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
        let place = || relation.places.entity.clone();
        match (relation.form, self.observed.entity, &relation.entity) {
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
        let place = match (self.codes.sdks.get(sdk), &relation.sdk) {
            (None, _) => Pointer::root().child("sdks"),
            (Some(keys), Some(by)) if !keys.contains(by) => relation.places.sdk.clone(),
            (Some(_), _) => return,
        };
        reasons.push(reason(ReasonCode::SdkNotDeclared, place, Some(sdk)));
    }

    fn data(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let (data, place) = (&relation.data, &relation.places.data);
        if data.words.is_unstated() {
            reasons.push(reason(ReasonCode::NotStated, place.clone(), None));
            return;
        }
        let categories = self.observed.categories.iter();
        let missing = categories
            .filter(|category| !self.covers_category(relation, category))
            .map(|category| (ReasonCode::CategoryNotDeclared, category));
        let items = self.observed.items.iter().filter(|item| !self.covers_item(relation, item));
        for (code, value) in missing.chain(items.map(|item| (ReasonCode::ItemNotDeclared, item))) {
            let code = if data.vague { ReasonCode::NotComparable } else { code };
            reasons.push(reason(code, place.clone(), Some(value)));
        }
    }

    /// Whether a category, or the one that it is a case of, is declared as such or by one of its data.
    fn covers_category(&self, relation: &Relation, category: &str) -> bool {
        let data = &relation.data;
        self.and_parent(category).any(|key| data.whole.contains(key) || data.partly.contains(key))
    }

    /// Whether a datum is declared by name, or its category as a whole.
    fn covers_item(&self, relation: &Relation, item: &str) -> bool {
        let whole = &relation.data.whole;
        if relation.data.names.contains(item) {
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
        let place = &relation.places.purposes;
        if relation.purposes.is_unstated() {
            reasons.push(reason(ReasonCode::NotStated, place.clone(), None));
            return;
        }
        let Some(purpose) = self.observed.purpose else { return };
        let means = self.codes.purposes.get(purpose);
        let same = |word: &Word| {
            word.is_named(purpose)
                || word.meanings().iter().any(|key| key == purpose)
                || means.is_some_and(|key| word.is_named(key))
        };
        Self::compare(&relation.purposes, same, ReasonCode::PurposeNotDeclared, place, purpose, reasons);
    }

    fn basis(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(basis) = self.observed.basis else { return };
        let means = word::bases(&self.codes.catalog, basis);
        let same = |word: &Word| {
            word.is_named(basis) || word.meanings().iter().any(|key| means.contains(&key.as_str()))
        };
        let place = &relation.places.basis;
        Self::compare(&relation.basis, same, ReasonCode::BasisDiffers, place, basis, reasons);
    }

    fn consent(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        if self.observed.consent.is_some() {
            return;
        }
        let (form, place) = match relation.consent {
            Some(form) => (Some(form), &relation.places.consent),
            None => (self.consent_by_basis(relation), &relation.places.basis),
        };
        let form = match form {
            Some(ConsentForm::General) => "general",
            Some(ConsentForm::Separate) => "separate",
            Some(ConsentForm::Written) => "written",
            Some(ConsentForm::Guardian) => "guardian",
            None => return,
        };
        reasons.push(reason(ReasonCode::ConsentMissing, place.clone(), Some(form)));
    }

    /// The form of consent that the declared basis is; none where it is no consent.
    fn consent_by_basis(&self, relation: &Relation) -> Option<ConsentForm> {
        let bases = &self.codes.catalog.legal_bases;
        let consent = |key: &String| bases.get(key).is_some_and(|basis| basis.is_consent);
        let word = relation.basis.iter().find(|word| word.meanings().iter().any(consent))?;
        Some(match word.code.as_deref() {
            Some("separate_consent") => ConsentForm::Separate,
            Some("guardian_consent") => ConsentForm::Guardian,
            _ => ConsentForm::General,
        })
    }

    fn method(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(method) = self.observed.method else { return };
        let place = &relation.places.method;
        let same = |word: &Word| word.is_named(method);
        Self::compare(&relation.method, same, ReasonCode::MethodDiffers, place, method, reasons);
    }

    fn region(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(region) = self.observed.region else { return };
        let place = &relation.places.region;
        if relation.region.is_unstated() {
            let code = match self.codes.abroad {
                _ if region == region::HOME => return,
                Abroad::Excluded => ReasonCode::RegionNotDeclared,
                Abroad::Open => ReasonCode::NotStated,
            };
            reasons.push(reason(code, place.clone(), Some(region)));
            return;
        }
        let same = |word: &Word| {
            word.is_named(region) || word.code.as_deref().is_some_and(|outer| region::covers(outer, region))
        };
        Self::compare(&relation.region, same, ReasonCode::RegionNotDeclared, place, region, reasons);
    }

    fn contract(&self, relation: &Relation, reasons: &mut Vec<Reason>) {
        let Some(contract) = &relation.contract else { return };
        let place = &relation.places.contract;
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

    /// Compares with what is stated; silence is passed over.
    fn compare(
        declared: &Listed<Word>,
        same: impl Fn(&Word) -> bool,
        code: ReasonCode,
        place: &Pointer,
        value: &str,
        reasons: &mut Vec<Reason>,
    ) {
        let Listed::Items(words) = declared else { return };
        if words.iter().any(same) {
            return;
        }
        let code = if words.iter().any(Word::is_own) { ReasonCode::NotComparable } else { code };
        reasons.push(reason(code, place.clone(), Some(value)));
    }
}

fn reason(code: ReasonCode, path: Pointer, value: Option<&str>) -> Reason {
    Reason { code, path: Some(path), value: value.map(ToOwned::to_owned) }
}

/// The key of an SDK, also where it is written as a party to a flow.
fn bare(sdk: &str) -> &str {
    sdk.strip_prefix("sdk:").unwrap_or(sdk)
}
