//! Tails and quantiles against mpmath 1.4 at 60 digits, each also compared with scipy 1.17.1, which agrees to 1e-10:
//! `scipy.stats.poisson.sf(n - 1, mean)`, `scipy.stats.nbinom.sf(n - 1, mean / (ratio - 1), 1 / ratio)`,
//! `scipy.special.gammainc(shape, x)` and `gammaincc`, `scipy.stats.gamma.ppf(p, shape)` and `isf`,
//! `scipy.stats.norm.sf(z)` and `ppf(p)`, `scipy.stats.chi2.sf(x, df)`, `scipy.special.gammaln(x)`.

use trygghetskarta::analysis::distributions::{
    binomial_mass, chi_square_upper, gamma_lower, gamma_quantile, gamma_quantile_upper, gamma_upper, ln_gamma,
    negative_binomial_lower, negative_binomial_upper, normal_quantile, normal_upper, poisson_mass, poisson_upper,
};

const RELATIVE: f64 = 1e-10;

#[track_caller]
fn same(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= RELATIVE * theirs.abs(), "{ours:e} against {theirs:e}");
}

#[test]
fn the_upper_tail_of_a_poisson_count_keeps_its_digits_far_out() {
    // Mean, n, P(X >= n).
    const TAILS: [(f64, u64, f64); 12] = [
        (0.5625, 4, 0.0026713960184686233),
        (1.6875, 17, 4.185201788895032e-12),
        (0.001, 1, 0.0009995001666250085),
        (0.001, 5, 8.326391864211503e-18),
        (3.5, 3, 0.6791528011378659),
        (30.0, 30, 0.52428301389368),
        (30.0, 90, 8.179798597262495e-19),
        (1000.0, 1100, 0.0009626304058665572),
        (1000.0, 900, 0.9993774022157249),
        (250_000.0, 252_000, 3.248120249282405e-05),
        (0.2, 60, 1.138130793930984e-124),
        (5.0, 1, 0.9932620530009145),
    ];
    for (mean, n, tail) in TAILS {
        same(poisson_upper(mean, n), tail);
    }
}

#[test]
fn the_upper_tail_of_a_clumped_count_keeps_its_digits_far_out() {
    // Mean, variance over mean, n, P(X >= n).
    const TAILS: [(f64, f64, u64, f64); 10] = [
        (1.6875, 1.13, 17, 1.3981438052144224e-09),
        (0.5625, 2.0, 4, 0.026267200393878316),
        (0.5625, 2.0, 40, 1.5295563911335113e-13),
        (10.0, 5.0, 60, 5.444015863533074e-05),
        (10.0, 1.5, 5, 0.9406487857295065),
        (1000.0, 20.0, 1500, 0.000887658899434143),
        (0.01, 3.0, 2, 0.002162928841682431),
        (50.0, 1.0001, 90, 2.2968663037320303e-07),
        (200.0, 135.0, 2000, 1.5310037703849415e-06),
        (30_000.0, 4.0, 31_000, 0.0021108630086116905),
    ];
    for (mean, ratio, n, tail) in TAILS {
        same(negative_binomial_upper(mean, ratio, n), tail);
    }
}

#[test]
fn the_lower_tail_of_a_count_keeps_its_digits_far_out() {
    // Mean, variance over mean, n, P(X <= n): scipy.stats.nbinom.cdf(n, mean / (ratio - 1), 1 / ratio), poisson.cdf(n,
    // mean).
    const TAILS: [(f64, f64, u64, f64); 5] = [
        (12.5, 1.0, 2, 0.00034145459689170825),
        (200.0, 1.0, 90, 2.0815467379178872e-18),
        (12.5, 3.0, 1, 0.0053852094776404595),
        (200.0, 5.0, 90, 1.1196951410154807e-05),
        (0.3, 2.0, 0, 0.8122523963562356),
    ];
    for (mean, ratio, n, tail) in TAILS {
        same(negative_binomial_lower(mean, ratio, n), tail);
    }
}

#[test]
fn both_tails_of_a_gamma_variable_keep_their_digits() {
    // Shape, x, lower tail, upper tail.
    const TAILS: [(f64, f64, f64, f64); 13] = [
        (0.01, 0.5, 0.9943732438060329, 0.0056267561939671844),
        (0.3, 1e-09, 0.0022232060865277742, 0.9977767939134722),
        (0.5, 0.2, 0.4729107431344619, 0.5270892568655381),
        (1.0, 1.0, 0.6321205588285577, 0.36787944117144233),
        (2.5, 9.0, 0.9970535954121197, 0.0029464045878802906),
        (9.0, 2.0, 0.00023744732826116177, 0.9997625526717389),
        (80.0, 40.0, 1.6954719145826974e-08, 0.9999999830452808),
        (80.0, 140.0, 0.9999999860839174, 1.391608266829869e-08),
        (3000.0, 3100.0, 0.9649999863009536, 0.03500001369904636),
        (3000.0, 2500.0, 1.7368408303344988e-22, 1.0),
        (100_000.0, 101_000.0, 0.9991915784870744, 0.0008084215129255907),
        (0.5, 200.0, 1.0, 5.5072482372124675e-89),
        (0.001, 0.001, 0.9936876467088603, 0.00631235329113971),
    ];
    for (shape, x, lower, upper) in TAILS {
        same(gamma_lower(shape, x), lower);
        same(gamma_upper(shape, x), upper);
    }
}

#[test]
fn the_quantiles_of_a_gamma_variable_are_scipys() {
    // Shape, p, x below which p lies, x above which p lies.
    const QUANTILES: [(f64, f64, f64, f64); 12] = [
        (0.01, 0.05, 4.465535018910624e-131, 0.003362623998074702),
        (0.3, 0.05, 3.211034699722965e-05, 1.372349944100886),
        (0.5, 1e-12, 7.853981633974466e-25, 25.422063955909078),
        (1.0, 0.05, 0.05129329438755053, 2.9957322735539913),
        (2.5, 0.025, 0.41560580674333125, 6.416250997015015),
        (9.0, 0.05, 4.695227540344492, 14.434649715196318),
        (9.0, 0.5, 8.66895118437037, 8.66895118437037),
        (80.0, 0.001, 55.180163470972076, 110.50948495059004),
        (3000.0, 0.05, 2910.479743011234, 3090.6572654626116),
        (100_000.0, 0.025, 99381.15266374472, 100620.74164077373),
        (50.0, 1e-30, 5.444718849866708, 179.01473030009885),
        (0.05, 0.3, 2.0378971887326733e-11, 0.0004665636848952585),
    ];
    for (shape, p, low, high) in QUANTILES {
        same(gamma_quantile(shape, p), low);
        same(gamma_quantile_upper(shape, p), high);
    }
}

#[test]
fn normal_tails_and_quantiles_are_scipys() {
    const TAILS: [(f64, f64); 9] = [
        (0.0, 0.5),
        (0.5, 0.3085375387259869),
        (1.959963984540054, 0.025000000000000012),
        (4.6, 2.1124547025028533e-06),
        (8.0, 6.220960574271784e-16),
        (20.0, 2.7536241186062337e-89),
        (37.0, 5.725571222524577e-300),
        (-3.0, 0.9986501019683699),
        (-0.1, 0.539827837277029),
    ];
    for (z, tail) in TAILS {
        same(normal_upper(z), tail);
    }
    const QUANTILES: [(f64, f64); 8] = [
        (0.025, -1.9599639845400545),
        (0.05, -1.6448536269514729),
        (0.3, -0.5244005127080409),
        (1e-10, -6.361340902404056),
        (1e-100, -21.273453560965322),
        (1e-300, -37.0470962993612),
        (0.9, 1.2815515655446004),
        (0.999, 3.090232306167813),
    ];
    for (p, z) in QUANTILES {
        same(normal_quantile(p), z);
    }
    assert!(normal_quantile(0.5).abs() < 1e-15);
}

#[test]
fn chi_square_and_ln_gamma_are_scipys() {
    const TAILS: [(f64, f64, f64); 4] = [
        (9.0, 21.665994333461924, 0.010000000000000009),
        (19.0, 5.0, 0.9994309626474822),
        (1.0, 3.84, 0.05004352124870519),
        (5.0, 100.0, 5.285148360943219e-20),
    ];
    for (degrees_of_freedom, x, tail) in TAILS {
        same(chi_square_upper(degrees_of_freedom, x), tail);
    }
    const LN_GAMMA: [(f64, f64); 6] = [
        (0.1, 2.252712651734206),
        (0.5, 0.5723649429247),
        (1.5, -0.12078223763524526),
        (3.0, std::f64::consts::LN_2),
        (171.5, 709.1431630309283),
        (1_000_000.0, 12815504.569147611),
    ];
    for (x, value) in LN_GAMMA {
        same(ln_gamma(x), value);
    }
}

/// scipy.stats.binom.pmf(k, n, share)
#[test]
fn binomial_masses_are_scipys() {
    const MASSES: [(u64, f64, u64, f64); 4] = [
        (10, 0.3, 4, 0.20012094899999988),
        (7, 0.5, 0, 0.007812499999999949),
        (7, 0.25, 7, 6.103515625e-05),
        (1_000_000, 0.4999, 500_000, 0.0007820851921167548),
    ];
    for (n, share, k, mass) in MASSES {
        assert!((binomial_mass(n, share, k) / mass - 1.0).abs() < 1e-9, "{n} {share} {k}");
    }
    assert_eq!([binomial_mass(3, 0.0, 0), binomial_mass(3, 1.0, 2), binomial_mass(3, 0.5, 4)], [1.0, 0.0, 0.0]);
}

#[test]
fn masses_add_up_to_the_tails() {
    for mean in [0.003, 0.7, 12.5, 400.0] {
        let mut below = 0.0;
        for n in 0..700 {
            let tail = poisson_upper(mean, n);
            assert!((1.0 - below - tail).abs() < 1e-12, "mean {mean}, n {n}");
            below += poisson_mass(mean, n);
        }
    }
}

#[test]
fn nothing_expected_is_a_count_of_nothing() {
    assert_eq!([poisson_upper(0.0, 0), poisson_upper(0.0, 1), poisson_mass(0.0, 0)], [1.0, 0.0, 1.0]);
    assert_eq!(negative_binomial_upper(0.0, 2.0, 3), 0.0);
    assert_eq!([gamma_lower(0.0, 1.0), gamma_upper(0.0, 1.0), gamma_quantile(0.0, 0.9)], [1.0, 0.0, 0.0]);
    assert_eq!([gamma_quantile(2.0, 0.0), gamma_quantile(2.0, 1.0)], [0.0, f64::INFINITY]);
    assert!(gamma_lower(1.0, f64::NAN).is_nan() && normal_quantile(f64::NAN).is_nan());
}
