//! The walk over all cylinders: circles grow ring by ring, and only runs of slots that got a case are looked at again.

use super::Reach;
use super::permutation::{Ends, PermutationScanParams};

/// What shuffling the calendar does not change.
pub(super) struct Cylinders {
    /// `ln n` for every number of cases (0 for none).
    ln: Vec<f64>,
    /// Cases at each location, whole period.
    at_location: Vec<u32>,
    /// Cases in the slots before each slot, whole town; slot 0 is the newest.
    before_slot: Vec<u32>,
    n_cases: u32,
    most_in_circle: u32,
    max_slots: u32,
    ends: Ends,
    least_cases: u32,
}

/// The slots of the cases at each location, where a cylinder can hold them.
pub(super) struct Recent {
    starts: Vec<u32>,
    slots: Vec<u32>,
}

/// The strongest cylinder of a centre.
pub(super) struct Strong {
    pub center: usize,
    pub radius_m: f64,
    pub newest: u32,
    pub oldest: u32,
    pub cases: u32,
    pub expected: f64,
    pub llr: f64,
}

impl Cylinders {
    pub fn new(places: &[u32], slots: &[u32], reach: &Reach, params: &PermutationScanParams) -> Self {
        let n_cases = places.len() as u32;
        let mut at_location = vec![0; reach.n_locations()];
        places.iter().for_each(|&place| at_location[place as usize] += 1);
        let n_slots = slots.iter().max().map_or(0, |last| last + 1);
        let mut before_slot = vec![0; n_slots as usize + 1];
        slots.iter().for_each(|&slot| before_slot[slot as usize + 1] += 1);
        for slot in 0..n_slots as usize {
            before_slot[slot + 1] += before_slot[slot];
        }
        Self {
            ln: (0..=n_cases).map(|n| f64::from(n.max(1)).ln()).collect(),
            at_location,
            before_slot,
            n_cases,
            most_in_circle: (f64::from(n_cases) * params.max_case_share * (1.0 + 1e-12)) as u32,
            max_slots: params.max_slots.max(1),
            ends: params.ends,
            least_cases: params.least_cases.max(1),
        }
    }

    /// The strongest cylinder of a centre; `None` when none holds more than expected.
    pub fn best(&self, reach: &Reach, center: usize, recent: &Recent) -> Option<Strong> {
        let mut best: Option<Strong> = None;
        let mut per_slot = vec![0; self.n_slots_held()];
        self.walk(reach, center, recent, &mut per_slot, 0.0, |strong| best = Some(strong));
        best
    }

    /// The strength of the strongest of all.
    pub fn strongest(&self, reach: &Reach, recent: &Recent) -> f64 {
        let mut per_slot = vec![0; self.n_slots_held()];
        (0..reach.n_centers()).fold(0.0, |strongest, center| {
            per_slot.fill(0);
            self.walk(reach, center, recent, &mut per_slot, strongest, |_| ())
        })
    }

    fn n_slots(&self) -> u32 {
        self.before_slot.len() as u32 - 1
    }

    /// Older slots are in no cylinder.
    fn n_slots_held(&self) -> usize {
        let held = if self.ends == Ends::Now { self.max_slots.min(self.n_slots()) } else { self.n_slots() };
        held as usize
    }

    /// Grows the circles of a centre and tells of every cylinder stronger than all before it; the strength to beat.
    fn walk(
        &self,
        reach: &Reach,
        center: usize,
        recent: &Recent,
        per_slot: &mut [u32],
        to_beat: f64,
        mut stronger: impl FnMut(Strong),
    ) -> f64 {
        let mut to_beat = to_beat;
        let mut in_circle = 0;
        for ring in reach.rings(center) {
            in_circle += ring.iter().map(|near| self.at_location[near.location as usize]).sum::<u32>();
            if in_circle > self.most_in_circle {
                break;
            }
            let touched = || ring.iter().flat_map(|near| recent.at(near.location));
            touched().for_each(|&slot| per_slot[slot as usize] += 1);
            for &slot in touched() {
                self.runs_with(slot, per_slot, |newest, oldest, cases| {
                    if let Some((llr, expected)) = self.beats(in_circle, newest, oldest, cases, to_beat) {
                        to_beat = llr;
                        let radius_m = ring[0].distance_m;
                        stronger(Strong { center, radius_m, newest, oldest, cases, expected, llr });
                    }
                });
            }
        }
        to_beat
    }

    /// Every run of slots that holds this one, with its cases.
    fn runs_with(&self, slot: u32, per_slot: &[u32], mut look: impl FnMut(u32, u32, u32)) {
        let first = if self.ends == Ends::Now { 0 } else { (slot + 1).saturating_sub(self.max_slots) };
        let last_start = if self.ends == Ends::Now { 0 } else { slot };
        for newest in first..=last_start {
            let mut cases: u32 = per_slot[newest as usize..slot as usize].iter().sum();
            let end = newest.saturating_add(self.max_slots).min(per_slot.len() as u32);
            for oldest in slot..end {
                cases += per_slot[oldest as usize];
                look(newest, oldest, cases);
            }
        }
    }

    /// The strength and the expected cases of a cylinder, when it is stronger than what is to beat.
    fn beats(&self, in_circle: u32, newest: u32, oldest: u32, cases: u32, to_beat: f64) -> Option<(f64, f64)> {
        let in_run = self.before_slot[oldest as usize + 1] - self.before_slot[newest as usize];
        let (n, c) = (f64::from(self.n_cases), f64::from(cases));
        let expected = f64::from(in_circle) * f64::from(in_run) / n;
        if c <= expected || cases < self.least_cases {
            return None;
        }
        let ln = |k: u32| self.ln[k as usize];
        let within = c * (ln(cases) + ln(self.n_cases) - ln(in_circle) - ln(in_run));
        let rest = n - c;
        // ln(1 + x) >= x / (1 + x): most cylinders are known to be weaker before a logarithm is taken.
        let at_most = within - rest * (c - expected) / (n - expected);
        if at_most <= to_beat {
            return None;
        }
        let outside = if rest > 0.0 { rest * (rest / (n - expected)).ln() } else { 0.0 };
        let llr = within + outside;
        (llr > to_beat).then_some((llr, expected))
    }
}

impl Recent {
    pub fn new(cylinders: &Cylinders, places: &[u32], slots: &[u32]) -> Self {
        let held = cylinders.n_slots_held() as u32;
        let recent = || places.iter().zip(slots).filter(|(_, slot)| **slot < held);
        let mut starts = vec![0; cylinders.at_location.len() + 1];
        recent().for_each(|(&place, _)| starts[place as usize + 1] += 1);
        for location in 0..cylinders.at_location.len() {
            starts[location + 1] += starts[location];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0; starts[cylinders.at_location.len()] as usize];
        for (&place, &slot) in recent() {
            sorted[next[place as usize] as usize] = slot;
            next[place as usize] += 1;
        }
        Self { starts, slots: sorted }
    }

    fn at(&self, location: u32) -> &[u32] {
        let location = location as usize;
        &self.slots[self.starts[location] as usize..self.starts[location + 1] as usize]
    }
}
