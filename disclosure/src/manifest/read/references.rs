//! Every code means something, and every reference points at a declared item.

use super::{Mark, MarkKind, ProblemCode, Report, Step};
use crate::{
    catalog::Catalog,
    manifest::{Declaration, Lexicon, Manifest},
    nearest::nearest,
};

pub(super) fn check(manifest: &Manifest, catalog: &Catalog, report: &mut Report<'_>) {
    let lexicons: Vec<Lexicon<'_>> =
        manifest.apps.iter().map(|app| Lexicon::new(catalog, &manifest.tenant, app)).collect();
    for mark in std::mem::take(&mut report.marks) {
        let app = match mark.at.steps.as_slice() {
            [Step::Member(apps), Step::Item(index), ..] if apps == "apps" => Some(*index),
            _ => None,
        };
        match &mark.kind {
            MarkKind::Term(kind) => {
                check_term(kind, &mark, app.and_then(|index| lexicons.get(index)), catalog, report)
            }
            MarkKind::Reference(list) => {
                let known = keys(list, manifest, app.and_then(|index| manifest.apps.get(index)));
                check_reference(&known, &mark, report);
            }
            MarkKind::Requester => {
                let Some(declaration) = app.and_then(|index| manifest.apps.get(index)) else { continue };
                let mut known = vec!["app".to_owned()];
                known.extend(declaration.sdks.iter().map(|sdk| format!("sdk:{}", sdk.key)));
                check_reference(&known, &mark, report);
            }
        }
    }
}

fn check_term(
    kind: &str,
    mark: &Mark,
    lexicon: Option<&Lexicon<'_>>,
    catalog: &Catalog,
    report: &mut Report<'_>,
) {
    let known = match lexicon {
        // `sdk:<key>` names a party by the SDK it is.
        Some(lexicon) => lexicon.word(kind, &mark.code).is_some(),
        // The profile's words: apps differ in vocabulary, so only the catalogue counts.
        None => catalog.term(kind, &mark.code).is_some(),
    };
    if !known {
        // Only now: comparing with every word of the kind costs far more than finding the code.
        let near = match lexicon {
            Some(lexicon) => lexicon.nearest(kind, &mark.code),
            None => nearest(&mark.code, catalog.terms(kind).iter().map(|entry| entry.key.as_str()))
                .map(Into::into),
        };
        report.add(ProblemCode::UnknownCode, &mark.at, &mark.code, Some(kind.into()), near);
    }
}

fn check_reference(known: &[String], mark: &Mark, report: &mut Report<'_>) {
    if !known.contains(&mark.code) {
        let near = nearest(&mark.code, known.iter().map(String::as_str)).map(Into::into);
        report.add(ProblemCode::DanglingReference, &mark.at, &mark.code, None, near);
    }
}

fn keys(list: &str, manifest: &Manifest, app: Option<&Declaration>) -> Vec<String> {
    match (list, app) {
        ("legalEntities", _) => {
            manifest.tenant.legal_entities.iter().map(|entity| entity.key.clone()).collect()
        }
        ("contacts", _) => manifest.tenant.contacts.iter().map(|contact| contact.key.clone()).collect(),
        ("platforms", Some(app)) => app.platforms.iter().map(|platform| platform.key.clone()).collect(),
        _ => Vec::new(),
    }
}
