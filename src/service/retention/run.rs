//! A rule tried and a rule run. What the run takes is what the dry run said, or nothing.

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Served, Service, ServiceError};
use crate::observation::Month;
use crate::privacy::retention::{Found, Protocol, Rule};
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
            None => Found::default(),
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
        let n = self.store().found(code, &rule.terms, before).await?.n();
        if n != expected {
            return Err(ServiceError::OtherCount(n));
        }
        let run = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        let about = json!({"rule": id, "run": run, "decision": rule.terms.decision,
            "takes": rule.terms.takes.as_str(), "n": n});
        self.changing(admission, code, "retention_run", about).await?;
        let n_planned = n.min(A_RUN);
        let mut next = NextPart {
            run,
            part: 1,
            rule: &rule,
            before,
            by: admission.who(),
            at: self.now(),
            n_planned,
            most: 0,
            zone: served.town.clock.zone(),
        };
        let mut n_taken = 0;
        while n_taken < n_planned {
            (next.most, next.at) = (A_PART.min(n_planned - n_taken), self.now());
            let Some(part) = self.store().erase_part(code, &next).await? else { break };
            n_taken += part.n_taken;
            next.part += 1;
        }
        self.inner.changed.notify_one();
        self.forget_old_pages().await;
        let protocol = self.store().protocols(code, Some(run), 1).await?.pop();
        let n_left = self.store().found(code, &rule.terms, before).await?.n();
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
