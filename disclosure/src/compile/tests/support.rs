//! Small declarations, compiled, and what is asked of every document.

use std::collections::BTreeSet;

use crate::{
    Locale,
    catalog::Catalog,
    compile::{Input, compile},
    document::{Block, Document, Kind, plain_text},
    manifest::{Format, Leaf, Limits, Manifest, declaration_leaves, profile_leaves, read, to_value},
};

/// The declared words of `@x` in one language.
fn word(name: &str, locale: &Locale) -> String {
    if locale.language() == "en" { format!("words of {name}") } else { format!("词语{name}") }
}

fn filled(members: &str, indent: &str) -> String {
    let mut parts = members.split('@');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
        // An address holds the sign, too.
        if filled.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            filled.push('@');
            filled.push_str(part);
            continue;
        }
        let (name, rest) = part.split_at(end);
        let (zh, en) = (word(name, &Locale::zh_cn()), word(name, &Locale::en()));
        filled.push_str(&format!("{{zh-CN: {zh}, en: {en}}}{rest}"));
    }
    filled.lines().filter(|line| !line.is_empty()).map(|line| format!("{indent}{line}\n")).collect()
}

/// A tenant with these members of its profile, and an app with these of its declaration; `@x` stands for own words.
pub(super) fn manifest(profile: &str, members: &str) -> Manifest {
    let yaml = format!(
        "schema: candor.manifest/1\ntenant:\n  slug: acme\n  name: {{en: Acme}}\n  kind: app_developer\n{}\
         apps:\n  - slug: lamp\n    name: {{zh-CN: 灯, en: Lamp}}\n{}",
        filled(profile, "  "),
        filled(members, "    ")
    );
    read(yaml.as_bytes(), Format::Yaml, &Limits::default(), Catalog::builtin())
        .unwrap_or_else(|problems| panic!("{problems:#?}\n{yaml}"))
}

/// In Chinese and in English.
pub(super) fn documents(manifest: &Manifest) -> [Document; 2] {
    let input =
        Input { profile: &manifest.tenant, declaration: &manifest.apps[0], catalog: Catalog::builtin() };
    [Locale::zh_cn(), Locale::en()].map(|locale| compile(&input, &locale).unwrap())
}

fn leaves(manifest: &Manifest, members: &[&str]) -> Vec<Leaf> {
    let mut all = declaration_leaves(&to_value(&manifest.apps[0]));
    let of_tenant = |leaf: Leaf| Leaf { path: format!("/tenant{}", leaf.path), ..leaf };
    all.extend(profile_leaves(&to_value(&manifest.tenant)).into_iter().map(of_tenant));
    all.into_iter().filter(|leaf| is_below(&leaf.path, members)).collect()
}

fn is_below(path: &str, members: &[&str]) -> bool {
    let is_it = |rest: &str| rest.is_empty() || rest.starts_with('/');
    members.iter().any(|member| path.strip_prefix(member).is_some_and(is_it))
}

/// The words of a block itself.
pub(super) fn words_of(block: &Block) -> String {
    let texts = block.kind.texts().into_iter().map(plain_text);
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
}

/// The words of the block with this id and of all below, block by block; gaps in brackets, what stands out between
/// asterisks.
pub(super) fn lines(document: &Document, id: &str) -> Vec<String> {
    let mut stack: Vec<&Block> = document.block(id).into_iter().collect();
    let mut out = Vec::new();
    while let Some(block) = stack.pop() {
        match &block.kind {
            Kind::Gap { text } => out.push(format!("[{text}]")),
            Kind::Paragraph { emphasis: true, .. } => out.push(format!("*{}*", words_of(block))),
            kind if kind.texts().is_empty() => {}
            _ => out.push(words_of(block)),
        }
        stack.extend(block.kind.children().iter().rev());
    }
    out
}

/// The documents of these members, once every leaf below one of `of` is seen to be cited and told in well-formed words.
pub(super) fn check_told(profile: &str, members: &str, of: &[&str]) -> [Document; 2] {
    let manifest = manifest(profile, members);
    let leaves = leaves(&manifest, of);
    assert!(!leaves.is_empty());
    let documents = documents(&manifest);
    for document in &documents {
        let told: BTreeSet<&str> = document.sources().map(|source| source.as_str()).collect();
        let silent: Vec<&str> =
            leaves.iter().map(|leaf| leaf.path.as_str()).filter(|path| !told.contains(path)).collect();
        assert_eq!(silent, [""; 0], "{}", document.locale);
        let facts: BTreeSet<&str> = leaves.iter().map(|leaf| leaf.path.as_str()).collect();
        let invented: Vec<&&str> =
            told.iter().filter(|path| is_below(path, of) && !facts.contains(*path)).collect();
        assert_eq!(invented, [&""; 0], "{}", document.locale);
        leaves.iter().for_each(|leaf| check_words(document, leaf));
        document.walk().for_each(check_form);
    }
    let ids = |document: &Document| document.walk().map(|block| block.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&documents[0]), ids(&documents[1]));
    documents
}

/// Own words of the tenant stand in every block that cites them.
fn check_words(document: &Document, leaf: &Leaf) {
    let Some(words) = leaf.value.get(document.locale.as_str()).and_then(|words| words.as_str()) else {
        return;
    };
    for block in document.walk() {
        if block.sources.iter().any(|source| source.as_str() == leaf.path) {
            assert!(words_of(block).contains(words), "{} lacks {words}", block.id);
        }
    }
}

fn check_form(block: &Block) {
    for text in block.kind.texts() {
        let text = plain_text(text);
        for fault in ["{", "}", "，。", "。。", "：。", "；。", "、。", "..", ": .", "  ", " .", "（）", "()"]
        {
            assert!(!text.contains(fault), "{}: {text}", block.id);
        }
        assert_eq!(text.trim(), text, "{}", block.id);
    }
    match block.kind {
        Kind::Paragraph { .. } => {
            let text = words_of(block);
            assert!(text.ends_with(['。', '：', '.', ':']), "{}: {text}", block.id);
        }
        Kind::Item { .. } => assert_ne!(words_of(block), "", "{}", block.id),
        _ => {}
    }
}
