//! What stands in a cell of the table.

use super::{Fault, Numbers};
use crate::interop::table::Row;

/// A number of the wanted sort.
pub(super) fn number(row: &Row, column: &str, wanted: Numbers) -> Result<f64, Fault> {
    let fault = |code, reason| Fault { row: row.number, column: Some(column.to_owned()), code, reason };
    let cell = row.value(column);
    let words = cell.ok_or_else(|| fault("empty", "is empty; a number is needed".to_owned()))?;
    let number: f64 = words.parse().map_err(|_| {
        let hint = if words.contains(',') { "; write decimals with a point" } else { "" };
        fault("not_a_number", format!("\"{}\" is not a number{hint}", text(words)))
    })?;
    let what = match wanted {
        _ if !number.is_finite() => "is not a finite number",
        Numbers::NotNegative if number < 0.0 => "is negative; 0 or more is needed",
        Numbers::Counts if number < 0.0 || number.fract() != 0.0 || number > f64::from(u32::MAX) => {
            "is no count; a whole number from 0 is needed"
        }
        _ => return Ok(number),
    };
    Err(fault("not_a_number", format!("\"{}\" {what}", text(words))))
}

/// As much of it as fits in a sentence, without what would spoil a terminal.
pub(super) fn text(words: &str) -> String {
    const MOST: usize = 40;
    let mut shown: String = words.chars().filter(|c| !c.is_control()).take(MOST).collect();
    if words.chars().count() > MOST {
        shown.push('…');
    }
    shown
}
