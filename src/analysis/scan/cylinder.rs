//! The walk over all cylinders: circles grow ring by ring, and only runs of slots that got a case are looked at again.

use super::Reach;
use super::permutation::{Ends, PermutationScanParams};

/// What shuffling the calendar does not change.
pub(super) struct Cylinders {
    /// `ln n` for every number of cases (0 for none).
    ln: Vec<f64>,
    /// Cases in the slots before each slot, whole town; slot 0 is the newest.
    before_slot: Vec<u32>,
    n_cases: u32,
    n_locations: usize,
    max_slots: u32,
    ends: Ends,
    least_cases: u32,
    /// Where the steps of each centre begin, and one past the end of the last.
    starts: Vec<usize>,
    /// The locations with cases around each centre, nearest first, as far as circles go, each with its circle.
    steps: Vec<(u32, Ring)>,
    /// The steps at which each location comes in somewhere, and where its part of the list begins.
    steps_of: Vec<u32>,
    steps_of_starts: Vec<usize>,
}

/// The circle that a location comes in with.
#[derive(Clone, Copy, PartialEq)]
struct Ring {
    /// The last of its locations in the centre's list of the reach.
    last: u32,
    /// Cases in the circle, whole period.
    in_circle: u32,
}

/// The slots of the cases at each location, where a cylinder can hold them.
pub(super) struct Recent {
    starts: Vec<u32>,
    slots: Vec<u32>,
    /// The steps with any, one bit each: nearly all have none and are passed 64 at a time.
    hits: Vec<u64>,
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
        let n_slots = slots.iter().max().map_or(0, |last| last + 1);
        let mut before_slot = vec![0; n_slots as usize + 1];
        slots.iter().for_each(|&slot| before_slot[slot as usize + 1] += 1);
        for slot in 0..n_slots as usize {
            before_slot[slot + 1] += before_slot[slot];
        }
        let mut cylinders = Self {
            ln: (0..=n_cases).map(|n| f64::from(n.max(1)).ln()).collect(),
            before_slot,
            n_cases,
            n_locations: reach.n_locations(),
            max_slots: params.max_slots.max(1),
            ends: params.ends,
            least_cases: params.least_cases.max(1),
            starts: vec![0],
            steps: Vec::new(),
            steps_of: Vec::new(),
            steps_of_starts: Vec::new(),
        };
        let most_in_circle = (f64::from(n_cases) * params.max_case_share * (1.0 + 1e-12)) as u32;
        cylinders.lay_out(places, reach, most_in_circle);
        cylinders
    }

    fn lay_out(&mut self, places: &[u32], reach: &Reach, most_in_circle: u32) {
        let mut at_location = vec![0; reach.n_locations()];
        places.iter().for_each(|&place| at_location[place as usize] += 1);
        for center in 0..reach.n_centers() {
            let mut ring = Ring { last: 0, in_circle: 0 };
            let mut seen = 0;
            for near in reach.rings(center) {
                seen += near.len() as u32;
                ring.last = seen - 1;
                ring.in_circle += near.iter().map(|near| at_location[near.location as usize]).sum::<u32>();
                if ring.in_circle > most_in_circle {
                    break;
                }
                let with_cases = near.iter().filter(|near| at_location[near.location as usize] > 0);
                self.steps.extend(with_cases.map(|near| (near.location, ring)));
            }
            self.starts.push(self.steps.len());
        }
        let mut starts = vec![0; self.n_locations + 1];
        self.steps.iter().for_each(|(location, _)| starts[*location as usize + 1] += 1);
        for location in 0..self.n_locations {
            starts[location + 1] += starts[location];
        }
        let mut next = starts.clone();
        self.steps_of = vec![0; self.steps.len()];
        for (step, (location, _)) in self.steps.iter().enumerate() {
            self.steps_of[next[*location as usize]] = step as u32;
            next[*location as usize] += 1;
        }
        self.steps_of_starts = starts;
    }

    /// The strongest cylinder of a centre; `None` when none holds more than expected.
    pub fn best(&self, reach: &Reach, center: usize, recent: &Recent) -> Option<Strong> {
        let mut best: Option<Strong> = None;
        let mut per_slot = vec![0; self.n_slots_held()];
        self.walk(center, recent, &mut per_slot, 0.0, |ring, newest, oldest, cases, expected, llr| {
            let radius_m = reach.around(center)[ring.last as usize].distance_m;
            best = Some(Strong { center, radius_m, newest, oldest, cases, expected, llr });
        });
        best
    }

    /// The strength of the strongest of all.
    pub fn strongest(&self, recent: &Recent) -> f64 {
        let mut per_slot = vec![0; self.n_slots_held()];
        (0..self.starts.len() - 1).fold(0.0, |strongest, center| {
            per_slot.fill(0);
            self.walk(center, recent, &mut per_slot, strongest, |_, _, _, _, _, _| ())
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
        center: usize,
        recent: &Recent,
        per_slot: &mut [u32],
        to_beat: f64,
        mut stronger: impl FnMut(Ring, u32, u32, u32, f64, f64),
    ) -> f64 {
        let mut to_beat = to_beat;
        let mut touched: Vec<u32> = Vec::new();
        let mut hits = recent.hits_in(self.starts[center], self.starts[center + 1]).peekable();
        while let Some(step) = hits.next() {
            let (location, ring) = self.steps[step];
            let slots = recent.at(location);
            slots.iter().for_each(|&slot| per_slot[slot as usize] += 1);
            touched.extend(slots);
            if hits.peek().is_some_and(|next| self.steps[*next].1 == ring) {
                continue;
            }
            for slot in touched.drain(..) {
                self.runs_with(slot, per_slot, |newest, oldest, cases| {
                    if let Some((llr, expected)) = self.beats(ring.in_circle, newest, oldest, cases, to_beat) {
                        to_beat = llr;
                        stronger(ring, newest, oldest, cases, expected, llr);
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
        if cases < self.least_cases {
            return None;
        }
        let in_run = self.before_slot[oldest as usize + 1] - self.before_slot[newest as usize];
        let ln = |k: u32| self.ln[k as usize];
        let (n, c) = (f64::from(self.n_cases), f64::from(cases));
        // What is outside only weakens: most cylinders are known to be too weak from a table of logarithms.
        let within = c * (ln(cases) + ln(self.n_cases) - ln(in_circle) - ln(in_run));
        if within <= to_beat {
            return None;
        }
        let expected = f64::from(in_circle) * f64::from(in_run) / n;
        let rest = n - c;
        // ln(1 + x) >= x / (1 + x).
        let at_most = within - rest * (c - expected) / (n - expected);
        if at_most <= to_beat || c <= expected {
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
        let mut starts = vec![0; cylinders.n_locations + 1];
        recent().for_each(|(&place, _)| starts[place as usize + 1] += 1);
        let mut hits = vec![0; cylinders.steps.len().div_ceil(64)];
        for location in 0..cylinders.n_locations {
            if starts[location + 1] > 0 {
                let steps = cylinders.steps_of_starts[location]..cylinders.steps_of_starts[location + 1];
                cylinders.steps_of[steps].iter().for_each(|step| hits[*step as usize / 64] |= 1 << (step % 64));
            }
            starts[location + 1] += starts[location];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0; starts[cylinders.n_locations] as usize];
        for (&place, &slot) in recent() {
            sorted[next[place as usize] as usize] = slot;
            next[place as usize] += 1;
        }
        Self { starts, slots: sorted, hits }
    }

    fn at(&self, location: u32) -> &[u32] {
        let location = location as usize;
        &self.slots[self.starts[location] as usize..self.starts[location + 1] as usize]
    }

    /// The steps in `from..to` with a recent case, in order.
    fn hits_in(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        let mut word_at = from / 64;
        let mut word = if from < to { self.hits[word_at] & (u64::MAX << (from % 64)) } else { 0 };
        std::iter::from_fn(move || {
            while word == 0 {
                word_at += 1;
                if word_at * 64 >= to {
                    return None;
                }
                word = self.hits[word_at];
            }
            let step = word_at * 64 + word.trailing_zeros() as usize;
            word &= word - 1;
            (step < to).then_some(step)
        })
    }
}
