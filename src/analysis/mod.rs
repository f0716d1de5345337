//! One method per file: valid types in, a total function, a result out. Same input, same bytes.

pub mod backtest;
pub mod darkness;
pub mod density;
pub mod distributions;
pub(crate) mod draws;
pub mod effect;
pub mod emerging;
mod heat;
pub mod hotspot;
pub mod incidents;
mod knox;
mod legend;
pub mod local;
mod neighbours;
mod network;
mod rates;
pub mod remedy_place;
pub mod scan;
pub mod season;
pub mod series;
pub mod shrinkage;
pub mod spots;
mod squares;
mod street_heat;
mod sun;
pub mod trend;
mod watch;

pub use heat::{CellSize, Heat, HeatCell, HeatParams, Parts, Totals, heat, heat_shown, months_of};
pub use knox::{DatedPlace, Distance, Knox, KnoxCell, KnoxParams, knox};
pub use legend::{CLASSES, Class, RATE_CLASSES, STREET_CLASSES, class_of, rate_class_of, street_class_of};
pub use neighbours::Neighbours;
pub use network::{Lixel, NetworkDensityParams, Split, StreetEvent, StreetKernel, network_density, network_density_at};
pub use rates::{NoRate, PlaceRate, PlaceRates, Populated, Rate, Rates, RatesParams, rates};
pub use squares::{MOST_SQUARES, Squares, squares};
pub use street_heat::{
    SHORTEST_M, StreetCounts, StreetHeat, StreetLoad, StretchLoad, street_counts, street_heat, stretch_loads,
};
pub use sun::{Sun, SunTimes, Twilight, sun, sun_times, twilight};
pub use watch::Watch;
