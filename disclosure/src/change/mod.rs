//! What differs between two states of a declaration, fact by fact.
//!
//! Items of keyed lists are compared by their key, so that an inserted item is one difference and not one for every
//! item behind it. Texts in several languages and lists of words are compared as wholes.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Pointer;

/// One fact that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Where.
    pub path: Pointer,
    /// What it was; none where it was not there.
    pub before: Option<Value>,
    /// What it is; none where it is no more.
    pub after: Option<Value>,
}

/// All differences, in the order of `after`, with what was removed behind what stands beside it.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&Pointer::root(), Some(before), Some(after), &mut found);
    found
}

fn compare(path: &Pointer, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Some(Value::Object(before)), Some(Value::Object(after))) => members(path, before, after, found),
        (Some(Value::Array(before)), Some(Value::Array(after))) if is_keyed(before) && is_keyed(after) => {
            members(path, &by_key(before), &by_key(after), found);
        }
        (before, after) => {
            found.push(Difference { path: path.clone(), before: before.cloned(), after: after.cloned() });
        }
    }
}

fn members(
    path: &Pointer,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    found: &mut Vec<Difference>,
) {
    for (name, value) in after {
        compare(&path.child(name), before.get(name), Some(value), found);
    }
    for (name, value) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        compare(&path.child(name), Some(value), None, found);
    }
}

fn is_keyed(items: &[Value]) -> bool {
    items.iter().all(|item| key(item).is_some())
}

fn key(item: &Value) -> Option<&str> {
    item.get("key").and_then(Value::as_str)
}

fn by_key(items: &[Value]) -> Map<String, Value> {
    items.iter().filter_map(|item| Some((key(item)?.to_owned(), item.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_are_told_apart_by_their_keys() {
        let before = json!({"sdks": [{"key": "a", "version": "1"}, {"key": "b", "version": "1"}], "name": {"en": "x"}});
        let after =
            json!({"sdks": [{"key": "c"}, {"key": "b", "version": "2"}], "name": {"en": "x"}, "minors": []});
        let found = differences(&before, &after);
        let paths: Vec<&str> = found.iter().map(|difference| difference.path.as_str()).collect();
        assert_eq!(paths, ["/sdks/c", "/sdks/b/version", "/sdks/a", "/minors"]);
        assert_eq!((&found[1].before, &found[1].after), (&Some(json!("1")), &Some(json!("2"))));
        assert_eq!((&found[2].after, &found[3].before), (&None, &None));
    }

    #[test]
    fn equal_states_have_no_difference() {
        let state = json!({"a": [1, 2], "b": {"key": "x"}});
        assert_eq!(differences(&state, &state), []);
    }

    #[test]
    fn lists_of_words_are_wholes() {
        let found = differences(&json!({"a": ["x", "y"]}), &json!({"a": ["x"]}));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path.as_str(), "/a");
    }
}
