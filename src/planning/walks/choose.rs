//! Which places, in which order.

use super::feet::Feet;
use super::need::{Reported, places};
use super::{Need, NoWalk, Told, WalkParams, WalkPlan, WalkQuestion, evening, kept_order, on_the_way};
use crate::analysis::Watch;
use crate::geodesy::EastNorth;
use crate::planning::orienteering::{Instance, MOST_ALIKE, PlanParams, proposals};
use crate::town::{Ground, Position, Town};

/// Nobody walks farther to the nearest place (minutes).
const FARTHEST_MIN: f64 = 180.0;
/// Prizes are whole parts of the largest need: a proof need not tell walks apart that differ by less.
const PARTS: f64 = 1_000.0;

/// Stops to choose from, and the ways between them. Start and end come after the stops.
pub(super) struct Problem {
    pub prize: Vec<u64>,
    /// In the order given.
    pub locked: Vec<usize>,
    pub stop_s: f64,
    pub budget_s: f64,
    pub most_stops: usize,
    walk_s: Vec<Vec<f64>>,
}

impl Problem {
    #[cfg(test)]
    pub fn new(
        prize: Vec<u64>,
        locked: Vec<usize>,
        stop_s: f64,
        budget_s: f64,
        most_stops: usize,
        seconds: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let n = prize.len() + 2;
        let walk_s = (0..n).map(|i| (0..n).map(|j| seconds(i, j)).collect()).collect();
        Self { prize, locked, stop_s, budget_s, most_stops, walk_s }
    }

    pub fn start(&self) -> usize {
        self.prize.len()
    }

    pub fn end(&self) -> usize {
        self.prize.len() + 1
    }

    /// Walking from one to the other.
    pub fn seconds(&self, from: usize, to: usize) -> f64 {
        self.walk_s[from][to]
    }

    pub fn fits(&self, seconds: f64) -> bool {
        seconds <= self.budget_s + 1e-6
    }

    /// Walking and stopping, from start to end.
    pub fn whole_s(&self, order: &[usize]) -> f64 {
        let all: Vec<usize> = std::iter::once(self.start()).chain(order.iter().copied()).chain([self.end()]).collect();
        let walking: f64 = all.windows(2).map(|pair| self.seconds(pair[0], pair[1])).sum();
        walking + self.stop_s * order.len() as f64
    }

    fn prize_of(&self, order: &[usize]) -> u64 {
        order.iter().map(|stop| self.prize[*stop]).sum()
    }

    fn has_all_locked(&self, order: &[usize]) -> bool {
        self.locked.iter().all(|stop| order.contains(stop))
    }
}

/// A walk as numbers of stops.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub order: Vec<usize>,
    pub prize: u64,
    pub bound: u64,
    pub is_best: bool,
}

pub(super) fn walks(
    (ground, town): (&Ground, &Town),
    told: Told,
    question: &WalkQuestion,
    params: &WalkParams,
    watch: &Watch,
) -> Result<WalkPlan, NoWalk> {
    if ground.network.is_empty() {
        return Err(NoWalk::NoStreets);
    }
    watch.expect(4);
    let start_at = town.metric.forward(question.start);
    let off_street =
        || NoWalk::StartOffStreet { nearest_m: Feet::nearest_street_m(start_at, &ground.network, 5_000.0) };
    let farthest_m = FARTHEST_MIN * 60.0 * params.speed_m_s;
    let mut feet = Feet::at(start_at, ground, &town.metric, question.step_free, farthest_m).ok_or_else(off_street)?;
    let end = match question.end.map(|end| town.metric.forward(end)) {
        None => feet.start(),
        Some(end) => feet.reached_near(end).ok_or(NoWalk::NoWayToEnd)?,
    };
    let budget_s = f64::from(question.minutes) * 60.0;
    let stop_s = f64::from(question.minutes_per_stop) * 60.0;
    let walking = |metres: f64| metres / params.speed_m_s;
    let straight_s = walking(feet.way_from_start(end).ok_or(NoWalk::NoWayToEnd)?);
    if straight_s > budget_s {
        return Err(NoWalk::EndTooFar { needed: whole_minutes(straight_s) });
    }
    let (start, end_at) = (feet.start(), feet.place(end));
    let walking_m = (budget_s - stop_s).max(0.0) * params.speed_m_s;
    let in_ellipse = |at: EastNorth| at.distance_m(start_at) + at.distance_m(end_at) <= walking_m + 2.0 * MARGIN_M;
    let all = places(&mut feet, told, &in_ellipse, town, params);
    stopped(watch)?;
    let to_end = feet.distances(end, &all.iter().map(|place| place.position).collect::<Vec<_>>(), farthest_m);
    let takes_s = |feet: &Feet, place: &Reported, to_end: f64| {
        walking(feet.way_from_start(place.position).unwrap_or(f64::INFINITY) + to_end) + stop_s
    };
    let mut stops: Vec<Reported> = Vec::new();
    let (mut n_in_reach, mut n_reports_in_reach, mut n_forbidden) = (0, 0, 0);
    let forbidden: Vec<EastNorth> = question.forbidden.iter().map(|at| town.metric.forward(*at)).collect();
    let same = |a: EastNorth, b: EastNorth| a.distance_m(b) <= params.same_place_m;
    // As they were chosen, too: a place in a square stands for the street beside it.
    let chosen = |at: &crate::geodesy::LonLat| town.metric.forward(*at);
    let conflict = question.locked.iter().map(chosen).position(|at| forbidden.iter().any(|other| same(*other, at)));
    if let Some(nth) = conflict {
        return Err(NoWalk::LockedAndForbidden { nth });
    }
    let locked = locked(&feet, &all, town, question, params)?;
    for (place, to_end) in all.iter().zip(&to_end) {
        if locked.iter().any(|one| one.position == place.position) {
            continue;
        }
        let fits = takes_s(&feet, place, *to_end) <= budget_s + 1e-6;
        let is_forbidden = forbidden.iter().any(|at| same(*at, place.at));
        n_forbidden += usize::from(fits && is_forbidden);
        if fits && !is_forbidden {
            n_in_reach += 1;
            n_reports_in_reach += place.reports.len();
            stops.push(place.clone());
        }
    }
    if stops.is_empty() && locked.is_empty() {
        return Err(nothing(&mut feet, told, end, farthest_m, (stop_s, params), town));
    }
    for (nth, one) in locked.iter().enumerate() {
        if forbidden.iter().any(|at| same(*at, one.at)) {
            return Err(NoWalk::LockedAndForbidden { nth });
        }
        n_in_reach += 1;
        n_reports_in_reach += one.reports.len();
    }
    if locked.len() > question.most_stops {
        return Err(NoWalk::TooManyLocked { n: locked.len() });
    }
    stops.truncate(params.most_considered.saturating_sub(locked.len()));
    let first_locked = stops.len();
    stops.extend(locked);
    // From here on needs are whole parts of the largest.
    let largest = stops.iter().map(|stop| stop.need.value).fold(0.0, f64::max);
    let part = if largest > 0.0 { largest / PARTS } else { 1.0 };
    let prize: Vec<u64> = stops.iter().map(|stop| (stop.need.value / part).round() as u64).collect();
    let prize: Vec<u64> =
        prize.iter().zip(&stops).map(|(n, stop)| if stop.reports.is_empty() { 0 } else { (*n).max(1) }).collect();
    stops.iter_mut().zip(&prize).for_each(|(stop, prize)| stop.need.value = *prize as f64 * part);
    let terminals: Vec<Position> = stops.iter().map(|stop| stop.position).chain([start, end]).collect();
    let limit_m = budget_s * params.speed_m_s + 1.0;
    let row = |from: &Position| feet.distances(*from, &terminals, limit_m).into_iter().map(walking).collect();
    let problem = Problem {
        locked: (first_locked..stops.len()).collect(),
        walk_s: terminals.iter().map(row).collect(),
        prize,
        stop_s,
        budget_s,
        most_stops: question.most_stops,
    };
    watch.step(1);
    let needed_s = shortest_through(&problem, question.keep_order);
    if needed_s > budget_s + 1e-6 {
        return Err(NoWalk::LockedTooLong { needed: whole_minutes(needed_s) });
    }
    let found = solve(&problem, question, params, watch);
    stopped(watch)?;
    watch.step(1);
    let is_round = start == end && (!question.keep_order || problem.locked.is_empty());
    let described = on_the_way::Described { ground, town, told, params, part, n_locked: problem.locked.len() };
    let proposals = found
        .into_iter()
        .map(|one| {
            let order = if is_round { into_the_dark(&problem, &stops, one.order) } else { one.order };
            described.proposal(&mut feet, &stops, &problem, Found { order, ..one }, (start, end))
        })
        .collect();
    watch.step(1);
    Ok(WalkPlan {
        proposals,
        evening: evening(question.date, question.minutes, question.starts_at, question.start, &town.clock),
        start: feet.place(start),
        end: end_at,
        n_in_reach,
        n_considered: stops.len(),
        n_reports_in_reach,
        n_forbidden,
    })
}

/// Straight lines are shorter than ways, but a place lies beside its street.
const MARGIN_M: f64 = 100.0;

fn stopped(watch: &Watch) -> Result<(), NoWalk> {
    if watch.is_stopped() { Err(NoWalk::Stopped) } else { Ok(()) }
}

fn whole_minutes(seconds: f64) -> u32 {
    (seconds / 60.0).ceil().clamp(0.0, 100_000.0) as u32
}

/// Why there is nothing to walk to: the minutes are too few, or nothing is there.
fn nothing(
    feet: &mut Feet,
    told: Told,
    end: Position,
    farthest_m: f64,
    (stop_s, params): (f64, &WalkParams),
    town: &Town,
) -> NoWalk {
    let anywhere = |_: EastNorth| true;
    let all = places(feet, told, &anywhere, town, params);
    let to_end = feet.distances(end, &all.iter().map(|place| place.position).collect::<Vec<_>>(), farthest_m);
    let ways = all.iter().zip(to_end).filter_map(|(place, to_end)| Some(feet.way_from_start(place.position)? + to_end));
    let shortest = ways.min_by(f64::total_cmp).map(|metres| metres / params.speed_m_s + stop_s);
    match shortest.filter(|seconds| *seconds <= FARTHEST_MIN * 60.0) {
        Some(seconds) => NoWalk::ShorterThanAnyStop { needed: whole_minutes(seconds) },
        None => NoWalk::NothingInReach,
    }
}

/// The locked stops in their order: the reported places they stand for, or the bare place.
fn locked(
    feet: &Feet,
    all: &[Reported],
    town: &Town,
    question: &WalkQuestion,
    params: &WalkParams,
) -> Result<Vec<Reported>, NoWalk> {
    let mut locked: Vec<Reported> = Vec::new();
    for (nth, at) in question.locked.iter().enumerate() {
        let at = town.metric.forward(*at);
        let near = all.iter().filter(|place| place.at.distance_m(at) <= params.same_place_m);
        let nearest = near.min_by(|a, b| a.at.distance_m(at).total_cmp(&b.at.distance_m(at)));
        let chosen = match nearest {
            Some(place) => place.clone(),
            None => {
                let position = feet.reached_near(at).ok_or(NoWalk::LockedOutOfReach { nth })?;
                Reported { position, at: feet.place(position), reports: Vec::new(), need: Need::default() }
            }
        };
        // The same place locked twice is one stop.
        if !locked.iter().any(|one| one.position == chosen.position) {
            locked.push(chosen);
        }
    }
    Ok(locked)
}

/// Walking and stopping through the locked stops alone: in their order, or in the quickest.
fn shortest_through(problem: &Problem, keep_order: bool) -> f64 {
    let locked = &problem.locked;
    const MOST_TRIED: usize = 12;
    if keep_order || locked.len() > MOST_TRIED {
        return problem.whole_s(locked);
    }
    let n = locked.len();
    if n == 0 {
        return problem.whole_s(&[]);
    }
    // Of each set of stops and the last of them, the quickest way.
    let mut quickest = vec![vec![f64::INFINITY; n]; 1 << n];
    for (last, stop) in locked.iter().enumerate() {
        quickest[1 << last][last] = problem.seconds(problem.start(), *stop);
    }
    for set in 1..1_usize << n {
        for last in (0..n).filter(|last| set & (1 << last) != 0) {
            let so_far = quickest[set][last];
            for next in (0..n).filter(|next| set & (1 << next) == 0) {
                let longer = so_far + problem.seconds(locked[last], locked[next]);
                let known = &mut quickest[set | 1 << next][next];
                *known = known.min(longer);
            }
        }
    }
    let home = |last: usize| quickest[(1 << n) - 1][last] + problem.seconds(locked[last], problem.end());
    (0..n).map(home).fold(f64::INFINITY, f64::min) + problem.stop_s * n as f64
}

pub(super) fn solve(problem: &Problem, question: &WalkQuestion, params: &WalkParams, watch: &Watch) -> Vec<Found> {
    let keep_on = || !watch.is_stopped();
    if question.keep_order && !problem.locked.is_empty() {
        return kept_order::fill(problem, params.max_labels, &keep_on).into_iter().collect();
    }
    let n = question.n_proposals.max(1);
    let sum: u64 = problem.prize.iter().sum();
    // No walk without a locked stop is worth as much as one with it.
    let lock = 10 * (sum + 1);
    let (start, end) = (problem.start(), problem.end());
    let is_round = problem.seconds(start, end) == 0.0;
    let how = PlanParams { rounds: params.rounds, max_labels: params.max_labels, seed: question.seed };
    let mut bound = sum;
    let mut pool: Vec<(Vec<usize>, u64)> = Vec::new();
    // A price in seconds for each stop: whoever keeps both limits keeps budget and stops priced together, so that the
    // bound of that is a bound of both.
    for price_s in [0.0, 30.0, 60.0, 120.0, 240.0, 480.0, 960.0] {
        let prizes: Vec<f64> = (0..problem.prize.len())
            .map(|stop| problem.prize[stop] + if problem.locked.contains(&stop) { lock } else { 0 })
            .map(|prize| prize as f64)
            .chain(if is_round { vec![0.0] } else { vec![0.0, 0.0] })
            .collect();
        let half = |place: usize| if place < start { (problem.stop_s + price_s) / 2.0 } else { 0.0 };
        let way = |i: usize, j: usize| problem.seconds(i, j) + half(i) + half(j);
        let budget = problem.budget_s + price_s * problem.most_stops as f64;
        let last = if is_round { start } else { end };
        let Some(instance) = Instance::new(&prizes, start, last, budget, way) else { break };
        let routes = proposals(&instance, &how, n, &keep_on);
        let Some(first) = routes.first() else { break };
        let locks = (lock * problem.locked.len() as u64) as f64;
        bound = bound.min((first.bound - locks + 1e-6).floor().max(0.0) as u64);
        let inner = |places: &[usize]| places.iter().copied().filter(|place| *place < start).collect::<Vec<_>>();
        let keeps_both =
            first.places.len() <= problem.most_stops + 2 && problem.fits(problem.whole_s(&inner(&first.places)));
        for route in &routes {
            let Some(order) = within_limits(problem, inner(&route.places)) else { continue };
            let prize = problem.prize_of(&order);
            pool.push((order, prize));
        }
        if keeps_both || !keep_on() {
            break;
        }
    }
    pool.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| problem.whole_s(&a.0).total_cmp(&problem.whole_s(&b.0))));
    let mut found: Vec<Found> = Vec::new();
    for (order, prize) in pool {
        if found.len() < n && found.iter().all(|before| alike(&before.order, &order) <= MOST_ALIKE) {
            let bound = bound.max(prize);
            found.push(Found { order, prize, bound, is_best: prize >= bound });
        }
    }
    found
}

/// Leaves out what has the least prize for its time until both limits hold; `None` when a locked stop is missing or
/// nothing is left.
fn within_limits(problem: &Problem, mut order: Vec<usize>) -> Option<Vec<usize>> {
    while order.len() > problem.most_stops || !problem.fits(problem.whole_s(&order)) {
        let whole = problem.whole_s(&order);
        let for_its_time = |nth: usize| {
            let mut without = order.clone();
            without.remove(nth);
            problem.prize[order[nth]] as f64 / (whole - problem.whole_s(&without)).max(1.0)
        };
        let free = (0..order.len()).filter(|nth| !problem.locked.contains(&order[*nth]));
        let least = free.min_by(|a, b| for_its_time(*a).total_cmp(&for_its_time(*b)))?;
        order.remove(least);
    }
    (!order.is_empty() && problem.has_all_locked(&order)).then_some(order)
}

/// The share of stops two walks have in common, of those in either.
pub(super) fn alike(one: &[usize], other: &[usize]) -> f64 {
    let both = one.iter().filter(|stop| other.contains(stop)).count();
    let either = one.len() + other.len() - both;
    if either == 0 { 1.0 } else { both as f64 / either as f64 }
}

/// A round can be walked both ways: the way on which the places of darkness come late.
fn into_the_dark(problem: &Problem, stops: &[Reported], order: Vec<usize>) -> Vec<usize> {
    let turned: Vec<usize> = order.iter().rev().copied().collect();
    let late = |order: &[usize]| {
        let (mut at, mut seconds, mut sum) = (problem.start(), 0.0, 0.0);
        for &stop in order {
            seconds += problem.seconds(at, stop) + problem.stop_s;
            sum += seconds * stops[stop].need.darkness;
            at = stop;
        }
        sum
    };
    if late(&turned) > late(&order) + 1e-9 { turned } else { order }
}
