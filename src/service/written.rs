//! An answer as bytes, in every form somebody has asked for.

use std::sync::OnceLock;

/// An answer as it leaves the house, plain and in the packed forms somebody has asked for.
#[derive(Debug)]
pub struct Written {
    /// Names the state of the data behind it.
    pub revision: String,
    pub public: bool,
    plain: Vec<u8>,
    packed: [OnceLock<Vec<u8>>; Packing::ALL.len()],
}

/// How bytes are made fewer on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Brotli,
    Gzip,
}

impl Packing {
    /// Those that are preferred first.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];
}

impl Written {
    pub(super) fn new(revision: String, public: bool, plain: Vec<u8>) -> Self {
        Self { revision, public, plain, packed: Default::default() }
    }

    pub fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// The packed form, if somebody asked for it before.
    pub fn packed(&self, packing: Packing) -> Option<&[u8]> {
        self.packed[packing as usize].get().map(Vec::as_slice)
    }

    /// The packed form, made with `pack` when nobody asked for it before. Takes milliseconds a megabyte: call it on a
    /// thread that may block.
    pub fn packed_with(&self, packing: Packing, pack: impl FnOnce(&[u8]) -> Vec<u8>) -> &[u8] {
        self.packed[packing as usize].get_or_init(|| pack(&self.plain))
    }

    /// Memory it is reckoned to hold: packed forms are about a tenth each.
    pub(super) fn bytes(&self) -> usize {
        const OVERHEAD: usize = 512;
        self.plain.len() + self.plain.len() / 4 + OVERHEAD
    }
}
