//! Walking along a line in metres.

use crate::geodesy::EastNorth;

pub(super) fn length_m(line: &[EastNorth]) -> f64 {
    line.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum()
}

/// From `a` towards `b`, so many metres sideways (to the left when positive).
pub(super) fn between(a: EastNorth, b: EastNorth, share: f64, left_m: f64) -> EastNorth {
    let (de, dn) = (b.e - a.e, b.n - a.n);
    let length = a.distance_m(b).max(0.01);
    EastNorth { e: a.e + de * share - dn / length * left_m, n: a.n + dn * share + de / length * left_m }
}

/// The place so many metres from the beginning, and so many to the left; the end when the line is shorter.
pub(super) fn at(line: &[EastNorth], mut rest_m: f64, left_m: f64) -> EastNorth {
    for pair in line.windows(2) {
        let step = pair[0].distance_m(pair[1]);
        if step >= rest_m && step > 0.0 {
            return between(pair[0], pair[1], rest_m / step, left_m);
        }
        rest_m -= step;
    }
    *line.last().expect("a street has corners")
}

/// The part of the line between two distances from its beginning, with the corners in between.
pub(super) fn part(line: &[EastNorth], from_m: f64, to_m: f64) -> Vec<EastNorth> {
    let mut cut = vec![at(line, from_m, 0.0)];
    let mut passed_m = 0.0;
    for pair in line.windows(2) {
        passed_m += pair[0].distance_m(pair[1]);
        // A corner a step from a cut would draw a kink nobody made.
        if passed_m > from_m + 1.0 && passed_m < to_m - 1.0 {
            cut.push(pair[1]);
        }
    }
    cut.push(at(line, to_m, 0.0));
    cut
}
