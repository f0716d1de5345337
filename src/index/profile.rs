//! When it is: the weight of reports over the hours of a week.

use crate::observation::{Clock, HoursOfWeek, Moment, Seconds, Window};

use super::filter::Filter;
use super::place::CmBox;
use super::sieve::Sieve;
use super::snapshot::{Count, Snapshot};

/// The weight of what passes a filter, hour by hour from Monday 00–01.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub hours: [f64; HoursOfWeek::IN_A_WEEK],
    /// What lasted a day or longer says nothing about the hour.
    pub unknown_hour: f64,
    /// The hours and the unknown together.
    pub total: Count,
}

const DAY_S: Seconds = 24 * 3600;

impl Snapshot {
    /// How the weight of what passes the filter lies over the hours of the week.
    ///
    /// # Method
    /// An instant weighs in its own hour; an interval shorter than a day evenly over the time it covers (aoristic, see
    /// [`Moment::share`]); a recurrence in the hours it names, once for every week it goes on. An interval of 24 hours
    /// or more counts as unknown, since it would only paint every hour alike. The filter's bounds hold for the anchor;
    /// without bounds, what has no place counts too.
    pub fn profile(&self, filter: &Filter) -> Profile {
        let mut profile = Profile { hours: [0.0; 168], unknown_hour: 0.0, total: Count::default() };
        let bounds = filter.bounds.map(|b| CmBox::inside(&b));
        for layer in &self.layers {
            let part = &layer.part;
            let sieve = Sieve::new(filter, part, &self.clock);
            let ids = match &bounds {
                Some(b) => part.tree.touching(b),
                None => (0..part.blocks.len() as u32).collect(),
            };
            let blocks = ids.into_iter().map(|id| &part.blocks[id as usize]);
            for row in blocks.filter(|block| sieve.needs(block).is_some()).flat_map(|block| block.rows()) {
                if layer.hides(row) || bounds.is_some_and(|b| !b.contains(part.e[row], part.n[row])) {
                    continue;
                }
                let share = sieve.share(row);
                if share > 0.0 {
                    let weight = f64::from(part.weight[row]);
                    profile.total.add(Count { n_reports: 1, weight: share * weight });
                    match part.moment(row) {
                        Moment::Instant(_) => profile.hours[usize::from(part.hour[row])] += weight,
                        moment => profile.add_span(&moment, share, weight, &filter.window, &self.clock),
                    }
                }
            }
        }
        profile
    }
}

impl Profile {
    fn add_span(&mut self, moment: &Moment, share: f64, weight: f64, window: &Window, clock: &Clock) {
        let (from, to) = moment.span();
        if matches!(moment, Moment::Interval { .. }) && to - from >= DAY_S {
            self.unknown_hour += share * weight;
            return;
        }
        let named = match moment {
            Moment::Recurrence { hours, .. } => window.hours.intersection(*hours),
            _ => window.hours,
        };
        for hour in named.iter() {
            let mut single = HoursOfWeek::NONE;
            single.insert(hour);
            self.hours[hour] += weight * moment.share(&Window { hours: single, ..*window }, clock);
        }
    }
}
