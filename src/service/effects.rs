//! Did it help? One remedy of the register, against what similar places of the town did meanwhile.

use std::collections::HashMap;
use std::sync::Arc;

use geo::{Coord, Geometry, LineString, Point, Polygon};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use super::staff::Admission;
use super::streets::on_ground;
use super::{Served, Service, ServiceError};
use crate::analysis::backtest::{date_of, day_of};
use crate::analysis::effect::{BeforeAfterParams, Study, design, displacement, study};
use crate::analysis::remedy_place::{Periods, RemedyPlace, RemedyPlaceParams, Told, remedy_place};
use crate::geodesy::{EastNorth, Shape};
use crate::index::{CategorySet, Filter, Snapshot};
use crate::interop::findings::Data;
use crate::interop::findings::remedy::{RemedyFrame, Stage, chosen_by, designed, measured};
use crate::interop::question::BadParameter;
use crate::observation::Category;
use crate::privacy::{StaffReader, for_staff};
use crate::promise::{Remedy, RemedyState};
use crate::town::Town;

/// What is asked of a remedy.
#[derive(Debug, Clone, Default)]
pub struct EffectQuestion {
    pub municipality: Option<String>,
    /// Empty: the three concerns.
    pub categories: Vec<Category>,
    pub radius_m: Option<u32>,
    /// How long the time after is to be, for a remedy that is not done.
    pub after_days: Option<u32>,
}

/// A study of less is of days.
const SHORTEST_AFTER: i32 = 28;
/// A whole year at least, so that no season is missing.
const BEFORE: i32 = 365;
const LONGEST_BEFORE: i32 = 3 * 365;

/// The days of a study, counted from any day zero; ends are not counted.
struct Days {
    stage: Stage,
    periods: Periods,
}

impl Service {
    /// The effect of a remedy, or what a study of it could show.
    pub async fn effect(
        &self,
        id: Uuid,
        question: &EffectQuestion,
        admission: &Admission,
    ) -> Result<Value, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let place = place_params(question)?;
        let all = self.store().remedies(served.town.code()).await?;
        let remedy = all.iter().find(|one| one.id == id).cloned().ok_or(ServiceError::NotFound)?;
        let parameters = json!({
            "remedy": remedy.id, "radius_m": place.radius_m, "after_days": question.after_days,
            "categories": question.categories.iter().map(|one| one.as_str()).collect::<Vec<_>>(),
        });
        let reader = self.reader(admission, served.town.code(), "effect", parameters.to_string()).await?;
        let geometry = in_metres(&remedy, &served.town);
        let is_other = |one: &&Remedy| one.id != id && one.state != RemedyState::Dropped && begun_on(one).is_some();
        let others = all.iter().filter(is_other).map(|one| in_metres(one, &served.town)).collect();
        let today = day_of(self.now().to_zoned(served.town.clock.zone().clone()).date());
        let mut days = days_of(&remedy, today, question.after_days);
        let since = midnight(days.periods.before.start, &served.town);
        let told = self.store().told_since(served.town.code(), since).await?;
        let told_on = days_told(&told, &served.town);
        from_the_first_report(&mut days.periods, told_on.values().copied().min());
        let snapshot = served.index.snapshot();
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let asked = Asked { remedy, geometry, others, days, place, question: question.clone(), revision };
        let work = move || asked.answer(&snapshot, &served, &told_on, &reader);
        Ok(tokio::task::spawn_blocking(work).await.expect("a study does not panic"))
    }
}

struct Asked {
    remedy: Remedy,
    geometry: Geometry<f64>,
    others: Vec<Geometry<f64>>,
    days: Days,
    place: RemedyPlaceParams,
    question: EffectQuestion,
    revision: String,
}

impl Asked {
    fn answer(
        self,
        snapshot: &Arc<Snapshot>,
        served: &Served,
        told_on: &HashMap<u32, i32>,
        reader: &StaffReader,
    ) -> Value {
        let categories: CategorySet = match self.question.categories.as_slice() {
            [] => CategorySet::concerns(),
            some => some.iter().copied().collect(),
        };
        let mut told = Vec::new();
        snapshot.each_placed(&Filter { categories, ..Filter::ALL }, |one| {
            told.extend(told_on.get(&one.key).map(|day| Told { at: one.at, day: *day }));
        });
        let periods = &self.days.periods;
        let ground = served.ground();
        let around = remedy_place(&self.geometry, &self.others, &ground.network, &told, periods, &self.place);
        let (before, after) = (dates(&periods.before), dates(&periods.after));
        let frame = RemedyFrame {
            stage: self.days.stage,
            before,
            after: match self.days.stage {
                Stage::Measured => Ok(after),
                _ => Err(periods.after.len() as u32),
            },
            categories: categories.iter().map(Category::as_str).collect(),
            place: self.place,
            square_m: around.square_m,
            alike: around.alike,
            revision: self.revision,
            id: self.remedy.id.to_string(),
            kind: self.remedy.kind,
            place_name: self.remedy.place_name,
            state: self.remedy.state.as_str(),
            started_on: self.remedy.started_on,
            done_on: self.remedy.done_on,
            selected: self.remedy.selected,
        };
        let params =
            BeforeAfterParams { chosen_by: chosen_by(frame.selected, frame.before), ..BeforeAfterParams::default() };
        let data = Data { n_read: told.len() as u64, days: Some((before.0, after.1)), ..Data::default() };
        match frame.stage {
            Stage::Measured => measured(&for_staff(with_rings(&around, &params), reader), &params, &data, &frame),
            _ => {
                let similar: Vec<_> = around.places[1..].iter().map(|place| place.before).collect();
                let after_days = around.places[0].after.time;
                let found = design(around.places[0].before, &similar, after_days, &params);
                designed(&for_staff(found, reader), &params, &data, &frame)
            }
        }
    }
}

fn with_rings(around: &RemedyPlace, params: &BeforeAfterParams) -> Study {
    let has_control = around.places.len() > 1;
    let displacement = has_control.then(|| displacement(&around.rings, params.confidence));
    Study { displacement, ..study(&around.places, &[], params) }
}

fn place_params(question: &EffectQuestion) -> Result<RemedyPlaceParams, ServiceError> {
    let usual = RemedyPlaceParams::default();
    let radius_m = question.radius_m.map_or(usual.radius_m, f64::from);
    if !(25.0..=1_000.0).contains(&radius_m) {
        let (sv, en) = ("Radien är 25 till 1000 meter.", "The radius is 25 to 1000 metres.");
        return Err(BadParameter::new("radius", sv, en).into());
    }
    if question.after_days.is_some_and(|days| !(1..=3_650).contains(&days)) {
        let (sv, en) = ("Tiden efter är 1 till 3650 dagar.", "The time after is 1 to 3650 days.");
        return Err(BadParameter::new("after_days", sv, en).into());
    }
    Ok(RemedyPlaceParams { radius_m, ring_m: radius_m + 200.0, ..usual })
}

fn in_metres(remedy: &Remedy, town: &Town) -> Geometry<f64> {
    let coord = |at: &EastNorth| Coord { x: at.e, y: at.n };
    let line = |points: &[EastNorth]| LineString::from_iter(points.iter().map(coord));
    match remedy.place.shape(&town.metric) {
        Shape::Point(at) => Geometry::Point(Point::from(coord(&at))),
        Shape::Stretch(points) => Geometry::LineString(line(&points)),
        Shape::Area(rings) => {
            let mut rings = rings.iter().map(|ring| line(ring));
            let outer = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
            Geometry::Polygon(Polygon::new(outer, rings.collect()))
        }
    }
}

fn begun_on(remedy: &Remedy) -> Option<Date> {
    remedy.started_on.or(remedy.done_on)
}

fn days_of(remedy: &Remedy, today: i32, planned: Option<u32>) -> Days {
    let day = |date: Option<Date>| date.map(day_of);
    let begun = day(begun_on(remedy)).filter(|day| *day < today);
    let done = day(remedy.done_on).filter(|day| *day < today);
    let begin = begun.unwrap_or(today);
    let after_from = done.map_or(begin, |done| done.max(begin) + 1);
    let n_after = done.map_or(0, |_| today - after_from);
    let stage = match (begun, done) {
        (None, _) => Stage::Planned,
        (Some(_), None) => Stage::UnderWay,
        _ if n_after < SHORTEST_AFTER => Stage::TooEarly,
        _ => Stage::Measured,
    };
    let after_days = match stage {
        Stage::Measured => n_after,
        _ => planned.map_or(BEFORE, |days| days as i32),
    };
    let before = begin - n_after.clamp(BEFORE, LONGEST_BEFORE)..begin;
    Days { stage, periods: Periods { before, after: after_from..after_from + after_days } }
}

/// Where the service began later than a month into the time before, so does the time before.
fn from_the_first_report(periods: &mut Periods, first: Option<i32>) {
    if let Some(first) = first.filter(|first| *first > periods.before.start + 30) {
        periods.before.start = first.min(periods.before.end - 1);
    }
}

fn days_told(told: &[(u32, Timestamp)], town: &Town) -> HashMap<u32, i32> {
    let day = |at: &Timestamp| day_of(at.to_zoned(town.clock.zone().clone()).date());
    told.iter().map(|(key, at)| (*key, day(at))).collect()
}

fn midnight(day: i32, town: &Town) -> Timestamp {
    let zoned = date_of(day).and_then(|date| date.to_zoned(town.clock.zone().clone()).ok());
    zoned.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// First and last day, both counted.
fn dates(days: &std::ops::Range<i32>) -> (Date, Date) {
    let date = |day: i32| date_of(day).unwrap_or(Date::MIN);
    (date(days.start), date((days.end - 1).max(days.start)))
}
