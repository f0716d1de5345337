//! Hot spots as GeoJSON: each a named place with how many, compared with what, how sure, when, and since when.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Method, Warning};
use crate::analysis::darkness::WhenDark;
use crate::analysis::emerging::{Development, Pattern, ShortHistory, Side};
use crate::analysis::hotspot::Class;
use crate::analysis::season::Part;
use crate::analysis::spots::{Basis, DescribedSpot, FoundSpots, Places, SpotParams};
use crate::geodesy::{EastNorth, Metric};
use crate::interop::geojson::position;
use crate::observation::{Catalogue, Weekday};
use crate::privacy::Cleared;
use crate::town::naming::PlaceName;
use crate::town::{LinkId, Network};

/// What stands beside the spots.
#[derive(Debug, Clone)]
pub struct SpotFrame {
    pub revision: String,
    pub parameters: Value,
    pub params: SpotParams,
    /// Days are those of the town.
    pub zone: TimeZone,
}

/// The whole answer; `names` are those of the spots, in their order.
pub fn feature_collection(
    found: &Cleared<FoundSpots>,
    names: &[PlaceName],
    frame: &SpotFrame,
    network: &Network,
    metric: &Metric,
    catalogue: &Catalogue,
) -> Value {
    let found = found.get();
    let on = Ground { places: &found.terrain.places, network, metric };
    let spots = found.spots.iter().zip(names).zip(1..);
    let features: Vec<Value> =
        spots.map(|((spot, name), rank)| feature(spot, name, rank, &on, frame, catalogue)).collect();
    json!({
        "type": "FeatureCollection",
        "features": features,
        "layer": "staff",
        "quiet": found.spots.iter().all(|spot| spot.spot.class != Class::ClearlyMore),
        "n_more": found.n_more,
        "summary": summary(found, frame),
        "warnings": warnings(found).iter().map(Warning::json).collect::<Vec<_>>(),
        "method": method(frame).json(),
        "parameters": frame.parameters,
        "revision": frame.revision,
    })
}

struct Ground<'a> {
    places: &'a Places,
    network: &'a Network,
    metric: &'a Metric,
}

impl Ground<'_> {
    fn geometry(&self, units: &[u32]) -> Value {
        let deg = |at: &EastNorth| position(self.metric.inverse(*at));
        match self.places {
            Places::Links(_) => {
                let lines: Vec<Vec<Value>> =
                    units.iter().map(|unit| self.network.link(LinkId(*unit)).line.iter().map(deg).collect()).collect();
                json!({"type": "MultiLineString", "coordinates": lines})
            }
            Places::Cells(cells) => {
                let ring = |unit: &u32| {
                    let corners = cells[*unit as usize].corners();
                    let closed = corners.iter().chain(&corners[..1]);
                    vec![closed.map(deg).collect::<Vec<_>>()]
                };
                json!({"type": "MultiPolygon", "coordinates": units.iter().map(ring).collect::<Vec<_>>()})
            }
        }
    }

    fn ids(&self, units: &[u32]) -> Vec<String> {
        let id = |unit: &u32| match self.places {
            Places::Links(_) => format!("link-{unit}"),
            Places::Cells(cells) => cells[*unit as usize].to_string(),
        };
        units.iter().map(id).collect()
    }
}

fn feature(
    described: &DescribedSpot,
    name: &PlaceName,
    rank: u32,
    on: &Ground,
    frame: &SpotFrame,
    catalogue: &Catalogue,
) -> Value {
    let DescribedSpot { spot, portrait, history, places } = described;
    let n = places.len().max(1) as f64;
    let middle = places
        .iter()
        .fold(EastNorth { e: 0.0, n: 0.0 }, |sum, at| EastNorth { e: sum.e + at.e / n, n: sum.n + at.n / n });
    let causes: Vec<Value> = portrait
        .causes
        .iter()
        .filter_map(|(cause, n)| Some(json!({"code": catalogue.codes(*cause).first()?, "n": n})))
        .collect();
    let months: Vec<Value> =
        portrait.months.iter().map(|(month, n)| json!({"month": month.to_string(), "n": n})).collect();
    json!({
        "type": "Feature",
        "id": rank,
        "geometry": on.geometry(&spot.units),
        "properties": {
            "rank": rank,
            "name": {"sv": name.sv, "en": name.en},
            "at": position(on.metric.inverse(middle)),
            "class": class_word(spot.class),
            "n_reports": spot.n_reports,
            "expected": spot.expected,
            "ratio": {"mean": spot.ratio.mean, "low": spot.ratio.low, "high": spot.ratio.high},
            "p_map": spot.p_map,
            "around": {"n_reports": spot.n_around, "expected": spot.expected_around, "enough": spot.enough_around},
            "n_incidents": portrait.n_incidents,
            "flags": portrait.spike.as_ref().map(|spike| json!({
                "code": "campaign", "n_reports": spike.n_reports, "expected": spike.expected,
                "from": day(spike.from, &frame.zone), "to": day(spike.to, &frame.zone),
            })).into_iter().collect::<Vec<_>>(),
            "when": {
                "hours": parts(&portrait.when.hours),
                "weekdays": parts(&portrait.when.weekdays),
                "unknown_hour": portrait.when.unknown_hour,
                "peak": portrait.peak.as_ref().map(|peak| json!({
                    "from": peak.from, "to": peak.to, "share": peak.share,
                    "weekdays": peak.weekdays.iter().map(|day| Weekday::ALL[usize::from(*day)].as_str()).collect::<Vec<_>>(),
                })),
            },
            "darkness": {
                "verdict": dark_word(portrait.darkness.when),
                "dark_share": portrait.darkness.dark_share,
                "low": portrait.darkness.low, "high": portrait.darkness.high,
            },
            "months": months,
            "change": history.as_ref().map(|history| json!({
                "kind": change_word(history.development),
                "tau": history.trend.tau, "p": history.trend.p,
                "n_periods": history.n_periods, "months_per_period": history.months_per_period,
            })),
            "categories": portrait.categories.iter().map(|(c, n)| json!({"code": c.as_str(), "n": n})).collect::<Vec<_>>(),
            "causes": causes,
            "units": on.ids(&spot.units),
        },
    })
}

/// The local day of a second.
fn day(at: i64, zone: &TimeZone) -> String {
    jiff::Timestamp::from_second(at).map(|at| at.to_zoned(zone.clone()).date().to_string()).unwrap_or_default()
}

fn parts(parts: &[Part]) -> Vec<Value> {
    parts.iter().map(|part| json!({"n": part.n, "share": part.share, "low": part.low, "high": part.high})).collect()
}

fn summary(found: &FoundSpots, frame: &SpotFrame) -> Value {
    let n_too_few = found.test.units.iter().filter(|unit| unit.class == Class::TooFewToSay).count();
    let unit = match found.terrain.places {
        Places::Links(_) => "link",
        Places::Cells(_) => "cell",
    };
    let (id, (sv, en)) = (found.terrain.basis.as_str(), basis_words(found.terrain.basis));
    json!({
        "n_reports": found.test.n_reports,
        "n_outside": found.n_outside,
        "n_without_exposure": found.test.n_without_exposure,
        "n_units": found.test.units.len(),
        "n_too_few_units": n_too_few,
        "variance_ratio": found.test.variance_ratio,
        "unit": unit,
        "exposure": {"id": id, "sv": sv, "en": en, "total": found.terrain.exposure.iter().sum::<f64>()},
        "from": day(found.period.0, &frame.zone),
        "to": day(found.period.1 - 1, &frame.zone),
    })
}

fn basis_words(basis: Basis) -> (&'static str, &'static str) {
    match basis {
        Basis::StreetMetres => ("lika många per meter gata", "as many per metre of street"),
        Basis::Residents => ("lika många per invånare", "as many per inhabitant"),
        Basis::OtherReports => ("fördelat som övriga rapporter", "spread as other reports are"),
        Basis::Even => ("lika många överallt", "as many everywhere"),
    }
}

fn warnings(found: &FoundSpots) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let n = found.test.n_reports;
    if n < Warning::FEW {
        warnings.push(Warning {
            code: "few_reports",
            sv: format!(
                "Bara {n} rapporter. Det räcker för att se en plats som har många gånger fler än väntat, men inte för att \
                 rangordna platser eller säga att en plats är lugn."
            ),
            en: format!(
                "Only {n} reports. That is enough to see a place with many times more than expected, but not to rank \
                 places or to call one quiet."
            ),
        });
    }
    if found.terrain.basis == Basis::Even {
        warnings.push(Warning {
            code: "even_ground",
            sv:
                "Jämförelsen är med lika många överallt. Då lyfts platser där det är mycket folk. Läs in gator (import \
                 osm), eller jämför med övriga rapporter."
                    .to_owned(),
            en: "The comparison is with as many everywhere. That lifts places where many people are. Import streets \
                 (import osm), or compare with other reports."
                .to_owned(),
        });
    }
    if found.test.variance_ratio > 1.0 {
        warnings.push(Warning {
            code: "clumped",
            sv: format!(
                "Rapporterna kommer i klumpar ({} gånger ojämnare än slumpen). Gränsen för \u{201d}klart fler\u{201d} \
                 är höjd efter det.",
                format!("{:.1}", found.test.variance_ratio).replace('.', ",")
            ),
            en: format!(
                "Reports come in clumps ({:.1} times as uneven as chance). The limit of \u{201c}clearly more\u{201d} is \
                 raised accordingly.",
                found.test.variance_ratio
            ),
        });
    }
    if found.test.n_without_exposure > 0 {
        let n = found.test.n_without_exposure;
        warnings.push(Warning {
            code: "without_exposure",
            sv: format!("{n} rapporter ligger där ingen var att vänta. De är inte med i jämförelsen."),
            en: format!("{n} reports lie where none were to be expected. They are not in the comparison."),
        });
    }
    warnings
}

fn method(frame: &SpotFrame) -> Method {
    let SpotParams { test, history_replicates, incident, most } = frame.params;
    Method {
        id: "hotspots",
        sv: "Varje plats med sina grannar jämförs med hur många rapporter som var att vänta där. Slumpen får lägga ut lika \
             många rapporter på lika många kartor; en plats är \u{201d}klart fler\u{201d} bara om högst en karta av tjugo visar \
             något lika ovanligt någonstans. Kvoten är dragen mot 1 så långt som talen är små; spannet är 90 %.",
        en: "Each place with its neighbours is compared with how many reports were to be expected there. Chance lays out as \
             many reports on many maps; a place is \u{201c}clearly more\u{201d} only if at most one map in twenty shows \
             something as unusual anywhere. The ratio is drawn toward 1 as far as numbers are small; the interval is 90 %.",
        parameters: json!({
            "seed": test.seed, "replicates": test.replicates, "clearly": test.clearly, "probably": test.probably,
            "noticeable": test.noticeable, "credibility": test.credibility,
            "clumping": "fitted", "history_replicates": history_replicates,
            "incident_radius_m": incident.radius_m, "incident_open_days": incident.open_days,
            "most_spots": most,
        }),
        references: &[
            "M. Dwass (1957), doi:10.1214/aoms/1177707045",
            "P. H. Westfall, S. S. Young (1993), Resampling-based multiple testing",
            "H. B. Mann (1945), doi:10.2307/1907187",
        ],
    }
}

pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::ClearlyMore => "clearly_more",
        Class::ProbablyMore => "probably_more",
        Class::CannotTell => "cannot_tell",
        Class::TooFewToSay => "too_few_to_say",
    }
}

fn dark_word(when: WhenDark) -> &'static str {
    match when {
        WhenDark::DarkOnly => "dark_only",
        WhenDark::DayOnly => "day_only",
        WhenDark::Always => "always",
        WhenDark::CannotTell => "cannot_tell",
    }
}

/// Less than two years say only new, persistent or gone.
fn change_word(development: Development) -> String {
    let pattern = |pattern: Pattern| match pattern {
        Pattern::New => "new",
        Pattern::Consecutive => "consecutive",
        Pattern::Intensifying => "intensifying",
        Pattern::Persistent => "persistent",
        Pattern::Diminishing => "diminishing",
        Pattern::Sporadic => "sporadic",
        Pattern::Oscillating => "oscillating",
        Pattern::Historical => "historical",
    };
    match development {
        Development::Long(None) | Development::Short(ShortHistory::None) => "no_pattern".to_owned(),
        Development::Long(Some((Side::Hot, kind))) => pattern(kind).to_owned(),
        Development::Long(Some((Side::Cold, kind))) => format!("cold_{}", pattern(kind)),
        Development::Short(ShortHistory::New) => "new".to_owned(),
        Development::Short(ShortHistory::Persistent) => "persistent".to_owned(),
        Development::Short(ShortHistory::Gone) => "gone".to_owned(),
    }
}
