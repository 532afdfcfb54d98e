//! Lines out of bytes that come in pieces, none of them held beyond [`MAX_LINE`].

use actix_web::web::{Bytes, BytesMut};

/// Bytes of a line at most, without its end.
pub(super) const MAX_LINE: usize = 64 * 1024;

/// A line that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the stream, from 1; blank lines have theirs too.
    pub number: u64,
    /// None of one that is too long.
    pub text: Option<Bytes>,
}

/// Splits a stream at its line feeds; a carriage return before one belongs to it.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    /// The beginning of a line whose end has not come.
    held: BytesMut,
    /// Whether that line is too long already.
    skipping: bool,
    /// Lines that have ended.
    ended: u64,
}

impl Splitter {
    /// Takes the next line from the front of `bytes`. None where no more ends in them: then they are taken as the
    /// beginning of the next.
    pub fn next(&mut self, bytes: &mut Bytes) -> Option<Line> {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let mut part = bytes.split_to(end + 1);
            part.truncate(end);
            if let Some(line) = self.end(part) {
                return Some(line);
            }
        }
        self.hold(&std::mem::take(bytes));
        None
    }

    /// What stands behind the last line feed.
    pub fn last(&mut self) -> Option<Line> {
        if self.held.is_empty() && !self.skipping { None } else { self.end(Bytes::new()) }
    }

    fn hold(&mut self, part: &Bytes) {
        // One more than a line may have: it can be a carriage return.
        if !self.skipping && self.held.len() + part.len() <= MAX_LINE + 1 {
            self.held.extend_from_slice(part);
        } else {
            self.skipping = true;
            self.held = BytesMut::new();
        }
    }

    fn end(&mut self, part: Bytes) -> Option<Line> {
        self.ended += 1;
        let number = self.ended;
        let mut text = if self.held.is_empty() && !self.skipping {
            part
        } else {
            self.hold(&part);
            std::mem::take(&mut self.held).freeze()
        };
        if text.last() == Some(&b'\r') {
            text.truncate(text.len() - 1);
        }
        if std::mem::take(&mut self.skipping) || text.len() > MAX_LINE {
            return Some(Line { number, text: None });
        }
        (!text.trim_ascii().is_empty()).then_some(Line { number, text: Some(text) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text that comes in pieces of `size` bytes; of one that is too long a question mark.
    fn lines(text: &[u8], size: usize) -> Vec<(u64, String)> {
        let mut splitter = Splitter::default();
        let mut found = Vec::new();
        for piece in text.chunks(size) {
            let mut bytes = Bytes::copy_from_slice(piece);
            while let Some(line) = splitter.next(&mut bytes) {
                found.push(line);
            }
            assert!(bytes.is_empty() && splitter.held.len() <= MAX_LINE + 1);
        }
        found.extend(splitter.last());
        assert_eq!(splitter.last(), None);
        let text = |text: Option<Bytes>| {
            text.map_or_else(|| "?".to_owned(), |text| String::from_utf8(text.to_vec()).unwrap())
        };
        found.into_iter().map(|line| (line.number, text(line.text))).collect()
    }

    #[test]
    fn lines_are_the_same_in_whatever_pieces_they_come() {
        let long = "x".repeat(MAX_LINE);
        let text = format!("a\n\r\n \t\nb\r\n{long}\n{long}\r\n{long}y\n{long}y\r\n\nc\r");
        let wanted: Vec<(u64, String)> =
            [(1, "a"), (4, "b"), (5, &long), (6, &long), (7, "?"), (8, "?"), (10, "c")]
                .map(|(number, text)| (number, text.to_owned()))
                .into();
        for size in [1, 2, 3, 7, 1000, MAX_LINE - 1, MAX_LINE, MAX_LINE + 1, text.len()] {
            assert_eq!(lines(text.as_bytes(), size), wanted, "in pieces of {size}");
        }
        assert_eq!(lines(b"", 1), []);
        assert_eq!(lines(b"\n\n", 1), []);
        assert_eq!(lines(b"a", 1), [(1, "a".to_owned())]);
    }

    #[test]
    fn a_line_without_an_end_is_not_held() {
        let mut splitter = Splitter::default();
        for _ in 0..1000 {
            assert_eq!(splitter.next(&mut Bytes::from(vec![b'x'; 32 * 1024])), None);
            assert!(splitter.held.capacity() <= 2 * MAX_LINE);
        }
        assert_eq!(splitter.next(&mut Bytes::from_static(b"\nb\n")), Some(Line { number: 1, text: None }));
    }
}
