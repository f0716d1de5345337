//! The public layer in the database: written once, whole, and seen by every process.

use std::collections::HashMap;

use axum::http::Method;
use serde_json::json;
use trygghetskarta::geodesy::Cell;
use trygghetskarta::observation::{Group, Month};
use trygghetskarta::privacy::{Batch, HeldBack, Released};
use trygghetskarta::service::Published;

use crate::support::{App, each_database, report, spot, with};

/// So many reports in one square.
async fn tell_in(app: &App, (column, row): (i32, i32), n: u32) {
    for i in 0..n {
        let (lon, lat) = spot(column, row, i);
        app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
    }
}

/// Seven reports in one square, and one far from it.
async fn tell_seven_and_one(app: &App) {
    tell_in(app, (0, 0), 7).await;
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
        let waiting = app.store().waiting("1273", (None, i64::MAX / 2_000_000)).await.unwrap();
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

#[tokio::test]
async fn what_may_have_been_public_before_a_restore_is_in_no_square_and_later_months_go_on() {
    each_database(|app| async move {
        let november = Month::new(2026, 11).unwrap();
        // In November, and put back in December as it was.
        tell_in(&app, (0, 0), 7).await;
        app.clock.turn_to("2026-12-05T10:00:00Z");
        let held = app.store().hold_back(app.clock.now()).await.unwrap();
        assert_eq!(held, [("1273".to_owned(), HeldBack { first: november, last: november, released: false })]);
        assert_eq!(app.store().hold_back(app.clock.now()).await.unwrap(), [], "once is enough");
        assert_eq!(app.service.publish_ended_months().await.unwrap(), Published::default());
        assert!(!app.store().publish("1273", november, &[], &HashMap::new()).await.unwrap(), "nor by somebody else");
        // With the eighth there would be company for the seven.
        tell_in(&app, (0, 0), 1).await;
        tell_in(&app, (40, 20), 7).await;
        let december = app.publish_at("2027-01-02T00:00:00Z").await;
        assert_eq!((december.months, december.n_cells, december.n_reports), (1, 1, 7));
        assert_eq!(app.store().held_back("1273").await.unwrap().len(), 1);

        let heat = app.get("/api/v1/heat?from=2026-11&to=2026-12").await.expect(200);
        assert_eq!(
            (&heat["parameters"]["months"], &heat["parameters"]["unpublished"]),
            (&json!(1), &json!(["2026-11"]))
        );
        // Seven in a square of 6.25 hectares, in the one month that is published.
        assert_eq!(heat["features"][0]["properties"]["per_ha_month"], 7.0 / 6.25);
        let heat = app.get("/api/v1/heat?from=2026-12&to=2026-12").await.expect(200);
        assert_eq!((&heat["parameters"]["months"], &heat["parameters"]["unpublished"]), (&json!(1), &json!([])));

        // Released, they are told with a later month, and November stays empty.
        assert!(app.store().release_held_back("1273", app.clock.now()).await.unwrap());
        assert!(!app.store().release_held_back("1273", app.clock.now()).await.unwrap());
        let january = app.publish_at("2027-02-02T00:00:00Z").await;
        assert_eq!((january.months, january.n_reports), (1, 8));
        let heat = app.get("/api/v1/heat?from=2026-11&to=2027-01").await.expect(200);
        assert_eq!((&heat["parameters"]["months"], &heat["totals"]["n_reports"]["total"]), (&json!(2), &json!(15)));
    })
    .await;
}

#[tokio::test]
async fn what_is_released_before_anything_else_is_published_goes_out_in_its_own_month() {
    each_database(|app| async move {
        tell_in(&app, (0, 0), 7).await;
        app.clock.turn_to("2026-12-05T10:00:00Z");
        app.store().hold_back(app.clock.now()).await.unwrap();
        assert!(app.store().release_held_back("1273", app.clock.now()).await.unwrap());
        assert_eq!(app.service.publish_ended_months().await.unwrap().n_reports, 7);
        assert_eq!(app.store().public_cells("1273").await.unwrap()[0].month, Month::new(2026, 11).unwrap());
        assert_eq!(app.store().held_back("1273").await.unwrap(), []);
        // Put back within the same month, it has forgotten nothing.
        assert_eq!(app.store().hold_back(app.clock.now()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_public_answer_is_named_by_what_is_in_it_and_not_by_how_much() {
    let mut names = Vec::new();
    for square in [(0, 0), (40, 20)] {
        let app = App::sqlite().await;
        tell_in(&app, square, 7).await;
        app.publish_at("2026-12-01T00:10:00Z").await;
        let answer = app.get("/api/v1/heat").await;
        names.push(answer.header("etag").to_owned());
        let again = app.restarted().await.get("/api/v1/heat").await;
        assert_eq!(again.header("etag"), names[names.len() - 1]);
    }
    assert_ne!(names[0], names[1]);
}
