//! Finding what a request is about. Searches are logged by their kind, never with the words that were searched for.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Served, Service, ServiceError};
use crate::geodesy::{LonLat, Shape};
use crate::observation::{Category, State};
use crate::privacy::{Cleared, for_staff};
use crate::report::Geometry;
use crate::report::desk::DeskReport;
use crate::store::FindPage;
use crate::town::naming::locality_of;

/// Reports of a page.
const PAGE: usize = 100;
/// Rows read at a time.
const STRIDE: u32 = 1_000;

/// Where reports are looked for; what touches it is found.
#[derive(Debug, Clone)]
pub enum FindPlace {
    Circle { at: LonLat, radius_m: f64 },
    Area(Geometry),
    Locality(String),
}

/// What is looked for; what is not said fits everything.
#[derive(Debug, Clone, Default)]
pub struct DisclosureSearch {
    /// Told from this day.
    pub from: Option<Date>,
    /// Told to the end of this day.
    pub to: Option<Date>,
    pub categories: Vec<Category>,
    pub states: Vec<State>,
    pub references: Vec<String>,
    /// Stands in the words, in small or large letters.
    pub words: Option<String>,
    pub place: Option<FindPlace>,
    /// `next` of the page before.
    pub after: i64,
}

/// A page of what was found.
pub struct Found {
    pub reports: Cleared<Vec<DeskReport>>,
    /// On this page and after it.
    pub n_found: u64,
    pub next: Option<i64>,
}

impl DisclosureSearch {
    /// Which kinds of things are asked for: what the log may know of it.
    fn kinds(&self) -> Vec<&'static str> {
        let kinds = [
            (self.from.is_some() || self.to.is_some(), "period"),
            (!self.categories.is_empty(), "categories"),
            (!self.states.is_empty(), "states"),
            (!self.references.is_empty(), "references"),
            (self.words.is_some(), "words"),
            (self.place.is_some(), "place"),
        ];
        kinds.into_iter().filter_map(|(is_asked, kind)| is_asked.then_some(kind)).collect()
    }
}

impl Service {
    /// Looks through the reports, the first told first; at most a hundred are shown at a time.
    pub async fn find_for_disclosure(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        search: &DisclosureSearch,
        admission: &Admission,
    ) -> Result<Found, ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        self.open_request(code, id).await?;
        let sieve = Sieve::of(&served, search);
        let (mut shown, mut n_found, mut after) = (Vec::new(), 0_u64, search.after);
        loop {
            let page = FindPage {
                told: told(search, served.town.clock.zone()),
                categories: &search.categories,
                states: &search.states,
                with_words: search.words.is_some(),
                after,
                n: STRIDE,
            };
            let rows = self.store().reports_told(code, &page).await?;
            let is_last = rows.len() < STRIDE as usize;
            after = rows.last().map_or(after, |row| row.number);
            for row in rows.into_iter().filter(|row| sieve.lets_through(row)) {
                n_found += 1;
                if shown.len() < PAGE {
                    shown.push(row);
                }
            }
            if is_last {
                break;
            }
        }
        let about = json!({"disclosure": id, "by": search.kinds(), "n_found": n_found,
            "reports": shown.iter().map(|one: &DeskReport| one.number).collect::<Vec<_>>()});
        let reader = self.reader(admission, code, "disclosure_find", about.to_string()).await?;
        let next = (n_found > shown.len() as u64).then(|| shown.last().map(|last| last.number)).flatten();
        Ok(Found { reports: for_staff(shown, &reader), n_found, next })
    }
}

/// The period in microseconds.
fn told(search: &DisclosureSearch, zone: &TimeZone) -> (i64, i64) {
    let start = |day: Date| day.to_zoned(zone.clone()).map(|at| at.timestamp().as_microsecond()).ok();
    let from = search.from.and_then(start).unwrap_or(i64::MIN);
    let to = search.to.and_then(|day| day.tomorrow().ok()).and_then(start).unwrap_or(i64::MAX);
    (from, to)
}

/// What SQL does not look at.
struct Sieve<'a> {
    served: &'a Served,
    references: Vec<String>,
    words: Option<String>,
    shape: Option<(Shape, f64)>,
    locality: Option<&'a str>,
}

impl<'a> Sieve<'a> {
    fn of(served: &'a Served, search: &'a DisclosureSearch) -> Self {
        let metric = &served.town.metric;
        let (shape, locality) = match &search.place {
            None => (None, None),
            Some(FindPlace::Circle { at, radius_m }) => (Some((Shape::Point(metric.forward(*at)), *radius_m)), None),
            Some(FindPlace::Area(area)) => (Some((area.shape(metric), 0.0)), None),
            Some(FindPlace::Locality(name)) => (None, Some(name.as_str())),
        };
        Self {
            served,
            references: search.references.iter().map(|one| one.trim().to_uppercase()).collect(),
            words: search.words.as_ref().map(|words| words.to_lowercase()),
            shape,
            locality,
        }
    }

    fn lets_through(&self, row: &DeskReport) -> bool {
        let report = &row.report;
        let metric = &self.served.town.metric;
        let shape = || report.place.geometry.shape(metric);
        (self.references.is_empty() || self.references.contains(&report.reference))
            && self.words.as_ref().is_none_or(|words| {
                report.text.as_ref().is_some_and(|text| text.to_lowercase().contains(words.as_str()))
            })
            && self.shape.as_ref().is_none_or(|(wanted, within_m)| shape().distance_m(wanted) <= *within_m)
            && self.locality.is_none_or(|name| {
                let found = locality_of(&self.served.ground(), &self.served.town, shape().anchor());
                found.is_some_and(|found| found.to_lowercase() == name.trim().to_lowercase())
            })
    }
}
