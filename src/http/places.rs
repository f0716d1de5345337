//! Places by their names, and positions by their numbers.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::App;
use super::problem::Fault;
use crate::geodesy::LonLat;
use crate::interop::coordinates::{Reading, Written};
use crate::interop::question::BadParameter;
use crate::interop::wire::{PlaceFoundBody, PlacesBody, PositionBody};
use crate::service::{FoundPlace, ServiceError};
use crate::town::gazetteer::Search;

const LONGEST_QUESTION: usize = 200;
const MOST_PLACES: usize = 50;

#[derive(Deserialize)]
pub(super) struct PlaceQuery {
    #[serde(default)]
    q: String,
    lon: Option<String>,
    lat: Option<String>,
    limit: Option<String>,
    municipality: Option<String>,
}

/// Streets, crossings, stops, schools, underpasses, localities, by name; or what lies around a written position.
#[utoipa::path(get, path = "/api/v1/places", tag = "town",
    params(("q" = Option<String>, Query, description = "Beginnings of words in any order, accents optional, one mistake \
                in a word of four letters or more forgiven (\"storg esplan\"); or a position in degrees or metres, in either \
                order (\"56,3796 13,9974\"). At most 200 characters. Empty: the best known places"),
           ("lon" = Option<f64>, Query, description = "With `lat`: nearest to here first"),
           ("lat" = Option<f64>, Query),
           ("limit" = Option<u32>, Query, description = "At most 50, otherwise 10"),
           ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Places, the best fitting first", body = PlacesBody),
              (status = 400, description = "A parameter is unknown, too long, or half a position"),
              (status = 404, description = "No such municipality")))]
pub(super) async fn places(State(app): State<App>, Query(query): Query<PlaceQuery>) -> Result<Json<PlacesBody>, Fault> {
    if query.q.chars().count() > LONGEST_QUESTION {
        return Err(Fault::new(
            StatusCode::BAD_REQUEST,
            "too_long",
            "Skriv högst 200 tecken.",
            "Write at most 200 characters.",
        ));
    }
    let degrees = |text: &str| text.parse::<f64>().ok();
    let near = match (query.lon.as_deref(), query.lat.as_deref()) {
        (None, None) => None,
        (lon, lat) => {
            let position =
                lon.and_then(degrees).zip(lat.and_then(degrees)).and_then(|(lon, lat)| LonLat::new(lon, lat));
            Some(position.ok_or_else(no_position)?)
        }
    };
    let limit = query.limit.map_or(Ok(10), |limit| limit.parse::<usize>().map_err(|_| bad_limit()))?.min(MOST_PLACES);
    let search = Search { words: &query.q, near, limit };
    let found = app.service.places(query.municipality.as_deref(), &search)?;
    Ok(Json(PlacesBody {
        position: found.position.map(position),
        places: found.places.into_iter().map(place).collect(),
        number_ignored: found.number_ignored,
    }))
}

fn bad_limit() -> ServiceError {
    ServiceError::from(BadParameter::new(
        "limit",
        format!("Skriv hur många platser som ska visas: ett helt tal från 0 till {MOST_PLACES}."),
        format!("Say how many places to show: a whole number from 0 to {MOST_PLACES}."),
    ))
}

fn no_position() -> Fault {
    Fault::new(
        StatusCode::BAD_REQUEST,
        "bad_position",
        "lon och lat hör ihop: skriv båda, i grader.",
        "lon and lat belong together: give both, in degrees.",
    )
}

fn place(found: FoundPlace) -> PlaceFoundBody {
    let place = found.place;
    let (kind_sv, kind_en) = kind_words(&place.kind);
    PlaceFoundBody {
        kind_sv: kind_sv.to_owned(),
        kind_en: kind_en.to_owned(),
        id: place.id,
        name: place.name,
        kind: place.kind,
        locality: place.locality,
        lon: place.at.lon(),
        lat: place.at.lat(),
        bbox: place.extent.map(|extent| extent.to_array()),
        distance_m: found.distance_m.map(f64::round),
        invented: place.invented,
    }
}

fn position(written: Written) -> PositionBody {
    let (order_sv, order_en, epsg) = match written.reading {
        Reading::LatLon => ("latitud, longitud", "latitude, longitude", 4326),
        Reading::LonLat => ("longitud, latitud", "longitude, latitude", 4326),
        Reading::NorthEast(epsg) => ("nord, öst", "northing, easting", epsg),
        Reading::EastNorth(epsg) => ("öst, nord", "easting, northing", epsg),
    };
    let system = match epsg {
        4326 => "WGS 84".to_owned(),
        3006 => "SWEREF 99 TM".to_owned(),
        3007..=3018 => format!("SWEREF 99 (EPSG:{epsg})"),
        _ => format!("EPSG:{epsg}"),
    };
    PositionBody {
        lon: written.at.lon(),
        lat: written.at.lat(),
        epsg,
        read_sv: format!("Tolkat som {order_sv} i {system}"),
        read_en: format!("Read as {order_en} in {system}"),
    }
}

/// The Swedish and the English word of a kind of place; an unknown kind is called a place.
fn kind_words(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "underpass" => ("gångtunnel", "underpass"),
        "station" => ("station", "station"),
        "school" => ("skola", "school"),
        "preschool" => ("förskola", "preschool"),
        "sports_ground" => ("idrottsplats", "sports ground"),
        "library" => ("bibliotek", "library"),
        "square" => ("torg", "square"),
        "bus_stop" => ("hållplats", "stop"),
        "park" => ("park", "park"),
        "playground" => ("lekplats", "playground"),
        "swimming_place" => ("badplats", "swimming place"),
        "shop" => ("butik", "shop"),
        "care" => ("vård", "care"),
        "church" => ("kyrka", "church"),
        "parking" => ("parkering", "car park"),
        "locality" => ("ort", "locality"),
        "area" => ("område", "area"),
        "street" => ("gata", "street"),
        "crossing" => ("korsning", "crossing"),
        _ => ("plats", "place"),
    }
}
