//! What the holder of a secret link may know and do.

use jiff::{SignedDuration, Timestamp};

use super::submit::{WITHDRAW_WITHIN_S, token_hash};
use super::{Service, ServiceError};
use crate::observation::{Category, State};
use crate::privacy::{Cleared, OwnReport, for_its_teller};
use crate::store::{ToldByStaff, Withdrawal};

/// What became of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    pub reference: String,
    pub category: Category,
    pub municipality: String,
    pub received_at: Timestamp,
    pub state: State,
    pub published: bool,
    /// Taken back, and kept unseen until a hold ends.
    pub words_held: bool,
    /// What staff decided, when they have.
    pub by_staff: Option<ToldByStaff>,
    /// Until when it can be taken back, when that is still possible.
    pub can_withdraw_until: Option<Timestamp>,
}

impl Service {
    pub async fn follow_up(&self, token: &str) -> Result<FollowUp, ServiceError> {
        let found = self.store().follow_up(&token_hash(token)).await?.ok_or(ServiceError::NotFound)?;
        let until = found.received_at + SignedDuration::from_secs(WITHDRAW_WITHIN_S);
        let open = found.state == State::Received && !found.published && self.now() < until;
        let by_staff = self.store().told_by_staff(&token_hash(token)).await?;
        Ok(FollowUp {
            by_staff,
            reference: found.reference,
            category: found.category,
            municipality: found.municipality,
            received_at: found.received_at,
            state: found.state,
            published: found.published,
            words_held: found.words_held,
            can_withdraw_until: open.then_some(until),
        })
    }

    /// Everything that is kept of the report, also when it has been taken back.
    pub async fn extract(&self, token: &str) -> Result<Cleared<OwnReport>, ServiceError> {
        let kept = self.store().kept_of(&token_hash(token)).await?.ok_or(ServiceError::NotFound)?;
        Ok(for_its_teller(kept))
    }

    /// Takes a report back. Doing it twice is no fault.
    pub async fn withdraw(&self, token: &str) -> Result<(), ServiceError> {
        let not_before = self.now() - SignedDuration::from_secs(WITHDRAW_WITHIN_S);
        let outcome = self.store().withdraw(&token_hash(token), not_before).await?;
        self.inner.changed.notify_one();
        match outcome {
            Withdrawal::Done => Ok(()),
            Withdrawal::TooLate => Err(ServiceError::TooLate),
            Withdrawal::Unknown => Err(ServiceError::NotFound),
        }
    }
}
