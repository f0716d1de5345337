//! The question with its numbers looked up, and the plan it leads to.

use jiff::civil::Date;

use super::band::Band;
use super::days::{Start, days_of, open_bands, starts};
use super::demand::Place;
use super::month::{Lock, MonthParams, MonthPlan, NoMonth, Question, Scene};
use super::reach::too_close;
use super::reasons::{Rules as Allowed, Tally, reasons};
use super::site::Site;
use crate::analysis::Watch;
use crate::analysis::draws::stream;
use crate::planning::covering::{self, Case, Rules};

/// The question with its numbers looked up.
pub(super) struct Asked<'a> {
    pub(super) scene: &'a Scene,
    pub(super) question: &'a Question,
    pub(super) params: &'a MonthParams,
    pub(super) days: Vec<Date>,
    /// Open bands, and those of locks.
    pub(super) bands: Vec<usize>,
    /// Those in which nothing but locks is allowed.
    pub(super) closed: Vec<usize>,
    /// For each site the locality it must serve, numbered without gaps.
    pub(super) serves: Vec<Option<usize>>,
    pub(super) n_localities: usize,
    pub(super) localities_left: Vec<usize>,
    pub(super) at_school_time: u32,
    pub(super) close: Vec<(usize, usize)>,
    /// For each band, how many hours of the week are open in it.
    pub(super) open_hours: Vec<u32>,
}

impl<'a> Asked<'a> {
    pub(super) fn of(scene: &'a Scene, question: &'a Question, params: &'a MonthParams) -> Result<Self, NoMonth> {
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

    pub(super) fn plan(&self, watch: &Watch) -> Option<Result<MonthPlan, NoMonth>> {
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
        let mut draws = stream(self.question.seed_of_month(), 0);
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
}

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
