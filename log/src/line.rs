//! The line of an export, read strictly: the one spelling that [`Parts::to_line`](crate::entry::Parts::to_line) writes.
//!
//! A general parser would take other spellings, which then had to be found by writing the line again: that cost more
//! than hashing it.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    Hash,
    entry::{Body, Parts, Salt},
};

/// The number and the record of a line without its line feed; none for any other spelling.
pub fn read(line: &str) -> Option<(u64, Parts)> {
    let mut scan = Scan { rest: line };
    scan.literal("{\"seq\":")?;
    let seq = scan.number()?;
    scan.literal(",\"header\":")?;
    let header = scan.text()?;
    let body = if scan.literal(",\"salt\":").is_some() {
        let salt = scan.digest()?;
        scan.literal(",\"content\":")?;
        Body::Kept { salt: Salt(salt), content: scan.text()? }
    } else {
        scan.literal(",\"erased\":")?;
        Body::Erased(Hash(scan.digest()?))
    };
    (scan.rest == "}").then_some((seq, Parts { header, body }))
}

/// What of the line has not been read.
struct Scan<'a> {
    rest: &'a str,
}

impl Scan<'_> {
    fn literal(&mut self, text: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    /// A number as it is counted: without sign and leading zeros.
    fn number(&mut self) -> Option<u64> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits);
        if number.len() > 1 && number.starts_with('0') {
            return None;
        }
        self.rest = rest;
        number.parse().ok()
    }

    /// 32 bytes in base64.
    fn digest(&mut self) -> Option<[u8; 32]> {
        self.literal("\"")?;
        let (text, rest) = self.rest.split_at_checked(44)?;
        self.rest = rest.strip_prefix('"')?;
        STANDARD.decode(text).ok()?.try_into().ok()
    }

    /// A JSON string in which only what must be is escaped, in the shorter way where there are two.
    fn text(&mut self) -> Option<String> {
        self.literal("\"")?;
        let mut text = String::with_capacity(self.rest.len());
        loop {
            let plain = self.rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
            let (piece, rest) = self.rest.split_at(plain);
            text.push_str(piece);
            self.rest = rest;
            match rest.as_bytes()[0] {
                b'"' => break,
                b'\\' => text.push(self.escaped()?),
                _ => return None,
            }
        }
        self.literal("\"")?;
        Some(text)
    }

    fn escaped(&mut self) -> Option<char> {
        let (escape, length) = match self.rest.as_bytes().get(1)? {
            b'"' => ('"', 2),
            b'\\' => ('\\', 2),
            b'b' => ('\u{8}', 2),
            b't' => ('\t', 2),
            b'n' => ('\n', 2),
            b'f' => ('\u{c}', 2),
            b'r' => ('\r', 2),
            b'u' => (self.control()?, 6),
            _ => return None,
        };
        self.rest = &self.rest[length..];
        Some(escape)
    }

    /// `\u00xx` of a control character that has no shorter escape.
    fn control(&self) -> Option<char> {
        let digits = self.rest.get(2..6)?;
        let code = u8::try_from(u32::from_str_radix(digits, 16).ok()?).ok()?;
        let needed = code < 0x20 && !matches!(code, 8..=10 | 12 | 13);
        (needed && digits == format!("{code:04x}")).then_some(char::from(code))
    }
}
