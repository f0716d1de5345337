//! What the index must say, by plain loops over a list: no columns, no blocks, no cleverness.

use std::collections::BTreeMap;

use trygghetskarta::geodesy::{Box2, Cell, EastNorth, Shape, spread};
use trygghetskarta::index::Filter;
use trygghetskarta::observation::{Clock, HoursOfWeek, Moment, Observation, State, Window};

pub struct Brute<'a> {
    pub clock: &'a Clock,
    pub observations: &'a [Observation],
}

impl Brute<'_> {
    pub fn share(&self, o: &Observation, filter: &Filter) -> f64 {
        let passes = o.state != State::Withdrawn
            && filter.categories.contains(o.category)
            && (filter.causes.is_empty() || filter.causes.intersects(o.causes))
            && filter.channels.as_ref().is_none_or(|list| list.contains(&o.channel));
        if passes { o.moment.share(&filter.window, self.clock) } else { 0.0 }
    }

    fn passing(&self, filter: &Filter) -> impl Iterator<Item = (&Observation, f64)> {
        self.observations.iter().map(|o| (o, self.share(o, filter))).filter(|(_, share)| *share > 0.0)
    }

    pub fn total(&self, filter: &Filter) -> (u64, f64) {
        self.passing(filter).fold((0, 0.0), |(n, w), (o, share)| (n + 1, w + share * f64::from(o.weight)))
    }

    pub fn unplaced(&self, filter: &Filter) -> (u64, f64) {
        let unplaced = self.passing(filter).filter(|(o, _)| !o.placed);
        unplaced.fold((0, 0.0), |(n, w), (o, share)| (n + 1, w + share * f64::from(o.weight)))
    }

    pub fn cells(&self, filter: &Filter, size_m: u32) -> BTreeMap<Cell, (u64, f64)> {
        let mut cells: BTreeMap<Cell, (u64, f64)> = BTreeMap::new();
        for (o, share) in self.passing(filter).filter(|(o, _)| o.placed) {
            cells.entry(Cell::containing(o.shape.anchor(), size_m)).or_default().0 += 1;
            for (cell, part) in spread(&o.shape, size_m) {
                cells.entry(cell).or_default().1 += share * f64::from(o.weight) * part;
            }
        }
        if let Some(b) = filter.bounds {
            let size = f64::from(size_m);
            cells.retain(|cell, _| {
                let (e, n) = (f64::from(cell.e_m), f64::from(cell.n_m));
                e < b.max.e && e + size > b.min.e && n < b.max.n && n + size > b.min.n
            });
        }
        cells
    }

    pub fn keys_in(&self, filter: &Filter, inside: impl Fn(EastNorth) -> bool) -> Vec<u32> {
        let in_bounds = |p: EastNorth| filter.bounds.is_none_or(|b| b.contains(p));
        let found = self.passing(filter).filter(|(o, _)| o.placed && inside(position(o)) && in_bounds(position(o)));
        let mut keys: Vec<u32> = found.map(|(o, _)| o.key).collect();
        keys.sort_unstable();
        keys
    }

    pub fn keys(&self, filter: &Filter) -> Vec<u32> {
        let in_bounds = |o: &Observation| filter.bounds.is_none_or(|b| o.placed && b.contains(position(o)));
        let mut keys: Vec<u32> = self.passing(filter).filter(|(o, _)| in_bounds(o)).map(|(o, _)| o.key).collect();
        keys.sort_unstable();
        keys
    }

    pub fn distances(&self, filter: &Filter, at: EastNorth, k: usize) -> Vec<f64> {
        let keys = self.keys_in(filter, |_| true);
        let of_key: BTreeMap<u32, &Observation> = self.observations.iter().map(|o| (o.key, o)).collect();
        let mut distances: Vec<f64> = keys.iter().map(|key| position(of_key[key]).distance_m(at)).collect();
        distances.sort_by(f64::total_cmp);
        distances.truncate(k);
        distances
    }

    pub fn profile(&self, filter: &Filter) -> ([f64; 168], f64) {
        let (mut hours, mut unknown) = ([0.0; 168], 0.0);
        let in_bounds = |o: &Observation| filter.bounds.is_none_or(|b| o.placed && b.contains(position(o)));
        for (o, share) in self.passing(filter).filter(|(o, _)| in_bounds(o)) {
            if matches!(o.moment, Moment::Interval { from, to } if to - from >= 86_400) {
                unknown += share * f64::from(o.weight);
                continue;
            }
            for hour in filter.window.hours.iter() {
                let mut single = HoursOfWeek::NONE;
                single.insert(hour);
                let window = Window { hours: single, ..filter.window };
                hours[hour] += o.moment.share(&window, self.clock) * f64::from(o.weight);
            }
        }
        (hours, unknown)
    }
}

/// The anchor, down to the centimetre as the index keeps it.
fn position(o: &Observation) -> EastNorth {
    let anchor = o.shape.anchor();
    match o.shape {
        Shape::Point(_) => anchor,
        _ => EastNorth { e: down(anchor.e), n: down(anchor.n) },
    }
}

fn down(v: f64) -> f64 {
    (v * 100.0 + 1e-6).floor() / 100.0
}

pub fn in_rings(rings: &[Vec<EastNorth>], p: EastNorth) -> bool {
    let mut inside = false;
    for ring in rings {
        let mut j = ring.len() - 1;
        for i in 0..ring.len() {
            let (a, b) = (ring[j], ring[i]);
            if (a.n > p.n) != (b.n > p.n) && p.e < (b.e - a.e) * (p.n - a.n) / (b.n - a.n) + a.e {
                inside = !inside;
            }
            j = i;
        }
    }
    inside
}

pub fn in_box(b: &Box2, p: EastNorth) -> bool {
    p.e >= b.min.e && p.e <= b.max.e && p.n >= b.min.n && p.n <= b.max.n
}

pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}
