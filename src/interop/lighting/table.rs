//! The plan as a list of work: one row a measure.

use super::{LightingFrame, Names, words};
use crate::geodesy::Metric;
use crate::interop::spreadsheet::{Entry, Sheet};
use crate::planning::lighting::{LightPlan, Measure, Problem, Proposal};
use crate::privacy::Cleared;
use crate::town::naming::Language;

const HEAD_SV: [&str; 22] = [
    "Gäller",
    "Plats i listan",
    "Plats efter kostnad",
    "Var",
    "Åtgärd",
    "Vald",
    "Kostnad",
    "Antal",
    "Hjälper (m)",
    "Färre rapporter per år, i medel",
    "Färre rapporter per år, lägst",
    "Rapporter",
    "Rapporter per år (skattat)",
    "Sträcka (m)",
    "Utan ljus (m)",
    "Okänt (m)",
    "Ljus",
    "Varför",
    "Väghållare",
    "Longitud",
    "Latitud",
    "Id",
];

const HEAD_EN: [&str; 22] = [
    "Concerns",
    "Rank",
    "Rank by cost",
    "Where",
    "Measure",
    "Chosen",
    "Cost",
    "Quantity",
    "Helps (m)",
    "Fewer reports a year, on average",
    "Fewer reports a year, at least",
    "Reports",
    "Reports a year (estimated)",
    "Stretch (m)",
    "Without light (m)",
    "Unknown (m)",
    "Light",
    "Why",
    "Road keeper",
    "Longitude",
    "Latitude",
    "Id",
];

/// One sheet of work, and one that says what the numbers are.
pub fn work_list(
    plan: &Cleared<LightPlan>,
    names: &Names,
    frame: &LightingFrame,
    metric: &Metric,
    language: Language,
) -> [Sheet; 2] {
    let plan = plan.get();
    let is_swedish = language == Language::Swedish;
    let ranked = |list: &'_ [Proposal]| list.iter().zip(1..).map(|(one, rank)| (one.clone(), rank)).collect::<Vec<_>>();
    let mut rows = Vec::new();
    for (one, rank) in ranked(&plan.light).into_iter().chain(ranked(&plan.sight)) {
        for measure in &one.measures {
            rows.push(row(&one, rank, measure, names, metric, is_swedish));
        }
    }
    let head = if is_swedish { HEAD_SV } else { HEAD_EN };
    let name = if is_swedish { "Ljus och sikt" } else { "Light and sight" };
    let work = Sheet { name: name.to_owned(), head: head.map(str::to_owned).to_vec(), rows };
    [work, about(plan, frame, is_swedish)]
}

fn row(one: &Proposal, rank: u32, measure: &Measure, names: &Names, metric: &Metric, is_swedish: bool) -> Vec<Entry> {
    let say = |words: words::Words| Entry::Text(if is_swedish { words.sv } else { words.en });
    let of_sight = one.problem == Problem::Sight;
    let why: Vec<String> = one
        .reasons
        .iter()
        .map(|reason| words::reason(reason, of_sight))
        .map(|words| if is_swedish { words.sv } else { words.en })
        .collect();
    let at = metric.inverse(one.middle);
    let yes = |is: bool| {
        Entry::text(if !is {
            ""
        } else if is_swedish {
            "ja"
        } else {
            "yes"
        })
    };
    let tenth = |x: f64| Entry::number((x * 10.0).round() / 10.0);
    let thousandth = |x: f64| Entry::number((x * 1000.0).round() / 1000.0);
    let degrees = |x: f64| Entry::number((x * 1e6).round() / 1e6);
    let name = names.get(&one.id);
    vec![
        Entry::text(match (one.problem, is_swedish) {
            (Problem::Light, true) => "ljus",
            (Problem::Light, false) => "light",
            (Problem::Sight, true) => "sikt",
            (Problem::Sight, false) => "sight",
        }),
        Entry::number(rank),
        Entry::maybe(one.cost_rank),
        Entry::text(name.map_or("", |name| if is_swedish { &name.sv } else { &name.en })),
        say(words::measure(measure)),
        yes(measure.is_chosen),
        Entry::maybe(measure.cost.map(|cost| cost as f64)),
        tenth(measure.quantity),
        tenth(measure.helps_m),
        measure.fewer_per_year.map_or(Entry::Empty, |fewer| thousandth(fewer.central)),
        measure.fewer_per_year.map_or(Entry::Empty, |fewer| thousandth(fewer.pessimistic)),
        Entry::number(one.voice.n_reports),
        thousandth(one.voice.per_year.mean),
        tenth(one.length_m),
        one.light.as_ref().map_or(Entry::Empty, |light| tenth(light.dark_m())),
        one.light.as_ref().map_or(Entry::Empty, |light| tenth(light.unknown_m + light.said_lit_m)),
        one.light.as_ref().map_or(Entry::Empty, |light| say(words::light(light))),
        Entry::Text(why.join("; ")),
        Entry::text(one.keeper.as_deref().unwrap_or_default()),
        degrees(at.lon()),
        degrees(at.lat()),
        Entry::text(&one.id),
    ]
}

/// What the numbers are, for whoever gets the file without the page.
fn about(plan: &LightPlan, frame: &LightingFrame, is_swedish: bool) -> Sheet {
    let method = super::method(plan, frame);
    let pick = |sv: &str, en: &str| Entry::text(if is_swedish { sv } else { en });
    let effect = &super::summary(plan, frame)["effect"];
    let said = |key: &str| Entry::text(effect[key].as_str().unwrap_or_default());
    let mut rows = vec![
        vec![pick("Rapporter från", "Reports from"), Entry::text(&frame.days.0)],
        vec![pick("till", "to"), Entry::text(&frame.days.1)],
        vec![pick("Så räknas det", "Method"), pick(method.sv, method.en)],
        vec![pick("Effekt", "Effect"), if is_swedish { said("sv") } else { said("en") }],
        vec![pick("Källa", "Source"), said("source")],
        vec![pick("Underlaget", "Data"), Entry::text(&frame.revision)],
    ];
    if let Some(chosen) = &plan.chosen {
        rows.push(vec![pick("Budget", "Budget"), Entry::maybe(frame.params.budget.map(|budget| budget as f64))]);
        rows.push(vec![pick("Valt kostar", "What is chosen costs"), Entry::number(chosen.cost as f64)]);
    }
    for warning in super::warnings(plan, frame) {
        rows.push(vec![pick("Observera", "Note"), pick(&warning.sv, &warning.en)]);
    }
    let name = if is_swedish { "Om listan" } else { "About" };
    let head = if is_swedish { ["Vad", "Värde"] } else { ["What", "Value"] };
    Sheet { name: name.to_owned(), head: head.map(str::to_owned).to_vec(), rows }
}
