//! How much of a file is taken: the municipality and a little around it.

use std::collections::HashMap;

use geo::{BoundingRect, Contains, Coord, Distance, Euclidean, MapCoords, MultiPolygon, Point};

use crate::geodesy::{Bounds, EastNorth, LonLat, Metric};
use crate::town::naming::Language;

/// Streets are taken so far beyond a border: nobody's walk ends at it.
const BEYOND_BORDER_M: f64 = 500.0;
/// Points are read so far beyond what is taken, so that a street that leaves and comes back is found.
const READ_BEYOND_M: f64 = 1_000.0;
const METRES_PER_DEGREE: f64 = 111_195.0;

/// What is taken of a file.
#[derive(Debug, Clone)]
pub struct Clip {
    pub metric: Metric,
    /// In which what has no name is named; Swedish unless said otherwise.
    pub language: Language,
    area: Area,
}

#[derive(Debug, Clone)]
enum Area {
    Everything,
    /// A municipality that is itself a box in degrees.
    Box(Bounds),
    Border {
        border_m: MultiPolygon<f64>,
        /// With the strip beyond the border.
        bounds: Bounds,
    },
}

impl Clip {
    /// The whole file.
    pub fn everything(metric: Metric) -> Self {
        Self { metric, language: Language::Swedish, area: Area::Everything }
    }

    /// What lies within 500 m of a border; a border that is a box is taken as it is. `None` when it has no surface or
    /// is not on the globe.
    pub fn within(border: &MultiPolygon<f64>, metric: Metric) -> Option<Self> {
        let corners =
            geo::CoordsIter::coords_iter(border).map(|c| LonLat::new(c.x, c.y)).collect::<Option<Vec<_>>>()?;
        let bounds = Bounds::around(corners)?;
        let is_box = border.0.len() == 1
            && border.0[0].interiors().is_empty()
            && border.0[0].exterior().0.len() == 5
            && border.0[0]
                .exterior()
                .coords()
                .all(|c| (c.x == bounds.west || c.x == bounds.east) && (c.y == bounds.south || c.y == bounds.north));
        let area = if is_box {
            Area::Box(bounds)
        } else {
            let border_m = border.map_coords(|c| {
                let p = metric.forward(LonLat::new(c.x, c.y).expect("checked above"));
                Coord { x: p.e, y: p.n }
            });
            border_m.bounding_rect()?;
            Area::Border { border_m, bounds: grown(bounds, BEYOND_BORDER_M) }
        };
        Some(Self { metric, language: Language::Swedish, area })
    }

    /// Names what has no name in this language.
    pub fn naming_in(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The box around what is taken; `None` for everything.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        match &self.area {
            Area::Everything => None,
            Area::Box(bounds) | Area::Border { bounds, .. } => Some(*bounds),
        }
    }

    /// The box within which points are read.
    pub(super) fn read_bounds(&self) -> Option<Bounds> {
        self.bounds().map(|bounds| grown(bounds, READ_BEYOND_M))
    }
}

fn grown(b: Bounds, by_m: f64) -> Bounds {
    let north = by_m / METRES_PER_DEGREE;
    // Near the poles a degree of longitude is nothing; no municipality lies there.
    let east = north / b.north.abs().max(b.south.abs()).min(85.0).to_radians().cos();
    Bounds {
        west: (b.west - east).max(-180.0),
        south: (b.south - north).max(-90.0),
        east: (b.east + east).min(180.0),
        north: (b.north + north).min(90.0),
    }
}

/// Says of many points whether they are taken. Squares far from the border are remembered as inside or outside, so that
/// only points near it are measured against all its corners.
pub(super) struct Gate<'a> {
    clip: &'a Clip,
    squares: HashMap<(i32, i32), Square>,
}

#[derive(Clone, Copy)]
enum Square {
    Inside,
    Outside,
    AtTheBorder,
}

const SQUARE_M: f64 = 250.0;

impl<'a> Gate<'a> {
    pub fn new(clip: &'a Clip) -> Self {
        Self { clip, squares: HashMap::new() }
    }

    pub fn takes(&mut self, at: Coord<f64>) -> bool {
        match &self.clip.area {
            Area::Everything => true,
            Area::Box(b) => (b.west..=b.east).contains(&at.x) && (b.south..=b.north).contains(&at.y),
            Area::Border { border_m, .. } => {
                let Some(p) = LonLat::new(at.x, at.y).map(|p| self.clip.metric.forward(p)) else { return false };
                let key = ((p.e / SQUARE_M).floor() as i32, (p.n / SQUARE_M).floor() as i32);
                match self.squares.entry(key).or_insert_with(|| square(key, border_m)) {
                    Square::Inside => true,
                    Square::Outside => false,
                    Square::AtTheBorder => outside_m(p, border_m) <= BEYOND_BORDER_M,
                }
            }
        }
    }
}

fn square(key: (i32, i32), border_m: &MultiPolygon<f64>) -> Square {
    let center = EastNorth { e: (f64::from(key.0) + 0.5) * SQUARE_M, n: (f64::from(key.1) + 0.5) * SQUARE_M };
    let reach = SQUARE_M * std::f64::consts::FRAC_1_SQRT_2;
    let outside = outside_m(center, border_m);
    if outside + reach <= BEYOND_BORDER_M {
        Square::Inside
    } else if outside - reach > BEYOND_BORDER_M {
        Square::Outside
    } else {
        Square::AtTheBorder
    }
}

/// Metres from the border to a point outside it, 0 inside.
fn outside_m(p: EastNorth, border_m: &MultiPolygon<f64>) -> f64 {
    let point = Point::new(p.e, p.n);
    if border_m.contains(&point) { 0.0 } else { Euclidean.distance(&point, border_m) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metres(p: EastNorth) -> Coord<f64> {
        let at = Metric::sweref99_tm().inverse(p);
        Coord { x: at.lon(), y: at.lat() }
    }

    fn triangle() -> MultiPolygon<f64> {
        let corners = [(450_000.0, 6_250_000.0), (454_000.0, 6_250_000.0), (450_000.0, 6_254_000.0)];
        let ring = corners.map(|(e, n)| metres(EastNorth { e, n }));
        MultiPolygon(vec![geo::Polygon::new(ring.into_iter().collect(), vec![])])
    }

    #[test]
    fn half_a_kilometre_beyond_the_border_is_taken_and_no_more() {
        let clip = Clip::within(&triangle(), Metric::sweref99_tm()).unwrap();
        let mut gate = Gate::new(&clip);
        for (e, n, taken) in [
            (451_000.0, 6_251_000.0, true),
            (449_510.0, 6_251_000.0, true),
            (449_490.0, 6_251_000.0, false),
            // Off the slanting side: 499 m and 501 m.
            (452_352.8, 6_252_352.8, true),
            (452_354.5, 6_252_354.5, false),
            (480_000.0, 6_280_000.0, false),
        ] {
            assert_eq!(gate.takes(metres(EastNorth { e, n })), taken, "{e} {n}");
        }
    }

    #[test]
    fn squares_decide_as_measuring_every_point_does() {
        let clip = Clip::within(&triangle(), Metric::sweref99_tm()).unwrap();
        let Area::Border { border_m, .. } = &clip.area else { panic!("a border") };
        let mut gate = Gate::new(&clip);
        for i in 0..80 {
            for j in 0..80 {
                let p = EastNorth { e: 449_000.0 + f64::from(i) * 73.0, n: 6_249_000.0 + f64::from(j) * 73.0 };
                assert_eq!(gate.takes(metres(p)), outside_m(p, border_m) <= BEYOND_BORDER_M, "{p:?}");
            }
        }
    }

    #[test]
    fn a_municipality_that_is_a_box_is_taken_as_it_is() {
        let border = MultiPolygon(vec![geo::Rect::new((13.0, 55.0), (13.1, 55.1)).to_polygon()]);
        let clip = Clip::within(&border, Metric::sweref99_tm()).unwrap();
        let mut gate = Gate::new(&clip);
        assert!(gate.takes(Coord { x: 13.1, y: 55.05 }));
        assert!(!gate.takes(Coord { x: 13.1001, y: 55.05 }));
        assert!(clip.read_bounds().unwrap().east > 13.11);
    }
}
