//! The environment as a value: what is set, what was read, what nobody asked for.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    path::PathBuf,
};

use super::setting::Setting;

/// All our variables begin so.
const PREFIX: &str = "CANDOR_";
/// A secret's variable with this ending names a file that holds the value.
const FILE: &str = "_FILE";

/// A variable that stops the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: String,
    /// What is wrong with it; never its value, which may be secret.
    pub problem: Problem,
}

/// What is wrong with a variable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The value has another form than the one named.
    #[error("expected {0}")]
    Expected(&'static str),
    /// The value's bytes are no UTF-8.
    #[error("is not valid UTF-8")]
    NotUnicode,
    /// The file it names cannot be read.
    #[error("its file cannot be read ({0})")]
    Unreadable(std::io::ErrorKind),
    /// It and the other variable exclude one another.
    #[error("contradicts {0}")]
    Contradicts(&'static str),
    /// It is not set, though the other variable makes it necessary.
    #[error("must be set because of {0}")]
    NeededBy(&'static str),
    /// It and its `_FILE` form are both set.
    #[error("is set both directly and by its _FILE form")]
    SetTwice,
}

impl ConfigError {
    /// An error about one variable.
    pub fn new(variable: impl Into<String>, problem: Problem) -> Self {
        Self { variable: variable.into(), problem }
    }
}

/// The variables of one process, or of one test.
#[derive(Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, OsString>,
    known: BTreeSet<String>,
}

/// Names only: values may be secret.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Environment {
    /// What the process was started with. The only place that reads the environment.
    pub fn of_process() -> Self {
        Self::from_pairs(
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))),
        )
    }

    /// Variables given one by one; those without our prefix are left out.
    pub fn from_pairs<N: Into<String>, V: Into<OsString>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let values = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .filter(|(name, _)| name.starts_with(PREFIX))
            .collect();
        Self { values, known: BTreeSet::new() }
    }

    /// The value of a variable, or its default. An empty value counts as not set.
    ///
    /// # Errors
    /// The value has the wrong form, or the file of a secret cannot be read.
    pub fn read<T: Setting>(&mut self, variable: &str, default: &str) -> Result<T, ConfigError> {
        self.known.insert(variable.into());
        let direct = self.text(variable)?;
        let from_file = if T::SECRET { self.file(variable)? } else { None };
        let text = match (direct, from_file) {
            (Some(_), Some(_)) => return Err(ConfigError::new(variable, Problem::SetTwice)),
            (Some(text), None) | (None, Some(text)) => text,
            (None, None) => default.into(),
        };
        T::parse(&text).map_err(|expected| ConfigError::new(variable, Problem::Expected(expected)))
    }

    /// Variables with our prefix that are set and that nothing has read.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.values.keys().filter(|name| !self.known.contains(*name)).map(String::as_str)
    }

    fn text(&self, variable: &str) -> Result<Option<String>, ConfigError> {
        let Some(value) = self.values.get(variable).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        match value.to_str() {
            Some(text) => Ok(Some(text.into())),
            None => Err(ConfigError::new(variable, Problem::NotUnicode)),
        }
    }

    fn file(&mut self, variable: &str) -> Result<Option<String>, ConfigError> {
        let by_file = format!("{variable}{FILE}");
        self.known.insert(by_file.clone());
        let Some(path) = self.values.get(&by_file).filter(|path| !path.is_empty()).map(PathBuf::from) else {
            return Ok(None);
        };
        match std::fs::read_to_string(path) {
            // Editors and secret stores end a file with a newline that is no part of the secret.
            Ok(text) => Ok(Some(text.trim_end_matches(['\r', '\n']).into())),
            Err(error) => Err(ConfigError::new(by_file, Problem::Unreadable(error.kind()))),
        }
    }
}
