//! A place outside the municipality: how far, and whether its numbers only stand in the wrong order.

use super::{Code, Flaw, Geometry};
use crate::geodesy::LonLat;
use crate::town::Town;

/// Beyond this the plane of a town measures badly, and the globe is measured instead.
const FAR_M: f64 = 100_000.0;
/// A long side of a border is looked at this often, in degrees.
const STEP_DEG: f64 = 0.05;

/// The town the place lies in; else the one it would lie in with its numbers exchanged; else the nearest.
pub(super) fn town_of<'a>(geometry: &Geometry, towns: &[&'a Town]) -> Option<&'a Town> {
    let lies_in = |geometry: &Geometry, town: &Town| town.takes(geometry.shape(&town.metric).anchor());
    let swapped = geometry.swapped();
    let within = towns.iter().find(|town| lies_in(geometry, town));
    let exchanged = || towns.iter().find(|town| swapped.as_ref().is_some_and(|swapped| lies_in(swapped, town)));
    let nearest = || towns.iter().min_by(|a, b| farthest_m(geometry, a).total_cmp(&farthest_m(geometry, b)));
    within.or_else(exchanged).or_else(nearest).copied()
}

pub(super) fn flaws(geometry: &Geometry, town: &Town) -> Vec<Flaw> {
    let (name, margin_m) = (&town.municipality.name, town.municipality.border_margin_m);
    let outside_m = farthest_m(geometry, town);
    if outside_m <= margin_m {
        return Vec::new();
    }
    if geometry.swapped().is_some_and(|swapped| farthest_m(&swapped, town) <= margin_m) {
        return vec![Flaw::new(
            "/place/geometry/coordinates",
            Code::SwappedCoordinates,
            "Longitud och latitud har bytt plats. Longitud (öst) står först.",
            "Longitude and latitude have changed places. Longitude (east) comes first.",
        )];
    }
    let (sv, en) = (distance_words(outside_m, ',', ' '), distance_words(outside_m, '.', ','));
    vec![Flaw::new(
        "/place/geometry",
        Code::OutsideMunicipality,
        format!("Platsen ligger {sv} utanför {name}. Kontrollera platsen, eller rapportera till kommunen där."),
        format!("The place lies {en} outside {name}. Check the place, or report to the municipality there."),
    )]
}

/// How far outside the town the part of the shape lies that lies farthest out.
fn farthest_m(geometry: &Geometry, town: &Town) -> f64 {
    geometry.points().into_iter().map(|p| outside_m(p, town)).fold(0.0, f64::max)
}

fn outside_m(p: LonLat, town: &Town) -> f64 {
    let on_plane = town.distance_outside_m(town.metric.forward(p));
    if on_plane <= FAR_M {
        return on_plane;
    }
    let mut nearest = f64::INFINITY;
    for line in geo::LinesIter::lines_iter(&town.municipality.border) {
        let (d_lon, d_lat) = (line.end.x - line.start.x, line.end.y - line.start.y);
        let steps = (d_lon.abs().max(d_lat.abs()) / STEP_DEG).ceil().clamp(1.0, 7_200.0) as u32;
        for step in 0..steps {
            let share = f64::from(step) / f64::from(steps);
            if let Some(at) = LonLat::new(line.start.x + share * d_lon, line.start.y + share * d_lat) {
                nearest = nearest.min(p.distance_m(at));
            }
        }
    }
    nearest
}

/// Metres, or kilometres, with the marks of a language for decimals and thousands.
pub(super) fn distance_words(metres: f64, decimal: char, thousands: char) -> String {
    let km = metres / 1_000.0;
    if metres < 1_000.0 {
        format!("{metres:.0} m")
    } else if metres < FAR_M {
        format!("{km:.1} km").replace('.', &decimal.to_string())
    } else {
        let km = km.round() as u64;
        if km < 1_000 { format!("{km} km") } else { format!("{}{thousands}{:03} km", km / 1_000, km % 1_000) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_written_as_each_language_writes_them() {
        for (metres, sv, en) in [
            (412.4, "412 m", "412 m"),
            (25_310.0, "25,3 km", "25.3 km"),
            (564_200.0, "564 km", "564 km"),
            (15_043_000.0, "15 043 km", "15,043 km"),
        ] {
            assert_eq!((distance_words(metres, ',', ' '), distance_words(metres, '.', ',')), (sv.into(), en.into()));
        }
    }
}
