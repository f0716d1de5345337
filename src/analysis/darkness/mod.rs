//! Does darkness matter here? By hours that are dark in winter and light in summer, never by the share of dark reports.

mod by_hour;
mod hours;
mod odds;
mod verdict;

pub use by_hour::{Darkness, HourOdds, darkness};
pub use hours::{CaseHour, HourLight, dark_table, hour_lights};
pub use odds::{DarkTable, Effect, OddsRatio, Traveler, pooled};
pub use verdict::{DarkVerdict, LightShares, VerdictParams, WhenDark, light_shares, when_dark};
