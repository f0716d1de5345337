//! The publishing cycle: once a month's reports are in, groups of at least k go public. What was held back after the
//! database was put back as it was (see [`forgotten`](fn@privacy::forgotten)) does not, until somebody says so.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Admission, PublicLayer, Served, Service, ServiceError};
use crate::observation::{Catalogue, Group, Month};
use crate::privacy::{self, Facts, HeldBack, Pending, PublicCell, PublicPart, Released};
use crate::town::Town;

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

    /// What is held back and not released, by municipality.
    pub async fn held_back(&self) -> Result<Vec<(String, HeldBack)>, ServiceError> {
        let mut all = Vec::new();
        for code in self.served().keys() {
            let held = self.store().held_back(code).await?;
            all.extend(held.into_iter().filter(|one| !one.released).map(|one| (code.clone(), one)));
        }
        Ok(all)
    }

    /// Holds back what may have been public before the database was put back by other means than a restore.
    pub async fn hold_back(&self, admission: &Admission) -> Result<Vec<(String, HeldBack)>, ServiceError> {
        self.changing(admission, "", "publish_hold", json!({})).await?;
        Ok(self.store().hold_back(self.now()).await?)
    }

    /// Lets what is held back go public after all. False when nothing is held.
    pub async fn release_held_back(&self, code: &str, admission: &Admission) -> Result<bool, ServiceError> {
        self.changing(admission, code, "publish_release", json!({})).await?;
        Ok(self.store().release_held_back(code, self.now()).await?)
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
        let held = self.store().held_back(town.code()).await?;
        let held_through = held.iter().filter(|one| !one.released).map(|one| one.last).max();
        let through = self.store().published_through(town.code()).await?.max(held_through);
        if through.is_some_and(|through| through >= last) {
            return Ok(Some(Published::default()));
        }
        let from = held_through.map(|held| held.next().start(zone));
        let rows = self.store().waiting(town.code(), (from, last.next().start(zone))).await?;
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
        let layer = self.public_layer(&served.town).await?;
        *served.public.write().expect("no holder panics") = Arc::new(layer);
        Ok(())
    }

    /// Everything public of a municipality, as it stands in the database.
    pub(super) async fn public_layer(&self, town: &Town) -> Result<PublicLayer, ServiceError> {
        let cells = self.store().public_cells(town.code()).await?;
        let streets = self.store().public_streets(town.code()).await?;
        let held = self.store().held_back(town.code()).await?;
        let unpublished: Vec<Month> = held.into_iter().flat_map(HeldBack::months).collect();
        let revision = named(&cells, &streets, &unpublished);
        let cells = privacy::raised(cells, town.municipality.k);
        Ok(PublicLayer { revision, cells, streets, unpublished })
    }
}

/// Names the state of the layer by all that is in it. How much there is would not do: where the database was put back
/// as it was, other cells come to be as many as those that somebody still keeps an answer of.
fn named(cells: &[PublicCell], streets: &[PublicPart], unpublished: &[Month]) -> u64 {
    let mut hash = Sha256::new();
    for PublicCell { group, month, cell, n_reports } in cells {
        hash.update(format!("{} {month} {cell:?} {n_reports};", group.as_str()));
    }
    for PublicPart { group, month, cell, part, n_reports, length_m, .. } in streets {
        hash.update(format!("{} {month} {cell:?} {part} {n_reports} {length_m};", group.as_str()));
    }
    hash.update(format!("{unpublished:?}"));
    let sum: [u8; 32] = hash.finalize().into();
    u64::from_be_bytes(sum[..8].try_into().expect("eight bytes"))
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
