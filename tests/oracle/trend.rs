//! Trends against pymannkendall 1.4.3: `pymannkendall.original_test(values)`.

use trygghetskarta::analysis::trend::trend;

struct Golden {
    values: Vec<f64>,
    s: i64,
    variance_s: f64,
    z: f64,
    p: f64,
    tau: f64,
    slope: f64,
    intercept: f64,
}

#[track_caller]
fn same(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0), "{ours} against {theirs}");
}

#[test]
fn trend_p_and_slope_are_those_of_pymannkendall() {
    let golden = |values: &[f64], s, variance_s, z, p, tau, slope, intercept| Golden {
        values: values.to_vec(),
        s,
        variance_s,
        z,
        p,
        tau,
        slope,
        intercept,
    };
    let formula: Vec<f64> = (0..60u64).map(|i| ((7919 * i * i + 13 * i) % 101) as f64 / 7.0).collect();
    let cases = [
        golden(
            &[0.0, 2.0, 1.0, 3.0, 4.0, 3.0, 5.0, 6.0, 5.0, 8.0, 7.0, 9.0],
            56,
            210.66666666666666,
            3.789350500440659,
            0.00015104167743928976,
            0.8484848484848485,
            0.75,
            0.375,
        ),
        golden(
            &[1.0, 1.0, 0.0, 2.0, 1.0, 0.0, 1.0, 3.0, 0.0, 1.0, 1.0, 2.0, 0.0, 0.0],
            -9,
            287.6666666666667,
            -0.4716775613704214,
            0.6371569556851986,
            -0.0989010989010989,
            0.0,
            1.0,
        ),
        golden(
            &[9.5, 8.25, 8.25, 7.0, 7.75, 6.0, 4.5, 5.0, 3.0, 2.25, 2.25, 1.0, 0.5, 0.0],
            -85,
            331.6666666666667,
            -4.612414970413707,
            3.980173821638289e-06,
            -0.9340659340659341,
            -0.75,
            9.625,
        ),
        golden(
            &[1.0, 2.0, 3.0, 4.0, 5.0],
            10,
            16.666666666666668,
            2.2045407685048604,
            0.0274863361115103,
            1.0,
            1.0,
            1.0,
        ),
        golden(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], 6, 16.0, 1.25, 0.2112995473337107, 2.0 / 7.0, 0.0, 0.0),
        golden(
            &formula,
            -57,
            24574.333333333332,
            -0.35722936744473216,
            0.7209201023509395,
            -0.03220338983050847,
            -0.014285714285714284,
            7.635714285714286,
        ),
        golden(&[3.0, 5.0], 1, 1.0, 0.0, 1.0, 1.0, 2.0, 3.0),
    ];
    for case in cases {
        let ours = trend(&case.values);
        assert_eq!(ours.s, case.s);
        same(ours.variance_s, case.variance_s);
        same(ours.z, case.z);
        same(ours.p, case.p);
        same(ours.tau, case.tau);
        same(ours.slope, case.slope);
        same(ours.intercept, case.intercept);
    }
}
