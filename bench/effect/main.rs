//! Goal G19, measured: towns in which the worst places get a remedy that does nothing, or takes away a part.
//!
//! 400 places with true means from a gamma distribution of shape 1.5 and mean 2, the worst 15 chosen by what was counted
//! before. Prints one line for each true effect.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use trygghetskarta::analysis::effect::{BeforeAfterParams, Counted, Place, before_after};

const TOWNS: u64 = 2_000;
const PLACES: usize = 400;
const CHOSEN: usize = 15;

fn main() {
    println!("| true effect | θ, bias | naive | naive against comparison places | interval holds the truth |");
    println!("|---|---|---|---|---|");
    for left in [1.0, 0.8, 0.6] {
        let [theta, naive, compared, holds] = means(left);
        println!(
            "| {left} | {theta:.4}, {:+.2} % | {:+.1} % | {:+.1} % | {:.1} % |",
            100.0 * (theta / left - 1.0),
            100.0 * (naive - 1.0),
            100.0 * (compared - 1.0),
            100.0 * holds
        );
    }
}

fn means(left: f64) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for number in 0..TOWNS {
        let found = before_after(&town(number, left), &BeforeAfterParams::default());
        let ratio = found.estimate.as_ref().expect("400 places are enough").ratio;
        let holds = f64::from(u8::from(ratio.low <= left && left <= ratio.high));
        let one = [ratio.theta, found.naive.expect("reports"), found.naive_compared.expect("reports"), holds];
        sums.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
    }
    sums.map(|sum| sum / TOWNS as f64)
}

fn town(number: u64, left: f64) -> Vec<Place> {
    let mut chance = Pcg64Mcg::new(0xB5_1900_0000 + u128::from(number));
    let rates: Vec<f64> = (0..PLACES).map(|_| gamma(&mut chance)).collect();
    let before: Vec<u64> = rates.iter().map(|rate| poisson(&mut chance, *rate)).collect();
    let mut worst: Vec<usize> = (0..PLACES).collect();
    worst.sort_by_key(|place| std::cmp::Reverse(before[*place]));
    let mut is_treated = vec![false; PLACES];
    worst[..CHOSEN].iter().for_each(|place| is_treated[*place] = true);
    let place = |nth: usize| {
        let rate = rates[nth] * if is_treated[nth] { left } else { 1.0 };
        let after = poisson(&mut chance, rate);
        let [before, after] = [before[nth], after].map(|n| Counted { n, time: 1.0 });
        Place { is_treated: is_treated[nth], before, after }
    };
    (0..PLACES).map(place).collect()
}

fn exponential(chance: &mut Pcg64Mcg) -> f64 {
    -(1.0 - chance.random::<f64>()).ln()
}

/// Shape 1.5 and mean 2: an exponential and half a squared normal.
fn gamma(chance: &mut Pcg64Mcg) -> f64 {
    let normal = (2.0 * exponential(chance)).sqrt() * (std::f64::consts::TAU * chance.random::<f64>()).cos();
    (exponential(chance) + 0.5 * normal * normal) * 2.0 / 1.5
}

fn poisson(chance: &mut Pcg64Mcg, mean: f64) -> u64 {
    let (mut waited, mut n) = (exponential(chance), 0);
    while waited < mean {
        waited += exponential(chance);
        n += 1;
    }
    n
}
