//! The log: one line per request and what went wrong. Never words, addresses, tokens or exact places.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::LogConfig;

/// Starts logging to standard error, where it does not mix with what a command prints.
pub fn start(config: &LogConfig) {
    // sqlx logs statements with their time at debug level; values are never in them, but nobody asked.
    let filter = EnvFilter::try_new(format!("{},sqlx=warn", config.log)).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr);
    let lines = lines.with_ansi(std::io::stderr().is_terminal());
    if config.log_json { lines.json().init() } else { lines.init() }
}
