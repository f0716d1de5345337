//! A scan with the places its locations stand for.

use crate::geodesy::EastNorth;

/// The numbers of a scan's locations mean the places here.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<Scan> {
    pub places: Vec<EastNorth>,
    /// For each place the numbers its cases have where they came from.
    pub numbers: Vec<Vec<u64>>,
    pub scan: Scan,
}
