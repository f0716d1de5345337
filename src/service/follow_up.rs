//! What the holder of a secret link may know and do.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::submit::{WITHDRAW_WITHIN_S, token_hash};
use super::{Service, ServiceError};
use crate::observation::{Category, State};
use crate::privacy::{Cleared, OwnReport, for_its_teller};
use crate::staff::audit::Act;
use crate::store::{FollowedUp, ToldByStaff, Withdrawal};

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
        let can_withdraw_until = self.can_withdraw_until(&found);
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
            can_withdraw_until,
        })
    }

    /// Everything that is kept of the report, also when it has been taken back.
    pub async fn extract(&self, token: &str) -> Result<Cleared<OwnReport>, ServiceError> {
        let kept = self.store().kept_of(&token_hash(token)).await?.ok_or(ServiceError::NotFound)?;
        Ok(for_its_teller(kept))
    }

    /// Until when a report can be taken back, where it still can: also one that does not count, but none that is
    /// public.
    fn can_withdraw_until(&self, found: &FollowedUp) -> Option<Timestamp> {
        let until = found.received_at + SignedDuration::from_secs(WITHDRAW_WITHIN_S);
        let is_there = matches!(found.state, State::Received | State::Rejected);
        (is_there && !found.published && self.now() < until).then_some(until)
    }

    /// Takes a report back, whatever the desk decided. Doing it twice is no fault. The log says that it was done, and
    /// not by whom: nobody knows.
    pub async fn withdraw(&self, token: &str) -> Result<(), ServiceError> {
        let found = self.store().follow_up(&token_hash(token)).await?.ok_or(ServiceError::NotFound)?;
        if found.state == State::Withdrawn {
            return Ok(());
        }
        self.can_withdraw_until(&found).ok_or(ServiceError::TooLate)?;
        let about = json!({"report": found.number}).to_string();
        self.note("teller", &found.municipality, Act::Change, "withdrawal", about).await?;
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
