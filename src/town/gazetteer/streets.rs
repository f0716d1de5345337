//! Links of one name that hang together are one street.

use std::collections::{BTreeMap, HashMap};

use crate::geodesy::{Box2, EastNorth};
use crate::town::{LinkId, Network};

/// Pieces of one name nearer than this are one street: a square or a roundabout lies between them.
const SAME_STREET_M: f64 = 400.0;

pub(super) struct Street {
    pub name: String,
    /// The middle of the link nearest to the middle of all.
    pub at: EastNorth,
    pub corners: [EastNorth; 2],
    pub invented: bool,
}

pub(super) struct Streets {
    pub list: Vec<Street>,
    /// Which street a named link belongs to.
    pub of_link: HashMap<LinkId, u32>,
}

/// Every named street, by name and then from west to east.
pub(super) fn streets(network: &Network) -> Streets {
    let mut by_name: BTreeMap<&str, Vec<LinkId>> = BTreeMap::new();
    for (number, laid) in (0..).zip(network.links()) {
        if let Some(name) = laid.street().name.as_deref() {
            by_name.entry(name).or_default().push(LinkId(number));
        }
    }
    let mut found = Streets { list: Vec::new(), of_link: HashMap::new() };
    for (name, links) in by_name {
        for links in hanging_together(network, &links) {
            let number = found.list.len() as u32;
            found.of_link.extend(links.iter().map(|link| (*link, number)));
            found.list.push(street(network, name, &links));
        }
    }
    found
}

fn street(network: &Network, name: &str, links: &[LinkId]) -> Street {
    let bounds = bounds(network, links);
    let middle = EastNorth { e: (bounds.min.e + bounds.max.e) / 2.0, n: (bounds.min.n + bounds.max.n) / 2.0 };
    let middles = links.iter().map(|id| crate::geodesy::Shape::Stretch(network.link(*id).line.clone()).anchor());
    let at = middles.min_by(|a, b| a.distance_m(middle).total_cmp(&b.distance_m(middle)));
    Street {
        name: name.to_owned(),
        at: at.expect("a street has a link"),
        corners: [bounds.min, bounds.max],
        invented: links.iter().any(|id| network.link(*id).street().invented),
    }
}

fn bounds(network: &Network, links: &[LinkId]) -> Box2 {
    let points = links.iter().flat_map(|id| network.link(*id).line.iter().copied());
    Box2::around(points).expect("a street has a link, and a link has points")
}

/// Parts the links of one name into streets: joined at junctions, or lying near each other.
fn hanging_together(network: &Network, links: &[LinkId]) -> Vec<Vec<LinkId>> {
    let mut group: Vec<usize> = (0..links.len()).collect();
    let mut at_node: HashMap<u32, usize> = HashMap::new();
    for (i, id) in links.iter().enumerate() {
        for node in [network.link(*id).from().0, network.link(*id).to().0] {
            let other = *at_node.entry(node).or_insert(i);
            join(&mut group, i, other);
        }
    }
    let mut parts = parted(links, &mut group);
    let mut i = 0;
    while i < parts.len() {
        let own = bounds(network, &parts[i]);
        let near = (i + 1..parts.len()).find(|j| gap_m(&own, &bounds(network, &parts[*j])) <= SAME_STREET_M);
        match near {
            Some(j) => {
                let other = parts.remove(j);
                parts[i].extend(other);
            }
            None => i += 1,
        }
    }
    parts.sort_by(|a, b| bounds(network, a).min.e.total_cmp(&bounds(network, b).min.e));
    parts
}

fn parted(links: &[LinkId], group: &mut [usize]) -> Vec<Vec<LinkId>> {
    let mut parts: BTreeMap<usize, Vec<LinkId>> = BTreeMap::new();
    for (i, id) in links.iter().enumerate() {
        parts.entry(root(group, i)).or_default().push(*id);
    }
    parts.into_values().collect()
}

fn join(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    group[a.max(b)] = a.min(b);
}

fn root(group: &mut [usize], mut i: usize) -> usize {
    while group[i] != i {
        group[i] = group[group[i]];
        i = group[i];
    }
    i
}

/// Metres between two boxes, 0 when they touch.
fn gap_m(a: &Box2, b: &Box2) -> f64 {
    let apart = |a_low: f64, a_high: f64, b_low: f64, b_high: f64| (b_low - a_high).max(a_low - b_high).max(0.0);
    apart(a.min.e, a.max.e, b.min.e, b.max.e).hypot(apart(a.min.n, a.max.n, b.min.n, b.max.n))
}
