//! From reports to places a walk should pass, each with how much it needs to be looked at.

use std::collections::HashMap;

use super::feet::Feet;
use super::{Need, Told as Given, WalkParams};
use crate::analysis::darkness::{LightShares, light_shares};
use crate::analysis::incidents::{IncidentParams, Told, incidents};
use crate::analysis::shrinkage::{ShrinkageParams, shrink, time_weight};
use crate::geodesy::EastNorth;
use crate::observation::{Catalogue, Category, CauseSet, Observation, Seconds};
use crate::planning::is_mended;
use crate::town::{Position, Town};

/// Reports of one place, joined.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reported {
    pub position: Position,
    pub at: EastNorth,
    /// Numbers of its reports among those given.
    pub reports: Vec<usize>,
    pub need: Need,
}

const DAY_S: f64 = 86_400.0;
/// The severity of a report that names none, of 1 to 5.
const MIDDLE_SEVERITY: f64 = 3.0;
/// Places with few reports are judged with so many of middle severity, and of the town's own share of darkness.
const PRIOR: f64 = 2.0;
/// What is left of the ground, laid out in units as large as a place.
const CORNERS: usize = 16;

/// The unresolved places, those with most need first.
pub(super) fn places(
    feet: &mut Feet,
    Given { reports, treated, catalogue, now }: Given,
    within: &dyn Fn(EastNorth) -> bool,
    town: &Town,
    params: &WalkParams,
) -> Vec<Reported> {
    let unresolved = |report: &Observation| {
        let is_one = report.category == Category::UnsafePlace && report.placed && within(report.shape.anchor());
        is_one && !is_mended(treated, &report.shape, report.causes, report.told_day, params.join_m)
    };
    let seen: Vec<Seen> = reports
        .iter()
        .enumerate()
        .filter(|(_, report)| unresolved(report))
        .filter_map(|(nth, report)| Some(Seen { nth, report, position: feet.reached_from(report.shape.anchor())? }))
        .collect();
    let groups = joined(feet, &seen, params);
    let own_light = LightOf { catalogue, town };
    let all = own_light.shares(seen.iter().map(|one| one.report));
    let share_of_town = (all.dark + PRIOR * 0.5) / (all.dark + all.day + PRIOR);
    let told: Vec<f64> = groups.iter().map(|group| count(group, &seen, now, params)).collect();
    let metres: Vec<f64> =
        groups.iter().map(|group| feet.metres_around(seen[group[0]].anchor(), params.join_m, CORNERS)).collect();
    let rates = rates(&told, &metres, feet.metres_in_reach(), params);
    let mut places: Vec<Reported> = groups
        .iter()
        .zip(rates)
        .map(|(group, (rate, low, high))| {
            let own: Vec<&Observation> = group.iter().map(|&one| seen[one].report).collect();
            let told_severity: Vec<f64> = own.iter().filter_map(|one| one.severity).map(f64::from).collect();
            let n_told = told_severity.len() as f64;
            let severity =
                (told_severity.iter().sum::<f64>() + PRIOR * MIDDLE_SEVERITY) / ((n_told + PRIOR) * MIDDLE_SEVERITY);
            let light = own_light.shares(own.iter().copied());
            let dark_share = (light.dark + PRIOR * share_of_town) / (light.dark + light.day + PRIOR);
            let leader = &seen[group[0]];
            Reported {
                position: leader.position,
                at: feet.place(leader.position),
                reports: group.iter().map(|&one| seen[one].nth).collect(),
                need: Need {
                    value: rate * severity * (0.5 + dark_share),
                    rate,
                    rate_low: low,
                    rate_high: high,
                    severity,
                    darkness: 0.5 + dark_share,
                },
            }
        })
        .collect();
    places.sort_by(|a, b| b.need.value.total_cmp(&a.need.value).then_with(|| in_order(a.at, b.at)));
    places
}

struct Seen<'a> {
    nth: usize,
    report: &'a Observation,
    position: Position,
}

impl Seen<'_> {
    fn anchor(&self) -> EastNorth {
        self.report.shape.anchor()
    }
}

fn in_order(a: EastNorth, b: EastNorth) -> std::cmp::Ordering {
    a.n.total_cmp(&b.n).then(a.e.total_cmp(&b.e))
}

/// Groups of reports of one place; the first of each has most others around it.
///
/// Near through a railway or a river is not near: those who stand at the one do not see the other.
fn joined(feet: &mut Feet, seen: &[Seen], params: &WalkParams) -> Vec<Vec<usize>> {
    let side_m = params.join_m.max(1.0);
    let square = |at: EastNorth| ((at.e / side_m).floor() as i64, (at.n / side_m).floor() as i64);
    let mut in_square: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    seen.iter().enumerate().for_each(|(i, one)| in_square.entry(square(one.anchor())).or_default().push(i));
    let near = |i: usize| -> Vec<usize> {
        let at = seen[i].anchor();
        let (column, row) = square(at);
        let around = (-1..=1).flat_map(|de| (-1..=1).map(move |dn| (column + de, row + dn)));
        let candidates = around.filter_map(|key| in_square.get(&key)).flatten().copied();
        candidates.filter(|&other| seen[other].anchor().distance_m(at) <= params.join_m).collect()
    };
    let n_near: Vec<usize> = (0..seen.len()).map(|i| near(i).len()).collect();
    let mut order: Vec<usize> = (0..seen.len()).collect();
    order.sort_by(|&a, &b| n_near[b].cmp(&n_near[a]).then_with(|| in_order(seen[a].anchor(), seen[b].anchor())));
    let mut taken = vec![false; seen.len()];
    let mut groups = Vec::new();
    for leader in order {
        if std::mem::replace(&mut taken[leader], true) {
            continue;
        }
        let mut group = vec![leader];
        let mut others: Vec<usize> = near(leader).into_iter().filter(|&other| !taken[other]).collect();
        others.sort_unstable();
        let goals: Vec<Position> = others.iter().map(|&other| seen[other].position).collect();
        let by_foot = feet.near_on_foot(seen[leader].position, &goals, 3.0 * params.join_m);
        for (other, _) in others.into_iter().zip(by_foot).filter(|(_, is_near)| *is_near) {
            taken[other] = true;
            group.push(other);
        }
        groups.push(group);
    }
    groups
}

/// Reports of the same within 50 m and 30 days of telling are one incident; when each was last so.
fn grouped(group: &[usize], seen: &[Seen], now: Seconds) -> Vec<Seconds> {
    let told: Vec<Told> = group
        .iter()
        .map(|&i| {
            let report = seen[i].report;
            Told {
                at: report.shape.anchor(),
                told: (Seconds::from(report.told_day) * DAY_S as Seconds).min(now),
                category: report.category,
                closed: None,
                teller: None,
            }
        })
        .collect();
    let last_of = |members: &[usize]| members.iter().map(|&i| seen[group[i]].report.moment.span().1.min(now)).max();
    incidents(&told, now, &IncidentParams::default()).iter().filter_map(|one| last_of(&one.reports)).collect()
}

/// Incidents, the recent ones more.
fn count(group: &[usize], seen: &[Seen], now: Seconds, params: &WalkParams) -> f64 {
    let age_days = |last: Seconds| (now - last).max(0) as f64 / DAY_S;
    grouped(group, seen, now).into_iter().map(|last| time_weight(age_days(last), params.half_life_days)).sum()
}

/// The rate of each place drawn toward what its metres of street lead us to expect: mean, low and high.
fn rates(told: &[f64], metres: &[f64], metres_in_reach: f64, params: &WalkParams) -> Vec<(f64, f64, f64)> {
    let around: f64 = metres.iter().sum();
    let whole = metres_in_reach.max(around).max(1.0);
    let per_metre = told.iter().sum::<f64>() / whole;
    // Ground from which nothing was told, in pieces as long as the street around a place.
    let piece_m = 2.0 * params.join_m.max(1.0);
    let n_silent = ((whole - around) / piece_m).floor().min(20_000.0) as usize;
    let counts: Vec<f64> = told.iter().copied().chain(std::iter::repeat_n(0.0, n_silent)).collect();
    let lengths = metres.iter().map(|m| m.max(1.0)).chain(std::iter::repeat_n(piece_m, n_silent));
    let means: Vec<f64> = lengths.map(|m| m * per_metre).collect();
    let shrunk = shrink(&counts, &means, &ShrinkageParams::default());
    shrunk.units[..told.len()].iter().map(|unit| (unit.mean, unit.low, unit.high)).collect()
}

/// How dark it was, where darkness is a cause by its name too.
struct LightOf<'a> {
    catalogue: &'a Catalogue,
    town: &'a Town,
}

impl LightOf<'_> {
    fn shares<'b>(&self, reports: impl Iterator<Item = &'b Observation>) -> LightShares {
        let of_light = ["poor_lighting", "lamp_outage"].map(|code| self.catalogue.set_of_code(code));
        let of_light = of_light.into_iter().fold(CauseSet::EMPTY, CauseSet::union);
        let (by_name, by_hour): (Vec<_>, Vec<_>) = reports.partition(|one| one.causes.intersects(of_light));
        let at = self.town.bounds.center();
        let shares = light_shares(by_hour.into_iter().map(|one| one.moment), at, &self.town.clock);
        LightShares { dark: shares.dark + by_name.len() as f64, ..shares }
    }
}
