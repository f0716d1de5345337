//! The invented Osby: told through the same checks and the same store as real reports.

use std::sync::Arc;

use uuid::Uuid;

use super::{Served, Service, ServiceError};
use crate::report::Telling;
use crate::store::Told;
use crate::town::invented;

/// What filling the demo did; nothing when it was there already.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilledDemo {
    pub n_stored: usize,
    pub n_published: usize,
}

impl Service {
    /// Puts the invented town and its reports into an empty database.
    pub async fn fill_demo(&self, seed: u64) -> Result<FilledDemo, ServiceError> {
        let municipality = invented::municipality();
        let code = municipality.code.clone();
        // A first filling that was interrupted is gone on with: what is stored already is not stored twice.
        let there = self.served();
        let is_full = |served: &Arc<Served>| !served.index.snapshot().is_empty();
        match there.get(&code) {
            Some(served) if !served.town.municipality.invented || is_full(served) => return Ok(FilledDemo::default()),
            None if !there.is_empty() => return Err(ServiceError::NotEmpty),
            _ => {}
        }
        self.store().put_municipality(&municipality).await?;
        self.store().replace_ground(&code, &invented::survey(seed), self.now()).await?;
        self.reload().await?;
        let mut told = Vec::new();
        for (n, invented) in invented::reports(seed).into_iter().enumerate() {
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
        self.store().tell(&told).await?;
        self.reload().await?;
        let published = self.publish_ended_months().await?;
        Ok(FilledDemo { n_stored: told.len(), n_published: published.n_reports })
    }
}
