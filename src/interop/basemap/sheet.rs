//! One layer of the basemap over a range of zooms: what is drawn, and an R-tree to find it.

use std::ops::RangeInclusive;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::simplify::Vertex;
use super::world::WorldPoint;

/// What a tag says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Tag {
    Word(&'static str),
    Text(String),
    Number(u64),
    Level(i8),
    True,
}

pub(super) type Tags = Vec<(&'static str, Tag)>;

/// A ring and the lowest zoom at which it is large enough to be drawn; closed, as its ends are always drawn.
#[derive(Debug)]
pub(super) struct Ring {
    pub vertices: Vec<Vertex>,
    pub from_zoom: u8,
}

#[derive(Debug)]
pub(super) enum Shape {
    Point(WorldPoint),
    Line(Vec<Vertex>),
    /// The outer ring first.
    Surface(Vec<Ring>),
}

/// One thing on the map, drawn from a zoom on.
#[derive(Debug)]
pub(super) struct Drawn {
    pub shape: Shape,
    pub tags: Tags,
    pub from_zoom: u8,
}

type Leaf = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// A layer over a range of zooms.
#[derive(Debug)]
pub(super) struct Sheet {
    pub layer: &'static str,
    pub zooms: RangeInclusive<u8>,
    /// In the order they are drawn in.
    pub drawn: Vec<Drawn>,
    tree: RTree<Leaf>,
}

impl Sheet {
    pub fn new(layer: &'static str, zooms: RangeInclusive<u8>, drawn: Vec<Drawn>) -> Self {
        let first = drawn.iter().map(|d| d.from_zoom).min().unwrap_or(u8::MAX);
        let zooms = (*zooms.start()).max(first)..=*zooms.end();
        let leaves = drawn.iter().enumerate().filter_map(|(i, d)| Some(Leaf::new(bounds(&d.shape)?, i as u32)));
        let tree = RTree::bulk_load(leaves.collect());
        Self { layer, zooms, drawn, tree }
    }

    /// What is drawn at a zoom and touches a box of world steps, in drawing order.
    pub fn within(&self, zoom: u8, (low, high): ([f64; 2], [f64; 2])) -> Vec<&Drawn> {
        if !self.zooms.contains(&zoom) {
            return Vec::new();
        }
        let around = AABB::from_corners(low, high);
        let mut found: Vec<u32> = self.tree.locate_in_envelope_intersecting(&around).map(|leaf| leaf.data).collect();
        found.retain(|i| self.drawn[*i as usize].from_zoom <= zoom);
        found.sort_unstable();
        found.into_iter().map(|i| &self.drawn[i as usize]).collect()
    }
}

fn bounds(shape: &Shape) -> Option<Rectangle<[f64; 2]>> {
    let around = |points: &mut dyn Iterator<Item = WorldPoint>| {
        let first = points.next()?.as_f64();
        let (low, high) = points.map(WorldPoint::as_f64).fold((first, first), |(low, high), p| {
            ([low[0].min(p[0]), low[1].min(p[1])], [high[0].max(p[0]), high[1].max(p[1])])
        });
        Some(Rectangle::from_corners(low, high))
    };
    match shape {
        Shape::Point(at) => around(&mut std::iter::once(*at)),
        Shape::Line(line) => around(&mut line.iter().map(|v| v.at)),
        Shape::Surface(rings) => around(&mut rings.first()?.vertices.iter().map(|v| v.at)),
    }
}
