//! An installation in the test's hands. Nothing here asserts anything about the program; it only makes asking easy.

mod answer;
mod app;
mod bodies;
mod clock;
mod cluster;
mod data;
mod databases;
mod issuer;
mod log;
mod pbf;
mod program;
mod staff;
mod tiles;
mod volume;
mod writers;

pub use answer::Answer;
pub use app::{App, STAFF, each_database};
pub use bodies::{CENTER, at, in_square, report, spot, stretch, with};
pub use clock::{NOW, TestClock};
pub use cluster::Cluster;
pub use data::{said, shared_data};
pub use databases::{Database, Engine, count};
pub use issuer::Issuer;
pub use log::capture_log;
pub use pbf::{Pbf, blob as pbf_blob};
pub use program::Program;
pub use staff::{Colleague, PASSWORD, cookie};
pub use tiles::{Drawn, decode};
pub use volume::Volume;
pub use writers::{Writers, id_of, told, until};
