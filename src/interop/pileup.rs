//! Default points: places where a source puts everything it could not locate.
//!
//! Of Boston's street-light outages of 2015, 13 % lie on one point beside City Hall. A heat map
//! shows a hot spot there that never was. The signs are many rows on *exactly* one coordinate, a
//! sizeable share of their kind, far ahead of the second most common coordinate; a real hot spot
//! has neighbors.
//!
//! # Method
//!
//! A point is guilty when it has at least 30 rows, 5 % of the rows and 6 times the runner-up, in
//! one kind or in all kinds together. A guilty point is named for every kind in which it is the
//! most common one: a source has one default, and in some kinds it lies just below the bounds.
//!
//! The bounds were set on real data. Boston 311: the point has 6.8 to 43 times its runner-up in the
//! kinds where it has 5 %, and 24 times over all. data.police.uk snaps every row to a point of its
//! map and has no default: over five months no point with 30 rows has more than 3.3 times the
//! runner-up of its kind within its force, and within single months the most is 5.0 (thirty
//! burglaries at one point), which is why the bound is not 5.
//!
//! # Complexity
//!
//! Linear in the rows; memory for each distinct pair of coordinate and kind.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Fewest rows worth a word.
const LEAST_ROWS: u64 = 30;
/// Smallest share of the rows.
const LEAST_SHARE: f64 = 0.05;
/// How many times the runner-up.
const LEAST_LEAD: u64 = 6;

/// Millionths of a degree: about a decimeter, and what sources write.
type Spot = (i64, i64);

/// Counts rows by exact coordinate and kind.
#[derive(Debug, Clone, Default)]
pub struct PileUps {
    kinds: BTreeMap<String, HashMap<Spot, u64>>,
}

/// A coordinate that is probably no place.
#[derive(Debug, Clone, PartialEq)]
pub struct PileUp {
    pub lon: f64,
    pub lat: f64,
    /// Rows of the kind on this point.
    pub n: u64,
    /// Of all rows of the kind, 0 to 1.
    pub share: f64,
    pub kind: String,
}

impl PileUps {
    /// Counts one row.
    pub fn add(&mut self, lon: f64, lat: f64, kind: &str) {
        let spot = ((lon * 1e6).round() as i64, (lat * 1e6).round() as i64);
        if !self.kinds.contains_key(kind) {
            self.kinds.insert(kind.to_owned(), HashMap::new());
        }
        if let Some(spots) = self.kinds.get_mut(kind) {
            *spots.entry(spot).or_default() += 1;
        }
    }

    /// The points under suspicion, the largest first; one entry for each kind they stand out in.
    pub fn suspicious(&self) -> Vec<PileUp> {
        let mut all: HashMap<Spot, u64> = HashMap::new();
        for (spot, n) in self.kinds.values().flatten() {
            *all.entry(*spot).or_default() += n;
        }
        let leaders: Vec<(&String, Leader)> =
            self.kinds.iter().filter_map(|(kind, spots)| Some((kind, Leader::of(spots)?))).collect();
        let overall = Leader::of(&all);
        let guilty: BTreeSet<Spot> = leaders
            .iter()
            .map(|(_, leader)| leader)
            .chain(&overall)
            .filter(|leader| leader.is_suspicious())
            .map(|leader| leader.spot)
            .collect();
        let mut pile_ups: Vec<PileUp> = leaders
            .into_iter()
            .filter(|(_, leader)| guilty.contains(&leader.spot) && leader.n > leader.n_second)
            .map(|(kind, leader)| PileUp {
                lon: leader.spot.0 as f64 / 1e6,
                lat: leader.spot.1 as f64 / 1e6,
                n: leader.n,
                share: leader.share(),
                kind: kind.clone(),
            })
            .collect();
        pile_ups.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.kind.cmp(&b.kind)));
        pile_ups
    }
}

/// The most common spot of a kind, and how far it leads.
struct Leader {
    spot: Spot,
    n: u64,
    n_second: u64,
    n_all: u64,
}

impl Leader {
    fn of(spots: &HashMap<Spot, u64>) -> Option<Self> {
        // Of equals the westernmost: the order of a hash map must not show in the answer.
        let (&spot, &n) = spots.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
        let n_second = spots.iter().filter(|(other, _)| **other != spot).map(|(_, n)| *n).max().unwrap_or(0);
        Some(Self { spot, n, n_second, n_all: spots.values().sum() })
    }

    fn share(&self) -> f64 {
        self.n as f64 / self.n_all as f64
    }

    fn is_suspicious(&self) -> bool {
        self.n >= LEAST_ROWS && self.share() >= LEAST_SHARE && self.n >= LEAST_LEAD * self.n_second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `n` rows on one point, `n_around` each on a spot of its own.
    fn pile(n: u64, n_around: u64, kind: &str, pile_ups: &mut PileUps) {
        (0..n).for_each(|_| pile_ups.add(-71.0587, 42.3594, kind));
        (0..n_around).for_each(|i| pile_ups.add(-71.0 - i as f64 * 1e-4, 42.3, kind));
    }

    #[test]
    fn a_default_point_is_found_with_its_share() {
        let mut pile_ups = PileUps::default();
        pile(100, 300, "lamp", &mut pile_ups);
        let expected = PileUp { lon: -71.0587, lat: 42.3594, n: 100, share: 0.25, kind: "lamp".to_owned() };
        assert_eq!(pile_ups.suspicious(), [expected]);
    }

    #[test]
    fn too_few_too_small_a_share_or_a_close_second_is_no_default_point() {
        for (n, n_around, n_second) in [(29, 100, 0), (40, 1_000, 0), (40, 100, 7)] {
            let mut pile_ups = PileUps::default();
            pile(n, n_around, "lamp", &mut pile_ups);
            (0..n_second).for_each(|_| pile_ups.add(-71.5, 42.5, "lamp"));
            assert_eq!(pile_ups.suspicious(), [], "{n} {n_around} {n_second}");
        }
    }

    #[test]
    fn a_guilty_point_is_named_in_other_kinds_that_it_leads_but_not_where_it_does_not() {
        let mut pile_ups = PileUps::default();
        pile(100, 300, "lamp", &mut pile_ups);
        pile(20, 1_000, "graffiti", &mut pile_ups);
        pile(2, 10, "litter", &mut pile_ups);
        (0..3).for_each(|_| pile_ups.add(-71.5, 42.5, "litter"));
        let kinds: Vec<_> = pile_ups.suspicious().into_iter().map(|found| found.kind).collect();
        assert_eq!(kinds, ["lamp", "graffiti"]);
    }

    #[test]
    fn coordinates_that_differ_below_a_millionth_are_one_and_nothing_gives_nothing() {
        assert_eq!(PileUps::default().suspicious(), []);
        let mut pile_ups = PileUps::default();
        (0..30).for_each(|i| pile_ups.add(14.0 + f64::from(i) * 1e-9, 56.0, "lamp"));
        assert_eq!(pile_ups.suspicious().len(), 1);
    }
}
