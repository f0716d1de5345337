//! A plan for light and sight, as GeoJSON and as a list of work.

mod table;
mod words;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::findings::{Method, Warning};
use super::geojson::position;
use crate::geodesy::Metric;
use crate::planning::lighting::{
    Choice, Fewer, LampState, Light, LightPlan, LightingParams, Measure, NearLamp, Problem, Proposal, UnitPrices,
};
use crate::privacy::Cleared;
use crate::town::naming::PlaceName;
use crate::town::{Network, Piece};

pub use table::work_list;

/// What stands beside the stretches.
#[derive(Debug, Clone)]
pub struct LightingFrame {
    pub revision: String,
    /// The question as it was understood.
    pub parameters: Value,
    pub params: LightingParams,
    /// First and last day whose reports count.
    pub days: (String, String),
}

/// What the stretches are called, by id.
pub type Names = BTreeMap<String, PlaceName>;

/// The whole answer: each stretch a feature, light first and then sight.
pub fn feature_collection(
    plan: &Cleared<LightPlan>,
    names: &Names,
    frame: &LightingFrame,
    network: &Network,
    metric: &Metric,
) -> Value {
    let plan = plan.get();
    let on = On { network, metric, names };
    let ranked = |list: &[Proposal]| list.iter().zip(1..).map(|(one, rank)| on.feature(one, rank)).collect::<Vec<_>>();
    let features: Vec<Value> = ranked(&plan.light).into_iter().chain(ranked(&plan.sight)).collect();
    json!({
        "type": "FeatureCollection",
        "features": features,
        "layer": "staff",
        "summary": summary(plan, frame),
        "warnings": warnings(plan, frame).iter().map(Warning::json).collect::<Vec<_>>(),
        "method": method(plan, frame).json(),
        "parameters": frame.parameters,
        "revision": frame.revision,
        "quality": plan.chosen.as_ref().map(|chosen| json!({
            "proven": chosen.is_best, "value": chosen.benefit, "bound": chosen.bound, "gap": gap(chosen),
        })),
    })
}

fn gap(chosen: &Choice) -> f64 {
    if chosen.is_best || chosen.bound <= 0.0 { 0.0 } else { (chosen.bound - chosen.benefit) / chosen.bound }
}

struct On<'a> {
    network: &'a Network,
    metric: &'a Metric,
    names: &'a Names,
}

impl On<'_> {
    fn line(&self, piece: &Piece) -> Vec<Value> {
        self.network.line_of(piece).into_iter().map(|at| position(self.metric.inverse(at))).collect()
    }

    fn feature(&self, one: &Proposal, rank: u32) -> Value {
        let whole = one
            .links
            .iter()
            .map(|link| self.line(&Piece { link: *link, from_m: 0.0, to_m: self.network.link(*link).length_m }));
        let of_sight = one.problem == Problem::Sight;
        let reasons: Vec<Value> = one
            .reasons
            .iter()
            .map(|reason| words::reason(reason, of_sight))
            .map(|said| json!({"code": said.code, "sv": said.sv, "en": said.en}))
            .collect();
        let name = self.names.get(&one.id);
        json!({
            "type": "Feature",
            "id": one.id,
            "geometry": {"type": "MultiLineString", "coordinates": whole.collect::<Vec<_>>()},
            "properties": {
                "id": one.id,
                "problem": problem_word(one.problem),
                "rank": rank,
                "cost_rank": one.cost_rank,
                "name": {"sv": name.map(|name| &name.sv), "en": name.map(|name| &name.en)},
                "at": position(self.metric.inverse(one.middle)),
                "length_m": round(one.length_m),
                "class": one.class.as_str(),
                "written_as_lit": one.lit.as_str(),
                "underpass": one.is_underpass,
                "keeper": one.keeper,
                "told": {
                    "n_reports": one.voice.n_reports, "n_light": one.voice.n_light, "n_outage": one.voice.n_outage,
                    "per_year": {
                        "mean": one.voice.per_year.mean, "low": one.voice.per_year.low, "high": one.voice.per_year.high,
                    },
                },
                "walkers": {
                    "residents": one.walkers.residents.map(f64::round), "destinations": one.walkers.destinations,
                    "made_for_walking": one.walkers.made_for_walking, "factor": one.walkers.factor,
                },
                "light": one.light.as_ref().map(|light| self.light(light)),
                "pieces": one.pieces.iter().map(|piece| self.line(piece)).collect::<Vec<_>>(),
                "score": one.score,
                "reasons": reasons,
                "measures": one.measures.iter().map(measure).collect::<Vec<_>>(),
                "cost": one.cost,
                "benefit": one.benefit,
                "chosen": one.measures.iter().any(|measure| measure.is_chosen),
                "locked": one.is_locked,
                "forbidden": one.is_forbidden,
            },
        })
    }

    fn light(&self, light: &Light) -> Value {
        let said = words::light(light);
        json!({
            "state": said.code, "sv": said.sv, "en": said.en,
            "dark_m": round(light.dark_m()), "out_m": round(light.out_m), "without_m": round(light.without_m),
            "lit_m": round(light.lit_m), "said_lit_m": round(light.said_lit_m), "unknown_m": round(light.unknown_m),
            "lack": light.lack(), "n_lamps": light.n_lamps, "n_out": light.n_out,
            "nearest_lamps": light.nearest.iter().map(|near| self.lamp(near)).collect::<Vec<_>>(),
        })
    }

    fn lamp(&self, near: &NearLamp) -> Value {
        let state = match near.lamp.state {
            LampState::Working => "not_known_to_be_out",
            LampState::Out => "out",
            LampState::SaidOut => "said_to_be_out",
        };
        json!({
            "id": near.lamp.id, "at": position(self.metric.inverse(near.lamp.at)), "state": state,
            "distance_m": round(near.distance_m),
        })
    }
}

fn measure(measure: &Measure) -> Value {
    let said = words::measure(measure);
    json!({
        "kind": said.code, "sv": said.sv, "en": said.en, "quantity": round(measure.quantity),
        "helps_m": round(measure.helps_m), "cost": measure.cost, "benefit": measure.benefit, "chosen": measure.is_chosen,
        "fewer_per_year": measure.fewer_per_year.map(|fewer| json!({
            "pessimistic": fewer.pessimistic, "central": fewer.central,
        })),
    })
}

fn problem_word(problem: Problem) -> &'static str {
    match problem {
        Problem::Light => "light",
        Problem::Sight => "sight",
    }
}

/// Tenths of a metre.
fn round(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}

fn prices(prices: &UnitPrices) -> Value {
    json!({"lamp_repair": prices.lamp_repair, "new_lamp": prices.new_lamp, "trim_per_m": prices.trim_per_m})
}

fn summary(plan: &LightPlan, frame: &LightingFrame) -> Value {
    let all = || plan.light.iter().chain(&plan.sight);
    let bought = || all().flat_map(|one| &one.measures).filter(|measure| measure.is_chosen);
    let fewer: f64 = bought().filter_map(|measure| measure.fewer_per_year).map(|fewer| fewer.central).sum();
    let chosen = plan.chosen.as_ref().map(|chosen| {
        json!({
            "budget": frame.params.budget, "cost": chosen.cost, "n_stretches": all().filter(|one| {
                one.measures.iter().any(|measure| measure.is_chosen)
            }).count(),
            "fewer_per_year": {"pessimistic": 0.0, "central": fewer},
        })
    });
    let odds = &plan.odds;
    json!({
        "n_light": plan.light.len(), "n_sight": plan.sight.len(),
        "n_more_light": plan.n_more_light, "n_more_sight": plan.n_more_sight,
        "n_told_light": plan.n_told_light, "n_told_sight": plan.n_told_sight,
        "n_stretches": plan.n_stretches, "walkable_m": plan.walkable_m.round(), "n_lamps": plan.n_lamps,
        "from": frame.days.0, "to": frame.days.1,
        "unit_prices": prices(&frame.params.prices),
        "chosen": chosen,
        "effect": {
            "central": -Fewer::SHARE, "pessimistic": 0.0,
            "sv": "Bättre belysning: i medel 14 % färre brott än i jämförda områden (21 studier, mest egendomsbrott, och inte \
                   bara nattetid). Vad den gör med det folk rapporterar är inte känt: räkna med mellan inget och 14 %.",
            "en": "Better lighting: on average 14 % less crime than in compared areas (21 studies, mostly property crime, and \
                   not only at night). What it does to what people report is not known: count on between nothing and 14 %.",
            "source": "B. C. Welsh, D. P. Farrington, S. Douglas (2022), The impact and policy relevance of street lighting \
                       for crime prevention",
        },
        "darkness": {
            "hour": odds.hour,
            "table": [odds.table.case_dark, odds.table.case_day, odds.table.control_dark, odds.table.control_day],
            "raw": odds.raw.map(|raw| json!({"ratio": raw.ratio, "low": raw.low, "high": raw.high})),
            "ratio": odds.ratio, "low_80": odds.low_80, "per_walker": odds.ratio_per_walker, "factor": odds.factor,
        },
    })
}

fn warnings(plan: &LightPlan, frame: &LightingFrame) -> Vec<Warning> {
    let mut all = Vec::new();
    let mut warn = |code, sv: &str, en: &str| all.push(Warning::new(code, sv, en));
    if plan.n_lamps == 0 && frame.params.light {
        warn(
            "no_lamps",
            "Inga lampor är inlästa. Det som inte är uppmärkt som belyst eller obelyst är okänt, inte mörkt. Läs in lamporna: \
             trygghetskarta import layer.",
            "No lamps have been imported. What is not written down as lit or unlit is unknown, not dark. Import the lamps: \
             trygghetskarta import layer.",
        );
    }
    if !plan.knows_residents {
        warn(
            "no_population",
            "Befolkningen är inte inläst: hur många som bor nära är okänt och räknas som vanligt överallt.",
            "The population has not been imported: how many live near is unknown and counted as usual everywhere.",
        );
    }
    let UnitPrices { lamp_repair, new_lamp, trim_per_m } = frame.params.prices;
    let light_missing = frame.params.light && (lamp_repair.is_none() || new_lamp.is_none());
    if light_missing || frame.params.sight && trim_per_m.is_none() {
        warn(
            "no_prices",
            "Alla styckpriser är inte angivna: det som saknar pris har ingen kostnad och ingen plats i ordningen efter kostnad.",
            "Not all unit prices are known: what has no price has no cost and no place in the order by cost.",
        );
    }
    let n = plan.n_told_light + plan.n_told_sight;
    all.extend(Warning::few_reports(n as u64));
    if !plan.not_found.is_empty() {
        let ids = plan.not_found.join(", ");
        all.push(Warning::new(
            "not_found",
            format!("Låsta eller borttagna sträckor som inte finns i listan längre: {ids}."),
            format!("Locked or forbidden stretches that are not in the list any more: {ids}."),
        ));
    }
    all
}

fn method(plan: &LightPlan, frame: &LightingFrame) -> Method {
    let params = &frame.params;
    Method {
        id: "lighting",
        sv: "Behovet på en sträcka är hur mycket boende säger om mörker där på ett år (nyare väger mer, få rapporter dras mot \
             genomsnittet), gånger vilka som går där (0,5–3), gånger hur mycket ljus som saknas (0,25–1), gånger kommunens \
             oddskvot för mörker (lägre gräns, lika för alla). Ljus finns där en lampa som inte är släckt står nära nog. Det \
             som ingen vet är okänt, aldrig mörkt. Skymd sikt ordnas efter vad den kostar att röja, billigast först.",
        en: "The need of a stretch is how much residents say of darkness there in a year (newer counts more, few reports are \
             drawn toward the mean), times who walks there (0.5–3), times how much light is missing (0.25–1), times the \
             municipality's odds ratio of darkness (lower limit, the same for all). There is light where a lamp that is not \
             out stands near enough. What nobody knows is unknown, never dark. Blocked sight is ordered by what it costs to \
             cut back, cheapest first.",
        parameters: json!({
            "spacing_m": params.spacing_m, "lateral_m": params.lateral_m, "said_within_m": params.said_within_m,
            "outage_holds_days": params.outage_holds_days,
            "lamps_complete": params.lamps_are_complete, "walk_m": params.walk_m, "half_life_days": params.half_life_days,
            "credibility": params.shrinkage.credibility, "shape": plan.shape, "most": params.most,
        }),
        references: &[
            "B. C. Welsh, D. P. Farrington, S. Douglas (2022), The impact and policy relevance of street lighting for crime \
             prevention",
            "J. Uttley, S. Fotios (2017), doi:10.1016/j.aap.2017.09.005",
            "C. N. Morris (1983), doi:10.2307/2287098",
            "E. Horowitz, S. Sahni (1974), doi:10.1145/321812.321823",
        ],
    }
}
