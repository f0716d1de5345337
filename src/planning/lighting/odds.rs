//! Whether it is darkness that people tell of, and not only the evening or the winter: one number for the town.

use crate::analysis::darkness::{CaseHour, DarkTable, OddsRatio, Traveler, dark_table, hour_lights};
use crate::geodesy::LonLat;
use crate::observation::{Clock, Seconds};

/// The odds ratio of darkness of a town.
///
/// A single street has a handful of reports with an exact time; its own ratio would have an interval from a third to
/// five. So all streets share that of the town, which says how much all of this weighs, and not which street comes
/// first.
#[derive(Debug, Clone, PartialEq)]
pub struct TownOdds {
    /// The hour, dark for a part of the year, with most reports; `None` without any.
    pub hour: Option<u8>,
    pub table: DarkTable,
    /// As counted.
    pub raw: Option<OddsRatio>,
    /// Drawn toward 1.
    pub ratio: f64,
    /// The lower limit of the 80 % interval of that: what is multiplied with.
    pub low_80: f64,
    /// The same for each person on foot, who are fewer in the dark.
    pub ratio_per_walker: f64,
    /// `low_80`, between 0.5 and 3.
    pub factor: f64,
}

/// How far odds ratios of darkness lie from 1 in what is published (1.2 to 2.6): a standard deviation of the logarithm.
const PRIOR_SD: f64 = 0.5;
/// One-sided 90 %, two-sided 80 % of the normal distribution.
const Z_80: f64 = 1.281_551_565_544_600_4;
const Z_95: f64 = 1.959_963_984_540_054;

/// # Method
/// The case hour with most reports, compared with hours whose light never changes ([`dark_table`]); the logarithm of
/// the ratio is averaged with 0 by the variances of Woolf and of the prior.
///
/// # Edge cases
/// Where the ratio cannot be told, what is believed is the prior alone: 1, with the lower limit 0.53.
pub(super) fn town_odds(instants: &[Seconds], town: LonLat, clock: &Clock, year: i16) -> TownOdds {
    if instants.is_empty() {
        return believed(None, DarkTable::default());
    }
    let cases = CaseHour::all(&hour_lights(town, clock, year));
    let tables = cases.iter().map(|case| (case.hour, dark_table(instants, case, town, clock)));
    let n = |table: &DarkTable| table.case_dark + table.case_day;
    let most = tables.filter(|(_, table)| n(table) > 0).reduce(|a, b| if n(&b.1) > n(&a.1) { b } else { a });
    let (hour, table) = most.map_or((None, DarkTable::default()), |(hour, table)| (Some(hour), table));
    believed(hour, table)
}

pub(super) fn believed(hour: Option<u8>, table: DarkTable) -> TownOdds {
    let raw = table.odds_ratio();
    let prior_precision = 1.0 / (PRIOR_SD * PRIOR_SD);
    let (mean, sd) = raw.map_or((0.0, PRIOR_SD), |raw| {
        let sd = (raw.high / raw.low).ln() / (2.0 * Z_95);
        let precision = 1.0 / (sd * sd);
        let together = precision + prior_precision;
        (raw.ratio.ln() * precision / together, together.sqrt().recip())
    });
    let (ratio, low_80) = (mean.exp(), (mean - Z_80 * sd).exp());
    let per_walker = OddsRatio { ratio, low: low_80, high: ratio, is_rough: false }.per_traveler(Traveler::Pedestrian);
    TownOdds { hour, table, raw, ratio, low_80, ratio_per_walker: per_walker.ratio, factor: low_80.clamp(0.5, 3.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_drawn_toward_one_by_hand() {
        // METHODS A9: 31, 55, 57, 139 gives 1.3745. ln = 0.318 10; Woolf's variance 1/31 + 1/55 + 1/57 + 1/139 = 0.075
        // 178; with the prior 0.25: weight 0.768 796, mean 0.244 555, variance 0.057 797, sd 0.240 410.
        let table = DarkTable { case_dark: 31, case_day: 55, control_dark: 57, control_day: 139 };
        let odds = believed(Some(18), table);
        assert!((odds.ratio - 1.277_05).abs() < 2e-4, "{odds:?}");
        assert!((odds.low_80 - 0.938_4).abs() < 2e-4, "{odds:?}");
        assert!((odds.ratio_per_walker - 1.62 * odds.ratio).abs() < 1e-12);
    }

    #[test]
    fn nothing_told_is_the_prior_alone() {
        let odds = believed(None, DarkTable::default());
        assert_eq!((odds.raw, odds.ratio), (None, 1.0));
        assert!((odds.low_80 - (-0.5 * 1.281_551_565_5_f64).exp()).abs() < 1e-9);
    }
}
