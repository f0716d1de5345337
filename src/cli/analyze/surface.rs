//! `trygghetskarta analyze density`

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use geo::Area;

use super::input::{Input, Loaded, Times, Where};
use super::print::print;
use crate::analysis::density::{
    Bandwidth, BandwidthParams, DensityParams, EdgeCorrection, Grid, Kernel, Made, MassInside, Surface,
    choose_bandwidth, class_breaks, density, density_within, isobands,
};
use crate::geodesy::{Box2, EastNorth};
use crate::interop::findings;
use crate::privacy::of_own_file;

#[derive(Args)]
pub(super) struct Density {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    /// How far a report is felt, in metres; otherwise 100 to 500 m, chosen by likelihood cross-validation.
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    bandwidth: Option<f64>,
    #[arg(long, value_enum, default_value_t = KernelName::Epanechnikov)]
    kernel: KernelName,
    /// The side of a pixel in metres; otherwise a fifth of the bandwidth.
    #[arg(long, value_name = "METRES", allow_negative_numbers = true)]
    pixel: Option<f64>,
    /// What is made of the part of the kernel outside the study area; uniform when there is one.
    #[arg(long, value_enum)]
    edge: Option<EdgeName>,
    /// How many months the reports are from; otherwise from the times, when they are read (--time).
    #[arg(long, allow_negative_numbers = true)]
    months: Option<f64>,
    /// Where the areas begin, from the lowest; otherwise the fixed classes of the map, or fifths of fifths of the
    /// maximum when no months are known.
    #[arg(long, value_delimiter = ',')]
    breaks: Vec<f64>,
    /// The value of every pixel instead of areas.
    #[arg(long)]
    raster: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum KernelName {
    Epanechnikov,
    Quartic,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EdgeName {
    None,
    /// Each pixel is divided by the share of the kernel inside.
    Uniform,
    /// Each report is divided by the share of its kernel inside.
    Diggle,
}

impl Density {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let loaded = self.input.load(Some(self.place), Times::IfAsked, Vec::new())?;
        let places = loaded.places();
        let kernel = match self.kernel {
            KernelName::Epanechnikov => Kernel::Epanechnikov,
            KernelName::Quartic => Kernel::Quartic,
        };
        let (bandwidth, chosen) = match self.bandwidth {
            Some(metres) => (Bandwidth::new(metres).context("--bandwidth is a positive number of metres")?, None),
            None => {
                let params = BandwidthParams { kernel, ..BandwidthParams::within(area_km2(&loaded)) };
                let choice = choose_bandwidth(&places, &params);
                (choice.bandwidth, Some(choice.at_bound))
            }
        };
        let grid = grid(&loaded, bandwidth, self.pixel)?;
        let edge = match (self.edge, &loaded.area) {
            (None | Some(EdgeName::Uniform), Some(_)) => Some(EdgeCorrection::Uniform),
            (Some(EdgeName::Diggle), Some(_)) => Some(EdgeCorrection::Diggle),
            (Some(EdgeName::None), _) | (None, None) => None,
            (Some(_), None) => bail!("--edge needs --study-area: without one nothing is outside"),
        };
        if self.months.is_some_and(|months| !(months > 0.0 && months.is_finite())) {
            bail!("--months is a positive number");
        }
        let months = self.months.or_else(|| months_of(&loaded));
        let per = months.unwrap_or(1.0);
        let raster = match (edge, &loaded.area) {
            (Some(edge), Some(area)) => {
                let inside = MassInside::new(area, &grid, bandwidth, kernel)
                    .context("the bandwidth is more than 2,048 pixels: give a larger --pixel")?;
                density_within(&places, &inside, edge, per)
            }
            _ => density(&places, &DensityParams { grid, bandwidth, kernel, months: per }),
        };
        let max = raster.values.iter().copied().fold(0.0, f64::max);
        let made = Made { kernel, bandwidth, chosen, pixel_m: grid.pixel_m(), edge, months, max };
        let Loaded { data, frame, file, .. } = &loaded;
        let answer = if self.raster {
            findings::density::raster(&of_own_file(raster, file), &made, data, frame)
        } else {
            let bands = isobands(&raster, &breaks(self.breaks, &made));
            findings::density::feature_collection(&of_own_file(Surface { bands, made }, file), data, frame)
        };
        print(answer, &loaded, &["class", "from", "to"])
    }
}

/// The area, or else the box around the points.
fn area_km2(loaded: &Loaded) -> f64 {
    let (low, high) = loaded.corners();
    let m2 = loaded.area.as_ref().map_or((high.e - low.e) * (high.n - low.n), Area::unsigned_area);
    m2 / 1e6
}

fn grid(loaded: &Loaded, bandwidth: Bandwidth, pixel: Option<f64>) -> anyhow::Result<Grid> {
    let bounds = Box2::around(<[EastNorth; 2]>::from(loaded.corners())).expect("two corners");
    match pixel {
        Some(metres) if !(metres > 0.0 && metres.is_finite()) => bail!("--pixel is a positive number of metres"),
        Some(metres) => {
            Grid::around(&bounds, bandwidth, metres).context("so many pixels are too many: give a larger --pixel")
        }
        None => Grid::readable(&bounds, bandwidth).context("the points lie too far apart for one map"),
    }
}

/// Of the mean length of a month; both days counted.
fn months_of(loaded: &Loaded) -> Option<f64> {
    let (from, to) = loaded.period()?;
    Some((f64::from(to) - f64::from(from) + 1.0) / 30.436_875)
}

fn breaks(given: Vec<f64>, made: &Made) -> Vec<f64> {
    if !given.is_empty() {
        return given;
    }
    if made.months.is_none() {
        return (0..5).rev().map(|power| made.max / 5_f64.powi(power + 1)).collect();
    }
    class_breaks().to_vec()
}
