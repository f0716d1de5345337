//! Points, stretches and areas in metres.

use geo::{Coord, Distance, Euclidean, Geometry, LineString, Point, Polygon};

use super::EastNorth;

/// A box in metres; edges belong to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Box2 {
    pub min: EastNorth,
    pub max: EastNorth,
}

impl Box2 {
    pub fn around(points: impl IntoIterator<Item = EastNorth>) -> Option<Self> {
        points
            .into_iter()
            .fold(None, |found: Option<Self>, p| Some(found.map_or(Self { min: p, max: p }, |b| b.grown_to(p))))
    }

    fn grown_to(self, p: EastNorth) -> Self {
        Self {
            min: EastNorth { e: self.min.e.min(p.e), n: self.min.n.min(p.n) },
            max: EastNorth { e: self.max.e.max(p.e), n: self.max.n.max(p.n) },
        }
    }

    /// The box with so much more on every side.
    pub fn widened(self, by_m: f64) -> Self {
        Self {
            min: EastNorth { e: self.min.e - by_m, n: self.min.n - by_m },
            max: EastNorth { e: self.max.e + by_m, n: self.max.n + by_m },
        }
    }

    /// How many squares of a size it takes to cover it, about.
    pub fn n_cells(&self, size_m: u32) -> u64 {
        let along = |from: f64, to: f64| ((to - from) / f64::from(size_m.max(1))).ceil() as u64 + 1;
        along(self.min.e, self.max.e).saturating_mul(along(self.min.n, self.max.n))
    }

    pub fn contains(&self, p: EastNorth) -> bool {
        (self.min.e..=self.max.e).contains(&p.e) && (self.min.n..=self.max.n).contains(&p.n)
    }

    pub fn intersects(&self, other: &Self) -> bool {
        self.min.e <= other.max.e && self.max.e >= other.min.e && self.min.n <= other.max.n && self.max.n >= other.min.n
    }
}

/// What a report is about: a point, a stretch of street, or an area (outer ring first, then holes; rings are closed by
/// their first point, which is not repeated).
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Point(EastNorth),
    Stretch(Vec<EastNorth>),
    Area(Vec<Vec<EastNorth>>),
}

impl Shape {
    pub fn points(&self) -> impl Iterator<Item = EastNorth> + '_ {
        let (single, line, rings): (Option<EastNorth>, &[EastNorth], &[Vec<EastNorth>]) = match self {
            Self::Point(p) => (Some(*p), &[], &[]),
            Self::Stretch(line) => (None, line, &[]),
            Self::Area(rings) => (None, &[], rings),
        };
        single.into_iter().chain(line.iter().copied()).chain(rings.iter().flatten().copied())
    }

    /// The one point that stands for the shape: the point, the middle along the stretch, the centroid of the area.
    ///
    /// The centroid of a crescent may lie outside it; as the place to count a report that is near enough.
    pub fn anchor(&self) -> EastNorth {
        match self {
            Self::Point(p) => *p,
            Self::Stretch(line) => point_along(line, length_m(line) / 2.0),
            Self::Area(rings) => centroid(&rings[0]),
        }
    }

    /// Metres between the nearest points of two shapes; 0 where they touch or one lies in the other.
    pub fn distance_m(&self, other: &Self) -> f64 {
        Euclidean.distance(&self.planar(), &other.planar())
    }

    fn planar(&self) -> Geometry<f64> {
        let line = |points: &[EastNorth]| points.iter().map(|p| Coord { x: p.e, y: p.n }).collect::<LineString<f64>>();
        match self {
            Self::Point(p) => Geometry::Point(Point::new(p.e, p.n)),
            Self::Stretch(points) => Geometry::LineString(line(points)),
            Self::Area(rings) => {
                Geometry::Polygon(Polygon::new(line(&rings[0]), rings[1..].iter().map(|ring| line(ring)).collect()))
            }
        }
    }

    pub fn bounds(&self) -> Box2 {
        Box2::around(self.points()).expect("a shape has at least one point")
    }
}

/// Length of a line in metres.
pub fn length_m(line: &[EastNorth]) -> f64 {
    line.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum()
}

/// Signed area of a ring in square metres, positive when counter-clockwise. Summed from the first point, so that
/// national coordinates in the millions lose no digits.
pub fn signed_area_m2(ring: &[EastNorth]) -> f64 {
    let Some(&o) = ring.first() else { return 0.0 };
    ring.windows(2)
        .map(|pair| (pair[0].e - o.e) * (pair[1].n - o.n) - (pair[1].e - o.e) * (pair[0].n - o.n))
        .sum::<f64>()
        / 2.0
}

fn point_along(line: &[EastNorth], mut rest_m: f64) -> EastNorth {
    for pair in line.windows(2) {
        let step = pair[0].distance_m(pair[1]);
        if step >= rest_m && step > 0.0 {
            let t = rest_m / step;
            return EastNorth {
                e: pair[0].e + (pair[1].e - pair[0].e) * t,
                n: pair[0].n + (pair[1].n - pair[0].n) * t,
            };
        }
        rest_m -= step;
    }
    *line.last().expect("a stretch has points")
}

fn centroid(ring: &[EastNorth]) -> EastNorth {
    let o = ring[0];
    let (mut area2, mut e, mut n) = (0.0, 0.0, 0.0);
    for (i, a) in ring.iter().enumerate() {
        let b = ring[(i + 1) % ring.len()];
        let (ax, ay, bx, by) = (a.e - o.e, a.n - o.n, b.e - o.e, b.n - o.n);
        let cross = ax * by - bx * ay;
        area2 += cross;
        e += (ax + bx) * cross;
        n += (ay + by) * cross;
    }
    if area2 == 0.0 {
        return o;
    }
    EastNorth { e: o.e + e / (3.0 * area2), n: o.n + n / (3.0 * area2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(e: f64, n: f64) -> EastNorth {
        EastNorth { e, n }
    }

    #[test]
    fn shapes_are_as_far_apart_as_their_nearest_points() {
        let square = Shape::Area(vec![vec![at(0.0, 0.0), at(100.0, 0.0), at(100.0, 100.0), at(0.0, 100.0)]]);
        let line = Shape::Stretch(vec![at(130.0, -40.0), at(130.0, 500.0)]);
        assert_eq!(square.distance_m(&line), 30.0);
        assert_eq!(square.distance_m(&Shape::Point(at(103.0, 104.0))), 5.0);
        assert_eq!(square.distance_m(&Shape::Point(at(50.0, 50.0))), 0.0, "inside");
        assert_eq!(line.distance_m(&Shape::Point(at(130.0, 600.0))), 100.0);
    }
}
