//! A month of traffic checks as GeoJSON, iCalendar and CSV. The same plan, whatever the form.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::checks_words::warnings;
use crate::geodesy::Metric;
use crate::interop::findings::Warning;
use crate::interop::geojson::position;
use crate::interop::icalendar::{Event, calendar};
use crate::interop::spreadsheet::no_formula;
use crate::observation::{Month, Weekday};
use crate::planning::checks::{Band, Check, Instead, PlannedMonth, Scene, Site};
use crate::privacy::Cleared;
use crate::town::naming::{PlaceName, name_of};
use crate::town::{Ground, LinkId, Network, Town};

/// In which form the plan is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecksForm {
    GeoJson,
    Calendar,
    Csv,
}

impl ChecksForm {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::Calendar => "ics",
            Self::Csv => "csv",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::GeoJson, Self::Calendar, Self::Csv].into_iter().find(|form| form.as_str() == word)
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What stands beside the plan.
#[derive(Debug, Clone)]
pub struct ChecksFrame {
    pub revision: String,
    pub parameters: Value,
    pub month: Month,
    pub zone: TimeZone,
    pub made_at: Timestamp,
}

/// What the sites are called, and the stretches that most is told of.
pub struct Names {
    sites: Vec<PlaceName>,
    places: Vec<PlaceName>,
}

/// So many stretches are drawn and named.
const MOST_PLACES: usize = 60;

pub fn names(scene: &Scene, ground: &Ground, town: &Town) -> Names {
    let of_site = |site: &Site| match &site.name {
        Some(name) if !name.trim().is_empty() => PlaceName { sv: name.clone(), en: name.clone() },
        _ => name_of(ground, town, &[(site.at, 1.0)]),
    };
    let of_place = |place: &crate::planning::checks::Place| name_of(ground, town, &[(place.at, 1.0)]);
    Names {
        sites: scene.sites.iter().map(of_site).collect(),
        places: scene.places.iter().take(MOST_PLACES).map(of_place).collect(),
    }
}

/// The plan in one of its forms.
pub fn written(
    planned: &Cleared<PlannedMonth>,
    names: &Names,
    form: ChecksForm,
    frame: &ChecksFrame,
    network: &Network,
    metric: &Metric,
) -> Vec<u8> {
    let on = On { planned: planned.get(), names, frame, network, metric };
    match form {
        ChecksForm::GeoJson => on.geojson().to_string().into_bytes(),
        ChecksForm::Calendar => on.calendar().into_bytes(),
        ChecksForm::Csv => on.csv().into_bytes(),
    }
}

struct On<'a> {
    planned: &'a PlannedMonth,
    names: &'a Names,
    frame: &'a ChecksFrame,
    network: &'a Network,
    metric: &'a Metric,
}

fn band(number: usize) -> Band {
    Band::all().nth(number).expect("a plan's bands are bands")
}

fn band_json(number: usize) -> Value {
    let band = band(number);
    json!({"id": number, "weekend": band.is_weekend(), "from": band.from_hour(), "to": band.to_hour()})
}

fn weekday(at: DateTime) -> &'static str {
    Weekday::ALL[at.date().weekday().to_monday_zero_offset() as usize].as_str()
}

fn name_json(name: &PlaceName) -> Value {
    json!({"sv": name.sv, "en": name.en})
}

impl On<'_> {
    fn geojson(&self) -> Value {
        let PlannedMonth { plan, scene, .. } = self.planned;
        let checks = plan.checks.iter().zip(1..).map(|(check, number)| self.check(check, number));
        let places = (0..scene.places.len().min(MOST_PLACES)).map(|nth| self.place(nth));
        json!({
            "type": "FeatureCollection",
            "features": checks.chain(places).collect::<Vec<_>>(),
            "layer": "staff",
            "month": self.frame.month.to_string(),
            "sites": (0..scene.sites.len()).map(|nth| self.site(nth)).collect::<Vec<_>>(),
            "summary": self.summary(),
            "warnings": warnings(self.planned).iter().map(warning_json).collect::<Vec<_>>(),
            "method": method(),
            "parameters": self.frame.parameters,
            "quality": self.quality(),
            "revision": self.frame.revision,
        })
    }

    fn check(&self, check: &Check, number: u32) -> Value {
        let PlannedMonth { scene, .. } = self.planned;
        let site = &scene.sites[check.site];
        let streets = check.why.places.iter().map(|&(place, share, met)| {
            let own = &scene.places[place];
            json!({
                "name": self.names.places.get(place).map(name_json), "share": share, "met": met,
                "n_incidents": own.n_incidents, "n_reports": own.reports.len(),
                "per_month": {"mean": own.per_month.mean, "low": own.per_month.low, "high": own.per_month.high},
            })
        });
        let by_band: Vec<Value> = check
            .why
            .by_band
            .iter()
            .enumerate()
            .map(|(number, demand)| json!({"band": band_json(number), "demand": demand}))
            .collect();
        json!({
            "type": "Feature",
            "id": number,
            "geometry": {"type": "Point", "coordinates": position(self.metric.inverse(site.at))},
            "properties": {
                "kind": "check",
                "number": number,
                "site": site.id,
                "site_kind": site.kind.as_str(),
                "name": name_json(&self.names.sites[check.site]),
                "locality": self.locality(site),
                "start": check.start.at.to_string(),
                "weekday": weekday(check.start.at),
                "minutes": check.start.minutes,
                "band": band_json(check.band),
                "locked": check.is_locked,
                "likelihood": check.likelihood,
                "meets": check.meets,
                "adds": check.adds,
                "why": {
                    "n_reports": check.why.reports.len(),
                    "n_incidents": check.why.n_incidents,
                    "streets": streets.collect::<Vec<_>>(),
                    "by_band": by_band,
                },
                "instead": check.instead.map(|other| self.instead(&other)),
            },
        })
    }

    fn instead(&self, other: &Instead) -> Value {
        json!({
            "site": self.planned.scene.sites[other.site].id,
            "name": name_json(&self.names.sites[other.site]),
            "band": band_json(other.band),
            "adds": other.adds,
        })
    }

    fn place(&self, nth: usize) -> Value {
        let place = &self.planned.scene.places[nth];
        let line = |link: &LinkId| -> Vec<Value> {
            self.network.link(*link).line.iter().map(|at| position(self.metric.inverse(*at))).collect()
        };
        json!({
            "type": "Feature",
            "geometry": {"type": "MultiLineString", "coordinates": place.links.iter().map(line).collect::<Vec<_>>()},
            "properties": {
                "kind": "demand",
                "rank": nth + 1,
                "name": self.names.places.get(nth).map(name_json),
                "n_incidents": place.n_incidents,
                "n_reports": place.reports.len(),
                "per_month": {"mean": place.per_month.mean, "low": place.per_month.low, "high": place.per_month.high},
                "bands": place.bands,
            },
        })
    }

    fn site(&self, nth: usize) -> Value {
        let PlannedMonth { scene, plan, .. } = self.planned;
        let site = &scene.sites[nth];
        let visits: f64 = plan.open_bands.iter().map(|band| plan.mix.visits_at(nth, *band)).sum();
        json!({
            "id": site.id,
            "kind": site.kind.as_str(),
            "name": name_json(&self.names.sites[nth]),
            "at": position(self.metric.inverse(site.at)),
            "locality": self.locality(site),
            "forbidden": site.is_forbidden,
            "live": plan.mix.sites.contains(&nth),
            "visits": visits,
        })
    }

    fn locality(&self, site: &Site) -> Option<&str> {
        site.locality.and_then(|nth| self.planned.scene.localities.get(nth)).map(|locality| locality.name.as_str())
    }

    fn summary(&self) -> Value {
        let PlannedMonth { plan, scene, demand, .. } = self.planned;
        let by_locality: Vec<Value> = scene
            .localities
            .iter()
            .enumerate()
            .map(|(nth, locality)| {
                let there = |check: &&Check| scene.sites[check.site].locality == Some(nth);
                json!({"name": locality.name, "n": plan.checks.iter().filter(there).count()})
            })
            .collect();
        json!({
            "n_checks": plan.checks.len(),
            "minutes": plan.checks.iter().map(|check| check.start.minutes).sum::<u32>(),
            "n_sites": scene.sites.len(),
            "n_live": plan.mix.sites.len(),
            "n_live_wanted": self.planned.live_wanted(),
            "demand": {"all": plan.all_demand, "open": plan.open_demand},
            "value": plan.value,
            "share_of_open": share(plan.value, plan.open_demand),
            "best_value": plan.best.value,
            "list_value": plan.list_value,
            "left_out": plan.left_out.map(|other| self.instead(&other)),
            "by_locality": by_locality,
            "n_reports": demand.n_reports,
            "n_incidents": demand.n_incidents,
            "n_marked": demand.marked.len(),
            "n_without_street": demand.n_without_street,
            "bandwidth_m": demand.bandwidth_m,
        })
    }

    fn quality(&self) -> Value {
        let plan = &self.planned.plan;
        json!({
            "bound": plan.best.bound,
            "gap": plan.best.gap(),
            "proven": plan.best.is_best,
            "expected_share": plan.expected,
            "share": share(plan.value, plan.best.value),
            "entropy": plan.entropy,
        })
    }

    fn calendar(&self) -> String {
        let plan = &self.planned.plan;
        let events: Vec<Event> = plan.checks.iter().filter_map(|check| self.event(check)).collect();
        calendar(&format!("Trafikkontroller {}", self.frame.month), self.frame.made_at, &events)
    }

    fn event(&self, check: &Check) -> Option<Event> {
        let site = &self.planned.scene.sites[check.site];
        let from = check.start.at.to_zoned(self.frame.zone.clone()).ok()?.timestamp();
        let name = &self.names.sites[check.site].sv;
        let streets: Vec<&str> = check
            .why
            .places
            .iter()
            .filter_map(|(place, ..)| self.names.places.get(*place))
            .map(|name| name.sv.as_str())
            .collect();
        let mark = format!("{}/{}/{}", self.frame.month, site.id, check.start.at);
        Some(Event {
            id: named_id(&mark),
            from,
            to: from.checked_add(SignedDuration::from_mins(i64::from(check.start.minutes))).ok()?,
            summary: format!("Trafikkontroll: {name}"),
            location: name.clone(),
            description: format!(
                "{} min, synlig. {} rapporter inom räckhåll. Mest på: {}.",
                check.start.minutes,
                check.why.reports.len(),
                streets.join("; ")
            ),
            at: Some(self.metric.inverse(site.at)),
            is_confidential: true,
        })
    }

    fn csv(&self) -> String {
        let mut out = csv::Writer::from_writer(Vec::new());
        let header = [
            "number",
            "date",
            "weekday",
            "start",
            "minutes",
            "site",
            "site_kind",
            "name",
            "locality",
            "longitude",
            "latitude",
            "n_reports",
            "meets",
            "adds",
            "locked",
        ];
        out.write_record(header).expect("memory takes every record");
        for (check, number) in self.planned.plan.checks.iter().zip(1..) {
            let site = &self.planned.scene.sites[check.site];
            let at = self.metric.inverse(site.at);
            let start = check.start.at;
            let record = [
                format!("{number}"),
                start.date().to_string(),
                weekday(start).to_owned(),
                format!("{:02}:{:02}", start.hour(), start.minute()),
                check.start.minutes.to_string(),
                site.id.clone(),
                site.kind.as_str().to_owned(),
                no_formula(&self.names.sites[check.site].sv),
                no_formula(self.locality(site).unwrap_or_default()),
                format!("{:.6}", at.lon()),
                format!("{:.6}", at.lat()),
                check.why.reports.len().to_string(),
                format!("{:.3}", check.meets),
                format!("{:.3}", check.adds),
                check.is_locked.to_string(),
            ];
            out.write_record(record).expect("memory takes every record");
        }
        let bytes = out.into_inner().expect("memory takes every record");
        String::from_utf8(bytes).expect("it was written of text")
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The same event has the same name each time it is written, so that a calendar updates it instead of adding another.
fn named_id(mark: &str) -> Uuid {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(mark.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn warning_json(warning: &Warning) -> Value {
    json!({"code": warning.code, "sv": warning.sv, "en": warning.en})
}

fn method() -> Value {
    json!({
        "id": "traffic-checks",
        "sv": "Täckning med avtagande verkan: en synlig kontrolls verkan halveras var 900 m längs vägen och räknas inte \
               efter 2,4 km. Det som rapporterats räknas en gång per händelse, nyare mer (halveras på 180 dagar), \
               dras mot omgivningen där det är lite, och delas på tolv delar av veckan. Månaden lottas så att den \
               behåller minst 90 % av den bästa planens värde och ändå inte går att förutse.",
        "en": "Covering with decay: the effect of a visible check halves every 900 m along the road and is not counted \
               beyond 2.4 km. What was told counts once for each incident, newer more (half after 180 days), is drawn \
               toward its surroundings where there is little, and is divided among twelve parts of the week. The month \
               is drawn so that it keeps at least 90 % of the best plan's value and still cannot be foreseen.",
        "parameters": {"half_m": 900, "to_m": 2400, "half_life_days": 180, "guard_days": 7, "guard_m": 900, "keep": 0.9},
        "references": [
            "R. Church, C. ReVelle (1974), The maximal covering location problem, doi:10.1007/BF01942293",
            "European Road Safety Observatory, Speed enforcement",
            "S. Newstead, M. Cameron, M. Leggett (2001), doi:10.1016/S0001-4575(00)00050-5",
            "C. S. Koper (1995), Just enough police presence, doi:10.1080/07418829500096231",
        ],
    })
}
