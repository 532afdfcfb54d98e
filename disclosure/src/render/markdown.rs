//! GitHub-flavoured Markdown.

use std::collections::BTreeSet;

use super::{Block, Document, Inline, Kind, Mode, Table, TextError, Words, clean, rows};

/// The document as Markdown, ending in a line feed. Clauses that are linked to carry an HTML anchor with their id.
pub fn render(document: &Document, mode: Mode) -> Result<String, TextError> {
    let view = document.view(mode)?;
    let writer = Writer { words: Words::of(&view)?, targets: targets(&view), document: &view };
    let mut parts = vec![format!("# {}", escape(&view.title))];
    if !view.summary.is_empty() {
        parts.push(writer.labelled(&writer.words.summary, &writer.inlines(&view.summary, false))?);
    }
    parts.extend(writer.blocks(&view.blocks, 2)?);
    Ok(format!("{}\n", parts.join("\n\n")))
}

/// The clauses that something in the document leads to.
fn targets(document: &Document) -> BTreeSet<String> {
    fn collect(inlines: &[Inline], out: &mut BTreeSet<String>) {
        for inline in inlines {
            match inline {
                Inline::Link { href, .. } => out.extend(href.clause().map(str::to_owned)),
                Inline::Term { anchor, .. } => out.extend(anchor.as_ref().map(ToString::to_string)),
                Inline::Reference { target, .. } => {
                    out.insert(target.to_string());
                }
                _ => {}
            }
            collect(inline.children(), out);
        }
    }
    let mut out = document.sections().map(|section| section.id.to_string()).collect();
    collect(&document.summary, &mut out);
    document.walk().flat_map(|block| block.kind.texts()).for_each(|inlines| collect(inlines, &mut out));
    out
}

struct Writer<'a> {
    words: Words,
    targets: BTreeSet<String>,
    document: &'a Document,
}

impl Writer<'_> {
    /// The parts, to be parted by empty lines.
    fn blocks(&self, blocks: &[Block], level: usize) -> Result<Vec<String>, TextError> {
        let mut parts = Vec::new();
        for block in blocks {
            parts.extend(self.block(block, level)?);
        }
        Ok(parts)
    }

    fn block(&self, block: &Block, level: usize) -> Result<Vec<String>, TextError> {
        let anchor = self.anchor(block);
        Ok(match &block.kind {
            Kind::Section { number, title, summary, blocks } => {
                let mut parts = vec![self.heading(&anchor, level, number, title)];
                if !summary.is_empty() {
                    parts.push(self.labelled(&self.words.summary, &self.inlines(summary, false))?);
                }
                parts.extend(self.blocks(blocks, level + 1)?);
                parts
            }
            Kind::SubSection { number, title, blocks } => {
                let mut parts = vec![self.heading(&anchor, level, number, title)];
                parts.extend(self.blocks(blocks, level + 1)?);
                parts
            }
            Kind::Paragraph { inlines, emphasis } => vec![anchor + &self.line(inlines, *emphasis)],
            Kind::List { ordered, items } => vec![self.list(*ordered, items, level)?],
            Kind::Table(table) => self.table(table, &anchor)?,
            Kind::Definitions { entries } => vec![self.definitions(entries)?],
            Kind::Notice { title, blocks } => {
                let mut parts = Vec::new();
                if !title.is_empty() {
                    parts.push(format!("{anchor}**{}**", self.inlines(title, true)));
                }
                parts.extend(self.blocks(blocks, level)?);
                vec![prefixed(&parts.join("\n\n"), "> ", "> ")]
            }
            Kind::Gap { text } => vec![format!("> {}", self.gap(text)?)],
            Kind::Contents => vec![format!("{anchor}**{}**", self.words.contents), self.contents()],
            // Written by their list, table and definitions.
            Kind::Item { .. } | Kind::Row { .. } | Kind::Definition { .. } => Vec::new(),
        })
    }

    fn anchor(&self, block: &Block) -> String {
        if self.targets.contains(block.id.as_str()) {
            format!("<a id=\"{}\"></a>", block.id)
        } else {
            String::new()
        }
    }

    fn heading(&self, anchor: &str, level: usize, number: &str, title: &[Inline]) -> String {
        format!("{} {anchor}{number} {}", "#".repeat(level), self.inlines(title, false))
    }

    fn labelled(&self, label: &str, value: &str) -> Result<String, TextError> {
        self.words.label_value(&format!("**{}**", escape(label)), value)
    }

    fn gap(&self, text: &str) -> Result<String, TextError> {
        self.labelled(&self.words.gap, &escape(text))
    }

    /// A run of text that begins a line.
    fn line(&self, inlines: &[Inline], emphasis: bool) -> String {
        let text = self.inlines(inlines, emphasis);
        if emphasis { format!("**{}**", text.trim()) } else { guard_start(&text) }
    }

    fn list(&self, ordered: bool, items: &[Block], level: usize) -> Result<String, TextError> {
        let mut lines = Vec::new();
        for (place, item) in items.iter().enumerate() {
            if let Kind::Item { inlines, emphasis, blocks } = &item.kind {
                let mark = if ordered { format!("{}. ", place + 1) } else { "- ".into() };
                let mut parts = vec![self.anchor(item) + &self.line(inlines, *emphasis)];
                parts.extend(self.blocks(blocks, level)?);
                lines.push(prefixed(&parts.join("\n\n"), &mark, &" ".repeat(mark.len())));
            }
        }
        Ok(lines.join("\n"))
    }

    fn definitions(&self, entries: &[Block]) -> Result<String, TextError> {
        let mut lines = Vec::new();
        for entry in entries {
            if let Kind::Definition { term, text } = &entry.kind {
                let term = format!("**{}**", self.inlines(term, true));
                let line = self.words.label_value(&term, &self.inlines(text, false))?;
                lines.push(format!("- {}{line}", self.anchor(entry)));
            }
        }
        Ok(lines.join("\n"))
    }

    fn table(&self, table: &Table, anchor: &str) -> Result<Vec<String>, TextError> {
        let caption = format!("{anchor}**{}**", escape(&table.caption));
        if table.rows.is_empty() {
            let empty = if table.empty.is_empty() { &[Inline::NotStated][..] } else { &table.empty };
            return Ok(vec![caption, self.line(empty, false)]);
        }
        let heads: Vec<_> = table.columns.iter().map(|column| escape(&column.label)).collect();
        let mut lines = vec![row(&heads), row(&vec!["---".to_owned(); heads.len()])];
        for (block, cells) in rows(table) {
            let mut cells: Vec<_> = cells.iter().map(|cell| self.inlines(cell, false)).collect();
            if let Some(first) = cells.first_mut() {
                first.insert_str(0, &self.anchor(block));
            }
            lines.push(row(&cells));
        }
        Ok(vec![caption, lines.join("\n")])
    }

    fn contents(&self) -> String {
        let entry = |section: &Block| match &section.kind {
            Kind::Section { number, title, .. } => {
                Some(format!("- [{number} {}](#{})", self.inlines(title, false), section.id))
            }
            _ => None,
        };
        self.document.sections().filter_map(entry).collect::<Vec<_>>().join("\n")
    }

    /// A run of text; `bold` where everything around it is bold already.
    fn inlines(&self, inlines: &[Inline], bold: bool) -> String {
        inlines.iter().map(|inline| self.inline(inline, bold)).collect()
    }

    fn inline(&self, inline: &Inline, bold: bool) -> String {
        match inline {
            Inline::Text { text } | Inline::Foreign { text, .. } => escape(text),
            Inline::Strong { children } => {
                let text = self.inlines(children, true);
                if bold { text } else { strong(&text) }
            }
            Inline::Link { href, children } => link(&self.inlines(children, bold), href.as_str()),
            Inline::Term { text, anchor: Some(id) } => link(&escape(text), &format!("#{id}")),
            Inline::Term { text, anchor: None } => escape(text),
            Inline::Reference { target, text } => link(&escape(text), &format!("#{target}")),
            Inline::NotStated => format!("*{}*", escape(&self.words.not_stated)),
            Inline::Gap { text } => {
                let label = if bold { escape(&self.words.gap) } else { strong(&escape(&self.words.gap)) };
                format!("\\[{label} {}\\]", escape(text))
            }
        }
    }
}

/// Asterisks open and close only beside letters; punctuation at an edge, frequent in Chinese, needs the tag.
fn strong(text: &str) -> String {
    let edges = [text.chars().next(), text.chars().next_back()];
    if edges.iter().all(|edge| edge.is_some_and(char::is_alphanumeric)) {
        format!("**{text}**")
    } else {
        format!("<strong>{text}</strong>")
    }
}

fn link(text: &str, target: &str) -> String {
    // Brackets that do not pair would end the target; angle brackets hold it whole and cannot stand in it.
    if target.contains(['(', ')']) { format!("[{text}](<{target}>)") } else { format!("[{text}]({target})") }
}

fn row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// The lines, the first behind one prefix and the others behind another; empty lines stay bare of trailing spaces.
fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let lines = text.lines().enumerate().map(|(place, line)| {
        let prefix = if place == 0 { first } else { rest };
        format!("{prefix}{line}").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Words that stay words: every sign that Markdown, HTML in it, or a template engine run over it could read, and what
/// GitHub would make a link of on its own (`://`, `www.`, `@`); only a link of the document is one.
fn escape(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_address = match c {
            ':' => text[at..].starts_with(":/"),
            '.' => {
                out.len() >= 3
                    && out.is_char_boundary(out.len() - 3)
                    && out[out.len() - 3..].eq_ignore_ascii_case("www")
            }
            _ => c == '@',
        };
        let signs = ['\\', '`', '*', '_', '{', '}', '[', ']', '<', '>', '|', '~', '&', '$'];
        if is_address || signs.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The line with its first sign escaped where it would begin a heading, a list or a rule.
fn guard_start(text: &str) -> String {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    if text.starts_with(['#', '+', '-', '=']) || (digits > 0 && rest.starts_with(['.', ')'])) {
        format!("{number}\\{rest}")
    } else {
        text.to_owned()
    }
}
