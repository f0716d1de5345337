//! Where lamps shine along a street, where they would if they worked, and where nobody knows.

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::told::Told;
use super::voices::Stretch;
use super::walkers::distance_m;
use crate::geodesy::{Box2, EastNorth};
use crate::town::{LinkId, Lit, Network, Piece};

/// Whether a lamp shines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LampState {
    /// The register says that it works, or says nothing.
    Working,
    /// The register says that it is out.
    Out,
    /// Residents say so.
    SaidOut,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Lamp {
    /// `None`: residents say that a lamp is out here, and no lamp of the register is near.
    pub id: Option<String>,
    pub at: EastNorth,
    pub state: LampState,
}

/// A lamp beside a stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct NearLamp {
    pub lamp: Lamp,
    pub distance_m: f64,
}

/// The light along a stretch. The four lengths add up to its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Light {
    pub lit_m: f64,
    /// Dark because lamps are out.
    pub out_m: f64,
    /// No lamp shines here if all work: written down as unlit, or lamps are known along this street and none is near.
    pub without_m: f64,
    /// Written down as lit; where the lamps stand is not known.
    pub said_lit_m: f64,
    /// Nobody wrote down anything.
    pub unknown_m: f64,
    /// Where it is dark, as parts of links.
    pub dark: Vec<Piece>,
    /// Of these, where no lamp would shine if all worked.
    pub without: Vec<Piece>,
    /// Lamps that belong to the stretch and are out, or said to be.
    pub n_out: u32,
    pub n_lamps: u32,
    /// The nearest, at most [`MOST_NEAREST`].
    pub nearest: Vec<NearLamp>,
}

pub const MOST_NEAREST: usize = 3;
/// A lamp belongs to the nearest street within this distance.
const BELONGS_M: f64 = 20.0;
/// A longer stretch gets light only near what people tell of (metres),
const LONG_M: f64 = 400.0;
/// that is, so far on either side of it.
const AROUND_M: f64 = 150.0;
/// Looked for this far for the list of nearest lamps.
const NEAREST_WITHIN_M: f64 = 150.0;

impl Light {
    /// Metres without a lamp that are to get light: all of them, but on a long stretch of which people tell only those
    /// near what they tell of. A road of five kilometres is not lit because of one report.
    pub(super) fn new_m(&self, told: &[&Told], network: &Network) -> f64 {
        let told_of_whole = told.iter().any(|one| !one.is_point);
        if self.length_m() <= LONG_M || told.is_empty() || told_of_whole {
            return self.without_m;
        }
        let is_near = |at: EastNorth| told.iter().any(|one| one.at.distance_m(at) <= AROUND_M);
        let near_m = |piece: &Piece| {
            let n_steps = piece.length_m().ceil().max(1.0);
            let step_m = piece.length_m() / n_steps;
            let middle = |nth: u32| piece.from_m + (f64::from(nth) + 0.5) * step_m;
            let at = |along_m: f64| network.line_of(&Piece { link: piece.link, from_m: along_m, to_m: along_m })[0];
            (0..n_steps as u32).filter(|nth| is_near(at(middle(*nth)))).count() as f64 * step_m
        };
        self.without.iter().map(near_m).sum()
    }

    /// Metres without light, as far as is known.
    pub fn dark_m(&self) -> f64 {
        self.out_m + self.without_m
    }

    pub fn length_m(&self) -> f64 {
        self.lit_m + self.dark_m() + self.said_lit_m + self.unknown_m
    }

    /// How much of the need is one of light, 0.25 (lamps stand close) to 1 (all dark); unknown counts half.
    pub fn lack(&self) -> f64 {
        let length_m = self.length_m();
        if length_m <= 0.0 {
            return 0.5;
        }
        let lacking = self.dark_m() + 0.5 * self.unknown_m + 0.35 * self.said_lit_m + 0.25 * self.lit_m;
        lacking / length_m
    }
}

/// How lamps shine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shining {
    pub spacing_m: f64,
    pub lateral_m: f64,
    pub are_complete: bool,
}

impl Shining {
    /// From a lamp so far beside a straight street, this reaches half the spacing along it.
    pub fn radius_m(&self) -> f64 {
        (self.spacing_m / 2.0).hypot(self.lateral_m)
    }
}

pub(super) struct Lamps {
    lamps: Vec<Lamp>,
    /// The stretch each belongs to, by its first link.
    belongs: Vec<Option<LinkId>>,
    tree: RTree<GeomWithData<[f64; 2], usize>>,
}

impl Lamps {
    /// The lamps of the register, and what residents say of them.
    ///
    /// A report of a broken lamp at a point is about the nearest lamp within `said_within_m`; where there is none, a
    /// lamp nobody has in the register is out there (one for all that is told within 25 m).
    pub fn new<'a>(
        register: &[Lamp],
        told: impl Iterator<Item = &'a Told>,
        said_within_m: f64,
        network: &Network,
    ) -> Self {
        let mut lamps = register.to_vec();
        let known = tree_of(&lamps);
        let mut unregistered: Vec<Lamp> = Vec::new();
        for one in told.filter(|one| one.names_outage && one.is_point) {
            let nearest = known.nearest_neighbor_iter_with_distance_2(&[one.at.e, one.at.n]).next();
            match nearest.filter(|(_, d2)| *d2 <= said_within_m * said_within_m) {
                Some((lamp, _)) if lamps[lamp.data].state == LampState::Working => {
                    lamps[lamp.data].state = LampState::SaidOut;
                }
                Some(_) => {}
                None if unregistered.iter().any(|lamp| lamp.at.distance_m(one.at) <= ONE_LAMP_M) => {}
                None => unregistered.push(Lamp { id: None, at: one.at, state: LampState::SaidOut }),
            }
        }
        lamps.extend(unregistered);
        let places: Vec<EastNorth> = lamps.iter().map(|lamp| lamp.at).collect();
        let belongs = network
            .nearest_of_each(&places, BELONGS_M)
            .into_iter()
            .map(|found| found.map(|found| network.stretches().of(found.position.link)))
            .collect();
        Self { tree: tree_of(&lamps), lamps, belongs }
    }

    /// The light along a stretch.
    ///
    /// # Method
    /// A lamp shines on what lies within its radius; the lit metres are the union of the pieces of the line inside the
    /// circles of working lamps, exactly. What only lamps that are out would reach is dark because of them. The rest is
    /// dark where the street is written down as unlit or its lamps are known (one for each 1.5 spacings at least, or
    /// the register is complete), said to be lit where that is written down, and otherwise unknown.
    pub fn along(&self, stretch: &Stretch, network: &Network, shining: &Shining) -> Light {
        let own = || self.belongs.iter().zip(&self.lamps).filter(|(belongs, _)| **belongs == Some(stretch.first));
        let n_lamps = own().filter(|(_, lamp)| lamp.id.is_some()).count() as u32;
        let n_out = own().filter(|(_, lamp)| lamp.state != LampState::Working).count() as u32;
        let lamps_known =
            shining.are_complete || n_lamps >= 2 && f64::from(n_lamps) * 1.5 * shining.spacing_m >= stretch.length_m;
        let mut light = Light {
            lit_m: 0.0,
            out_m: 0.0,
            without_m: 0.0,
            said_lit_m: 0.0,
            unknown_m: 0.0,
            dark: Vec::new(),
            without: Vec::new(),
            n_out,
            n_lamps,
            nearest: self.nearest(stretch, network),
        };
        for link in &stretch.links {
            let laid = network.link(*link);
            let (working, all) = self.reached(&laid.line, shining.radius_m());
            let (lit_m, reached_m) = (length_of(&working), length_of(&all));
            light.lit_m += lit_m;
            light.out_m += reached_m - lit_m;
            let rest_m = (laid.length_m - reached_m).max(0.0);
            let lit = laid.street().lit;
            let rest_is_dark = lit == Lit::No || lamps_known;
            match lit {
                _ if rest_is_dark => light.without_m += rest_m,
                Lit::Yes => light.said_lit_m += rest_m,
                _ => light.unknown_m += rest_m,
            }
            let bright = if rest_is_dark { working } else { lit_or_unknown(&working, &all, laid.length_m) };
            if rest_is_dark {
                let rest = gaps(&all, laid.length_m);
                light.without.extend(rest.map(|(from_m, to_m)| Piece { link: *link, from_m, to_m }));
            }
            light.dark.extend(gaps(&bright, laid.length_m).map(|(from_m, to_m)| Piece { link: *link, from_m, to_m }));
        }
        light
    }

    /// Along a line, what working lamps reach, and what any would: merged pieces in metres from its beginning.
    fn reached(&self, line: &[EastNorth], radius_m: f64) -> (Vec<Span>, Vec<Span>) {
        let (mut working, mut all) = (Vec::new(), Vec::new());
        let mut before_m = 0.0;
        for ab in line.windows(2) {
            let length_m = ab[0].distance_m(ab[1]);
            for nth in self.within(ab, radius_m) {
                let lamp = &self.lamps[nth];
                if let Some((from, to)) = inside(ab, length_m, lamp.at, radius_m) {
                    let span = (before_m + from, before_m + to);
                    all.push(span);
                    if lamp.state == LampState::Working {
                        working.push(span);
                    }
                }
            }
            before_m += length_m;
        }
        (merged(working), merged(all))
    }

    fn nearest(&self, stretch: &Stretch, network: &Network) -> Vec<NearLamp> {
        let lines = || stretch.links.iter().flat_map(|link| network.link(*link).line.windows(2));
        let mut near: Vec<usize> = lines().flat_map(|ab| self.within(ab, NEAREST_WITHIN_M)).collect();
        near.sort_unstable();
        near.dedup();
        let distance = |nth: usize| {
            let at = self.lamps[nth].at;
            lines().map(|ab| distance_m(at, ab)).fold(f64::INFINITY, f64::min)
        };
        let mut near: Vec<(f64, usize)> = near.into_iter().map(|nth| (distance(nth), nth)).collect();
        near.retain(|(distance_m, _)| *distance_m <= NEAREST_WITHIN_M);
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        near.truncate(MOST_NEAREST);
        near.into_iter().map(|(distance_m, nth)| NearLamp { lamp: self.lamps[nth].clone(), distance_m }).collect()
    }

    /// Numbers of the lamps in the box around a segment, widened, ascending.
    fn within(&self, ab: &[EastNorth], by_m: f64) -> Vec<usize> {
        let Some(around) = Box2::around(ab.iter().copied()) else { return Vec::new() };
        let Box2 { min, max } = around.widened(by_m);
        let window = AABB::from_corners([min.e, min.n], [max.e, max.n]);
        let mut found: Vec<usize> = self.tree.locate_in_envelope(&window).map(|one| one.data).collect();
        found.sort_unstable();
        found
    }
}

/// What is told so near together is about one lamp.
const ONE_LAMP_M: f64 = 25.0;

/// From one place to another along a line, in metres.
type Span = (f64, f64);

fn tree_of(lamps: &[Lamp]) -> RTree<GeomWithData<[f64; 2], usize>> {
    let point = |(nth, lamp): (usize, &Lamp)| GeomWithData::new([lamp.at.e, lamp.at.n], nth);
    RTree::bulk_load(lamps.iter().enumerate().map(point).collect())
}

/// The part of a segment inside a circle, in metres from its beginning.
fn inside(ab: &[EastNorth], length_m: f64, middle: EastNorth, radius_m: f64) -> Option<Span> {
    if length_m <= 0.0 {
        return None;
    }
    let (ue, un) = ((ab[1].e - ab[0].e) / length_m, (ab[1].n - ab[0].n) / length_m);
    let (ve, vn) = (middle.e - ab[0].e, middle.n - ab[0].n);
    let (along, beside) = (ve * ue + vn * un, ve * un - vn * ue);
    let half2 = radius_m * radius_m - beside * beside;
    if half2 <= 0.0 {
        return None;
    }
    let (from, to) = ((along - half2.sqrt()).max(0.0), (along + half2.sqrt()).min(length_m));
    (from < to).then_some((from, to))
}

fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut whole: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match whole.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => whole.push((from, to)),
        }
    }
    whole
}

fn length_of(spans: &[Span]) -> f64 {
    spans.iter().map(|(from, to)| to - from).sum()
}

/// What lies between the pieces; less than half a metre is rounding.
fn gaps(spans: &[Span], length_m: f64) -> impl Iterator<Item = Span> {
    let starts = std::iter::once(0.0).chain(spans.iter().map(|span| span.1));
    let ends = spans.iter().map(|span| span.0).chain(std::iter::once(length_m));
    let all: Vec<Span> = starts.zip(ends).filter(|(from, to)| to - from > 0.5).collect();
    all.into_iter()
}

/// Everything but what only lamps that are out would reach.
fn lit_or_unknown(working: &[Span], all: &[Span], length_m: f64) -> Vec<Span> {
    merged(working.iter().copied().chain(gaps(all, length_m)).collect())
}
