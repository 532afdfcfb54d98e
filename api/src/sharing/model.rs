//! What a log and a record are.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entities::{AppId, LogId, SharingRecordId, TenantId, sharing_logs, sharing_records};
pub use entities::{
    apps::Environment,
    sharing_records::{Conformity, RecordKind},
};
use sharing_log::{
    Hash,
    record::{Content, Kind},
    tree::Frontier,
};

use super::subjects::Person;
use crate::{
    conformity::{self, ReasonCode},
    platform::{
        error::{AppError, Result},
        scope::Principal,
    },
};

/// A log, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    pub tenant: TenantId,
    pub id: LogId,
    pub environment: Environment,
    pub origin: String,
    /// The right edge of the tree, with its size.
    pub frontier: Frontier,
    /// The earliest month of the records whose leaves stand in no full tile yet; 0 where there are none.
    pub tile_month: i32,
    /// The key that signs.
    pub key: i32,
    /// Of so many records from the first on the term is over and the contents are erased.
    pub expired: u64,
}

impl Log {
    /// The number of records.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }
}

impl TryFrom<sharing_logs::Model> for Log {
    type Error = AppError;

    fn try_from(row: sharing_logs::Model) -> Result<Self> {
        let size = u64::try_from(row.size).map_err(AppError::internal)?;
        Ok(Self {
            tenant: row.tenant_id,
            id: row.log_id,
            environment: row.environment,
            origin: row.origin,
            frontier: Frontier::new(size, hashes(&row.frontier)?).map_err(AppError::internal)?,
            tile_month: row.tile_month,
            key: row.key_id,
            expired: u64::try_from(row.expired).map_err(AppError::internal)?,
        })
    }
}

/// Hashes as they are stored, one after the other.
pub fn hashes(bytes: &[u8]) -> Result<Vec<Hash>> {
    let (chunks, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() {
        Ok(chunks.iter().map(|chunk| Hash(*chunk)).collect())
    } else {
        Err(AppError::internal("stored hashes of a broken length"))
    }
}

/// What a reporter tells, not looked at yet.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// As the format has it, but for the time.
    pub content: Content,
    /// When it happened.
    pub occurred_at: Option<DateTime<Utc>>,
    /// The record that it takes the place of.
    pub corrects: Option<SharingRecordId>,
    /// Whom it is about, where it is one person.
    pub subject: Option<Person>,
}

/// A sound report on its way into the log.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: Kind,
    /// The app; none for one that voids, which takes that of what it cites.
    pub app: Option<AppId>,
    /// The one app whose records it may cite.
    pub reach: Option<AppId>,
    pub cites: Option<SharingRecordId>,
    pub content: Arc<Content>,
    /// `content` as canonical JSON.
    pub canonical: String,
    /// Whom it is about; in `content` only once the group refers to it.
    pub subject: Option<Person>,
    pub occurred_at: Option<DateTime<Utc>>,
    /// None of one that voids, and before it is judged.
    pub judgement: Option<Judgement>,
}

impl Draft {
    /// SHA-256 of what is told, by which a repetition is known.
    pub fn body(&self) -> [u8; 32] {
        let cited = self.cites.map(|id| id.seq);
        body(self.kind, cited, &self.canonical)
    }
}

/// SHA-256 of what a record tells.
pub fn body(kind: Kind, cites: Option<i64>, canonical: &str) -> [u8; 32] {
    let cited = cites.map_or_else(String::new, |seq| seq.to_string());
    let told: &[u8] = match kind {
        Kind::Record => b"R",
        Kind::Void => b"V",
        Kind::Correct => b"C",
    };
    Hash::of(&[told, cited.as_bytes(), b"\n", canonical.as_bytes()]).0
}

/// The same in the words of the rows.
pub fn kind_of(kind: Kind) -> RecordKind {
    match kind {
        Kind::Record => RecordKind::Record,
        Kind::Void => RecordKind::Void,
        Kind::Correct => RecordKind::Correct,
    }
}

/// What was judged about a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub conformity: Conformity,
    /// Number of the version by which.
    pub version: Option<i32>,
    pub reasons: Vec<ReasonCode>,
}

impl Judgement {
    /// What came out by the version of this number.
    pub fn new(version: Option<i32>, judged: conformity::Judgement) -> Self {
        let mut reasons: Vec<ReasonCode> = judged.reasons.into_iter().map(|reason| reason.code).collect();
        reasons.dedup();
        let conformity = match judged.conformity {
            conformity::Conformity::Conforms => Conformity::Conforms,
            conformity::Conformity::Deviates => Conformity::Deviates,
            conformity::Conformity::Undecided => Conformity::Undecided,
        };
        Self { conformity, version, reasons }
    }
}

/// What the reporter is told of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub id: SharingRecordId,
    pub recorded_at: DateTime<Utc>,
    /// None of one that voids.
    pub conformity: Option<Conformity>,
    pub reasons: Vec<ReasonCode>,
    /// Whether it was there before.
    pub repeated: bool,
}

/// A record as it is read.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: SharingRecordId,
    pub tenant: TenantId,
    pub kind: RecordKind,
    pub cites: Option<i64>,
    pub app: AppId,
    pub recorded_at: DateTime<Utc>,
    /// None once it was erased.
    pub content: Option<Content>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub leaf: Hash,
    pub conformity: Option<Conformity>,
    /// Number of the version by which it was judged.
    pub judged_version: Option<i32>,
    pub reasons: Vec<ReasonCode>,
    /// Who reported it, as audit events name an actor; none where that was not kept yet.
    pub reported_by: Option<String>,
}

impl Record {
    /// Who reported it, for those who may see it: whoever reads the tenant's audit log, which a key that is bound to an app
    /// does not.
    pub fn reporter(&self, caller: &Principal) -> Option<&str> {
        self.reported_by.as_deref().filter(|_| caller.app().is_none())
    }
}

impl TryFrom<sharing_records::Model> for Record {
    type Error = AppError;

    fn try_from(row: sharing_records::Model) -> Result<Self> {
        // What is to be erased is not told any more.
        let told = row.erasing_at.is_none();
        let content = row.content.as_deref().filter(|_| told).map(serde_json::from_str).transpose();
        Ok(Self {
            id: SharingRecordId { log: row.log_id, month: row.month, seq: row.seq },
            tenant: row.tenant_id,
            kind: row.kind,
            cites: row.cites,
            app: row.app_id,
            recorded_at: row.recorded_at,
            content: content.map_err(AppError::internal)?,
            occurred_at: row.occurred_at.filter(|_| told),
            leaf: hash_of(row.leaf_hash.bytes())?,
            conformity: row.conformity,
            judged_version: row.judged_version,
            reasons: codes(&row.reasons),
            reported_by: row.reported_by,
        })
    }
}

/// A stored hash.
pub fn hash_of(bytes: &[u8]) -> Result<Hash> {
    bytes.try_into().map(Hash).map_err(AppError::internal)
}

/// Codes as they are stored; one of a newer program is passed over.
pub fn codes(text: &str) -> Vec<ReasonCode> {
    text.split_ascii_whitespace().filter_map(ReasonCode::parse).collect()
}

/// Codes to be stored.
pub fn words(codes: &[ReasonCode]) -> String {
    codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(" ")
}

/// Which records to tell; what is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    pub app: Option<AppId>,
    pub recipient: Option<String>,
    pub category: Option<String>,
    pub purpose: Option<String>,
    pub conformity: Option<Conformity>,
    /// Occurred then or later.
    pub from: Option<DateTime<Utc>>,
    /// Occurred before.
    pub to: Option<DateTime<Utc>>,
    /// References to the person whom they are about, one for each of its keys.
    pub subject: Option<Vec<String>>,
}

/// Which records to sum.
#[derive(Debug, Clone, Default)]
pub struct TotalFilter {
    pub app: Option<AppId>,
    /// First day, in UTC.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// By what sums are told apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dimensions {
    pub recipient: bool,
    pub category: bool,
    pub day: bool,
    pub conformity: bool,
}

/// Sums over records that agree in what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub recipient: Option<String>,
    pub category: Option<String>,
    pub day: Option<NaiveDate>,
    pub conformity: Option<Conformity>,
    pub records: i64,
    pub subjects: i64,
}
