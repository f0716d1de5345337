//! What a planner would call a place: a street between two crossings, a tunnel, a school.

mod along;
mod landmarks;
mod localities;
mod streets;
#[cfg(test)]
mod tests;
mod words;

use crate::geodesy::{EastNorth, Metric};
use crate::town::{Feature, Ground, LinkId, Piece, Town};

use landmarks::{Landmarks, Mark};
use localities::Localities;
pub use words::{Language, underpass_at};

/// The same place in the languages a planner reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceName {
    pub sv: String,
    pub en: String,
}

/// No name is longer than this (characters): it stands in a list, on a map, in a calendar.
pub const LONGEST_NAME: usize = 80;
/// Points along a link lie no farther apart than this.
const STEP_M: f64 = 20.0;
/// Where no street has a name, one so far away still says where a place is.
const STREET_REACH_M: f64 = 500.0;
/// A smaller part of the weight than this does not name the place.
const SHARE_OF_A_STREET: f64 = 1.0 / 3.0;

/// What places are called after, streets apart; made when the first name is asked for.
#[derive(Debug, Clone)]
pub(in crate::town) struct Names {
    landmarks: Landmarks,
    localities: Localities,
}

impl Names {
    pub fn of(metric: &Metric, features: &[Feature]) -> Self {
        Self { landmarks: Landmarks::of(metric, features), localities: Localities::of(metric, features) }
    }
}

/// Names a place made of positions, each with how much it weighs.
///
/// # Method
/// The street is the one whose name most of the weight lies nearest to, within 40 m; it is bounded by the nearest
/// crossings with other named streets on either side of what lies on it. A landmark is named when at least half of the
/// weight lies within 60 m of it, of several the one people find their way by best: underpass, school, station, square,
/// stop, park, shop. Around one junction the place is the crossing. Away from all of that it is told by distance and
/// direction from the nearest street, landmark or locality, and in the end by its coordinates. The locality stands in
/// brackets where the town has several.
///
/// # Units
/// Positions in the metres of the town. Weights are relative; those that are not positive numbers count as nothing, and
/// when none is positive all count alike.
///
/// # Edge cases
/// The order of the positions does not matter. Without positions the place is the town. What does not fit in
/// [`LONGEST_NAME`] characters is left out from the end: locality, landmark, crossings. Where nobody reads Swedish,
/// both names are the English one.
///
/// # Complexity
/// A search of the streets and of the landmarks around each position; a walk of some kilometres along one street.
pub fn name_of(ground: &Ground, town: &Town, weighed: &[(EastNorth, f64)]) -> PlaceName {
    let place = told(ground, town, weighed);
    let english = words::name(&place, Language::English);
    let swedish = town.municipality.languages.iter().any(|language| language == "sv");
    PlaceName { sv: if swedish { words::name(&place, Language::Swedish) } else { english.clone() }, en: english }
}

/// The locality a place belongs to, by which what is done is counted; none: it lies in the countryside.
pub fn locality_of(ground: &Ground, town: &Town, at: EastNorth) -> Option<String> {
    ground.names(&town.metric).localities.of_place(at)
}

/// Names a place made of whole links: [`name_of`] points along them.
pub fn name_of_links(ground: &Ground, town: &Town, weighed: &[(LinkId, f64)]) -> PlaceName {
    let mut points = Vec::new();
    for (link, weight) in weighed {
        let Some(laid) = ground.network.links().get(link.0 as usize) else { continue };
        let n_steps = (laid.length_m / STEP_M).ceil().max(1.0);
        for i in 0..n_steps as u32 {
            let along_m = (f64::from(i) + 0.5) / n_steps * laid.length_m;
            let piece = Piece { link: *link, from_m: along_m, to_m: along_m };
            points.push((ground.network.line_of(&piece)[0], weight / n_steps));
        }
    }
    name_of(ground, town, &points)
}

/// What is known of a place, before it is put in words.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    spot: Spot,
    mark: Option<Mark>,
    /// In the park, and not by it.
    inside: bool,
    /// In a town that has several.
    locality: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Spot {
    Street(String, Bound),
    Crossing(String, String),
    Streets(String, String),
    /// Many streets, of which this one has most.
    Around(String),
    /// A landmark, and no street by it.
    Mark,
    /// So many metres in a direction from something with a name.
    Off(f64, Compass, String),
    /// In a locality, or in the town as a whole.
    In(String),
    Coordinates(crate::geodesy::LonLat),
}

/// Which part of a street.
#[derive(Debug, Clone, PartialEq)]
enum Bound {
    Between(String, String),
    /// On this side of a crossing street or of a locality.
    Beyond(Compass, String),
    Whole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compass {
    North,
    NorthEast,
    East,
    SouthEast,
    South,
    SouthWest,
    West,
    NorthWest,
}

impl Compass {
    fn from(a: EastNorth, b: EastNorth) -> Self {
        use Compass::{East, North, NorthEast, NorthWest, South, SouthEast, SouthWest, West};
        let eighths = (b.e - a.e).atan2(b.n - a.n) / std::f64::consts::FRAC_PI_4;
        let clockwise = [North, NorthEast, East, SouthEast, South, SouthWest, West, NorthWest];
        clockwise[(eighths.round() as i64).rem_euclid(8) as usize]
    }
}

/// The positions of a place in an order of their own, their weights adding up to 1.
struct Weighed(Vec<(EastNorth, f64)>);

impl Weighed {
    fn of(given: &[(EastNorth, f64)]) -> Self {
        let on_the_plane = |(at, _): &&(EastNorth, f64)| at.e.is_finite() && at.n.is_finite();
        let weight = |weight: f64| if weight.is_finite() { weight.max(0.0) } else { 0.0 };
        let mut list: Vec<_> = given.iter().filter(on_the_plane).map(|(at, own)| (*at, weight(*own))).collect();
        list.sort_by(|(a, v), (b, w)| a.e.total_cmp(&b.e).then(a.n.total_cmp(&b.n)).then(v.total_cmp(w)));
        let sum: f64 = list.iter().map(|(_, own)| own).sum();
        let n = list.len() as f64;
        for (_, own) in &mut list {
            *own = if sum > 0.0 && sum.is_finite() { *own / sum } else { 1.0 / n };
        }
        Self(list)
    }

    /// The position nearest to the middle of all: the middle itself may lie where nothing is.
    fn middle(&self) -> Option<EastNorth> {
        let sum = |part: fn(EastNorth) -> f64| self.0.iter().map(|(at, own)| part(*at) * own).sum();
        let mean = EastNorth { e: sum(|at| at.e), n: sum(|at| at.n) };
        let with_weight = self.0.iter().filter(|(_, own)| *own > 0.0).map(|(at, _)| *at);
        with_weight.min_by(|a, b| a.distance_m(mean).total_cmp(&b.distance_m(mean)))
    }
}

fn told(ground: &Ground, town: &Town, weighed: &[(EastNorth, f64)]) -> Place {
    let weighed = Weighed::of(weighed);
    let Some(middle) = weighed.middle() else {
        return Place { spot: Spot::In(town.municipality.name.clone()), mark: None, inside: false, locality: None };
    };
    let names = ground.names(&town.metric);
    let (mark, inside) = names.landmarks.at(&weighed).map_or((None, false), |(mark, inside)| (Some(mark), inside));
    let streets = streets::carrying(&ground.network, &weighed);
    let locality = names.localities.bracket(middle);
    let spot = on_streets(ground, names, &weighed, middle, &streets)
        .or_else(|| mark.is_some().then_some(Spot::Mark))
        .or_else(|| streets.first().map(|most| Spot::Around(most.name.clone())))
        .or_else(|| off_street(ground, names, middle))
        .or_else(|| names.localities.told(middle))
        .unwrap_or_else(|| Spot::Coordinates(town.metric.inverse(middle)));
    Place { spot, mark, inside, locality }
}

fn on_streets(
    ground: &Ground,
    names: &Names,
    weighed: &Weighed,
    middle: EastNorth,
    streets: &[streets::Carried],
) -> Option<Spot> {
    if let Some((a, b)) = streets::crossing(&ground.network, weighed) {
        return Some(Spot::Crossing(a, b));
    }
    let most = streets.first().filter(|most| most.share >= SHARE_OF_A_STREET)?;
    if let Some(second) = streets.get(1).filter(|second| most.share < 0.6 && second.share >= 0.25) {
        return Some(Spot::Streets(most.name.clone(), second.name.clone()));
    }
    let bound = match along::bound(&ground.network, most) {
        Bound::Whole => names.localities.beyond(middle).unwrap_or(Bound::Whole),
        bound => bound,
    };
    Some(Spot::Street(most.name.clone(), bound))
}

/// So far from the nearest street with a name, or from the nearest landmark.
fn off_street(ground: &Ground, names: &Names, middle: EastNorth) -> Option<Spot> {
    let near = ground.network.near(middle, STREET_REACH_M);
    let named = near.iter().find_map(|foot| {
        let name = ground.network.link(foot.position.link).street().name.clone()?;
        Some((foot.distance_m, foot.at, name))
    });
    let (distance_m, at, name) = named.or_else(|| names.landmarks.nearest(middle, STREET_REACH_M))?;
    Some(Spot::Off(distance_m, Compass::from(at, middle), name))
}
