//! Plans somebody kept.

use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Meant, Service, ServiceError};
use crate::privacy::words;
use crate::promise::{KeptPlan, Objection, PlanKind, PlanLine, PlanState, too_far_ahead};
use crate::staff::Right;

const LONGEST_TITLE: usize = 120;

/// A plan as somebody wants to keep it.
pub struct PlanDraft {
    pub kind: PlanKind,
    pub period: String,
    pub title: String,
    pub state: PlanState,
    pub question: Value,
    pub answer: Value,
}

impl Service {
    /// Kept plans, the newest first. Future plans of checks can be secret (OSL 18:1), so each reading is logged.
    pub async fn kept_plans(
        &self,
        municipality: Option<&str>,
        kind: Option<PlanKind>,
        admission: &Admission,
    ) -> Result<Vec<PlanLine>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let what = kind.map_or("all", PlanKind::as_str);
        self.reader(admission, served.town.code(), "plans", what.to_owned()).await?;
        let mut plans = self.store().plans(served.town.code(), kind).await?;
        plans.retain(|line| may_know(line.kind, served.town.code(), admission).is_ok());
        Ok(plans)
    }

    pub async fn kept_plan(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<KeptPlan, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        self.reader(admission, served.town.code(), "plan", id.to_string()).await?;
        let plan = self.store().plan(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        may_know(plan.line.kind, served.town.code(), admission)?;
        Ok(plan)
    }

    /// Keeps a new plan.
    pub async fn keep_plan(
        &self,
        municipality: Option<&str>,
        draft: PlanDraft,
        admission: &Admission,
    ) -> Result<KeptPlan, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        may_know(draft.kind, served.town.code(), admission)?;
        let draft = checked(draft, self.today(&served)).await?;
        let now = self.now();
        let plan = draft.plan((Uuid::new_v4(), 1), now, now);
        self.changing(
            admission,
            served.town.code(),
            "plan",
            json!({"id": plan.line.id, "do": "keep", "kind": plan.line.kind.as_str()}),
        )
        .await?;
        let change = self.store().add_plan(served.town.code(), &plan).await?;
        Meant::default().kept(change)?;
        Ok(plan)
    }

    /// Changes a kept plan as a whole.
    pub async fn change_plan(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        draft: PlanDraft,
        admission: &Admission,
    ) -> Result<KeptPlan, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        may_know(draft.kind, served.town.code(), admission)?;
        let draft = checked(draft, self.today(&served)).await?;
        let old = self.store().plan_line(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        meant.check(old.version)?;
        if old.kind != draft.kind {
            return Err(ServiceError::Objections(vec![Objection::new(
                "/kind",
                "another_kind",
                "En plan behåller sitt slag. Spara den som en ny plan i stället.",
                "A plan keeps its kind. Keep it as a new plan instead.",
            )]));
        }
        let mut plan = draft.plan((id, old.version), old.made_at, self.now());
        self.changing(admission, served.town.code(), "plan", json!({"id": id, "do": "change", "version": old.version}))
            .await?;
        meant.kept(self.store().change_plan(served.town.code(), &plan).await?)?;
        plan.line.version += 1;
        Ok(plan)
    }

    pub async fn remove_plan(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        admission: &Admission,
    ) -> Result<(), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let old = self.store().plan_line(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        may_know(old.kind, served.town.code(), admission)?;
        meant.check(old.version)?;
        self.changing(admission, served.town.code(), "plan", json!({"id": id, "do": "remove", "version": old.version}))
            .await?;
        meant.kept(self.store().remove_plan(served.town.code(), id, old.version).await?)
    }
}

/// Where traffic will be checked is for those who check it (OSL 18:1).
fn may_know(kind: PlanKind, municipality: &str, admission: &Admission) -> Result<(), ServiceError> {
    if kind == PlanKind::Checks { admission.may(Right::PlanChecks, municipality) } else { Ok(()) }
}

impl PlanDraft {
    fn plan(self, (id, version): (Uuid, u32), made_at: Timestamp, changed_at: Timestamp) -> KeptPlan {
        let Self { kind, period, title, state, question, answer } = self;
        let title = title.trim().to_owned();
        let line = PlanLine { id, kind, period, title, state, version, made_at, changed_at };
        KeptPlan { line, question, answer }
    }
}

/// The draft, once nothing stands in its way. Two megabytes are not read through between two requests.
async fn checked(draft: PlanDraft, today: Date) -> Result<PlanDraft, ServiceError> {
    let looked_through = tokio::task::spawn_blocking(move || (objections(&draft, today), draft)).await;
    let (objections, draft) = looked_through.expect("looking for flaws does not panic");
    if objections.is_empty() { Ok(draft) } else { Err(ServiceError::Objections(objections)) }
}

fn objections(draft: &PlanDraft, today: Date) -> Vec<Objection> {
    let mut all = Vec::new();
    match first_day(&draft.period) {
        Some(day) => all.extend(too_far_ahead("/period", day, today)),
        None => all.push(Objection::new(
            "/period",
            "bad_period",
            "Perioden skrivs som ett år, en månad eller en dag: 2026, 2026-12 eller 2026-12-05.",
            "The period is written as a year, a month or a day: 2026, 2026-12 or 2026-12-05.",
        )),
    }
    let title = draft.title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        all.push(Objection::new(
            "/title",
            "bad_title",
            format!("Planen behöver ett namn på högst {LONGEST_TITLE} tecken."),
            format!("The plan needs a name of at most {LONGEST_TITLE} characters."),
        ));
    }
    all.extend(words::objection("/title", title));
    all.extend(words::objections_in("/question", &draft.question));
    all.extend(words::objections_in("/answer", &draft.answer));
    all
}

/// The first day of a year, a month or a day.
fn first_day(text: &str) -> Option<Date> {
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    day.parse().ok().filter(|_| day.len() == 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_a_month_or_a_day() {
        for good in ["2026", "2026-12", "2026-12-05"] {
            assert!(first_day(good).is_some(), "{good}");
        }
        for bad in ["", "26", "2026-13", "2026-12-32", "december", "2026-1", "20261205", "2026-12-05T00"] {
            assert_eq!(first_day(bad), None, "{bad}");
        }
    }
}
