//! Where light, or a free sight, helps first: the town as the planner needs it, and its answer in every form.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use super::super::analyses::Analysed;
use super::super::staff::Admission;
use super::super::streets::on_ground;
use super::super::written::Written;
use super::super::{Served, Service, ServiceError};
use crate::analysis::Watch;
use crate::geodesy::{Cell, EastNorth, LonLat};
use crate::index::{Filter, Snapshot, Weighed};
use crate::interop::lighting::{LightingFrame, Names, feature_collection, work_list};
use crate::interop::question::Question;
use crate::interop::spreadsheet::{csv, xlsx};
use crate::interop::wire::LightingBody;
use crate::planning::Treated;
use crate::planning::lighting::{
    Lamp, LampState, LightCauses, LightPlan, LightingCase, LightingParams, Told, UnitPrices, light_plan,
};
use crate::privacy::for_staff;
use crate::promise::Objection;
use crate::town::naming::{Language, name_of_links};
use crate::town::{Feature, Ground, Layer, LinkId};

/// In which form a plan is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanForm {
    Geojson,
    Csv(Language),
    Xlsx(Language),
}

impl PlanForm {
    fn as_str(self) -> &'static str {
        match self {
            Self::Geojson => "geojson",
            Self::Csv(Language::Swedish) => "csv-sv",
            Self::Csv(Language::English) => "csv-en",
            Self::Xlsx(Language::Swedish) => "xlsx-sv",
            Self::Xlsx(Language::English) => "xlsx-en",
        }
    }
}

/// Prices and when they were last changed.
pub struct UnitPricesKept {
    pub prices: UnitPrices,
    pub changed_at: Option<Timestamp>,
}

/// A price above this is a slip of the hand.
const LARGEST_PRICE: u64 = 10_000_000;
/// Larger than any budget for lamps.
const LARGEST_BUDGET: u64 = 1_000_000_000_000;
const MOST_NAMED: usize = 500;

impl Service {
    pub async fn unit_prices(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<UnitPricesKept, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let kept = self.store().unit_prices(served.town.code()).await?;
        let (prices, changed_at) = kept.map_or((UnitPrices::default(), None), |(prices, at)| (prices, Some(at)));
        Ok(UnitPricesKept { prices, changed_at })
    }

    /// Replaces all prices.
    pub async fn put_unit_prices(
        &self,
        municipality: Option<&str>,
        prices: UnitPrices,
        admission: &Admission,
    ) -> Result<UnitPricesKept, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let named =
            [("/lamp_repair", prices.lamp_repair), ("/new_lamp", prices.new_lamp), ("/trim_per_m", prices.trim_per_m)];
        let wrong = named.iter().filter(|(_, price)| price.is_some_and(|price| !(1..=LARGEST_PRICE).contains(&price)));
        let objections: Vec<Objection> = wrong
            .map(|(pointer, _)| {
                Objection::new(
                    pointer,
                    "bad_price",
                    "Ett styckpris är ett helt antal kronor från 1 till 10 000 000. Lämna tomt om det inte är känt.",
                    "A unit price is a whole number from 1 to 10,000,000. Leave it out if it is not known.",
                )
            })
            .collect();
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let now = self.now();
        self.changing(admission, served.town.code(), "unit_prices", json!({})).await?;
        self.store().put_unit_prices(served.town.code(), &prices, now).await?;
        Ok(UnitPricesKept { prices, changed_at: Some(now) })
    }

    /// Dark stretches and blocked sight, ranked, with what would help and what fits into the budget.
    pub async fn lighting(
        &self,
        body: &LightingBody,
        form: PlanForm,
        admission: &Admission,
    ) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(body.municipality.as_deref(), admission)?;
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let prices = self.unit_prices(body.municipality.as_deref(), admission).await?.prices;
        let params = understood(body, prices, !ground.network.is_empty())?;
        let pairs = [("from", &body.from), ("to", &body.to)];
        let mut pairs: Vec<(String, String)> =
            pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
        pairs.push(("category".to_owned(), "unsafe_place".to_owned()));
        let question = Question::read(&pairs)
            .map_err(|bad| Objection::new(&format!("/{}", bad.name), "bad_period", bad.sv, bad.en))
            .map_err(|objection| ServiceError::Objections(vec![objection]))?;
        let (filter, heard) = self.understood(&question, &served, &snapshot)?;
        let (kind, days) = (kind_word(&params), (day(&heard["from"]), day(&heard["to"])));
        let parameters = json!({
            "municipality": served.town.code(), "kind": kind, "budget": params.budget, "spacing_m": params.spacing_m,
            "lamps_complete": params.lamps_are_complete, "locked": params.locked, "forbidden": params.forbidden,
            "from": days.0, "to": days.1,
            "unit_prices": {
                "lamp_repair": prices.lamp_repair, "new_lamp": prices.new_lamp, "trim_per_m": prices.trim_per_m,
            },
        });
        let reader = self.reader(admission, served.town.code(), "lighting", parameters.to_string()).await?;
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let causes = LightCauses::of(self.catalogue());
        let treated = self.treated(&served).await?;
        let asked = json!({"form": form.as_str(), "parameters": parameters, "treated": format!("{treated:?}")});
        let frame = LightingFrame { revision: revision.clone(), parameters, params, days };
        let at = served.clone();
        let work = move |watch: &Watch| {
            let plan = planned((&snapshot, &filter), &ground, &at, (&causes, &treated), &frame.params, watch)?;
            if let Some(objection) = too_dear(&plan, &frame.params) {
                return Some(Err(vec![objection]));
            }
            let names = names(&plan, &ground, &at);
            let cleared = for_staff(plan, &reader);
            let metric = &at.town.metric;
            let bytes = match form {
                PlanForm::Geojson => {
                    feature_collection(&cleared, &names, &frame, &ground.network, metric).to_string().into_bytes()
                }
                PlanForm::Csv(language) => csv(&work_list(&cleared, &names, &frame, metric, language)[0]),
                PlanForm::Xlsx(language) => xlsx(&work_list(&cleared, &names, &frame, metric, language)),
            };
            // A table in another form is another answer.
            Some(Ok(Written::new(format!("{}-{}", frame.revision, form.as_str()), false, bytes)))
        };
        Ok(self.plan(&served, "lighting", &asked, &revision, work).await)
    }
}

fn day(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn kind_word(params: &LightingParams) -> &'static str {
    match (params.light, params.sight) {
        (true, false) => "light",
        (false, true) => "sight",
        _ => "both",
    }
}

/// The question as the planner takes it, or everything that stands in the way.
fn understood(body: &LightingBody, prices: UnitPrices, has_streets: bool) -> Result<LightingParams, ServiceError> {
    let mut objections = Vec::new();
    let mut object = |pointer: &str, code, sv: &str, en: &str| objections.push(Objection::new(pointer, code, sv, en));
    if !has_streets {
        object(
            "",
            "no_streets",
            "Gatorna är inte inlästa, och utan dem finns inga sträckor. Läs in dem: trygghetskarta import osm.",
            "The streets have not been imported, and without them there are no stretches. Import them: trygghetskarta \
             import osm.",
        );
    }
    let (light, sight) = match body.kind.as_deref() {
        None | Some("both") => (true, true),
        Some("light") => (true, false),
        Some("sight") => (false, true),
        Some(_) => {
            object("/kind", "unknown_word", "Slaget är light, sight eller both.", "The kind is light, sight or both.");
            (true, true)
        }
    };
    let spacing_m = body.spacing_m.unwrap_or(LightingParams::default().spacing_m);
    if !(15.0..=80.0).contains(&spacing_m) {
        object(
            "/spacing_m",
            "bad_spacing",
            "Lampor står 15 till 80 meter från varandra.",
            "Lamps stand 15 to 80 metres apart.",
        );
    }
    let no_price = (!light || prices.lamp_repair.is_none() && prices.new_lamp.is_none())
        && (!sight || prices.trim_per_m.is_none());
    if body.budget.is_some() && no_price {
        object(
            "/budget",
            "no_prices",
            "En budget behöver styckpriser: ange dem först (Styckpriser på sidan, eller PUT /api/v1/unit-prices).",
            "A budget needs unit prices: enter them first (Unit prices on the page, or PUT /api/v1/unit-prices).",
        );
    }
    if body.budget.is_some_and(|budget| budget > LARGEST_BUDGET) {
        object("/budget", "bad_budget", "Budgeten är för stor.", "The budget is too large.");
    }
    for (pointer, list) in [("/locked", &body.locked), ("/forbidden", &body.forbidden)] {
        if list.len() > MOST_NAMED || list.iter().any(|id| id.is_empty() || id.len() > 60 || !id.is_ascii()) {
            object(
                pointer,
                "bad_ids",
                "Här står högst 500 sträckor, med id som i svaret.",
                "Here stand at most 500 stretches, with ids as in the answer.",
            );
        }
    }
    if body.locked.iter().any(|id| body.forbidden.contains(id)) {
        object(
            "/locked",
            "locked_and_forbidden",
            "Samma sträcka är både låst och borttagen. Välj ett av det.",
            "The same stretch is both locked and forbidden. Choose one.",
        );
    }
    if !objections.is_empty() {
        return Err(ServiceError::Objections(objections));
    }
    Ok(LightingParams {
        light,
        sight,
        spacing_m,
        lamps_are_complete: body.lamps_complete,
        prices,
        budget: body.budget,
        locked: body.locked.iter().cloned().collect(),
        forbidden: body.forbidden.iter().cloned().collect(),
        ..LightingParams::default()
    })
}

fn planned(
    (snapshot, filter): (&Snapshot, &Filter),
    ground: &Arc<Ground>,
    served: &Served,
    (causes, treated): (&LightCauses, &[Treated]),
    params: &LightingParams,
    watch: &Watch,
) -> Option<LightPlan> {
    let middle = served.town.bounds.center();
    let mut seen: Vec<Weighed> = Vec::new();
    snapshot.each_placed(filter, |one| seen.push(one));
    let mut told: Vec<Told> = Vec::with_capacity(seen.len());
    served.streets.placement(ground).each(&ground.network, &seen, |one, on| {
        let observation = snapshot.find(one.key).map(|hit| snapshot.observation(hit));
        told.extend(observation.and_then(|found| Told::of(&found, on.to_vec(), causes, middle, &served.town.clock)));
    });
    let town = Surroundings::of(ground, served);
    let case = LightingCase {
        network: &ground.network,
        lamps: &town.lamps,
        residents: town.residents.as_deref(),
        destinations: town.destinations.as_deref(),
        told: &told,
        treated,
        causes: *causes,
        period: (filter.window.from, filter.window.to),
        middle,
        clock: &served.town.clock,
    };
    light_plan(&case, params, watch)
}

/// What lies along the streets, in metres.
struct Surroundings {
    lamps: Vec<Lamp>,
    residents: Option<Vec<(Cell, u32)>>,
    destinations: Option<Vec<EastNorth>>,
}

impl Surroundings {
    fn of(ground: &Ground, served: &Served) -> Self {
        let place = |feature: &Feature| {
            let middle = geo::Centroid::centroid(&feature.geometry)?;
            LonLat::new(middle.x(), middle.y()).map(|at| served.town.metric.forward(at))
        };
        let lamp = |feature: &Feature| {
            let state = if feature.kind.as_deref() == Some("out") { LampState::Out } else { LampState::Working };
            Some(Lamp { id: Some(feature.id.clone()), at: place(feature)?, state })
        };
        let squares: Vec<(Cell, u32)> = ground
            .layer(Layer::PopulationSquare)
            .filter_map(|square| Some((Cell::parse(&square.id)?, square.population.unwrap_or_default())))
            .collect();
        let gone_to = |feature: &&Feature| {
            matches!(feature.kind.as_deref(), Some("bus_stop" | "station" | "school" | "preschool"))
        };
        let has_landmarks = ground.layer(Layer::Landmark).next().is_some();
        Self {
            lamps: ground.layer(Layer::Lamp).filter_map(lamp).collect(),
            residents: (!squares.is_empty()).then_some(squares),
            destinations: has_landmarks
                .then(|| ground.layer(Layer::Landmark).filter(gone_to).filter_map(place).collect()),
        }
    }
}

/// What is locked must fit.
fn too_dear(plan: &LightPlan, params: &LightingParams) -> Option<Objection> {
    let (chosen, budget) = (plan.chosen.as_ref()?, params.budget?);
    (chosen.cost > budget).then(|| {
        Objection::new(
            "/budget",
            "locked_too_dear",
            format!("Det som är låst kostar {}, mer än budgeten. Höj budgeten eller lås upp något.", chosen.cost),
            format!(
                "What is locked costs {}, more than the budget. Raise the budget or unlock something.",
                chosen.cost
            ),
        )
    })
}

fn names(plan: &LightPlan, ground: &Ground, served: &Served) -> Names {
    let name = |one: &crate::planning::lighting::Proposal| {
        let weighed: Vec<(LinkId, f64)> =
            one.links.iter().map(|link| (*link, ground.network.link(*link).length_m)).collect();
        (one.id.clone(), name_of_links(ground, &served.town, &weighed))
    };
    plan.light.iter().chain(&plan.sight).map(name).collect()
}
