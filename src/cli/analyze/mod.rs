//! `trygghetskarta analyze METHOD --input FILE`: each method of the analysis on a plain file, without a database.
//!
//! One file for a group of methods. A file of points is read by `interop::points`, worked on by `analysis`, and written
//! by the writers of `interop::findings`, which are those of the API.

mod backtest;
mod effect;
mod hotspots;
mod input;
mod local;
mod pairs;
mod print;
mod scan;
mod surface;
mod time;

use clap::{Args, Subcommand};

pub(super) use backtest::Backtest;
use input::Loaded;

#[derive(Args)]
pub(super) struct Analyze {
    #[command(subcommand)]
    method: Method,
}

#[derive(Subcommand)]
enum Method {
    /// How dense reports lie, as a smooth surface: areas between fixed values.
    Density(surface::Density),
    /// Where there are more reports than chance puts there, and how sure that is.
    Hotspots(hotspots::Hotspots),
    /// Getis and Ord's Gi* of each square, or of each point with --value.
    GiStar(local::GiStar),
    /// Moran's I, local and global, of squares, or of points with --value.
    Moran(local::Moran),
    /// Kulldorff's scans: circles against a population, or cylinders against shuffled days.
    Scan(scan::Scan),
    /// Near repeats: pairs of reports close in space and time.
    Knox(pairs::Knox),
    /// Mann-Kendall and Sen's slope of counts per period, or of a column of numbers.
    Trend(time::Trend),
    /// Hours, weekdays and months.
    Profile(time::Profile),
    /// Dark or light, and the odds ratio of darkness.
    Darkness(time::Darkness),
    /// Which ranking of places foretells best where the next reports come.
    Backtest(Backtest),
    /// Whether a remedy helped: before and after, against comparison places and what is around.
    BeforeAfter(effect::BeforeAfter),
}

impl Analyze {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self.method {
            Method::Density(density) => density.run(),
            Method::Hotspots(hotspots) => hotspots.run(),
            Method::GiStar(gi_star) => gi_star.run(),
            Method::Moran(moran) => moran.run(),
            Method::Scan(scan) => scan.run(),
            Method::Knox(knox) => knox.run(),
            Method::Trend(trend) => trend.run(),
            Method::Profile(profile) => profile.run(),
            Method::Darkness(darkness) => darkness.run(),
            Method::Backtest(backtest) => backtest.run(),
            Method::BeforeAfter(before_after) => before_after.run(),
        }
    }
}
