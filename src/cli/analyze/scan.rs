//! `trygghetskarta analyze scan --model poisson|permutation`

use std::collections::HashMap;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::input::{Input, Loaded, Times, Where};
use super::print::print;
use crate::analysis::Watch;
use crate::analysis::scan::{
    AtRisk, DatedCase, Ends, PermutationScanParams, Placed, PoissonScanParams, Reach, permutation_scan, poisson_scan,
};
use crate::geodesy::{Cell, EastNorth};
use crate::interop::findings;
use crate::interop::points::{NumberColumn, Numbers, Point};
use crate::privacy::of_own_file;

#[derive(Args)]
pub(super) struct Scan {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    /// poisson: cases against a population (--population, --cases). permutation: places and days alone (--time).
    #[arg(long, value_enum)]
    model: Model,
    /// The column of those it could have happened to: people, metres of street (poisson).
    #[arg(long, value_name = "COLUMN")]
    population: Option<String>,
    /// The column of the number of cases of a row; otherwise each row is one (poisson).
    #[arg(long, value_name = "COLUMN")]
    cases: Option<String>,
    /// A circle holds at most this share of the population (poisson) or of all cases (permutation).
    #[arg(long, default_value_t = 0.1, allow_negative_numbers = true)]
    max_share: f64,
    /// A circle is at most so wide, in metres; otherwise any.
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    max_radius: Option<f64>,
    /// Put cases together in squares of so many metres first (permutation); otherwise each place is a location.
    #[arg(long, value_name = "METRES", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    cell: Option<u32>,
    /// Days are put together in slots of so many, counted back from the last day (permutation).
    #[arg(long, default_value_t = 7)]
    slot_days: u32,
    /// A cylinder lasts at most so many slots (permutation).
    #[arg(long, default_value_t = 4)]
    max_slots: u32,
    /// Only what still goes on at the last day, or any time (permutation).
    #[arg(long, value_enum, default_value_t = EndsName::Now)]
    ends: EndsName,
    /// A cluster has at least so many cases.
    #[arg(long, default_value_t = 2)]
    least_cases: u32,
    /// How many clusters are told of.
    #[arg(long, default_value_t = 10)]
    at_most: usize,
    /// Maps of chance.
    #[arg(long, default_value_t = 999)]
    replicates: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Model {
    Poisson,
    Permutation,
}

#[derive(Clone, Copy, ValueEnum)]
enum EndsName {
    Now,
    Any,
}

/// Every circle is laid out in memory: this many pairs of places take about a gigabyte.
const MOST_PAIRS: usize = 50_000_000;

const COLUMNS: [&str; 15] = [
    "rank",
    "x",
    "y",
    "radius_m",
    "from",
    "to",
    "n_locations",
    "population",
    "cases",
    "expected",
    "relative_risk",
    "llr",
    "p",
    "recurrence_days",
    "rows",
];

impl Scan {
    pub(super) fn run(self) -> anyhow::Result<()> {
        if !(self.max_share > 0.0 && self.max_share <= 1.0) {
            bail!("--max-share is above 0 and at most 1");
        }
        if self.max_radius.is_some_and(|metres| metres.is_nan() || metres <= 0.0) {
            bail!("--max-radius is a positive number of metres");
        }
        if self.place.has_weight() {
            bail!("a scan counts cases: give --cases instead of --weight");
        }
        match self.model {
            Model::Poisson => self.poisson(),
            Model::Permutation => self.permutation(),
        }
    }

    fn poisson(self) -> anyhow::Result<()> {
        if self.cell.is_some() {
            bail!("--cell puts the cases of the permutation scan together; here each row is a location");
        }
        let population = self.population.context("the poisson scan needs --population COLUMN")?;
        let mut numbers = vec![NumberColumn { flag: "--population", name: population, numbers: Numbers::NotNegative }];
        let cases = self.cases.map(|name| NumberColumn { flag: "--cases", name, numbers: Numbers::Counts });
        numbers.extend(cases);
        let loaded = self.input.load(Some(self.place), Times::IfAsked, numbers)?;
        let at_risk = |point: &Point| AtRisk {
            population: point.numbers[0],
            cases: point.numbers.get(1).map_or(1, |cases| *cases as u32),
        };
        let locations: Vec<AtRisk> = loaded.points.iter().map(at_risk).collect();
        let all: f64 = locations.iter().map(|at| f64::from(at.cases)).sum();
        if all > f64::from(u32::MAX) {
            bail!("{all} cases in all are more than can be counted");
        }
        let places: Vec<EastNorth> = loaded.points.iter().map(|point| point.at).collect();
        let reach = reach(&places, self.max_radius)?;
        let params = PoissonScanParams {
            max_population_share: self.max_share,
            least_cases: self.least_cases,
            at_most: self.at_most,
            replicates: self.replicates,
            seed: self.seed,
        };
        let numbers = loaded.points.iter().map(|point| vec![point.row]).collect();
        let found = Placed {
            scan: poisson_scan(&locations, &reach, &params, &Watch::default()).expect("nobody stops it"),
            places,
            numbers,
        };
        let Loaded { data, frame, file, .. } = &loaded;
        let found = of_own_file(found, file);
        print(findings::scan::poisson(&found, &[], &params, self.max_radius, data, frame), &loaded, &COLUMNS)
    }

    fn permutation(self) -> anyhow::Result<()> {
        if self.population.is_some() || self.cases.is_some() {
            bail!("--population and --cases belong to --model poisson; the permutation scan takes one case a row");
        }
        if self.slot_days == 0 || self.max_slots == 0 {
            bail!("--slot-days and --max-slots are 1 or more");
        }
        let loaded = self.input.load(Some(self.place), Times::Needed, Vec::new())?;
        let (from_day, to_day) = loaded.period().context("no row has a time")?;
        let mut found =
            Placed { places: Vec::new(), numbers: Vec::new(), scan: crate::analysis::scan::PermutationScan::default() };
        let mut known: HashMap<(u64, u64), u32> = HashMap::new();
        let mut cases = Vec::with_capacity(loaded.points.len());
        for point in &loaded.points {
            let at = self.cell.map_or(point.at, |size_m| Cell::containing(point.at, size_m).center());
            // Zero has two signs and one place.
            let location = *known.entry(((at.e + 0.0).to_bits(), (at.n + 0.0).to_bits())).or_insert_with(|| {
                found.places.push(at);
                found.numbers.push(Vec::new());
                found.places.len() as u32 - 1
            });
            found.numbers[location as usize].push(point.row);
            cases.push(DatedCase { location, day: loaded.day(point) });
        }
        let reach = reach(&found.places, self.max_radius)?;
        let params = PermutationScanParams {
            slot_days: self.slot_days,
            max_slots: self.max_slots,
            ends: match self.ends {
                EndsName::Now => Ends::Now,
                EndsName::Any => Ends::AnyTime,
            },
            max_case_share: self.max_share,
            least_cases: self.least_cases,
            at_most: self.at_most,
            replicates: self.replicates,
            seed: self.seed,
            every_days: f64::from(self.slot_days),
            ..PermutationScanParams::weekly(from_day, to_day)
        };
        found.scan = permutation_scan(&cases, &reach, &params, &Watch::default()).expect("nobody stops it");
        let Loaded { data, frame, file, .. } = &loaded;
        let found = of_own_file(found, file);
        print(findings::scan::permutation(&found, &[], &params, self.max_radius, data, frame), &loaded, &COLUMNS)
    }
}

fn reach(places: &[EastNorth], max_radius: Option<f64>) -> anyhow::Result<Reach> {
    if max_radius.is_none() && places.len().saturating_mul(places.len()) > MOST_PAIRS {
        bail!(
            "{} places are too many for circles of any size: give --max-radius METRES or --cell METRES",
            places.len()
        );
    }
    Ok(Reach::straight(places, max_radius.unwrap_or(f64::INFINITY)))
}
