//! Tables: columns where there is room, a card per row on a phone.

use maud::{Markup, html};

use super::{Inline, Writer};
use crate::{document::Table, render::rows};

/// A table of more columns takes the width of the window where it can.
const PAGE_COLUMNS: usize = 7;

impl Writer<'_> {
    /// The table in a region that can be scrolled by keyboard. Roles are spelled out, because laying out rows as cards
    /// makes some browsers forget that they are rows. A caption that a page's title repeats is not shown.
    pub(super) fn table(&self, id: &str, table: &Table, caption: bool) -> Markup {
        let label = format!("_{id}");
        html! {
            @if table.rows.is_empty() {
                div.table.none id=(id) {
                    @if caption { p.caption { (table.caption) } }
                    p { (self.empty(table)) }
                }
            } @else {
                div.table.wide[table.columns.len() > PAGE_COLUMNS] id=(id) role="region" tabindex="0" aria-labelledby=(label) {
                    table role="table" {
                        caption.hidden[!caption] id=(label) { (table.caption) }
                        thead role="rowgroup" { tr role="row" {
                            @for column in &table.columns {
                                th scope="col" role="columnheader" { (column.label) }
                            }
                        } }
                        tbody role="rowgroup" { (self.rows(table)) }
                    }
                }
            }
        }
    }

    fn rows(&self, table: &Table) -> Markup {
        html! {
            @for (block, cells) in rows(table) {
                tr id=(block.id.as_str()) role="row" {
                    @for (place, (column, cell)) in table.columns.iter().zip(cells).enumerate() {
                        @if place == 0 {
                            th scope="row" role="rowheader" { (self.inlines(cell)) }
                        } @else if matches!(cell.as_slice(), [Inline::NotStated]) {
                            td.silent role="cell" data-label=(column.label) { div { (self.inlines(cell)) } }
                        } @else {
                            td role="cell" data-label=(column.label) { div { (self.inlines(cell)) } }
                        }
                    }
                }
            }
        }
    }

    fn empty(&self, table: &Table) -> Markup {
        if table.empty.is_empty() { self.inlines(&[Inline::NotStated]) } else { self.inlines(&table.empty) }
    }
}
