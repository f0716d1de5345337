//! The field's own measures of clustering, for those who ask for them: Gi, Gi*, Moran's I, and the global G.
//!
//! They are PySAL's to the digit (`esda`), so that a map can be compared with one made elsewhere. On small counts their
//! normal z promises too much: with 300 reports of pure chance on 1,600 squares nearly every map shows a false hot
//! spot. The test that holds its level is [`hotspots`](super::hotspot::hotspots).

mod discoveries;
mod getis_ord;
mod moran;
mod permuted;
mod units;
mod weights;

pub use discoveries::discoveries;
pub use getis_ord::{GParams, GUnit, GlobalG, global_g, local_g};
pub use moran::{GlobalMoran, LocalMoranUnit, MoranParams, Quadrant, global_moran, local_moran};
pub use units::{Measured, Point, Units, measured_g, measured_moran};
pub use weights::Weights;
