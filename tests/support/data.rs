//! Other people's data, where this machine has them.

use std::io::Write as _;
use std::path::PathBuf;

/// The folder of the shared data; `None`, with one line saying so, where there is none.
pub fn shared_data(what: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    let folder = std::env::var_os("TK_SHARED_DATA").map_or_else(beside, PathBuf::from).join(what);
    if !folder.exists() {
        said(&format!("not tested: {} is not here (set TK_SHARED_DATA)", folder.display()));
        return None;
    }
    Some(folder)
}

/// Past the capture of the test harness: what was not tested is said even when everything else passed.
pub fn said(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
