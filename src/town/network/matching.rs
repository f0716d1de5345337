//! From a line somebody drew to the streets it means.

use super::route::{By, Search};
use super::snap::{Position, Snapped};
use super::{Network, Piece};
use crate::geodesy::{EastNorth, length_m};

/// How a drawn line is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchParams {
    /// The line is looked at every so many metres.
    pub step_m: f64,
    /// Streets farther from the line are not thought of.
    pub search_m: f64,
    /// How far off a hand draws, as the standard deviation in metres.
    pub drawn_off_m: f64,
    /// How much the way along the streets may differ from the line between two looks (metres): the smaller, the dearer
    /// a detour.
    pub detour_m: f64,
    /// A turn into a side street and back, no longer than this, is a slip of the hand and no part of the stretch.
    pub slip_m: f64,
}

impl Default for MatchParams {
    fn default() -> Self {
        Self { step_m: 12.0, search_m: 40.0, drawn_off_m: 10.0, detour_m: 4.0, slip_m: 20.0 }
    }
}

/// What a drawn line means.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matched {
    /// In the order in which they were drawn, each metre of street once, `from_m < to_m`.
    pub pieces: Vec<Piece>,
    /// Metres along the drawn line that follow no street.
    pub unmatched: Vec<(f64, f64)>,
}

impl Matched {
    pub fn length_m(&self) -> f64 {
        self.pieces.iter().map(Piece::length_m).sum()
    }

    pub fn unmatched_m(&self) -> f64 {
        self.unmatched.iter().map(|(from, to)| to - from).sum()
    }
}

/// The most links thought of at one look; more lie within reach only where paths are drawn side by side.
const CANDIDATES: usize = 8;
/// No way between two looks may be longer than the line between them by more than this.
const LONGEST_DETOUR_M: f64 = 60.0;

impl Network {
    /// The streets a drawn line follows.
    ///
    /// # Method
    /// The line is a hidden Markov chain: looked at every few metres, it is each time on one of the links nearby, at
    /// its nearest point. How far off it is drawn weighs as a normal distribution, how much the way along the streets
    /// differs from the line as an exponential one; the likeliest chain is found by Viterbi's algorithm. Hopping to a
    /// parallel street and back costs the way round, so a hand that trembles between the two stays on one of them.
    /// Where no street is near, or no way leads on, the chain ends and begins anew behind the gap.
    ///
    /// # Edge cases
    /// A line without length, or far from every street, matches nothing and is unmatched as a whole. A street gone
    /// along twice is there once.
    ///
    /// # Complexity
    /// By the looks, with at most 8 bounded searches each.
    ///
    /// # References
    /// P. Newson and J. Krumm (2009), Hidden Markov map matching through noise and sparseness,
    /// doi:10.1145/1653771.1653818.
    pub fn matched(&self, line: &[EastNorth], params: &MatchParams) -> Matched {
        let looks = looks(line, params.step_m);
        let candidates: Vec<Vec<Snapped>> = looks
            .iter()
            .map(|(_, at)| {
                let mut near = self.near(*at, params.search_m);
                near.truncate(CANDIDATES);
                near
            })
            .collect();
        let mut search = Search::new(self, By::Any);
        let mut way: Vec<Piece> = Vec::new();
        let mut matched: Vec<(f64, f64)> = Vec::new();
        let mut first = 0;
        while first < looks.len() {
            if candidates[first].is_empty() {
                first += 1;
                continue;
            }
            let chain = self.chain(&looks, &candidates, first, params, &mut search);
            for pair in chain.windows(2) {
                search.from(pair[0], 2.0 * params.step_m + LONGEST_DETOUR_M);
                way.extend(search.path_to(pair[1]).unwrap_or_default());
            }
            let last = first + chain.len() - 1;
            matched.push((looks[first].0, looks[last].0));
            first = last + 1;
        }
        let unmatched = gaps(&matched, looks.last().map_or(0.0, |look| look.0));
        Matched { pieces: covered(without_slips(way, params.slip_m)), unmatched }
    }

    /// The likeliest chain from a look on, as long as it goes: one position for each look.
    fn chain(
        &self,
        looks: &[(f64, EastNorth)],
        candidates: &[Vec<Snapped>],
        first: usize,
        params: &MatchParams,
        search: &mut Search,
    ) -> Vec<Position> {
        let off = |snapped: &Snapped| (snapped.distance_m / params.drawn_off_m).powi(2) / 2.0;
        let mut cost: Vec<f64> = candidates[first].iter().map(off).collect();
        let mut back: Vec<Vec<usize>> = Vec::new();
        for i in first + 1..looks.len() {
            let step_m = looks[i].0 - looks[i - 1].0;
            let mut next = vec![f64::INFINITY; candidates[i].len()];
            let mut from = vec![0; candidates[i].len()];
            for (a, here) in candidates[i - 1].iter().enumerate().filter(|(a, _)| cost[*a].is_finite()) {
                search.from(here.position, step_m + LONGEST_DETOUR_M);
                for (b, there) in candidates[i].iter().enumerate() {
                    let Some(way_m) = search.to(there.position) else { continue };
                    // Around a corner the way is longer than the chord; the line itself has been bent by then, too.
                    let dear = cost[a] + (way_m - step_m).abs() / params.detour_m + off(there);
                    if dear < next[b] {
                        (next[b], from[b]) = (dear, a);
                    }
                }
            }
            if next.iter().all(|cost| cost.is_infinite()) {
                break;
            }
            back.push(from);
            cost = next;
        }
        let cheapest = |(a, x): (usize, &f64), (b, y): (usize, &f64)| x.total_cmp(y).then(a.cmp(&b));
        let end = cost.iter().enumerate().min_by(|a, b| cheapest(*a, *b)).map_or(0, |(i, _)| i);
        let mut chosen = vec![end];
        for from in back.iter().rev() {
            chosen.push(from[*chosen.last().expect("begins with the end")]);
        }
        chosen.iter().rev().zip(&candidates[first..]).map(|(c, near)| near[*c].position).collect()
    }
}

/// Points along the line at even distances, with the metres gone; the ends are among them.
fn looks(line: &[EastNorth], step_m: f64) -> Vec<(f64, EastNorth)> {
    let total_m = length_m(line);
    if total_m <= 0.0 || !total_m.is_finite() {
        return Vec::new();
    }
    // However long a line is, a few thousand looks tell what it means.
    let n = (total_m / step_m).ceil().clamp(1.0, 5_000.0) as usize;
    let mut looks = Vec::with_capacity(n + 1);
    let (mut gone_m, mut i) = (0.0, 0);
    for k in 0..=n {
        let at_m = total_m * k as f64 / n as f64;
        while i + 2 < line.len() && gone_m + line[i].distance_m(line[i + 1]) < at_m {
            gone_m += line[i].distance_m(line[i + 1]);
            i += 1;
        }
        let step = line[i].distance_m(line[i + 1]);
        let t = if step > 0.0 { ((at_m - gone_m) / step).clamp(0.0, 1.0) } else { 0.0 };
        looks.push((at_m, super::snap::between(line[i], line[i + 1], t)));
    }
    looks
}

/// What lies between the matched parts of a line.
fn gaps(matched: &[(f64, f64)], total_m: f64) -> Vec<(f64, f64)> {
    let mut gaps = Vec::new();
    let mut done_m = 0.0;
    for (from, to) in matched.iter().filter(|(from, to)| to > from) {
        if *from > done_m {
            gaps.push((done_m, *from));
        }
        done_m = *to;
    }
    if total_m > done_m {
        gaps.push((done_m, total_m));
    }
    gaps
}

/// Takes out turns into a side street and straight back. What is gone in one direction is one run first: a long way out
/// and back is no slip, however many looks it is made of.
fn without_slips(way: Vec<Piece>, slip_m: f64) -> Vec<Piece> {
    let way = way.into_iter().filter(|piece| piece.from_m != piece.to_m);
    let runs = joined(way, |_, _| false);
    joined(runs.into_iter(), |last, next| last.length_m().abs().min(next.length_m().abs()) <= slip_m)
}

/// Joins each piece to the one before it on the same link, if it goes on in its direction or the turn is forgiven.
fn joined(way: impl Iterator<Item = Piece>, forgives: impl Fn(&Piece, &Piece) -> bool) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::new();
    for piece in way {
        let before = kept.last_mut().filter(|last| {
            let turns = (last.length_m() > 0.0) != (piece.length_m() > 0.0);
            last.link == piece.link && last.to_m == piece.from_m && (!turns || forgives(last, &piece))
        });
        let Some(last) = before else {
            kept.push(piece);
            continue;
        };
        last.to_m = piece.to_m;
        if last.from_m == last.to_m {
            kept.pop();
        }
    }
    kept
}

/// Each metre once, in the order of the first visit.
fn covered(way: Vec<Piece>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in way {
        let (mut from_m, mut to_m) = (piece.from_m.min(piece.to_m), piece.from_m.max(piece.to_m));
        let mut place = pieces.len();
        // Whatever it touches on the same link becomes one with it, at the place of the first.
        while let Some(i) = pieces.iter().position(|p| p.link == piece.link && p.from_m <= to_m && p.to_m >= from_m) {
            let held = pieces.remove(i);
            (from_m, to_m, place) = (from_m.min(held.from_m), to_m.max(held.to_m), place.min(i));
        }
        pieces.insert(place.min(pieces.len()), Piece { link: piece.link, from_m, to_m });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_pcg::Pcg64;
    use rand_pcg::rand_core::SeedableRng;

    use super::super::drawn::{at, network};
    use super::*;

    /// Metres matched on each link.
    fn metres(town: &Network, matched: &Matched) -> Vec<f64> {
        let mut sums = vec![0.0; town.links().len()];
        matched.pieces.iter().for_each(|piece| sums[piece.link.0 as usize] += piece.length_m());
        sums
    }

    fn trembling(line: &[(f64, f64)], off_m: f64, seed: u64) -> Vec<EastNorth> {
        let mut dice = Pcg64::seed_from_u64(seed);
        let points = line.iter().map(|(e, n)| at(*e, *n)).collect::<Vec<_>>();
        looks(&points, 15.0)
            .into_iter()
            .map(|(_, p)| EastNorth {
                e: p.e + dice.random_range(-off_m..off_m),
                n: p.n + dice.random_range(-off_m..off_m),
            })
            .collect()
    }

    /// Two streets 20 m apart, joined every 100 m, with a side street at every corner.
    fn ladder() -> Network {
        let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
        for i in 0..4 {
            let e = f64::from(i) * 100.0;
            lines.push(vec![(e, 0.0), (e + 100.0, 0.0)]);
            lines.push(vec![(e, 20.0), (e + 100.0, 20.0)]);
            lines.push(vec![(e, 0.0), (e, 20.0)]);
            lines.push(vec![(e, 0.0), (e, -80.0)]);
        }
        network(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn a_trembling_line_along_one_of_two_parallel_streets_stays_on_it() {
        let town = ladder();
        for seed in 0..60 {
            let line = trembling(&[(20.0, 0.0), (380.0, 0.0)], 9.0, seed);
            let matched = town.matched(&line, &MatchParams::default());
            for (id, metres) in metres(&town, &matched).into_iter().enumerate() {
                if id % 4 == 0 {
                    assert!(metres > 65.0, "{seed}: {metres} m of link {id}: {matched:?}");
                } else {
                    assert!(metres < 1e-9, "{seed}: {metres} m of link {id}, which nobody meant: {matched:?}");
                }
            }
            assert_eq!(matched.unmatched, [], "{seed}");
        }
    }

    #[test]
    fn a_line_like_a_u_follows_both_legs_and_the_bow() {
        // Out along one street, across, and back along the parallel one 60 m off.
        let town = network(&[
            &[(0.0, 0.0), (200.0, 0.0)],
            &[(200.0, 0.0), (200.0, 60.0)],
            &[(200.0, 60.0), (0.0, 60.0)],
            &[(0.0, 0.0), (0.0, 60.0)],
            &[(200.0, 0.0), (300.0, 0.0)],
        ]);
        for seed in 0..40 {
            let line = trembling(&[(20.0, 0.0), (200.0, 0.0), (200.0, 60.0), (20.0, 60.0)], 6.0, seed);
            let matched = town.matched(&line, &MatchParams::default());
            let metres = metres(&town, &matched);
            assert!((metres[0] - 180.0).abs() < 12.0, "{seed}: {metres:?}");
            assert!((metres[1] - 60.0).abs() < 1e-6, "{seed}: {metres:?}");
            assert!((metres[2] - 180.0).abs() < 12.0, "{seed}: {metres:?}");
            assert_eq!((metres[3], metres[4]), (0.0, 0.0), "{seed}: {metres:?}");
            let order: Vec<u32> = matched.pieces.iter().map(|piece| piece.link.0).collect();
            assert_eq!(order, [0, 1, 2], "{seed}");
        }
    }

    #[test]
    fn a_line_on_a_street_matches_exactly_what_it_covers() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0)], &[(100.0, 0.0), (100.0, 100.0)]]);
        let matched = town.matched(&[at(30.0, 0.0), at(100.0, 0.0), at(100.0, 40.0)], &MatchParams::default());
        let found: Vec<(u32, f64, f64)> =
            matched.pieces.iter().map(|p| (p.link.0, p.from_m.round(), p.to_m.round())).collect();
        assert_eq!(found, [(0, 30.0, 100.0), (1, 0.0, 40.0)]);
        assert!((matched.length_m() - 110.0).abs() < 0.01);
    }

    #[test]
    fn a_part_across_a_field_is_told_as_unmatched() {
        let town = network(&[&[(0.0, 0.0), (200.0, 0.0)], &[(600.0, 0.0), (800.0, 0.0)]]);
        let matched = town.matched(&[at(0.0, 0.0), at(800.0, 0.0)], &MatchParams::default());
        assert_eq!(matched.pieces.len(), 2);
        assert_eq!(matched.unmatched.len(), 1);
        let (from, to) = matched.unmatched[0];
        assert!((190.0..250.0).contains(&from) && (550.0..610.0).contains(&to), "{from} {to}");
        let nowhere = town.matched(&[at(0.0, 500.0), at(300.0, 500.0)], &MatchParams::default());
        assert_eq!((nowhere.pieces.len(), nowhere.unmatched_m().round()), (0, 300.0));
        assert_eq!(town.matched(&[at(5.0, 0.0), at(5.0, 0.0)], &MatchParams::default()), Matched::default());
        assert_eq!(
            Network::default().matched(&[at(0.0, 0.0), at(9.0, 0.0)], &MatchParams::default()).unmatched_m(),
            9.0
        );
    }

    #[test]
    fn out_and_back_along_one_street_is_that_street_once() {
        let town = network(&[&[(0.0, 0.0), (300.0, 0.0)]]);
        let matched = town.matched(&[at(10.0, 2.0), at(250.0, 2.0), at(10.0, -2.0)], &MatchParams::default());
        assert_eq!(matched.pieces.len(), 1);
        assert!((matched.length_m() - 240.0).abs() < 8.0, "{matched:?}");
    }
}
