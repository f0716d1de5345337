//! The register of the demo: read by the same rules as everybody's.

use jiff::Timestamp;

use super::super::{Service, ServiceError};
use crate::promise::{Remedy, invented};

impl Service {
    /// Fills the register of the invented town, when nothing was promised there yet.
    pub(in crate::service) async fn promise_demo(&self, code: &str, seed: u64) -> Result<(), ServiceError> {
        if !self.store().pledges(code).await?.is_empty() {
            return Ok(());
        }
        let served = self.serving(Some(code))?;
        let zone = served.town.clock.zone();
        let made = invented::register(seed, self.today(&served), zone);
        self.store().record_deeds(code, &made.deeds).await?;
        for own in &made.remedies {
            let mut remedy = self.on_ground(&served, |ground| Remedy::read(own.id, &own.body, ground))?;
            let changed_at: Timestamp = self.noon(&served, own.changed_on);
            (remedy.made_at, remedy.changed_at) = (changed_at, changed_at);
            let deed = remedy.done_on.and_then(|day| remedy.deed(self.noon(&served, day)));
            self.store().add_remedy(code, &remedy, deed.as_ref()).await?;
        }
        // Last: where there are pledges the rest is there too.
        self.store().add_pledges(code, &made.pledges).await?;
        Ok(())
    }
}
