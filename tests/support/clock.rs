//! A clock that tests turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use trygghetskarta::service::Now;

/// When every test begins: a Friday at one in the afternoon in Osby.
pub const NOW: &str = "2026-11-20T12:00:00Z";

#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub fn new() -> Self {
        let clock = Self(Arc::default());
        clock.turn_to(NOW);
        clock
    }

    pub fn turn_to(&self, at: &str) {
        let at: Timestamp = at.parse().expect("a time with an offset");
        self.0.store(at.as_microsecond(), Ordering::SeqCst);
    }

    pub fn turn_by(&self, by: SignedDuration) {
        self.0.fetch_add(by.as_micros() as i64, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("a time on earth")
    }

    pub fn reader(&self) -> Now {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}
