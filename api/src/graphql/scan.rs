//! The first look at a document: how many tokens, how deep, before the recursive parser reads it.

use crate::platform::{AppError, config::LimitConfig};

use super::measure::excess;

/// Counts tokens, brackets and elements of lists in one pass without recursion.
///
/// # Errors
/// `LIMIT_EXCEEDED` for too many tokens, elements or brackets inside one another; `INVALID` for a string with an escape
/// of half a surrogate pair, which no text can hold (and on which the parser would panic).
pub(super) fn scan(text: &str, limits: &LimitConfig) -> Result<(), AppError> {
    let bytes = text.as_bytes();
    let (mut at, mut tokens) = (0, 0);
    // For each open bracket the elements so far, if it is a list's.
    let mut open: Vec<Option<usize>> = Vec::new();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = run(bytes, at, |byte| !matches!(byte, b'\n' | b'\r'));
                continue;
            }
            _ => tokens += 1,
        }
        if tokens > limits.tokens {
            return Err(excess("error-query-tokens", limits.tokens));
        }
        // A variable is two tokens and one element.
        if byte != b'$'
            && !is_closing(byte)
            && let Some(Some(elements)) = open.last_mut()
        {
            *elements += 1;
            if *elements > limits.list_length {
                return Err(excess("error-list-length", limits.list_length));
            }
        }
        at = match byte {
            b'{' | b'(' | b'[' => {
                open.push((byte == b'[').then_some(0));
                if open.len() > limits.nesting {
                    return Err(excess("error-query-nesting", limits.nesting));
                }
                at + 1
            }
            b'"' if bytes[at..].starts_with(b"\"\"\"") => block_string_end(bytes, at + 3),
            b'"' => string_end(bytes, at + 1)?,
            b'.' => run(bytes, at, |byte| byte == b'.'),
            b'-' | b'0'..=b'9' => run(bytes, at, |byte| is_word(byte) || byte == b'.'),
            byte if is_word(byte) => run(bytes, at, is_word),
            byte => {
                if is_closing(byte) {
                    open.pop();
                }
                at + 1
            }
        };
    }
    Ok(())
}

fn is_closing(byte: u8) -> bool {
    matches!(byte, b'}' | b')' | b']')
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+')
}

/// Where the bytes that fit end.
fn run(bytes: &[u8], from: usize, fits: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|byte| !fits(*byte)).map_or(bytes.len(), |length| from + length)
}

fn string_end(bytes: &[u8], mut at: usize) -> Result<usize, AppError> {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return Ok(at + 1),
            b'\n' | b'\r' => return Ok(at),
            b'\\' => {
                if let [b'\\', b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..] = bytes[at..] {
                    return Err(AppError::invalid("error-query-surrogate").rule("query-surrogate"));
                }
                at += 2;
            }
            _ => at += 1,
        }
    }
    Ok(bytes.len())
}

fn block_string_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match &bytes[at..] {
            [b'\\', b'"', b'"', b'"', ..] => at += 4,
            [b'"', b'"', b'"', ..] => return at + 3,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{
        ErrorCode,
        config::{Config, Environment},
    };

    fn limits(tokens: usize, nesting: usize) -> LimitConfig {
        LimitConfig { tokens, nesting, ..Config::read(&mut Environment::default()).unwrap().limits }
    }

    /// The smallest limit of tokens that the text passes.
    fn tokens(text: &str) -> usize {
        (0..100).find(|tokens| scan(text, &limits(*tokens, 99)).is_ok()).unwrap()
    }

    #[test]
    fn tokens_are_counted_as_the_grammar_does() {
        assert_eq!(tokens(""), 0);
        assert_eq!(tokens(" ,\n# { a comment } of no tokens\n"), 0);
        assert_eq!(tokens("{ a }"), 3);
        assert_eq!(tokens("query Q($v:[Int!]=[-1,2.5e3]) { ...f }"), 20);
        assert_eq!(tokens(r#"{ a(b: "x { \" } \\") }"#), 8);
        assert_eq!(tokens(r#"{ a(b: """ " \""" { """) }"#), 8);
        assert_eq!(tokens("{ é }"), 4);
    }

    #[test]
    fn brackets_inside_one_another_are_bounded() {
        assert!(scan("{a(b:[{c:1}]){d}}", &limits(99, 4)).is_ok());
        let error = scan("{a(b:[{c:1}]){d}}", &limits(99, 3)).unwrap_err();
        assert_eq!((error.code(), error.broken_rule()), (ErrorCode::LimitExceeded, Some("query-nesting")));
        assert!(scan(&"[".repeat(1_000_000), &limits(usize::MAX, 32)).is_err());
        assert!(scan(&"{a}".repeat(10), &limits(99, 1)).is_ok());
        assert!(scan("}}}}{", &limits(99, 1)).is_ok());
    }

    #[test]
    fn elements_of_a_list_are_bounded() {
        let limits = LimitConfig { list_length: 3, ..limits(99, 9) };
        for text in ["{a(b:[1,2,3])}", "{a(b:[$x,$y,$z])}", "{a(b:[{c:1,d:2},[1,2,3],\"[,,,\"])}"] {
            assert!(scan(text, &limits).is_ok(), "{text}");
        }
        for text in ["{a(b:[1,2,3,4])}", "{a(b:[$x,$y,$z,1])}", "{a(b:{c:[[1,2,3,4]]})}"] {
            let error = scan(text, &limits).unwrap_err();
            assert_eq!((error.code(), error.broken_rule()), (ErrorCode::LimitExceeded, Some("list-length")));
        }
    }

    #[test]
    fn half_a_surrogate_pair_never_reaches_the_parser() {
        for text in [r#"{a(b:"\uD800")}"#, r#"{a(b:"\udfff")}"#, r#"{a(b:"\uD83D\uDE00")}"#] {
            assert_eq!(scan(text, &limits(99, 9)).unwrap_err().code(), ErrorCode::Invalid, "{text}");
        }
        for text in [r#"{a(b:"\u00e9 \uD7FF \\uD800")}"#, r#"{a(b:"""\uD800""")}"#] {
            assert!(scan(text, &limits(99, 9)).is_ok(), "{text}");
            async_graphql::parser::parse_query(text).unwrap();
        }
    }

    #[test]
    fn unfinished_texts_end() {
        for text in [
            r#"{a(b:""#,
            r#"{a(b:"\"#,
            r#"{a(b:"\uD"#,
            r#"{a(b:""""#,
            r#"{a(b:"""\"""#,
            "#",
            "..",
            "\u{feff}{a}",
        ] {
            assert!(scan(text, &limits(99, 9)).is_ok(), "{text}");
        }
    }
}
