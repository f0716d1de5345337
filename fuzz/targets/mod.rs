//! Everything that takes bytes from outside, each behind one function that must never panic.
//!
//! The fuzzer calls these with what it makes up, and `cargo test` with the corpus (`tests/fuzzed`).

mod files;
mod requests;
mod told;

pub type Target = fn(&[u8]);

/// By the name of the folder of its corpus.
pub const TARGETS: [(&str, Target); 16] = [
    ("backup", files::backup),
    ("border", files::border),
    ("coordinates", told::coordinates),
    ("form", told::form),
    ("layer", files::layer),
    ("osm", files::osm),
    ("photo", files::photo),
    ("points", files::points),
    ("profile", files::profile),
    ("query", told::query),
    ("records", files::records),
    ("report", told::report),
    ("requests", requests::requests),
    ("tables", files::tables),
    ("words", told::words),
    ("words_in_json", told::words_in_json),
];
