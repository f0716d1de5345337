//! What the demo has promised, planned and done. All of it is made up, but for the promise of Osby: the page says so.
//!
//! The same seed and the same day give the same bytes. Days are told back from today, so that the page shows a promise
//! that is kept, one on the way and one that is late whenever the demo is opened.

use geo::Geometry;
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Deed, DeedKind, Pledge, PledgeSet};
use crate::geodesy::LonLat;
use crate::town::invented::{Dice, survey};
use crate::town::{Feature, Layer};

/// What the register of the demo holds.
pub struct InventedRegister {
    pub pledges: Vec<Pledge>,
    pub deeds: Vec<Deed>,
    pub remedies: Vec<InventedRemedy>,
}

/// A remedy nobody decided, as `POST /api/v1/remedies` takes it, and the day it was last changed.
pub struct InventedRemedy {
    pub id: Uuid,
    pub body: Value,
    pub changed_on: Date,
}

const ENDED_MONTHS: i32 = 12;
/// Checks in each of the last twelve months that have ended, the newest last: it and one in spring are too few.
const CHECKS: [u32; 12] = [15, 16, 15, 17, 11, 15, 15, 16, 18, 15, 15, 12];

/// The register as it stands on a day.
pub fn register(seed: u64, today: Date, zone: &TimeZone) -> InventedRegister {
    let town = survey(seed).features;
    let mut scene = Scene { dice: Dice::new(seed, 501), today, zone, town: &town };
    let since = scene.month(-ENDED_MONTHS);
    let pledges = PledgeSet::shipped().swap_remove(0).since(since);
    let mut deeds = scene.checks();
    deeds.extend(scene.others());
    deeds.sort_by_key(|deed| deed.started_at);
    InventedRegister { pledges, deeds, remedies: scene.remedies() }
}

struct Scene<'a> {
    dice: Dice,
    today: Date,
    zone: &'a TimeZone,
    town: &'a [Feature],
}

impl Scene<'_> {
    /// The first day of a month, 0 for the one that goes on.
    fn month(&self, by: i32) -> Date {
        self.today.first_of_month().saturating_add(by.months())
    }

    fn days_ago(&self, n: i32) -> Date {
        self.today.saturating_sub(n.days())
    }

    fn at(&self, day: Date, hour: u32, minute: u32) -> Timestamp {
        let local = day.at(hour as i8, minute as i8, 0, 0).to_zoned(self.zone.clone());
        local.expect("within the years of the demo").timestamp()
    }

    fn id(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            *byte = self.dice.below(256) as u8;
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    fn landmark(&self, name: &str) -> LonLat {
        let found = self.town.iter().find(|own| own.layer == Layer::Landmark && own.name.as_deref() == Some(name));
        let place = found.and_then(|own| match &own.geometry {
            Geometry::Point(at) => LonLat::new(at.x(), at.y()),
            _ => None,
        });
        place.expect("the drawings hold every landmark of the register")
    }

    /// Stops where a car can stand, with their localities.
    fn stops(&self) -> Vec<(String, String, LonLat)> {
        let stops =
            self.town.iter().filter(|own| own.layer == Layer::Landmark && own.kind.as_deref() == Some("bus_stop"));
        let placed = stops.filter_map(|own| match &own.geometry {
            Geometry::Point(at) => Some((own.name.clone()?, own.locality.clone()?, LonLat::new(at.x(), at.y())?)),
            _ => None,
        });
        placed.collect()
    }

    /// Fifteen a month or so at the stops, and as many of this month as its days so far give room for.
    fn checks(&mut self) -> Vec<Deed> {
        let stops = self.stops();
        let mut deeds = Vec::new();
        let months = (-ENDED_MONTHS..0).zip(CHECKS).map(|(by, n)| (self.month(by), n)).collect::<Vec<_>>();
        for (first, n) in months {
            let n_days = u32::from(first.days_in_month().unsigned_abs());
            for _ in 0..n {
                let day = first.saturating_add((self.dice.below(n_days) as i32).days());
                deeds.push(self.check(day, &stops));
            }
        }
        let n_days = u32::from(self.today.day().unsigned_abs()) - 1;
        for _ in 0..n_days / 3 {
            let day = self.month(0).saturating_add((self.dice.below(n_days) as i32).days());
            deeds.push(self.check(day, &stops));
        }
        deeds
    }

    fn check(&mut self, day: Date, stops: &[(String, String, LonLat)]) -> Deed {
        let locality = self.dice.weighted(&[("Osby", 60), ("Lönsboda", 26), ("Killeberg", 14)]);
        let here: Vec<_> = stops.iter().filter(|(_, own, _)| own == locality).collect();
        let (name, locality, at) = self.dice.pick(&here).clone();
        let hour = if matches!(day.weekday(), Weekday::Friday | Weekday::Saturday) {
            self.dice.whole(19, 22)
        } else {
            self.dice.pick(&[7, 7, 8, 14, 15, 16, 17])
        };
        let minute = 5 * self.dice.below(12);
        let started_at = self.at(day, hour, minute);
        let stopped = self.dice.whole(4, 14);
        Deed {
            id: self.id(),
            kind: DeedKind::TrafficCheck,
            started_at,
            minutes: Some(self.dice.whole(15, 25)),
            locality: Some(locality),
            place_name: Some(name),
            at: Some(at),
            counts: [
                ("vehicles_stopped".to_owned(), stopped),
                ("speeding".to_owned(), self.dice.below(1 + stopped / 3)),
            ]
            .into(),
            source: None,
        }
    }

    /// One citizen walk, evenings with adults out, and the rest that has no page of its own.
    fn others(&mut self) -> Vec<Deed> {
        let mut deeds = Vec::new();
        let mut done = |scene: &mut Self, kind, day: Date, hour, locality: &str, participants: u32| {
            let deed = Deed {
                id: scene.id(),
                kind,
                started_at: scene.at(day, hour, 0),
                minutes: Some(90),
                locality: Some(locality.to_owned()),
                place_name: None,
                at: None,
                counts: [("participants".to_owned(), participants)].into(),
                source: None,
            };
            deeds.push(deed);
        };
        let walked = self.month(-2).saturating_add(6.days());
        done(self, DeedKind::CitizenWalk, walked, 18, "Lönsboda", 17);
        let audited = self.month(-5).saturating_add(13.days());
        done(self, DeedKind::SafetyAuditWalk, audited, 19, "Osby", 9);
        for by in -6..0 {
            let evening = self.month(by).saturating_add((self.dice.below(25) as i32).days());
            done(self, DeedKind::EveningPatrol, evening, 20, "Osby", 6);
        }
        let told = self.month(-1).saturating_add(4.days());
        done(self, DeedKind::Told, told, 18, "Lönsboda", 31);
        deeds
    }

    fn remedies(&mut self) -> Vec<InventedRemedy> {
        let year_before = |day: Date| (day.saturating_sub(365.days()).to_string(), day.to_string());
        let mut all = Vec::new();
        let mut add = |scene: &mut Self, place: &str, changed_on: Date, chosen_on: Date, more: Value| {
            let at = scene.landmark(place);
            let (from, to) = year_before(chosen_on);
            let mut body = json!({
                "place": {"type": "Point", "coordinates": [at.lon(), at.lat()]},
                "place_name": place, "owner": "municipality", "selected_from": from, "selected_to": to,
            });
            for (name, value) in more.as_object().into_iter().flatten() {
                body[name.as_str()] = value.clone();
            }
            let id = scene.id();
            all.push(InventedRemedy { id, body, changed_on });
        };
        let done = self.days_ago(150);
        add(
            self,
            "Stadsparken",
            done,
            self.days_ago(190),
            json!({
                "kind": "vegetation", "state": "done", "cost": 24_000, "started_on": self.days_ago(160).to_string(),
                "done_on": done.to_string(), "due": self.days_ago(140).to_string(),
                "sentence_sv": "Buskarna längs Parkgången är nerklippta, så att man ser dem man möter.",
                "sentence_en": "The bushes along the park path have been cut, so that you see whom you meet.",
                "origin": {"kind": "walk", "id": "demo-vandring-1"},
            }),
        );
        let done = self.days_ago(250);
        add(
            self,
            "Centralskolan",
            done,
            self.days_ago(330),
            json!({
                "kind": "speed_display", "state": "done", "cost": 38_000, "started_on": self.days_ago(255).to_string(),
                "done_on": done.to_string(), "due": self.days_ago(240).to_string(),
                "sentence_sv": "På Skolgatan står nu en skylt som visar hur fort man kör.",
                "sentence_en": "A sign on Skolgatan now shows how fast you drive.",
                "origin": {"kind": "hotspot", "id": "demo-plats-3"},
            }),
        );
        add(
            self,
            "Gångtunneln vid stationen",
            self.days_ago(20),
            self.days_ago(120),
            json!({
                "kind": "lighting", "state": "started", "cost": 190_000, "started_on": self.days_ago(20).to_string(),
                "due": self.month(2).saturating_sub(1.days()).to_string(),
                "sentence_sv": "Vi sätter upp tolv nya armaturer i gångtunneln och målar väggarna ljusa.",
                "sentence_en": "We put up twelve new lamps in the underpass and paint its walls light.",
                "origin": {"kind": "hotspot", "id": "demo-plats-1"},
            }),
        );
        add(
            self,
            "Fabriksgatan",
            self.days_ago(70),
            self.days_ago(100),
            json!({
                "kind": "lamp_repair", "state": "decided", "cost": 46_000, "due": self.days_ago(12).to_string(),
                "sentence_sv": "Vi lagar raden av trasiga lampor på Fabriksgatan.",
                "sentence_en": "We repair the row of broken lamps on Fabriksgatan.",
                "origin": {"kind": "hotspot", "id": "demo-plats-4"},
            }),
        );
        add(
            self,
            "Ringvägen",
            self.days_ago(9),
            self.days_ago(30),
            json!({
                "kind": "speed_hump", "state": "proposed", "owner": "road_authority", "due": self.month(6).to_string(),
                "origin": {"kind": "hotspot", "id": "demo-plats-2"},
            }),
        );
        all
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_same_seed_and_day_give_the_same_register_and_nothing_is_done_tomorrow() {
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        for today in [date(2026, 11, 20), date(2027, 1, 1), date(2028, 2, 29)] {
            let (one, two) = (register(7, today, &zone), register(7, today, &zone));
            assert_eq!(one.deeds, two.deeds);
            let bodies =
                |own: &InventedRegister| own.remedies.iter().map(|r| (r.id, r.body.clone())).collect::<Vec<_>>();
            assert_eq!(bodies(&one), bodies(&two));
            let day = |deed: &Deed| deed.started_at.to_zoned(zone.clone()).date();
            assert!(one.deeds.iter().all(|deed| day(deed) < today || today.day() == 1), "{today}");
            assert!(one.deeds.iter().all(|deed| day(deed) >= today.first_of_month().saturating_sub(12.months())));
            let checks = one.deeds.iter().filter(|deed| deed.kind == DeedKind::TrafficCheck).count();
            assert!(checks >= CHECKS.iter().sum::<u32>() as usize);
        }
    }
}
