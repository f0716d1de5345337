//! How much was asked lately: one number for each asker and kind, forgotten as soon as it says nothing any more.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// So many in so long; of these, so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub n: u32,
    pub within: Duration,
    pub burst: u32,
}

impl Quota {
    pub fn per_hour(n: u32, burst: u32) -> Self {
        Self { n, within: Duration::from_secs(3600), burst: burst.max(1) }
    }

    pub fn per_minute(n: u32, burst: u32) -> Self {
        Self { n, within: Duration::from_secs(60), burst: burst.max(1) }
    }

    /// So many times as much in the same time.
    pub fn times(&self, times: u32) -> Self {
        Self { n: self.n.saturating_mul(times), burst: self.burst.saturating_mul(times), ..*self }
    }

    /// The time in which one more is earned; `None` for a quota of 0, which limits nothing.
    fn step(&self) -> Option<Duration> {
        (self.n > 0).then(|| self.within / self.n)
    }
}

/// The generic cell rate algorithm (ITU-T I.371): of each asker it is kept until when what was asked is paid for by
/// time. That is a leaky bucket in one number. Whoever has paid is forgotten, and when there are too many askers, those
/// who owe least are: an attacker with many addresses can make the table forget, and never make it grow.
///
/// Times are counted from whatever moment the caller likes; there is no clock here.
#[derive(Debug)]
pub struct Buckets<Who> {
    paid_at: HashMap<Who, Duration>,
    most: usize,
}

impl<Who: Eq + Hash + Copy> Buckets<Who> {
    pub fn new(most: usize) -> Self {
        Self { paid_at: HashMap::new(), most: most.max(1) }
    }

    /// One more, or how long to wait until there may be one more. Who is refused pays nothing for having asked.
    pub fn take(&mut self, who: Who, quota: &Quota, now: Duration) -> Result<(), Duration> {
        let Some(step) = quota.step() else { return Ok(()) };
        let known = self.paid_at.get(&who).copied();
        let paid_at = known.unwrap_or(now).max(now) + step;
        let room = now + step * quota.burst;
        if paid_at > room {
            return Err(paid_at - room);
        }
        if known.is_none() && self.paid_at.len() >= self.most {
            self.make_room(now);
        }
        self.paid_at.insert(who, paid_at);
        Ok(())
    }

    /// Forgets everybody of whom nothing is owed.
    pub fn forget_paid(&mut self, now: Duration) {
        self.paid_at.retain(|_, paid_at| *paid_at > now);
    }

    pub fn forget_all(&mut self) {
        self.paid_at.clear();
    }

    /// A tenth at a time, so that a flood of new askers does not sort the table for each of them.
    fn make_room(&mut self, now: Duration) {
        self.forget_paid(now);
        let spare = (self.most / 10).max(1);
        let kept = self.most - spare;
        if self.paid_at.len() <= kept {
            return;
        }
        let mut times: Vec<Duration> = self.paid_at.values().copied().collect();
        let n_out = times.len() - kept;
        let (_, last_out, _) = times.select_nth_unstable(n_out - 1);
        let last_out = *last_out;
        let mut left = n_out;
        self.paid_at.retain(|_, paid_at| {
            let out = left > 0 && *paid_at <= last_out;
            left -= usize::from(out);
            !out
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURLY: Quota = Quota { n: 60, within: Duration::from_secs(3600), burst: 20 };

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_burst_passes_and_then_one_a_minute() {
        let mut buckets = Buckets::new(10);
        assert!((0..20).all(|_| buckets.take(1, &HOURLY, s(0)).is_ok()));
        assert_eq!(buckets.take(1, &HOURLY, s(0)), Err(s(60)));
        assert_eq!(buckets.take(1, &HOURLY, s(45)), Err(s(15)), "asking in vain costs nothing");
        assert_eq!(buckets.take(1, &HOURLY, s(60)), Ok(()));
        assert_eq!(buckets.take(1, &HOURLY, s(60)), Err(s(60)));
        assert_eq!(buckets.take(2, &HOURLY, s(60)), Ok(()), "others are not concerned");
    }

    /// Against a plain bucket that is filled drop by drop.
    #[test]
    fn it_lets_through_what_a_bucket_filled_by_the_second_does() {
        let mut draws = 7_u64;
        let mut next = |below: u64| {
            draws = draws.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (draws >> 33) % below
        };
        let quota = Quota { n: 6, within: s(60), burst: 4 };
        let (mut buckets, mut tokens, mut last) = (Buckets::new(10), 40_u64, 0);
        let mut now = 0;
        for _ in 0..5_000 {
            now += next(12);
            // Tenths of a token: ten seconds earn one.
            tokens = (tokens + now - last).min(40);
            last = now;
            let passes = tokens >= 10;
            tokens -= if passes { 10 } else { 0 };
            assert_eq!(buckets.take(0, &quota, s(now)).is_ok(), passes, "after {now} s");
        }
    }

    #[test]
    fn a_quota_of_nothing_limits_nothing_and_keeps_nothing() {
        let mut buckets = Buckets::new(1);
        assert!((0..1_000).all(|who| buckets.take(who, &Quota::per_hour(0, 0), s(0)).is_ok()));
        assert_eq!(buckets.paid_at.len(), 0);
    }

    #[test]
    fn whoever_owes_nothing_is_forgotten_and_a_flood_of_askers_makes_nothing_grow() {
        let mut buckets = Buckets::new(100);
        for _ in 0..20 {
            buckets.take(0, &HOURLY, s(0)).unwrap();
        }
        for who in 1..10_000 {
            buckets.take(who, &HOURLY, s(0)).unwrap();
            assert!(buckets.paid_at.len() <= 100);
        }
        assert!(buckets.take(0, &HOURLY, s(0)).is_err(), "who owes most is forgotten last");
        buckets.forget_paid(s(61));
        assert_eq!(buckets.paid_at.len(), 1);
        buckets.forget_paid(s(20 * 60));
        assert_eq!(buckets.paid_at.len(), 0);
    }
}
