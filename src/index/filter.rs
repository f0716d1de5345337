//! What is asked of the index.

use crate::geodesy::Box2;
use crate::observation::{Category, CauseSet, Window};

/// Some of the categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CategorySet(u8);

impl CategorySet {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self((1 << Category::ALL.len()) - 1);

    /// Everything that tells of something wrong: what a map shows when nobody chose.
    pub fn concerns() -> Self {
        Category::ALL.into_iter().filter(|c| c.is_concern()).collect()
    }

    pub fn with(self, category: Category) -> Self {
        Self(self.0 | 1 << category as u8)
    }

    pub fn contains(self, category: Category) -> bool {
        self.0 & (1 << category as u8) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL.into_iter().filter(move |c| self.contains(*c))
    }

    pub(super) fn bits(self) -> u8 {
        self.0
    }
}

impl FromIterator<Category> for CategorySet {
    fn from_iter<I: IntoIterator<Item = Category>>(categories: I) -> Self {
        categories.into_iter().fold(Self::NONE, Self::with)
    }
}

/// Which observations count. Withdrawn and rejected ones never do.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub categories: CategorySet,
    /// A report that names any of these; empty means any report.
    pub causes: CauseSet,
    /// `None` means every channel; an empty list means none.
    pub channels: Option<Vec<String>>,
    /// Counts a report by its [`share`](crate::observation::Moment::share) of this window.
    pub window: Window,
    /// Counting into cells grows it to whole cells; every other question takes it as it is, edges included.
    pub bounds: Option<Box2>,
}

impl Filter {
    /// Everything, everywhere, always.
    pub const ALL: Self = Self {
        categories: CategorySet::ALL,
        causes: CauseSet::EMPTY,
        channels: None,
        window: Window::ALWAYS,
        bounds: None,
    };

    /// The same question of the whole municipality.
    pub fn everywhere(&self) -> Self {
        Self { bounds: None, ..self.clone() }
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::ALL
    }
}
