//! `candor compile`: from a manifest to the files that readers, stores and programs take. Needs no server, no database
//! and no environment.
//!
//! Everything is compiled before anything is written, and every file appears whole or not at all: a run that fails
//! leaves the files of the run before.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use disclosure::{
    Locale,
    catalog::Catalog,
    compile::{Input, compile},
    document::{Document, ListKind, Mode},
    manifest::{Declaration, Manifest},
    render::{
        Rendition,
        html::{Language, PageContext, PageLinks, Standing},
    },
    texts::{SUPPORTED, TextError, Texts},
};

use super::{
    folder::{self, WriteError},
    manifest_file::{self, ReadError},
};

/// What is compiled, and whereto.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Compile {
    /// The manifest: YAML or JSON, told apart by the file's ending, else by its first character.
    pub manifest: PathBuf,
    /// The folder to write to; made where it does not exist. Where the manifest has several apps, each gets a folder
    /// in it.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// A language to write, such as zh-CN or en; repeatable. By default those that the declaration names, else all.
    #[arg(long = "locale", value_name = "LOCALE")]
    pub locales: Vec<Locale>,
    /// Write what readers will see: without this, what is missing is marked. The pages say in both cases that they are
    /// drafts, since publishing is what gives a text its number and dates.
    #[arg(long)]
    pub published: bool,
}

/// Where results and problems are printed.
pub struct Printer<'a> {
    /// The files that were written, one a line.
    pub results: &'a mut dyn Write,
    /// Problems of the manifest.
    pub problems: &'a mut dyn Write,
    /// Whether problems are coloured.
    pub colour: bool,
}

impl std::fmt::Debug for Printer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer").field("colour", &self.colour).finish_non_exhaustive()
    }
}

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The manifest cannot be used.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There are no texts in a language that was asked for.
    #[error("{0}; there are texts for {list}", list = SUPPORTED.join(", "))]
    Locale(TextError),
    /// The declaration cannot be compiled.
    #[error("{code}: {0}", code = .0.code())]
    Compile(#[from] disclosure::compile::CompileError),
    /// A file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Results or problems cannot be printed.
    #[error(transparent)]
    Print(#[from] io::Error),
}

impl CompileError {
    /// What the process ends with: 2 for a call or a manifest that cannot be used, 1 otherwise.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Read(_) | Self::Locale(_) => 2,
            Self::Compile(_) | Self::Write(_) | Self::Print(_) => 1,
        }
    }
}

impl From<TextError> for CompileError {
    fn from(error: TextError) -> Self {
        Self::Compile(error.into())
    }
}

/// A file to write: its path under the folder, and its content.
type File = (PathBuf, Vec<u8>);

/// Runs the command on the process's own streams.
pub(super) fn main(command: &Compile) -> ExitCode {
    let (mut results, mut problems) = (io::stdout().lock(), io::stderr().lock());
    let colour = problems.is_terminal();
    let mut printer = Printer { results: &mut results, problems: &mut problems, colour };
    match run(command, &mut printer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where stderr is gone, the exit code is all that can be told.
            let _ = writeln!(problems, "candor: {error}");
            error.exit_code().into()
        }
    }
}

/// Compiles every app of the manifest, writes its files and prints their paths.
///
/// # Errors
/// The manifest cannot be used (its problems are printed), a language has no texts, or a file cannot be written.
pub fn run(command: &Compile, printer: &mut Printer<'_>) -> Result<(), CompileError> {
    for locale in &command.locales {
        Texts::get(locale).map_err(CompileError::Locale)?;
    }
    let manifest = manifest_file::read(&command.manifest, printer)?;
    let mut files = Vec::new();
    for app in &manifest.apps {
        // A slug is letters, digits and hyphens: reading refuses any other.
        let folder = if manifest.apps.len() > 1 { Path::new(&app.slug) } else { Path::new("") };
        for (name, content) in compile_app(command, &manifest, app)? {
            files.push((folder.join(name), content));
        }
    }
    for (path, content) in &files {
        let written = folder::write(&command.out, path, content)?;
        writeln!(printer.results, "{}", written.display())?;
    }
    Ok(())
}

fn compile_app(command: &Compile, manifest: &Manifest, app: &Declaration) -> Result<Vec<File>, CompileError> {
    let input = Input { profile: &manifest.tenant, declaration: app, catalog: Catalog::builtin() };
    let mode = if command.published { Mode::Published } else { Mode::Draft };
    let locales = locales(command, app);
    let mut files = Vec::new();
    for locale in &locales {
        let document = compile(&input, locale)?;
        for form in Rendition::ALL {
            let page = page(app, &document, form, mode, &locales);
            if let Some(content) = form.render(&document, mode, Some(&page))? {
                files.push((form.file_name(locale).into(), content));
            }
        }
    }
    Ok(files)
}

/// The languages asked for; else those the declaration names, as far as there are texts; else all. None twice.
fn locales(command: &Compile, app: &Declaration) -> Vec<Locale> {
    let named = app.policy.value().map_or(&[][..], |policy| policy.languages.items());
    let mut locales = Vec::new();
    for locale in if command.locales.is_empty() { named } else { &command.locales } {
        if Texts::get(locale).is_ok() && !locales.contains(locale) {
            locales.push(locale.clone());
        }
    }
    if locales.is_empty() {
        let all = SUPPORTED.iter().map(|tag| tag.parse().expect("a test parses every supported tag"));
        locales.extend(all);
    }
    locales
}

/// What stands around the document on a page: links to the files beside it, all relative.
fn page(
    app: &Declaration,
    document: &Document,
    form: Rendition,
    mode: Mode,
    locales: &[Locale],
) -> PageContext {
    let here = &document.locale;
    let list = |kind: ListKind, form: Rendition| document.list(kind).map(|_| form.file_name(here));
    PageContext {
        mode,
        edition: None,
        standing: standing(app, here),
        fallback: false,
        languages: locales
            .iter()
            .map(|locale| Language { locale: locale.clone(), href: form.file_name(locale) })
            .collect(),
        links: PageLinks {
            policy: Some(Rendition::Html.file_name(here)),
            collected: list(ListKind::Collected, Rendition::CollectedHtml),
            shared: list(ListKind::Shared, Rendition::SharedHtml),
            ..PageLinks::default()
        },
        last_shared: None,
        prior: Vec::new(),
    }
}

/// A manifest names the language that governs; that somebody approved a translation, it cannot say.
fn standing(app: &Declaration, here: &Locale) -> Standing {
    match app.policy.value().and_then(|policy| policy.governing_language.value()) {
        None => Standing::Unstated,
        Some(governing) if governing == here => Standing::Governing,
        Some(governing) => Standing::Translation { governing: governing.clone(), approved: false },
    }
}
