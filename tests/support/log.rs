//! Everything a thread logs, kept to be searched.
//!
//! One subscriber for the whole binary, there before the first log line: one for each test would come too late for the
//! lines another test has met first (tracing remembers that nobody listened there).

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Once;

use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

thread_local! {
    static KEPT: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Keeps what this thread logs, at every level, until it is dropped.
pub struct CapturedLog(());

pub fn capture_log() -> CapturedLog {
    listen();
    KEPT.set(Some(Vec::new()));
    CapturedLog(())
}

/// Called before anything of the program runs; listens where somebody captures and is deaf everywhere else.
pub fn listen() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let lines = fmt::layer().with_ansi(false).with_writer(|| Keeper);
        registry().with(lines.with_filter(dynamic_filter_fn(|_, _| KEPT.with_borrow(Option::is_some)))).init();
    });
}

impl CapturedLog {
    pub fn text(&self) -> String {
        KEPT.with_borrow(|kept| String::from_utf8_lossy(kept.as_deref().unwrap_or_default()).into_owned())
    }
}

impl Drop for CapturedLog {
    fn drop(&mut self) {
        KEPT.set(None);
    }
}

struct Keeper;

impl Write for Keeper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        KEPT.with_borrow_mut(|kept| {
            if let Some(kept) = kept {
                kept.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
