//! The drawing the towns are built from: corners in whole metres around the middle of each locality, `y` along the
//! railway. The seed moves the corners a little, bends the quiet streets and gives them names.

mod killeberg;
mod lonsboda;
mod osby;

use super::dice::Dice;
use crate::geodesy::EastNorth;
use crate::town::Layer;
pub(super) use crate::town::StreetClass as Class;

/// In drawing order: the largest first, because everything else hangs on it.
pub(super) const TOWNS: [&Plan; 3] = [&osby::PLAN, &lonsboda::PLAN, &killeberg::PLAN];

/// A corner of the drawing. Whole metres, so that "the same place" is an equality.
pub(super) type Corner = (i32, i32);

/// One locality on paper.
pub(super) struct Plan {
    /// The locality's name and the beginning of every id.
    pub name: &'static str,
    pub id: &'static str,
    /// Where (0, 0) lies in SWEREF 99 TM.
    pub origin: EastNorth,
    /// Cosine and sine of how far the drawing is turned clockwise; from Pythagorean triples, so that no sine is
    /// computed.
    pub turn: (f64, f64),
    pub streets: &'static [PlannedStreet],
    pub landmarks: &'static [PlannedLandmark],
    /// What covers the land, and the water.
    pub areas: &'static [PlannedArea],
    /// Every house lies in one of them.
    pub districts: &'static [PlannedDistrict],
    /// Where the trains run; empty where none do.
    pub railway: &'static [Corner],
}

pub(super) struct PlannedStreet {
    pub name: Name,
    pub class: Class,
    pub shape: Shape,
    pub light: Light,
    pub corners: &'static [Corner],
}

#[derive(Clone, Copy)]
pub(super) enum Name {
    Fixed(&'static str),
    /// The next of the locality's shuffled names.
    Drawn,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Straight,
    Bent,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Light {
    Usual,
    /// A road out of town.
    Unlit,
    /// Lamps close together, every one out.
    RowOut,
    /// Lamps close together, every other one out.
    HalfOut,
}

pub(super) struct PlannedLandmark {
    pub name: &'static str,
    pub kind: &'static str,
    pub at: Corner,
}

pub(super) struct PlannedArea {
    pub layer: Layer,
    pub kind: &'static str,
    pub name: Option<&'static str>,
    pub corners: &'static [Corner],
}

pub(super) struct PlannedDistrict {
    pub name: &'static str,
    pub corners: &'static [Corner],
}

impl Plan {
    /// From the drawing to SWEREF 99 TM.
    pub fn place(&self, x: f64, y: f64) -> EastNorth {
        let (cos, sin) = self.turn;
        EastNorth { e: self.origin.e + x * cos + y * sin, n: self.origin.n - x * sin + y * cos }
    }
}

// The short words the drawings are written in.

const fn street(name: &'static str, class: Class, corners: &'static [Corner]) -> PlannedStreet {
    PlannedStreet { name: Name::Fixed(name), class, shape: Shape::Straight, light: Light::Usual, corners }
}

const fn road_out(name: &'static str, corners: &'static [Corner]) -> PlannedStreet {
    PlannedStreet { name: Name::Fixed(name), class: Class::Primary, shape: Shape::Bent, light: Light::Unlit, corners }
}

const fn quiet(shape: Shape, corners: &'static [Corner]) -> PlannedStreet {
    PlannedStreet { name: Name::Drawn, class: Class::Residential, shape, light: Light::Usual, corners }
}

const fn path(name: &'static str, corners: &'static [Corner]) -> PlannedStreet {
    PlannedStreet { name: Name::Fixed(name), class: Class::Footway, shape: Shape::Bent, light: Light::Usual, corners }
}

const fn landmark(name: &'static str, kind: &'static str, at: Corner) -> PlannedLandmark {
    PlannedLandmark { name, kind, at }
}

const fn land(kind: &'static str, corners: &'static [Corner]) -> PlannedArea {
    PlannedArea { layer: Layer::Land, kind, name: None, corners }
}

const fn park(name: &'static str, corners: &'static [Corner]) -> PlannedArea {
    PlannedArea { layer: Layer::Land, kind: "park", name: Some(name), corners }
}

const fn lake(name: &'static str, corners: &'static [Corner]) -> PlannedArea {
    PlannedArea { layer: Layer::Water, kind: "lake", name: Some(name), corners }
}

const fn stream(name: &'static str, corners: &'static [Corner]) -> PlannedArea {
    PlannedArea { layer: Layer::Water, kind: "stream", name: Some(name), corners }
}

const fn district(name: &'static str, corners: &'static [Corner]) -> PlannedDistrict {
    PlannedDistrict { name, corners }
}

/// Names any small Swedish town could have, shuffled for one locality.
pub(super) fn quiet_names(dice: &mut Dice) -> Vec<&'static str> {
    let mut names = vec![
        "Björkvägen",
        "Lönnvägen",
        "Granvägen",
        "Tallvägen",
        "Ekvägen",
        "Aspvägen",
        "Almvägen",
        "Rönnvägen",
        "Hasselvägen",
        "Enbärsvägen",
        "Lärkvägen",
        "Sparvvägen",
        "Svalvägen",
        "Trastvägen",
        "Bofinksvägen",
        "Ugglevägen",
        "Gökvägen",
        "Orrvägen",
        "Blåklintsvägen",
        "Vitsippevägen",
        "Smörblommevägen",
        "Klövervägen",
        "Ljungvägen",
        "Linneavägen",
        "Blåbärsvägen",
        "Lingonvägen",
        "Hallonvägen",
        "Smultronvägen",
        "Ängsvägen",
        "Åkervägen",
        "Hagvägen",
        "Stenvägen",
        "Backvägen",
        "Solvägen",
        "Höjdvägen",
        "Dalvägen",
        "Mossvägen",
        "Kvarnvägen",
        "Trädgårdsgatan",
        "Bäckgatan",
        "Källgatan",
        "Brunnsgatan",
    ];
    dice.shuffle(&mut names);
    names
}
