//! Retention: holds, rules, runs and protocols.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A hold that is to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldDraftBody {
    /// Diary number of the request; no personal data.
    #[schema(example = "KS 2026/123")]
    pub reference: String,
    /// Numbers of the reports it covers, at most 5,000; missing: everything the municipality keeps.
    #[serde(default)]
    pub reports: Option<Vec<i64>>,
}

/// A hold: while it is open, nothing it covers is erased.
#[derive(Serialize, ToSchema)]
pub struct HoldBody {
    pub id: String,
    pub reference: String,
    /// `everything` or `reports`.
    pub covers: String,
    /// With `reports`: their numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports: Option<Vec<i64>>,
    /// In the list: the open request for public records it belongs to; it ends when that is closed, and not before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    pub opened_by: String,
    pub opened_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    pub version: u32,
}

/// A rule that is to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleDraftBody {
    /// Diary number or name of the decision; no personal data.
    #[schema(example = "KS 2026/45 § 12")]
    pub decision: String,
    #[schema(example = "2026-03-02")]
    pub decided_on: String,
    /// `words` (of reports and of walks), `photos` or `reports` (the whole report).
    pub takes: String,
    /// After how many.
    #[schema(minimum = 1, maximum = 1200)]
    pub months: i64,
    /// `told` (as without) or `decided`.
    #[serde(default)]
    pub since: Option<String>,
    /// Of this category alone.
    #[serde(default)]
    pub category: Option<String>,
    /// Missing: today.
    #[serde(default)]
    pub begins_on: Option<String>,
}

/// A rule. It never changes; it ends.
#[derive(Serialize, ToSchema)]
pub struct RuleBody {
    pub id: String,
    #[serde(flatten)]
    pub terms: TermsBody,
    pub made_by: String,
    pub made_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    pub version: u32,
}

/// What was decided.
#[derive(Serialize, ToSchema)]
pub struct TermsBody {
    pub decision: String,
    pub decided_on: String,
    /// `words`, `photos` or `reports`.
    pub takes: String,
    pub months: u32,
    /// `told` or `decided`.
    pub since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    pub begins_on: String,
}

/// What to change in a rule.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleChangeBody {
    /// `true`: it takes nothing any more. There is no way back; enter it anew.
    pub ended: bool,
}

/// What a rule would take now. Described here; written by `interop::retention` from a cleared result.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of what interop::retention writes")]
pub struct DryRunBody {
    rule: RuleBody,
    /// What was told (or decided) before this would go; missing: the rule has not begun, or has ended.
    before: Option<String>,
    /// Reports, and observations of walks: what a run must name.
    n: u64,
    n_photos: u64,
    /// Of `n`, observations of walks.
    n_seen: u64,
    /// Left because of a hold.
    n_held: u64,
    /// Months of the oldest and the newest report.
    oldest: Option<String>,
    newest: Option<String>,
    /// Numbers of the reports, the first 1,000.
    numbers: Vec<i64>,
    /// Of all of them, as a protocol would have it.
    digest: String,
}

/// A run.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunBody {
    /// `n` of the dry run: where it is another number by now, nothing is erased.
    pub n: u64,
}

/// What a run erased.
#[derive(Serialize, ToSchema)]
pub struct RunOutcomeBody {
    /// Missing: there was nothing to take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolBody>,
    /// What is left to take: a run takes at most 5,000.
    pub n_left: u64,
}

/// A run of a rule: the rule as it was, and its parts.
#[derive(Serialize, ToSchema)]
pub struct ProtocolBody {
    pub run: String,
    pub rule: String,
    #[serde(flatten)]
    pub terms: TermsBody,
    /// What was told (or decided) before this was to go.
    pub before: String,
    pub run_by: String,
    pub began_at: String,
    pub ended_at: String,
    pub n_planned: u64,
    pub n_taken: u64,
    pub n_photos: u64,
    /// Of those taken, observations of walks.
    pub n_seen: u64,
    /// Left because of a hold.
    pub n_held: u64,
    /// Whether everything planned was taken; a run that broke off is gone on with by the next.
    pub is_whole: bool,
    pub parts: Vec<PartBody>,
}

/// What one transaction erased.
#[derive(Serialize, ToSchema)]
pub struct PartBody {
    pub part: u32,
    pub at: String,
    pub n_taken: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_number: Option<i64>,
    /// SHA-256 of the numbers in ascending order, each followed by a line feed.
    pub digest: String,
}
