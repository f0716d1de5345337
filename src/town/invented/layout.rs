//! From the drawing to a town in metres: corners joined, moved a little, quiet streets bent and named, lamps put up.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::line;
use super::plan::{Class, Corner, Light, Name, Plan, PlannedStreet, Shape, TOWNS, quiet_names};
use crate::geodesy::EastNorth;

/// How far the seed moves a corner of the drawing, either way.
const CORNER_MOVES_M: f64 = 5.0;
const LAMP_TO_CURB_M: f64 = 4.0;

/// Everything invented that stands still.
pub(super) struct Layout {
    pub streets: Vec<Street>,
    pub lamps: Vec<Lamp>,
    pub landmarks: Vec<Landmark>,
}

pub(super) struct Street {
    pub name: &'static str,
    pub class: Class,
    pub light: Light,
    pub locality: &'static str,
    pub line: Vec<EastNorth>,
}

pub(super) struct Lamp {
    pub id: String,
    pub street: &'static str,
    pub locality: &'static str,
    pub out: bool,
    pub at: EastNorth,
}

pub(super) struct Landmark {
    pub id: String,
    pub name: &'static str,
    pub kind: &'static str,
    pub locality: &'static str,
    pub at: EastNorth,
}

impl Layout {
    pub fn new(seed: u64) -> Self {
        let mut layout = Self { streets: Vec::new(), lamps: Vec::new(), landmarks: Vec::new() };
        for (plan, stream) in TOWNS.into_iter().zip(1..) {
            layout.build(plan, &mut Dice::new(seed, stream));
        }
        layout
    }

    fn build(&mut self, plan: &'static Plan, dice: &mut Dice) {
        let mut names = quiet_names(dice).into_iter();
        let mut corners: BTreeMap<Corner, EastNorth> = BTreeMap::new();
        let mut lit: Vec<EastNorth> = Vec::new();
        for (planned, joined) in plan.streets.iter().zip(joined(plan.streets)) {
            let name = match planned.name {
                Name::Fixed(name) => name,
                Name::Drawn => names.next().expect("there are more names than quiet streets"),
            };
            // A corner shared by two streets is moved once.
            let nodes: Vec<EastNorth> = joined
                .into_iter()
                .map(|corner| *corners.entry(corner).or_insert_with(|| moved(plan, corner, dice)))
                .collect();
            let line = if planned.shape == Shape::Bent { bent(&nodes, dice) } else { nodes };
            self.put_up_lamps(plan, planned, name, &line, &mut lit, dice);
            self.streets.push(Street { name, class: planned.class, light: planned.light, locality: plan.name, line });
        }
        for (i, landmark) in plan.landmarks.iter().enumerate() {
            let (x, y) = (f64::from(landmark.at.0), f64::from(landmark.at.1));
            self.landmarks.push(Landmark {
                id: format!("{}-{}-{:02}", plan.id, landmark.kind, i + 1),
                name: landmark.name,
                kind: landmark.kind,
                locality: plan.name,
                at: plan.place(x, y),
            });
        }
    }

    /// Lamps at even distances along one side, but none beside another street's lamp at a crossing.
    fn put_up_lamps(
        &mut self,
        plan: &'static Plan,
        planned: &PlannedStreet,
        name: &'static str,
        line: &[EastNorth],
        lit: &mut Vec<EastNorth>,
        dice: &mut Dice,
    ) {
        let Some(gap_m) = lamp_gap_m(planned) else { return };
        let length = line::length_m(line);
        let count = (length / gap_m).round().max(1.0);
        for i in 0..count as u32 {
            let at = line::at(line, length * (f64::from(i) + 0.5) / count, LAMP_TO_CURB_M);
            // Thrown before the lamp is left out, so that a moved crossing does not change every lamp after it.
            let worn_out = dice.percent(2);
            if lit.iter().any(|other| other.distance_m(at) < 14.0) {
                continue;
            }
            lit.push(at);
            let out = match planned.light {
                Light::RowOut => true,
                Light::HalfOut => i % 2 == 1,
                Light::Usual | Light::Unlit => worn_out,
            };
            let id = format!("{}-lamp-{:03}", plan.id, lit.len());
            self.lamps.push(Lamp { id, street: name, locality: plan.name, out, at });
        }
    }
}

/// Wider than in a real town, so that the demo stays small; the rows a story is about stand as close as real ones.
fn lamp_gap_m(planned: &PlannedStreet) -> Option<f64> {
    match (planned.light, planned.class) {
        (Light::Unlit, _) => None,
        (Light::RowOut | Light::HalfOut, _) => Some(34.0),
        (Light::Usual, Class::Primary | Class::Secondary) => Some(105.0),
        (Light::Usual, Class::Footway) => Some(75.0),
        (Light::Usual, _) => Some(150.0),
    }
}

fn moved(plan: &Plan, (x, y): Corner, dice: &mut Dice) -> EastNorth {
    let mut shift = || dice.between(-CORNER_MOVES_M, CORNER_MOVES_M);
    let (dx, dy) = (shift(), shift());
    plan.place(f64::from(x) + dx, f64::from(y) + dy)
}

/// Bows every piece between two corners a little to one side; the corners stay, so that streets still meet.
fn bent(nodes: &[EastNorth], dice: &mut Dice) -> Vec<EastNorth> {
    let mut line = vec![nodes[0]];
    for pair in nodes.windows(2) {
        let bow = dice.between(-0.1, 0.1) * pair[0].distance_m(pair[1]);
        for share in [0.25, 0.5, 0.75] {
            line.push(line::between(pair[0], pair[1], share, bow * 4.0 * share * (1.0 - share)));
        }
        line.push(pair[1]);
    }
    line
}

/// The corners of every street with those added where another street meets it, so that the streets form a graph.
///
/// Crossings are found where a corner lies on a street and where two streets along the axes of the drawing cross; a
/// test holds that the drawings have no others.
pub(super) fn joined(streets: &[PlannedStreet]) -> Vec<Vec<Corner>> {
    let every: Vec<Corner> = streets.iter().flat_map(|street| street.corners).copied().collect();
    let pieces = || streets.iter().flat_map(|street| street.corners.windows(2)).map(|pair| (pair[0], pair[1]));
    let join = |street: &PlannedStreet| {
        let mut line = vec![street.corners[0]];
        for pair in street.corners.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let crossed = pieces().filter_map(|(c, d)| axis_crossing(a, b, c, d).or_else(|| axis_crossing(c, d, a, b)));
            let mut on: Vec<Corner> = every.iter().copied().filter(|p| lies_on(*p, a, b)).chain(crossed).collect();
            on.sort_by_key(|p| (p.0 - a.0).abs() + (p.1 - a.1).abs());
            line.extend(on);
            line.push(b);
        }
        line.dedup();
        line
    };
    streets.iter().map(join).collect()
}

/// Strictly between two corners, exactly.
fn lies_on(p: Corner, a: Corner, b: Corner) -> bool {
    let cross = (b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0);
    let inside = |v: i32, s: i32, t: i32| (s.min(t)..=s.max(t)).contains(&v);
    cross == 0 && p != a && p != b && inside(p.0, a.0, b.0) && inside(p.1, a.1, b.1)
}

/// Where a level piece `ab` and an upright piece `cd` cross inside both.
fn axis_crossing(a: Corner, b: Corner, c: Corner, d: Corner) -> Option<Corner> {
    let strictly = |v: i32, s: i32, t: i32| s.min(t) < v && v < s.max(t);
    let crosses = a.1 == b.1 && c.0 == d.0 && strictly(c.0, a.0, b.0) && strictly(a.1, c.1, d.1);
    crosses.then_some((c.0, a.1))
}
