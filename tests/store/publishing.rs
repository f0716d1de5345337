//! The public layer in the database: written once, whole, and seen by every process.

use std::collections::HashMap;

use axum::http::Method;
use serde_json::json;
use trygghetskarta::geodesy::Cell;
use trygghetskarta::observation::{Group, Month};
use trygghetskarta::privacy::{Batch, Released};

use crate::support::{App, each_database, report, spot, with};

/// Seven reports in one square, and one far from it.
async fn tell_seven_and_one(app: &App) {
    for i in 0..7 {
        let (lon, lat) = spot(0, 0, i);
        app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
    }
    let (lon, lat) = spot(40, 20, 0);
    app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
}

#[tokio::test]
async fn what_is_published_is_marked_once_and_never_published_again() {
    each_database(|app| async move {
        tell_seven_and_one(&app).await;
        assert_eq!(app.service.publish_ended_months().await.unwrap().n_cells, 0, "the month has not ended");

        let published = app.publish_at("2026-12-01T00:10:00Z").await;
        assert_eq!((published.n_cells, published.n_reports), (1, 7));
        assert_eq!(app.store().published_through("1273").await.unwrap(), Month::new(2026, 11));
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE published_month IS NULL").await, 1);
        let cells = app.store().public_cells("1273").await.unwrap();
        assert_eq!((cells.len(), cells[0].n_reports, cells[0].cell.size_m), (1, 7, 250));

        let again = app.service.publish_ended_months().await.unwrap();
        assert_eq!((again.months, again.n_cells), (0, 0));
        // December is the month of every size, and still there is nobody to hide the eighth among.
        let january = app.publish_at("2027-01-02T00:00:00Z").await;
        assert_eq!((january.months, january.n_cells), (1, 0));
        assert_eq!(app.store().public_cells("1273").await.unwrap(), cells);
    })
    .await;
}

#[tokio::test]
async fn what_another_process_publishes_is_shown_here_too() {
    each_database(|app| async move {
        tell_seven_and_one(&app).await;
        app.clock.turn_to("2026-12-01T00:10:00Z");
        let published = app.beside().await.publish_ended_months().await.unwrap();
        assert_eq!(published.n_reports, 7);
        // The server's own round finds nothing left to do, but the layer is not what it was.
        app.service.publish_ended_months().await.unwrap();
        assert_eq!(app.get("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"], 7);
    })
    .await;
}

#[tokio::test]
async fn a_report_withdrawn_before_the_month_is_published_is_in_no_square() {
    each_database(|app| async move {
        app.clock.turn_to("2026-11-30T22:50:00Z");
        let mut tokens = Vec::new();
        for i in 0..6 {
            let (lon, lat) = spot(0, 0, i);
            let receipt = app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
            tokens.push(receipt["follow_up_token"].as_str().unwrap().to_owned());
        }
        app.service.withdraw(&tokens[3]).await.unwrap();
        assert_eq!(app.publish_at("2026-11-30T23:10:00Z").await.n_reports, 0);

        // Six again, and published: from now on nobody can take one of them out of the sum.
        app.clock.turn_to("2026-12-10T10:00:00Z");
        let (lon, lat) = spot(0, 0, 9);
        app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
        assert_eq!(app.publish_at("2027-01-01T00:00:00Z").await.n_reports, 6);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE published_month IS NOT NULL").await, 6);
    })
    .await;
}

#[tokio::test]
async fn what_changed_between_looking_and_writing_stops_the_whole_publishing() {
    each_database(|app| async move {
        let mut tokens = Vec::new();
        for i in 0..6 {
            let (lon, lat) = spot(0, 0, i);
            let receipt = app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
            tokens.push(receipt["follow_up_token"].as_str().unwrap().to_owned());
        }
        let (november, october) = (Month::new(2026, 11).unwrap(), Month::new(2026, 10).unwrap());
        let waiting = app.store().waiting("1273", i64::MAX / 2_000_000).await.unwrap();
        let keys: Vec<u32> = waiting.iter().map(|(_, facts)| facts.key).collect();
        let revisions: HashMap<u32, i64> = waiting.iter().map(|(revision, facts)| (facts.key, *revision)).collect();
        assert_eq!(keys.len(), 6);
        let cell = Cell { size_m: 250, e_m: 438_000, n_m: 6_248_500 };
        let batch = Batch { cell, keys };
        let released = [Released { group: Group::UnsafePlace, month: november, batch, parts: Vec::new() }];

        // The desk corrects one after we have looked: it may lie in another square now.
        let correcting = json!({"decision": "accepted", "place": {"type": "Point", "coordinates": [13.99, 56.38]}});
        let path = format!("/api/v1/desk/{}", released[0].batch.keys[4]);
        app.send_staff(Method::PATCH, &path, &correcting).await.expect(200);
        assert!(!app.store().publish("1273", november, &released, &revisions).await.unwrap());
        assert_eq!(app.store().public_cells("1273").await.unwrap(), []);

        // Somebody takes one back after we have looked: five are left, and five are not k.
        app.service.withdraw(&tokens[2]).await.unwrap();
        assert!(!app.store().publish("1273", november, &released, &revisions).await.unwrap());
        assert_eq!(app.store().public_cells("1273").await.unwrap(), []);
        assert_eq!(app.store().published_through("1273").await.unwrap(), None);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE published_month IS NOT NULL").await, 0);

        // Another process is first: a month is published once.
        assert!(app.store().publish("1273", november, &[], &revisions).await.unwrap());
        for month in [november, october] {
            assert!(!app.store().publish("1273", month, &[], &revisions).await.unwrap());
        }
        assert_eq!(app.store().published_through("1273").await.unwrap(), Some(november));
    })
    .await;
}
