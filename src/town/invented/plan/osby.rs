//! Osby on paper: the railway runs along `x = 0`, the old centre lies east of it, the lake and the sports ground west.

use super::{
    Class::{Primary, Residential, Secondary},
    Light, Plan, PlannedArea, PlannedDistrict, PlannedLandmark, PlannedStreet,
    Shape::{Bent, Straight},
    district, lake, land, landmark, park, path, quiet, road_out, stream, street,
};
use crate::geodesy::EastNorth;

pub(super) const PLAN: Plan = Plan {
    name: "Osby",
    id: "osby",
    origin: EastNorth { e: 438_086.0, n: 6_248_780.0 },
    turn: (24.0 / 25.0, 7.0 / 25.0),
    streets: &STREETS,
    landmarks: &LANDMARKS,
    areas: &AREAS,
    districts: &DISTRICTS,
    railway: &[(0, -2400), (0, 2200)],
};

const STREETS: [PlannedStreet; 53] = [
    // Through the town and out of it.
    street("Storgatan", Primary, &[(240, -900), (240, 900)]),
    road_out("Södra infarten", &[(240, -900), (200, -1250), (90, -1650)]),
    road_out("Killebergsvägen", &[(240, 900), (300, 1250), (460, 1750)]),
    road_out("Lönsbodavägen", &[(1000, 0), (1400, -60), (1900, -40)]),
    street("Ringvägen", Secondary, &[(240, -900), (640, -900), (1000, -600), (1000, 750), (640, 1050), (240, 900)]),
    // The centre, between railway and ring road.
    street("Järnvägsgatan", Secondary, &[(60, -600), (60, 600)]),
    street("Stationsgatan", Secondary, &[(60, 0), (240, 0)]),
    street("Esplanaden", Secondary, &[(240, 0), (1000, 0)]),
    street("Skolgatan", Secondary, &[(60, -300), (1000, -300)]),
    street("Viaduktgatan", Secondary, &[(-320, 600), (240, 600)]),
    street("Hantverkargatan", Residential, &[(60, 150), (840, 150)]),
    street("Kyrkogatan", Residential, &[(60, -150), (840, -150)]),
    street("Norra Tvärgatan", Residential, &[(60, 300), (1000, 300)]),
    street("Östergatan", Residential, &[(420, -300), (420, 600)]),
    street("Köpmangatan", Residential, &[(600, -300), (600, 450)]),
    street("Ängsgatan", Residential, &[(840, -600), (840, 600)]),
    street("Södergatan", Residential, &[(60, -600), (1000, -600)]),
    // North-east.
    quiet(Straight, &[(240, 450), (840, 450)]),
    quiet(Straight, &[(240, 600), (840, 600)]),
    quiet(Bent, &[(240, 750), (1000, 750)]),
    quiet(Bent, &[(420, 600), (420, 750)]),
    quiet(Bent, &[(420, 750), (420, 860), (560, 900), (640, 750)]),
    quiet(Bent, &[(600, 450), (600, 600)]),
    quiet(Bent, &[(760, 750), (760, 870)]),
    quiet(Bent, &[(840, 600), (860, 680)]),
    quiet(Bent, &[(720, 300), (720, 450)]),
    // South-east.
    quiet(Straight, &[(240, -450), (840, -450)]),
    quiet(Bent, &[(240, -750), (820, -750)]),
    quiet(Straight, &[(420, -450), (420, -600)]),
    quiet(Bent, &[(420, -600), (420, -750), (440, -840)]),
    quiet(Bent, &[(600, -450), (600, -750)]),
    quiet(Bent, &[(720, -600), (730, -690)]),
    quiet(Bent, &[(60, -450), (240, -450)]),
    // The works east of the ring road.
    street("Verkstadsgatan", Residential, &[(1000, -150), (1250, -150), (1250, -400), (1000, -400)]),
    street("Industrigatan", Residential, &[(1000, 300), (1350, 300), (1350, 520), (1000, 520)]),
    // West of the railway.
    street("Västra Bangatan", Residential, &[(-70, -450), (-70, 600)]),
    street("Idrottsvägen", Secondary, &[(-70, -150), (-700, -150)]),
    street("Sjövägen", Residential, &[(-320, -450), (-320, 600)]),
    quiet(Straight, &[(-70, 150), (-560, 150)]),
    quiet(Straight, &[(-70, 300), (-560, 300)]),
    quiet(Bent, &[(-70, 450), (-320, 450)]),
    quiet(Straight, &[(-560, -150), (-560, 300)]),
    quiet(Bent, &[(-70, -450), (-320, -450)]),
    quiet(Bent, &[(-70, -300), (-480, -300)]),
    quiet(Bent, &[(-320, -450), (-420, -520), (-480, -420), (-480, -300)]),
    quiet(Bent, &[(-560, 300), (-640, 380), (-600, 520), (-320, 600)]),
    quiet(Bent, &[(-440, 150), (-440, 20)]),
    // On foot. The first one goes under the railway.
    PlannedStreet { light: Light::HalfOut, shape: Straight, ..path("Stationsgången", &[(60, -60), (-70, -60)]) },
    path("Parkgången", &[(-70, -60), (-190, 10), (-320, 60)]),
    path("Skolstigen", &[(720, -300), (720, -450)]),
    path("Badstigen", &[(-700, -150), (-880, -260), (-980, -420)]),
    path("Motionsslingan", &[(-700, -150), (-760, 60), (-720, 250), (-640, 380)]),
    path("Verksstigen", &[(1250, -150), (1280, -42), (1320, 140), (1350, 300)]),
];

const LANDMARKS: [PlannedLandmark; 25] = [
    landmark("Gångtunneln vid stationen", "underpass", (0, -60)),
    landmark("Stationen", "station", (30, 10)),
    landmark("Stationstorget", "square", (90, 30)),
    landmark("Stora torget", "square", (205, 45)),
    landmark("Biblioteket", "library", (300, 45)),
    landmark("Centralskolan", "school", (560, -370)),
    landmark("Västra skolan", "school", (-480, 60)),
    landmark("Stadsparken", "park", (-195, -10)),
    landmark("Esplanadparken", "park", (510, 45)),
    landmark("Lekparken", "park", (640, 680)),
    landmark("Södra lekparken", "park", (500, -680)),
    landmark("Idrottsplatsen", "sports_ground", (-610, -240)),
    landmark("Sporthallen", "sports_ground", (780, -520)),
    landmark("Badplatsen", "swimming_place", (-995, -440)),
    landmark("Resecentrum", "bus_stop", (75, -25)),
    landmark("Stora torget", "bus_stop", (250, 20)),
    landmark("Storgatan norra", "bus_stop", (250, 690)),
    landmark("Storgatan södra", "bus_stop", (230, -670)),
    landmark("Centralskolan", "bus_stop", (620, -292)),
    landmark("Ringvägen", "bus_stop", (1010, 150)),
    landmark("Industrigatan", "bus_stop", (1345, 400)),
    landmark("Idrottsplatsen", "bus_stop", (-560, -142)),
    landmark("Sjövägen", "bus_stop", (-312, 380)),
    landmark("Lönsbodavägen", "bus_stop", (1080, -20)),
    landmark("Viadukten", "bus_stop", (-150, 608)),
];

const AREAS: [PlannedArea; 22] = [
    land(
        "residential",
        &[(-600, -480), (-590, 320), (-680, 400), (-620, 560), (-320, 650), (-25, 640), (-25, -560), (-420, -560)],
    ),
    land(
        "residential",
        &[(25, -640), (230, -940), (650, -930), (1030, -620), (1030, 780), (650, 1090), (220, 930), (25, 640)],
    ),
    land("industrial", &[(1015, -140), (1290, -140), (1290, -440), (1015, -440)]),
    land("industrial", &[(1015, 270), (1400, 270), (1400, 560), (1015, 560)]),
    land("commercial", &[(75, -140), (225, -140), (225, 140), (75, 140)]),
    land("pedestrian", &[(180, 15), (225, 15), (225, 80), (180, 80)]),
    park("Stadsparken", &[(-300, 20), (-250, -110), (-100, -110), (-90, 60), (-180, 110), (-290, 100)]),
    park("Esplanadparken", &[(440, 15), (585, 15), (585, 85), (440, 85)]),
    park("Lekparken", &[(610, 640), (690, 640), (690, 720), (610, 720)]),
    park("Södra lekparken", &[(470, -720), (540, -720), (540, -640), (470, -640)]),
    land("sports", &[(-700, -340), (-530, -340), (-530, -175), (-700, -175)]),
    land("school", &[(470, -432), (690, -432), (690, -320), (470, -320)]),
    land("school", &[(-545, 25), (-455, 25), (-455, 130), (-545, 130)]),
    land("cemetery", &[(660, -125), (820, -125), (820, -25), (660, -25)]),
    land("forest", &[(-1800, -1400), (-1700, 200), (-1100, 900), (-1900, 1300), (-2500, -200)]),
    land("forest", &[(1450, -1150), (2050, -900), (2150, -250), (1600, -180), (1350, -600)]),
    land("forest", &[(-450, 900), (-60, 850), (-60, 1800), (-700, 1700)]),
    land("farmland", &[(300, -1000), (900, -1000), (1150, -1700), (300, -1650)]),
    land("farmland", &[(560, 1180), (1150, 900), (1500, 1500), (700, 1900)]),
    land("meadow", &[(-900, -150), (-740, -100), (-790, 320), (-1000, 200)]),
    lake("Badsjön", &[(-1010, -450), (-960, -700), (-1150, -1000), (-1500, -950), (-1620, -500), (-1430, -150)]),
    stream("Sjöbäcken", &[(-1300, -940), (-1150, -1250), (-1180, -1600), (-950, -2000)]),
];

const DISTRICTS: [PlannedDistrict; 3] = [
    district("Osby väster", &[(-1100, -1100), (0, -1100), (0, 1200), (-1100, 1200)]),
    district("Osby centrum", &[(0, -1100), (420, -1100), (420, 1200), (0, 1200)]),
    district("Osby öster", &[(420, -1100), (1500, -1100), (1500, 1200), (420, 1200)]),
];
