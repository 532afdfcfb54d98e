//! Making edits.

use serde_json::{Map, Value, json};

use super::{
    Edit, EditError,
    shape::{Shape, key_of},
};
use crate::{Pointer, nearest::nearest};

/// The document after these edits, one behind the other.
///
/// # Errors
/// The first edit that cannot be made; the document is not half edited then.
pub fn apply(document: &Value, edits: &[Edit]) -> Result<Value, EditError> {
    let mut edited = document.clone();
    for edit in edits {
        let names: Vec<String> = edit.path().segments().collect();
        let at = Place { shape: Shape::declaration(), path: Pointer::root() };
        enter(&mut edited, &names, &at, edit)?;
    }
    Ok(edited)
}

/// Where an edit is on its way.
struct Place {
    shape: Shape,
    path: Pointer,
}

impl Place {
    fn child(&self, name: &str) -> Result<Self, EditError> {
        let path = self.path.child(name);
        Ok(Self { shape: self.shape.child(name, &path)?, path })
    }

    fn misfit(&self) -> EditError {
        EditError::Misfit { path: self.path.clone() }
    }

    /// Nothing is at the member or item of that name; the nearest of those that are.
    fn vanished<'a>(&self, name: &str, there: impl Iterator<Item = &'a str>) -> EditError {
        EditError::Vanished { path: self.path.child(name), nearest: nearest(name, there).map(Into::into) }
    }
}

/// Goes down to the last name of the way and makes the edit there.
fn enter(here: &mut Value, names: &[String], at: &Place, edit: &Edit) -> Result<(), EditError> {
    let Some((name, rest)) = names.split_first() else {
        return Err(at.misfit());
    };
    let next = at.child(name)?;
    match at.shape {
        Shape::Object(_) => enter_member(here, name, rest, (at, &next), edit),
        Shape::Keyed(_) => enter_item(here, name, rest, (at, &next), edit),
        Shape::Whole => Err(at.misfit()),
    }
}

/// Whether an edit makes what is missing on its way.
fn makes(edit: &Edit) -> bool {
    matches!(edit, Edit::Set { .. } | Edit::Declare { .. })
}

fn enter_member(
    here: &mut Value,
    name: &str,
    rest: &[String],
    (at, next): (&Place, &Place),
    edit: &Edit,
) -> Result<(), EditError> {
    let members = here.as_object_mut().ok_or_else(|| at.misfit())?;
    if !members.contains_key(name) && !makes(edit) {
        return Err(at.vanished(name, members.keys().map(String::as_str)));
    }
    if makes(edit) {
        members.remove("none");
    }
    if name == "key" || (name == "slug" && at.path == Pointer::root()) {
        return Err(EditError::KeyKept { path: at.path.clone() });
    }
    if rest.is_empty() && matches!(edit, Edit::Remove { .. }) {
        members.remove(name);
        return Ok(());
    }
    let empty = if matches!(next.shape, Shape::Keyed(_)) { json!([]) } else { json!({}) };
    let member = members.entry(name).or_insert(empty);
    if rest.is_empty() {
        change(member, next, edit)?
    } else {
        enter(member, rest, next, edit)?
    }
    // What a removal emptied is unstated, not none.
    if matches!(edit, Edit::Remove { .. }) && is_empty(member) {
        members.remove(name);
    }
    Ok(())
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

fn enter_item(
    here: &mut Value,
    key: &str,
    rest: &[String],
    (at, next): (&Place, &Place),
    edit: &Edit,
) -> Result<(), EditError> {
    let items = here.as_array_mut().ok_or_else(|| at.misfit())?;
    let found = items.iter().position(|item| key_of(item) == Some(key));
    let index = match found {
        Some(index) => index,
        None if makes(edit) => {
            items.push(json!({ "key": key }));
            items.len() - 1
        }
        None => return Err(at.vanished(key, items.iter().filter_map(key_of))),
    };
    match (rest.is_empty(), edit) {
        (true, Edit::Remove { .. }) => {
            items.remove(index);
        }
        (true, edit) => {
            change(&mut items[index], next, edit)?;
            keep_key(&mut items[index], key, next)?;
        }
        (false, edit) => enter(&mut items[index], rest, next, edit)?,
    }
    Ok(())
}

/// An item is what its place says; a value that says otherwise is a rename, which there is none.
fn keep_key(item: &mut Value, key: &str, at: &Place) -> Result<(), EditError> {
    let members = item.as_object_mut().ok_or_else(|| at.misfit())?;
    match members.get("key") {
        Some(Value::String(written)) if written == key => Ok(()),
        Some(_) => Err(EditError::KeyKept { path: at.path.clone() }),
        None => {
            members.insert("key".into(), key.into());
            Ok(())
        }
    }
}

fn change(here: &mut Value, at: &Place, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::Set { value, .. } if value.is_null() => return Err(at.misfit()),
        Edit::Set { value, .. } => *here = value.clone(),
        Edit::Patch { members, .. } | Edit::Declare { members, .. } => patch(here, members, at)?,
        Edit::Order { keys, .. } => order(here, keys, at)?,
        Edit::Remove { .. } => {}
    }
    Ok(())
}

fn patch(here: &mut Value, members: &Map<String, Value>, at: &Place) -> Result<(), EditError> {
    let Shape::Object(_) = at.shape else { return Err(at.misfit()) };
    let there = here.as_object_mut().ok_or_else(|| at.misfit())?;
    if members.values().any(|value| !value.is_null()) && !members.contains_key("none") {
        there.remove("none");
    }
    for (name, value) in members {
        at.child(name)?;
        if name == "key" && there.get("key") != Some(value) {
            return Err(EditError::KeyKept { path: at.path.clone() });
        }
        if value.is_null() {
            there.remove(name);
        } else {
            there.insert(name.clone(), value.clone());
        }
    }
    Ok(())
}

fn order(here: &mut Value, keys: &[String], at: &Place) -> Result<(), EditError> {
    let Shape::Keyed(_) = at.shape else { return Err(at.misfit()) };
    let items = here.as_array_mut().ok_or_else(|| at.misfit())?;
    let place = |item: &Value| key_of(item).and_then(|key| keys.iter().position(|wanted| wanted == key));
    let mut places: Vec<usize> = items.iter().filter_map(place).collect();
    places.sort_unstable();
    places.dedup();
    if places.len() != items.len() || keys.len() != items.len() {
        return Err(at.misfit());
    }
    items.sort_by_key(place);
    Ok(())
}
