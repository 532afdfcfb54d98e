//! Marks: how the sheet wrote a fact where it can be written in more than one way. A mark hangs on a pointer into
//! the sheet, lives in `provenance.forms`, and holds no fact.

use std::collections::BTreeMap;

/// One list or object holds it, where one value is usual.
pub const LIST: &str = "list";
/// One value stands for a list.
pub const SINGLE: &str = "single";
/// `false` stands for an empty list.
pub const NO: &str = "no";
/// The word `unstated` stands for silence.
pub const UNSTATED: &str = "unstated";
/// A bare word stands for a row.
pub const PLAIN: &str = "plain";
/// Words stand as `{zh, en}`; on a place without a text: an object whose names look like numbers.
pub const MAP: &str = "map";
/// English words stand as one string.
pub const TEXT: &str = "text";
/// Words were made of a code.
pub const CODE: &str = "code";
/// A number was written where a text is kept.
pub const NUMBER: &str = "number";

/// A row that the typed list does not hold; its facts are statements.
pub const ASIDE: &str = "aside";
/// Before the exact spelling of a word or key.
const WORD: &str = "word:";
/// Before the language of words that stand as one string.
const LANGUAGE: &str = "in:";
/// Before the name that a member has in the sheet.
const UNDER: &str = "under:";

/// Marks by pointer into the sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks(pub BTreeMap<String, String>);

impl Marks {
    /// Marks a place.
    pub fn set(&mut self, at: &str, mark: &str) {
        self.0.insert(at.into(), mark.into());
    }

    /// Marks the exact spelling.
    pub fn set_word(&mut self, at: &str, word: &str) {
        self.set(at, &format!("{WORD}{word}"));
    }

    /// Marks the language of words that stand as one string.
    pub fn set_language(&mut self, at: &str, tag: &str) {
        self.set(at, &format!("{LANGUAGE}{tag}"));
    }

    /// Marks the name of a member.
    pub fn set_name(&mut self, at: &str, name: &str) {
        self.set(at, &format!("{UNDER}{name}"));
    }

    /// The mark of a place.
    pub fn get(&self, at: &str) -> Option<&str> {
        self.0.get(at).map(String::as_str)
    }

    /// Whether a place has that mark.
    pub fn is(&self, at: &str, mark: &str) -> bool {
        self.get(at) == Some(mark)
    }

    /// The exact spelling at a place.
    pub fn word(&self, at: &str) -> Option<&str> {
        self.get(at)?.strip_prefix(WORD)
    }

    /// The language of words that stand as one string.
    pub fn language(&self, at: &str) -> Option<&str> {
        self.get(at)?.strip_prefix(LANGUAGE)
    }

    /// The name that a member has in the sheet.
    pub fn name(&self, at: &str) -> Option<&str> {
        self.get(at)?.strip_prefix(UNDER)
    }

    /// Forgets the marks of a place and of everything in it.
    pub fn forget(&mut self, at: &str) {
        let inside = format!("{at}/");
        self.0.retain(|place, _| place != at && !place.starts_with(&inside));
    }
}

/// The place of a statement's own marks. What is typed at the same pointer has other marks, and keeps them.
pub fn told(at: &str) -> String {
    format!("#{at}")
}

/// The pointer of a member.
pub fn member(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The pointer of an item.
pub fn item(at: &str, index: usize) -> String {
    format!("{at}/{index}")
}

/// The names along a pointer.
pub fn tokens(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect()
}
