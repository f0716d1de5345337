//! The municipality and what lies in it: border, localities, streets, lamps, places people know.

mod feature;
pub mod invented;
mod municipality;

pub use feature::{Feature, Layer};
pub use municipality::{BorderError, Municipality, Town};
