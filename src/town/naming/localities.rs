//! Which locality a place lies in, or in which direction from one.

use geo::Geometry;

use super::{Bound, Compass, Spot};
use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::town::{Feature, Layer};

/// So near its middle one is in a locality.
const IN_LOCALITY_M: f64 = 1_500.0;
/// The locality in brackets tells streets of one name apart; so far from its middle it still does.
const BRACKET_M: f64 = 3_000.0;
const REACH_M: f64 = 30_000.0;

/// Towns and villages; where nobody has drawn any, quarters.
#[derive(Debug, Clone)]
pub(super) struct Localities {
    all: Vec<(EastNorth, String)>,
    several: bool,
}

impl Localities {
    pub fn of(metric: &Metric, features: &[Feature]) -> Self {
        let drawn = features.iter().filter(|feature| feature.layer == Layer::Locality);
        let placed = drawn.filter_map(|feature| {
            let Geometry::Point(at) = &feature.geometry else { return None };
            let at = metric.forward(LonLat::new(at.x(), at.y())?);
            let kind = feature.kind.as_deref();
            let is_town = matches!(kind, None | Some("city" | "town" | "village" | "hamlet"));
            Some((is_town, at, feature.name.clone()?))
        });
        let (towns, others): (Vec<_>, Vec<_>) = placed.partition(|(is_town, ..)| *is_town);
        let several = towns.len() > 1;
        let kept = if towns.is_empty() { others } else { towns };
        Self { all: kept.into_iter().map(|(_, at, name)| (at, name)).collect(), several }
    }

    fn nearest(&self, at: EastNorth) -> Option<(f64, &(EastNorth, String))> {
        let near = self.all.iter().map(|own| (own.0.distance_m(at), own));
        near.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.1.cmp(&b.1.1)))
    }

    /// The locality a place belongs to; none: it lies in the countryside.
    pub fn of_place(&self, at: EastNorth) -> Option<String> {
        let (far_m, (_, name)) = self.nearest(at)?;
        (far_m <= BRACKET_M).then(|| name.clone())
    }

    pub fn bracket(&self, at: EastNorth) -> Option<String> {
        let (far_m, (_, name)) = self.nearest(at).filter(|_| self.several)?;
        (far_m <= BRACKET_M).then(|| name.clone())
    }

    /// On which side of the nearest locality a street lies that has no crossings.
    pub fn beyond(&self, at: EastNorth) -> Option<Bound> {
        let (far_m, (own, name)) = self.nearest(at)?;
        (far_m > IN_LOCALITY_M && far_m <= REACH_M).then(|| Bound::Beyond(Compass::from(*own, at), name.clone()))
    }

    /// A place of which nothing else is known.
    pub fn told(&self, at: EastNorth) -> Option<Spot> {
        let (far_m, (own, name)) = self.nearest(at)?;
        if far_m <= IN_LOCALITY_M / 3.0 {
            return Some(Spot::In(name.clone()));
        }
        (far_m <= REACH_M).then(|| Spot::Off(far_m, Compass::from(*own, at), name.clone()))
    }
}
