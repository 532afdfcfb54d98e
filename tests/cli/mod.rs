//! The commands that need no server.

mod compile;
mod hostile;
mod log;
mod problems;
mod run;
