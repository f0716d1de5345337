//! The public page: what was promised, planned and done.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use tokio::sync::Mutex;

use super::super::{PublicLayer, Served, Service, ServiceError};
use crate::observation::Month;
use crate::privacy::{Cleared, PublicPromises, Register, Shown, public_promises};
use crate::promise::{Deed, DeedKind, Evidence, PlanKind, Pledge, Remedy, WalkKind};
use crate::store::PlannedRow;

/// Promises of one municipality, cleared for everybody.
#[derive(Debug, Clone)]
pub struct PromisesAnswer {
    pub promises: Cleared<PublicPromises>,
    pub code: String,
    pub name: String,
}

/// What an answer was worked out from.
#[derive(Debug, PartialEq, Eq)]
struct Stand {
    /// How often the municipalities have been read anew.
    generation: u64,
    register: String,
    public: u64,
    published_through: Option<Month>,
    today: Date,
}

/// The last answer of each municipality.
#[derive(Default)]
pub(in crate::service) struct ShownPromises(Mutex<BTreeMap<String, (Stand, Arc<PromisesAnswer>)>>);

impl Service {
    /// Worked out once for all who ask, until the register, the public map or the day is another.
    pub async fn promises(&self, municipality: Option<&str>) -> Result<Arc<PromisesAnswer>, ServiceError> {
        let generation = self.inner.answers.generation();
        let served = self.serving(municipality)?;
        let code = served.town.code();
        let public = served.public.read().expect("no holder panics").clone();
        let stand = Stand {
            generation,
            register: self.store().register_stands(code).await?,
            public: public.revision,
            published_through: self.store().published_through(code).await?,
            today: self.today(&served),
        };
        // Whoever asks meanwhile waits for the same answer.
        let mut shown = self.inner.promises.0.lock().await;
        if let Some((_, known)) = shown.get(code).filter(|(known, _)| *known == stand) {
            return Ok(known.clone());
        }
        let answer = Arc::new(self.worked_out(&served, public, &stand).await?);
        shown.insert(code.to_owned(), (stand, answer.clone()));
        Ok(answer)
    }

    async fn worked_out(
        &self,
        served: &Arc<Served>,
        public: Arc<PublicLayer>,
        stand: &Stand,
    ) -> Result<PromisesAnswer, ServiceError> {
        let code = served.town.code();
        let current = Month::at(self.now().as_second(), served.town.clock.zone());
        // From the beginning of a calendar year, so that every yearly promise shown is shown whole.
        let from = Month::from_number((current.number() - 12).div_euclid(12) * 12).unwrap_or(current);
        let pledges = self.store().pledges(code).await?;
        let remedies = self.store().remedies(code).await?;
        let deeds = self.deeds_by_month(served, from, current).await?;
        let (checks, walks) =
            (self.store().planned(code, PlanKind::Checks).await?, self.store().walks_planned(code).await?);
        let (served, published_through, today) = (served.clone(), stand.published_through, stand.today);
        let work = move || {
            let town = &served.town;
            let plans = Plans { checks, walks, zone: town.clock.zone() };
            let planned: Vec<BTreeMap<Month, u32>> = pledges.iter().map(|own| plans.planned(own, &remedies)).collect();
            let register = Register {
                pledges: &pledges,
                deeds: &deeds,
                planned: &planned,
                remedies: &remedies,
                published: &public.cells,
                published_through,
                unpublished: &public.unpublished,
                k: town.municipality.k,
                metric: &town.metric,
            };
            PromisesAnswer {
                promises: public_promises(&register, Shown { from, current, today }),
                code: town.code().to_owned(),
                name: town.municipality.name.clone(),
            }
        };
        Ok(tokio::task::spawn_blocking(work).await.expect("counting does not panic"))
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
    walks: Vec<(WalkKind, Timestamp)>,
    zone: &'a TimeZone,
}

impl Plans<'_> {
    /// How many are planned of what keeps the pledge, by month: of checks from the decided plan, of walks from those
    /// that were not cancelled, of remedies from the day they are due.
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
                    for (_, starts_at) in self.walks.iter().filter(|(own, _)| own.deed_kind() == *kind) {
                        add(Some(Month::at(starts_at.as_second(), self.zone)), 1);
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
