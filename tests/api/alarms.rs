//! The weekly alarm.

use serde_json::{Value, json};

use crate::support::{App, report, spot, with};

/// One report a fortnight in each of eight squares, and in the last week twelve more in one of them.
#[tokio::test]
async fn a_week_of_many_reports_in_one_square_is_an_alarm_and_an_even_year_is_none() {
    let app = App::sqlite().await;
    app.clock.turn_to("2025-12-01T12:00:00Z");
    let tell = async |square: i32, nth: u32, at: &str| {
        let (lon, lat) = spot(square, 0, nth as _);
        let told = with(report(), "/place/geometry/coordinates", json!([lon, lat]));
        app.told(&with(told, "/when", json!({"kind": "instant", "at": at}))).await;
    };
    let mut day: jiff::Timestamp = "2025-12-02T18:00:00Z".parse().unwrap();
    for fortnight in 0..25 {
        app.clock.turn_to(&(day + jiff::SignedDuration::from_hours(1)).to_string());
        for square in 0..8 {
            tell(square, fortnight, &day.to_string()).await;
        }
        day += jiff::SignedDuration::from_hours(14 * 24);
    }
    app.seen().await;
    let quiet = app.worked_out("/api/v1/alarms").await;
    let surely = |found: &Value| {
        let all = found["features"].as_array().unwrap().clone();
        all.into_iter().filter(|f| f["properties"]["p"].as_f64().unwrap() <= 0.05).collect::<Vec<_>>()
    };
    assert!(surely(&quiet).is_empty(), "{quiet}");
    for nth in 0..12 {
        tell(2, nth, &app.clock.now().to_string()).await;
    }
    app.seen().await;
    let found = app.worked_out("/api/v1/alarms?seed=1").await;
    let alarms = surely(&found);
    assert_eq!(alarms.len(), 1, "{found}");
    let alarm = &alarms[0]["properties"];
    // The circle holds most of the twelve, which lie in several squares of 100 m.
    let (cases, expected) = (alarm["cases"].as_u64().unwrap(), alarm["expected"].as_f64().unwrap());
    assert!(cases >= 6 && expected < cases as f64 / 3.0, "{alarm}");
    assert!(alarm["recurrence_days"].as_f64().unwrap() >= 140.0 && alarm["name"]["sv"].is_string(), "{alarm}");
    assert_eq!(app.get("/api/v1/alarms").await.status, 403);
}

/// What happened long ago is news on the day it is told; a forecaster could not have known before.
#[tokio::test]
async fn an_alarm_goes_by_the_day_of_telling() {
    let app = App::sqlite().await;
    app.clock.turn_to("2025-06-02T12:00:00Z");
    for nth in 0..40 {
        let now = format!("2025-{:02}-{:02}T12:00:00Z", 6 + nth / 20, 2 + nth % 20);
        app.clock.turn_to(&now);
        let (lon, lat) = spot(nth % 8, 0, nth as _);
        let told = with(report(), "/place/geometry/coordinates", json!([lon, lat]));
        app.told(&with(told, "/when", json!({"kind": "instant", "at": now}))).await;
    }
    app.clock.turn_to("2025-08-10T12:00:00Z");
    for nth in 0..12 {
        let (lon, lat) = spot(2, 0, nth);
        let told = with(report(), "/place/geometry/coordinates", json!([lon, lat]));
        let happened = format!("2025-06-{:02}T10:00:00Z", 3 + nth);
        app.told(&with(told, "/when", json!({"kind": "instant", "at": happened}))).await;
    }
    app.seen().await;
    let found = app.worked_out("/api/v1/alarms").await;
    let first = &found["features"][0]["properties"];
    assert!(first["p"].as_f64().unwrap() <= 0.05, "{found}");
    assert_eq!(first["to"], "2025-08-10", "{first}");
}
