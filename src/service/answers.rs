//! Answers that were written before: a question asked again of the same data is not counted and written again.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::geodesy::Tile;

/// The form an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    GeoJson,
    Tile(Tile),
}

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
    fn bytes(&self) -> usize {
        const OVERHEAD: usize = 512;
        self.plain.len() + self.plain.len() / 4 + OVERHEAD
    }
}

/// Everything an answer depends on. What staff may see has another layer than what the public may, and never the same
/// key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// How often the municipalities have been read anew: a border or a plane may have changed under the same revision.
    pub generation: u64,
    pub municipality: String,
    pub layer: &'static str,
    pub revision: String,
    pub question: String,
    pub form: Form,
}

/// Answers kept up to so many bytes; those not asked for the longest go first.
const MOST_BYTES: usize = 64 << 20;
/// What is larger than this would drive out too many others.
const LARGEST_BYTES: usize = MOST_BYTES / 4;

#[derive(Default)]
pub(super) struct Answers {
    generation: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_key: HashMap<Arc<Key>, (Arc<Written>, u64)>,
    by_age: BTreeMap<u64, Arc<Key>>,
    bytes: usize,
    asked: u64,
}

impl Answers {
    /// Read before the municipality is looked up, so that a key never says newer than its answer is.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// Nothing written until now is handed out again.
    pub fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        *self.kept() = Kept::default();
    }

    pub fn find(&self, key: &Key) -> Option<Arc<Written>> {
        let mut kept = self.kept();
        let Kept { by_key, by_age, asked, .. } = &mut *kept;
        let (written, age) = by_key.get_mut(key)?;
        *asked += 1;
        if let Some(key) = by_age.remove(age) {
            by_age.insert(*asked, key);
        }
        *age = *asked;
        Some(written.clone())
    }

    pub fn keep(&self, key: Key, written: &Arc<Written>) {
        if written.bytes() > LARGEST_BYTES {
            return;
        }
        let mut kept = self.kept();
        let Kept { by_key, by_age, bytes, asked } = &mut *kept;
        let key = Arc::new(key);
        *asked += 1;
        if let Some((before, age)) = by_key.insert(key.clone(), (written.clone(), *asked)) {
            by_age.remove(&age);
            *bytes -= before.bytes();
        }
        by_age.insert(*asked, key);
        *bytes += written.bytes();
        while *bytes > MOST_BYTES {
            let Some((_, oldest)) = by_age.pop_first() else { return };
            if let Some((gone, _)) = by_key.remove(&oldest) {
                *bytes -= gone.bytes();
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(question: usize, layer: &'static str) -> Key {
        Key {
            generation: 0,
            municipality: "1273".to_owned(),
            layer,
            revision: "1".to_owned(),
            question: question.to_string(),
            form: Form::GeoJson,
        }
    }

    fn written(bytes: usize) -> Arc<Written> {
        Arc::new(Written::new("1".to_owned(), true, vec![0; bytes]))
    }

    #[test]
    fn what_is_not_asked_for_goes_first_and_the_bound_is_held() {
        let answers = Answers::default();
        for n in 0..200 {
            answers.keep(key(n, "public"), &written(1 << 20));
            assert!(answers.find(&key(0, "public")).is_some(), "asked for all the time: {n}");
            assert!(answers.kept().bytes <= MOST_BYTES);
        }
        assert!(answers.find(&key(1, "public")).is_none() && answers.find(&key(199, "public")).is_some());
        let kept = answers.kept();
        assert_eq!(kept.by_key.len(), kept.by_age.len());
        assert_eq!(kept.bytes, kept.by_key.values().map(|(written, _)| written.bytes()).sum::<usize>());
    }

    #[test]
    fn the_same_question_of_another_layer_is_another_answer() {
        let answers = Answers::default();
        answers.keep(key(0, "staff"), &written(1));
        assert!(answers.find(&key(0, "public")).is_none());
    }

    #[test]
    fn what_is_too_large_is_not_kept_and_what_is_forgotten_is_gone() {
        let answers = Answers::default();
        answers.keep(key(0, "public"), &written(LARGEST_BYTES));
        assert!(answers.find(&key(0, "public")).is_none());
        answers.keep(key(1, "public"), &written(1));
        answers.keep(key(1, "public"), &written(2));
        assert_eq!(answers.find(&key(1, "public")).map(|found| found.plain().len()), Some(2));
        answers.forget_all();
        assert!(answers.find(&key(1, "public")).is_none() && answers.generation() == 1);
    }
}
