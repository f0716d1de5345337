//! How far a report should be felt, chosen by what earlier reports say of each other.

use rayon::prelude::*;

use super::{Bandwidth, Kernel, WeightedPlace};
use crate::geodesy::EastNorth;

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandwidthParams {
    pub kernel: Kernel,
    /// The first and the last bandwidth tried, in metres. Below some 100 m a map shows single reports, above some 500 m
    /// it no longer says where to go.
    pub from_m: u32,
    pub to_m: u32,
    /// From one to the next, in metres.
    pub step_m: u32,
    /// The area that reports can come from: what is nowhere near others counts as one report anywhere in it. With
    /// `f64::INFINITY` one lone report rules out every bandwidth that leaves it alone.
    pub area_km2: f64,
}

impl BandwidthParams {
    pub fn within(area_km2: f64) -> Self {
        Self { kernel: Kernel::default(), from_m: 100, to_m: 500, step_m: 10, area_km2 }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct BandwidthChoice {
    /// The one with the highest score; of equals the smallest.
    pub bandwidth: Bandwidth,
    /// Metres and log-likelihood of all that were tried.
    pub tried: Vec<(f64, f64)>,
    /// The best was the first or the last tried: the data asks for something outside the bounds.
    pub at_bound: bool,
}

/// The bandwidth under which each report is least surprised by all the others.
///
/// # Method
/// Leave-one-out likelihood cross-validation: the sum over all reports of weight · log(density that the others give at
/// its place + 1 / area). Give reports from before the time that shall be foretold: the same ones again would be a
/// test that one has seen the answers of. Reports from one and the same place know each other; if they are repeats of
/// one report, collapse them first.
///
/// # Units
/// Metres; the likelihood is of densities per km².
///
/// # Edge cases
/// No bandwidth between the bounds, or no reports: the first bound. A place that is no number is left out.
///
/// # Complexity
/// Pairs of reports within the last bandwidth of each other, whatever the number of bandwidths tried.
///
/// # References
/// J. D. F. Habbema, J. Hermans, K. van den Broek (1974), A stepwise discriminant analysis program using density
/// estimation. C. R. Loader (1999), Local Regression and Likelihood, ch. 5; `bw.ppl` of spatstat is the same with
/// shortcut = TRUE, edge = FALSE.
pub fn choose_bandwidth(places: &[WeightedPlace], params: &BandwidthParams) -> BandwidthChoice {
    let step = params.step_m.max(1) as usize;
    let mut tried: Vec<f64> = (params.from_m.max(1)..=params.to_m).step_by(step).map(f64::from).collect();
    if tried.is_empty() {
        tried.push(f64::from(params.from_m.max(1)));
    }
    let squares: Vec<f64> = tried.iter().map(|b| b * b).collect();
    let columns = Columns::new(places, tried[tried.len() - 1]);
    let background = if params.area_km2 > 0.0 { 1.0 / params.area_km2 } else { 0.0 };
    let logs: Vec<Vec<f64>> = (0..columns.places.len())
        .into_par_iter()
        .map(|one| {
            let weight = columns.places[one].weight;
            let of =
                |(density, b): (f64, &f64)| weight * (density * params.kernel.height(b / 1_000.0) + background).ln();
            columns.by_the_others(one, &squares, params.kernel).into_iter().zip(&tried).map(of).collect()
        })
        .collect();
    // Added in one order, whatever the threads did.
    let score = |number: usize| logs.iter().map(|log| log[number]).sum::<f64>();
    let tried: Vec<(f64, f64)> = tried.iter().enumerate().map(|(number, b)| (*b, score(number))).collect();
    let best = (1..tried.len()).fold(0, |best, other| if tried[other].1 > tried[best].1 { other } else { best });
    BandwidthChoice { bandwidth: Bandwidth(tried[best].0), at_bound: best == 0 || best == tried.len() - 1, tried }
}

/// Places sorted into strips as wide as the largest bandwidth, along which each is sorted by its northing.
pub(super) struct Columns {
    places: Vec<WeightedPlace>,
    /// Where a strip begins in `places`.
    starts: Vec<(i64, usize)>,
    reach_m: f64,
}

impl Columns {
    pub(super) fn new(places: &[WeightedPlace], reach_m: f64) -> Self {
        let number = |place: &WeightedPlace| (place.at.e / reach_m).floor() as i64;
        let whole =
            |place: &&WeightedPlace| place.at.e.is_finite() && place.at.n.is_finite() && place.weight.is_finite();
        let mut places: Vec<WeightedPlace> = places.iter().filter(whole).copied().collect();
        places.sort_by(|a, b| number(a).cmp(&number(b)).then(a.at.n.total_cmp(&b.at.n)));
        let mut starts = Vec::new();
        let mut from = 0;
        for strip in places.chunk_by(|a, b| number(a) == number(b)) {
            starts.push((number(&strip[0]), from));
            from += strip.len();
        }
        Self { places, starts, reach_m }
    }

    /// The bare kernel sum at one place of all others, for each of the bandwidths.
    fn by_the_others(&self, one: usize, squares: &[f64], kernel: Kernel) -> Vec<f64> {
        let at = self.places[one].at;
        // Weight, weight · d², weight · d⁴ of those that the bandwidth reaches first.
        let mut added = vec![[0.0; 3]; squares.len() + 1];
        for (from, to) in self.near(at.e) {
            for (number, other) in self.alongside(at.n, from, to) {
                if number != one {
                    let (e, n) = (other.at.e - at.e, other.at.n - at.n);
                    let square = e * e + n * n;
                    let powers = &mut added[squares.partition_point(|b| *b <= square)];
                    powers[0] += other.weight;
                    powers[1] += other.weight * square;
                    powers[2] += other.weight * square * square;
                }
            }
        }
        let mut sum = [0.0; 3];
        let along = squares.iter().zip(added).map(|(square, powers)| {
            sum.iter_mut().zip(powers).for_each(|(sum, power)| *sum += power);
            let [n, d2, d4] = sum;
            match kernel {
                Kernel::Epanechnikov => (n - d2 / square).max(0.0),
                Kernel::Quartic => (n - 2.0 * d2 / square + d4 / (square * square)).max(0.0),
            }
        });
        along.collect()
    }

    /// Every place that may lie within reach of another, in an order that no thread changes.
    pub(super) fn each_near(&self, at: EastNorth, mut take: impl FnMut(&WeightedPlace)) {
        for (from, to) in self.near(at.e) {
            self.alongside(at.n, from, to).for_each(|(_, place)| take(place));
        }
    }

    /// The places of a strip that lie no further north or south than the reach, with their numbers.
    fn alongside(&self, n: f64, from: usize, to: usize) -> impl Iterator<Item = (usize, &WeightedPlace)> {
        let first = from + self.places[from..to].partition_point(|place| place.at.n < n - self.reach_m);
        let reached = self.places[first..to].iter().take_while(move |place| place.at.n <= n + self.reach_m);
        (first..).zip(reached)
    }

    /// The strip of an easting and its neighbours.
    fn near(&self, e: f64) -> impl Iterator<Item = (usize, usize)> + '_ {
        let middle = (e / self.reach_m).floor() as i64;
        let first = self.starts.partition_point(|(number, _)| *number < middle - 1);
        let end = |strip: usize| self.starts.get(strip + 1).map_or(self.places.len(), |(_, start)| *start);
        (first..self.starts.len())
            .take_while(move |strip| self.starts[*strip].0 <= middle + 1)
            .map(move |strip| (self.starts[strip].1, end(strip)))
    }
}
