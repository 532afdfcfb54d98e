//! What the compiler costs: reading a manifest, compiling it, rendering each form.
//!
//! Two inputs: the photo app that the gateway ships as a sample, and a made-up declaration as large as a whole fleet's
//! platform would write. `cargo bench -p disclosure`; a word behind `--` picks benches by name.

#[path = "../../../tests/support/large.rs"]
mod large;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use disclosure::{
    Locale,
    catalog::Catalog,
    compile::{Input, compile},
    document::{Document, Mode},
    manifest::{Format, Limits, Manifest, read},
    render::Rendition,
};

const SAMPLE: &str = include_str!("../../../api/samples/idphoto.yaml");

/// A manifest with its text and name.
struct Subject {
    name: &'static str,
    text: String,
    format: Format,
    manifest: Manifest,
}

impl Subject {
    fn new(name: &'static str, text: String, format: Format) -> Self {
        let manifest = read(text.as_bytes(), format, &Limits::default(), Catalog::builtin())
            .expect("both manifests are in order");
        Self { name, text, format, manifest }
    }

    fn all() -> [Self; 2] {
        [
            Self::new("photo-app", SAMPLE.to_owned(), Format::Yaml),
            Self::new("large", large::manifest("large", 1).to_string(), Format::Json),
        ]
    }

    fn compile(&self, locale: &Locale) -> Document {
        let input = Input {
            profile: &self.manifest.tenant,
            declaration: &self.manifest.apps[0],
            catalog: Catalog::builtin(),
        };
        compile(&input, locale).expect("both languages have texts")
    }
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for subject in Subject::all() {
        group.throughput(Throughput::Bytes(subject.text.len() as u64));
        group.bench_function(subject.name, |bencher| {
            let read =
                || read(subject.text.as_bytes(), subject.format, &Limits::default(), Catalog::builtin());
            bencher.iter(|| black_box(read().is_ok()));
        });
    }
}

fn compiling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    for subject in Subject::all() {
        for locale in [Locale::zh_cn(), Locale::en()] {
            let id = BenchmarkId::new(subject.name, &locale);
            group.bench_function(id, |bencher| bencher.iter(|| subject.compile(black_box(&locale))));
        }
    }
}

fn rendering(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("render");
    for subject in Subject::all() {
        let document = subject.compile(&Locale::en());
        for form in Rendition::ALL {
            let size = form
                .render(&document, Mode::Published, None)
                .expect("the language has texts")
                .map_or(0, |bytes| bytes.len());
            group.throughput(Throughput::Bytes(size as u64));
            group.bench_function(BenchmarkId::new(subject.name, form.code()), |bencher| {
                bencher.iter(|| form.render(black_box(&document), Mode::Published, None));
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = reading, compiling, rendering
}
criterion_main!(benches);
