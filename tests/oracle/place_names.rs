//! Well-known places at their coordinates have the names they are known by.

use std::io::Cursor;

use geo::MultiPolygon;
use trygghetskarta::geodesy::{LonLat, Metric};
use trygghetskarta::interop::osm::{Clip, read};
use trygghetskarta::town::naming::{PlaceName, name_of};
use trygghetskarta::town::{Ground, Municipality, Town, invented};

use crate::support::shared_data;

fn named(file: &str, epsg: u16, places: &[(f64, f64)]) -> Option<Vec<PlaceName>> {
    let bytes = std::fs::read(shared_data("network")?.join(file)).expect(file);
    let (lon, lat) = places[0];
    let border = MultiPolygon(vec![geo::Rect::new((lon - 0.3, lat - 0.2), (lon + 0.3, lat + 0.2)).to_polygon()]);
    let town = Town::new(Municipality { epsg, border, ..invented::municipality() }).expect("a box");
    let metric = Metric::from_epsg(epsg).expect("a plane");
    let (survey, _) = read(Cursor::new(bytes), &Clip::everything(metric), &mut |_| {}).expect("a town");
    let ground = Ground::laid(&metric, survey.links, survey.features, survey.provenance);
    let name = |(lon, lat): &(f64, f64)| {
        let at = metric.forward(LonLat::new(*lon, *lat).expect("on the globe"));
        name_of(&ground, &town, &[(at, 1.0)])
    };
    Some(places.iter().map(name).collect())
}

#[test]
fn well_known_places_of_helsinki_have_the_names_people_use() {
    // The Three Smiths, the middle of Senate Square, the Esplanade park, the entrance of the Ateneum.
    let places = [(24.94098, 60.16870), (24.95245, 60.16945), (24.9475, 60.1675), (24.94416, 60.17013)];
    let Some(names) = named("helsinki-centre.osm.pbf", 32635, &places) else { return };
    let swedish: Vec<&str> = names.iter().map(|name| name.sv.as_str()).collect();
    assert_eq!(swedish, ["Kolmensepänaukio", "Senaatintori", "Esplanadinpuisto", "Kaivokatu vid Rautatientori"]);
    assert_eq!(names[3].en, "Kaivokatu by Rautatientori");
}
