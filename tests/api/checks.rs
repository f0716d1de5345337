//! A month of traffic checks: planned around what staff lock and forbid, written as a calendar, logged when done.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, Engine, each_database};

const PLAN: &str = "/api/v1/plans/checks";
const DEMO_NOW: &str = "2026-07-10T10:00:00Z";

/// The demo, some days after its last report.
async fn demo() -> App {
    let app = App::demo(Engine::Sqlite).await;
    app.clock.turn_to(DEMO_NOW);
    app
}

fn question() -> Value {
    let every_day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    json!({"month": "2026-08", "quota": 8, "hours": [{"weekdays": every_day, "from": 14, "to": 24}], "seed": 7})
}

fn with(field: &str, value: Value) -> Value {
    let mut body = question();
    body[field] = value;
    body
}

fn checks(plan: &Value) -> Vec<&Value> {
    let features = plan["features"].as_array().unwrap().iter().map(|feature| &feature["properties"]);
    features.filter(|properties| properties["kind"] == "check").collect()
}

fn codes(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_month_is_planned_with_reasons_and_the_same_seed_gives_the_same_month() {
    let app = demo().await;
    let plan = app.planned(PLAN, &question()).await.expect(200);
    let all = checks(&plan);
    assert_eq!(all.len(), 8, "{plan}");
    // Nothing a planner says is taken for a person.
    let draft = json!({"kind": "checks", "period": "2026-08", "title": "Augusti", "state": "draft",
                       "question": question(), "answer": plan});
    app.send_staff(Method::POST, "/api/v1/plans", &draft).await.expect(201);
    for check in &all {
        let start = check["start"].as_str().unwrap();
        let hour: u8 = start[11..13].parse().unwrap();
        assert!(start.starts_with("2026-08-") && (14..24).contains(&hour), "{start}");
        assert!((15..=20).contains(&check["minutes"].as_u64().unwrap()));
        assert!(!check["name"]["sv"].as_str().unwrap().is_empty());
        assert!(check["meets"].as_f64().unwrap() >= check["adds"].as_f64().unwrap() - 1e-9, "{check}");
    }
    // Every locality of the demo with streets sees a check, and no site more than two.
    for locality in plan["summary"]["by_locality"].as_array().unwrap() {
        assert!(locality["n"].as_u64() >= Some(1), "{locality}");
    }
    for check in &all {
        assert!(all.iter().filter(|other| other["site"] == check["site"]).count() <= 2);
    }
    let quality = &plan["quality"];
    let best = plan["summary"]["best_value"].as_f64().unwrap();
    assert!(quality["bound"].as_f64().unwrap() >= best && plan["summary"]["value"].as_f64().unwrap() <= best + 1e-9);
    let again = App::demo(Engine::Sqlite).await;
    again.clock.turn_to(DEMO_NOW);
    let same = again.planned(PLAN, &question()).await.expect(200);
    assert_eq!((&same["features"], &same["quality"]), (&plan["features"], quality));
    let other = app.planned(PLAN, &with("seed", 8.into())).await.expect(200);
    assert_ne!(other["features"], plan["features"]);
}

#[tokio::test]
async fn what_is_locked_stays_and_what_is_forbidden_is_not_used() {
    let app = demo().await;
    let plan = app.planned(PLAN, &question()).await.expect(200);
    let all = checks(&plan);
    let (kept, dropped) = (all[0]["site"].clone(), all.iter().find(|c| c["site"] != all[0]["site"]).unwrap());
    let dropped = dropped["site"].clone();
    let mut body = with("locked", json!([{"site": kept, "start": "2026-08-14T21:30", "minutes": 17}]));
    body["forbidden"] = json!([dropped]);
    let changed = app.planned(PLAN, &body).await.expect(200);
    let locked: Vec<&Value> = checks(&changed).into_iter().filter(|check| check["locked"] == true).collect();
    assert_eq!(locked.len(), 1);
    assert_eq!(
        (&locked[0]["site"], &locked[0]["start"], &locked[0]["minutes"]),
        (&kept, &json!("2026-08-14T21:30:00"), &json!(17))
    );
    assert_eq!(checks(&changed).len(), 8);
    assert!(checks(&changed).iter().all(|check| check["site"] != dropped));
    // An auditor learns that it was asked, and not where the police will stand.
    let lines = app.texts("SELECT parameters FROM audit WHERE what = 'plan_checks'").await;
    assert!(lines.iter().flatten().any(|line| line.contains("\"n_locked\":1")), "{lines:?}");
    for secret in [kept.as_str().unwrap(), "T21:30", "seed"] {
        assert!(!lines.iter().flatten().any(|line| line.contains(secret)), "{secret}: {lines:?}");
    }
    // Forbidden for good it is left out without being named.
    let at = plan["sites"].as_array().unwrap().iter().find(|site| site["id"] == dropped).unwrap()["at"].clone();
    let path = format!("/api/v1/check-sites/{}", dropped.as_str().unwrap().replace('/', "%2F"));
    app.send_staff(Method::PUT, &path, &json!({"at": at, "state": "forbidden"})).await.expect(200);
    let without = app.planned(PLAN, &question()).await.expect(200);
    assert!(checks(&without).iter().all(|check| check["site"] != dropped));
}

#[tokio::test]
async fn the_same_plan_is_a_calendar_and_a_table() {
    let app = demo().await;
    let plan = app.planned(PLAN, &question()).await.expect(200);
    let calendar = app.planned(&format!("{PLAN}?format=ics"), &question()).await;
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    let text = String::from_utf8(calendar.body).unwrap();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 8);
    // Swedish summer time is two hours ahead of UTC.
    let start = checks(&plan)[0]["start"].as_str().unwrap();
    let utc: jiff::civil::DateTime = start.parse().unwrap();
    let utc = utc - jiff::SignedDuration::from_hours(2);
    assert!(text.contains(&format!("DTSTART:{}\r\n", utc.strftime("%Y%m%dT%H%M%SZ"))), "{start} {text}");
    let table = app.planned(&format!("{PLAN}?format=csv"), &question()).await;
    let text = String::from_utf8(table.body).unwrap();
    assert_eq!(text.lines().count(), 9);
    assert!(text.starts_with("number,date,weekday,start,minutes,site,"));
    assert_eq!(app.send_staff(Method::POST, &format!("{PLAN}?format=pdf"), &question()).await.status, 400);
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_with_what_to_change() {
    let app = demo().await;
    for (body, expected) in [
        (with("month", "2026-06".into()), ("/month", "month_over")),
        (with("month", "in August".into()), ("/month", "bad_month")),
        (with("quota", 0.into()), ("/quota", "out_of_range")),
        (with("hours", json!([{"weekdays": ["someday"], "from": 1, "to": 2}])), ("/hours/0", "bad_hours")),
        (with("hours", json!([])), ("/hours", "no_hours")),
        (with("locked", json!([{"site": "nowhere", "start": "2026-08-14T21:30"}])), ("/locked/0/site", "unknown_site")),
        (with("locked", json!([{"site": "nowhere", "start": "soon"}])), ("/locked/0", "bad_lock")),
        (with("extra_sites", json!([{"at": [14.3, 56.2]}])), ("/extra_sites/0/at", "off_street")),
        (with("extra_sites", json!([{"at": [13.99, 56.38], "name": "hos ABC 123"}])), ("/extra_sites/0/name", "plate")),
        (with("quota", 100.into()), ("/quota", "quota_too_large")),
    ] {
        let answer = app.planned(PLAN, &body).await;
        let problem = answer.expect(422);
        let found = codes(&problem);
        assert!(
            found.iter().any(|(p, c)| (*p, *c) == expected || (expected.1 == "plate" && *p == expected.0)),
            "{body}: {problem}"
        );
    }
    let bare = App::sqlite().await;
    assert_eq!(codes(&bare.planned(PLAN, &with("month", "2027-01".into())).await.expect(422)), [("", "no_streets")]);
    assert_eq!(
        app.send(Method::POST, PLAN, &["content-type: application/json"], question().to_string()).await.status,
        403
    );
}

fn done(minutes: u32) -> Value {
    json!({"at": [13.9931, 56.3806], "started_at": "2026-07-03T21:30", "minutes": minutes,
           "counts": {"vehicles_stopped": 31, "speeding": 4}})
}

#[tokio::test]
async fn a_check_that_was_done_is_logged_scored_and_can_be_taken_back() {
    each_database(|app| async move {
        app.clock.turn_to(DEMO_NOW);
        let logged = app.send_staff(Method::POST, "/api/v1/checks", &done(18)).await.expect(201);
        assert_eq!(logged["started_at"], "2026-07-03T19:30:00Z");
        let month = app.get_staff("/api/v1/checks?month=2026-07").await.expect(200);
        assert_eq!((&month["n_checks"], &month["minutes"], &month["n_sites"]), (&json!(1), &json!(18), &json!(1)));
        assert_eq!(month["checks"][0]["counts"], json!({"vehicles_stopped": 31, "speeding": 4}));
        assert_eq!(month["coverage"], Value::Null);
        assert_eq!(app.get_staff("/api/v1/checks?month=2026-06").await.expect(200)["n_checks"], 0);
        let path = format!("/api/v1/checks/{}", logged["id"].as_str().unwrap());
        assert_eq!(app.send_staff(Method::DELETE, &path, &Value::Null).await.status, 204);
        assert_eq!(app.send_staff(Method::DELETE, &path, &Value::Null).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_person_or_a_vehicle_can_be_logged() {
    let app = App::sqlite().await;
    app.clock.turn_to(DEMO_NOW);
    let wrong = |field: &str, value: Value| {
        let mut body = done(18);
        body[field] = value;
        body
    };
    for (body, pointer) in [
        (wrong("counts", json!({"abc123": 1})), "/counts"),
        (wrong("minutes", 0.into()), "/minutes"),
        (wrong("started_at", "2026-07-11T21:30".into()), "/started_at"),
        (wrong("at", json!([18.0, 59.3])), "/at"),
    ] {
        let problem = app.send_staff(Method::POST, "/api/v1/checks", &body).await.expect(422);
        assert_eq!(codes(&problem)[0].0, pointer);
    }
    for field in ["note", "driver", "plate", "text"] {
        let answer = app.send_staff(Method::POST, "/api/v1/checks", &wrong(field, "x".into())).await;
        assert_eq!(answer.status, 422, "{field}");
    }
}

#[tokio::test]
async fn checks_that_were_done_meet_a_share_of_what_was_told() {
    let app = demo().await;
    // Without what the demo invents.
    app.execute("DELETE FROM deed").await;
    let none = app.get_staff("/api/v1/checks?month=2026-06").await.expect(200);
    assert_eq!(none["coverage"], 0.0);
    let mut body = done(18);
    // Where and when the mopeds of the demo are told of.
    body["at"] = json!([14.013818, 56.37848]);
    body["started_at"] = "2026-06-05T21:30".into();
    app.send_staff(Method::POST, "/api/v1/checks", &body).await.expect(201);
    let one = app.get_staff("/api/v1/checks?month=2026-06").await.expect(200);
    let share = one["coverage"].as_f64().unwrap();
    assert!(share > 0.0 && share < 0.5, "{share}");
    // The month after has begun: its incidents are held against the places.
    assert!(one["next_month"]["by_chance"].as_f64().unwrap() < 1.0, "{one}");
}

#[tokio::test]
async fn sites_of_staff_are_kept_used_and_forgotten() {
    each_database(|app| async move {
        let path = "/api/v1/check-sites/own:1";
        let body = json!({"name": "  Fickan vid Ebbarp ", "at": [13.9931, 56.3806], "state": "added"});
        let kept = app.send_staff(Method::PUT, path, &body).await.expect(200);
        assert_eq!((&kept["name"], &kept["state"]), (&json!("Fickan vid Ebbarp"), &json!("added")));
        let listed = app.get_staff("/api/v1/check-sites").await.expect(200);
        assert_eq!(listed, json!([kept]));
        let person = json!({"name": "070-123 45 67", "at": [13.9931, 56.3806], "state": "added"});
        assert_eq!(app.send_staff(Method::PUT, path, &person).await.status, 422);
        assert_eq!(app.send_staff(Method::DELETE, path, &Value::Null).await.status, 204);
        assert_eq!(app.get_staff("/api/v1/check-sites").await.expect(200), json!([]));
        assert_eq!(app.get("/api/v1/check-sites").await.status, 403);
    })
    .await;
}
