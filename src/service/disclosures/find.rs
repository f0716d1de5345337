//! Finding what a request is about. Searches are logged by their kind, never with the words that were searched for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Served, Service, ServiceError};
use crate::geodesy::{LonLat, Shape};
use crate::observation::{Category, State};
use crate::privacy::{Cleared, for_staff};
use crate::promise::Objection;
use crate::report::Geometry;
use crate::report::desk::DeskReport;
use crate::store::{FindRows, FoundRow};
use crate::town::Ground;
use crate::town::naming::locality_of;

/// Reports of a page.
const PAGE: usize = 100;
/// Rows read at a time.
const STRIDE: u32 = 2_000;
/// More than anybody reads out of a letter.
const MOST_REFERENCES: usize = 200;
const LONGEST_WORDS: usize = 200;
/// How long somebody waits for somebody else's search.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

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
    /// In all; only with the first page.
    pub n_found: Option<u64>,
    pub next: Option<i64>,
}

impl DisclosureSearch {
    /// What makes it longer than a search.
    fn objections(&self) -> Vec<Objection> {
        let mut wrong = Vec::new();
        if self.references.len() > MOST_REFERENCES {
            let sv = format!("Högst {MOST_REFERENCES} nummer åt gången. Dela upp listan.");
            let en = format!("At most {MOST_REFERENCES} references at a time. Divide the list.");
            wrong.push(Objection::new("/references", "too_many", sv, en));
        }
        let is_long = |words: &String| words.chars().count() > LONGEST_WORDS;
        if self.words.as_ref().is_some_and(is_long) {
            let sv = format!("Högst {LONGEST_WORDS} tecken.");
            wrong.push(Objection::new("/words", "too_long", sv, format!("At most {LONGEST_WORDS} characters.")));
        }
        wrong
    }

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
    /// Looks through the reports, the first told first; at most a hundred are shown at a time, and counted with the
    /// first of them. One search at a time in a municipality: it may look through every report there is.
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
        let objections = search.objections();
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let _turn = self.inner.searches.turn(code, LONGEST_WAIT).await?;
        let hits = self.hits(&served, search).await?;
        let numbers = &hits.numbers[..hits.numbers.len().min(PAGE)];
        let about = json!({"disclosure": id, "by": search.kinds(), "n_found": hits.n, "reports": numbers});
        let reader = self.reader(admission, code, "disclosure_find", about.to_string()).await?;
        let reports = self.store().found_reports(code, numbers).await?;
        let next = (hits.numbers.len() > PAGE).then(|| numbers.last().copied()).flatten();
        Ok(Found { reports: for_staff(reports, &reader), n_found: hits.n, next })
    }

    /// The numbers of a page and one more, and on the first page how many there are in all. What SQL can tell it tells
    /// alone; the rest is read in strides, and of each nothing but numbers is kept.
    async fn hits(&self, served: &Arc<Served>, search: &DisclosureSearch) -> Result<Hits, ServiceError> {
        let (code, is_first) = (served.town.code(), search.after == 0);
        let references: Vec<String> = search.references.iter().map(|one| one.to_uppercase()).collect();
        let asked = FindRows {
            told: told(search, served.town.clock.zone()),
            categories: &search.categories,
            states: &search.states,
            references: &references,
            with_words: search.words.is_some(),
            with_place: search.place.is_some(),
        };
        if search.words.is_none() && search.place.is_none() {
            let page = self.store().find_rows(code, &asked, (search.after, PAGE as u32 + 1)).await?;
            let n = if is_first { Some(self.store().n_rows_found(code, &asked, 0).await?) } else { None };
            return Ok(Hits { numbers: page.into_iter().map(|row| row.number).collect(), n });
        }
        let sieve = Arc::new(Sieve::of(served.clone(), search));
        let (mut numbers, mut n, mut after) = (Vec::new(), 0_u64, search.after);
        loop {
            let rows = self.store().find_rows(code, &asked, (after, STRIDE)).await?;
            let is_last = rows.len() < STRIDE as usize;
            after = rows.last().map_or(after, |row| row.number);
            let sieve = sieve.clone();
            let sifting = tokio::task::spawn_blocking(move || -> Vec<i64> {
                rows.iter().filter(|row| sieve.lets_through(row)).map(|row| row.number).collect()
            });
            let through = sifting.await.expect("comparing does not panic");
            n += through.len() as u64;
            numbers.extend(through.into_iter().take(PAGE + 1 - numbers.len()));
            if is_last || (!is_first && numbers.len() > PAGE) {
                break;
            }
        }
        Ok(Hits { numbers, n: is_first.then_some(n) })
    }
}

struct Hits {
    /// Of a page, and one more where there is more.
    numbers: Vec<i64>,
    n: Option<u64>,
}

/// Whose turn it is to search, by municipality.
#[derive(Default)]
pub(in crate::service) struct Searches(Mutex<HashMap<String, Arc<Semaphore>>>);

impl Searches {
    async fn turn(&self, code: &str, within: Duration) -> Result<OwnedSemaphorePermit, ServiceError> {
        let own = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(code.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(1))).clone()
        };
        match timeout(within, own.acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(ServiceError::SearchTaken),
        }
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
struct Sieve {
    served: Arc<Served>,
    ground: Arc<Ground>,
    words: Option<String>,
    shape: Option<(Shape, f64)>,
    locality: Option<String>,
}

impl Sieve {
    fn of(served: Arc<Served>, search: &DisclosureSearch) -> Self {
        let metric = &served.town.metric;
        let (shape, locality) = match &search.place {
            None => (None, None),
            Some(FindPlace::Circle { at, radius_m }) => (Some((Shape::Point(metric.forward(*at)), *radius_m)), None),
            Some(FindPlace::Area(area)) => (Some((area.shape(metric), 0.0)), None),
            Some(FindPlace::Locality(name)) => (None, Some(name.trim().to_lowercase())),
        };
        let words = search.words.as_ref().map(|words| words.to_lowercase());
        Self { ground: served.ground(), served, words, shape, locality }
    }

    fn lets_through(&self, row: &FoundRow) -> bool {
        let has_words = self
            .words
            .as_ref()
            .is_none_or(|words| row.text.as_ref().is_some_and(|text| text.to_lowercase().contains(words.as_str())));
        if !has_words || (self.shape.is_none() && self.locality.is_none()) {
            return has_words;
        }
        // What was told is the record, and what it was corrected to is what people know it by.
        row.places.iter().any(|place| self.is_wanted(&place.shape(&self.served.town.metric)))
    }

    fn is_wanted(&self, shape: &Shape) -> bool {
        self.shape.as_ref().is_none_or(|(wanted, within_m)| shape.distance_m(wanted) <= *within_m)
            && self.locality.as_ref().is_none_or(|name| {
                let found = locality_of(&self.ground, &self.served.town, shape.anchor());
                found.is_some_and(|found| found.to_lowercase() == *name)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_searches_at_a_time_in_a_municipality_and_the_others_do_not_wait_for_it() {
        let searches = Searches::default();
        let turn = |code: &'static str| searches.turn(code, Duration::ZERO);
        let first = turn("1273").await.expect("nobody searches");
        assert!(turn("0114").await.is_ok());
        assert!(matches!(turn("1273").await, Err(ServiceError::SearchTaken)));
        drop(first);
        assert!(turn("1273").await.is_ok());
    }
}
