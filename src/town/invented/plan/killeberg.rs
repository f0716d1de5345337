//! Killeberg on paper: a street, a station, a school, houses around them.

use super::{
    Class::{Primary, Residential, Secondary},
    Plan, PlannedArea, PlannedDistrict, PlannedLandmark, PlannedStreet,
    Shape::Bent,
    district, land, landmark, park, path, quiet, road_out, stream, street,
};
use crate::geodesy::EastNorth;

pub(super) const PLAN: Plan = Plan {
    name: "Killeberg",
    id: "killeberg",
    origin: EastNorth { e: 444_245.0, n: 6_259_248.0 },
    turn: (15.0 / 17.0, 8.0 / 17.0),
    streets: &STREETS,
    landmarks: &LANDMARKS,
    areas: &AREAS,
    districts: &DISTRICTS,
    railway: &[(-210, -1500), (-210, 1500)],
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

const AREAS: [PlannedArea; 6] = [
    land("residential", &[(-185, -60), (-40, -370), (60, -370), (300, -160), (300, 200), (40, 370), (-185, 250)]),
    land("school", &[(150, 135), (245, 135), (245, 195), (150, 195)]),
    park("Parken i Killeberg", &[(-130, 30), (-50, 30), (-50, 110), (-130, 110)]),
    land("sports", &[(340, 0), (430, 0), (430, 110), (340, 110)]),
    land("forest", &[(-900, -500), (-300, -450), (-280, 500), (-950, 650)]),
    stream("Lillån", &[(500, -700), (430, -300), (520, 100), (460, 600)]),
];

const DISTRICTS: [PlannedDistrict; 1] =
    [district("Killeberg tätort", &[(-500, -600), (600, -600), (600, 600), (-500, 600)])];
