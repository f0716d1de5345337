//! Sums of plain rows by hour and category, so that a total over the whole town does not visit its rows.

use crate::observation::{Clock, Seconds};

use super::block::CATEGORIES;
use super::sieve::Sieve;
use super::snapshot::Count;

/// For every step of time from the first row to the last: how many rows of each category, and what they weigh.
///
/// A step is an hour of UTC, or a quarter where the local clock is not whole hours off: so each lies in one local hour.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    step_s: u32,
    first_step: u32,
    /// The local hour of the week of each step.
    hours: Vec<u8>,
    counts: [Vec<u32>; CATEGORIES],
    /// `None` when every row weighs 1.
    weights: Option<[Vec<f64>; CATEGORIES]>,
}

/// Below this many rows a walk over the blocks is as quick.
const WORTH_IT_ROWS: usize = 50_000;
/// With fewer rows than this per step, a ledger would cost more memory than it saves time.
const ROWS_PER_STEP: usize = 8;

impl Ledger {
    /// From (instant, category, weight) of every plain row; `None` where it does not pay.
    pub fn of<I: Iterator<Item = (u32, usize, f32)>>(rows: impl Fn() -> I, n: usize, clock: &Clock) -> Option<Self> {
        if n < WORTH_IT_ROWS {
            return None;
        }
        let (mut first, mut last, mut unit) = (u32::MAX, 0, true);
        for (at, _, weight) in rows() {
            (first, last, unit) = (first.min(at), last.max(at), unit & (weight == 1.0));
        }
        let steps = |step_s: u32| (first / step_s, (last / step_s - first / step_s) as usize + 1);
        let fits = |step_s: &u32| steps(*step_s).1 <= n / ROWS_PER_STEP;
        let (step_s, hours) = [3600, 900].into_iter().filter(fits).find_map(|step_s| {
            let (first_step, len) = steps(step_s);
            let hours = (first_step..).take(len).map(|step| hour_of_step(step, step_s, clock)).collect::<Option<_>>();
            hours.map(|hours: Vec<u8>| (step_s, hours))
        })?;
        let first_step = first / step_s;
        let mut counts: [Vec<u32>; CATEGORIES] = std::array::from_fn(|_| vec![0; hours.len()]);
        let mut weights: Option<[Vec<f64>; CATEGORIES]> =
            (!unit).then(|| std::array::from_fn(|_| vec![0.0; hours.len()]));
        for (at, category, weight) in rows() {
            let step = (at / step_s - first_step) as usize;
            counts[category][step] += 1;
            if let Some(weights) = &mut weights {
                weights[category][step] += f64::from(weight);
            }
        }
        Some(Self { step_s, first_step, hours, counts, weights })
    }

    /// What passes; `None` when the question asks for causes or channels, or its period cuts a step in two.
    pub fn total(&self, sieve: &Sieve) -> Option<Count> {
        if sieve.is_deep() {
            return None;
        }
        let (low, high) = (self.cut(sieve.from)?, self.cut(sieve.to)?);
        let mut total = Count::default();
        if low >= high {
            return Some(total);
        }
        let wanted: Option<Vec<bool>> = (!sieve.all_hours)
            .then(|| self.hours[low..high].iter().map(|h| sieve.window.hours.contains(usize::from(*h))).collect());
        for category in sieve.picked() {
            let counts = self.counts[category][low..high].iter().map(|n| u64::from(*n));
            let n: u64 = match &wanted {
                None => counts.sum(),
                Some(wanted) => counts.zip(wanted).map(|(n, wanted)| if *wanted { n } else { 0 }).sum(),
            };
            let weight = self.weights.as_ref().map_or(n as f64, |weights| {
                let weights = weights[category][low..high].iter();
                match &wanted {
                    None => weights.sum(),
                    Some(wanted) => weights.zip(wanted).filter(|(_, wanted)| **wanted).map(|(w, _)| w).sum(),
                }
            });
            total.add(Count { n_reports: n, weight });
        }
        Some(total)
    }

    /// The step a second begins; any second before the first or after the last row is as good as they are.
    fn cut(&self, at: u32) -> Option<usize> {
        let step = i64::from(at / self.step_s) - i64::from(self.first_step);
        let len = self.hours.len() as i64;
        (at.is_multiple_of(self.step_s) || step < 0 || step >= len).then(|| step.clamp(0, len) as usize)
    }

    pub fn bytes(&self) -> usize {
        self.hours.len() * (1 + CATEGORIES * if self.weights.is_some() { 12 } else { 4 })
    }
}

/// `None` when the step lies in two hours of the local clock.
fn hour_of_step(step: u32, step_s: u32, clock: &Clock) -> Option<u8> {
    let first = Seconds::from(step) * Seconds::from(step_s);
    let hour = clock.hour_of_week(first);
    (hour == clock.hour_of_week(first + Seconds::from(step_s) - 1)).then_some(hour as u8)
}
