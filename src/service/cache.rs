//! What was made and may be asked for again: bounded in bytes, the longest unused goes first.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Mutex;

/// A value takes at most one in so many of the bytes.
const LARGEST_SHARE: usize = 4;

/// Keeps values until they weigh more than allowed together.
pub(super) struct Cache<K, V>(Mutex<Kept<K, V>>);

struct Kept<K, V> {
    limit: usize,
    bytes: usize,
    /// Counts every use; the smallest number was used longest ago.
    uses: u64,
    entries: HashMap<K, Entry<V>>,
    by_use: BTreeMap<u64, K>,
}

struct Entry<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Hash + Eq + Clone, V: Clone> Cache<K, V> {
    pub fn of_bytes(limit: usize) -> Self {
        let kept = Kept { limit, bytes: 0, uses: 0, entries: HashMap::new(), by_use: BTreeMap::new() };
        Self(Mutex::new(kept))
    }

    pub fn find(&self, key: &K) -> Option<V> {
        let mut guard = self.0.lock().expect("no holder panics");
        let kept = &mut *guard;
        let entry = kept.entries.get_mut(key)?;
        kept.uses += 1;
        kept.by_use.remove(&entry.used);
        entry.used = kept.uses;
        kept.by_use.insert(kept.uses, key.clone());
        Some(entry.value.clone())
    }

    /// Keeps a value of so many bytes; one that would drive out many others is not kept.
    pub fn keep(&self, key: K, value: V, bytes: usize) {
        let mut guard = self.0.lock().expect("no holder panics");
        let kept = &mut *guard;
        if bytes > kept.limit / LARGEST_SHARE {
            return;
        }
        kept.uses += 1;
        let entry = Entry { value, bytes, used: kept.uses };
        kept.by_use.insert(kept.uses, key.clone());
        kept.bytes += bytes;
        if let Some(old) = kept.entries.insert(key, entry) {
            kept.bytes -= old.bytes;
            kept.by_use.remove(&old.used);
        }
        while kept.bytes > kept.limit {
            let Some((_, oldest)) = kept.by_use.pop_first() else { return };
            if let Some(old) = kept.entries.remove(&oldest) {
                kept.bytes -= old.bytes;
            }
        }
    }

    pub fn clear(&self) {
        let mut kept = self.0.lock().expect("no holder panics");
        (kept.entries, kept.by_use, kept.bytes) = (HashMap::new(), BTreeMap::new(), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unused_goes_when_the_bytes_are_full() {
        let cache = Cache::of_bytes(400);
        ["a", "b", "c", "d"].into_iter().zip(1..).for_each(|(key, value)| cache.keep(key, value, 100));
        assert_eq!(cache.find(&"a"), Some(1));
        cache.keep("e", 5, 100);
        assert_eq!((cache.find(&"a"), cache.find(&"b"), cache.find(&"e")), (Some(1), None, Some(5)));
        cache.keep("e", 6, 50);
        cache.keep("f", 7, 50);
        assert_eq!((cache.find(&"c"), cache.find(&"e"), cache.find(&"f")), (Some(3), Some(6), Some(7)));
        cache.keep("g", 8, 101);
        assert_eq!((cache.find(&"g"), cache.find(&"a")), (None, Some(1)));
        cache.clear();
        assert_eq!(cache.find(&"a"), None);
    }
}
