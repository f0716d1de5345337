//! One report in the making: what, where, when; then told, in the shape that `POST /api/v1/reports` takes.

use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::calendar::{Calendar, ENDINGS_FROM, FIRST};
use super::dice::Dice;
use super::survey::degrees;
use crate::geodesy::{EastNorth, Metric};

/// A report nobody made, and when it would have been told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InventedReport {
    pub told_at: Timestamp,
    /// `web`, or `on_behalf` when somebody at the kommun wrote down what was told by telephone or at the desk.
    pub channel: &'static str,
    /// As `POST /api/v1/reports` takes it, without `municipality`.
    pub body: Value,
}

pub(super) enum Where {
    /// As the telephone or a finger on the map gives it.
    Near(EastNorth),
    /// A thing the municipality has on its own map: a lamp.
    Asset(EastNorth),
    /// A street, a crossing or a stop chosen by name.
    Named(EastNorth),
    Stretch(Vec<EastNorth>),
    /// Corners in order, the first not repeated.
    Area(Vec<EastNorth>),
}

pub(super) enum When {
    Instant(Timestamp),
    Interval(Timestamp, Timestamp),
    /// Every week for so many weeks up to the day it is told, which is not before `seen`.
    Weekly {
        days: &'static [&'static str],
        from_hour: u32,
        to_hour: u32,
        weeks: u32,
        seen: Timestamp,
    },
    /// Left out: it is told as it happens.
    Now(Timestamp),
}

pub(super) struct Telling {
    pub category: &'static str,
    pub causes: Vec<&'static str>,
    pub place: Where,
    pub when: When,
    pub severity: Option<u32>,
    pub text: Option<String>,
}

impl Telling {
    pub fn tell(self, calendar: &Calendar, metric: &Metric, dice: &mut Dice) -> InventedReport {
        let now = matches!(self.when, When::Now(_));
        let mut told_at = self.when.known_at() + i64::from(delay_s(now, dice)).seconds();
        // Who is at the desk next morning cannot say "now".
        let on_behalf = dice.percent(11) && !now;
        if on_behalf {
            told_at = calendar.office_hour_after(told_at, dice);
        }
        let mut body = Map::new();
        body.insert("category".to_owned(), json!(self.category));
        body.insert("causes".to_owned(), json!(self.causes));
        body.insert("place".to_owned(), self.place.to_json(metric, on_behalf, dice));
        if let Some(when) = self.when.to_json(calendar, told_at, dice) {
            body.insert("when".to_owned(), when);
        }
        if let Some(severity) = self.severity {
            body.insert("severity".to_owned(), json!(severity));
        }
        if let Some(text) = self.text {
            body.insert("text".to_owned(), json!(text));
        }
        InventedReport { told_at, channel: if on_behalf { "on_behalf" } else { "web" }, body: Value::Object(body) }
    }
}

/// Half tell at once, some when they are home, some a day or two later.
fn delay_s(now: bool, dice: &mut Dice) -> u32 {
    let (low, high) =
        if now { (0, 90) } else { dice.weighted(&[((90, 1_800), 50), ((1_800, 40_000), 32), ((40_000, 170_000), 18)]) };
    dice.whole(low, high)
}

impl Where {
    fn to_json(&self, metric: &Metric, on_behalf: bool, dice: &mut Dice) -> Value {
        let position = |p: &EastNorth| {
            let (lon, lat) = degrees(metric, *p);
            json!([lon, lat])
        };
        let line = |points: &[EastNorth]| points.iter().map(position).collect::<Vec<Value>>();
        let (kind, coordinates) = match self {
            Self::Near(p) | Self::Asset(p) | Self::Named(p) => ("Point", position(p)),
            Self::Stretch(points) => ("LineString", json!(line(points))),
            Self::Area(corners) => {
                let mut ring = line(corners);
                ring.push(ring[0].clone());
                ("Polygon", json!([ring]))
            }
        };
        // Nobody at the desk stands at the place: only the map is left to them.
        let gps = matches!(self, Self::Near(_)) && !on_behalf && dice.percent(60);
        let (source, accuracy_m) = match self {
            Self::Near(_) if gps => ("gps", Some(dice.pick(&[4, 5, 6, 8, 10, 12, 15, 18, 22, 30, 45]))),
            Self::Near(_) => ("map", dice.pick(&[None, None, None, Some(15), Some(30)])),
            Self::Asset(_) => ("asset", None),
            Self::Named(_) => ("address", dice.pick(&[None, Some(25), Some(50)])),
            Self::Stretch(_) | Self::Area(_) => ("map", None),
        };
        json!({
            "geometry": { "type": kind, "coordinates": coordinates },
            "accuracy_m": accuracy_m,
            "source": source,
        })
    }
}

impl When {
    /// The first instant at which it could be told.
    fn known_at(&self) -> Timestamp {
        match self {
            Self::Instant(at) | Self::Interval(_, at) | Self::Now(at) | Self::Weekly { seen: at, .. } => *at,
        }
    }

    fn to_json(&self, calendar: &Calendar, told_at: Timestamp, dice: &mut Dice) -> Option<Value> {
        match self {
            Self::Now(_) => None,
            Self::Instant(at) => Some(json!({ "kind": "instant", "at": calendar.iso(*at) })),
            Self::Interval(from, to) => {
                Some(json!({ "kind": "interval", "from": calendar.iso(*from), "to": calendar.iso(*to) }))
            }
            Self::Weekly { days, from_hour, to_hour, weeks, .. } => {
                let today = calendar.local(told_at).date();
                let since = today.saturating_sub(i64::from(*weeks).weeks()).max(FIRST);
                let ended = dice.percent(25) || today >= ENDINGS_FROM;
                let until: Option<Date> = (ended && since < today).then_some(today);
                Some(json!({
                    "kind": "recurrence", "weekdays": days, "from_hour": from_hour, "to_hour": to_hour,
                    "since": since.to_string(), "until": until.map(|day| day.to_string()),
                }))
            }
        }
    }
}
