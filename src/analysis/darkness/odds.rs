//! The odds ratio of darkness: how much more there is in the dark than the hour and the season explain.

/// Two-sided 95 % of the normal distribution.
const Z_95: f64 = 1.959_963_984_540_054;

/// Reports in an hour that is dark for a part of the year, beside hours that never change.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DarkTable {
    /// In the case hour, on days when it is dark.
    pub case_dark: u32,
    /// In the case hour, on days when it is light.
    pub case_day: u32,
    /// In the control hours, on the days when the case hour is dark: what the season does.
    pub control_dark: u32,
    /// In the control hours, on the days when the case hour is light.
    pub control_day: u32,
}

/// How many times more in the dark, with the 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddsRatio {
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
    /// A cell was 0, so that a half was added to each: a rough number.
    pub is_rough: bool,
}

/// Who is out there, and so how many fewer they are in the dark at the same hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traveler {
    Pedestrian,
    Cyclist,
    Motor,
}

/// The published bands of an odds ratio, by what is certain of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The interval holds 1.
    CannotTell,
    /// Certain, but below the first band; also what is certainly less in the dark.
    Slight,
    Small,
    Medium,
    Large,
}

impl DarkTable {
    /// The odds ratio of this table; `None` when a row or a column of it is empty.
    ///
    /// # Method
    /// `(case_dark / case_day) / (control_dark / control_day)` with Woolf's interval on the logarithm. When a cell is
    /// 0, half a report is added to each (Haldane and Anscombe).
    ///
    /// # References
    /// B. Woolf (1955), On estimating the relation between blood group and disease,
    /// doi:10.1111/j.1469-1809.1955.tb01348.x. J. Uttley, S. Fotios (2017), The effect of ambient light condition on
    /// road traffic collisions involving pedestrians on pedestrian crossings, doi:10.1016/j.aap.2017.09.005.
    pub fn odds_ratio(&self) -> Option<OddsRatio> {
        let cells = self.cells();
        let [a, b, c, d] = cells;
        if [a + b, c + d, a + c, b + d].contains(&0.0) {
            return None;
        }
        let is_rough = cells.contains(&0.0);
        let [a, b, c, d] = if is_rough { cells.map(|cell| cell + 0.5) } else { cells };
        let variance = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d;
        Some(OddsRatio::around(a * d / (b * c), variance, is_rough))
    }

    fn cells(&self) -> [f64; 4] {
        [self.case_dark, self.case_day, self.control_dark, self.control_day].map(f64::from)
    }
}

/// One odds ratio for many tables (places, categories, hours), each compared only with itself.
///
/// # Method
/// Mantel and Haenszel, with the variance of Robins, Breslow and Greenland, which holds for few large tables and for
/// many small ones.
///
/// # Edge cases
/// Tables that say nothing add nothing; `None` when none says anything, or all point one way without end.
///
/// # References
/// N. Mantel, W. Haenszel (1959), Statistical aspects of the analysis of data from retrospective studies of disease,
/// doi:10.1093/jnci/22.4.719. J. Robins, N. Breslow, S. Greenland (1986), Estimators of the Mantel-Haenszel variance
/// consistent in both sparse data and large-strata limiting models, doi:10.2307/2531052.
pub fn pooled(tables: &[DarkTable]) -> Option<OddsRatio> {
    let (mut r, mut s, mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for [a, b, c, d] in tables.iter().map(DarkTable::cells) {
        let n = a + b + c + d;
        if n > 0.0 {
            let (p, q) = ((a + d) / n, (b + c) / n);
            let (r_one, s_one) = (a * d / n, b * c / n);
            r += r_one;
            s += s_one;
            pr += p * r_one;
            mixed += p * s_one + q * r_one;
            qs += q * s_one;
        }
    }
    let says_something = r > 0.0 && s > 0.0;
    let variance = pr / (2.0 * r * r) + mixed / (2.0 * r * s) + qs / (2.0 * s * s);
    says_something.then(|| OddsRatio::around(r / s, variance, false))
}

impl OddsRatio {
    fn around(ratio: f64, variance_of_log: f64, is_rough: bool) -> Self {
        let factor = (Z_95 * variance_of_log.sqrt()).exp();
        Self { ratio, low: ratio / factor, high: ratio * factor, is_rough }
    }

    /// The same per traveller: fewer people walk and cycle when it is dark, at the same hour of the day, so the same
    /// number of reports is more for each of them.
    ///
    /// # References
    /// Factors: J. Uttley, S. Fotios (2017), Using the daylight savings clock change to show ambient light conditions
    /// significantly influence active travel, doi:10.1016/j.jenvp.2017.09.003 (62 % more pedestrians and 38 % more
    /// cyclists in daylight). Motor traffic did not change: S. Fotios, C. J. Robbins (2021).
    pub fn per_traveler(self, traveler: Traveler) -> Self {
        let factor = match traveler {
            Traveler::Pedestrian => 1.62,
            Traveler::Cyclist => 1.38,
            Traveler::Motor => 1.0,
        };
        Self { ratio: self.ratio * factor, low: self.low * factor, high: self.high * factor, is_rough: self.is_rough }
    }

    /// The band of the ratio (1.22 small, 1.86 medium, 3.00 large) when the interval leaves out 1.
    pub fn effect(&self) -> Effect {
        match self.ratio {
            _ if self.low <= 1.0 && self.high >= 1.0 => Effect::CannotTell,
            ratio if ratio >= 3.0 => Effect::Large,
            ratio if ratio >= 1.86 => Effect::Medium,
            ratio if ratio >= 1.22 => Effect::Small,
            _ => Effect::Slight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::draws::{Draws, stream};
    use super::*;

    fn table(cells: [u32; 4]) -> DarkTable {
        let [case_dark, case_day, control_dark, control_day] = cells;
        DarkTable { case_dark, case_day, control_dark, control_day }
    }

    /// A Poisson number, by waiting times: exact, and fast enough for hundreds.
    fn poisson(draws: &mut Draws, mean: f64) -> u32 {
        let mut waited = 0.0;
        (0..)
            .take_while(|_| {
                waited -= (1.0 - draws.unit()).ln();
                waited < mean
            })
            .count() as u32
    }

    /// The share of 4,000 simulated years whose interval holds the true odds ratio.
    fn coverage(means: [f64; 4], seed: u64) -> f64 {
        let truth = means[0] * means[3] / (means[1] * means[2]);
        let holds = |replicate: &u64| {
            let mut draws = stream(seed, *replicate);
            let odds = table(means.map(|mean| poisson(&mut draws, mean))).odds_ratio();
            odds.is_some_and(|odds| odds.low <= truth && truth <= odds.high)
        };
        (0..4_000).filter(holds).count() as f64 / 4_000.0
    }

    #[test]
    fn the_interval_holds_the_truth_in_95_of_100_simulated_years() {
        for (seed, means) in [(1, [30.0, 55.0, 55.0, 140.0]), (2, [120.0, 60.0, 200.0, 300.0]), (3, [20.0; 4])] {
            let share = coverage(means, seed);
            assert!((0.93..=0.97).contains(&share), "{means:?}: {share}");
        }
    }

    #[test]
    fn the_simulated_odds_ratio_is_recovered_on_average() {
        let means = [90.0, 60.0, 100.0, 120.0];
        let log = |replicate| {
            let mut draws = stream(8, replicate);
            table(means.map(|mean| poisson(&mut draws, mean))).odds_ratio().expect("no empty row").ratio.ln()
        };
        let mean_log = (0..2_000).map(log).sum::<f64>() / 2_000.0;
        // The truth is 1.8; the mean of 2,000 has a standard error of 0.0047.
        assert!((mean_log - 1.8_f64.ln()).abs() < 0.02, "{mean_log}");
    }

    #[test]
    fn an_empty_row_says_nothing_and_an_empty_cell_is_rough() {
        assert_eq!(table([0, 0, 5, 5]).odds_ratio(), None);
        assert_eq!(table([0, 5, 0, 5]).odds_ratio(), None);
        assert_eq!(pooled(&[]), None);
        assert_eq!(pooled(&[table([3, 0, 0, 3])]), None);
        let rough = table([9, 0, 8, 7]).odds_ratio().expect("every row and column has something");
        assert!(rough.is_rough && rough.ratio.is_finite() && rough.low < 1.5);
    }

    #[test]
    fn as_much_in_the_dark_is_more_for_each_of_the_few_who_walk() {
        let even = table([500, 500, 500, 500]).odds_ratio().expect("full");
        assert_eq!(even.effect(), Effect::CannotTell);
        let walking = even.per_traveler(Traveler::Pedestrian);
        assert!((walking.ratio - 1.62).abs() < 1e-12 && walking.effect() == Effect::Small);
        assert_eq!(table([900, 100, 500, 500]).odds_ratio().expect("full").effect(), Effect::Large);
    }
}
