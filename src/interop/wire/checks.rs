//! Traffic checks: what is asked of the planner, where staff stand, and what was done.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::interop::geojson::position;
use crate::observation::Month;
use crate::planning::checks::MonthScore;
use crate::privacy::Cleared;
use crate::promise::{CheckSite, Deed};

/// A month of checks as it is asked for. The same body gives the same plan.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChecksQuestion {
    /// Missing: the first.
    pub municipality: Option<String>,
    #[schema(example = "2026-12")]
    pub month: String,
    /// 1 to 100; missing: 15.
    pub quota: Option<u32>,
    /// When crews can work; missing: every day from 6 to 24.
    pub hours: Option<Vec<OpenHours>>,
    /// Checks that stay as they are.
    pub locked: Option<Vec<LockedCheck>>,
    /// Ids of sites that must not be used this month.
    pub forbidden: Option<Vec<String>>,
    /// Names of streets on which nobody stands this month.
    pub forbidden_streets: Option<Vec<String>>,
    /// Sites for this plan only, beside those that are kept.
    pub extra_sites: Option<Vec<ExtraSite>>,
    /// At most so many checks a site and month, 1 to 10; missing: 2.
    pub per_site: Option<u32>,
    /// Sites of one month lie so far apart, 0 to 5,000 m; missing: 1,000, or less where the quota has no room.
    pub spacing_m: Option<f64>,
    /// At most so many checks on weekdays from 8 to 16; missing: 3.
    pub school_time: Option<u32>,
    /// Every town and village with streets sees a check; missing: yes.
    pub every_locality: Option<bool>,
    /// Of the draw: another seed, another month as good. Missing: 1. Keep it secret until the month is over.
    pub seed: Option<u64>,
}

/// Some hours on some days.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenHours {
    /// `mon` to `sun`.
    #[schema(example = json!(["fri", "sat"]))]
    pub weekdays: Vec<String>,
    /// 0 to 23.
    pub from: u8,
    /// 1 to 24; at or before `from` it means the next day.
    pub to: u8,
}

#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockedCheck {
    pub site: String,
    /// Local time, without an offset.
    #[schema(example = "2026-12-04T21:30")]
    pub start: String,
    /// 1 to 240; missing: 20.
    pub minutes: Option<u32>,
}

#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtraSite {
    /// Small letters, digits, `-`, `_` and `:`; missing: made of the place.
    pub id: Option<String>,
    /// What it is called; no personal data.
    pub name: Option<String>,
    /// Longitude, latitude.
    #[schema(example = json!([13.9974, 56.3796]))]
    pub at: [f64; 2],
}

/// A place to stand that staff added or forbade for every month.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckSiteBody {
    pub name: Option<String>,
    /// Longitude, latitude.
    pub at: [f64; 2],
    /// `added` or `forbidden`.
    pub state: String,
}

#[derive(Serialize, ToSchema)]
pub struct CheckSiteShown {
    id: String,
    name: Option<String>,
    #[schema(value_type = [f64; 2])]
    at: serde_json::Value,
    state: &'static str,
}

impl CheckSiteShown {
    pub fn of(site: &CheckSite) -> Self {
        Self { id: site.id.clone(), name: site.name.clone(), at: position(site.at), state: site.state.as_str() }
    }
}

/// A check that was done. There is no field for a person, a vehicle or a plate.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoneCheckBody {
    /// Made by whoever logs it, so that a log sent twice is one; missing: made here.
    pub id: Option<Uuid>,
    /// Longitude, latitude.
    pub at: [f64; 2],
    /// RFC 3339 with an offset, or local time without one.
    #[schema(example = "2026-12-04T21:30")]
    pub started_at: String,
    /// 1 to 480.
    pub minutes: u32,
    /// Of `vehicles_stopped`, `breath_tests`, `speeding`, `reckless_driving`, `vehicle_faults`, `other_measures`.
    #[schema(value_type = Object)]
    pub counts: Option<std::collections::BTreeMap<String, u32>>,
    /// The kept plan it belongs to.
    pub plan: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct DoneCheck {
    id: Uuid,
    started_at: String,
    minutes: Option<u32>,
    locality: Option<String>,
    place_name: Option<String>,
    #[schema(value_type = Option<[f64; 2]>)]
    at: Option<serde_json::Value>,
    #[schema(value_type = Object)]
    counts: std::collections::BTreeMap<String, u32>,
    plan: Option<String>,
}

impl DoneCheck {
    pub fn of(deed: &Deed) -> Self {
        Self {
            id: deed.id,
            started_at: deed.started_at.to_string(),
            minutes: deed.minutes,
            locality: deed.locality.clone(),
            place_name: deed.place_name.clone(),
            at: deed.at.map(position),
            counts: deed.counts.clone(),
            plan: deed.source.as_ref().map(|source| source.id.clone()),
        }
    }
}

/// The log of a month: what was done, how much of what residents tell of it met, and whether the places were right.
#[derive(Serialize, ToSchema)]
pub struct ChecksDone {
    pub month: String,
    pub checks: Vec<DoneCheck>,
    pub n_checks: usize,
    pub minutes: u32,
    pub n_sites: usize,
    /// The share of reported harm (incidents by street and hours of the week) that was met; null: nothing was told.
    pub coverage: Option<f64>,
    /// Of the incidents told of in the month after; null until it has begun.
    pub next_month: Option<HitRateShown>,
    /// Reports that followed a check within reach and a week, and that nothing else bears out: they raise no demand.
    pub n_marked_reports: usize,
}

impl ChecksDone {
    /// The log of a month with its score, which is made of reports.
    pub fn of(month: Month, deeds: &[Deed], n_sites: usize, score: &Cleared<MonthScore>) -> Self {
        let score = score.get();
        Self {
            month: month.to_string(),
            checks: deeds.iter().map(DoneCheck::of).collect(),
            n_checks: deeds.len(),
            minutes: deeds.iter().filter_map(|deed| deed.minutes).sum(),
            n_sites,
            coverage: score.coverage,
            next_month: score.next_month.as_ref().map(|rate| HitRateShown {
                n_incidents: rate.n,
                near: rate.near,
                near_and_then: rate.near_and_then,
                by_chance: rate.by_chance,
            }),
            n_marked_reports: score.n_marked,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct HitRateShown {
    pub n_incidents: u32,
    /// Within 900 m of a check of this month.
    pub near: u32,
    /// And in the hours of one (incidents of unknown hours count in part).
    pub near_and_then: f64,
    /// The share of the streets that lies as near: what places drawn by lot would have hit.
    pub by_chance: f64,
}
