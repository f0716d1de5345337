//! `trygghetskarta analyze knox`

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::input::{Input, Loaded, Times, Where};
use super::print::print;
use crate::analysis::{DatedPlace, Distance, KnoxParams, knox};
use crate::interop::findings;
use crate::interop::points::Point;
use crate::privacy::of_own_file;

#[derive(Args)]
pub(super) struct Knox {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    /// Where each band of distance ends, itself included; 0 makes a band of the same place.
    #[arg(long, value_name = "METRES", allow_negative_numbers = true, value_delimiter = ',', default_values_t = [0.0, 100.0, 200.0, 400.0])]
    distances: Vec<f64>,
    /// Where each band of whole days ends, itself included.
    #[arg(long, value_name = "DAYS", value_delimiter = ',', default_values_t = [1, 7, 14, 28])]
    days: Vec<u32>,
    /// In a straight line, or east and north added.
    #[arg(long, value_enum, default_value_t = Measure::Straight)]
    distance: Measure,
    /// Shuffled calendars.
    #[arg(long, default_value_t = 999)]
    replicates: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Measure {
    Straight,
    Manhattan,
}

impl Knox {
    pub(super) fn run(self) -> anyhow::Result<()> {
        if self.distances.iter().any(|metres| !(*metres >= 0.0 && metres.is_finite())) {
            bail!("--distances are numbers from 0");
        }
        if self.place.has_weight() {
            bail!("knox counts pairs of rows: --weight means nothing here");
        }
        let loaded = self.input.load(Some(self.place), Times::Needed, Vec::new())?;
        let event = |point: &Point| DatedPlace { at: point.at, day: loaded.day(point) };
        let events: Vec<DatedPlace> = loaded.points.iter().map(event).collect();
        let params = KnoxParams {
            distance_to_m: self.distances,
            time_to_days: self.days,
            distance: match self.distance {
                Measure::Straight => Distance::Straight,
                Measure::Manhattan => Distance::Manhattan,
            },
            replicates: self.replicates,
            seed: self.seed,
        };
        let Loaded { data, frame, file, .. } = &loaded;
        let answer = findings::knox::answer(&of_own_file(knox(&events, &params), file), &params, data, frame);
        print(answer, &loaded, &["over_m", "to_m", "over_days", "to_days", "pairs", "expected", "ratio", "p"])
    }
}
