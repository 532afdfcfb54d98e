//! The line of an export, read strictly: the one spelling that [`Parts::to_line`](crate::entry::Parts::to_line) writes.
//!
//! A general parser would take other spellings, which then had to be found by writing the line again: that cost more
//! than hashing it. What a line says is put where it is hashed, so that reading one takes no memory of its own.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    Hash,
    entry::{self, Body, Parts, Salt},
};

/// A line as it was read, in room that is used again for the next.
#[derive(Debug, Default)]
pub struct Line {
    header: Vec<u8>,
    /// Salt and content, one behind the other; nothing where the content is erased.
    salted: Vec<u8>,
    /// The content's hash where it is erased.
    erased: Option<Hash>,
}

impl Line {
    /// Reads a line without its line feed and tells its number; none for any other spelling.
    pub fn read(&mut self, line: &[u8]) -> Option<u64> {
        let mut scan = Scan { rest: str::from_utf8(line).ok()?.as_bytes() };
        scan.literal(b"{\"seq\":")?;
        let seq = scan.number()?;
        scan.literal(b",\"header\":")?;
        self.header.clear();
        scan.text(&mut self.header)?;
        self.salted.clear();
        self.erased = if scan.literal(b",\"salt\":").is_some() {
            self.salted.extend(scan.digest()?);
            scan.literal(b",\"content\":")?;
            scan.text(&mut self.salted)?;
            None
        } else {
            scan.literal(b",\"erased\":")?;
            Some(Hash(scan.digest()?))
        };
        (scan.rest == b"}").then_some(seq)
    }

    /// Whether the content is erased.
    pub fn is_erased(&self) -> bool {
        self.erased.is_some()
    }

    /// The leaf. Of the line that was read last; it stays as it is.
    pub fn leaf(&mut self) -> Hash {
        let content = self.erased.unwrap_or_else(|| Hash::of(&[&self.salted]));
        let length = self.header.len();
        self.header.extend(content.0);
        let leaf = Hash::leaf(&entry::of(&self.header));
        self.header.truncate(length);
        leaf
    }

    /// The record.
    pub fn into_parts(self) -> Option<Parts> {
        let body = match self.erased {
            Some(hash) => Body::Erased(hash),
            None => {
                let (salt, content) = self.salted.split_first_chunk()?;
                Body::Kept { salt: Salt(*salt), content: String::from_utf8(content.to_vec()).ok()? }
            }
        };
        Some(Parts { header: String::from_utf8(self.header).ok()?, body })
    }
}

/// What of the line has not been read: UTF-8, cut only where a character ends.
struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn literal(&mut self, text: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    /// A number as it is counted: without sign and leading zeros.
    fn number(&mut self) -> Option<u64> {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = self.rest.split_at(digits);
        if number.len() > 1 && number.starts_with(b"0") {
            return None;
        }
        self.rest = rest;
        str::from_utf8(number).ok()?.parse().ok()
    }

    /// 32 bytes in base64.
    fn digest(&mut self) -> Option<[u8; 32]> {
        self.literal(b"\"")?;
        let (text, rest) = self.rest.split_at_checked(44)?;
        self.rest = rest.strip_prefix(b"\"")?;
        // The decoder wants room for what 44 letters can hold at most.
        let mut bytes = [0; 33];
        let length = STANDARD.decode_slice(text, &mut bytes).ok()?;
        bytes[..length].try_into().ok()
    }

    /// A JSON string in which only what must be is escaped, in the shorter way where there are two, added to `text`.
    fn text(&mut self, text: &mut Vec<u8>) -> Option<()> {
        self.literal(b"\"")?;
        // Room for words that are written whole and count in part.
        let mut length = text.len();
        text.resize(length + self.rest.len() + WORD, 0);
        loop {
            let plain = if let Some(word) = self.rest.first_chunk::<WORD>() {
                *text[length..].first_chunk_mut()? = *word;
                plain_bytes(*word)
            } else {
                let plain = self.rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
                text[length..length + plain].copy_from_slice(&self.rest[..plain]);
                plain
            };
            length += plain;
            match &self.rest[plain..] {
                // What JSON has between a name and a text and between two texts is read in one step.
                [b'\\', b'"', between @ (b':' | b','), b'\\', b'"', rest @ ..] => {
                    *text[length..].first_chunk_mut()? = [b'"', *between, b'"'];
                    (length, self.rest) = (length + 3, rest);
                }
                [b'\\', escape @ (b'"' | b'\\'), rest @ ..] => {
                    text[length] = *escape;
                    (length, self.rest) = (length + 1, rest);
                }
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    break;
                }
                rest if plain == WORD => self.rest = rest,
                rest => {
                    self.rest = rest;
                    text[length] = self.control()?;
                    length += 1;
                }
            }
        }
        text.truncate(length);
        Some(())
    }

    /// A control character.
    fn control(&mut self) -> Option<u8> {
        let rest = self.rest.strip_prefix(b"\\")?;
        let (control, length) = match rest.first()? {
            b'b' => (8, 1),
            b't' => (b'\t', 1),
            b'n' => (b'\n', 1),
            b'f' => (12, 1),
            b'r' => (b'\r', 1),
            b'u' => (by_code(rest.get(1..5)?)?, 5),
            _ => return None,
        };
        self.rest = &rest[length..];
        Some(control)
    }
}

/// The control character with this code, which has no shorter escape.
fn by_code(digits: &[u8]) -> Option<u8> {
    let digits = str::from_utf8(digits).ok()?;
    let code = u8::try_from(u32::from_str_radix(digits, 16).ok()?).ok()?;
    let needed = code < 0x20 && !matches!(code, 8..=10 | 12 | 13);
    (needed && digits == format!("{code:04x}")).then_some(code)
}

/// Bytes that are looked at together.
const WORD: usize = 16;

/// How many bytes come before the first that is a quote, a backslash or a control character.
fn plain_bytes(word: [u8; WORD]) -> usize {
    const ONES: u128 = u128::from_le_bytes([1; WORD]);
    const HIGH: u128 = u128::from_le_bytes([0x80; WORD]);
    let word = u128::from_le_bytes(word);
    // The high bit of the first byte below `limit` is set, and none before it; those behind it may be wrong.
    let below = |word: u128, limit: u8| word.wrapping_sub(ONES * u128::from(limit)) & !word & HIGH;
    let is = |byte: u8| below(word ^ (ONES * u128::from(byte)), 1);
    let special = is(b'"') | is(b'\\') | below(word, 0x20);
    special.trailing_zeros() as usize / 8
}
