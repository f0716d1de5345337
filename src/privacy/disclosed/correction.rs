//! What the desk corrected, beside what was told and as coarsely as it.

use std::cmp::Ordering;

use super::{DisclosedPlace, shown_place};
use crate::observation::Category;
use crate::report::desk::Particulars;
use crate::report::disclosure::{Masks, PlaceShown, Whole};
use crate::report::{Geometry, Report};
use crate::town::Town;

/// What a report was corrected to, and the locality of where it then lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    pub to: Particulars,
    pub locality: Option<String>,
}

/// A correction as it is handed out. What is not named stands as it was told, is masked, or is shown alike.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DisclosedCorrection {
    pub category: Option<Category>,
    pub place: Option<DisclosedPlace>,
    pub causes: Option<Vec<String>>,
}

impl DisclosedCorrection {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        let category = |own: &Self| own.category.map(Category::as_str);
        let place = match (&self.place, &other.place) {
            (Some(one), Some(other)) => one.order(other),
            (one, other) => one.is_some().cmp(&other.is_some()),
        };
        category(self).cmp(&category(other)).then_with(|| self.causes.cmp(&other.causes)).then(place)
    }
}

/// Degrees: less than a millimetre. A number that went through JSON may come back a hair beside itself.
const SAME_DEG: f64 = 1e-9;

/// The masks of what was told hide what it was corrected to; a block says nothing of whether it was.
pub(super) fn correction(told: &Report, corrected: Corrected, masks: &Masks, town: &Town) -> DisclosedCorrection {
    let Corrected { to, locality } = corrected;
    let show = masks.place.show;
    let is_moved = show != PlaceShown::Withheld && !is_same_place(&told.place.geometry, &to.place);
    DisclosedCorrection {
        category: (to.category != told.category).then_some(to.category),
        place: is_moved.then(|| shown_place(&to.place, show, locality, town)),
        causes: (masks.causes.show == Whole::Shown && to.causes != told.causes).then_some(to.causes),
    }
}

fn is_same_place(one: &Geometry, other: &Geometry) -> bool {
    let (a, b) = (one.points(), other.points());
    let is_near = |a: f64, b: f64| (a - b).abs() < SAME_DEG;
    std::mem::discriminant(one) == std::mem::discriminant(other)
        && a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| is_near(a.lon(), b.lon()) && is_near(a.lat(), b.lat()))
}
