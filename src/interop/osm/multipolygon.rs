//! Areas put together from the ways along their edges.

use std::collections::HashMap;

use geo::{Area, Contains, Coord, LineString, MultiPolygon, Point, Polygon};

use super::nodes::Nodes;

/// The area whose edges are these ways; `true` marks the edge of a hole. `None` when no outer edge closes, as where an
/// extract was cut through it.
///
/// # Edge cases
/// A ring that does not close is left out, and so is a hole that lies in no outer ring. Where more than two ends meet
/// at a point any fitting way is taken next.
///
/// # Complexity
/// Linear in the points, plus holes times outer rings.
pub(super) fn assemble(edges: &[(&[i64], bool)], nodes: &Nodes) -> Option<MultiPolygon<f64>> {
    let of = |inner: bool| -> Vec<LineString<f64>> {
        let ways = edges.iter().filter(|(_, own)| *own == inner).map(|(refs, _)| *refs).collect();
        rings(ways).iter().filter_map(|ring| line(ring, nodes)).collect()
    };
    let mut polygons: Vec<Polygon<f64>> = of(false).into_iter().map(|ring| Polygon::new(ring, vec![])).collect();
    polygons.retain(|polygon| polygon.unsigned_area() > 0.0);
    // The smallest outer ring around a hole is its own: an island in a lake may have a lake.
    polygons.sort_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    let outer: Vec<Polygon<f64>> = polygons.clone();
    for hole in of(true) {
        let around = outer.iter().position(|polygon| is_around(polygon, &hole));
        if let Some(place) = around {
            polygons[place].interiors_push(hole);
        }
    }
    (!polygons.is_empty()).then_some(MultiPolygon(polygons))
}

/// Whether most of a few points of the hole lie inside: single ones may lie on the edge.
fn is_around(polygon: &Polygon<f64>, hole: &LineString<f64>) -> bool {
    let step = (hole.0.len() / 5).max(1);
    let tried: Vec<&Coord<f64>> = hole.0.iter().step_by(step).take(5).collect();
    let inside = tried.iter().filter(|at| polygon.contains(&Point(***at))).count();
    inside * 2 >= tried.len()
}

/// The line through numbered points, `None` when one of them is not known.
pub(super) fn line(refs: &[i64], nodes: &Nodes) -> Option<LineString<f64>> {
    refs.iter().map(|number| nodes.coord(*number)).collect()
}

/// Closed rings, by joining ways end to end.
fn rings(ways: Vec<&[i64]>) -> Vec<Vec<i64>> {
    let ways: Vec<&[i64]> = ways.into_iter().filter(|refs| refs.len() >= 2).collect();
    let mut at_end: HashMap<i64, Vec<usize>> = HashMap::new();
    for (i, refs) in ways.iter().enumerate().filter(|(_, refs)| refs.first() != refs.last()) {
        at_end.entry(refs[0]).or_default().push(i);
        at_end.entry(refs[refs.len() - 1]).or_default().push(i);
    }
    let mut used = vec![false; ways.len()];
    let mut rings = Vec::new();
    for i in 0..ways.len() {
        if std::mem::replace(&mut used[i], true) {
            continue;
        }
        let mut ring = ways[i].to_vec();
        while ring.first() != ring.last() {
            let end = ring[ring.len() - 1];
            let Some(next) = at_end.get_mut(&end).and_then(|here| here.pop()) else { break };
            if std::mem::replace(&mut used[next], true) {
                continue;
            }
            if ways[next][0] == end {
                ring.extend(&ways[next][1..]);
            } else {
                ring.extend(ways[next].iter().rev().skip(1));
            }
        }
        if ring.first() == ring.last() && ring.len() >= 4 {
            rings.push(ring);
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::super::nodes::Spot;
    use super::*;

    /// Point `10 x + y` lies at x, y degrees.
    fn grid() -> Nodes {
        let mut nodes = Nodes::default();
        let spot = |x: i64, y: i64| Spot::from_nano(x * 1_000_000_000, y * 1_000_000_000).unwrap();
        nodes.extend((0..10).flat_map(|x| (0..10).map(move |y| (10 * x + y, spot(x, y)))).collect());
        nodes.sort();
        nodes
    }

    fn area(edges: &[(&[i64], bool)]) -> Option<(usize, f64)> {
        assemble(edges, &grid()).map(|area| (area.0.len(), area.unsigned_area()))
    }

    #[test]
    fn ways_are_joined_whichever_way_they_run() {
        assert_eq!(area(&[(&[0, 90, 99], false), (&[0, 9, 99], false)]), Some((1, 81.0)));
        assert_eq!(
            area(&[(&[90, 0], false), (&[9, 99], false), (&[0, 9], false), (&[90, 99], false)]),
            Some((1, 81.0))
        );
        assert_eq!(area(&[(&[0, 90, 99, 9, 0], false)]), Some((1, 81.0)));
    }

    #[test]
    fn a_hole_belongs_to_the_smallest_ring_around_it() {
        let lake: &[i64] = &[11, 81, 88, 18, 11];
        let island: &[i64] = &[33, 63, 66, 36, 33];
        let pond: &[i64] = &[44, 54, 55, 45, 44];
        let found = assemble(&[(&[0, 90, 99, 9, 0], false), (lake, true), (island, false), (pond, true)], &grid());
        let found = found.unwrap();
        assert_eq!(found.0.iter().map(|p| p.interiors().len()).collect::<Vec<_>>(), [1, 1]);
        assert_eq!(found.unsigned_area(), 81.0 - 49.0 + 9.0 - 1.0);
    }

    #[test]
    fn what_does_not_close_is_left_out() {
        assert_eq!(area(&[(&[0, 90, 99], false)]), None);
        assert_eq!(area(&[(&[0, 90, 99, 9, 0], false), (&[33, 63, 66], true)]), Some((1, 81.0)));
        assert_eq!(area(&[(&[0, 90, 1000, 9, 0], false)]), None, "a point that is not in the file");
        assert_eq!(area(&[(&[0, 90, 0, 90, 0], false)]), None, "no surface");
        assert_eq!(area(&[]), None);
    }
}
