//! A position in degrees (WGS 84, taken as equal to SWEREF 99: the difference is decimetres, a phone's error is
//! metres).

/// Longitude and latitude in degrees, finite and on the globe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

impl LonLat {
    /// `None` when a value is not finite or not on the globe.
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        let on_globe = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        on_globe.then_some(Self { lon, lat })
    }

    pub fn lon(self) -> f64 {
        self.lon
    }

    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Along the great circle of a globe with the Earth's mean radius, in metres: right within 0.6 %.
    pub fn distance_m(self, other: Self) -> f64 {
        const EARTH_M: f64 = 6_371_008.8;
        let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
        let flat = half(self.lat, other.lat)
            + self.lat.to_radians().cos() * other.lat.to_radians().cos() * half(self.lon, other.lon);
        2.0 * EARTH_M * flat.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// A box in degrees, west–south–east–north, not crossing the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Bounds {
    /// The smallest box around the points; `None` when there are none.
    pub fn around(points: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        points.into_iter().fold(None, |bounds: Option<Self>, p| {
            let (lon, lat) = (p.lon, p.lat);
            Some(match bounds {
                None => Self { west: lon, south: lat, east: lon, north: lat },
                Some(b) => Self {
                    west: b.west.min(lon),
                    south: b.south.min(lat),
                    east: b.east.max(lon),
                    north: b.north.max(lat),
                },
            })
        })
    }

    /// Reads `west,south,east,north`; `None` when it is not four numbers in order on the globe.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
        let [west, south, east, north] = numbers[..] else { return None };
        LonLat::new(west, south)?;
        LonLat::new(east, north)?;
        (west < east && south < north).then_some(Self { west, south, east, north })
    }

    pub fn to_array(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    pub fn center(self) -> LonLat {
        LonLat { lon: (self.west + self.east) / 2.0, lat: (self.south + self.north) / 2.0 }
    }

    /// Points along the edge, so that a projected box holds everything the box in degrees holds.
    pub fn outline(self) -> impl Iterator<Item = LonLat> {
        const STEPS: u32 = 16;
        (0..STEPS).flat_map(move |i| {
            let t = f64::from(i) / f64::from(STEPS);
            let lon = self.west + (self.east - self.west) * t;
            let lat = self.south + (self.north - self.south) * t;
            [
                LonLat { lon, lat: self.south },
                LonLat { lon: self.west + self.east - lon, lat: self.north },
                LonLat { lon: self.east, lat },
                LonLat { lon: self.west, lat: self.south + self.north - lat },
            ]
        })
    }
}
