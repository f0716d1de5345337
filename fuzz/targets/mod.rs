//! Everything that takes bytes from outside, each behind one function that must never panic.
//!
//! The fuzzer calls these with what it makes up, and `cargo test` with the corpus (`tests/fuzzed`).

mod files;
mod office;
mod requests;
mod told;

pub type Target = fn(&[u8]);

/// By the name of the folder of its corpus.
pub const TARGETS: [(&str, Target); 22] = [
    ("backup", files::backup),
    ("border", files::border),
    ("claims", office::claims),
    ("coordinates", told::coordinates),
    ("form", told::form),
    ("id_token", office::id_token),
    ("layer", files::layer),
    ("masks", office::masks),
    ("matters", office::matters),
    ("osm", files::osm),
    ("photo", files::photo),
    ("points", files::points),
    ("profile", files::profile),
    ("provider", office::provider),
    ("query", told::query),
    ("records", files::records),
    ("report", told::report),
    ("requests", requests::requests),
    ("sign_in", office::sign_in),
    ("tables", files::tables),
    ("words", told::words),
    ("words_in_json", told::words_in_json),
];
