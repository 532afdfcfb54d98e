//! From a declaration to a document in one language.
//!
//! One file a section under `sections/`; each turns its part of the declaration into blocks. Words come from
//! `texts/`, and carry the places of the facts they tell, so that the coverage test can ask whether every declared
//! fact reaches the reader. What was not stated is never filled: prose says nothing, a cell reads "not stated", and
//! a draft shows a mark where the law wants an answer.
//!
//! To print one more fact: name its message in the file of its section, write the message in every language.

mod card;
mod columns;
mod context;
mod grounds;
mod said;
mod sections;
mod summary;
#[cfg(test)]
mod tests;
mod told;

use context::Context;

use crate::{
    Locale,
    catalog::Catalog,
    document::{Document, DocumentError},
    manifest::{Declaration, Lexicon, TenantProfile},
    texts::{TextError, Texts},
};

/// Names this compiler in the inputs of a published version.
pub const COMPILER: &str = concat!("disclosure/", env!("CARGO_PKG_VERSION"));

/// What a document is compiled from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Who the tenant is.
    pub profile: &'a TenantProfile,
    /// What the app declares.
    pub declaration: &'a Declaration,
    /// The catalogue.
    pub catalog: &'a Catalog,
}

/// Why no document could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// No texts in that language, or a text that lacks a word.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Blocks that make no document.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl CompileError {
    /// The stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Document(error) => error.code(),
        }
    }
}

/// Compiles a declaration for the readers of one language.
///
/// # Errors
/// [`CompileError::Text`] for a language without texts.
pub fn compile(input: &Input<'_>, locale: &Locale) -> Result<Document, CompileError> {
    let texts = Texts::get(locale)?;
    let lexicon = Lexicon::new(input.catalog, input.profile, input.declaration);
    let context = Context { input, locale, texts, lexicon };
    let mut document = Document::new(
        texts,
        &sections::introduction::title(&context)?,
        input.profile.name.wording(locale).text,
        input.declaration.name.wording(locale).text,
    );
    let policy = input.declaration.policy.value();
    document.governing = policy.and_then(|policy| policy.governing_language.value()).cloned();
    let mut told = Vec::with_capacity(sections::ALL.len());
    for section in sections::ALL {
        told.extend(section(&context)?);
    }
    document.blocks.extend(summary::summary(&context, &told)?);
    document.blocks.push(sections::introduction::contents(&context));
    document.blocks.append(&mut told);
    Ok(document.finish()?)
}
