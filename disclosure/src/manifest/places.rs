//! Reads a file into a tree of values in which every value knows its line and column.
//!
//! YAML 1.2 (core schema) and JSON. Bounded in bytes, depth and nodes; what an anchor keeps and an alias repeats counts
//! each time, in nodes and in bytes, so that neither many values nor one long text can explode.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::read::Limits;

/// A place in a file. Lines and columns start at 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Place {
    fn of(span: &Span) -> Self {
        Self { line: clamp(span.start.line()), column: clamp(span.start.col() + 1) }
    }
}

fn clamp(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The places of a value and of everything in it.
#[derive(Debug, Clone)]
pub(super) struct Places {
    place: Place,
    /// By member name; the place of a member is that of its key.
    members: HashMap<String, Places>,
    /// By index.
    items: Vec<Places>,
}

/// One step from a value into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// To a member of an object.
    Member(String),
    /// To an item of a list.
    Item(usize),
}

impl Places {
    fn at(place: Place) -> Self {
        Self { place, members: HashMap::new(), items: Vec::new() }
    }

    /// The place of the value at the end of the steps, or of the nearest value on the way there.
    pub(super) fn find(&self, steps: &[Step]) -> Place {
        let mut here = self;
        for step in steps {
            let next = match step {
                Step::Member(name) => here.members.get(name),
                Step::Item(index) => here.items.get(*index),
            };
            match next {
                Some(next) => here = next,
                None => break,
            }
        }
        here.place
    }
}

/// Why a file is no tree of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) place: Place,
    pub(super) reason: Malformation,
}

/// The ways in which a file is malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformation {
    #[error("{0}")]
    Syntax(String),
    #[error("nested deeper than {0} levels")]
    Depth(usize),
    #[error("more than {0} values, repetitions by alias included")]
    Nodes(usize),
    #[error("more than {0} bytes kept by anchors or repeated by alias")]
    Copies(usize),
    #[error("the key `{0}` stands twice")]
    DuplicateKey(String),
    #[error("keys are plain texts")]
    Key,
    #[error("the tag `{0}` has no meaning here")]
    Tag(String),
    #[error("a second document begins here")]
    SecondDocument,
    #[error("the alias names nothing")]
    Alias,
    #[error("the file is empty")]
    Empty,
}

/// Reads YAML, of which JSON is a subset but for some escapes.
pub(super) fn parse(text: &str, limits: &Limits) -> Result<(Value, Places), Malformed> {
    let mut builder =
        Builder { stack: Vec::new(), anchors: HashMap::new(), nodes: 0, copied: 0, root: None, limits };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| builder.refusal(&error))?;
        builder.take(event, &span)?;
    }
    builder
        .root
        .map(|(value, places, _)| (value, places))
        .ok_or(Malformed { place: Place { line: 1, column: 1 }, reason: Malformation::Empty })
}

/// What a value takes, all that is in it included.
#[derive(Debug, Clone, Copy)]
struct Weight {
    /// Values.
    nodes: usize,
    /// Bytes of texts and keys.
    bytes: usize,
}

impl Weight {
    /// One value whose text has so many bytes.
    fn one(bytes: usize) -> Self {
        Self { nodes: 1, bytes }
    }
}

impl std::ops::AddAssign for Weight {
    fn add_assign(&mut self, other: Self) {
        self.nodes += other.nodes;
        self.bytes += other.bytes;
    }
}

/// A value with its places and its weight.
type Node = (Value, Places, Weight);

enum Open {
    List {
        items: Vec<Value>,
        places: Places,
        weight: Weight,
        anchor: usize,
    },
    Object {
        members: Map<String, Value>,
        places: Places,
        weight: Weight,
        anchor: usize,
        key: Option<(String, Place)>,
    },
}

struct Builder<'a> {
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    /// Bytes that anchors keep and aliases repeat.
    copied: usize,
    root: Option<Node>,
    limits: &'a Limits,
}

impl Builder<'_> {
    /// What the scanner refused. It reads ahead, so that its own bound on brackets is met before ours.
    fn refusal(&self, error: &ScanError) -> Malformed {
        let mark = error.marker();
        let reason = match error.info() {
            "recursion limit exceeded" => Malformation::Depth(self.limits.depth),
            info => Malformation::Syntax(info.to_owned()),
        };
        Malformed { place: Place { line: clamp(mark.line()), column: clamp(mark.col() + 1) }, reason }
    }

    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Malformed> {
        let place = Place::of(span);
        let fail = |reason| Err(Malformed { place, reason });
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.root.is_some() => fail(Malformation::SecondDocument),
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(id) => match self.anchors.get(&id).map(|node| node.2) {
                None => fail(Malformation::Alias),
                Some(weight) => {
                    self.count_copy(weight, place)?;
                    let (value, mut places, weight) = self.anchors[&id].clone();
                    places.place = place;
                    self.put((value, places, weight), 0, place)
                }
            },
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, place)?;
                let value =
                    scalar(&text, style, tag.as_deref()).map_err(|reason| Malformed { place, reason })?;
                // A key is whatever stands first in an object, in its written form.
                if let Some(Open::Object { key: key @ None, .. }) = self.stack.last_mut() {
                    *key = Some((text.into_owned(), place));
                    return Ok(());
                }
                self.put((value, Places::at(place), Weight::one(text.len())), anchor, place)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(place, tag.as_deref())?;
                self.stack.push(Open::List {
                    items: Vec::new(),
                    places: Places::at(place),
                    weight: Weight::one(0),
                    anchor,
                });
                Ok(())
            }
            Event::MappingStart(anchor, tag) => {
                self.open(place, tag.as_deref())?;
                let (members, places) = (Map::new(), Places::at(place));
                self.stack.push(Open::Object { members, places, weight: Weight::one(0), anchor, key: None });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (node, anchor) = match self.stack.pop() {
                    Some(Open::List { items, places, weight, anchor }) => {
                        ((Value::Array(items), places, weight), anchor)
                    }
                    Some(Open::Object { members, places, weight, anchor, .. }) => {
                        ((Value::Object(members), places, weight), anchor)
                    }
                    None => return fail(Malformation::Syntax("an end without a beginning".into())),
                };
                self.put(node, anchor, place)
            }
        }
    }

    fn open(&mut self, place: Place, tag: Option<&Tag>) -> Result<(), Malformed> {
        let fail = |reason| Err(Malformed { place, reason });
        self.count(1, place)?;
        if self.stack.len() >= self.limits.depth {
            return fail(Malformation::Depth(self.limits.depth));
        }
        if let Some(Open::Object { key: None, .. }) = self.stack.last() {
            return fail(Malformation::Key);
        }
        match tag {
            Some(tag) if !(tag.is_yaml_core_schema() && matches!(tag.suffix.as_str(), "seq" | "map")) => {
                fail(Malformation::Tag(tag.to_string()))
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, nodes: usize, place: Place) -> Result<(), Malformed> {
        self.nodes += nodes;
        if self.nodes > self.limits.nodes {
            return Err(Malformed { place, reason: Malformation::Nodes(self.limits.nodes) });
        }
        Ok(())
    }

    /// Counts what is about to be copied.
    fn count_copy(&mut self, weight: Weight, place: Place) -> Result<(), Malformed> {
        self.count(weight.nodes, place)?;
        self.copied += weight.bytes;
        if self.copied > self.limits.bytes {
            return Err(Malformed { place, reason: Malformation::Copies(self.limits.bytes) });
        }
        Ok(())
    }

    fn put(&mut self, node: Node, anchor: usize, place: Place) -> Result<(), Malformed> {
        if anchor > 0 {
            self.count_copy(node.2, place)?;
            self.anchors.insert(anchor, node.clone());
        }
        let (value, mut child, added) = node;
        match self.stack.last_mut() {
            None => self.root = Some((value, child, added)),
            Some(Open::List { items, places, weight, .. }) => {
                items.push(value);
                places.items.push(child);
                *weight += added;
            }
            Some(Open::Object { members, places, weight, key, .. }) => {
                let Some((key, at)) = key.take() else {
                    return Err(Malformed { place, reason: Malformation::Key });
                };
                if members.contains_key(&key) {
                    return Err(Malformed { place: at, reason: Malformation::DuplicateKey(key) });
                }
                child.place = at;
                *weight += added;
                // A key is held with its value and with its place.
                weight.bytes += 2 * key.len();
                places.members.insert(key.clone(), child);
                members.insert(key, value);
            }
        }
        Ok(())
    }
}

/// A scalar by the core schema of YAML 1.2.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Malformation> {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => {
            return Ok(Value::String(text.into()));
        }
        Some(tag) => return Err(Malformation::Tag(tag.to_string())),
        None => {}
    }
    if style != ScalarStyle::Plain {
        return Ok(Value::String(text.into()));
    }
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.into()), Value::Number),
    })
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+'))
    {
        return None;
    }
    if digits.chars().all(|c| c.is_ascii_digit()) {
        return text.strip_prefix('+').unwrap_or(text).parse::<i64>().ok().map(Number::from);
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}
