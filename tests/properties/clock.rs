//! The clock counts seconds in hours of the week as somebody would who looks at it every quarter.

use rand::RngExt;
use trygghetskarta::observation::{Clock, HoursOfWeek, Weekday};

use super::world::{Spread, World};

#[test]
fn a_day_begins_at_local_midnight_also_when_clocks_are_changed() {
    let mut world = World::new(92, Spread::OnePoint, 100);
    let epoch = jiff::civil::date(1970, 1, 1);
    for zone in ["Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"] {
        let clock = Clock::new(zone).expect("a known zone");
        let around_a_change = (0..200).map(|quarter| 1_761_436_800 + quarter * 900);
        let anywhere: Vec<i64> = (0..300).map(|_| world.instant()).collect();
        for at in anywhere.into_iter().chain(around_a_change) {
            let local = jiff::Timestamp::from_second(at).unwrap().to_zoned(clock.zone().clone()).date();
            assert_eq!(clock.day(at), epoch.until(local).unwrap().get_days(), "{zone} {at}");
        }
    }
}

#[test]
fn seconds_within_hours_are_those_of_every_quarter_one_by_one() {
    const QUARTER_S: i64 = 900;
    let mut world = World::new(91, Spread::OnePoint, 100);
    for zone in ["Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"] {
        let clock = Clock::new(zone).expect("a known zone");
        for round in 0..300 {
            let from = world.instant() / QUARTER_S * QUARTER_S;
            let quarters = world.random.random_range(0..[40, 700, 20_000][round % 3]);
            let days: Vec<Weekday> = Weekday::ALL.into_iter().filter(|_| world.random.random_bool(0.5)).collect();
            let hours = HoursOfWeek::on(&days, world.random.random_range(0..24), world.random.random_range(1..=24));
            let within = |quarter: &i64| hours.contains(clock.hour_of_week(from + quarter * QUARTER_S));
            let expected = (0..quarters).filter(within).count() as i64 * QUARTER_S;
            assert_eq!(clock.seconds_within(from, from + quarters * QUARTER_S, hours), expected, "{zone} {from}");
            // Cut anywhere, the two pieces are the whole.
            let cut = from + world.random.random_range(0..=quarters * QUARTER_S);
            let pieces =
                clock.seconds_within(from, cut, hours) + clock.seconds_within(cut, from + quarters * QUARTER_S, hours);
            assert_eq!(pieces, expected);
        }
    }
}
