//! The text format of Tsiligirides and Chao.

use super::{Flaw, NumberedInstance, numbers};
use crate::planning::orienteering::Instance;

/// Reads `Tmax P`, then `x y prize` for each place: the first is the start, the second the end. Distances are straight.
pub(super) fn read(text: &str) -> Result<NumberedInstance, Flaw> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (line, first) = lines.next().ok_or(Flaw::NoEnds)?;
    let budget = numbers(first)
        .filter(|numbers| !numbers.is_empty() && numbers.len() <= 2)
        .ok_or(Flaw::Line { line: line + 1, wanted: "the budget" })?[0];
    let mut places = Vec::new();
    let mut prizes = Vec::new();
    for (line, text) in lines {
        let flaw = Flaw::Line { line: line + 1, wanted: "x, y and prize" };
        let Some([x, y, prize]) = numbers(text).as_deref().and_then(|numbers| numbers.first_chunk::<3>().copied())
        else {
            return Err(flaw);
        };
        places.push((x, y));
        prizes.push(prize);
    }
    let way = |i: usize, j: usize| f64::hypot(places[i].0 - places[j].0, places[i].1 - places[j].1);
    let instance = Instance::new(&prizes, 0, 1, budget, way).ok_or(Flaw::NoEnds)?;
    Ok(NumberedInstance { instance, budget, numbers: (1..=prizes.len() as u64).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_a_flaw_is_named_with_its_line() {
        let instance = read("10 1\r\n0 0 0\r\n3 4 0\r\n\r\n1,1,5\r\n").expect("a good file").instance;
        assert_eq!((instance.n_places(), instance.distance(0, 1)), (3, 5.0));
        assert_eq!(read(""), Err(Flaw::NoEnds));
        assert_eq!(read("10 1\n0 0 0"), Err(Flaw::NoEnds));
        let flaw = |text: &str| read(text).expect_err("a bad file").to_string();
        assert_eq!(flaw("ten 1\n"), "line 1: the budget expected");
        assert_eq!(flaw("10 1\n0 0 0\n1 1\n"), "line 3: x, y and prize expected");
        assert_eq!(flaw("10 1\n0 0 inf\n"), "line 2: x, y and prize expected");
    }
}
