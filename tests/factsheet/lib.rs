//! The fact-sheet converter: a sheet becomes a manifest and comes back without loss.
//!
//! Written for the format, not for a few sheets. Members follow the schema of the manifest; `format` lists what a
//! sheet writes differently. Whatever has no typed place becomes a statement, and how a fact was written, where it
//! can be written in more than one way, stays in the provenance. [`to_manifest`] checks its own work: what it
//! returns is accepted by the reader of manifests and gives back the sheet, less [`EXCEPTED`].

mod assemble;
mod back;
mod difference;
mod excepted;
mod format;
mod forward;
mod keys;
mod marks;
mod patch;
mod rows;
mod schema;
mod statements;
mod translations;
mod words;
mod written;
mod yaml;

use std::collections::BTreeSet;

use disclosure::{
    catalog::Catalog,
    manifest::{Limits, Listed, Manifest, Problem, ProblemCode, Provenance, Stated, from_value, to_value},
};
use serde_json::Value;

pub use excepted::{EXCEPTED, without_excepted};
pub use translations::carry_translations;
pub use yaml::to_yaml;

use assemble::{Vocabulary, draft, sheet_of};
use difference::difference;
use marks::Marks;

/// The source format that the provenance names.
const FORMAT: &str = "fact-sheet/1";

/// Why a sheet has no manifest.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The file holds something other than one object.
    #[error("not_a_sheet")]
    NotASheet,
    /// The reader of manifests refuses something that no change of form cures: a fault of the converter.
    #[error("unsettled: {0:?}")]
    Unsettled(Box<Problem>),
    /// The way back gives another sheet, first at that pointer: a fault of the converter.
    #[error("unfaithful: {0}")]
    Unfaithful(String),
}

/// The manifest of a sheet: one tenant with one app.
///
/// # Errors
/// [`ConvertError::NotASheet`] for anything but an object; the other errors are faults of the converter.
pub fn to_manifest(sheet: &Value, catalog: &Catalog) -> Result<Manifest, ConvertError> {
    let sheet = without_excepted(sheet);
    if !sheet.is_object() {
        return Err(ConvertError::NotASheet);
    }
    let (typed, mut marks) = settle(&sheet, catalog)?;
    let back = sheet_of(&typed, &marks);
    let found = difference(&sheet, &back, &mut marks);
    let mut manifest = read(&typed, catalog)?;
    let statements = statements::statements(found.facts, &sheet, catalog, &mut marks);
    if !statements.is_empty() {
        manifest.apps[0].statements = Listed::Items(statements);
    }
    manifest.provenance = Stated::Value(Provenance {
        format: FORMAT.into(),
        written_open: pointers(found.written_open),
        left_out: pointers(found.left_out),
        forms: if marks.0.is_empty() { Stated::Unstated } else { Stated::Value(marks.0) },
    });
    let manifest = read(&to_value(&manifest), catalog)?;
    let back = to_sheet(&manifest);
    if back == sheet {
        return Ok(manifest);
    }
    let found = difference(&sheet, &back, &mut Marks::default());
    let mut places =
        found.facts.into_iter().map(|(at, _)| at).chain(found.written_open).chain(found.left_out);
    Err(ConvertError::Unfaithful(places.next().unwrap_or_default()))
}

/// The sheet that a manifest was made from, less [`EXCEPTED`]. A translation that was added to a text changes nothing.
pub fn to_sheet(manifest: &Manifest) -> Value {
    let provenance = manifest.provenance.value();
    let marks = Marks(provenance.and_then(|from| from.forms.value().cloned()).unwrap_or_default());
    let mut sheet = sheet_of(&to_value(manifest), &marks);
    if let Some(provenance) = provenance {
        // From behind, so that an item that goes leaves the places of the others.
        provenance.left_out.iter().rev().for_each(|at| patch::remove(&mut sheet, at));
        provenance.written_open.iter().for_each(|at| patch::put(&mut sheet, at, Value::Null, &marks));
    }
    for statement in manifest.apps.iter().flat_map(|app| &app.statements) {
        if let Some((at, value)) = statements::sheet_value(statement, &marks) {
            patch::put(&mut sheet, &at, value, &marks);
        }
    }
    sheet
}

/// The typed part of the manifest, with all codes defined and without what the reader refuses.
fn settle(sheet: &Value, catalog: &Catalog) -> Result<(Value, Marks), ConvertError> {
    let (mut refused, mut unknown) = (BTreeSet::new(), BTreeSet::new());
    let mut vocabulary = Vocabulary::default();
    loop {
        let draft = draft(sheet, catalog, &refused, &unknown, &vocabulary);
        let problems = match from_value(&draft.manifest, &limits(), catalog) {
            Ok(_) => return Ok((draft.manifest, draft.marks)),
            Err(problems) => problems.0,
        };
        let mut learnt = false;
        for problem in &problems {
            learnt |= match problem.code {
                ProblemCode::UnknownCode if problem.path.starts_with("/tenant/") => {
                    draft.place(&problem.path).is_some_and(|at| unknown.insert(at))
                        || draft.refusable(problem, &refused).is_some_and(|at| refused.insert(at))
                }
                ProblemCode::UnknownCode => vocabulary.define(problem),
                _ => draft.refusable(problem, &refused).is_some_and(|at| refused.insert(at)),
            };
        }
        if !learnt {
            return Err(ConvertError::Unsettled(problems[0].clone().into()));
        }
    }
}

fn read(value: &Value, catalog: &Catalog) -> Result<Manifest, ConvertError> {
    from_value(value, &limits(), catalog)
        .map_err(|problems| ConvertError::Unsettled(problems.0[0].clone().into()))
}

fn pointers(found: BTreeSet<String>) -> Listed<String> {
    if found.is_empty() { Listed::Unstated } else { Listed::Items(found.into_iter().collect()) }
}

fn limits() -> Limits {
    Limits { problems: usize::MAX, ..Limits::default() }
}
