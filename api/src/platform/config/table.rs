//! The table of variables, for the README.

use std::fmt::Write;

use super::sections::{
    CacheConfig, CostConfig, DatabaseConfig, HttpConfig, IngestConfig, LimitConfig, LogConfig,
    PasswordConfig, ReadConfig, SessionConfig, TokenConfig,
};

/// One variable, as documented.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Its default; empty where there is none.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Whether its `_FILE` form may name a file with the value.
    pub secret: bool,
}

/// All variables, section by section.
pub(super) fn variables() -> impl Iterator<Item = &'static Variable> {
    [
        HttpConfig::VARIABLES,
        DatabaseConfig::VARIABLES,
        TokenConfig::VARIABLES,
        SessionConfig::VARIABLES,
        PasswordConfig::VARIABLES,
        LimitConfig::VARIABLES,
        CostConfig::VARIABLES,
        ReadConfig::VARIABLES,
        IngestConfig::VARIABLES,
        CacheConfig::VARIABLES,
        LogConfig::VARIABLES,
    ]
    .into_iter()
    .flatten()
}

/// The variables as a Markdown table. Those that may come from a file carry `[_FILE]`.
pub fn table() -> String {
    let mut out = String::from("| variable | default | meaning |\n|---|---|---|\n");
    for variable in variables() {
        let file = if variable.secret { "[_FILE]" } else { "" };
        let default =
            if variable.default.is_empty() { String::new() } else { format!("`{}`", variable.default) };
        writeln!(out, "| `{}{file}` | {default} | {} |", variable.name, variable.meaning.trim())
            .expect("writing to a String cannot fail");
    }
    out
}
