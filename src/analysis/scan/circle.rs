//! The walk over all circles: adding up cases along a centre's list visits each of its circles.

use super::Reach;
use super::poisson::{AtRisk, PoissonScanParams};

/// All circles, laid out once: walking a centre's steps and adding up cases visits each of its circles.
pub(super) struct Circles {
    steps: Vec<Step>,
    /// Where the steps of each centre begin, and one past the end of the last.
    starts: Vec<usize>,
    /// `n ln n` for every number of cases.
    n_ln_n: Vec<f64>,
    least_cases: u32,
}

/// One more location comes into the circle.
struct Step {
    location: u32,
    /// Its place in the centre's list.
    nth: u32,
    /// Cases expected in the circle; infinite where no circle ends (inside a ring of equal distance).
    expected: f64,
    ln_expected: f64,
    ln_rest: f64,
}

/// The strongest circle of a centre.
pub(super) struct Circle {
    pub center: usize,
    pub cases: u32,
    pub expected: f64,
    pub llr: f64,
    /// Its outermost location in the centre's list.
    nth: u32,
}

impl Circle {
    pub fn radius_m(&self, reach: &Reach) -> f64 {
        reach.around(self.center)[self.nth as usize].distance_m
    }
}

impl Circles {
    pub fn new(locations: &[AtRisk], reach: &Reach, population: f64, n_cases: u32, params: &PoissonScanParams) -> Self {
        let n = f64::from(n_cases);
        // The sum over a circle may exceed its share by what rounding adds.
        let most = population * params.max_population_share * (1.0 + 1e-12);
        let n_ln_n = (0..=n_cases).map(|k| if k == 0 { 0.0 } else { f64::from(k) * f64::from(k).ln() }).collect();
        let least_cases = params.least_cases.max(1);
        let mut circles = Self { steps: Vec::new(), starts: vec![0], n_ln_n, least_cases };
        for center in 0..reach.n_centers() {
            let (mut inside, mut nth) = (0.0, 0);
            for ring in reach.rings(center) {
                let ring_start = circles.steps.len();
                for near in ring {
                    let at_risk = locations.get(near.location as usize).map_or(0.0, |at| at.population);
                    if at_risk > 0.0 && at_risk.is_finite() {
                        inside += at_risk;
                        let open = Step {
                            location: near.location,
                            nth,
                            expected: f64::INFINITY,
                            ln_expected: 0.0,
                            ln_rest: 0.0,
                        };
                        circles.steps.push(open);
                    }
                    nth += 1;
                }
                if inside > most {
                    circles.steps.truncate(ring_start);
                    break;
                }
                if let Some(last) = circles.steps[ring_start..].last_mut() {
                    last.expected = n * inside / population;
                    last.ln_expected = last.expected.ln();
                    last.ln_rest = (n - last.expected).max(f64::MIN_POSITIVE).ln();
                }
            }
            circles.starts.push(circles.steps.len());
        }
        circles
    }

    pub fn best(&self, center: usize, cases: &[u32]) -> Option<Circle> {
        let mut best: Option<Circle> = None;
        let mut inside = 0;
        for step in &self.steps[self.starts[center]..self.starts[center + 1]] {
            inside += cases[step.location as usize];
            let llr = self.llr(step, inside);
            if llr > best.as_ref().map_or(0.0, |best| best.llr) {
                best = Some(Circle { center, cases: inside, expected: step.expected, llr, nth: step.nth });
            }
        }
        best
    }

    /// The same over all centres, without remembering where.
    pub fn strongest(&self, cases: &[u32]) -> f64 {
        let mut strongest = 0.0_f64;
        for pair in self.starts.windows(2) {
            let mut inside = 0;
            for step in &self.steps[pair[0]..pair[1]] {
                inside += cases[step.location as usize];
                strongest = strongest.max(self.llr(step, inside));
            }
        }
        strongest
    }

    /// 0 where there is not more than expected.
    fn llr(&self, step: &Step, inside: u32) -> f64 {
        let c = f64::from(inside);
        if c <= step.expected || inside < self.least_cases {
            return 0.0;
        }
        let outside = self.n_ln_n.len() - 1 - inside as usize;
        let within = self.n_ln_n[inside as usize] - c * step.ln_expected;
        within + self.n_ln_n[outside] - outside as f64 * step.ln_rest
    }
}
