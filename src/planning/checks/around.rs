//! The streets that are looked at, and how far a report is felt on them.

use std::collections::BTreeMap;

use crate::analysis::backtest::{Part, Surroundings, Units};
use crate::analysis::density::{Bandwidth, BandwidthParams, WeightedPlace, choose_bandwidth};
use crate::geodesy::{Box2, EastNorth};
use crate::town::{LinkId, Network, Position};

/// So far around reports streets are looked at.
const AROUND_M: f64 = 1_000.0;
/// A link is seen in parts of about this length.
const PART_M: f64 = 50.0;
/// Fewer reports do not choose a bandwidth.
const LEAST_FOR_BANDWIDTH: usize = 30;
const USUAL_BANDWIDTH_M: f64 = 250.0;

/// The streets around the incidents: others have nothing and need not be looked at.
pub(super) struct Around {
    pub links: Vec<LinkId>,
    pub unit_of: BTreeMap<LinkId, u32>,
    pub units: Units,
}

impl Around {
    pub fn of(network: &Network, incidents: impl Iterator<Item = (EastNorth, LinkId)>) -> Self {
        let mut links: Vec<LinkId> = Vec::new();
        for (at, link) in incidents {
            let corner = |off: f64| EastNorth { e: at.e + off, n: at.n + off };
            let around = Box2 { min: corner(-AROUND_M), max: corner(AROUND_M) };
            links.extend(network.links_touching(&around));
            links.push(link);
        }
        links.sort_unstable();
        links.dedup();
        let parts = |link: &LinkId| {
            let length_m = network.link(*link).length_m;
            let n_parts = (length_m / PART_M).ceil().max(1.0);
            let part_m = length_m / n_parts;
            let middle = move |nth: u32| Position { link: *link, along_m: (f64::from(nth) + 0.5) * part_m };
            (0..n_parts as u32).map(|nth| Part { at: network.place(middle(nth)), size: part_m }).collect::<Vec<_>>()
        };
        let km = links.iter().map(|link| network.link(*link).length_m).sum::<f64>() / 1e3;
        // The ground of a likelihood: a strip of 100 m along each street.
        let units = Units::of_parts(links.iter().map(parts), (km * 0.1).max(0.01));
        let unit_of = links.iter().copied().zip(0..).collect();
        Self { links, unit_of, units }
    }
}

/// How far a report is felt: chosen by likelihood, or the usual where there are too few to choose by.
pub(super) fn bandwidth(incidents: impl Iterator<Item = (EastNorth, f64)>, units: &Units) -> Bandwidth {
    let usual = Bandwidth::new(USUAL_BANDWIDTH_M).expect("a number above 0");
    let places: Vec<WeightedPlace> =
        incidents.map(|(at, weight)| WeightedPlace { at, weight: weight.max(1e-6) }).collect();
    if places.len() < LEAST_FOR_BANDWIDTH {
        return usual;
    }
    let params =
        BandwidthParams { kernel: Surroundings::KERNEL, from_m: 100, to_m: 500, step_m: 50, area_km2: units.area_km2 };
    choose_bandwidth(&places, &params).bandwidth
}
