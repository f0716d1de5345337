//! The passes over a file. Memory grows with what is taken of it, never with the file.
//!
//! 1. Points inside the box that is read, and what stands at them.
//! 2. Ways with a point there: streets, lines, areas, and what may be the edge of a larger area.
//! 3. Multipolygons with such a way.
//! 4. Their other ways.
//! 5. The points that the kept ways have outside the box.
//!
//! A file that is taken whole needs neither 4 nor 5. Blocks of other kinds are skipped unread after the first pass.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

use osmpbf::block::{HeaderBlock, PrimitiveBlock};
use osmpbf::elements::{RelMemberType, Relation as RawRelation, Way as RawWay};

use super::blocks::{Blocks, Kinds};
use super::clip::Clip;
use super::nodes::{Nodes, Spot, Window};
use super::streets;
use super::tags::Tags;
use super::things::{self, Thing};
use super::{OsmError, Pass, Progress};
use crate::geodesy::{Bounds, LonLat};
use crate::town::Street;

/// What the passes found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub nodes: Nodes,
    pub at_nodes: Vec<(i64, Spot, Vec<Thing>)>,
    pub ways: Vec<Way>,
    pub areas: Vec<Area>,
    /// The ways of areas that are nothing by themselves and lie outside the box.
    pub edges: HashMap<i64, Box<[i64]>>,
    /// The box around every point of the file.
    pub extent: Option<Bounds>,
    /// When the newest way was changed, or the file was cut from the planet; milliseconds.
    pub newest_ms: Option<i64>,
}

#[derive(Debug)]
pub(super) struct Way {
    pub id: i64,
    pub refs: Box<[i64]>,
    pub highway: Option<Highway>,
    pub street: Option<Box<Street>>,
    pub things: Vec<Thing>,
}

/// What a way with the key `highway` says, counted as the source has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Highway {
    pub maxspeed: bool,
    pub lit: bool,
    pub lit_no: bool,
}

/// A multipolygon.
#[derive(Debug)]
pub(super) struct Area {
    pub id: i64,
    pub things: Vec<Thing>,
    /// Numbers of its ways, and whether they are edges of holes.
    pub members: Vec<(i64, bool)>,
}

pub(super) fn run<R: Read + Seek>(
    reader: R,
    clip: &Clip,
    progress: &mut dyn FnMut(Progress),
) -> Result<Found, OsmError> {
    let window = clip.read_bounds().map(Window::new);
    let mut blocks = Blocks::new(reader, progress)?;
    let mut found = Found::default();

    let header = points(&mut blocks, window, &mut found)?;
    ways(&mut blocks, window.is_none(), &mut found)?;
    areas(&mut blocks, &mut found)?;
    if window.is_some() {
        edges(&mut blocks, &mut found)?;
        rest(&mut blocks, &mut found)?;
    }
    found.newest_ms = header.osmosis_replication_timestamp().map(|s| s.saturating_mul(1000)).or(found.newest_ms);
    Ok(found)
}

#[derive(Default)]
struct PointsOf {
    spots: Vec<(i64, Spot)>,
    things: Vec<(i64, Spot, Vec<Thing>)>,
    extent: Option<Bounds>,
}

fn points<R: Read + Seek>(
    blocks: &mut Blocks<'_, R>,
    window: Option<Window>,
    found: &mut Found,
) -> Result<HeaderBlock, OsmError> {
    let mut corners: Vec<LonLat> = Vec::new();
    let header = blocks.first_pass(
        |block| points_of(block, window),
        |of| {
            found.nodes.extend(of.spots);
            found.at_nodes.extend(of.things);
            corners.extend(
                of.extent
                    .into_iter()
                    .flat_map(|b| [LonLat::new(b.west, b.south), LonLat::new(b.east, b.north)])
                    .flatten(),
            );
        },
    )?;
    found.nodes.sort();
    found.extent = Bounds::around(corners);
    Ok(header)
}

fn points_of(block: &PrimitiveBlock, window: Option<Window>) -> PointsOf {
    let mut of = PointsOf::default();
    let table = block.raw_stringtable();
    let mut extent: Option<[i32; 4]> = None;
    let mut take = |number: i64, spot: Option<Spot>, tags: &mut dyn Iterator<Item = (usize, usize)>| {
        let Some(spot) = spot else { return };
        extent = Some(spot.stretch(extent));
        if window.is_some_and(|window| !window.holds(spot)) {
            return;
        }
        of.spots.push((number, spot));
        let tags = Tags::from_table(table, tags);
        if !tags.is_empty() {
            let things = things::at_node(&tags);
            if !things.is_empty() {
                of.things.push((number, spot, things));
            }
        }
    };
    for group in block.groups() {
        for node in group.dense_nodes() {
            let mut tags =
                node.raw_tags().filter_map(|(k, v)| Some((usize::try_from(k).ok()?, usize::try_from(v).ok()?)));
            take(node.id(), Spot::from_nano(node.nano_lon(), node.nano_lat()), &mut tags);
        }
        for node in group.nodes() {
            let mut tags = node.raw_tags().map(|(k, v)| (k as usize, v as usize));
            take(node.id(), Spot::from_nano(node.nano_lon(), node.nano_lat()), &mut tags);
        }
    }
    of.extent = extent.and_then(Spot::bounds);
    of
}

fn ways<R: Read + Seek>(blocks: &mut Blocks<'_, R>, everything: bool, found: &mut Found) -> Result<(), OsmError> {
    let Found { nodes, ways, newest_ms, .. } = found;
    let nodes = &*nodes;
    blocks.pass(
        Pass::Ways,
        Kinds::WAYS,
        |block| {
            let mut newest = None;
            let touching = block.groups().flat_map(|group| group.ways());
            let touching = touching.filter(|way| everything || way.refs().any(|number| nodes.holds(number)));
            let kept: Vec<Way> = touching
                .map(|way| {
                    newest = newest.max(way.info().milli_timestamp());
                    way_of(&way, block)
                })
                .collect();
            (kept, newest)
        },
        |(kept, newest)| {
            ways.extend(kept);
            *newest_ms = (*newest_ms).max(newest);
        },
    )
}

fn way_of(way: &RawWay<'_>, block: &PrimitiveBlock) -> Way {
    let tags = Tags::from_table(block.raw_stringtable(), way.raw_tags().map(|(k, v)| (k as usize, v as usize)));
    let refs: Box<[i64]> = way.refs().collect();
    let closed = refs.len() >= 4 && refs.first() == refs.last();
    let street = streets::street(&tags);
    let mut things = things::at_way(&tags, closed);
    things.extend(street.as_ref().and_then(|street| things::underpass(&tags, street)));
    let highway = tags.has("highway").then(|| Highway {
        maxspeed: tags.has("maxspeed"),
        lit: tags.has("lit"),
        lit_no: tags.is("lit", &["no"]),
    });
    Way { id: way.id(), refs, highway, street: street.map(Box::new), things }
}

fn areas<R: Read + Seek>(blocks: &mut Blocks<'_, R>, found: &mut Found) -> Result<(), OsmError> {
    let Found { ways, areas, .. } = found;
    let touching: HashSet<i64> = ways.iter().map(|way| way.id).collect();
    blocks.pass(
        Pass::Areas,
        Kinds::RELATIONS,
        |block| {
            let relations = block.groups().flat_map(|group| group.relations());
            relations.filter_map(|relation| area_of(&relation, block, &touching)).collect::<Vec<_>>()
        },
        |kept| areas.extend(kept),
    )?;
    // A way that is nothing by itself was kept for the area it might belong to.
    let members: HashSet<i64> = areas.iter().flat_map(|area| area.members.iter().map(|(id, _)| *id)).collect();
    ways.retain(|way| way.highway.is_some() || !way.things.is_empty() || members.contains(&way.id));
    Ok(())
}

fn area_of(relation: &RawRelation<'_>, block: &PrimitiveBlock, touching: &HashSet<i64>) -> Option<Area> {
    let table = block.raw_stringtable();
    let tags = Tags::from_table(table, relation.raw_tags().map(|(k, v)| (k as usize, v as usize)));
    if !tags.is("type", &["multipolygon"]) {
        return None;
    }
    let things = things::at_way(&tags, true);
    if things.is_empty() {
        return None;
    }
    let members: Vec<(i64, bool)> = relation
        .members()
        .filter(|member| member.member_type == RelMemberType::Way)
        .map(|member| (member.member_id, member.role().is_ok_and(|role| role == "inner")))
        .collect();
    members.iter().any(|(id, _)| touching.contains(id)).then_some(Area { id: relation.id(), things, members })
}

fn edges<R: Read + Seek>(blocks: &mut Blocks<'_, R>, found: &mut Found) -> Result<(), OsmError> {
    let mut missing: HashSet<i64> =
        found.areas.iter().flat_map(|area| area.members.iter().map(|(id, _)| *id)).collect();
    for way in &found.ways {
        missing.remove(&way.id);
    }
    if missing.is_empty() {
        return Ok(());
    }
    blocks.pass(
        Pass::Edges,
        Kinds::WAYS,
        |block| {
            let ways = block.groups().flat_map(|group| group.ways()).filter(|way| missing.contains(&way.id()));
            ways.map(|way| (way.id(), way.refs().collect())).collect::<Vec<(i64, Box<[i64]>)>>()
        },
        |kept| found.edges.extend(kept),
    )
}

fn rest<R: Read + Seek>(blocks: &mut Blocks<'_, R>, found: &mut Found) -> Result<(), OsmError> {
    let refs = found.ways.iter().map(|way| &way.refs).chain(found.edges.values());
    let mut missing: Vec<i64> =
        refs.flat_map(|refs| refs.iter().copied()).filter(|number| !found.nodes.holds(*number)).collect();
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    let Found { nodes, .. } = found;
    blocks.pass(
        Pass::Rest,
        Kinds::NODES,
        |block| {
            let mut spots = Vec::new();
            for group in block.groups() {
                for node in group.dense_nodes().filter(|node| missing.binary_search(&node.id()).is_ok()) {
                    spots.extend(Spot::from_nano(node.nano_lon(), node.nano_lat()).map(|spot| (node.id(), spot)));
                }
                for node in group.nodes().filter(|node| missing.binary_search(&node.id()).is_ok()) {
                    spots.extend(Spot::from_nano(node.nano_lon(), node.nano_lat()).map(|spot| (node.id(), spot)));
                }
            }
            spots
        },
        |spots| nodes.extend(spots),
    )?;
    nodes.sort();
    Ok(())
}
