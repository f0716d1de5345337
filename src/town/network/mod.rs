//! The street network: junctions and the links between them, in metres.

mod components;
mod cut;
#[cfg(test)]
pub(crate) mod drawn;
mod inside;
mod matching;
mod route;
mod snap;
mod stretches;

pub use components::Component;
pub use cut::{Way, cut};
pub use matching::{MatchParams, Matched};
pub use route::{By, Search};
pub use snap::{Position, SNAP_LIMIT_M, Side, Snapped};
pub use stretches::Stretches;

use std::sync::OnceLock;

use super::{Link, Street};
use crate::geodesy::{Box2, EastNorth, LonLat, Metric};

/// A link's place in its [`Network`]; means nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(pub u32);

/// A junction's place in its [`Network`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A link with its line in the metres of the municipality.
#[derive(Debug, Clone)]
pub struct Laid {
    pub link: Link,
    pub line: Vec<EastNorth>,
    pub length_m: f64,
}

impl Laid {
    pub fn street(&self) -> &Street {
        &self.link.street
    }

    pub fn from(&self) -> NodeId {
        NodeId(self.link.from)
    }

    pub fn to(&self) -> NodeId {
        NodeId(self.link.to)
    }

    pub fn bounds(&self) -> Box2 {
        Box2::around(self.line.iter().copied()).expect("a link has two points")
    }
}

/// Every street of a municipality. It never changes: a new import makes a new one.
#[derive(Debug, Clone, Default)]
pub struct Network {
    links: Vec<Laid>,
    nodes: Vec<EastNorth>,
    /// Where each node's links begin in `touching`; one longer than `nodes`.
    first: Vec<u32>,
    touching: Vec<LinkId>,
    /// Made when the first place is asked for; an import that only stores the streets never asks.
    tree: snap::Tree,
    stretches: OnceLock<Stretches>,
}

/// A part of a link, in metres from its beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    pub link: LinkId,
    pub from_m: f64,
    pub to_m: f64,
}

impl Piece {
    pub fn length_m(&self) -> f64 {
        self.to_m - self.from_m
    }
}

impl Network {
    /// Lays the links out in metres. Links with fewer than two points, or with a point that is not on the globe, are
    /// left out.
    pub fn new(links: Vec<Link>, metric: &Metric) -> Self {
        let mut laid: Vec<Laid> = Vec::with_capacity(links.len());
        for link in links {
            let line: Option<Vec<EastNorth>> =
                link.line.coords().map(|c| LonLat::new(c.x, c.y).map(|p| metric.forward(p))).collect();
            if let Some(line) = line.filter(|line| line.len() >= 2) {
                laid.push(Laid { length_m: crate::geodesy::length_m(&line), line, link });
            }
        }
        let n_nodes = laid.iter().map(|l| l.link.from.max(l.link.to) + 1).max().unwrap_or(0) as usize;
        let mut nodes = vec![EastNorth { e: 0.0, n: 0.0 }; n_nodes];
        let mut first = vec![0_u32; n_nodes + 1];
        for l in &laid {
            nodes[l.link.from as usize] = l.line[0];
            nodes[l.link.to as usize] = l.line[l.line.len() - 1];
            first[l.link.from as usize + 1] += 1;
            // A loop touches its one junction twice.
            first[l.link.to as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut touching = vec![LinkId(0); laid.len() * 2];
        for (i, l) in laid.iter().enumerate() {
            for node in [l.link.from, l.link.to] {
                touching[next[node as usize] as usize] = LinkId(i as u32);
                next[node as usize] += 1;
            }
        }
        Self { links: laid, nodes, first, touching, tree: snap::Tree::default(), stretches: OnceLock::new() }
    }

    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    pub fn links(&self) -> &[Laid] {
        &self.links
    }

    pub fn link(&self, id: LinkId) -> &Laid {
        &self.links[id.0 as usize]
    }

    /// The links without their metres, as they were given.
    pub fn into_links(self) -> Vec<Link> {
        self.links.into_iter().map(|laid| laid.link).collect()
    }

    /// Where the junctions lie, by number.
    pub fn nodes(&self) -> &[EastNorth] {
        &self.nodes
    }

    /// The links that begin or end at a junction; a loop is named twice.
    pub fn at(&self, node: NodeId) -> &[LinkId] {
        let node = node.0 as usize;
        &self.touching[self.first[node] as usize..self.first[node + 1] as usize]
    }

    /// The junction at the other end of a link.
    pub fn across(&self, id: LinkId, node: NodeId) -> NodeId {
        let link = &self.link(id).link;
        if link.from == node.0 { NodeId(link.to) } else { NodeId(link.from) }
    }
}
