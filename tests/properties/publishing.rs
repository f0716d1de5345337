//! What must hold of the public layer whatever the reports: groups of at least k, each report in at most one, sums
//! only.

use std::collections::HashSet;

use rand::RngExt;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;
use trygghetskarta::geodesy::{Bounds, Cell, EastNorth, Metric};
use trygghetskarta::observation::{Category, Group, Month};
use trygghetskarta::privacy::{BASE_CELL_M, Pending, PublicCell, PublicQuestion, public_heat, release};

const K: u32 = 6;

fn month(year: i16, month: i8) -> Month {
    Month::new(year, month).expect("a month")
}

/// Reports around a few busy places in 20 × 20 km, and some anywhere.
fn waiting(n: u32, seed: u64, imported: bool) -> Vec<Pending> {
    let mut dice = Pcg64::seed_from_u64(seed);
    let busy: Vec<(f64, f64)> =
        (0..5).map(|_| (dice.random_range(0.0..20_000.0), dice.random_range(0.0..20_000.0))).collect();
    (0..n)
        .map(|key| {
            let (e, n) = if dice.random_bool(0.7) {
                let (e, n) = busy[dice.random_range(0..busy.len())];
                (e + dice.random_range(-300.0..300.0), n + dice.random_range(-300.0..300.0))
            } else {
                (dice.random_range(0.0..20_000.0), dice.random_range(0.0..20_000.0))
            };
            Pending {
                key,
                anchor: EastNorth { e: 438_000.0 + e, n: 6_240_000.0 + n },
                category: Category::UnsafePlace,
                told_at: 1_700_000_000 + dice.random_range(0..30 * 86_400),
                imported,
            }
        })
        .collect()
}

#[test]
fn every_batch_has_k_and_no_report_is_in_two() {
    for seed in 0..40 {
        let reports = waiting(10 + seed as u32 * 20, seed, seed % 2 == 0);
        for at in [month(2026, 1), month(2026, 3), month(2026, 12)] {
            let mut seen = HashSet::new();
            for batch in release(&reports, at, K) {
                assert!(batch.keys.len() >= K as usize);
                for key in &batch.keys {
                    assert!(seen.insert(*key), "report {key} is in two batches");
                    let report = &reports[*key as usize];
                    assert_eq!(Cell::containing(report.anchor, batch.cell.size_m), batch.cell);
                }
            }
        }
    }
}

#[test]
fn sizes_follow_the_calendar_and_not_the_reports() {
    let largest = |at| {
        let batches: Vec<_> = (0..40).flat_map(|seed| release(&waiting(200, seed, true), at, K)).collect();
        batches.iter().map(|batch| batch.cell.size_m).max().expect("something is published")
    };
    assert_eq!(largest(month(2026, 1)), 1_000);
    assert_eq!(largest(month(2026, 6)), 4_000);
    assert!(largest(month(2026, 12)) > 4_000);
}

#[test]
fn in_december_at_most_k_less_one_wait_unless_they_are_repeats() {
    for seed in 0..40 {
        let reports = waiting(100, seed, true);
        let released: usize = release(&reports, month(2026, 12), K).iter().map(|batch| batch.keys.len()).sum();
        // Two largest squares may each keep fewer than k.
        assert!(reports.len() - released < 4 * K as usize, "seed {seed}: {released} of {}", reports.len());
    }
}

#[test]
fn repeats_do_not_make_a_group() {
    let one = Pending {
        key: 0,
        anchor: EastNorth { e: 438_010.0, n: 6_248_010.0 },
        category: Category::Speeding,
        told_at: 1_700_000_000,
        imported: false,
    };
    let again = |key: u32, after_s: i64, east: f64| Pending {
        key,
        told_at: one.told_at + after_s,
        anchor: EastNorth { e: one.anchor.e + east, n: one.anchor.n },
        ..one.clone()
    };
    let same_evening: Vec<_> = (0..20).map(|key| again(key, i64::from(key) * 600, f64::from(key % 5))).collect();
    assert!(release(&same_evening, month(2026, 12), K).is_empty());
    let six_days: Vec<_> = (0..6).map(|key| again(key, i64::from(key) * 90_000, 0.0)).collect();
    assert_eq!(release(&six_days, month(2026, 1), K).len(), 1);
    let apart: Vec<_> =
        (0..6).map(|key| again(key, 0, f64::from(key) * 30.0 + if key > 2 { 60.0 } else { 0.0 })).collect();
    assert!(release(&apart, month(2026, 1), K).is_empty(), "thirty metres apart are the same place");
    let imported: Vec<_> = same_evening.iter().map(|p| Pending { imported: true, ..p.clone() }).collect();
    assert_eq!(release(&imported, month(2026, 1), K).len(), 1, "another system told these records apart");
}

#[test]
fn every_public_answer_is_a_sum_of_whole_published_cells_and_adds_up() {
    let metric = Metric::sweref99_tm();
    let mut dice = Pcg64::seed_from_u64(7);
    let mut published: Vec<PublicCell> = Vec::new();
    for (i, seed) in (0..12).enumerate() {
        let at = month(2025, i as i8 + 1);
        for group in Group::ALL {
            for batch in release(&waiting(150, seed * 3 + group as u64, true), at, K) {
                published.push(PublicCell { group, month: at, cell: batch.cell, n_reports: batch.keys.len() as u32 });
            }
        }
    }
    for _ in 0..300 {
        let (a, b) = (dice.random_range(1..=12), dice.random_range(1..=12));
        let groups: Vec<Group> = Group::ALL.into_iter().filter(|_| dice.random_bool(0.6)).collect();
        let (w, s) = (dice.random_range(13.9..14.2), dice.random_range(56.2..56.5));
        let question = PublicQuestion {
            groups: groups.clone(),
            from: month(2025, a.min(b)),
            to: month(2025, a.max(b)),
            unpublished: Vec::new(),
            smallest_m: BASE_CELL_M << dice.random_range(0..4),
            bounds: dice.random_bool(0.5).then_some(Bounds { west: w, south: s, east: w + 0.1, north: s + 0.1 }),
        };
        let cleared = public_heat(&published, &question, K, &metric);
        let heat = cleared.get();
        let asked = |cell: &&PublicCell| {
            groups.contains(&cell.group) && cell.month >= question.from && cell.month <= question.to
        };
        let expected: u64 = published.iter().filter(asked).map(|cell| u64::from(cell.n_reports)).sum();
        let n = heat.totals.n_reports;
        assert_eq!(n.total, expected);
        assert_eq!(n.shown + n.suppressed + n.outside, n.total);
        assert_eq!(heat.cells.iter().map(|cell| cell.n_reports).sum::<u64>(), n.shown);
        for shown in &heat.cells {
            let own: u64 = published
                .iter()
                .filter(asked)
                .filter(|cell| cell.cell.coarsened(cell.cell.size_m.max(question.smallest_m)) == shown.cell)
                .map(|cell| u64::from(cell.n_reports))
                .sum();
            assert_eq!(shown.n_reports, own, "a square is the sum of the published cells it stands for");
            assert!(shown.n_reports >= u64::from(K));
        }
    }
}

#[test]
fn a_municipality_that_raises_its_k_shows_no_smaller_number() {
    let cell = |e_m, n_reports| PublicCell {
        group: Group::Traffic,
        month: month(2025, 5),
        cell: Cell { size_m: 250, e_m, n_m: 6_248_000 },
        n_reports,
    };
    let published = [cell(438_000, 6), cell(438_250, 7), cell(439_000, 12)];
    let question = PublicQuestion {
        groups: vec![Group::Traffic],
        from: month(2025, 1),
        to: month(2025, 12),
        unpublished: Vec::new(),
        smallest_m: 250,
        bounds: None,
    };
    let heat = public_heat(&published, &question, 10, &Metric::sweref99_tm());
    let shown: Vec<(u32, u64)> = heat.get().cells.iter().map(|c| (c.cell.size_m, c.n_reports)).collect();
    assert_eq!(shown, [(500, 13), (250, 12)]);
    assert_eq!(heat.get().totals.n_reports.total, 25);
}
