//! What the reports ask for: how much is driven badly on each stretch of street, in which hours.

use super::around::{Around, bandwidth};
use super::band::Band;
use super::stretches::{Stretch, stretches};
use crate::analysis::backtest::{Event, Surroundings};
use crate::analysis::incidents::{Incident, IncidentParams, Reporting, ReportingParams, Told, incidents, reporting};
use crate::analysis::shrinkage::{Belief, ShrinkageParams, shrink, time_weight};
use crate::geodesy::EastNorth;
use crate::observation::{Clock, Observation, Seconds, Window};
use crate::town::{LinkId, Network, Position, SNAP_LIMIT_M};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemandParams {
    /// A report weighs half after so many days. Default 180: last autumn's nuisance says less than this spring's.
    pub half_life_days: f64,
    /// Reports of the same within 50 m and 30 days are one.
    pub incident: IncidentParams,
    /// Where people seldom tell, a report counts for up to three.
    pub reporting: ReportingParams,
    pub shrinkage: ShrinkageParams,
    /// So many reports' worth of the hours of its surroundings is mixed into those of a stretch. Default 4.
    pub hours_of_others: f64,
    /// Links whose middles lie within so many metres of a stronger one's are one stretch with it. Default 150.
    pub stretch_m: f64,
    /// A report this close to a check that was seen (in metres) … Default 900, where half of its effect is left.
    pub guard_m: f64,
    /// … and within so many days after it may be of the check as much as of the street. Default 7.
    pub guard_days: f64,
}

impl Default for DemandParams {
    fn default() -> Self {
        Self {
            half_life_days: 180.0,
            incident: IncidentParams::default(),
            reporting: ReportingParams::default(),
            shrinkage: ShrinkageParams::default(),
            hours_of_others: 4.0,
            stretch_m: 150.0,
            guard_m: 900.0,
            guard_days: 7.0,
        }
    }
}

/// Reports of bad driving with what the town knows of their place.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    pub observations: &'a [Observation],
    /// For each the street on which it lies.
    pub links: &'a [Option<LinkId>],
    /// For each the part of the town whose people told; those beyond `n_areas` belong to none.
    pub areas: &'a [usize],
    pub n_areas: usize,
    /// Checks that were done and seen.
    pub done: &'a [Done],
    pub now: Seconds,
    pub clock: &'a Clock,
}

/// A check that was done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Done {
    pub at: EastNorth,
    pub from: Seconds,
    pub minutes: u32,
}

/// A stretch of street and what is asked for on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The middle of its strongest link.
    pub position: Position,
    pub at: EastNorth,
    pub links: Vec<LinkId>,
    /// Numbers of the observations that lie on it, also those that do not count.
    pub reports: Vec<usize>,
    pub n_incidents: u32,
    /// Incidents in a month, as is believed of them today.
    pub per_month: Belief,
    /// The same in the hours of each band.
    pub bands: [f64; Band::COUNT],
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Demand {
    /// The strongest first.
    pub places: Vec<Place>,
    pub n_reports: usize,
    pub n_incidents: usize,
    /// Reports that followed a check and that nothing else bears out: they are shown and do not count.
    pub marked: Vec<usize>,
    pub n_without_street: usize,
    pub bandwidth_m: f64,
    pub reporting: Reporting,
}

impl Demand {
    pub fn total(&self) -> f64 {
        self.places.iter().flat_map(|place| place.bands).sum()
    }

    /// All places together.
    pub fn in_band(&self, band: Band) -> f64 {
        self.places.iter().map(|place| place.bands[band.number()]).sum()
    }
}

const DAY_S: f64 = 86_400.0;
const MONTH_DAYS: f64 = 30.0;

/// The demand for checks, from what residents told.
///
/// # Method
/// Reports of the same are put together to incidents. Each counts by its age (half after `half_life_days`) and by how
/// fast its part of the town speaks up (the capped inverse of the chance to hear of something). The count of a stretch
/// is drawn toward the kernel mean of its surroundings (gamma-Poisson shrinkage, the ranking that the back-test found
/// best) and divided among the twelve bands by its own hours, drawn toward those of the surroundings. An incident told
/// of as "Fridays 21–24" lies in those hours; one of which nobody knows when is shared out over the time it may have
/// been.
///
/// A report within reach of a check that was seen, in the days after it, raises nothing by itself: it counts when
/// another report, which followed no check, tells of the same place (within `incident.radius_m` × 4). What a check
/// found is never demand: it is not even taken in here.
///
/// # Units
/// Incidents per month of 30 days.
///
/// # Edge cases
/// Without reports or streets there are no places. Reports that lie on no street are counted, not placed.
///
/// # Complexity
/// Thirteen kernel sums over the streets around reports.
///
/// # References
/// See [`shrink`], [`reporting`](fn@reporting) and
/// [`incidents`](fn@incidents).
pub fn demand(heard: &Heard, network: &Network, params: &DemandParams) -> Demand {
    let told: Vec<Told> = heard.observations.iter().map(told).collect();
    let found = incidents(&told, heard.now, &params.incident);
    let areas: Vec<usize> =
        found.iter().map(|one| heard.areas.get(one.reports[0]).copied().unwrap_or(usize::MAX)).collect();
    let reporting = reporting(&found, &areas, heard.n_areas, &params.reporting);
    let marked = marked(&found, heard, params);
    let mut made = Demand {
        n_reports: heard.observations.len(),
        n_incidents: found.len(),
        n_without_street: (0..heard.observations.len()).filter(|report| link_of(heard, *report).is_none()).count(),
        marked: marked.iter().flat_map(|nth| found[*nth].reports.iter().copied()).collect(),
        reporting,
        ..Demand::default()
    };
    made.marked.sort_unstable();
    let counted: Vec<Counted> = (0..found.len())
        .filter(|nth| marked.binary_search(nth).is_err())
        .filter_map(|nth| {
            let incident = &found[nth];
            let age_days = (heard.now - incident.first_told) as f64 / DAY_S;
            let of_area = made.reporting.areas.get(areas[nth]).map_or(1.0, |area| area.weight);
            Some(Counted {
                incident: nth,
                link: link_of(heard, incident.reports[0])?,
                at: incident.at,
                weight: time_weight(age_days, params.half_life_days) * of_area,
                hours: hours_of(incident, heard),
            })
        })
        .collect();
    if counted.is_empty() || network.is_empty() {
        return made;
    }
    let around = Around::of(network, counted.iter().map(|one| (one.at, one.link)));
    let bandwidth = bandwidth(counted.iter().map(|one| (one.at, one.weight)), &around.units);
    made.bandwidth_m = bandwidth.metres();
    let surroundings = Surroundings::new(&around.units, bandwidth);
    let events: Vec<Event> = counted
        .iter()
        .filter_map(|one| Some(Event { unit: *around.unit_of.get(&one.link)?, at: one.at, day: 0 }))
        .collect();
    let weights: Vec<f64> = counted.iter().map(|one| one.weight).collect();
    let means = surroundings.means(&events, &weights);
    let of_bands: Vec<Vec<f64>> = Band::all()
        .map(|band| {
            let weights: Vec<f64> = counted.iter().map(|one| one.weight * one.hours[band.number()]).collect();
            surroundings.means(&events, &weights)
        })
        .collect();
    let drawn = stretches(network, &around.links, &means, params.stretch_m);
    let oldest = found.iter().map(|one| one.first_told).min().unwrap_or(heard.now);
    let days = seen_days((heard.now - oldest) as f64 / DAY_S, params.half_life_days);
    made.places = places(&drawn, &counted, &found, heard, &means, &of_bands, &around, network, params, days);
    made
}

/// The incidents first told of in a time: where, and how much of each lies in each band.
pub fn incidents_between(
    heard: &Heard,
    from: Seconds,
    to: Seconds,
    params: &DemandParams,
) -> Vec<(EastNorth, [f64; Band::COUNT])> {
    let told: Vec<Told> = heard.observations.iter().map(told).collect();
    let found = incidents(&told, heard.now, &params.incident);
    let within = found.iter().filter(|one| (from..to).contains(&one.first_told));
    within.map(|one| (one.at, hours_of(one, heard))).collect()
}

/// An incident that counts.
struct Counted {
    incident: usize,
    link: LinkId,
    at: EastNorth,
    weight: f64,
    /// How much of it lies in each band; 1 together.
    hours: [f64; Band::COUNT],
}

fn told(observation: &Observation) -> Told {
    let told = Seconds::from(observation.told_day) * DAY_S as Seconds;
    Told { at: observation.shape.anchor(), told, category: observation.category, closed: None, teller: None }
}

fn link_of(heard: &Heard, report: usize) -> Option<LinkId> {
    heard.links.get(report).copied().flatten()
}

/// Incidents that only reports after a check tell of, ascending.
fn marked(found: &[Incident], heard: &Heard, params: &DemandParams) -> Vec<usize> {
    let halo_s = (params.guard_days * DAY_S) as Seconds;
    let follows = |report: &usize| {
        let observation = &heard.observations[*report];
        // Who tells of it later may have been reminded by the check.
        let began = told(observation).told.max(observation.moment.span().0);
        let at = observation.shape.anchor();
        heard.done.iter().any(|done| {
            // Of telling only the day is known: one on the day of the check may have followed it.
            let from = done.from - done.from.rem_euclid(DAY_S as Seconds);
            (from..from + halo_s).contains(&began) && done.at.distance_m(at) <= params.guard_m
        })
    };
    let followers: Vec<usize> = (0..found.len()).filter(|nth| found[*nth].reports.iter().all(&follows)).collect();
    let near_m = params.incident.radius_m * 4.0;
    let is_borne_out = |nth: &usize| {
        let others = (0..found.len()).filter(|other| followers.binary_search(other).is_err());
        others.into_iter().any(|other| found[other].at.distance_m(found[*nth].at) <= near_m)
    };
    followers.iter().copied().filter(|nth| !is_borne_out(nth)).collect()
}

/// In which bands an incident lies, by all its reports.
fn hours_of(incident: &Incident, heard: &Heard) -> [f64; Band::COUNT] {
    let mut sums = [0.0; Band::COUNT];
    for report in &incident.reports {
        let moment = &heard.observations[*report].moment;
        let (from, to) = moment.span();
        let shares = Band::all().map(|band| moment.share(&Window { from, to, hours: band.hours() }, heard.clock));
        let shares: Vec<f64> = shares.collect();
        let all: f64 = shares.iter().sum();
        if all > 0.0 {
            sums.iter_mut().zip(&shares).for_each(|(sum, share)| *sum += share / all);
        }
    }
    let all: f64 = sums.iter().sum();
    // Of which no hour is known may have been at any.
    let part = |band: Band| f64::from(band.hours().len()) / 168.0;
    for (sum, band) in sums.iter_mut().zip(Band::all()) {
        *sum = if all > 0.0 { *sum / all } else { part(band) };
    }
    sums
}

/// How many days the weights of a period amount to.
fn seen_days(period_days: f64, half_life_days: f64) -> f64 {
    let period_days = period_days.max(MONTH_DAYS);
    let rate = std::f64::consts::LN_2 / half_life_days;
    -(-rate * period_days).exp_m1() / rate
}

/// The middle of what lies on a link, along it: a road between two villages is long.
fn along(network: &Network, link: LinkId, places: impl Iterator<Item = EastNorth>) -> Option<f64> {
    let on_it = places.filter_map(|at| {
        let near = network.near(at, SNAP_LIMIT_M);
        near.into_iter().find(|foot| foot.position.link == link).map(|foot| foot.position.along_m)
    });
    let (n, sum) = on_it.fold((0.0, 0.0), |(n, sum), along_m| (n + 1.0, sum + along_m));
    (n > 0.0).then(|| sum / n)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one step of one method")]
fn places(
    drawn: &[Stretch],
    counted: &[Counted],
    found: &[Incident],
    heard: &Heard,
    means: &[f64],
    of_bands: &[Vec<f64>],
    around: &Around,
    network: &Network,
    params: &DemandParams,
    days: f64,
) -> Vec<Place> {
    let sum = |stretch: &Stretch, of: &[f64]| stretch.units.iter().map(|unit| of[*unit]).sum::<f64>();
    let mut stretch_of = vec![None; around.links.len()];
    for (nth, stretch) in drawn.iter().enumerate() {
        stretch.units.iter().for_each(|unit| stretch_of[*unit] = Some(nth));
    }
    let on = |link: LinkId| around.unit_of.get(&link).and_then(|unit| stretch_of[*unit as usize]);
    let mut counts = vec![0.0; drawn.len()];
    let mut hours = vec![[0.0; Band::COUNT]; drawn.len()];
    let mut n_incidents = vec![0; drawn.len()];
    for one in counted {
        let Some(nth) = on(one.link) else { continue };
        counts[nth] += one.weight;
        n_incidents[nth] += 1;
        hours[nth].iter_mut().zip(one.hours).for_each(|(sum, share)| *sum += one.weight * share);
    }
    debug_assert!(counted.iter().all(|one| one.incident < found.len()));
    let mut reports: Vec<Vec<usize>> = vec![Vec::new(); drawn.len()];
    for report in 0..heard.observations.len() {
        if let Some(nth) = link_of(heard, report).and_then(&on) {
            reports[nth].push(report);
        }
    }
    let expected: Vec<f64> = drawn.iter().map(|stretch| sum(stretch, means)).collect();
    let believed = shrink(&counts, &expected, &params.shrinkage);
    let mut places = Vec::new();
    for (nth, stretch) in drawn.iter().enumerate() {
        let belief = believed.units[nth];
        let monthly = |number: f64| number / days * MONTH_DAYS;
        let others = |band: usize| {
            let all = expected[nth];
            if all > 0.0 { sum(stretch, &of_bands[band]) / all } else { 0.0 }
        };
        let mix = params.hours_of_others;
        let mut bands = [0.0; Band::COUNT];
        for (band, share) in bands.iter_mut().enumerate() {
            let of_band = (hours[nth][band] + mix * others(band)) / (counts[nth] + mix);
            *share = monthly(belief.mean) * of_band;
        }
        let link = around.links[stretch.strongest];
        let at_reports = along(network, link, counted.iter().filter(|one| one.link == link).map(|one| one.at));
        let position = Position { link, along_m: at_reports.unwrap_or(network.link(link).length_m / 2.0) };
        places.push(Place {
            at: network.place(position),
            position,
            links: stretch.units.iter().map(|unit| around.links[*unit]).collect(),
            reports: std::mem::take(&mut reports[nth]),
            n_incidents: n_incidents[nth],
            per_month: Belief { mean: monthly(belief.mean), low: monthly(belief.low), high: monthly(belief.high) },
            bands,
        });
    }
    places.retain(|place| place.per_month.mean > 0.0);
    places.sort_by(|a, b| b.per_month.mean.total_cmp(&a.per_month.mean).then(a.position.link.cmp(&b.position.link)));
    places
}
