//! The seventeen patterns: eight of hot spots, the same eight of cold spots, and none.

use crate::analysis::trend::Trend;

/// A unit in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    Hot,
    Cold,
    Neither,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    Hot,
    Cold,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// In the last period for the first time.
    New,
    /// In the last periods without a break, two or more, and never before.
    Consecutive,
    /// In nine periods of ten and the last, and ever more so.
    Intensifying,
    /// In nine periods of ten and the last, neither more nor less.
    Persistent,
    /// In nine periods of ten and the last, and ever less so.
    Diminishing,
    /// In the last period, on and off before, and never on the other side.
    Sporadic,
    /// In the last period, and once on the other side.
    Oscillating,
    /// In nine periods of ten, but no longer.
    Historical,
}

/// `None`: no pattern.
pub type Emerging = Option<(Side, Pattern)>;

/// What can be said of less than two years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShortHistory {
    /// Never hot.
    None,
    /// Hot in the last period for the first time.
    New,
    /// Hot in the last period and before.
    Persistent,
    /// Hot before, not in the last period.
    Gone,
}

/// The pattern of a unit. What it is in the last period goes before what it was: a hot spot of many periods that has
/// just turned cold is a new cold spot.
pub fn pattern_of(standings: &[Standing], trend: &Trend, trend_p: f64) -> Emerging {
    let last_first =
        if standings.last() == Some(&Standing::Cold) { [Side::Cold, Side::Hot] } else { [Side::Hot, Side::Cold] };
    let pattern = |side| one_sided(standings, side, trend, trend_p).map(|pattern| (side, pattern));
    last_first.into_iter().find_map(pattern)
}

fn one_sided(standings: &[Standing], side: Side, trend: &Trend, trend_p: f64) -> Option<Pattern> {
    let (own, other) = match side {
        Side::Hot => (Standing::Hot, Standing::Cold),
        Side::Cold => (Standing::Cold, Standing::Hot),
    };
    let n_own = standings.iter().filter(|standing| **standing == own).count();
    // Whole numbers: nine of ten is nine of ten.
    let is_mostly = n_own * 10 >= standings.len() * 9;
    if *standings.last()? != own {
        return (is_mostly && n_own > 0).then_some(Pattern::Historical);
    }
    let run = standings.iter().rev().take_while(|standing| **standing == own).count();
    let is_trend = trend.p < trend_p;
    // More of a cold spot is a trend downward.
    let toward = if side == Side::Hot { trend.s } else { -trend.s };
    Some(match () {
        () if n_own == 1 && standings.len() > 1 => Pattern::New,
        () if is_mostly && is_trend && toward > 0 => Pattern::Intensifying,
        () if is_mostly && is_trend && toward < 0 => Pattern::Diminishing,
        () if is_mostly => Pattern::Persistent,
        () if run == n_own => Pattern::Consecutive,
        () if standings.contains(&other) => Pattern::Oscillating,
        () => Pattern::Sporadic,
    })
}

pub fn short_history_of(standings: &[Standing]) -> ShortHistory {
    let n_hot = standings.iter().filter(|standing| **standing == Standing::Hot).count();
    match (standings.last() == Some(&Standing::Hot), n_hot) {
        (_, 0) => ShortHistory::None,
        (true, 1) => ShortHistory::New,
        (true, _) => ShortHistory::Persistent,
        (false, _) => ShortHistory::Gone,
    }
}
