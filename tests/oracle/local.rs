//! Gi, Gi*, Moran's I and G against esda 2.9.0 with libpysal 4.14.1: `esda.G_Local(y, w, transform='B', star=None,
//! permutations=0).Zs` and so on. A small case from esda's own tests, and a lattice whose values are a formula.

use trygghetskarta::analysis::Neighbours;
use trygghetskarta::analysis::local::{
    GParams, MoranParams, Quadrant, Weights, global_g, global_moran, local_g, local_moran,
};
use trygghetskarta::geodesy::EastNorth;

const TOLERANCE: f64 = 1e-7;

#[track_caller]
fn same(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= TOLERANCE, "{ours} against {theirs}");
}

/// Six points, `libpysal.weights.DistanceBand(points, threshold=15)`.
fn six_points() -> (Vec<f64>, Neighbours) {
    let places = [(10.0, 10.0), (20.0, 10.0), (40.0, 10.0), (15.0, 20.0), (30.0, 20.0), (30.0, 30.0)];
    let places = places.map(|(e, n)| EastNorth { e, n });
    (vec![2.0, 3.0, 3.2, 5.0, 8.0, 7.0], Neighbours::within(&places, 15.0))
}

/// `libpysal.weights.lat2W(10, 12, rook=False)`, values `(7919 i² + 104729 i + 13) mod 1009 mod 17`.
fn lattice() -> (Vec<f64>, Neighbours) {
    let value = |i: u64| ((7919 * i * i + 104_729 * i + 13) % 1009 % 17) as f64;
    ((0..120).map(value).collect(), Neighbours::of_grid(12, 10, 1))
}

const SHOWN: [usize; 10] = [0, 1, 11, 12, 13, 57, 66, 77, 108, 119];

#[test]
fn the_z_of_six_points_is_pysals() {
    let (values, neighbours) = six_points();
    let z = |star, weights| {
        let params = GParams { star, weights, ..Default::default() };
        local_g(&values, &neighbours, &params).into_iter().map(|unit| unit.z).collect::<Vec<_>>()
    };
    let star = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331];
    let plain = [-1.01367290, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941];
    let rows = [-0.62074534, -0.01780611, 1.31558703, -0.12824171, 0.28843496, 1.77833941];
    z(true, Weights::Binary).into_iter().zip(star).for_each(|(ours, theirs)| same(ours, theirs));
    z(false, Weights::Binary).into_iter().zip(plain).for_each(|(ours, theirs)| same(ours, theirs));
    z(false, Weights::RowStandardized).into_iter().zip(rows).for_each(|(ours, theirs)| same(ours, theirs));
}

#[test]
fn the_global_g_and_morans_i_of_six_points_are_pysals() {
    let (values, neighbours) = six_points();
    let g = global_g(&values, &neighbours);
    same(g.g, 0.55709779);
    assert!((g.p_normal - 0.172936).abs() < 1e-6, "{g:?}");
    let moran = global_moran(&values, &neighbours, Weights::RowStandardized);
    same(moran.i, 0.118989547);
    same(moran.expected, -0.2);
    same(moran.z_normal, 1.177734553);
    let local = [0.32926829, -0.08885017, -0.86236934, -0.01916376, -0.08623693, 1.32229965];
    let ours = local_moran(&values, &neighbours, &MoranParams::default());
    ours.iter().zip(local).for_each(|(ours, theirs)| same(ours.i, theirs));
}

#[test]
fn the_z_of_a_lattice_is_pysals() {
    let (values, neighbours) = lattice();
    // Star, weights, z of the units shown, sum of |z| over all.
    type Case = (bool, Weights, [f64; 10], f64);
    const CASES: [Case; 4] = [
        (
            false,
            Weights::Binary,
            [
                1.3081547691913777,
                0.8588432504589694,
                -0.06906337724499863,
                1.486106785161285,
                0.7184564902571795,
                1.51847485325542,
                -0.46211051063580627,
                -1.8739276236832283,
                -1.1443481548197965,
                0.5490090712016941,
            ],
            99.5104581178516,
        ),
        (
            true,
            Weights::Binary,
            [
                1.6079861363586931,
                1.4152134109387058,
                -0.5265087349139083,
                1.3273119568431337,
                0.9200933495764324,
                1.9383784795424441,
                -0.6073343453725852,
                -2.2074966924620325,
                -0.41978399135027805,
                0.22056447003150198,
            ],
            103.03892515551851,
        ),
        (
            false,
            Weights::RowStandardized,
            [
                0.7488356167028799,
                0.37752031506661526,
                -0.03953440212797686,
                0.653245515356735,
                0.2463632726907912,
                0.520694627189967,
                -0.15846061562377575,
                -0.6425816293913897,
                -0.6550667217816944,
                0.31427286441261404,
            ],
            37.35222288064169,
        ),
        (
            true,
            Weights::RowStandardized,
            [
                0.7937940116928447,
                0.5654904242590618,
                -0.25991485338615267,
                0.5303667954230953,
                0.2962092698499844,
                0.6240298056523393,
                -0.1955215338535472,
                -0.7106680901143902,
                -0.20722941013220272,
                0.10888324939149632,
            ],
            35.73946312822385,
        ),
    ];
    for (star, weights, z, sum) in CASES {
        let ours = local_g(&values, &neighbours, &GParams { star, weights, ..Default::default() });
        SHOWN.into_iter().zip(z).for_each(|(unit, theirs)| same(ours[unit].z, theirs));
        same(ours.iter().map(|unit| unit.z.abs()).sum(), sum);
    }
}

#[test]
fn morans_i_of_a_lattice_is_pysals() {
    let (values, neighbours) = lattice();
    // Weights, I, z under normality, z under randomisation, p, local I of three units, sum of |I| over all.
    type Case = (Weights, f64, f64, f64, f64, [f64; 3], f64);
    const CASES: [Case; 2] = [
        (
            Weights::Binary,
            -0.007382561799714759,
            0.0215198479349955,
            0.021413743438471668,
            0.9828309707660066,
            [2.0986377206725977, 6.334070656353193, -0.4976378317028338],
            225.20022206047446,
        ),
        (
            Weights::RowStandardized,
            -0.018089190178347456,
            -0.198940719960516,
            -0.19795486647220298,
            0.8423091161694493,
            [0.6995459068908658, 0.7917588320441491, -0.16587927723427795],
            32.77583180152728,
        ),
    ];
    for (weights, i, z_normal, z_random, p_normal, local, sum) in CASES {
        let global = global_moran(&values, &neighbours, weights);
        let theirs = [i, z_normal, z_random, p_normal];
        let ours = [global.i, global.z_normal, global.z_random, global.p_normal];
        ours.into_iter().zip(theirs).for_each(|(ours, theirs)| same(ours, theirs));
        let units = local_moran(&values, &neighbours, &MoranParams { weights, ..Default::default() });
        [0, 57, 119].into_iter().zip(local).for_each(|(unit, theirs)| same(units[unit].i, theirs));
        same(units.iter().map(|unit| unit.i.abs()).sum(), sum);
        // esda's q 1, 2, 3, 4 are HH, LH, LL, HL; here of units 0, 12, 11 and 108.
        use Quadrant::{HighAmongHigh, HighAmongLow, LowAmongHigh, LowAmongLow};
        let quadrants = [0, 12, 11, 108].map(|unit| units[unit].quadrant);
        assert_eq!(quadrants, [HighAmongHigh, LowAmongHigh, LowAmongLow, HighAmongLow]);
    }
}

#[test]
fn the_global_g_of_a_lattice_is_pysals() {
    let (values, neighbours) = lattice();
    let g = global_g(&values, &neighbours);
    let theirs = [0.05626028062822321, 0.05826330532212885, -1.2553971508784827, 0.10466731155945119];
    [g.g, g.expected, g.z, g.p_normal].into_iter().zip(theirs).for_each(|(ours, theirs)| same(ours, theirs));
}

/// esda with `permutations=99999` on the lattice with `i / 1000 * (i² mod 7)` added to each value, so that ties are
/// rare.
#[test]
fn the_p_of_permutations_is_pysals_within_chance() {
    let (mut values, neighbours) = lattice();
    values.iter_mut().zip(0u32..).for_each(|(value, i)| *value += f64::from(i) / 1000.0 * f64::from(i * i % 7));
    let g_star = [0.11073, 0.21518, 0.46346, 0.07896, 0.25361, 0.0662, 0.33364, 0.03138, 0.14555, 0.28312];
    let moran = [0.11127, 0.21618, 0.46138, 0.07952, 0.25503, 0.06675, 0.33204, 0.03081, 0.14634, 0.28137];
    let params = GParams { permutations: 9_999, seed: 1, ..Default::default() };
    let ours = local_g(&values, &neighbours, &params);
    let lisa = local_moran(&values, &neighbours, &MoranParams { permutations: 9_999, seed: 2, ..Default::default() });
    for (at, unit) in SHOWN.into_iter().enumerate() {
        let within = |ours: Option<f64>, theirs: f64| {
            let ours = ours.expect("asked for");
            let error = (theirs * (1.0 - theirs) / 9_999.0 * 1.1).sqrt();
            assert!((ours - theirs).abs() < 4.0 * error, "unit {unit}: {ours} against {theirs}");
        };
        within(ours[unit].p_permuted, g_star[at]);
        within(lisa[unit].p_permuted, moran[at]);
    }
}

/// esda 2.9.0 gives each of these 102 empty neighbourhoods p = 0.001.
#[test]
fn an_empty_neighbourhood_on_a_map_of_empty_ones_is_nothing_special() {
    let neighbours = Neighbours::of_grid(12, 10, 1);
    let mut values = vec![0.0; 120];
    [5, 50, 51].into_iter().for_each(|unit: usize| values[unit] = 1.0);
    let units = local_g(&values, &neighbours, &GParams { permutations: 999, ..Default::default() });
    let is_empty = |unit: usize| values[unit] == 0.0 && neighbours.of(unit).iter().all(|&n| values[n as usize] == 0.0);
    let empty: Vec<f64> = (0..120).filter(|&unit| is_empty(unit)).filter_map(|unit| units[unit].p_permuted).collect();
    assert_eq!(empty.len(), 102);
    assert!(empty.iter().all(|&p| p > 0.5), "{empty:?}");
}

#[test]
fn values_that_are_all_the_same_stand_out_nowhere() {
    let neighbours = Neighbours::of_grid(5, 5, 1);
    for value in [0.0, 0.1, 1e9] {
        let values = [value; 25];
        assert!(local_g(&values, &neighbours, &GParams::default()).iter().all(|unit| unit.z == 0.0));
        assert!(local_moran(&values, &neighbours, &MoranParams::default()).iter().all(|unit| unit.i == 0.0));
        assert_eq!(global_moran(&values, &neighbours, Weights::RowStandardized).i, 0.0);
        assert!(global_g(&values, &neighbours).z.abs() < 1e-6);
    }
}

#[test]
fn permutations_are_the_same_bytes_on_one_thread_and_on_four() {
    let (values, neighbours) = lattice();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        pool.install(|| local_g(&values, &neighbours, &GParams { permutations: 99, seed: 4, ..Default::default() }))
    };
    assert_eq!(on(1), on(4));
}
