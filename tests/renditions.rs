//! What readers of the samples get, word for word, in every form and language.

use std::{collections::BTreeMap, fs, path::Path};

use disclosure::{
    catalog::Catalog,
    compile::{Input, compile},
    document::{Document, Kind, Mode, plain_text},
    manifest::{Format, Limits, Manifest, read},
    render::Rendition,
    texts::SUPPORTED,
};
use serde_json::Value;

use crate::support::golden::Goldens;

/// The forms that are compared for one sample, [`WHOLE`]. The lists stand in the policy's HTML; alone they are compared as
/// tables.
const FORMS: [Rendition; 6] = [
    Rendition::Markdown,
    Rendition::CollectedCsv,
    Rendition::SharedCsv,
    Rendition::Json,
    Rendition::Html,
    Rendition::Text,
];

/// The sample whose every form is compared; of the others, the first three: what they say, and not once more its form.
const WHOLE: &str = "idphoto";

fn samples() -> Vec<Manifest> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/samples");
    let files = fs::read_dir(folder).expect("the samples lie beside the gateway");
    files
        .map(|file| {
            let bytes = fs::read(file.expect("a file").path()).expect("readable");
            read(&bytes, Format::Yaml, &Limits::default(), Catalog::builtin()).expect("in order")
        })
        .collect()
}

/// The form as a reader gets it; JSON is indented and HTML broken between tags, so that a change can be read.
fn rendered(document: &Document, form: Rendition, mode: Mode) -> String {
    let bytes =
        form.render(document, mode, None).expect("the language has texts").expect("every form exists");
    if form == Rendition::Json {
        let value: Value = serde_json::from_slice(&bytes).expect("JSON");
        return format!("{value:#}\n");
    }
    let text = String::from_utf8(bytes).expect("UTF-8");
    if form == Rendition::Html { format!("{}\n", text.replace("><", ">\n<")) } else { text }
}

/// Every sample app in every language, by `tenant/app`.
fn documents() -> Vec<(String, Document)> {
    let mut found = Vec::new();
    for manifest in samples() {
        for app in &manifest.apps {
            let input = Input { profile: &manifest.tenant, declaration: app, catalog: Catalog::builtin() };
            for tag in SUPPORTED {
                let document = compile(&input, &tag.parse().expect("a tag")).expect("compiles");
                found.push((format!("{}/{}", manifest.tenant.slug, app.slug), document));
            }
        }
    }
    found
}

/// Clauses that every function, right or contact has for itself, so that two of them may say the same.
const SAID_FOR_EACH: [&str; 3] = ["function-", "channels-of-right-", "details-of-contact-"];

#[test]
fn anchors_stay_and_are_the_same_in_every_language() {
    let mut anchors: BTreeMap<String, String> = BTreeMap::new();
    for (name, document) in documents() {
        let ids: String = document.walk().map(|block| format!("{}\n", block.id)).collect();
        let known = anchors.entry(name.clone()).or_insert_with(|| ids.clone());
        assert_eq!(*known, ids, "{name}, {}", document.locale);
    }
    let mut goldens = Goldens::of("anchors");
    anchors.iter().for_each(|(name, ids)| goldens.compare(&format!("{name}.txt"), ids));
    goldens.finish();
}

#[test]
fn no_clause_says_what_another_says() {
    for (name, document) in documents() {
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        for block in document.walk() {
            let (Kind::Paragraph { inlines, .. }, id) = (&block.kind, block.id.as_str()) else { continue };
            if SAID_FOR_EACH.iter().all(|prefix| !id.starts_with(prefix)) {
                let before = said.insert(plain_text(inlines), id.to_owned());
                assert_eq!(before, None, "{name}, {}: {id} repeats it", document.locale);
            }
        }
    }
}

#[test]
fn the_samples_read_as_expected() {
    let mut goldens = Goldens::of("renditions");
    for manifest in samples() {
        for app in &manifest.apps {
            let input = Input { profile: &manifest.tenant, declaration: app, catalog: Catalog::builtin() };
            let folder = format!("{}/{}", manifest.tenant.slug, app.slug);
            let forms = if manifest.tenant.slug == WHOLE { &FORMS[..] } else { &FORMS[..3] };
            for tag in SUPPORTED {
                let locale = tag.parse().expect("a tag");
                let document = compile(&input, &locale).expect("compiles");
                for form in forms.iter().copied() {
                    let name = format!("{folder}/{}", form.file_name(&locale));
                    goldens.compare(&name, &rendered(&document, form, Mode::Published));
                }
                let draft = rendered(&document, Rendition::Markdown, Mode::Draft);
                goldens.compare(&format!("{folder}/draft.{tag}.md"), &draft);
            }
        }
    }
    goldens.finish();
}
