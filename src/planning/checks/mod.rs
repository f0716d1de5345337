//! A month of traffic checks: where and when a visible check meets most of what residents tell, without a pattern that
//! anybody could learn.

mod around;
mod asked;
mod band;
mod days;
mod demand;
mod draw;
mod live;
mod mix;
mod month;
mod reach;
mod reasons;
mod score;
mod site;
mod stretches;
#[cfg(test)]
mod tests;

pub use band::Band;
pub use days::{Start, hour_of_week};
pub use demand::{Demand, DemandParams, Done, Heard, Place, demand, incidents_between};
pub use mix::Mix;
pub use month::{Lock, MonthParams, MonthPlan, NoMonth, PlannedMonth, Question, Scene, month_plan};
pub use reach::{Shares, ThinParams, shares, thinned};
pub use reasons::{Check, Instead, Why};
pub use score::{Coverage, HitRate, MonthScore, coverage, hit_rate};
pub use site::{Locality, Site, SiteKind, localities, locality_of, own_site, sites};
