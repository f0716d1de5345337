//! Rules: entered with the decision they rest on, never changed, ended.

use serde_json::json;
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Meant, Service, ServiceError};
use crate::privacy::retention::{Protocol, Rule, RuleDraft};

/// More are not shown; the archive has them.
const MOST_RUNS: u32 = 500;

impl Service {
    /// The rules of a municipality, those that hold first.
    pub async fn retention_rules(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<Vec<Rule>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        Ok(self.store().rules(served.town.code()).await?)
    }

    /// Enters a rule. Nothing is erased by that.
    pub async fn make_rule(
        &self,
        municipality: Option<&str>,
        draft: &RuleDraft,
        admission: &Admission,
    ) -> Result<Rule, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let terms = draft.checked(self.today(&served)).map_err(ServiceError::Objections)?;
        let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        let about = json!({"id": id, "do": "make", "decision": terms.decision, "takes": terms.takes.as_str(),
            "months": terms.months});
        self.changing(admission, code, "retention_rule", about).await?;
        let (made_by, made_at) = (admission.who().to_owned(), self.now());
        let rule = Rule { id, terms, made_by, made_at, ended: None, version: 1 };
        self.store().add_rule(code, &rule).await?;
        self.store().rule(code, id).await?.ok_or(ServiceError::NotFound)
    }

    /// Ends a rule: it takes nothing any more. Twice is no fault.
    pub async fn end_rule(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        admission: &Admission,
    ) -> Result<Rule, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let rule = self.store().rule(code, id).await?.ok_or(ServiceError::NotFound)?;
        meant.check(rule.version)?;
        if rule.ended.is_some() {
            return Ok(rule);
        }
        let about = json!({"id": id, "do": "end", "decision": rule.terms.decision});
        self.changing(admission, code, "retention_rule", about).await?;
        meant.kept(self.store().end_rule(code, (id, rule.version), (admission.who(), self.now())).await?)?;
        self.store().rule(code, id).await?.ok_or(ServiceError::NotFound)
    }

    /// What was erased, the latest run first.
    pub async fn protocols(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<Vec<Protocol>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        Ok(self.store().protocols(served.town.code(), None, MOST_RUNS).await?)
    }
}
