//! Walks somebody keeps, their steps, and what was seen on them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::promise::{MOST_PARTICIPANTS, Seen, StepTaken, Walk, WalkStop};

/// A stop of a walk.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkStopBody {
    /// Longitude, latitude.
    pub at: [f64; 2],
    /// What it is called, in Swedish and in English.
    pub sv: String,
    pub en: String,
    /// What to look at: `lamps`, `sight`, `upkeep`, `people`, `gathering`, `underpass`, `steps`, `open`.
    #[serde(default)]
    pub look: Vec<String>,
    /// Minutes after the start.
    #[serde(default)]
    pub arrives_min: u32,
    #[serde(default)]
    pub n_reports: u32,
    #[serde(default)]
    pub causes: Vec<String>,
}

/// A walk as somebody wants to keep it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkDraftBody {
    /// Made by whoever keeps it: the same walk sent again is one. Missing: it is always a new one.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// `citizen_walk` or `safety_audit_walk`.
    pub kind: String,
    /// At most 120 characters, no personal data.
    pub title: String,
    /// RFC 3339.
    #[schema(value_type = String, example = "2026-11-05T16:10:00+01:00")]
    pub starts_at: Timestamp,
    pub minutes: u32,
    pub stops: Vec<WalkStopBody>,
    /// Positions of the way.
    #[serde(default)]
    pub way: Vec<[f64; 2]>,
    /// The walk this one repeats: it must have been followed up, and is closed by this one.
    #[serde(default)]
    pub follows: Option<Uuid>,
}

/// A walk in a list.
#[derive(Serialize, ToSchema)]
pub struct WalkLine {
    id: Uuid,
    kind: &'static str,
    title: String,
    /// `planned`, `prepared`, `walked`, `followed_up`, `renewed`, `cancelled`.
    state: &'static str,
    /// `pre_meeting`, `walk`, `follow_up_meeting`, `new_walk`; missing when closed.
    next_step: Option<&'static str>,
    /// RFC 3339.
    starts_at: String,
    minutes: u32,
    locality: Option<String>,
    n_stops: usize,
    follows: Option<Uuid>,
    participants: Option<u32>,
    made_at: String,
    changed_at: String,
}

/// A step to take.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// Made by whoever takes it: the same step sent again is one.
    pub id: Uuid,
    /// `pre_meeting`, `walk`, `follow_up_meeting` or `cancel`; a new walk is kept with `follows`.
    pub step: String,
    /// When it was taken, RFC 3339; missing: now.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub at: Option<Timestamp>,
    /// Heads; nobody is named.
    #[serde(default)]
    pub participants: Option<u32>,
    #[serde(default)]
    pub minutes: Option<u32>,
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub struct StepTakenBody {
    step: String,
    at: String,
    participants: Option<u32>,
    minutes: Option<u32>,
}

/// Something seen on a walk.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenDraftBody {
    /// Number of the stop, from 0.
    #[serde(default)]
    pub stop: Option<u32>,
    /// Longitude, latitude.
    pub at: [f64; 2],
    #[serde(default)]
    pub accuracy_m: Option<f64>,
    /// `gps`, `stop` or `map`.
    pub placed_by: String,
    /// RFC 3339.
    #[schema(value_type = String)]
    pub seen_at: Timestamp,
    /// Codes of the catalogue for unsafe places.
    #[serde(default)]
    pub causes: Vec<String>,
    /// What should be done: a kind of the register of remedies.
    #[serde(default)]
    pub remedy_kind: Option<String>,
    /// 1 to 5.
    #[serde(default)]
    pub severity: Option<u8>,
    /// How safe one feels walking here alone: 1 very unsafe, 6 very safe.
    #[serde(default)]
    pub safe: Option<u8>,
    /// `day` or `dark`.
    #[serde(default)]
    pub light: Option<String>,
    /// At most 1,000 characters, no personal data.
    #[serde(default)]
    pub words: Option<String>,
}

/// The same as it is kept.
#[derive(Serialize, ToSchema)]
pub struct SeenBody {
    id: Uuid,
    stop: Option<u32>,
    at: [f64; 2],
    accuracy_m: Option<f64>,
    placed_by: &'static str,
    seen_at: String,
    causes: Vec<String>,
    remedy_kind: Option<String>,
    severity: Option<u8>,
    safe: Option<u8>,
    light: Option<&'static str>,
    words: Option<String>,
    /// The report it became.
    report: Option<Uuid>,
    /// The remedy it became.
    remedy: Option<Uuid>,
}

/// A walk as a whole.
#[derive(Serialize, ToSchema)]
pub struct WalkBody {
    #[serde(flatten)]
    line: WalkLine,
    stops: Vec<WalkStopBody>,
    way: Vec<[f64; 2]>,
    steps: Vec<StepTakenBody>,
    seen: Vec<SeenBody>,
    warnings: Vec<WalkWarning>,
}

/// What should not be overlooked.
#[derive(Serialize, ToSchema)]
pub struct WalkWarning {
    code: &'static str,
    sv: String,
    en: String,
}

impl From<WalkStopBody> for WalkStop {
    fn from(body: WalkStopBody) -> Self {
        let WalkStopBody { at, sv, en, look, arrives_min, n_reports, causes } = body;
        Self { at, sv, en, look, arrives_min, n_reports, causes }
    }
}

impl WalkStopBody {
    fn of(stop: &WalkStop) -> Self {
        let WalkStop { at, sv, en, look, arrives_min, n_reports, causes } = stop.clone();
        Self { at, sv, en, look, arrives_min, n_reports, causes }
    }
}

impl WalkLine {
    pub fn of(walk: &Walk) -> Self {
        Self {
            id: walk.id,
            kind: walk.kind.as_str(),
            title: walk.title.clone(),
            state: walk.state.as_str(),
            next_step: walk.state.next().map(|step| step.as_str()),
            starts_at: walk.starts_at.to_string(),
            minutes: walk.minutes,
            locality: walk.locality.clone(),
            n_stops: walk.stops.len(),
            follows: walk.follows,
            participants: heads(walk),
            made_at: walk.made_at.to_string(),
            changed_at: walk.changed_at.to_string(),
        }
    }
}

impl SeenBody {
    pub fn of(seen: &Seen) -> Self {
        Self {
            id: seen.id,
            stop: seen.stop,
            at: [seen.at.lon(), seen.at.lat()],
            accuracy_m: seen.accuracy_m,
            placed_by: seen.placed_by.as_str(),
            seen_at: seen.seen_at.to_string(),
            causes: seen.causes.clone(),
            remedy_kind: seen.remedy_kind.clone(),
            severity: seen.severity,
            safe: seen.safe,
            light: seen.light.map(|light| light.as_str()),
            words: seen.words.clone(),
            report: seen.report,
            remedy: seen.remedy,
        }
    }
}

impl WalkBody {
    pub fn of(walk: &Walk, seen: &[Seen]) -> Self {
        let step = |taken: &StepTaken| StepTakenBody {
            step: taken.step.clone(),
            at: taken.at.to_string(),
            participants: taken.participants,
            minutes: taken.minutes,
        };
        let many = heads(walk).filter(|n| *n > MOST_PARTICIPANTS).map(|n| WalkWarning {
            code: "many_participants",
            sv: format!(
                "{n} deltagare: i grupper över {MOST_PARTICIPANTS} hörs inte alla. Dela gruppen, eller gå två gånger."
            ),
            en: format!(
                "{n} participants: in groups above {MOST_PARTICIPANTS} not everybody is heard. Divide the group, or walk \
                 twice."
            ),
        });
        Self {
            line: WalkLine::of(walk),
            stops: walk.stops.iter().map(WalkStopBody::of).collect(),
            way: walk.way.clone(),
            steps: walk.steps.iter().map(step).collect(),
            seen: seen.iter().map(SeenBody::of).collect(),
            warnings: many.into_iter().collect(),
        }
    }
}

/// Of the walk itself.
fn heads(walk: &Walk) -> Option<u32> {
    walk.steps.iter().find(|taken| taken.step == "walk").and_then(|taken| taken.participants)
}
