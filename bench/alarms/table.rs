//! The table in words.

use std::fmt::Write as _;

use crate::recipes::RECIPES;
use crate::{Row, Tally};

pub fn written(maps: u32, nothing: &[Row], clumped: &[Row], power: &[Row], seconds: u64) -> String {
    let mut text = format!(
        "# False alarms\n\n\
         How often each way of calling a square hot is wrong, and how often it finds what is there. Made by \
         `cargo bench --bench alarms -- {maps}` in {minutes} minutes: {maps} maps a row, 40 × 40 \
         squares, neighbourhoods of 3 × 3, 999 maps of chance in each test, seeds fixed. One standard error of a share \
         of {maps} maps is at most {error:.1} percentage points, near 5 % it is {small:.1}.\n\n\
         - **clearly more**: the hot-spot test as shipped. *Singly*: the same, told that reports do not come in \
         clumps.\n\
         - **probably more**: the same test at its weaker level, which promises one wrong map in five.\n\
         - **Gi\\* + FDR**: two-sided p with Benjamini and Hochberg at 5 %, as ArcGIS documents its optimized tool. \
         ArcGIS itself was not run.\n\
         - **Gi\\* 5 %**: one-sided p below 5 %, square by square. **Mean + 2 sd**: a heat map's hot colour.\n\n",
        minutes = seconds.div_ceil(60),
        error = 50.0 / f64::from(maps).sqrt(),
        small = 100.0 * (0.05 * 0.95 / f64::from(maps)).sqrt(),
    );
    text.push_str(
        "## Nothing is there\n\nMaps of pure chance that show at least one hot square (squares per map).\n\n",
    );
    rows(&mut text, "ground", nothing, false_alarms);
    text.push_str(
        "\nThe recipes of the field know nothing of exposure: in a town they find the town. Our test is told the \
         metres of street.\n\n## Nothing is there, but reports come in clumps\n\nSeveral reports of one event: the \
         variance of the counts is three times their mean.\n\n",
    );
    rows(&mut text, "variance / mean", clumped, false_alarms);
    text.push_str(
        "\n## One block of 3 × 3 squares has more\n\nMaps in which at least one square of the block is called hot (and \
         maps with a hot square further away than its neighbours).\n\n",
    );
    rows(&mut text, "times the risk", power, |tally| {
        format!("{} ({})", percent(tally.found, tally.maps), percent(tally.false_maps, tally.maps))
    });
    text
}

fn rows(text: &mut String, what: &str, rows: &[Row], cell: impl Fn(&Tally) -> String) {
    let _ = writeln!(text, "| {what} | reports | {} |", RECIPES.join(" | "));
    let _ = writeln!(text, "|---|---|{}", "---|".repeat(RECIPES.len()));
    for (name, n_reports, tallies) in rows {
        let cells: Vec<String> = tallies.iter().map(&cell).collect();
        let _ = writeln!(text, "| {name} | {n_reports} | {} |", cells.join(" | "));
    }
}

fn false_alarms(tally: &Tally) -> String {
    let squares = tally.false_squares as f64 / f64::from(tally.maps);
    format!("{} ({squares:.1})", percent(tally.false_maps, tally.maps))
}

fn percent(part: u32, whole: u32) -> String {
    format!("{:.1} %", 100.0 * f64::from(part) / f64::from(whole))
}
