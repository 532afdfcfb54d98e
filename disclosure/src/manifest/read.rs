//! From a file to a manifest, or to every problem in it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Manifest,
    places::{Malformation, Malformed, Place, Places, Step, parse},
    schema::json_schema,
    walk::{At, Misfit, Visitor, escape, key_of, walk},
};
use crate::{
    catalog::Catalog,
    nearest::nearest,
    texts::{TextError, Texts, coded_key},
};

mod contradictions;
pub use contradictions::is_slug;
mod references;

/// What a file may hold at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes, and as many again that anchors keep and aliases repeat.
    pub bytes: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Values, those that anchors keep and aliases repeat included.
    pub nodes: usize,
    /// Problems that are reported before reading stops.
    pub problems: usize,
}

impl Default for Limits {
    /// 4 MiB, 40 levels, 400,000 values, 100 problems: ten times the largest declaration we design for.
    fn default() -> Self {
        Self { bytes: 4 << 20, depth: 40, nodes: 400_000, problems: 100 }
    }
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// JSON (RFC 8259).
    Json,
}

/// Why a file is no manifest; the codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemCode {
    /// More bytes than allowed.
    TooLarge,
    /// Nested deeper than allowed.
    TooDeep,
    /// More values than allowed, or more text in those that anchors keep and aliases repeat.
    TooManyValues,
    /// Bytes that are no UTF-8.
    InvalidUtf8,
    /// Neither YAML nor JSON.
    Syntax,
    /// A key that stands twice in one object or list.
    DuplicateKey,
    /// A member that the schema does not know.
    UnknownMember,
    /// A member that must be there.
    MissingMember,
    /// A value of another type.
    WrongType,
    /// A word that is none of an enumeration.
    UnknownValue,
    /// A value of the right type that is not allowed.
    InvalidValue,
    /// A code that is neither known nor defined in the vocabulary.
    UnknownCode,
    /// A reference to an item that is not declared.
    DanglingReference,
    /// Two facts that cannot both hold.
    Contradiction,
    /// A schema other than ours.
    UnknownSchema,
}

/// One problem, with its path, its place and, where there is one, the nearest valid name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The code.
    pub code: ProblemCode,
    /// A JSON Pointer in which keyed items are named by their key; empty for the whole file.
    pub path: String,
    /// Line and column; none where the manifest did not come from a file.
    pub place: Option<Place>,
    /// What it is about: the name, code or value, at most 120 characters of it.
    pub subject: String,
    /// What was expected, or the other half of a contradiction.
    pub expected: Option<String>,
    /// The nearest valid name.
    pub nearest: Option<String>,
}

impl Problem {
    /// The problem in words.
    ///
    /// # Errors
    /// None for a language with texts.
    pub fn message(&self, texts: &Texts) -> Result<String, TextError> {
        let code = serde_json::to_value(self.code).ok();
        let code = code.as_ref().and_then(Value::as_str).unwrap_or_default();
        let args = [
            ("subject", self.subject.as_str().into()),
            ("expected", self.expected.as_deref().unwrap_or_default().into()),
        ];
        let message = texts.format(&coded_key("problem-", code), &args)?;
        match &self.nearest {
            Some(nearest) => {
                texts.format("problem-nearest", &[("message", message.into()), ("nearest", nearest.into())])
            }
            None => Ok(message),
        }
    }
}

/// All problems of a file, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} problem(s), the first: {:?} {} at {:?}", .0.len(), .0[0].code, .0[0].subject, .0[0].path)]
pub struct Problems(pub Vec<Problem>);

/// Reads a manifest.
///
/// # Errors
/// Every problem found, up to `limits.problems`; each with path and place.
pub fn read(bytes: &[u8], format: Format, limits: &Limits, catalog: &Catalog) -> Result<Manifest, Problems> {
    if bytes.len() > limits.bytes {
        return Err(single(ProblemCode::TooLarge, None, bytes.len(), Some(limits.bytes.to_string())));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        single(
            ProblemCode::InvalidUtf8,
            Some(place(line, column)),
            format_args!("{:#04x}", bytes[error.valid_up_to()]),
            None,
        )
    })?;
    // A byte order mark is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (value, places) = match format {
        Format::Yaml => {
            parse(text, limits).map(|(value, places)| (value, Some(places))).map_err(malformed)?
        }
        Format::Json => read_json(text, limits)?,
    };
    check(&value, places.as_ref(), limits, catalog)
}

/// Reads a manifest from a value, such as a stored revision or an edited document. How many bytes it has as a file is for
/// whoever made it to count.
///
/// # Errors
/// As [`read`], without places.
pub fn from_value(value: &Value, limits: &Limits, catalog: &Catalog) -> Result<Manifest, Problems> {
    if let Some(path) = too_deep(value, limits.depth) {
        let problem = single(ProblemCode::TooDeep, None, Malformation::Depth(limits.depth), None).0;
        return Err(Problems(problem.into_iter().map(|it| Problem { path: path.clone(), ..it }).collect()));
    }
    if count(value) > limits.nodes {
        return Err(single(ProblemCode::TooManyValues, None, Malformation::Nodes(limits.nodes), None));
    }
    check(value, None, limits, catalog)
}

/// The path of the first object or list that lies deeper than so many levels.
fn too_deep(value: &Value, levels: usize) -> Option<String> {
    let below =
        |name: &str, value| too_deep(value, levels - 1).map(|rest| format!("/{}{rest}", escape(name)));
    match value {
        Value::Object(_) | Value::Array(_) if levels == 0 => Some(String::new()),
        Value::Object(members) => members.iter().find_map(|(name, member)| below(name, member)),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| match key_of(item) {
            Some(key) => below(key, item),
            None => below(&index.to_string(), item),
        }),
        _ => None,
    }
}

/// How many values there are, lists and objects among them.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        Value::Array(items) => items.iter().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// The slug of the tenant that a manifest names, whatever else is wrong with it: for choosing the catalogue to read it
/// with.
pub fn tenant_slug(bytes: &[u8], format: Format, limits: &Limits) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= limits.bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value = match format {
        Format::Yaml => parse(text, limits).ok()?.0,
        Format::Json => serde_json::from_str(text).ok()?,
    };
    value.get("tenant")?.get("slug")?.as_str().map(Into::into)
}

fn read_json(text: &str, limits: &Limits) -> Result<(Value, Option<Places>), Problems> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        single(
            ProblemCode::Syntax,
            Some(place(error.line(), error.column())),
            strip_position(&error.to_string()),
            None,
        )
    })?;
    match parse(text, limits) {
        Ok((_, places)) => Ok((value, Some(places))),
        // Escapes that YAML does not share with JSON cost the places, not the file.
        Err(Malformed { reason: Malformation::Syntax(_), .. }) => Ok((value, None)),
        Err(error) => Err(malformed(error)),
    }
}

/// serde_json repeats the position at the end of its message.
fn strip_position(message: &str) -> &str {
    message.rfind(" at line ").map_or(message, |end| &message[..end])
}

fn check(
    value: &Value,
    places: Option<&Places>,
    limits: &Limits,
    catalog: &Catalog,
) -> Result<Manifest, Problems> {
    let mut report = Report { places, limits, problems: Vec::new(), marks: Vec::new() };
    if !value.is_object() {
        report.add(ProblemCode::WrongType, &At::default(), "", Some("an object".into()), None);
        return Err(report.finish());
    }
    walk(json_schema(), value, &At::default(), &mut report);
    if report.problems.is_empty()
        && let Some(manifest) = typed(value, &mut report)
    {
        references::check(&manifest, catalog, &mut report);
        contradictions::check(&manifest, &mut report);
        if report.problems.is_empty() {
            return Ok(manifest);
        }
    }
    Err(report.finish())
}

fn typed(value: &Value, report: &mut Report<'_>) -> Option<Manifest> {
    match serde_path_to_error::deserialize::<_, Manifest>(value) {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            let at = at_of(error.path(), value);
            report.add(ProblemCode::InvalidValue, &at, &error.inner().to_string(), None, None);
            None
        }
    }
}

/// The path of the typed reader in the terms of the walker.
fn at_of(path: &serde_path_to_error::Path, value: &Value) -> At {
    use serde_path_to_error::Segment;
    let mut here = Some(value);
    let mut at = At::default();
    for segment in path {
        match segment {
            Segment::Map { key } => {
                here = here.and_then(|value| value.get(key));
                at = at.member(key);
            }
            Segment::Seq { index } => {
                here = here.and_then(|value| value.get(index));
                at = at.item(*index, here.unwrap_or(&Value::Null));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    at
}

/// A code or reference that was met on the walk and means something only once all is read.
struct Mark {
    at: At,
    kind: MarkKind,
    code: String,
}

enum MarkKind {
    Term(String),
    Reference(String),
    Requester,
}

struct Report<'a> {
    places: Option<&'a Places>,
    limits: &'a Limits,
    problems: Vec<Problem>,
    marks: Vec<Mark>,
}

impl Report<'_> {
    fn add(
        &mut self,
        code: ProblemCode,
        at: &At,
        subject: &str,
        expected: Option<String>,
        nearest: Option<String>,
    ) {
        if self.problems.len() < self.limits.problems {
            self.problems.push(Problem {
                code,
                path: at.path.clone(),
                place: self.places.map(|places| places.find(&at.steps)),
                subject: subject.chars().take(120).collect(),
                expected,
                nearest,
            });
        }
    }

    fn finish(mut self) -> Problems {
        self.problems.sort_by(|a, b| (a.place, &a.path).cmp(&(b.place, &b.path)));
        Problems(self.problems)
    }
}

impl Visitor for Report<'_> {
    fn leaf(&mut self, at: &At, schema: &Value, value: &Value) {
        let Some(code) = value.as_str() else { return };
        // Statements keep what they are given, whatever it is. Everything else may stand in a column, and none holds a NUL.
        if code.contains('\0') && !at.path.contains("/statements/") {
            self.add(ProblemCode::InvalidValue, at, "U+0000", None, None);
        }
        let name = |mark: &str| schema.get(mark).and_then(Value::as_str).map(Into::into);
        let kind = name("x-term")
            .map(MarkKind::Term)
            .or_else(|| name("x-ref").or_else(|| name("x-refs")).map(MarkKind::Reference))
            .or_else(|| schema.get("x-requester").map(|_| MarkKind::Requester));
        if let Some(kind) = kind {
            self.marks.push(Mark { at: at.clone(), kind, code: code.into() });
        }
    }

    fn misfit(&mut self, at: &At, misfit: Misfit) {
        match misfit {
            Misfit::UnknownMember { name, known } => {
                let near = nearest(&name, known.iter().map(String::as_str)).map(Into::into);
                self.add(ProblemCode::UnknownMember, at, &name, None, near);
            }
            Misfit::MissingMember { name } => self.add(ProblemCode::MissingMember, at, &name, None, None),
            Misfit::WrongType { expected, found } => {
                self.add(ProblemCode::WrongType, at, found, Some(expected.into()), None);
            }
            Misfit::UnknownValue { value, known } => {
                let near = nearest(&value, known.iter().map(String::as_str)).map(Into::into);
                self.add(ProblemCode::UnknownValue, at, &value, Some(known.join(", ")), near);
            }
            Misfit::DuplicateKey { key } => self.add(ProblemCode::DuplicateKey, at, &key, None, None),
        }
    }
}

fn malformed(error: Malformed) -> Problems {
    let code = match error.reason {
        Malformation::Depth(_) => ProblemCode::TooDeep,
        Malformation::Nodes(_) | Malformation::Copies(_) => ProblemCode::TooManyValues,
        Malformation::DuplicateKey(_) => ProblemCode::DuplicateKey,
        Malformation::Syntax(_)
        | Malformation::Key
        | Malformation::Tag(_)
        | Malformation::SecondDocument
        | Malformation::Alias
        | Malformation::Empty => ProblemCode::Syntax,
    };
    single(code, Some(error.place), &error.reason, None)
}

fn single(
    code: ProblemCode,
    place: Option<Place>,
    subject: impl ToString,
    expected: Option<String>,
) -> Problems {
    let subject = subject.to_string().chars().take(120).collect();
    Problems(vec![Problem { code, path: String::new(), place, subject, expected, nearest: None }])
}

fn place(line: usize, column: usize) -> Place {
    let clamp = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Place { line: clamp(line), column: clamp(column) }
}

/// The steps from the file's root to an app, for problems found on typed values.
fn app_at(index: usize, slug: &str) -> At {
    let mut at = At::default().member("apps");
    at.steps.push(Step::Item(index));
    at.path.push('/');
    at.path.push_str(slug);
    at
}
