//! The log of traffic checks, what it says of the month, and the places staff added or forbade.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::json;
use uuid::Uuid;

use super::plans::checks::{Reports, done, not_a_place, site_objections};
use super::staff::Admission;
use super::{Served, Service, ServiceError};
use crate::geodesy::LonLat;
use crate::interop::wire::{CheckSiteBody, ChecksDone, DoneCheck, DoneCheckBody};
use crate::observation::{Month, Seconds};
use crate::planning::checks::{self, Band, DemandParams, MonthScore, hour_of_week};
use crate::planning::covering::Reach;
use crate::privacy::{for_staff, words};
use crate::promise::{CheckSite, Deed, DeedKind, Objection, SiteState, Source, SourceKind, in_the_future};
use crate::town::naming::{locality_of, name_of};
use crate::town::{Ground, SNAP_LIMIT_M};

/// What may be counted at a check. None of it can hold a person or a plate.
pub const COUNTS: [&str; 6] =
    ["vehicles_stopped", "breath_tests", "speeding", "reckless_driving", "vehicle_faults", "other_measures"];
const MOST_COUNTED: u32 = 100_000;
const LONGEST_MINUTES: u32 = 480;
const NEAR_M: f64 = 900.0;
const REACH_M: f64 = 2_400.0;

impl Service {
    /// Logs a check that was done; one of the same id is the same check, sent again.
    pub async fn log_check(
        &self,
        municipality: Option<&str>,
        body: DoneCheckBody,
        admission: &Admission,
    ) -> Result<DoneCheck, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let now = self.now();
        let deed = deed(body, &served, now).map_err(ServiceError::Objections)?;
        self.changing(admission, served.town.code(), "check", json!({"id": deed.id, "do": "log"})).await?;
        if !self.store().record_deed(served.town.code(), &deed, now).await? {
            return Err(taken());
        }
        Ok(DoneCheck::of(&deed))
    }

    pub async fn unlog_check(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<(), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let found = self.store().deed(served.town.code(), id).await?;
        // Other deeds are not this log's to take back.
        let is_check = found.is_some_and(|deed| deed.kind == DeedKind::TrafficCheck);
        self.changing(admission, served.town.code(), "check", json!({"id": id, "do": "remove"})).await?;
        if is_check && self.store().remove_deed(served.town.code(), id).await? {
            return Ok(());
        }
        Err(ServiceError::NotFound)
    }

    /// The checks of a month with what they met, and how the month after bore out their places.
    pub async fn checks_of_month(
        &self,
        municipality: Option<&str>,
        month: Option<&str>,
        admission: &Admission,
    ) -> Result<ChecksDone, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let now = self.now();
        let zone = served.town.clock.zone().clone();
        let month = match month {
            None => Month::at(now.as_second(), &zone),
            Some(text) => Month::parse(text).ok_or_else(|| {
                ServiceError::Objections(vec![Objection::new(
                    "month",
                    "bad_month",
                    "Månaden skrivs ÅÅÅÅ-MM.",
                    "The month is written YYYY-MM.",
                )])
            })?,
        };
        let reader = self.reader(admission, served.town.code(), "checks", month.to_string()).await?;
        let instant = |seconds: Seconds| Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        let (start, end) = (month.start(&zone), month.next().start(&zone));
        let all = self.store().deeds(served.town.code(), instant(start - 400 * 86_400)..now.max(instant(end))).await?;
        let of_month: Vec<Deed> = all
            .iter()
            .filter(|deed| deed.kind == DeedKind::TrafficCheck)
            .filter(|deed| (start..end).contains(&deed.started_at.as_second()))
            .cloned()
            .collect();
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let scored = tokio::task::spawn_blocking(move || {
            let done: Vec<_> = all.iter().filter_map(|deed| done(deed, &served)).collect();
            // The month is judged by what was known when it ended.
            let known = instant(end.min(now.as_second()));
            let reports = Reports::of(&snapshot, &served, &ground, known);
            let heard = reports.heard(&served, &done, known.as_second());
            let demand = checks::demand(&heard, &ground.network, &DemandParams::default());
            let stood = stood(&of_month, &served);
            let on_streets: Vec<_> =
                stood.iter().filter_map(|(at, band)| Some((on_street(&ground, *at)?, *band))).collect();
            let coverage = checks::coverage(&ground.network, &demand.places, &on_streets, Reach::CHECK, REACH_M);
            let next_month = (now.as_second() > end && !stood.is_empty()).then(|| {
                let after = month.next().next().start(&zone).min(now.as_second());
                let later = Reports::of(&snapshot, &served, &ground, instant(after));
                let heard = later.heard(&served, &done, after);
                let came = checks::incidents_between(&heard, end, after, &DemandParams::default());
                checks::hit_rate(&ground.network, &stood, &came, NEAR_M)
            });
            let score = MonthScore { coverage: coverage.share(), next_month, n_marked: demand.marked.len() };
            ChecksDone::of(month, &of_month, n_sites(&stood), &for_staff(score, &reader))
        });
        Ok(scored.await.expect("scoring does not panic"))
    }

    pub async fn check_sites(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<Vec<CheckSite>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        self.reader(admission, served.town.code(), "check_sites", String::new()).await?;
        Ok(self.store().check_sites(served.town.code()).await?)
    }

    /// Adds or forbids a site for every month to come.
    pub async fn keep_check_site(
        &self,
        municipality: Option<&str>,
        id: &str,
        body: CheckSiteBody,
        admission: &Admission,
    ) -> Result<CheckSite, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let name = body.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let mut wrong = site_objections("", id, name.as_deref());
        let at = LonLat::new(body.at[0], body.at[1]).filter(|at| served.town.takes(served.town.metric.forward(*at)));
        if at.is_none() {
            wrong.push(not_a_place("/at"));
        }
        let state = SiteState::parse(&body.state);
        if state.is_none() {
            let (sv, en) = ("Tillståndet är added eller forbidden.", "The state is added or forbidden.");
            wrong.push(Objection::new("/state", "unknown_word", sv, en));
        }
        let (Some(at), Some(state), true) = (at, state, wrong.is_empty()) else {
            return Err(ServiceError::Objections(wrong));
        };
        let site = CheckSite { id: id.to_owned(), name, at, state };
        self.changing(admission, served.town.code(), "check_site", json!({"id": site.id, "do": "keep"})).await?;
        self.store().keep_check_site(served.town.code(), &site, self.now()).await?;
        Ok(site)
    }

    pub async fn remove_check_site(
        &self,
        municipality: Option<&str>,
        id: &str,
        admission: &Admission,
    ) -> Result<(), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        self.changing(admission, served.town.code(), "check_site", json!({"id": id, "do": "remove"})).await?;
        let is_known = self.store().remove_check_site(served.town.code(), id).await?;
        if is_known { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}

/// The id of a deed is that of another kind of deed.
pub(super) fn taken() -> ServiceError {
    ServiceError::Objections(vec![Objection::new(
        "/id",
        "taken",
        "Något annat som har gjorts har redan det här id:t. Ta ett nytt.",
        "Something else that was done has this id already. Take a new one.",
    )])
}

fn deed(body: DoneCheckBody, served: &Served, now: Timestamp) -> Result<Deed, Vec<Objection>> {
    let mut wrong = Vec::new();
    let at = LonLat::new(body.at[0], body.at[1]).filter(|at| served.town.takes(served.town.metric.forward(*at)));
    if at.is_none() {
        let (sv, en) = ("Platsen ligger inte i kommunen.", "The place is not in the municipality.");
        wrong.push(Objection::new("/at", "outside_municipality", sv, en));
    }
    let local = || {
        let zoned = body.started_at.parse::<DateTime>().ok()?.to_zoned(served.town.clock.zone().clone()).ok()?;
        Some(zoned.timestamp())
    };
    let started_at = body.started_at.parse::<Timestamp>().ok().or_else(local);
    let is_past = started_at.is_some_and(|at| in_the_future("/started_at", at, now).is_none());
    if !is_past {
        wrong.push(Objection::new(
            "/started_at",
            "bad_time",
            "Ange när kontrollen började, till exempel 2026-12-04T21:30. Den kan inte ligga i framtiden.",
            "Say when the check began, such as 2026-12-04T21:30. It cannot lie in the future.",
        ));
    }
    if !(1..=LONGEST_MINUTES).contains(&body.minutes) {
        wrong.push(Objection::new("/minutes", "out_of_range", "Ange 1–480 minuter.", "Give 1–480 minutes."));
    }
    let counts: BTreeMap<String, u32> = body.counts.unwrap_or_default();
    for (word, n) in &counts {
        if !COUNTS.contains(&word.as_str()) || *n > MOST_COUNTED {
            wrong.push(Objection::new(
                "/counts",
                "unknown_count",
                format!("Det som kan räknas är {}.", COUNTS.join(", ")),
                format!("What can be counted is {}.", COUNTS.join(", ")),
            ));
            break;
        }
    }
    let (Some(at), Some(started_at), true) = (at, started_at, wrong.is_empty()) else { return Err(wrong) };
    let ground = served.ground();
    let place = served.town.metric.forward(at);
    let locality = locality_of(&ground, &served.town, place);
    let name = name_of(&ground, &served.town, &[(place, 1.0)]).sv;
    Ok(Deed {
        id: body.id.unwrap_or_else(Uuid::new_v4),
        kind: DeedKind::TrafficCheck,
        started_at,
        minutes: Some(body.minutes),
        locality,
        // Made of the map, never written by hand.
        place_name: Some(words::masked(&name)),
        at: Some(at),
        counts,
        source: body.plan.map(|id| Source { kind: SourceKind::Plan, id: id.to_string() }),
    })
}

/// Where and in which band each check stood.
fn stood(deeds: &[Deed], served: &Served) -> Vec<(crate::geodesy::EastNorth, Band)> {
    let of = |deed: &Deed| {
        let local = deed.started_at.to_zoned(served.town.clock.zone().clone()).datetime();
        Some((served.town.metric.forward(deed.at?), Band::of_hour(hour_of_week(local))))
    };
    deeds.iter().filter_map(of).collect()
}

fn on_street(ground: &Ground, at: crate::geodesy::EastNorth) -> Option<crate::town::Position> {
    ground.network.nearest(at, 2.0 * SNAP_LIMIT_M).map(|foot| foot.position)
}

/// Checks within 100 m of each other stood at one site.
fn n_sites(stood: &[(crate::geodesy::EastNorth, Band)]) -> usize {
    let mut sites: Vec<crate::geodesy::EastNorth> = Vec::new();
    for (at, _) in stood {
        if sites.iter().all(|site| site.distance_m(*at) > 100.0) {
            sites.push(*at);
        }
    }
    sites.len()
}
