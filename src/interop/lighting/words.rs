//! Reasons and measures as sentences a planner reads.

use crate::planning::lighting::{Light, Measure, MeasureKind, Reason};

/// The same in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub code: &'static str,
    pub sv: String,
    pub en: String,
}

fn words(code: &'static str, sv: impl Into<String>, en: impl Into<String>) -> Words {
    Words { code, sv: sv.into(), en: en.into() }
}

pub fn reason(reason: &Reason, of_sight: bool) -> Words {
    let m = |metres: f64| format!("{metres:.0} m");
    match *reason {
        Reason::Told { n_reports: 0, .. } => words(
            "told",
            "rapporter som mest gäller gatan bredvid berör också den här",
            "reports that mostly concern the street beside it touch this one too",
        ),
        Reason::Told { n_reports, .. } if of_sight => words(
            "told",
            format!("{n_reports} {} om skymd sikt", plural(n_reports, "rapport", "rapporter")),
            format!("{n_reports} {} of blocked sight", plural(n_reports, "report", "reports")),
        ),
        Reason::Told { n_reports, n_light } => words(
            "told",
            format!(
                "{n_reports} {} om mörker, {n_light} av dem nämner ljuset",
                plural(n_reports, "rapport", "rapporter")
            ),
            format!(
                "{n_reports} {} of darkness, {n_light} of them name the light",
                plural(n_reports, "report", "reports")
            ),
        ),
        Reason::Silent => words("silent", "ingen har rapporterat mörker här", "nobody has reported darkness here"),
        Reason::LampsOut { n_lamps, dark_m } => words(
            "lamps_out",
            format!(
                "{n_lamps} {} som är släckta eller sägs vara det, {} mörkt därför",
                plural(n_lamps, "lampa", "lampor"),
                m(dark_m)
            ),
            format!(
                "{n_lamps} {} out or said to be, {} dark because of it",
                plural(n_lamps, "lamp", "lamps"),
                m(dark_m)
            ),
        ),
        Reason::LampsOutBeside { dark_m } => words(
            "lamps_out_beside",
            format!("{} mörkt för att lampor intill är släckta eller sägs vara det", m(dark_m)),
            format!("{} dark because lamps beside are out or said to be", m(dark_m)),
        ),
        Reason::SaidUnlit { metres } => words(
            "said_unlit",
            format!("{} utan ljus: gatan är uppmärkt som obelyst", m(metres)),
            format!("{} without light: the street is written down as unlit", m(metres)),
        ),
        Reason::FarApart { metres } => words(
            "far_apart",
            format!("{} utan ljus: lamporna som är kända står för glest", m(metres)),
            format!("{} without light: the lamps that are known stand too far apart", m(metres)),
        ),
        Reason::WellLit => words("well_lit", "lampor lyser längs hela sträckan", "lamps shine along the whole stretch"),
        Reason::SaidLit { metres } => words(
            "said_lit",
            format!("{} är uppmärkta som belysta, men var lamporna står är inte känt", m(metres)),
            format!("{} are written down as lit, but where the lamps stand is not known", m(metres)),
        ),
        Reason::UnknownLight { metres } => words(
            "unknown_light",
            format!("om {} vet ingen om de är belysta", m(metres)),
            format!("of {} nobody knows whether they are lit", m(metres)),
        ),
        Reason::Underpass => words("underpass", "går genom en tunnel", "leads through an underpass"),
        Reason::Residents { n } => {
            words("residents", format!("{n:.0} bor inom 200 m"), format!("{n:.0} live within 200 m"))
        }
        Reason::NoPopulationData => {
            words("no_population_data", "hur många som bor nära är inte känt", "how many live near is not known")
        }
        Reason::Destinations { n } => words(
            "destinations",
            format!(
                "{n} {} inom 200 m",
                plural(n, "hållplats, station eller skola", "hållplatser, stationer eller skolor")
            ),
            format!("{n} {} within 200 m", plural(n, "stop, station or school", "stops, stations or schools")),
        ),
        Reason::MadeForWalking => words("made_for_walking", "gång- eller cykelväg", "a path for walking or cycling"),
    }
}

pub fn measure(measure: &Measure) -> Words {
    let n = measure.quantity as u32;
    let metres = measure.helps_m;
    match measure.kind {
        MeasureKind::RepairLamps => words(
            "repair_lamps",
            format!("Laga {n} {}", plural(n, "lampa", "lampor")),
            format!("Repair {n} {}", plural(n, "lamp", "lamps")),
        ),
        MeasureKind::NewLamps => words(
            "new_lamps",
            format!("Sätt upp {n} {} på {metres:.0} m", plural(n, "ny lampa", "nya lampor")),
            format!("Put up {n} new {} on {metres:.0} m", plural(n, "lamp", "lamps")),
        ),
        MeasureKind::TrimVegetation => words(
            "trim_vegetation",
            format!("Röj {metres:.0} m längs gatan"),
            format!("Cut back {metres:.0} m along the street"),
        ),
        MeasureKind::RepairBeside => words(
            "repair_beside",
            "Laga lamporna intill: de räknas på gatan bredvid",
            "Repair the lamps beside: they are counted on the next street",
        ),
        MeasureKind::LookAfterDark => words(
            "look_after_dark",
            "Gå dit efter mörkrets inbrott: det är inte känt var det är ljust",
            "Go there after dark: it is not known where there is light",
        ),
        MeasureKind::MeasureLight => words(
            "measure_light",
            "Mät ljuset: lampor lyser, och ändå säger folk att det är mörkt",
            "Measure the light: lamps shine, and people call it dark all the same",
        ),
    }
}

/// One word for the light of a stretch.
pub fn light(light: &Light) -> Words {
    let dark = light.dark_m();
    let untold = light.unknown_m + light.said_lit_m;
    if dark >= 0.5 * light.length_m() {
        words("dark", "mörkt", "dark")
    } else if dark >= 10.0 {
        words("partly_dark", "delvis mörkt", "partly dark")
    } else if untold < 10.0 {
        words("lit", "lampor lyser", "lamps shine")
    } else if light.said_lit_m >= light.unknown_m {
        words("said_lit", "sägs vara belyst", "said to be lit")
    } else {
        words("unknown", "okänt", "unknown")
    }
}

fn plural<'a>(n: u32, one: &'a str, several: &'a str) -> &'a str {
    if n == 1 { one } else { several }
}
