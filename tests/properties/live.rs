//! An index that changes says what an index built afresh says.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use trygghetskarta::index::{Filter, Index, Snapshot};
use trygghetskarta::observation::{Observation, State};

use super::brute::{Brute, near};
use super::index::assert_same_cells;
use super::world::{Spread, World, clock};

fn assert_same(a: &Snapshot, b: &Snapshot) {
    assert_eq!(a.len(), b.len());
    assert_eq!(a.page(&Filter::ALL, None, usize::MAX), b.page(&Filter::ALL, None, usize::MAX));
    let (a, b) = (a.cells(&Filter::ALL, 250), b.cells(&Filter::ALL, 250));
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(&b) {
        assert_eq!((a.cell, a.n_reports), (b.cell, b.n_reports));
        assert!(near(a.weight, b.weight));
    }
}

#[test]
fn changes_and_merges_give_what_a_rebuild_gives() {
    let clock = clock();
    for (seed, start) in [(1, 0), (2, 1), (3, 2_000)] {
        let mut world = World::new(seed, Spread::Town(6_000.0), 70);
        let first = world.observations(start);
        let index = Index::rebuilt_from(first.clone(), clock.clone(), 1);
        let mut held: BTreeMap<u32, Observation> = first.into_iter().map(|o| (o.key, o)).collect();
        for (revision, batch) in (2..).zip([1, 1, 5, 300, 2, 1, 40, 1_000, 3, 1, 1, 1]) {
            // New keys, replaced ones, withdrawn ones, and one key twice in a batch.
            let limit = held.len() as u32 + batch;
            let keys: Vec<u32> = (0..batch).map(|i| (i * 7919 + revision as u32 * 31) % limit).collect();
            let mut changes: Vec<Observation> = keys.iter().map(|key| world.observation(*key)).collect();
            if let Some(o) = changes.first_mut() {
                o.state = State::Withdrawn;
            }
            held.extend(changes.iter().map(|o| (o.key, o.clone())));
            let before = index.snapshot();
            let n_before = before.len();
            index.apply(changes, revision);
            assert_eq!(before.len(), n_before, "a reader keeps what it took");
            if revision % 4 == 0 {
                index.merge();
                assert!(!index.wants_merge());
            }
            let snapshot = index.snapshot();
            assert_eq!(snapshot.revision(), revision);
            let observations: Vec<Observation> = held.values().cloned().collect();
            let rebuilt = Index::rebuilt_from(observations.clone(), clock.clone(), revision);
            assert_same(&snapshot, &rebuilt.snapshot());
            let brute = Brute { clock: &clock, observations: &observations };
            let filter = world.filter(0.5);
            assert_same_cells(&snapshot, &brute, &filter, 500);
            let (n, weight) = brute.total(&filter.everywhere());
            let total = snapshot.total(&filter);
            assert!(total.n_reports == n && near(total.weight, weight));
        }
    }
}

#[test]
fn a_total_is_right_where_rows_have_been_replaced() {
    // Enough rows that totals come from the ledger.
    let clock = clock();
    let mut world = World::new(21, Spread::Town(6_000.0), 95);
    let mut observations = world.observations(220_000);
    let index = Index::rebuilt_from(observations.clone(), clock.clone(), 1);
    for step in 0..50 {
        let key = step * 4_001;
        let mut changed = world.observation(key);
        if step % 3 == 0 {
            changed.state = State::Withdrawn;
        }
        observations[key as usize] = changed.clone();
        index.apply(vec![changed], 2 + u64::from(step));
    }
    let snapshot = index.snapshot();
    for _ in 0..10 {
        let filter = world.filter(0.4);
        let (n, weight) = Brute { clock: &clock, observations: &observations }.total(&filter.everywhere());
        let total = snapshot.total(&filter);
        assert_eq!(total.n_reports, n, "{filter:?}");
        assert!(near(total.weight, weight), "{filter:?}");
    }
}

#[test]
fn what_changes_during_a_merge_is_kept() {
    let clock = clock();
    let mut world = World::new(13, Spread::Town(6_000.0), 80);
    let mut held = world.observations(20_000);
    let index = Index::rebuilt_from(held.clone(), clock.clone(), 1);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                index.merge();
            }
        });
        for revision in 2..200 {
            let key = (revision as u32 * 7_919) % 20_100;
            let changed = world.observation(key);
            index.apply(vec![changed.clone()], revision);
            held.retain(|o| o.key != key);
            held.push(changed);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(index.snapshot().revision(), 199);
    let rebuilt = Index::rebuilt_from(held, clock, 199);
    assert_same(&index.snapshot(), &rebuilt.snapshot());
    index.merge();
    assert_same(&index.snapshot(), &rebuilt.snapshot());
}

#[test]
fn a_merge_is_wanted_when_much_is_fresh() {
    let mut world = World::new(17, Spread::Town(6_000.0), 80);
    let index = Index::new(clock());
    assert!(!index.wants_merge());
    index.apply(world.observations(10_000), 1);
    assert!(index.wants_merge());
    index.merge();
    assert!(!index.wants_merge());
}
