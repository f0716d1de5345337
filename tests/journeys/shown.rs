//! Told → seen → shown: staff at once, everybody when it is hidden among k and the month is over.

use std::time::{Duration, Instant};

use serde_json::json;
use trygghetskarta::service::MunicipalityChange;

use crate::support::{App, each_database, report, spot, with};

async fn tell_at(app: &App, i: u32) {
    let (lon, lat) = spot(0, 0, i);
    app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
}

async fn public_total(app: &App) -> u64 {
    app.get("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"].as_u64().unwrap()
}

#[tokio::test]
async fn staff_see_a_report_within_a_second_and_everybody_once_it_is_hidden() {
    each_database(|app| async move {
        let told = Instant::now();
        tell_at(&app, 0).await;
        app.seen().await;
        assert!(told.elapsed() < Duration::from_secs(1), "{:?}", told.elapsed());
        let staff = app.get_staff("/api/v1/heat?cell=100").await.expect(200);
        assert_eq!(staff["totals"]["n_reports"]["shown"], 1);
        let nothing = app.get("/api/v1/heat").await.body;

        // Five more: k are there, but the month is not over.
        for i in 1..6 {
            tell_at(&app, i).await;
        }
        app.seen().await;
        app.publish_at("2026-11-30T22:59:59Z").await;
        assert_eq!(app.get("/api/v1/heat").await.body, nothing, "not a byte before midnight in Osby");
        app.publish_at("2026-11-30T23:00:00Z").await;
        assert_eq!(public_total(&app).await, 6);
        assert_eq!(app.get("/api/v1/town").await.expect(200)["last_month"], "2026-11");
    })
    .await;
}

#[tokio::test]
async fn five_are_shown_to_nobody_however_long_they_wait_and_the_sixth_takes_them_along() {
    each_database(|app| async move {
        for i in 0..5 {
            tell_at(&app, i).await;
        }
        let nothing = app.get("/api/v1/heat").await.expect(200)["totals"].clone();
        for month in ["2026-12", "2027-01", "2027-02", "2027-03", "2027-04"] {
            app.publish_at(&format!("{month}-02T10:00:00Z")).await;
            assert_eq!(app.get("/api/v1/heat").await.expect(200)["totals"], nothing, "{month}");
        }
        tell_at(&app, 5).await;
        app.publish_at("2027-05-02T10:00:00Z").await;
        let heat = app.get("/api/v1/heat").await.expect(200);
        assert_eq!(heat["features"][0]["id"], "250-438000-6248500");
        assert_eq!(heat["features"][0]["properties"]["n_reports"], 6);
        assert_eq!(heat["parameters"]["from"], "2027-04-01", "shown in the month in which it was published");
    })
    .await;
}

#[tokio::test]
async fn a_repeat_does_not_help_to_reach_k() {
    let app = App::sqlite().await;
    for _ in 0..30 {
        tell_at(&app, 0).await;
    }
    app.publish_at("2027-01-02T10:00:00Z").await;
    assert_eq!(public_total(&app).await, 0);
}

#[tokio::test]
async fn after_a_restart_staff_and_public_see_what_they_saw() {
    each_database(|app| async move {
        for i in 0..9 {
            tell_at(&app, i).await;
        }
        app.publish_at("2026-12-02T10:00:00Z").await;
        app.seen().await;
        let asked = async |app: &App| {
            (app.get("/api/v1/heat").await, app.get_staff("/api/v1/heat?cell=100").await, app.get("/api/v1/town").await)
        };
        let before = asked(&app).await;
        let app = app.restarted().await;
        let after = asked(&app).await;
        assert_eq!(before.0.body, after.0.body);
        assert_eq!(before.1.body, after.1.body);
        assert_eq!(before.2.body, after.2.body);
        assert_eq!(before.1.header("etag"), after.1.header("etag"));
    })
    .await;
}

#[tokio::test]
async fn a_report_told_to_another_process_is_seen_here_too() {
    each_database(|app| async move {
        let other = app.beside().await;
        other.submit(&report(), None).await.unwrap();
        app.seen().await;
        let heat = app.get_staff("/api/v1/heat").await.expect(200);
        assert_eq!(heat["totals"]["n_reports"]["total"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_municipality_added_or_changed_by_another_process_is_served_here_at_once() {
    each_database(|app| async move {
        let other = app.beside().await;
        let mut municipality = trygghetskarta::town::invented::municipality();
        (municipality.code, municipality.name) = ("1256".to_owned(), "Östra Göinge".to_owned());
        other.add_municipality(municipality.clone()).await.unwrap();
        app.until("the new municipality is served", || app.service.municipalities().contains_key("1256")).await;
        let wider = Some(municipality.border_margin_m + 500.0);
        let wider = MunicipalityChange { border_margin_m: wider, ..MunicipalityChange::default() };
        other.change_municipality("1256", &wider).await.unwrap();
        let margin_m = || app.service.serving(Some("1256")).unwrap().town.municipality.border_margin_m;
        let before = trygghetskarta::town::invented::municipality().border_margin_m;
        app.until("the new border is served", || margin_m() == before + 500.0).await;
    })
    .await;
}

#[tokio::test]
async fn a_municipality_added_by_another_process_is_served_here_with_what_is_told_of_it() {
    each_database(|app| async move {
        let other = app.beside().await;
        let mut municipality = trygghetskarta::town::invented::municipality();
        (municipality.code, municipality.name) = ("1256".to_owned(), "Östra Göinge".to_owned());
        other.add_municipality(municipality).await.unwrap();
        other.submit(&with(report(), "/municipality", json!("1256")), None).await.unwrap();
        app.until("the new municipality is served", || app.service.municipalities().contains_key("1256")).await;
        app.seen().await;
        let heat = app.get_staff("/api/v1/heat?municipality=1256").await.expect(200);
        assert_eq!(heat["totals"]["n_reports"]["total"], 1);
        // And the feed goes on.
        app.told(&with(report(), "/municipality", json!("1273"))).await;
        app.seen().await;
        assert_eq!(
            app.get_staff("/api/v1/heat?municipality=1273").await.expect(200)["totals"]["n_reports"]["total"],
            1
        );
    })
    .await;
}
