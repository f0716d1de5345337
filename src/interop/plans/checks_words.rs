//! What a reader of a month of checks should not overlook.

use crate::interop::findings::Warning;
use crate::planning::checks::{MonthParams, PlannedMonth};

/// Fewer checks than this share of them meet something worth the name.
const MEETS_NOTHING: f64 = 1e-3;

pub(super) fn warnings(planned: &PlannedMonth) -> Vec<Warning> {
    let PlannedMonth { plan, scene, demand, params } = planned;
    let mut all: Vec<Warning> = Vec::new();
    let n = demand.n_reports;
    if (n as u64) < Warning::FEW {
        all.push(Warning::new(
            "few_reports",
            format!("Planen bygger på {n} rapporter. En enda ny rapport kan flytta kontroller."),
            format!("The plan rests on {n} reports. A single new report can move checks."),
        ));
    }
    let least = plan.value * MEETS_NOTHING;
    let idle = plan.checks.iter().filter(|check| check.adds <= least).count();
    if idle > 0 {
        let rest = plan.checks.len() - idle;
        all.push(Warning::new(
            "meets_nothing",
            format!(
                "{idle} kontroller möter inget som de andra inte redan möter: det som rapporterats ligger på få platser. \
                 Sänk antalet till {rest}, eller tillåt fler per plats."
            ),
            format!(
                "{idle} checks meet nothing that the others do not meet: what was told lies at few places. Lower the \
                 number to {rest}, or allow more per site."
            ),
        ));
    }
    if params.spacing_m < MonthParams::default().spacing_m {
        let m = params.spacing_m;
        all.push(Warning::new(
            "sites_close",
            format!("Platserna ligger närmare varandra än 1 km (minst {m} m): annars får kontrollerna inte plats."),
            format!("Sites lie closer than 1 km to each other (at least {m} m): otherwise there is no room."),
        ));
    }
    if plan.expected < params.keep {
        let percent = (plan.expected * 100.0).round();
        all.push(Warning::new(
            "value_given_up",
            format!(
                "För att kontrollerna inte ska gå att förutse möter månader som den här i genomsnitt {percent} % av vad \
                 den bästa fasta planen möter; målet är {} %.",
                params.keep * 100.0
            ),
            format!(
                "So that the checks cannot be foreseen, months like this meet {percent} % of what the best fixed plan \
                 meets on average; the aim is {} %.",
                params.keep * 100.0
            ),
        ));
    }
    let n_live = plan.mix.sites.len();
    let wanted = planned.live_wanted();
    if n_live < wanted {
        all.push(Warning::new(
            "few_live_sites",
            format!(
                "Bara {n_live} platser är i bruk; minst {wanted} behövs för att ingen ska lära sig dem. Lägg till \
                     platser eller minska avståndet."
            ),
            format!(
                "Only {n_live} sites are live; at least {wanted} are needed so that nobody learns them. Add sites \
                     or lessen the distance."
            ),
        ));
    }
    if !plan.localities_left.is_empty() {
        let names: Vec<&str> = plan
            .localities_left
            .iter()
            .filter_map(|nth| scene.localities.get(*nth))
            .map(|it| it.name.as_str())
            .collect();
        let names = names.join(", ");
        all.push(Warning::new(
            "localities_left",
            format!("Utan krav på kontroll (ingen plats att stå på, eller fler orter än kontroller): {names}."),
            format!("Not asked to see a check (nowhere to stand, or more localities than checks): {names}."),
        ));
    }
    if !demand.marked.is_empty() {
        let n = demand.marked.len();
        all.push(Warning::new(
            "follows_a_check",
            format!("{n} rapporter kom inom en vecka efter en synlig kontroll i närheten och räknas inte."),
            format!("{n} reports came within a week of a visible check nearby and do not count."),
        ));
    }
    all
}
