//! Why a stretch stands in the list, in the order in which a planner asks.

use super::lamps::Light;
use super::voices::{Stretch, Voice};
use super::walkers::Walkers;
use crate::town::{Lit, Network};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// So many reports tell of darkness, light or (for sight) of what is in the way.
    Told {
        n_reports: u32,
        n_light: u32,
    },
    /// Nobody tells of it; it is known to be dark.
    Silent,
    /// Lamps that are out, or said to be.
    LampsOut {
        n_lamps: u32,
        dark_m: f64,
    },
    /// Lamps of the street beside that are out.
    LampsOutBeside {
        dark_m: f64,
    },
    /// Written down as unlit.
    SaidUnlit {
        metres: f64,
    },
    /// Lamps are known, and stand too far apart.
    FarApart {
        metres: f64,
    },
    /// Lamps shine all along.
    WellLit,
    /// Written down as lit; where lamps stand is not known.
    SaidLit {
        metres: f64,
    },
    UnknownLight {
        metres: f64,
    },
    Underpass,
    Residents {
        n: f64,
    },
    NoPopulationData,
    Destinations {
        n: u32,
    },
    MadeForWalking,
}

pub(super) fn of(
    voice: &Voice,
    walkers: &Walkers,
    light: Option<&Light>,
    stretch: &Stretch,
    network: &Network,
    is_underpass: bool,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if voice.weight > 0.0 {
        reasons.push(Reason::Told { n_reports: voice.n_reports, n_light: voice.n_light });
    } else {
        reasons.push(Reason::Silent);
    }
    if let Some(light) = light {
        of_light(light, stretch, network, &mut reasons);
    }
    if is_underpass {
        reasons.push(Reason::Underpass);
    }
    match walkers.residents {
        Some(n) => reasons.push(Reason::Residents { n }),
        None => reasons.push(Reason::NoPopulationData),
    }
    if let Some(n) = walkers.destinations.filter(|n| *n > 0) {
        reasons.push(Reason::Destinations { n });
    }
    if walkers.made_for_walking && !is_underpass {
        reasons.push(Reason::MadeForWalking);
    }
    reasons
}

fn of_light(light: &Light, stretch: &Stretch, network: &Network, reasons: &mut Vec<Reason>) {
    if light.n_out > 0 {
        reasons.push(Reason::LampsOut { n_lamps: light.n_out, dark_m: light.out_m });
    } else if light.out_m >= 1.0 {
        reasons.push(Reason::LampsOutBeside { dark_m: light.out_m });
    }
    if light.without_m >= 1.0 {
        let is_said = stretch.links.iter().any(|link| network.link(*link).street().lit == Lit::No);
        let metres = light.without_m;
        reasons.push(if is_said { Reason::SaidUnlit { metres } } else { Reason::FarApart { metres } });
    }
    if light.said_lit_m >= 1.0 {
        reasons.push(Reason::SaidLit { metres: light.said_lit_m });
    }
    if light.unknown_m >= 1.0 {
        reasons.push(Reason::UnknownLight { metres: light.unknown_m });
    }
    if light.dark_m() < 1.0 && light.said_lit_m < 1.0 && light.unknown_m < 1.0 {
        reasons.push(Reason::WellLit);
    }
}
