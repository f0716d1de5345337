//! OpenStreetMap extracts against osmium 4.3.2 (counts), pyproj 3.7.2 (kilometres along WGS 84) and networkx 3.6.1
//! (parts): `python tests/oracle/osm_counts.py ../shared/data/network/*.osm.pbf`. The first five counts are those of
//! the table in `shared/data/README.md`: a highway there is every way with the key `highway`, whatever its value.

use std::collections::BTreeSet;
use std::io::Cursor;

use geo::{CoordsIter, MultiPolygon};
use trygghetskarta::geodesy::{LonLat, Metric};
use trygghetskarta::interop::osm::{Clip, OsmSummary, read};
use trygghetskarta::town::Survey;

use crate::support::shared_data;

/// Highways, with maxspeed, with lit, lit=no, street lamps, streets, one-way streets, links, connected parts;
/// kilometres; kilometres of the longest part.
type Counted = (&'static str, [usize; 9], f64, f64);

const OSMIUM: [Counted; 6] = [
    ("helsinki-centre.osm.pbf", [2650, 795, 1599, 7, 586, 2371, 432, 4337, 45], 91.942, 90.882),
    ("herrenberg-minimal.osm.pbf", [1704, 420, 478, 20, 0, 1687, 101, 2959, 11], 136.795, 134.698),
    ("kotka-rural-fi.osm.pbf", [343, 1, 3, 3, 0, 342, 40, 704, 3], 66.303, 66.205),
    ("liechtenstein-2015.osm.pbf", [4660, 337, 117, 19, 0, 4658, 86, 7882, 20], 1141.494, 1097.666),
    ("lund-station-sweden.osm.pbf", [199, 18, 133, 4, 10, 174, 1, 300, 5], 6.304, 5.472),
    ("oslo-east-filtered.osm.pbf", [14382, 2287, 989, 53, 0, 14225, 1900, 30530, 58], 1192.836, 1166.616),
];

/// Within a thousandth: a plane stretches by up to 0.4 ‰ at its middle line.
fn close(ours: f64, theirs: f64) -> bool {
    (ours / theirs - 1.0).abs() < 0.001
}

fn take(bytes: &[u8], clip: &Clip) -> (Survey, OsmSummary) {
    read(Cursor::new(bytes), clip, &mut |_| {}).expect("a town")
}

#[test]
fn every_extract_counts_as_osmium_counts_it() {
    let Some(folder) = shared_data("network") else { return };
    for (name, counts, km, longest_km) in OSMIUM {
        let bytes = std::fs::read(folder.join(name)).expect(name);
        let anywhere = Clip::everything(Metric::sweref99_tm());
        let (survey, _) = take(&bytes, &anywhere);
        let first = survey.links[0].line.0[0];
        let plane = Metric::utm_at(LonLat::new(first.x, first.y).expect("on the globe"));
        let (_, s) = take(&bytes, &Clip::everything(plane));
        let ours = [
            s.n_highways,
            s.n_with_maxspeed,
            s.n_with_lit,
            s.n_lit_no,
            s.n_lamps,
            s.n_streets,
            s.n_one_way,
            s.n_links,
            s.n_components,
        ];
        assert_eq!(ours, counts, "{name}");
        assert!(close(s.km, km), "{name}: {} km, not {km}", s.km);
        assert!(close(s.largest_component_km, longest_km), "{name}: {} km, not {longest_km}", s.largest_component_km);
    }
}

#[test]
fn what_lies_inside_a_box_is_the_same_whether_the_box_or_the_whole_country_is_read() {
    let Some(folder) = shared_data("network") else { return };
    let bytes = std::fs::read(folder.join("liechtenstein-2015.osm.pbf")).expect("the file");
    let (west, south, east, north) = (9.50, 47.12, 9.54, 47.18);
    let border = MultiPolygon(vec![geo::Rect::new((west, south), (east, north)).to_polygon()]);
    let plane = Metric::utm_at(LonLat::new(west, south).expect("on the globe"));
    let (whole, _) = take(&bytes, &Clip::everything(plane));
    let (part, summary) = take(&bytes, &Clip::within(&border, plane).expect("a box"));
    let inside = |c: geo::Coord<f64>| (west..=east).contains(&c.x) && (south..=north).contains(&c.y);

    let links = |survey: &Survey| -> BTreeSet<String> {
        let all_inside = survey.links.iter().filter(|link| link.line.coords().all(|c| inside(*c)));
        all_inside.map(|link| format!("{} {:?} {:?}", link.way, link.street, link.line)).collect()
    };
    assert!(links(&part).len() > 800, "{}", links(&part).len());
    assert_eq!(links(&part), links(&whole));

    // Of areas and lines that reach out of the box the whole shape is there, fetched from outside it.
    let touching = |survey: &Survey| -> BTreeSet<String> {
        let any_inside = survey.features.iter().filter(|feature| feature.geometry.coords_iter().any(inside));
        any_inside.map(|feature| format!("{feature:?}")).collect()
    };
    assert!(touching(&part).len() > 1500, "{}", touching(&part).len());
    assert_eq!(touching(&part), touching(&whole));
    assert!(summary.n_highways < 4660);
}
