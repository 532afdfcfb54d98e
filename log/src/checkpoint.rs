//! Checkpoints after C2SP tlog-checkpoint: a log's name, size and root.

use std::{fmt, str::FromStr};

use crate::{
    Hash,
    note::{Note, NoteError, Verifier},
};

/// What a log promises: the text of a note that it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, unique in the world; also the name of its key.
    pub origin: String,
    /// The number of leaves.
    pub size: u64,
    /// The root of that many leaves.
    pub root: Hash,
}

impl Checkpoint {
    /// The checkpoint in a signed note, if `key` signed it and the log bears the key's name.
    pub fn open(note: &str, key: &Verifier) -> Result<Self, NoteError> {
        let note: Note = note.parse()?;
        note.verify(key)?;
        let checkpoint: Self = note.text().parse()?;
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(NoteError::Unsigned) }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)
    }
}

impl FromStr for Checkpoint {
    type Err = NoteError;

    /// Exactly the three lines, without extensions: what this version does not understand it does not trust.
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(NoteError::Malformed);
        };
        let checkpoint = Self {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| NoteError::Malformed)?,
            root: root.parse().map_err(|_| NoteError::Malformed)?,
        };
        // One spelling only: no sign, no leading zero.
        if !origin.is_empty() && checkpoint.to_string() == text {
            Ok(checkpoint)
        } else {
            Err(NoteError::Malformed)
        }
    }
}
