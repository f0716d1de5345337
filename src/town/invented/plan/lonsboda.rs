//! Lönsboda on paper: one main street, a grid on both sides, and the street whose lamps went out.

use super::{
    Class::{Primary, Residential, Secondary},
    Light, Plan, PlannedArea, PlannedDistrict, PlannedLandmark, PlannedStreet,
    Shape::{Bent, Straight},
    district, lake, land, landmark, park, path, quiet, road_out, street,
};
use crate::geodesy::EastNorth;

pub(super) const PLAN: Plan = Plan {
    name: "Lönsboda",
    id: "lonsboda",
    origin: EastNorth { e: 457_700.0, n: 6_250_566.0 },
    turn: (12.0 / 13.0, -5.0 / 13.0),
    streets: &STREETS,
    landmarks: &LANDMARKS,
    areas: &AREAS,
    districts: &DISTRICTS,
    railway: &[],
};

const STREETS: [PlannedStreet; 20] = [
    street("Storgatan", Primary, &[(-450, 0), (450, 0)]),
    road_out("Osbyvägen", &[(-450, 0), (-800, -40), (-1250, 10)]),
    road_out("Östra infarten", &[(450, 0), (800, 60), (1200, 40)]),
    street("Skolgatan", Secondary, &[(0, 0), (0, 420)]),
    street("Järnvägsgatan", Residential, &[(-300, -150), (300, -150)]),
    street("Torggatan", Residential, &[(150, -150), (150, 280)]),
    PlannedStreet { light: Light::RowOut, ..street("Fabriksgatan", Residential, &[(-300, 0), (-300, -450)]) },
    street("Södergatan", Residential, &[(-300, -450), (300, -450)]),
    street("Nygatan", Residential, &[(300, -450), (300, 280)]),
    quiet(Straight, &[(-300, 140), (300, 140)]),
    quiet(Straight, &[(-300, 280), (300, 280)]),
    quiet(Bent, &[(-300, 0), (-300, 280)]),
    quiet(Bent, &[(-150, 0), (-150, 420)]),
    quiet(Bent, &[(-150, 420), (150, 420)]),
    quiet(Bent, &[(150, 420), (250, 390), (300, 280)]),
    quiet(Straight, &[(0, 0), (0, -450)]),
    quiet(Bent, &[(0, -450), (20, -560)]),
    quiet(Bent, &[(-300, -300), (300, -300)]),
    quiet(Bent, &[(-300, -450), (-420, -400), (-450, -250), (-300, -150)]),
    path("Idrottsstigen", &[(0, 420), (60, 530), (200, 570)]),
];

const LANDMARKS: [PlannedLandmark; 10] = [
    landmark("Torget i Lönsboda", "square", (80, 30)),
    landmark("Lönsboda skola", "school", (-80, 350)),
    landmark("Lönsboda bibliotek", "library", (110, 75)),
    landmark("Lönsboda idrottsplats", "sports_ground", (235, 590)),
    landmark("Parken i Lönsboda", "park", (-225, 70)),
    landmark("Badplatsen i Lönsboda", "swimming_place", (-620, 420)),
    landmark("Busstorget", "bus_stop", (30, -12)),
    landmark("Fabriksgatan", "bus_stop", (-310, -12)),
    landmark("Södergatan", "bus_stop", (-280, -460)),
    landmark("Lönsboda östra", "bus_stop", (440, 12)),
];

const AREAS: [PlannedArea; 8] = [
    land("residential", &[(-480, -490), (340, -490), (340, 300), (270, 450), (-170, 450), (-340, 300), (-480, 30)]),
    land("industrial", &[(-440, -240), (-315, -240), (-315, -20), (-460, -20)]),
    land("pedestrian", &[(30, 12), (130, 12), (130, 60), (30, 60)]),
    land("school", &[(-135, 295), (-15, 295), (-15, 405), (-135, 405)]),
    park("Parken i Lönsboda", &[(-285, 25), (-165, 25), (-165, 125), (-285, 125)]),
    land("sports", &[(190, 540), (330, 540), (330, 660), (190, 660)]),
    land("forest", &[(420, 250), (1000, 300), (1100, 900), (450, 800)]),
    lake("Skogssjön", &[(-640, 430), (-560, 620), (-700, 900), (-950, 850), (-1000, 560), (-800, 400)]),
];

const DISTRICTS: [PlannedDistrict; 1] =
    [district("Lönsboda tätort", &[(-700, -700), (600, -700), (600, 700), (-700, 700)])];
