//! What lies around what, nearest first: straight lines here, streets when the caller measures along them.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::geodesy::EastNorth;

/// A location seen from a centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub location: u32,
    pub distance_m: f64,
}

/// For every centre the locations around it, nearest first, as far as anybody wants to look.
///
/// # Units
/// Metres, straight or along streets: the scans only use the order and hand the distance back as a radius.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    n_locations: usize,
    /// Where the list of each centre begins, and one past the end of the last.
    starts: Vec<usize>,
    near: Vec<Near>,
}

impl Reach {
    /// Every point is a centre and sees the points within a radius in a straight line, itself among them.
    ///
    /// # Complexity
    /// Memory by the number of pairs within the radius: without a bound, 16 bytes times the square of the points.
    pub fn straight(points: &[EastNorth], radius_m: f64) -> Self {
        let numbered = points.iter().zip(0..).map(|(p, i)| GeomWithData::new([p.e, p.n], i)).collect();
        let tree: RTree<GeomWithData<[f64; 2], u32>> = RTree::bulk_load(numbered);
        let seen_from = |center: &EastNorth| -> Vec<Near> {
            let (e, n, r) = (center.e, center.n, radius_m);
            let square = rstar::AABB::from_corners([e - r, n - r], [e + r, n + r]);
            let found = tree.locate_in_envelope_intersecting(&square).map(|found| found.data);
            let near = found.map(|i| Near { location: i, distance_m: center.distance_m(points[i as usize]) });
            near.filter(|near| near.distance_m <= radius_m).collect()
        };
        Self::from_lists(points.len(), points.iter().map(seen_from))
    }

    /// One list for each centre, measured by the caller. Locations from `n_locations` on are dropped, and distances
    /// that are no numbers.
    pub fn from_lists(n_locations: usize, lists: impl IntoIterator<Item = Vec<Near>>) -> Self {
        let mut reach = Self { n_locations, starts: vec![0], near: Vec::new() };
        for mut list in lists {
            list.retain(|near| (near.location as usize) < n_locations && !near.distance_m.is_nan());
            list.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then(a.location.cmp(&b.location)));
            reach.near.extend(list);
            reach.starts.push(reach.near.len());
        }
        reach
    }

    pub fn n_locations(&self) -> usize {
        self.n_locations
    }

    pub fn n_centers(&self) -> usize {
        self.starts.len() - 1
    }

    /// What a centre sees, nearest first.
    pub fn around(&self, center: usize) -> &[Near] {
        &self.near[self.starts[center]..self.starts[center + 1]]
    }

    /// The same in rings of equal distance: a circle takes in a whole ring or nothing of it.
    pub(super) fn rings(&self, center: usize) -> impl Iterator<Item = &[Near]> {
        self.around(center).chunk_by(|a, b| a.distance_m == b.distance_m)
    }

    /// The locations within a radius of a centre.
    pub(super) fn within(&self, center: usize, radius_m: f64) -> Vec<u32> {
        let inside = self.around(center).iter().take_while(|near| near.distance_m <= radius_m);
        inside.map(|near| near.location).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_sees_itself_first_and_nothing_beyond_the_radius() {
        let points: Vec<EastNorth> = [0.0, 3.0, 10.0].map(|e| EastNorth { e, n: 0.0 }).into();
        let reach = Reach::straight(&points, 7.0);
        let seen: Vec<Vec<u32>> =
            (0..3).map(|center| reach.around(center).iter().map(|near| near.location).collect()).collect();
        assert_eq!(seen, [vec![0, 1], vec![1, 0, 2], vec![2, 1]]);
        assert_eq!(Reach::straight(&points, f64::INFINITY).around(2).len(), 3);
    }

    #[test]
    fn what_is_equally_far_comes_as_one_ring() {
        let near = |location, distance_m| Near { location, distance_m };
        let reach = Reach::from_lists(4, [vec![near(2, 5.0), near(0, 0.0), near(9, 1.0), near(1, 5.0), near(3, 6.0)]]);
        assert_eq!(reach.rings(0).map(<[Near]>::len).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(reach.within(0, 5.0), [0, 1, 2]);
    }
}
