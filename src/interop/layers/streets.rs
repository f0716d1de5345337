//! Lines of a road database laid over the streets: speed limit, traffic, keeper.

use geo::{Geometry, LineString};
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, PointDistance, RTree};

use super::super::table::Row;
use super::gathering::{number, whole};
use super::profile::StreetColumns;
use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::town::{Laid, Link, Network, Travel};

/// How far a database's line may lie from the street it is about: half a wide road, and the error of both.
const NEAR_M: f64 = 15.0;
/// How far its direction may turn from the street's.
const TURN_DEG: f64 = 30.0;

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

type Piece = GeomWithData<Line<[f64; 2]>, usize>;

/// Gives every street for cars what the nearest line along it says.
///
/// # Method
/// A street's link gets what lies within 15 m of its middle and runs within 30° of its direction there, each attribute
/// from the nearest line that has it. Streets that cars may not use get nothing: a path beside a road would take the
/// road's speed.
///
/// # Complexity
/// O((links + pieces) log pieces).
pub fn lay_over(network: &Network, roads: &[Road], metric: &Metric) -> Laying {
    let mut pieces: Vec<Piece> = Vec::new();
    for (i, road) in roads.iter().enumerate() {
        for line in &road.lines {
            let at = |c: &geo::Coord<f64>| LonLat::new(c.x, c.y).map(|p| metric.forward(p));
            let line: Vec<[f64; 2]> = line.0.iter().filter_map(at).map(|p| [p.e, p.n]).collect();
            pieces.extend(line.windows(2).map(|pair| GeomWithData::new(Line::new(pair[0], pair[1]), i)));
        }
    }
    let tree = RTree::bulk_load(pieces);
    let mut n_matched = 0;
    let links = network.links().iter().map(|laid| {
        let mut link = laid.link.clone();
        if link.street.car != Travel::Closed {
            let near = along(laid, &tree);
            let speed = near.iter().find_map(|i| roads[*i].maxspeed_kmh);
            let vehicles = near.iter().find_map(|i| roads[*i].vehicles_per_day);
            let keeper = near.iter().find_map(|i| roads[*i].keeper.clone());
            if let Some(speed) = speed {
                (link.street.maxspeed_kmh, link.street.maxspeed_assumed) = (Some(speed), false);
            }
            link.street.vehicles_per_day = vehicles.or(link.street.vehicles_per_day);
            link.street.keeper = keeper.or(link.street.keeper);
            n_matched += usize::from(!near.is_empty());
        }
        link
    });
    Laying { links: links.collect(), n_matched }
}

/// The roads that run along the middle of a link, nearest first.
fn along(laid: &Laid, tree: &RTree<Piece>) -> Vec<usize> {
    let Some((middle, direction)) = middle(laid) else { return Vec::new() };
    let at = [middle.e, middle.n];
    let around = AABB::from_corners([at[0] - NEAR_M, at[1] - NEAR_M], [at[0] + NEAR_M, at[1] + NEAR_M]);
    let mut found: Vec<(f64, usize)> = Vec::new();
    for piece in tree.locate_in_envelope_intersecting(&around) {
        let line = piece.geom();
        let (de, dn) = (line.to[0] - line.from[0], line.to[1] - line.from[1]);
        let length = de.hypot(dn);
        let distance_m = line.distance_2(&at).sqrt();
        // A road may be drawn either way: only the angle between the two lines counts.
        let cos = (de * direction.0 + dn * direction.1).abs() / length;
        if distance_m <= NEAR_M && length > 0.0 && cos >= TURN_DEG.to_radians().cos() {
            found.push((distance_m, piece.data));
        }
    }
    // Equal distances are told apart by their order in the file.
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, road)| road).collect()
}

/// The middle of a link, and the direction there as a vector of length one.
fn middle(laid: &Laid) -> Option<(EastNorth, (f64, f64))> {
    let mut rest_m = laid.length_m / 2.0;
    for pair in laid.line.windows(2) {
        let length = pair[0].distance_m(pair[1]);
        if length >= rest_m && length > 0.0 {
            let (de, dn) = ((pair[1].e - pair[0].e) / length, (pair[1].n - pair[0].n) / length);
            return Some((EastNorth { e: pair[0].e + de * rest_m, n: pair[0].n + dn * rest_m }, (de, dn)));
        }
        rest_m -= length;
    }
    None
}
