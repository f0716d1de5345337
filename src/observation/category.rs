//! Categories are fixed (methods know them); causes are data, so that a municipality can add its own without a rebuild.

use serde::Deserialize;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    UnsafePlace,
    NuisanceDriving,
    Speeding,
    SafePlace,
    BetterNow,
}

/// The coarse kinds that may be told apart in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    UnsafePlace,
    Traffic,
    Positive,
}

impl Category {
    pub const ALL: [Self; 5] =
        [Self::UnsafePlace, Self::NuisanceDriving, Self::Speeding, Self::SafePlace, Self::BetterNow];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnsafePlace => "unsafe_place",
            Self::NuisanceDriving => "nuisance_driving",
            Self::Speeding => "speeding",
            Self::SafePlace => "safe_place",
            Self::BetterNow => "better_now",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == word)
    }

    pub fn group(self) -> Group {
        match self {
            Self::UnsafePlace => Group::UnsafePlace,
            Self::NuisanceDriving | Self::Speeding => Group::Traffic,
            Self::SafePlace | Self::BetterNow => Group::Positive,
        }
    }

    /// Whether it tells of something wrong; the positive marks are the denominator a map of complaints lacks.
    pub fn is_concern(self) -> bool {
        self.group() != Group::Positive
    }
}

impl Group {
    pub const ALL: [Self; 3] = [Self::UnsafePlace, Self::Traffic, Self::Positive];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnsafePlace => "unsafe_place",
            Self::Traffic => "traffic",
            Self::Positive => "positive",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.as_str() == word)
    }

    pub fn categories(self) -> impl Iterator<Item = Category> {
        Category::ALL.into_iter().filter(move |c| c.group() == self)
    }
}

/// Which causes a report names: one bit per entry of the [`Catalogue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CauseSet(u64);

impl CauseSet {
    pub const EMPTY: Self = Self(0);

    pub fn with(self, index: usize) -> Self {
        Self(self.0 | 1 << index)
    }

    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }
}

/// One cause (or, for nuisance driving, one kind of vehicle) with its words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CauseEntry {
    pub category: String,
    pub code: String,
    pub sv: String,
    pub en: String,
}

/// The causes of every category, in the order people see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    entries: Vec<(Category, CauseEntry)>,
}

#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("the catalogue is not the JSON it should be: {0}")]
    Json(#[from] serde_json::Error),
    #[error(
        "cause {code}: {category} is no category (one of unsafe_place, nuisance_driving, speeding, safe_place, better_now)"
    )]
    UnknownCategory { code: String, category: String },
    #[error("cause {0} stands twice in the same category")]
    Twice(String),
    #[error("a code is one to forty of a–z, 0–9 and _, not {0}")]
    BadCode(String),
    #[error("the catalogue holds {0} causes, the limit is 64")]
    TooMany(usize),
}

impl Catalogue {
    /// One bit each in a [`CauseSet`].
    pub const MOST_CAUSES: usize = 64;

    /// Reads a list of `{"category", "code", "sv", "en"}`.
    pub fn parse(json: &str) -> Result<Self, CatalogueError> {
        let listed: Vec<CauseEntry> = serde_json::from_str(json)?;
        if listed.len() > Self::MOST_CAUSES {
            return Err(CatalogueError::TooMany(listed.len()));
        }
        let mut entries: Vec<(Category, CauseEntry)> = Vec::with_capacity(listed.len());
        for entry in listed {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if entry.code.is_empty() || entry.code.len() > 40 || !entry.code.chars().all(plain) {
                return Err(CatalogueError::BadCode(entry.code));
            }
            let Some(category) = Category::parse(&entry.category) else {
                return Err(CatalogueError::UnknownCategory { code: entry.code, category: entry.category });
            };
            if entries.iter().any(|(c, e)| *c == category && e.code == entry.code) {
                return Err(CatalogueError::Twice(entry.code));
            }
            entries.push((category, entry));
        }
        Ok(Self { entries })
    }

    /// The catalogue that ships with the program.
    pub fn shipped() -> Self {
        Self::parse(include_str!("../../geodata/causes.json")).expect("a test reads the shipped catalogue")
    }

    pub fn causes_of(&self, category: Category) -> impl Iterator<Item = &CauseEntry> {
        self.entries.iter().filter(move |(c, _)| *c == category).map(|(_, entry)| entry)
    }

    /// The bit of a cause within a category.
    pub fn index_of(&self, category: Category, code: &str) -> Option<usize> {
        self.entries.iter().position(|(c, entry)| *c == category && entry.code == code)
    }

    /// The bits of every cause with this code, whatever its category.
    pub fn set_of_code(&self, code: &str) -> CauseSet {
        let positions = self.entries.iter().enumerate().filter(|(_, (_, entry))| entry.code == code);
        positions.fold(CauseSet::EMPTY, |set, (i, _)| set.with(i))
    }

    /// The bits of codes that were checked when the report came; a cause that has since left the catalogue is dropped.
    pub fn set_of<'a>(&self, category: Category, codes: impl IntoIterator<Item = &'a str>) -> CauseSet {
        codes.into_iter().filter_map(|code| self.index_of(category, code)).fold(CauseSet::EMPTY, CauseSet::with)
    }

    pub fn codes(&self, set: CauseSet) -> Vec<&str> {
        let named = self.entries.iter().enumerate().filter(|(i, _)| set.contains(*i));
        named.map(|(_, (_, entry))| entry.code.as_str()).collect()
    }
}
