//! The contract of `/api/v1`, one file for each file of `src/http`.

mod alarms;
mod answers;
mod areas;
mod background;
mod backtest;
mod density;
mod flaws;
mod follow_up;
mod forms;
mod heat;
mod hotspots;
mod lighting;
mod openapi;
mod outages;
mod pages;
mod plans;
mod promises;
mod rates;
mod remedies;
mod reports;
mod staff;
mod streets;
mod tiles;
mod town;
mod walks;
mod wrapping;
