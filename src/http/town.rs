//! The municipality and its catalogue.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::App;
use super::answer::Asked;
use super::problem::Fault;
use crate::interop::wire::{
    CatalogueBody, CategoryBody, CauseBody, GroupBody, LayerBody, LocalityBody, MunicipalityBody, NamedBody, TownBody,
};
use crate::observation::{Category, Group};
use crate::service::Served;
use crate::town::{Layer, Provenance};

/// The municipality: border box, plane, localities, public months, whom to thank for the data.
#[utoipa::path(get, path = "/api/v1/town", tag = "town",
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The municipality", body = TownBody)))]
pub(super) async fn town(State(app): State<App>, Asked(question): Asked) -> Result<Json<TownBody>, Fault> {
    let served = app.service.serving(question.municipality.as_deref())?;
    let (first, last) = served.public_months();
    let m = &served.town.municipality;
    let municipalities = app.service.municipalities().into_iter().map(|(code, name)| NamedBody { code, name });
    Ok(Json(TownBody {
        municipality: MunicipalityBody {
            code: m.code.clone(),
            name: m.name.clone(),
            time_zone: m.time_zone.clone(),
            languages: m.languages.clone(),
            epsg: m.epsg,
            bbox: served.town.bounds.to_array(),
            k: m.k,
            is_demo: m.invented,
            population: m.population,
        },
        municipalities: municipalities.collect(),
        localities: localities(&served),
        first_month: first.map(|month| month.to_string()),
        last_month: last.map(|month| month.to_string()),
        attribution: app.attribution(&served),
        layers: layers(&served),
        invented: m.invented,
    }))
}

/// In the order of [`Layer`], whatever order a database sorts words in.
fn layers(served: &Served) -> Vec<LayerBody> {
    let ground = served.ground();
    let body = |known: &Provenance| LayerBody {
        layer: known.layer.as_str(),
        source: known.source.clone(),
        licence: known.licence.clone(),
        attribution: known.attribution.clone(),
        data_date: known.data_date.map(|date| date.to_string()),
        n: match known.layer {
            Layer::Street => ground.network.links().len(),
            layer => ground.layer(layer).count(),
        },
    };
    let mut known: Vec<&Provenance> = ground.provenance.iter().collect();
    known.sort_by_key(|known| known.layer);
    known.into_iter().map(body).collect()
}

fn localities(served: &Arc<Served>) -> Vec<LocalityBody> {
    let ground = served.ground();
    let features = ground.layer(Layer::Locality);
    let mut found: Vec<LocalityBody> = features
        .filter_map(|feature| {
            let geo::Geometry::Point(at) = &feature.geometry else { return None };
            let name = feature.name.clone()?;
            Some(LocalityBody { name, lon: at.x(), lat: at.y(), population: feature.population })
        })
        .collect();
    found.sort_by_key(|locality| std::cmp::Reverse(locality.population));
    found
}

/// Categories, causes and groups, with their words.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "town", responses((status = 200, description = "Categories, causes and groups", body = CatalogueBody)))]
pub(super) async fn catalogue(State(app): State<App>) -> Json<CatalogueBody> {
    Json(CatalogueBody {
        categories: categories(&app),
        groups: Group::ALL
            .into_iter()
            .map(|group| {
                let (sv, en) = group_words(group);
                GroupBody { code: group.as_str().into(), sv: sv.into(), en: en.into() }
            })
            .collect(),
    })
}

pub(super) fn categories(app: &App) -> Vec<CategoryBody> {
    let catalogue = app.service.catalogue();
    let body = |category: Category| {
        let (sv, en, question_sv, question_en) = category_words(category);
        let causes = catalogue.causes_of(category);
        CategoryBody {
            code: category.as_str().into(),
            group: category.group().as_str().into(),
            concern: category.is_concern(),
            sv: sv.into(),
            en: en.into(),
            question_sv: question_sv.into(),
            question_en: question_en.into(),
            causes: causes.map(|c| CauseBody { code: c.code.clone(), sv: c.sv.clone(), en: c.en.clone() }).collect(),
        }
    };
    Category::ALL.into_iter().map(body).collect()
}

fn category_words(category: Category) -> (&'static str, &'static str, &'static str, &'static str) {
    match category {
        Category::UnsafePlace => {
            ("Otrygg plats", "Unsafe place", "Vad gör platsen otrygg?", "What makes the place feel unsafe?")
        }
        Category::NuisanceDriving => ("Buskörning", "Nuisance driving", "Vilka fordon?", "Which vehicles?"),
        Category::Speeding => ("Fortkörning", "Speeding", "", ""),
        Category::SafePlace => ("Trygg plats", "Safe place", "", ""),
        Category::BetterNow => ("Bättre nu", "Better now", "", ""),
    }
}

fn group_words(group: Group) -> (&'static str, &'static str) {
    match group {
        Group::UnsafePlace => ("Otrygga platser", "Unsafe places"),
        Group::Traffic => ("Buskörning och fortkörning", "Nuisance driving and speeding"),
        Group::Positive => ("Trygga och bättre platser", "Safe and better places"),
    }
}
