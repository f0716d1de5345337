//! Walks that somebody keeps: their steps, and what is seen on them.

mod flaws;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::staff::Admission;
use super::submit::WALK;
use super::{Served, Service, ServiceError};
use crate::geodesy::LonLat;
use crate::promise::{
    MOST_COUNTED, Objection, Seen, Step, StepTaken, Walk, WalkKind, WalkState, WalkStop, in_the_future,
};
use crate::store::Change;
use crate::town::naming::{locality_of, name_of};

/// Somebody else may change a walk between reading and writing: then it is read again.
const TRIES: usize = 8;

/// A walk as somebody wants to keep it.
pub struct WalkDraft {
    /// Made by whoever sends it, if at all.
    pub id: Option<Uuid>,
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
        let served = self.serving_to(municipality, admission)?;
        self.reader(admission, served.town.code(), "walks", String::new()).await?;
        Ok(self.store().walks(served.town.code()).await?)
    }

    pub async fn walk(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<WalkWhole, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
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
        admission: &Admission,
    ) -> Result<Walk, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let (objections, code) = (flaws::of_draft(&draft, &served, self.today(&served)), served.town.code());
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let now = self.stored_now();
        let first = draft.way.first().copied().or(draft.stops.first().map(|stop| stop.at));
        let walk = Walk {
            id: draft.id.unwrap_or_else(Uuid::new_v4),
            kind: draft.kind,
            title: draft.title.trim().to_owned(),
            state: WalkState::Planned,
            starts_at: draft.starts_at,
            minutes: draft.minutes,
            locality: first.and_then(|at| locality(&served, LonLat::new(at[0], at[1])?)),
            stops: draft.stops,
            way: draft.way,
            steps: Vec::new(),
            follows: draft.follows,
            made_at: now,
            changed_at: now,
        };
        self.changing(admission, code, "walk", json!({"id": walk.id, "do": "keep"})).await?;
        for _ in 0..TRIES {
            if let Some(known) = self.sent_before(code, &walk, admission).await? {
                return Ok(known);
            }
            let earlier = match walk.follows {
                None => None,
                Some(id) => match self.renewed(code, id).await {
                    Ok(earlier) => Some(earlier),
                    // It may have been closed by this very walk, sent a moment ago.
                    Err(refused) => return self.sent_before(code, &walk, admission).await?.ok_or(refused),
                },
            };
            let closing = earlier.as_ref().map(|(earlier, was)| (earlier, *was));
            if self.store().add_walk(code, &walk, closing).await? == Change::Kept {
                return Ok(walk);
            }
        }
        Err(ServiceError::Busy)
    }

    /// The walk of this id that was kept before; refused where it is another one.
    async fn sent_before(&self, code: &str, walk: &Walk, admission: &Admission) -> Result<Option<Walk>, ServiceError> {
        let Some(known) = self.store().walk(code, walk.id).await? else { return Ok(None) };
        self.reader(admission, code, "walk", known.id.to_string()).await?;
        if is_sent_again(&known, walk) { Ok(Some(known)) } else { Err(objected(taken())) }
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

    /// Takes a step, or says why it cannot be taken now. The same step sent again changes nothing. A walk that was
    /// walked is a deed from the same moment on.
    pub async fn take_step(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        step: Step,
        taken: StepTaken,
        admission: &Admission,
    ) -> Result<Walk, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        if taken.participants.is_some_and(|n| n > MOST_COUNTED) {
            return Err(objected(Objection::new(
                "/participants",
                "out_of_range",
                format!("Antalet deltagare är högst {MOST_COUNTED}."),
                format!("The number of participants is at most {MOST_COUNTED}."),
            )));
        }
        if let Some(objection) = in_the_future("/at", taken.at, self.now()) {
            return Err(objected(objection));
        }
        let about = json!({"id": id, "do": step.as_str(), "step": taken.id});
        self.changing(admission, served.town.code(), "walk", about).await?;
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
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        if let Some(known) = self.store().seen(code, seen.id).await? {
            self.reader(admission, code, "seen", known.id.to_string()).await?;
            return if known.walk == seen.walk { Ok((known, false)) } else { Err(ServiceError::NotFound) };
        }
        let walk = self.store().walk(code, seen.walk).await?.ok_or(ServiceError::NotFound)?;
        let all = flaws::of_seen(&seen, &walk, (&served, self.catalogue()), self.now());
        if !all.is_empty() {
            return Err(ServiceError::Objections(all));
        }
        let seen = Seen { received_at: self.stored_now(), ..seen };
        self.changing(admission, code, "seen", json!({"id": seen.id, "do": "keep"})).await?;
        let is_new = self.store().add_seen(code, &seen).await?;
        let kept = self.store().seen(code, seen.id).await?.ok_or(ServiceError::NotFound)?;
        Ok((kept, is_new))
    }

    /// Makes a report or a proposed remedy of what was seen; once: asked again, the same one is named.
    pub async fn seen_becomes(
        &self,
        municipality: Option<&str>,
        (walk, id): (Uuid, Uuid),
        became: Became,
        admission: &Admission,
    ) -> Result<Seen, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        self.reader(admission, code, "seen", id.to_string()).await?;
        let found = self.store().seen(code, id).await?;
        let seen = found.filter(|seen| seen.walk == walk).ok_or(ServiceError::NotFound)?;
        let into = if became == Became::Report { "report" } else { "remedy" };
        self.changing(admission, code, "seen", json!({"id": id, "do": "become", "into": into})).await?;
        match became {
            Became::Report if seen.report.is_none() => {
                let receipt = self.submit_by(WALK, &report_of(&seen, code), Some(&format!("walk-{id}"))).await?;
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
                let locality = locality(&served, seen.at);
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

fn locality(served: &Served, at: LonLat) -> Option<String> {
    locality_of(&served.ground(), &served.town, served.town.metric.forward(at))
}

fn taken() -> Objection {
    Objection::new(
        "/id",
        "taken",
        "En annan vandring har redan det här id:t. Ta ett nytt.",
        "Another walk has this id already. Take a new one.",
    )
}

/// Whether a walk is the one that is sent, however far it has come since.
fn is_sent_again(known: &Walk, sent: &Walk) -> bool {
    let of = |walk: &Walk| {
        (walk.kind, walk.title.clone(), walk.starts_at.as_microsecond(), walk.minutes, walk.stops.len(), walk.follows)
    };
    of(known) == of(sent)
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
