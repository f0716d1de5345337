//! All that a list of reports says of darkness: the light they lie in, one word for it, and the odds hour by hour.

use super::{
    CaseHour, DarkTable, DarkVerdict, LightShares, OddsRatio, VerdictParams, dark_table, light_shares, when_dark,
};
use crate::geodesy::LonLat;
use crate::observation::{Clock, Moment};

#[derive(Debug, Clone, PartialEq)]
pub struct Darkness {
    pub shares: LightShares,
    pub verdict: DarkVerdict,
    /// One entry for each case hour. They share their control hours: they are not to be pooled as if they did not.
    pub hours: Vec<HourOdds>,
    /// Reports with an exact time; only these have odds.
    pub n_instants: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct HourOdds {
    pub case: CaseHour,
    pub table: DarkTable,
    pub odds: Option<OddsRatio>,
}

/// The light at one place, when reports are from there.
///
/// # Complexity
/// The sun is asked for each report, and a few times for each day and case hour.
pub fn darkness(moments: &[Moment], place: LonLat, clock: &Clock, cases: &[CaseHour]) -> Darkness {
    let shares = light_shares(moments.iter().copied(), place, clock);
    let instant = |moment: &Moment| if let Moment::Instant(at) = moment { Some(*at) } else { None };
    let instants: Vec<i64> = moments.iter().filter_map(instant).collect();
    let odds_of = |case: &CaseHour| {
        let table = dark_table(&instants, case, place, clock);
        HourOdds { case: case.clone(), table, odds: table.odds_ratio() }
    };
    Darkness {
        verdict: when_dark(&shares, &VerdictParams::default()),
        shares,
        hours: cases.iter().map(odds_of).collect(),
        n_instants: instants.len() as u64,
    }
}
