//! Where two streets with names meet.

use std::collections::{BTreeMap, BTreeSet};

use super::streets::Streets;
use crate::geodesy::EastNorth;
use crate::town::{Network, NodeId};

/// Junctions of the same two streets nearer than this are one crossing: the halves of a divided road.
const SAME_CROSSING_M: f64 = 60.0;

pub(super) struct Crossing {
    /// `Esplanaden/Storgatan`, in the order of the alphabet.
    pub name: String,
    pub at: EastNorth,
    pub invented: bool,
}

/// Every crossing of two streets, by their names.
pub(super) fn crossings(network: &Network, streets: &Streets) -> Vec<Crossing> {
    let mut met: BTreeMap<(u32, u32), Vec<EastNorth>> = BTreeMap::new();
    for (number, at) in (0..).zip(network.nodes()) {
        let here: BTreeSet<u32> =
            network.at(NodeId(number)).iter().filter_map(|link| streets.of_link.get(link).copied()).collect();
        let here: Vec<u32> = here.into_iter().collect();
        for (i, a) in here.iter().enumerate() {
            for b in &here[i + 1..] {
                let points = met.entry((*a, *b)).or_default();
                if points.iter().all(|other| other.distance_m(*at) > SAME_CROSSING_M) {
                    points.push(*at);
                }
            }
        }
    }
    let named = |((a, b), points): ((u32, u32), Vec<EastNorth>)| {
        let (a, b) = (&streets.list[a as usize], &streets.list[b as usize]);
        let name = format!("{}/{}", a.name, b.name);
        let invented = a.invented || b.invented;
        points.into_iter().map(move |at| Crossing { name: name.clone(), at, invented })
    };
    met.into_iter()
        .filter(|((a, b), _)| streets.list[*a as usize].name != streets.list[*b as usize].name)
        .flat_map(named)
        .collect()
}
