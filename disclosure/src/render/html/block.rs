//! Blocks.

use maud::{Markup, html};

use super::{Inline, Writer};
use crate::document::{Block, Kind, clean};

impl Writer<'_> {
    /// Blocks whose headings are of this level.
    pub(super) fn blocks(&self, blocks: &[Block], level: usize) -> Markup {
        html! { @for block in blocks { (self.block(block, level)) } }
    }

    fn block(&self, block: &Block, level: usize) -> Markup {
        let id = block.id.as_str();
        html! {
            @match &block.kind {
                Kind::Section { number, title, summary, blocks } => section id=(id) {
                    (self.heading(level, Some(number), title))
                    (self.summary(summary))
                    (self.blocks(blocks, level + 1))
                },
                Kind::SubSection { number, title, blocks } => section id=(id) {
                    (self.heading(level, Some(number), title))
                    (self.blocks(blocks, level + 1))
                },
                Kind::Paragraph { inlines, emphasis } => p id=(id) { (self.emphasised(inlines, *emphasis)) },
                Kind::List { ordered: true, items } => ol id=(id) { (self.blocks(items, level)) },
                Kind::List { ordered: false, items } => ul id=(id) { (self.blocks(items, level)) },
                Kind::Item { inlines, emphasis, blocks } => li id=(id) {
                    (self.emphasised(inlines, *emphasis))
                    (self.blocks(blocks, level))
                },
                Kind::Table(table) => (self.table(id, table, true)),
                Kind::Definitions { entries } => dl id=(id) { (self.blocks(entries, level)) },
                Kind::Definition { term, text } => div id=(id) {
                    dt { (self.inlines(term)) }
                    dd { (self.inlines(text)) }
                },
                Kind::Notice { title, blocks } => div.notice id=(id) role="note" {
                    @if !title.is_empty() { (self.heading(level, None, title)) }
                    (self.blocks(blocks, level + 1))
                },
                Kind::Gap { text } => p id=(id) { mark.gap { b { (self.words.gap) } " " (clean(text)) } },
                Kind::Contents => (self.contents(id, level)),
                // Written by its table.
                Kind::Row { .. } => "",
            }
        }
    }

    fn heading(&self, level: usize, number: Option<&str>, title: &[Inline]) -> Markup {
        let words = html! {
            @if let Some(number) = number { span.number { (number) } " " }
            (self.inlines(title))
        };
        html! {
            @match level {
                2 => h2 { (words) },
                3 => h3 { (words) },
                _ => h4 { (words) },
            }
        }
    }

    fn emphasised(&self, inlines: &[Inline], emphasis: bool) -> Markup {
        html! {
            @if emphasis { strong.emphasis { (self.inlines(inlines)) } } @else { (self.inlines(inlines)) }
        }
    }

    fn contents(&self, id: &str, level: usize) -> Markup {
        html! {
            nav.contents id=(id) aria-labelledby="_contents" {
                @if level <= 2 { h2 id="_contents" { (self.words.contents) } }
                @else { h3 id="_contents" { (self.words.contents) } }
                ol {
                    @for section in self.document.sections() {
                        @if let Kind::Section { number, title, .. } = &section.kind {
                            li { a href={ "#" (section.id.as_str()) } {
                                span.number { (number) } " " span { (self.inlines(title)) }
                            } }
                        }
                    }
                }
            }
        }
    }
}
