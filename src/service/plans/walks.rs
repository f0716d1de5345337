//! Walks to choose from, worked out for staff.

use serde_json::json;

use super::super::staff::Admission;
use super::super::streets::on_ground;
use super::super::written::Written;
use super::super::{Analysed, Served, Service, ServiceError};
use crate::analysis::Watch;
use crate::geodesy::LonLat;
use crate::index::{CategorySet, Filter, Snapshot};
use crate::interop::walks::{WalkFrame, WalkQuestionBody, csv_table, feature_collection, gpx_file, objection};
use crate::observation::{Category, Observation};
use crate::planning::walks::{Told, WalkParams, walks};
use crate::privacy::for_staff;
use crate::promise::Objection;

/// In which form a plan of walks is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkForm {
    GeoJson,
    /// One proposal, from 1.
    Gpx(usize),
    Csv,
}

impl Service {
    /// Three walks through the unresolved places with most need; a first answer may be how far the work has come.
    pub async fn plan_walks(
        &self,
        municipality: Option<&str>,
        body: &WalkQuestionBody,
        (form, english): (WalkForm, bool),
        admission: &Admission,
    ) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let question = body.read().map_err(ServiceError::Objections)?;
        outside(&served, body)?;
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let parameters = serde_json::to_value(body).expect("a question is JSON");
        let reader = self.reader(admission, served.town.code(), "plan_walks", parameters.to_string()).await?;
        let treated = self.treated(&served).await?;
        let now = self.now().as_second();
        let frame = WalkFrame {
            revision: revision.clone(),
            parameters: parameters.clone(),
            question,
            params: WalkParams::default(),
            zone: served.town.clock.zone().clone(),
            metric: served.town.metric,
            catalogue: self.catalogue().clone(),
            english,
        };
        let asked = json!({
            "question": parameters, "form": format!("{form:?}"), "english": english, "treated": format!("{treated:?}"),
        });
        let own = served.clone();
        let work = move |watch: &Watch| {
            let reports = unsafe_places(&snapshot);
            let told = Told { reports: &reports, treated: &treated, catalogue: &frame.catalogue, now };
            let plan = match walks((&ground, &own.town), told, &frame.question, &frame.params, watch) {
                Ok(plan) => for_staff(plan, &reader),
                Err(reason) => return objection(&reason).map(|objection| Err(vec![objection])),
            };
            let bytes = match form {
                WalkForm::GeoJson => feature_collection(&plan, &frame).to_string(),
                WalkForm::Csv => csv_table(&plan, &frame),
                WalkForm::Gpx(rank) => match gpx_file(&plan, rank, &frame) {
                    Some(file) => file,
                    None => return Some(Err(vec![no_such_proposal(plan.get().proposals.len())])),
                },
            };
            Some(Ok(Written::new(frame.revision, false, bytes.into_bytes())))
        };
        Ok(self.plan(&served, "walks", &asked, &revision, work).await)
    }
}

fn unsafe_places(snapshot: &Snapshot) -> Vec<Observation> {
    let filter = Filter { categories: CategorySet::NONE.with(Category::UnsafePlace), ..Filter::ALL };
    let mut keys = Vec::new();
    snapshot.each_placed(&filter, |one| keys.push(one.key));
    keys.into_iter().filter_map(|key| snapshot.find(key)).map(|hit| snapshot.observation(hit)).collect()
}

/// A start in another municipality would give a walk nobody asked for.
fn outside(served: &Served, body: &WalkQuestionBody) -> Result<(), ServiceError> {
    let is_outside = |place: &[f64; 2]| {
        LonLat::new(place[0], place[1]).is_some_and(|at| !served.town.takes(served.town.metric.forward(at)))
    };
    let outside = |pointer: &str| {
        let name = &served.town.municipality.name;
        Objection::new(
            pointer,
            "outside",
            format!("Platsen ligger utanför {name}. Välj en plats i kommunen."),
            format!("The place lies outside {name}. Choose one in the municipality."),
        )
    };
    let start = is_outside(&body.start).then(|| outside("/start"));
    let end = body.end.as_ref().filter(|end| is_outside(end)).map(|_| outside("/end"));
    let all: Vec<Objection> = start.into_iter().chain(end).collect();
    if all.is_empty() { Ok(()) } else { Err(ServiceError::Objections(all)) }
}

fn no_such_proposal(n: usize) -> Objection {
    Objection::new(
        "/proposal",
        "no_such_proposal",
        format!("Det finns {n} förslag; välj ett av dem."),
        format!("There are {n} proposals; choose one of them."),
    )
}
