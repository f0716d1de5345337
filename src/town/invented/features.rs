//! The layout as features in degrees.

use geo::{Coord, Geometry, LineString, Point};

use super::layout::Layout;
use super::municipality::localities;
use crate::geodesy::{EastNorth, Metric};
use crate::town::{Feature, Layer};

/// Everything the map of the demo draws and the place search finds: the three localities, which are real, and the
/// streets, lamps and landmarks that the seed invents (`invented` is true on each).
pub fn features(seed: u64) -> Vec<Feature> {
    let layout = Layout::new(seed);
    let metric = Metric::sweref99_tm();
    let place = |p: EastNorth| {
        let (x, y) = degrees(&metric, p);
        Coord { x, y }
    };
    let invented = |layer, id: &str, name: Option<&str>, kind: &str, locality: &str, geometry| Feature {
        layer,
        id: id.to_owned(),
        name: name.map(str::to_owned),
        kind: Some(kind.to_owned()),
        locality: Some(locality.to_owned()),
        population: None,
        invented: true,
        geometry,
    };

    let mut features = localities();
    features.extend(layout.streets.iter().map(|street| {
        let line: LineString<f64> = street.line.iter().map(|p| place(*p)).collect();
        let class = street.class.as_str();
        invented(Layer::Street, &street.id, Some(street.name), class, street.locality, Geometry::LineString(line))
    }));
    features.extend(layout.lamps.iter().map(|lamp| {
        let state = if lamp.out { "out" } else { "working" };
        invented(Layer::Lamp, &lamp.id, None, state, lamp.locality, Geometry::Point(Point(place(lamp.at))))
    }));
    features.extend(layout.landmarks.iter().map(|mark| {
        let at = Geometry::Point(Point(place(mark.at)));
        invented(Layer::Landmark, &mark.id, Some(mark.name), mark.kind, mark.locality, at)
    }));
    features
}

/// Longitude and latitude to 6 decimals (0.1 m): finer digits differ between processors, and the bytes must not.
pub(super) fn degrees(metric: &Metric, p: EastNorth) -> (f64, f64) {
    let at = metric.inverse(p);
    let round = |v: f64| (v * 1e6).round() / 1e6;
    (round(at.lon()), round(at.lat()))
}
