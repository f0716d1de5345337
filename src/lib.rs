#![doc = include_str!("README.md")]

pub mod analysis;
pub mod cli;
pub mod config;
pub mod geodesy;
pub mod http;
pub mod index;
pub mod interop;
pub mod observation;
pub mod planning;
pub mod privacy;
pub mod promise;
pub mod report;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod town;
