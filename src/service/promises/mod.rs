//! Remedies, pledges and deeds: the register, and the page that holds one against the other.

mod deeds;
mod demo;
mod place;
mod pledges;
mod public;
mod remedies;

use super::ServiceError;
use crate::privacy::words;
use crate::promise::Objection;

pub use place::PlaceStory;
pub use public::PromisesAnswer;
pub(super) use public::ShownPromises;

/// Objects to personal data in anything that was sent.
fn without_persons<'a>(written: impl Iterator<Item = (&'static str, &'a str)>) -> Result<(), ServiceError> {
    let objections: Vec<Objection> = written.filter_map(|(pointer, text)| words::objection(pointer, text)).collect();
    if objections.is_empty() { Ok(()) } else { Err(ServiceError::Objections(objections)) }
}

fn objected(pointer: &str, code: &'static str, sv: &str, en: &str) -> ServiceError {
    ServiceError::Objections(vec![Objection::new(pointer, code, sv, en)])
}
