//! What a hot-spot test is laid over: squares or street links, what could have been reported in each, and who lies
//! beside whom.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::analysis::Neighbours;
use crate::geodesy::{Cell, EastNorth, Shape, spread};
use crate::town::{By, LinkId, Network, NodeId, Position, Search};

/// What reports are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Metres of street: where nobody can be, nobody reports.
    StreetMetres,
    Residents,
    /// Everything else that is reported: where few report anything, few are expected.
    OtherReports,
    /// The same everywhere. Says where people are as much as where things happen.
    Even,
}

impl Basis {
    pub const ALL: [Self; 4] = [Self::StreetMetres, Self::Residents, Self::OtherReports, Self::Even];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::StreetMetres => "street",
            Self::Residents => "population",
            Self::OtherReports => "reports",
            Self::Even => "even",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.as_str() == word)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// In ascending order.
    Cells(Vec<Cell>),
    /// Every link of the network, by its number.
    Links(Vec<LinkId>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Terrain {
    pub places: Places,
    pub basis: Basis,
    /// One for each place; see [`Basis`] for the unit.
    pub exposure: Vec<f64>,
    pub neighbours: Neighbours,
}

/// Squares that touch each other by a side or a corner are one neighbourhood.
pub(super) const RINGS: u32 = 1;

/// Streets within this way of each other are one neighbourhood.
const NEAR_M: f64 = 150.0;

impl Terrain {
    /// Squares with the metres of street in them; a square without streets is none.
    pub fn of_street_squares(network: &Network, size_m: u32) -> Self {
        let in_cells = |link: &crate::town::Laid| {
            let shares = spread(&Shape::Stretch(link.line.clone()), size_m);
            shares.into_iter().map(|(cell, share)| (cell, share * link.length_m)).collect::<Vec<_>>()
        };
        let parts: Vec<Vec<(Cell, f64)>> = network.links().par_iter().map(in_cells).collect();
        let mut metres: BTreeMap<Cell, f64> = BTreeMap::new();
        // In the order of the links, so that the sums are the same on any number of threads.
        parts.into_iter().flatten().for_each(|(cell, part)| *metres.entry(cell).or_default() += part);
        Self::of_squares(metres, Basis::StreetMetres)
    }

    /// Squares with an exposure of any kind.
    pub fn of_squares(exposure: BTreeMap<Cell, f64>, basis: Basis) -> Self {
        let (cells, exposure): (Vec<Cell>, Vec<f64>) = exposure.into_iter().unzip();
        let neighbours = Neighbours::of_cells(&cells, RINGS);
        Self { places: Places::Cells(cells), basis, exposure, neighbours }
    }

    /// Every street link with its metres; streets within 150 m of the way are neighbours, a river is no way.
    pub fn of_links(network: &Network) -> Self {
        let links: Vec<LinkId> = (0..network.links().len() as u32).map(LinkId).collect();
        let near = |search: &mut Search, id: &LinkId| {
            let half_m = network.link(*id).length_m / 2.0;
            search.from(Position { link: *id, along_m: half_m }, half_m + NEAR_M);
            let mut reached: Vec<u32> =
                search.reached().iter().flat_map(|(node, _): &(NodeId, f64)| network.at(*node)).map(|l| l.0).collect();
            reached.sort_unstable();
            reached.dedup();
            reached
        };
        let lists = links.par_iter().map_init(|| Search::new(network, By::Foot), near).collect();
        Self {
            exposure: network.links().iter().map(|link| link.length_m).collect(),
            places: Places::Links(links),
            basis: Basis::StreetMetres,
            neighbours: Neighbours::from_lists(lists),
        }
    }

    pub fn n_places(&self) -> usize {
        self.exposure.len()
    }

    /// The number of the place in which each report lies; `None` outside.
    pub(super) fn place_of(&self, at: &[EastNorth], on_link: impl Fn(usize) -> Option<LinkId>) -> Vec<Option<u32>> {
        match &self.places {
            Places::Links(_) => (0..at.len()).map(|report| on_link(report).map(|link| link.0)).collect(),
            Places::Cells(cells) => {
                let Some(size_m) = cells.first().map(|cell| cell.size_m) else { return vec![None; at.len()] };
                let number: HashMap<Cell, u32> = cells.iter().copied().zip(0..).collect();
                at.iter().map(|at| number.get(&Cell::containing(*at, size_m)).copied()).collect()
            }
        }
    }
}
