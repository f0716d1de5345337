//! Chance for the methods that need it: one seed, and a stream of its own for every replicate.

use rand_pcg::Pcg64Dxsm;
use rand_pcg::rand_core::Rng;

/// The chance of one replicate.
///
/// Which thread draws a replicate, and in which order, changes nothing: the stream is made from the seed and the number
/// of the replicate alone.
#[derive(Debug, Clone)]
pub(crate) struct Draws(Pcg64Dxsm);

/// The stream of one replicate under a seed.
///
/// # Method
/// Seed and replicate are mixed into 256 bits (SplitMix64, which gives different words for different inputs) and start
/// both the state and the increment of a PCG64 DXSM. Mixing matters: generators of one state with increments 0, 1, 2 …
/// are too alike to be called independent.
///
/// # References
/// M. E. O'Neill (2014), PCG: a family of simple fast space-efficient statistically good algorithms for random number
/// generation. G. L. Steele, D. Lea, C. H. Flood (2014), Fast splittable pseudorandom number generators,
/// doi:10.1145/2660193.2660195.
pub(crate) fn stream(seed: u64, replicate: u64) -> Draws {
    // The two inputs are mixed one after the other, so that (seed, replicate) and (replicate, seed) differ.
    let mut word = mixed(mixed(seed).wrapping_add(replicate));
    let mut next = || {
        word = word.wrapping_add(GOLDEN_GAMMA);
        u128::from(mixed(word))
    };
    let state = (next() << 64) | next();
    let increment = (next() << 64) | next();
    Draws(Pcg64Dxsm::new(state, increment))
}

const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finalizer of SplitMix64: a bijection of 64 bits.
fn mixed(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

impl Draws {
    /// 64 fair bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number in `0..n`, each exactly as likely as another; 0 when `n` is 0.
    ///
    /// # References
    /// D. Lemire (2019), Fast random integer generation in an interval, doi:10.1145/3230636.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        let mut product = u128::from(self.bits()) * u128::from(n);
        if (product as u64) < n {
            // The few low products that some numbers have one of too many are drawn again.
            let too_many = n.wrapping_neg() % n;
            while (product as u64) < too_many {
                product = u128::from(self.bits()) * u128::from(n);
            }
        }
        (product >> 64) as u64
    }

    /// A number in `[0, 1)`: one of 2^53 equally spaced ones.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Puts the items in an order, each order as likely as another (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let other = self.below(end as u64 + 1) as usize;
            items.swap(end, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_seed_and_replicate_alone() {
        let first_words = |seed, replicate| {
            let mut draws = stream(seed, replicate);
            [draws.bits(), draws.bits(), draws.bits()]
        };
        assert_eq!(first_words(7, 3), first_words(7, 3));
        assert_ne!(first_words(7, 3), first_words(3, 7));
        assert_ne!(first_words(7, 3), first_words(7, 4));
        assert_ne!(first_words(7, 3), first_words(8, 3));
    }

    #[test]
    fn every_number_below_n_is_as_likely() {
        let mut draws = stream(1, 0);
        let mut seen = [0u32; 6];
        for _ in 0..60_000 {
            seen[draws.below(6) as usize] += 1;
        }
        let chi2: f64 = seen.iter().map(|&n| (f64::from(n) - 10_000.0).powi(2) / 10_000.0).sum();
        // 0.1 % point of chi-square with 5 degrees of freedom: 20.515 (scipy.stats.chi2.isf(0.001, 5)).
        assert!(chi2 < 20.515, "{seen:?}");
        assert_eq!(draws.below(0), 0);
        assert_eq!(draws.below(1), 0);
    }

    #[test]
    fn neighbouring_streams_are_not_alike() {
        let n = 20_000;
        let pairs = (0..n).map(|replicate| (stream(5, replicate).unit(), stream(5, replicate + 1).unit()));
        let covariance = pairs.map(|(a, b)| (a - 0.5) * (b - 0.5)).sum::<f64>() / n as f64;
        // A correlation of independent pairs has the standard error 1/sqrt(n).
        assert!((covariance * 12.0).abs() < 4.0 / (n as f64).sqrt(), "{covariance}");
    }

    #[test]
    fn every_order_of_three_comes_as_often() {
        let mut seen = std::collections::BTreeMap::new();
        for replicate in 0..6_000 {
            let mut items = ['a', 'b', 'c'];
            stream(2, replicate).shuffle(&mut items);
            *seen.entry(items).or_insert(0u32) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|&n| (880..1_120).contains(&n)), "{seen:?}");
    }
}
