//! Profiles: how the rows of one source become report drafts.
//!
//! A profile is a small JSON file that says which column means what, and how the source's
//! categories map to ours. A new source needs a new file, not new code; an unknown key in it is an
//! error, so that a slip of the pen does not silently import something else.
//!
//! [`Mapper`] applies a profile: every row ends as [`Mapped`] or as [`Reject`], never neither, and
//! no reject quotes the row, because its words may hold personal data.

mod identity;
mod mapper;
mod moments;
mod place;
#[cfg(test)]
mod real_files;
mod shipped;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

pub use mapper::{ImportError, Mapped, Mapper, Reject, Tally};

use super::table::Format;

/// The file. Field names are the keys of the JSON.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Short name, the same as the file's: `boston-311-2015`.
    pub name: String,
    /// What people read.
    pub title: String,
    /// Where the data was taken from.
    pub source: String,
    pub licence: String,
    /// What must be shown beside the data.
    pub attribution: String,
    /// What a reader of the result should know about it.
    #[serde(default)]
    pub note: Option<String>,
    /// What the rows belong to: one place, or several told apart by the file's name.
    pub municipalities: Vec<Municipality>,
    pub format: Format,
    /// Key of the list when the format is `json` and the root is an object.
    #[serde(default)]
    pub rows_in: Option<String>,
    #[serde(default)]
    pub id: Id,
    pub place: Place,
    pub time: Time,
    pub category: Categories,
    /// The same severity for every row; the sources here have none.
    #[serde(default)]
    pub severity: Option<u8>,
    /// Column of free text. Imported only when the mapper is told to, and masked then.
    #[serde(default)]
    pub text: Option<String>,
    /// Rows that are not wanted, each with its reason.
    #[serde(default)]
    pub leave_out: Vec<LeaveOut>,
}

/// A suggestion for the municipality to import into.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    pub code: String,
    pub name: String,
    /// The metric system for its statistics.
    pub epsg: u32,
    /// West, south, east, north in degrees.
    pub bbox: [f64; 4],
    pub time_zone: String,
    /// Part of the file names that belong to it; needed when the profile has several.
    #[serde(default)]
    pub files: Option<String>,
}

/// What makes a row the same row when it is imported again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Id {
    /// Columns that together name the row. Without any, or where the first is empty, a hash of the
    /// whole row is used.
    #[serde(default)]
    pub columns: Vec<String>,
    #[serde(default)]
    pub repeats: Repeats,
}

/// What a second row with the same id is. Rows known by their hash are always numbered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// The same case told twice: rejected as `repeated_id`.
    #[default]
    Reject,
    /// Another case: gets a number after its id.
    Number,
}

/// Where it happened.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub at: Where,
    /// How the place was found, in the words of the report: `gps`, `map`, `address` or `asset`.
    #[serde(default)]
    pub source: PlaceSource,
    #[serde(default)]
    pub accuracy_m: Option<f64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceSource {
    Gps,
    #[default]
    Map,
    Address,
    Asset,
}

/// Which columns hold the place.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Where {
    /// WGS 84 degrees.
    Degrees { lon: String, lat: String },
    /// Metres in the system with this EPSG number.
    Metres { east: String, north: String, crs: u32 },
    /// The geometry of a GeoJSON feature: degrees, or metres when `crs` is given.
    Geometry {
        #[serde(default)]
        crs: Option<u32>,
    },
}

/// When it happened, and when it was told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    pub column: String,
    /// Tried in turn: strptime patterns of jiff, or `rfc3339`, `unix`, `unix_ms`.
    pub formats: Vec<String>,
    /// IANA zone of times that carry no offset.
    pub zone: String,
    #[serde(default)]
    pub resolution: Resolution,
    /// The latest it can have happened, where the source tells both ends.
    #[serde(default)]
    pub end_column: Option<String>,
    /// When it was told; without it, at the time (or the end of the interval) of the event.
    #[serde(default)]
    pub told_column: Option<String>,
}

/// How exact the source's times are. A day or a month becomes an interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    #[default]
    Second,
    Day,
    Month,
}

/// How the source's categories become ours.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Categories {
    pub column: String,
    #[serde(default)]
    pub matching: Matching,
    /// Value of the source (in lower case, trimmed) to category.
    pub map: BTreeMap<String, Target>,
    /// Value of the source to the reason why it is not imported.
    #[serde(default)]
    pub skip: BTreeMap<String, String>,
    /// Everything else; without it, everything else is rejected as `category_not_mapped`.
    #[serde(default)]
    pub otherwise: Option<Target>,
}

/// How a value is compared with the keys, always trimmed and in lower case. The longest key wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    #[default]
    Exact,
    Prefix,
    Suffix,
}

/// One of our categories.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub category: String,
    #[serde(default)]
    pub causes: Vec<String>,
    /// Why this is the honest choice.
    #[serde(default)]
    pub note: Option<String>,
}

/// Rows that are not wanted: those whose column equals, or contains, the words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaveOut {
    pub column: String,
    #[serde(default)]
    pub equals: Option<String>,
    #[serde(default)]
    pub contains: Option<String>,
    /// The reject's code.
    pub code: String,
    pub reason: String,
}

/// What is wrong with a profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("the profile is not what a profile should be: {0}")]
    Json(#[from] serde_json::Error),
    #[error("profile \"{name}\": {reason}")]
    Meaning { name: String, reason: String },
}

impl Profile {
    /// Reads a profile and checks what can be checked without the data.
    ///
    /// Categories are not checked: the catalogue is not ours. See [`Profile::targets`].
    ///
    /// # Errors
    ///
    /// Not JSON, an unknown or missing key, an unknown zone, a time format that does not tell what
    /// the resolution promises, several municipalities that no file name tells apart.
    pub fn parse(json: &str) -> Result<Self, ProfileError> {
        let profile: Self = serde_json::from_str(json)?;
        let fault = moments::fault(&profile.time).or_else(|| profile.fault());
        match fault {
            Some(reason) => Err(ProfileError::Meaning { name: profile.name, reason }),
            None => Ok(profile),
        }
    }

    /// Every category and list of causes the profile can give, to be checked against the catalogue.
    pub fn targets(&self) -> BTreeSet<(&str, &[String])> {
        let targets = self.category.map.values().chain(&self.category.otherwise);
        targets.map(|target| (target.category.as_str(), target.causes.as_slice())).collect()
    }

    /// The municipality that a file belongs to.
    pub fn municipality_of(&self, file_name: &str) -> Option<&Municipality> {
        self.municipalities
            .iter()
            .find(|municipality| municipality.files.as_deref().is_none_or(|part| file_name.contains(part)))
    }

    /// Columns without which no row can be mapped.
    fn required_columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self.id.columns.iter().map(String::as_str).collect();
        match &self.place.at {
            Where::Degrees { lon, lat } => columns.extend([lon.as_str(), lat]),
            Where::Metres { east, north, .. } => columns.extend([east.as_str(), north]),
            Where::Geometry { .. } => {}
        }
        columns.extend([self.time.column.as_str(), &self.category.column]);
        columns.extend(self.time.end_column.as_deref());
        columns.extend(self.time.told_column.as_deref());
        columns.extend(self.text.as_deref());
        columns.extend(self.leave_out.iter().map(|rule| rule.column.as_str()));
        columns
    }

    fn fault(&self) -> Option<String> {
        let categories = &self.category;
        let keys = || categories.map.keys().chain(categories.skip.keys());
        if let Some(key) = keys().find(|key| **key != comparable(key)) {
            return Some(format!("the category \"{key}\" must be written trimmed and in lower case"));
        }
        if let Some(key) = categories.map.keys().find(|key| categories.skip.contains_key(*key)) {
            return Some(format!("the category \"{key}\" is both mapped and skipped"));
        }
        if let Some(rule) = self.leave_out.iter().find(|rule| rule.equals.is_some() == rule.contains.is_some()) {
            return Some(format!("the rule \"{}\" needs either \"equals\" or \"contains\"", rule.code));
        }
        if matches!(self.place.at, Where::Geometry { .. }) && self.format != Format::Geojson {
            return Some("only the format \"geojson\" has geometries".to_owned());
        }
        let n_nameless = self.municipalities.iter().filter(|municipality| municipality.files.is_none()).count();
        if self.municipalities.is_empty() || (n_nameless > 0 && self.municipalities.len() > 1) {
            return Some("name one municipality, or several that each say which \"files\" are theirs".to_owned());
        }
        None
    }
}

/// Values and keys are compared in this form.
fn comparable(value: &str) -> String {
    value.trim().to_lowercase()
}
