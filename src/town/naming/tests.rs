use geo::{Coord, Geometry, MultiPolygon, Point};

use super::*;
use crate::geodesy::{Cell, LonLat};
use crate::town::{Layer, Municipality, Street, StreetClass, Way, cut, invented};

const CORNER: (f64, f64) = (440_000.0, 6_248_000.0);

fn at(e: f64, n: f64) -> EastNorth {
    EastNorth { e: CORNER.0 + e, n: CORNER.1 + n }
}

fn degrees(e: f64, n: f64) -> Coord<f64> {
    let place = Metric::sweref99_tm().inverse(at(e, n));
    Coord { x: place.lon(), y: place.lat() }
}

fn town_reading(languages: &[&str]) -> Town {
    let (a, b) = (degrees(-40_000.0, -40_000.0), degrees(40_000.0, 40_000.0));
    let border = MultiPolygon(vec![geo::Rect::new(a, b).to_polygon()]);
    let languages = languages.iter().map(|language| (*language).to_owned()).collect();
    Town::new(Municipality { languages, border, ..invented::municipality() }).expect("a box")
}

fn thing(layer: Layer, name: &str, kind: Option<&str>, (e, n): (f64, f64)) -> Feature {
    Feature {
        layer,
        id: name.to_owned(),
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        kind: kind.map(str::to_owned),
        locality: None,
        population: None,
        invented: true,
        geometry: Geometry::Point(Point(degrees(e, n))),
    }
}

/// A name, a class and a line in metres.
type Drawn<'a> = (&'a str, StreetClass, &'a [(f64, f64)]);

/// Streets by name; those that share a point meet in it.
fn ground(streets: &[Drawn], features: Vec<Feature>) -> Ground {
    let way = |(id, (name, class, line)): (usize, &Drawn)| {
        let street = Street { name: Some((*name).to_owned()).filter(|n| !n.is_empty()), ..Street::of_class(*class) };
        let number = |(e, n): (f64, f64)| (e as i64 + 100_000) * 1_000_000 + n as i64 + 100_000;
        Way { id: id as i64, street, points: line.iter().map(|p| (number(*p), degrees(p.0, p.1))).collect() }
    };
    let links = cut(streets.iter().enumerate().map(way).collect());
    Ground::laid(&Metric::sweref99_tm(), links, features, Vec::new())
}

/// Storgatan from west to east, crossed by three streets 200 m apart; the last has no name.
fn crossed(features: Vec<Feature>) -> Ground {
    use StreetClass::{Footway, Residential, Secondary};
    ground(
        &[
            ("Storgatan", Secondary, &[(0.0, 0.0), (200.0, 0.0), (400.0, 0.0), (600.0, 0.0), (800.0, 0.0)]),
            ("Esplanaden", Residential, &[(200.0, -300.0), (200.0, 0.0), (200.0, 300.0)]),
            ("Skolgatan", Residential, &[(400.0, -300.0), (400.0, 0.0), (400.0, 300.0)]),
            ("", Residential, &[(600.0, -300.0), (600.0, 0.0), (600.0, 300.0)]),
            ("", Footway, &[(0.0, 8.0), (800.0, 8.0)]),
        ],
        features,
    )
}

fn sv(ground: &Ground, places: &[(f64, f64)]) -> String {
    named(ground, places).sv
}

fn named(ground: &Ground, places: &[(f64, f64)]) -> PlaceName {
    let weighed: Vec<_> = places.iter().map(|(e, n)| (at(*e, *n), 1.0)).collect();
    name_of(ground, &town_reading(&["sv", "en"]), &weighed)
}

#[test]
fn a_stretch_of_street_is_told_by_the_crossings_on_either_side() {
    let town = crossed(Vec::new());
    // Also from the pavement, which has no name of its own.
    let name = named(&town, &[(250.0, 8.0), (300.0, -5.0), (340.0, 9.0)]);
    assert_eq!(name.sv, "Storgatan mellan Esplanaden och Skolgatan");
    assert_eq!(name.en, "Storgatan between Esplanaden and Skolgatan");
    // Past a crossing: the next one bounds it.
    let town = ground(
        &[
            ("A-gatan", StreetClass::Residential, &[(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (300.0, 0.0)]),
            ("B-gatan", StreetClass::Residential, &[(0.0, -90.0), (0.0, 90.0)]),
            ("B-gatan", StreetClass::Residential, &[(0.0, -90.0), (0.0, 0.0)]),
            ("C-gatan", StreetClass::Residential, &[(100.0, 0.0), (100.0, 90.0)]),
            ("D-gatan", StreetClass::Residential, &[(300.0, 0.0), (300.0, 90.0)]),
        ],
        Vec::new(),
    );
    assert_eq!(sv(&town, &[(50.0, 0.0), (150.0, 0.0), (170.0, 0.0)]), "A-gatan mellan B-gatan och D-gatan");
}

#[test]
fn a_street_that_ends_is_told_by_its_one_crossing_and_the_side_of_it() {
    let town = crossed(Vec::new());
    assert_eq!(named(&town, &[(90.0, 3.0), (60.0, -3.0)]).sv, "Storgatan väster om Esplanaden");
    assert_eq!(named(&town, &[(200.0, 200.0)]).en, "Esplanaden north of Storgatan");
    assert_eq!(
        sv(&town, &[(500.0, 0.0), (700.0, 0.0)]),
        "Storgatan öster om Skolgatan",
        "a nameless street is no bound"
    );
}

#[test]
fn what_lies_around_one_junction_is_the_crossing() {
    let name = named(&crossed(Vec::new()), &[(205.0, 4.0), (195.0, -6.0), (200.0, 20.0)]);
    assert_eq!(name.sv, "korsningen Storgatan/Esplanaden", "the wider street first");
    assert_eq!(name.en, "Storgatan/Esplanaden crossing");
}

#[test]
fn a_school_says_more_than_crossings_and_a_shop_less() {
    let school = thing(Layer::Landmark, "Klockarskolan", Some("school"), (300.0, 40.0));
    let shop = thing(Layer::Landmark, "Kvarnens livs", Some("shop"), (300.0, 10.0));
    let places = [(280.0, 0.0), (310.0, 0.0)];
    assert_eq!(sv(&crossed(vec![shop.clone(), school]), &places), "Storgatan vid Klockarskolan");
    assert_eq!(sv(&crossed(vec![shop.clone()]), &places), "Storgatan mellan Esplanaden och Skolgatan");
    // Half of the weight is enough, and where a street has no bounds the shop is named.
    let shop = thing(Layer::Landmark, "Kvarnens livs", Some("shop"), (50.0, 300.0));
    let lane = [("Stigen", StreetClass::Residential, [(0.0, 300.0), (500.0, 300.0)].as_slice())];
    let lane = ground(&lane, vec![shop]);
    assert_eq!(sv(&lane, &[(50.0, 300.0), (400.0, 300.0)]), "Stigen vid Kvarnens livs");
    assert_eq!(sv(&lane, &[(50.0, 300.0), (300.0, 300.0), (400.0, 300.0)]), "Stigen");
}

#[test]
fn a_tunnel_leads_and_one_that_was_named_by_an_import_is_named_in_the_language_asked_for() {
    let own = thing(Layer::Landmark, "Gångtunneln vid stationen", Some("underpass"), (300.0, 5.0));
    let places = [(295.0, 0.0), (310.0, 3.0)];
    let name = named(&crossed(vec![own]), &places);
    assert_eq!(name.sv, "Gångtunneln vid stationen, Storgatan mellan Esplanaden och Skolgatan");
    let given = thing(Layer::Landmark, "Gångtunnel vid Storgatan", Some("underpass"), (300.0, 5.0));
    let name = named(&crossed(vec![given]), &places);
    assert_eq!((name.sv.as_str(), name.en.as_str()), ("Gångtunnel vid Storgatan", "Underpass at Storgatan"));
    let given = thing(Layer::Landmark, "Underpass", Some("underpass"), (300.0, 5.0));
    let name = named(&crossed(vec![given]), &places);
    assert_eq!(name.sv, "Gångtunnel, Storgatan mellan Esplanaden och Skolgatan");
}

#[test]
fn a_stop_named_after_its_street_is_not_repeated() {
    let stop = |name| thing(Layer::Landmark, name, Some("bus_stop"), (90.0, 5.0));
    assert_eq!(sv(&crossed(vec![stop("Storgatan")]), &[(90.0, 0.0)]), "Storgatan väster om Esplanaden");
    let name = named(&crossed(vec![stop("Viadukten")]), &[(90.0, 0.0)]);
    assert_eq!(
        (name.sv.as_str(), name.en.as_str()),
        ("Storgatan vid hållplats Viadukten", "Storgatan by the stop Viadukten")
    );
}

#[test]
fn a_numbered_road_outside_a_village_is_told_by_the_village() {
    let road = [("23", StreetClass::Primary, [(0.0, 0.0), (0.0, 9_000.0)].as_slice())];
    let villages = vec![
        thing(Layer::Locality, "Killeberg", None, (100.0, 500.0)),
        thing(Layer::Locality, "Osby", None, (0.0, -12_000.0)),
    ];
    let town = ground(&road, villages);
    let name = named(&town, &[(0.0, 3_400.0), (5.0, 3_500.0)]);
    assert_eq!((name.sv.as_str(), name.en.as_str()), ("väg 23 norr om Killeberg", "road 23 north of Killeberg"));
    assert_eq!(sv(&town, &[(0.0, 600.0)]), "väg 23 (Killeberg)");
}

#[test]
fn away_from_streets_distance_and_direction_tell_the_place() {
    let locality = thing(Layer::Locality, "Osby", None, (0.0, -5_000.0));
    let town = crossed(vec![locality]);
    assert_eq!(sv(&town, &[(-85.0, 85.0)]), "120 m nordväst om Storgatan");
    assert_eq!(named(&town, &[(0.0, -1_200.0)]).en, "3.8 km north of Osby");
    assert_eq!(sv(&town, &[(0.0, -5_200.0)]), "Osby");
    let mut square = thing(Layer::Land, "Torget", Some("pedestrian"), (0.0, 0.0));
    let corners = [(280.0, -30.0), (340.0, -30.0), (340.0, 30.0), (280.0, 30.0)].map(|(e, n)| degrees(e, n));
    square.geometry = Geometry::Polygon(geo::Polygon::new(corners.to_vec().into(), Vec::new()));
    let town_with_square = crossed(vec![square]);
    assert_eq!(sv(&town_with_square, &[(300.0, 0.0), (310.0, 10.0)]), "Torget");
    assert_eq!(sv(&town_with_square, &[(265.0, 0.0)]), "Storgatan vid Torget");
    let park = thing(Layer::Landmark, "Stadsparken", Some("park"), (-85.0, 85.0));
    assert_eq!(sv(&crossed(vec![park]), &[(-85.0, 90.0)]), "Stadsparken");
    let town = town_reading(&["sv", "en"]);
    let nowhere = town.metric.forward(LonLat::new(13.992, 56.3801).expect("on the globe"));
    let name = name_of(&Ground::default(), &town, &[(nowhere, 1.0)]);
    assert_eq!((name.sv.as_str(), name.en.as_str()), ("56,3801° N; 13,9920° O", "56.3801° N, 13.9920° E"));
}

#[test]
fn places_of_two_streets_and_of_many_are_told_as_such() {
    let town = crossed(Vec::new());
    assert_eq!(
        sv(
            &town,
            &[(200.0, 100.0), (200.0, 200.0), (300.0, 0.0), (290.0, 0.0), (310.0, 0.0), (320.0, 0.0), (200.0, 250.0)]
        ),
        "Storgatan och Esplanaden"
    );
    let off = [(700.0, 200.0), (750.0, 200.0), (700.0, 150.0), (90.0, 0.0)];
    assert_eq!(sv(&town, &off), "kring Storgatan");
}

#[test]
fn where_the_names_are_long_the_least_important_is_left_out() {
    let long = |c: char| format!("{}gatan", c.to_string().repeat(26));
    let (a, b, c) = (long('A'), long('B'), long('C'));
    let line: &[(f64, f64)] = &[(0.0, 0.0), (200.0, 0.0)];
    let streets: [Drawn; 3] = [
        (&a, StreetClass::Residential, line),
        (&b, StreetClass::Residential, &[(0.0, 0.0), (0.0, 200.0)]),
        (&c, StreetClass::Residential, &[(200.0, 0.0), (200.0, 200.0)]),
    ];
    assert_eq!(sv(&ground(&streets, Vec::new()), &[(100.0, 0.0)]), a);
    let endless = "Å".repeat(200);
    let name = sv(&ground(&[(&endless, StreetClass::Residential, line)], Vec::new()), &[(100.0, 0.0)]);
    assert_eq!(name.chars().count(), LONGEST_NAME);
    assert!(name.ends_with('…'));
}

#[test]
fn nobody_abroad_gets_swedish_words_and_nothing_has_no_name() {
    let town = crossed(Vec::new());
    let abroad = town_reading(&["en"]);
    let name = name_of(&town, &abroad, &[(at(300.0, 0.0), 1.0)]);
    assert_eq!(name.sv, "Storgatan between Esplanaden and Skolgatan");
    assert_eq!(name_of(&town, &abroad, &[]).sv, "Osby");
    assert_eq!(name_of(&town, &abroad, &[(at(f64::NAN, 0.0), 1.0)]).sv, "Osby");
    let nothing_weighs = [(at(300.0, 0.0), 0.0), (at(310.0, 0.0), f64::NAN), (at(320.0, 0.0), -3.0)];
    assert_eq!(name_of(&town, &abroad, &nothing_weighs), name);
}

#[test]
fn links_are_named_as_the_points_along_them_and_the_order_does_not_matter() {
    let town = crossed(Vec::new());
    let reading = town_reading(&["sv"]);
    let of_street = |name: &str| {
        let links = town.network.links().iter().zip(0..);
        links.filter(|(laid, _)| laid.street().name.as_deref() == Some(name)).map(|(_, n)| (LinkId(n), 1.0)).collect()
    };
    let mut links: Vec<(LinkId, f64)> = of_street("Storgatan");
    assert_eq!(name_of_links(&town, &reading, &links[1..2]).sv, "Storgatan mellan Esplanaden och Skolgatan");
    let name = name_of_links(&town, &reading, &links);
    links.reverse();
    assert_eq!(name_of_links(&town, &reading, &links), name);
    assert_eq!(name_of_links(&town, &reading, &[(LinkId(9_999), 1.0)]).sv, "Osby");
}

/// What a planner would call the squares in which the stories of the demo play.
#[test]
fn the_stories_of_the_demo_have_the_names_they_were_invented_by() {
    let town = Town::new(invented::municipality()).expect("the demo is sound");
    let survey = invented::survey(invented::SEED);
    let ground = Ground::laid(&town.metric, survey.links, survey.features, survey.provenance);
    let mut squares: std::collections::BTreeMap<(String, Cell), Vec<(EastNorth, f64)>> = Default::default();
    for report in invented::reports(invented::SEED) {
        let first = &report.body["place"]["geometry"]["coordinates"];
        let Some(at) = first[0].as_f64().and_then(|lon| LonLat::new(lon, first[1].as_f64()?)) else { continue };
        let at = town.metric.forward(at);
        let category = report.body["category"].as_str().expect("a category").to_owned();
        squares.entry((category, Cell::containing(at, 250))).or_default().push((at, 1.0));
    }
    let mut most: Vec<_> = squares.into_iter().map(|((category, _), places)| (places, category)).collect();
    most.sort_by_key(|(places, _)| std::cmp::Reverse(places.len()));
    let names: Vec<String> = most.iter().take(12).map(|(places, _)| name_of(&ground, &town, places).sv).collect();
    assert_eq!(names[0], "Gångtunneln vid stationen, Stationsgången (Osby)");
    assert!(names.iter().any(|name| name == "Skolgatan vid Centralskolan (Osby)"), "{names:#?}");
    let lamps = |name: &String| name.starts_with("Fabriksgatan ") && name.ends_with(" (Lönsboda)");
    assert!(names.iter().any(lamps), "{names:#?}");
    assert!(names.iter().any(|name| name.starts_with("Ringvägen mellan ")), "{names:#?}");
}
