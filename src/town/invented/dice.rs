//! Chance from a seed: the same throws on every machine, and no more kinds of throw than the demo needs.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

/// A row of throws. Only whole-number steps of the generator are used, so that a newer version of a crate of
/// distributions cannot change the town.
pub(crate) struct Dice(Pcg64);

impl Dice {
    /// The streams of one seed are independent: a new lamp must not move the reports.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(Pcg64::seed_from_u64(seed ^ stream.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// 0 to `n` − 1; `n` is at least 1.
    pub fn below(&mut self, n: u32) -> u32 {
        (((self.0.next_u64() >> 32) * u64::from(n)) >> 32) as u32
    }

    /// `low` to `high`, both counted.
    pub fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True in so many of a hundred throws.
    pub fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        low + (high - low) * unit
    }

    /// Around 0 with a standard deviation of 1, never beyond ±3: the sum of three even throws.
    pub fn bell(&mut self) -> f64 {
        (0..3).map(|_| self.between(-1.0, 1.0)).sum()
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u32) as usize]
    }

    /// One of the values, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, from: &[(T, u32)]) -> T {
        let total = from.iter().map(|(_, weight)| weight).sum();
        let mut at = self.below(total);
        for (value, weight) in from {
            if at < *weight {
                return *value;
            }
            at -= weight;
        }
        unreachable!("the throw is below the sum of the weights")
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i as u32 + 1) as usize);
        }
    }
}
