//! Everything that is said about one remedy, together.

use super::before_after::{BeforeAfter, BeforeAfterParams, Place, before_after};
use super::compare::Counted;
use super::detectable::{Detectable, detectable};
use super::displacement::{Displacement, PairOfCounts, Rings, displacement};

#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    pub outcome: BeforeAfter,
    /// What the counts before could have shown by themselves.
    pub detectable: Detectable,
    /// `None` when nothing is known of what lies around.
    pub displacement: Option<Displacement>,
}

/// The study of places with a remedy, and of what lies around each where that is known.
///
/// # Method
/// [`before_after`], [`detectable`] and [`displacement`]; of the last the controls are as many times larger as there
/// are more places without a remedy.
///
/// # Edge cases
/// No displacement when `rings` is not as long as `places`, when places differ in their times, or without both sorts of
/// places.
pub fn study(places: &[Place], rings: &[PairOfCounts], params: &BeforeAfterParams) -> Study {
    let outcome = before_after(places, params);
    let treated = || places.iter().filter(|place| place.is_treated);
    let before = Counted { n: outcome.n_before, time: treated().map(|place| place.before.time).sum() };
    let time_after = treated().map(|place| place.after.time).sum();
    Study {
        detectable: detectable(before, time_after, &params.detectable),
        displacement: around(places, rings).map(|rings| displacement(&rings, params.confidence)),
        outcome,
    }
}

fn around(places: &[Place], rings: &[PairOfCounts]) -> Option<Rings> {
    let first = places.first()?;
    let times = (first.before.time, first.after.time);
    let is_same = |place: &Place| (place.before.time, place.after.time) == times;
    if rings.len() != places.len() || !places.iter().all(is_same) {
        return None;
    }
    let n_treated = places.iter().filter(|place| place.is_treated).count();
    let n_control = places.len() - n_treated;
    if n_treated == 0 || n_control == 0 {
        return None;
    }
    let own = |place: &Place, _: &PairOfCounts| PairOfCounts { before: place.before.n, after: place.after.n };
    let ring = |_: &Place, ring: &PairOfCounts| *ring;
    let sum = |is_treated: bool, of: &dyn Fn(&Place, &PairOfCounts) -> PairOfCounts| {
        let both = places.iter().zip(rings).filter(|(place, _)| place.is_treated == is_treated);
        both.map(|(place, ring)| of(place, ring)).fold(PairOfCounts::default(), |sum, one| PairOfCounts {
            before: sum.before + one.before,
            after: sum.after + one.after,
        })
    };
    let larger = n_control as f64 / n_treated as f64;
    Some(Rings {
        treated: sum(true, &own),
        control: sum(false, &own),
        treated_ring: sum(true, &ring),
        control_ring: Some(sum(false, &ring)),
        times,
        control_sizes: (larger, larger),
    })
}
