//! How dense reports lie around a place and a time.

use super::{Bandwidth, Grid, Kernel, Raster, WeightedPlace, kernel_sums};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceTimeParams {
    pub grid: Grid,
    pub bandwidth: Bandwidth,
    pub kernel: Kernel,
    /// How long before and after its moment a report is felt, in seconds; 91 days make a season.
    pub span_s: u32,
    /// The moments to look at, in seconds.
    pub moments: Vec<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimedPlace {
    pub place: WeightedPlace,
    /// When, in seconds.
    pub t: i64,
}

const MONTH_S: f64 = 30.4375 * 86_400.0;
/// A report that is seen in more moments than this is cheaper to bring in once and take out once, three sums each time.
const WORTH_SLIDING: usize = 8;
/// Sums slide so many spans from where they began; then they begin anew, before rounding can grow.
const SLIDE_SPANS: f64 = 4.0;

/// How dense reports lie around each pixel at each of the moments, one raster a moment.
///
/// # Method
/// The product of the kernel in the plane and Epanechnikov's in time, 3 / (4 span) · (1 − (time apart / span)²). Few
/// moments: each is a [`density`](super::density()) of the reports around it, weighted by time. Many: the kernel in
/// time is a polynomial too, so three rasters (weight, weight · time, weight · time²) slide from moment to moment, and
/// only reports that come or go are swept.
///
/// # Units
/// Reports per km² and month of 30.4375 days.
///
/// # Edge cases
/// Before the first and after the last report the density thins out: half a span from either end it is not to be
/// trusted. With a span of 0 every raster is 0.
///
/// # Complexity
/// Few moments: that of a density for each. Many: pixels · moments + seven densities in all.
///
/// # References
/// T. Nakaya, K. Yano (2010), Visualising crime clusters in a space-time cube, doi:10.1111/j.1467-9671.2010.01194.x.
/// T. N. Chan and others (2022), SWS, PVLDB 15(4): the sliding window.
pub fn space_time(places: &[TimedPlace], params: &SpaceTimeParams) -> Vec<Raster> {
    let mut sorted = places.to_vec();
    sorted.sort_by_key(|place| place.t);
    let mut moments: Vec<(usize, i64)> = params.moments.iter().copied().enumerate().collect();
    moments.sort_by_key(|(_, t)| *t);
    let seen: usize = moments.iter().map(|(_, t)| around(&sorted, *t, params).len()).sum();
    let few = seen <= WORTH_SLIDING * sorted.len();
    let mut slide: Option<Slide> = None;
    let mut rasters = vec![Raster { grid: params.grid, values: Vec::new() }; moments.len()];
    for (number, t) in moments {
        rasters[number].values = if few {
            at_once(&sorted[around(&sorted, t, params)], t, params)
        } else {
            let slide = match &mut slide {
                Some(near) if near.reaches(t, params) => near,
                far => far.insert(Slide::new(t, params)),
            };
            slide.to(&sorted, t, params);
            slide.values(t, params)
        };
    }
    rasters
}

/// Sorted reports that are felt at a moment.
fn around(sorted: &[TimedPlace], t: i64, params: &SpaceTimeParams) -> std::ops::Range<usize> {
    let span = i64::from(params.span_s);
    let first = sorted.partition_point(|place| place.t <= t.saturating_sub(span));
    first..sorted.partition_point(|place| place.t < t.saturating_add(span)).max(first)
}

fn spans_apart(t: i64, from: i64, params: &SpaceTimeParams) -> f64 {
    t.saturating_sub(from) as f64 / f64::from(params.span_s)
}

fn at_once(felt: &[TimedPlace], t: i64, params: &SpaceTimeParams) -> Vec<f64> {
    let weighted = |timed: &TimedPlace| {
        let apart = spans_apart(timed.t, t, params);
        WeightedPlace { weight: timed.place.weight * (1.0 - apart * apart), ..timed.place }
    };
    let places: Vec<WeightedPlace> = felt.iter().map(weighted).collect();
    swept(&places, params)
}

fn swept(places: &[WeightedPlace], params: &SpaceTimeParams) -> Vec<f64> {
    let months = f64::from(params.span_s) / MONTH_S;
    let scale = if months > 0.0 { 0.75 / months } else { 0.0 };
    kernel_sums(places, &params.grid, params.bandwidth, params.kernel, scale)
}

/// Sums of 1, s and s² over the reports felt, s being spans since `origin`.
struct Slide {
    origin: i64,
    felt: std::ops::Range<usize>,
    sums: [Vec<f64>; 3],
}

impl Slide {
    fn new(origin: i64, params: &SpaceTimeParams) -> Self {
        let nothing = || vec![0.0; params.grid.columns * params.grid.rows];
        Self { origin, felt: 0..0, sums: [nothing(), nothing(), nothing()] }
    }

    fn reaches(&self, t: i64, params: &SpaceTimeParams) -> bool {
        spans_apart(t, self.origin, params) <= SLIDE_SPANS
    }

    fn to(&mut self, sorted: &[TimedPlace], t: i64, params: &SpaceTimeParams) {
        let felt = around(sorted, t, params);
        if self.felt.is_empty() {
            self.felt = felt.start..felt.start;
        }
        // What came and went between two moments was never felt.
        let leaving = self.felt.start..felt.start.min(self.felt.end);
        let coming = felt.start.max(self.felt.end)..felt.end;
        let changes = sorted[leaving].iter().map(|timed| (timed, -1.0));
        let changes: Vec<_> = changes.chain(sorted[coming].iter().map(|timed| (timed, 1.0))).collect();
        for (power, sums) in self.sums.iter_mut().enumerate() {
            let weighted = |(timed, sign): &(&TimedPlace, f64)| {
                let s = spans_apart(timed.t, self.origin, params);
                WeightedPlace { weight: sign * timed.place.weight * s.powi(power as i32), ..timed.place }
            };
            let places: Vec<WeightedPlace> = changes.iter().map(weighted).collect();
            if !places.is_empty() {
                sums.iter_mut().zip(swept(&places, params)).for_each(|(sum, change)| *sum += change);
            }
        }
        self.felt = felt;
    }

    /// The sum of weight · (1 − (s − now)²).
    fn values(&self, t: i64, params: &SpaceTimeParams) -> Vec<f64> {
        /// What rounding leaves where all reports have gone.
        const DUST: f64 = 1e-11;
        let now = spans_apart(t, self.origin, params);
        let [one, s, s2] = &self.sums;
        let value = |((one, s), s2): ((&f64, &f64), &f64)| one * (1.0 - now * now) + 2.0 * now * s - s2;
        let mut values: Vec<f64> = one.iter().zip(s).zip(s2).map(value).collect();
        let most = values.iter().copied().fold(0.0, f64::max);
        values.iter_mut().filter(|value| value.abs() <= most * DUST).for_each(|value| *value = 0.0);
        values
    }
}
