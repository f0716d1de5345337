//! Every stop of every proposal as a row.

use super::{WalkFrame, dark_word, local};
use crate::interop::spreadsheet::no_formula;
use crate::observation::{Category, Seconds};
use crate::planning::walks::{Stop, WalkPlan};
use crate::privacy::Cleared;

const HEAD: [&str; 16] = [
    "proposal",
    "stop",
    "name",
    "arrives_at",
    "arrives_min",
    "longitude",
    "latitude",
    "locked",
    "n_reports",
    "causes",
    "peak_hours",
    "darkness",
    "lit",
    "look_at",
    "need",
    "leg_m",
];

/// CSV with a row for each stop.
pub fn csv_table(plan: &Cleared<WalkPlan>, frame: &WalkFrame) -> String {
    let plan = plan.get();
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has the same length.
    let _ = writer.write_record(HEAD);
    for (proposal, rank) in plan.proposals.iter().zip(1..) {
        for ((stop, leg), nth) in proposal.stops.iter().zip(&proposal.legs).zip(1..) {
            let at = frame.metric.inverse(stop.at);
            let said = stop.said.as_ref();
            let peak = said.and_then(|said| said.peak.as_ref());
            let _ = writer.write_record([
                rank.to_string(),
                nth.to_string(),
                no_formula(if frame.english { &stop.name.en } else { &stop.name.sv }),
                local(plan.evening.starts_at + Seconds::from(stop.arrives_s), &frame.zone),
                stop.arrives_s.div_ceil(60).to_string(),
                format!("{:.6}", at.lon()),
                format!("{:.6}", at.lat()),
                stop.is_locked.to_string(),
                stop.n_reports.to_string(),
                causes(stop, frame).join("; "),
                peak.map(|peak| format!("{:02}–{:02}", peak.from, peak.to)).unwrap_or_default(),
                said.map(|said| dark_word(said.darkness.when)).unwrap_or_default().to_owned(),
                stop.lit.as_str().to_owned(),
                stop.look.iter().map(|look| look.as_str()).collect::<Vec<_>>().join("; "),
                format!("{:.3}", stop.need.value),
                format!("{:.0}", leg.metres),
            ]);
        }
    }
    // The mark tells spreadsheets that it is UTF-8.
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

/// What is said at a stop, in a line.
pub(super) fn said(stop: &Stop, frame: &WalkFrame) -> String {
    let Some(said) = &stop.said else { return String::new() };
    let n = stop.n_reports;
    let mut parts = vec![match (frame.english, n) {
        (true, 1) => "1 report".to_owned(),
        (true, n) => format!("{n} reports"),
        (false, 1) => "1 rapport".to_owned(),
        (false, n) => format!("{n} rapporter"),
    }];
    parts.extend(causes(stop, frame));
    parts.extend(said.peak.as_ref().map(|peak| match frame.english {
        true => format!("mostly {:02}–{:02}", peak.from, peak.to),
        false => format!("mest kl {:02}–{:02}", peak.from, peak.to),
    }));
    parts.join(", ")
}

fn causes(stop: &Stop, frame: &WalkFrame) -> Vec<String> {
    let named = stop.said.iter().flat_map(|said| &said.causes);
    let word = |(set, n): &(crate::observation::CauseSet, u32)| {
        let code = *frame.catalogue.codes(*set).first()?;
        let entry = frame.catalogue.causes_of(Category::UnsafePlace).find(|entry| entry.code == code)?;
        Some(format!("{} ({n})", if frame.english { &entry.en } else { &entry.sv }))
    };
    named.filter_map(word).collect()
}
