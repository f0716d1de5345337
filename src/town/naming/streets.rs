//! Which streets a place lies on, by their names.

use std::collections::{BTreeMap, BTreeSet};

use super::Weighed;
use crate::geodesy::EastNorth;
use crate::town::{LinkId, Network, NodeId, StreetClass};

/// A pavement drawn as a path of its own has no name; the street it follows lies no farther away than this.
const NAMED_WITHIN_M: f64 = 40.0;
/// What lies so near a junction lies at the crossing,
const AT_CROSSING_M: f64 = 25.0;
/// when so much of the weight does.
const SHARE_AT_CROSSING: f64 = 2.0 / 3.0;

/// A street with what lies on it.
pub(super) struct Carried {
    pub name: String,
    pub share: f64,
    /// The link of it with most weight.
    pub link: LinkId,
    pub points: Vec<(EastNorth, f64)>,
}

/// The weight of each link, and the points of the street nearest to the positions.
type OnStreet = (BTreeMap<LinkId, f64>, Vec<(EastNorth, f64)>);

/// The streets nearest to the positions, the one with most weight first.
pub(super) fn carrying(network: &Network, weighed: &Weighed) -> Vec<Carried> {
    let mut by_name: BTreeMap<&str, OnStreet> = BTreeMap::new();
    for (at, weight) in &weighed.0 {
        let near = network.near(*at, NAMED_WITHIN_M);
        let named = near.iter().find_map(|foot| {
            let link = foot.position.link;
            Some((link, foot.at, network.link(link).street().name.as_deref()?))
        });
        if let Some((link, foot, name)) = named {
            let (links, points) = by_name.entry(name).or_default();
            *links.entry(link).or_default() += weight;
            points.push((foot, *weight));
        }
    }
    let carried = |(name, (links, points)): (&str, OnStreet)| {
        // Of equal ones the first.
        let most = links.iter().rev().max_by(|a, b| a.1.total_cmp(b.1)).map(|(link, _)| *link);
        let link = most.expect("a name comes with a link");
        Carried { name: name.to_owned(), share: points.iter().map(|(_, weight)| weight).sum(), link, points }
    };
    let mut streets: Vec<Carried> = by_name.into_iter().map(carried).collect();
    streets.sort_by(|a, b| b.share.total_cmp(&a.share));
    streets
}

/// The two streets at whose crossing the place lies.
pub(super) fn crossing(network: &Network, weighed: &Weighed) -> Option<(String, String)> {
    let mut at: BTreeMap<(String, String), f64> = BTreeMap::new();
    for (place, weight) in &weighed.0 {
        let near = network.near(*place, AT_CROSSING_M);
        let ends = near.iter().flat_map(|foot| {
            let laid = network.link(foot.position.link);
            [laid.from(), laid.to()]
        });
        let close = |node: &NodeId| network.nodes()[node.0 as usize].distance_m(*place) <= AT_CROSSING_M;
        let nodes: BTreeSet<NodeId> = ends.filter(close).collect();
        // The halves of a divided road meet a street twice.
        let pairs: BTreeSet<(String, String)> = nodes.into_iter().filter_map(|node| meeting(network, node)).collect();
        for pair in pairs {
            *at.entry(pair).or_default() += weight;
        }
    }
    let most = at.into_iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (most.1 >= SHARE_AT_CROSSING).then_some(most.0)
}

/// The two widest streets with different names at a junction, the widest first.
fn meeting(network: &Network, node: NodeId) -> Option<(String, String)> {
    let mut names = names_at(network, node).into_iter();
    Some((names.next()?.1.to_owned(), names.next()?.1.to_owned()))
}

/// The names of the streets at a junction, each once, the widest first.
pub(super) fn names_at(network: &Network, node: NodeId) -> Vec<(StreetClass, &str)> {
    let streets = network.at(node).iter().map(|link| network.link(*link).street());
    let mut named: Vec<_> = streets.filter_map(|street| Some((street.class, street.name.as_deref()?))).collect();
    named.sort_unstable();
    let mut seen = BTreeSet::new();
    named.retain(|(_, name)| seen.insert(*name));
    named
}
