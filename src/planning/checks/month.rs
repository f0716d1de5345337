//! The plan of a month: the best there is, and the draw that keeps nearly all of it and can still not be foreseen.

use jiff::civil::{Date, DateTime};

use super::band::Band;
use super::days::{Start, days_of, hour_of_week, open_bands, starts};
use super::demand::Place;
use super::draw::drawn;
use super::mix::{Limits, Mix, mixed};
use super::reach::{Shares, too_close};
use super::reasons::{Check, Instead, Rules as Allowed, Tally, reasons};
use super::site::{Locality, Site};
use crate::analysis::Watch;
use crate::analysis::draws::stream;
use crate::observation::{HoursOfWeek, Month};
use crate::planning::covering::{self, Case, CoveringParams, NoPlan, Rules};
use crate::town::{LinkId, Network};

/// What is known of the town.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    pub places: Vec<Place>,
    /// Those that can be chosen, and what is forbidden.
    pub sites: Vec<Site>,
    /// For each site.
    pub shares: Shares,
    pub localities: Vec<Locality>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub month: Month,
    /// Days before this one are gone.
    pub not_before: Option<Date>,
    pub quota: u32,
    /// When somebody can work.
    pub open: HoursOfWeek,
    /// Checks that stay as they are.
    pub locked: Vec<Lock>,
    pub seed: u64,
}

/// A check that staff put where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lock {
    pub site: usize,
    pub at: DateTime,
    pub minutes: u32,
}

impl Lock {
    pub(super) fn band(&self) -> usize {
        Band::of_hour(hour_of_week(self.at)).number()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct MonthParams {
    /// At most so many checks a site and month. Default 2.
    pub per_site: u32,
    /// Sites of one month lie so far apart (as the crow flies). Default 1,000 m.
    pub spacing_m: f64,
    /// At most so many checks on weekdays from 8 to 16. Default 3.
    pub at_school_time: u32,
    /// Every locality with streets sees a check. Default true.
    pub every_locality: bool,
    /// Of the best plan's value, the draw keeps so much on average. Default 0.90.
    pub keep: f64,
    /// How even the mix is to be; see [`Mix::entropy`]. Default 0.85.
    pub least_entropy: f64,
    /// From … to minutes a check: 10–16 minutes keep a place calm longest, 20 are usual. Default 15 to 20.
    pub minutes: (u32, u32),
    pub covering: CoveringParams,
    /// Of so many months drawn the one that meets most is taken. Default 4.
    pub best_of: u32,
    /// Draws over which an average is taken. Default 60.
    pub n_draws: u64,
}

impl Default for MonthParams {
    fn default() -> Self {
        Self {
            per_site: 2,
            spacing_m: 1_000.0,
            at_school_time: 3,
            every_locality: true,
            keep: 0.90,
            least_entropy: 0.85,
            minutes: (15, 20),
            covering: CoveringParams { max_shares: 8_000, ..CoveringParams::default() },
            best_of: 4,
            n_draws: 60,
        }
    }
}

/// Why there is no plan, and what to change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoMonth {
    #[error("nothing was told of speeding or nuisance driving on a street: there is nothing to plan for")]
    NoDemand,
    #[error("there is no place to stand: allow some, or add sites by hand")]
    NoSites,
    #[error("in this month there is no hour in which somebody can work: open hours, or choose a later month")]
    NoHours,
    #[error("lock {nth} lies outside the month")]
    LockOutside { nth: usize },
    #[error(transparent)]
    Rules(#[from] NoPlan),
}

/// The checks of a month, what they are worth, and what the best would be.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthPlan {
    /// By when they begin.
    pub checks: Vec<Check>,
    /// Demand in the hours in which somebody can work, and in all hours.
    pub open_demand: f64,
    pub all_demand: f64,
    /// Demand that these checks meet.
    pub value: f64,
    /// The best plan there is: site, band, times. Anybody who knew the demand could foresee it.
    pub best: covering::Plan,
    /// What as many visits meet where and when most is told, without a thought of how they overlap: the list that anybody
    /// would make. It keeps no rule.
    pub list_value: f64,
    /// What a draw meets on average, as a share of the best.
    pub expected: f64,
    /// See [`Mix::entropy`].
    pub entropy: f64,
    pub mix: Mix,
    /// The visit that would add most to these checks if there were one more.
    pub left_out: Option<Instead>,
    /// Bands in which somebody can work, by their numbers.
    pub open_bands: Vec<usize>,
    /// Localities that could not be asked to see a check: nowhere to stand, or more than there are checks.
    pub localities_left: Vec<usize>,
}

impl Scene {
    /// The streets nobody stands on this month.
    pub fn forbid_on(&mut self, links: &[LinkId], network: &Network) {
        debug_assert!(links.iter().all(|link| (link.0 as usize) < network.links().len()));
        super::reach::forbid_on(&mut self.sites, links);
    }
}

/// Plans a month of checks.
///
/// # Method
/// 1. The best plan: maximal covering with shares by site and band ([`covering::plan`]), with the quota, the visits a site
///    may have, spacing, school time, localities and what staff locked.
/// 2. The live sites: those of the best plan, and as many others, kept apart, as the value allows.
/// 3. The mix: how often each live site is visited in each band on average, as evenly as possible while a draw still
///    keeps `keep` of the best value (measured on `n_draws` draws, not assumed).
/// 4. The draw: systematic sampling by the seed, the best of `best_of` months, then days and minutes at random among those that are open.
///
/// # Units
/// Demand in incidents per month.
///
/// # Edge cases
/// Where demand lies in so few places and hours that no even mix keeps the value, chance is kept and `expected` says
/// how much is given up. `None`: stopped.
///
/// # References
/// European Road Safety Observatory, Speed enforcement (the effect of a visible check halves every 900 m). S. Newstead,
/// M. Cameron, M. Leggett (2001), The crash reduction effectiveness of a network-wide traffic police deployment system,
/// doi:10.1016/S0001-4575(00)00050-5. C. S. Koper (1995), Just enough police presence, doi:10.1080/07418829500096231.
/// Z. Yin and others (2012), TRUSTS: scheduling randomized patrols for fare inspection in transit systems.
pub fn month_plan(
    scene: &Scene,
    question: &Question,
    params: &MonthParams,
    watch: &Watch,
) -> Option<Result<MonthPlan, NoMonth>> {
    match Asked::of(scene, question, params) {
        Ok(asked) => asked.plan(watch),
        Err(flaw) => Some(Err(flaw)),
    }
}

/// The question with its numbers looked up.
pub(super) struct Asked<'a> {
    scene: &'a Scene,
    question: &'a Question,
    params: &'a MonthParams,
    days: Vec<Date>,
    /// Open bands, and those of locks.
    bands: Vec<usize>,
    /// Those in which nothing but locks is allowed.
    closed: Vec<usize>,
    /// For each site the locality it must serve, numbered without gaps.
    serves: Vec<Option<usize>>,
    n_localities: usize,
    localities_left: Vec<usize>,
    at_school_time: u32,
    close: Vec<(usize, usize)>,
    /// For each band, how many hours of the week are open in it.
    open_hours: Vec<u32>,
}

impl<'a> Asked<'a> {
    fn of(scene: &'a Scene, question: &'a Question, params: &'a MonthParams) -> Result<Self, NoMonth> {
        if scene.places.is_empty() {
            return Err(NoMonth::NoDemand);
        }
        if scene.sites.iter().all(|site| site.is_forbidden) {
            return Err(NoMonth::NoSites);
        }
        let in_month = |lock: &Lock| {
            let day = lock.at.date();
            day >= question.month.first_day() && day < question.month.next().first_day()
        };
        if let Some(nth) = question.locked.iter().position(|lock| !in_month(lock)) {
            return Err(NoMonth::LockOutside { nth });
        }
        let days = days_of(question.month, question.not_before);
        let open = open_bands(&days, question.open);
        let mut bands = open.clone();
        bands.extend(question.locked.iter().map(Lock::band));
        bands.sort_unstable();
        bands.dedup();
        if bands.is_empty() {
            return Err(NoMonth::NoHours);
        }
        let closed = bands.iter().copied().filter(|band| !open.contains(band)).collect();
        let is_school = |band: usize| Band::all().nth(band).is_some_and(Band::is_school_time);
        let locked_then = question.locked.iter().filter(|lock| is_school(lock.band())).count() as u32;
        let (serves, n_localities, localities_left) = localities(scene, question, params);
        Ok(Self {
            scene,
            question,
            params,
            days,
            bands,
            closed,
            serves,
            n_localities,
            localities_left,
            at_school_time: params.at_school_time.max(locked_then),
            close: too_close(&scene.sites, params.spacing_m),
            open_hours: Band::all().map(|band| band.hours().intersection(question.open).len()).collect(),
        })
    }

    fn plan(&self, watch: &Watch) -> Option<Result<MonthPlan, NoMonth>> {
        const STEPS: u64 = 10;
        watch.expect(STEPS);
        let case = self.case();
        let keep_on = || !watch.is_stopped();
        let best = match covering::plan(&case, &self.params.covering, &keep_on) {
            Ok(best) => best,
            Err(flaw) => return Some(Err(flaw.into())),
        };
        if !watch.step(5) {
            return None;
        }
        let (mix, limits, expected) = self.mix(&best, watch)?;
        let mut draws = stream(self.question.seed, 0);
        let visits = self.drawn(&mix, &limits, &mut draws);
        let mix = self.as_drawn(&mix, &limits);
        let open = self.question.open;
        let found = starts(&visits, &self.question.locked, &self.days, open, self.params.minutes, &mut draws);
        let locked = self
            .question
            .locked
            .iter()
            .map(|lock| ((lock.site, lock.band()), Start { at: lock.at, minutes: lock.minutes }, true));
        let drawn = visits.into_iter().zip(found).filter_map(|(visit, start)| Some((visit, start?, false)));
        let mut all: Vec<_> = locked.chain(drawn).collect();
        all.sort_by_key(|(visit, start, _)| (*start, *visit));
        let allowed = Allowed {
            bands: self.bands.iter().copied().filter(|band| !self.closed.contains(band)).collect(),
            per_site: self.params.per_site,
            close: &self.close,
            at_school_time: self.at_school_time,
        };
        let (checks, left_out) = reasons(self.scene, &all, &mix, &allowed);
        let tally = Tally::of(self.scene, all.iter().map(|(visit, ..)| *visit));
        watch.step(1);
        let in_bands = |place: &Place| self.bands.iter().map(|band| place.bands[*band]).sum::<f64>();
        Some(Ok(MonthPlan {
            checks,
            open_demand: self.scene.places.iter().map(in_bands).sum(),
            all_demand: self.scene.places.iter().flat_map(|place| place.bands).sum(),
            value: tally.value(),
            list_value: self.list_value(),
            expected,
            entropy: mix.entropy(&self.open_hours),
            best: self.with_numbers(best),
            mix,
            left_out,
            open_bands: self.bands.clone(),
            localities_left: self.localities_left.clone(),
        }))
    }

    fn list_value(&self) -> f64 {
        let none = Tally::of(self.scene, []);
        let sites = (0..self.scene.sites.len()).filter(|site| !self.scene.sites[*site].is_forbidden);
        let mut all: Vec<(f64, (usize, usize))> = sites
            .flat_map(|site| self.bands.iter().map(move |band| (site, *band)))
            .map(|visit| (none.gain(visit), visit))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all.truncate(self.question.quota as usize);
        Tally::of(self.scene, all.into_iter().map(|(_, visit)| visit)).value()
    }

    /// Bands of a plan by their own numbers, not by those of the case.
    fn with_numbers(&self, mut best: covering::Plan) -> covering::Plan {
        best.visits.iter_mut().for_each(|visit| visit.band = self.bands[visit.band]);
        best
    }

    fn nth(&self, band: usize) -> usize {
        self.bands.iter().position(|own| *own == band).expect("bands of locks are among them")
    }

    /// Positions, among the bands of the case, of those at school time.
    fn school(&self) -> Vec<usize> {
        let all: Vec<Band> = Band::all().collect();
        (0..self.bands.len()).filter(|nth| all[self.bands[*nth]].is_school_time()).collect()
    }

    fn case(&self) -> Case {
        let demand = self.scene.places.iter().map(|place| self.bands.iter().map(|band| place.bands[*band]).collect());
        let site = |(nth, site): (usize, &Site)| covering::Site {
            reaches: self.scene.shares[nth].clone(),
            locality: self.serves[nth],
            is_forced: false,
            is_forbidden: site.is_forbidden,
        };
        let mut at_most_in = vec![(self.school(), self.at_school_time)];
        for band in &self.closed {
            let n = self.question.locked.iter().filter(|lock| lock.band() == *band).count() as u32;
            at_most_in.push((vec![self.nth(*band)], n));
        }
        Case {
            demand: demand.collect(),
            sites: self.scene.sites.iter().enumerate().map(site).collect(),
            rules: Rules {
                quota: self.question.quota,
                per_site: self.params.per_site,
                too_close: self.close.clone(),
                n_localities: self.n_localities,
                n_bands: self.bands.len(),
                at_most_in,
                locked: self.question.locked.iter().map(|lock| (lock.site, self.nth(lock.band()))).collect(),
            },
        }
    }

    /// Of several numbers of live sites, the mix that leaves most to chance and keeps the value.
    fn mix(&self, best: &covering::Plan, watch: &Watch) -> Option<(Mix, Limits, f64)> {
        let live = self.live(best);
        let (least, longest) = (live.least, live.sites.len());
        let mut sizes = vec![least, (least + live.n_best) / 2, live.n_best, (live.n_best + longest) / 2, longest];
        sizes.retain(|size| (least..=longest).contains(size));
        sizes.sort_unstable();
        sizes.dedup();
        let mut chosen: Option<(Mix, Limits, f64)> = None;
        // A hundredth of the value that is missing weighs as much as a twentieth of what is left to chance.
        let rank = |found: &(Mix, Limits, f64)| {
            found.0.entropy(&self.open_hours) - 5.0 * (self.params.keep - found.2).max(0.0)
        };
        for size in sizes {
            let found = self.most_even(&live.sites[..size], best.value);
            if !watch.step(1) {
                return None;
            }
            if chosen.as_ref().is_none_or(|before| rank(&found) > rank(before)) {
                chosen = Some(found);
            }
        }
        chosen
    }

    /// On these sites: the most even mix that keeps the value, or, where none does, the best of those even enough.
    fn most_even(&self, live: &[usize], best: f64) -> (Mix, Limits, f64) {
        let bands: Vec<usize> = self.bands.iter().copied().filter(|band| !self.closed.contains(band)).collect();
        let limits = self.limits(live, &bands);
        let of = |price: f64| {
            let mix = mixed(self.scene, live, &bands, &limits, price);
            let expected = self.expected(&mix, &limits, best);
            (mix, expected)
        };
        let is_even = |mix: &Mix| mix.entropy(&self.open_hours) >= self.params.least_entropy;
        // A little more than is asked, so that the average of other draws does not fall below it.
        let keep = self.params.keep + 0.005;
        let scale = best / f64::from(self.question.quota.max(1));
        let (mut low, mut high) = ((scale * 0.01).max(1e-9).ln(), (scale * 30.0).max(1e-6).ln());
        let mut kept = of(high.exp());
        if kept.1 < keep {
            for _ in 0..9 {
                let middle = (low + high) / 2.0;
                let found = of(middle.exp());
                // A higher price is more even and worth less.
                if is_even(&found.0) && kept.1 < keep {
                    (high, kept) = (middle, found);
                } else if is_even(&found.0) && found.1 >= keep {
                    (low, kept) = (middle, found);
                } else {
                    low = middle;
                }
            }
        }
        (kept.0, limits, kept.1)
    }

    fn expected(&self, mix: &Mix, limits: &Limits, best: f64) -> f64 {
        if best <= 0.0 {
            return 1.0;
        }
        let one = |nth: u64| {
            let mut draws = stream(self.question.seed, 1 + nth);
            let visits = self.drawn(mix, limits, &mut draws);
            let locked = self.question.locked.iter().map(|lock| (lock.site, lock.band()));
            Tally::of(self.scene, visits.into_iter().chain(locked)).value()
        };
        let n = self.params.n_draws.max(1);
        (0..n).map(one).sum::<f64>() / n as f64 / best
    }

    /// Of a few months drawn the one that meets most.
    fn drawn(&self, mix: &Mix, limits: &Limits, draws: &mut crate::analysis::draws::Draws) -> Vec<(usize, usize)> {
        let serves = |site: usize| self.serves[site];
        let locked: Vec<(usize, usize)> = self.question.locked.iter().map(|lock| (lock.site, lock.band())).collect();
        let mut best: Option<(f64, Vec<(usize, usize)>)> = None;
        for _ in 0..self.params.best_of.max(1) {
            let cells = drawn(mix, limits, &serves, draws);
            let visits: Vec<(usize, usize)> = cells.into_iter().map(|cell| mix.cell(cell)).collect();
            let value = Tally::of(self.scene, visits.iter().chain(&locked).copied()).value();
            if best.as_ref().is_none_or(|(most, _)| value > *most) {
                best = Some((value, visits));
            }
        }
        best.map(|(_, visits)| visits).unwrap_or_default()
    }

    /// How often each cell is really visited: picking the best of a few draws prefers some.
    fn as_drawn(&self, mix: &Mix, limits: &Limits) -> Mix {
        const DRAWS: u64 = 400;
        let mut real = Mix { visits: vec![0.0; mix.visits.len()], ..mix.clone() };
        for nth in 0..DRAWS {
            let mut draws = stream(self.question.seed, 1_000_000 + nth);
            for (site, band) in self.drawn(mix, limits, &mut draws) {
                real.add(site, band, 1.0 / DRAWS as f64);
            }
        }
        real
    }

    fn limits(&self, live: &[usize], bands: &[usize]) -> Limits {
        let locked = &self.question.locked;
        let n_locked = |site: usize| locked.iter().filter(|lock| lock.site == site).count() as u32;
        let cells_of = |is_one: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let sites = (0..live.len()).filter(|nth| is_one(live[*nth]));
            sites.flat_map(|nth| nth * bands.len()..(nth + 1) * bands.len()).collect()
        };
        let is_served = |locality: usize| locked.iter().any(|lock| self.serves[lock.site] == Some(locality));
        let all: Vec<Band> = Band::all().collect();
        let school: Vec<usize> = (0..bands.len()).filter(|nth| all[bands[*nth]].is_school_time()).collect();
        let school_cells: Vec<usize> =
            (0..live.len() * bands.len()).filter(|cell| school.contains(&(cell % bands.len()))).collect();
        let locked_then = locked.iter().filter(|lock| all[lock.band()].is_school_time()).count() as u32;
        let n = f64::from(self.question.quota) - locked.len() as f64;
        let mut met = vec![0.0; self.scene.places.len() * bands.len()];
        for lock in locked {
            let Some(band) = bands.iter().position(|band| *band == lock.band()) else { continue };
            self.scene.shares[lock.site].iter().for_each(|(place, share)| met[place * bands.len() + band] += share);
        }
        let n_cells = (live.len() * bands.len()).max(1) as f64;
        Limits {
            n: n.max(0.0),
            at_site: live.iter().map(|site| f64::from(self.params.per_site.saturating_sub(n_locked(*site)))).collect(),
            hours: bands.iter().map(|band| f64::from(self.open_hours[*band].max(1))).collect(),
            in_cell: (n / n_cells).clamp(0.75, 1.0),
            at_least_one: (0..self.n_localities)
                .filter(|locality| !is_served(*locality))
                .map(|locality| cells_of(&|site| self.serves[site] == Some(locality)))
                .collect(),
            at_most: Some((school_cells, f64::from(self.at_school_time.saturating_sub(locked_then)))),
            met,
        }
    }

    /// Sites that may all be used in one month: those of the best plan, then the others that add most.
    fn live(&self, best: &covering::Plan) -> Live {
        let scene = self.scene;
        let mut sites: Vec<usize> = best.visits.iter().map(|visit| visit.site).collect();
        sites.dedup();
        let n_best = sites.len();
        let adds = |site: usize| -> f64 {
            best.visits.iter().filter(|visit| visit.site == site).map(|visit| visit.adds).sum()
        };
        let is_locked = |site: usize| self.question.locked.iter().any(|lock| lock.site == site);
        sites.sort_by(|a, b| is_locked(*b).cmp(&is_locked(*a)).then(adds(*b).total_cmp(&adds(*a))).then(a.cmp(b)));
        // One of each locality first, so that no smaller number of sites leaves one out.
        let mut served = vec![false; self.n_localities];
        let first = |site: &usize| {
            is_locked(*site) || self.serves[*site].is_some_and(|nth| !std::mem::replace(&mut served[nth], true))
        };
        let (needed, others): (Vec<usize>, Vec<usize>) = sites.into_iter().partition(first);
        let weekly = f64::from(self.question.quota) / WEEKS_A_MONTH;
        let by_quota = (self.question.quota as usize).div_ceil(self.params.per_site.max(1) as usize);
        let least = needed.len().max((2.0 * weekly).ceil() as usize).max(by_quota).min(n_best);
        let mut sites: Vec<usize> = needed.into_iter().chain(others).collect();
        let weights: Vec<f64> =
            scene.places.iter().map(|place| self.bands.iter().map(|band| place.bands[*band]).sum()).collect();
        let mut met = vec![0.0; scene.places.len()];
        let add = |met: &mut Vec<f64>, site: usize| scene.shares[site].iter().for_each(|(p, share)| met[*p] += share);
        sites.iter().for_each(|site| add(&mut met, *site));
        let most = (2 * self.question.quota as usize).max(n_best);
        while sites.len() < most {
            let gain = |site: usize| -> f64 {
                let of = |&(place, share): &(usize, f64)| weights[place] * share * (-met[place]).exp();
                scene.shares[site].iter().map(of).sum()
            };
            let is_close = |site: usize| {
                self.close.iter().any(|&(a, b)| (a == site && sites.contains(&b)) || (b == site && sites.contains(&a)))
            };
            let open = (0..scene.sites.len())
                .filter(|site| !scene.sites[*site].is_forbidden && !sites.contains(site) && !is_close(*site));
            let next = open.map(|site| (gain(site), site)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((_, site)) = next.filter(|(gain, _)| *gain > 0.0) else { break };
            add(&mut met, site);
            sites.push(site);
        }
        Live { sites, n_best, least }
    }
}

struct Live {
    /// Those of the best plan first.
    sites: Vec<usize>,
    n_best: usize,
    /// Twice as many as checks in a week, enough for the quota, and one in each locality.
    least: usize,
}

const WEEKS_A_MONTH: f64 = 365.25 / 12.0 / 7.0;

/// Which locality each site serves, how many must be served, and which cannot be.
fn localities(scene: &Scene, question: &Question, params: &MonthParams) -> (Vec<Option<usize>>, usize, Vec<usize>) {
    let has_site =
        |locality: &usize| scene.sites.iter().any(|site| site.locality == Some(*locality) && !site.is_forbidden);
    let (asked, without): (Vec<usize>, Vec<usize>) = (0..scene.localities.len()).partition(has_site);
    if !params.every_locality {
        return (vec![None; scene.sites.len()], 0, Vec::new());
    }
    // With more localities than checks the rule cannot be kept by anybody; the answer says which are left.
    if asked.len() > question.quota as usize {
        return (vec![None; scene.sites.len()], 0, (0..scene.localities.len()).collect());
    }
    let number = |locality: usize| asked.iter().position(|own| *own == locality);
    let serves = scene.sites.iter().map(|site| site.locality.and_then(number)).collect();
    (serves, asked.len(), without)
}

/// A plan with everything it speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedMonth {
    pub plan: MonthPlan,
    pub scene: Scene,
    /// What the demand was made of, without its places: those are the scene's.
    pub demand: super::Demand,
    pub params: MonthParams,
}

impl PlannedMonth {
    /// Twice as many sites as checks in a week.
    pub fn live_wanted(&self) -> usize {
        (2.0 * self.plan.checks.len() as f64 / WEEKS_A_MONTH).ceil() as usize
    }
}
