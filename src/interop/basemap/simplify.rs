//! Which points of a line matter at which zoom: computed once, so that a tile only has to compare numbers.

use super::MAX_ZOOM;
use super::world::{WorldPoint, steps_per_unit};

/// A point of a line or ring, and the lowest zoom at which it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vertex {
    pub at: WorldPoint,
    pub from_zoom: u8,
}

/// Half a pixel of a tile shown at 512 pixels. The deepest tiles are also shown enlarged and keep an eighth.
fn tolerance(zoom: u8) -> f64 {
    let units = if zoom >= MAX_ZOOM { 1.0 } else { 4.0 };
    units * steps_per_unit(zoom)
}

/// The lowest zoom at which a point so far from the line without it is missed; `None` when it never is.
fn zoom_of_distance(distance: f64) -> Option<u8> {
    (0..=MAX_ZOOM).find(|zoom| tolerance(*zoom) < distance)
}

/// Points are compared within stretches of this many, so that no shape of line costs the square of its length.
const STRETCH: usize = 1024;

/// A line with the zoom from which each point is drawn; points nobody would ever miss are left out.
///
/// # Method
/// Douglas and Peucker (1973), with the distance of every point kept instead of one tolerance tried. A point never
/// outlives the ones that bend the line more, so every zoom gets exactly the line of its own tolerance.
pub(super) fn ranked_line(points: &[WorldPoint]) -> Vec<Vertex> {
    let mut zooms = vec![None; points.len()];
    if let [first, .., last] = &mut zooms[..] {
        (*first, *last) = (Some(0), Some(0));
    }
    rank(points, &mut zooms);
    kept(points, &zooms)
}

/// A ring (first point repeated at the end) with the zoom from which each point is drawn.
pub(super) fn ranked_ring(points: &[WorldPoint]) -> Vec<Vertex> {
    let (Some(first), true) = (points.first(), points.len() >= 4) else { return Vec::new() };
    // The point farthest from the first is the other fixed end: a ring has no ends of its own.
    let far = (1..points.len()).max_by(|a, b| square(*first, points[*a]).total_cmp(&square(*first, points[*b])));
    let far = far.unwrap_or(0);
    let mut zooms = vec![None; points.len()];
    zooms[0] = Some(0);
    zooms[points.len() - 1] = Some(0);
    zooms[far] = Some(0);
    rank(&points[..=far], &mut zooms[..=far]);
    rank(&points[far..], &mut zooms[far..]);
    kept(points, &zooms)
}

fn kept(points: &[WorldPoint], zooms: &[Option<u8>]) -> Vec<Vertex> {
    let pairs = points.iter().zip(zooms);
    pairs.filter_map(|(at, zoom)| zoom.map(|from_zoom| Vertex { at: *at, from_zoom })).collect()
}

fn rank(points: &[WorldPoint], zooms: &mut [Option<u8>]) {
    if points.len() <= STRETCH {
        return rank_stretch(points, zooms);
    }
    // The ends of the stretches among themselves first, then every stretch between its ends.
    let ends: Vec<usize> = (0..points.len()).step_by(STRETCH - 1).chain([points.len() - 1]).collect();
    let end_points: Vec<WorldPoint> = ends.iter().map(|i| points[*i]).collect();
    let mut end_zooms = vec![None; ends.len()];
    rank(&end_points, &mut end_zooms);
    for (i, zoom) in ends.iter().zip(&end_zooms).skip(1).take(ends.len().saturating_sub(2)) {
        zooms[*i] = *zoom;
    }
    for pair in ends.windows(2) {
        rank_stretch(&points[pair[0]..=pair[1]], &mut zooms[pair[0]..=pair[1]]);
    }
}

fn rank_stretch(points: &[WorldPoint], zooms: &mut [Option<u8>]) {
    let mut open = vec![(0, points.len().saturating_sub(1), f64::INFINITY)];
    while let Some((from, to, bound)) = open.pop() {
        if to <= from + 1 {
            continue;
        }
        let (at, distance) = farthest(points, from, to);
        let distance = distance.min(bound);
        let Some(zoom) = zoom_of_distance(distance) else { continue };
        zooms[at] = Some(zoom);
        open.extend([(from, at, distance), (at, to, distance)]);
    }
}

/// The point between two that lies farthest from the straight line between them.
fn farthest(points: &[WorldPoint], from: usize, to: usize) -> (usize, f64) {
    let (a, b) = (points[from].as_f64(), points[to].as_f64());
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx * dx + dy * dy;
    let mut found = (from + 1, -1.0);
    for (i, point) in points.iter().enumerate().take(to).skip(from + 1) {
        let p = point.as_f64();
        let (px, py) = (p[0] - a[0], p[1] - a[1]);
        let t = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (ox, oy) = (px - t * dx, py - t * dy);
        let distance = ox * ox + oy * oy;
        if distance > found.1 {
            found = (i, distance);
        }
    }
    (found.0, found.1.max(0.0).sqrt())
}

fn square(a: WorldPoint, b: WorldPoint) -> f64 {
    let (a, b) = (a.as_f64(), b.as_f64());
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Euclidean, LineString, Point, Simplify};

    /// A line that wanders; no dice needed.
    fn wandering(n: u32) -> Vec<WorldPoint> {
        let (mut x, mut y, mut chance) = (2_300_000_000_u32, 1_300_000_000_u32, 7_u32);
        (0..n)
            .map(|_| {
                chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                x = x.wrapping_add((chance >> 16) % 2_000);
                y = y.wrapping_add((chance >> 8) % 1_500).wrapping_sub(700);
                WorldPoint { x, y }
            })
            .collect()
    }

    fn at_zoom(line: &[Vertex], zoom: u8) -> Vec<[f64; 2]> {
        line.iter().filter(|v| v.from_zoom <= zoom).map(|v| v.at.as_f64()).collect()
    }

    #[test]
    fn every_zoom_has_the_line_that_geo_makes_with_its_tolerance() {
        let points = wandering(900);
        let ranked = ranked_line(&points);
        let line: LineString<f64> = points.iter().map(|p| p.as_f64()).collect();
        for zoom in 3..=MAX_ZOOM {
            let expected: Vec<[f64; 2]> = line.simplify(tolerance(zoom)).coords().map(|c| [c.x, c.y]).collect();
            assert_eq!(at_zoom(&ranked, zoom), expected, "zoom {zoom}");
        }
    }

    #[test]
    fn a_very_long_line_stays_within_two_tolerances_of_itself() {
        let points = wandering(20_000);
        let ranked = ranked_line(&points);
        let drawn: LineString<f64> = at_zoom(&ranked, 12).into_iter().collect();
        assert!(drawn.0.len() < points.len() / 2);
        for point in points.iter().step_by(97) {
            let [x, y] = point.as_f64();
            assert!(Euclidean.distance(&Point::new(x, y), &drawn) <= 2.0 * tolerance(12));
        }
    }

    #[test]
    fn a_square_keeps_its_corners_and_loses_the_points_between() {
        let corners = [(0, 0), (50_000, 0), (100_000, 0), (100_000, 100_000), (0, 100_000), (0, 0)];
        let ring: Vec<WorldPoint> = corners.iter().map(|&(x, y)| WorldPoint { x, y }).collect();
        assert_eq!(at_zoom(&ranked_ring(&ring), MAX_ZOOM).len(), 5);
    }
}
