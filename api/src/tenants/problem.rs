//! Problems of what a manifest declares, as errors of the gateway.

use disclosure::manifest::{Problem, ProblemCode};

use crate::platform::error::{AppError, Place};

/// A problem as an error about the input field `field`: same words, same place.
pub fn problem_error(problem: &Problem, field: &'static str) -> AppError {
    let key = key(problem.code);
    let error = match problem.code {
        ProblemCode::TooLarge | ProblemCode::TooDeep | ProblemCode::TooManyValues => {
            AppError::limit_exceeded(key)
        }
        _ => AppError::invalid(key),
    };
    error
        .arg("subject", problem.subject.as_str())
        .arg("expected", problem.expected.clone().unwrap_or_default())
        .at([field])
        .rule(key)
        .in_place(Place {
            path: Some(problem.path.clone()),
            line: problem.place.map(|place| place.line),
            column: problem.place.map(|place| place.column),
            nearest: problem.nearest.clone(),
        })
}

fn key(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::TooLarge => "problem-too-large",
        ProblemCode::TooDeep => "problem-too-deep",
        ProblemCode::TooManyValues => "problem-too-many-values",
        ProblemCode::InvalidUtf8 => "problem-invalid-utf8",
        ProblemCode::Syntax => "problem-syntax",
        ProblemCode::DuplicateKey => "problem-duplicate-key",
        ProblemCode::UnknownMember => "problem-unknown-member",
        ProblemCode::MissingMember => "problem-missing-member",
        ProblemCode::WrongType => "problem-wrong-type",
        ProblemCode::UnknownValue => "problem-unknown-value",
        ProblemCode::InvalidValue => "problem-invalid-value",
        ProblemCode::UnknownCode => "problem-unknown-code",
        ProblemCode::DanglingReference => "problem-dangling-reference",
        ProblemCode::Contradiction => "problem-contradiction",
        ProblemCode::UnknownSchema => "problem-unknown-schema",
    }
}
