//! Staff's questions: as fine as they like, of one snapshot of all reports.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::super::{Served, Service, ServiceError};
use crate::analysis::months_of;
use crate::geodesy::{Bounds, Box2};
use crate::index::{Filter, Snapshot};
use crate::interop::question::{BadParameter, Bound, Question};
use crate::observation::{CauseSet, Month, Window};
use crate::town::Town;

impl Service {
    /// An open period ends today, so the answer may change at midnight without a new report.
    pub(in crate::service) fn staff_revision(&self, snapshot: &Snapshot, served: &Served) -> String {
        format!("s{}-{}", snapshot.revision(), self.today(served))
    }

    /// Which day it is in the municipality.
    pub(in crate::service) fn today(&self, served: &Served) -> jiff::civil::Date {
        self.now().to_zoned(served.town.clock.zone().clone()).date()
    }

    /// The filter a question means, and the same in words for the answer and the log. A cause that nobody knows is a
    /// slip, and must not come to mean every cause.
    pub(in crate::service) fn understood(
        &self,
        question: &Question,
        served: &Served,
        snapshot: &Snapshot,
    ) -> Result<(Filter, Value), ServiceError> {
        let zone = served.town.clock.zone();
        let (from, to) = period(question, snapshot, zone, self.today(served))?;
        let categories = question.meant_categories();
        if question.causes.iter().any(|code| self.catalogue().set_of_code(code).is_empty()) {
            return Err(BadParameter::new(
                "cause",
                "Det finns ingen sådan orsak. De som finns står i /api/v1/catalogue.",
                "There is no such cause. Those there are stand in /api/v1/catalogue.",
            )
            .into());
        }
        let causes =
            question.causes.iter().fold(CauseSet::EMPTY, |set, code| set.union(self.catalogue().set_of_code(code)));
        let hours = question.meant_hours();
        let filter = Filter {
            categories: categories.iter().copied().collect(),
            causes,
            channels: (!question.channels.is_empty()).then(|| question.channels.clone()),
            window: Window { from, to, hours },
            bounds: question.bounds.map(|bounds| projected(&bounds, &served.town)),
        };
        let day = |at: i64| {
            let stamp = jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            stamp.to_zoned(zone.clone()).date().to_string()
        };
        let parameters = json!({
            "municipality": served.town.code(),
            "bbox": question.bounds.map(|b| b.to_array()),
            "categories": categories.iter().map(|c| c.as_str()).collect::<Vec<_>>(),
            "causes": question.causes,
            "channels": question.channels,
            "from": day(from), "to": day(to - 1),
            "months": months_of(&filter.window),
            "weekdays": (!question.weekdays.is_empty())
                .then(|| question.weekdays.iter().map(|d| d.as_str()).collect::<Vec<_>>()),
            "hours": question.hours.map(|(from, to)| [from, to]),
            "k": null,
            "cell": question.cell_m.map_or(json!("auto"), Value::from),
        });
        Ok((filter, parameters))
    }
}

/// The period asked for, never beyond today. Without a bound it is that of the reports, in whole months as on the
/// public map: an imported month of 2019 is divided by that month, and not by the years since. One that begins later
/// than today is none.
fn period(
    question: &Question,
    snapshot: &Snapshot,
    zone: &TimeZone,
    today: jiff::civil::Date,
) -> Result<(i64, i64), ServiceError> {
    let tonight = Bound::Day(today).end(zone);
    let asked_from = question.from.map(|bound| bound.start(zone));
    if asked_from.is_some_and(|from| from >= tonight) {
        return Err(BadParameter::new(
            "from",
            "Perioden börjar efter i dag. Välj en månad eller dag som har börjat.",
            "The period begins after today. Choose a month or day that has begun.",
        )
        .into());
    }
    let last = snapshot.last_second().map(|last| Month::at(last - 1, zone).next().start(zone).min(tonight));
    // Who asks for what came after the last report hears that there was nothing until today.
    let last = last.filter(|last| asked_from.is_none_or(|from| from < *last)).unwrap_or(tonight);
    let to = question.to.map_or(last, |bound| bound.end(zone).min(tonight));
    let first = snapshot.first_second().map_or(to - 86_400, |first| Month::at(first, zone).start(zone));
    // Who asks for what came before the first report hears that there was nothing in that month.
    let first = if first < to { first } else { Month::at(to - 1, zone).start(zone) };
    Ok((asked_from.unwrap_or(first), to))
}

/// The box in metres that holds everything of the town that the box in degrees holds. A plane is true near its town
/// only: what is asked for far away is drawn in to a degree around it, farther out than any report is taken.
pub(in crate::service) fn projected(b: &Bounds, town: &Town) -> Box2 {
    const AROUND_DEG: f64 = 1.0;
    let t = town.bounds;
    let lon = |v: f64| v.clamp((t.west - AROUND_DEG).max(-180.0), (t.east + AROUND_DEG).min(180.0));
    let lat = |v: f64| v.clamp((t.south - AROUND_DEG).max(-89.0), (t.north + AROUND_DEG).min(89.0));
    let near = Bounds { west: lon(b.west), south: lat(b.south), east: lon(b.east), north: lat(b.north) };
    Box2::around(near.outline().map(|p| town.metric.forward(p))).expect("an outline has points")
}
