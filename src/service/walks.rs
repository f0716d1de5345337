//! Walks that somebody keeps: their steps, and what is seen on them.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::staff::Admission;
use super::{Served, Service, ServiceError};
use crate::geodesy::LonLat;
use crate::privacy::words;
use crate::promise::{
    MOST_COUNTED, Objection, REMEDY_KINDS, Seen, Step, StepTaken, Walk, WalkKind, WalkState, WalkStop,
};
use crate::store::Change;
use crate::town::naming::name_of;
use crate::town::{Ground, Layer};

const LONGEST_TITLE: usize = 120;
const LONGEST_WORDS: usize = 1_000;
const MOST_STOPS: usize = 30;
const MOST_POSITIONS: usize = 20_000;
/// Somebody else may change a walk between reading and writing: then it is read again.
const TRIES: usize = 8;

/// A walk as somebody wants to keep it.
pub struct WalkDraft {
    pub kind: WalkKind,
    pub title: String,
    pub starts_at: Timestamp,
    pub minutes: u32,
    pub stops: Vec<WalkStop>,
    pub way: Vec<[f64; 2]>,
    pub follows: Option<Uuid>,
}

/// A walk with what was seen on it.
pub struct WalkWhole {
    pub walk: Walk,
    pub seen: Vec<Seen>,
}

/// What an observation becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    Report,
    Remedy,
}

impl Service {
    /// Every walk, the latest first.
    pub async fn walks(&self, municipality: Option<&str>, admission: &Admission) -> Result<Vec<Walk>, ServiceError> {
        let served = self.serving(municipality)?;
        self.reader(admission, served.town.code(), "walks", String::new()).await?;
        Ok(self.store().walks(served.town.code()).await?)
    }

    pub async fn walk(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<WalkWhole, ServiceError> {
        let served = self.serving(municipality)?;
        self.reader(admission, served.town.code(), "walk", id.to_string()).await?;
        let walk = self.store().walk(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        let seen = self.store().seen_on_walk(served.town.code(), id).await?;
        Ok(WalkWhole { walk, seen })
    }

    /// Keeps a new walk, planned; one that repeats another closes that one.
    pub async fn keep_walk(
        &self,
        municipality: Option<&str>,
        draft: WalkDraft,
        _admission: &Admission,
    ) -> Result<Walk, ServiceError> {
        let served = self.serving(municipality)?;
        let objections = objections(&draft, &served);
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let now = self.stored_now();
        let first = draft.way.first().copied().or(draft.stops.first().map(|stop| stop.at));
        let walk = Walk {
            id: Uuid::new_v4(),
            kind: draft.kind,
            title: draft.title.trim().to_owned(),
            state: WalkState::Planned,
            starts_at: draft.starts_at,
            minutes: draft.minutes,
            locality: first.and_then(|at| locality(&served, &served.ground(), LonLat::new(at[0], at[1])?)),
            stops: draft.stops,
            way: draft.way,
            steps: Vec::new(),
            follows: draft.follows,
            made_at: now,
            changed_at: now,
        };
        for _ in 0..TRIES {
            let earlier = match walk.follows {
                Some(id) => Some(self.renewed(served.town.code(), id).await?),
                None => None,
            };
            let closing = earlier.as_ref().map(|(earlier, was)| (earlier, *was));
            if self.store().add_walk(served.town.code(), &walk, closing).await? == Change::Kept {
                return Ok(walk);
            }
        }
        Err(ServiceError::Busy)
    }

    /// A walk closed by a new one, and when it was changed before.
    async fn renewed(&self, municipality: &str, id: Uuid) -> Result<(Walk, Timestamp), ServiceError> {
        let walk = self.store().walk(municipality, id).await?.ok_or(ServiceError::NotFound)?;
        let (was, now) = (walk.changed_at, self.stored_now());
        let state = walk.state.after(Step::NewWalk).map_err(objected)?;
        let mut closed = Walk { state, changed_at: later_than(was, now), ..walk };
        let step = Step::NewWalk.as_str().to_owned();
        closed.steps.push(StepTaken { id: Uuid::new_v4(), step, at: now, participants: None, minutes: None });
        Ok((closed, was))
    }

    /// Takes a step, or says why it cannot be taken now. The same step sent again changes nothing. A walk that was walked
    /// is a deed from the same moment on.
    pub async fn take_step(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        step: Step,
        taken: StepTaken,
        _admission: &Admission,
    ) -> Result<Walk, ServiceError> {
        let served = self.serving(municipality)?;
        if taken.participants.is_some_and(|n| n > MOST_COUNTED) {
            return Err(objected(Objection::new(
                "/participants",
                "out_of_range",
                format!("Antalet deltagare är högst {MOST_COUNTED}."),
                format!("The number of participants is at most {MOST_COUNTED}."),
            )));
        }
        for _ in 0..TRIES {
            let walk = self.store().walk(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
            if walk.steps.iter().any(|known| known.id == taken.id) {
                return Ok(walk);
            }
            let was = (walk.state, walk.changed_at);
            let state = walk.state.after(step).map_err(objected)?;
            let mut changed = Walk { state, changed_at: later_than(walk.changed_at, self.stored_now()), ..walk };
            changed.steps.push(taken.clone());
            let deed = (step == Step::Walk).then(|| changed.deed()).flatten();
            if self.store().change_walk(served.town.code(), &changed, was, deed.as_ref()).await? == Change::Kept {
                return Ok(changed);
            }
        }
        Err(ServiceError::Busy)
    }

    /// Keeps what was seen. True: it is new; sent again it is the same.
    pub async fn see_on_walk(
        &self,
        municipality: Option<&str>,
        seen: Seen,
        admission: &Admission,
    ) -> Result<(Seen, bool), ServiceError> {
        let served = self.serving(municipality)?;
        let code = served.town.code();
        if let Some(known) = self.store().seen(code, seen.id).await? {
            self.reader(admission, code, "seen", known.id.to_string()).await?;
            return if known.walk == seen.walk { Ok((known, false)) } else { Err(ServiceError::NotFound) };
        }
        let walk = self.store().walk(code, seen.walk).await?.ok_or(ServiceError::NotFound)?;
        let all = self.objections_to_seen(&seen, &walk, &served);
        if !all.is_empty() {
            return Err(ServiceError::Objections(all));
        }
        let seen = Seen { received_at: self.stored_now(), ..seen };
        let is_new = self.store().add_seen(code, &seen).await?;
        let kept = self.store().seen(code, seen.id).await?.ok_or(ServiceError::NotFound)?;
        Ok((kept, is_new))
    }

    fn objections_to_seen(&self, seen: &Seen, walk: &Walk, served: &Served) -> Vec<Objection> {
        let mut all = Vec::new();
        let mut bad = |pointer: &str, code, sv: &str, en: &str| all.push(Objection::new(pointer, code, sv, en));
        if walk.state == WalkState::Cancelled {
            bad("", "cancelled", "Vandringen är inställd.", "The walk is cancelled.");
        }
        let known =
            |code: &String| self.catalogue().index_of(crate::observation::Category::UnsafePlace, code).is_some();
        if !seen.causes.iter().all(known) || seen.causes.len() > 20 {
            bad(
                "/causes",
                "unknown_word",
                "Orsakerna är katalogens koder för otrygga platser.",
                "Causes are the catalogue's codes for unsafe places.",
            );
        }
        if seen.remedy_kind.as_deref().is_some_and(|kind| !REMEDY_KINDS.contains(&kind)) {
            bad("/remedy_kind", "unknown_word", "Det slaget av åtgärd finns inte.", "There is no such kind of remedy.");
        }
        if seen.severity.is_some_and(|n| !(1..=5).contains(&n)) {
            bad("/severity", "out_of_range", "Allvaret är 1 till 5.", "The severity is 1 to 5.");
        }
        if seen.safe.is_some_and(|n| !(1..=6).contains(&n)) {
            bad("/safe", "out_of_range", "Tryggheten skattas från 1 till 6.", "Safety is rated from 1 to 6.");
        }
        if seen.stop.is_some_and(|stop| stop as usize >= walk.stops.len()) {
            bad("/stop", "unknown_stop", "Vandringen har inget sådant stopp.", "The walk has no such stop.");
        }
        if !served.town.takes(served.town.metric.forward(seen.at)) {
            bad("/at", "outside", "Platsen ligger utanför kommunen.", "The place lies outside the municipality.");
        }
        let nothing =
            seen.causes.is_empty() && seen.remedy_kind.is_none() && seen.safe.is_none() && seen.words.is_none();
        if nothing {
            bad(
                "",
                "empty",
                "Säg en orsak, en åtgärd, en skattning eller några ord.",
                "Give a cause, a remedy, a rating or some words.",
            );
        }
        if let Some(text) = &seen.words {
            if text.chars().count() > LONGEST_WORDS {
                bad("/words", "too_long", "Texten är högst 1 000 tecken.", "The text is at most 1,000 characters.");
            }
            all.extend(words::objection("/words", text));
        }
        all
    }

    /// Makes a report or a proposed remedy of what was seen; once: asked again, the same one is named.
    pub async fn seen_becomes(
        &self,
        municipality: Option<&str>,
        (walk, id): (Uuid, Uuid),
        became: Became,
        admission: &Admission,
    ) -> Result<Seen, ServiceError> {
        let served = self.serving(municipality)?;
        let code = served.town.code();
        self.reader(admission, code, "seen", id.to_string()).await?;
        let found = self.store().seen(code, id).await?;
        let seen = found.filter(|seen| seen.walk == walk).ok_or(ServiceError::NotFound)?;
        match became {
            Became::Report if seen.report.is_none() => {
                let receipt = self.submit_by("walk", &report_of(&seen, code), Some(&format!("walk-{id}"))).await?;
                self.store().seen_became_report(code, id, receipt.id).await?;
            }
            Became::Remedy if seen.remedy.is_none() => {
                let kind = seen.remedy_kind.as_deref().ok_or_else(|| {
                    objected(Objection::new(
                        "/remedy_kind",
                        "no_remedy",
                        "Ingen åtgärd föreslogs här.",
                        "No remedy was proposed here.",
                    ))
                })?;
                let ground = served.ground();
                let name = name_of(&ground, &served.town, &[(served.town.metric.forward(seen.at), 1.0)]);
                let locality = locality(&served, &ground, seen.at);
                // The observation's own id: made twice it is one remedy.
                let about = (kind, name.sv.as_str(), locality.as_deref());
                self.store().seen_became_remedy(code, &seen, about, id, self.stored_now()).await?;
            }
            Became::Report | Became::Remedy => {}
        }
        self.store().seen(code, id).await?.ok_or(ServiceError::NotFound)
    }

    /// Now as the store keeps it.
    fn stored_now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.now().as_microsecond()).expect("now is a time")
    }
}

fn objected(objection: Objection) -> ServiceError {
    ServiceError::Objections(vec![objection])
}

/// A change is told from the one before it by its time, so no two have the same.
fn later_than(before: Timestamp, now: Timestamp) -> Timestamp {
    if now > before { now } else { before + jiff::SignedDuration::from_micros(1) }
}

/// As `POST /api/v1/reports` takes it.
fn report_of(seen: &Seen, municipality: &str) -> Value {
    let accuracy = seen.accuracy_m.filter(|metres| *metres >= 0.0);
    let source = if seen.placed_by == crate::promise::PlacedBy::Gps { "gps" } else { "map" };
    let mut place = json!({
        "geometry": {"type": "Point", "coordinates": [seen.at.lon(), seen.at.lat()]}, "source": source,
    });
    if let Some(metres) = accuracy {
        place["accuracy_m"] = metres.into();
    }
    let mut body = json!({
        "municipality": municipality,
        "category": "unsafe_place",
        "causes": if seen.causes.is_empty() { vec!["other".to_owned()] } else { seen.causes.clone() },
        "place": place,
        "when": {"kind": "instant", "at": seen.seen_at.to_string()},
    });
    if let Some(severity) = seen.severity {
        body["severity"] = severity.into();
    }
    if let Some(text) = &seen.words {
        body["text"] = text.as_str().into();
    }
    body
}

fn locality(served: &Served, ground: &Ground, at: LonLat) -> Option<String> {
    const WITHIN_M: f64 = 3_000.0;
    let here = served.town.metric.forward(at);
    let distance = |feature: &crate::town::Feature| match &feature.geometry {
        geo::Geometry::Point(p) => LonLat::new(p.x(), p.y()).map(|at| served.town.metric.forward(at).distance_m(here)),
        _ => None,
    };
    let near = ground.layer(Layer::Locality).filter_map(|one| Some((distance(one)?, one.name.clone()?)));
    near.filter(|(metres, _)| *metres <= WITHIN_M).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

fn objections(draft: &WalkDraft, served: &Served) -> Vec<Objection> {
    let mut all = Vec::new();
    let mut bad = |pointer: &str, code, sv: String, en: String| all.push(Objection::new(pointer, code, sv, en));
    let title = draft.title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        bad(
            "/title",
            "bad_title",
            format!("Vandringen behöver ett namn på högst {LONGEST_TITLE} tecken."),
            format!("The walk needs a name of at most {LONGEST_TITLE} characters."),
        );
    }
    if !(10..=240).contains(&draft.minutes) {
        bad(
            "/minutes",
            "out_of_range",
            "En vandring är 10 till 240 minuter.".into(),
            "A walk is 10 to 240 minutes.".into(),
        );
    }
    if draft.stops.is_empty() || draft.stops.len() > MOST_STOPS {
        bad(
            "/stops",
            "out_of_range",
            format!("En vandring har 1 till {MOST_STOPS} stopp."),
            format!("A walk has 1 to {MOST_STOPS} stops."),
        );
    }
    if draft.way.len() > MOST_POSITIONS {
        bad("/way", "too_long", "Vägen har för många punkter.".into(), "The way has too many positions.".into());
    }
    let inside = |place: &[f64; 2]| {
        LonLat::new(place[0], place[1]).is_some_and(|at| served.town.takes(served.town.metric.forward(at)))
    };
    if let Some(nth) = draft.stops.iter().position(|stop| !inside(&stop.at)) {
        bad(
            &format!("/stops/{nth}/at"),
            "outside",
            "Stoppet ligger utanför kommunen.".into(),
            "The stop lies outside the municipality.".into(),
        );
    }
    if draft.way.iter().any(|at| LonLat::new(at[0], at[1]).is_none()) {
        bad(
            "/way",
            "bad_place",
            "En plats är [longitud, latitud] i grader.".into(),
            "A place is [longitude, latitude] in degrees.".into(),
        );
    }
    all.extend(words::objection("/title", title));
    for (nth, stop) in draft.stops.iter().enumerate() {
        let lists = stop.look.iter().chain(&stop.causes);
        if stop.sv.chars().count() > 200 || stop.en.chars().count() > 200 || lists.clone().any(|word| word.len() > 40) {
            all.push(Objection::new(
                &format!("/stops/{nth}"),
                "too_long",
                "Stoppets namn är för långt.",
                "The stop's name is too long.",
            ));
        }
        let texts = [&stop.sv, &stop.en].into_iter().chain(lists);
        all.extend(texts.filter_map(|text| words::objection(&format!("/stops/{nth}"), text)).take(1));
    }
    all
}
