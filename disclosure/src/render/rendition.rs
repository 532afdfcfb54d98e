//! The forms in which a document is published and written to files.

use super::{csv, html, json, markdown, text};
use crate::{
    Locale,
    document::{Document, ListKind, Mode},
    texts::TextError,
};

/// One form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rendition {
    /// The canonical JSON of the document.
    Json,
    /// The document as part of a page.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// The list of collected information for spreadsheets.
    CollectedCsv,
    /// The list of collected information as part of a page.
    CollectedHtml,
    /// The list of shared information for spreadsheets.
    SharedCsv,
    /// The list of shared information as part of a page.
    SharedHtml,
}

impl Rendition {
    /// All forms.
    pub const ALL: [Self; 8] = [
        Self::Json,
        Self::Html,
        Self::Markdown,
        Self::Text,
        Self::CollectedCsv,
        Self::CollectedHtml,
        Self::SharedCsv,
        Self::SharedHtml,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Html => "HTML",
            Self::Markdown => "MARKDOWN",
            Self::Text => "TEXT",
            Self::CollectedCsv => "COLLECTED_CSV",
            Self::CollectedHtml => "COLLECTED_HTML",
            Self::SharedCsv => "SHARED_CSV",
            Self::SharedHtml => "SHARED_HTML",
        }
    }

    /// The form with that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// The media type, with its charset.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html | Self::CollectedHtml | Self::SharedHtml => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::CollectedCsv | Self::SharedCsv => "text/csv; charset=utf-8",
        }
    }

    /// The name of the file that holds it, such as `policy.zh-CN.md`.
    pub fn file_name(self, locale: &Locale) -> String {
        let (stem, ending) = match self {
            Self::Json => ("policy", "json"),
            Self::Html => ("policy", "html"),
            Self::Markdown => ("policy", "md"),
            Self::Text => ("policy", "txt"),
            Self::CollectedCsv => ("collected", "csv"),
            Self::CollectedHtml => ("collected", "html"),
            Self::SharedCsv => ("shared", "csv"),
            Self::SharedHtml => ("shared", "html"),
        };
        format!("{stem}.{locale}.{ending}")
    }

    /// The document in this form; none where it is a list that the document does not have. HTML is a whole page
    /// where `page` says what stands around it, and a fragment otherwise.
    ///
    /// # Errors
    /// None for a document in a language with texts.
    pub fn render(
        self,
        document: &Document,
        mode: Mode,
        page: Option<&html::PageContext>,
    ) -> Result<Option<Vec<u8>>, TextError> {
        let rendered = match self {
            Self::Json => return json::render(document, mode).map(Some),
            Self::Html => Some(match page {
                Some(page) => html::page(document, page)?,
                None => html::fragment(document, mode)?,
            }),
            Self::Markdown => Some(markdown::render(document, mode)?),
            Self::Text => Some(text::render(document, mode)?),
            // Spreadsheets take a file without a mark for one of the system's own encoding.
            Self::CollectedCsv => csv::render(document, ListKind::Collected, mode, csv::ByteOrderMark::With)?,
            Self::SharedCsv => csv::render(document, ListKind::Shared, mode, csv::ByteOrderMark::With)?,
            Self::CollectedHtml => list(document, ListKind::Collected, mode, page)?,
            Self::SharedHtml => list(document, ListKind::Shared, mode, page)?,
        };
        Ok(rendered.map(String::into_bytes))
    }
}

fn list(
    document: &Document,
    kind: ListKind,
    mode: Mode,
    page: Option<&html::PageContext>,
) -> Result<Option<String>, TextError> {
    match page {
        Some(page) => html::list_page(document, kind, page),
        None => html::list_fragment(document, kind, mode),
    }
}
