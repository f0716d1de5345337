//! How many reports were told lately, by town and group of categories: counts by ten minutes, nothing of who told them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Served;
use crate::analysis::incidents::{ToldBySteps, Wave, WaveParams, wave};
use crate::observation::{Group, Seconds, State};
use crate::privacy::Facts;

/// What one town was told.
#[derive(Default)]
pub(super) struct Lately(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    by_group: [ToldBySteps; Group::ALL.len()],
    /// What comes again was changed, not told anew.
    last_key: u32,
    n_since_look: u32,
    looked_at: Option<Seconds>,
    found: Vec<(Group, Wave)>,
}

const STEP_S: Seconds = 600;
/// A look is good for so long, and for so many more reports: under load there is one for many of them.
const LOOK_HOLDS_S: Seconds = 10;
const LEAST_NEW: u64 = 6;

/// One report being told: its key, group and time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling {
    key: u32,
    group: Group,
    at: Seconds,
}

impl Telling {
    /// `None` for what was taken over from elsewhere, or entered by staff from a list, or has been erased: none is a
    /// wave.
    pub fn of(facts: &Facts) -> Option<Self> {
        let told_here = !["import:", "on_behalf:"].iter().any(|start| facts.channel.starts_with(start));
        let is_known = facts.state != State::Erased;
        (told_here && is_known).then(|| Self { key: facts.key, group: facts.category.group(), at: facts.told_at })
    }
}

impl Lately {
    pub fn add(&self, telling: Telling) {
        let mut inner = self.inner();
        if telling.key <= inner.last_key {
            return;
        }
        inner.last_key = telling.key;
        inner.n_since_look += 1;
        let step = telling.at.div_euclid(STEP_S) * STEP_S;
        *inner.by_group[position(telling.group)].entry(step).or_default() += 1;
    }

    /// The waves that are on.
    fn waves(&self, now: Seconds) -> Vec<(Group, Wave)> {
        let inner = &mut *self.inner();
        let fresh = inner.looked_at.is_some_and(|at| (at..at + LOOK_HOLDS_S).contains(&now));
        let in_wave = inner.found.iter().map(|(_, wave)| wave.n_reports).max().unwrap_or_default();
        if fresh && u64::from(inner.n_since_look) < LEAST_NEW + in_wave / 20 {
            return inner.found.clone();
        }
        let params = WaveParams::default();
        let oldest = now - (Seconds::from(params.history_days) + 2) * 24 * 3600;
        inner.found.clear();
        for (group, told) in Group::ALL.into_iter().zip(&mut inner.by_group) {
            *told = told.split_off(&oldest);
            inner.found.extend(wave(told, now, &params).map(|wave| (group, wave)));
        }
        (inner.looked_at, inner.n_since_look) = (Some(now), 0);
        inner.found.clone()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn position(group: Group) -> usize {
    Group::ALL.iter().position(|own| *own == group).unwrap_or_default()
}

impl Served {
    pub(super) fn waves(&self, now: Seconds) -> Vec<(Group, Wave)> {
        self.lately.waves(now)
    }
}
