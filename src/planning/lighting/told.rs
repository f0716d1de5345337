//! What one report says of light and of sight.

use crate::analysis::darkness::light_shares;
use crate::geodesy::{EastNorth, LonLat, Shape};
use crate::observation::{Catalogue, Category, CauseSet, Clock, Moment, Observation, Seconds};
use crate::planning::{Treated, answered};
use crate::town::LinkId;

/// Which causes tell of light, of a lamp that is out, and of blocked sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LightCauses {
    pub lighting: CauseSet,
    pub outage: CauseSet,
    pub sight: CauseSet,
}

impl LightCauses {
    pub fn of(catalogue: &Catalogue) -> Self {
        let of = |code| catalogue.set_of(Category::UnsafePlace, [code]);
        Self { lighting: of("poor_lighting"), outage: of("lamp_outage"), sight: of("blocked_sight") }
    }
}

/// A report of an unsafe place, as far as light and sight are concerned.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub at: EastNorth,
    /// At one point, and so perhaps at one lamp.
    pub is_point: bool,
    /// The streets it lies on, each with its share, the largest first.
    pub on: Vec<(LinkId, f64)>,
    /// Somebody named poor light or a broken lamp.
    pub names_light: bool,
    pub names_outage: bool,
    pub names_sight: bool,
    /// The share of its time that lies in the dark, 0 to 1.
    pub dark_share: f64,
    /// When exactly, if it was told so.
    pub instant: Option<Seconds>,
    /// The local day on which it was told.
    pub told_day: i32,
    /// The last second it may concern.
    pub last: Seconds,
}

impl Told {
    /// Reads one observation; `None` when it is not about an unsafe place.
    pub fn of(
        observation: &Observation,
        on: Vec<(LinkId, f64)>,
        causes: &LightCauses,
        town: LonLat,
        clock: &Clock,
    ) -> Option<Self> {
        (observation.category == Category::UnsafePlace).then(|| {
            let names = |cause: CauseSet| observation.causes.intersects(cause);
            Self {
                at: observation.shape.anchor(),
                is_point: matches!(observation.shape, Shape::Point(_)),
                on,
                names_light: names(causes.lighting.union(causes.outage)),
                names_outage: names(causes.outage),
                names_sight: names(causes.sight),
                dark_share: light_shares([observation.moment], town, clock).dark,
                instant: if let Moment::Instant(at) = observation.moment { Some(at) } else { None },
                told_day: observation.told_day,
                last: observation.moment.span().1,
            }
        })
    }

    /// What is left of it where a remedy was done after it was told: light answers what is said of the dark, by name or
    /// by the hour, and a pruning what is said of the sight.
    pub(super) fn since_mended(&self, treated: &[Treated], causes: &LightCauses, within_m: f64) -> Self {
        let of_light = causes.lighting.union(causes.outage);
        let shape = Shape::Point(self.at);
        let answered = answered(treated, &shape, of_light.union(causes.sight), self.told_day, within_m);
        let mut left = self.clone();
        if answered.intersects(of_light) {
            (left.names_light, left.names_outage, left.dark_share) = (false, false, 0.0);
        }
        left.names_sight &= !answered.intersects(causes.sight);
        left
    }

    /// How much it says of darkness: all, when light was named, whatever the hour; else the dark share of its time.
    pub fn after_dark(&self) -> f64 {
        if self.names_light { 1.0 } else { self.dark_share.clamp(0.0, 1.0) }
    }
}
