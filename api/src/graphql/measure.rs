//! The second look at a document: how much it asks for.
//!
//! Fragments count as if they were written out at each place that spreads them, yet each is measured once, so that
//! twenty fragments that double one another cost twenty steps here and are refused, not a million steps later.

use std::collections::HashMap;

use async_graphql::{
    Value, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationType, Selection, SelectionSet},
};

use serde_json::{Map, Value as Json};

use crate::platform::{AppError, config::LimitConfig};

/// The bytes of texts in variables, and one for each other value.
pub(super) fn size(variables: &Map<String, Json>) -> usize {
    variables
        .iter()
        .map(|(name, value)| name.len().saturating_add(bytes(value)))
        .fold(0, usize::saturating_add)
}

fn bytes(value: &Json) -> usize {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => 1,
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(bytes).fold(items.len(), usize::saturating_add),
        Json::Object(members) => size(members),
    }
}

/// The operation of a document that a request means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operation {
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Its name in the document.
    pub name: Option<String>,
}

/// The error of something larger than a configured limit. Its rule is the text's key without `error-`.
pub(super) fn excess(key: &'static str, limit: usize) -> AppError {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    AppError::limit_exceeded(key).arg("limit", limit).rule(key.trim_start_matches("error-"))
}

/// The operation named, or the only one; `None` where validation will find that there is no such.
pub(super) fn operation(document: &ExecutableDocument, name: Option<&str>) -> Option<Operation> {
    match (&document.operations, name) {
        (DocumentOperations::Single(single), None) => Some(Operation { kind: single.node.ty, name: None }),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(_), _) => {
            let mut fitting = document
                .operations
                .iter()
                .filter(|(own, _)| name.is_none() || own.map(AsRef::as_ref) == name);
            match (fitting.next(), fitting.next()) {
                (Some((own, only)), None) => {
                    Some(Operation { kind: only.node.ty, name: own.map(ToString::to_string) })
                }
                _ => None,
            }
        }
    }
}

/// Measures all operations of a document.
///
/// # Errors
/// `LIMIT_EXCEEDED` with the rule that names the limit; `INVALID` for fragments that spread one another in a circle.
pub(super) fn measure(document: &ExecutableDocument, limits: &LimitConfig) -> Result<(), AppError> {
    let mut ruler = Ruler { document, limits, known: HashMap::new() };
    let mut total = Size::default();
    for (_, operation) in document.operations.iter() {
        let mut size = ruler.selection_set(&operation.node.selection_set.node)?;
        size.directives += operation.node.directives.len();
        ruler.within("error-query-root-fields", size.roots, limits.root_fields)?;
        total.add(size);
        ruler.check(total)?;
    }
    Ok(())
}

/// Bounds the lists inside variables.
///
/// # Errors
/// `LIMIT_EXCEEDED` for a list with more elements than accepted.
pub(super) fn measure_variables(variables: &Variables, limits: &LimitConfig) -> Result<(), AppError> {
    variables.values().try_for_each(|value| measure_value(value, limits.list_length))
}

/// Recursion is bounded by the depth to which JSON is read.
fn measure_value(value: &Value, longest: usize) -> Result<(), AppError> {
    match value {
        Value::List(items) if items.len() > longest => Err(excess("error-list-length", longest)),
        Value::List(items) => items.iter().try_for_each(|item| measure_value(item, longest)),
        Value::Object(members) => members.values().try_for_each(|member| measure_value(member, longest)),
        _ => Ok(()),
    }
}

/// What a selection set asks for, fragments written out.
#[derive(Debug, Default, Clone, Copy)]
struct Size {
    /// Fields at its own level.
    roots: usize,
    /// Fields at all levels.
    selections: usize,
    aliases: usize,
    directives: usize,
    /// Levels of fields.
    depth: usize,
    /// Selection sets and fragments inside one another.
    nesting: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.roots = self.roots.saturating_add(other.roots);
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
    }
}

struct Ruler<'a> {
    document: &'a ExecutableDocument,
    limits: &'a LimitConfig,
    /// Fragments measured so far; `None` while one is being measured.
    known: HashMap<&'a str, Option<Size>>,
}

impl<'a> Ruler<'a> {
    fn selection_set(&mut self, set: &'a SelectionSet) -> Result<Size, AppError> {
        let mut size = Size { nesting: usize::from(!set.items.is_empty()), ..Size::default() };
        for selection in &set.items {
            let directives = selection.node.directives().len();
            let mut part = match &selection.node {
                Selection::Field(field) => {
                    let below = self.selection_set(&field.node.selection_set.node)?;
                    Size {
                        roots: 1,
                        selections: below.selections.saturating_add(1),
                        aliases: below.aliases.saturating_add(usize::from(field.node.alias.is_some())),
                        depth: below.depth + 1,
                        ..below
                    }
                }
                Selection::InlineFragment(fragment) => {
                    self.selection_set(&fragment.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            part.directives = part.directives.saturating_add(directives);
            part.nesting += 1;
            size.add(part);
        }
        self.check(size)?;
        Ok(size)
    }

    fn fragment(&mut self, name: &'a str) -> Result<Size, AppError> {
        match self.known.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => {
                return Err(AppError::invalid("error-query-fragment-cycle").rule("query-fragment-cycle"));
            }
            None => {}
        }
        // Validation names a fragment that does not exist.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Size::default()) };
        self.known.insert(name, None);
        let mut size = self.selection_set(&fragment.node.selection_set.node)?;
        size.directives = size.directives.saturating_add(fragment.node.directives.len());
        self.known.insert(name, Some(size));
        Ok(size)
    }

    /// Checked at each level, so that measuring itself never descends deeper than the limit.
    fn check(&self, size: Size) -> Result<(), AppError> {
        let limits = self.limits;
        self.within("error-query-depth", size.depth, limits.depth)?;
        self.within("error-query-nesting", size.nesting, limits.nesting)?;
        self.within("error-query-aliases", size.aliases, limits.aliases)?;
        self.within("error-query-directives", size.directives, limits.directives)?;
        self.within("error-query-selections", size.selections, limits.selections)
    }

    fn within(&self, key: &'static str, size: usize, limit: usize) -> Result<(), AppError> {
        if size > limit { Err(excess(key, limit)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;
    use crate::platform::config::{Config, Environment};

    fn limits() -> LimitConfig {
        LimitConfig {
            depth: 3,
            nesting: 6,
            aliases: 2,
            directives: 2,
            root_fields: 3,
            selections: 8,
            list_length: 3,
            ..Config::read(&mut Environment::default()).unwrap().limits
        }
    }

    /// The rule that the text breaks, or nothing.
    fn broken(text: &str) -> Option<String> {
        let error = measure(&parse_query(text).unwrap(), &limits()).err()?;
        Some(error.broken_rule().unwrap().to_owned())
    }

    #[test]
    fn each_limit_holds_exactly() {
        for (fits, exceeds, rule) in [
            ("{a{b{c}}}", "{a{b{c{d}}}}", "query-depth"),
            ("{a:x b:x}", "{a:x b:x c:x}", "query-aliases"),
            ("{a @skip(if:true) b @skip(if:true)}", "{a @x @x b @x}", "query-directives"),
            ("{a b c}", "{a b c d}", "query-root-fields"),
            ("{a{b c d} e{f g}}", "{a{b c d} e{f g h} i}", "query-selections"),
            ("{...{...{...{...{a}}}}}", "{...{...{...{...{...{...{a}}}}}}}", "query-nesting"),
        ] {
            assert_eq!(broken(fits), None, "{fits}");
            assert_eq!(broken(exceeds).as_deref(), Some(rule), "{exceeds}");
        }
    }

    #[test]
    fn fragments_count_where_they_are_spread() {
        assert_eq!(broken("{...F ...F} fragment F on Q{a:x}"), None);
        assert_eq!(broken("{...F ...F ...F} fragment F on Q{a:x}").as_deref(), Some("query-aliases"));
        assert_eq!(broken("{...F ...F} fragment F on Q{a b}").as_deref(), Some("query-root-fields"));
        assert_eq!(broken("{a{...F}} fragment F on Q{b{c{d}}}").as_deref(), Some("query-depth"));
        assert_eq!(broken("{...F ...F ...F} fragment F on Q @x{a}").as_deref(), Some("query-directives"));
    }

    #[test]
    fn all_operations_count_together() {
        assert_eq!(broken("query A{a:x} query B{b:x}"), None);
        assert_eq!(broken("query A{a:x} query B{b:x} query C{c:x}").as_deref(), Some("query-aliases"));
    }

    #[test]
    fn fragments_that_double_one_another_cost_no_time() {
        let mut text = String::from("{...F0}");
        for number in 0..500 {
            write!(text, " fragment F{number} on Q{{...F{0} ...F{0}}}", number + 1).unwrap();
        }
        text.push_str(" fragment F500 on Q{a}");
        assert!(broken(&text).is_some());
    }

    #[test]
    fn circles_of_fragments_are_refused() {
        for text in
            ["{...A} fragment A on Q{...A}", "{...A} fragment A on Q{a{...B}} fragment B on Q{...{...A}}"]
        {
            assert_eq!(broken(text).as_deref(), Some("query-fragment-cycle"), "{text}");
        }
        assert_eq!(broken("{...Missing}"), None);
    }

    #[test]
    fn lists_in_variables_are_bounded_at_every_depth() {
        let check = |value: serde_json::Value| {
            measure_variables(&serde_json::from_value(value).unwrap(), &limits())
                .map_err(|error| error.code().as_str())
        };
        assert_eq!(check(json!({"a": [1, 2, 3], "zh-CN": {"b": [[1], [2], [3]]}})), Ok(()));
        assert_eq!(check(json!({"a": [1, 2, 3, 4]})), Err("LIMIT_EXCEEDED"));
        assert_eq!(check(json!({"a": {"b": [{"c": [1, 2, 3, 4]}]}})), Err("LIMIT_EXCEEDED"));
    }

    #[test]
    fn the_operation_meant_is_found() {
        let find = |text: &str, name: Option<&str>| operation(&parse_query(text).unwrap(), name);
        let query = |name: Option<&str>| {
            Some(Operation { kind: OperationType::Query, name: name.map(ToOwned::to_owned) })
        };
        assert_eq!(find("{a}", None), query(None));
        assert_eq!(find("{a}", Some("A")), None);
        assert_eq!(find("query A{a}", None), query(Some("A")));
        assert_eq!(find("query A{a} mutation B{b}", Some("A")), query(Some("A")));
        assert_eq!(find("query A{a} mutation B{b}", Some("B")).unwrap().kind, OperationType::Mutation);
        assert_eq!(find("query A{a} mutation B{b}", None), None);
        assert_eq!(find("query A{a}", Some("C")), None);
    }
}
