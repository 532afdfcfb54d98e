//! Writing one tenant's rows.

use std::{ops::Deref, sync::Arc};

use entities::{AppRows, Mutable, Removable, TenantId, TenantOwned, TypedId, accounts};
use futures_util::future;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IdenStatic,
    Iterable, QueryFilter, QuerySelect, QueryTrait, Select, Statement, TryInsertResult, UpdateMany, Value,
    sea_query::{Expr, OnConflict},
};

use super::{
    Actor, Beside, ReadScope, Scoped, TenantSql, Where, lookup,
    session::{Hand, Shared},
    set,
};
use crate::platform::{
    db::Transaction,
    error::{AppError, Result},
    id::new_id,
};

/// Parameters of one statement at most, below the limits of both databases (32,766 and 65,535).
const MAX_PARAMETERS: usize = 32_000;

/// One tenant, read and written in a transaction of its own. Everything a `ReadScope` can do, it can too, and sees its own
/// writes. `commit` makes them last; dropped before, nothing happened.
#[derive(Debug)]
pub struct WriteScope {
    reads: ReadScope,
    hand: Hand,
    shared: Arc<Shared>,
}

impl Deref for WriteScope {
    type Target = ReadScope;

    fn deref(&self) -> &ReadScope {
        &self.reads
    }
}

/// What only one scope at a time may be busy with, whichever tenants they write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusive {
    /// Which tenant stands below which.
    TenantTree,
    /// Which registration numbers are verified.
    RegistrationNumbers,
}

impl Exclusive {
    /// Key of its advisory lock: eight letters in ASCII.
    const fn key(self) -> i64 {
        match self {
            Self::TenantTree => i64::from_be_bytes(*b"ten-tree"),
            Self::RegistrationNumbers => i64::from_be_bytes(*b"ten-regn"),
        }
    }
}

/// Parameters of statements that are joined to one text, at most. Such a text is kept prepared, and hardly one is like
/// another: of larger ones that would take much memory, and gain nothing.
const MAX_JOINED: usize = 4_000;

/// Many rows that are about to be written.
#[derive(Debug)]
pub struct SetWrite {
    tenant: TenantId,
    /// With how many rows each writes; none where that is not known.
    statements: Vec<(Statement, Option<u64>)>,
}

/// A change of rows: which, and to what.
#[derive(Debug, Clone)]
pub struct Change<E: EntityTrait> {
    condition: Where<E>,
    values: Vec<(E::Column, Value)>,
}

impl<E: Mutable> Change<E> {
    /// Changes the rows to which `condition` applies. The state that the change starts from belongs into the condition,
    /// so that of two concurrent changes one finds no row.
    pub fn of(condition: Where<E>) -> Self {
        Self { condition, values: Vec::new() }
    }

    /// Gives a column a value.
    #[must_use]
    pub fn set(mut self, column: E::Column, value: impl Into<Value>) -> Self {
        self.values.push((column, value.into()));
        self
    }
}

impl WriteScope {
    pub(super) fn new(transaction: Transaction, tenant: TenantId, hand: Hand, shared: Arc<Shared>) -> Self {
        let reads = ReadScope::new(Arc::new(transaction), tenant).bound_to(hand.app);
        Self { reads, hand, shared }
    }

    /// Who writes.
    pub fn actor(&self) -> Actor {
        self.hand.actor
    }

    /// The writer's own tenant, where it writes in another's.
    pub fn actor_tenant(&self) -> Option<TenantId> {
        self.hand.actor_tenant
    }

    /// The present instant.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.shared.clock.now()
    }

    /// A new id.
    pub fn new_id<I: TypedId>(&self) -> I {
        new_id(&*self.shared.clock, &*self.shared.random)
    }

    /// Adds a row, as the tenant's, whatever tenant `row` names.
    ///
    /// # Errors
    /// `FORBIDDEN` for another app's row than the one that the credential is bound to. `CONFLICT`: `error-taken` where a unique key is taken, `error-reference` where a row referred to is not there.
    pub async fn insert<E: TenantOwned>(&self, row: E::ActiveModel) -> Result<()> {
        let row = self.stamp::<E>(row)?;
        expect(E::insert(row).exec_without_returning(self.transaction()).await?, 1)
    }

    /// Adds rows, as the tenant's; of none, nothing happens. Many rows take several statements.
    ///
    /// # Errors
    /// As for `insert`.
    pub async fn insert_many<E: TenantOwned>(&self, rows: Vec<E::ActiveModel>) -> Result<()> {
        let rows = rows.into_iter().map(|row| self.stamp::<E>(row)).collect::<Result<Vec<_>>>()?;
        let batch = (MAX_PARAMETERS / E::Column::iter().count()).max(1);
        for rows in rows.chunks(batch) {
            let added =
                E::insert_many(rows.iter().cloned()).exec_without_returning(self.transaction()).await?;
            expect(added, rows.len() as u64)?;
        }
        Ok(())
    }

    /// What adds rows, as the tenant's, in one statement however many, once [`write_set`](Self::write_set) runs it: on PostgreSQL
    /// each column comes as an array. Beside one row of another table that the scope has locked, which lets a distributed
    /// database do it where the rows lie. The arrays hold no null: where a column can have one, a value of its type that no
    /// such column holds means it. To make it takes time that the database could use for others.
    ///
    /// # Errors
    /// `FORBIDDEN` as for `insert`.
    pub fn insertion<E: TenantOwned, A: TenantOwned>(
        &self,
        beside: &Beside<A>,
        rows: Vec<E::ActiveModel>,
    ) -> Result<SetWrite> {
        self.prepare_set::<E, A>(beside, rows, set::Taken::Fails)
    }

    /// As [`insertion`](Self::insertion); where a row of the same primary key is there, the numbers in the columns `sums` are
    /// added to its own instead. No two of `rows` have one key.
    ///
    /// # Errors
    /// `FORBIDDEN` as for `insert`.
    pub fn addition<E: Mutable, A: TenantOwned>(
        &self,
        beside: &Beside<A>,
        rows: Vec<E::ActiveModel>,
        sums: &[E::Column],
    ) -> Result<SetWrite> {
        self.prepare_set::<E, A>(beside, rows, set::Taken::Adds(sums))
    }

    /// Adds rows as [`insertion`](Self::insertion) does; one whose primary key is there already is left out.
    ///
    /// # Errors
    /// `CONFLICT` (`error-reference`) where a row referred to is not there.
    pub async fn insert_set_if_absent<E: TenantOwned, A: TenantOwned>(
        &self,
        beside: Beside<A>,
        rows: Vec<E::ActiveModel>,
    ) -> Result<()> {
        self.write_set(self.prepare_set::<E, A>(&beside, rows, set::Taken::Stays)?).await
    }

    fn prepare_set<E: TenantOwned, A: TenantOwned>(
        &self,
        beside: &Beside<A>,
        rows: Vec<E::ActiveModel>,
        taken: set::Taken<'_, E::Column>,
    ) -> Result<SetWrite> {
        let mut rows = rows.into_iter().map(|row| self.stamp::<E>(row)).collect::<Result<Vec<_>>>()?;
        let backend = self.transaction().get_database_backend();
        let most = match backend {
            DbBackend::Postgres => rows.len().max(1),
            _ => (MAX_PARAMETERS / E::Column::iter().count()).max(1),
        };
        let statement = |rows: &mut [E::ActiveModel]| {
            let expected = (!matches!(taken, set::Taken::Stays)).then_some(rows.len() as u64);
            Ok((set::statement::<E, A>(backend, self.tenant(), beside, rows, taken)?, expected))
        };
        let statements = rows.chunks_mut(most).map(statement).collect::<Result<_>>()?;
        Ok(SetWrite { tenant: self.tenant(), statements })
    }

    /// Writes a set that was prepared in this scope.
    ///
    /// # Errors
    /// As for `insert`; `INTERNAL` for a set of another tenant.
    pub async fn write_set(&self, set: SetWrite) -> Result<()> {
        for (statement, expected) in self.own_statements(set)? {
            let written = self.transaction().execute_raw(statement).await?.rows_affected();
            if let Some(expected) = expected {
                expect(written, expected)?;
            }
        }
        Ok(())
    }

    /// Writes sets one after the other, each made when its turn comes: on PostgreSQL while the database writes the one before.
    /// On SQLite what is not long is handed to its thread together.
    ///
    /// # Errors
    /// As for [`write_set`](Self::write_set); `INTERNAL` for a set that leaves out rows which are there already.
    pub async fn write_sets(&self, sets: impl Iterator<Item = Result<SetWrite>> + Send) -> Result<()> {
        let mut sets = sets.filter(|set| !set.as_ref().is_ok_and(|set| set.statements.is_empty()));
        if self.transaction().get_database_backend() == DbBackend::Sqlite {
            return self.write_joined(sets).await;
        }
        let mut next = sets.next().transpose()?;
        while let Some(set) = next {
            let following = async { sets.next().transpose() };
            let (written, following) = future::join(self.write_set(set), following).await;
            written?;
            next = following?;
        }
        Ok(())
    }

    async fn write_joined(&self, sets: impl Iterator<Item = Result<SetWrite>> + Send) -> Result<()> {
        let (mut joined, mut parameters) = (Vec::new(), 0);
        for set in sets {
            for (statement, rows) in self.own_statements(set?)? {
                let its = statement.values.as_ref().map_or(0, |values| values.0.len());
                if parameters + its > MAX_JOINED {
                    self.write_together(std::mem::take(&mut joined)).await?;
                    parameters = 0;
                }
                joined.push((statement, rows));
                parameters += its;
            }
        }
        self.write_together(joined).await
    }

    async fn write_together(&self, statements: Vec<(Statement, Option<u64>)>) -> Result<()> {
        if statements.is_empty() {
            return Ok(());
        }
        let (statements, rows): (Vec<_>, Vec<_>) = statements.into_iter().unzip();
        let rows: Option<u64> = rows.into_iter().sum();
        let rows = rows.ok_or_else(|| AppError::internal("rows of unknown number among others"))?;
        expect(self.transaction().execute_joined(statements).await?, rows)
    }

    /// What a set writes, if it was prepared for this tenant.
    fn own_statements(&self, set: SetWrite) -> Result<Vec<(Statement, Option<u64>)>> {
        if set.tenant == self.tenant() {
            Ok(set.statements)
        } else {
            Err(AppError::internal("a set of another tenant"))
        }
    }

    /// Adds a row unless one of its keys is taken; says whether it did.
    ///
    /// # Errors
    /// `CONFLICT` (`error-reference`) where a row referred to is not there.
    pub async fn insert_if_absent<E: TenantOwned>(&self, row: E::ActiveModel) -> Result<bool> {
        let row = self.stamp::<E>(row)?;
        // Without a target: a row that another unique key keeps out is not written either.
        let unless_taken = OnConflict::new().do_nothing().to_owned();
        let insert = E::insert(row).on_conflict(unless_taken).try_insert();
        let outcome = insert.exec_without_returning(self.transaction()).await?;
        match outcome {
            TryInsertResult::Inserted(1) => Ok(true),
            TryInsertResult::Inserted(0) | TryInsertResult::Conflicted => Ok(false),
            TryInsertResult::Inserted(_) | TryInsertResult::Empty => {
                Err(AppError::internal("an insert of one row wrote another number of rows"))
            }
        }
    }

    /// Changes rows; says how many.
    ///
    /// # Errors
    /// `CONFLICT` as for `insert`. `INTERNAL` where the change would move rows to another tenant.
    pub async fn update<E: Mutable>(&self, change: Change<E>) -> Result<u64> {
        Ok(self.updating(change)?.exec(self.transaction()).await?.rows_affected)
    }

    /// What changes the one row to which the condition applies, among others that are written: that it applies to none is
    /// nobody's fault there, but `INTERNAL`.
    ///
    /// # Errors
    /// `INTERNAL` as for [`update`](Self::update).
    pub fn change_of_one<E: Mutable>(&self, change: Change<E>) -> Result<SetWrite> {
        let statement = self.updating(change)?.build(self.transaction().get_database_backend());
        Ok(SetWrite { tenant: self.tenant(), statements: vec![(statement, Some(1))] })
    }

    fn updating<E: Mutable>(&self, change: Change<E>) -> Result<UpdateMany<E>> {
        let mut update = E::update_many()
            .filter(self.reach().changeable::<E>()?)
            .filter(change.condition.into_condition());
        for (column, value) in change.values {
            if column.as_str() == E::TENANT.as_str() {
                return Err(AppError::internal("a row does not change its tenant"));
            }
            if matches!(E::OF_APP, AppRows::Of(app) if app.as_str() == column.as_str()) {
                return Err(AppError::internal("a row does not change its app"));
            }
            update = update.col_expr(column, column.save_as(Expr::val(value)));
        }
        Ok(update)
    }

    /// Changes the one row to which the condition applies.
    ///
    /// # Errors
    /// `CONFLICT` (`error-concurrent`) where it applies to none: somebody was quicker.
    pub async fn update_one<E: Mutable>(&self, change: Change<E>) -> Result<()> {
        match self.update(change).await? {
            0 => Err(AppError::conflict("error-concurrent")),
            changed => expect(changed, 1),
        }
    }

    /// Removes rows; says how many.
    ///
    /// # Errors
    /// `CONFLICT` (`error-reference`) where other rows refer to them.
    pub async fn delete<E: Removable>(&self, condition: Where<E>) -> Result<u64> {
        let delete =
            E::delete_many().filter(self.reach().changeable::<E>()?).filter(condition.into_condition());
        Ok(delete.exec(self.transaction()).await?.rows_affected)
    }

    /// The first row, which nobody else can change or lock until this scope ends. On SQLite the scope has the whole
    /// database to itself anyway.
    pub async fn lock<E: Mutable>(&self, scoped: Scoped<E>) -> Result<Option<E::Model>> {
        Ok(self.locking(scoped.limit(1)).one(self.transaction()).await?)
    }

    /// Some columns of the first row, which is held likewise.
    pub async fn lock_columns<E: Mutable, T: FromQueryResult>(
        &self,
        scoped: Scoped<E>,
        columns: &[E::Column],
    ) -> Result<Option<T>> {
        let select = self.locking(scoped.limit(1)).select_only().columns(columns.iter().copied());
        Ok(select.into_model::<T>().one(self.transaction()).await?)
    }

    /// The rows, as [`lock`](Self::lock) holds one. Whoever locks several rows of a table asks for them in the same order
    /// as everybody else, or two would wait for each other.
    pub async fn lock_all<E: Mutable>(&self, scoped: Scoped<E>) -> Result<Vec<E::Model>> {
        Ok(self.locking(scoped).all(self.transaction()).await?)
    }

    fn locking<E: Mutable>(&self, scoped: Scoped<E>) -> Select<E> {
        let select = scoped.build(self.reach());
        match self.transaction().get_database_backend() {
            DbBackend::Postgres => select.lock_exclusive(),
            _ => select,
        }
    }

    /// Waits until nobody else's open scope is alone with the same thing, and keeps others waiting until this one ends:
    /// for what no row can be locked for. On SQLite the scope has the whole database to itself anyway. What is read from
    /// here on, also by a scope opened now, is what those before have committed.
    ///
    /// # Errors
    /// Those of the database, as codes.
    pub async fn alone(&self, with: Exclusive) -> Result<()> {
        if self.transaction().get_database_backend() == DbBackend::Postgres {
            let sql = "select pg_advisory_xact_lock($1)";
            let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [with.key().into()]);
            self.transaction().prepare(lock).await?;
        }
        Ok(())
    }

    /// Runs a statement that the builder cannot say; says how many rows it touched.
    ///
    /// # Errors
    /// `FORBIDDEN` for a credential that is bound to one app; those of the database, as codes.
    pub async fn execute(&self, sql: TenantSql) -> Result<u64> {
        self.reach().check_whole()?;
        let backend = self.transaction().get_database_backend();
        let statement = sql.statement(backend, self.tenant());
        Ok(self.transaction().execute_raw(statement).await?.rows_affected())
    }

    /// Adds an account. Accounts belong to no tenant; on PostgreSQL each is visible to its own holder only, whom this
    /// names before it writes.
    ///
    /// # Errors
    /// `CONFLICT` (`error-taken`) where the address has an account.
    pub async fn insert_account(&self, account: accounts::Model) -> Result<()> {
        self.reach().check_whole()?;
        lookup::name_account(self.transaction(), account.id).await?;
        let row: accounts::ActiveModel = account.into();
        expect(accounts::Entity::insert(row.reset_all()).exec_without_returning(self.transaction()).await?, 1)
    }

    /// Makes all of it last, and what the request has read so far be read anew.
    ///
    /// # Errors
    /// Where the database refuses; then nothing happened.
    pub async fn commit(self) -> Result<()> {
        let transaction = Arc::into_inner(self.reads.into_transaction())
            .ok_or_else(|| AppError::internal("the transaction is held elsewhere"))?;
        transaction.commit().await?;
        self.shared.forget().await;
        Ok(())
    }

    fn stamp<E: TenantOwned>(&self, mut row: E::ActiveModel) -> Result<E::ActiveModel> {
        self.reach().check_new::<E>(&row)?;
        row.try_set(E::TENANT, self.tenant().into())?;
        Ok(row)
    }
}

fn expect(rows: u64, expected: u64) -> Result<()> {
    if rows == expected {
        Ok(())
    } else {
        Err(AppError::internal(format!("{rows} rows were written instead of {expected}")))
    }
}
