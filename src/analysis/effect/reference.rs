//! What similar places have, and how unlike they are.

use super::compare::Counted;
use super::interval::crossing;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReferenceParams {
    /// Fewer places say nothing of how unlike places are. Default 10.
    pub least_places: usize,
    /// The upper limit of the shape, see [`ShrinkageParams`](crate::analysis::shrinkage::ShrinkageParams). Default 100.
    pub most_alike: f64,
}

impl Default for ReferenceParams {
    fn default() -> Self {
        Self { least_places: 10, most_alike: 100.0 }
    }
}

/// How many reports similar places have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference {
    /// Reports per place and unit of time.
    pub rate: f64,
    /// Of the gamma distribution of the places' true rates; small: places are very unlike.
    pub shape: f64,
    pub n_places: usize,
}

/// The rate of similar places and the shape of its spread, by maximum likelihood. `None` with too few places, or no
/// report.
///
/// # Method
/// Counts are negative binomial with the mean `rate × time` and one shape for all. For a given shape the rate is the
/// mean weighed by `1 / (1 + rate × time / shape)`; for a given rate the shape is where the likelihood neither rises
/// nor falls. The two take turns until neither moves.
///
/// The places must be all from which those with a remedy were chosen, **these among them**: without the ones that were
/// picked for their many reports the rest look calmer than places are.
///
/// # Edge cases
/// Counts no more uneven than chance makes them give the shape its upper limit. A time that is nothing is left out.
///
/// # Complexity
/// Some thousand passes over the places at most.
///
/// # References
/// J. F. Lawless (1987), Negative binomial and mixed Poisson regression, doi:10.2307/3314912.
pub fn reference(places: &[Counted], params: &ReferenceParams) -> Option<Reference> {
    let places: Vec<Counted> = places.iter().copied().filter(Counted::is_sound).collect();
    let n: u64 = places.iter().map(|place| place.n).sum();
    if places.len() < params.least_places || n == 0 {
        return None;
    }
    let time: f64 = places.iter().map(|place| place.time).sum();
    let mut rate = n as f64 / time;
    let mut shape = shape_at(&places, rate, params.most_alike);
    for _ in 0..50 {
        let weight = |place: &Counted| 1.0 / (1.0 + rate * place.time / shape);
        let counted: f64 = places.iter().map(|place| weight(place) * place.n as f64).sum();
        let exposed: f64 = places.iter().map(|place| weight(place) * place.time).sum();
        let before = (rate, shape);
        rate = counted / exposed;
        shape = shape_at(&places, rate, params.most_alike);
        if (rate - before.0).abs() <= 1e-12 * rate && (shape - before.1).abs() <= 1e-10 * shape {
            break;
        }
    }
    Some(Reference { rate, shape, n_places: places.len() })
}

/// Where the likelihood of the shape is highest; it rises before and falls after.
fn shape_at(places: &[Counted], rate: f64, most_alike: f64) -> f64 {
    let slope = |ln_shape: f64| -> f64 {
        let shape = ln_shape.exp();
        places.iter().map(|place| slope_of(place, rate, shape)).sum()
    };
    let (least, most) = (1e-3_f64.ln(), most_alike.ln());
    if slope(most) >= 0.0 { most_alike } else { crossing(least, most, |ln| -slope(ln)).exp() }
}

/// Derivative of the log likelihood of one count by the shape.
fn slope_of(place: &Counted, rate: f64, shape: f64) -> f64 {
    let mean = rate * place.time;
    let n = place.n as f64;
    // ψ(shape + n) − ψ(shape): a sum of n terms, or a difference of logarithms where they are many.
    let steps = place.n.min(1_000);
    let near: f64 = (0..steps).map(|step| 1.0 / (shape + step as f64)).sum();
    let far = if place.n > steps { digamma_large(shape + n) - digamma_large(shape + steps as f64) } else { 0.0 };
    near + far - (mean / shape).ln_1p() + (mean - n) / (shape + mean)
}

/// ψ of a number above 1,000: the next term is below 1e-14.
fn digamma_large(x: f64) -> f64 {
    x.ln() - 0.5 / x - 1.0 / (12.0 * x * x)
}
