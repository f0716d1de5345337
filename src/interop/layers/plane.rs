//! In which plane, or degrees, a file's coordinates are, and back to degrees.

use proj4rs::Proj;

use crate::geodesy::{EastNorth, LonLat, Metric};

/// What a file's numbers mean.
#[derive(Debug, Clone)]
pub struct Plane {
    /// As people say it: `EPSG:3006`, or the proj string.
    pub name: String,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Degrees,
    Metric(Metric),
    /// The plane, and degrees of WGS 84.
    Proj(Box<(Proj, Proj)>),
}

#[derive(Debug, thiserror::Error, PartialEq)]
pub enum PlaneError {
    #[error(
        "the coordinate system {0} is not known: give it as --crs EPSG:CODE (3006, 3007–3018, 3021, 4326, 3857, 2154, \
         27700, 25832–25835, UTM) or as a proj string, --crs \"+proj=…\""
    )]
    Unknown(String),
    #[error("the proj string \"{0}\" cannot be used: {1}")]
    BadProj(String, String),
    #[error("the file does not say its coordinate system: give it with --crs EPSG:3006, or --crs \"+proj=…\"")]
    NotSaid,
}

/// Planes outside `Metric`, as proj strings: RT 90 2.5 gon V (Lantmäteriet's seven parameters, about 1 m), British
/// National Grid (about 5 m without Ordnance Survey's grid), Lambert-93.
const BY_PROJ: [(u32, &str); 3] = [
    (
        3021,
        "+proj=tmerc +lat_0=0 +lon_0=15.80827777777778 +k=1 +x_0=1500000 +y_0=0 +ellps=bessel \
         +towgs84=414.1,41.3,603.1,-0.855,2.141,-7.023,0 +units=m +no_defs",
    ),
    (
        27700,
        "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy \
         +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs",
    ),
    (
        2154,
        "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 \
         +towgs84=0,0,0,0,0,0,0 +units=m +no_defs",
    ),
];
const WEB_MERCATOR: &str = "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m \
                            +nadgrids=@null +no_defs";
const WGS84: &str = "+proj=longlat +datum=WGS84 +no_defs";

impl Plane {
    pub fn degrees() -> Self {
        Self { name: "EPSG:4326".to_owned(), way: Way::Degrees }
    }

    /// Reads `EPSG:3006`, `3006`, `urn:ogc:def:crs:EPSG::3006`, `urn:ogc:def:crs:OGC:1.3:CRS84` or `+proj=…`.
    pub fn parse(words: &str) -> Result<Self, PlaneError> {
        let words = words.trim();
        if words.starts_with('+') {
            return Self::of_proj(words, words);
        }
        if words.ends_with("CRS84") {
            return Ok(Self::degrees());
        }
        let code = words.rsplit([':', '/', '#']).next().and_then(|code| code.parse().ok());
        code.and_then(Self::from_epsg).ok_or_else(|| PlaneError::Unknown(words.chars().take(60).collect()))
    }

    pub fn from_epsg(code: u32) -> Option<Self> {
        let name = format!("EPSG:{code}");
        if let Some((_, proj)) = BY_PROJ.iter().find(|(known, _)| *known == code) {
            return Self::of_proj(&name, proj).ok();
        }
        let way = match code {
            // WGS 84, ETRS 89, SWEREF 99 and RGF 93 in degrees are the same within half a metre.
            4326 | 4258 | 4619 | 4171 | 4979 => Way::Degrees,
            3857 | 900_913 => return Self::of_proj(&name, WEB_MERCATOR).ok(),
            // UTM on ETRS 89: the same plane as on WGS 84.
            25828..=25838 => Way::Metric(Metric::from_epsg((code + 6_800) as u16)?),
            _ => Way::Metric(Metric::from_epsg(u16::try_from(code).ok()?)?),
        };
        Some(Self { name, way })
    }

    pub fn is_degrees(&self) -> bool {
        match &self.way {
            Way::Degrees => true,
            Way::Metric(_) => false,
            Way::Proj(pair) => pair.0.is_latlong(),
        }
    }

    /// The plane itself, when its metres are metres on the ground.
    pub fn metric(&self) -> Option<Metric> {
        if let Way::Metric(metric) = &self.way { Some(*metric) } else { None }
    }

    fn of_proj(name: &str, proj: &str) -> Result<Self, PlaneError> {
        let read = |text: &str| {
            Proj::from_proj_string(text).map_err(|error| PlaneError::BadProj(text.to_owned(), error.to_string()))
        };
        Ok(Self { name: name.to_owned(), way: Way::Proj(Box::new((read(proj)?, read(WGS84)?))) })
    }

    /// The plane a `.prj` file describes (WKT 1), by its own code when it names one, else by its central meridian,
    /// false easting and scale: files of the same plane name it in a dozen ways, but the numbers are always there.
    pub fn from_prj(prj: &str) -> Result<Self, PlaneError> {
        let prj = prj.trim().trim_start_matches('\u{feff}').to_lowercase();
        let unknown = || PlaneError::Unknown(prj.chars().take(60).collect());
        if let Some(plane) = own_code(&prj).and_then(Self::from_epsg) {
            return Ok(plane);
        }
        if prj.starts_with("geogcs") {
            // Degrees on another ellipsoid (RT 90, ED 50) lie hundreds of metres off.
            let modern = prj.contains("grs") || prj.contains("wgs");
            return if modern { Ok(Self::degrees()) } else { Err(unknown()) };
        }
        let parameter = |name: &str| -> Option<f64> {
            let start = prj.find(&format!("\"{name}\""))? + name.len() + 2;
            let rest = prj[start..].trim_start_matches(|c: char| c == ',' || c.is_whitespace());
            rest.split([']', ',']).next()?.trim().parse().ok()
        };
        let known = (
            parameter("central_meridian").or_else(|| parameter("longitude_of_center")),
            parameter("false_easting"),
            parameter("scale_factor"),
        );
        let code = match known {
            _ if prj.contains("pseudo-mercator") || prj.contains("web_mercator") => Some(3857),
            (Some(3.0), Some(700_000.0), _) if prj.contains("lambert") => Some(2154),
            (Some(meridian), Some(1_500_000.0), _) if (meridian - 15.808_277).abs() < 1e-4 => Some(3021),
            (Some(-2.0), Some(400_000.0), _) => Some(27700),
            (Some(15.0), Some(500_000.0), Some(0.9996)) => Some(3006),
            (Some(meridian), Some(150_000.0), Some(1.0)) => {
                const ZONES: [f64; 12] =
                    [12.0, 13.5, 15.0, 16.5, 18.0, 14.25, 15.75, 17.25, 18.75, 20.25, 21.75, 23.25];
                ZONES.iter().position(|zone| *zone == meridian).map(|i| 3007 + i as u32)
            }
            (Some(meridian), Some(500_000.0), Some(0.9996)) if meridian.abs() <= 177.0 => {
                let south = parameter("false_northing").is_some_and(|n| n >= 10_000_000.0);
                Some(if south { 32_701 } else { 32_601 } + ((meridian + 177.0) / 6.0).round() as u32)
            }
            _ => None,
        };
        code.and_then(Self::from_epsg).ok_or_else(unknown)
    }

    /// The position in degrees; `None` when the numbers are none of this plane's.
    pub fn to_degrees(&self, x: f64, y: f64) -> Option<LonLat> {
        if !x.is_finite() || !y.is_finite() {
            return None;
        }
        match &self.way {
            Way::Degrees => LonLat::new(x, y),
            Way::Metric(metric) => {
                // Further out the series means nothing; no plane here is meant for it.
                let near = x.abs() < 5e6 && (-1.1e7..=2.1e7).contains(&y);
                let at = near.then(|| metric.inverse(EastNorth { e: x, n: y }))?;
                // Beyond the pole the way back ends somewhere else.
                let back = metric.forward(at);
                (back.distance_m(EastNorth { e: x, n: y }) < 1.0).then_some(at)
            }
            Way::Proj(pair) => {
                let (plane, degrees) = &**pair;
                let mut at = if plane.is_latlong() { (x.to_radians(), y.to_radians(), 0.0) } else { (x, y, 0.0) };
                proj4rs::transform::transform(plane, degrees, &mut at).ok()?;
                LonLat::new(at.0.to_degrees(), at.1.to_degrees())
            }
        }
    }

    /// The system, and whether its axes are the other way round, in which most of these numbers would lie where `near`
    /// says; for the words of an error.
    pub fn likely(numbers: &[(f64, f64)], near: impl Fn(LonLat) -> bool) -> Option<(String, bool)> {
        let codes = [4326, 3006, 3021, 3857, 2154, 27700, 25832, 25833, 25834, 25835];
        let planes = codes.into_iter().chain(3007..=3018).filter_map(Self::from_epsg);
        let fits = |plane: &Self, swapped: bool| {
            let there = |(x, y): &(f64, f64)| {
                let at = if swapped { plane.to_degrees(*y, *x) } else { plane.to_degrees(*x, *y) };
                at.is_some_and(&near)
            };
            numbers.iter().filter(|pair| there(pair)).count() * 2 > numbers.len()
        };
        let mut planes = planes.flat_map(|plane| [(plane.clone(), false), (plane, true)]);
        planes.find(|(plane, swapped)| fits(plane, *swapped)).map(|(plane, swapped)| (plane.name, swapped))
    }
}

/// The EPSG code the description gives itself, in its last words.
fn own_code(prj: &str) -> Option<u32> {
    const BEFORE: &str = "authority[\"epsg\",";
    let rest = &prj[prj.rfind(BEFORE)? + BEFORE.len()..];
    let (code, after) = rest.split_once(']')?;
    // A code with more to come after it belongs to a part: the ellipsoid, the unit.
    let is_last = after.trim() == "]";
    is_last.then(|| code.trim_matches(['"', ' ']).parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// pyproj 3.7.2 (PROJ 9.5.1): `Transformer.from_crs(EPSG, 4326, always_xy=True).transform(x, y)`, with the metres
    /// by which we may be off: RT 90 and the British grid are known here by seven parameters only.
    #[test]
    fn every_plane_agrees_with_proj() {
        let golden: [(u32, f64, f64, f64, f64, f64); 10] = [
            (2154, 770_000.0, 6_280_000.0, 3.866_920_8, 43.615_592_3, 0.02),
            (3021, 1_395_000.0, 6_250_000.0, 14.106_171_0, 56.366_174_3, 0.1),
            (27700, 358_000.0, 173_000.0, -2.605_848_5, 51.454_412_9, 5.0),
            (3857, 1_558_000.0, 7_640_000.0, 13.995_752_1, 56.407_655_1, 0.02),
            (25832, 600_000.0, 6_643_000.0, 10.788_248_2, 59.912_347_2, 0.02),
            (25833, 400_000.0, 6_200_000.0, 13.399_217_9, 55.934_976_1, 0.02),
            (25834, 385_000.0, 6_672_000.0, 18.927_457_7, 60.168_666_0, 0.02),
            (25835, 380_000.0, 6_672_000.0, 24.837_420_6, 60.167_226_9, 0.02),
            (3006, 438_086.0, 6_248_780.0, 13.997_407_6, 56.379_595_9, 0.02),
            (3008, 150_000.0, 6_250_000.0, 13.5, 56.372_148_8, 0.02),
        ];
        for (epsg, x, y, lon, lat, off_m) in golden {
            let at = Plane::from_epsg(epsg).expect("known").to_degrees(x, y).expect("on the globe");
            let (de, dn) = ((at.lon() - lon) * 111_320.0 * lat.to_radians().cos(), (at.lat() - lat) * 111_320.0);
            assert!(de.hypot(dn) < off_m, "EPSG:{epsg}: {} {} is {} m off", at.lon(), at.lat(), de.hypot(dn));
        }
    }

    #[test]
    fn a_plane_is_known_by_any_of_its_names() {
        for name in ["EPSG:3006", "3006", "urn:ogc:def:crs:EPSG::3006", "http://www.opengis.net/def/crs/EPSG/0/3006"] {
            assert_eq!(Plane::parse(name).unwrap().name, "EPSG:3006");
        }
        assert_eq!(Plane::parse("urn:ogc:def:crs:OGC:1.3:CRS84").unwrap().name, "EPSG:4326");
        let proj = Plane::parse("+proj=utm +zone=33 +ellps=GRS80 +units=m").unwrap();
        let at = proj.to_degrees(438_086.0, 6_248_780.0).unwrap();
        assert!((at.lon() - 13.997_407_6).abs() < 1e-6 && (at.lat() - 56.379_595_9).abs() < 1e-6);
    }

    #[test]
    fn an_unknown_plane_says_how_to_give_it() {
        for name in ["EPSG:99999", "Gauss", ""] {
            assert!(Plane::parse(name).unwrap_err().to_string().contains("--crs \"+proj="), "{name}");
        }
        assert!(Plane::parse("+proj=nonsense").unwrap_err().to_string().contains("nonsense"));
        for prj in ["", "rubbish", "PROJCS[\"x\"", "GEOGCS[\"RT90\",DATUM[\"RT90\",SPHEROID[\"Bessel\",6377397,299]]]"]
        {
            assert!(matches!(Plane::from_prj(prj), Err(PlaneError::Unknown(_))), "{prj}");
        }
    }

    #[test]
    fn a_prj_file_is_known_by_its_numbers_or_by_its_own_code() {
        let tm = |meridian: &str, scale: &str, easting: &str| {
            format!(
                "PROJCS[\"any\",GEOGCS[\"g\",DATUM[\"d\",SPHEROID[\"GRS_1980\",6378137.0,298.257222101]]],\
                 PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",{easting}],\
                 PARAMETER[\"Central_Meridian\",{meridian}],PARAMETER[\"Scale_Factor\",{scale}],UNIT[\"Meter\",1.0]]"
            )
        };
        let name = |prj: String| Plane::from_prj(&prj).unwrap().name;
        assert_eq!(name(tm("15.0", "0.9996", "500000.0")), "EPSG:3006");
        assert_eq!(name(tm("13.5", "1.0", "150000.0")), "EPSG:3008");
        assert_eq!(name(tm("-81.0", "0.9996", "500000")), "EPSG:32617");
        assert_eq!(name(tm("15.80827777777778", "1", "1500000")), "EPSG:3021");
        let coded = "PROJCS[\"SWEREF99 TM\",GEOGCS[\"x\",AUTHORITY[\"EPSG\",\"4619\"]],AUTHORITY[\"EPSG\",\"3006\"]]";
        assert_eq!(name(coded.to_owned()), "EPSG:3006");
        assert_eq!(name("GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\"]]".to_owned()), "EPSG:4326");
    }

    #[test]
    fn numbers_of_another_plane_are_no_place() {
        let sweref = Plane::from_epsg(3006).unwrap();
        for (x, y) in [(1e9, 6e6), (5e5, 1e9), (f64::NAN, 0.0), (5e5, f64::INFINITY)] {
            assert_eq!(sweref.to_degrees(x, y), None, "{x} {y}");
        }
        assert_eq!(Plane::degrees().to_degrees(438_086.0, 6_248_780.0), None);
        for epsg in [2154, 3021, 27700, 3857] {
            let plane = Plane::from_epsg(epsg).unwrap();
            for (x, y) in [(1e300, 1e300), (f64::MAX, -f64::MAX), (0.0, f64::NAN)] {
                let _ = plane.to_degrees(x, y);
            }
        }
    }
}
