//! The whole back-test of plain reports: which ranking foretells best, by how much, and are its numbers right.

use super::fit::{Looks, fit};
use super::origins::{date_of, day_of};
use super::rankers::{counts, kernel_mean, last_days, shrunk_to_kernel, uniform};
use super::{
    Backtest, BacktestParams, Calibration, CalibrationParams, Event, Every, Fit, FitParams, Ground, Unit, Units,
    backtest, calibration, origins,
};
use crate::analysis::Watch;
use crate::analysis::incidents::{IncidentParams, Told, incidents};
use crate::geodesy::EastNorth;
use crate::observation::{Category, Seconds};

/// A report as the back-test needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatedReport {
    pub at: EastNorth,
    /// The day on which it was told, from 1970-01-01: before that nobody could have known.
    pub day: i32,
    /// Reports of different categories never tell of the same thing.
    pub category: Category,
}

impl DatedReport {
    /// Where the data does not say what was reported, all of it is of one kind.
    pub fn of_one_kind(at: EastNorth, day: i32) -> Self {
        Self { at, day, category: Category::UnsafePlace }
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedParams {
    /// Default: the first of each quarter.
    pub every: Every,
    /// How far each forecast looks. Default 90 days.
    pub test_days: i32,
    /// No forecast is made with less behind it. Default 90 days.
    pub least_past_days: i32,
    /// How far back the ranking by recent reports looks. Default 90 days.
    pub recent_days: i32,
    /// Shares of the ground. Default 1 % and 5 %.
    pub shares: Vec<f64>,
    /// Reports that tell of the same thing count once, on the day it was first told; `None`: every report counts.
    pub duplicates: Option<IncidentParams>,
    pub fit: FitParams,
    /// Units for which fewer are predicted take no part in the calibration. Default 0.1.
    pub least_predicted: f64,
    /// The end of the data, this day not included; `None`: the day after the last report.
    pub end: Option<i32>,
    pub seed: u64,
}

impl Default for JudgedParams {
    fn default() -> Self {
        Self {
            every: Every::default(),
            test_days: 90,
            least_past_days: 90,
            recent_days: 90,
            shares: vec![0.01, 0.05],
            duplicates: Some(IncidentParams::default()),
            fit: FitParams::default(),
            least_predicted: 0.1,
            end: None,
            seed: 1273,
        }
    }
}

/// The rankings that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranking {
    Counts,
    Recent,
    /// By size alone.
    Uniform,
    Kernel,
    KernelForgetting,
    Shrunk,
    ShrunkForgetting,
}

impl Ranking {
    pub const ALL: [Self; 7] = [
        Self::Counts,
        Self::Recent,
        Self::Uniform,
        Self::Kernel,
        Self::KernelForgetting,
        Self::Shrunk,
        Self::ShrunkForgetting,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Recent => "recent",
            Self::Uniform => "uniform",
            Self::Kernel => "kernel",
            Self::KernelForgetting => "kernel_forgetting",
            Self::Shrunk => "shrunk",
            Self::ShrunkForgetting => "shrunk_forgetting",
        }
    }
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Its rankers are [`Ranking::ALL`], in that order.
    pub backtest: Backtest,
    /// What was chosen for each origin, on the true days.
    pub fits: Vec<Fit>,
    pub calibration: Calibration,
    pub n_units: usize,
    /// Of all units: square metres, or metres of street.
    pub size: f64,
    pub n_reports: usize,
    /// Reports that told of something already told.
    pub n_duplicates: usize,
    /// The days that the reports cover; the last one included.
    pub first_day: i32,
    pub last_day: i32,
    /// Every report has the first day of a month: nothing is known but the month.
    pub months_only: bool,
    /// Tests that look further than to the next origin share reports, and their standard errors are too small.
    pub tests_overlap: bool,
    /// By the ranking that won, as of the end of the data, best first; those with something expected.
    pub next: Vec<Next>,
}

/// A place where the next reports are expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Next {
    pub unit: Unit,
    /// In the middle of it.
    pub at: EastNorth,
    /// In proportion to the number of reports expected there.
    pub score: f64,
}

impl Judged {
    /// The ranking that the product should use: the one with the highest PEI, in the mean over the shares. Of equals
    /// the later one in [`Ranking::ALL`].
    pub fn winner(&self) -> Ranking {
        let n_shares = self.backtest.shares.len();
        let pei = |nth: usize| (0..n_shares).map(|share| self.backtest.pei(nth, share).mean).sum::<f64>();
        let best = (0..Ranking::ALL.len()).max_by(|a, b| pei(*a).total_cmp(&pei(*b)));
        Ranking::ALL[best.unwrap_or(Ranking::ALL.len() - 1)]
    }
}

/// Does the past of these reports tell where the next ones come, and which way of ranking places tells it best?
///
/// The watch is told of each forecast, twice for each origin; once it is stopped the answer is `None`.
///
/// # Method
/// Duplicates are collapsed first ([`incidents`]), then every origin sees only what came before it: the bandwidth by
/// likelihood, the half-life by what it would have foretold in the last periods of that past. Rankings: all counts,
/// counts of the last days, size alone, the exact kernel density, the gamma-Poisson shrinkage toward it, and both of
/// these with older reports weighing less. See [`backtest`] for the measures and the placebo, and
/// [`calibration`](fn@calibration).
///
/// # Units
/// Days from 1970-01-01. Sizes in square metres, or metres of street.
///
/// # Edge cases
/// Too short a past or too few days after it: no origin, and nothing to say. Where every day is the first of a month
/// only the month is known, and the data ends with the last month.
///
/// # Complexity
/// Twice the origins × (pairs within 500 m + half-lives × a kernel density at each part of each unit).
///
/// # References
/// Those of [`backtest`]; J. D. F. Habbema, J. Hermans, K. van den Broek (1974) for the bandwidth; A. P. Dawid (1984),
/// The prequential approach, doi:10.2307/2981683, for the half-life.
pub fn backtest_of(reports: &[DatedReport], ground: Ground, params: &JudgedParams, watch: &Watch) -> Option<Judged> {
    let kept = without_duplicates(reports, params.duplicates.as_ref());
    let places: Vec<EastNorth> = kept.iter().map(|report| report.at).collect();
    let (units, of_reports) = Units::on(ground, &places);
    let is_in =
        |(report, unit): (&DatedReport, Option<u32>)| Some(Event { unit: unit?, at: report.at, day: report.day });
    let events: Vec<Event> = kept.iter().zip(of_reports).filter_map(is_in).collect();

    let first_day = reports.iter().map(|report| report.day).min().unwrap_or(0);
    let last_day = reports.iter().map(|report| report.day).max().unwrap_or(0);
    let months_only = months_only(reports);
    let end = params.end.unwrap_or_else(|| if months_only { next_month(last_day) } else { last_day + 1 });
    let origins = origins(first_day, end, params.every, params.least_past_days, params.test_days);
    let tests_overlap = origins.windows(2).any(|pair| pair[1] - pair[0] < params.test_days);

    let mut looks = Looks::new(&units);
    let mut fits: Vec<Fit> = Vec::new();
    let mut rank = |past: &super::Past| {
        let fit = fit(past, params.test_days, &mut looks, &params.fit);
        fits.push(fit);
        let around = looks.of(fit.bandwidth);
        let scores = |ranking: Ranking| scores(ranking, past, around, fit.half_life_days, params.recent_days);
        Ranking::ALL.into_iter().map(scores).collect::<Vec<_>>()
    };
    let asked =
        BacktestParams { origins, test_days: params.test_days, shares: params.shares.clone(), seed: params.seed };
    let names = Ranking::ALL.map(Ranking::as_str);
    let mut backtest = backtest(&units, &events, &names, &mut rank, &asked, watch)?;
    backtest.n_outside += kept.len() - events.len();
    // The true days come first, then those of the placebo.
    fits.truncate(backtest.origins.len());
    let asked =
        CalibrationParams { test_days: params.test_days, least_predicted: params.least_predicted, seed: params.seed };
    let calibration = calibration(&units, &events, &fits, &asked);
    let mut judged = Judged {
        backtest,
        fits,
        calibration,
        n_units: units.len(),
        size: units.sizes().iter().sum(),
        n_reports: reports.len(),
        n_duplicates: reports.len() - kept.len(),
        first_day,
        last_day,
        months_only,
        tests_overlap,
        next: Vec::new(),
    };
    judged.next = next(&units, &events, end, judged.winner(), params, &mut looks);
    Some(judged)
}

fn scores(
    ranking: Ranking,
    past: &super::Past,
    around: &super::Surroundings,
    half_life_days: f64,
    recent_days: i32,
) -> Vec<f64> {
    match ranking {
        Ranking::Counts => counts(past),
        Ranking::Recent => last_days(past, recent_days),
        Ranking::Uniform => uniform(past),
        Ranking::Kernel => kernel_mean(past, around, f64::INFINITY),
        Ranking::KernelForgetting => kernel_mean(past, around, half_life_days),
        Ranking::Shrunk => shrunk_to_kernel(past, around, f64::INFINITY),
        Ranking::ShrunkForgetting => shrunk_to_kernel(past, around, half_life_days),
    }
}

/// The ranking as of the end of the data, densest first.
fn next(
    units: &Units,
    events: &[Event],
    end: i32,
    winner: Ranking,
    params: &JudgedParams,
    looks: &mut Looks,
) -> Vec<Next> {
    let events = super::in_order(units, events);
    let (past, _) = super::split(units, &events, end, 0);
    if past.events.is_empty() {
        return Vec::new();
    }
    let fit = fit(&past, params.test_days, looks, &params.fit);
    let scores = scores(winner, &past, looks.of(fit.bandwidth), fit.half_life_days, params.recent_days);
    let densities = super::per_size(&scores, units.sizes());
    let mut order: Vec<usize> = (0..units.len()).filter(|unit| scores[*unit] > 0.0).collect();
    order.sort_by(|a, b| densities[*b].total_cmp(&densities[*a]));
    let middle = |unit: usize| units.parts_of(unit)[units.parts_of(unit).len() / 2].at;
    order.into_iter().map(|unit| Next { unit: units.names[unit], at: middle(unit), score: scores[unit] }).collect()
}

/// The first report of each incident.
fn without_duplicates(reports: &[DatedReport], params: Option<&IncidentParams>) -> Vec<DatedReport> {
    const DAY_S: Seconds = 24 * 3600;
    let Some(params) = params else { return reports.to_vec() };
    let told = |report: &DatedReport| Told {
        at: report.at,
        told: Seconds::from(report.day) * DAY_S,
        category: report.category,
        closed: None,
        teller: None,
    };
    let told: Vec<Told> = reports.iter().map(told).collect();
    let now = Seconds::from(i32::MAX) * DAY_S;
    incidents(&told, now, params).into_iter().map(|incident| reports[incident.reports[0]]).collect()
}

fn months_only(reports: &[DatedReport]) -> bool {
    let mut days: Vec<i32> = reports.iter().map(|report| report.day).collect();
    days.sort_unstable();
    days.dedup();
    days.len() > 1 && days.into_iter().all(|day| date_of(day).is_some_and(|date| date.day() == 1))
}

fn next_month(day: i32) -> i32 {
    date_of(day).and_then(|date| date.last_of_month().tomorrow().ok()).map_or(day, day_of)
}
