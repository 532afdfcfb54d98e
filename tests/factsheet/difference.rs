//! What the typed members could not hold: the difference between a sheet and what the way back makes of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    marks::{self, Marks, item, member, told},
    words::map_of,
};

/// The difference, by pointers into the sheet and in its order.
#[derive(Debug, Default)]
pub struct Difference {
    /// Members that the sheet writes without a value, and the way back leaves out or fills.
    pub written_open: BTreeSet<String>,
    /// Members that the way back writes, and the sheet leaves out.
    pub left_out: BTreeSet<String>,
    /// Facts: places with their values, each a leaf, a list of words or a text in two languages.
    pub facts: Vec<(String, Value)>,
}

/// Finds the difference; places whose form a later reader could mistake are marked.
pub fn difference(sheet: &Value, back: &Value, marks: &mut Marks) -> Difference {
    let mut found = Difference::default();
    found.compare(sheet, Some(back), "", marks);
    found
}

impl Difference {
    fn compare(&mut self, sheet: &Value, back: Option<&Value>, at: &str, marks: &mut Marks) {
        match (sheet, back) {
            (Value::Object(sheet), Some(Value::Object(back))) => self.compare_members(sheet, back, at, marks),
            (Value::Array(sheet), Some(Value::Array(back))) if !sheet.is_empty() || back.is_empty() => {
                for (index, value) in sheet.iter().enumerate() {
                    self.compare(value, back.get(index), &item(at, index), marks);
                }
                self.left_out.extend((sheet.len()..back.len()).map(|index| item(at, index)));
            }
            (sheet, Some(back)) if sheet == back => {}
            (sheet, back) => {
                // A container of the other kind gives way as a whole.
                if back.is_some_and(|back| back.is_object() || back.is_array()) {
                    self.left_out.insert(at.into());
                }
                self.collect(sheet, at, marks);
            }
        }
    }

    fn compare_members(
        &mut self,
        sheet: &Map<String, Value>,
        back: &Map<String, Value>,
        at: &str,
        marks: &mut Marks,
    ) {
        for (name, value) in sheet {
            self.compare(value, back.get(name), &member(at, name), marks);
        }
        let extra = back.keys().filter(|name| !sheet.contains_key(*name));
        self.left_out.extend(extra.map(|name| member(at, name)));
    }

    /// Everything in a part of the sheet that the way back lacks.
    fn collect(&mut self, value: &Value, at: &str, marks: &mut Marks) {
        match value {
            Value::Null => {
                self.written_open.insert(at.into());
            }
            Value::Array(items) if items.iter().all(is_word) => self.facts.push((at.into(), value.clone())),
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    self.collect(value, &item(at, index), marks);
                }
            }
            Value::Object(members) if members.is_empty() || is_text(members) => {
                marks.set(&told(at), marks::MAP);
                self.facts.push((at.into(), value.clone()));
            }
            Value::Object(members) => {
                if members.keys().any(|name| name.chars().all(|c| c.is_ascii_digit())) {
                    marks.set(&told(at), marks::MAP);
                }
                for (name, value) in members {
                    self.collect(value, &member(at, name), marks);
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                self.facts.push((at.into(), value.clone()));
            }
        }
    }
}

/// A string that can stand in a list of words.
fn is_word(value: &Value) -> bool {
    value.as_str().is_some_and(|text| crate::keys::worded(text).is_some())
}

/// `{zh, en}`, and nothing else in it.
fn is_text(members: &Map<String, Value>) -> bool {
    members.len() == 2
        && members.contains_key("zh")
        && members.contains_key("en")
        && map_of(members).is_some()
}
