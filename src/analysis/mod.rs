//! One method per file: valid types in, a total function, a result out. Same input, same bytes.

mod heat;
mod legend;

pub use heat::{CellSize, Heat, HeatCell, HeatParams, Parts, Totals, heat, months_of};
pub use legend::{CLASSES, Class, class_of};
