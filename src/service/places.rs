//! Places people know by name, and positions they write as numbers.

use super::{Service, ServiceError};
use crate::interop::coordinates::{self, Written};
use crate::town::gazetteer::{Place, Search};

/// A place with how far it is from where it was asked from.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPlace {
    pub place: Place,
    pub distance_m: Option<f64>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoundPlaces {
    /// The words were a position, and how they were understood.
    pub position: Option<Written>,
    pub places: Vec<FoundPlace>,
    /// A house number was asked for, and none are known: the street was meant.
    pub number_ignored: bool,
}

impl Service {
    /// Places whose name has every word asked for, at the beginning of one of its own and with one mistake at most;
    /// without words the best known, or the nearest. A position is understood in degrees and in metres.
    pub fn places(&self, municipality: Option<&str>, search: &Search) -> Result<FoundPlaces, ServiceError> {
        let served = self.serving(municipality)?;
        let ground = served.ground();
        let position = coordinates::read(search.words, &served.town);
        let found = match position {
            None => ground.gazetteer.search(search, &served.town.metric),
            // What lies around the position: a street's name tells more than two numbers.
            Some(written) => {
                let near = Search { words: "", near: Some(written.at), ..*search };
                ground.gazetteer.search(&near, &served.town.metric)
            }
        };
        let places = found.places.into_iter();
        Ok(FoundPlaces {
            position,
            places: places.map(|f| FoundPlace { place: f.place.clone(), distance_m: f.distance_m }).collect(),
            number_ignored: found.number_ignored,
        })
    }

    /// The best known places, for lists that are there before anything is asked.
    pub fn best_known(&self, municipality: Option<&str>, limit: usize) -> Result<Vec<Place>, ServiceError> {
        let search = Search { words: "", near: None, limit };
        Ok(self.places(municipality, &search)?.places.into_iter().map(|found| found.place).collect())
    }
}
