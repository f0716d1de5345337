//! Sets of words, looked up once or twice for every word of a text.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub type WordSet = HashSet<&'static str, BuildHasherDefault<Fnv>>;
pub type WordMap<T> = HashMap<&'static str, T, BuildHasherDefault<Fnv>>;

/// FNV-1a, several times as fast for short words as the hash of the standard library. That one withstands keys chosen
/// to collide; the keys here are our own.
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
