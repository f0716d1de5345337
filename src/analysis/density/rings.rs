//! Steps from point to point, closed to rings, and rings sorted into areas with holes.

use std::collections::HashMap;

use super::isobands::Key;
use crate::geodesy::{Box2, EastNorth, signed_area_m2};

/// An area with its holes: the outer ring counter-clockwise and first, then the holes clockwise. A ring is closed by
/// its first point, which is not repeated.
pub type Area = Vec<Vec<EastNorth>>;

/// A ring with what is asked of it more than once.
struct Ring {
    points: Vec<EastNorth>,
    bounds: Box2,
    area_m2: f64,
}

pub(super) fn areas(steps: &[(Key, Key)], place: impl Fn(Key) -> EastNorth) -> Vec<Area> {
    let mut next: HashMap<Key, Key> = steps.iter().copied().collect();
    let (mut outer, mut holes) = (Vec::new(), Vec::new());
    // In the order of the steps, not of the map: same raster, same rings.
    for (start, _) in steps {
        let mut points: Vec<EastNorth> = Vec::new();
        let mut at = *start;
        while let Some(to) = next.remove(&at) {
            let here = place(at);
            if points.last() != Some(&here) {
                points.push(here);
            }
            at = to;
        }
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        let Some(bounds) = Box2::around(points.iter().copied()) else { continue };
        let ring = Ring { area_m2: signed_area_m2(&points), points, bounds };
        match ring.area_m2 {
            inside if inside > 0.0 => outer.push(ring),
            hole if hole < 0.0 => holes.push(ring),
            _ => {}
        }
    }
    sorted_into(outer, holes)
}

/// A hole lies in the smallest ring that holds it.
fn sorted_into(outer: Vec<Ring>, holes: Vec<Ring>) -> Vec<Area> {
    let mut by_size: Vec<usize> = (0..outer.len()).collect();
    by_size.sort_by(|a, b| outer[*a].area_m2.total_cmp(&outer[*b].area_m2));
    let mut areas: Vec<Area> = outer.iter().map(|ring| vec![ring.points.clone()]).collect();
    for hole in holes {
        let around = |number: &&usize| outer[**number].holds(&hole);
        if let Some(number) = by_size.iter().find(around) {
            areas[*number].push(hole.points);
        }
    }
    areas
}

impl Ring {
    /// Rings of one band never cross, but may touch: most points decide.
    fn holds(&self, hole: &Self) -> bool {
        let (a, b) = (&self.bounds, &hole.bounds);
        if a.min.e > b.min.e || a.min.n > b.min.n || a.max.e < b.max.e || a.max.n < b.max.n {
            return false;
        }
        // A few points say it; a long ring is not asked at every one.
        let asked = hole.points.iter().step_by(hole.points.len() / 16 + 1);
        let (inside, all) = asked.fold((0, 0), |(inside, all), p| (inside + usize::from(self.surrounds(*p)), all + 1));
        2 * inside > all
    }

    fn surrounds(&self, p: EastNorth) -> bool {
        let next = self.points.iter().cycle().skip(1);
        let crossed = self
            .points
            .iter()
            .zip(next)
            .filter(|(a, b)| (a.n > p.n) != (b.n > p.n) && p.e < (b.e - a.e) * (p.n - a.n) / (b.n - a.n) + a.e);
        crossed.count() % 2 == 1
    }
}
