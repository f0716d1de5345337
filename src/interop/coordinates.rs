//! Positions as people write and paste them: degrees or metres, in either order, with points or commas.

use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::town::Town;

/// In which system and order a position was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    LatLon,
    LonLat,
    /// In the plane with this EPSG code.
    NorthEast(u16),
    EastNorth(u16),
}

/// A position and how its text was understood, to be said aloud: the order of two numbers is easily mistaken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written {
    pub at: LonLat,
    pub reading: Reading,
}

/// Farther outside the municipality than this, a reading is taken only when no other fits better.
const NEAR_M: f64 = 10_000.0;

/// Reads a position; `None` when the text is anything else.
///
/// # Method
/// Two numbers may mean several places. The first reading that lies in the municipality or near it is meant; when none
/// does, the first that is on the globe at all (degrees) or in the planes' own reach (metres). Read in this order:
/// latitude and longitude; the reverse; northing and easting of SWEREF 99 TM, of the municipality's plane, of the
/// twelve local zones; the reverse.
pub fn read(text: &str, town: &Town) -> Option<Written> {
    let (a, b) = two_numbers(text)?;
    let readings: Vec<Written> = readings(a, b, town).collect();
    let near = readings.iter().find(|w| town.distance_outside_m(town.metric.forward(w.at)) <= NEAR_M);
    near.or(readings.first()).copied()
}

fn readings(a: f64, b: f64, town: &Town) -> impl Iterator<Item = Written> {
    let degrees = [(a, b, Reading::LatLon), (b, a, Reading::LonLat)]
        .into_iter()
        .filter_map(|(lat, lon, reading)| LonLat::new(lon, lat).map(|at| Written { at, reading }));
    let mut planes: Vec<u16> = vec![3006, town.municipality.epsg];
    planes.extend(3007..=3018);
    planes.dedup();
    let metres = planes.into_iter().flat_map(move |code| {
        [(a, b, Reading::NorthEast(code)), (b, a, Reading::EastNorth(code))].into_iter().filter_map(
            move |(n, e, reading)| {
                let is_metres = (1_000_000.0..10_000_000.0).contains(&n) && (10_000.0..1_000_000.0).contains(&e);
                let metric = Metric::from_epsg(code).filter(|_| is_metres)?;
                Some(Written { at: metric.inverse(EastNorth { e, n }), reading })
            },
        )
    });
    degrees.chain(metres)
}

/// Words that belong to coordinates; any other letter makes the text a name.
const LABELS: [&str; 16] = [
    "SWEREF99TM",
    "SWEREF99",
    "SWEREF",
    "WGS84",
    "LATITUD",
    "LATITUDE",
    "LONGITUD",
    "LONGITUDE",
    "LAT",
    "LONG",
    "LON",
    "LNG",
    "TM",
    "N",
    "E",
    "Ö",
];

fn two_numbers(text: &str) -> Option<(f64, f64)> {
    let text = unlabelled(text)?;
    if text.contains('°') {
        let angles: Vec<f64> = angles(&text)?;
        return match angles[..] {
            [a, b] => Some((a, b)),
            _ => None,
        };
    }
    let numbers = decimals(&text)?;
    match numbers[..] {
        [a, b] => Some((a, b)),
        _ => None,
    }
}

/// The text with labels taken out; `None` when other words are left.
fn unlabelled(text: &str) -> Option<String> {
    let upper: String = text
        .chars()
        .map(|c| match c {
            '\u{a0}' | '\u{202f}' | '\t' | ':' | '=' => ' ',
            '\u{2212}' => '-',
            'º' => '°',
            '’' | '′' => '\'',
            '”' | '″' => '"',
            c => c,
        })
        .collect::<String>()
        .to_uppercase();
    let spaced = upper.replace("SWEREF 99", "SWEREF99").replace("SWEREF99 TM", "SWEREF99TM").replace("WGS 84", "WGS84");
    let mut kept = String::new();
    let mut word = String::new();
    for c in spaced.chars().chain([' ']) {
        // A label may hold digits (WGS84), a number holds no letters.
        if c.is_alphabetic() || (!word.is_empty() && c.is_ascii_digit()) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let label = LABELS.iter().find(|label| word.starts_with(**label))?;
            // "N6249500": the digits after a letter are the number.
            let rest = &word[label.len()..];
            if rest.chars().any(char::is_alphabetic) {
                return None;
            }
            kept.push(' ');
            kept.push_str(rest);
            word.clear();
        }
        kept.push(c);
    }
    Some(kept)
}

/// Degrees with minutes and seconds, or with decimals: `56° 22' 46.5" 13° 59' 50.6"`.
fn angles(text: &str) -> Option<Vec<f64>> {
    let mut angles = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (degrees, after) = rest.split_once('°')?;
        let degrees = number(degrees.trim_matches(|c: char| c.is_whitespace() || c == ';' || c == ','))?;
        rest = after;
        let (mut minutes, mut seconds) = (0.0, 0.0);
        if let Some((value, after)) = rest.split_once('\'').filter(|(value, _)| !value.contains('°')) {
            minutes = number(value.trim())?;
            rest = after;
            if let Some((value, after)) = rest.split_once('"').filter(|(value, _)| !value.contains('°')) {
                seconds = number(value.trim())?;
                rest = after;
            }
        }
        if !(0.0..60.0).contains(&minutes) || !(0.0..60.0).contains(&seconds) {
            return None;
        }
        angles.push(degrees.signum() * (degrees.abs() + minutes / 60.0 + seconds / 3600.0));
        rest = rest.trim_matches(|c: char| c.is_whitespace() || c == ';' || c == ',');
    }
    Some(angles)
}

/// Two decimal numbers, with point or comma, with or without spaces between thousands.
fn decimals(text: &str) -> Option<Vec<f64>> {
    let text = text.trim();
    if text.chars().any(|c| !(c.is_ascii_digit() || c.is_whitespace() || "+-.,;/".contains(c))) {
        return None;
    }
    // A semicolon or a slash parts for certain; so does a comma where points are the decimal signs, or before a space.
    let has_point = text.contains('.');
    let mut parted = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let parts = match c {
            ';' | '/' => true,
            ',' => has_point || chars.peek().is_none_or(|next| !next.is_ascii_digit()),
            _ => false,
        };
        parted.push(if parts { ';' } else { c });
    }
    let pieces: Vec<&str> = if parted.contains(';') {
        parted.split(';').map(str::trim).filter(|piece| !piece.is_empty()).collect()
    } else {
        return in_two(&parted.split_whitespace().collect::<Vec<_>>());
    };
    pieces.into_iter().map(|piece| number(&piece.split_whitespace().collect::<String>())).collect()
}

/// Words of digits without anything between two numbers: two words, or thousands apart (`6 249 500 447 250`).
fn in_two(words: &[&str]) -> Option<Vec<f64>> {
    let joined = |words: &[&str]| number(&words.concat());
    match words {
        [one] => {
            // "55,39,13,99" is nobody's; "56,3796,13,9974" is two numbers with decimal commas.
            let parts: Vec<&str> = one.split(',').collect();
            match parts[..] {
                [a, b, c, d] => Some(vec![number(&format!("{a}.{b}"))?, number(&format!("{c}.{d}"))?]),
                [a, b] if a.len() >= 6 && b.len() >= 6 => Some(vec![number(a)?, number(b)?]),
                _ => None,
            }
        }
        [a, b] => Some(vec![number(a)?, number(b)?]),
        _ => {
            let in_threes = |words: &[&str]| {
                words.len() > 1 && words[0].len() <= 3 && words[1..].iter().all(|word| word.len() == 3)
            };
            let splits = (2..words.len()).filter(|i| in_threes(&words[..*i]) && in_threes(&words[*i..]));
            // Seven digits north and six east, in either order: the one division that gives those.
            let long_enough = |value: f64| value >= 10_000.0;
            splits
                .filter_map(|i| Some(vec![joined(&words[..i])?, joined(&words[i..])?]))
                .find(|pair| pair.iter().all(|value| long_enough(*value)) && (pair[0] >= 1e6) != (pair[1] >= 1e6))
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let text = text.replace(',', ".");
    let plain = text.chars().all(|c| c.is_ascii_digit() || "+-.".contains(c));
    text.parse::<f64>().ok().filter(|value| plain && value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::invented;

    fn osby(text: &str) -> Option<(f64, f64, Reading)> {
        let town = Town::new(invented::municipality()).unwrap();
        read(text, &town).map(|w| ((w.at.lat() * 1e4).round() / 1e4, (w.at.lon() * 1e4).round() / 1e4, w.reading))
    }

    #[test]
    fn degrees_are_read_in_either_order_with_points_or_commas() {
        for text in [
            "56.3796, 13.9974",
            "56,3796 13,9974",
            "56,3796; 13,9974",
            "56,3796, 13,9974",
            "56,3796,13,9974",
            "lat 56.3796 lon 13.9974",
            "N 56.3796° E 13.9974°",
            "56.3796°N 13.9974°Ö",
            "WGS 84: 56.3796/13.9974",
        ] {
            assert_eq!(osby(text), Some((56.3796, 13.9974, Reading::LatLon)), "{text}");
        }
        assert_eq!(osby("13.9974 56.3796"), Some((56.3796, 13.9974, Reading::LonLat)));
    }

    #[test]
    fn minutes_and_seconds_are_read() {
        // 22/60 + 46.56/3600 = 0.3796; 59/60 + 50.64/3600 = 0.9974.
        assert_eq!(osby("56° 22' 46.56\" N, 13° 59' 50.64\" E"), Some((56.3796, 13.9974, Reading::LatLon)));
        assert_eq!(osby("56°22,776' 13°59,844'"), Some((56.3796, 13.9974, Reading::LatLon)));
        assert_eq!(osby("56° 61' 13° 10'"), None);
    }

    /// pyproj 3.7: `Transformer.from_crs(4326, 3006).transform(56.3796, 13.9974)` = 6248780.46 N, 438085.53 E, and to
    /// 3008 6250940.75 N, 180729.14 E.
    #[test]
    fn metres_are_read_in_either_order() {
        for text in [
            "6248780 438086",
            "N 6248780, E 438086",
            "N6248780 E438086",
            "6 248 780 438 086",
            "SWEREF 99 TM 6248780,438086",
        ] {
            let (lat, lon, reading) = osby(text).unwrap_or_else(|| panic!("{text}"));
            assert!((lat - 56.3796).abs() < 1e-4 && (lon - 13.9974).abs() < 1e-4, "{text}: {lat} {lon}");
            assert_eq!(reading, Reading::NorthEast(3006));
        }
        assert_eq!(osby("438086 6248780").unwrap().2, Reading::EastNorth(3006));
        // The local zone of Osby, SWEREF 99 13 30 (EPSG:3008): easting near 150,000.
        assert_eq!(osby("6250941 180729").unwrap().2, Reading::NorthEast(3008));
    }

    #[test]
    fn names_and_single_numbers_are_no_positions() {
        for text in ["Storgatan 12", "12", "väg 23 och 19", "1 2 3", "", "E4", "1273 Osby", "N", "56.3796"] {
            assert_eq!(osby(text), None, "{text}");
        }
    }
}
