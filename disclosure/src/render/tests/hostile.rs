//! Declared words that mean something to HTML, Markdown, templates or spreadsheets stay words.

use proptest::prelude::*;

use super::published;
use crate::{
    Locale,
    document::{
        Block, Column, ColumnLevel, Document, Inline, ListKind, Mode, Table, clean,
        sample::{HOSTILE, id},
    },
    render::{csv, html, markdown, text},
    texts::Texts,
};

/// A document that shows the words wherever words can stand.
fn showing(words: &str) -> Document {
    let texts = Texts::get(&Locale::en()).unwrap();
    let shown = || vec![Inline::text(words)];
    let column = |key: &str| Column { key: key.into(), label: clean(words), level: ColumnLevel::Optional };
    let table = Table {
        list: Some(ListKind::Collected),
        caption: clean(words),
        columns: vec![column("a"), column("b")],
        rows: vec![Block::row(id("row"), vec![shown(), vec![Inline::strong(shown()), Inline::gap(words)]])],
        empty: Vec::new(),
    };
    let blocks = vec![
        Block::contents(id("contents")),
        Block::notice(id("notice"), shown(), vec![Block::paragraph(id("notice-text"), shown()).emphasised()]),
        Block::section(
            id("section"),
            shown(),
            vec![
                Block::paragraph(id("plain"), shown()),
                Block::list(id("list"), vec![Block::item(id("item"), shown())]),
                Block::steps(id("steps"), vec![Block::item(id("step"), shown()).emphasised()]),
                Block::definitions(
                    id("terms"),
                    vec![Block::definition(id("term"), shown(), Inline::term(words, Some(id("term"))))],
                ),
                Block::table(id("table"), table),
                Block::gap(id("gap"), words),
                Block::paragraph(id("foreign"), Inline::foreign(Locale::zh_cn(), words)),
            ],
        )
        .summarised(shown()),
    ];
    let document = Document::new(texts, words, words, words);
    Document { summary: shown(), blocks, ..document }.finish().unwrap()
}

const TAGS: [&str; 36] = [
    "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "a", "header", "p", "nav", "ul", "li",
    "main", "h1", "h2", "span", "b", "strong", "mark", "section", "div", "dl", "dt", "dd", "ol", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "time", "footer", "h3",
];
const ATTRIBUTES: [&str; 19] = [
    "lang",
    "charset",
    "name",
    "content",
    "class",
    "href",
    "id",
    "tabindex",
    "role",
    "rel",
    "scope",
    "data-label",
    "datetime",
    "hreflang",
    "aria-current",
    "aria-label",
    "aria-labelledby",
    "dir",
    "html",
];

/// Every tag and attribute of the page is one that our own mark-up has, and no value lets one begin.
fn assert_own_markup(page: &str) {
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap();
        let tag = rest[start + 1..end].trim_start_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.contains(&name), "tag {name}");
        let mut attributes = attributes.trim();
        while !attributes.is_empty() {
            let (name, value) = attributes.split_once("=\"").unwrap_or((attributes, "\""));
            assert!(ATTRIBUTES.contains(&name), "attribute {name} in {tag}");
            attributes = value.split_once('"').unwrap().1.trim_start();
        }
        rest = &rest[end + 1..];
    }
}

fn unescape_html(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn unescape_markdown(text: &str) -> String {
    let mut out = String::new();
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        let escapes = c == '\\' && signs.peek().is_some_and(char::is_ascii_punctuation);
        out.push(if escapes { signs.next().unwrap() } else { c });
    }
    out
}

/// The signs that no backslash takes the meaning from.
fn bare_signs(line: &str) -> String {
    let mut out = String::new();
    let mut signs = line.chars();
    while let Some(c) = signs.next() {
        if c == '\\' {
            signs.next();
        } else if "`*_{}[]<>|~&$".contains(c) {
            out.push(c);
        }
    }
    out
}

fn check_all(words: &str) {
    let document = showing(words);
    let seen = clean(words);
    for mode in [Mode::Draft, Mode::Published] {
        let page = html::page(&document, &super::PageContext { mode, ..published(&document) }).unwrap();
        let (before, after) = page.split_once(html::STYLE).unwrap();
        assert_own_markup(&format!("{before}{after}"));
        assert!(unescape_html(&page).contains(&format!("<h1>{seen}</h1>")));

        let lines = markdown::render(&document, mode).unwrap();
        let row = lines.lines().find(|line| line.starts_with("| ---")).map(|rule| (rule, lines.lines()));
        let (_, mut rows) = row.unwrap();
        let row = rows.by_ref().skip_while(|line| !line.starts_with("| ---")).nth(1).unwrap();
        assert_eq!(bare_signs(row).chars().filter(|c| *c == '|').count(), 3, "{row}");
        let title = lines.lines().next().unwrap();
        assert_eq!(unescape_markdown(title), format!("# {seen}"));
        assert_eq!(bare_signs(title), "");

        let plain = text::render(&document, mode).unwrap();
        assert!(plain.contains(seen.trim()));
        assert!(!plain.chars().any(|c| c.is_control() && c != '\n'));

        for mark in [csv::ByteOrderMark::With, csv::ByteOrderMark::Without] {
            let file = csv::render(&document, ListKind::Collected, mode, mark).unwrap().unwrap();
            let body = file.trim_start_matches('\u{FEFF}');
            assert_eq!(file.starts_with('\u{FEFF}'), mark == csv::ByteOrderMark::With);
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(body.as_bytes());
            let records: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
            assert_eq!(records.iter().map(::csv::StringRecord::len).collect::<Vec<_>>(), [2, 2]);
            let first = &records[1][0];
            assert_eq!(first.strip_prefix('\'').unwrap_or(first), seen.strip_prefix('\'').unwrap_or(&seen));
            let computed = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
            assert!(!first.trim_start().starts_with(computed), "{first}");
        }
    }
}

#[test]
fn known_attacks_stay_words() {
    for words in [
        HOSTILE,
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='x",
        "</style><script>x</script>",
        "</title><script>x</script>",
        "{% include x %}{{ config }}<%= 1 %>#{x}",
        "=HYPERLINK(\"http://x\",\"y\")",
        " +1",
        "@SUM(1)",
        "＝1",
        "a\r\nb,c\"d",
        "|a|b|",
        "\\|",
        "- [ ] x",
        "1) x",
        "# x",
        "```x",
        "[x]: http://y",
        "![x](javascript:y)",
        "<javascript:x>",
        "&lt;b&gt;",
        "a\u{202E}b\u{1b}[31mc\u{0}",
    ] {
        check_all(words);
    }
}

#[test]
fn declared_words_begin_no_block_and_no_link_in_markdown() {
    for (words, line) in [
        ("# x", "\\# x"),
        ("- x", "\\- x"),
        ("+ x", "\\+ x"),
        ("=== x", "\\=== x"),
        ("12. x", "12\\. x"),
        ("1) x", "1\\) x"),
        ("    x", "x"),
        ("> x", "\\> x"),
        ("2021 x", "2021 x"),
        ("http://a.example", "http\\://a.example"),
        ("WWW.a.example", "WWW\\.a.example"),
        ("人ww.a 人@b.example", "人ww.a 人\\@b.example"),
    ] {
        let lines = markdown::render(&showing(words), Mode::Published).unwrap();
        assert!(lines.lines().any(|found| found == line), "{line}:\n{lines}");
        assert!(lines.lines().any(|found| found == format!("- {line}")), "{line}:\n{lines}");
    }
}

#[test]
fn bold_words_beside_letters_are_bold_in_markdown() {
    let texts = Texts::get(&Locale::zh_cn()).unwrap();
    let strong = |words: &str| vec![Inline::text("前"), Inline::strong(words), Inline::text("后")];
    let blocks = vec![Block::paragraph(id("a"), strong("重要")), Block::paragraph(id("b"), strong("“重要”"))];
    let document = Document { blocks, ..Document::new(texts, "题", "主体", "应用") };
    let lines = markdown::render(&document, Mode::Draft).unwrap();
    assert_eq!(lines, "# 题\n\n前**重要**后\n\n前<strong>“重要”</strong>后\n");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_stay_words(words in "[a-z0-9<>&\"'`|*_\\[\\](){}#+=@.,:;!~$%^\\\\/ \r\n\t\u{4e2d}\u{202e}\u{fdd0}-]{1,24}x") {
        check_all(&words);
    }

    #[test]
    fn any_text_stays_text(words in "\\PC{1,16}x") {
        check_all(&words);
    }
}
