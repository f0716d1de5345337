//! Places with a remedy, before and after, against what similar places foretell.

use super::compare::{Comparison, Counted, compare};
use super::detectable::{Detectable, DetectableParams, detectable_against};
use super::expected::{Expected, Ratio, expected, ratio_to_expected};
use super::reference::{Reference, ReferenceParams, reference};

/// By which reports the places with a remedy were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChosenBy {
    /// By those that count as before, all or some of them; also when nobody knows.
    #[default]
    Before,
    /// By those of another time, or by none: what was counted before is then a fair sample.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BeforeAfterParams {
    pub chosen_by: ChosenBy,
    pub reference: ReferenceParams,
    /// How far the trend of comparison places differs from that of the places with a remedy if nothing is done: the
    /// variance of the ratio of the two. Default 0.001, a standard deviation of 3 %.
    pub comparability: f64,
    /// Fewer reports at comparison places, before or after, say nothing of a trend. Default 10.
    pub least_compared: u64,
    /// Of the intervals. Default 0.95.
    pub confidence: f64,
    pub detectable: DetectableParams,
}

impl Default for BeforeAfterParams {
    fn default() -> Self {
        Self {
            chosen_by: ChosenBy::default(),
            reference: ReferenceParams::default(),
            comparability: 0.001,
            least_compared: 10,
            confidence: 0.95,
            detectable: DetectableParams::default(),
        }
    }
}

/// One place of those studied.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// It got the remedy; else it is there to compare.
    pub is_treated: bool,
    pub before: Counted,
    pub after: Counted,
}

/// What the places without a remedy did meanwhile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    pub n_places: usize,
    pub n_before: u64,
    pub n_after: u64,
    /// What they were expected to have after if nothing had changed in town.
    pub expected_after: f64,
    /// What they had over what was expected; 1.1 is 10 % more everywhere.
    pub ratio: f64,
    /// Variance of the ratio over its square.
    pub doubt: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies below no change.
    Fewer,
    /// Or above it.
    More,
    CannotTell,
}

/// What the study says.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    pub reference: Reference,
    pub trend: Trend,
    /// After, at all places with the remedy together, without it.
    pub expected: Expected,
    pub ratio: Ratio,
    pub verdict: Verdict,
    /// For each place with the remedy, in the order given.
    pub places: Vec<PlaceEffect>,
    /// What could have been shown.
    pub detectable: Detectable,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceEffect {
    /// In the list of all places.
    pub place: usize,
    /// In the time before, as similar places have it.
    pub expected_before: f64,
    /// In the time after, without the remedy.
    pub expected: Expected,
    /// `None` when nothing was expected.
    pub ratio: Option<Ratio>,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEstimate {
    /// No place has the remedy.
    NoneTreated,
    /// Too few places in all, or no report at any, to know what is usual.
    TooFewPlaces,
    /// Too few reports where nothing was done to know what would have happened.
    TooFewCompared,
    /// Nothing was expected where the remedy is.
    NothingExpected,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BeforeAfter {
    pub n_treated: usize,
    pub n_comparison: usize,
    /// Reports at the places with the remedy.
    pub n_before: u64,
    pub n_after: u64,
    /// What stands in most reports: the rate after over the rate before. Contains regression to the mean, and all that
    /// happened in town besides.
    pub naive: Option<f64>,
    /// The same over that of the comparison places; still contains regression to the mean.
    pub naive_compared: Option<f64>,
    /// The exact comparison of the two counts, as naive as the figure it belongs to.
    pub naive_test: Comparison,
    pub estimate: Result<Estimate, NoEstimate>,
}

/// Whether a remedy helped: what came after, over what would have come without it.
///
/// # Method
/// Empirical Bayes (Hauer). What a place had before is drawn toward what [similar places](reference()) have, which
/// takes out regression to the mean; then times the length of the time after over the time before, then times the trend
/// of the places without a remedy. The trend is drawn in the same way: where the worst were picked out, those left had
/// fewer than usual by luck, and more come to them by themselves. `Var π = π² (Var κ / κ² + Var r / r²)`, with Hauer's
/// `r = (N/M) / (1 + Var M / M²)` and `Var r / r² = 1/N + Var M / M² + comparability`. θ and its interval:
/// [`ratio_to_expected`]. When the places were chosen by reports of another time nothing is drawn anywhere, and the
/// study is Hauer's with a comparison group.
///
/// # Units
/// Whole reports; times in one unit. θ = 0.7 is 30 % fewer than without the remedy.
///
/// # Edge cases
/// Places whose times are nothing are left out. Too few places or reports: [`NoEstimate`], and only the naive figures.
/// The rate and the shape of similar places are taken as known: with fewer than some 50 places the interval is too
/// narrow.
///
/// # Complexity
/// That of [`reference()`].
///
/// # References
/// E. Hauer (1997), Observational before–after studies in road safety, chapters 9, 11 and 12. F. Gross, B. Persaud, C.
/// Lyon (2010), A guide to developing quality crash modification factors, FHWA-SA-10-032.
pub fn before_after(places: &[Place], params: &BeforeAfterParams) -> BeforeAfter {
    let is_sound = |place: &Place| place.before.is_sound() && place.after.is_sound();
    let all: Vec<(usize, Place)> = places.iter().copied().enumerate().filter(|(_, place)| is_sound(place)).collect();
    let (treated, compared): (Vec<_>, Vec<_>) = all.iter().copied().partition(|(_, place)| place.is_treated);
    let sum = |places: &[(usize, Place)], of: fn(&Place) -> Counted| {
        let n: u64 = places.iter().map(|(_, place)| of(place).n).sum();
        Counted { n, time: places.iter().map(|(_, place)| of(place).time).sum() }
    };
    let (before, after) = (sum(&treated, |place| place.before), sum(&treated, |place| place.after));
    let naive = (before.n > 0).then(|| after.rate() / before.rate());
    let (before_there, after_there) = (sum(&compared, |place| place.before), sum(&compared, |place| place.after));
    let has_compared = before_there.n > 0 && after_there.n > 0;
    let naive_compared = naive.filter(|_| has_compared).map(|naive| naive / (after_there.rate() / before_there.rate()));
    BeforeAfter {
        n_treated: treated.len(),
        n_comparison: compared.len(),
        n_before: before.n,
        n_after: after.n,
        naive,
        naive_compared,
        naive_test: compare(before, after, params.confidence),
        estimate: estimate(&all, &treated, &compared, params),
    }
}

fn estimate(
    all: &[(usize, Place)],
    treated: &[(usize, Place)],
    compared: &[(usize, Place)],
    params: &BeforeAfterParams,
) -> Result<Estimate, NoEstimate> {
    if treated.is_empty() {
        return Err(NoEstimate::NoneTreated);
    }
    let before: Vec<Counted> = all.iter().map(|(_, place)| place.before).collect();
    let reference = reference(&before, &params.reference).ok_or(NoEstimate::TooFewPlaces)?;
    let expect = |place: &Place| unchanged(place, &reference, params.chosen_by);
    let trend = trend(compared, expect, params).ok_or(NoEstimate::TooFewCompared)?;
    let places: Vec<PlaceEffect> = treated
        .iter()
        .map(|&(nth, place)| {
            let unchanged = expect(&place);
            let expected = moved(unchanged, &trend);
            PlaceEffect {
                place: nth,
                expected_before: unchanged.mean * place.before.time / place.after.time,
                expected,
                ratio: ratio_to_expected(place.after.n, &expected, params.confidence),
            }
        })
        .collect();
    let unchanged = total(treated.iter().map(|(_, place)| expect(place)));
    let expected = moved(unchanged, &trend);
    let n_after = treated.iter().map(|(_, place)| place.after.n).sum();
    let ratio = ratio_to_expected(n_after, &expected, params.confidence).ok_or(NoEstimate::NothingExpected)?;
    let detectable = detectable_against(&expected, &params.detectable);
    Ok(Estimate { reference, trend, expected, ratio, verdict: verdict(&ratio), places, detectable })
}

/// What a place would have in the time after if neither it nor the town changed.
fn unchanged(place: &Place, reference: &Reference, chosen_by: ChosenBy) -> Expected {
    let usual = match chosen_by {
        ChosenBy::Before => reference.rate * place.before.time,
        ChosenBy::Other => 0.0,
    };
    let before = expected(place.before.n, usual, reference.shape);
    let longer = place.after.time / place.before.time;
    Expected { mean: before.mean * longer, variance: before.variance * longer * longer, weight: before.weight }
}

/// Sum of independent places; the weight is that of the mean place, by what it has.
fn total(places: impl Iterator<Item = Expected>) -> Expected {
    let none = Expected { mean: 0.0, variance: 0.0, weight: 0.0 };
    let sum = places.fold(none, |sum, one| Expected {
        mean: sum.mean + one.mean,
        variance: sum.variance + one.variance,
        weight: sum.weight + one.weight * one.mean,
    });
    Expected { weight: if sum.mean > 0.0 { sum.weight / sum.mean } else { 0.0 }, ..sum }
}

fn trend(
    compared: &[(usize, Place)],
    expect: impl Fn(&Place) -> Expected,
    params: &BeforeAfterParams,
) -> Option<Trend> {
    let n_before: u64 = compared.iter().map(|(_, place)| place.before.n).sum();
    let n_after: u64 = compared.iter().map(|(_, place)| place.after.n).sum();
    if n_before.min(n_after) < params.least_compared.max(1) {
        return None;
    }
    let unchanged = total(compared.iter().map(|(_, place)| expect(place)));
    let doubt_before = unchanged.variance / (unchanged.mean * unchanged.mean);
    Some(Trend {
        n_places: compared.len(),
        n_before,
        n_after,
        expected_after: unchanged.mean,
        ratio: n_after as f64 / unchanged.mean / (1.0 + doubt_before),
        doubt: 1.0 / n_after as f64 + doubt_before + params.comparability,
    })
}

/// With what happened everywhere in town.
fn moved(unchanged: Expected, trend: &Trend) -> Expected {
    let mean = unchanged.mean * trend.ratio;
    let doubt = if unchanged.mean > 0.0 { unchanged.variance / unchanged.mean.powi(2) } else { 0.0 };
    Expected { mean, variance: mean * mean * (doubt + trend.doubt), weight: unchanged.weight }
}

fn verdict(ratio: &Ratio) -> Verdict {
    if ratio.high < 1.0 {
        Verdict::Fewer
    } else if ratio.low > 1.0 {
        Verdict::More
    } else {
        Verdict::CannotTell
    }
}
