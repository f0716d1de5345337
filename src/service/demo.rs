//! The invented Osby: told through the same checks and the same store as real reports.

use std::sync::Arc;

use jiff::SignedDuration;
use uuid::Uuid;

use super::{MunicipalityChange, Served, Service, ServiceError};
use crate::report::Telling;
use crate::store::Told;
use crate::town::{Layer, Provenance, invented};

/// What was told longer ago has been decided.
const STILL_AT_THE_DESK: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What filling the demo did; nothing when it was there already.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilledDemo {
    pub n_stored: usize,
    pub n_published: usize,
}

/// What the invented people have to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DemoTells {
    #[default]
    Stories,
    /// Nothing: reports fall evenly along the streets.
    Chance,
}

impl Service {
    /// Puts the invented town and its reports into an empty database: the stories, or as many that tell of nothing.
    pub async fn fill_demo(&self, seed: u64, tells: DemoTells) -> Result<FilledDemo, ServiceError> {
        let municipality = invented::municipality();
        let code = municipality.code.clone();
        // A first filling that was interrupted is gone on with: what is stored already is not stored twice.
        let there = self.served();
        let is_full = |served: &Arc<Served>| !served.index.snapshot().is_empty();
        match there.get(&code) {
            Some(served) if !served.town.municipality.invented => return Ok(FilledDemo::default()),
            Some(served) if is_full(served) => {
                if wants_ground(served, seed) {
                    let renewed = MunicipalityChange {
                        population: municipality.population,
                        border: Some(municipality.border),
                        border_margin_m: Some(municipality.border_margin_m),
                        attribution: Some(municipality.attribution),
                        ..MunicipalityChange::default()
                    };
                    self.change_municipality(&code, &renewed).await?;
                    self.lay_demo(&code, seed).await?;
                }
                if tells == DemoTells::Stories {
                    self.promise_demo(&code, seed).await?;
                }
                return Ok(FilledDemo::default());
            }
            None if !there.is_empty() => return Err(ServiceError::NotEmpty),
            _ => {}
        }
        if !there.contains_key(&code) {
            self.add_municipality(municipality).await?;
        }
        self.lay_demo(&code, seed).await?;
        let mut told = Vec::new();
        let reports = match tells {
            DemoTells::Stories => invented::reports(seed),
            DemoTells::Chance => invented::reports_by_chance(seed),
        };
        for (n, invented) in reports.into_iter().enumerate() {
            let draft = self.check_told_at(&invented.body, invented.told_at)?;
            let report = draft.told(Telling {
                id: Uuid::new_v4(),
                channel: invented.channel.to_owned(),
                source_id: Some(format!("invented-{seed}-{n}")),
                received_at: invented.told_at,
                told_at: invented.told_at,
                token_hash: rand::random(),
                placed: true,
            });
            told.push(Told { report, idempotency: None });
        }
        let last = told.iter().map(|one| one.report.told_at).max();
        self.store().tell(&told).await?;
        if let Some(last) = last {
            // A desk with two years on it shows nobody how a desk is kept.
            self.store().accept_the_past(&code, last - STILL_AT_THE_DESK, "demo").await?;
        }
        self.reload().await?;
        let published = self.publish_ended_months().await?;
        if tells == DemoTells::Stories {
            self.promise_demo(&code, seed).await?;
        }
        Ok(FilledDemo { n_stored: told.len(), n_published: published.n_reports })
    }

    /// The invented ground goes the way of every imported one: the same checks, the same store.
    async fn lay_demo(&self, code: &str, seed: u64) -> Result<(), ServiceError> {
        let survey = invented::survey(seed);
        debug_assert_eq!(survey.fault(), None, "a test holds that the invented ground is sound");
        self.replace_ground(code, &survey).await
    }
}

/// Whether a demo filled by an older program lacks layers that this one invents. A town whose streets somebody imported
/// keeps what it has: invented houses do not belong between real streets.
fn wants_ground(served: &Served, seed: u64) -> bool {
    let ground = served.ground();
    let is_there = |layer: Layer| ground.provenance.iter().any(|known| known.layer == layer);
    let is_invented = |known: &Provenance| known.source == invented::SOURCE || known.layer == Layer::Locality;
    ground.provenance.iter().all(is_invented)
        && invented::survey(seed).provenance.iter().any(|brought| !is_there(brought.layer))
}
