//! Heat on streets: reports per 100 m of street, so that a place is a street and not a square.

use std::collections::BTreeMap;

use crate::geodesy::Box2;
use crate::index::{Count, Filter, Placement, Snapshot, Weighed};
use crate::town::{LinkId, Network};

use super::heat::{Parts, Totals};
use super::legend::street_class_of;

/// A link shorter than this counts as this long (metres): a stub of 4 m at a crossing with one report beside it is not
/// the worst street of the town.
pub const SHORTEST_M: f64 = 25.0;

/// A street with reports on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreetLoad {
    pub link: LinkId,
    pub n_reports: u64,
    pub weight: f64,
    pub per_100m: f64,
    pub per_100m_month: f64,
    pub class: u8,
}

/// A piece of street from crossing to crossing with what lies on it: links are too short to be ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StretchLoad {
    /// The lowest of its links, which stands for it.
    pub first: LinkId,
    /// The shown link with most weight.
    pub most: LinkId,
    pub length_m: f64,
    pub n_reports: u64,
    pub weight: f64,
    pub per_100m: f64,
    pub per_100m_month: f64,
    pub class: u8,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StreetHeat {
    /// Ascending; links without anything are left out.
    pub links: Vec<StreetLoad>,
    /// The stretches those links belong to, whole, the densest first.
    pub stretches: Vec<StretchLoad>,
    pub totals: Totals,
    /// Of what lies outside: no street within 60 m, or without a place.
    pub no_street: Count,
    pub months: f64,
}

/// What lies on every link of a town, before anybody looks at a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetCounts {
    /// By link.
    pub links: Vec<Count>,
    pub no_street: Count,
    pub total: Count,
}

/// Counts reports on streets.
///
/// # Method
/// A report counts on one link: the nearest to it, or the one on which most of its stretch or area lies. Its weight is
/// shared out by time as in the [heat map](fn@crate::analysis::heat), and by place over the links it lies on
/// ([`Placement`]); what lies on no street within 60 m is told apart.
///
/// # Units
/// Reports, and their weight.
///
/// # Edge cases
/// A link may have weight and no report: the larger part of a stretch lies on another.
///
/// # Complexity
/// By the rows that pass, and a bounded search for each that was not placed before.
pub fn street_counts(snapshot: &Snapshot, network: &Network, placement: &Placement, filter: &Filter) -> StreetCounts {
    let mut seen: Vec<Weighed> = Vec::new();
    snapshot.each_placed(filter, |one| seen.push(one));
    let mut counts = StreetCounts {
        links: vec![Count::default(); network.links().len()],
        no_street: snapshot.unplaced(filter),
        total: Count::default(),
    };
    let mut placed = Count::default();
    placement.each(network, &seen, |one, links| {
        placed.n_reports += 1;
        placed.weight += one.weight;
        match links.first() {
            Some((most, _)) => counts.links[most.0 as usize].n_reports += 1,
            None => counts.no_street.n_reports += 1,
        }
        let mut elsewhere = 1.0;
        for (link, share) in links {
            counts.links[link.0 as usize].weight += share * one.weight;
            elsewhere -= share;
        }
        // Shares of what lies wholly on streets add up to 1 but for rounding.
        if elsewhere > 1e-9 {
            counts.no_street.weight += elsewhere * one.weight;
        }
    });
    let unplaced = snapshot.unplaced(filter);
    counts.total = Count { n_reports: placed.n_reports + unplaced.n_reports, weight: placed.weight + unplaced.weight };
    counts
}

/// How many reports there are on each street, per 100 m and month.
///
/// # Method
/// The weight on a link divided by its length, but by [`SHORTEST_M`] at least, and by the months. Classes have fixed
/// breaks. A link is shown with everything on it when its box touches the bounds.
///
/// # Units
/// Reports per 100 m, and per 100 m and month of 30.4375 days.
///
/// # Edge cases
/// An empty period has no months and the density 0 per month.
///
/// # Complexity
/// Linear in the links.
pub fn street_heat(counts: &StreetCounts, network: &Network, bounds: Option<&Box2>, months: f64) -> StreetHeat {
    let load = |(link, count): (LinkId, &Count)| {
        let length_m = network.link(link).length_m.max(SHORTEST_M);
        let per_100m = count.weight / (length_m / 100.0);
        let per_100m_month = if months > 0.0 { per_100m / months } else { 0.0 };
        let class = street_class_of(per_100m_month);
        StreetLoad { link, n_reports: count.n_reports, weight: count.weight, per_100m, per_100m_month, class }
    };
    let loaded = |(_, count): &(LinkId, &Count)| **count != Count::default();
    let links: Vec<StreetLoad> = match bounds {
        None => (0..).map(LinkId).zip(&counts.links).filter(loaded).map(load).collect(),
        Some(bounds) => {
            let touching = network.links_touching(bounds).into_iter();
            touching.map(|link| (link, &counts.links[link.0 as usize])).filter(loaded).map(load).collect()
        }
    };
    let mut on_stretches: BTreeMap<LinkId, Count> = BTreeMap::new();
    for (link, count) in (0..).map(LinkId).zip(&counts.links).filter(loaded) {
        let sum = on_stretches.entry(network.stretches().of(link)).or_default();
        sum.n_reports += count.n_reports;
        sum.weight += count.weight;
    }
    let stretches = stretch_loads(&on_stretches, &links, network, months);
    let shown_n: u64 = links.iter().map(|load| load.n_reports).sum();
    let shown: f64 = links.iter().map(|load| load.weight).sum();
    // Without bounds the weight outside is what lies on no street, and not what rounding leaves of a difference.
    let outside = if bounds.is_none() { counts.no_street.weight } else { (counts.total.weight - shown).max(0.0) };
    let n = counts.total.n_reports;
    StreetHeat {
        links,
        stretches,
        totals: Totals {
            n_reports: Parts { shown: shown_n, suppressed: 0, outside: n - shown_n, total: n },
            weight: Parts { shown, suppressed: 0.0, outside, total: shown + outside },
        },
        no_street: counts.no_street,
        months,
    }
}

/// Ranks whole stretches of street by what lies on them, those with a shown link, the densest first.
///
/// # Method
/// As [`fn@street_heat`], with the weight and the length of every link of a [stretch](crate::town::Network::stretches):
/// two metres of pavement at a crossing with three reports beside them are not the worst street of the town.
///
/// # Units
/// Reports per 100 m, and per 100 m and month.
///
/// # Edge cases
/// A stretch partly outside the bounds has everything on it, also what lies outside.
///
/// # Complexity
/// O(n log n) in the links shown.
pub fn stretch_loads(
    on_stretches: &BTreeMap<LinkId, Count>,
    shown: &[StreetLoad],
    network: &Network,
    months: f64,
) -> Vec<StretchLoad> {
    let stretches = network.stretches();
    let mut most: BTreeMap<LinkId, &StreetLoad> = BTreeMap::new();
    for load in shown {
        let held = most.entry(stretches.of(load.link)).or_insert(load);
        if load.weight > held.weight {
            *held = load;
        }
    }
    let load = |(first, most): (LinkId, &StreetLoad)| {
        let Count { n_reports, weight } = on_stretches.get(&first).copied().unwrap_or_default();
        let length_m = stretches.length_m(first);
        let per_100m = weight / (length_m.max(SHORTEST_M) / 100.0);
        let per_100m_month = if months > 0.0 { per_100m / months } else { 0.0 };
        let class = street_class_of(per_100m_month);
        StretchLoad { first, most: most.link, length_m, n_reports, weight, per_100m, per_100m_month, class }
    };
    let mut loads: Vec<StretchLoad> = most.into_iter().map(load).collect();
    loads.sort_by(|a, b| {
        let by_density = b.per_100m_month.total_cmp(&a.per_100m_month);
        by_density.then(b.n_reports.cmp(&a.n_reports)).then(a.first.cmp(&b.first))
    });
    loads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::{EastNorth, Shape};
    use crate::index::Index;
    use crate::observation::{Category, CauseSet, Clock, HoursOfWeek, Moment, Observation, State, Window};
    use crate::town::drawn::{at, network, random_places, random_town};

    const MONTH_S: i64 = 2_629_800;

    fn report(key: u32, shape: Shape) -> Observation {
        Observation {
            key,
            shape,
            moment: Moment::Instant(1_000),
            told_day: 0,
            category: Category::UnsafePlace,
            causes: CauseSet::EMPTY,
            channel: "web".to_owned(),
            severity: None,
            state: State::Received,
            weight: 1.0,
            placed: true,
        }
    }

    fn index(reports: Vec<Observation>) -> Index {
        Index::rebuilt_from(reports, Clock::new("Europe/Stockholm").expect("a zone"), 1)
    }

    fn month() -> Filter {
        Filter { window: Window { from: 0, to: MONTH_S, hours: HoursOfWeek::ALL }, ..Filter::ALL }
    }

    #[test]
    fn a_street_has_its_reports_per_hundred_metres_and_month() {
        let town =
            network(&[&[(0.0, 0.0), (200.0, 0.0)], &[(200.0, 0.0), (204.0, 0.0)], &[(0.0, 300.0), (50.0, 300.0)]]);
        let near = |key, e, n| report(key, Shape::Point(at(e, n)));
        let reports = vec![
            near(0, 20.0, 5.0),
            near(1, 90.0, -5.0),
            near(2, 150.0, 1.0),
            near(3, 203.0, 1.0),
            near(4, 0.0, 150.0),
        ];
        let snapshot = index(reports).snapshot();
        let counts = street_counts(&snapshot, &town, &Placement::default(), &month());
        let heat = street_heat(&counts, &town, None, 1.0);
        assert_eq!(heat.links.len(), 2);
        assert_eq!(heat.links[0].n_reports, 3);
        assert!((heat.links[0].per_100m - 1.5).abs() < 1e-5, "three on two hundred metres");
        assert_eq!(heat.links[1].per_100m, 4.0, "a stub counts as 25 m");
        assert_eq!((heat.no_street.n_reports, heat.no_street.weight), (1, 1.0));
        let n = heat.totals.n_reports;
        assert_eq!((n.shown, n.outside, n.total), (4, 1, 5));
    }

    #[test]
    fn a_stub_with_reports_is_ranked_as_a_part_of_its_street() {
        // A street of two links and the stub of 2 m beside it, on which most people happened to stand.
        let town =
            network(&[&[(0.0, 0.0), (100.0, 0.0)], &[(100.0, 0.0), (102.0, 0.0)], &[(0.0, 500.0), (50.0, 500.0)]]);
        let near = |key, e, n| report(key, Shape::Point(at(e, n)));
        let reports = vec![
            near(0, 103.0, 0.0),
            near(1, 103.0, 1.0),
            near(2, 50.0, 3.0),
            near(3, 20.0, 503.0),
            near(4, 30.0, 503.0),
        ];
        let counts = street_counts(&index(reports).snapshot(), &town, &Placement::default(), &month());
        let heat = street_heat(&counts, &town, None, 1.0);
        assert_eq!(heat.links.len(), 3, "every link has its own on the map");
        let ranked: Vec<(u32, u64, f64)> =
            heat.stretches.iter().map(|s| (s.first.0, s.n_reports, (s.per_100m * 100.0).round() / 100.0)).collect();
        assert_eq!(ranked, [(2, 2, 4.0), (0, 3, 2.94)]);
        assert_eq!(heat.stretches[1].most, LinkId(1));
        // A box that shows one link of a stretch tells the whole stretch.
        let b = Box2 { min: at(-5.0, -5.0), max: at(5.0, 5.0) };
        let part = street_heat(&counts, &town, Some(&b), 1.0);
        assert_eq!((part.stretches.len(), part.stretches[0].n_reports, part.stretches[0].most), (1, 3, LinkId(0)));
    }

    #[test]
    fn a_recurrence_weighs_on_its_street_what_it_weighs_on_the_map() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0)]]);
        let moment = Moment::Recurrence { hours: HoursOfWeek::ALL, from: 0, to: 4 * 604_800 };
        let one = Observation { moment, ..report(0, Shape::Point(at(50.0, 2.0))) };
        let snapshot = index(vec![one]).snapshot();
        let counts = street_counts(&snapshot, &town, &Placement::default(), &month());
        let on_the_map: f64 = snapshot.cells(&month(), 100).iter().map(|cell| cell.weight).sum();
        assert!((counts.links[0].weight - on_the_map).abs() < 1e-9 && (on_the_map - 4.0).abs() < 1e-9);
    }

    #[test]
    fn totals_add_up_in_every_box_and_a_street_is_the_same_in_each() {
        let town = random_town(5, 80);
        let shapes = random_places(6, 600, 1_300.0).into_iter().zip(random_places(7, 600, 1_300.0));
        let reports = shapes.enumerate().map(|(i, (a, b))| {
            let near = EastNorth { e: a.e + (b.e - a.e) / 5.0, n: a.n + (b.n - a.n) / 5.0 };
            let shape = match i % 3 {
                0 => Shape::Stretch(vec![a, near]),
                1 => Shape::Area(vec![vec![a, near, EastNorth { e: near.e, n: a.n + 30.0 }]]),
                _ => Shape::Point(a),
            };
            report(i as u32, shape)
        });
        let snapshot = index(reports.collect()).snapshot();
        let placement = Placement::default();
        let counts = street_counts(&snapshot, &town, &placement, &month());
        assert_eq!(street_counts(&snapshot, &town, &placement, &month()), counts, "what is remembered is the same");
        let all = street_heat(&counts, &town, None, 1.0);
        assert_eq!(all.totals.n_reports.total, snapshot.total(&month()).n_reports);
        assert!((all.totals.weight.total - snapshot.total(&month()).weight).abs() < 1e-6);
        assert!(all.totals.n_reports.outside > 0);
        for place in random_places(8, 40, 900.0) {
            let b = Box2 { min: place, max: EastNorth { e: place.e + 200.0, n: place.n + 150.0 } };
            let part = street_heat(&counts, &town, Some(&b), 1.0);
            let n = part.totals.n_reports;
            assert_eq!(n.shown + n.suppressed + n.outside, n.total);
            assert_eq!(n.total, all.totals.n_reports.total);
            let weight = part.totals.weight;
            assert!((weight.shown + weight.outside - all.totals.weight.total).abs() < 1e-6);
            assert!(part.links.iter().all(|load| all.links.contains(load)));
        }
    }
}
