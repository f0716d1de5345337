//! What an import found, in figures a person can compare with what the source says.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::town::Layer;

/// Counted within what was taken of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OsmSummary {
    /// Ways with the key `highway`, whatever its value.
    pub n_highways: usize,
    /// Of these, those with the key `maxspeed`.
    pub n_with_maxspeed: usize,
    /// Of these, those with the key `lit`.
    pub n_with_lit: usize,
    /// Of these, those with `lit=no`.
    pub n_lit_no: usize,
    /// Points with `highway=street_lamp`.
    pub n_lamps: usize,
    /// Ways of the street network.
    pub n_streets: usize,
    /// Of these, those that cars may drive along in one direction only.
    pub n_one_way: usize,
    pub n_links: usize,
    pub n_junctions: usize,
    pub km: f64,
    /// Parts of the network that no street joins.
    pub n_components: usize,
    /// Kilometres of the longest part.
    pub largest_component_km: f64,
    /// Features of each layer.
    pub layers: BTreeMap<Layer, usize>,
    /// Areas whose edge does not close in this file.
    pub n_broken_areas: usize,
    /// How old the data are, when the file says so.
    pub data_date: Option<Date>,
}
