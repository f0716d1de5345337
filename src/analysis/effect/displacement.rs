//! Did the trouble move next door?

use crate::analysis::distributions::{normal_quantile, normal_upper};

/// Reports before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairOfCounts {
    pub before: u64,
    pub after: u64,
}

/// The four areas: where the remedy is, the ring around it, and the same two where nothing was done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rings {
    pub treated: PairOfCounts,
    pub control: PairOfCounts,
    pub treated_ring: PairOfCounts,
    /// `None`: the control of the place is that of the ring too, and is counted once.
    pub control_ring: Option<PairOfCounts>,
    /// The time before and after; counts are divided by them.
    pub times: (f64, f64),
    /// How many times larger the control is than the place, and the control of the ring than the ring.
    pub control_sizes: (f64, f64),
}

/// Reports more (above 0) or fewer than where nothing was done, over all and in each part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Displacement {
    /// Weighted displacement difference: at the place and around it together.
    pub wdd: f64,
    pub standard_error: f64,
    /// 0 when nothing was counted.
    pub z: f64,
    pub p_two_sided: f64,
    pub low: f64,
    pub high: f64,
    /// The part at the place itself, and that of the ring.
    pub at_place: f64,
    pub at_place_error: f64,
    pub in_ring: f64,
    pub in_ring_error: f64,
    /// For tradition.
    pub wdq: Option<Wdq>,
}

/// Weighted displacement quotient: below 0 what was won at the place was lost (below −1: more than lost) in the ring,
/// above 0 the ring won too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wdq(pub f64);

/// Whether what came less at a place came more around it.
///
/// # Method
/// `WDD = (ΔT − ΔC) + (ΔRing T − ΔRing C)`, each Δ the count after less the count before, each count divided by its
/// time (and a control by its size). Poisson counts: the variance is the sum of the eight counts, divided by the
/// squares. Where one control serves both, `C / a + C / b` has not the variance of two controls but `(1 / a + 1 / b)²`
/// times that of `C`. The old quotient `(Ba/Ca − Bb/Cb) / (Aa/Ca − Ab/Cb)` is given only when its denominator is surely
/// not zero (1.96 of its own standard errors): else it says anything.
///
/// # Units
/// Reports in one unit of time.
///
/// # Edge cases
/// Times or sizes that are nothing are taken as 1.
///
/// # References
/// A. P. Wheeler, J. H. Ratcliffe (2018), A simple weighted displacement difference test to evaluate place based crime
/// interventions, doi:10.1186/s40163-018-0085-5. K. J. Bowers, S. D. Johnson (2003), Measuring the geographical
/// displacement and diffusion of benefit effects of crime prevention activity, doi:10.1023/A:1024909009240.
pub fn displacement(rings: &Rings, confidence: f64) -> Displacement {
    let sound = |number: f64| if number > 0.0 && number.is_finite() { number } else { 1.0 };
    let times = (sound(rings.times.0), sound(rings.times.1));
    let (treated, ring) = (change(rings.treated, times, 1.0), change(rings.treated_ring, times, 1.0));
    let control = change(rings.control, times, sound(rings.control_sizes.0));
    let control_ring = change(rings.control_ring.unwrap_or(rings.control), times, sound(rings.control_sizes.1));
    // Twice the covariance of the two shares of one count.
    let shared = if rings.control_ring.is_none() { 2.0 * (control.1 * control_ring.1).sqrt() } else { 0.0 };
    let (at_place, at_place_variance) = (treated.0 - control.0, treated.1 + control.1);
    let (in_ring, in_ring_variance) = (ring.0 - control_ring.0, ring.1 + control_ring.1);
    let wdd = at_place + in_ring;
    let standard_error = (at_place_variance + in_ring_variance + shared).sqrt();
    let z = if standard_error > 0.0 { wdd / standard_error } else { 0.0 };
    let reach = normal_quantile(0.5 + 0.5 * confidence) * standard_error;
    Displacement {
        wdd,
        standard_error,
        z,
        p_two_sided: (2.0 * normal_upper(z.abs())).min(1.0),
        low: wdd - reach,
        high: wdd + reach,
        at_place,
        at_place_error: at_place_variance.sqrt(),
        in_ring,
        in_ring_error: in_ring_variance.sqrt(),
        wdq: quotient(rings),
    }
}

/// A change and its variance.
fn change(counts: PairOfCounts, times: (f64, f64), size: f64) -> (f64, f64) {
    let (before, after) = (counts.before as f64, counts.after as f64);
    let (by_before, by_after) = (times.0 * size, times.1 * size);
    (after / by_after - before / by_before, after / (by_after * by_after) + before / (by_before * by_before))
}

fn quotient(rings: &Rings) -> Option<Wdq> {
    let share = |of: u64, among: u64| of as f64 / among as f64;
    let variance = |of: u64, among: u64| share(of, among).powi(2) * (1.0 / of as f64 + 1.0 / among as f64);
    let (place, control, ring) = (rings.treated, rings.control, rings.treated_ring);
    if [place.before, place.after, control.before, control.after].contains(&0) {
        return None;
    }
    let below = share(place.after, control.after) - share(place.before, control.before);
    let error = (variance(place.after, control.after) + variance(place.before, control.before)).sqrt();
    let above = share(ring.after, control.after) - share(ring.before, control.before);
    (below.abs() > 1.96 * error).then(|| Wdq(above / below))
}
