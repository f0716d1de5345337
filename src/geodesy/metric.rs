//! One transverse Mercator both ways: SWEREF 99 TM, its twelve local zones, and UTM for places outside Sweden.

use super::LonLat;

/// A position in the metres of one [`Metric`]: easting and northing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EastNorth {
    pub e: f64,
    pub n: f64,
}

impl EastNorth {
    pub fn distance_m(self, other: Self) -> f64 {
        (self.e - other.e).hypot(self.n - other.n)
    }
}

/// A plane in metres laid over a part of the globe, named by its EPSG code.
///
/// # Method
/// Krüger's series to the fourth order in the third flattening.
///
/// # Edge cases
/// Meant for places within some ten degrees of the central meridian; a municipality lies within three.
///
/// # References
/// L. Krüger (1912), Konforme Abbildung des Erdellipsoids in der Ebene, doi:10.2312/GFZ.b103-krueger28.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    epsg: u16,
    central_meridian_rad: f64,
    false_easting_m: f64,
    false_northing_m: f64,
    /// Scale on the central meridian times the rectifying radius.
    scaled_radius_m: f64,
    /// Geodetic to conformal latitude.
    conformal: [f64; 4],
    /// Conformal latitude back to geodetic.
    geodetic: [f64; 4],
    /// Sphere to plane.
    beta: [f64; 4],
    /// Plane to sphere.
    delta: [f64; 4],
}

const SEMI_MAJOR_M: f64 = 6_378_137.0;
/// GRS 80, the ellipsoid of SWEREF 99. WGS 84 differs in the ninth digit (0.1 mm): one ellipsoid serves both.
const FLATTENING: f64 = 1.0 / 298.257_222_101;

impl Metric {
    /// SWEREF 99 TM.
    pub fn sweref99_tm() -> Self {
        Self::transverse_mercator(3006, 15.0, 0.9996, 500_000.0, 0.0)
    }

    /// The plane of an EPSG code: 3006 (SWEREF 99 TM), 3007–3018 (its local zones), 32601–32660 and 32701–32760 (UTM).
    pub fn from_epsg(code: u16) -> Option<Self> {
        const LOCAL_ZONE_MERIDIANS: [f64; 12] =
            [12.0, 13.5, 15.0, 16.5, 18.0, 14.25, 15.75, 17.25, 18.75, 20.25, 21.75, 23.25];
        match code {
            3006 => Some(Self::sweref99_tm()),
            3007..=3018 => {
                let meridian = LOCAL_ZONE_MERIDIANS[usize::from(code - 3007)];
                Some(Self::transverse_mercator(code, meridian, 1.0, 150_000.0, 0.0))
            }
            32601..=32660 | 32701..=32760 => {
                let south = code >= 32700;
                let zone = if south { code - 32700 } else { code - 32600 };
                let meridian = f64::from(zone) * 6.0 - 183.0;
                let false_northing = if south { 10_000_000.0 } else { 0.0 };
                Some(Self::transverse_mercator(code, meridian, 0.9996, 500_000.0, false_northing))
            }
            _ => None,
        }
    }

    /// The plane a municipality outside Sweden gets: the UTM zone of its centre.
    pub fn utm_at(center: LonLat) -> Self {
        let zone = (((center.lon() + 180.0) / 6.0).floor() as u16).min(59) + 1;
        let base = if center.lat() < 0.0 { 32700 } else { 32600 };
        Self::from_epsg(base + zone).expect("zones 1 to 60 are UTM planes")
    }

    pub fn epsg(&self) -> u16 {
        self.epsg
    }

    fn transverse_mercator(epsg: u16, meridian_deg: f64, scale: f64, false_e_m: f64, false_n_m: f64) -> Self {
        let f = FLATTENING;
        let e2 = f * (2.0 - f);
        let n = f / (2.0 - f);
        let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
        let (e4, e6, e8) = (e2 * e2, e2 * e2 * e2, e2 * e2 * e2 * e2);
        Self {
            epsg,
            central_meridian_rad: meridian_deg.to_radians(),
            false_easting_m: false_e_m,
            false_northing_m: false_n_m,
            scaled_radius_m: scale * SEMI_MAJOR_M / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
            conformal: [e2, (5.0 * e4 - e6) / 6.0, (104.0 * e6 - 45.0 * e8) / 120.0, 1237.0 * e8 / 1260.0],
            geodetic: [
                e2 + e4 + e6 + e8,
                -(7.0 * e4 + 17.0 * e6 + 30.0 * e8) / 6.0,
                (224.0 * e6 + 889.0 * e8) / 120.0,
                -4279.0 * e8 / 1260.0,
            ],
            beta: [
                n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
                13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
                61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
                49561.0 / 161_280.0 * n4,
            ],
            delta: [
                n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
                n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
                17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
                4397.0 / 161_280.0 * n4,
            ],
        }
    }

    /// Degrees to metres.
    pub fn forward(&self, p: LonLat) -> EastNorth {
        let (sin_lat, cos_lat) = p.lat().to_radians().sin_cos();
        let s2 = sin_lat * sin_lat;
        let [a, b, c, d] = self.conformal;
        let conformal_lat = p.lat().to_radians() - sin_lat * cos_lat * (a + s2 * (b + s2 * (c + s2 * d)));
        let dlon = p.lon().to_radians() - self.central_meridian_rad;
        let xi = conformal_lat.tan().atan2(dlon.cos());
        let eta = (conformal_lat.cos() * dlon.sin()).atanh();
        let (mut north, mut east) = (xi, eta);
        for (k, beta) in (1..).zip(self.beta) {
            let m = 2.0 * f64::from(k);
            north += beta * (m * xi).sin() * (m * eta).cosh();
            east += beta * (m * xi).cos() * (m * eta).sinh();
        }
        EastNorth {
            e: self.false_easting_m + self.scaled_radius_m * east,
            n: self.false_northing_m + self.scaled_radius_m * north,
        }
    }

    /// How many metres of the plane a metre of the globe has there: the same in every direction, 1 where the plane is
    /// true.
    pub fn scale_at(&self, p: LonLat) -> f64 {
        const STEP_DEG: f64 = 1e-4;
        // Toward the equator: that way there is always more globe.
        let lat = p.lat() - STEP_DEG.copysign(p.lat());
        let Some(beside) = LonLat::new(p.lon(), lat) else { return f64::NAN };
        let sin_lat = p.lat().midpoint(lat).to_radians().sin();
        let e2 = FLATTENING * (2.0 - FLATTENING);
        let meridian_radius_m = SEMI_MAJOR_M * (1.0 - e2) / (1.0 - e2 * sin_lat * sin_lat).powf(1.5);
        self.forward(p).distance_m(self.forward(beside)) / (meridian_radius_m * STEP_DEG.to_radians())
    }

    /// Metres to degrees.
    pub fn inverse(&self, p: EastNorth) -> LonLat {
        let xi = (p.n - self.false_northing_m) / self.scaled_radius_m;
        let eta = (p.e - self.false_easting_m) / self.scaled_radius_m;
        let (mut xi_sphere, mut eta_sphere) = (xi, eta);
        for (k, delta) in (1..).zip(self.delta) {
            let m = 2.0 * f64::from(k);
            xi_sphere -= delta * (m * xi).sin() * (m * eta).cosh();
            eta_sphere -= delta * (m * xi).cos() * (m * eta).sinh();
        }
        let conformal_lat = (xi_sphere.sin() / eta_sphere.cosh()).asin();
        let dlon = eta_sphere.sinh().atan2(xi_sphere.cos());
        let (s, c) = conformal_lat.sin_cos();
        let s2 = s * s;
        let [a, b, cc, d] = self.geodetic;
        let lat = conformal_lat + s * c * (a + s2 * (b + s2 * (cc + s2 * d)));
        let lon = self.central_meridian_rad + dlon;
        LonLat::new(lon.to_degrees().clamp(-180.0, 180.0), lat.to_degrees().clamp(-90.0, 90.0))
            .unwrap_or_else(|| LonLat::new(0.0, 0.0).expect("the origin is on the globe"))
    }
}
