//! References to the people a record is about.

use std::fmt;

use aws_lc_rs::hmac::{self, HMAC_SHA256};

/// The key of one person's references. Whoever erases it makes every reference to that person, in whatever copy, a
/// number that leads nowhere, and leaves everybody else's as they are.
pub struct SubjectKey([u8; 32]);

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubjectKey")
    }
}

impl SubjectKey {
    /// The key of 32 random bytes, drawn for this person alone.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The reference to the person known to the reporter as `subject`, in one log: HMAC-SHA-256 over the log's origin, a
    /// line feed and the name, in hexadecimal. Two logs never share a reference, so that copies cannot be joined.
    pub fn reference(&self, origin: &str, subject: &str) -> String {
        let key = hmac::Key::new(HMAC_SHA256, &self.0);
        let mut context = hmac::Context::with_key(&key);
        [origin, "\n", subject].iter().for_each(|part| context.update(part.as_bytes()));
        hex::encode(context.sign())
    }
}
