//! Pure chance: what people tell elsewhere, at places that any metre of street is as likely to be as any other.

use super::{Scene, elsewhere};
use crate::town::invented::dice::Dice;
use crate::town::invented::line;
use crate::town::invented::telling::{Telling, Where};

pub(super) fn tell(scene: &Scene, dice: &mut Dice) -> Telling {
    let all: f64 = scene.layout.streets.iter().map(|street| line::length_m(&street.line)).sum();
    let mut along = dice.between(0.0, all);
    let street = scene.layout.streets.iter().find(|street| {
        let length = line::length_m(&street.line);
        along -= length;
        along <= 0.0
    });
    let street = street.or(scene.layout.streets.last()).expect("the drawings hold streets");
    let from_start = along + line::length_m(&street.line);
    Telling { place: Where::Near(line::at(&street.line, from_start, 0.0)), ..elsewhere::tell(scene, dice) }
}
