//! Links that people call one piece of street: from crossing to crossing, with the stubs at its ends.

use std::collections::BTreeMap;

use super::{LinkId, Network, NodeId};
use crate::town::{Street, StreetClass};

/// A stretch shorter than this is no street of its own (metres): the two metres between a pavement and a zebra
/// crossing, the few between the halves of a divided road.
const SHORTEST_STRETCH_M: f64 = 25.0;

/// Which stretch each link belongs to.
#[derive(Debug, Clone, Default)]
pub struct Stretches {
    /// By link: the lowest link of its stretch.
    first: Vec<u32>,
    /// By link; of the lowest link of a stretch, the metres of the whole.
    length_m: Vec<f64>,
    /// By link; of the lowest link of a stretch, the longest one with a name, or the longest.
    face: Vec<LinkId>,
}

impl Stretches {
    /// The stretch a link belongs to, named by the lowest link in it.
    pub fn of(&self, link: LinkId) -> LinkId {
        LinkId(self.first[link.0 as usize])
    }

    /// The link whose name and class are those of the stretch that a link belongs to.
    pub fn face(&self, link: LinkId) -> LinkId {
        self.face[self.first[link.0 as usize] as usize]
    }

    /// The metres of the stretch that a link belongs to.
    pub fn length_m(&self, link: LinkId) -> f64 {
        self.length_m[self.first[link.0 as usize] as usize]
    }
}

impl Network {
    /// Joins links to stretches of street.
    ///
    /// # Method
    /// Links of one name are joined where they meet and no street of another name does; links without a name where
    /// exactly two of one class meet. What is shorter than 25 m then goes with the stretch it touches: one with a name
    /// before one without, the longest first.
    ///
    /// # Edge cases
    /// A stub that touches nothing, or only stubs, stays by itself or with them.
    ///
    /// # Complexity
    /// Linear in links and in how many meet at a junction, but for a logarithm. Made at the first question.
    pub fn stretches(&self) -> &Stretches {
        self.stretches.get_or_init(|| stretches(self))
    }
}

fn stretches(network: &Network) -> Stretches {
    let mut joined = Joined((0..network.links().len() as u32).collect());
    for node in 0..network.nodes().len() as u32 {
        join_at(network, NodeId(node), &mut joined);
    }
    absorb_stubs(network, &mut joined);
    let first: Vec<u32> = (0..network.links().len() as u32).map(|link| joined.root(link)).collect();
    Stretches { length_m: lengths(network, &first), face: faces(network, &first), first }
}

fn lengths(network: &Network, first: &[u32]) -> Vec<f64> {
    let mut length_m = vec![0.0; first.len()];
    for (laid, first) in network.links().iter().zip(first) {
        length_m[*first as usize] += laid.length_m;
    }
    length_m
}

fn faces(network: &Network, first: &[u32]) -> Vec<LinkId> {
    let mut face: Vec<LinkId> = (0..first.len() as u32).map(LinkId).collect();
    let worth = |link: LinkId| (network.link(link).street().name.is_some(), network.link(link).length_m);
    for (link, first) in (0..).map(LinkId).zip(first) {
        let held = &mut face[*first as usize];
        let (a, b) = (worth(link), worth(*held));
        if a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).is_gt() {
            *held = link;
        }
    }
    face
}

fn join_at(network: &Network, node: NodeId, joined: &mut Joined) {
    let here = network.at(node);
    let street = |link: &LinkId| network.link(*link).street();
    let named: Vec<&LinkId> = here.iter().filter(|link| street(link).name.is_some()).collect();
    if named.windows(2).all(|pair| street(pair[0]).name == street(pair[1]).name) {
        for pair in named.windows(2) {
            joined.join(pair[0].0, pair[1].0);
        }
    }
    let mut nameless: BTreeMap<StreetClass, Vec<&LinkId>> = BTreeMap::new();
    for link in here.iter().filter(|link| street(link).name.is_none()) {
        nameless.entry(street(link).class).or_default().push(link);
    }
    for links in nameless.values().filter(|links| links.len() == 2) {
        joined.join(links[0].0, links[1].0);
    }
}

fn absorb_stubs(network: &Network, joined: &mut Joined) {
    let first: Vec<u32> = (0..network.links().len() as u32).map(|link| joined.root(link)).collect();
    let length_m = lengths(network, &first);
    let is_stub = |link: LinkId| length_m[first[link.0 as usize] as usize] < SHORTEST_STRETCH_M;
    let worth = |link: LinkId| {
        let street: &Street = network.link(link).street();
        (street.name.is_some(), length_m[first[link.0 as usize] as usize])
    };
    let mut host: BTreeMap<u32, LinkId> = BTreeMap::new();
    for (link, laid) in (0..).map(LinkId).zip(network.links()).filter(|(link, _)| is_stub(*link)) {
        let around = [laid.from(), laid.to()].into_iter().flat_map(|node| network.at(node));
        for other in around.filter(|other| !is_stub(**other)) {
            let held = host.entry(first[link.0 as usize]).or_insert(*other);
            let (a, b) = (worth(*other), worth(*held));
            if a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then((*held).cmp(other)).is_gt() {
                *held = *other;
            }
        }
    }
    for (stub, host) in host {
        joined.join(stub, host.0);
    }
}

/// Which links are one; the lowest stands for all.
struct Joined(Vec<u32>);

impl Joined {
    fn root(&mut self, mut link: u32) -> u32 {
        while self.0[link as usize] != link {
            self.0[link as usize] = self.0[self.0[link as usize] as usize];
            link = self.0[link as usize];
        }
        link
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawn::network_of;
    use super::*;

    fn street(class: StreetClass, name: &str) -> Street {
        Street { name: Some(name.to_owned()).filter(|name| !name.is_empty()), ..Street::of_class(class) }
    }

    fn of_each(network: &Network) -> Vec<u32> {
        (0..network.links().len() as u32).map(|link| network.stretches().of(LinkId(link)).0).collect()
    }

    #[test]
    fn a_street_is_cut_by_streets_with_other_names_and_not_by_paths() {
        use StreetClass::{Footway, Residential};
        let town = network_of([
            (vec![(0.0, 0.0), (50.0, 0.0)], street(Residential, "Storgatan")),
            (vec![(50.0, 0.0), (100.0, 0.0)], street(Residential, "Storgatan")),
            (vec![(100.0, 0.0), (200.0, 0.0)], street(Residential, "Storgatan")),
            (vec![(50.0, 0.0), (50.0, 90.0)], street(Footway, "")),
            (vec![(100.0, 0.0), (100.0, 90.0)], street(Residential, "Esplanaden")),
        ]);
        assert_eq!(of_each(&town), [0, 0, 2, 3, 4]);
        assert!((town.stretches().length_m(LinkId(1)) - 100.0).abs() < 1e-6);
    }

    #[test]
    fn two_metres_between_pavement_and_street_go_with_the_street() {
        use StreetClass::{Footway, Residential};
        let town = network_of([
            // The pavement, in two pieces, and the stub from it across the kerb.
            (vec![(0.0, 2.0), (60.0, 2.0)], street(Footway, "")),
            (vec![(60.0, 2.0), (120.0, 2.0)], street(Footway, "")),
            (vec![(60.0, 2.0), (60.0, 0.0)], street(Footway, "")),
            (vec![(0.0, 0.0), (60.0, 0.0)], street(Residential, "Storgatan")),
            (vec![(60.0, 0.0), (120.0, 0.0)], street(Residential, "Storgatan")),
            // A stub of a stub, and one that touches nothing.
            (vec![(300.0, 300.0), (302.0, 300.0)], street(Footway, "")),
        ]);
        assert_eq!(
            of_each(&town),
            [0, 1, 2, 2, 2, 5],
            "three of a kind meet: the pavement is cut, the stub is not alone"
        );
        assert!((town.stretches().length_m(LinkId(2)) - 122.0).abs() < 1e-6);
        assert_eq!(town.stretches().face(LinkId(2)), LinkId(3));
        assert_eq!(of_each(&Network::default()), [] as [u32; 0]);
    }

    #[test]
    fn a_path_without_a_name_goes_on_over_a_bend_and_ends_where_it_forks() {
        let path = || street(StreetClass::Path, "");
        let town = network_of([
            (vec![(0.0, 0.0), (40.0, 0.0)], path()),
            (vec![(40.0, 0.0), (80.0, 30.0)], path()),
            (vec![(80.0, 30.0), (150.0, 30.0)], path()),
            (vec![(80.0, 30.0), (80.0, 120.0)], path()),
        ]);
        assert_eq!(of_each(&town), [0, 0, 2, 3]);
    }
}
