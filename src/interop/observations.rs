//! Exact observations for staff: GeoJSON, without words.

use serde_json::{Value, json};

use crate::geodesy::{EastNorth, Metric, Shape};
use crate::interop::geojson::position;
use crate::observation::{Catalogue, Moment, Observation};
use crate::privacy::Cleared;

/// A page of observations; `next` is the cursor of the page after it.
pub fn feature_collection(
    page: &Cleared<Vec<Observation>>,
    next: Option<u32>,
    metric: &Metric,
    catalogue: &Catalogue,
) -> Value {
    let features: Vec<Value> = page.get().iter().map(|seen| feature(seen, metric, catalogue)).collect();
    json!({"type": "FeatureCollection", "features": features, "next": next.map(|cursor| cursor.to_string())})
}

fn feature(seen: &Observation, metric: &Metric, catalogue: &Catalogue) -> Value {
    json!({
        "type": "Feature",
        "id": seen.key,
        "geometry": geometry(&seen.shape, metric),
        "properties": {
            "category": seen.category.as_str(),
            "causes": catalogue.codes(seen.causes),
            "when": when(&seen.moment),
            "channel": seen.channel,
            "severity": seen.severity,
            "state": seen.state.as_str(),
            "placed": seen.placed,
        },
    })
}

fn geometry(shape: &Shape, metric: &Metric) -> Value {
    let line = |points: &[EastNorth]| points.iter().map(|p| position(metric.inverse(*p))).collect::<Vec<_>>();
    match shape {
        Shape::Point(p) => json!({"type": "Point", "coordinates": position(metric.inverse(*p))}),
        Shape::Stretch(points) => json!({"type": "LineString", "coordinates": line(points)}),
        Shape::Area(rings) => {
            let closed = rings.iter().map(|ring| {
                let mut ring = line(ring);
                ring.extend(ring.first().cloned());
                ring
            });
            json!({"type": "Polygon", "coordinates": closed.collect::<Vec<_>>()})
        }
    }
}

pub(super) fn when(moment: &Moment) -> Value {
    let instant = |at: i64| jiff::Timestamp::from_second(at).map(|t| t.to_string()).unwrap_or_default();
    match *moment {
        Moment::Instant(at) => json!({"kind": "instant", "at": instant(at)}),
        Moment::Interval { from, to } => json!({"kind": "interval", "from": instant(from), "to": instant(to)}),
        Moment::Recurrence { hours, from, to } => json!({
            "kind": "recurrence", "hours_of_week": hours.iter().collect::<Vec<_>>(), "from": instant(from), "to": instant(to),
        }),
    }
}
