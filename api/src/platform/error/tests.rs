use sea_orm::{ConnAcquireErr, DbErr};

use super::*;

#[test]
fn codes_are_spelled_as_the_contract_says() {
    assert_eq!(
        ErrorCode::ALL.map(ErrorCode::as_str),
        [
            "NOT_FOUND",
            "INVALID",
            "CONFLICT",
            "ILLEGAL_STATE",
            "FORBIDDEN",
            "UNAUTHENTICATED",
            "RATE_LIMITED",
            "LIMIT_EXCEEDED",
            "INTERNAL",
        ]
    );
}

#[test]
fn display_shows_neither_values_nor_cause() {
    let error = AppError::invalid("error-id").arg("kind", "secret value").because("secret cause");
    assert_eq!(error.to_string(), "INVALID error-id");
    assert!(!format!("{error:?}").contains("secret value"));
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("secret cause"));
}

#[test]
fn the_public_half_keeps_all_that_was_said() {
    let place = Place { path: Some("/sdks/a".into()), line: Some(3), column: Some(7), nearest: None };
    let error = AppError::conflict("error-taken")
        .arg("count", 3u64)
        .arg("huge", u64::MAX)
        .at(["input", "slug"])
        .rule("slug-unique")
        .in_place(place.clone());
    assert_eq!(error.code(), ErrorCode::Conflict);
    assert_eq!(error.message().key, "error-taken");
    assert_eq!(
        error.message().args,
        [("count", MessageArg::Number(3)), ("huge", MessageArg::Number(i64::MAX))]
    );
    assert_eq!(error.field(), Some(&["input".to_owned(), "slug".to_owned()][..]));
    assert_eq!(error.broken_rule(), Some("slug-unique"));
    assert_eq!(error.place(), Some(&place));
}

#[test]
fn database_errors_become_codes() {
    let mapped = |error: DbErr| AppError::from(error).code();
    assert_eq!(mapped(DbErr::RecordNotFound("row".into())), ErrorCode::NotFound);
    assert_eq!(mapped(DbErr::RecordNotUpdated), ErrorCode::NotFound);
    assert_eq!(mapped(DbErr::RecordNotInserted), ErrorCode::Conflict);
    assert_eq!(mapped(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)), ErrorCode::Internal);
    assert_eq!(mapped(DbErr::Custom("text".into())), ErrorCode::Internal);
}
