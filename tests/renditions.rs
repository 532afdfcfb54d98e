//! What readers of the samples get, word for word, in every form and language.

use std::{fs, path::Path};

use disclosure::{
    catalog::Catalog,
    compile::{Input, compile},
    document::{Document, Mode},
    manifest::{Format, Limits, Manifest, read},
    render::Rendition,
    texts::SUPPORTED,
};
use serde_json::Value;

use crate::support::golden::Goldens;

/// The forms that are compared. The lists stand in the policy's HTML; alone they are compared as tables.
const FORMS: [Rendition; 6] = [
    Rendition::Json,
    Rendition::Html,
    Rendition::Markdown,
    Rendition::Text,
    Rendition::CollectedCsv,
    Rendition::SharedCsv,
];

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

#[test]
fn the_samples_read_as_expected() {
    let mut goldens = Goldens::of("renditions");
    for manifest in samples() {
        for app in &manifest.apps {
            let input = Input { profile: &manifest.tenant, declaration: app, catalog: Catalog::builtin() };
            let folder = format!("{}/{}", manifest.tenant.slug, app.slug);
            for tag in SUPPORTED {
                let locale = tag.parse().expect("a tag");
                let document = compile(&input, &locale).expect("compiles");
                for form in FORMS {
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
