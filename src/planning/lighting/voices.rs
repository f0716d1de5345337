//! What is said of each stretch in a year, drawn toward the town's mean as far as little is said.

use std::collections::BTreeMap;

use super::told::Told;
use crate::analysis::shrinkage::{Belief, ShrinkageParams, shrink, time_weight};
use crate::observation::Seconds;
use crate::town::{LinkId, Network};

/// What residents say of one stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Voice {
    /// Reports with most of them here.
    pub n_reports: u32,
    /// Of these, those that name light, a broken lamp.
    pub n_light: u32,
    pub n_outage: u32,
    /// Reports that count, the newer the more, by their share of time and place.
    pub weight: f64,
    /// Reports a year.
    pub per_year: Belief,
}

pub(super) struct Voices {
    of: BTreeMap<LinkId, usize>,
    voices: Vec<Voice>,
    /// See [`Shrinkage`](crate::analysis::shrinkage::Shrinkage).
    pub shape: f64,
}

/// A stretch and its walkable links.
pub(super) struct Stretch {
    pub first: LinkId,
    pub links: Vec<LinkId>,
    pub length_m: f64,
}

/// Every stretch people may walk on, by its first link.
pub(super) fn walkable(network: &Network) -> Vec<Stretch> {
    let mut found: BTreeMap<LinkId, Stretch> = BTreeMap::new();
    for (link, laid) in (0..).map(LinkId).zip(network.links()).filter(|(_, laid)| laid.street().foot) {
        let first = network.stretches().of(link);
        let stretch = found.entry(first).or_insert(Stretch { first, links: Vec::new(), length_m: 0.0 });
        stretch.links.push(link);
        stretch.length_m += laid.length_m;
    }
    found.into_values().collect()
}

impl Voices {
    /// `counts` says how much one report counts (0 to 1).
    pub fn of(
        told: &[Told],
        counts: impl Fn(&Told) -> f64,
        stretches: &[Stretch],
        network: &Network,
        (from, to): (Seconds, Seconds),
        half_life_days: f64,
        shrinkage: &ShrinkageParams,
    ) -> Self {
        let of: BTreeMap<LinkId, usize> = stretches.iter().enumerate().map(|(nth, one)| (one.first, nth)).collect();
        let at = |link: LinkId| of.get(&network.stretches().of(link)).copied();
        let nothing = Belief { mean: 0.0, low: 0.0, high: 0.0 };
        let silent = Voice { n_reports: 0, n_light: 0, n_outage: 0, weight: 0.0, per_year: nothing };
        let mut voices = vec![silent; stretches.len()];
        for one in told {
            let age_days = (to.saturating_sub(one.last)).max(0) as f64 / DAY_S;
            let weight = counts(one) * time_weight(age_days, half_life_days);
            if weight <= 0.0 {
                continue;
            }
            for (link, share) in &one.on {
                if let Some(nth) = at(*link) {
                    voices[nth].weight += weight * share;
                }
            }
            if let Some(voice) = one.on.first().and_then(|(link, _)| at(*link)).map(|nth| &mut voices[nth]) {
                voice.n_reports += 1;
                voice.n_light += u32::from(one.names_light);
                voice.n_outage += u32::from(one.names_outage);
            }
        }
        let total: f64 = voices.iter().map(|voice| voice.weight).sum();
        let metres: f64 = stretches.iter().map(|one| one.length_m).sum();
        let per_m = if metres > 0.0 { total / metres } else { 0.0 };
        let weights: Vec<f64> = voices.iter().map(|voice| voice.weight).collect();
        let means: Vec<f64> = stretches.iter().map(|one| per_m * one.length_m).collect();
        let shrunk = shrink(&weights, &means, shrinkage);
        let years = years_counted((to.saturating_sub(from)).max(0) as f64 / DAY_S, half_life_days);
        for (voice, belief) in voices.iter_mut().zip(&shrunk.units) {
            let per_year = |count: f64| count / years;
            voice.per_year =
                Belief { mean: per_year(belief.mean), low: per_year(belief.low), high: per_year(belief.high) };
        }
        Self { of, voices, shape: shrunk.shape }
    }

    pub fn at(&self, first: LinkId) -> &Voice {
        &self.voices[self.of[&first]]
    }
}

const DAY_S: f64 = 86_400.0;

/// The years of a period when a day counts half for each half-life it lies back. A shorter period than a year counts as
/// one: darkness has a season, and three weeks of November say nothing of June.
fn years_counted(days: f64, half_life_days: f64) -> f64 {
    const YEAR_D: f64 = 365.25;
    half_life_days / std::f64::consts::LN_2 * (1.0 - (-days.max(YEAR_D) / half_life_days).exp2()) / YEAR_D
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_period_counts_as_what_a_half_life_leaves_of_it_and_a_short_one_as_a_year() {
        // One year at a half-life of one year: 1/ln 2 × (1 − 1/2) = 0.7213 years.
        assert!((years_counted(365.25, 365.25) - 0.721_347_520_444).abs() < 1e-9);
        assert!((years_counted(1e9, 365.25) - 1.0 / 2.0_f64.ln()).abs() < 1e-9);
        assert_eq!(years_counted(21.0, 365.25), years_counted(365.25, 365.25));
    }
}
