//! How far ahead something can be planned, and that what was done lies behind us.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::Objection;

/// A later day is a slip of the finger, and would stand in the register for ever.
pub const MOST_YEARS_AHEAD: i64 = 10;
/// A phone's clock may be a little ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Against planning for a day so far ahead.
pub fn too_far_ahead(pointer: &str, day: Date, today: Date) -> Option<Objection> {
    let last = today.saturating_add(MOST_YEARS_AHEAD.years());
    (day > last).then(|| {
        Objection::new(
            pointer,
            "too_far_ahead",
            format!("Så långt fram kan inget planeras. Välj en dag till och med {last}."),
            format!("Nothing can be planned so far ahead. Choose a day up to {last}."),
        )
    })
}

/// Against having done or seen something that is still to come.
pub fn in_the_future(pointer: &str, at: Timestamp, now: Timestamp) -> Option<Objection> {
    (at > now + AHEAD).then(|| {
        Objection::new(
            pointer,
            "in_the_future",
            "Den tiden har inte kommit än. Skriv när det var.",
            "That time has not come yet. Write when it was.",
        )
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn ten_years_ahead_is_the_last_day_that_can_be_planned() {
        let today = date(2026, 11, 22);
        assert_eq!(too_far_ahead("/due", date(2036, 11, 22), today), None);
        let refused = too_far_ahead("/due", date(2036, 11, 23), today).expect("too far");
        assert!(refused.sv.contains("2036-11-22") && refused.en.contains("2036-11-22"));
        assert_eq!(too_far_ahead("/due", Date::MAX, Date::MAX), None);
    }

    #[test]
    fn a_clock_may_be_five_minutes_ahead_and_no_more() {
        let now = "2026-11-22T12:00:00Z".parse().expect("a time");
        assert_eq!(in_the_future("/at", now + AHEAD, now), None);
        assert!(in_the_future("/at", now + AHEAD + SignedDuration::from_micros(1), now).is_some());
    }
}
