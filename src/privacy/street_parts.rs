//! Streets refine published squares: the reports of one square are told apart by street, in parts of at least k.
//!
//! # Method
//! The streets within a square are joined into a tree: the shortest piece first, with the rest of its own street, else
//! with its shortest neighbour, until all are one. The tree depends on the streets and not on the reports. From the
//! root down, a branch is divided as long as each half holds at least k independent reports; what is not divided
//! further is one part. Every report of the square belongs to the piece of street nearest to it within the square,
//! however far, so that the parts of a square add up to it.
//!
//! # Why this cannot be undone
//! A part stands for k or more reports that are in no other part, and a square is the sum of its parts. So squares,
//! streets and every difference between them are sums of parts, and none can stand for fewer than k reports. As with
//! the squares themselves, an undivided branch tells that one of its halves has fewer than k, and not which.
//!
//! # Edge cases
//! A square without streets has no parts and is told as outside. So is one of more than 1 km: its reports are few and
//! far apart, and spread over all its streets they would say nothing.

use std::collections::BTreeSet;

use super::release::{Batch, MONTHLY_MAX_M, Pending, independent};
use crate::geodesy::{EastNorth, Metric};
use crate::town::{Network, Piece};

/// Streets of a square and how many reports they hold together.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetPart {
    /// In ascending order.
    pub keys: Vec<u32>,
    /// In degrees, a line for each piece of street.
    pub lines: geo::MultiLineString<f64>,
    pub length_m: f64,
}

/// Divides the reports of a released square among its streets. `waiting` holds the reports of the batch, and may hold
/// more.
pub fn refine(batch: &Batch, waiting: &[Pending], network: &Network, metric: &Metric, k: u32) -> Vec<StreetPart> {
    let members: Vec<&Pending> = waiting.iter().filter(|r| batch.keys.binary_search(&r.key).is_ok()).collect();
    let pieces =
        if batch.cell.size_m > MONTHLY_MAX_M { Vec::new() } else { network.inside(&[batch.cell.corners().to_vec()]) };
    if pieces.is_empty() || members.len() != batch.keys.len() {
        return Vec::new();
    }
    let lines: Vec<Vec<EastNorth>> = pieces.iter().map(|piece| network.line_of(piece)).collect();
    let mut on: Vec<Vec<&Pending>> = vec![Vec::new(); pieces.len()];
    for report in members {
        let nearest = lines
            .iter()
            .enumerate()
            .min_by(|(_, a), (_, b)| distance_m(a, report.anchor).total_cmp(&distance_m(b, report.anchor)));
        on[nearest.map_or(0, |(i, _)| i)].push(report);
    }
    let tree = joined(&pieces, &lines, network);
    let mut parts = Vec::new();
    divide(&tree, tree.len() - 1, &on, k as usize, &mut |pieces_in| {
        let mut keys: Vec<u32> = pieces_in.iter().flat_map(|i| on[*i].iter().map(|report| report.key)).collect();
        keys.sort_unstable();
        let degrees = |line: &Vec<EastNorth>| {
            let at = line.iter().map(|p| metric.inverse(*p)).map(|p| geo::Coord { x: p.lon(), y: p.lat() });
            at.collect::<geo::LineString<f64>>()
        };
        parts.push(StreetPart {
            keys,
            lines: geo::MultiLineString(pieces_in.iter().map(|i| degrees(&lines[*i])).collect()),
            length_m: pieces_in.iter().map(|i| pieces[*i].length_m()).sum(),
        });
    });
    parts
}

/// A branch of the tree of streets: pieces, and the two branches it was joined from.
struct Branch {
    pieces: Vec<usize>,
    halves: Option<(usize, usize)>,
}

fn divide(tree: &[Branch], at: usize, on: &[Vec<&Pending>], k: usize, part: &mut impl FnMut(&[usize])) {
    let enough = |branch: usize| {
        let held: Vec<&Pending> = tree[branch].pieces.iter().flat_map(|i| on[*i].iter().copied()).collect();
        held.len() >= k && independent(&held) >= k
    };
    match tree[at].halves {
        Some((a, b)) if enough(a) && enough(b) => {
            divide(tree, a, on, k, part);
            divide(tree, b, on, k, part);
        }
        _ => part(&tree[at].pieces),
    }
}

/// Joins pieces two by two until all are one, the root last. Looks at the streets alone.
fn joined(pieces: &[Piece], lines: &[Vec<EastNorth>], network: &Network) -> Vec<Branch> {
    let mut tree: Vec<Branch> = (0..pieces.len()).map(|i| Branch { pieces: vec![i], halves: None }).collect();
    let mut length_m: Vec<f64> = pieces.iter().map(Piece::length_m).collect();
    let mut beside: Vec<BTreeSet<usize>> = neighbours(pieces, network);
    let mut alive: BTreeSet<usize> = (0..pieces.len()).collect();
    let name = |piece: usize| network.link(pieces[piece].link).street().name.as_deref();
    while alive.len() > 1 {
        let shortest = |among: &mut dyn Iterator<Item = usize>| {
            among.min_by(|a, b| length_m[*a].total_cmp(&length_m[*b]).then(a.cmp(b)))
        };
        let one = shortest(&mut alive.iter().copied()).expect("more than one is left");
        let own = tree[one].pieces.iter().find_map(|piece| name(*piece));
        let same_street = |other: &usize| own.is_some() && tree[*other].pieces.iter().any(|piece| name(*piece) == own);
        let other = shortest(&mut beside[one].iter().copied().filter(same_street))
            .or_else(|| shortest(&mut beside[one].iter().copied()))
            .unwrap_or_else(|| {
                let middle = |branch: usize| lines[tree[branch].pieces[0]][0];
                let rest = alive.iter().copied().filter(|other| *other != one);
                let far = |branch: &usize| middle(one).distance_m(middle(*branch));
                rest.min_by(|a, b| far(a).total_cmp(&far(b)).then(a.cmp(b))).expect("more than one is left")
            });
        let new = tree.len();
        let mut all = [tree[one].pieces.as_slice(), tree[other].pieces.as_slice()].concat();
        all.sort_unstable();
        tree.push(Branch { pieces: all, halves: Some((one, other)) });
        length_m.push(length_m[one] + length_m[other]);
        let mut around: BTreeSet<usize> = beside[one].union(&beside[other]).copied().collect();
        around.remove(&one);
        around.remove(&other);
        for neighbour in &around {
            beside[*neighbour].remove(&one);
            beside[*neighbour].remove(&other);
            beside[*neighbour].insert(new);
        }
        beside.push(around);
        alive.remove(&one);
        alive.remove(&other);
        alive.insert(new);
    }
    tree
}

/// Which pieces meet at a junction within the square.
fn neighbours(pieces: &[Piece], network: &Network) -> Vec<BTreeSet<usize>> {
    let mut meeting: Vec<(u32, usize)> = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let link = network.link(piece.link);
        if piece.from_m <= 0.0 {
            meeting.push((link.from().0, i));
        }
        if piece.to_m >= link.length_m - 1e-6 {
            meeting.push((link.to().0, i));
        }
    }
    meeting.sort_unstable();
    let mut beside = vec![BTreeSet::new(); pieces.len()];
    for at_one in meeting.chunk_by(|a, b| a.0 == b.0) {
        for (_, a) in at_one {
            beside[*a].extend(at_one.iter().map(|(_, b)| *b).filter(|b| b != a));
        }
    }
    beside
}

fn distance_m(line: &[EastNorth], place: EastNorth) -> f64 {
    let to_segment = |pair: &[EastNorth]| {
        let (a, b) = (pair[0], pair[1]);
        let (de, dn) = (b.e - a.e, b.n - a.n);
        let length2 = de * de + dn * dn;
        let t = if length2 > 0.0 { ((place.e - a.e) * de + (place.n - a.n) * dn) / length2 } else { 0.0 };
        let t = t.clamp(0.0, 1.0);
        place.distance_m(EastNorth { e: a.e + de * t, n: a.n + dn * t })
    };
    line.windows(2).map(to_segment).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_pcg::Pcg64;
    use rand_pcg::rand_core::SeedableRng;

    use super::*;
    use crate::geodesy::{Cell, EastNorth};
    use crate::observation::{Category, Month};
    use crate::privacy::release;
    use crate::town::drawn::{at, network, random_town};

    const K: u32 = 6;

    fn told(key: u32, anchor: EastNorth) -> Pending {
        Pending { key, anchor, category: Category::Speeding, told_at: 1_700_000_000, imported: true }
    }

    #[test]
    fn parts_hold_k_each_and_add_up_to_their_square() {
        let metric = Metric::sweref99_tm();
        let mut n_divided = 0;
        for seed in 0..30 {
            let town = random_town(seed, 120);
            let mut dice = Pcg64::seed_from_u64(seed);
            let waiting: Vec<Pending> = (0..200)
                .map(|key| {
                    told(key, at(dice.random_range(0.0..1_000.0_f64).powi(2) / 1e3, dice.random_range(0.0..1_000.0)))
                })
                .collect();
            for batch in release(&waiting, Month::new(2026, 3).unwrap(), K) {
                let parts = refine(&batch, &waiting, &town, &metric, K);
                let mut keys: Vec<u32> = parts.iter().flat_map(|part| part.keys.clone()).collect();
                keys.sort_unstable();
                if parts.is_empty() {
                    assert!(town.inside(&[batch.cell.corners().to_vec()]).is_empty() || batch.cell.size_m > 1_000);
                    continue;
                }
                assert_eq!(keys, batch.keys, "each report is in one part");
                assert!(parts.iter().all(|part| part.keys.len() >= K as usize));
                let all_m: f64 = town.inside(&[batch.cell.corners().to_vec()]).iter().map(Piece::length_m).sum();
                assert!((parts.iter().map(|part| part.length_m).sum::<f64>() - all_m).abs() < 1e-6);
                n_divided += usize::from(parts.len() > 1);
            }
        }
        assert!(n_divided > 10, "some squares were told apart by street: {n_divided}");
    }

    #[test]
    fn which_streets_make_a_part_depends_on_counts_alone_and_not_on_who_stands_where_on_them() {
        let metric = Metric::sweref99_tm();
        // Two streets in one square, six reports on each, wherever on it.
        let town = network(&[&[(10.0, 20.0), (240.0, 20.0)], &[(10.0, 200.0), (240.0, 200.0)]]);
        let cell = Cell::containing(at(10.0, 20.0), 250);
        let mut drawn = Vec::new();
        for seed in 0..20 {
            let mut dice = Pcg64::seed_from_u64(seed);
            let mut place = |n: f64| at(dice.random_range(12.0..238.0), n);
            let waiting: Vec<Pending> =
                (0..12).map(|key| told(key, place(if key < 6 { 25.0 } else { 190.0 }))).collect();
            let batch = Batch { cell, keys: (0..12).collect() };
            let parts = refine(&batch, &waiting, &town, &metric, K);
            assert_eq!(parts.iter().map(|part| part.keys.len()).collect::<Vec<_>>(), [6, 6]);
            drawn.push(parts.into_iter().map(|part| part.lines).collect::<Vec<_>>());
        }
        assert!(drawn.iter().all(|lines| *lines == drawn[0]));
    }

    #[test]
    fn five_on_a_side_street_are_told_with_their_neighbours() {
        let town = network(&[&[(10.0, 20.0), (240.0, 20.0)], &[(240.0, 20.0), (240.0, 200.0)]]);
        let cell = Cell::containing(at(10.0, 20.0), 250);
        let waiting: Vec<Pending> = (0..20)
            .map(|key| {
                told(key, if key < 5 { at(236.0, 100.0 + f64::from(key)) } else { at(20.0 + f64::from(key), 25.0) })
            })
            .collect();
        let batch = Batch { cell, keys: (0..20).collect() };
        let parts = refine(&batch, &waiting, &town, &Metric::sweref99_tm(), K);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].lines.0.len(), 2);
    }

    #[test]
    fn repeats_do_not_divide_a_street_from_its_neighbours() {
        let town = network(&[&[(10.0, 20.0), (240.0, 20.0)], &[(10.0, 200.0), (240.0, 200.0)]]);
        let cell = Cell::containing(at(10.0, 20.0), 250);
        let mut waiting: Vec<Pending> =
            (0..12).map(|key| told(key, if key < 6 { at(50.0, 25.0) } else { at(100.0, 190.0) })).collect();
        waiting.iter_mut().take(6).for_each(|report| report.imported = false);
        let batch = Batch { cell, keys: (0..12).collect() };
        assert_eq!(refine(&batch, &waiting, &town, &Metric::sweref99_tm(), K).len(), 1);
    }

    #[test]
    fn a_square_without_streets_has_no_parts() {
        let town = network(&[&[(2_000.0, 20.0), (2_240.0, 20.0)]]);
        let waiting: Vec<Pending> = (0..8).map(|key| told(key, at(60.0, 60.0))).collect();
        let batch = Batch { cell: Cell::containing(at(60.0, 60.0), 250), keys: (0..8).collect() };
        assert!(refine(&batch, &waiting, &town, &Metric::sweref99_tm(), K).is_empty());
    }
}
