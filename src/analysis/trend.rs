//! Is it going up, down, or neither? A test that needs no shape of the curve, and a slope that no outlier bends.

use super::distributions::normal_upper;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Pairs that go up less pairs that go down.
    pub s: i64,
    pub variance_s: f64,
    pub z: f64,
    /// Two-sided.
    pub p: f64,
    /// From −1 (always down) to 1 (always up); pairs alike pull it toward 0.
    pub tau: f64,
    /// Sen's slope: the median change per period over all pairs.
    pub slope: f64,
    /// Of the line with that slope through the medians, at the first period.
    pub intercept: f64,
}

/// The trend of a series of equally spaced periods.
///
/// # Method
/// Mann-Kendall: S counts the pairs of periods in which the later value is larger less those in which it is smaller.
/// Without a trend its mean is 0 and its variance `(n (n − 1) (2n + 5) − Σ t (t − 1) (2t + 5)) / 18`, where t are the
/// sizes of groups of equal values; z is S, one nearer to 0, over the standard deviation. The periods must not depend
/// on each other: a season does not fit, a year of months belongs in whole years.
///
/// # Units
/// The slope is in units of the values per period.
///
/// # Edge cases
/// Fewer than two periods, or all values equal: no trend, z 0, p 1, slope 0. Values that are not numbers are neither
/// larger nor smaller than others and are left out of the slope.
///
/// # Complexity
/// n² pairs, with a median over them.
///
/// # References
/// H. B. Mann (1945), Nonparametric tests against trend, doi:10.2307/1907187; M. G. Kendall (1975), Rank correlation
/// methods; P. K. Sen (1968), Estimates of the regression coefficient based on Kendall's tau,
/// doi:10.1080/01621459.1968.10480934.
pub fn trend(values: &[f64]) -> Trend {
    let n = values.len() as f64;
    let later_pairs = || (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| (i, j)));
    let step = |(i, j): (usize, usize)| i64::from(values[j] > values[i]) - i64::from(values[j] < values[i]);
    let s: i64 = later_pairs().map(step).sum();
    let all = n * (n - 1.0) * (2.0 * n + 5.0);
    let variance_s = (all - tied(values)) / 18.0;
    let nearer = (s - s.signum()) as f64;
    let z = if variance_s > 0.0 { nearer / variance_s.sqrt() } else { 0.0 };
    let mut slopes: Vec<f64> = later_pairs().map(|(i, j)| (values[j] - values[i]) / (j - i) as f64).collect();
    let slope = median(&mut slopes);
    let level = median(&mut values.to_vec());
    Trend {
        s,
        variance_s,
        z,
        p: (2.0 * normal_upper(z.abs())).min(1.0),
        tau: if n > 1.0 { s as f64 / (0.5 * n * (n - 1.0)) } else { 0.0 },
        slope,
        intercept: level - slope * 0.5 * (n - 1.0).max(0.0),
    }
}

fn tied(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let of_group = |group: &[f64]| {
        let t = group.len() as f64;
        t * (t - 1.0) * (2.0 * t + 5.0)
    };
    sorted.chunk_by(|a, b| a == b).map(of_group).sum()
}

/// 0 of nothing.
fn median(values: &mut Vec<f64>) -> f64 {
    values.retain(|value| !value.is_nan());
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[half],
        _ => 0.5 * (values[half - 1] + values[half]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_and_its_mirror_have_opposite_trends() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
        let (up, down) = (trend(&values), trend(&values.map(|value| -value)));
        assert_eq!((up.s, up.slope, up.p), (-down.s, -down.slope, down.p));
    }

    #[test]
    fn nothing_and_always_the_same_have_no_trend() {
        for values in [&[][..], &[4.0], &[2.0; 9]] {
            let found = trend(values);
            assert_eq!((found.s, found.z, found.p, found.tau, found.slope), (0, 0.0, 1.0, 0.0, 0.0), "{values:?}");
        }
    }

    #[test]
    fn one_wild_value_hardly_moves_the_slope() {
        let mut values: Vec<f64> = (0..20).map(|period| f64::from(period) * 0.5).collect();
        values[7] = 1_000.0;
        assert!((trend(&values).slope - 0.5).abs() < 1e-12);
    }
}
