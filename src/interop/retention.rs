//! Rules of retention, what they would take, and what they took.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::wire::{PartBody, ProtocolBody, RuleBody, TermsBody};
use crate::observation::{Category, Month};
use crate::privacy::Cleared;
use crate::privacy::retention::{Found, Part, Protocol, Rule, Terms};

pub fn rule(rule: &Rule) -> RuleBody {
    let (ended_by, ended_at) = rule.ended.clone().map(|(by, at)| (by, at.to_string())).unzip();
    RuleBody {
        id: rule.id.to_string(),
        terms: terms(&rule.terms),
        made_by: rule.made_by.clone(),
        made_at: rule.made_at.to_string(),
        ended_by,
        ended_at,
        version: rule.version,
    }
}

fn terms(terms: &Terms) -> TermsBody {
    TermsBody {
        decision: terms.decision.clone(),
        decided_on: terms.decided_on.to_string(),
        takes: terms.takes.as_str().to_owned(),
        months: terms.months,
        since: terms.since.as_str().to_owned(),
        category: terms.category.map(|category| Category::as_str(category).to_owned()),
        begins_on: terms.begins_on.to_string(),
    }
}

pub fn dry_run(of: &Rule, before: Option<Timestamp>, found: &Cleared<Found>, months: Option<(Month, Month)>) -> Value {
    let Found { numbers, digest, n_photos, n_seen, n_held, .. } = found.get();
    json!({
        "rule": rule(of),
        "before": before.map(|at| at.to_string()),
        "n": found.get().n(),
        "n_photos": n_photos,
        "n_seen": n_seen,
        "n_held": n_held,
        "oldest": months.map(|(first, _)| first.to_string()),
        "newest": months.map(|(_, last)| last.to_string()),
        "numbers": numbers,
        "digest": digest,
    })
}

pub fn protocol(of: &Protocol) -> ProtocolBody {
    let at = |part: Option<&Part>| part.map_or_else(String::new, |part| part.run_at.to_string());
    ProtocolBody {
        run: of.run.to_string(),
        rule: of.rule.to_string(),
        terms: terms(&of.terms),
        before: of.before.to_string(),
        run_by: of.run_by.clone(),
        began_at: at(of.parts.first()),
        ended_at: at(of.parts.last()),
        n_planned: of.n_planned,
        n_taken: of.n_taken(),
        n_photos: of.n_photos(),
        n_seen: of.n_seen(),
        n_held: of.n_held(),
        is_whole: of.is_whole(),
        parts: of.parts.iter().map(part).collect(),
    }
}

fn part(part: &Part) -> PartBody {
    let (first_number, last_number) = part.numbers.unzip();
    PartBody {
        part: part.part,
        at: part.run_at.to_string(),
        n_taken: part.n_taken,
        first_number,
        last_number,
        digest: part.digest.clone(),
    }
}
