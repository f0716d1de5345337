//! The log: one line per request and what went wrong. Never words, addresses, tokens or exact places.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::LogConfig;

/// Starts logging to standard error, where it does not mix with what a command prints. Lines are whole in the log when
/// what is returned has been dropped.
#[must_use]
pub fn start(config: &LogConfig) -> Log {
    // sqlx logs statements with their time at debug level; values are never in them, but nobody asked.
    let filter = EnvFilter::try_new(format!("{},sqlx=warn", config.log)).unwrap_or_else(|_| EnvFilter::new("info"));
    let log = Log(Arc::new(Lines::default()));
    let writing = log.0.clone();
    std::thread::spawn(move || writing.write_for_ever());
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(Gathered(log.0.clone()));
    let lines = lines.with_ansi(io::stderr().is_terminal());
    if config.log_json {
        lines.json().init()
    } else {
        lines.init()
    }
    log
}

/// Writes the last lines when it is dropped.
pub struct Log(Arc<Lines>);

impl Drop for Log {
    fn drop(&mut self) {
        self.0.write_out();
    }
}

/// Lines wait together for a moment: a system call for each would cost as much as a small answer.
#[derive(Default)]
struct Lines {
    waiting: Mutex<Vec<u8>>,
    some: Condvar,
    /// Held while lines are written, so that they stay in order.
    writing: Mutex<()>,
}

const GATHER: Duration = Duration::from_millis(50);
/// When so much waits, whoever adds a line writes it all: a log nobody reads holds the program up instead of growing.
const MOST_BYTES: usize = 1 << 20;

impl Lines {
    fn write_for_ever(&self) {
        loop {
            let mut waiting = lock(&self.waiting);
            while waiting.is_empty() {
                waiting = self.some.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
            drop(waiting);
            std::thread::sleep(GATHER);
            self.write_out();
        }
    }

    fn write_out(&self) {
        let _in_order = lock(&self.writing);
        let lines = std::mem::take(&mut *lock(&self.waiting));
        // Where a log cannot be written there is nobody to tell.
        let _ = io::stderr().write_all(&lines);
    }

    fn add(&self, line: &[u8]) -> usize {
        let mut waiting = lock(&self.waiting);
        if waiting.is_empty() {
            self.some.notify_one();
        }
        waiting.extend_from_slice(line);
        waiting.len()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the subscriber gets its writers from.
struct Gathered(Arc<Lines>);

/// Takes one line.
struct Line<'a> {
    lines: &'a Lines,
    /// What goes wrong is written before anything else can.
    at_once: bool,
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let waiting = self.lines.add(line);
        if self.at_once || waiting > MOST_BYTES {
            self.lines.write_out();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Gathered {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { lines: &self.0, at_once: false }
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Line<'a> {
        Line { lines: &self.0, at_once: *about.level() <= Level::WARN }
    }
}
