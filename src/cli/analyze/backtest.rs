//! `trygghetskarta backtest`: which ranking of places foretells best where the next reports of a plain file come?

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};
use geo::{BoundingRect, MultiPolygon};

use super::input::{Input, Loaded, Times, Where};
use super::print::print_as;
use crate::analysis::Watch;
use crate::analysis::backtest::{DatedReport, Every, Ground, JudgedParams, backtest_of};
use crate::analysis::incidents::IncidentParams;
use crate::interop::findings::Frame;
use crate::interop::findings::backtest::{Asked, Ranked, answer, table};
use crate::interop::osm::{self, Clip};
use crate::interop::points::Point;
use crate::privacy::of_own_file;
use crate::town::Network;

#[derive(Args)]
pub(in crate::cli) struct Backtest {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    /// The side of a square in metres. Without a study area the ground is the squares near any report of the file.
    #[arg(long, value_name = "METRES", default_value_t = 150, value_parser = clap::value_parser!(u32).range(50..=1_000))]
    cell: u32,
    /// Rank the links of the streets in this OpenStreetMap extract (*.osm.pbf) instead of squares.
    #[arg(long, value_name = "FILE", conflicts_with = "study_area")]
    streets: Option<PathBuf>,
    /// When forecasts are made: on the first of each month or quarter.
    #[arg(long, value_enum, default_value_t = Origins::Quarterly)]
    origins: Origins,
    /// How many days a forecast is for.
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i32).range(1..=3_660))]
    test_days: i32,
    /// How many days must lie before the first forecast.
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i32).range(1..=36_600))]
    least_past_days: i32,
    /// How far back the ranking by recent counts looks.
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i32).range(1..=36_600))]
    recent_days: i32,
    /// After so many days a report weighs half; "never", or "fitted" by what would have foretold the past best.
    #[arg(long, value_name = "DAYS", default_value = "fitted", value_parser = half_life)]
    half_life: HalfLife,
    /// How far a report is felt; chosen by the past when not given.
    #[arg(long, value_name = "METRES", value_parser = clap::value_parser!(u32).range(10..=5_000))]
    bandwidth: Option<u32>,
    /// Count every row, also those within 50 m and 30 days of one before (crimes are no repeats of each other).
    #[arg(long)]
    keep_duplicates: bool,
    /// The same seed gives the same answer.
    #[arg(long, default_value_t = 1273)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Origins {
    Monthly,
    Quarterly,
}

#[derive(Clone, Copy)]
enum HalfLife {
    Fitted,
    Days(f64),
}

fn half_life(words: &str) -> Result<HalfLife, String> {
    match words {
        "fitted" => Ok(HalfLife::Fitted),
        "never" => Ok(HalfLife::Days(f64::INFINITY)),
        _ => {
            let days = words.parse().ok().filter(|days: &f64| *days > 0.0 && days.is_finite());
            days.map(HalfLife::Days).ok_or_else(|| "write a number of days, \"never\" or \"fitted\"".to_owned())
        }
    }
}

impl Backtest {
    pub(in crate::cli) fn run(self) -> anyhow::Result<()> {
        if self.place.has_weight() {
            bail!("a back-test counts rows: --weight means nothing here");
        }
        let mut params = self.params();
        let loaded = self.input.load(Some(self.place), Times::Needed, Vec::new())?;
        if loaded.ends_given {
            params.end = loaded.period().map(|(_, last)| last + 1);
        }
        let report = |point: &Point| DatedReport::of_one_kind(point.at, loaded.day(point));
        let reports: Vec<DatedReport> = loaded.points.iter().map(report).collect();
        let network = match &self.streets {
            Some(file) => Some(streets(file, &loaded).with_context(|| file.display().to_string())?),
            None => None,
        };
        let size_m = self.cell;
        let (ground, ranked) = match (&network, &loaded.area) {
            (Some(network), _) => (Ground::Links(network), Ranked::Links),
            (None, Some(within)) => {
                ensure_few(within, size_m)?;
                (Ground::Cells { size_m, within }, Ranked::Cells { size_m })
            }
            (None, None) => (Ground::CellsAround { size_m }, Ranked::CellsAround { size_m }),
        };
        let judged = backtest_of(&reports, ground, &params, &Watch::default()).context("stopped")?;
        let cleared = of_own_file(judged, &loaded.file);
        let asked = Asked { ranked, params };
        let answer = answer(&cleared, &asked, &[], &loaded.data, &loaded.frame);
        print_as(answer, &loaded, |answer| table(&cleared, &asked, answer))
    }

    fn params(&self) -> JudgedParams {
        let mut params = JudgedParams {
            every: match self.origins {
                Origins::Monthly => Every::Month,
                Origins::Quarterly => Every::Quarter,
            },
            test_days: self.test_days,
            least_past_days: self.least_past_days,
            recent_days: self.recent_days,
            duplicates: (!self.keep_duplicates).then(IncidentParams::default),
            seed: self.seed,
            ..JudgedParams::default()
        };
        if let HalfLife::Days(days) = self.half_life {
            params.fit.half_lives_days = vec![days];
        }
        if let Some(metres) = self.bandwidth {
            params.fit.bandwidth_m = (metres, metres, 1);
        }
        params
    }
}

/// More squares than this say nothing that larger ones do not.
fn ensure_few(area: &MultiPolygon<f64>, size_m: u32) -> anyhow::Result<()> {
    const MOST_SQUARES: f64 = 1e6;
    let bounds = area.bounding_rect().context("the study area is empty")?;
    let squares = bounds.width() * bounds.height() / f64::from(size_m).powi(2);
    ensure!(squares <= MOST_SQUARES, "the study area has {squares:.0} squares: give a larger --cell or a smaller area");
    Ok(())
}

fn streets(file: &Path, loaded: &Loaded) -> anyhow::Result<Network> {
    let Frame::OnEarth(metric) = loaded.frame else {
        bail!("streets have a place on Earth, and points in a bare plane have none: give --crs EPSG:CODE");
    };
    let opened = File::open(file).context("cannot open the file")?;
    let (survey, _) = osm::read(opened, &Clip::everything(metric), &mut |_| {})?;
    Ok(Network::new(survey.links, &metric))
}
