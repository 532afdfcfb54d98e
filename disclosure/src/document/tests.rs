use super::{sample::*, *};
use crate::{
    Locale,
    texts::{Conjunction, SUPPORTED},
};

fn both() -> [Document; 2] {
    [sample::document(&Locale::zh_cn()), sample::document(&Locale::en())]
}

fn texts(tag: &str) -> &'static Texts {
    Texts::get(&tag.parse().unwrap()).unwrap()
}

fn holding(blocks: Vec<Block>) -> Document {
    Document { blocks, ..Document::new(texts("en"), "Policy", "Tenant", "App") }
}

fn faults(document: Document) -> Vec<Fault> {
    match document.finish() {
        Err(DocumentError::Faulty(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

#[test]
fn sections_are_numbered_by_order_and_referred_to_by_number() {
    for document in both() {
        let numbers: Vec<_> = document
            .walk()
            .filter_map(|block| match &block.kind {
                Kind::Section { number, .. } | Kind::SubSection { number, .. } => Some(number.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(numbers, ["1", "1.1", "2", "3", "3.1", "4", "5"]);
        let lead = document.block("notice-lead").unwrap().kind.texts()[0];
        let word = if document.locale == Locale::en() { "section 3" } else { "第3节" };
        assert_eq!(lead[1], Inline::Reference { target: id("section-sdks"), text: word.into() });
    }
}

#[test]
fn both_languages_have_the_same_blocks_and_sources() {
    let [zh, en] = both();
    let shape = |document: &Document| {
        document
            .walk()
            .map(|block| (block.id.clone(), block.sources.clone(), block.law.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shape(&zh), shape(&en));
    assert_eq!(en.sources().filter(|source| source.as_str() == "/dataItems/photo").count(), 3);
    assert_eq!(en.sections().count(), 5);
    assert_eq!(en.list(ListKind::Collected).unwrap().rows.len(), 3);
    assert_eq!(en.list(ListKind::Sdks), None);
}

#[test]
fn json_round_trips_and_hashes_by_content() {
    for document in both() {
        let bytes = document.canonical();
        let back: Document = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(back, document);
        assert_eq!(back.canonical(), bytes);
        assert_eq!(document.content_hash().len(), 64);
        let other = Document { title: "x".into(), ..document.clone() };
        assert_ne!(other.content_hash(), document.content_hash());
    }
    let json: serde_json::Value = serde_json::from_slice(&both()[1].canonical()).unwrap();
    assert_eq!(json["schema"], "document/1");
    assert_eq!(json["tenantName"], "Example Imaging Ltd");
    assert_eq!(json["blocks"][0]["kind"], "NOTICE");
    assert_eq!(json["blocks"][0]["blocks"][0]["inlines"][1]["type"], "REFERENCE");
}

#[test]
fn stored_json_cannot_smuggle_links_or_ids() {
    let json = String::from_utf8(both()[1].canonical()).unwrap();
    for (from, to) in [
        ("mailto:privacy@example.com", "javascript:alert(1)"),
        ("\"id\":\"contact-email\"", "\"id\":\"a\\\" onload\""),
    ] {
        assert!(json.contains(from));
        assert!(serde_json::from_str::<Document>(&json.replace(from, to)).is_err());
    }
}

#[test]
fn published_view_shows_no_gap_and_numbers_anew() {
    for document in both() {
        let shown = document.view(Mode::Published).unwrap();
        assert!(!String::from_utf8(shown.canonical()).unwrap().contains("\"GAP\""));
        assert_eq!(shown.block("section-rights"), None, "a section of gaps only");
        assert_eq!(shown.block("contact-post"), None, "a definition with a gap");
        assert_eq!(shown.block("collect-retention"), None);
        let Kind::Row { cells } = &shown.block("collected-photo").unwrap().kind else { panic!() };
        assert_eq!(cells[4], [Inline::NotStated]);
        assert_eq!(shown.view(Mode::Published).unwrap(), shown);
        assert_eq!(document.view(Mode::Draft).unwrap(), document);
        shown.validate().unwrap();
    }
}

#[test]
fn published_view_keeps_a_named_section_and_unlinks_lost_clauses() {
    let gap = Inline::gap("something");
    let document = holding(vec![
        Block::section(id("section-first"), "First", vec![Block::gap(id("g1"), "x")]),
        Block::section(id("section-second"), "Second", vec![Block::gap(id("g2"), "x")]),
        Block::section(
            id("section-third"),
            "Third",
            vec![
                Block::paragraph(id("a"), vec![Inline::reference(id("section-second"))]),
                Block::paragraph(id("b"), vec![Inline::link(Href::anchor(&id("g1")), "there")]),
                Block::paragraph(id("c"), vec![Inline::text("half "), Inline::strong(gap.clone())]),
                Block::table(
                    id("t"),
                    Table {
                        list: None,
                        caption: "T".into(),
                        columns: vec![Column {
                            key: "k".into(),
                            label: "K".into(),
                            level: ColumnLevel::Optional,
                        }],
                        rows: vec![Block::row(id("r"), vec![vec![Inline::text("kept"), gap]])],
                        empty: Vec::new(),
                    },
                ),
            ],
        ),
    ])
    .finish()
    .unwrap();
    let shown = document.view(Mode::Published).unwrap();
    shown.validate().unwrap();
    let ids: Vec<_> = shown.walk().map(|block| block.id.as_str()).collect();
    assert_eq!(ids, ["section-second", "section-second-unstated", "section-third", "a", "b", "t", "r"]);
    let reference = Inline::Reference { target: id("section-second"), text: "section 1".into() };
    assert_eq!(shown.block("a").unwrap().kind.texts()[0], [reference]);
    assert_eq!(shown.block("b").unwrap().kind.texts()[0], [Inline::text("there")]);
    assert_eq!(shown.block("r").unwrap().kind.texts()[0], [Inline::text("kept")]);
}

#[test]
fn faulty_trees_are_refused() {
    let paragraph = |name: &str| Block::paragraph(id(name), "x");
    let row = |name: &str, cells: usize| Block::row(id(name), vec![vec![Inline::text("x")]; cells]);
    let table = |name: &str, rows| {
        let columns = vec![Column { key: "k".into(), label: "K".into(), level: ColumnLevel::Optional }];
        let list = Some(ListKind::Sdks);
        Block::table(id(name), Table { list, caption: "T".into(), columns, rows, empty: Vec::new() })
    };
    let deep = (1..=4).rev().fold(vec![paragraph("p")], |below, level| {
        let name = id(&format!("level-{level}"));
        vec![if level == 1 { Block::section(name, "S", below) } else { Block::sub_section(name, "S", below) }]
    });
    let from = Some(id("p"));
    let dangling = |target: &str| vec![Fault::Dangling { from: from.clone(), target: target.into() }];
    let lone = |inline: Inline| vec![Block::paragraph(id("p"), vec![inline])];
    let cases = [
        (vec![paragraph("p"), paragraph("p")], vec![Fault::DuplicateId(id("p"))]),
        (vec![table("t", vec![]), table("u", vec![])], vec![Fault::DuplicateList(ListKind::Sdks)]),
        (vec![Block::contents(id("c")), Block::contents(id("d"))], vec![Fault::DuplicateContents(id("d"))]),
        (vec![row("r", 1)], vec![Fault::Misplaced(id("r"))]),
        (vec![table("t", vec![paragraph("p")])], vec![Fault::Misplaced(id("p"))]),
        (vec![Block::sub_section(id("s"), "S", vec![])], vec![Fault::Misplaced(id("s"))]),
        (deep, vec![Fault::Misplaced(id("level-4"))]),
        (vec![table("t", vec![row("r", 2)])], vec![Fault::CellCount { row: id("r"), expected: 1, found: 2 }]),
        (vec![Block::section(id("s"), Inline::gap("x"), vec![])], vec![Fault::Heading(id("s"))]),
        (vec![Block::section(id("s"), vec![], vec![])], vec![Fault::Heading(id("s"))]),
        (vec![Block::paragraph(id("p"), vec![])], vec![Fault::Empty(id("p"))]),
        (lone(Inline::reference(id("nowhere"))), dangling("nowhere")),
        (lone(Inline::reference(id("p"))), dangling("p")),
        (lone(Inline::term("x", Some(id("nowhere")))), dangling("nowhere")),
        (lone(Inline::link(Href::anchor(&id("nowhere")), "x")), dangling("nowhere")),
        (
            lone(Inline::link("https://a.example".parse().unwrap(), Inline::address("https://b.example"))),
            vec![Fault::NestedLink(from.clone())],
        ),
    ];
    for (blocks, expected) in cases {
        assert_eq!(faults(holding(blocks)), expected);
    }
}

#[test]
fn links_lead_to_harmless_places_only() {
    for (text, expected) in [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("HTTP://例子.example/", "http://例子.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("tel:+8610", "tel:+8610"),
        ("#sdk-umeng", "#sdk-umeng"),
    ] {
        assert_eq!(text.parse::<Href>().unwrap().as_str(), expected);
    }
    let long = format!("https://{}", "a".repeat(2048));
    for text in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.com",
        "/path",
        "example.com",
        "https:example.com",
        "https://",
        "https:///x",
        "https://a b",
        "https://a\"b",
        "https://a'b",
        "https://a<b",
        "https://a`b",
        "https://a\u{202E}b",
        "https://a\nb",
        "mailto:",
        "#",
        "#A b",
        "",
        &long,
    ] {
        assert_eq!(text.parse::<Href>(), Err(HrefError), "{text}");
    }
    assert_eq!(Href::telephone("+86 (10) 5555-0100").unwrap().as_str(), "tel:+861055550100");
    assert_eq!(Href::telephone("400-ABC"), Err(HrefError));
    assert_eq!(Href::email("a@b.example").unwrap().as_str(), "mailto:a@b.example");
    assert_eq!(Href::email("nobody"), Err(HrefError));
    assert_eq!(Inline::address("javascript:x"), Inline::text("javascript:x"));
}

#[test]
fn ids_come_from_keys_and_differ_where_keys_differ() {
    assert_eq!(ClauseId::of("sdk", &["umeng"]).as_str(), "sdk-umeng");
    assert_eq!(ClauseId::of("section-rights", &[]).as_str(), "section-rights");
    assert_eq!(ClauseId::of("data", &["id_photo", "make"]).as_str(), "data-id-photo-make");
    let long = "x".repeat(300);
    let keys = ["a_b", "a-b", "a.b", "A_b", "a__b", "a b", "人像", "", "-", &long];
    let ids: std::collections::BTreeSet<_> = keys.iter().map(|key| ClauseId::of("data", &[key])).collect();
    assert_eq!(ids.len(), keys.len());
    for made in &ids {
        assert_eq!(made.as_str().parse::<ClauseId>().as_ref(), Ok(made));
    }
    let longest = ClauseId::of("sdk", &[&long, &long, &long, &long]).with_suffix("unstated");
    assert_eq!(longest.as_str().parse::<ClauseId>().as_ref(), Ok(&longest));
    for text in ["", "A", "a_b", "-a", "a-", "a--b", "a b", "人", "a\"", &long] {
        assert!(text.parse::<ClauseId>().is_err(), "{text}");
    }
}

#[test]
fn pointers_escape_and_nest() {
    let place = Pointer::root().child("sdks").child("a/b~c").child("purposes").index(0);
    assert_eq!(place.as_str(), "/sdks/a~1b~0c/purposes/0");
    assert_eq!(place.segments().collect::<Vec<_>>(), ["sdks", "a/b~c", "purposes", "0"]);
    assert!(at("/sdks").holds(&place) && Pointer::root().holds(&place) && place.holds(&place));
    assert!(!at("/sdk").holds(&place));
    for text in ["sdks", "/a~2", "/a~"] {
        assert!(text.parse::<Pointer>().is_err(), "{text}");
    }
}

#[test]
fn prose_puts_pieces_into_sentences() {
    let link = Inline::address("https://example.com");
    let parts = [("words", Part::from(vec![Inline::text("a "), link.clone(), Inline::text(" b")]))];
    assert_eq!(
        texts("zh-CN").prose("work-title", &parts).unwrap(),
        [Inline::text("《a "), link.clone(), Inline::text(" b》")]
    );
    // Words that look like a placed piece stay words.
    let forged = [("words", Part::from("\u{FDD0}0\u{FDD1}"))];
    assert_eq!(texts("en").prose("quoted-words", &forged).unwrap(), [Inline::text("“0”")]);
    let items = vec![vec![Inline::text("x, y")], vec![link.clone()], vec![Inline::text("z")]];
    let joined = texts("en").join_inlines(&items, Conjunction::Or).unwrap();
    assert_eq!(joined, [Inline::text("x, y; "), link, Inline::text("; or z")]);
    assert!(texts("en").prose("quoted-words", &[]).is_err());
}

#[test]
fn words_that_end_a_sentence_take_no_second_stop() {
    let sentence = |tag: &str, words: &str| {
        let parts = [("technologies", Part::from(Inline::text(words)))];
        plain_text(&texts(tag).prose("cookies-technologies", &parts).unwrap())
    };
    assert_eq!(sentence("zh-CN", "脚本。"), "我们使用脚本。");
    assert_eq!(sentence("zh-CN", "脚本！"), "我们使用脚本！");
    assert_eq!(sentence("zh-CN", "Acme Ltd."), "我们使用 Acme Ltd.。");
    assert_eq!(sentence("en", "scripts of Acme Ltd."), "We use these technologies: scripts of Acme Ltd.");
}

#[test]
fn chinese_keeps_its_distance_from_latin_letters() {
    let sentence = |words: &str| {
        let parts = [("technologies", Part::from(Inline::text(words)))];
        plain_text(&texts("zh-CN").prose("cookies-technologies", &parts).unwrap())
    };
    assert_eq!(sentence("Cookie"), "我们使用 Cookie。");
    assert_eq!(sentence("像素标签"), "我们使用像素标签。");
    assert_eq!(sentence("2021年的标签"), "我们使用2021年的标签。");
    let list = [vec![Inline::text("甲")], vec![Inline::text("SDK")], vec![Inline::text("乙")]];
    let joined = texts("zh-CN").join_inlines(&list, Conjunction::And).unwrap();
    assert_eq!(plain_text(&joined), "甲、SDK 和乙");
}

#[test]
fn declared_words_lose_what_cannot_be_seen() {
    assert_eq!(
        clean("a\u{202E}b\u{2066}c\nd\te\u{0}f\u{FEFF}\u{1F468}\u{200D}\u{1F469}"),
        "abc d e f\u{1F468}\u{200D}\u{1F469}"
    );
    assert_eq!(
        plain_text(&[Inline::strong(vec![Inline::text("a"), Inline::gap("b")]), Inline::NotStated]),
        "a"
    );
}

#[test]
fn every_supported_locale_runs_left_to_right() {
    assert_eq!(SUPPORTED, ["zh-CN", "en"]);
    assert_eq!(Document::new(texts("zh-CN"), "", "", "").direction, Direction::LeftToRight);
}
