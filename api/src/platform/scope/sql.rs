//! Statements that the builder cannot say.

use sea_orm::{DbBackend, Statement, Value};

use entities::TenantId;

/// A statement whose first parameter, `$1`, is always the scope's tenant: the scope binds it, the caller binds the rest
/// from `$2` on. Declare it as a `const`: one that does not name `$1` then does not compile.
#[derive(Debug, Clone)]
pub struct TenantSql {
    sqlite: &'static str,
    postgres: &'static str,
    values: Vec<Value>,
}

impl TenantSql {
    /// A statement that both databases understand.
    ///
    /// # Panics
    /// Where it does not name `$1`.
    pub const fn new(sql: &'static str) -> Self {
        Self::by_database(sql, sql)
    }

    /// The same statement in each database's words.
    ///
    /// # Panics
    /// Where one of them does not name `$1`.
    pub const fn by_database(sqlite: &'static str, postgres: &'static str) -> Self {
        assert!(names_tenant(sqlite) && names_tenant(postgres), "the tenant, $1, is missing");
        Self { sqlite, postgres, values: Vec::new() }
    }

    /// Gives the next parameter its value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(super) fn statement(self, backend: DbBackend, tenant: TenantId) -> Statement {
        let sql = if backend == DbBackend::Postgres { self.postgres } else { self.sqlite };
        let values = std::iter::once(Value::from(tenant)).chain(self.values);
        Statement::from_sql_and_values(backend, sql, values)
    }
}

const fn names_tenant(sql: &str) -> bool {
    let bytes = sql.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        let ends = at + 2 == bytes.len() || !bytes[at + 2].is_ascii_digit();
        if bytes[at] == b'$' && bytes[at + 1] == b'1' && ends {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_names_the_tenant() {
        for sql in ["$1", "select 1 where tenant_id = $1", "tenant_id = $1 and id = $2"] {
            assert!(names_tenant(sql), "{sql}");
        }
        for sql in ["", "$", "select $2", "id = $10", "id = $12 and x = 1"] {
            assert!(!names_tenant(sql), "{sql}");
        }
    }
}
