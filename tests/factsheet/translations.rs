//! Samples are what the converter makes, plus what it cannot make: translations.

use serde_json::Value;

/// Takes over from a sample every Chinese text beside an English one that is still the same. Rows are found by their
/// keys.
pub fn carry_translations(value: &mut Value, sample: &Value) {
    match (value, sample) {
        (Value::Object(members), Value::Object(sample)) => {
            let english = members.get("en").filter(|text| text.is_string());
            if english.is_some() && english == sample.get("en") && !members.contains_key("zh-CN") {
                members.extend(sample.get("zh-CN").map(|text| ("zh-CN".to_owned(), text.clone())));
            }
            for (name, value) in members.iter_mut() {
                if let Some(sample) = sample.get(name) {
                    carry_translations(value, sample);
                }
            }
        }
        (Value::Array(items), Value::Array(sample)) => {
            for (index, item) in items.iter_mut().enumerate() {
                let key = item.get("key").cloned();
                let same = match &key {
                    Some(key) => sample.iter().find(|other| other.get("key") == Some(key)),
                    None => sample.get(index),
                };
                if let Some(same) = same {
                    carry_translations(item, same);
                }
            }
        }
        _ => {}
    }
}
