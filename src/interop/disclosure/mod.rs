//! What is handed out for a request to see public records: a page to read and print, a table, JSON. In Swedish, like
//! the records. The same reports and masks make the same bytes: no clock, no name of a file, no number of the database.

mod csv;
mod html;
mod json;

pub use csv::csv;
pub use html::html;
pub use json::json;

use crate::geodesy::{Cell, LonLat, Metric};
use crate::observation::{Catalogue, Category, HoursOfWeek};
use crate::privacy::disclosed::{Disclosed, DisclosedCorrection, DisclosedPlace};
use crate::report::Geometry;

/// What stands for anything that is masked; its length says nothing.
pub const BLOCK: &str = "████";
/// Where nothing was told.
const NONE: &str = "–";
/// Beside what the desk corrected.
const CORRECTED: &str = "rättat av kommunen";

fn category_name(category: Category) -> &'static str {
    match category {
        Category::UnsafePlace => "Otrygg plats",
        Category::NuisanceDriving => "Buskörning",
        Category::Speeding => "Fortkörning",
        Category::SafePlace => "Trygg plats",
        Category::BetterNow => "Bättre nu",
    }
}

fn cause_names(category: Category, codes: &[String], catalogue: &Catalogue) -> String {
    let name = |code: &String| {
        let known = catalogue.causes_of(category).find(|entry| entry.code == *code);
        known.map_or_else(|| code.clone(), |entry| entry.sv.clone())
    };
    codes.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// A block with its law; the law alone where it is not known yet is left out.
fn block(law: &str) -> String {
    if law.is_empty() { BLOCK.to_owned() } else { format!("{BLOCK} [{law}]") }
}

fn law_after(text: String, law: Option<&str>) -> String {
    match law.filter(|law| !law.is_empty()) {
        Some(law) => format!("{text} [{law}]"),
        None => text,
    }
}

/// When it was, in words: as much as is shown.
fn when(row: &Disclosed) -> String {
    let time = &row.time;
    let span = match &time.to {
        Some(to) => format!("{} – {to}", time.from),
        None => time.from.clone(),
    };
    match (time.recurs, time.hours) {
        (true, Some(hours)) => format!("Återkommande {}, {span}", hours_in_words(hours)),
        (true, None) => format!("Återkommande, {span}"),
        (false, _) => span,
    }
}

/// `må 18–23, ti 18–23`: hours of the week, on the clock of the town.
fn hours_in_words(hours: HoursOfWeek) -> String {
    const DAYS: [&str; 7] = ["må", "ti", "on", "to", "fr", "lö", "sö"];
    let mut parts = Vec::new();
    for (day, name) in DAYS.iter().enumerate() {
        let mut hour = 0;
        while hour < 24 {
            let from = hour;
            while hour < 24 && hours.contains(day * 24 + hour) {
                hour += 1;
            }
            if hour > from {
                parts.push(format!("{name} {from:02}–{hour:02}"));
            }
            hour += 1;
        }
    }
    parts.join(", ")
}

/// What the municipality corrected, one line each: of which field, and what it says instead.
fn corrections(row: &Disclosed, metric: &Metric, catalogue: &Catalogue) -> [(&'static str, Option<String>); 3] {
    let DisclosedCorrection { category, place: moved, causes } = &row.correction;
    let of = category.unwrap_or(row.category);
    let causes = causes.as_ref().map(|codes| match codes.is_empty() {
        true => NONE.to_owned(),
        false => cause_names(of, codes, catalogue),
    });
    [
        ("Kategori", category.map(|category| category_name(category).to_owned())),
        ("Plats", moved.as_ref().map(|moved| place(moved, row.place_law.as_deref(), metric))),
        ("Orsaker", causes),
    ]
}

fn degrees(p: LonLat) -> String {
    format!("{:.6}, {:.6}", p.lat(), p.lon())
}

fn square_name(cell: Cell) -> String {
    format!("Ruta {} m, nedre vänstra hörn N {} E {}", cell.size_m, cell.n_m, cell.e_m)
}

/// A place in words, latitude before longitude as people write it, and the law by which it is no more exact.
fn place(shown: &DisclosedPlace, law: Option<&str>, metric: &Metric) -> String {
    let text = match shown {
        DisclosedPlace::Exact(Geometry::Point(p)) => degrees(*p),
        DisclosedPlace::Exact(shape) => {
            let kind = if matches!(shape, Geometry::Stretch(_)) { "Sträcka" } else { "Område" };
            let points: Vec<String> = shape.points().into_iter().map(degrees).collect();
            format!("{kind}: {}", points.join("; "))
        }
        DisclosedPlace::Square(cell) => {
            let middle = metric.inverse(cell.center());
            format!("{} (mitt i: {:.3}, {:.3})", square_name(*cell), middle.lat(), middle.lon())
        }
        DisclosedPlace::Locality(Some(name)) => name.clone(),
        DisclosedPlace::Locality(None) => "Utanför orterna".to_owned(),
        DisclosedPlace::Withheld => BLOCK.to_owned(),
    };
    law_after(text, law)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Weekday;

    #[test]
    fn hours_are_told_by_day_and_whole_stretches() {
        let mut hours = HoursOfWeek::on(&[Weekday::Mon, Weekday::Fri], 21, 24);
        hours.insert(5 * 24);
        assert_eq!(hours_in_words(hours), "må 21–24, fr 21–24, lö 00–01");
    }
}
