//! The file, its columns, its plane and its period: what all methods ask for.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use geo::{Intersects, MultiPolygon};
use jiff::civil::Date;

use crate::analysis::density::WeightedPlace;
use crate::geodesy::EastNorth;
use crate::interop::findings::{Data, Frame, Warning};
use crate::interop::points::{self, Crs, NumberColumn, Numbers, Point, Wanted, day_of, read_area, read_day};
use crate::interop::table::Format;
use crate::observation::{Clock, Moment};
use crate::privacy::OwnFile;

#[derive(Clone, Args)]
pub(super) struct Input {
    /// CSV with a header (comma, semicolon or tab) or GeoJSON, gzip too; - reads the standard input.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Otherwise by the ending of the file; the standard input is CSV.
    #[arg(long, value_enum)]
    format: Option<FileFormat>,
    /// The time zone of times without one.
    #[arg(long, default_value = "Europe/Stockholm")]
    time_zone: String,
    /// The column of the time; otherwise time, timestamp, date, …
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// How times are written, when not as 2024-05-31 17:30 or RFC 3339: "%m/%d/%Y %I:%M:%S %p".
    #[arg(long, value_name = "PATTERN")]
    time_format: Option<String>,
    /// The column of the end, when the time is the beginning of a span.
    #[arg(long, value_name = "COLUMN")]
    until: Option<String>,
    /// Rows from this day on, 2024-01-01.
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<Day>,
    /// Rows up to this day, itself counted.
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<Day>,
    /// Only rows with this value; may be given several times.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    only: Vec<String>,
    /// Leave rows out that cannot be read, and count them; otherwise the first one is an error.
    #[arg(long)]
    skip_bad_rows: bool,
    /// JSON, or GeoJSON for maps, as the API gives it; otherwise a plain table.
    #[arg(long)]
    pub json: bool,
}

/// Where the points are; for the methods that ask where.
#[derive(Clone, Args)]
pub(super) struct Where {
    /// What the coordinates are: EPSG:3006, "+proj=…", or plane for metres of no known place. Columns called longitude
    /// and latitude, and GeoJSON, are degrees (EPSG:4326) unless this says otherwise.
    #[arg(long)]
    crs: Option<String>,
    /// The column of the longitude or easting; otherwise lon, longitude, x, easting, …
    #[arg(long, value_name = "COLUMN")]
    x: Option<String>,
    /// The column of the latitude or northing.
    #[arg(long, value_name = "COLUMN")]
    y: Option<String>,
    /// The column of how much each row counts; otherwise each counts 1.
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// The area that points can come from (GeoJSON polygons); points outside are left out.
    #[arg(long, value_name = "FILE")]
    study_area: Option<PathBuf>,
    /// What the coordinates of the study area are, when the file does not say it and they are no degrees.
    #[arg(long, value_name = "CRS")]
    study_area_crs: Option<String>,
}

impl Where {
    pub fn has_weight(&self) -> bool {
        self.weight.is_some()
    }

    /// The same place, of points that each count by another column.
    pub fn weighed_by(&self, column: Option<String>) -> Self {
        Self { weight: column, ..self.clone() }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FileFormat {
    Csv,
    Geojson,
}

/// A day, and its number from 1970-01-01.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(Date, i32);

fn day(words: &str) -> Result<Day, String> {
    read_day(words).map(|(date, number)| Day(date, number)).ok_or_else(|| "write a day as 2024-05-31".to_owned())
}

/// Which times a method needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    Needed,
    /// Read when --time, --from or --to is given.
    IfAsked,
}

/// A file that has been read.
pub(super) struct Loaded {
    pub points: Vec<Point>,
    pub frame: Frame,
    /// In the plane of the points.
    pub area: Option<MultiPolygon<f64>>,
    pub clock: Clock,
    pub time_zone: String,
    pub data: Data,
    pub warnings: Vec<Warning>,
    /// Both ends of the period were given.
    pub ends_given: bool,
    pub file: OwnFile,
    pub json: bool,
    weight: Option<usize>,
}

impl Input {
    /// Another file of points, read in the same way, whenever they are from.
    pub fn of_another(&self, input: PathBuf) -> Self {
        Self { input, time: None, until: None, from: None, to: None, only: Vec::new(), ..self.clone() }
    }

    /// Reads the file; without a `place` only times and numbers. The `numbers` come first in each point.
    pub fn load(self, place: Option<Where>, times: Times, numbers: Vec<NumberColumn>) -> anyhow::Result<Loaded> {
        let Some(clock) = Clock::new(&self.time_zone) else {
            bail!("--time-zone {} is no time zone: write Europe/Stockholm or UTC", self.time_zone);
        };
        let name = self.input.display().to_string();
        let asked = self.time.is_some()
            || self.time_format.is_some()
            || self.from.is_some()
            || self.to.is_some()
            || self.until.is_some();
        let mut wanted = Wanted {
            needs_place: place.is_some(),
            needs_time: times == Times::Needed || asked,
            x: None,
            y: None,
            time: self.time.clone(),
            until: self.until.clone(),
            numbers,
            only: self.only.iter().map(|only| pair(only)).collect::<Result<_, _>>()?,
            zone: clock.zone().clone(),
            time_format: self.time_format.clone(),
            crs: None,
            skip_bad_rows: self.skip_bad_rows,
        };
        let mut weight = None;
        if let Some(place) = &place {
            (wanted.x, wanted.y) = (place.x.clone(), place.y.clone());
            wanted.crs = place.crs.as_deref().map(Crs::parse).transpose()?;
            if let Some(column) = &place.weight {
                weight = Some(wanted.numbers.len());
                let numbers = Numbers::NotNegative;
                wanted.numbers.push(NumberColumn { flag: "--weight", name: column.clone(), numbers });
            }
        }
        let read = points::read(open(&self.input)?, self.format(), &wanted).with_context(|| name.clone())?;
        let mut loaded = Loaded {
            data: Data { n_read: read.n_read, why_left_out: read.left_out, days: None },
            points: read.points,
            frame: read.frame,
            area: None,
            clock,
            time_zone: self.time_zone.clone(),
            warnings: read.first_fault.into_iter().map(skipped).collect(),
            ends_given: self.from.is_some() && self.to.is_some(),
            file: OwnFile::read_by_its_owner(name.clone()),
            json: self.json,
            weight,
        };
        loaded.keep_period(self.from, self.to);
        if let Some(path) = place.as_ref().and_then(|place| place.study_area.as_ref()) {
            let crs = place.as_ref().and_then(|place| place.study_area_crs.as_deref());
            loaded.keep_area(path, crs)?;
        }
        if loaded.points.is_empty() {
            bail!("{name}: no row is left ({})", in_words(&loaded.data));
        }
        Ok(loaded)
    }

    fn format(&self) -> Format {
        let name = self.input.to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match self.format {
            Some(FileFormat::Csv) => Format::Csv,
            Some(FileFormat::Geojson) => Format::Geojson,
            None if name.ends_with(".geojson") || name.ends_with(".json") => Format::Geojson,
            None => Format::Csv,
        }
    }
}

impl Loaded {
    fn keep_period(&mut self, from: Option<Day>, to: Option<Day>) {
        let zone = self.clock.zone().clone();
        let n_before = self.points.len();
        let day_of_point = |point: &Point| point.when.map(|when| day_of(&when, &zone));
        self.points.retain(|point| {
            let inside = |day: i32| from.is_none_or(|from| day >= from.1) && to.is_none_or(|to| day <= to.1);
            day_of_point(point).is_none_or(inside)
        });
        self.data.leave_out("outside_period", (n_before - self.points.len()) as u64);
        let days = || self.points.iter().filter_map(day_of_point);
        let date = |day: i32| jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(day)).ok();
        let first = from.map(|from| from.0).or_else(|| days().min().and_then(date));
        let last = to.map(|to| to.0).or_else(|| days().max().and_then(date));
        self.data.days = first.zip(last);
    }

    fn keep_area(&mut self, path: &Path, crs: Option<&str>) -> anyhow::Result<()> {
        let name = path.display();
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the study area {name}"))?;
        let crs = crs.map(Crs::parse).transpose()?;
        let area = read_area(&text, crs.as_ref(), &self.frame).with_context(|| format!("the study area {name}"))?;
        let n_before = self.points.len();
        self.points.retain(|point| area.intersects(&geo::Point::new(point.at.e, point.at.n)));
        if self.points.is_empty() && n_before > 0 {
            bail!("none of {n_before} points lies in the study area {name}: check --crs and --study-area-crs");
        }
        self.data.leave_out("outside_study_area", (n_before - self.points.len()) as u64);
        self.area = Some(area);
        Ok(())
    }

    pub fn places(&self) -> Vec<WeightedPlace> {
        let weight = |point: &Point| self.weight.map_or(1.0, |nth| point.numbers[nth]);
        self.points.iter().map(|point| WeightedPlace { at: point.at, weight: weight(point) }).collect()
    }

    /// Both ends of the period, as days from 1970-01-01.
    pub fn period(&self) -> Option<(i32, i32)> {
        let number = |date: Date| read_day(&date.to_string()).map(|(_, number)| number);
        let (from, to) = self.data.days?;
        Some((number(from)?, number(to)?))
    }

    pub fn moments(&self) -> Vec<Moment> {
        self.points.iter().filter_map(|point| point.when).collect()
    }

    /// The day of a point that has a time.
    pub fn day(&self, point: &Point) -> i32 {
        point.when.map_or(0, |when| day_of(&when, self.clock.zone()))
    }

    /// West, south, east and north of all points.
    pub fn corners(&self) -> (EastNorth, EastNorth) {
        let none = (EastNorth { e: f64::MAX, n: f64::MAX }, EastNorth { e: f64::MIN, n: f64::MIN });
        self.points.iter().fold(none, |(low, high), point| {
            let (e, n) = (point.at.e, point.at.n);
            (EastNorth { e: low.e.min(e), n: low.n.min(n) }, EastNorth { e: high.e.max(e), n: high.n.max(n) })
        })
    }
}

pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(File::open(path).with_context(|| format!("cannot read {}", path.display()))?))
}

fn pair(only: &str) -> anyhow::Result<(String, String)> {
    let (column, value) = only.split_once('=').with_context(|| format!("--where {only}: write COLUMN=VALUE"))?;
    Ok((column.to_owned(), value.to_owned()))
}

fn skipped(first_fault: String) -> Warning {
    Warning::new(
        "bad_rows_skipped",
        format!("Rader som inte gick att läsa är utelämnade. Den första: {first_fault}"),
        format!("Rows that could not be read are left out. The first: {first_fault}"),
    )
}

fn in_words(data: &Data) -> String {
    let reasons: Vec<String> = data.why_left_out.iter().map(|(why, n)| format!("{why} {n}")).collect();
    format!("read {}, {}", data.n_read, reasons.join(", "))
}
