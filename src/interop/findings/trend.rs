//! A series and its trend.

use serde_json::{Value, json};

use super::{Data, Envelope, Method, Warning};
use crate::analysis::series::{Period, TrendOfSeries};
use crate::privacy::Cleared;

/// The answer; a series of bare numbers has no period. `ends_given` says that somebody named the first and the last
/// day.
pub fn answer(found: &Cleared<TrendOfSeries>, period: Option<Period>, ends_given: bool, data: &Data) -> Value {
    let TrendOfSeries { series, trend } = found.get();
    let line = |(number, one): (usize, &crate::analysis::series::PeriodValue)| json!({"number": number + 1, "from": one.first_day.map(|day| day.to_string()), "value": one.value});
    let mut warnings = Vec::new();
    if period.is_some() && !ends_given {
        warnings.push(Warning::new(
            "ends_from_the_data",
            "Första och sista perioden börjar och slutar där filen gör det och kan vara avkortade: ange --from och --to.",
            "The first and the last period begin and end where the file does and may be cut short: give --from and --to.",
        ));
    }
    if series.len() < 12 && period.is_some() {
        warnings.push(Warning::new(
            "short_series",
            format!("Bara {} perioder: en årstid kan se ut som en trend.", series.len()),
            format!("Only {} periods: a season can look like a trend.", series.len()),
        ));
    }
    let results = json!({
        "series": series.iter().enumerate().map(line).collect::<Vec<_>>(),
        "n_periods": series.len(),
        "s": trend.s,
        "variance_s": trend.variance_s,
        "z": trend.z,
        "p": trend.p,
        "tau": trend.tau,
        "slope_per_period": trend.slope,
        "intercept": trend.intercept,
    });
    let method = Method {
        id: "trend",
        sv: "Mann-Kendall: går serien upp eller ner? p är tvåsidigt. Lutningen är Sens: medianen av ändringen per period.",
        en: "Mann-Kendall: does the series go up or down? p is two-sided. The slope is Sen's: the median change per period.",
        parameters: json!({"period": period.map(name)}),
        references: &[
            "Mann 1945, doi:10.2307/1907187",
            "Kendall 1975, Rank correlation methods",
            "Sen 1968, doi:10.1080/01621459.1968.10480934",
        ],
    };
    Envelope::new(method, data, warnings).with_results(results)
}

fn name(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
    }
}
