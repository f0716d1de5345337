//! What somebody asks of the map, read from the parameters of a URL.

use jiff::{civil, tz::TimeZone};

use crate::analysis::spots::Basis;
use crate::geodesy::Bounds;
use crate::observation::{Category, Group, HoursOfWeek, Month, Seconds, Weekday};

/// A parameter that cannot be understood, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParameter {
    pub name: String,
    pub sv: String,
    pub en: String,
}

impl BadParameter {
    pub fn new(name: &str, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { name: name.to_owned(), sv: sv.into(), en: en.into() }
    }

    /// Nothing of this name can be asked here.
    pub fn unknown(name: &str) -> Self {
        Self::new(
            repeatable(name),
            "Den här adressen tar inte den parametern. De den tar står i /api/v1/openapi.json.",
            "This address does not take that parameter. Those it takes stand in /api/v1/openapi.json.",
        )
    }
}

/// Which layer is asked for; the reader decides which may be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    Public,
    Staff,
}

/// What is counted: squares or streets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Cell,
    Link,
}

/// The places a rate is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    #[default]
    Area,
    Square,
}

impl By {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Square => "square",
        }
    }
}

/// One end of a period: a whole month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Month(Month),
    Day(civil::Date),
}

impl Bound {
    fn parse(text: &str) -> Option<Self> {
        let bound = Month::parse(text).map(Self::Month).or_else(|| text.parse().ok().map(Self::Day))?;
        let year = match bound {
            Self::Month(month) => month.first_day().year(),
            Self::Day(day) => day.year(),
        };
        // Far from where calendars end: the month after 9999-12 is in none.
        (1900..=2999).contains(&year).then_some(bound)
    }

    /// The first second of the month or day.
    pub fn start(self, zone: &TimeZone) -> Seconds {
        match self {
            Self::Month(month) => month.start(zone),
            Self::Day(day) => midnight(day, zone),
        }
    }

    /// The first second after it.
    pub fn end(self, zone: &TimeZone) -> Seconds {
        match self {
            Self::Month(month) => month.next().start(zone),
            Self::Day(day) => day.tomorrow().map_or(Seconds::MAX / 4, |next| midnight(next, zone)),
        }
    }
}

fn midnight(day: civil::Date, zone: &TimeZone) -> Seconds {
    day.to_zoned(zone.clone()).map_or(Seconds::MAX / 4, |zoned| zoned.timestamp().as_second())
}

/// Parameters as they were given; what was not given is `None` or empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Question {
    pub municipality: Option<String>,
    pub bounds: Option<Bounds>,
    /// `None`: squares, or what suits the method.
    pub unit: Option<Unit>,
    pub by: By,
    /// Metres; `None` is `auto`.
    pub cell_m: Option<u32>,
    pub categories: Vec<Category>,
    pub groups: Vec<Group>,
    pub causes: Vec<String>,
    pub channels: Vec<String>,
    pub from: Option<Bound>,
    pub to: Option<Bound>,
    pub weekdays: Vec<Weekday>,
    pub hours: Option<(u8, u8)>,
    pub layer: Option<Layer>,
    /// What reports are compared with; `None`: what the town knows best.
    pub exposure: Option<Basis>,
    /// Of everything drawn by lot.
    pub seed: Option<u64>,
    /// How far a report is felt, in metres.
    pub bandwidth_m: Option<u32>,
    pub limit: Option<u32>,
    pub cursor: Option<u32>,
}

pub const CELL_SIZES_M: [u32; 5] = [100, 250, 500, 1000, 2000];

impl Question {
    /// Reads pairs of names and values; lists may be comma-separated or repeated.
    pub fn read(pairs: &[(String, String)]) -> Result<Self, BadParameter> {
        let mut question = Self::default();
        let given = || pairs.iter().filter(|(_, value)| !value.is_empty());
        for (nth, (name, value)) in given().enumerate() {
            if !LISTS.contains(&name.as_str()) && given().take(nth).any(|(earlier, _)| earlier == name) {
                return Err(BadParameter::new(name, "Ange den en gång.", "Give it once."));
            }
            question.take(name, value)?;
        }
        if question.unit == Some(Unit::Link) && question.cell_m.is_some() {
            let (sv, en) = ("Gator har ingen rutstorlek: utelämna cell.", "Streets have no cell size: leave cell out.");
            return Err(BadParameter::new("cell", sv, en));
        }
        if let (Some(from), Some(to)) = (question.from, question.to)
            && from.start(&TimeZone::UTC) >= to.end(&TimeZone::UTC)
        {
            return Err(BadParameter::new("to", "Slutet ligger före början.", "The end is before the beginning."));
        }
        Ok(question)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), BadParameter> {
        match name {
            "municipality" => self.municipality = Some(value.to_owned()),
            "bbox" => {
                self.bounds = Some(Bounds::parse(value).ok_or_else(|| {
                    BadParameter::new(
                        name,
                        "Ange bbox som väst,syd,öst,nord i grader.",
                        "Give bbox as west,south,east,north in degrees.",
                    )
                })?);
            }
            "cell" if value == "auto" => self.cell_m = None,
            "cell" => {
                let size = value.parse().ok().filter(|size| CELL_SIZES_M.contains(size));
                self.cell_m = Some(size.ok_or_else(|| one_of(name, "100, 250, 500, 1000, 2000, auto"))?);
            }
            "unit" => {
                self.unit = match value {
                    "auto" => None,
                    "cell" => Some(Unit::Cell),
                    "link" => Some(Unit::Link),
                    _ => return Err(one_of(name, "auto, cell, link")),
                };
            }
            "by" => {
                self.by = match value {
                    "area" => By::Area,
                    "square" => By::Square,
                    _ => return Err(one_of(name, "area, square")),
                };
            }
            "category" => {
                self.categories.extend(list(
                    name,
                    value,
                    Category::parse,
                    "unsafe_place, nuisance_driving, speeding, safe_place, better_now",
                )?);
            }
            "group" => self.groups.extend(list(name, value, Group::parse, "unsafe_place, traffic, positive")?),
            "cause" => self.causes.extend(words(value)),
            "channel" => self.channels.extend(words(value)),
            "from" => self.from = Some(Bound::parse(value).ok_or_else(|| bad_date(name))?),
            "to" => self.to = Some(Bound::parse(value).ok_or_else(|| bad_date(name))?),
            "weekdays" => {
                self.weekdays.extend(list(name, value, Weekday::parse, "mon, tue, wed, thu, fri, sat, sun")?);
            }
            "hours" => {
                self.hours = Some(read_hours(value).ok_or_else(|| {
                    BadParameter::new(
                        name,
                        "Ange timmar som 21-24, eller 22-04 över midnatt.",
                        "Give hours as 21-24, or 22-04 past midnight.",
                    )
                })?)
            }
            "layer" => {
                self.layer = Some(match value {
                    "public" => Layer::Public,
                    "staff" => Layer::Staff,
                    _ => return Err(one_of(name, "public, staff")),
                });
            }
            "exposure" => {
                let basis = Basis::parse(value).map(Some).or((value == "auto").then_some(None));
                self.exposure = basis.ok_or_else(|| one_of(name, "auto, street, population, reports, even"))?;
            }
            "seed" => self.seed = Some(value.parse().map_err(|_| whole_number(name))?),
            "bandwidth" => {
                let metres = value.parse().ok().filter(|metres| (50..=5_000).contains(metres));
                self.bandwidth_m = match (metres, value) {
                    (None, "auto") => None,
                    (None, _) => {
                        return Err(BadParameter::new(
                            name,
                            "Ange hur långt en rapport räknas, 50 till 5000 meter, eller auto.",
                            "Give how far a report is felt, 50 to 5000 metres, or auto.",
                        ));
                    }
                    (metres, _) => metres,
                };
            }
            "limit" => {
                let limit = value.parse().ok().filter(|n| *n >= 1);
                self.limit = Some(limit.ok_or_else(|| whole_number(name))?);
            }
            "cursor" => self.cursor = Some(value.parse().map_err(|_| whole_number(name))?),
            _ => return Err(BadParameter::unknown(name)),
        }
        Ok(())
    }

    /// The categories meant: those named, those of the groups named, or else the three concerns.
    pub fn meant_categories(&self) -> Vec<Category> {
        let named = |c: &Category| self.categories.contains(c) || self.groups.contains(&c.group());
        if self.categories.is_empty() && self.groups.is_empty() {
            return Category::ALL.into_iter().filter(|c| c.is_concern()).collect();
        }
        Category::ALL.into_iter().filter(named).collect()
    }

    /// The hours of the week meant.
    pub fn meant_hours(&self) -> HoursOfWeek {
        if self.weekdays.is_empty() && self.hours.is_none() {
            return HoursOfWeek::ALL;
        }
        let days = if self.weekdays.is_empty() { &Weekday::ALL[..] } else { &self.weekdays };
        let (from, to) = self.hours.unwrap_or((0, 24));
        HoursOfWeek::on(days, from, to)
    }
}

/// Those that may be given several times, as well as with commas.
const LISTS: [&str; 5] = ["category", "group", "cause", "channel", "weekdays"];

/// A name that came from outside is repeated when it is a plain word, and else not.
fn repeatable(name: &str) -> &str {
    let is_plain = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-');
    if name.len() <= 40 && name.chars().all(is_plain) { name } else { "?" }
}

fn words(value: &str) -> impl Iterator<Item = String> + '_ {
    value.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned)
}

fn list<T>(name: &str, value: &str, parse: impl Fn(&str) -> Option<T>, known: &str) -> Result<Vec<T>, BadParameter> {
    words(value).map(|word| parse(&word).ok_or_else(|| one_of(name, known))).collect()
}

fn one_of(name: &str, known: &str) -> BadParameter {
    BadParameter::new(name, format!("Använd något av: {known}."), format!("Use one of: {known}."))
}

fn whole_number(name: &str) -> BadParameter {
    BadParameter::new(name, "Ange ett helt tal.", "Give a whole number.")
}

fn bad_date(name: &str) -> BadParameter {
    BadParameter::new(
        name,
        "Ange en månad som 2026-11 eller en dag som 2026-11-22.",
        "Give a month such as 2026-11 or a day such as 2026-11-22.",
    )
}

fn read_hours(value: &str) -> Option<(u8, u8)> {
    let (from, to) = value.split_once('-')?;
    let (from, to): (u8, u8) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= 23 && (1..=24).contains(&to) && from != to).then_some((from, to))
}
