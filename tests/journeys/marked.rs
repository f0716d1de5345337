//! A marked report: its words, its exact place and its secrets are looked for in everything that leaves the house.

use axum::http::Method;
use serde_json::json;

use crate::support::{Answer, App, Engine, STAFF, capture_log, report, spot, with};

const WORDS: &str = "ZEBRAFINK under bron";
const KEY: &str = "KEY-OF-THE-MARKED-ONE";

/// Everything an answer consists of, as it would be searched.
fn whole(answer: &Answer) -> String {
    let headers: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    format!("{}\n{}\n{}", answer.status, headers.join("\n"), answer.text())
}

fn public_paths() -> Vec<String> {
    let mut paths: Vec<String> = [
        "/",
        "/en/",
        "/karta",
        "/karta/utskrift",
        "/platser",
        "/platser/utskrift",
        "/prognos",
        "/belysning",
        "/atgarder",
        "/bilder",
        "/api/v1/photos",
        "/api/v1/follow-up/extract",
        "/api/v1/follow-up/photos",
        "/handlaggning",
        "/utlamnande",
        "/loften",
        "/en/loften",
        "/api/v1/promises",
        "/api/v1/promises/words",
        "/api/v1/pledges",
        "/api/v1/remedies",
        "/api/v1/deeds",
        "/uppfoljning",
        "/om",
        "/tillganglighet",
        "/integritet",
        "/api/v1/town",
        "/api/v1/catalogue",
        "/api/v1/places?limit=50",
        "/api/v1/places?q=zebra",
        "/api/v1/openapi.json",
        "/api/v1/heat?group=unsafe_place",
        "/api/v1/heat?from=2026-11&to=2026-11",
        "/api/v1/heat?cause=poor_lighting",
        "/api/v1/heat?bogus=ZEBRA",
        "/api/v1/profile",
        "/api/v1/observations",
        "/api/v1/session",
        "/tiles/heat.json",
        "/tiles/town.json",
        "/nothing",
        "/health/ready",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend(["auto", "250", "500", "1000", "2000"].map(|cell| format!("/api/v1/heat?cell={cell}")));
    for (z, x, y) in [(0, 0, 0), (6, 34, 19), (10, 551, 317), (12, 2207, 1269), (14, 8829, 5077), (16, 35316, 20308)] {
        paths.push(format!("/tiles/heat/{z}/{x}/{y}.mvt"));
        paths.push(format!("/tiles/town/{z}/{x}/{y}.mvt"));
    }
    paths
}

#[tokio::test]
async fn nothing_of_a_marked_report_surfaces_in_any_public_answer_error_header_or_log_line() {
    for engine in Engine::BOTH {
        let log = capture_log();
        let app = App::osby(engine).await;
        let mut marks: Vec<String> = vec!["ZEBRAFINK".into(), KEY.into(), STAFF.into()];
        let mut answers = Vec::new();
        // Seven, so that the square is published with the marked one in it.
        for i in 0..7 {
            let (lon, lat) = spot(0, 0, i);
            let body = with(report(), "/place/geometry/coordinates", json!([lon, lat]));
            let body = with(with(body, "/text", json!(WORDS)), "/place/accuracy_m", json!(17.6253187));
            let receipt = app.tell_with_key(&body, &format!("{KEY}-{i}")).await.expect(201);
            for exact in [lon, lat] {
                marks.push(exact.to_string()[..8].to_owned());
            }
            for secret in ["id", "reference", "follow_up_token"] {
                marks.push(receipt[secret].as_str().unwrap().to_owned());
            }
            let refused = with(body.clone(), "/severity", json!(9));
            answers.push(app.tell(&refused).await);
            answers.push(app.tell_with_key(&with(body, "/severity", json!(1)), &format!("{KEY}-{i}")).await);
            let token = receipt["follow_up_token"].as_str().unwrap();
            app.follow_up(Method::GET, token).await.expect(200);
            answers.push(app.follow_up(Method::POST, token).await);
        }
        app.seen().await;
        // Longer than the fraction of a second in a line of the log.
        marks.push("17.6253187".into());
        let heat = app.get_staff("/api/v1/heat?cell=100").await.expect(200);
        assert_eq!(heat["totals"]["n_reports"]["total"], 7);
        app.get_staff("/api/v1/observations").await.expect(200);
        for now in ["2026-11-20T12:00:00Z", "2026-12-01T12:00:00Z"] {
            app.publish_at(now).await;
            for path in public_paths() {
                answers.push(app.get(&path).await);
                answers.push(app.send(Method::POST, &path, &[], "").await);
            }
        }
        assert_eq!(app.get("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"], 7);

        for answer in &answers {
            let text = whole(answer);
            for mark in &marks {
                assert!(!text.contains(mark.as_str()), "{mark} in {text}");
            }
        }
        let log = log.text();
        assert!(log.contains("/api/v1/reports") && log.contains("duration_ms"), "the log was captured");
        for mark in &marks {
            let line = log.lines().find(|line| line.contains(mark.as_str()));
            assert_eq!(line, None, "{mark}");
        }
        for never in ["colour=", "bogus=", "q=zebra", "layer=staff"] {
            assert!(!log.contains(never), "no query strings in the log: {never}");
        }
    }
}

#[tokio::test]
async fn not_even_staff_get_words_or_secrets() {
    let app = App::sqlite().await;
    let receipt = app.tell_with_key(&with(report(), "/text", json!(WORDS)), KEY).await.expect(201);
    app.seen().await;
    for path in ["/api/v1/heat?cell=100", "/api/v1/observations", "/api/v1/profile", "/tiles/heat/14/8829/5077.mvt"] {
        let text = whole(&app.get_staff(path).await);
        for secret in ["ZEBRAFINK", KEY, receipt["id"].as_str().unwrap(), receipt["follow_up_token"].as_str().unwrap()]
        {
            assert!(!text.contains(secret), "{secret} in {path}");
        }
    }
}
