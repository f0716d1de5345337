//! A place put in words.

use super::landmarks::{Kind, Mark};
use super::{Bound, Compass, LONGEST_NAME, Place, Spot};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Swedish,
    English,
}

const UNDERPASS_SV: &str = "Gångtunnel";
const UNDERPASS_EN: &str = "Underpass";

/// What a tunnel is called that has no name of its own.
pub fn underpass_at(language: Language, street: Option<&str>) -> String {
    let (kind, at) = match language {
        Language::Swedish => (UNDERPASS_SV, "vid"),
        Language::English => (UNDERPASS_EN, "at"),
    };
    street.map_or_else(|| kind.to_owned(), |street| format!("{kind} {at} {street}"))
}

/// Whether an import made the name up, because the tunnel has none.
pub(super) fn is_given_to_underpass(name: &str) -> bool {
    name == UNDERPASS_SV || name == UNDERPASS_EN || street_of_given(name).is_some()
}

fn street_of_given(name: &str) -> Option<&str> {
    let given = [(UNDERPASS_SV, " vid "), (UNDERPASS_EN, " at ")];
    given.iter().find_map(|(kind, at)| name.strip_prefix(kind)?.strip_prefix(at))
}

/// The most that fits. A name begins with a small letter where its first word is no name, so that it can stand in a
/// sentence.
pub(super) fn name(place: &Place, language: Language) -> String {
    let ways = ways(place, language);
    let fits = |text: &String| text.chars().count() <= LONGEST_NAME;
    let bracketed = ways.iter().flat_map(|way| {
        let locality = place.locality.as_deref().filter(|locality| !way.contains(locality));
        locality.map(|locality| format!("{way} ({locality})")).into_iter().chain([way.clone()])
    });
    let found = bracketed.into_iter().find(fits);
    found.unwrap_or_else(|| {
        let shortest = ways.last().map(String::as_str).unwrap_or_default();
        shortest.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
    })
}

/// Ways to say it, the one that says most first.
fn ways(place: &Place, language: Language) -> Vec<String> {
    let [by, and] = match language {
        Language::Swedish => ["vid", "och"],
        Language::English => ["by", "and"],
    };
    let called = place.mark.as_ref().map(|mark| (mark.kind, called(mark, language)));
    let (short, full) = match &place.spot {
        Spot::Street(street, bound) => {
            let short = road(street, language);
            let full = bounded(&short, bound, language);
            (short, full)
        }
        Spot::Crossing(a, b) => (crossing(a, b, language), None),
        Spot::Streets(a, b) => (format!("{} {and} {}", road(a, language), road(b, language)), None),
        Spot::Mark => (called.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(), None),
        Spot::Around(street) => {
            let around = if language == Language::Swedish { "kring" } else { "around" };
            (format!("{around} {}", road(street, language)), None)
        }
        Spot::Off(distance_m, compass, from) => {
            (format!("{} {} {}", far(*distance_m, language), of(*compass, language), road(from, language)), None)
        }
        Spot::In(locality) => (locality.clone(), None),
        Spot::Coordinates(at) => (coordinates(*at, language), None),
    };
    let full = full.unwrap_or_else(|| short.clone());
    let on_street = matches!(place.spot, Spot::Street(..) | Spot::Crossing(..) | Spot::Streets(..));
    let told = called.filter(|(_, name)| on_street && !says_the_same(name, &place.spot, language));
    let bounded = matches!(place.spot, Spot::Street(_, Bound::Between(..)) | Spot::Crossing(..) | Spot::Streets(..));
    match told {
        Some((Kind::Square | Kind::Park, name)) if place.inside => vec![name],
        Some((Kind::Underpass, name)) => {
            vec![format!("{name}, {full}"), format!("{name}, {short}"), name]
        }
        Some((kind, name)) if kind.is_strong() || !bounded => vec![format!("{short} {by} {name}"), full, short],
        _ => match &place.mark {
            // The tunnel under a street that is named after it already.
            Some(mark @ Mark { kind: Kind::Underpass, .. }) => vec![self::called(mark, language)],
            _ => vec![full, short],
        },
    }
}

/// The stop Ringvägen on Ringvägen says nothing.
fn says_the_same(mark: &str, spot: &Spot, language: Language) -> bool {
    let names = match spot {
        Spot::Street(street, _) => vec![street],
        Spot::Crossing(a, b) | Spot::Streets(a, b) => vec![a, b],
        _ => Vec::new(),
    };
    names.into_iter().any(|name| mark.to_lowercase().contains(&road(name, language).to_lowercase()))
}

fn called(mark: &Mark, language: Language) -> String {
    use Language::{English, Swedish};
    let Some(name) = &mark.name else {
        let word = match (mark.kind, language) {
            (Kind::Underpass, Swedish) => "gångtunneln",
            (Kind::Underpass, English) => "the underpass",
            (Kind::Preschool, Swedish) => "förskolan",
            (Kind::Preschool, English) => "the preschool",
            (Kind::Station, Swedish) => "stationen",
            (Kind::Station, English) => "the station",
            (_, Swedish) => "skolan",
            (_, English) => "the school",
        };
        return word.to_owned();
    };
    match (mark.kind, language) {
        (Kind::Underpass, _) => own_or_given(name, language),
        (Kind::Stop, Swedish) => format!("hållplats {name}"),
        (Kind::Stop, English) => format!("the stop {name}"),
        _ => name.clone(),
    }
}

/// A name that an import gave a tunnel, in this language; a name of its own as it is.
fn own_or_given(name: &str, language: Language) -> String {
    match is_given_to_underpass(name) {
        true => underpass_at(language, street_of_given(name)),
        false => name.to_owned(),
    }
}

fn bounded(street: &str, bound: &Bound, language: Language) -> Option<String> {
    match bound {
        Bound::Between(a, b) => {
            let (a, b) = (road(a, language), road(b, language));
            Some(match language {
                Language::Swedish => format!("{street} mellan {a} och {b}"),
                Language::English => format!("{street} between {a} and {b}"),
            })
        }
        Bound::Beyond(compass, of_what) => {
            Some(format!("{street} {} {}", of(*compass, language), road(of_what, language)))
        }
        Bound::Whole => None,
    }
}

fn crossing(a: &str, b: &str, language: Language) -> String {
    let (a, b) = (road(a, language), road(b, language));
    match language {
        Language::Swedish => format!("korsningen {a}/{b}"),
        Language::English => format!("{a}/{b} crossing"),
    }
}

/// A street whose name is a number is a road.
fn road(name: &str, language: Language) -> String {
    let is_number = name.starts_with(|c: char| c.is_ascii_digit()) && !name.contains(' ') && name.len() <= 6;
    match language {
        _ if !is_number => name.to_owned(),
        Language::Swedish => format!("väg {name}"),
        Language::English => format!("road {name}"),
    }
}

fn of(compass: Compass, language: Language) -> &'static str {
    use Compass::{East, North, NorthEast, NorthWest, South, SouthEast, SouthWest, West};
    use Language::{English, Swedish};
    match (compass, language) {
        (North, Swedish) => "norr om",
        (NorthEast, Swedish) => "nordost om",
        (East, Swedish) => "öster om",
        (SouthEast, Swedish) => "sydost om",
        (South, Swedish) => "söder om",
        (SouthWest, Swedish) => "sydväst om",
        (West, Swedish) => "väster om",
        (NorthWest, Swedish) => "nordväst om",
        (North, English) => "north of",
        (NorthEast, English) => "north-east of",
        (East, English) => "east of",
        (SouthEast, English) => "south-east of",
        (South, English) => "south of",
        (SouthWest, English) => "south-west of",
        (West, English) => "west of",
        (NorthWest, English) => "north-west of",
    }
}

fn far(distance_m: f64, language: Language) -> String {
    let tens = (distance_m / 10.0).round().max(1.0) * 10.0;
    if tens < 1_000.0 {
        return format!("{tens} m");
    }
    let km = if distance_m < 9_950.0 { format!("{:.1}", tens / 1_000.0) } else { format!("{:.0}", tens / 1_000.0) };
    format!("{} km", decimal(&km, language))
}

fn coordinates(at: crate::geodesy::LonLat, language: Language) -> String {
    let [east, west] = if language == Language::Swedish { ["O", "V"] } else { ["E", "W"] };
    let degrees = |value: f64, letter: &str| format!("{}° {letter}", decimal(&format!("{:.4}", value.abs()), language));
    let north = degrees(at.lat(), if at.lat() < 0.0 { "S" } else { "N" });
    let gap = if language == Language::Swedish { "; " } else { ", " };
    format!("{north}{gap}{}", degrees(at.lon(), if at.lon() < 0.0 { west } else { east }))
}

fn decimal(number: &str, language: Language) -> String {
    if language == Language::Swedish { number.replace('.', ",") } else { number.to_owned() }
}
