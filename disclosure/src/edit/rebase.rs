//! Edits that were made against an older state.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Edit, EditError, apply,
    shape::{Shape, find},
};
use crate::Pointer;

/// One item that two editors changed, and not to the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The item or section.
    pub path: Pointer,
    /// What both started from; none where it was not there.
    pub base: Option<Value>,
    /// What the other made of it.
    pub theirs: Option<Value>,
    /// What these edits would make of it.
    pub yours: Option<Value>,
}

/// Makes edits that were meant for `base` to `head`. Edits whose outcome is there already are done; an item that
/// changed otherwise is a conflict, and so is a list that somebody stated to be empty in the meantime.
///
/// # Errors
/// An edit that could not be made to `base` either.
pub fn rebase(base: &Value, head: &Value, edits: &[Edit]) -> Result<Result<Value, Vec<Conflict>>, EditError> {
    let mine = apply(base, edits)?;
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut open: Vec<Edit> = Vec::new();
    for edit in edits {
        let path = contested(edit.path(), base, head);
        let (before, theirs, yours) = (find(base, &path), find(head, &path), find(&mine, &path));
        if before == theirs {
            open.push(edit.clone());
        } else if theirs != yours && conflicts.iter().all(|conflict| conflict.path != path) {
            let side = |value: Option<&Value>| value.cloned();
            conflicts.push(Conflict { path, base: side(before), theirs: side(theirs), yours: side(yours) });
        }
    }
    if conflicts.is_empty() { apply(head, &open).map(Ok) } else { Ok(Err(conflicts)) }
}

/// The part of a document that an edit claims: the innermost keyed item on its way, or else the section; the list
/// itself where one side says that there is none.
fn contested(path: &Pointer, base: &Value, head: &Value) -> Pointer {
    let (mut here, mut shape) = (Pointer::root(), Shape::declaration());
    let mut claimed = None;
    for name in path.segments() {
        let next = here.child(&name);
        let list = matches!(shape, Shape::Keyed(_));
        let none = |document| find(document, &here).and_then(Value::as_array).is_some_and(Vec::is_empty);
        if list && none(base) != none(head) {
            return here;
        }
        if list || claimed.is_none() {
            claimed = Some(next.clone());
        }
        match shape.child(&name, &next) {
            Ok(inner) => (here, shape) = (next, inner),
            Err(_) => break,
        }
    }
    // An order claims its list, which is the last of its way and no item.
    if matches!(shape, Shape::Keyed(_)) { here } else { claimed.unwrap_or(here) }
}
