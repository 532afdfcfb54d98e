use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

use super::{files::FILES, *};

fn texts(tag: &str) -> &'static Texts {
    Texts::get(&tag.parse().unwrap()).unwrap()
}

/// Each key of a locale with the placeholders, messages and functions it uses.
fn messages(locale: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (_, name, content) in FILES.iter().filter(|(of, _, _)| *of == locale) {
        let file =
            parser::parse(*content).unwrap_or_else(|(_, errors)| panic!("{locale}/{name}: {errors:?}"));
        for entry in file.body {
            match entry {
                Entry::Message(message) => {
                    assert!(
                        message.attributes.is_empty(),
                        "{locale}/{name}: attribute at {}",
                        message.id.name
                    );
                    let mut used = BTreeSet::new();
                    walk(&message.value.expect("a message has a text"), &mut used);
                    let twice = found.insert(message.id.name.to_owned(), used);
                    assert_eq!(twice, None, "{locale}: {} stands twice", message.id.name);
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                other => panic!("{locale}/{name}: {other:?}"),
            }
        }
    }
    found
}

fn walk(pattern: &Pattern<&str>, used: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => walk_inline(inline, used),
                Expression::Select { selector, variants } => {
                    walk_inline(selector, used);
                    assert_eq!(variants.iter().filter(|variant| variant.default).count(), 1);
                    variants.iter().for_each(|variant| walk(&variant.value, used));
                }
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, used: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            used.insert(format!("${}", id.name));
        }
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        other => panic!("texts use placeholders and literals only: {other:?}"),
    }
}

#[test]
fn every_locale_has_the_same_keys_with_the_same_placeholders() {
    let expected = messages(SUPPORTED[0]);
    for locale in SUPPORTED {
        assert_eq!(messages(locale), expected, "{locale}");
    }
}

#[test]
fn keys_are_words_joined_by_hyphens() {
    for key in messages("en").keys() {
        assert!(is_key(key), "{key}");
    }
}

fn is_key(text: &str) -> bool {
    let words: Vec<_> = text.split('-').collect();
    let is_word =
        |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    words.len() >= 2 && text.starts_with(|c: char| c.is_ascii_lowercase()) && words.iter().all(is_word)
}

#[test]
fn every_text_file_is_compiled_in() {
    for locale in SUPPORTED {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts").join(locale);
        let on_disk: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let listed: BTreeSet<String> =
            FILES.iter().filter(|(of, _, _)| *of == locale).map(|(_, name, _)| (*name).to_owned()).collect();
        assert_eq!(on_disk, listed);
    }
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("texts")).unwrap().count();
    assert_eq!(folders, SUPPORTED.len());
}

/// A string literal of the sources and the code just before it.
struct Literal {
    text: String,
    before: String,
    file: PathBuf,
}

impl Literal {
    /// True where it is the first argument of such a call.
    fn is_argument_of(&self, calls: &[&str]) -> bool {
        calls.iter().any(|call| self.before.ends_with(call))
    }
}

/// The string literals of the crates that use texts, tests and samples left out.
fn literals() -> Vec<Literal> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("../api/src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" && name != "sample.rs" {
                found.extend(literals_of(&fs::read_to_string(&path).unwrap(), &path));
            }
        }
    }
    found
}

fn literals_of(source: &str, file: &Path) -> Vec<Literal> {
    let signs: Vec<char> = source.chars().collect();
    let (mut at, mut code, mut found) = (0, String::new(), Vec::new());
    let starts = |at: usize, text: &str| text.chars().enumerate().all(|(i, c)| signs.get(at + i) == Some(&c));
    while at < signs.len() {
        if starts(at, "//") {
            at += signs[at..].iter().take_while(|c| **c != '\n').count();
        } else if starts(at, "'\"'") || starts(at, "'\\") {
            // A character: past the backslash and what it escapes, to the closing quote.
            at += 2;
            at += 1 + signs[at..].iter().take_while(|c| **c != '\'').count() + usize::from(starts(at, "\\'"));
        } else if let Some(open) = raw_opening(&signs[at..]) {
            let end = format!("\"{}", "#".repeat(open - 2));
            let start = at + open;
            at = (start..signs.len()).find(|at| starts(*at, &end)).unwrap();
            let text = signs[start..at].iter().collect();
            found.push(Literal { text, before: std::mem::take(&mut code), file: file.into() });
            at += open - 1;
        } else if signs[at] == '"' {
            let start = at + 1;
            at = start;
            while signs[at] != '"' {
                at += if signs[at] == '\\' { 2 } else { 1 };
            }
            let text = signs[start..at].iter().collect();
            found.push(Literal { text, before: std::mem::take(&mut code), file: file.into() });
            at += 1;
        } else {
            if !signs[at].is_whitespace() {
                code.push(signs[at]);
            }
            at += 1;
        }
    }
    found
}

/// How long the opening of a raw string is (`r"`, `r#"`), where one starts here. No name stands right before a quote.
fn raw_opening(signs: &[char]) -> Option<usize> {
    let hashes = signs.strip_prefix(&['r'])?.iter().take_while(|c| **c == '#').count();
    (signs.get(hashes + 1) == Some(&'"')).then_some(hashes + 2)
}

#[test]
fn the_scan_reads_literals_and_the_calls_before_them() {
    let source =
        "t\n  .label(\n  \"a-b\") /* x */ // .label(\"c-d\")\n ['\"', '\\'', '\\\\'] f('a', \"e\\\"f\")";
    let found: Vec<_> = literals_of(source, Path::new(""))
        .into_iter()
        .map(|literal| (literal.text, literal.before))
        .collect();
    assert_eq!(found[0], ("a-b".to_owned(), "t.label(".to_owned()));
    assert_eq!(found[1].0, "e\\\"f");
    assert_eq!(found.len(), 2);
    let raw = literals_of("br#\"a\"\\\"# r\"b\"", Path::new(""));
    assert_eq!(raw.iter().map(|literal| literal.text.as_str()).collect::<Vec<_>>(), ["a\"\\", "b"]);
}

#[test]
fn every_key_that_the_sources_name_exists() {
    let keys = messages("en");
    for literal in literals() {
        let (text, place) = (&literal.text, literal.file.display());
        // A date pattern is the other thing that is formatted by a method of this name.
        const CALLS: [&str; 9] =
            [".label(", ".format(", ".prose(", ".say(", ".say_of(", ".line(", "lead:", "none:", "gap:Some("];
        if literal.is_argument_of(&CALLS) && !text.contains('%') {
            assert!(keys.contains_key(text), "{place}: no text {text}");
        }
        if literal.is_argument_of(&[".coded(", "coded_key("]) {
            assert!(
                text.ends_with('-') && keys.keys().any(|key| key.starts_with(text)),
                "{place}: no family {text}"
            );
        }
    }
}

#[test]
fn no_key_lies_unused() {
    let literals = literals();
    let named: BTreeSet<&str> = literals.iter().map(|literal| literal.text.as_str()).collect();
    let families: Vec<&str> =
        named.iter().copied().filter(|text| text.ends_with('-') && is_key(&format!("{text}x"))).collect();
    let unused: Vec<_> = messages("en")
        .into_keys()
        .filter(|key| !named.contains(key.as_str()) && !families.iter().any(|family| key.starts_with(family)))
        .collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn a_selector_without_default_and_a_broken_placeholder_do_not_parse() {
    for broken in ["a-b = { $x ->\n    [one] y\n }\n", "a-b = { $x\n", "a-b\n"] {
        assert!(parser::parse(broken).is_err(), "{broken}");
    }
}

#[test]
fn errors_name_locale_and_key() {
    let error = texts("en").label("no-such-text").unwrap_err();
    assert_eq!(error, TextError::Missing { locale: Locale::en(), key: "no-such-text".into() });
    assert_eq!(error.code(), "TEXT_MISSING");
    assert_eq!(texts("en").label("quoted-words").unwrap_err().code(), "TEXT_UNRESOLVED");
    assert_eq!(Texts::get(&"fr".parse().unwrap()).unwrap_err().code(), "TEXT_LOCALE");
}

#[test]
fn placeholders_take_words_numbers_lists_and_dates() {
    let (zh, en) = (texts("zh-CN"), texts("en"));
    let day = NaiveDate::from_ymd_opt(2021, 10, 1).unwrap();
    let filled = |texts: &Texts, arg: Arg| texts.format("quoted-words", &[("words", arg)]).unwrap();
    assert_eq!(filled(en, "{ $words } \u{2068}".into()), "“{ $words } \u{2068}”");
    assert_eq!(filled(en, 1_234_567_usize.into()), "“1234567”");
    assert_eq!(filled(zh, day.into()), "“2021年10月1日”");
    assert_eq!(filled(en, day.into()), "“1 October 2021”");
    assert_eq!(filled(zh, vec!["甲".to_owned(), "乙".into(), "丙".into()].into()), "“甲、乙和丙”");
    assert_eq!(zh.work_title("隐私政策").unwrap(), "《隐私政策》");
    assert_eq!(en.quote("x").unwrap(), "“x”");
    assert_eq!(en.coded("edition-status-", "IN_FORCE").unwrap(), "In force");
}

#[test]
fn every_month_has_its_own_name_in_english() {
    let names: BTreeSet<String> = (1..=12)
        .map(|month| texts("en").date(NaiveDate::from_ymd_opt(2024, month, 2).unwrap()).unwrap())
        .collect();
    assert_eq!(names.len(), 12);
    assert!(names.contains("2 December 2024") && names.contains("2 January 2024"));
}

#[test]
fn headings_of_the_catalogue_stand_small_inside_a_sentence() {
    let names = ["Device model", "E-mail content", "IP address", "Wi-Fi network", "iOS version", "A", ""];
    let inside = |tag| names.map(|name| texts(tag).inside(name));
    assert_eq!(
        inside("en"),
        ["device model", "e-mail content", "IP address", "Wi-Fi network", "iOS version", "A", ""]
    );
    assert_eq!(inside("zh-CN"), names);
}

#[test]
fn lists_are_joined_as_the_locale_joins_them() {
    let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    for (tag, items, conjunction, expected) in [
        ("en", &[][..], Conjunction::And, ""),
        ("en", &["a"], Conjunction::And, "a"),
        ("en", &["a", "b"], Conjunction::And, "a and b"),
        ("en", &["a", "b", "c"], Conjunction::And, "a, b and c"),
        ("en", &["a", "b", "c"], Conjunction::Or, "a, b or c"),
        ("en", &["a, b", "c", "d"], Conjunction::And, "a, b; c; and d"),
        ("en", &["a, b", "c"], Conjunction::Or, "a, b; or c"),
        ("zh-CN", &["甲", "乙", "丙"], Conjunction::And, "甲、乙和丙"),
        ("zh-CN", &["甲", "乙"], Conjunction::Or, "甲或乙"),
        ("zh-CN", &["甲、乙", "丙", "丁"], Conjunction::And, "甲、乙；丙；以及丁"),
        ("zh-CN", &["甲，乙", "丙"], Conjunction::Or, "甲，乙；或者丙"),
        ("en", &["a and b", "c", "d"], Conjunction::And, "a and b; c; and d"),
        ("en", &["sand", "order", "c"], Conjunction::Or, "sand, order or c"),
        ("en", &["a or b", "c"], Conjunction::Or, "a or b; or c"),
        ("zh-CN", &["甲和乙", "丙", "丁"], Conjunction::And, "甲和乙、丙以及丁"),
        ("zh-CN", &["丙", "甲或乙"], Conjunction::Or, "丙或者甲或乙"),
        ("zh-CN", &["iOS", "安卓"], Conjunction::And, "iOS 和安卓"),
        ("zh-CN", &["甲", "SDK", "3 年"], Conjunction::Or, "甲、SDK 或 3 年"),
    ] {
        assert_eq!(texts(tag).join(&list(items), conjunction).unwrap(), expected);
    }
}

#[test]
fn wanted_languages_resolve_with_a_stated_fallback() {
    for (wanted, expected) in [
        ("zh", Some(("zh-CN", false))),
        ("zh-CN", Some(("zh-CN", false))),
        ("zh-cn", Some(("zh-CN", false))),
        ("zh-SG", Some(("zh-CN", false))),
        ("zh-Hans", Some(("zh-CN", false))),
        ("zh-Hans-HK", Some(("zh-CN", false))),
        ("zh-Hant", Some(("zh-CN", true))),
        ("zh-Hant-CN", Some(("zh-CN", true))),
        ("zh-TW", Some(("zh-CN", true))),
        ("zh-HK", Some(("zh-CN", true))),
        ("en", Some(("en", false))),
        ("en-GB", Some(("en", false))),
        ("fr", None),
        ("*", None),
        ("", None),
        ("../../etc", None),
    ] {
        let found = resolve([wanted]);
        let found = found.as_ref().map(|resolved| (resolved.locale.as_str(), resolved.fallback));
        assert_eq!(found, expected, "{wanted}");
    }
    assert_eq!(resolve(["fr", "en-US", "zh"]).unwrap().locale, Locale::en());
    assert_eq!(resolve([]), None);
}

#[test]
fn the_revision_names_the_texts() {
    let revision_now = revision();
    assert_eq!(revision_now, revision_of(FILES));
    assert!(revision_now.len() == 64 && revision_now.bytes().all(|b| b.is_ascii_hexdigit()));
    let sets: [&[(&str, &str, &str)]; 4] =
        [&[("en", "a", "b")], &[("en", "ab", "")], &[("zh-CN", "a", "b")], &[("en", "a", "c")]];
    let revisions: BTreeSet<String> = sets.iter().map(|set| revision_of(set)).collect();
    assert_eq!(revisions.len(), sets.len());
    // What the gateway answers is no part of a document.
    assert_eq!(revision_of(&[("en", "a", "b"), ("en", "errors.ftl", "x")]), revision_of(&[("en", "a", "b")]));
}
