//! Sentences with links, terms and foreign words in them.

use super::{Inline, IntoInlines, clean, plain_text};
use crate::texts::{Arg, Conjunction, TextError, Texts, meets_latin, spaced};

/// What fills a placeholder of a sentence in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Plain words, a number, a date; the only part that a selector of the message can compare.
    Plain(Arg),
    /// Pieces of text as they are.
    Inlines(Vec<Inline>),
    /// Several pieces, joined as the locale joins them.
    List(Vec<Vec<Inline>>, Conjunction),
}

impl From<Inline> for Part {
    fn from(inline: Inline) -> Self {
        Self::Inlines(inline.into_inlines())
    }
}

impl From<Vec<Inline>> for Part {
    fn from(inlines: Vec<Inline>) -> Self {
        Self::Inlines(inlines)
    }
}

impl From<Vec<Vec<Inline>>> for Part {
    fn from(items: Vec<Vec<Inline>>) -> Self {
        Self::List(items, Conjunction::And)
    }
}

impl<T: Into<Arg>> From<T> for Part {
    fn from(arg: T) -> Self {
        Self::Plain(arg.into())
    }
}

/// Noncharacters that frame the index of a part in a formatted message; [`clean`] drops them from all other words.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';

impl Texts {
    /// The message as pieces of text, its placeholders filled with pieces of text.
    pub fn prose(&self, key: &str, parts: &[(&str, Part)]) -> Result<Vec<Inline>, TextError> {
        let mut args = Vec::with_capacity(parts.len());
        let mut pieces = Vec::new();
        for (name, part) in parts {
            let inlines = match part {
                Part::Plain(arg) => {
                    args.push((*name, cleaned(arg)));
                    continue;
                }
                Part::Inlines(inlines) => inlines.clone(),
                Part::List(items, conjunction) => self.join_inlines(items, *conjunction)?,
            };
            args.push((*name, Arg::Text(format!("{OPEN}{}{CLOSE}", pieces.len()))));
            pieces.push(inlines);
        }
        Ok(split(&self.format(key, &args)?, &pieces))
    }

    /// The pieces as one phrase, as [`Texts::join`] joins words.
    pub fn join_inlines(
        &self,
        items: &[Vec<Inline>],
        conjunction: Conjunction,
    ) -> Result<Vec<Inline>, TextError> {
        let plain: Vec<String> = items.iter().map(|item| plain_text(item)).collect();
        let joints = self.joints(&plain, conjunction)?;
        let mut out = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let joint = if place + 1 == items.len() { &joints.last } else { &joints.between };
            if place > 0 {
                push_text(&mut out, &spaced(&plain[place - 1], joint, &plain[place]));
            }
            item.iter().cloned().for_each(|inline| push(&mut out, inline));
        }
        Ok(out)
    }
}

fn cleaned(arg: &Arg) -> Arg {
    match arg {
        Arg::Text(text) => Arg::Text(clean(text)),
        Arg::List(items) => Arg::List(items.iter().map(|item| clean(item)).collect()),
        Arg::Number(_) | Arg::Date(_) => arg.clone(),
    }
}

fn split(message: &str, pieces: &[Vec<Inline>]) -> Vec<Inline> {
    let mut out = Vec::new();
    for (place, run) in message.split(OPEN).enumerate() {
        let framed = if place == 0 { None } else { run.split_once(CLOSE) };
        let rest = framed.map_or(run, |(index, rest)| {
            let piece = index.parse().ok().and_then(|index: usize| pieces.get(index));
            let piece = piece.map_or(&[][..], Vec::as_slice);
            let words = plain_text(piece);
            if meets_letter(&plain_text(&out), &words) {
                push_text(&mut out, " ");
            }
            piece.iter().cloned().for_each(|inline| push(&mut out, inline));
            if meets_letter(&words, rest) {
                push_text(&mut out, " ");
            }
            after_stop(&words, rest)
        });
        push_text(&mut out, rest);
    }
    out
}

/// What follows words that may end a sentence themselves: a stop of ours after theirs would be one too many.
fn after_stop<'a>(words: &str, rest: &'a str) -> &'a str {
    let stops = [('。', ['。', '！', '？']), ('.', ['.', '!', '?'])];
    let ends = |(stop, ends): &(char, [char; 3])| rest.starts_with(*stop) && words.ends_with(*ends);
    if stops.iter().any(ends) { rest.trim_start_matches(['。', '.']) } else { rest }
}

/// True where Chinese meets a Latin letter. Digits stay close, since dates are written so: 2021年.
fn meets_letter(left: &str, right: &str) -> bool {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    meets_latin(left, right) && !digit(left.chars().next_back()) && !digit(right.chars().next())
}

fn push_text(out: &mut Vec<Inline>, text: &str) {
    if !text.is_empty() {
        push(out, Inline::text(text));
    }
}

/// Appends a piece; words that follow words become one piece.
fn push(out: &mut Vec<Inline>, inline: Inline) {
    if let (Some(Inline::Text { text: before }), Inline::Text { text }) = (out.last_mut(), &inline) {
        before.push_str(text);
    } else {
        out.push(inline);
    }
}
