//! What people find their way by, and which of it a place is called after.

use std::collections::BTreeMap;

use geo::{Area, BoundingRect, Distance, Euclidean, Geometry, InteriorPoint, Intersects, MapCoords, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::Weighed;
use super::words::is_given_to_underpass;
use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::town::{Feature, Layer};

/// A landmark names what lies so near it,
const NEAR_M: f64 = 60.0;
/// one that an import named after its street only what lies so near: a city has one under every other street,
const NEAR_UNNAMED_UNDERPASS_M: f64 = 30.0;
/// when so much of the weight does.
const SHARE_NEAR: f64 = 0.5;

/// How well people find their way by it; the first best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Underpass,
    School,
    Preschool,
    Station,
    Square,
    Stop,
    Park,
    Playground,
    Building,
    Shop,
    Parking,
}

impl Kind {
    fn of(feature: &Feature) -> Option<Self> {
        let kind = feature.kind.as_deref();
        match feature.layer {
            Layer::Landmark => Some(match kind.unwrap_or_default() {
                "underpass" => Self::Underpass,
                "school" => Self::School,
                "preschool" => Self::Preschool,
                "station" => Self::Station,
                "square" => Self::Square,
                "bus_stop" => Self::Stop,
                "park" => Self::Park,
                "playground" => Self::Playground,
                "shop" => Self::Shop,
                "parking" => Self::Parking,
                _ => Self::Building,
            }),
            // The landmark of a park is a point in its middle; whoever is in the park may be far from it.
            Layer::Land => match kind? {
                "school" => Some(Self::School),
                "pedestrian" => Some(Self::Square),
                "park" | "cemetery" | "sports" => Some(Self::Park),
                _ => None,
            },
            _ => None,
        }
    }

    /// Says where on a street better than the crossings do.
    pub fn is_strong(self) -> bool {
        self <= Self::Square
    }

    /// Known without a name: there is one within sight.
    fn needs_name(self) -> bool {
        !matches!(self, Self::Underpass | Self::School | Self::Preschool | Self::Station)
    }
}

/// What a place is called after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub kind: Kind,
    pub name: Option<String>,
}

#[derive(Debug, Clone)]
struct Landmark {
    mark: Mark,
    /// In metres.
    shape: Geometry<f64>,
    near_m: f64,
}

#[derive(Debug, Clone)]
pub(super) struct Landmarks {
    list: Vec<Landmark>,
    tree: Boxes,
}

impl Landmarks {
    pub fn of(metric: &Metric, features: &[Feature]) -> Self {
        let drawn: Vec<(Option<String>, Kind, Layer, Geometry<f64>)> =
            features.iter().filter_map(|feature| in_metres(feature, metric)).collect();
        let yards: Vec<(Kind, &Geometry<f64>)> = drawn
            .iter()
            .filter(|(.., layer, _)| *layer == Layer::Land)
            .map(|(_, kind, _, shape)| (*kind, shape))
            .collect();
        let yard_tree = tree_of(yards.iter().map(|(_, shape)| *shape));
        let mut list = Vec::new();
        for (name, kind, layer, shape) in &drawn {
            if name.is_none() && (kind.needs_name() || *layer == Layer::Land) {
                continue;
            }
            // A school is its yard, and not the point where its name is written.
            let yard = || {
                let Geometry::Point(at) = shape else { return None };
                let around = yard_tree.locate_all_at_point(&[at.x(), at.y()]).map(|leaf| yards[leaf.data]);
                let own = around.filter(|(own, yard)| own == kind && yard.intersects(at));
                own.map(|(_, yard)| yard).min_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
            };
            let shape = yard().unwrap_or(shape).clone();
            let is_given = *kind == Kind::Underpass && name.as_deref().is_none_or(is_given_to_underpass);
            let near_m = if is_given { NEAR_UNNAMED_UNDERPASS_M } else { NEAR_M };
            list.push(Landmark { mark: Mark { kind: *kind, name: name.clone() }, shape, near_m });
        }
        let tree = tree_of(list.iter().map(|landmark| &landmark.shape));
        Self { list, tree }
    }

    /// The landmark by which at least half of the weight lies, and whether that is in it.
    pub fn at(&self, weighed: &Weighed) -> Option<(Mark, bool)> {
        // Of each mark: the weight near it, the sum of weight times distance, and the weight in it.
        let mut near: BTreeMap<&Mark, (f64, f64, f64)> = BTreeMap::new();
        for (at, weight) in &weighed.0 {
            // A stop on either side of the street is one stop.
            let mut here: BTreeMap<&Mark, f64> = BTreeMap::new();
            for (far_m, landmark) in self.within(*at, NEAR_M).filter(|(far_m, landmark)| *far_m <= landmark.near_m) {
                let nearest = here.entry(&landmark.mark).or_insert(far_m);
                *nearest = nearest.min(far_m);
            }
            for (mark, far_m) in here {
                let sums = near.entry(mark).or_default();
                let inside = if far_m == 0.0 { *weight } else { 0.0 };
                *sums = (sums.0 + weight, sums.1 + weight * far_m, sums.2 + inside);
            }
        }
        let by_half = near.into_iter().filter(|(_, (share, ..))| *share >= SHARE_NEAR - 1e-9);
        let best = by_half.min_by(|(a, (v, far_a, _)), (b, (w, far_b, _))| {
            let unnamed = |mark: &Mark| mark.name.is_none();
            let by_kind = a.kind.cmp(&b.kind).then(unnamed(a).cmp(&unnamed(b)));
            by_kind.then_with(|| (far_a / v).total_cmp(&(far_b / w))).then_with(|| a.cmp(b))
        });
        best.map(|(mark, (.., inside))| (mark.clone(), inside >= SHARE_NEAR - 1e-9))
    }

    /// The nearest landmark with a name: how far off, where and what.
    pub fn nearest(&self, at: EastNorth, limit_m: f64) -> Option<(f64, EastNorth, String)> {
        let near = self.within(at, limit_m);
        let named = near.filter(|(_, landmark)| landmark.mark.name.is_some());
        let best = named.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.mark.cmp(&b.1.mark)));
        let (far_m, landmark) = best?;
        let inside = landmark.shape.interior_point()?;
        Some((far_m, EastNorth { e: inside.x(), n: inside.y() }, landmark.mark.name.clone()?))
    }

    fn within(&self, at: EastNorth, limit_m: f64) -> impl Iterator<Item = (f64, &Landmark)> {
        let around = AABB::from_corners([at.e - limit_m, at.n - limit_m], [at.e + limit_m, at.n + limit_m]);
        let point = Point::new(at.e, at.n);
        let touching = self.tree.locate_in_envelope_intersecting(&around).map(|leaf| &self.list[leaf.data]);
        let far =
            touching.map(move |landmark| (Euclidean.distance(&landmark.shape, &Geometry::Point(point)), landmark));
        far.filter(move |(far_m, _)| *far_m <= limit_m)
    }
}

fn in_metres(feature: &Feature, metric: &Metric) -> Option<(Option<String>, Kind, Layer, Geometry<f64>)> {
    let kind = Kind::of(feature)?;
    geo::CoordsIter::coords_iter(&feature.geometry).try_for_each(|c| LonLat::new(c.x, c.y).map(drop))?;
    let shape = feature.geometry.map_coords(|c| {
        let at = metric.forward(LonLat::new(c.x, c.y).expect("checked above"));
        geo::Coord { x: at.e, y: at.n }
    });
    Some((feature.name.clone(), kind, feature.layer, shape))
}

type Boxes = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

fn tree_of<'a>(shapes: impl Iterator<Item = &'a Geometry<f64>>) -> Boxes {
    let leaves = shapes.enumerate().filter_map(|(i, shape)| {
        let own = shape.bounding_rect()?;
        let corners = Rectangle::from_corners([own.min().x, own.min().y], [own.max().x, own.max().y]);
        Some(GeomWithData::new(corners, i))
    });
    RTree::bulk_load(leaves.collect())
}
