//! One method per file: valid types in, a total function, a result out. Same input, same bytes.

pub mod distributions;
pub mod darkness;
pub mod distributions;
mod draws;
pub mod emerging;
pub mod density;
mod heat;
pub mod hotspot;
pub mod incidents;
mod knox;
mod legend;
mod street_heat;

pub use heat::{CellSize, Heat, HeatCell, HeatParams, Parts, Totals, heat, months_of};
pub use legend::{CLASSES, Class, STREET_CLASSES, class_of, street_class_of};
pub use street_heat::{SHORTEST_M, StreetCounts, StreetHeat, StreetLoad, street_counts, street_heat};
pub mod local;
mod neighbours;
pub mod shrinkage;
pub mod trend;
pub mod scan;
pub mod season;
mod sun;

pub use heat::{CellSize, Heat, HeatCell, HeatParams, Parts, Totals, heat, months_of};
pub use knox::{DatedPlace, Distance, Knox, KnoxCell, KnoxParams, knox};
pub use legend::{CLASSES, Class, class_of};
pub use neighbours::Neighbours;
pub use sun::{Sun, SunTimes, Twilight, sun, sun_times, twilight};
