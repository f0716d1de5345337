#![doc = include_str!("README.md")]

pub mod geodesy;
pub mod observation;
