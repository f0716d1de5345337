//! Links put together to stretches, so that the planner has places and not splinters.

use crate::geodesy::EastNorth;
use crate::town::{LinkId, Network, Position};

/// Links that are met together.
pub(super) struct Stretch {
    /// Numbers of its links in the list they were given in, ascending.
    pub units: Vec<usize>,
    /// Of these the one that most is expected on.
    pub strongest: usize,
}

/// Each link with anything expected on it goes to the strongest link whose middle lies near enough to its own.
pub(super) fn stretches(network: &Network, links: &[LinkId], expected: &[f64], near_m: f64) -> Vec<Stretch> {
    let middle = |unit: usize| {
        let link = links[unit];
        network.place(Position { link, along_m: network.link(link).length_m / 2.0 })
    };
    let mut order: Vec<usize> = (0..links.len()).filter(|unit| expected[*unit] > 0.0).collect();
    order.sort_by(|a, b| expected[*b].total_cmp(&expected[*a]).then(a.cmp(b)));
    let mut made: Vec<(EastNorth, Stretch)> = Vec::new();
    for unit in order {
        let at = middle(unit);
        // Those made first are the stronger ones.
        match made.iter_mut().find(|(other, _)| other.distance_m(at) <= near_m) {
            Some((_, stretch)) => stretch.units.push(unit),
            None => made.push((at, Stretch { units: vec![unit], strongest: unit })),
        }
    }
    let mut made: Vec<Stretch> = made.into_iter().map(|(_, stretch)| stretch).collect();
    made.iter_mut().for_each(|stretch| stretch.units.sort_unstable());
    made
}
