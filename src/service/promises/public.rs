//! The public page: what was promised, planned and done.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use super::super::{Served, Service, ServiceError};
use crate::observation::Month;
use crate::privacy::{Cleared, PublicPromises, Register, Shown, public_promises};
use crate::promise::{Deed, DeedKind, Evidence, PlanKind, Pledge, Remedy, Walk, WalkState};
use crate::store::PlannedRow;

/// Promises of one municipality, cleared for everybody.
#[derive(Debug, Clone)]
pub struct PromisesAnswer {
    pub promises: Cleared<PublicPromises>,
    pub code: String,
    pub name: String,
}

impl Service {
    pub async fn promises(&self, municipality: Option<&str>) -> Result<PromisesAnswer, ServiceError> {
        let served = self.serving(municipality)?;
        let (town, code) = (&served.town, served.town.code());
        let current = Month::at(self.now().as_second(), town.clock.zone());
        // From the beginning of a calendar year, so that every yearly promise shown is shown whole.
        let from = Month::from_number((current.number() - 12).div_euclid(12) * 12).unwrap_or(current);
        let pledges = self.store().pledges(code).await?;
        let remedies = self.store().remedies(code).await?;
        let deeds = self.deeds_by_month(&served, from, current).await?;
        let plans = Plans {
            checks: self.store().planned(code, PlanKind::Checks).await?,
            walks: self.store().walks(code).await?,
            zone: town.clock.zone(),
        };
        let planned: Vec<BTreeMap<Month, u32>> = pledges.iter().map(|own| plans.planned(own, &remedies)).collect();
        let public = served.public.read().expect("no holder panics").clone();
        let register = Register {
            pledges: &pledges,
            deeds: &deeds,
            planned: &planned,
            remedies: &remedies,
            published: &public.cells,
            published_through: self.store().published_through(code).await?,
            k: town.municipality.k,
            metric: &town.metric,
        };
        let shown = Shown { from, current, today: self.today(&served) };
        Ok(PromisesAnswer {
            promises: public_promises(&register, shown),
            code: code.to_owned(),
            name: town.municipality.name.clone(),
        })
    }

    /// Deeds of whole months up to the one that goes on, which is not even read.
    pub(super) async fn deeds_by_month(
        &self,
        served: &Served,
        from: Month,
        current: Month,
    ) -> Result<Vec<(Month, Deed)>, ServiceError> {
        let zone = served.town.clock.zone();
        let start = |month: Month| Timestamp::from_second(month.start(zone)).unwrap_or(Timestamp::UNIX_EPOCH);
        let deeds = self.store().deeds(served.town.code(), start(from)..start(current)).await?;
        Ok(deeds.into_iter().map(|deed| (Month::at(deed.started_at.as_second(), zone), deed)).collect())
    }
}

/// What has been decided to do, as numbers.
struct Plans<'a> {
    checks: Vec<PlannedRow>,
    walks: Vec<Walk>,
    zone: &'a TimeZone,
}

impl Plans<'_> {
    /// How many are planned of what keeps the pledge, by month: of checks from the decided plan, of walks from those that
    /// were not cancelled, of remedies from the day they are due.
    fn planned(&self, pledge: &Pledge, remedies: &[Remedy]) -> BTreeMap<Month, u32> {
        let mut planned = BTreeMap::new();
        let mut add = |month: Option<Month>, n: u32| {
            if let Some(month) = month {
                *planned.entry(month).or_insert(0) += n;
            }
        };
        for evidence in &pledge.evidence {
            match evidence {
                Evidence::Deed(DeedKind::TrafficCheck) => {
                    for row in &self.checks {
                        add(month_of(&row.period).filter(|_| row.n_planned.is_some()), row.n_planned.unwrap_or(0));
                    }
                }
                Evidence::Deed(kind @ (DeedKind::CitizenWalk | DeedKind::SafetyAuditWalk)) => {
                    let own = |walk: &&Walk| walk.kind.deed_kind() == *kind && walk.state != WalkState::Cancelled;
                    for walk in self.walks.iter().filter(own) {
                        add(Some(Month::at(walk.starts_at.as_second(), self.zone)), 1);
                    }
                }
                Evidence::Remedy(kind) => {
                    for remedy in remedies.iter().filter(|own| own.kind == *kind && own.is_public()) {
                        add(remedy.due.and_then(|day| Month::new(day.year(), day.month())), 1);
                    }
                }
                Evidence::Deed(_) => {}
            }
        }
        planned
    }
}

/// The month of `2026-12` or of a day in it; a plan for a whole year is for no month.
fn month_of(period: &str) -> Option<Month> {
    Month::parse(period.get(..7)?)
}
