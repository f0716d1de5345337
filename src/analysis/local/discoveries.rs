//! Which of many p-values the field's recipe would call discoveries.

/// The p-value up to which all are called discoveries: Benjamini and Hochberg's rule; 0 where none is.
///
/// # Method
/// The largest i·α/m that the i-th smallest of m p-values does not exceed. On average at most a share α of the
/// discoveries is false, if the p-values are right. Those of Gi* on few reports are not: see `docs/false-alarms.md`.
///
/// # Edge cases
/// No p-values: 0.
///
/// # Complexity
/// m log m.
///
/// # References
/// Y. Benjamini, Y. Hochberg (1995), Controlling the false discovery rate, doi:10.1111/j.2517-6161.1995.tb02031.x.
pub fn discoveries(p_values: impl Iterator<Item = f64>, alpha: f64) -> f64 {
    let mut sorted: Vec<f64> = p_values.collect();
    sorted.sort_by(f64::total_cmp);
    let m = sorted.len() as f64;
    let thresholds = (1..).zip(&sorted).map(|(i, p)| (f64::from(i) * alpha / m, *p));
    thresholds.filter(|(threshold, p)| p <= threshold).map(|(threshold, _)| threshold).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fifteen p-values of the 1995 paper's example as esda 2.9 has them: `esda.fdr` gives 0.00333….
    #[test]
    fn the_threshold_is_that_of_esda() {
        let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34];
        assert!((discoveries(p.into_iter(), 0.05) - 0.05 / 15.0).abs() < 1e-15);
        assert_eq!(discoveries([0.9, 0.8].into_iter(), 0.05), 0.0);
        assert_eq!(discoveries(std::iter::empty(), 0.05), 0.0);
        // The second passes its own threshold, and takes the first with it.
        assert_eq!(discoveries([0.03, 0.04].into_iter(), 0.05), 0.05);
    }
}
