//! Our numbers against other people's numbers. Each file names the tool, its version and the command.

mod distributions;
mod hotspot;
mod local;
mod darkness;
mod knox;
mod density;
mod projection;
mod trend;
mod scan;
mod sun;
