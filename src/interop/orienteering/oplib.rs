//! OPLib: TSPLIB with a score for each node and a limit on the tour, which begins and ends at the depot.

use super::{Flaw, NumberedInstance, numbers};
use crate::planning::orienteering::Instance;

/// A table of all ways of more nodes than this does not fit into memory well.
const MOST_NODES: u64 = 5_000;

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Euclid,
    Ceiled,
    PseudoEuclid,
    Geographic,
    Explicit,
}

/// Which part of the table of ways the file gives, row by row. The columns of one half are the rows of the other.
#[derive(Clone, Copy)]
enum Rows {
    Full,
    Upper { with_diagonal: bool },
    Lower { with_diagonal: bool },
}

#[derive(Default)]
struct Parts {
    n: Option<usize>,
    budget: Option<f64>,
    way: Option<Way>,
    rows: Option<Rows>,
    places: Vec<Option<(f64, f64)>>,
    scores: Vec<Option<f64>>,
    weights: Vec<f64>,
    depot: Option<usize>,
}

pub(super) fn read(text: &str) -> Result<NumberedInstance, Flaw> {
    let mut parts = Parts::default();
    let mut section = "";
    for (nth, whole) in text.lines().enumerate() {
        let (line, content) = (nth + 1, whole.trim());
        if content.is_empty() {
            continue;
        }
        if content == "EOF" {
            break;
        }
        if !content.starts_with(|c: char| c.is_ascii_alphabetic()) {
            parts.entry(section, line, content)?;
            continue;
        }
        let (key, value) = content.split_once(':').unwrap_or((content, ""));
        section = match key.trim() {
            "NODE_COORD_SECTION" => "coordinates",
            "NODE_SCORE_SECTION" => "scores",
            "EDGE_WEIGHT_SECTION" => "weights",
            "DEPOT_SECTION" => "depot",
            "DISPLAY_DATA_SECTION" => "display",
            key => {
                parts.header(line, key, value.trim())?;
                ""
            }
        };
    }
    parts.instance()
}

impl Parts {
    fn header(&mut self, line: usize, key: &str, value: &str) -> Result<(), Flaw> {
        let number = |wanted| {
            let number: Option<f64> = value.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
            number.ok_or(Flaw::Line { line, wanted })
        };
        match key {
            "DIMENSION" => {
                let found = number("DIMENSION: the number of nodes")? as u64;
                if found > MOST_NODES {
                    return Err(Flaw::TooMany { line, found, most: MOST_NODES });
                }
                self.n = Some(found as usize);
                self.places = vec![None; found as usize];
                self.scores = vec![None; found as usize];
            }
            "COST_LIMIT" => self.budget = Some(number("COST_LIMIT: the longest tour")?),
            "EDGE_WEIGHT_TYPE" => {
                self.way = Some(match value {
                    "EUC_2D" => Way::Euclid,
                    "CEIL_2D" => Way::Ceiled,
                    "ATT" => Way::PseudoEuclid,
                    "GEO" => Way::Geographic,
                    "EXPLICIT" => Way::Explicit,
                    found => {
                        let known = "EUC_2D, CEIL_2D, ATT, GEO and EXPLICIT";
                        return Err(Flaw::Unknown { line, what: "EDGE_WEIGHT_TYPE", found: found.into(), known });
                    }
                });
            }
            "EDGE_WEIGHT_FORMAT" => {
                self.rows = match value {
                    "FUNCTION" => None,
                    "FULL_MATRIX" => Some(Rows::Full),
                    "UPPER_ROW" | "LOWER_COL" => Some(Rows::Upper { with_diagonal: false }),
                    "UPPER_DIAG_ROW" | "LOWER_DIAG_COL" => Some(Rows::Upper { with_diagonal: true }),
                    "LOWER_ROW" | "UPPER_COL" => Some(Rows::Lower { with_diagonal: false }),
                    "LOWER_DIAG_ROW" | "UPPER_DIAG_COL" => Some(Rows::Lower { with_diagonal: true }),
                    found => {
                        let known = "FUNCTION, FULL_MATRIX, UPPER_ROW, LOWER_ROW, UPPER_DIAG_ROW and LOWER_DIAG_ROW, \
                                     also as COL";
                        return Err(Flaw::Unknown { line, what: "EDGE_WEIGHT_FORMAT", found: found.into(), known });
                    }
                };
            }
            // Names, comments and how to draw it.
            _ => {}
        }
        Ok(())
    }

    fn entry(&mut self, section: &str, line: usize, content: &str) -> Result<(), Flaw> {
        let wanted = match section {
            "coordinates" => "node, x and y",
            "scores" => "node and score",
            "weights" => "ways",
            "depot" => "the depot",
            "display" => return Ok(()),
            _ => "KEY : value, or a section",
        };
        let flaw = || Flaw::Line { line, wanted };
        let numbers = numbers(content).ok_or_else(flaw)?;
        match (section, &numbers[..]) {
            ("coordinates", &[node, x, y]) => *self.slot(line, node, |parts| &mut parts.places)? = Some((x, y)),
            ("scores", &[node, score]) => *self.slot(line, node, |parts| &mut parts.scores)? = Some(score),
            ("weights", weights) if weights.iter().all(|weight| *weight >= 0.0) => self.weights.extend(weights),
            ("depot", depots) => {
                for &depot in depots.iter().take_while(|depot| **depot != -1.0) {
                    let n = self.n.unwrap_or(0);
                    if !(depot >= 1.0 && depot <= n as f64) || self.depot.is_some() {
                        return Err(Flaw::Node { line, node: depot as u64 });
                    }
                    self.depot = Some(depot as usize - 1);
                }
            }
            _ => return Err(flaw()),
        }
        Ok(())
    }

    fn slot<T>(
        &mut self,
        line: usize,
        node: f64,
        of: impl FnOnce(&mut Self) -> &mut Vec<Option<T>>,
    ) -> Result<&mut Option<T>, Flaw> {
        let number = node as u64;
        let slot = (number as usize).checked_sub(1).and_then(|nth| of(self).get_mut(nth));
        slot.filter(|slot| slot.is_none() && node.fract() == 0.0).ok_or(Flaw::Node { line, node: number })
    }

    fn instance(self) -> Result<NumberedInstance, Flaw> {
        let missing = |what| Flaw::Missing { what };
        let n = self.n.filter(|n| *n > 0).ok_or(missing("DIMENSION"))?;
        let budget = self.budget.ok_or(missing("COST_LIMIT"))?;
        let way = self.way.ok_or(missing("EDGE_WEIGHT_TYPE"))?;
        let scores: Option<Vec<f64>> = self.scores.iter().copied().collect();
        let scores = scores.ok_or(missing("the score of a node (NODE_SCORE_SECTION)"))?;
        // OPLib's depot is node 1; what else is said counts.
        let depot = self.depot.unwrap_or(0);
        let instance = if way == Way::Explicit {
            let table = table(n, self.rows.ok_or(missing("EDGE_WEIGHT_FORMAT"))?, &self.weights)?;
            Instance::new(&scores, depot, depot, budget, |i, j| table[i * n + j])
        } else {
            let places: Option<Vec<(f64, f64)>> = self.places.iter().copied().collect();
            let places = places.ok_or(missing("the place of a node (NODE_COORD_SECTION)"))?;
            Instance::new(&scores, depot, depot, budget, |i, j| length(way, places[i], places[j]))
        };
        let instance = instance.ok_or(Flaw::NoEnds)?;
        Ok(NumberedInstance { instance, budget, numbers: (1..=n as u64).collect() })
    }
}

fn table(n: usize, rows: Rows, weights: &[f64]) -> Result<Vec<f64>, Flaw> {
    let columns = |i: usize| match rows {
        Rows::Full => 0..n,
        Rows::Upper { with_diagonal } => i + usize::from(!with_diagonal)..n,
        Rows::Lower { with_diagonal } => 0..i + usize::from(with_diagonal),
    };
    if weights.len() != (0..n).map(|i| columns(i).len()).sum::<usize>() {
        return Err(Flaw::Missing { what: "a way, or there are too many (EDGE_WEIGHT_SECTION)" });
    }
    let mut table = vec![0.0; n * n];
    let mut weights = weights.iter();
    for i in 0..n {
        for (j, weight) in columns(i).zip(&mut weights) {
            table[i * n + j] = *weight;
            if !matches!(rows, Rows::Full) {
                table[j * n + i] = *weight;
            }
        }
    }
    for i in 0..n {
        for j in 0..i {
            if table[i * n + j] != table[j * n + i] {
                return Err(Flaw::OneWay { one: j as u64 + 1, other: i as u64 + 1 });
            }
        }
    }
    Ok(table)
}

/// As TSPLIB rounds (G. Reinelt, TSPLIB 95): whole lengths.
fn length(way: Way, a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (a.0 - b.0, a.1 - b.1);
    let square = dx * dx + dy * dy;
    match way {
        Way::Euclid | Way::Explicit => (square.sqrt() + 0.5).floor(),
        Way::Ceiled => square.sqrt().ceil(),
        Way::PseudoEuclid => {
            let exact = (square / 10.0).sqrt();
            let rounded = (exact + 0.5).floor();
            if rounded < exact { rounded + 1.0 } else { rounded }
        }
        Way::Geographic => {
            let ((lat_a, lon_a), (lat_b, lon_b)) = (radians(a), radians(b));
            let q1 = (lon_a - lon_b).cos();
            let q2 = (lat_a - lat_b).cos();
            let q3 = (lat_a + lat_b).cos();
            let cosine = 0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3);
            (6_378.388 * cosine.clamp(-1.0, 1.0).acos() + 1.0).floor()
        }
    }
}

/// Degrees and minutes as `DDD.MM`, with TSPLIB's short π.
fn radians((lat, lon): (f64, f64)) -> (f64, f64) {
    #[allow(clippy::approx_constant, reason = "the lengths of TSPLIB were made with it")]
    let pi = 3.141_592;
    let one = |value: f64| pi * (value.trunc() + 5.0 * (value - value.trunc()) / 3.0) / 180.0;
    (one(lat), one(lon))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(kind: &str, body: &str) -> String {
        format!("NAME : small\nTYPE : OP\nDIMENSION : 3\nCOST_LIMIT : 9\nEDGE_WEIGHT_TYPE : {kind}\n{body}EOF\n")
    }

    const SCORES: &str = "NODE_SCORE_SECTION\n1 7\n2 1\n3 2\nDEPOT_SECTION\n1\n-1\n";

    /// The three ways 1–2, 1–3, 2–3 of these nodes by tsplib95 0.7.1 (`tsplib95.parse(text).get_weight(1, 2)` …).
    #[test]
    fn ways_are_rounded_as_tsplib_does() {
        let nodes = "NODE_COORD_SECTION\n1 16.47 96.10\n2 20.09 92.54\n3 22.39 93.37\n";
        for (kind, ways) in [
            ("EUC_2D", [5.0, 7.0, 2.0]),
            ("CEIL_2D", [6.0, 7.0, 3.0]),
            ("ATT", [2.0, 3.0, 1.0]),
            ("GEO", [510.0, 706.0, 289.0]),
        ] {
            let read = read(&file(kind, &format!("{nodes}{SCORES}"))).expect("a good file").instance;
            assert_eq!([read.distance(0, 1), read.distance(0, 2), read.distance(1, 2)], ways, "{kind}");
        }
    }

    #[test]
    fn tables_of_ways_are_read_in_every_form() {
        let forms = [
            ("FULL_MATRIX", "0 4 5 4 0\n6 5 6 0\n"),
            ("UPPER_ROW", "4 5\n6\n"),
            ("LOWER_ROW", "4\n5 6\n"),
            ("UPPER_DIAG_ROW", "0 4 5\n0 6\n0\n"),
            ("LOWER_DIAG_ROW", "0\n4 0\n5 6 0\n"),
            ("UPPER_COL", "4\n5 6\n"),
        ];
        for (form, ways) in forms {
            let body = format!("EDGE_WEIGHT_FORMAT: {form}\nEDGE_WEIGHT_SECTION\n{ways}{SCORES}");
            let read = read(&file("EXPLICIT", &body)).expect("a good file");
            let instance = &read.instance;
            let ways = [instance.distance(0, 1), instance.distance(0, 2), instance.distance(1, 2)];
            assert_eq!((ways, read.budget), ([4.0, 5.0, 6.0], 9.0), "{form}");
        }
        let one_way = "EDGE_WEIGHT_FORMAT: FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 4 5 4 0 6 5 7 0\n";
        let flaw = read(&file("EXPLICIT", &format!("{one_way}{SCORES}"))).expect_err("not the same both ways");
        assert_eq!(flaw, Flaw::OneWay { one: 2, other: 3 });
    }

    #[test]
    fn a_flaw_is_named_with_its_line() {
        let flaw = |text: &str| read(text).expect_err("a bad file").to_string();
        let nodes = "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 9 9\n";
        assert_eq!(
            flaw(&file("XRAY1", "")),
            "line 5: EDGE_WEIGHT_TYPE \"XRAY1\" is not known here; known are EUC_2D, CEIL_2D, ATT, GEO and EXPLICIT"
        );
        assert_eq!(flaw("NAME : x\nDIMENSION : many\n"), "line 2: DIMENSION: the number of nodes expected");
        assert_eq!(flaw("DIMENSION : 9000\n"), "line 1: 9000 nodes are more than the 5000 that can be planned");
        assert_eq!(flaw(&file("EUC_2D", "NODE_COORD_SECTION\n1 0\n")), "line 7: node, x and y expected");
        assert_eq!(
            flaw(&file("EUC_2D", "NODE_COORD_SECTION\n4 0 0\n")),
            "line 7: node 4 does not exist, or was given before"
        );
        assert_eq!(flaw(&file("EUC_2D", nodes)), "the score of a node (NODE_SCORE_SECTION) is missing");
        assert_eq!(flaw(&file("EUC_2D", SCORES)), "the place of a node (NODE_COORD_SECTION) is missing");
        assert_eq!(flaw("DIMENSION : 1\n"), "COST_LIMIT is missing");
        assert_eq!(flaw("NAME : x\n3 4\n"), "line 2: KEY : value, or a section expected");
        assert_eq!(
            flaw(&file("EUC_2D", &format!("{nodes}NODE_SCORE_SECTION\n1 7\n1 8\n"))),
            "line 12: node 1 does not exist, or was given before"
        );
    }
}
