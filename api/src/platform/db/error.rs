//! Why a database cannot be used. For whoever runs the gateway; no address or password stands in it.

use sea_orm::DbErr;

/// What stops the start.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The address does not parse. Its text is withheld: it may hold a password.
    #[error("the database address is not of the form {expected}")]
    Address {
        /// What it should look like.
        expected: &'static str,
    },
    /// The server does not answer, or refuses.
    #[error("the database cannot be reached")]
    Unreachable(#[source] DbErr),
    /// A statement of the start failed.
    #[error("the database cannot be checked")]
    Check(#[source] DbErr),
    /// The role is one that row-level security does not bind.
    #[error("role `{role}` {fault}; the gateway starts only as roles that row-level security binds")]
    Role {
        /// The role that was logged in with.
        role: String,
        /// What is wrong with it.
        fault: RoleFault,
    },
    /// The operator's role can write.
    #[error("role `{role}` can write to `{table}`; the operator's role must only read")]
    OperatorWrites {
        /// The role that was logged in with.
        role: String,
        /// A table that it can write.
        table: String,
    },
    /// Migrations are missing.
    #[error("the schema is behind by {}; run `candor migrate`", missing.join(", "))]
    SchemaBehind {
        /// Names of the migrations that were not run.
        missing: Vec<String>,
    },
    /// A tenant's table is open.
    #[error("row-level security is not forced on `{table}`")]
    Open {
        /// The table.
        table: String,
    },
    /// Texts would be sorted by the rules of a language, which change between systems.
    #[error("the database sorts texts by a language; create it with locale 'C' and encoding 'UTF8'")]
    Collation,
    /// Rows could not be removed; none was.
    #[error("the tenant's rows cannot be removed")]
    Erase(#[source] DbErr),
    /// A migration waited for its tables in vain, again and again.
    #[error(
        "the schema cannot be brought up to date while its tables are in use; run `candor migrate` again at a quieter time"
    )]
    Busy(#[source] DbErr),
    /// A migration failed; what it did was undone.
    #[error("the schema cannot be brought up to date")]
    Migrate(#[source] DbErr),
}

/// Why row-level security does not bind a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoleFault {
    /// It owns tables, or belongs to a role that does.
    #[error("owns tables")]
    OwnsTables,
    /// It is a superuser or bypasses row-level security, or belongs to a role that is or does.
    #[error("bypasses row-level security")]
    Bypasses,
}
