//! Database errors, mapped in one place. What the database says goes into the cause and never to the caller.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

use super::{AppError, ErrorCode};

impl From<DbErr> for AppError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::Exec(runtime) | DbErr::Query(runtime) | DbErr::Conn(runtime) => {
                let mapped = match error.sql_err() {
                    Some(SqlErr::UniqueConstraintViolation(_)) => Self::conflict("error-taken"),
                    // The row referred to went away, or never was the tenant's.
                    Some(SqlErr::ForeignKeyConstraintViolation(_)) => Self::conflict("error-reference"),
                    _ if was_interrupted(runtime) => Self::conflict("error-concurrent"),
                    _ => Self::new(ErrorCode::Internal, "error-internal"),
                };
                mapped.because(error)
            }
            DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => Self::not_found().because(error),
            DbErr::RecordNotInserted => Self::conflict("error-taken").because(error),
            DbErr::ConnectionAcquire(_)
            | DbErr::TryIntoErr { .. }
            | DbErr::ConvertFromU64(_)
            | DbErr::UnpackInsertId
            | DbErr::UpdateGetPrimaryKey
            | DbErr::AttrNotSet(_)
            | DbErr::Custom(_)
            | DbErr::Type(_)
            | DbErr::Json(_)
            | DbErr::Migration(_)
            | DbErr::BackendNotSupported { .. }
            | DbErr::KeyArityMismatch { .. }
            | DbErr::PrimaryKeyNotSet { .. }
            | DbErr::RbacError(_)
            | DbErr::AccessDenied { .. }
            | DbErr::MutexPoisonError => Self::internal(error),
            // The enum is marked as open; a variant that does not exist yet can only be internal.
            _ => Self::internal(error),
        }
    }
}

/// Whether the database ended the statement because of another transaction: repeating the whole may succeed.
/// SQLSTATE 40001 and 40P01 of PostgreSQL; the BUSY family (primary code 5) of SQLite.
fn was_interrupted(error: &RuntimeErr) -> bool {
    let RuntimeErr::SqlxError(error) = error else { return false };
    let SqlxError::Database(error) = &**error else { return false };
    match error.code().as_deref() {
        Some("40001" | "40P01") => true,
        Some(code) => code.len() < 5 && code.parse::<u32>().is_ok_and(|code| code & 0xff == 5),
        None => false,
    }
}
