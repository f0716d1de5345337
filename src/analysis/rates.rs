//! Reports per inhabitant, where the inhabitants are known, and the places from which little is heard.

use super::incidents::AreaReporting;
use super::legend::rate_class_of;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatesParams {
    /// Of the interval around each rate.
    pub confidence: f64,
    /// How often a town in which everybody reports alike may have any silent place at all.
    pub false_silence: f64,
    /// A place is only called silent where so many reports would be expected: of fewer nothing can be said.
    pub least_expected: f64,
}

impl Default for RatesParams {
    fn default() -> Self {
        Self { confidence: 0.95, false_silence: 0.05, least_expected: 5.0 }
    }
}

/// An area or a square with what was reported there. The number may be a fraction where reports are known by larger
/// squares only and were shared out by surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Populated {
    pub n_reports: f64,
    /// `None` where nobody says how many live there.
    pub population: Option<u32>,
}

/// Why a place has no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRate {
    /// Nobody says how many live there.
    PopulationUnknown,
    /// Nobody lives there: whoever reports from it passes through.
    NobodyLivesThere,
    /// The period has no length.
    NoTime,
    /// So few reports are published there that they are held back; never said by this method, but by the guard.
    TooFew,
}

/// A place of the town with what may be said of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceRate {
    /// Which of the ground's features it is.
    pub feature: usize,
    /// `None` where it is held back.
    pub n_reports: Option<f64>,
    pub rate: Result<Rate, NoRate>,
    /// How fast people there tell of what is there; known to staff alone.
    pub reporting: Option<AreaReporting>,
}

/// Every place of one layer, and the mean they are held against.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRates {
    pub places: Vec<PlaceRate>,
    pub mean_per_1000_month: Option<f64>,
    pub population: u64,
    pub months: f64,
}

/// Reports per 1,000 inhabitants and month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub per_1000_month: f64,
    /// 1 to 5, see [`RATE_CLASSES`](super::RATE_CLASSES).
    pub class: u8,
    /// The exact interval: rates under which so many reports, or so few, would be no surprise.
    pub low: f64,
    pub high: f64,
    /// Reports to be expected if everybody in the town reported alike.
    pub expected: f64,
    /// People live here, and significantly fewer reports come than elsewhere.
    pub silent: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// One for each place, in their order.
    pub rates: Vec<Result<Rate, NoRate>>,
    /// The mean of all places that have a rate; `None` when none has.
    pub mean_per_1000_month: Option<f64>,
    /// The inhabitants all of it is divided by.
    pub population: u64,
}

/// Divides reports by inhabitants, and only where there are any.
///
/// # Method
/// The reports of a place divided by its inhabitants and the months. The interval is the exact one of a Poisson number
/// (Garwood), by the quantiles of the gamma distribution; it is wide where few reports are, and shall be shown with the
/// rate. A place is *silent* when at least `least_expected` reports would be expected at the mean rate of all places,
/// and so few would come by chance with a probability of at most `false_silence` divided by the number of places judged
/// (Bonferroni): a town in which all report alike then shows a silent place in one map of twenty at most.
///
/// # Units
/// Reports per 1,000 inhabitants and month of 30.4375 days.
///
/// # Edge cases
/// Unknown inhabitants, none, or an empty period: no rate, with the reason. Reports of such places are in no mean.
///
/// # Complexity
/// Linear in the places.
///
/// # References
/// F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28, doi:10.1093/biomet/28.3-4.437.
pub fn rates(places: &[Populated], months: f64, params: &RatesParams) -> Rates {
    let judged = |place: &&Populated| place.population.is_some_and(|people| people > 0);
    let n: f64 = places.iter().filter(judged).map(|place| place.n_reports).sum();
    let population: u64 = places.iter().filter_map(|place| place.population).map(u64::from).sum();
    let per_head = (population > 0 && months > 0.0).then(|| n / population as f64);
    let expected = |people: u32| per_head.map_or(0.0, |per_head| per_head * f64::from(people));
    let n_judged =
        places.iter().filter(|place| expected(place.population.unwrap_or(0)) >= params.least_expected).count();
    let silence = params.false_silence / n_judged.max(1) as f64;
    let rate = |place: &Populated| {
        let people = place.population.ok_or(NoRate::PopulationUnknown)?;
        if people == 0 {
            return Err(NoRate::NobodyLivesThere);
        }
        if months <= 0.0 {
            return Err(NoRate::NoTime);
        }
        let per_1000_month = |n: f64| n * 1_000.0 / (f64::from(people) * months);
        let (low, high) = poisson_interval(place.n_reports, params.confidence);
        let (expected, rate) = (expected(people), per_1000_month(place.n_reports));
        Ok(Rate {
            per_1000_month: rate,
            class: rate_class_of(rate),
            low: per_1000_month(low),
            high: per_1000_month(high),
            expected,
            silent: expected >= params.least_expected && poisson_at_most(place.n_reports, expected) <= silence,
        })
    };
    Rates {
        rates: places.iter().map(rate).collect(),
        mean_per_1000_month: per_head.map(|per_head| per_head * 1_000.0 / months),
        population,
    }
}

/// The exact interval of the mean of a Poisson number.
fn poisson_interval(n: f64, confidence: f64) -> (f64, f64) {
    let tail = (1.0 - confidence) / 2.0;
    let low = if n > 0.0 { gamma_quantile(n, tail) } else { 0.0 };
    (low, gamma_quantile(n + 1.0, 1.0 - tail))
}

/// The probability of a Poisson number of at most `n`.
fn poisson_at_most(n: f64, mean: f64) -> f64 {
    1.0 - gamma_below(n.floor() + 1.0, mean)
}

/// The value below which a gamma variable of this shape lies with a probability, by halving.
fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, shape + 1.0);
    while gamma_below(shape, high) < probability {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if gamma_below(shape, middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// The regularised lower incomplete gamma function: by its series below the shape, by its continued fraction (Lentz)
/// above.
fn gamma_below(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = (shape * x.ln() - x - libm::lgamma(shape)).exp();
    if x < shape + 1.0 {
        let (mut term, mut sum, mut a) = (1.0 / shape, 1.0 / shape, shape);
        while term > sum * 1e-17 {
            a += 1.0;
            term *= x / a;
            sum += term;
        }
        return front * sum;
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut fraction = d;
    for i in 1..10_000 {
        let step = f64::from(i) * (shape - f64::from(i));
        b += 2.0;
        d = 1.0 / or_tiny(step * d + b, TINY);
        c = or_tiny(b + step / c, TINY);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 - front * fraction
}

fn or_tiny(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1: `chi2.ppf(0.025, 2*n)/2, chi2.ppf(0.975, 2*n+2)/2`.
    #[test]
    fn intervals_are_those_of_scipy() {
        let scipy = [
            (0.0, 0.0, 3.688_879_454_114),
            (1.0, 0.025_317_807_984, 5.571_643_390_939),
            (5.0, 1.623_486_390_118, 11.668_332_079_323),
            (12.0, 6.200_575_108_722, 20.961_585_048_177),
            (100.0, 81.363_991_250_923, 121.626_793_792_426),
            (2_500.0, 2_402.952_365_431_124, 2_599.961_484_340_542),
        ];
        for (n, low, high) in scipy {
            let found = poisson_interval(n, 0.95);
            assert!((found.0 - low).abs() < 1e-9 * low.max(1.0), "{n}: {found:?}");
            assert!((found.1 - high).abs() < 1e-9 * high, "{n}: {found:?}");
        }
    }

    /// scipy 1.17.1: `poisson.cdf(n, mean)`.
    #[test]
    fn tails_are_those_of_scipy() {
        let scipy = [
            (0.0, 5.0, 6.737_946_999_085_468e-3),
            (3.0, 12.5, 1.554_557_843_011_069e-3),
            (40.0, 60.0, 3.982_809_502_272_968e-3),
            (900.0, 1_000.0, 6.977_673_277_963_054e-4),
        ];
        for (n, mean, tail) in scipy {
            assert!((poisson_at_most(n, mean) / tail - 1.0).abs() < 1e-9, "{n} {mean}");
        }
    }

    fn place(n_reports: f64, population: u32) -> Populated {
        Populated { n_reports, population: Some(population) }
    }

    #[test]
    fn nothing_is_divided_by_what_is_unknown_or_nothing() {
        let places = [place(12.0, 2_000), Populated { n_reports: 40.0, population: None }, place(7.0, 0)];
        let found = rates(&places, 6.0, &RatesParams::default());
        assert_eq!(found.rates[1], Err(NoRate::PopulationUnknown));
        assert_eq!(found.rates[2], Err(NoRate::NobodyLivesThere));
        assert_eq!(found.rates[0].unwrap().per_1000_month, 1.0);
        assert_eq!((found.mean_per_1000_month, found.population), (Some(1.0), 2_000));
        assert_eq!(rates(&places, 0.0, &RatesParams::default()).rates[0], Err(NoRate::NoTime));
        assert_eq!(rates(&places[1..], 6.0, &RatesParams::default()).mean_per_1000_month, None);
    }

    #[test]
    fn a_place_with_people_and_few_reports_is_silent_and_a_small_one_is_not_judged() {
        let places = [place(60.0, 2_000), place(60.0, 2_000), place(3.0, 1_500), place(0.0, 100)];
        let found = rates(&places, 12.0, &RatesParams::default());
        let silent: Vec<bool> = found.rates.iter().map(|rate| rate.unwrap().silent).collect();
        assert_eq!(silent, [false, false, true, false]);
        assert!(found.rates[3].unwrap().expected < 5.0);
        let rate = found.rates[2].unwrap();
        assert!(rate.low < rate.per_1000_month && rate.per_1000_month < rate.high);
    }

    #[test]
    fn where_all_report_alike_a_silent_place_is_shown_in_one_map_of_twenty_at_most() {
        use rand::RngExt;
        use rand_pcg::Pcg64;
        use rand_pcg::rand_core::SeedableRng;
        let mut dice = Pcg64::seed_from_u64(3);
        let mut maps_with_silence = 0;
        for _ in 0..1_000 {
            let places: Vec<Populated> = (0..20)
                .map(|i| {
                    let population = 500 + 200 * i;
                    let (mut n, mut left) = (0.0, (-f64::from(population) * 0.01).exp());
                    // Poisson by multiplying (Knuth), with a mean of one in a hundred inhabitants.
                    while left < 1.0 {
                        left /= dice.random_range(0.0..1.0_f64);
                        n += 1.0;
                    }
                    n -= 1.0;
                    place(n, population)
                })
                .collect();
            let found = rates(&places, 1.0, &RatesParams::default());
            maps_with_silence += usize::from(found.rates.iter().any(|rate| rate.unwrap().silent));
        }
        assert!(maps_with_silence <= 64, "{maps_with_silence} of 1000, 50 and two standard errors are allowed");
    }
}
