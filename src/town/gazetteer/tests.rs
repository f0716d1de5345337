use geo::{Coord, Geometry, Point};
use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};

use super::*;
use crate::town::{Feature, Layer, Network, Street, StreetClass, Way, cut};

fn metric() -> Metric {
    Metric::sweref99_tm()
}

fn at(e: f64, n: f64) -> LonLat {
    metric().inverse(crate::geodesy::EastNorth { e: 440_000.0 + e, n: 6_248_000.0 + n })
}

fn feature(layer: Layer, id: &str, name: &str, kind: Option<&str>, place: LonLat) -> Feature {
    Feature {
        layer,
        id: id.to_owned(),
        name: Some(name.to_owned()),
        kind: kind.map(str::to_owned),
        locality: None,
        population: None,
        invented: true,
        geometry: Geometry::Point(Point::new(place.lon(), place.lat())),
    }
}

fn way(id: i64, name: &str, points: &[(i64, f64, f64)]) -> Way {
    let street = Street { name: Some(name.to_owned()), ..Street::of_class(StreetClass::Residential) };
    let points = points.iter().map(|(number, e, n)| {
        let place = at(*e, *n);
        (*number, Coord { x: place.lon(), y: place.lat() })
    });
    Way { id, street, points: points.collect() }
}

/// Two localities 10 km apart, each with a Storgatan; in the first it crosses Esplanaden and lies in two pieces.
fn town() -> Gazetteer {
    let links = cut(vec![
        way(1, "Storgatan", &[(1, 0.0, 0.0), (2, 200.0, 0.0), (3, 400.0, 0.0)]),
        way(2, "Storgatan", &[(4, 450.0, 0.0), (5, 700.0, 0.0)]),
        way(3, "Esplanaden", &[(6, 200.0, -300.0), (2, 200.0, 0.0), (7, 200.0, 300.0)]),
        way(4, "Storgatan", &[(8, 10_000.0, 0.0), (9, 10_300.0, 0.0)]),
        way(5, "Västra Järnvägsgatan", &[(10, 0.0, 500.0), (11, 300.0, 500.0)]),
        way(6, "Sångvägen", &[(12, 0.0, 900.0), (13, 300.0, 900.0)]),
    ]);
    let features = vec![
        feature(Layer::Locality, "osby", "Osby", None, at(300.0, 100.0)),
        feature(Layer::Locality, "lonsboda", "Lönsboda", None, at(10_100.0, 100.0)),
        feature(Layer::Landmark, "1", "Gångtunneln vid stationen", Some("underpass"), at(350.0, 20.0)),
        feature(Layer::Landmark, "2", "Östra skolan", Some("school"), at(600.0, 200.0)),
        feature(Layer::Landmark, "4", "Hållplats Storgatan", Some("bus_stop"), at(300.0, 0.0)),
        feature(Layer::Landmark, "5", "Lång tunnel", Some("underpass"), at(500.0, 700.0)),
        feature(Layer::Landmark, "6", "Lång tunnel", Some("underpass"), at(560.0, 700.0)),
        feature(Layer::Lamp, "3", "Stolpe", None, at(0.0, 0.0)),
    ];
    Gazetteer::new(&metric(), &Network::new(links, &metric()), &features)
}

fn names(words: &str) -> Vec<String> {
    let town = town();
    let found = town.search(&Search { words, near: None, limit: 10 }, &metric());
    let told = |found: &Found| format!("{} ({})", found.place.name, found.place.locality.as_deref().unwrap_or("–"));
    found.places.iter().map(told).collect()
}

#[test]
fn a_street_in_pieces_is_one_place_and_two_of_one_name_are_two() {
    assert_eq!(names("storgatan")[..2], ["Storgatan (Osby)", "Storgatan (Lönsboda)"]);
    assert_eq!(names("storgatan lonsb"), ["Storgatan (Lönsboda)"]);
}

#[test]
fn a_name_that_begins_as_asked_comes_before_one_that_only_holds_the_word() {
    assert_eq!(names("skol")[0], "Östra skolan (Osby)");
    assert_eq!(names("esplan")[..2], ["Esplanaden (Osby)", "Esplanaden/Storgatan (Osby)"]);
    assert_eq!(names("storg")[0], "Storgatan (Osby)", "before the stop that stands on it");
}

#[test]
fn a_landmark_drawn_in_several_pieces_is_one_place() {
    assert_eq!(names("lång tunnel"), ["Lång tunnel (Osby)"]);
}

#[test]
fn a_crossing_is_found_however_it_is_written() {
    for words in
        ["Storgatan/Esplanaden", "esplanaden x storgatan", "korsningen Storg. och Esplan", "hörnet storgt esplanaden"]
    {
        assert_eq!(names(words), ["Esplanaden/Storgatan (Osby)"], "{words}");
    }
}

#[test]
fn short_forms_accents_and_words_apart_are_understood() {
    assert_eq!(names("v:a jarnvagsg"), ["Västra Järnvägsgatan (Osby)"]);
    assert_eq!(names("sång vägen"), ["Sångvägen (Osby)"]);
    assert_eq!(names("vastrajarnvagsgatan"), ["Västra Järnvägsgatan (Osby)"]);
    assert_eq!(names("tunneln stationen"), Vec::<String>::new());
    assert_eq!(names("gångtunneln stationen"), ["Gångtunneln vid stationen (Osby)"]);
}

#[test]
fn one_mistake_in_a_word_is_forgiven_two_are_not() {
    for words in ["Esplandaen", "esplnaden", "esplannaden", "espladaden"] {
        assert_eq!(names(words)[0], "Esplanaden (Osby)", "{words}");
    }
    assert_eq!(names("esplnnadaen"), Vec::<String>::new());
    assert_eq!(names("osv"), Vec::<String>::new(), "three letters must be right");
}

#[test]
fn a_house_number_is_told_to_be_unknown() {
    let town = town();
    let found = town.search(&Search { words: "Storgatan 12b", near: None, limit: 3 }, &metric());
    assert!(found.number_ignored);
    assert_eq!(found.places[0].place.name, "Storgatan");
    assert!(!town.search(&Search { words: "Storgatan", near: None, limit: 3 }, &metric()).number_ignored);
}

#[test]
fn the_nearest_comes_first_when_a_position_is_given() {
    let town = town();
    let near = Some(at(10_100.0, 0.0));
    let found = town.search(&Search { words: "storgatan", near, limit: 3 }, &metric());
    assert_eq!(found.places[0].place.locality.as_deref(), Some("Lönsboda"));
    assert!(found.places[0].distance_m.unwrap() < 200.0 && found.places[1].distance_m.unwrap() > 9_000.0);
}

#[test]
fn without_words_the_best_known_come_first_and_lamps_never() {
    let all = names("");
    assert_eq!(all[..3], ["Gångtunneln vid stationen (Osby)", "Lång tunnel (Osby)", "Östra skolan (Osby)"]);
    assert!(!all.iter().any(|name| name.starts_with("Stolpe")));
    assert_eq!(names("   ?! "), all);
}

/// Names out of few letters, so that they are often a slip of the finger apart.
fn random_names(n: usize, dice: &mut Pcg64) -> Vec<String> {
    let mut below = |n: u64| dice.next_u64() % n;
    let mut word = |least: u64| {
        let length = least + below(6);
        (0..length).map(|_| ['a', 'b', 'r', 'ö'][below(4) as usize]).collect::<String>()
    };
    (0..n).map(|_| format!("{} {}", word(2), word(3))).collect()
}

/// Optimal string alignment distance, from its definition.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let other = usize::from(a[i - 1] != b[j - 1]);
                let mut least = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + other);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(rows[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    rows[a.len()][b.len()]
}

fn edits(asked: &str, own: &[String]) -> Option<usize> {
    let asked: Vec<char> = asked.chars().collect();
    let of_word = |word: &String| {
        let word: Vec<char> = word.chars().collect();
        let begun = (1..=word.len()).map(|n| &word[..n]).filter(|begun| begun[0] == asked[0]);
        begun.map(|begun| distance(&asked, begun)).min()
    };
    let least = own.iter().filter_map(of_word).min()?;
    (least == 0 || (least == 1 && asked.len() >= 4)).then_some(least)
}

#[test]
fn the_search_finds_what_trying_every_name_finds() {
    let mut dice = Pcg64::seed_from_u64(7);
    let names = random_names(400, &mut dice);
    let features: Vec<Feature> = names
        .iter()
        .enumerate()
        .map(|(i, name)| feature(Layer::Landmark, &i.to_string(), name, None, at(0.0, 0.0)))
        .collect();
    let gazetteer = Gazetteer::new(&metric(), &Network::default(), &features);
    let mut n_found = 0;
    for question in random_names(300, &mut dice) {
        let asked = fold::folded(&question);
        let own = |name: &str| {
            let mut words = fold::folded(name);
            words.push(words.concat());
            words
        };
        let cost = |name: &String| asked.iter().map(|word| edits(word, &own(name))).sum::<Option<usize>>();
        let mut expected: Vec<(usize, &String)> = names.iter().filter_map(|name| Some((cost(name)?, name))).collect();
        expected.sort();
        let limit = names.len();
        let found = gazetteer.candidates(
            &fold::asked(&question),
            true,
            &Search { words: &question, near: None, limit },
            &metric(),
        );
        let mut found: Vec<(usize, &String)> =
            found.iter().map(|(order, _)| (order.misspelled as usize, &gazetteer.places[order.number].name)).collect();
        found.sort();
        assert_eq!(found, expected, "{question}");
        n_found += found.len();
    }
    assert!(n_found > 100, "{n_found} hits prove something");
}
