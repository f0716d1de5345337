//! Our numbers against other people's numbers. Each file names the tool, its version and the command.

mod analyze;
mod backtest;
mod covering;
mod darkness;
mod density;
mod distributions;
mod hotspot;
mod knox;
mod local;
mod orienteering;
mod osm;
mod place_names;
mod projection;
mod routes;
mod scan;
mod sun;
mod trend;
