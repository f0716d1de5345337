//! The parts of a network that no street joins.

use super::{LinkId, Network, NodeId};

/// Streets one can get along between without leaving the network, one-way streets taken both ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    pub n_junctions: usize,
    pub n_links: usize,
    pub length_m: f64,
    /// One of its junctions.
    pub at: NodeId,
}

impl Network {
    /// Every part, the one with the longest streets first.
    ///
    /// # Complexity
    /// Linear in junctions and links.
    pub fn components(&self) -> Vec<Component> {
        let mut seen = vec![false; self.nodes().len()];
        let mut link_seen = vec![false; self.links().len()];
        let mut components = Vec::new();
        for start in 0..seen.len() {
            // A number without a link is no junction.
            if std::mem::replace(&mut seen[start], true) || self.at(NodeId(start as u32)).is_empty() {
                continue;
            }
            let at = NodeId(start as u32);
            let mut part = Component { n_junctions: 0, n_links: 0, length_m: 0.0, at };
            let mut waiting = vec![at];
            while let Some(node) = waiting.pop() {
                part.n_junctions += 1;
                for &LinkId(link) in self.at(node) {
                    if !std::mem::replace(&mut link_seen[link as usize], true) {
                        part.n_links += 1;
                        part.length_m += self.link(LinkId(link)).length_m;
                    }
                    let other = self.across(LinkId(link), node);
                    if !std::mem::replace(&mut seen[other.0 as usize], true) {
                        waiting.push(other);
                    }
                }
            }
            components.push(part);
        }
        components.sort_by(|a, b| b.length_m.total_cmp(&a.length_m).then(a.at.cmp(&b.at)));
        components
    }
}

#[cfg(test)]
mod tests {
    use geo::{Coord, LineString};

    use super::*;
    use crate::geodesy::Metric;
    use crate::town::{Link, Street, StreetClass};

    fn link(from: u32, to: u32) -> Link {
        let at = |n: u32| Coord { x: 14.0 + f64::from(n) / 1000.0, y: 56.0 };
        let middle = Coord { x: 14.0, y: 56.001 };
        let line = LineString(vec![at(from), middle, at(to)]);
        Link { way: 1, from, to, street: Street::of_class(StreetClass::Residential), line }
    }

    #[test]
    fn parts_are_told_apart_and_loops_count_once() {
        let links = vec![link(0, 1), link(1, 2), link(3, 4), link(4, 4), link(5, 6), link(6, 7), link(7, 5)];
        let network = Network::new(links, &Metric::sweref99_tm());
        let mut parts: Vec<(usize, usize)> =
            network.components().iter().map(|part| (part.n_junctions, part.n_links)).collect();
        parts.sort_unstable();
        assert_eq!(parts, [(2, 2), (3, 2), (3, 3)]);
        let total: f64 = network.components().iter().map(|part| part.length_m).sum();
        let all: f64 = network.links().iter().map(|laid| laid.length_m).sum();
        assert!((total - all).abs() < 1e-6);
        assert!(Network::default().components().is_empty());
    }
}
