//! Edits of a declaration: a pure function `(document, edits) → document`.
//!
//! An edit names a place by a [`Pointer`]: a section (`/minors`), a member of one (`/minors/age`) or an item of a keyed
//! list by its key (`/sdks/umeng`). What lies at a place is read from the JSON Schema of the manifest, so that a new
//! section needs no code here. Nothing is checked beyond the place: the result is read like any other declaration.
//!
//! The three states of a section: it is stated by its value, said to be none by `[]` or `{"none": true}`, and unstated
//! again once it is removed. Removing the last item of a list leaves the list unstated, since nobody said that there
//! is none. Stating a member of a section that says none takes the `none` back.

mod apply;
mod invert;
mod rebase;
mod shape;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Pointer;

pub use apply::apply;
pub use invert::difference;
pub use rebase::{Conflict, rebase};

/// One edit of one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Edit {
    /// The place holds this value, whatever it held. An item of a keyed list stays where it stands; a new one joins at
    /// the end.
    Set {
        /// A section, a member or an item.
        path: Pointer,
        /// In the form of the manifest; the key of an item may be left out.
        value: Value,
    },
    /// Members of what is there change, each as a whole; null takes one away. Nothing there is an error.
    Patch {
        /// A section, or an item.
        path: Pointer,
        /// The new values by name.
        members: Map<String, Value>,
    },
    /// As [`Edit::Patch`]; what is not there yet is made.
    Declare {
        /// A section, or an item.
        path: Pointer,
        /// The new values by name.
        members: Map<String, Value>,
    },
    /// Nothing is said about the place any more. Nothing there is an error.
    Remove {
        /// A section, a member or an item.
        path: Pointer,
    },
    /// The items of a keyed list stand in this order.
    Order {
        /// The list.
        path: Pointer,
        /// Each key of the list once.
        keys: Vec<String>,
    },
}

impl Edit {
    /// The place it is about.
    pub fn path(&self) -> &Pointer {
        match self {
            Self::Set { path, .. }
            | Self::Patch { path, .. }
            | Self::Declare { path, .. }
            | Self::Remove { path }
            | Self::Order { path, .. } => path,
        }
    }
}

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum EditError {
    /// The schema knows no such member.
    #[error("{path} is no place of a declaration")]
    UnknownPlace {
        /// Up to the unknown name.
        path: Pointer,
        /// The known name that comes nearest.
        nearest: Option<String>,
    },
    /// Nothing is there.
    #[error("nothing is at {path}")]
    Vanished {
        /// The place, or the part of its way that is missing.
        path: Pointer,
        /// The key that comes nearest.
        nearest: Option<String>,
    },
    /// The edit does not fit what the place can hold.
    #[error("{path} cannot be edited so")]
    Misfit {
        /// The place.
        path: Pointer,
    },
    /// A key that never changes: a rename is remove and add.
    #[error("the key of {path} stays")]
    KeyKept {
        /// The item.
        path: Pointer,
    },
}

impl EditError {
    /// The place, and the valid name nearest to what was written there.
    pub fn place(&self) -> (&Pointer, Option<&str>) {
        match self {
            Self::UnknownPlace { path, nearest } | Self::Vanished { path, nearest } => {
                (path, nearest.as_deref())
            }
            Self::Misfit { path } | Self::KeyKept { path } => (path, None),
        }
    }
}
