//! `trygghetskarta analyze trend`, `profile` and `darkness`: when it was.

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use jiff::ToSpan;

use super::input::{Input, Loaded, Times, Where};
use super::print::print;
use crate::analysis::darkness::{CaseHour, darkness, hour_lights};
use crate::analysis::season::when;
use crate::analysis::series::{Period, PeriodValue, TrendOfSeries, series};
use crate::geodesy::{EastNorth, LonLat};
use crate::interop::findings::{self, Warning};
use crate::interop::points::{NumberColumn, Numbers};
use crate::observation::Moment;
use crate::privacy::of_own_file;

#[derive(Args)]
pub(super) struct Trend {
    #[command(flatten)]
    input: Input,
    /// Rows are counted by period, the empty ones too.
    #[arg(long, value_enum, default_value_t = PeriodName::Month)]
    period: PeriodName,
    /// The column of how much each row counts; otherwise each counts 1.
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// The column of a series: one row a period, in the order of the file. Nothing is counted then.
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["period", "weight"])]
    value: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum PeriodName {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl From<PeriodName> for Period {
    fn from(name: PeriodName) -> Self {
        match name {
            PeriodName::Day => Self::Day,
            PeriodName::Week => Self::Week,
            PeriodName::Month => Self::Month,
            PeriodName::Quarter => Self::Quarter,
            PeriodName::Year => Self::Year,
        }
    }
}

impl Trend {
    pub(super) fn run(self) -> anyhow::Result<()> {
        /// All pairs of periods are compared.
        const MOST_PERIODS: usize = 5_000;
        let column = |flag: &'static str, name: String, numbers| NumberColumn { flag, name, numbers };
        let (loaded, found, period) = if let Some(name) = self.value {
            let numbers = vec![column("--value", name, Numbers::Any)];
            let loaded = self.input.load(None, Times::IfAsked, numbers)?;
            let value =
                |point: &crate::interop::points::Point| PeriodValue { first_day: None, value: point.numbers[0] };
            let values: Vec<PeriodValue> = loaded.points.iter().map(value).collect();
            (loaded, values, None)
        } else {
            let numbers = self.weight.into_iter().map(|name| column("--weight", name, Numbers::NotNegative)).collect();
            let loaded = self.input.load(None, Times::Needed, numbers)?;
            let days = loaded.data.days.context("no row has a time")?;
            let counted = |point: &crate::interop::points::Point| {
                Some((point.when?, point.numbers.first().copied().unwrap_or(1.0)))
            };
            let period = Period::from(self.period);
            let values = series(loaded.points.iter().filter_map(counted), period, days, &loaded.clock);
            (loaded, values, Some(period))
        };
        if found.len() > MOST_PERIODS {
            bail!("{} periods are too many: {MOST_PERIODS} can be compared, take a longer --period", found.len());
        }
        let found = of_own_file(TrendOfSeries::of(found), &loaded.file);
        let answer = findings::trend::answer(&found, period, loaded.ends_given, &loaded.data);
        print(answer, &loaded, &["number", "from", "value"])
    }
}

#[derive(Args)]
pub(super) struct Profile {
    #[command(flatten)]
    input: Input,
}

impl Profile {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let loaded = self.input.load(None, Times::Needed, Vec::new())?;
        let (from, to) = loaded.data.days.context("no row has a time")?;
        let start = |day: jiff::civil::Date| -> anyhow::Result<i64> {
            Ok(day.to_zoned(loaded.clock.zone().clone())?.timestamp().as_second())
        };
        let (from, to) = (start(from)?, start(to.checked_add(1.day())?)?);
        let found = when(loaded.moments(), &loaded.clock, from, to);
        let found = of_own_file(found, &loaded.file);
        let answer = findings::profile::answer(&found, &loaded.time_zone, &loaded.data);
        let columns = ["hour", "weekday", "month", "season", "n", "months", "per_month", "share", "low", "high"];
        print(answer, &loaded, &columns)
    }
}

#[derive(Args)]
pub(super) struct Darkness {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    /// Hours to compare, 0 to 23; otherwise all that are dark for a part of the year and light for another.
    #[arg(long, value_name = "HOURS", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(0..24))]
    case_hours: Vec<u8>,
    /// Hours to compare them with; otherwise all that are light, or dark, on every day of the year.
    #[arg(long, value_name = "HOURS", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(0..24))]
    control_hours: Vec<u8>,
}

impl Darkness {
    pub(super) fn run(self) -> anyhow::Result<()> {
        if self.place.has_weight() {
            bail!("darkness counts rows: --weight means nothing here");
        }
        if let Some(both) = self.case_hours.iter().find(|hour| self.control_hours.contains(hour)) {
            bail!("hour {both} cannot be its own control: take it out of --case-hours or --control-hours");
        }
        let mut loaded = self.input.load(Some(self.place), Times::Needed, Vec::new())?;
        let place = middle(&loaded)?;
        let days = loaded.data.days.context("no row has a time")?;
        let year = days.1.year();
        let lights = hour_lights(place, &loaded.clock, year);
        let mut cases = CaseHour::all(&lights);
        if !self.case_hours.is_empty() {
            let controls = cases.first().map(|case| case.controls.clone()).unwrap_or_default();
            let case = |hour: &u8| CaseHour { hour: *hour, controls: controls.clone() };
            cases = self.case_hours.iter().map(case).collect();
        }
        for case in &mut cases {
            if !self.control_hours.is_empty() {
                case.controls.clone_from(&self.control_hours);
            }
            case.controls.retain(|hour| *hour != case.hour);
        }
        let moments: Vec<Moment> = loaded.moments();
        let found = of_own_file(darkness(&moments, place, &loaded.clock, &cases), &loaded.file);
        if found.get().n_instants < moments.len() as u64 {
            let n = moments.len() as u64 - found.get().n_instants;
            loaded.warnings.push(Warning::new(
                "no_exact_time",
                format!("{n} rader har ingen exakt tid: de räknas inte i oddskvoterna."),
                format!("{n} rows have no exact time: they do not count in the odds ratios."),
            ));
        }
        let answer = findings::darkness::answer(&found, place, year, &loaded.time_zone, &loaded.data);
        print(
            answer,
            &loaded,
            &["hour", "case_dark", "case_day", "control_dark", "control_day", "ratio", "low", "high"],
        )
    }
}

/// The median of the points: over a town the sun stands at one height.
fn middle(loaded: &Loaded) -> anyhow::Result<LonLat> {
    let median = |of: fn(EastNorth) -> f64| {
        let mut sorted: Vec<f64> = loaded.points.iter().map(|point| of(point.at)).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
    };
    let at = EastNorth { e: median(|at| at.e), n: median(|at| at.n) };
    loaded.frame.degrees(at).context("a bare plane has no sun above it: give --crs EPSG:CODE, not plane")
}
