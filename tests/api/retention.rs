//! Rules of retention: entered with a decision, tried, run, written down.

use axum::http::Method;
use serde_json::{Value, json};

use super::holds::{n_pixels, with_photo};
use crate::support::{Answer, App, each_database, report, spot, with};

const RULES: &str = "/api/v1/retention/rules";
const SECRET: &str = "Ovanliga ord om gångtunneln: kvastfening.";

async fn post(app: &App, path: &str, body: &Value) -> Answer {
    app.send_staff(Method::POST, path, body).await
}

async fn rule(app: &App, takes: &str, months: u32) -> String {
    let draft = json!({"decision": "KS 2026/45 § 12", "decided_on": "2026-03-02", "takes": takes, "months": months});
    post(app, RULES, &draft).await.expect(201)["id"].as_str().unwrap().to_owned()
}

async fn dry_run(app: &App, rule: &str) -> Value {
    app.get_staff(&format!("{RULES}/{rule}/dry-run")).await.expect(200)
}

async fn run(app: &App, rule: &str, n: u64) -> Answer {
    post(app, &format!("{RULES}/{rule}/runs"), &json!({"n": n})).await
}

async fn protocols(app: &App) -> Vec<Value> {
    app.get_staff("/api/v1/retention/protocols").await.expect(200).as_array().unwrap().clone()
}

#[tokio::test]
async fn no_rule_ships_and_none_is_taken_without_a_decision() {
    let app = App::sqlite().await;
    assert_eq!(app.get_staff(RULES).await.expect(200), json!([]));
    let without = json!({"decision": " ", "decided_on": "2026-03-02", "takes": "words", "months": 24});
    assert_eq!(post(&app, RULES, &without).await.flaws(), [("/decision".into(), "missing".into())]);
    let unnamed = json!({"decided_on": "2026-03-02", "takes": "words", "months": 24});
    assert!(post(&app, RULES, &unnamed).await.status.is_client_error());
    assert_eq!(app.number("SELECT COUNT(*) FROM retention_rule").await, 0);
}

#[tokio::test]
async fn a_rule_for_photos_takes_their_pixels_and_leaves_the_report() {
    each_database(|app| async move {
        let receipt = app.told(&with(report(), "/text", json!("Mörkt."))).await;
        app.told(&report()).await;
        with_photo(&app, receipt["follow_up_token"].as_str().unwrap()).await;
        let rule = rule(&app, "photos", 24).await;
        assert_eq!((dry_run(&app, &rule).await["n"].clone(), n_pixels(&app).await), (json!(0), 1), "it is young");
        app.turn_by_hours(25 * 31 * 24);
        assert_eq!(dry_run(&app, &rule).await["numbers"], json!([1]), "the report that has one");
        let done = run(&app, &rule, 1).await.expect(200);
        assert_eq!((&done["protocol"]["n_taken"], &done["protocol"]["n_photos"]), (&json!(1), &json!(1)));
        assert_eq!(n_pixels(&app).await, 0);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text = 'Mörkt.' AND state = 'received'").await, 1);
        assert_eq!(dry_run(&app, &rule).await["n"], 0);
    })
    .await;
}

#[tokio::test]
async fn a_run_takes_what_the_dry_run_said_or_nothing_and_leaves_a_protocol() {
    each_database(|app| async move {
        for text in [SECRET, "Mörkt."] {
            app.told(&with(report(), "/text", json!(text))).await;
        }
        let rule = rule(&app, "words", 24).await;
        assert_eq!(dry_run(&app, &rule).await["n"], 0, "they are young");
        run(&app, &rule, 0).await.expect(200);
        assert_eq!(protocols(&app).await.len(), 0, "nothing was taken");

        app.turn_by_hours(25 * 31 * 24);
        let hold = json!({"reference": "KS 2028/3", "reports": [2]});
        let hold = post(&app, "/api/v1/holds", &hold).await.expect(201);
        let dry = dry_run(&app, &rule).await;
        assert_eq!((&dry["n"], &dry["n_held"], &dry["numbers"]), (&json!(1), &json!(1), &json!([1])));
        assert_eq!((&dry["oldest"], &dry["newest"]), (&json!("2026-11"), &json!("2026-11")));
        let other = run(&app, &rule, 2).await.problem(409);
        assert_eq!((&other["code"], &other["errors"][0]["suggestion"]), (&json!("other_count"), &json!("1")));
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await, 2);

        let done = run(&app, &rule, 1).await.expect(200);
        let protocol = &done["protocol"];
        assert_eq!((&protocol["decision"], &protocol["n_taken"]), (&json!("KS 2026/45 § 12"), &json!(1)));
        assert_eq!((&protocol["n_held"], &protocol["is_whole"], &done["n_left"]), (&json!(1), &json!(true), &json!(0)));
        assert_eq!((&protocol["run_by"], &protocol["parts"][0]["digest"]), (&json!("staff"), &dry["digest"]));
        assert_eq!(protocols(&app).await, std::slice::from_ref(protocol));
        assert_eq!(app.texts("SELECT text FROM report ORDER BY key").await, [None, Some("Mörkt.".to_owned())]);
        if app.store().engine() == "sqlite" {
            let stored = app.everything_stored().await;
            let holds = |what: &[u8]| stored.windows(what.len()).any(|part| part == what);
            assert!(holds("Mörkt.".as_bytes()) && !holds(b"kvastfening"), "it is still in the file");
        }

        app.send_staff(Method::DELETE, &format!("/api/v1/holds/{}", hold["id"].as_str().unwrap()), &Value::Null).await;
        assert_eq!(run(&app, &rule, 1).await.expect(200)["protocol"]["n_taken"], 1);
        assert_eq!(app.number("SELECT CAST(SUM(n_taken) AS BIGINT) FROM retention_protocol").await, 2);

        let path = format!("{RULES}/{rule}");
        let begin = app.send_staff(Method::PATCH, &path, &json!({"ended": false})).await;
        assert_eq!(begin.flaws()[0].1, "cannot_begin_again");
        let ended = app.send_staff_if(Method::PATCH, &path, "\"1\"", &json!({"ended": true})).await.expect(200);
        assert_eq!((&ended["ended_by"], &ended["version"]), (&json!("staff"), &json!(2)));
        assert_eq!(run(&app, &rule, 0).await.flaws()[0].1, "ended");
        let lines = app.texts("SELECT parameters FROM audit WHERE what LIKE 'retention%'").await;
        assert!(lines.len() >= 6 && lines.iter().flatten().all(|line| !line.contains("kvastfening")), "{lines:?}");
    })
    .await;
}

#[tokio::test]
async fn an_erased_report_is_gone_from_index_desk_and_link_and_the_public_map_does_not_change() {
    each_database(|app| async move {
        let mut tokens = Vec::new();
        for i in 0..8 {
            let (lon, lat) = spot(0, 0, i);
            let receipt = app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
            tokens.push(receipt["follow_up_token"].as_str().unwrap().to_owned());
        }
        app.publish_at("2026-12-02T10:00:00Z").await;
        app.turn_by_hours(7 * 31 * 24);
        app.publish_at("2027-08-02T10:00:00Z").await;
        let public = app.get("/api/v1/heat?from=2026-11&to=2026-12").await;
        let streets = app.get("/api/v1/heat?unit=link&from=2026-11&to=2026-12").await;
        assert_eq!(public.expect(200)["totals"]["n_reports"]["total"], 8);
        let rule = rule(&app, "reports", 6).await;
        let dry = dry_run(&app, &rule).await;
        assert_eq!((&dry["n"], dry["numbers"].as_array().unwrap().len()), (&json!(8), 8));
        run(&app, &rule, 8).await.expect(200);
        app.seen().await;

        assert_eq!(app.get("/api/v1/heat?from=2026-11&to=2026-12").await.body, public.body);
        assert_eq!(app.get("/api/v1/heat?unit=link&from=2026-11&to=2026-12").await.body, streets.body);
        let total = async |app: &App| {
            let heat = app.get_staff("/api/v1/heat?from=2026-11-01&to=2027-12-01").await.expect(200);
            heat["totals"]["n_reports"]["total"].clone()
        };
        assert_eq!(total(&app).await, 0, "the index has forgotten");
        app.get_staff("/api/v1/desk/1").await.problem(404);
        app.follow_up(Method::GET, &tokens[0]).await.problem(404);
        assert_eq!(dry_run(&app, &rule).await["n"], 0);
        let tombs =
            app.texts("SELECT category FROM report WHERE state = 'erased' AND lon = 0 AND reference = ''").await;
        assert_eq!(tombs, vec![Some("unsafe_place".to_owned()); 8]);
        assert_eq!(
            app.number("SELECT COUNT(DISTINCT told_at) FROM report").await,
            1,
            "the month is left, not the minute"
        );
        let app = app.restarted().await;
        assert_eq!(total(&app).await, 0, "also after a restart");
        assert_eq!(app.get("/api/v1/heat?from=2026-11&to=2026-12").await.body, public.body);
    })
    .await;
}

#[tokio::test]
async fn what_was_written_on_a_walk_and_became_no_report_goes_by_the_same_rule() {
    each_database(|app| async move {
        use crate::support::NOW;
        use trygghetskarta::promise::{PlacedBy, Seen};
        let now: jiff::Timestamp = NOW.parse().unwrap();
        let walk = crate::store::walk(now);
        app.store().add_walk("1273", &walk, None).await.unwrap();
        let seen = Seen {
            id: uuid::Uuid::new_v4(),
            walk: walk.id,
            stop: None,
            at: trygghetskarta::geodesy::LonLat::new(13.9974, 56.3796).unwrap(),
            accuracy_m: None,
            placed_by: PlacedBy::Map,
            seen_at: now,
            causes: vec!["lamp_outage".to_owned()],
            remedy_kind: None,
            severity: None,
            safe: None,
            light: None,
            words: Some(SECRET.to_owned()),
            report: None,
            remedy: None,
            received_at: now,
        };
        app.store().add_seen("1273", &seen).await.unwrap();
        let rule = rule(&app, "words", 1).await;
        app.turn_by_hours(40 * 24);
        let dry = dry_run(&app, &rule).await;
        assert_eq!((&dry["n"], &dry["n_seen"]), (&json!(1), &json!(1)));
        let done = run(&app, &rule, 1).await.expect(200);
        assert_eq!(done["protocol"]["parts"][0]["digest"], dry["digest"]);
        assert_eq!(app.store().seen("1273", seen.id).await.unwrap().unwrap().words, None);
    })
    .await;
}
