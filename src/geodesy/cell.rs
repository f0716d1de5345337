//! Square cells in the metres of a municipality; in Sweden the same squares as SCB's statistics.

use std::fmt;

use super::{Bounds, EastNorth, LonLat, Metric};

/// A square named by its lower-left corner, which lies on a multiple of its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    pub size_m: u32,
    pub e_m: i32,
    pub n_m: i32,
}

impl Cell {
    /// The cell of this size in which the position lies; lower and left edges belong to it.
    pub fn containing(p: EastNorth, size_m: u32) -> Self {
        // Whole metres first, then integers: a division in f64 would lift a position a hair below an edge onto it.
        let size = i64::from(size_m);
        let snap = |v: f64| ((v.floor() as i64).clamp(-1 << 30, 1 << 30).div_euclid(size) * size) as i32;
        Self { size_m, e_m: snap(p.e), n_m: snap(p.n) }
    }

    /// The cell twice as large that holds this one.
    pub fn parent(self) -> Self {
        self.coarsened(self.size_m * 2)
    }

    /// The cell of a larger size that holds this one; sizes must be multiples of each other.
    pub fn coarsened(self, size_m: u32) -> Self {
        debug_assert!(size_m.is_multiple_of(self.size_m));
        let snap = |v: i32| v.div_euclid(size_m as i32) * size_m as i32;
        Self { size_m, e_m: snap(self.e_m), n_m: snap(self.n_m) }
    }

    pub fn area_ha(self) -> f64 {
        f64::from(self.size_m) * f64::from(self.size_m) / 10_000.0
    }

    pub fn center(self) -> EastNorth {
        let half = f64::from(self.size_m) / 2.0;
        EastNorth { e: f64::from(self.e_m) + half, n: f64::from(self.n_m) + half }
    }

    /// The four corners, counter-clockwise from the lower left.
    pub fn corners(self) -> [EastNorth; 4] {
        let (w, s) = (f64::from(self.e_m), f64::from(self.n_m));
        let size = f64::from(self.size_m);
        [(w, s), (w + size, s), (w + size, s + size), (w, s + size)].map(|(e, n)| EastNorth { e, n })
    }

    /// The corners in degrees.
    pub fn corners_deg(self, metric: &Metric) -> [LonLat; 4] {
        self.corners().map(|c| metric.inverse(c))
    }

    /// Whether the cell and the box in degrees have anything in common (judged by the cell's own box in degrees).
    pub fn touches(self, bounds: &Bounds, metric: &Metric) -> bool {
        Bounds::around(self.corners_deg(metric)).is_some_and(|own| {
            own.west < bounds.east && own.east > bounds.west && own.south < bounds.north && own.north > bounds.south
        })
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn parse(id: &str) -> Option<Self> {
        let mut parts = id.splitn(3, '-');
        let size_m: u32 = parts.next()?.parse().ok()?;
        let (e_m, n_m) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let cell = Self { size_m, e_m, n_m };
        (size_m > 0 && cell.coarsened(size_m) == cell).then_some(cell)
    }
}

/// `size-easting-northing`, all in metres: `250-447250-6249500`.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.size_m, self.e_m, self.n_m)
    }
}
