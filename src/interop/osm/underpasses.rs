//! Names for tunnels that have none: "Gångtunnel vid Storgatan", abroad "Underpass at Main Street".

use geo::Geometry;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::things::UNDERPASS;
use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::town::naming::{Language, underpass_at};
use crate::town::{Feature, Layer, Network, Travel};

/// A street farther away does not say where a tunnel is.
const NEAR_M: f64 = 100.0;
/// Two tubes side by side are one tunnel to whoever looks for it.
const SAME_M: f64 = 30.0;

/// Names underpasses after the nearest street, and keeps one where several lie side by side.
pub(super) fn name(features: &mut Vec<Feature>, network: &Network, metric: &Metric, language: Language) {
    let is_underpass =
        |feature: &Feature| feature.layer == Layer::Landmark && feature.kind.as_deref() == Some(UNDERPASS);
    if !features.iter().any(is_underpass) {
        return;
    }
    let streets = named_streets(network);
    let mut kept: Vec<EastNorth> = Vec::new();
    features.retain_mut(|feature| {
        if !is_underpass(feature) {
            return true;
        }
        let Geometry::Point(at) = feature.geometry else { return false };
        let Some(at) = LonLat::new(at.x(), at.y()).map(|at| metric.forward(at)) else { return false };
        if feature.name.is_none() {
            if kept.iter().any(|other| other.distance_m(at) <= SAME_M) {
                return false;
            }
            feature.name = Some(underpass_at(language, nearest(&streets, at)));
        }
        kept.push(at);
        true
    });
}

type Piece<'a> = GeomWithData<Line<[f64; 2]>, &'a str>;

/// Every straight piece of the streets with a name that cars use; a tunnel lies under those.
fn named_streets(network: &Network) -> RTree<Piece<'_>> {
    let mut pieces = Vec::new();
    for laid in network.links().iter().filter(|laid| laid.street().car != Travel::Closed) {
        let Some(name) = laid.street().name.as_deref() else { continue };
        for pair in laid.line.windows(2) {
            let line = Line::new([pair[0].e, pair[0].n], [pair[1].e, pair[1].n]);
            pieces.push(GeomWithData::new(line, name));
        }
    }
    RTree::bulk_load(pieces)
}

fn nearest<'a>(streets: &RTree<Piece<'a>>, at: EastNorth) -> Option<&'a str> {
    let (piece, squared) = streets.nearest_neighbor_iter_with_distance_2(&[at.e, at.n]).next()?;
    (squared <= NEAR_M * NEAR_M).then_some(piece.data)
}
