//! Reading manifests that callers send.

use disclosure::{
    catalog::Catalog,
    manifest::{Format, Limits, Manifest, Problem, ProblemCode, read},
};

use crate::platform::error::{AppError, Place};

/// Reads a manifest; of one that is none, every problem as an error.
pub(super) fn parse(text: &str, format: Format, catalog: &Catalog) -> Result<Manifest, Vec<AppError>> {
    read(text.as_bytes(), format, &Limits::default(), catalog)
        .map_err(|problems| problems.0.iter().map(problem_error).collect())
}

/// A problem of a manifest as an error of the gateway: same words, same place.
pub fn problem_error(problem: &Problem) -> AppError {
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
        .at(["manifest"])
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
