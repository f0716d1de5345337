//! The publishing cycle: once a month's reports are in, groups of at least k go public.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::feed::public_revision;
use super::{PublicLayer, Served, Service, ServiceError};
use crate::observation::{Catalogue, Group, Month};
use crate::privacy::{self, Facts, Pending, Released};

const TRIES: u32 = 10;

/// What a publishing run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Published {
    pub months: u32,
    pub n_cells: usize,
    pub n_reports: usize,
}

impl Service {
    /// Publishes every month that has ended and was not considered before, oldest first, in every municipality.
    pub async fn publish_ended_months(&self) -> Result<Published, ServiceError> {
        let mut done = Published::default();
        for served in self.served().values() {
            let one = self.publish_one(served).await?;
            done.months += one.months;
            done.n_cells += one.n_cells;
            done.n_reports += one.n_reports;
        }
        Ok(done)
    }

    async fn publish_one(&self, served: &Arc<Served>) -> Result<Published, ServiceError> {
        // Whoever takes a report back or publishes beside us makes us look again; nobody does so for long.
        for _ in 0..TRIES {
            let Some(done) = self.try_to_publish(served).await? else { continue };
            // Even when there was nothing to do: perhaps another process did it.
            self.refresh_public(served).await?;
            return Ok(done);
        }
        Err(ServiceError::Busy)
    }

    /// `None` when what was read is no longer so.
    async fn try_to_publish(&self, served: &Arc<Served>) -> Result<Option<Published>, ServiceError> {
        let town = &served.town;
        let zone = town.clock.zone();
        let last = Month::at(self.now().as_second(), zone).previous();
        let through = self.store().published_through(town.code()).await?;
        if through.is_some_and(|through| through >= last) {
            return Ok(Some(Published::default()));
        }
        let rows = self.store().waiting(town.code(), last.next().start(zone)).await?;
        // A city's years take seconds: not on a thread that others wait on.
        let (held, catalogue) = (served.clone(), self.catalogue().clone());
        let choosing = tokio::task::spawn_blocking(move || choose(&held, &catalogue, rows, through, last));
        let Chosen { first, released, revisions } = choosing.await.expect("choosing does not panic");
        let done = self.store().publish(town.code(), last, &released, &revisions).await?;
        Ok(done.then(|| Published {
            months: first.count_to(last),
            n_cells: released.len(),
            n_reports: released.iter().map(|one| one.batch.keys.len()).sum(),
        }))
    }

    async fn refresh_public(&self, served: &Served) -> Result<(), ServiceError> {
        let cells = self.store().public_cells(served.town.code()).await?;
        let streets = self.store().public_streets(served.town.code()).await?;
        let revision = public_revision(&cells);
        let cells = privacy::raised(cells, served.town.municipality.k);
        let layer = PublicLayer { revision, cells, streets };
        *served.public.write().expect("no holder panics") = Arc::new(layer);
        Ok(())
    }
}

/// What is to be published, from which month on, and the revisions of the reports that were looked at.
struct Chosen {
    first: Month,
    released: Vec<Released>,
    revisions: HashMap<u32, i64>,
}

fn choose(
    served: &Served,
    catalogue: &Catalogue,
    rows: Vec<(i64, Facts)>,
    through: Option<Month>,
    last: Month,
) -> Chosen {
    let (town, k) = (&served.town, served.town.municipality.k);
    let zone = town.clock.zone();
    let mut revisions = HashMap::with_capacity(rows.len());
    let mut waiting: Vec<Pending> = Vec::with_capacity(rows.len());
    for (revision, facts) in rows {
        let (imported, told_at) = (facts.channel.starts_with("import:"), facts.told_at);
        let seen = privacy::strip(facts, town, catalogue);
        let (key, category, anchor) = (seen.key, seen.category, seen.shape.anchor());
        revisions.insert(key, revision);
        waiting.push(Pending { key, anchor, category, told_at, imported });
    }
    waiting.sort_unstable_by_key(|report| (report.told_at, report.key));
    let first = match (through, waiting.first()) {
        (Some(through), _) => through.next(),
        (None, Some(earliest)) => Month::at(earliest.told_at, zone),
        (None, None) => last,
    };
    let ground = served.ground();
    let mut released = Vec::new();
    // In the order of telling, each report joins those of its group that wait for company.
    let mut to_come = waiting.into_iter().peekable();
    let mut told: Vec<Vec<Pending>> = Group::ALL.iter().map(|_| Vec::new()).collect();
    let mut month = first;
    while month <= last {
        let end = month.next().start(zone);
        while let Some(report) = to_come.next_if(|report| report.told_at < end) {
            let group = Group::ALL.iter().position(|group| *group == report.category.group());
            told[group.expect("all groups are there")].push(report);
        }
        for (group, told) in Group::ALL.into_iter().zip(&mut told) {
            let batches = privacy::release(told, month, k);
            let gone: HashSet<u32> = batches.iter().flat_map(|batch| batch.keys.iter().copied()).collect();
            released.extend(batches.into_iter().map(|batch| {
                let parts = privacy::refine(&batch, told, &ground.network, &town.metric, k);
                Released { group, month, batch, parts }
            }));
            told.retain(|report| !gone.contains(&report.key));
        }
        month = month.next();
    }
    Chosen { first, released, revisions }
}
