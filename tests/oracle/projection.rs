//! The projection against pyproj 3.7.2 (PROJ 9.5.1):
//! `pyproj.Transformer.from_crs(4326, EPSG, always_xy=True).transform(lon, lat)`.

use trygghetskarta::geodesy::{LonLat, Metric};

/// EPSG code, longitude, latitude, easting, northing.
const PYPROJ: [(u16, f64, f64, f64, f64); 16] = [
    (3006, 13.9974, 56.3796, 438085.5345, 6248780.4598),
    (3006, 14.3147, 56.3978, 457699.7830, 6250565.7883),
    (3006, 13.37, 55.34, 396619.7632, 6133837.0462),
    (3006, 18.0686, 59.3293, 674571.8664, 6580743.0083),
    (3006, 20.55, 69.06, 721104.9281, 7671063.7595),
    (3006, 24.15, 65.83, 916865.0519, 7331416.1812),
    (3006, 11.1, 58.9, 275367.6115, 6535467.1992),
    (3006, 15.0, 62.0, 500000.0000, 6874180.1477),
    (3008, 13.9974, 56.3796, 180729.1407, 6250940.7508),
    (3008, 13.0, 55.6, 118482.3197, 6164141.2100),
    (3012, 14.3147, 56.3978, 153995.2491, 6252858.1060),
    (3018, 23.2, 66.0, 147729.7637, 7322840.0849),
    (32619, -71.0587, 42.3594, 330462.6947, 4691733.9307),
    (32630, -2.36, 51.38, 544540.5166, 5692278.0658),
    (32616, -89.97, 35.12, 229337.5312, 3890388.5773),
    (32733, 18.42, -33.92, 816196.7118, 6241444.3144),
];

/// EPSG code, longitude, latitude, `pyproj.Proj(f"EPSG:{code}").get_factors(lon, lat).meridional_scale`.
const SCALES: [(u16, f64, f64, f64); 10] = [
    (3006, 13.9974, 56.3796, 0.999647013),
    (3006, 24.15, 65.83, 1.001727868),
    (3006, 10.9, 58.9, 1.000283587),
    (3006, 15.0, 62.0, 0.9996),
    (3008, 13.0, 55.6, 1.00001218),
    (32619, -71.0587, 42.3594, 0.999953658),
    (32616, -89.97, 35.12, 1.000502954),
    (32733, 18.42, -33.92, 1.000832712),
    (32632, 15.5, 55.4, 1.001676104),
    (32631, 15.0, 0.0, 1.022087295),
];

/// UTM is defined on WGS 84, we use GRS 80: the difference and the rounding of the table stay below this.
const TOLERANCE_M: f64 = 0.000_5;

#[test]
fn degrees_become_the_metres_that_proj_gives() {
    for (epsg, lon, lat, e, n) in PYPROJ {
        let at = Metric::from_epsg(epsg).expect("known").forward(LonLat::new(lon, lat).expect("on the globe"));
        assert!((at.e - e).abs() < TOLERANCE_M && (at.n - n).abs() < TOLERANCE_M, "EPSG:{epsg} {lon} {lat}: {at:?}");
    }
}

#[test]
fn metres_become_degrees_again() {
    for (epsg, lon, lat, _, _) in PYPROJ {
        let metric = Metric::from_epsg(epsg).expect("known");
        let back = metric.inverse(metric.forward(LonLat::new(lon, lat).expect("on the globe")));
        assert!((back.lon() - lon).abs() < 1e-9 && (back.lat() - lat).abs() < 1e-9, "EPSG:{epsg}: {back:?}");
    }
}

#[test]
fn the_utm_zone_of_a_place_is_the_one_on_the_map() {
    let zone = |lon, lat| Metric::utm_at(LonLat::new(lon, lat).expect("on the globe")).epsg();
    assert_eq!(zone(-71.0587, 42.3594), 32619);
    assert_eq!(zone(-2.36, 51.38), 32630);
    assert_eq!(zone(18.42, -33.92), 32734);
    assert_eq!(zone(180.0, 0.0), 32660);
}

#[test]
fn a_metre_of_the_globe_has_the_length_that_proj_gives_it() {
    for (epsg, lon, lat, scale) in SCALES {
        let at = LonLat::new(lon, lat).expect("on the globe");
        let ours = Metric::from_epsg(epsg).expect("known").scale_at(at);
        assert!((ours - scale).abs() < 1e-6, "EPSG:{epsg} {lon} {lat}: {ours}");
    }
}
