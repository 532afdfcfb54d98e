//! A clock that stands still and is moved by hand.

use std::sync::Mutex;

use api::platform::Clock;
use chrono::{DateTime, TimeDelta, Utc};

#[derive(Debug)]
pub struct StandingClock(Mutex<DateTime<Utc>>);

impl Default for StandingClock {
    /// Shows the morning of 2 January 2026.
    fn default() -> Self {
        Self(Mutex::new("2026-01-02T03:04:05.000006Z".parse().expect("an instant")))
    }
}

impl StandingClock {
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().expect("no holder panics") += by;
    }
}

impl Clock for StandingClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("no holder panics")
    }
}
