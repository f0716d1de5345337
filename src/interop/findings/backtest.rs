//! Does it predict? As JSON, and as a table for people.

use serde_json::{Value, json};

pub use super::backtest_table::table;
use super::{Data, Envelope, Frame, Method, Warning};
use crate::analysis::backtest::{
    AROUND_REPORTS_M, Every, Fit, Judged, JudgedParams, Mean, Next, Origin, Ranking, Unit, date_of,
};
use crate::privacy::Cleared;
use crate::town::naming::PlaceName;

/// What was ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranked {
    /// Squares of so many metres in a study area.
    Cells { size_m: u32 },
    /// Squares near reports, as there was no study area.
    CellsAround { size_m: u32 },
    /// Links of streets.
    Links,
}

/// What was asked, to be said again in the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub ranked: Ranked,
    pub params: JudgedParams,
}

/// So many units of the ranking that won are told.
const TOLD: usize = 50;

/// The whole answer. `data` tells what was read; what the back-test leaves out of that is added.
pub fn answer(judged: &Cleared<Judged>, asked: &Asked, names: &[PlaceName], data: &Data, frame: &Frame) -> Value {
    let judged = judged.get();
    let mut data = data.clone();
    data.leave_out("duplicate", judged.n_duplicates as u64);
    data.leave_out("outside", judged.backtest.n_outside as u64);
    Envelope::new(method(asked, frame), &data, warnings(judged, asked))
        .with_results(results(judged, asked, names, frame))
}

fn method(asked: &Asked, frame: &Frame) -> Method {
    let params = &asked.params;
    let (from_m, to_m, step_m) = params.fit.bandwidth_m;
    let half_lives: Vec<Value> = params.fit.half_lives_days.iter().map(|days| days_or_never(*days)).collect();
    Method {
        id: "backtest",
        sv: "Varje prognos ser bara det som kom före sin dag. Platser rangordnas efter väntat antal per yta eller meter \
             gata; PAI är hur många gånger fler rapporter de bästa procenten fångade än ett slumpvis val, PEI andelen \
             av det mesta som något val hade fångat.",
        en: "Each forecast sees only what came before its day. Places are ranked by the number expected per area or \
             metre of street; PAI is how many times more reports the best per cent caught than a choice at random, PEI \
             the share of the most that any choice could have caught.",
        parameters: json!({
            "unit": unit(asked.ranked),
            "cell_m": cell_m(asked.ranked),
            "shares": params.shares,
            "origins": match params.every {
                Every::Month => "monthly",
                Every::Quarter => "quarterly",
            },
            "test_days": params.test_days,
            "least_past_days": params.least_past_days,
            "recent_days": params.recent_days,
            "duplicates": params.duplicates.map(|d| json!({ "radius_m": d.radius_m, "open_days": d.open_days })),
            "kernel": "epanechnikov",
            "bandwidths_tried_m": { "from": from_m, "to": to_m, "step": step_m },
            "half_lives_tried_days": half_lives,
            "least_predicted": params.least_predicted,
            "plane": frame.name(),
            "seed": params.seed,
        }),
        references: &[
            "Chainey, Tompson & Uhlig 2008, doi:10.1057/palgrave.sj.8350066",
            "Hunt 2016 (PEI)",
            "Habbema, Hermans & van den Broek 1974 (bandwidth)",
            "Morris 1983, doi:10.2307/2287098",
            "Czado, Gneiting & Held 2009, doi:10.1111/j.1541-0420.2009.01191.x",
        ],
    }
}

fn unit(ranked: Ranked) -> &'static str {
    if ranked == Ranked::Links { "link" } else { "cell" }
}

fn cell_m(ranked: Ranked) -> Option<u32> {
    match ranked {
        Ranked::Cells { size_m } | Ranked::CellsAround { size_m } => Some(size_m),
        Ranked::Links => None,
    }
}

/// JSON has no word for for ever: `null`.
fn days_or_never(days: f64) -> Value {
    if days.is_finite() { json!(days) } else { Value::Null }
}

fn warnings(judged: &Judged, asked: &Asked) -> Vec<Warning> {
    let mut told = Vec::new();
    let mut warn = |code, sv: String, en: String| told.push(Warning::new(code, sv, en));
    let n_origins = judged.backtest.origins.len();
    if n_origins == 0 {
        warn(
            "too_short",
            format!(
                "Ingen prognos kan prövas: det behövs {} dagar före den första och {} dagar efter.",
                asked.params.least_past_days, asked.params.test_days
            ),
            format!(
                "No forecast can be judged: {} days are needed before the first and {} days after it.",
                asked.params.least_past_days, asked.params.test_days
            ),
        );
    } else if n_origins < 5 {
        warn(
            "few_origins",
            format!("Bara {n_origins} prognoser: medelfelen säger nästan ingenting."),
            format!("Only {n_origins} forecasts: the standard errors say next to nothing."),
        );
    }
    if judged.tests_overlap {
        warn(
            "tests_overlap",
            "Prognosernas dagar överlappar: medelfelen är för små.".to_owned(),
            "The days of the forecasts overlap: the standard errors are too small.".to_owned(),
        );
    }
    if judged.months_only {
        warn(
            "months_only",
            "Bara månaden är känd: dubbletter och allt kortare än en månad kan inte bedömas.".to_owned(),
            "Only the month is known: duplicates and anything shorter than a month cannot be judged.".to_owned(),
        );
    }
    if let Ranked::CellsAround { .. } = asked.ranked {
        warn(
            "no_study_area",
            format!(
                "Inget undersökningsområde: ytan är rutorna inom {AROUND_REPORTS_M} m från någon rapport, även senare \
                 rapporter. PAI kan inte jämföras med andra städers."
            ),
            format!(
                "No study area: the ground is the squares within {AROUND_REPORTS_M} m of any report, later ones too. \
                 PAI cannot be compared with other towns."
            ),
        );
    }
    if n_origins > 0 && judged.fits.iter().all(|fit| fit.at_bound) {
        warn(
            "bandwidth_at_bound",
            "Data ber om en bandbredd utanför det som prövades.".to_owned(),
            "The data asks for a bandwidth outside of what was tried.".to_owned(),
        );
    }
    told
}

fn results(judged: &Judged, asked: &Asked, names: &[PlaceName], frame: &Frame) -> Value {
    let backtest = &judged.backtest;
    let winner = judged.winner();
    let shares = || 0..backtest.shares.len();
    let ranking = |(nth, ranking): (usize, &Ranking)| {
        let at = |share: usize| {
            json!({
                "share": backtest.shares[share],
                "pai": mean(backtest.pai(nth, share)),
                "pei": mean(backtest.pei(nth, share)),
                "placebo_pai": mean(backtest.placebo_pai(nth, share)),
                "winner_minus_this": paired(backtest.paired(place(winner), nth, share)),
            })
        };
        let (sv, en) = name(*ranking);
        json!({ "id": ranking.as_str(), "sv": sv, "en": en, "at": shares().map(at).collect::<Vec<_>>() })
    };
    let ceiling = |share: usize| json!({ "share": backtest.shares[share], "pai": mean(backtest.ceiling(share)) });
    let origins: Vec<Value> = backtest.origins.iter().zip(&judged.fits).map(origin).collect();
    let calibration = &judged.calibration;
    json!({
        "n_units": judged.n_units,
        "size": judged.size,
        "size_unit": if asked.ranked == Ranked::Links { "m" } else { "m2" },
        "origins": origins,
        "rankings": Ranking::ALL.iter().enumerate().map(ranking).collect::<Vec<_>>(),
        "ceiling": shares().map(ceiling).collect::<Vec<_>>(),
        "winner": (!origins.is_empty()).then(|| winner.as_str()),
        "calibration": {
            "n": calibration.n,
            "pit_histogram": calibration.histogram,
            "pit_chi_square_p": calibration.chi_square_p,
            "coverage_90": calibration.coverage,
            "coverage_90_whole": calibration.coverage_whole,
            "mean_log_score": calibration.log_score,
            "predicted": calibration.predicted,
            "came": calibration.came,
        },
        "next": judged.next.iter().take(TOLD).enumerate().map(|(nth, one)| next(one, names.get(nth), frame)).collect::<Vec<_>>(),
    })
}

fn origin((origin, fit): (&Origin, &Fit)) -> Value {
    json!({
        "day": date_of(origin.day).map(|day| day.to_string()),
        "n_past": origin.n_past,
        "n_test": origin.n_test,
        "bandwidth_m": fit.bandwidth.metres(),
        "bandwidth_at_bound": fit.at_bound,
        "half_life_days": days_or_never(fit.half_life_days),
        "half_life_fitted": fit.half_life_fitted,
    })
}

fn next(next: &Next, name: Option<&PlaceName>, frame: &Frame) -> Value {
    let mut told = json!({ "at": frame.position(next.at), "score": next.score });
    match next.unit {
        Unit::Cell(cell) => told["cell"] = cell.to_string().into(),
        Unit::Link(link) => told["link"] = link.into(),
    }
    if let Some(name) = name {
        told["name"] = json!({ "sv": name.sv, "en": name.en });
    }
    told
}

pub(super) fn place(ranking: Ranking) -> usize {
    Ranking::ALL.iter().position(|one| *one == ranking).expect("one of all")
}

fn mean(mean: Mean) -> Value {
    json!({ "mean": mean.mean, "standard_error": mean.standard_error })
}

fn paired(mean: Mean) -> Value {
    json!({ "mean": mean.mean, "standard_error": mean.standard_error, "n_won": mean.n_above, "n": mean.n })
}

/// In Swedish and in English.
pub fn name(ranking: Ranking) -> (&'static str, &'static str) {
    match ranking {
        Ranking::Counts => ("alla rapporter", "all counts"),
        Ranking::Recent => ("de senaste dagarnas rapporter", "counts of the last days"),
        Ranking::Uniform => ("storleken ensam", "size alone"),
        Ranking::Kernel => ("täthet", "kernel density"),
        Ranking::KernelForgetting => ("täthet som glömmer", "kernel density, forgetting"),
        Ranking::Shrunk => ("krympning mot tätheten", "shrinkage toward the density"),
        Ranking::ShrunkForgetting => ("krympning som glömmer", "shrinkage, forgetting"),
    }
}
