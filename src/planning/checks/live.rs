//! Which sites are live, how often each is visited, and a month drawn from that.

use super::asked::Asked;
use super::band::Band;
use super::draw::drawn;
use super::mix::{Limits, Mix, mixed};
use super::month::WEEKS_A_MONTH;
use super::reasons::Tally;
use crate::analysis::Watch;
use crate::analysis::draws::{Draws, stream};
use crate::planning::covering;

impl Asked<'_> {
    /// Of several numbers of live sites, the mix that leaves most to chance and keeps the value.
    pub(super) fn mix(&self, best: &covering::Plan, watch: &Watch) -> Option<(Mix, Limits, f64)> {
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
            let mut draws = stream(self.question.seed_of_month(), 1 + nth);
            let visits = self.drawn(mix, limits, &mut draws);
            let locked = self.question.locked.iter().map(|lock| (lock.site, lock.band()));
            Tally::of(self.scene, visits.into_iter().chain(locked)).value()
        };
        let n = self.params.n_draws.max(1);
        (0..n).map(one).sum::<f64>() / n as f64 / best
    }

    /// Of a few months drawn the one that meets most.
    pub(super) fn drawn(&self, mix: &Mix, limits: &Limits, draws: &mut Draws) -> Vec<(usize, usize)> {
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
    pub(super) fn as_drawn(&self, mix: &Mix, limits: &Limits) -> Mix {
        const DRAWS: u64 = 400;
        let mut real = Mix { visits: vec![0.0; mix.visits.len()], ..mix.clone() };
        for nth in 0..DRAWS {
            let mut draws = stream(self.question.seed_of_month(), 1_000_000 + nth);
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
