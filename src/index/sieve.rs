//! A filter made ready for one part: which blocks it skips or takes whole, and the quickest test for the rest.

use crate::observation::{Clock, HoursOfWeek, Window};

use super::block::{Block, CATEGORIES};
use super::filter::Filter;
use super::part::{INTERVAL, Part};
use super::snapshot::Count;

pub(super) struct Sieve<'a> {
    pub part: &'a Part,
    pub clock: &'a Clock,
    pub window: Window,
    /// The window in the seconds of the columns.
    pub from: u32,
    pub to: u32,
    pub all_hours: bool,
    /// A bit for each category that passes.
    categories: u32,
    /// Which values of the column of hours pass, for instants.
    hours: [bool; 256],
    /// Which kinds pass, when causes or channels are asked for.
    deep: Option<Vec<bool>>,
    /// Blooms of the kinds that pass, and of those that do not.
    wanted: u64,
    barred: u64,
}

/// What must still be tested, row by row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub kinds: bool,
    pub period: bool,
    pub hours: bool,
}

impl Needs {
    pub fn nothing(self) -> bool {
        !(self.kinds || self.period || self.hours)
    }
}

/// Something done with the rows that pass a test; compiled once per test, so that the loops hold no question twice.
pub(super) trait Sweep {
    type Out;
    fn run(self, pass: impl Fn(usize) -> bool) -> Self::Out;
}

impl<'a> Sieve<'a> {
    pub fn new(filter: &Filter, part: &'a Part, clock: &'a Clock) -> Self {
        let second = |at: i64| at.clamp(0, i64::from(u32::MAX)) as u32;
        let all_hours = filter.window.hours == HoursOfWeek::ALL;
        let in_hours = |hour: usize| hour < HoursOfWeek::IN_A_WEEK && filter.window.hours.contains(hour);
        let mut sieve = Self {
            part,
            clock,
            window: filter.window,
            from: second(filter.window.from),
            to: second(filter.window.to),
            all_hours,
            categories: u32::from(filter.categories.bits()),
            hours: if all_hours { [true; 256] } else { std::array::from_fn(in_hours) },
            deep: None,
            wanted: 0,
            barred: 0,
        };
        if !filter.causes.is_empty() || filter.channels.is_some() {
            sieve.look_deep(filter);
        }
        sieve
    }

    fn look_deep(&mut self, filter: &Filter) {
        let kinds = &self.part.kinds;
        let asked = |name: &String| filter.channels.as_ref().is_none_or(|list| list.contains(name));
        let channels: Vec<bool> = kinds.channels().iter().map(asked).collect();
        let passes = kinds.list().iter().map(|kind| {
            filter.categories.contains(kind.category)
                && (filter.causes.is_empty() || kind.causes.intersects(filter.causes))
                && channels[kind.channel as usize]
        });
        let passes: Vec<bool> = passes.collect();
        for (id, pass) in passes.iter().enumerate() {
            let bloom = 1 << (id % 64);
            if *pass { self.wanted |= bloom } else { self.barred |= bloom }
        }
        self.deep = Some(passes);
    }

    pub fn is_deep(&self) -> bool {
        self.deep.is_some()
    }

    /// `None` when nothing in the block can pass.
    pub fn needs(&self, block: &Block) -> Option<Needs> {
        if block.from >= self.to || block.to <= self.from || self.window.hours.is_empty() {
            return None;
        }
        let of_category: u32 = self.picked().map(|c| block.counts[c]).sum();
        let can_pass = of_category > 0 && (self.deep.is_none() || block.kinds & self.wanted != 0);
        let kinds = match self.deep {
            None => of_category != block.len(),
            Some(_) => block.kinds & self.barred != 0,
        };
        let period = block.from < self.from || block.to > self.to;
        can_pass.then_some(Needs { kinds, period, hours: !self.all_hours })
    }

    /// How many of a block's rows pass and what they weigh, where its own sums can tell. Instants only.
    pub fn sums(&self, block: &Block, needs: Needs) -> Option<Count> {
        if needs.period || needs.hours || (needs.kinds && self.is_deep()) || !block.instants {
            return None;
        }
        let n: u32 = self.picked().map(|c| block.counts[c]).sum();
        Some(Count { n_reports: u64::from(n), weight: self.picked().map(|c| block.weights[c]).sum() })
    }

    pub fn picked(&self) -> impl Iterator<Item = usize> {
        let categories = self.categories;
        (0..CATEGORIES).filter(move |c| categories & (1 << c) != 0)
    }

    /// Runs a sweep over the plain rows of a block, numbered from 0, with no more than the needed test.
    pub fn sweep<S: Sweep>(&self, block: &Block, needs: Needs, sweep: S) -> S::Out {
        // Slices of one length, so that the loops need no check of bounds.
        let rows = block.rows();
        let (kind, start) = (&self.part.kind[rows.clone()], &self.part.start[rows.clone()]);
        let hour = &self.part.hour[rows];
        let (categories, from, len) = (self.categories, self.from, self.to.saturating_sub(self.from));
        let of_category = |i: usize| kind[i].is_of(categories);
        let in_period = |i: usize| start[i].wrapping_sub(from) < len;
        let in_hours = |i: usize| self.hours[usize::from(hour[i])];
        match (needs.kinds, needs.period, needs.hours, &self.deep) {
            (false, false, false, _) => sweep.run(|_| true),
            (false, true, false, _) => sweep.run(in_period),
            (false, false, true, _) => sweep.run(in_hours),
            (false, true, true, _) => sweep.run(|i| in_period(i) & in_hours(i)),
            (true, false, false, None) => sweep.run(of_category),
            (true, true, false, None) => sweep.run(|i| of_category(i) & in_period(i)),
            (true, _, true, None) => sweep.run(|i| of_category(i) & in_period(i) & in_hours(i)),
            (true, _, _, Some(deep)) => sweep.run(|i| deep[kind[i].id()] & in_period(i) & in_hours(i)),
        }
    }

    /// The share of any row in the window; 0 when its kind does not pass.
    pub fn share(&self, row: usize) -> f64 {
        let code = self.part.kind[row];
        let kind_passes = match &self.deep {
            None => code.is_of(self.categories),
            Some(deep) => deep[code.id()],
        };
        if !kind_passes {
            return 0.0;
        }
        let hour = self.part.hour[row];
        if hour < INTERVAL {
            let at = self.part.start[row];
            let within = at >= self.from && at < self.to && self.window.hours.contains(usize::from(hour));
            return f64::from(u8::from(within));
        }
        // A recurrence without hours has no share, not even a number.
        self.part.moment(row).share(&self.window, self.clock).max(0.0)
    }
}
