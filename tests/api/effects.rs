//! Did it help: remedies of the register against what similar places did meanwhile.

use serde_json::{Value, json};

use crate::support::{App, at, each_database, spot};

const DONE: &str = "5d0c2a51-63a8-4a3e-9d6c-2f7d7a0f1b01";
const PLANNED: &str = "5d0c2a51-63a8-4a3e-9d6c-2f7d7a0f1b02";
const LATELY: &str = "5d0c2a51-63a8-4a3e-9d6c-2f7d7a0f1b03";

/// Three remedies in the register; two lie where nobody has told anything.
async fn register(app: &App) {
    app.execute(
        "INSERT INTO remedy (municipality, id, kind, place, place_name, owner, state, selected_from, selected_to, \
         started_on, done_on, made_at, changed_at) VALUES \
         ('1273', '5d0c2a51-63a8-4a3e-9d6c-2f7d7a0f1b01', 'lighting', \
          '{\"type\":\"Point\",\"coordinates\":[13.9974,56.3796]}', 'Stationen', 'Kommunen', 'done', '2025-11-01', \
          '2026-04-30', '2026-05-04', '2026-05-10', 0, 0), \
         ('1273', '5d0c2a51-63a8-4a3e-9d6c-2f7d7a0f1b02', 'clearing', \
          '{\"type\":\"Point\",\"coordinates\":[13.9974,56.3796]}', 'Stationen', 'Kommunen', 'decided', NULL, NULL, \
          NULL, NULL, 0, 0), \
         ('1273', '5d0c2a51-63a8-4a3e-9d6c-2f7d7a0f1b03', 'lighting', \
          '{\"type\":\"LineString\",\"coordinates\":[[13.93,56.35],[13.931,56.351]]}', 'Backen', 'Kommunen', 'done', \
          NULL, NULL, '2026-10-30', '2026-11-02', 0, 0)",
    )
    .await;
}

async fn tell(app: &App, (lon, lat): (f64, f64)) {
    let mut body = at(lon, lat);
    let when = app.clock.now() - jiff::SignedDuration::from_hours(2);
    body["when"] = json!({"kind": "instant", "at": when.to_string()});
    app.told(&body).await;
}

/// So many degrees north of the station, which is about so many metres.
fn north(metres: f64) -> (f64, f64) {
    (13.9974, 56.3796 + metres / 111_300.0)
}

/// Twelve before and three after at the station, four and five in the ring, and two of each in sixteen squares.
async fn told(app: &App) {
    for (day, n_here, n_ring) in [("2026-02-10T12:00:00Z", 12, 4), ("2026-08-10T12:00:00Z", 3, 5)] {
        app.clock.turn_to(day);
        for nth in 0..n_here {
            tell(app, north(5.0 * f64::from(nth))).await;
        }
        for nth in 0..n_ring {
            tell(app, north(150.0 + 10.0 * f64::from(nth))).await;
        }
        for square in 0..16 {
            for nth in 0..2 {
                tell(app, spot(4 + square % 4 * 2, 4 + square / 4 * 2, nth * 5)).await;
            }
        }
    }
    // Between beginning and end of the work: neither before nor after.
    app.clock.turn_to("2026-05-07T12:00:00Z");
    tell(app, north(0.0)).await;
    app.clock.turn_to("2026-11-20T12:00:00Z");
    app.seen().await;
}

async fn effect(app: &App, id: &str, more: &str) -> Value {
    app.get_staff(&format!("/api/v1/effects/{id}{more}")).await.expect(200)
}

#[tokio::test]
async fn a_remedy_that_is_done_is_measured_by_when_reports_were_told() {
    each_database(|app| async move {
        register(&app).await;
        told(&app).await;
        let found = effect(&app, DONE, "").await;
        assert_eq!(found["stage"], "measured");
        assert_eq!(found["periods"]["after"], json!({"from": "2026-05-11", "to": "2026-11-19"}));
        // The service began to hear in February: so does the time before.
        assert_eq!(found["periods"]["before"], json!({"from": "2026-02-10", "to": "2026-05-03"}));
        assert_eq!(found["remedy"]["selected_by"], json!({"from": "2025-11-01", "to": "2026-04-30"}));
        assert_eq!(found["method"]["parameters"]["chosen_by"], "before");
        let results = &found["results"];
        assert_eq!([&results["n_before"], &results["n_after"]], [12, 3]);
        assert_eq!(found["places"]["compared_with"], "squares_with_reports");
        let estimate = &results["estimate"];
        assert_eq!([&estimate["trend"]["n_before"], &estimate["trend"]["n_after"]], [32, 32]);
        // Naively 12 in 83 days against 3 in 193; drawn toward the others and moved by their trend there is less to
        // see.
        let naive = results["naive"]["ratio"].as_f64().unwrap();
        assert!((naive - 3.0 / 193.0 * 83.0 / 12.0).abs() < 1e-12, "{naive}");
        assert_eq!(results["naive"]["contains"], "regression_to_the_mean");
        let [theta, low, high] = ["theta", "low", "high"].map(|name| estimate[name].as_f64().unwrap());
        assert!(low < theta && theta < high && theta > naive, "{results}");
        let is_below = high < 1.0;
        assert_eq!(results["verdict"] == "fewer", is_below);
        assert!(results["displacement"]["standard_error"].as_f64().unwrap() > 0.0);
        // Traffic was never told of: nothing can be said, and that is said.
        let none = effect(&app, DONE, "?category=speeding").await;
        assert_eq!(none["results"]["no_estimate"], "too_few_places");
        assert_eq!(none["results"]["verdict"], "cannot_tell");
    })
    .await;
}

#[tokio::test]
async fn before_a_remedy_begins_it_is_said_what_could_be_shown() {
    each_database(|app| async move {
        register(&app).await;
        told(&app).await;
        let found = effect(&app, PLANNED, "?after_days=283").await;
        assert_eq!(found["stage"], "planned");
        assert_eq!(found["periods"]["planned_after_days"], 283);
        assert_eq!(found["periods"]["before"], json!({"from": "2026-02-10", "to": "2026-11-19"}));
        // scipy 1.17.1: 16 reports in 283 days; binomtest(7, 23, .5, 'less') is 0.047, binomtest(8, 24) 0.076.
        assert_eq!(found["results"]["detectable"]["by_these_counts"]["at_most"], 7);
        let expected = found["results"]["expected_after"].as_f64().expect("32 squares to compare with");
        assert!(expected < 16.0, "{found}");
        assert_eq!(found["results"].get("naive"), None);
        assert_eq!(found["warnings"][0]["code"], "selection_unknown");
        let lately = effect(&app, LATELY, "").await;
        assert_eq!(lately["stage"], "too_early");
        assert_eq!(lately["results"]["detectable"]["by_these_counts"]["at_most"], Value::Null);
        assert!(lately["warnings"].to_string().contains("nothing_can_be_shown"), "{lately}");
    })
    .await;
}

#[tokio::test]
async fn effects_are_for_staff_and_of_remedies_there_are() {
    each_database(|app| async move {
        register(&app).await;
        assert_eq!(app.get(&format!("/api/v1/effects/{DONE}")).await.status, 403);
        let unknown = "/api/v1/effects/5d0c2a51-63a8-4a3e-9d6c-2f7d7a0f1bff";
        assert_eq!(app.get_staff(unknown).await.status, 404);
        for bad in ["?radius=5", "?radius=near", "?category=ghosts", "?after_days=0"] {
            let answer = app.get_staff(&format!("/api/v1/effects/{DONE}{bad}")).await;
            assert_eq!(answer.status, 400, "{bad}");
        }
        // Without a single report there is nothing to say, and no fault.
        let empty = effect(&app, DONE, "").await;
        assert_eq!((&empty["results"]["verdict"], &empty["results"]["n_before"]), (&"cannot_tell".into(), &0.into()));
    })
    .await;
}
