//! Rings in tile steps to polygons as the standard wants them: valid, the outer ring clockwise on the screen.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

use super::clip::doubled_area;
use crate::geodesy::TilePoint;

/// The outer ring first, then its holes; all open.
pub type Rings = Vec<Vec<TilePoint>>;

/// Makes polygons of one outer ring and its holes.
///
/// # Method
/// Rounding to steps, leaving out points and cutting at the edge may each make a ring touch or cross itself. What is
/// not sound is laid out anew by an overlay in whole numbers (even-odd), which may part it into several.
pub fn sound(mut rings: Rings, was_cut: bool) -> Vec<Rings> {
    rings.iter_mut().for_each(|ring| {
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
    });
    let outer_is_nothing = rings.first().is_none_or(|ring| ring.len() < 3);
    if outer_is_nothing {
        return Vec::new();
    }
    rings.retain(|ring| ring.len() >= 3);
    if !was_cut && rings.len() == 1 && is_simple(&rings[0]) {
        return vec![wound(rings)];
    }
    laid_out(&rings)
}

/// The smallest square that can be drawn, wound as an outer ring.
pub fn step_at((x, y): TilePoint) -> Vec<TilePoint> {
    vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
}

/// Rings longer than this are left to the overlay, which sorts before it compares.
const COMPARED_BY_PAIRS: usize = 24;

/// Whether no two sides of a short ring have a point in common but the corner between neighbours.
fn is_simple(ring: &[TilePoint]) -> bool {
    let n = ring.len();
    if n > COMPARED_BY_PAIRS || doubled_area(ring) == 0 {
        return false;
    }
    let side = |i: usize| (ring[i], ring[(i + 1) % n]);
    for i in 0..n {
        let (a, b) = side(i);
        // The next side may share the corner, but must not run back over this one.
        let c = ring[(i + 2) % n];
        if turn(a, b, c) == 0 && is_between(a, c, b) {
            return false;
        }
        for j in i + 2..n {
            let neighbours = i == 0 && j == n - 1;
            let (c, d) = side(j);
            if !neighbours && meet(a, b, c, d) {
                return false;
            }
        }
    }
    true
}

/// Whether going on from the middle point leads back towards the first.
fn is_between(a: TilePoint, c: TilePoint, b: TilePoint) -> bool {
    let (abx, aby) = (i64::from(b.0 - a.0), i64::from(b.1 - a.1));
    let (bcx, bcy) = (i64::from(c.0 - b.0), i64::from(c.1 - b.1));
    abx * bcx + aby * bcy < 0
}

fn turn(a: TilePoint, b: TilePoint, c: TilePoint) -> i64 {
    (i64::from(b.0) - i64::from(a.0)) * (i64::from(c.1) - i64::from(a.1))
        - (i64::from(b.1) - i64::from(a.1)) * (i64::from(c.0) - i64::from(a.0))
}

fn meet(a: TilePoint, b: TilePoint, c: TilePoint, d: TilePoint) -> bool {
    let apart = |a: i32, b: i32, c: i32, d: i32| a.max(b) < c.min(d) || c.max(d) < a.min(b);
    if apart(a.0, b.0, c.0, d.0) || apart(a.1, b.1, c.1, d.1) {
        return false;
    }
    let sides = |a, b, c, d| turn(a, b, c).signum() * turn(a, b, d).signum() <= 0;
    sides(a, b, c, d) && sides(c, d, a, b)
}

fn laid_out(rings: &[Vec<TilePoint>]) -> Vec<Rings> {
    let n_points = rings.iter().map(Vec::len).sum();
    let options = IntOverlayOptions { output_direction: ContourDirection::Clockwise, ..IntOverlayOptions::ogc() };
    let mut overlay = Overlay::new_custom(n_points, options, Default::default());
    for ring in rings {
        overlay.add_path_iter(ring.iter().map(|p| IntPoint::new(p.0, p.1)), ShapeType::Subject);
    }
    let shapes = overlay.overlay(OverlayRule::Subject, FillRule::EvenOdd);
    let rings_of = |shape: Vec<Vec<IntPoint>>| {
        wound(shape.into_iter().map(|ring| ring.into_iter().map(|p| (p.x, p.y)).collect()).collect())
    };
    shapes.into_iter().map(rings_of).filter(|rings| !rings.is_empty()).collect()
}

/// The outer ring clockwise on the screen, holes the other way (MVT 2.1, 4.3.4.4).
fn wound(mut rings: Rings) -> Rings {
    for (i, ring) in rings.iter_mut().enumerate() {
        if (doubled_area(ring) > 0) != (i == 0) {
            ring.reverse();
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, Polygon, Validation};

    fn as_geo(rings: &Rings) -> Polygon<f64> {
        let line = |ring: &Vec<TilePoint>| -> LineString<f64> {
            ring.iter().chain(ring.first()).map(|p| (f64::from(p.0), f64::from(p.1))).collect()
        };
        Polygon::new(line(&rings[0]), rings[1..].iter().map(line).collect())
    }

    #[test]
    fn whatever_goes_in_comes_out_valid_and_wound() {
        let mut chance = 3_u32;
        let mut dice = |below: u32| {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i32::try_from((chance >> 8) % below).expect("small")
        };
        let mut n_polygons = 0;
        for n_corners in 3..40_u32 {
            for room in [6, 40, 4096] {
                let ring: Vec<TilePoint> = (0..n_corners).map(|_| (dice(room), dice(room))).collect();
                let hole = vec![(1, 1), (3, 1), (3, 3), (1, 3)];
                for rings in [vec![ring.clone()], vec![ring.clone(), hole]] {
                    for polygon in sound(rings, false) {
                        n_polygons += 1;
                        as_geo(&polygon).check_validation().unwrap_or_else(|e| panic!("{polygon:?}: {e}"));
                        assert!(doubled_area(&polygon[0]) > 0);
                        assert!(polygon[1..].iter().all(|hole| doubled_area(hole) < 0));
                    }
                }
            }
        }
        assert!(n_polygons > 1_000);
    }

    #[test]
    fn a_sound_ring_is_left_alone() {
        let house = vec![(0, 0), (10, 0), (10, 5), (5, 5), (5, 10), (0, 10)];
        assert_eq!(sound(vec![house.clone()], false), [vec![house]]);
    }

    #[test]
    fn nothing_comes_of_a_ring_without_a_surface() {
        assert!(sound(vec![vec![(0, 0), (5, 5), (0, 0)]], false).is_empty());
        assert!(sound(vec![vec![(0, 0), (5, 5), (9, 9)]], false).is_empty());
        assert!(sound(vec![], false).is_empty());
    }
}
