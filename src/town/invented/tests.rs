//! The demo is what it says it is.

use std::collections::BTreeSet;

use geo::CoordsIter;
use jiff::{Timestamp, Zoned, civil::Weekday, tz::TimeZone};

use super::plan::{Class, TOWNS};
use super::{InventedReport, SEED, layout, municipality, reports, survey};
use crate::geodesy::{Cell, EastNorth, LonLat, Metric};
use crate::observation::{Catalogue, Category, Moment};
use crate::town::{Layer, Lit, Structure, Town};
// `report` builds on `town`, not the other way round; only these tests look up to it.
use crate::report::{Draft, Ground};

fn town() -> Town {
    Town::new(municipality()).expect("the demo's municipality is sound")
}

fn drafts(seed: u64) -> Vec<(InventedReport, Draft)> {
    let (town, catalogue) = (town(), Catalogue::shipped());
    let read = |report: InventedReport| {
        let ground = Ground { towns: &[&town], catalogue: &catalogue, told_at: report.told_at };
        match Draft::read(&report.body, &ground) {
            Ok(draft) => (report, draft),
            Err(flaws) => panic!("{}: {flaws:?}", report.body),
        }
    };
    reports(seed).into_iter().map(read).collect()
}

fn anchor(draft: &Draft) -> EastNorth {
    draft.place.geometry.shape(&Metric::sweref99_tm()).anchor()
}

fn local(second: i64) -> Zoned {
    Timestamp::from_second(second).unwrap().to_zoned(TimeZone::get("Europe/Stockholm").unwrap())
}

fn landmark(kind: &str, locality: &str) -> EastNorth {
    let layout = layout::Layout::new(SEED);
    layout.landmarks.iter().find(|mark| mark.kind == kind && mark.locality == locality).expect("it is there").at
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = |seed| (serde_json::to_string(&reports(seed)).unwrap(), format!("{:?}", survey(seed)));
    assert_eq!(bytes(7), bytes(7));
    let (one, other) = (bytes(7), bytes(8));
    assert_ne!(one.0, other.0, "another seed tells other reports");
    assert_ne!(one.1, other.1, "another seed builds other streets");
}

#[test]
fn every_report_is_one_that_could_be_sent() {
    for seed in [SEED, 1, 2, u64::MAX] {
        let drafts = drafts(seed);
        assert!((850..=950).contains(&drafts.len()), "{}", drafts.len());
        assert!(drafts.iter().all(|(_, draft)| draft.municipality == "1273"));
    }
}

#[test]
fn reports_are_told_in_order_between_november_2024_and_october_2026() {
    let reports = reports(SEED);
    assert!(reports.is_sorted_by_key(|report| report.told_at));
    let first: Timestamp = "2024-11-01T00:00:00+01:00".parse().unwrap();
    let last: Timestamp = "2026-11-01T00:00:00+01:00".parse().unwrap();
    assert!(reports.iter().all(|report| (first..last).contains(&report.told_at)));
    let of = |channel| reports.iter().filter(|report| report.channel == channel).count();
    assert_eq!(of("web") + of("on_behalf"), reports.len());
    assert!(of("web") > 5 * of("on_behalf") && of("on_behalf") > 30);
}

#[test]
fn nothing_happens_before_or_after_the_two_years() {
    let first: Timestamp = "2024-11-01T00:00:00+01:00".parse().unwrap();
    let last: Timestamp = "2026-11-01T00:00:00+01:00".parse().unwrap();
    for (report, draft) in [SEED, 1, 2].into_iter().flat_map(drafts) {
        let (from, to) = draft.moment.span();
        assert!(from >= first.as_second() && to <= last.as_second(), "{}", report.body);
    }
}

#[test]
fn every_category_cause_shape_source_and_kind_of_time_is_there() {
    let drafts = drafts(SEED);
    for category in Category::ALL {
        let of = drafts.iter().filter(|(_, draft)| draft.category == category);
        assert!(of.clone().count() > 10, "{}", category.as_str());
        for cause in Catalogue::shipped().causes_of(category) {
            assert!(of.clone().any(|(_, draft)| draft.causes.contains(&cause.code)), "{}", cause.code);
        }
    }
    let places: BTreeSet<&str> = drafts.iter().map(|(_, draft)| draft.place.source.as_str()).collect();
    assert_eq!(places.len(), 4);
    for kind in ["Point", "LineString", "Polygon"] {
        assert!(drafts.iter().any(|(report, _)| report.body["place"]["geometry"]["type"] == kind), "{kind}");
    }
    for kind in ["instant", "interval", "recurrence"] {
        assert!(drafts.iter().filter(|(report, _)| report.body["when"]["kind"] == kind).count() > 50, "{kind}");
    }
    let texts = share(drafts.iter().filter(|(_, draft)| draft.text.is_some()).count(), drafts.len());
    assert!((0.2..0.32).contains(&texts), "{texts}");
}

#[test]
fn no_text_holds_a_number_or_a_sign_of_an_address() {
    for text in reports(SEED).iter().filter_map(|report| report.body["text"].as_str()) {
        assert!(!text.contains(|c: char| c.is_ascii_digit() || c == '@'), "{text}");
    }
}

#[test]
fn the_underpass_by_the_station_is_dark() {
    let underpass = landmark("underpass", "Osby");
    let drafts = drafts(SEED);
    let near: Vec<_> = drafts
        .iter()
        .filter(|(_, draft)| draft.category == Category::UnsafePlace && anchor(draft).distance_m(underpass) <= 60.0)
        .collect();
    assert!(near.len() >= 40, "{}", near.len());
    let instants: Vec<Zoned> = near
        .iter()
        .filter_map(|(_, draft)| if let Moment::Instant(at) = draft.moment { Some(local(at)) } else { None })
        .collect();
    let dark = instants.iter().filter(|at| at.hour() >= 16 || at.hour() < 2).count();
    assert!(share(dark, instants.len()) > 0.9);
    let winter = instants.iter().filter(|at| !(4..=9).contains(&at.month())).count();
    assert!(share(winter, instants.len()) > 0.7);
    let grave = near.iter().filter(|(_, draft)| draft.severity >= Some(4)).count();
    assert!(share(grave, near.len()) > 0.7);
}

#[test]
fn mopeds_come_on_friday_and_saturday_nights_along_one_stretch() {
    let drafts = drafts(SEED);
    let driving = drafts.iter().filter(|(_, draft)| draft.category == Category::NuisanceDriving);
    let instants: Vec<(Zoned, EastNorth)> = driving
        .clone()
        .filter_map(|(_, d)| if let Moment::Instant(at) = d.moment { Some((local(at), anchor(d))) } else { None })
        .collect();
    let weekend_night = |at: &Zoned| match at.weekday() {
        Weekday::Friday => at.hour() >= 18,
        Weekday::Saturday => at.hour() >= 18 || at.hour() < 4,
        Weekday::Sunday => at.hour() < 4,
        _ => false,
    };
    let (nights, rest): (Vec<_>, Vec<_>) = instants.iter().partition(|(at, _)| weekend_night(at));
    assert!(share(nights.len(), instants.len()) > 0.55, "{} of {}", nights.len(), instants.len());
    assert!(rest.len() > 20, "other hours know noise too");
    let layout = layout::Layout::new(SEED);
    let ring = layout.streets.iter().find(|street| street.name == "Ringvägen").unwrap();
    let line: geo::LineString<f64> = ring.line.iter().map(|p| (p.e, p.n)).collect();
    let on_ring = |p: &EastNorth| geo::Distance::distance(&geo::Euclidean, &geo::Point::new(p.e, p.n), &line) < 40.0;
    let there = nights.iter().filter(|(_, at)| on_ring(at)).count();
    assert!(share(there, nights.len()) > 0.8, "{there} of {}", nights.len());
    let stretches = driving.filter(|(r, _)| r.body["place"]["geometry"]["type"] == "LineString").count();
    assert!(stretches > 30, "{stretches}");
}

#[test]
fn cars_pass_the_school_too_fast_in_the_morning() {
    let school = landmark("school", "Osby");
    let drafts = drafts(SEED);
    let near: Vec<_> = drafts
        .iter()
        .filter(|(_, draft)| draft.category == Category::Speeding && anchor(draft).distance_m(school) < 250.0)
        .collect();
    assert!(near.len() >= 80, "{}", near.len());
    let clock = town().clock;
    let morning = near
        .iter()
        .filter(|(_, draft)| match draft.moment {
            Moment::Instant(at) | Moment::Interval { from: at, .. } => {
                local(at).hour() == 7 && clock.hour_of_week(at) < 5 * 24
            }
            Moment::Recurrence { hours, .. } => hours.iter().all(|hour| hour % 24 == 7 && hour < 5 * 24),
        })
        .count();
    assert!(share(morning, near.len()) > 0.9, "{morning} of {}", near.len());
}

#[test]
fn a_row_of_lamps_in_lonsboda_goes_out_in_the_autumn_of_2025() {
    let layout = layout::Layout::new(SEED);
    let row: Vec<_> =
        layout.lamps.iter().filter(|lamp| lamp.locality == "Lönsboda" && lamp.street == "Fabriksgatan").collect();
    assert!(row.len() >= 10 && row.iter().all(|lamp| lamp.out));
    let drafts = drafts(SEED);
    let told: Vec<_> = drafts
        .iter()
        .filter(|(_, draft)| draft.causes.iter().any(|cause| cause == "lamp_outage"))
        .filter(|(_, draft)| row.iter().any(|lamp| lamp.at.distance_m(anchor(draft)) < 30.0))
        .collect();
    assert!(told.len() >= 60, "{}", told.len());
    let out: Timestamp = "2025-09-18T00:00:00+02:00".parse().unwrap();
    let before = told.iter().filter(|(_, draft)| draft.moment.span().0 < out.as_second()).count();
    assert!(before <= 3, "{before} before the row went out");
}

#[test]
fn every_feature_lies_inside_the_border() {
    let town = town();
    for feature in survey(SEED).features {
        for c in feature.geometry.coords_iter() {
            let at = LonLat::new(c.x, c.y).expect("on the globe");
            assert!(town.takes(town.metric.forward(at)), "{}", feature.id);
            assert_eq!((c.x * 1e6).round() / 1e6, c.x, "{} has six decimals", feature.id);
        }
    }
}

#[test]
fn ids_are_unique_per_layer_and_only_localities_are_real() {
    let features = survey(SEED).features;
    let of = |layer| features.iter().filter(move |feature| feature.layer == layer);
    for layer in Layer::ALL {
        let ids: BTreeSet<&str> = of(layer).map(|feature| feature.id.as_str()).collect();
        assert_eq!(ids.len(), of(layer).count(), "{}", layer.as_str());
        assert!(of(layer).all(|feature| feature.invented == (layer != Layer::Locality)));
    }
    let people: Vec<_> = of(Layer::Locality).map(|f| (f.name.as_deref().unwrap(), f.population.unwrap())).collect();
    assert_eq!(people, [("Osby", 7758), ("Lönsboda", 1946), ("Killeberg", 631)]);
}

#[test]
fn the_larger_the_locality_the_more_there_is_in_it() {
    let features = survey(SEED).features;
    let of = |name: &str| {
        let own = features.iter().filter(|feature| feature.locality.as_deref() == Some(name));
        own.filter(|feature| matches!(feature.layer, Layer::Lamp | Layer::Landmark)).count()
    };
    let [osby, lonsboda, killeberg] = ["Osby", "Lönsboda", "Killeberg"].map(of);
    assert!((110..=280).contains(&osby) && osby > lonsboda && lonsboda > killeberg, "{osby} {lonsboda} {killeberg}");
}

#[test]
fn landmarks_stand_within_reach_of_a_street() {
    let layout = layout::Layout::new(SEED);
    for mark in &layout.landmarks {
        let nearest = layout.streets.iter().flat_map(|street| &street.line).map(|p| p.distance_m(mark.at));
        assert!(nearest.fold(f64::MAX, f64::min) < 450.0, "{}", mark.id);
    }
}

#[test]
fn one_can_walk_from_every_junction_of_a_locality_to_every_other() {
    let links = survey(SEED).links;
    let n_nodes = links.iter().map(|link| link.from.max(link.to) + 1).max().unwrap();
    let mut group: Vec<u32> = (0..n_nodes).collect();
    // As many rounds as there are junctions are enough for a name to travel everywhere.
    for _ in 0..n_nodes {
        for link in &links {
            let least = group[link.from as usize].min(group[link.to as usize]);
            group[link.from as usize] = least;
            group[link.to as usize] = least;
        }
    }
    let groups: BTreeSet<u32> = group.into_iter().collect();
    assert_eq!(groups.len(), TOWNS.len());
}

#[test]
fn streets_cross_only_where_they_share_a_corner() {
    for plan in TOWNS {
        let lines = layout::joined(plan.streets);
        let pieces: Vec<_> = lines.iter().flat_map(|line| line.windows(2).map(|p| (p[0], p[1]))).collect();
        let side = |a: (i32, i32), b: (i32, i32), p: (i32, i32)| {
            (i64::from(b.0 - a.0) * i64::from(p.1 - a.1) - i64::from(b.1 - a.1) * i64::from(p.0 - a.0)).signum()
        };
        for (i, (a, b)) in pieces.iter().enumerate() {
            for (c, d) in &pieces[i + 1..] {
                let cross = side(*a, *b, *c) * side(*a, *b, *d) < 0 && side(*c, *d, *a) * side(*c, *d, *b) < 0;
                assert!(!cross, "{}: {a:?}–{b:?} and {c:?}–{d:?}", plan.name);
                assert!((a, b) != (c, d) && (a, b) != (d, c), "{}: {a:?}–{b:?} is drawn twice", plan.name);
            }
        }
    }
}

#[test]
fn every_class_of_street_is_there() {
    let layout = layout::Layout::new(SEED);
    for class in [Class::Primary, Class::Secondary, Class::Residential, Class::Footway] {
        assert!(layout.streets.iter().any(|street| street.class == class), "{}", class.as_str());
    }
}

#[test]
fn the_survey_is_sound_whatever_the_seed() {
    for seed in [SEED, 1, 2, u64::MAX] {
        assert_eq!(survey(seed).fault(), None);
    }
}

#[test]
fn the_people_of_squares_and_of_districts_are_those_of_the_localities() {
    for seed in [SEED, 1] {
        let features = survey(seed).features;
        let people = |layer, name: &str| -> u32 {
            let own = features.iter().filter(|f| f.layer == layer && f.locality.as_deref() == Some(name));
            own.map(|f| f.population.expect("counted")).sum()
        };
        for (name, counted) in [("Osby", 7758), ("Lönsboda", 1946), ("Killeberg", 631)] {
            assert_eq!(people(Layer::PopulationSquare, name), counted, "squares of {name}");
            assert_eq!(people(Layer::Area, name), counted, "districts of {name}");
        }
    }
}

#[test]
fn squares_lie_on_the_grid_of_the_statistics() {
    let metric = Metric::sweref99_tm();
    let features = survey(SEED).features;
    let squares: Vec<_> = features.iter().filter(|f| f.layer == Layer::PopulationSquare).collect();
    assert!(squares.len() > 40, "{}", squares.len());
    for square in squares {
        let cell = Cell::parse(&square.id).expect("a cell");
        let middle = geo::Centroid::centroid(&square.geometry).expect("a surface");
        let at = metric.forward(LonLat::new(middle.x(), middle.y()).expect("on the globe"));
        assert!(at.distance_m(cell.center()) < 0.5, "{}", square.id);
    }
}

#[test]
fn no_house_stands_in_a_street_or_in_another() {
    use geo::Intersects;
    let survey = survey(SEED);
    let houses: Vec<_> = survey.features.iter().filter(|f| f.layer == Layer::Building).collect();
    assert!((600..3_000).contains(&houses.len()), "{}", houses.len());
    let boxes: Vec<_> = houses.iter().map(|f| geo::BoundingRect::bounding_rect(&f.geometry).expect("a box")).collect();
    for (house, own) in houses.iter().zip(&boxes) {
        let hit = survey.links.iter().find(|link| own.intersects(&link.line) && house.geometry.intersects(&link.line));
        assert!(hit.is_none(), "{} stands in {:?}", house.id, hit.and_then(|link| link.street.name.as_deref()));
    }
    for i in 0..houses.len() {
        for j in i + 1..houses.len() {
            let meet = boxes[i].intersects(&boxes[j]) && houses[i].geometry.intersects(&houses[j].geometry);
            assert!(!meet, "{} and {}", houses[i].id, houses[j].id);
        }
    }
}

#[test]
fn there_is_something_of_everything_to_look_at() {
    let survey = survey(SEED);
    for layer in Layer::ALL.into_iter().filter(|layer| *layer != Layer::Street) {
        assert!(survey.features.iter().any(|feature| feature.layer == layer), "{}", layer.as_str());
    }
    let lit = |lit| survey.links.iter().filter(|link| link.street.lit == lit).count();
    for known in [Lit::Yes, Lit::No, Lit::Unknown] {
        assert!(lit(known) > 5, "{}: {}", known.as_str(), lit(known));
    }
    let under: Vec<_> = survey.links.iter().filter(|l| l.street.structure == Structure::Underpass).collect();
    let over: Vec<_> = survey.links.iter().filter(|l| l.street.structure == Structure::Bridge).collect();
    assert_eq!((under.len(), over.len()), (1, 1));
    assert_eq!(under[0].street.name.as_deref(), Some("Stationsgången"));
    for kind in ["school", "library", "station", "industrial"] {
        assert!(
            survey.features.iter().any(|f| f.layer == Layer::Building && f.kind.as_deref() == Some(kind)),
            "{kind}"
        );
    }
    let crossings = survey.features.iter().filter(|f| f.layer == Layer::Crossing).count();
    assert!((10..80).contains(&crossings), "{crossings}");
}
