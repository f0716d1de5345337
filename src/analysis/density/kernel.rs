//! The two kernels as polynomials, and the sums of points by which many of them are added at once.

use super::Bandwidth;

/// How the weight of a report thins out with the distance d from it, up to the bandwidth b; beyond it is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kernel {
    /// 2 / (π b²) · (1 − d²/b²)
    #[default]
    Epanechnikov,
    /// 3 / (π b²) · (1 − d²/b²)²
    Quartic,
}

impl Kernel {
    /// What one report gives at a distance from it: reports per km².
    pub fn per_km2(self, distance_m: f64, bandwidth: Bandwidth) -> f64 {
        let share = distance_m / bandwidth.metres();
        self.bare(share * share) * self.height(bandwidth.metres() / 1_000.0)
    }

    /// What the bare polynomial is multiplied with, so that one report adds up to 1 over the plane.
    pub(super) fn height(self, bandwidth: f64) -> f64 {
        let disc = std::f64::consts::PI * bandwidth * bandwidth;
        match self {
            Self::Epanechnikov => 2.0 / disc,
            Self::Quartic => 3.0 / disc,
        }
    }

    /// The bare polynomial at a share d²/b² of the squared bandwidth.
    pub(super) fn bare(self, share: f64) -> f64 {
        let rest = (1.0 - share).max(0.0);
        match self {
            Self::Epanechnikov => rest,
            Self::Quartic => rest * rest,
        }
    }
}

/// A point within its pixel. Lengths are pixels here, seen from the middle of the pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub twice_x: f64,
    pub twice_y: f64,
    /// x² + y²
    pub square: f64,
    pub weight: f64,
}

impl Point {
    pub fn new(x: f64, y: f64, weight: f64) -> Self {
        Self { twice_x: 2.0 * x, twice_y: 2.0 * y, square: x * x + y * y, weight }
    }
}

/// A kernel whose value is a polynomial of v = r² − d², d being the distance in pixels and r the bandwidth.
///
/// With i and j pixels from the middle of the point's pixel to the one asked about, and `rest` = r² − i² − j²:
/// v = rest + 2ix + 2jy − (x² + y²). So sums of a few powers of x and y stand for any number of points, exactly,
/// wherever all of them are within reach.
pub(super) trait Profile: Send + Sync {
    /// Weighted sums over points of one pixel.
    type Sums: Copy + Default + Send + Sync;
    /// Coefficients of a polynomial along a row of pixels, the constant first.
    type Row: Copy + Default + Send + Sync + AsRef<[f64]> + AsMut<[f64]>;

    fn add(sums: &mut Self::Sums, point: &Point);
    /// The sums as they are seen from `away` columns further to the left.
    fn moved(sums: &Self::Sums, away: f64) -> Self::Sums;
    /// The value of one point, where v is not negative.
    fn of(v: f64) -> f64;
    /// The value of all the points together.
    fn at(sums: &Self::Sums, i: f64, j: f64, rest: f64) -> f64;
    /// The same along row j as a polynomial of i; `rest` = r² − j².
    fn along(sums: &Self::Sums, j: f64, rest: f64) -> Self::Row;
}

pub(super) struct Epanechnikov;

impl Profile for Epanechnikov {
    /// 1, 2x, 2y, x² + y²
    type Sums = [f64; 4];
    type Row = [f64; 3];

    fn add(sums: &mut Self::Sums, p: &Point) {
        sums[0] += p.weight;
        sums[1] += p.weight * p.twice_x;
        sums[2] += p.weight * p.twice_y;
        sums[3] += p.weight * p.square;
    }

    fn moved([n, x, y, square]: &Self::Sums, u: f64) -> Self::Sums {
        [*n, x + 2.0 * u * n, *y, square + u * x + u * u * n]
    }

    #[inline(always)]
    fn of(v: f64) -> f64 {
        v
    }

    #[inline(always)]
    fn at([n, x, y, square]: &Self::Sums, i: f64, j: f64, rest: f64) -> f64 {
        (rest * n - square) + i * x + j * y
    }

    #[inline(always)]
    fn along([n, x, y, square]: &Self::Sums, j: f64, rest: f64) -> Self::Row {
        [(rest * n - square) + j * y, *x, -n]
    }
}

pub(super) struct Quartic;

impl Profile for Quartic {
    /// The products of (1, 2x, 2y, q = x² + y²) among themselves: 1, 2x, 2y, q, 4x², 4xy, 4y², 2xq, 2yq, q².
    type Sums = [f64; 10];
    type Row = [f64; 5];

    fn add(sums: &mut Self::Sums, p: &Point) {
        let Point { twice_x: x, twice_y: y, square: q, weight } = *p;
        let products = [1.0, x, y, q, x * x, x * y, y * y, x * q, y * q, q * q];
        sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += weight * product);
    }

    /// 2x becomes 2x + 2u, and q becomes q + 2xu + u².
    fn moved(sums: &Self::Sums, u: f64) -> Self::Sums {
        let [n, x, y, q, xx, xy, yy, xq, yq, qq] = *sums;
        let (a, u2) = (2.0 * u, u * u);
        [
            n,
            x + a * n,
            y,
            q + u * x + u2 * n,
            xx + 2.0 * a * x + a * a * n,
            xy + a * y,
            yy,
            xq + u * xx + u2 * x + a * (q + u * x + u2 * n),
            yq + u * xy + u2 * y,
            qq + u2 * xx + u2 * u2 * n + 2.0 * (u * xq + u2 * q + u * u2 * x),
        ]
    }

    #[inline(always)]
    fn of(v: f64) -> f64 {
        v * v
    }

    #[inline(always)]
    fn at(sums: &Self::Sums, i: f64, j: f64, rest: f64) -> f64 {
        let [n, x, y, q, xx, xy, yy, xq, yq, qq] = *sums;
        let squares = rest * rest * n + i * i * xx + j * j * yy + qq;
        squares + 2.0 * (rest * (i * x + j * y - q) + i * j * xy - i * xq - j * yq)
    }

    /// v = g + 2xi − i² with g = rest + 2jy − q, squared and sorted by powers of i.
    #[inline(always)]
    fn along(sums: &Self::Sums, j: f64, rest: f64) -> Self::Row {
        let [n, x, y, q, xx, xy, yy, xq, yq, qq] = *sums;
        let g = rest * n + j * y - q;
        let gg = rest * rest * n + j * j * yy + qq + 2.0 * (rest * (j * y - q) - j * yq);
        let gx = rest * x + j * xy - xq;
        [gg, 2.0 * gx, xx - 2.0 * g, -2.0 * x, n]
    }
}
