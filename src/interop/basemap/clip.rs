//! What of a line or a ring lies on a tile, in the tile's own steps.

use crate::geodesy::{TILE_EXTENT, TilePoint};

/// Steps kept beyond the tile's edge, so that outlines and wide lines do not break at it: 16 pixels.
pub const REACH: i32 = TILE_EXTENT / 32;
const LOW: i32 = -REACH;
const HIGH: i32 = TILE_EXTENT + REACH;

pub fn is_inside(p: TilePoint) -> bool {
    (LOW..=HIGH).contains(&p.0) && (LOW..=HIGH).contains(&p.1)
}

/// The parts of a line that lie on the tile or within reach of it (Liang and Barsky 1984, segment by segment).
pub fn lines(points: &[TilePoint]) -> Vec<Vec<TilePoint>> {
    let mut pieces: Vec<Vec<TilePoint>> = Vec::new();
    for pair in points.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1]) else { continue };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces.iter_mut().for_each(Vec::dedup);
    pieces.retain(|piece| piece.len() >= 2);
    pieces
}

fn segment(a: TilePoint, b: TilePoint) -> Option<(TilePoint, TilePoint)> {
    if is_inside(a) && is_inside(b) {
        return Some((a, b));
    }
    let (low, high) = (f64::from(LOW), f64::from(HIGH));
    let (ax, ay) = (f64::from(a.0), f64::from(a.1));
    let (dx, dy) = (f64::from(b.0) - ax, f64::from(b.1) - ay);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, ax - low), (dx, high - ax), (-dy, ay - low), (dy, high - ay)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    let at = |t: f64| ((ax + dx * t).round() as i32, (ay + dy * t).round() as i32);
    (enter <= leave).then(|| (at(enter), at(leave)))
}

/// The part of an open ring on the tile or within reach of it (Sutherland and Hodgman 1974), and whether anything was
/// cut; empty when it lies elsewhere. A ring that leaves the tile and comes back may run along the edge twice.
pub fn ring(points: Vec<TilePoint>) -> (Vec<TilePoint>, bool) {
    if points.iter().all(|p| is_inside(*p)) {
        return (points, false);
    }
    let mut ring = points;
    type Side = (fn(TilePoint) -> i32, fn(i32) -> bool, i32);
    let sides: [Side; 4] = [
        (|p| p.0, |v| v >= LOW, LOW),
        (|p| p.0, |v| v <= HIGH, HIGH),
        (|p| p.1, |v| v >= LOW, LOW),
        (|p| p.1, |v| v <= HIGH, HIGH),
    ];
    for (axis, is_in, edge) in sides {
        let mut cut = Vec::with_capacity(ring.len() + 4);
        let mut before = match ring.last() {
            Some(last) => *last,
            None => break,
        };
        for point in &ring {
            if is_in(axis(*point)) != is_in(axis(before)) {
                cut.push(crossing(before, *point, axis(before), axis(*point), edge));
            }
            if is_in(axis(*point)) {
                cut.push(*point);
            }
            before = *point;
        }
        ring = cut;
    }
    (ring, true)
}

/// Where a segment crosses the line on which one axis is `edge`. The other coordinate is rounded; from either end the
/// same point comes out.
fn crossing(a: TilePoint, b: TilePoint, from: i32, to: i32, edge: i32) -> TilePoint {
    let ((a, from), (b, to)) = if (a, from) <= (b, to) { ((a, from), (b, to)) } else { ((b, to), (a, from)) };
    let t = f64::from(edge - from) / f64::from(to - from);
    let at = |a: i32, b: i32| (f64::from(a) + (f64::from(b) - f64::from(a)) * t).round() as i32;
    (at(a.0, b.0), at(a.1, b.1))
}

/// Twice the area of an open ring; positive when it runs clockwise on the screen.
pub fn doubled_area(ring: &[TilePoint]) -> i64 {
    let Some(last) = ring.last() else { return 0 };
    let mut before = *last;
    let mut sum = 0;
    for point in ring {
        sum += i64::from(before.0) * i64::from(point.1) - i64::from(point.0) * i64::from(before.1);
        before = *point;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps, LineString, Polygon, Rect};

    #[test]
    fn a_line_across_the_tile_ends_at_its_reach() {
        assert_eq!(lines(&[(-10_000, 50), (10_000, 50)]), [vec![(LOW, 50), (HIGH, 50)]]);
        assert!(lines(&[(-10_000, -9_000), (10_000, -9_000)]).is_empty());
        let twice = lines(&[(100, 100), (100, -9_000), (300, -9_000), (300, 100)]);
        assert_eq!(twice, [vec![(100, 100), (100, LOW)], vec![(300, LOW), (300, 100)]]);
    }

    #[test]
    fn a_ring_cut_by_the_tile_has_the_area_that_geo_finds() {
        let mut chance = 11_u32;
        let mut dice = || {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i32::try_from(chance >> 19).expect("13 bits") - 2_000
        };
        for _ in 0..500 {
            let corners = [(dice(), dice()), (dice(), dice()), (dice(), dice())];
            let (cut, _) = ring(corners.to_vec());
            let line: LineString<f64> = corners.iter().map(|p| (f64::from(p.0), f64::from(p.1))).collect();
            let tile = Rect::new((f64::from(LOW), f64::from(LOW)), (f64::from(HIGH), f64::from(HIGH)));
            let expected = Polygon::new(line, vec![]).intersection(&tile.to_polygon()).unsigned_area();
            let own = doubled_area(&cut).abs() as f64 / 2.0;
            assert!((own - expected).abs() <= 0.002 * expected + 9_000.0, "{own} {expected}");
            assert!(cut.iter().all(|p| is_inside(*p)));
        }
    }
}
