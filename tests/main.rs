//! The integration suite.

#[cfg(test)]
mod cli;
