//! Which column is which, by name or by the names that most files use.

use super::cells::{number, text};
use super::times::moment;
use super::{Crs, Fault, PointsError, RawPoint, Wanted};
use crate::interop::layers::Plane;
use crate::interop::table::Row;

/// A column of numbers that a method asks for.
#[derive(Debug, Clone)]
pub struct NumberColumn {
    /// How it is named on the command line, for the words of an error: `--weight`.
    pub flag: &'static str,
    pub name: String,
    pub numbers: Numbers,
}

/// Which numbers mean something in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    Any,
    NotNegative,
    /// Not negative, and whole.
    Counts,
}

/// x before y, as files call them; the first four pairs are degrees.
const PLACE_NAMES: [(&str, &str); 12] = [
    ("lon", "lat"),
    ("lng", "lat"),
    ("long", "lat"),
    ("longitude", "latitude"),
    ("x", "y"),
    ("easting", "northing"),
    ("east", "north"),
    ("e", "n"),
    ("x_coord", "y_coord"),
    ("xcoord", "ycoord"),
    ("point_x", "point_y"),
    ("coord_x", "coord_y"),
];
const N_PAIRS_IN_DEGREES: usize = 4;

const TIME_NAMES: [&str; 13] = [
    "time",
    "timestamp",
    "datetime",
    "date_time",
    "occurred_at",
    "created_at",
    "reported_at",
    "open_dt",
    "when",
    "date",
    "tid",
    "tidpunkt",
    "datum",
];

/// Where the columns of a file are.
pub(super) struct Columns {
    place: Option<PlaceColumns>,
    time: Option<String>,
}

#[derive(Clone)]
enum PlaceColumns {
    Named { x: String, y: String, in_degrees: bool },
    Geometry,
}

impl Columns {
    /// Looks at the first row. In GeoJSON a key that it lacks may still come.
    pub fn find(row: &Row, wanted: &Wanted, is_geojson: bool) -> Result<Self, PointsError> {
        let names: Vec<&str> = row.fields().map(|(name, _)| name).collect();
        let time = match &wanted.time {
            Some(time) => Some(time.clone()),
            None if wanted.needs_time => Some(guessed_time(&names)?),
            None => None,
        };
        let place = match (&wanted.x, &wanted.y) {
            _ if !wanted.needs_place => None,
            (Some(x), Some(y)) => Some(PlaceColumns::named(x, y)),
            (None, None) if is_geojson => Some(PlaceColumns::Geometry),
            (None, None) => Some(guessed_place(&names)?),
            (Some(_), None) | (None, Some(_)) => {
                return Err(PointsError::Columns("--x and --y belong together: give both".to_owned()));
            }
        };
        let place_named = match &place {
            Some(PlaceColumns::Named { x, y, .. }) => vec![("--x", x), ("--y", y)],
            _ => Vec::new(),
        };
        let numbers = wanted.numbers.iter().map(|column| (column.flag, &column.name));
        let only = wanted.only.iter().map(|(column, _)| ("--where", column));
        let times = [("--time", time.as_ref()), ("--until", wanted.until.as_ref())];
        let times = times.into_iter().filter_map(|(flag, name)| Some((flag, name?)));
        for (flag, name) in place_named.into_iter().chain(times).chain(numbers).chain(only) {
            if row.lacks_column(name) {
                return Err(PointsError::Columns(no_column(flag, name, &names)));
            }
        }
        Ok(Self { place, time })
    }

    pub fn own_crs(&self) -> Option<Crs> {
        match &self.place {
            Some(PlaceColumns::Geometry | PlaceColumns::Named { in_degrees: true, .. }) => {
                Some(Crs::Known(Plane::degrees()))
            }
            _ => None,
        }
    }

    pub fn place_names(&self) -> Option<String> {
        match &self.place {
            Some(PlaceColumns::Named { x, y, .. }) => Some(format!("{x}\", \"{y}")),
            _ => None,
        }
    }

    pub fn read(&self, row: &Row, wanted: &Wanted) -> Result<RawPoint, Fault> {
        let xy = match &self.place {
            None => (0.0, 0.0),
            Some(PlaceColumns::Named { x, y, .. }) => (number(row, x, Numbers::Any)?, number(row, y, Numbers::Any)?),
            Some(PlaceColumns::Geometry) => position_of(row)?,
        };
        let when = match &self.time {
            None => None,
            Some(column) => Some(moment(row, column, wanted)?),
        };
        let of = |column: &super::NumberColumn| number(row, &column.name, column.numbers);
        let numbers = wanted.numbers.iter().map(of).collect::<Result<_, _>>()?;
        Ok(RawPoint { row: row.number, xy, when, numbers })
    }
}

impl PlaceColumns {
    fn named(x: &str, y: &str) -> Self {
        let is_pair = |(a, b): &(&str, &str)| a.eq_ignore_ascii_case(x) && b.eq_ignore_ascii_case(y);
        let in_degrees = PLACE_NAMES[..N_PAIRS_IN_DEGREES].iter().any(is_pair);
        Self::Named { x: x.to_owned(), y: y.to_owned(), in_degrees }
    }
}

fn find<'a>(names: &[&'a str], wanted: &str) -> Option<&'a str> {
    names.iter().find(|name| name.eq_ignore_ascii_case(wanted)).copied()
}

fn guessed_place(names: &[&str]) -> Result<PlaceColumns, PointsError> {
    let pair = PLACE_NAMES.iter().find_map(|(x, y)| Some((find(names, x)?, find(names, y)?)));
    pair.map(|(x, y)| PlaceColumns::named(x, y)).ok_or_else(|| {
        PointsError::Columns(format!("no two columns look like coordinates: give --x and --y. {}", has(names)))
    })
}

fn guessed_time(names: &[&str]) -> Result<String, PointsError> {
    let time = TIME_NAMES.iter().find_map(|name| find(names, name));
    time.map(str::to_owned)
        .ok_or_else(|| PointsError::Columns(format!("no column looks like a time: give --time. {}", has(names))))
}

fn no_column(flag: &str, name: &str, names: &[&str]) -> String {
    match find(names, name) {
        Some(alike) => format!("the file has no column \"{name}\", but \"{alike}\": try {flag} \"{alike}\""),
        None => format!("the file has no column \"{name}\" ({flag}). {}", has(names)),
    }
}

fn has(names: &[&str]) -> String {
    let is_number = |name: &&str| name.parse::<f64>().is_ok();
    if !names.is_empty() && names.iter().any(is_number) {
        return "Its first line holds numbers: put a line with the names of the columns above it".to_owned();
    }
    let mut list: Vec<String> = names.iter().take(20).map(|name| format!("\"{}\"", text(name))).collect();
    if names.len() > 20 {
        list.push("…".to_owned());
    }
    format!("It has {}", list.join(", "))
}

fn position_of(row: &Row) -> Result<(f64, f64), Fault> {
    let fault =
        |reason: String| Fault { row: row.number, column: Some("geometry".to_owned()), code: "no_point", reason };
    let Some(geometry) = &row.geometry else {
        return Err(fault("is null; leave the row out, or use --skip-bad-rows".to_owned()));
    };
    let kind = geometry["type"].as_str().unwrap_or("nothing");
    if kind != "Point" {
        return Err(fault(format!("is a {}, but points are needed", text(kind))));
    }
    let coordinate = |nth: usize| geometry["coordinates"][nth].as_f64().filter(|number| number.is_finite());
    match (coordinate(0), coordinate(1)) {
        (Some(x), Some(y)) => Ok((x, y)),
        _ => Err(fault("its coordinates are not two numbers".to_owned())),
    }
}
