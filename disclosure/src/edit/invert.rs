//! The edits that lead from one document to another.

use serde_json::{Map, Value};

use super::{
    Edit,
    shape::{Shape, key_of},
};
use crate::Pointer;

/// The smallest edits that turn `before` into `after`: `apply(before, difference(before, after))` has the canonical
/// bytes of `after`. With the sides exchanged they are the inverse. Both sides are declarations of one slug.
pub fn difference(before: &Value, after: &Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    compare(&Pointer::root(), Shape::declaration(), before, after, &mut edits);
    edits
}

fn compare(path: &Pointer, shape: Shape, before: &Value, after: &Value, edits: &mut Vec<Edit>) {
    if before == after {
        return;
    }
    match (shape, before, after) {
        (Shape::Object(_), Value::Object(before), Value::Object(after))
            if !before.contains_key("none") && !after.contains_key("none") && !after.is_empty() =>
        {
            members(path, shape, before, after, edits);
        }
        (Shape::Keyed(_), Value::Array(before), Value::Array(after))
            if !after.is_empty() && before.iter().chain(after).all(|item| key_of(item).is_some()) =>
        {
            items(path, shape, before, after, edits);
        }
        _ => edits.push(Edit::Set { path: path.clone(), value: after.clone() }),
    }
}

fn members(
    path: &Pointer,
    shape: Shape,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    edits: &mut Vec<Edit>,
) {
    for (name, value) in after {
        child(path, shape, name, before.get(name), value, edits);
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        edits.push(Edit::Remove { path: path.child(name) });
    }
}

fn items(path: &Pointer, shape: Shape, before: &[Value], after: &[Value], edits: &mut Vec<Edit>) {
    let find = |items: &[Value], key: &str| items.iter().find(|item| key_of(item) == Some(key)).cloned();
    // New items first, so that the list is never empty in between, which would mean that nothing is stated.
    let mut keys: Vec<&str> = before.iter().filter_map(key_of).collect();
    for item in after {
        let Some(key) = key_of(item) else { continue };
        if !keys.contains(&key) {
            keys.push(key);
        }
        child(path, shape, key, find(before, key).as_ref(), item, edits);
    }
    for key in before.iter().filter_map(key_of).filter(|key| find(after, key).is_none()) {
        edits.push(Edit::Remove { path: path.child(key) });
        keys.retain(|kept| *kept != key);
    }
    let wanted: Vec<&str> = after.iter().filter_map(key_of).collect();
    if keys != wanted {
        let keys = wanted.into_iter().map(Into::into).collect();
        edits.push(Edit::Order { path: path.clone(), keys });
    }
}

fn child(
    path: &Pointer,
    shape: Shape,
    name: &str,
    before: Option<&Value>,
    after: &Value,
    edits: &mut Vec<Edit>,
) {
    let path = path.child(name);
    match (before, shape.child(name, &path)) {
        (Some(before), Ok(shape)) => compare(&path, shape, before, after, edits),
        _ => edits.push(Edit::Set { path, value: after.clone() }),
    }
}
