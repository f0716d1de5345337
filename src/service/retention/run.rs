//! A rule tried and a rule run. What the run takes is what the dry run said, or nothing.

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Served, Service, ServiceError};
use crate::observation::Month;
use crate::privacy::retention::{Found, Listed, Protocol, Rule};
use crate::privacy::{Cleared, for_staff};
use crate::promise::Objection;
use crate::store::NextPart;

/// Taken in one transaction: few enough that whoever tells a report meanwhile does not wait long.
const A_PART: u64 = 200;
/// Taken before the answer; whoever has more asks again.
const A_RUN: u64 = 5_000;

/// What a rule would take now.
pub struct DryRun {
    pub rule: Rule,
    /// What was told (or decided) before this would go; missing: the rule has not begun, or has ended.
    pub before: Option<Timestamp>,
    pub found: Cleared<Found>,
    /// Months of the oldest and the newest report.
    pub months: Option<(Month, Month)>,
}

/// What a run took.
pub struct RunOutcome {
    /// Missing: there was nothing to take.
    pub protocol: Option<Protocol>,
    /// What is left to take, for another run.
    pub n_left: u64,
}

impl Service {
    /// What a rule would take now, with the numbers. Nothing is erased.
    pub async fn dry_run(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<DryRun, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let rule = self.store().rule(code, id).await?.ok_or(ServiceError::NotFound)?;
        let reader = self.reader(admission, code, "retention_dry_run", json!({"rule": id}).to_string()).await?;
        let before = self.before(&served, &rule);
        let found = match before {
            None => Found { digest: Listed::default().digest(), ..Found::default() },
            Some(before) => self.store().found(code, &rule.terms, before).await?,
        };
        let month = |at: Timestamp| Month::at(at.as_second(), served.town.clock.zone());
        let months = found.told.map(|(first, last)| (month(first), month(last)));
        Ok(DryRun { rule, before, months, found: for_staff(found, &reader) })
    }

    /// Erases what the rule takes, if that is still as many as `expected`. Each part is erased with its protocol in one
    /// transaction; a run that breaks off leaves whole parts, and the next run takes the rest.
    pub async fn run_rule(
        &self,
        municipality: Option<&str>,
        (id, expected): (Uuid, u64),
        admission: &Admission,
    ) -> Result<RunOutcome, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let rule = self.store().rule(code, id).await?.ok_or(ServiceError::NotFound)?;
        let before = self.before(&served, &rule).ok_or_else(|| not_now(&rule))?;
        let n = self.store().n_found(code, &rule.terms, before).await?;
        if n != expected {
            return Err(ServiceError::OtherCount(n));
        }
        let run = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        let about = json!({"rule": id, "run": run, "decision": rule.terms.decision,
            "takes": rule.terms.takes.as_str(), "n": n});
        self.changing(admission, code, "retention_run", about).await?;
        let (service, who) = (self.clone(), admission.who().to_owned());
        self.to_its_end(async move { service.take(&served, (&rule, before), (run, n.min(A_RUN)), &who).await }).await
    }

    /// A run that has begun: part by part. However it ends, the index hears of it and old pages are cleaned.
    async fn take(
        &self,
        served: &Served,
        (rule, before): (&Rule, Timestamp),
        (run, n_planned): (Uuid, u64),
        who: &str,
    ) -> Result<RunOutcome, ServiceError> {
        let code = served.town.code();
        let mut next = NextPart {
            run,
            part: 1,
            rule,
            before,
            by: who,
            at: self.now(),
            n_planned,
            most: 0,
            zone: served.town.clock.zone(),
        };
        let mut n_taken = 0;
        let ended = loop {
            if n_taken >= n_planned {
                break Ok(());
            }
            (next.most, next.at) = (A_PART.min(n_planned - n_taken), self.now());
            match self.store().erase_part(code, &next).await {
                Ok(Some(part)) => n_taken += part.n_taken,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
            next.part += 1;
        };
        if n_taken > 0 {
            self.inner.changed.notify_one();
            self.forget_old_pages().await;
        }
        ended?;
        let protocol = self.store().protocols(code, Some(run), 1).await?.pop();
        let n_left = self.store().n_found(code, &rule.terms, before).await?;
        Ok(RunOutcome { protocol, n_left })
    }

    /// What was told before this is to go today.
    fn before(&self, served: &Served, rule: &Rule) -> Option<Timestamp> {
        let holds = rule.ended.is_none();
        holds.then(|| rule.terms.before(self.today(served), served.town.clock.zone())).flatten()
    }
}

fn not_now(rule: &Rule) -> ServiceError {
    let (code, sv, en) = if rule.ended.is_some() {
        ("ended", "Regeln är avslutad och tar inget.", "The rule has ended and takes nothing.")
    } else {
        ("not_begun", "Regeln har inte börjat gälla än.", "The rule does not hold yet.")
    };
    ServiceError::Objections(vec![Objection::new("", code, sv, en)])
}
