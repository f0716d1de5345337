//! Dealing cases out by population.

use super::super::draws::Draws;
use super::poisson::AtRisk;

/// Draws a location with the chance of its population.
pub(super) struct Urn {
    /// The summed share up to and including each populated location, and its number.
    shares: Vec<(f64, usize)>,
    /// For each of as many equal parts of 0–1 the first entry that can be meant.
    hints: Vec<usize>,
}

impl Urn {
    pub fn new(locations: &[AtRisk]) -> Self {
        let mut sum = 0.0;
        let mut shares = Vec::new();
        for (location, at) in locations.iter().enumerate() {
            if at.population > 0.0 && at.population.is_finite() {
                sum += at.population;
                shares.push((sum, location));
            }
        }
        shares.iter_mut().for_each(|(share, _)| *share /= sum);
        let n = shares.len();
        let hints = (0..n).map(|part| shares.partition_point(|(share, _)| *share <= part as f64 / n as f64)).collect();
        Self { shares, hints }
    }

    pub fn draw(&self, draws: &mut Draws) -> usize {
        let unit = draws.unit();
        let part = (unit * self.hints.len() as f64) as usize;
        let mut at = self.hints[part];
        while self.shares[at].0 <= unit && at + 1 < self.shares.len() {
            at += 1;
        }
        self.shares[at].1
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::draws::stream;
    use super::*;

    #[test]
    fn the_urn_draws_by_population() {
        let locations = [1.0, 0.0, 3.0, 6.0].map(|population| AtRisk { cases: 0, population });
        let urn = Urn::new(&locations);
        let mut draws = stream(3, 0);
        let mut seen = [0u32; 4];
        (0..100_000).for_each(|_| seen[urn.draw(&mut draws)] += 1);
        // Standard errors: 95, 0, 145, 155.
        let expected = [10_000.0, 0.0, 30_000.0, 60_000.0];
        assert!(seen.iter().zip(expected).all(|(&n, e)| (f64::from(n) - e).abs() <= 650.0), "{seen:?}");
        assert_eq!(seen[1], 0);
    }
}
