//! Where a function that only rises, or only falls, passes zero.

/// The point between two others, neither needed itself, at which `value` is zero: it is below it on the side of `low`.
pub(super) fn crossing(low: f64, high: f64, value: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if value(middle) < 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}
