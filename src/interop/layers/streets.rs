//! Lines of a road database laid over the streets: speed limit, traffic, keeper.

use std::collections::BTreeMap;

use geo::{Geometry, LineString};
use rayon::prelude::*;

use super::super::table::Row;
use super::gathering::{number, whole};
use super::profile::StreetColumns;
use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::town::{Link, LinkId, MatchParams, Network, Travel};

/// A database's line is no hand's: it lies within half a wide road of the street it is about, and the error of both.
const AS_SURVEYED: MatchParams =
    MatchParams { step_m: 12.0, search_m: 15.0, drawn_off_m: 5.0, detour_m: 4.0, slip_m: 20.0 };
/// What is said of a smaller part of a link is not said of the link.
const SHARE_COVERED: f64 = 0.5;

/// A line of a road database and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Road {
    /// In degrees.
    pub lines: Vec<LineString<f64>>,
    pub maxspeed_kmh: Option<u16>,
    pub vehicles_per_day: Option<u32>,
    pub keeper: Option<String>,
}

/// Streets with what was laid over them.
pub struct Laying {
    pub links: Vec<Link>,
    pub n_matched: usize,
}

pub(super) fn road(
    row: &Row,
    columns: &StreetColumns,
    shape: Geometry<f64>,
) -> Result<Road, (&'static str, &'static str)> {
    let speed = |text: &str| {
        let kmh = number(text).filter(|kmh| (5.0..=150.0).contains(kmh));
        kmh.map(|kmh| kmh.round() as u16).ok_or(("bad_number", "a speed limit is 5 to 150 km/h"))
    };
    let keeper = |text: &str| {
        let known = columns.keepers.get(&text.to_lowercase());
        known.cloned().ok_or(("unknown_keeper", "the profile does not know this keeper of roads"))
    };
    let road = Road {
        lines: match shape {
            Geometry::LineString(line) => vec![line],
            Geometry::MultiLineString(lines) => lines.0,
            _ => return Err(("wrong_geometry", "roads are lines")),
        },
        maxspeed_kmh: row.first_value(&columns.maxspeed_kmh.0).map(speed).transpose()?,
        vehicles_per_day: row.first_value(&columns.vehicles_per_day.0).map(whole).transpose()?,
        keeper: row.first_value(&columns.keeper.0).map(keeper).transpose()?,
    };
    if road.maxspeed_kmh.is_none() && road.vehicles_per_day.is_none() && road.keeper.is_none() {
        return Err(("no_attribute", "the row says nothing of speed, traffic or keeper"));
    }
    Ok(road)
}

/// Gives every street for cars what the line along it says.
///
/// # Method
/// Each line is matched to the streets as a drawn stretch is ([`Network::matched`]), so that a parallel street or one
/// that crosses gets nothing of it. A link takes what is said of most of its metres, if that is at least half of them.
/// Streets that cars may not use are not thought of: a path beside a road would take the road's speed.
///
/// # Complexity
/// By the metres of the lines, on all cores; the same answer on any number of them.
pub fn lay_over(network: &Network, roads: &[Road], metric: &Metric) -> Laying {
    let for_cars: Vec<LinkId> = (0..network.links().len() as u32)
        .map(LinkId)
        .filter(|link| network.link(*link).street().car != Travel::Closed)
        .collect();
    let driven = Network::new(for_cars.iter().map(|link| network.link(*link).link.clone()).collect(), metric);
    let covered: Vec<BTreeMap<LinkId, f64>> =
        roads.par_iter().map(|road| metres_along(road, &driven, metric)).collect();
    let mut along: BTreeMap<LinkId, Vec<(f64, &Road)>> = BTreeMap::new();
    for (road, links) in roads.iter().zip(&covered) {
        for (link, metres) in links {
            along.entry(*link).or_default().push((*metres, road));
        }
    }
    let mut links: Vec<Link> = network.links().iter().map(|laid| laid.link.clone()).collect();
    let mut n_matched = 0;
    for (link, lines) in along {
        let enough_m = SHARE_COVERED * driven.link(link).length_m;
        let street = &mut links[for_cars[link.0 as usize].0 as usize].street;
        let speed = said(&lines, enough_m, |road| road.maxspeed_kmh);
        let vehicles = said(&lines, enough_m, |road| road.vehicles_per_day);
        let keeper = said(&lines, enough_m, |road| road.keeper.clone());
        n_matched += usize::from(speed.is_some() || vehicles.is_some() || keeper.is_some());
        if let Some(speed) = speed {
            (street.maxspeed_kmh, street.maxspeed_assumed) = (Some(speed), false);
        }
        street.vehicles_per_day = vehicles.or(street.vehicles_per_day);
        street.keeper = keeper.or(street.keeper.take());
    }
    Laying { links, n_matched }
}

/// What is said of most metres; of equal ones the lowest.
fn said<T: Ord>(lines: &[(f64, &Road)], enough_m: f64, value: impl Fn(&Road) -> Option<T>) -> Option<T> {
    let mut metres: BTreeMap<T, f64> = BTreeMap::new();
    for (m, road) in lines {
        if let Some(value) = value(road) {
            *metres.entry(value).or_default() += m;
        }
    }
    let most = metres.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (most.1 >= enough_m).then_some(most.0)
}

/// The metres of each link that a road's lines follow.
fn metres_along(road: &Road, driven: &Network, metric: &Metric) -> BTreeMap<LinkId, f64> {
    let mut metres: BTreeMap<LinkId, f64> = BTreeMap::new();
    for line in &road.lines {
        let line: Vec<EastNorth> =
            line.0.iter().filter_map(|c| LonLat::new(c.x, c.y)).map(|p| metric.forward(p)).collect();
        for piece in driven.matched(&line, &AS_SURVEYED).pieces {
            *metres.entry(piece.link).or_default() += piece.length_m();
        }
    }
    metres
}
