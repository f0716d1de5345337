//! From drawn streets to links: cut wherever two meet.

use std::collections::HashMap;

use geo::{Coord, LineString};

use crate::town::{Link, Street};

/// A street as it is drawn: its points carry the source's numbers, and streets meet where they share a number.
#[derive(Debug, Clone)]
pub struct Way {
    pub id: i64,
    pub street: Street,
    pub points: Vec<(i64, Coord<f64>)>,
}

/// Cuts ways into links at every shared point and at their ends, and numbers the junctions from 0.
///
/// # Edge cases
/// A way that meets itself is cut there too. Points repeated one after the other count once; a way with fewer than two
/// points is left out.
///
/// # Complexity
/// Linear in the number of points.
pub fn cut(ways: Vec<Way>) -> Vec<Link> {
    let mut uses: HashMap<i64, u32> = HashMap::new();
    let ways: Vec<Way> = ways
        .into_iter()
        .map(|mut way| {
            way.points.dedup_by_key(|point| point.0);
            way
        })
        .filter(|way| way.points.len() >= 2)
        .collect();
    for way in &ways {
        let last = way.points.len() - 1;
        for (i, (number, _)) in way.points.iter().enumerate() {
            // An end is a junction even where nothing else meets it.
            *uses.entry(*number).or_default() += if i == 0 || i == last { 2 } else { 1 };
        }
    }
    let mut junctions: HashMap<i64, u32> = HashMap::new();
    let mut links = Vec::new();
    for way in ways {
        let mut start = 0;
        for i in 1..way.points.len() {
            if uses[&way.points[i].0] < 2 {
                continue;
            }
            let mut junction = |at: usize| {
                let fresh = junctions.len() as u32;
                *junctions.entry(way.points[at].0).or_insert(fresh)
            };
            let (from, to) = (junction(start), junction(i));
            let line: LineString<f64> = way.points[start..=i].iter().map(|(_, at)| *at).collect();
            links.push(Link { way: way.id, from, to, street: way.street.clone(), line });
            start = i;
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::StreetClass;

    fn way(id: i64, points: &[i64]) -> Way {
        let points = points.iter().map(|n| (*n, Coord { x: *n as f64, y: id as f64 })).collect();
        Way { id, street: Street::of_class(StreetClass::Residential), points }
    }

    fn ends(links: &[Link]) -> Vec<(i64, usize)> {
        links.iter().map(|link| (link.way, link.line.0.len())).collect()
    }

    #[test]
    fn streets_are_cut_where_they_meet() {
        let links = cut(vec![way(1, &[1, 2, 3, 4]), way(2, &[9, 3, 8])]);
        assert_eq!(ends(&links), [(1, 3), (1, 2), (2, 2), (2, 2)]);
        assert_eq!(links[0].to, links[1].from);
        assert_eq!(links[2].to, links[0].to);
    }

    #[test]
    fn a_way_that_meets_itself_is_cut_there() {
        let links = cut(vec![way(1, &[1, 2, 3, 2, 5])]);
        assert_eq!(ends(&links), [(1, 2), (1, 3), (1, 2)]);
        assert_eq!(links[1].from, links[1].to);
    }

    #[test]
    fn a_roundabout_alone_is_one_link_from_itself_to_itself() {
        let links = cut(vec![way(1, &[1, 2, 3, 1])]);
        assert_eq!(ends(&links), [(1, 4)]);
        assert_eq!((links[0].from, links[0].to), (0, 0));
    }

    #[test]
    fn what_is_too_short_to_walk_is_left_out() {
        assert!(cut(vec![way(1, &[1]), way(2, &[]), way(3, &[4, 4])]).is_empty());
    }
}
