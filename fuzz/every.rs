//! The fuzzer: libFuzzer throws bytes at the target named by TK_FUZZ. `make fuzz` runs them one after another.

#![no_main]

mod targets;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use targets::{TARGETS, Target};

static CHOSEN: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("TK_FUZZ").unwrap_or_default();
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    if name == "osm" {
        // What the decoder of others panics at is caught there; what is not caught ends the fuzzer all the same.
        std::panic::set_hook(Box::new(|_| ()));
    }
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    found.unwrap_or_else(|| panic!("TK_FUZZ names no target; those there are: {}", names.join(" "))).1
});

fuzz_target!(|bytes: &[u8]| CHOSEN(bytes));
