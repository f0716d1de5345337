//! Maps whose truth is known: where reports fall and where they fall too often.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};
use trygghetskarta::analysis::Neighbours;

/// Squares on a side.
pub const SIDE: u32 = 40;

pub struct Scene {
    pub name: String,
    /// What the test is told.
    pub exposure: Vec<f64>,
    /// Where reports truly fall.
    pub risk: Vec<f64>,
    /// Squares in a true hot spot, and squares so near that calling them hot is not wrong.
    pub hot: Vec<usize>,
    pub near: Vec<usize>,
    /// Above 1: reports come in clumps.
    pub variance_ratio: f64,
}

impl Scene {
    pub fn even() -> Self {
        let exposure = vec![1.0; (SIDE * SIDE) as usize];
        let risk = exposure.clone();
        Self { name: "even ground".into(), exposure, risk, hot: Vec::new(), near: Vec::new(), variance_ratio: 1.0 }
    }

    /// A town: dense in the middle, a tenth of the squares without streets.
    pub fn streets() -> Self {
        let mut dice = Pcg64::seed_from_u64(1);
        let square = |unit: u32| {
            let (east, north) = (f64::from(unit % SIDE) - 20.0, f64::from(unit / SIDE) - 20.0);
            let town = 3_000.0 * (-(east * east + north * north) / 50.0).exp();
            let is_bare = dice.next_u64().is_multiple_of(10);
            if is_bare { 0.0 } else { 50.0 + town + (dice.next_u64() % 200) as f64 }
        };
        let exposure: Vec<f64> = (0..SIDE * SIDE).map(square).collect();
        Self { name: "streets of a town".into(), risk: exposure.clone(), exposure, ..Self::even() }
    }

    /// Even ground, and reports in clumps.
    pub fn clumped(variance_ratio: f64) -> Self {
        Self { name: format!("{variance_ratio}"), variance_ratio, ..Self::even() }
    }

    /// Even ground with one block of 3 × 3 squares that has so many times the risk.
    pub fn with_block(relative_risk: f64, neighbours: &Neighbours) -> Self {
        let middle = (20 * SIDE + 20) as usize;
        let around = |unit: usize| neighbours.of(unit).iter().map(|&other| other as usize);
        let hot: Vec<usize> = around(middle).chain([middle]).collect();
        let near = hot.iter().flat_map(|&unit| around(unit)).collect();
        let mut scene = Self { hot, near, name: format!("{relative_risk}"), ..Self::even() };
        scene.hot.iter().for_each(|&unit| scene.risk[unit] = relative_risk);
        scene
    }

    pub fn counts(&self, n_reports: u32, map: u64) -> Vec<u32> {
        let mut dice = Pcg64::seed_from_u64((map << 16) + u64::from(n_reports));
        let mut unit_interval = move || (dice.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        let mut upto = 0.0;
        let step = |risk: &f64| {
            upto += risk;
            upto
        };
        let steps: Vec<f64> = self.risk.iter().map(step).collect();
        let mut counts = vec![0; self.risk.len()];
        let mut fallen: Vec<usize> = Vec::new();
        for earlier in 0..n_reports {
            // Pólya's urn: some reports fall where an earlier one fell.
            let own = f64::from(n_reports) / (self.variance_ratio - 1.0).max(1e-12);
            let joins = unit_interval() * (own + f64::from(earlier)) < f64::from(earlier);
            let at = unit_interval();
            let unit = if joins {
                fallen[(at * f64::from(earlier)) as usize]
            } else {
                steps.partition_point(|&step| step <= at * upto).min(steps.len() - 1)
            };
            fallen.push(unit);
            counts[unit] += 1;
        }
        counts
    }

    /// Whether the true hot spot was found, and how many squares away from it were called hot.
    pub fn judged(&self, called_hot: &[usize]) -> (bool, u64) {
        let found = called_hot.iter().any(|unit| self.hot.contains(unit));
        (found, called_hot.iter().filter(|unit| !self.near.contains(unit)).count() as u64)
    }
}
