//! What stands inside a line.

use serde::{Deserialize, Serialize};

use super::{ClauseId, Href};
use crate::Locale;

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Inline {
    /// Words of the document's own language.
    Text { text: String },
    /// Words that must not be overlooked.
    Strong { children: Vec<Inline> },
    /// A word with a meaning of its own; `anchor` names the clause that defines it.
    Term {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<ClauseId>,
    },
    /// A link; none stands inside another.
    Link { href: Href, children: Vec<Inline> },
    /// Words in another language than the document's, because nobody gave a translation.
    Foreign { locale: Locale, text: String },
    /// The number of a section of this document ("section 3"). The text is filled in when sections are numbered.
    Reference { target: ClauseId, text: String },
    /// In a cell: the declaration says nothing about it.
    NotStated,
    /// Something the tenant has still to state; shown in drafts only.
    Gap { text: String },
}

impl Inline {
    /// Words of the document's own language.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text { text: clean(text.as_ref()) }
    }

    /// Words that must not be overlooked.
    pub fn strong(children: impl IntoInlines) -> Self {
        Self::Strong { children: children.into_inlines() }
    }

    /// A defined word; with the clause that defines it, if this document holds one.
    pub fn term(text: impl AsRef<str>, anchor: Option<ClauseId>) -> Self {
        Self::Term { text: clean(text.as_ref()), anchor }
    }

    /// A link.
    pub fn link(href: Href, children: impl IntoInlines) -> Self {
        Self::Link { href, children: children.into_inlines() }
    }

    /// An address as a link to itself, or as plain words where no link may lead there.
    pub fn address(address: &str) -> Self {
        match address.parse() {
            Ok(href) => Self::link(href, Self::text(address)),
            Err(_) => Self::text(address),
        }
    }

    /// Words in another language.
    pub fn foreign(locale: Locale, text: impl AsRef<str>) -> Self {
        Self::Foreign { locale, text: clean(text.as_ref()) }
    }

    /// The number of the section with this id.
    pub fn reference(target: ClauseId) -> Self {
        Self::Reference { target, text: String::new() }
    }

    /// Something still to be stated.
    pub fn gap(text: impl AsRef<str>) -> Self {
        Self::Gap { text: clean(text.as_ref()) }
    }

    /// The pieces inside this one.
    pub fn children(&self) -> &[Inline] {
        match self {
            Self::Strong { children } | Self::Link { children, .. } => children,
            _ => &[],
        }
    }

    pub(crate) fn children_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            Self::Strong { children } | Self::Link { children, .. } => Some(children),
            _ => None,
        }
    }

    /// The words of this piece alone, without its children.
    pub fn own_text(&self) -> Option<&str> {
        match self {
            Self::Text { text }
            | Self::Term { text, .. }
            | Self::Foreign { text, .. }
            | Self::Reference { text, .. } => Some(text),
            Self::Strong { .. } | Self::Link { .. } | Self::NotStated | Self::Gap { .. } => None,
        }
    }
}

/// The bare words of some pieces; gaps and "not stated" have none.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_plain(inlines, &mut out);
    out
}

fn push_plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        out.push_str(inline.own_text().unwrap_or_default());
        push_plain(inline.children(), out);
    }
}

/// What can stand where pieces of text are asked for: words, one piece, several.
pub trait IntoInlines {
    fn into_inlines(self) -> Vec<Inline>;
}

impl IntoInlines for Vec<Inline> {
    fn into_inlines(self) -> Vec<Inline> {
        self
    }
}

impl IntoInlines for Inline {
    fn into_inlines(self) -> Vec<Inline> {
        vec![self]
    }
}

impl IntoInlines for String {
    fn into_inlines(self) -> Vec<Inline> {
        vec![Inline::text(self)]
    }
}

impl IntoInlines for &str {
    fn into_inlines(self) -> Vec<Inline> {
        vec![Inline::text(self)]
    }
}

/// Declared words as they may be shown: line breaks, tabs and other controls become a space, marks that turn the
/// direction of what follows or cannot be seen are dropped. Everything else is kept and escaped by each renderer.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Direction overrides and isolates, the byte order mark, line and paragraph separators, and noncharacters. The
/// zero-width joiners stay: scripts and emoji need them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFF9}'..='\u{FFFB}')
        || (c as u32) & 0xFFFE == 0xFFFE
}
