//! The index of one municipality as it lives: snapshots for readers, changes from the writer, merges in between.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::observation::{Clock, Observation};

use super::build::Builder;
use super::part::Part;
use super::snapshot::{Layer, Snapshot};

/// The shared handle; clones are the same index.
///
/// Readers take the current [`Snapshot`] and keep it as long as they like. A change makes a new one: it builds a small
/// part of what is new and hides the rows it replaces. Small parts are joined when they reach the size of their
/// neighbour (so each observation is moved a logarithmic number of times), the base only by [`merge`](Self::merge).
#[derive(Debug, Clone)]
pub struct Index(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    current: RwLock<Arc<Snapshot>>,
    /// Held by whoever makes the next snapshot; tells how many layers a merge is reading.
    frozen: Mutex<usize>,
    merging: Mutex<()>,
}

/// A merge pays when this many observations are fresh, and ...
const FRESH_ROWS: usize = 4_096;
/// ... they are at least one in so many of all.
const FRESH_SHARE: usize = 64;

impl Index {
    /// An empty index.
    pub fn new(clock: Clock) -> Self {
        Self::built(Builder::new(clock), 0)
    }

    /// An index of these observations, the last of each key.
    pub fn rebuilt_from(observations: impl IntoIterator<Item = Observation>, clock: Clock, revision: u64) -> Self {
        let mut builder = Builder::new(clock);
        observations.into_iter().for_each(|o| builder.push(&o));
        Self::built(builder, revision)
    }

    /// An index of what a builder has collected.
    pub fn built(builder: Builder, revision: u64) -> Self {
        let clock = Arc::new(builder.clock().clone());
        let snapshot = Snapshot { revision, clock, layers: vec![Layer::new(builder.finish())] };
        Self(Arc::new(Shared {
            current: RwLock::new(Arc::new(snapshot)),
            frozen: Mutex::new(0),
            merging: Mutex::new(()),
        }))
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn publish(&self, snapshot: Snapshot) {
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Takes changes in: an observation with a known key replaces the one before, a withdrawn one takes it away.
    ///
    /// # Complexity
    /// By the number of changes, logarithmically many times; not by the size of the index.
    pub fn apply(&self, changes: Vec<Observation>, revision: u64) {
        let frozen = lock(&self.0.frozen);
        let before = self.snapshot();
        let mut layers = before.layers.clone();
        hide(&mut layers, changes.iter().map(|o| o.key));
        let mut builder = Builder::new((*before.clock).clone());
        changes.iter().for_each(|o| builder.push(o));
        let fresh = builder.finish();
        if fresh.len() > 0 {
            layers.push(Layer::new(fresh));
            // The base (layer 0) and what a merge is reading stay as they are.
            join_small(&mut layers, (*frozen).max(1), &before.clock);
        }
        self.publish(Snapshot { revision, clock: before.clock.clone(), layers });
    }

    /// Whether so much is fresh or replaced that queries would gain from a [`merge`](Self::merge).
    pub fn wants_merge(&self) -> bool {
        let snapshot = self.snapshot();
        let [base, fresh @ ..] = &snapshot.layers[..] else { return false };
        let stale = fresh.iter().map(|layer| layer.part.len()).sum::<usize>() + base.hidden.len();
        stale >= FRESH_ROWS.max(base.len() / FRESH_SHARE)
    }

    /// Joins everything into one part. Takes as long as building the index: call it on a thread that may block. Readers
    /// and writers go on meanwhile, and what they change is kept; a second merge at the same time does nothing.
    pub fn merge(&self) {
        let Ok(_merging) = self.0.merging.try_lock() else { return };
        let before = {
            let mut frozen = lock(&self.0.frozen);
            let before = self.snapshot();
            *frozen = before.layers.len();
            before
        };
        let base = join(&before.layers, &before.clock);

        let mut frozen = lock(&self.0.frozen);
        let now = self.snapshot();
        let mut layers = vec![Layer::new(base)];
        hide(&mut layers, hidden_since(&before, &now));
        layers.extend_from_slice(&now.layers[before.layers.len()..]);
        *frozen = 0;
        self.publish(Snapshot { revision: now.revision, clock: now.clock.clone(), layers });
    }
}

fn lock(mutex: &Mutex<usize>) -> MutexGuard<'_, usize> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hides the rows of these keys wherever they are.
fn hide(layers: &mut [Layer], keys: impl Iterator<Item = u32>) {
    let mut newly: HashMap<usize, Vec<u32>> = HashMap::new();
    for key in keys {
        for (number, layer) in layers.iter().enumerate() {
            if let Some(row) = layer.part.row_of(key).filter(|row| !layer.hides(*row as usize)) {
                newly.entry(number).or_default().push(row);
            }
        }
    }
    for (number, rows) in newly {
        let mut hidden = layers[number].hidden.to_vec();
        hidden.extend(rows);
        hidden.sort_unstable();
        hidden.dedup();
        layers[number].hidden = Arc::new(hidden);
    }
}

/// Keys that were visible before a merge began and have been replaced while it ran.
fn hidden_since<'a>(before: &'a Snapshot, now: &'a Snapshot) -> impl Iterator<Item = u32> + 'a {
    before.layers.iter().zip(&now.layers).flat_map(|(old, new)| {
        new.hidden.iter().filter(|row| !old.hides(**row as usize)).map(|row| old.part.key[*row as usize])
    })
}

/// Joins the last layer with those before it, as long as they are no more than twice as large.
fn join_small(layers: &mut Vec<Layer>, fixed: usize, clock: &Clock) {
    let mut first = layers.len() - 1;
    let mut rows = layers[first].len();
    while first > fixed && layers[first - 1].len() <= 2 * rows {
        first -= 1;
        rows += layers[first].len();
    }
    if first + 1 < layers.len() {
        let joined = join(&layers[first..], clock);
        layers.truncate(first);
        layers.push(Layer::new(joined));
    }
}

fn join(layers: &[Layer], clock: &Clock) -> Part {
    let mut builder = Builder::new(clock.clone());
    layers.iter().for_each(|layer| builder.append(&layer.part, &layer.hidden));
    builder.finish()
}
