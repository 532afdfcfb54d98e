//! Plain text, for messages, consoles and comparison. Marks stand for what type cannot show: emphasis, gaps, links.

use super::{Block, Document, Inline, Kind, Mode, Table, TextError, Words, rows};

/// The document as lines of UTF-8 text, not wrapped, ending in a line feed.
pub fn render(document: &Document, mode: Mode) -> Result<String, TextError> {
    let view = document.view(mode)?;
    let mut writer = Writer { words: Words::of(&view)?, document: &view, out: String::new() };
    writer.paragraph(0, &super::clean(&view.title));
    if !view.summary.is_empty() {
        let summary = writer.words.plain(&view.summary)?;
        let line = writer.words.label_value(&writer.words.summary, &summary)?;
        writer.paragraph(0, &line);
    }
    writer.blocks(&view.blocks, 0)?;
    Ok(writer.out)
}

struct Writer<'a> {
    words: Words,
    document: &'a Document,
    out: String,
}

impl Writer<'_> {
    /// A line of its own, indented by so many steps.
    fn line(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// An empty line before, except at the start and after another empty line.
    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn paragraph(&mut self, depth: usize, text: &str) {
        self.space();
        self.line(depth, text);
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) -> Result<(), TextError> {
        blocks.iter().try_for_each(|block| self.block(block, depth))
    }

    fn block(&mut self, block: &Block, depth: usize) -> Result<(), TextError> {
        match &block.kind {
            Kind::Section { number, title, summary, blocks } => {
                self.heading(number, title)?;
                if !summary.is_empty() {
                    let line = self.words.label_value(&self.words.summary, &self.words.plain(summary)?)?;
                    self.paragraph(depth, &line);
                }
                self.blocks(blocks, depth)
            }
            Kind::SubSection { number, title, blocks } => {
                self.heading(number, title)?;
                self.blocks(blocks, depth)
            }
            Kind::Paragraph { inlines, emphasis } => {
                let text = self.marked(inlines, *emphasis)?;
                self.paragraph(depth, &text);
                Ok(())
            }
            Kind::List { ordered, items } => self.list(*ordered, items, depth),
            Kind::Table(table) => self.table(table, depth),
            Kind::Definitions { entries } => {
                self.space();
                self.blocks(entries, depth)
            }
            Kind::Definition { term, text } => {
                let line = self.words.label_value(&self.words.plain(term)?, &self.words.plain(text)?)?;
                self.line(depth, &line);
                Ok(())
            }
            Kind::Notice { title, blocks } => {
                if !title.is_empty() {
                    let title = self.words.plain(title)?;
                    self.paragraph(depth, &title);
                }
                self.blocks(blocks, depth + 1)
            }
            Kind::Gap { text } => {
                let line = self.words.plain(&[Inline::Gap { text: text.clone() }])?;
                self.paragraph(depth, &line);
                Ok(())
            }
            Kind::Contents => self.contents(depth),
            // Both are written by their list and table.
            Kind::Item { .. } | Kind::Row { .. } => Ok(()),
        }
    }

    fn heading(&mut self, number: &str, title: &[Inline]) -> Result<(), TextError> {
        let line = format!("{number}  {}", self.words.plain(title)?);
        if !number.contains('.') {
            self.space();
            self.out.push('\n');
        }
        self.paragraph(0, &line);
        Ok(())
    }

    fn marked(&self, inlines: &[Inline], emphasis: bool) -> Result<String, TextError> {
        let text = self.words.plain(inlines)?;
        if emphasis { self.words.texts.format("emphasis-marked", &[("text", text.into())]) } else { Ok(text) }
    }

    fn list(&mut self, ordered: bool, items: &[Block], depth: usize) -> Result<(), TextError> {
        self.space();
        for (place, item) in items.iter().enumerate() {
            if let Kind::Item { inlines, emphasis, blocks } = &item.kind {
                let mark = if ordered { format!("{}.", place + 1) } else { "-".into() };
                let text = self.marked(inlines, *emphasis)?;
                self.line(depth, &format!("{mark} {text}"));
                self.blocks(blocks, depth + 1)?;
            }
        }
        Ok(())
    }

    fn table(&mut self, table: &Table, depth: usize) -> Result<(), TextError> {
        self.paragraph(depth, &table.caption);
        if table.rows.is_empty() {
            let empty = if table.empty.is_empty() { &[Inline::NotStated][..] } else { &table.empty };
            let text = self.words.plain(empty)?;
            self.paragraph(depth + 1, &text);
        }
        for (_, cells) in rows(table) {
            self.space();
            for (place, (column, cell)) in table.columns.iter().zip(cells).enumerate() {
                let mark = if place == 0 { "- " } else { "  " };
                let line = self.words.label_value(&column.label, &self.words.plain(cell)?)?;
                self.line(depth, &format!("{mark}{line}"));
            }
        }
        Ok(())
    }

    fn contents(&mut self, depth: usize) -> Result<(), TextError> {
        let title = self.words.contents.clone();
        self.paragraph(depth, &title);
        self.space();
        for section in self.document.sections() {
            if let Kind::Section { number, title, .. } = &section.kind {
                let line = format!("{number}  {}", self.words.plain(title)?);
                self.line(depth + 1, &line);
            }
        }
        Ok(())
    }
}
