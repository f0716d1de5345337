//! Answers that were written before: a question asked again of the same data is not counted and written again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cache::Cache;
use super::written::Written;
use crate::geodesy::Tile;

/// What an answer is about: one question may be asked of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum About {
    Heat,
    Rates,
    Density,
}

/// The form an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    GeoJson,
    Tile(Tile),
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
    pub about: About,
    pub question: String,
    pub form: Form,
}

/// Answers kept up to so many bytes.
const MOST_BYTES: usize = 64 << 20;

pub(super) struct Answers {
    generation: AtomicU64,
    kept: Cache<Key, Arc<Written>>,
}

impl Answers {
    pub fn new() -> Self {
        Self { generation: AtomicU64::new(0), kept: Cache::of_bytes(MOST_BYTES) }
    }

    /// Read before the municipality is looked up, so that a key never says newer than its answer is.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// Nothing written until now is handed out again.
    pub fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.kept.clear();
    }

    pub fn find(&self, key: &Key) -> Option<Arc<Written>> {
        self.kept.find(key)
    }

    pub fn keep(&self, key: Key, written: &Arc<Written>) {
        self.kept.keep(key, written.clone(), written.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(layer: &'static str) -> Key {
        Key {
            generation: 0,
            municipality: "1273".to_owned(),
            layer,
            revision: "1".to_owned(),
            about: About::Heat,
            question: "?".to_owned(),
            form: Form::GeoJson,
        }
    }

    #[test]
    fn the_same_question_of_another_layer_is_another_answer_and_what_is_forgotten_is_gone() {
        let answers = Answers::new();
        answers.keep(key("staff"), &Arc::new(Written::new("1".to_owned(), false, vec![7])));
        assert!(answers.find(&key("public")).is_none());
        assert_eq!(answers.find(&key("staff")).map(|found| found.plain().to_vec()), Some(vec![7]));
        answers.forget_all();
        assert!(answers.find(&key("staff")).is_none() && answers.generation() == 1);
    }
}
