//! A month of traffic checks for a town: what is asked, of which reports, on which streets.

mod asked;
mod flaws;

use std::sync::Arc;

use jiff::Timestamp;

use super::super::analyses::Analysed;
use super::super::staff::Admission;
use super::super::streets::on_ground;
use super::super::written::Written;
use super::super::{Served, Service, ServiceError};
use crate::analysis::Watch;
use crate::index::{Filter, Snapshot, Weighed};
use crate::interop::plans::checks::{ChecksForm, ChecksFrame, names, written};
use crate::interop::wire::ChecksQuestion;
use crate::observation::{Category, Observation, Seconds, Window};
use crate::planning::checks::{
    self, Demand, DemandParams, Done, Heard, Lock, NoMonth, PlannedMonth, Scene, Site, ThinParams, month_plan,
};
use crate::planning::covering::{NoPlan, Reach};
use crate::privacy::for_staff;
use crate::promise::{CheckSite, Deed, DeedKind, Objection, SiteState};
use crate::town::{Ground, LinkId};

use asked::Asked;
pub(in crate::service) use asked::{not_a_place, site_objections};

/// So far the effect of a check reaches, in metres.
const REACH_M: f64 = 2_400.0;
/// The distance between sites gives way in such steps, and no further than this.
const SPACING_STEP_M: f64 = 250.0;
const LEAST_SPACING_M: f64 = 250.0;
/// Reports older than this weigh next to nothing.
const LOOKED_BACK_S: Seconds = 5 * 366 * 86_400;

impl Service {
    /// The plan of a month; a first answer may be how far the work has come.
    pub async fn plan_checks(
        &self,
        body: &ChecksQuestion,
        form: ChecksForm,
        admission: &Admission,
    ) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(body.municipality.as_deref(), admission)?;
        let now = self.now();
        let today = now.to_zoned(served.town.clock.zone().clone()).date();
        let asked = asked::asked(body, today).map_err(ServiceError::Objections)?;
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        if ground.network.is_empty() {
            return Err(ServiceError::Objections(vec![flaws::no_streets()]));
        }
        let kept = self.store().check_sites(served.town.code()).await?;
        let done = self.checks_done(&served, now).await?;
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let question = serde_json::to_value(body).expect("a question is JSON");
        let reader = self.reader(admission, served.town.code(), "plan_checks", noted(body).to_string()).await?;
        let key = serde_json::json!([question, form.as_str(), format!("{kept:?}"), format!("{done:?}")]);
        let (on, frame) = (
            served.clone(),
            ChecksFrame {
                revision: revision.clone(),
                parameters: question,
                month: asked.month,
                zone: served.town.clock.zone().clone(),
                made_at: now,
            },
        );
        let work = move |watch: &Watch| {
            let found = Reports::of(&snapshot, &on, &ground, now);
            let heard = found.heard(&on, &done, now.as_second());
            let demand = checks::demand(&heard, &ground.network, &DemandParams::default());
            if demand.places.is_empty() {
                return Some(Err(vec![flaws::no_reports()]));
            }
            let (scene, locked, rest) = match scene(&asked, demand, &kept, &on, &ground) {
                Ok(laid) => laid,
                Err(wrong) => return Some(Err(wrong)),
            };
            let asked_of = checks::Question {
                month: asked.month,
                not_before: asked.not_before,
                quota: asked.quota,
                open: asked.open,
                locked,
                seed: asked.seed,
            };
            let mut params = asked.params.clone();
            let n_sites = scene.sites.iter().filter(|site| !site.is_forbidden).count();
            // More checks than all sites can take find no room however close they lie.
            let may_lessen = asked.may_lessen_spacing && asked_of.quota as usize <= n_sites * params.per_site as usize;
            let plan = loop {
                match month_plan(&scene, &asked_of, &params, watch)? {
                    Ok(plan) => break plan,
                    // In a small town sites lie close: without a wish of staff's own the distance gives way.
                    Err(NoMonth::Rules(NoPlan::QuotaTooLarge { .. }))
                        if may_lessen && params.spacing_m > LEAST_SPACING_M =>
                    {
                        params.spacing_m -= SPACING_STEP_M;
                    }
                    Err(flaw) => return Some(Err(vec![flaws::objection(&flaw, &scene)])),
                }
            };
            let names = names(&scene, &ground, &on.town);
            let planned = PlannedMonth { plan, scene, demand: rest, params };
            let cleared = for_staff(planned, &reader);
            let bytes = written(&cleared, &names, form, &frame, &ground.network, &on.town.metric);
            Some(Ok(Written::new(frame.revision, false, bytes)))
        };
        Ok(self.plan(&served, "plan_checks", &key, &revision, work).await)
    }

    /// Checks that were done and seen, as far back as they can matter.
    async fn checks_done(&self, served: &Served, now: Timestamp) -> Result<Vec<Done>, ServiceError> {
        let from = Timestamp::from_second(now.as_second() - LOOKED_BACK_S).unwrap_or(Timestamp::UNIX_EPOCH);
        let deeds = self.store().deeds(served.town.code(), from..now).await?;
        Ok(deeds.iter().filter_map(|deed| done(deed, served)).collect())
    }
}

/// What the log keeps of a question: sites and times to come, and the number they are drawn from, are for the police
/// alone.
fn noted(body: &ChecksQuestion) -> serde_json::Value {
    let n = |list: Option<usize>| list.unwrap_or_default();
    serde_json::json!({
        "month": body.month, "quota": body.quota,
        "n_locked": n(body.locked.as_ref().map(Vec::len)), "n_extra_sites": n(body.extra_sites.as_ref().map(Vec::len)),
        "n_forbidden": n(body.forbidden.as_ref().map(Vec::len)),
    })
}

pub(in crate::service) fn done(deed: &Deed, served: &Served) -> Option<Done> {
    let at = deed.at.filter(|_| deed.kind == DeedKind::TrafficCheck)?;
    Some(Done {
        at: served.town.metric.forward(at),
        from: deed.started_at.as_second(),
        minutes: deed.minutes.unwrap_or_default(),
    })
}

/// What residents told of bad driving.
pub(in crate::service) struct Reports {
    pub observations: Vec<Observation>,
    links: Vec<Option<LinkId>>,
    areas: Vec<usize>,
    n_areas: usize,
}

impl Reports {
    pub fn of(snapshot: &Snapshot, served: &Served, ground: &Arc<Ground>, now: Timestamp) -> Self {
        let (to, from) = (now.as_second() + 1, now.as_second() - LOOKED_BACK_S);
        let filter = Filter {
            categories: [Category::Speeding, Category::NuisanceDriving].into_iter().collect(),
            window: Window { from, to, ..Window::ALWAYS },
            ..Filter::ALL
        };
        let mut seen: Vec<Weighed> = Vec::new();
        snapshot.each_placed(&filter, |one| seen.push(one));
        let mut links: Vec<Option<LinkId>> = Vec::with_capacity(seen.len());
        let placement = served.streets.placement(ground);
        placement.each(&ground.network, &seen, |_, on| links.push(on.first().map(|(link, _)| *link)));
        let mut all = Self { observations: Vec::new(), links: Vec::new(), areas: Vec::new(), n_areas: 0 };
        let localities = checks::localities(ground, &served.town);
        // Outside all localities is an area of its own.
        all.n_areas = localities.len() + 1;
        for (one, link) in seen.iter().zip(links) {
            let Some(hit) = snapshot.find(one.key) else { continue };
            let observation = snapshot.observation(hit);
            let area = checks::locality_of(ground, &served.town, &localities, observation.shape.anchor());
            all.areas.push(area.unwrap_or(localities.len()));
            all.observations.push(observation);
            all.links.push(link);
        }
        all
    }

    pub fn heard<'a>(&'a self, served: &'a Served, done: &'a [Done], now: Seconds) -> Heard<'a> {
        Heard {
            observations: &self.observations,
            links: &self.links,
            areas: &self.areas,
            n_areas: self.n_areas,
            done,
            now,
            clock: &served.town.clock,
        }
    }
}

type Laid = (Scene, Vec<Lock>, Demand);

/// The sites that can be chosen, how far each carries, and where the locks lie.
fn scene(
    asked: &Asked,
    mut demand: Demand,
    kept: &[CheckSite],
    served: &Served,
    ground: &Ground,
) -> Result<Laid, Vec<Objection>> {
    let metric = &served.town.metric;
    let network = &ground.network;
    let places = std::mem::take(&mut demand.places);
    let localities = checks::localities(ground, &served.town);
    let mut sites = checks::sites(ground, &served.town, &localities);
    let mut wrong = Vec::new();
    let mut add = |sites: &mut Vec<Site>, id: &str, name: Option<String>, at, pointer: &str| {
        if sites.iter().any(|site| site.id == id) {
            return;
        }
        match checks::own_site(id.to_owned(), name, metric.forward(at), (ground, &served.town), &localities) {
            Some(site) => sites.push(site),
            None => wrong.push(flaws::off_street(pointer)),
        }
    };
    for site in kept.iter().filter(|site| site.state == SiteState::Added) {
        add(&mut sites, &site.id, site.name.clone(), site.at, "");
    }
    for (nth, (id, name, at)) in asked.extra.iter().enumerate() {
        add(&mut sites, id, name.clone(), *at, &format!("/extra_sites/{nth}/at"));
    }
    // A kept site whose road was taken off the map is no fault of the question.
    wrong.retain(|objection: &Objection| !objection.pointer.is_empty());
    let forbidden = kept.iter().filter(|site| site.state == SiteState::Forbidden).map(|site| &site.id);
    let forbidden: Vec<&String> = forbidden.chain(&asked.forbidden).collect();
    let on_forbidden_street = |site: &Site| {
        let name = network.link(site.position.link).street().name.as_deref().unwrap_or_default();
        asked.forbidden_streets.iter().any(|street| street.eq_ignore_ascii_case(name))
    };
    for site in &mut sites {
        site.is_forbidden = forbidden.contains(&&site.id) || on_forbidden_street(site);
    }
    let mut locked = Vec::new();
    for (nth, (id, at, minutes)) in asked.locked.iter().enumerate() {
        match sites.iter().position(|site| site.id == *id) {
            Some(site) => locked.push(Lock { site, at: *at, minutes: *minutes }),
            None => wrong.push(flaws::unknown_site(&format!("/locked/{nth}/site"), id)),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let near = |site: &Site| places.iter().any(|place| place.at.distance_m(site.at) <= REACH_M);
    let must_stay = |nth: usize| locked.iter().any(|lock| lock.site == nth);
    // Junctions far from everything that was told are many; one in each locality may still be needed.
    let worth: Vec<usize> = (0..sites.len())
        .filter(|nth| must_stay(*nth) || sites[*nth].locality.is_some() || near(&sites[*nth]))
        .collect();
    locked.iter_mut().for_each(|lock| lock.site = position_in(&worth, lock.site));
    let sites: Vec<Site> = worth.into_iter().map(|nth| sites[nth].clone()).collect();
    let shares = checks::shares(network, &sites, &places, Reach::CHECK, REACH_M);
    let of_locks: Vec<usize> = locked.iter().map(|lock| lock.site).collect();
    let chosen = checks::thinned(&sites, &shares, &places, localities.len(), &of_locks, &ThinParams::default());
    let mut chosen = chosen;
    chosen.extend(of_locks.iter().copied().filter(|site| sites[*site].is_forbidden));
    chosen.sort_unstable();
    chosen.dedup();
    locked.iter_mut().for_each(|lock| lock.site = position_in(&chosen, lock.site));
    let scene = Scene {
        sites: chosen.iter().map(|nth| sites[*nth].clone()).collect(),
        shares: chosen.iter().map(|nth| shares[*nth].clone()).collect(),
        places,
        localities,
    };
    Ok((scene, locked, demand))
}

fn position_in(list: &[usize], it: usize) -> usize {
    list.iter().position(|one| *one == it).expect("what is locked was kept")
}
