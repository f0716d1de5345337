//! What a database that was put back has forgotten: which months were public meanwhile.
//!
//! # Why
//! A month is published once. A database that is put back as it was on an earlier day has forgotten what was published
//! since, and would publish those months anew, of other reports: some were told, corrected or taken back since. Whoever
//! kept both answers subtracts one from the other, and what is left may be a single report. So what may have been
//! counted in a publication that was forgotten is counted in no other one: nothing that was told up to the end of those
//! months goes public any more, in whichever month it would have found company. What is told afterwards was in none of
//! them.
//!
//! # What it cannot know
//! Whether those months were public at all. Somebody who knows that they were not says so, and all goes on as usual.

use crate::observation::Month;

/// Months that may have been public once, and are not published again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBack {
    pub first: Month,
    pub last: Month,
    /// What was told up to then goes public again, in later months; these stay empty.
    pub released: bool,
}

impl HeldBack {
    pub fn months(self) -> impl Iterator<Item = Month> {
        std::iter::successors(Some(self.first), |month| Some(month.next())).take_while(move |month| *month <= self.last)
    }
}

/// Which months ended after the last one that the database knows to have been published (or held back), before the one
/// that goes on. A database that knows of none may have been asked for the last one at least.
pub fn forgotten(known: Option<Month>, current: Month) -> Option<HeldBack> {
    let last = current.previous();
    let first = known.map_or(last, Month::next);
    (first <= last).then_some(HeldBack { first, last, released: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    #[test]
    fn what_ended_since_is_forgotten_and_nothing_within_the_same_month() {
        let held = |known: Option<&str>, current| {
            let held = forgotten(known.map(month), month(current))?;
            Some(held.months().map(|month| month.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(held(Some("2026-10"), "2026-11"), None);
        assert_eq!(held(Some("2026-09"), "2026-11"), Some(vec!["2026-10".to_owned()]));
        assert_eq!(held(Some("2026-10"), "2027-02").unwrap(), ["2026-11", "2026-12", "2027-01"]);
        assert_eq!(held(None, "2026-11").unwrap(), ["2026-10"]);
        // The clock here is slow: there is nothing to say about months to come.
        assert_eq!(held(Some("2026-12"), "2026-11"), None);
    }
}
