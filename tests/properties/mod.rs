//! Laws that hold whatever the data: the index says what a plain loop says, counts add up, mass is kept.

mod brute;
mod clock;
mod heat;
mod index;
mod live;
mod publishing;
mod world;
