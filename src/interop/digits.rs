//! Numbers as text, straight into the answer: a large map holds a million of them.

/// A whole number in decimal digits.
pub(super) fn push_whole(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    push_unsigned(out, value.unsigned_abs());
}

pub(super) fn push_unsigned(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[first..]);
}

/// Degrees with seven decimals (a centimetre), without zeros at the end but one.
pub(super) fn push_degrees(out: &mut Vec<u8>, degrees: f64) {
    const DECIMALS: u32 = 7;
    const UNITS: u64 = 10_u64.pow(DECIMALS);
    let units = (degrees * UNITS as f64).round() as i64;
    if units < 0 {
        out.push(b'-');
    }
    let units = units.unsigned_abs();
    push_unsigned(out, units / UNITS);
    out.push(b'.');
    let mut rest = units % UNITS;
    let mut decimals = [b'0'; DECIMALS as usize];
    for digit in decimals.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let last = decimals.iter().rposition(|digit| *digit != b'0').unwrap_or(0);
    out.extend_from_slice(&decimals[..=last]);
}

/// A number as serde_json writes it; most weights are whole.
pub(super) fn push_number(out: &mut Vec<u8>, value: f64) {
    const EXACT: f64 = 1e15;
    if value.fract() == 0.0 && value.abs() < EXACT && (value != 0.0 || value.is_sign_positive()) {
        push_whole(out, value as i64);
        out.extend_from_slice(b".0");
        return;
    }
    serde_json::to_writer(out, &value).expect("memory can be written to");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_those_serde_json_writes() {
        for value in [0.0, -0.0, 1.0, -7.0, 0.1, 7.0 / 6.25, 1e15, 123_456_789.5, 1e-9, 1e300, f64::NAN, f64::INFINITY]
        {
            let expected = serde_json::to_string(&value).unwrap();
            assert_eq!(text(|out| push_number(out, value)), expected);
        }
        for value in [0, -1, 10, i64::MAX, i64::MIN] {
            assert_eq!(text(|out| push_whole(out, value)), value.to_string());
        }
    }

    #[test]
    fn degrees_read_back_are_the_same_centimetre() {
        for degrees in [0.0, 13.9974, -0.000_000_1, 56.379_633_4, -180.0, 179.999_999_96, 5e-8, 14.1, 100.020_3] {
            let written = text(|out| push_degrees(out, degrees));
            assert_eq!(written.parse::<f64>().unwrap(), (degrees * 1e7_f64).round() / 1e7, "{written}");
            assert!(!written.ends_with("00") && written.contains('.'), "{written}");
        }
    }
}
