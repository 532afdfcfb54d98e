//! Puts facts, silences and gaps where they stood in the sheet.

use serde_json::{Map, Value};

use crate::marks::{self, Marks, tokens, told};

/// Takes a member or an item out; nothing happens where there is none.
pub fn remove(root: &mut Value, pointer: &str) {
    let mut path = tokens(pointer);
    let Some(last) = path.pop() else { return };
    let parent = path.iter().try_fold(root, |here, token| match here {
        Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
        other => other.get_mut(token),
    });
    match parent {
        Some(Value::Object(members)) => {
            members.shift_remove(&last);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// The longest gap in a list that is filled; a sheet converted here leaves none, a manifest edited by hand may.
const MAX_GAP: usize = 10_000;

/// Puts a value at a place and makes the containers on the way.
pub fn put(root: &mut Value, pointer: &str, value: Value, marks: &Marks) {
    let mut here = root;
    let mut place = String::new();
    for token in tokens(pointer) {
        let index = token.parse::<usize>().ok().filter(|_| !marks.is(&told(&place), marks::MAP));
        if !(here.is_object() || here.is_array()) {
            *here = if index.is_some() { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        here = match here {
            Value::Array(items) => {
                let Some(index) = index.filter(|index| *index < items.len() + MAX_GAP) else { return };
                if index >= items.len() {
                    items.resize(index + 1, Value::Null);
                }
                &mut items[index]
            }
            other => &mut other[token.as_str()],
        };
        place = marks::member(&place, &token);
    }
    *here = value;
}
