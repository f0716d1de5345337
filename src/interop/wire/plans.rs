//! Kept plans.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::promise::{KeptPlan, PlanLine};

/// A plan as somebody wants to keep it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanDraftBody {
    /// `checks`, `walks` or `lighting`.
    pub kind: String,
    /// The month, day or year it is for.
    #[schema(example = "2026-12")]
    pub period: String,
    /// At most 120 characters, no personal data.
    pub title: String,
    /// `draft`, or `decided`: of a kind and period at most one is.
    pub state: String,
    /// The body that was posted to the planner.
    #[schema(value_type = Object)]
    pub question: Value,
    /// What the planner answered.
    #[schema(value_type = Object)]
    pub answer: Value,
}

/// A kept plan in a list.
#[derive(Serialize, ToSchema)]
pub struct KeptPlanLine {
    id: Uuid,
    kind: &'static str,
    period: String,
    title: String,
    /// `draft` or `decided`.
    state: &'static str,
    /// One more with each change; `If-Match: "3"` changes version 3 or nothing.
    version: u32,
    /// RFC 3339.
    made_at: String,
    changed_at: String,
}

/// A kept plan as a whole.
#[derive(Serialize, ToSchema)]
pub struct KeptPlanBody {
    #[serde(flatten)]
    line: KeptPlanLine,
    #[schema(value_type = Object)]
    question: Value,
    #[schema(value_type = Object)]
    answer: Value,
}

impl KeptPlanLine {
    pub fn of(plan: &PlanLine) -> Self {
        Self {
            id: plan.id,
            kind: plan.kind.as_str(),
            period: plan.period.clone(),
            title: plan.title.clone(),
            state: plan.state.as_str(),
            version: plan.version,
            made_at: plan.made_at.to_string(),
            changed_at: plan.changed_at.to_string(),
        }
    }
}

impl KeptPlanBody {
    pub fn of(plan: &KeptPlan) -> Self {
        Self { line: KeptPlanLine::of(&plan.line), question: plan.question.clone(), answer: plan.answer.clone() }
    }
}
