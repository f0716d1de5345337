//! GPX 1.1: waypoints and a track, as telephones and maps on the wrist read them.

use std::fmt::Write;

use crate::geodesy::LonLat;

/// A place with a name.
#[derive(Debug, Clone)]
pub struct Waypoint {
    pub at: LonLat,
    /// RFC 3339.
    pub time: Option<String>,
    pub name: String,
    pub description: String,
}

/// One way.
#[derive(Debug, Clone)]
pub struct Track {
    pub name: String,
    pub line: Vec<LonLat>,
}

/// The whole file.
pub fn write(title: &str, waypoints: &[Waypoint], tracks: &[Track]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Trygghetskartan\" \
         xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
    );
    // Writing to a String cannot fail.
    let _ = writeln!(xml, "  <metadata><name>{}</name></metadata>", escaped(title));
    for point in waypoints {
        let _ = writeln!(xml, "  <wpt {}>", position(point.at));
        if let Some(time) = &point.time {
            let _ = writeln!(xml, "    <time>{}</time>", escaped(time));
        }
        let _ = writeln!(xml, "    <name>{}</name>", escaped(&point.name));
        if !point.description.is_empty() {
            let _ = writeln!(xml, "    <desc>{}</desc>", escaped(&point.description));
        }
        xml.push_str("  </wpt>\n");
    }
    for track in tracks {
        let _ = writeln!(xml, "  <trk>\n    <name>{}</name>\n    <trkseg>", escaped(&track.name));
        for at in &track.line {
            let _ = writeln!(xml, "      <trkpt {}/>", position(*at));
        }
        xml.push_str("    </trkseg>\n  </trk>\n");
    }
    xml.push_str("</gpx>\n");
    xml
}

/// Seven decimals are a centimetre.
fn position(at: LonLat) -> String {
    format!("lat=\"{:.7}\" lon=\"{:.7}\"", at.lat(), at.lon())
}

/// Characters that XML 1.0 does not know are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || ('\u{fffe}'..='\u{ffff}').contains(&c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_elements_of_the_schema_in_their_order() {
        let at = LonLat::new(13.9931, 56.3806).expect("on the globe");
        let stop = Waypoint {
            at,
            time: Some("2026-10-27T15:40:00Z".to_owned()),
            name: "Tunneln & <bron>\u{1}".to_owned(),
            description: "6 \"minuter\"".to_owned(),
        };
        let xml = write("Vandring", &[stop], &[Track { name: "Väg".to_owned(), line: vec![at, at] }]);
        assert!(xml.contains("<wpt lat=\"56.3806000\" lon=\"13.9931000\">\n    <time>2026-10-27T15:40:00Z</time>"));
        assert!(xml.contains("<name>Tunneln &amp; &lt;bron&gt;</name>\n    <desc>6 &quot;minuter&quot;</desc>"));
        let order = ["<metadata>", "<wpt", "<trk>", "<trkseg>", "<trkpt", "</gpx>"].map(|part| xml.find(part));
        assert!(order.is_sorted() && order.iter().all(Option::is_some), "{xml}");
    }
}
