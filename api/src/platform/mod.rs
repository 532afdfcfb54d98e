//! The floor that every area stands on; it knows no area.
//!
//! Owns the error type, ids, time, randomness and pages of a connection; the databases, and the scopes through which
//! alone rows are reached; what a process is given and shares: configuration, log lines, the cache and the buckets of
//! cost. Time and randomness always come in as arguments: nothing above this floor asks the machine for them.

pub mod cache;
pub mod clock;
pub mod compute;
pub mod config;
pub mod cost;
pub mod db;
pub mod error;
pub mod id;
pub mod joint;
pub mod page;
pub mod random;
pub mod scope;
pub mod seal;
pub mod secret_file;
pub mod telemetry;

pub use clock::{Clock, SystemClock};
pub use compute::compute;
pub use error::{AppError, ErrorCode, Message, MessageArg, Place};
pub use id::{NodeId, new_id, parse_id};
pub use joint::Joint;
pub use page::{Cursor, CursorKey, Page, PageArgs};
pub use random::{Random, SystemRandom};
pub use seal::{Sealed, Sealer};
