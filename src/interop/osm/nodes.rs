//! Where numbered points lie: 16 bytes a point, found by number.

use geo::Coord;

use crate::geodesy::{Bounds, LonLat};

/// A position in ten-millionths of a degree, as OpenStreetMap keeps it (about 1 cm).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    lon: i32,
    lat: i32,
}

impl Spot {
    /// From billionths of a degree; `None` off the globe.
    pub fn from_nano(lon: i64, lat: i64) -> Option<Self> {
        let on_globe = lon.unsigned_abs() <= 180_000_000_000 && lat.unsigned_abs() <= 90_000_000_000;
        on_globe.then_some(Self { lon: (lon / 100) as i32, lat: (lat / 100) as i32 })
    }

    /// West, south, east and north of what was seen before and this.
    pub fn stretch(self, seen: Option<[i32; 4]>) -> [i32; 4] {
        let [west, south, east, north] = seen.unwrap_or([self.lon, self.lat, self.lon, self.lat]);
        [west.min(self.lon), south.min(self.lat), east.max(self.lon), north.max(self.lat)]
    }

    pub fn bounds([west, south, east, north]: [i32; 4]) -> Option<Bounds> {
        let corner = |lon, lat| {
            let at = Self { lon, lat }.coord();
            LonLat::new(at.x, at.y)
        };
        Bounds::around([corner(west, south)?, corner(east, north)?])
    }

    pub fn coord(self) -> Coord<f64> {
        // Dividing gives the number nearest to the decimal; multiplying by 1e-7 would not.
        Coord { x: f64::from(self.lon) / 1e7, y: f64::from(self.lat) / 1e7 }
    }
}

/// A box in the same numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    west: i32,
    south: i32,
    east: i32,
    north: i32,
}

impl Window {
    pub fn new(b: Bounds) -> Self {
        let deci = |v: f64| (v * 1e7).round() as i32;
        Self { west: deci(b.west), south: deci(b.south), east: deci(b.east), north: deci(b.north) }
    }

    pub fn holds(&self, spot: Spot) -> bool {
        self.west <= spot.lon && spot.lon <= self.east && self.south <= spot.lat && spot.lat <= self.north
    }
}

/// Points sorted by number, with a table that says where to begin to look.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    numbers: Vec<i64>,
    spots: Vec<Spot>,
    /// `starts[b]` is the first place whose number lies in bucket `b`; empty until sorted.
    starts: Vec<u32>,
    lowest: i64,
    shift: u32,
}

/// 2²⁰ starts are 4 MB: nearly every number that is not here falls into an empty bucket.
const BUCKETS_BITS: u32 = 20;

impl Nodes {
    pub fn extend(&mut self, found: Vec<(i64, Spot)>) {
        self.numbers.extend(found.iter().map(|(number, _)| *number));
        self.spots.extend(found.iter().map(|(_, spot)| *spot));
        self.starts.clear();
    }

    /// Makes what was added findable. Of a number that comes twice the first is kept.
    pub fn sort(&mut self) {
        if !self.numbers.windows(2).all(|pair| pair[0] < pair[1]) {
            let mut order: Vec<u32> = (0..self.numbers.len() as u32).collect();
            order.sort_by_key(|i| self.numbers[*i as usize]);
            order.dedup_by_key(|i| self.numbers[*i as usize]);
            self.spots = order.iter().map(|i| self.spots[*i as usize]).collect();
            self.numbers = order.iter().map(|i| self.numbers[*i as usize]).collect();
        }
        let (Some(first), Some(last)) = (self.numbers.first(), self.numbers.last()) else { return };
        self.lowest = *first;
        let width = 64 - last.abs_diff(*first).leading_zeros();
        self.shift = width.saturating_sub(BUCKETS_BITS);
        let n_buckets = self.bucket(*last).map_or(0, |bucket| bucket + 1);
        let mut starts = vec![0_u32; n_buckets + 1];
        for number in &self.numbers {
            starts[self.bucket(*number).expect("not below the lowest") + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        self.starts = starts;
    }

    fn bucket(&self, number: i64) -> Option<usize> {
        (number >= self.lowest).then(|| (number.abs_diff(self.lowest) >> self.shift) as usize)
    }

    pub fn get(&self, number: i64) -> Option<Spot> {
        let bucket = self.bucket(number)?;
        let (start, end) = (*self.starts.get(bucket)? as usize, *self.starts.get(bucket + 1)? as usize);
        let place = self.numbers[start..end].binary_search(&number).ok()?;
        Some(self.spots[start + place])
    }

    pub fn holds(&self, number: i64) -> bool {
        self.get(number).is_some()
    }

    pub fn coord(&self, number: i64) -> Option<Coord<f64>> {
        self.get(number).map(Spot::coord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_found_by_its_number_and_no_other() {
        let spot = |n: i64| Spot::from_nano(n * 100, -n * 100).unwrap();
        let numbers = [7, 1, 9_000_000_000, -5, 8, 1 << 40, 7];
        let mut nodes = Nodes::default();
        nodes.extend(numbers.iter().map(|n| (*n, spot(n % 1000))).collect());
        nodes.sort();
        for n in numbers {
            assert_eq!(nodes.get(n), Some(spot(n % 1000)), "{n}");
        }
        for n in [0, 2, -6, i64::MIN, i64::MAX, (1 << 40) + 1, 8_999_999_999] {
            assert_eq!(nodes.get(n), None, "{n}");
        }
        assert_eq!(Nodes::default().get(3), None);
    }

    #[test]
    fn a_position_off_the_globe_is_none() {
        assert!(Spot::from_nano(180_000_000_100, 0).is_none());
        assert!(Spot::from_nano(0, i64::MIN).is_none());
        assert_eq!(Spot::from_nano(13_997_400_000, 56_379_600_000).unwrap().coord(), Coord { x: 13.9974, y: 56.3796 });
    }
}
