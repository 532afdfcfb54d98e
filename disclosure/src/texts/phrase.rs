//! Small words between words: conjunctions, dates, quotation marks.

use chrono::{Datelike, NaiveDate};

use super::{TextError, Texts};

/// How the last item of a list is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conjunction {
    And,
    Or,
}

/// The two joints of a list: between items, and before the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Joints {
    pub(crate) between: String,
    pub(crate) last: String,
}

impl Texts {
    /// The items as one phrase: "a, b and c" (no comma before the conjunction), "a、b和c".
    ///
    /// Items that hold a comma or a conjunction themselves are joined by heavier joints, so that none seems to be two.
    /// A joint keeps its distance from Latin letters and digits where it is Chinese itself.
    pub fn join(&self, items: &[String], conjunction: Conjunction) -> Result<String, TextError> {
        let Some((last, before)) = items.split_last() else { return Ok(String::new()) };
        if before.is_empty() {
            return Ok(last.clone());
        }
        let joints = self.joints(items, conjunction)?;
        let mut phrase = before[0].clone();
        for item in &before[1..] {
            phrase = format!("{phrase}{}{item}", spaced(&phrase, &joints.between, item));
        }
        Ok(format!("{phrase}{}{last}", spaced(&phrase, &joints.last, last)))
    }

    /// The joints to use between these items: heavy ones where an item holds a comma, wide ones where it holds a
    /// conjunction.
    pub(crate) fn joints(
        &self,
        items: &[impl AsRef<str>],
        conjunction: Conjunction,
    ) -> Result<Joints, TextError> {
        let heavy = items.iter().any(|item| holds_comma(item.as_ref()));
        let conjunctions = self.label("join-words")?;
        let wide = items.iter().any(|item| holds_word(item.as_ref(), &conjunctions));
        let [between, and, or] = match (heavy, wide) {
            (true, _) => ["join-heavy-between", "join-heavy-and", "join-heavy-or"],
            (false, true) => ["join-wide-between", "join-wide-and", "join-wide-or"],
            (false, false) => ["join-between", "join-and", "join-or"],
        };
        let last = match conjunction {
            Conjunction::And => and,
            Conjunction::Or => or,
        };
        Ok(Joints { between: self.label(between)?, last: self.label(last)? })
    }

    /// The day written out, in the Gregorian calendar: "1 October 2021", "2021年10月1日".
    pub fn date(&self, date: NaiveDate) -> Result<String, TextError> {
        self.format(
            "date-long",
            &[
                ("day", date.day().into()),
                ("month", date.month().into()),
                ("year", i64::from(date.year()).into()),
            ],
        )
    }

    /// A heading of the catalogue as it stands inside a sentence: "Device model" is "device model", while "IP address"
    /// and what begins with one of the words in `proper-names` stay. Chinese knows no small letters, so all stays.
    pub fn inside(&self, name: &str) -> String {
        let first = name.split(' ').next().unwrap_or_default();
        let capitals = first.chars().filter(char::is_ascii_uppercase).count();
        // "E-mail" is a word as "Device" is; "Wi-Fi" is a name.
        let is_word = first.starts_with(|letter: char| letter.is_ascii_uppercase())
            && first.contains(|letter: char| letter.is_ascii_lowercase())
            && capitals == 1;
        let proper = self.label("proper-names").unwrap_or_default();
        let stays = proper.split_whitespace().any(|known| first == known);
        if !is_word || stays || self.locale.language() == "zh" {
            return name.to_owned();
        }
        format!("{}{}", name[..1].to_ascii_lowercase(), &name[1..])
    }

    /// The words in the locale's quotation marks.
    pub fn quote(&self, words: &str) -> Result<String, TextError> {
        self.format("quoted-words", &[("words", words.into())])
    }

    /// The name of a document or work as the locale marks it: 《…》 in Chinese.
    pub fn work_title(&self, words: &str) -> Result<String, TextError> {
        self.format("work-title", &[("words", words.into())])
    }
}

/// True for text that a comma or an enumeration comma would cut in two.
fn holds_comma(text: &str) -> bool {
    text.contains([',', '，', '、'])
}

/// True for text that holds one of these words, which blanks part: a Latin one as a word of its own, a Chinese one
/// anywhere, since Chinese puts nothing between words.
fn holds_word(text: &str, words: &str) -> bool {
    words.split_whitespace().any(|word| {
        if word.is_ascii() { text.split_whitespace().any(|one| one == word) } else { text.contains(word) }
    })
}

/// The joint as it stands between these two, with a space wherever Chinese meets a Latin letter or a digit.
pub(crate) fn spaced(before: &str, joint: &str, after: &str) -> String {
    let space = |left: &str, right: &str| if meets_latin(left, right) { " " } else { "" };
    format!("{}{joint}{}", space(before, joint), space(joint, after))
}

/// True where the end of one text is Chinese and the start of the other a Latin letter or a digit, or the reverse.
pub(crate) fn meets_latin(left: &str, right: &str) -> bool {
    let (Some(left), Some(right)) = (left.chars().next_back(), right.chars().next()) else { return false };
    is_han(left) && right.is_ascii_alphanumeric() || left.is_ascii_alphanumeric() && is_han(right)
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}
