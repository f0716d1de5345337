//! Killeberg on paper: a street, a station, a school, houses around them.

use super::{
    Class::{Primary, Residential, Secondary},
    Plan, PlannedLandmark, PlannedStreet,
    Shape::Bent,
    landmark, path, quiet, road_out, street,
};
use crate::geodesy::EastNorth;

pub(super) const PLAN: Plan = Plan {
    name: "Killeberg",
    id: "killeberg",
    origin: EastNorth { e: 444_245.0, n: 6_259_248.0 },
    turn: (15.0 / 17.0, 8.0 / 17.0),
    streets: &STREETS,
    landmarks: &LANDMARKS,
};

const STREETS: [PlannedStreet; 10] = [
    street("Storgatan", Primary, &[(0, -350), (0, 350)]),
    road_out("Norra infarten", &[(0, 350), (60, 700)]),
    road_out("Osbyvägen", &[(0, -350), (-60, -800)]),
    street("Stationsgatan", Secondary, &[(0, 0), (-180, 0)]),
    street("Skolgatan", Residential, &[(0, 120), (260, 120)]),
    quiet(Bent, &[(260, 120), (260, -120)]),
    quiet(Bent, &[(0, -120), (260, -120)]),
    quiet(Bent, &[(130, 120), (130, -120)]),
    quiet(Bent, &[(-180, 0), (-180, 220), (0, 220)]),
    path("Idrottsstigen", &[(260, 0), (360, 40)]),
];

const LANDMARKS: [PlannedLandmark; 5] = [
    landmark("Stationen i Killeberg", "station", (-195, 0)),
    landmark("Killebergs skola", "school", (200, 165)),
    landmark("Killebergs idrottsplats", "sports_ground", (380, 50)),
    landmark("Parken i Killeberg", "park", (-90, 70)),
    landmark("Killeberg centrum", "bus_stop", (12, -15)),
];
