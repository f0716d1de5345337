//! The log: one line per request and what went wrong. Never words, addresses, tokens or exact places.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::LogConfig;

/// Starts logging to standard error, where it does not mix with what a command prints. Lines are whole in the log when
/// what is returned has been dropped.
#[must_use]
pub fn start(config: &LogConfig) -> Log {
    let log = Log(Arc::new(Lines::default()));
    let writing = log.0.clone();
    std::thread::spawn(move || writing.write_for_ever());
    let lines = tracing_subscriber::fmt::layer().with_target(false).with_writer(Gathered(log.0.clone()));
    let lines = lines.with_ansi(io::stderr().is_terminal());
    let lines = if config.log_json { lines.json().boxed() } else { lines.boxed() };
    let asked = EnvFilter::try_new(&config.log).expect("it was read with the configuration");
    tracing_subscriber::registry().with(asked).with(filter_fn(is_ours_or_wrong)).with(lines).init();
    log
}

/// What a library tells in detail nobody here has looked through: `geo`, for one, writes the corners of a shape.
fn is_ours_or_wrong(about: &Metadata<'_>) -> bool {
    *about.level() <= Level::WARN || about.target().starts_with(env!("CARGO_PKG_NAME"))
}

/// The filter as somebody wrote it, for `--log`. A word that is no level would mean a module nobody has.
pub fn log_filter(words: &str) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let is_sound = |one: &str| one.contains(['=', '[']) || LEVELS.contains(&one.trim().to_ascii_lowercase().as_str());
    match EnvFilter::try_new(words) {
        Ok(_) if words.trim().is_empty() => Ok("info".to_owned()),
        Ok(_) if words.split(',').filter(|one| !one.trim().is_empty()).all(is_sound) => Ok(words.to_owned()),
        _ => Err(format!("write one of {}, or such as trygghetskarta=debug", LEVELS.join(", "))),
    }
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
