//! What to do about it: plans worked out for staff, and those they kept.

pub(super) mod checks;
mod kept;
mod lighting;
mod walks;

use jiff::Timestamp;
use serde_json::Value;

use super::analyses::{Analysed, Asked, Outcome};
use super::{Served, Service, ServiceError};
use crate::analysis::Watch;
use crate::analysis::backtest::day_of;
use crate::observation::Category;
use crate::planning::Treated;
use crate::promise::Mended;

pub use kept::PlanDraft;
pub use lighting::{PlanForm, UnitPricesKept};
pub use walks::WalkForm;

impl Service {
    /// A planner's answer to a posted question; a first answer may be how far the work has come. `work` gives what
    /// stands in the way where there is no plan.
    pub(super) async fn plan(
        &self,
        served: &Served,
        planner: &'static str,
        question: &Value,
        revision: &str,
        work: impl FnOnce(&Watch) -> Outcome + Send + 'static,
    ) -> Analysed {
        let municipality = served.town.code().to_owned();
        let asked = Asked { municipality, method: planner, question: question.to_string() };
        self.inner.jobs.ask_for_plan(asked, revision, work).await
    }

    /// Places where a remedy was done, for planners that ask what was told before.
    pub(super) async fn treated(&self, served: &Served) -> Result<Vec<Treated>, ServiceError> {
        let causes = |one: &Mended| self.catalogue().set_of(Category::UnsafePlace, one.causes());
        let metric = &served.town.metric;
        let treated = |one: &Mended| Treated::new(one.place.shape(metric), causes(one), day_of(one.done_on));
        Ok(self.store().mended(served.town.code()).await?.iter().map(treated).collect())
    }

    /// The instants of a span of days of the municipality: from the beginning of the first to the end of the last.
    pub(super) fn span_of(
        served: &Served,
        from: jiff::civil::Date,
        to: jiff::civil::Date,
    ) -> Option<std::ops::Range<Timestamp>> {
        let zone = served.town.clock.zone();
        let start = from.to_zoned(zone.clone()).ok()?.timestamp();
        let end = to.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp();
        Some(start..end)
    }
}
