//! The members of a request, from a body or an address.

use actix_web::http::StatusCode;
use serde_json::{Map, Value};

use crate::{http::problem::Problem, platform::AppError};

/// A request's members.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parts {
    pub query: Option<String>,
    pub operation_name: Option<String>,
    pub variables: Map<String, Value>,
    pub extensions: Map<String, Value>,
}

/// Reads a JSON object. Members that the specification does not know are passed over.
///
/// # Errors
/// 400 for bytes that are no UTF-8, no JSON object, or a member of the wrong type.
pub(super) fn from_body(bytes: &[u8]) -> Result<Parts, Problem> {
    let text =
        std::str::from_utf8(bytes).map_err(|cause| bad("error-body-encoding", "utf-8").because(cause))?;
    let mut members: Map<String, Value> =
        serde_json::from_str(text).map_err(|cause| bad("error-body-json", "body").because(cause))?;
    let mut take = |name: &str| members.remove(name).unwrap_or(Value::Null);
    Ok(Parts {
        query: text_of("query", take("query"))?,
        operation_name: text_of("operationName", take("operationName"))?,
        variables: map_of("variables", take("variables"))?,
        extensions: map_of("extensions", take("extensions"))?,
    })
}

/// Reads an address's parameters; `variables` and `extensions` are JSON.
///
/// # Errors
/// 400 for bytes that are no UTF-8, a parameter that stands twice, or JSON of the wrong type.
pub(super) fn from_address(query: &str) -> Result<Parts, Problem> {
    let mut parts = Parts::default();
    let mut seen: Vec<String> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        match name.as_str() {
            "query" => parts.query = Some(value),
            "operationName" => parts.operation_name = Some(value).filter(|name| !name.is_empty()),
            "variables" => parts.variables = map_of("variables", json_of("variables", &value)?)?,
            "extensions" => parts.extensions = map_of("extensions", json_of("extensions", &value)?)?,
            _ => continue,
        }
        if seen.contains(&name) {
            return Err(member(&name).into());
        }
        seen.push(name);
    }
    Ok(parts)
}

fn text_of(name: &str, value: Value) -> Result<Option<String>, Problem> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        _ => Err(member(name).into()),
    }
}

fn map_of(name: &str, value: Value) -> Result<Map<String, Value>, Problem> {
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(members) => Ok(members),
        _ => Err(member(name).into()),
    }
}

fn json_of(name: &str, text: &str) -> Result<Value, Problem> {
    serde_json::from_str(text).map_err(|cause| member(name).because(cause).into())
}

/// Undoes percent-encoding as forms write it.
fn decode(text: &str) -> Result<String, Problem> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let hex = escaped.and_then(|digits| hex::decode(digits).ok());
        match (byte, hex) {
            (_, Some(one)) => {
                decoded.extend(one);
                at += 2;
            }
            (b'+', None) => decoded.push(b' '),
            (byte, None) => decoded.push(*byte),
        }
        at += 1;
    }
    String::from_utf8(decoded).map_err(|cause| bad("error-body-encoding", "utf-8").because(cause).into())
}

fn member(name: &str) -> AppError {
    bad("error-request-member", "member").arg("member", name).at([name])
}

fn bad(key: &'static str, rule: &'static str) -> AppError {
    AppError::invalid(key).rule(rule)
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(result: Result<Parts, Problem>) -> String {
        let problem = result.unwrap_err();
        assert_eq!(problem.status, StatusCode::BAD_REQUEST);
        problem.error.broken_rule().unwrap().to_owned()
    }

    #[test]
    fn both_ways_carry_the_same_members() {
        let sent = json!({
            "query": "query A($v: Int) { a }", "operationName": "A", "variables": {"v": 1},
            "extensions": {"x": [true]}, "other": 1,
        });
        let address = "query=query+A(%24v%3A%20Int)%20%7B%20a%20%7D&operationName=A\
                       &variables=%7B%22v%22%3A1%7D&extensions={\"x\":[true]}&other=1";
        let parts = from_body(sent.to_string().as_bytes()).unwrap();
        assert_eq!(parts.query.as_deref(), Some("query A($v: Int) { a }"));
        assert_eq!(Value::from(parts.variables.clone()), json!({"v": 1}));
        assert_eq!(from_address(address).unwrap(), parts);
    }

    #[test]
    fn null_is_absent() {
        let sent = json!({"query": null, "operationName": null, "variables": null, "extensions": null});
        assert_eq!(from_body(sent.to_string().as_bytes()).unwrap(), Parts::default());
        assert_eq!(from_address("variables=null&operationName=").unwrap(), Parts::default());
    }

    #[test]
    fn malformed_members_are_named() {
        for (bytes, broken) in [
            (&b""[..], "body"),
            (b"[]", "body"),
            (b"[{\"query\":\"{a}\"}]", "body"),
            (b"\"{a}\"", "body"),
            (b"{\"query\":", "body"),
            (b"{\"query\":\"\xff\"}", "utf-8"),
            (b"{\"query\":1}", "member"),
            (b"{\"query\":[\"{a}\"]}", "member"),
            (b"{\"operationName\":{}}", "member"),
            (b"{\"variables\":\"{}\"}", "member"),
            (b"{\"variables\":[]}", "member"),
            (b"{\"extensions\":7}", "member"),
        ] {
            assert_eq!(rule(from_body(bytes)), broken, "{bytes:?}");
        }
        for (address, broken) in [
            ("query=%ff", "utf-8"),
            ("query={a}&query={b}", "member"),
            ("variables=x", "member"),
            ("variables=[]", "member"),
            ("extensions=", "member"),
        ] {
            assert_eq!(rule(from_address(address)), broken, "{address}");
        }
        assert_eq!(rule(from_body("[".repeat(100_000).as_bytes())), "body");
    }

    #[test]
    fn a_stray_percent_sign_stands_for_itself() {
        assert_eq!(decode("100%").unwrap(), "100%");
        assert_eq!(decode("%zz%4").unwrap(), "%zz%4");
        assert_eq!(decode("%E7%9B%B8+%2B").unwrap(), "相 +");
    }
}
