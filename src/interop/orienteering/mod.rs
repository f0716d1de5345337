//! Test instances of the orienteering problem: the text format of Tsiligirides and Chao, and OPLib.

mod oplib;
mod text;

use crate::planning::orienteering::Instance;

/// An instance, and what its places are called in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberedInstance {
    pub instance: Instance,
    pub budget: f64,
    /// The number of each place; in the text format the line of it, counted from 1 below the first.
    pub numbers: Vec<u64>,
}

/// What is wrong with a file, and in which line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("line {line}: {wanted} expected")]
    Line { line: usize, wanted: &'static str },
    #[error("start and end are missing")]
    NoEnds,
    #[error("line {line}: {what} {found:?} is not known here; known are {known}")]
    Unknown { line: usize, what: &'static str, found: String, known: &'static str },
    #[error("line {line}: node {node} does not exist, or was given before")]
    Node { line: usize, node: u64 },
    #[error("{what} is missing")]
    Missing { what: &'static str },
    #[error("line {line}: {found} nodes are more than the {most} that can be planned")]
    TooMany { line: usize, found: u64, most: u64 },
    #[error("the ways from {one} to {other} and back differ: only the same way both ways can be planned")]
    OneWay { one: u64, other: u64 },
}

/// Reads either format: OPLib says what it is with `KEY : value` lines, the other begins with a number.
pub fn read(text: &str) -> Result<NumberedInstance, Flaw> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.trim_start().starts_with(|c: char| c.is_ascii_alphabetic()) && first.contains(':') {
        oplib::read(text)
    } else {
        text::read(text)
    }
}

/// Finite numbers, separated by blanks, commas or semicolons.
fn numbers(line: &str) -> Option<Vec<f64>> {
    let words = line.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
    words.map(|word| word.parse().ok().filter(|number: &f64| number.is_finite())).collect()
}
