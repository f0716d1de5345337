//! `trygghetskarta analyze gi-star` and `moran`: of squares, or of points that each have a value.

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::input::{Input, Loaded, Times, Where};
use super::print::print;
use crate::analysis::local::{GParams, MoranParams, Point, Units, Weights, measured_g, measured_moran};
use crate::analysis::{MOST_SQUARES, Neighbours, squares};
use crate::geodesy::{Cell, EastNorth};
use crate::interop::findings::gi_star::Shown;
use crate::interop::findings::{self, Warning};
use crate::interop::points::{NumberColumn, Numbers};
use crate::privacy::of_own_file;

#[derive(Args)]
pub(super) struct GiStar {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    over: Over,
    /// How neighbours are weighed: each 1, or each row adding up to 1.
    #[arg(long, value_enum, default_value_t = WeightsName::Binary)]
    weights: WeightsName,
    /// Gi instead of Gi*: a place does not count among its own neighbours.
    #[arg(long)]
    no_star: bool,
}

#[derive(Args)]
pub(super) struct Moran {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    over: Over,
    /// How neighbours are weighed: each 1, or each row adding up to 1.
    #[arg(long, value_enum, default_value_t = WeightsName::Row)]
    weights: WeightsName,
}

/// What the measure is taken of.
#[derive(Args)]
struct Over {
    /// The column of a value that each point has; otherwise points are counted in squares.
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["cell", "weight"])]
    value: Option<String>,
    /// The side of a square in whole metres.
    #[arg(long, value_name = "METRES", default_value_t = 250)]
    cell: u32,
    /// rook or queen (squares), or band:METRES. Otherwise queen for squares, and for points the smallest band in which
    /// nobody is alone.
    #[arg(long, value_name = "RULE")]
    neighbours: Option<String>,
    /// Conditional permutations behind p_permuted; 0 for none.
    #[arg(long, default_value_t = 999)]
    permutations: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum WeightsName {
    Binary,
    Row,
}

impl From<WeightsName> for Weights {
    fn from(name: WeightsName) -> Self {
        match name {
            WeightsName::Binary => Self::Binary,
            WeightsName::Row => Self::RowStandardized,
        }
    }
}

const COLUMNS: [&str; 11] = ["cell", "row", "x", "y", "value", "n_neighbours", "g", "i", "z", "p_normal", "p_permuted"];

impl GiStar {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut loaded = self.over.load(self.input, self.place)?;
        let laid = self.over.lay(&mut loaded)?;
        let params = GParams {
            star: !self.no_star,
            weights: self.weights.into(),
            permutations: self.over.permutations,
            seed: self.over.seed,
        };
        let found = measured_g(laid.units, laid.values, &laid.neighbours, &params);
        let found = of_own_file(found, &loaded.file);
        let answer =
            findings::gi_star::feature_collection(&found, &params, &laid.rule, Shown::All, &loaded.data, &loaded.frame);
        print(answer, &loaded, &COLUMNS)
    }
}

impl Moran {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut loaded = self.over.load(self.input, self.place)?;
        let laid = self.over.lay(&mut loaded)?;
        let params =
            MoranParams { weights: self.weights.into(), permutations: self.over.permutations, seed: self.over.seed };
        let found = measured_moran(laid.units, laid.values, &laid.neighbours, &params);
        let found = of_own_file(found, &loaded.file);
        let answer = findings::moran::feature_collection(&found, &params, &laid.rule, &loaded.data, &loaded.frame);
        print(answer, &loaded, &COLUMNS)
    }
}

/// Units with their values, and who is beside whom.
struct Laid {
    units: Units,
    values: Vec<f64>,
    neighbours: Neighbours,
    /// As somebody would have given it.
    rule: String,
}

enum Rule {
    Rook,
    Queen,
    Band(f64),
}

impl Over {
    fn load(&self, input: Input, place: Where) -> anyhow::Result<Loaded> {
        let value = |name: &String| NumberColumn { flag: "--value", name: name.clone(), numbers: Numbers::Any };
        input.load(Some(place), Times::IfAsked, self.value.iter().map(value).collect())
    }

    fn lay(&self, loaded: &mut Loaded) -> anyhow::Result<Laid> {
        let rule = self.neighbours.as_deref().map(read_rule).transpose()?;
        let laid = if self.value.is_some() { points(loaded, rule)? } else { self.squares(loaded, rule)? };
        let n_alone = (0..laid.neighbours.n_units()).filter(|unit| laid.neighbours.of(*unit).is_empty()).count();
        if n_alone > 0 {
            loaded.warnings.push(Warning::new(
                "no_neighbours",
                format!("{n_alone} enheter har ingen granne."),
                format!("{n_alone} units have no neighbour."),
            ));
        }
        Ok(laid)
    }

    fn squares(&self, loaded: &mut Loaded, rule: Option<Rule>) -> anyhow::Result<Laid> {
        let ground = squares(&loaded.places(), self.cell, loaded.area.as_ref()).with_context(|| {
            format!("--cell {} makes no ground of 1 to {MOST_SQUARES} squares: give another size", self.cell)
        })?;
        loaded.data.leave_out("outside_ground", ground.n_outside);
        let centers = || ground.cells.iter().map(|cell| cell.center()).collect::<Vec<EastNorth>>();
        let (neighbours, rule) = match rule.unwrap_or(Rule::Queen) {
            Rule::Queen => (Neighbours::of_cells(&ground.cells, 1), "queen".to_owned()),
            // The middles of squares side by side are exactly a side apart.
            Rule::Rook => (Neighbours::within(&centers(), f64::from(self.cell)), "rook".to_owned()),
            Rule::Band(metres) => (Neighbours::within(&centers(), metres), format!("band:{metres}")),
        };
        let cells: Vec<Cell> = ground.cells;
        Ok(Laid { units: Units::Squares(cells), values: ground.sums, neighbours, rule })
    }
}

fn points(loaded: &Loaded, rule: Option<Rule>) -> anyhow::Result<Laid> {
    let places: Vec<EastNorth> = loaded.points.iter().map(|point| point.at).collect();
    let metres = match rule {
        Some(Rule::Band(metres)) => metres,
        Some(_) => bail!("points have no sides: --neighbours band:METRES"),
        None => Neighbours::radius_without_loners_m(&places),
    };
    if metres <= 0.0 {
        bail!("the points are all at one place, or there is only one: give --neighbours band:METRES");
    }
    let numbered = loaded.points.iter().map(|point| Point { number: point.row, at: point.at });
    Ok(Laid {
        units: Units::Points(numbered.collect()),
        values: loaded.points.iter().map(|point| point.numbers[0]).collect(),
        neighbours: Neighbours::within(&places, metres),
        rule: format!("band:{metres}"),
    })
}

fn read_rule(words: &str) -> anyhow::Result<Rule> {
    let band = words.strip_prefix("band:").and_then(|metres| metres.parse::<f64>().ok());
    match (words, band) {
        ("rook", _) => Ok(Rule::Rook),
        ("queen", _) => Ok(Rule::Queen),
        (_, Some(metres)) if metres > 0.0 && metres.is_finite() => Ok(Rule::Band(metres)),
        _ => bail!("--neighbours {words}: write rook, queen or band:METRES"),
    }
}
