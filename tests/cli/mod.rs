//! The commands that need no server.

mod compile;
mod hostile;
mod problems;
mod run;
