//! The back-test as tables in Markdown, which are read as easily in a terminal.

use std::fmt::Write as _;

use serde_json::Value;

use super::backtest::{Asked, Ranked, name, place};
use crate::analysis::backtest::{Judged, Mean, Ranking, date_of};
use crate::privacy::Cleared;

/// For people; the notes below it are those of the answer in JSON.
pub fn table(judged: &Cleared<Judged>, asked: &Asked, answer: &Value) -> String {
    let judged = judged.get();
    let backtest = &judged.backtest;
    let mut text = String::new();
    let mut line = |words: String| writeln!(text, "{words}").expect("a string takes all");
    line(about(judged, asked));
    line(String::new());
    if !backtest.origins.is_empty() {
        let winner = judged.winner();
        let heads = backtest.shares.iter().map(|share| {
            let percent = share * 100.0;
            format!(" PAI {percent} % | PEI {percent} % | placebo PAI | winner − this ± SE (won) |")
        });
        line(format!("| ranking |{}", heads.collect::<String>()));
        line(format!("|---|{}", "--:|--:|--:|--:|".repeat(backtest.shares.len())));
        for (nth, ranking) in Ranking::ALL.into_iter().enumerate() {
            let cells = (0..backtest.shares.len()).map(|share| {
                let paired = backtest.paired(place(winner), nth, share);
                let paired = if ranking == winner { "—".to_owned() } else { difference(paired) };
                format!(
                    " {:.2} | {:.3} | {:.2} | {paired} |",
                    backtest.pai(nth, share).mean,
                    backtest.pei(nth, share).mean,
                    backtest.placebo_pai(nth, share).mean
                )
            });
            let bold = if ranking == winner { "**" } else { "" };
            line(format!("| {bold}{}{bold} |{}", name(ranking).1, cells.collect::<String>()));
        }
        let ceiling = (0..backtest.shares.len()).map(|share| format!(" {:.2} | 1 | | |", backtest.ceiling(share).mean));
        line(format!("| *foresight* |{}", ceiling.collect::<String>()));
        line(String::new());
        line(fitted(judged));
        line(calibrated(judged));
    }
    for warning in answer["warnings"].as_array().into_iter().flatten() {
        line(format!("Note: {}", warning["en"].as_str().unwrap_or_default()));
    }
    text
}

fn about(judged: &Judged, asked: &Asked) -> String {
    let (what, size) = match asked.ranked {
        Ranked::Cells { size_m } | Ranked::CellsAround { size_m } => {
            (format!("squares of {size_m} m"), format!("{:.1} km²", judged.size / 1e6))
        }
        Ranked::Links => ("street links".to_owned(), format!("{:.1} km of street", judged.size / 1e3)),
    };
    let tests: usize = judged.backtest.origins.iter().map(|origin| origin.n_test).sum();
    format!(
        "{} reports from {} to {}, {} of them duplicates, {} outside; {} {what}, {size}; {} forecasts of {} days, \
         {tests} reports in them.",
        judged.n_reports,
        date(judged.first_day),
        date(judged.last_day),
        judged.n_duplicates,
        judged.backtest.n_outside,
        judged.n_units,
        judged.backtest.origins.len(),
        asked.params.test_days,
    )
}

fn date(day: i32) -> String {
    date_of(day).map_or_else(|| "?".to_owned(), |day| day.to_string())
}

fn difference(paired: Mean) -> String {
    format!("{:+.2} ± {:.2} ({}/{})", paired.mean, paired.standard_error, paired.n_above, paired.n)
}

fn fitted(judged: &Judged) -> String {
    let span = |values: Vec<f64>| {
        let (least, most) = values.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), v| (a.min(*v), b.max(*v)));
        let words = |days: f64| if days.is_finite() { format!("{days}") } else { "for ever".to_owned() };
        if least == most { words(least) } else { format!("{} to {}", words(least), words(most)) }
    };
    format!(
        "Bandwidth chosen: {} m. Half-life chosen: {} (days).",
        span(judged.fits.iter().map(|fit| fit.bandwidth.metres()).collect()),
        span(judged.fits.iter().map(|fit| fit.half_life_days).collect()),
    )
}

fn calibrated(judged: &Judged) -> String {
    let calibration = &judged.calibration;
    if calibration.n == 0 {
        return "Calibration: too little is predicted for any unit.".to_owned();
    }
    format!(
        "Calibration: PIT chi² p {:.3}, 90 % intervals cover {:.1} % ({:.1} % with whole numbers), {:.0} predicted and \
         {:.0} came in {} units × forecasts, PIT {:?}.",
        calibration.chi_square_p,
        100.0 * calibration.coverage,
        100.0 * calibration.coverage_whole,
        calibration.predicted,
        calibration.came,
        calibration.n,
        calibration.histogram,
    )
}
