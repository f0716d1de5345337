//! The order of the rows: a curve through the plane on which neighbours stay near.

use super::place::CmBox;

/// Bits per axis at most; two of them and a row number fit in 64.
const MAX_BITS: u32 = 15;

/// Squares along a Hilbert curve over a box.
///
/// The squares are 50 m wide and lie on multiples of 50 m, so that each lies in one cell of every size we count in;
/// rows of one cell then follow each other in long runs. A box wider than 1,600 km gets squares twice as wide, and so
/// on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve {
    west_units: i64,
    south_units: i64,
    unit_cm: i64,
    /// Bits per axis that this box needs.
    bits: u32,
}

impl Curve {
    pub fn over(extent: &CmBox) -> Self {
        if extent.is_empty() {
            return Self { west_units: 0, south_units: 0, unit_cm: UNIT_CM, bits: 0 };
        }
        let mut unit_cm = UNIT_CM;
        loop {
            let units = |c: i32| i64::from(c).div_euclid(unit_cm);
            let (west_units, south_units) = (units(extent.west), units(extent.south));
            let widest = (units(extent.east) - west_units).max(units(extent.north) - south_units);
            let bits = i64::BITS - widest.leading_zeros();
            if bits <= MAX_BITS {
                return Self { west_units, south_units, unit_cm, bits };
            }
            unit_cm *= 2;
        }
    }

    /// How far along the curve a position lies.
    ///
    /// # References
    /// D. Hilbert (1891), Ueber die stetige Abbildung einer Linie auf ein Flächenstück, doi:10.1007/BF01199431.
    pub fn position(&self, e_cm: i32, n_cm: i32) -> u32 {
        let mut x = (i64::from(e_cm).div_euclid(self.unit_cm) - self.west_units) as u32;
        let mut y = (i64::from(n_cm).div_euclid(self.unit_cm) - self.south_units) as u32;
        let side = (1_u32 << self.bits) - 1;
        let mut along = 0;
        for bit in (0..self.bits).rev() {
            let (right, up) = (x >> bit & 1, y >> bit & 1);
            along = along << 2 | ((3 * right) ^ up);
            if up == 0 {
                if right == 1 {
                    (x, y) = (side - x, side - y);
                }
                (x, y) = (y, x);
            }
        }
        along
    }
}

const UNIT_CM: i64 = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_along_the_curve_are_steps_to_a_neighbour() {
        let curve = Curve::over(&CmBox { west: 0, south: 0, east: 32_767 * 5_000, north: 32_767 * 5_000 });
        let mut seen: Vec<(u32, i32, i32)> = Vec::new();
        for x in 0..32 {
            for y in 0..32 {
                seen.push((curve.position(x * 5_000 + 17, y * 5_000 + 4_999), x, y));
            }
        }
        seen.sort();
        assert_eq!(seen[0].0, 0);
        for pair in seen.windows(2) {
            assert_eq!(pair[0].0 + 1, pair[1].0);
            assert_eq!((pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs(), 1);
        }
    }
}
