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
    /// Items that hold a comma themselves are joined by semicolons, so that none seems to be two.
    pub fn join(&self, items: &[String], conjunction: Conjunction) -> Result<String, TextError> {
        let Some((last, before)) = items.split_last() else { return Ok(String::new()) };
        if before.is_empty() {
            return Ok(last.clone());
        }
        let joints = self.joints(items.iter().any(|item| holds_comma(item)), conjunction)?;
        Ok(format!("{}{}{last}", before.join(&joints.between), joints.last))
    }

    /// The joints to use; `heavy` ones where an item holds a comma.
    pub(crate) fn joints(&self, heavy: bool, conjunction: Conjunction) -> Result<Joints, TextError> {
        let (between, last) = match (heavy, conjunction) {
            (false, Conjunction::And) => (self.label("join-between")?, self.label("join-and")?),
            (false, Conjunction::Or) => (self.label("join-between")?, self.label("join-or")?),
            (true, Conjunction::And) => (self.label("join-heavy-between")?, self.label("join-heavy-and")?),
            (true, Conjunction::Or) => (self.label("join-heavy-between")?, self.label("join-heavy-or")?),
        };
        Ok(Joints { between, last })
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
pub(crate) fn holds_comma(text: &str) -> bool {
    text.contains([',', '，', '、'])
}
