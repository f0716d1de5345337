//! One method per file: valid types in, a total function, a result out. Same input, same bytes.

mod draws;
mod heat;
mod legend;
mod street_heat;

pub use heat::{CellSize, Heat, HeatCell, HeatParams, Parts, Totals, heat, months_of};
pub use legend::{CLASSES, Class, STREET_CLASSES, class_of, street_class_of};
pub use street_heat::{SHORTEST_M, StreetCounts, StreetHeat, StreetLoad, street_counts, street_heat};
