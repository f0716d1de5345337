//! Files made by hand, and a few small ones that another program made.

mod colours;
mod covered;
mod made;
mod metadata;
mod refused;
mod turned;
