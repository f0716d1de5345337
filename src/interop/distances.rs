//! A table of distances from sites to demand, for the covering planner.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::planning::covering::{Case, Reach, Rules, Site};

/// Sites, demand, and the way between them.
#[derive(Debug, Clone, PartialEq)]
pub struct DistanceTable {
    /// In the order in which the file names them.
    pub sites: Vec<String>,
    pub places: Vec<String>,
    pub demand: Vec<f64>,
    /// Site, place, distance.
    pub ways: Vec<(usize, usize, f64)>,
}

/// What is wrong with a table, and in which line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DistanceFlaw {
    #[error("line 1: the column {wanted} is missing (also read as {others})")]
    Column { wanted: &'static str, others: String },
    #[error("line {line}: {found:?} is no {wanted}")]
    Number { line: u64, wanted: &'static str, found: String },
    #[error("line {line}: {wanted} is empty")]
    Empty { line: u64, wanted: &'static str },
    #[error("line {line}: the demand of {place:?} was another in an earlier line")]
    OtherDemand { line: u64, place: String },
    #[error("line {line}: the way from {site:?} to {place:?} stands in an earlier line too")]
    Twice { line: u64, site: String, place: String },
    #[error("line {line}: {reason}")]
    Csv { line: u64, reason: String },
    #[error("there is no line below the header")]
    NoLines,
}

/// The columns, and what other tables call them.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("site", &["name", "candidate", "facility"]),
    ("place", &["destinationname", "demand_id", "client"]),
    ("distance_m", &["distance", "cost"]),
    ("demand", &["weight", "population"]),
];

/// Reads CSV with the columns `site`, `place`, `distance_m` and `demand` in any order, one line for each site and
/// place.
///
/// A pair that has no line cannot be reached.
pub fn read(text: &str) -> Result<DistanceTable, DistanceFlaw> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let csv_flaw = |error: csv::Error| DistanceFlaw::Csv {
        line: error.position().map_or(1, csv::Position::line),
        reason: "the number of columns is not that of the header, or the text is broken".into(),
    };
    let header = reader.headers().map_err(csv_flaw)?.clone();
    let mut columns = [0; 4];
    for (column, (wanted, others)) in columns.iter_mut().zip(COLUMNS) {
        let plain = |name: &str| name.trim_start_matches('\u{feff}').to_lowercase();
        let missing = || DistanceFlaw::Column { wanted, others: others.join(", ") };
        // Our own word is meant before any other: a table may have both `site` and `name`.
        let own = header.iter().position(|name| plain(name) == wanted);
        let other = || header.iter().position(|name| others.contains(&plain(name).as_str()));
        *column = own.or_else(other).ok_or_else(missing)?;
    }
    let mut table = DistanceTable { sites: Vec::new(), places: Vec::new(), demand: Vec::new(), ways: Vec::new() };
    let (mut site_numbers, mut place_numbers) = (BTreeMap::new(), BTreeMap::new());
    let mut known = std::collections::BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(csv_flaw)?;
        let line = record.position().map_or(1, csv::Position::line);
        let [site, place, distance, demand] = columns.map(|nth| record.get(nth).unwrap_or_default());
        let number = |found: &str, wanted| {
            let number = found.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0);
            number.ok_or_else(|| DistanceFlaw::Number { line, wanted, found: found.to_owned() })
        };
        for (name, wanted) in [(site, "site"), (place, "place")] {
            if name.is_empty() {
                return Err(DistanceFlaw::Empty { line, wanted });
            }
        }
        let (distance, demand) = (number(distance, "distance")?, number(demand, "demand")?);
        let nth_site = nth_of(site, &mut site_numbers, &mut table.sites);
        let nth_place = match place_numbers.entry(place.to_owned()) {
            Entry::Occupied(entry) => {
                let nth: usize = *entry.get();
                if table.demand[nth] != demand {
                    return Err(DistanceFlaw::OtherDemand { line, place: place.to_owned() });
                }
                nth
            }
            Entry::Vacant(entry) => {
                table.places.push(place.to_owned());
                table.demand.push(demand);
                *entry.insert(table.places.len() - 1)
            }
        };
        if !known.insert((nth_site, nth_place)) {
            return Err(DistanceFlaw::Twice { line, site: site.to_owned(), place: place.to_owned() });
        }
        table.ways.push((nth_site, nth_place, distance));
    }
    if table.ways.is_empty() {
        return Err(DistanceFlaw::NoLines);
    }
    Ok(table)
}

fn nth_of(name: &str, numbers: &mut BTreeMap<String, usize>, names: &mut Vec<String>) -> usize {
    *numbers.entry(name.to_owned()).or_insert_with(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

impl DistanceTable {
    /// One band, every site open.
    pub fn case(&self, reach: Reach, rules: Rules) -> Case {
        let mut sites = vec![Site::default(); self.sites.len()];
        for &(site, place, distance) in &self.ways {
            let share = reach.share(distance);
            if share > 0.0 {
                sites[site].reaches.push((place, share));
            }
        }
        Case { demand: self.demand.iter().map(|demand| vec![*demand]).collect(), sites, rules }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_whatever_the_order_of_its_columns() {
        let table = read("distance,name,DestinationName,demand\n5,A,x,3\n7,B,x,3\n9,A,y,1.5\n").expect("a good table");
        assert_eq!((table.sites, table.places), (vec!["A".into(), "B".into()], vec!["x".to_owned(), "y".into()]));
        assert_eq!((table.demand, table.ways), (vec![3.0, 1.5], vec![(0, 0, 5.0), (1, 0, 7.0), (0, 1, 9.0)]));
        let same = read("\u{feff}site , place,demand,distance_m\r\n\"A\", x,3,5\r\n").expect("a good table");
        assert_eq!(same.ways, [(0, 0, 5.0)]);
        let both = read("name,site,place,demand,distance\nfirst,A,x,3,5\n").expect("a good table");
        assert_eq!(both.sites, ["A"]);
    }

    #[test]
    fn a_flaw_is_named_with_its_line() {
        let flaw = |text: &str| read(text).expect_err("a bad table").to_string();
        let header = "site,place,distance_m,demand\n";
        assert_eq!(
            flaw("site,place,demand\n"),
            "line 1: the column distance_m is missing (also read as distance, cost)"
        );
        assert_eq!(flaw(header), "there is no line below the header");
        assert_eq!(flaw(&format!("{header}A,x,far,3\n")), "line 2: \"far\" is no distance");
        assert_eq!(flaw(&format!("{header}A,x,1,3\nA,y,1,-3\n")), "line 3: \"-3\" is no demand");
        assert_eq!(flaw(&format!("{header}A,,1,3\n")), "line 2: place is empty");
        assert_eq!(
            flaw(&format!("{header}A,x,1,3\nB,x,1,4\n")),
            "line 3: the demand of \"x\" was another in an earlier line"
        );
        assert_eq!(
            flaw(&format!("{header}A,x,1,3\nA,x,1,3\n")),
            "line 3: the way from \"A\" to \"x\" stands in an earlier line too"
        );
        assert!(flaw(&format!("{header}A,x,1\n")).starts_with("line 2: "));
    }
}
