//! Seeded random observations and questions, with more corners than life has.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use trygghetskarta::geodesy::{Box2, EastNorth, Shape};
use trygghetskarta::index::{CategorySet, Filter};
use trygghetskarta::observation::{
    Category, CauseSet, Clock, HoursOfWeek, Moment, Observation, State, Weekday, Window,
};

pub const T0: i64 = 1_672_531_200; // 2023-01-01
pub const YEARS_S: i64 = 3 * 365 * 86_400;
const CHANNELS: [&str; 4] = ["web", "on_behalf", "import:boston-311-2015", "import:osby-2021"];
/// South-west corner of a town in SWEREF 99 TM.
const CORNER: (f64, f64) = (430_000.0, 6_230_000.0);

pub fn clock() -> Clock {
    Clock::new("Europe/Stockholm").expect("a known zone")
}

/// How the places of a world are made.
#[derive(Clone, Copy)]
pub enum Spread {
    /// Clusters and a background in a square of this many metres.
    Town(f64),
    OnePoint,
    /// Every coordinate a multiple of 50 m.
    OnEdges,
}

pub struct World {
    pub random: Pcg64Mcg,
    spread: Spread,
    /// How many of a hundred observations are points at an instant.
    plain_percent: u32,
}

impl World {
    pub fn new(seed: u64, spread: Spread, plain_percent: u32) -> Self {
        Self { random: Pcg64Mcg::seed_from_u64(seed), spread, plain_percent }
    }

    pub fn observations(&mut self, n: u32) -> Vec<Observation> {
        (0..n).map(|key| self.observation(key)).collect()
    }

    pub fn observation(&mut self, key: u32) -> Observation {
        let plain = self.random.random_range(0..100) < self.plain_percent;
        let category = Category::ALL[self.random.random_range(0..5)];
        let weights = [1.0, 1.0, 1.0, 0.5, 2.25];
        Observation {
            key,
            shape: if plain { Shape::Point(self.place()) } else { self.shape() },
            moment: if plain { Moment::Instant(self.instant()) } else { self.moment() },
            told_day: self.random.random_range(0..30_000),
            category,
            causes: self.causes(),
            channel: CHANNELS[self.random.random_range(0..4)].to_owned(),
            severity: self.random.random_bool(0.5).then(|| self.random.random_range(1..=5)),
            state: if self.random.random_bool(0.05) { State::Withdrawn } else { State::Received },
            weight: weights[self.random.random_range(0..5)],
            placed: self.random.random_bool(0.97),
        }
    }

    /// On whole centimetres, as the index keeps them.
    pub fn place(&mut self) -> EastNorth {
        let (e, n) = match self.spread {
            Spread::OnePoint => (1_234.56, 7_000.0),
            Spread::OnEdges => {
                let step = |r: &mut Pcg64Mcg| f64::from(r.random_range(0..100)) * 50.0;
                (step(&mut self.random), step(&mut self.random))
            }
            Spread::Town(side) if self.random.random_bool(0.3) => {
                (self.random.random_range(0.0..side), self.random.random_range(0.0..side))
            }
            Spread::Town(side) => {
                let cluster = f64::from(self.random.random_range(0..8_u32)) / 8.0 * side;
                let around = |r: &mut Pcg64Mcg| (r.random::<f64>() + r.random::<f64>() - 1.0) * 400.0;
                (cluster + around(&mut self.random), (cluster * 7.0) % side + around(&mut self.random))
            }
        };
        let on_cm = |v: f64| (v * 100.0).round() / 100.0;
        EastNorth { e: on_cm(CORNER.0 + e), n: on_cm(CORNER.1 + n) }
    }

    fn near(&mut self, p: EastNorth, reach_m: f64) -> EastNorth {
        let mut off = || self.random.random_range(-reach_m..reach_m);
        EastNorth { e: p.e + off(), n: p.n + off() }
    }

    fn shape(&mut self) -> Shape {
        let at = self.place();
        match self.random.random_range(0..4) {
            0 => Shape::Stretch((0..4).map(|_| self.near(at, 400.0)).collect()),
            1 => {
                let (w, h) = (self.random.random_range(1.0..600.0), self.random.random_range(1.0..600.0));
                let ring = |inset: f64| {
                    [(inset, inset), (w - inset, inset), (w - inset, h - inset), (inset, h - inset)]
                        .map(|(e, n)| EastNorth { e: at.e + e, n: at.n + n })
                        .to_vec()
                };
                let hole = w.min(h) / 4.0;
                Shape::Area(if hole > 20.0 { vec![ring(0.0), ring(hole)] } else { vec![ring(0.0)] })
            }
            2 => Shape::Stretch(vec![at, at]),
            _ => Shape::Point(at),
        }
    }

    pub fn instant(&mut self) -> i64 {
        T0 + self.random.random_range(0..YEARS_S)
    }

    fn moment(&mut self) -> Moment {
        let from = self.instant();
        match self.random.random_range(0..4) {
            0 => Moment::Instant(from),
            1 => Moment::Interval { from, to: from + self.random.random_range(1..20 * 3600) },
            2 => Moment::Interval { from, to: from + self.random.random_range(1..40 * 86_400) },
            _ => Moment::Recurrence { hours: self.hours(), from, to: from + self.random.random_range(1..200 * 86_400) },
        }
    }

    fn hours(&mut self) -> HoursOfWeek {
        let days: Vec<Weekday> = Weekday::ALL.into_iter().filter(|_| self.random.random_bool(0.4)).collect();
        let days = if days.is_empty() { vec![Weekday::Fri] } else { days };
        HoursOfWeek::on(&days, self.random.random_range(0..24), self.random.random_range(1..=24))
    }

    fn causes(&mut self) -> CauseSet {
        let n = self.random.random_range(0..3);
        (0..n).fold(CauseSet::EMPTY, |set, _| set.with(self.random.random_range(0..14)))
    }

    /// Any of the conditions, each with this probability.
    pub fn filter(&mut self, chance: f64) -> Filter {
        let mut filter = Filter::ALL;
        if self.random.random_bool(chance) {
            filter.categories = Category::ALL.into_iter().filter(|_| self.random.random_bool(0.5)).collect();
        }
        if self.random.random_bool(chance) {
            filter.causes = self.causes();
        }
        if self.random.random_bool(chance) {
            let some = CHANNELS.iter().filter(|_| self.random.random_bool(0.5));
            filter.channels = Some(some.map(|c| (*c).to_owned()).collect());
        }
        if self.random.random_bool(chance) {
            let (a, b) = (self.instant(), self.instant());
            // Whole hours, as days and months are; sometimes any second.
            let step = if self.random.random_bool(0.7) { 3600 } else { 1 };
            let round = |at: i64| at / step * step;
            filter.window = Window { from: round(a.min(b)), to: round(a.max(b)), hours: HoursOfWeek::ALL };
        }
        if self.random.random_bool(chance) {
            filter.window.hours = self.hours();
        }
        if self.random.random_bool(chance) {
            filter.bounds = Some(self.window());
        }
        filter
    }

    pub fn window(&mut self) -> Box2 {
        let at = self.place();
        let half = self.random.random_range(1.0..6_000.0);
        Box2 { min: EastNorth { e: at.e - half, n: at.n - half }, max: EastNorth { e: at.e + half, n: at.n + half } }
    }

    pub fn ring(&mut self) -> Vec<EastNorth> {
        let at = self.place();
        (0..7).map(|_| self.near(at, 4_000.0)).collect()
    }
}

pub fn concerns() -> CategorySet {
    CategorySet::concerns()
}
