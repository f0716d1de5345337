//! The stamp without which nothing is written for anybody.

use crate::analysis::backtest::Judged;
use crate::analysis::darkness::Darkness;
use crate::analysis::density::{Raster, Surface};
use crate::analysis::incidents::Wave;
use crate::analysis::local::Measured;
use crate::analysis::scan::Placed;
use crate::analysis::season::When;
use crate::analysis::series::TrendOfSeries;
use crate::analysis::{Heat, Knox, PlaceRates, StreetHeat};
use crate::observation::{Group, Observation};
use crate::planning::lighting::LightPlan;
use crate::report::desk::DeskReport;

/// A result somebody may see. Every writer of results in `interop` takes this, and only this module makes it: the
/// compiler keeps uncleared results in the house.
#[derive(Debug, Clone)]
pub struct Cleared<T>(T);

impl<T> Cleared<T> {
    pub fn get(&self) -> &T {
        &self.0
    }

    pub(super) fn stamp(value: T) -> Self {
        Self(value)
    }
}

/// Proof that somebody may read exact data and that the reading has been logged. The service makes one after it has
/// checked the token and written the log.
#[derive(Debug, Clone)]
pub struct StaffReader {
    name: String,
}

impl StaffReader {
    pub fn admitted(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What a logged member of staff may see: exact, but still without words or person.
pub trait Exact {}
impl Exact for Heat {}
impl Exact for StreetHeat {}
impl Exact for PlaceRates {}
impl Exact for crate::analysis::spots::FoundSpots {}
impl Exact for crate::analysis::spots::TestedSquares {}
impl Exact for Vec<Observation> {}
impl Exact for Vec<(Group, Wave)> {}
impl Exact for crate::index::Profile {}
/// The one result with words in it: for whoever works at the desk.
impl Exact for Vec<DeskReport> {}
impl Exact for Raster {}
impl Exact for Surface {}
impl<Each, Whole> Exact for Measured<Each, Whole> {}
impl<Scan> Exact for Placed<Scan> {}
impl Exact for Knox {}
impl Exact for TrendOfSeries {}
impl Exact for When {}
impl Exact for Darkness {}
impl Exact for Judged {}
impl Exact for LightPlan {}
impl Exact for crate::planning::walks::WalkPlan {}
impl Exact for crate::analysis::effect::Study {}
impl Exact for crate::analysis::effect::Design {}
impl Exact for crate::planning::checks::MonthScore {}
impl Exact for crate::planning::checks::PlannedMonth {}
impl Exact for Vec<super::pictures::PhotoOfReport> {}
impl Exact for super::retention::Found {}

pub fn for_staff<T: Exact>(value: T, _reader: &StaffReader) -> Cleared<T> {
    Cleared::stamp(value)
}
