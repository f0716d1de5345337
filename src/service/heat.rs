//! The heatmap and its kin, for whoever asks: exact for staff, published cells for everybody.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::answers::{About, Form, Key};
use super::staff::Admission;
use super::written::Written;
use super::{PublicLayer, Served, Service, ServiceError};
use crate::analysis::{CellSize, Heat, HeatParams, heat, heat_shown, months_of};
use crate::geodesy::{Bounds, Box2};
use crate::index::{Filter, Profile, Snapshot};
use crate::interop::heat::{HeatFrame, feature_collection};
use crate::interop::mvt;
use crate::interop::question::{BadParameter, Bound, Layer, Question};
use crate::observation::{Category, CauseSet, Group, Month, Observation, Window};
use crate::privacy::{BASE_CELL_M, Cleared, PublicQuestion, StaffReader, for_staff, public_heat};
use crate::town::Town;

/// A cleared heatmap with what stands beside it.
pub struct HeatAnswer {
    pub heat: Cleared<Heat>,
    pub frame: HeatFrame,
    pub served: Arc<Served>,
}

/// A page of exact observations.
pub struct ObservationPage {
    pub observations: Cleared<Vec<Observation>>,
    pub next: Option<u32>,
    pub served: Arc<Served>,
}

const PAGE_LIMIT: u32 = 1_000;

/// A question that may be answered, with everything the answer is made of.
struct Allowed {
    served: Arc<Served>,
    frame: HeatFrame,
    source: Source,
}

enum Source {
    Exact { snapshot: Arc<Snapshot>, params: HeatParams, reader: StaffReader },
    Published { public: Arc<PublicLayer>, asked: PublicQuestion },
}

impl Allowed {
    /// A tile shows squares and no totals.
    fn count(self, form: Form) -> HeatAnswer {
        let Self { served, frame, source } = self;
        let heat = match source {
            Source::Exact { snapshot, params, reader } => {
                let counted = match form {
                    Form::GeoJson => heat(&snapshot, &params),
                    Form::Tile(_) => heat_shown(&snapshot, &params),
                };
                for_staff(counted, &reader)
            }
            Source::Published { public, asked } => {
                public_heat(&public.cells, &asked, served.town.municipality.k, &served.town.metric)
            }
        };
        HeatAnswer { heat, frame, served }
    }
}

impl HeatAnswer {
    fn written(&self, form: Form) -> Result<Written, ServiceError> {
        let Self { heat, frame, served } = self;
        let metric = &served.town.metric;
        let bytes = match form {
            Form::GeoJson => feature_collection(heat, frame, metric),
            Form::Tile(tile) => {
                mvt::heat(heat, tile, metric).map_err(|error| ServiceError::NotDrawn(error.to_string()))?
            }
        };
        Ok(Written::new(frame.revision.clone(), frame.layer == "public", bytes))
    }
}

impl Service {
    /// What names the state of the data behind an answer: two answers with the same name are the same.
    pub fn revision(&self, question: &Question, admission: Option<&Admission>) -> Result<String, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        Ok(match layer(question, admission, &served)? {
            Layer::Public => {
                // Asked too finely, it is refused whether or not the asker has an older answer.
                self.public_question(question, &served, &served.public())?;
                public_name(&served, &served.public())
            }
            Layer::Staff => self.staff_revision(&served.index.snapshot(), &served),
        })
    }

    /// An open period ends today, so the answer may change at midnight without a new report.
    pub(super) fn staff_revision(&self, snapshot: &Snapshot, served: &Served) -> String {
        format!("s{}-{}", snapshot.revision(), self.today(served))
    }

    /// Which day it is in the municipality.
    pub(in crate::service) fn today(&self, served: &Served) -> jiff::civil::Date {
        self.now().to_zoned(served.town.clock.zone().clone()).date()
    }

    pub async fn heat(&self, question: &Question, admission: Option<&Admission>) -> Result<HeatAnswer, ServiceError> {
        let allowed = self.allowed(question, admission).await?;
        // Counting ten million rows takes tens of milliseconds: not on a thread that answers requests.
        let counted = tokio::task::spawn_blocking(move || allowed.count(Form::GeoJson));
        Ok(counted.await.expect("counting does not panic"))
    }

    /// The heatmap as bytes: those of the last time, when the same was asked of the same data. A reading by staff is
    /// logged all the same, before anything is looked for.
    pub async fn written_heat(
        &self,
        question: &Question,
        admission: Option<&Admission>,
        form: Form,
    ) -> Result<Arc<Written>, ServiceError> {
        let generation = self.inner.answers.generation();
        let allowed = self.allowed(question, admission).await?;
        let HeatFrame { layer, revision, .. } = &allowed.frame;
        let key = Key {
            generation,
            municipality: allowed.served.town.code().to_owned(),
            layer,
            revision: revision.clone(),
            about: About::Heat,
            // Every field takes part, also those that come later.
            question: format!("{question:?}"),
            form,
        };
        if let Some(written) = self.inner.answers.find(&key) {
            return Ok(written);
        }
        let counted = tokio::task::spawn_blocking(move || allowed.count(form).written(form));
        let written = Arc::new(counted.await.expect("counting and writing do not panic")?);
        self.inner.answers.keep(key, &written);
        Ok(written)
    }

    /// The question with the right to its answer: as fine as the public may ask, or logged for staff.
    async fn allowed(&self, question: &Question, admission: Option<&Admission>) -> Result<Allowed, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        match (layer(question, admission, &served)?, admission) {
            (Layer::Staff, Some(admission)) => self.allowed_staff(question, admission, served).await,
            _ => self.allowed_public(question, served),
        }
    }

    async fn allowed_staff(
        &self,
        question: &Question,
        admission: &Admission,
        served: Arc<Served>,
    ) -> Result<Allowed, ServiceError> {
        let snapshot = served.index.snapshot();
        // Of this very snapshot: a newer name on an older answer would be kept by whoever asks with its ETag.
        let revision = self.staff_revision(&snapshot, &served);
        let (filter, parameters) = self.understood(question, &served, &snapshot)?;
        let reader = self.reader(admission, served.town.code(), "heat", parameters.to_string()).await?;
        let params = HeatParams { filter, cell: question.cell_m.map_or(CellSize::Auto, CellSize::Fixed) };
        let frame = HeatFrame { layer: "staff", revision, parameters };
        Ok(Allowed { served, frame, source: Source::Exact { snapshot, params, reader } })
    }

    fn allowed_public(&self, question: &Question, served: Arc<Served>) -> Result<Allowed, ServiceError> {
        let public = served.public();
        let asked = self.public_question(question, &served, &public)?;
        let parameters = self.public_parameters(question, &served, &asked);
        let frame = HeatFrame { layer: "public", revision: public_name(&served, &public), parameters };
        Ok(Allowed { served, frame, source: Source::Published { public, asked } })
    }

    /// A public question in words.
    pub(super) fn public_parameters(&self, question: &Question, served: &Served, asked: &PublicQuestion) -> Value {
        let PublicQuestion { groups, from, to, unpublished, .. } = asked;
        let categories: Vec<_> = groups.iter().flat_map(|group| group.categories()).map(Category::as_str).collect();
        json!({
            "municipality": served.town.code(),
            "bbox": question.bounds.map(|b| b.to_array()),
            "categories": categories,
            "groups": groups.iter().map(|group| group.as_str()).collect::<Vec<_>>(),
            "causes": [],
            "from": from.first_day().to_string(),
            "to": to.next().first_day().yesterday().map(|day| day.to_string()).unwrap_or_default(),
            "months": asked.months(),
            "unpublished": unpublished.iter().map(Month::to_string).collect::<Vec<_>>(),
            "weekdays": null, "hours": null, "k": served.town.municipality.k,
            "cell": question.cell_m.map_or(json!("auto"), Value::from),
        })
    }

    /// The question as the public layer can answer it, or why it cannot.
    pub(super) fn public_question(
        &self,
        question: &Question,
        served: &Served,
        public: &PublicLayer,
    ) -> Result<PublicQuestion, ServiceError> {
        let (first, last) = public_months(&public.cells);
        // Who asks for no period hears of every month that is missing, also the last.
        let last = last.map(|last| public.unpublished.last().map_or(last, |missing| last.max(*missing)));
        let today = Month::at(self.now().as_second(), served.town.clock.zone());
        let from = whole_month("from", question.from)?.or(first).unwrap_or(today);
        let to = whole_month("to", question.to)?.or(last).unwrap_or(today);
        let asked = |month: &&Month| (from..=to).contains(*month);
        Ok(PublicQuestion {
            groups: public_groups(question)?,
            from,
            to,
            unpublished: public.unpublished.iter().filter(asked).copied().collect(),
            smallest_m: question.cell_m.unwrap_or(BASE_CELL_M),
            bounds: question.bounds,
        })
    }

    /// Hour × weekday of what matches; staff only.
    pub async fn profile(
        &self,
        question: &Question,
        admission: &Admission,
    ) -> Result<(Cleared<Profile>, String, Value), ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let snapshot = served.index.snapshot();
        // Of this very snapshot: a newer name on an older answer would be kept by whoever asks with its ETag.
        let revision = self.staff_revision(&snapshot, &served);
        let (filter, parameters) = self.understood(question, &served, &snapshot)?;
        let reader = self.reader(admission, served.town.code(), "profile", parameters.to_string()).await?;
        let counted = tokio::task::spawn_blocking(move || snapshot.profile(&filter));
        Ok((for_staff(counted.await.expect("counting does not panic"), &reader), revision, parameters))
    }

    /// Exact observations, a page at a time in the order of their keys; staff only.
    pub async fn observations(
        &self,
        question: &Question,
        admission: &Admission,
    ) -> Result<ObservationPage, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let snapshot = served.index.snapshot();
        let (filter, parameters) = self.understood(question, &served, &snapshot)?;
        let reader: StaffReader =
            self.reader(admission, served.town.code(), "observations", parameters.to_string()).await?;
        let limit = question.limit.unwrap_or(PAGE_LIMIT).min(PAGE_LIMIT) as usize;
        let page = snapshot.page(&filter, question.cursor, limit);
        let next = (page.len() == limit).then(|| page.last().map(|seen| seen.key)).flatten();
        Ok(ObservationPage { observations: for_staff(page, &reader), next, served })
    }

    /// The filter a question means, and the same in words for the answer and the log. A cause that nobody knows is a slip,
    /// and must not come to mean every cause.
    pub(super) fn understood(
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

/// The period asked for, never beyond today. Without a bound it is that of the reports, in whole months as on the public
/// map: an imported month of 2019 is divided by that month, and not by the years since. One that begins later than today
/// is none.
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

/// Names an answer by everything it depends on: what is published, the k it is shown with, and the program that shows it.
pub(super) fn public_name(served: &Served, public: &PublicLayer) -> String {
    format!("p{:016x}-k{}-{}", public.revision, served.town.municipality.k, env!("CARGO_PKG_VERSION"))
}

/// Without a word about the layer, whoever may see it gets the exact one and everybody else the public one.
pub(super) fn layer(
    question: &Question,
    admission: Option<&Admission>,
    served: &Served,
) -> Result<Layer, ServiceError> {
    let may = admission.map(|admission| admission.check(served.town.code()));
    match (question.layer, may) {
        (Some(Layer::Staff), None) => Err(ServiceError::StaffOnly),
        (Some(Layer::Staff), Some(may)) => may.map(|()| Layer::Staff),
        (None, Some(Ok(()))) => Ok(Layer::Staff),
        (Some(Layer::Public), _) | (None, _) => Ok(Layer::Public),
    }
}

/// The box in metres that holds everything of the town that the box in degrees holds. A plane is true near its town
/// only: what is asked for far away is drawn in to a degree around it, farther out than any report is taken.
pub(super) fn projected(b: &Bounds, town: &Town) -> Box2 {
    const AROUND_DEG: f64 = 1.0;
    let t = town.bounds;
    let lon = |v: f64| v.clamp((t.west - AROUND_DEG).max(-180.0), (t.east + AROUND_DEG).min(180.0));
    let lat = |v: f64| v.clamp((t.south - AROUND_DEG).max(-89.0), (t.north + AROUND_DEG).min(89.0));
    let near = Bounds { west: lon(b.west), south: lat(b.south), east: lon(b.east), north: lat(b.north) };
    Box2::around(near.outline().map(|p| town.metric.forward(p))).expect("an outline has points")
}

/// Whole groups only: a filter as fine as a single category could single out a report.
fn public_groups(question: &Question) -> Result<Vec<Group>, ServiceError> {
    let finer = [
        ("cause", !question.causes.is_empty()),
        ("channel", !question.channels.is_empty()),
        ("weekdays", !question.weekdays.is_empty()),
        ("hours", question.hours.is_some()),
        (
            "cell",
            question.cell_m.is_some_and(|m| !m.is_multiple_of(BASE_CELL_M) || !(m / BASE_CELL_M).is_power_of_two()),
        ),
    ];
    if let Some((name, _)) = finer.iter().find(|(_, asked)| *asked) {
        return Err(too_fine(name));
    }
    let meant = question.meant_categories();
    let groups: Vec<Group> = Group::ALL.into_iter().filter(|g| meant.iter().any(|c| c.group() == *g)).collect();
    let whole = groups.iter().flat_map(|group| group.categories()).all(|category| meant.contains(&category));
    if whole { Ok(groups) } else { Err(too_fine("category")) }
}

fn whole_month(name: &str, bound: Option<Bound>) -> Result<Option<Month>, ServiceError> {
    match bound {
        None => Ok(None),
        Some(Bound::Month(month)) => Ok(Some(month)),
        Some(Bound::Day(day)) => {
            let month = Month::new(day.year(), day.month()).ok_or_else(|| too_fine(name))?;
            let edge = if name == "from" { day.day() == 1 } else { day.day() == day.days_in_month() };
            if edge { Ok(Some(month)) } else { Err(too_fine(name)) }
        }
    }
}

fn too_fine(name: &str) -> ServiceError {
    ServiceError::BadParameter(BadParameter::new(
        name,
        "Den öppna kartan kan bara delas upp i grupper (group), hela månader och rutor om 250 m eller mer, så att ingen \
         enskild rapport kan pekas ut.",
        "The public map can only be divided into groups (group), whole months and squares of 250 m or more, so that no \
         single report can be pointed out.",
    ))
}

fn public_months(cells: &[crate::privacy::PublicCell]) -> (Option<Month>, Option<Month>) {
    let months = || cells.iter().map(|cell| cell.month);
    (months().min(), months().max())
}

impl Served {
    /// First and last month with public data.
    pub fn public_months(&self) -> (Option<Month>, Option<Month>) {
        public_months(&self.public().cells)
    }
}
