//! The density of a town as areas, with how they were made.

use geo::MultiPolygon;

use super::{
    Bandwidth, EdgeCorrection, Grid, Isoband, Kernel, MassInside, WeightedPlace, class_breaks, density_within, isobands,
};
use crate::geodesy::{Box2, EastNorth};

#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    pub bands: Vec<Isoband>,
    pub made: Made,
}

/// How a surface was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Made {
    pub kernel: Kernel,
    pub bandwidth: Bandwidth,
    /// It was chosen by likelihood cross-validation; whether it lay at the bounds of what was tried.
    pub chosen: Option<bool>,
    pub pixel_m: f64,
    pub edge: Option<EdgeCorrection>,
    /// `None`: the density is per km², of all reports together.
    pub months: Option<f64>,
    pub max: f64,
}

/// The density of places in an area, corrected at its edge, in the classes of the map.
///
/// # Method
/// [`density_within`] on a [readable](Grid::readable) grid as far as there are places, since a large municipality is
/// mostly forest; then [`isobands`](fn@super::isobands) at the [`class_breaks`]. `chosen` is passed on.
///
/// # Units
/// Reports per km² and month.
///
/// # Edge cases
/// No places: no areas.
///
/// # Complexity
/// That of the density.
pub fn surface(
    places: &[WeightedPlace],
    area: &MultiPolygon<f64>,
    bandwidth: Bandwidth,
    chosen: Option<bool>,
    months: f64,
) -> Surface {
    let (kernel, edge) = (Kernel::default(), EdgeCorrection::Uniform);
    let nowhere = EastNorth { e: 0.0, n: 0.0 };
    let bounds = Box2::around(places.iter().map(|place| place.at)).unwrap_or(Box2 { min: nowhere, max: nowhere });
    let grid = Grid::readable(&bounds, bandwidth).expect("a municipality fits a grid of readable pixels");
    let inside = MassInside::new(area, &grid, bandwidth, kernel).expect("a bandwidth is a few pixels");
    let raster = density_within(places, &inside, edge, months);
    let max = raster.values.iter().copied().fold(0.0, f64::max);
    let made = Made { kernel, bandwidth, chosen, pixel_m: grid.pixel_m(), edge: Some(edge), months: Some(months), max };
    Surface { bands: isobands(&raster, &class_breaks()), made }
}
