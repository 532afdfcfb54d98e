//! The forms a value may have, and how each is read from text.

use std::{fmt, net::SocketAddr, path::PathBuf, time::Duration};

use crate::platform::db::Synchronous;

/// A type that a variable's text is read into.
pub trait Setting: Sized {
    /// Whether the value may also come from a file and must never be shown.
    const SECRET: bool = false;

    /// Reads the text.
    ///
    /// # Errors
    /// What was expected instead.
    fn parse(text: &str) -> Result<Self, &'static str>;
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Setting for Secret {
    const SECRET: bool = true;

    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Err("a text") } else { Ok(Self(text.into())) }
    }
}

/// Nothing where the variable is not set.
impl<T: Setting> Setting for Option<T> {
    const SECRET: bool = T::SECRET;

    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Ok(None) } else { T::parse(text).map(Some) }
    }
}

/// A count, from 1 on.
impl Setting for usize {
    fn parse(text: &str) -> Result<Self, &'static str> {
        text.parse().ok().filter(|count| *count > 0).ok_or("a whole number from 1 on")
    }
}

/// A count, from 1 on.
impl Setting for u32 {
    fn parse(text: &str) -> Result<Self, &'static str> {
        text.parse().ok().filter(|count| *count > 0).ok_or("a whole number from 1 to 4294967295")
    }
}

/// A small count that may be 0.
impl Setting for u8 {
    fn parse(text: &str) -> Result<Self, &'static str> {
        text.parse().map_err(|_| "a whole number from 0 to 255")
    }
}

impl Setting for String {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Err("a text") } else { Ok(text.into()) }
    }
}

impl Setting for PathBuf {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() { Err("a path") } else { Ok(text.into()) }
    }
}

impl Setting for SocketAddr {
    fn parse(text: &str) -> Result<Self, &'static str> {
        text.parse().map_err(|_| "an address and a port, such as 127.0.0.1:8080 or [::]:8080")
    }
}

/// A length of time above zero: a whole number and `ms`, `s`, `m`, `h` or `d`.
impl Setting for Duration {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "a whole number from 1 on and one of ms, s, m, h, d, such as 30s";
        let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or(EXPECTED)?;
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().ok().filter(|n| *n > 0).ok_or(EXPECTED)?;
        let seconds = match unit {
            "ms" => return Ok(Self::from_millis(number)),
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            _ => return Err(EXPECTED),
        };
        number.checked_mul(seconds).map(Self::from_secs).ok_or(EXPECTED)
    }
}

/// A number of bytes above zero: a whole number, optionally with `KiB`, `MiB` or `GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteSize(pub usize);

impl Setting for ByteSize {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "a whole number from 1 on, optionally with KiB, MiB or GiB";
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor: usize = match unit {
            "" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => return Err(EXPECTED),
        };
        let number: usize = number.parse().ok().filter(|n| *n > 0).ok_or(EXPECTED)?;
        number.checked_mul(factor).map(Self).ok_or(EXPECTED)
    }
}

/// The address under which callers reach the gateway: `http` or `https`, a host, optionally a port; no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether callers reach the gateway through TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl From<SocketAddr> for PublicUrl {
    fn from(address: SocketAddr) -> Self {
        Self(format!("http://{address}"))
    }
}

impl Setting for PublicUrl {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "http:// or https://, a host and optionally a port, without a path";
        let url = text.strip_suffix('/').unwrap_or(text);
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or(EXPECTED)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(plain) { Err(EXPECTED) } else { Ok(Self(url.into())) }
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people at a terminal.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Setting for LogFormat {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err("pretty or json"),
        }
    }
}

impl Setting for Synchronous {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "full" => Ok(Self::Full),
            "normal" => Ok(Self::Normal),
            _ => Err("full or normal"),
        }
    }
}
