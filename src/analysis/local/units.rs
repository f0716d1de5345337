//! The field's measures laid over the ground: what each unit is, what it holds, and what the measure says of it.

use super::{
    GParams, GUnit, GlobalG, GlobalMoran, LocalMoranUnit, MoranParams, global_g, global_moran, local_g, local_moran,
};
use crate::analysis::Neighbours;
use crate::geodesy::{Cell, EastNorth};

/// What is beside what.
#[derive(Debug, Clone, PartialEq)]
pub enum Units {
    Squares(Vec<Cell>),
    Points(Vec<Point>),
}

/// A place of its own, by the number it has where it came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub number: u64,
    pub at: EastNorth,
}

/// A measure of each unit, and one of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured<Each, Whole> {
    pub units: Units,
    pub values: Vec<f64>,
    pub n_neighbours: Vec<u32>,
    pub each: Vec<Each>,
    pub whole: Whole,
}

/// Gi or Gi* of each unit, with the global G.
pub fn measured_g(
    units: Units,
    values: Vec<f64>,
    neighbours: &Neighbours,
    params: &GParams,
) -> Measured<GUnit, GlobalG> {
    let each = local_g(&values, neighbours, params);
    let whole = global_g(&values, neighbours);
    Measured { units, n_neighbours: n_neighbours(neighbours), each, whole, values }
}

/// Local Moran's I of each unit, with the global one.
pub fn measured_moran(
    units: Units,
    values: Vec<f64>,
    neighbours: &Neighbours,
    params: &MoranParams,
) -> Measured<LocalMoranUnit, GlobalMoran> {
    let each = local_moran(&values, neighbours, params);
    let whole = global_moran(&values, neighbours, params.weights);
    Measured { units, n_neighbours: n_neighbours(neighbours), each, whole, values }
}

fn n_neighbours(neighbours: &Neighbours) -> Vec<u32> {
    (0..neighbours.n_units()).map(|unit| neighbours.of(unit).len() as u32).collect()
}
