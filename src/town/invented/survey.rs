//! The layout as a survey in degrees.

use geo::{Coord, Geometry, Point};

use super::layout::Layout;
use super::municipality::localities;
use super::plan::Light;
use crate::geodesy::{EastNorth, Metric};
use crate::town::{Feature, Layer, Lit, Provenance, Street, Survey, Way, cut};

/// Everything that lies under the reports of the demo: the three localities, which are real, and the streets, lamps and
/// landmarks that the seed invents (`invented` is true on each).
pub fn survey(seed: u64) -> Survey {
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
    features.extend(layout.lamps.iter().map(|lamp| {
        let state = if lamp.out { "out" } else { "working" };
        invented(Layer::Lamp, &lamp.id, None, state, lamp.locality, Geometry::Point(Point(place(lamp.at))))
    }));
    features.extend(layout.landmarks.iter().map(|mark| {
        let at = Geometry::Point(Point(place(mark.at)));
        invented(Layer::Landmark, &mark.id, Some(mark.name), mark.kind, mark.locality, at)
    }));
    let ways = layout.streets.iter().zip(1..).map(|(street, id)| Way {
        id,
        street: Street {
            name: Some(street.name.to_owned()),
            lit: match street.light {
                Light::Unlit => Lit::No,
                Light::Usual | Light::RowOut | Light::HalfOut => Lit::Yes,
            },
            invented: true,
            ..Street::of_class(street.class)
        },
        points: street.line.iter().map(|p| place(*p)).map(|at| (number(at), at)).collect(),
    });
    let links = cut(ways.collect());
    let made_up = "Gator, lampor och platser är påhittade";
    let provenance = [
        (Layer::Locality, "Tätorter 2020", "CC0", "Tätorter: SCB 2020, CC0"),
        (Layer::Street, "Påhittad", "MIT", made_up),
        (Layer::Lamp, "Påhittad", "MIT", made_up),
        (Layer::Landmark, "Påhittad", "MIT", made_up),
    ];
    let provenance = provenance.map(|(layer, source, licence, attribution)| Provenance {
        layer,
        source: source.to_owned(),
        licence: licence.to_owned(),
        attribution: attribution.to_owned(),
        data_date: None,
    });
    Survey { provenance: provenance.to_vec(), features, links }
}

/// A number for a place, the same wherever two streets share it: six decimals of longitude and of latitude in one.
fn number(at: Coord<f64>) -> i64 {
    (at.x * 1e6).round() as i64 * 1_000_000_000 + (at.y * 1e6).round() as i64
}

/// Longitude and latitude to 6 decimals (0.1 m): finer digits differ between processors, and the bytes must not.
pub(super) fn degrees(metric: &Metric, p: EastNorth) -> (f64, f64) {
    let at = metric.inverse(p);
    let round = |v: f64| (v * 1e6).round() / 1e6;
    (round(at.lon()), round(at.lat()))
}
