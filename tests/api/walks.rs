//! Walks: planned through the unresolved places, taken step by step, and what is seen on them sent once.

use axum::http::Method;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use trygghetskarta::interop::base64::base64_url;
use uuid::Uuid;

use crate::support::{App, CENTER, Engine, each_database};

const PLAN: &str = "/api/v1/plans/walks";

/// The middle of the invented Osby, on an evening in November.
fn question() -> Value {
    json!({"start": [CENTER.0, CENTER.1], "minutes": 75, "date": "2026-11-26"})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn parts<'a>(plan: &'a Value, part: &str, proposal: u64) -> Vec<&'a Value> {
    let all = plan["features"].as_array().unwrap().iter();
    let of = |feature: &&Value| feature["properties"]["part"] == part && feature["properties"]["proposal"] == proposal;
    all.filter(of).collect()
}

fn stop_ids(plan: &Value, proposal: u64) -> Vec<String> {
    parts(plan, "stop", proposal).iter().map(|stop| stop["geometry"]["coordinates"].to_string()).collect()
}

#[tokio::test]
async fn the_demo_has_three_walks_that_pass_its_dark_places_and_end_in_the_dark() {
    let app = App::demo(Engine::Sqlite).await;
    let plan = app.planned(PLAN, &question()).await.expect(200);
    let draft = json!({"kind": "walks", "period": "2026-11-26", "title": "Stationen", "state": "draft",
                       "question": question(), "answer": plan});
    app.send_staff(Method::POST, "/api/v1/plans", &draft).await.expect(201);
    let summaries = plan["summary"]["proposals"].as_array().unwrap();
    assert_eq!(summaries.len(), 3, "{}", plan["summary"]);
    assert_eq!(plan["summary"]["evening"]["light"], "into_the_dark");
    // Civil dusk in Osby on 26 November 2026 is at 16:23 (pvlib 0.16.1: the sun passes -6° within that minute).
    assert!(plan["summary"]["evening"]["dusk"].as_str().unwrap().starts_with("2026-11-26T16:2"), "{}", plan["summary"]);
    let mut before: Vec<Vec<String>> = Vec::new();
    for (rank, summary) in (1..).zip(summaries) {
        assert!(summary["minutes"].as_u64().unwrap() <= 75 && summary["gap"].as_f64().unwrap() >= 0.0, "{summary}");
        let (stops, legs) = (parts(&plan, "stop", rank), parts(&plan, "leg", rank));
        assert_eq!(stops.len() + 1, legs.len());
        let metres: f64 = legs.iter().map(|leg| leg["properties"]["metres"].as_f64().unwrap()).sum();
        assert!((metres - summary["metres"].as_f64().unwrap()).abs() <= legs.len() as f64);
        let ids = stop_ids(&plan, rank);
        for other in &before {
            let both = ids.iter().filter(|id| other.contains(id)).count();
            assert!(both as f64 / (ids.len() + other.len() - both) as f64 <= 0.6);
        }
        before.push(ids);
    }
    let names: Vec<&str> =
        parts(&plan, "stop", 1).iter().map(|stop| stop["properties"]["name"]["sv"].as_str().unwrap()).collect();
    // `town::invented` tells of the underpass at the station and of the row of lamps that is out.
    assert!(names.iter().any(|name| name.contains("Gångtunneln vid stationen")), "{names:?}");
    let tunnel = parts(&plan, "stop", 1)
        .into_iter()
        .find(|stop| stop["properties"]["name"]["sv"].as_str().unwrap().contains("Gångtunneln"))
        .unwrap();
    let properties = &tunnel["properties"];
    assert_eq!(properties["look"][0], "lamps");
    assert_eq!(properties["said"]["darkness"]["verdict"], "dark_only");
    assert!(properties["need"]["rate_low"].as_f64() < properties["need"]["rate_high"].as_f64());
    let text = plan.to_string();
    assert!(!text.contains("släckt"), "nobody's words are in a plan");
}

#[tokio::test]
async fn a_plan_has_other_forms_and_is_solved_again_around_what_was_locked() {
    let app = App::demo(Engine::Sqlite).await;
    let plan = app.planned(PLAN, &question()).await.expect(200);
    let gpx = app.planned(&format!("{PLAN}?format=gpx&proposal=2"), &question()).await;
    assert_eq!((gpx.status.as_u16(), gpx.header("content-type")), (200, "application/gpx+xml"));
    assert!(gpx.header("content-disposition").contains("vandring-2026-11-26.gpx"));
    let text = String::from_utf8(gpx.body).unwrap();
    assert_eq!(text.matches("<wpt ").count(), stop_ids(&plan, 2).len());
    let csv = app.planned(&format!("{PLAN}?format=csv&lang=en"), &question()).await;
    let rows = String::from_utf8(csv.body).unwrap().lines().count();
    assert_eq!(rows, 1 + (1..=3).map(|rank| stop_ids(&plan, rank).len()).sum::<usize>());
    app.planned(&format!("{PLAN}?format=pdf"), &question()).await.problem(400);
    let first: Value = serde_json::from_str(&stop_ids(&plan, 1)[0]).unwrap();
    let last: Value = serde_json::from_str(stop_ids(&plan, 1).last().unwrap()).unwrap();
    let asked = with(with(question(), "forbidden", json!([first])), "locked", json!([last]));
    let again = app.planned(PLAN, &asked).await.expect(200);
    assert!(!stop_ids(&again, 1).contains(&first.to_string()) && stop_ids(&again, 1).contains(&last.to_string()));
    assert_eq!(again["parameters"]["locked"][0], last);
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_walk_is_said_with_what_to_change() {
    let app = App::demo(Engine::Sqlite).await;
    let objected = async |body: Value, pointer: &str, code: &str| {
        let problem = app.planned(PLAN, &body).await.problem(422);
        let error = &problem["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&pointer.into(), &code.into()), "{problem}");
        assert!(error["detail_sv"].as_str().unwrap().len() > 10 && error["detail_en"].as_str().unwrap().len() > 10);
    };
    objected(with(question(), "minutes", 5.into()), "/minutes", "out_of_range").await;
    objected(
        with(with(question(), "minutes", 10.into()), "minutes_per_stop", 10.into()),
        "/minutes",
        "shorter_than_any_stop",
    )
    .await;
    objected(with(question(), "date", "i morgon".into()), "/date", "bad_date").await;
    objected(with(question(), "starts_at", "25:99".into()), "/starts_at", "bad_time").await;
    objected(with(question(), "start", json!([18.06, 59.33])), "/start", "outside").await;
    objected(with(question(), "start", json!([999.0, 0.0])), "/start", "bad_place").await;
    // Woods of the real Osby, in which the invented one has no street.
    objected(with(question(), "start", json!([13.915, 56.425])), "/start", "start_off_street").await;
    let both = json!([[CENTER.0, CENTER.1]]);
    objected(with(with(question(), "locked", both.clone()), "forbidden", both), "/locked/0", "locked_and_forbidden")
        .await;
    let bare = App::sqlite().await;
    assert_eq!(bare.planned(PLAN, &question()).await.problem(422)["errors"][0]["code"], "no_streets");
    bare.send(Method::POST, PLAN, &["content-type: application/json"], question().to_string()).await.problem(403);
    bare.send_staff(Method::POST, PLAN, &with(question(), "colour", "red".into())).await.problem(422);
    let june = app.planned(PLAN, &with(question(), "date", "2027-06-20".into())).await.expect(200);
    assert_eq!(june["warnings"][0]["code"], "no_darkness");
    assert_eq!(june["summary"]["evening"]["nearest_dark_days"].as_array().unwrap().len(), 2);
}

fn walk(kind: &str) -> Value {
    json!({
        "kind": kind, "title": "Stationen och Skolgatan", "starts_at": "2026-11-26T16:00:00+01:00", "minutes": 75,
        "stops": [{"at": [CENTER.0, CENTER.1], "sv": "Tunneln", "en": "The underpass", "look": ["lamps"], "arrives_min": 5, "n_reports": 12}],
        "way": [[CENTER.0, CENTER.1], [CENTER.0 + 0.001, CENTER.1]],
    })
}

async fn kept(app: &App, body: &Value) -> (Value, String) {
    let walk = app.send_staff(Method::POST, "/api/v1/walks", body).await.expect(201);
    let path = format!("/api/v1/walks/{}", walk["id"].as_str().unwrap());
    (walk, path)
}

fn step(step: &str, id: u32, participants: Option<u32>) -> Value {
    json!({"id": format!("00000000-0000-4000-8000-{id:012}"), "step": step, "at": "2026-11-20T11:05:00Z", "participants": participants})
}

#[tokio::test]
async fn a_walk_goes_its_steps_in_order_and_is_a_deed_once_it_was_walked() {
    each_database(|app| async move {
        let (walk_made, path) = kept(&app, &walk("safety_audit_walk")).await;
        assert_eq!((&walk_made["state"], &walk_made["next_step"]), (&"planned".into(), &"pre_meeting".into()));
        let steps = format!("{path}/steps");
        let take = async |body: Value| app.send_staff(Method::POST, &steps, &body).await;
        let early = take(step("walk", 1, Some(12))).await.problem(422);
        assert_eq!(early["errors"][0]["code"], "illegal_step");
        assert!(early["errors"][0]["detail_sv"].as_str().unwrap().contains("Nästa steg är förmötet"), "{early}");
        assert_eq!(take(step("pre_meeting", 2, None)).await.expect(200)["state"], "prepared");
        let walked = take(step("walk", 3, Some(23))).await.expect(200);
        assert_eq!((&walked["state"], &walked["participants"]), (&"walked".into(), &23.into()));
        assert_eq!(walked["warnings"][0]["code"], "many_participants");
        // The telephone did not hear the answer and sends it again.
        assert_eq!(take(step("walk", 3, Some(23))).await.expect(200)["state"], "walked");
        assert_eq!(app.number("SELECT COUNT(*) FROM deed").await, 1);
        let kinds = app.texts("SELECT kind FROM deed").await;
        assert_eq!(kinds, [Some("safety_audit_walk".to_owned())]);
        let counts = app.texts("SELECT counts FROM deed").await;
        assert_eq!(counts, [Some("{\"participants\":23,\"stops\":1}".to_owned())]);
        assert_eq!(take(step("cancel", 4, None)).await.problem(422)["errors"][0]["code"], "illegal_step");
        assert_eq!(take(step("walk", 5, Some(9_999))).await.problem(422)["errors"][0]["code"], "out_of_range");
        let id = walk_made["id"].clone();
        let too_early = app
            .send_staff(Method::POST, "/api/v1/walks", &with(walk("safety_audit_walk"), "follows", id.clone()))
            .await;
        assert_eq!(too_early.problem(422)["errors"][0]["code"], "illegal_step");
        assert_eq!(take(step("follow_up_meeting", 6, None)).await.expect(200)["state"], "followed_up");
        let (again, _) = kept(&app, &with(walk("safety_audit_walk"), "follows", id.clone())).await;
        assert_eq!(again["follows"], id);
        assert_eq!(app.get_staff(&path).await.expect(200)["state"], "renewed");
        let listed = app.get_staff("/api/v1/walks").await.expect(200);
        assert_eq!(listed.as_array().unwrap().len(), 2);
        app.get("/api/v1/walks").await.problem(403);
    })
    .await;
}

#[tokio::test]
async fn a_walk_kept_by_a_double_click_is_one_walk() {
    each_database(|app| async move {
        let body = with(walk("citizen_walk"), "id", json!("6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d"));
        let keep = async |body: &Value| app.send_staff(Method::POST, "/api/v1/walks", body).await;
        let (first, second) = tokio::join!(keep(&body), keep(&body));
        assert_eq!(first.expect(201)["id"], body["id"]);
        assert_eq!(first.expect(201), second.expect(201));
        let path = "/api/v1/walks/6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d";
        app.send_staff(Method::POST, &format!("{path}/steps"), &step("pre_meeting", 2, None)).await.expect(200);
        assert_eq!(keep(&body).await.expect(201)["state"], "prepared", "the same walk, as far as it has come");
        let other = with(body.clone(), "title", json!("En annan"));
        assert_eq!(keep(&other).await.flaws(), [("/id".to_owned(), "taken".to_owned())]);
        assert_eq!(app.number("SELECT COUNT(*) FROM walk").await, 1);

        let steps = format!("{path}/steps");
        let tomorrow = with(step("walk", 3, Some(4)), "at", json!("2026-11-21T12:00:00Z"));
        let early = app.send_staff(Method::POST, &steps, &tomorrow).await;
        assert_eq!(early.flaws(), [("/at".to_owned(), "in_the_future".to_owned())]);
        app.send_staff(Method::POST, &steps, &step("walk", 3, Some(4))).await.expect(200);
        app.send_staff(Method::POST, &steps, &step("follow_up_meeting", 4, None)).await.expect(200);
        let mut again = with(walk("citizen_walk"), "follows", body["id"].clone());
        again["id"] = json!("7f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d");
        let (first, second) = tokio::join!(keep(&again), keep(&again));
        assert_eq!(first.expect(201), second.expect(201), "also one that closes another");
        assert_eq!(app.number("SELECT COUNT(*) FROM walk").await, 2);
    })
    .await;
}

fn seen() -> Value {
    json!({
        "stop": 0, "at": [CENTER.0, CENTER.1], "placed_by": "stop", "seen_at": "2026-11-20T11:20:00Z",
        "causes": ["lamp_outage"], "remedy_kind": "lamp_repair", "severity": 4, "safe": 2, "light": "dark",
        "words": "Tre lampor är släckta.",
    })
}

#[tokio::test]
async fn what_was_seen_is_kept_once_and_becomes_one_report_and_one_remedy() {
    each_database(|app| async move {
        let (_, path) = kept(&app, &walk("citizen_walk")).await;
        let own = format!("{path}/seen/6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d");
        let first = app.send_staff(Method::PUT, &own, &seen()).await.expect(201);
        let again = app.send_staff(Method::PUT, &own, &seen()).await.expect(200);
        assert_eq!(first, again);
        let report = app.send_staff(Method::POST, &format!("{own}/report"), &Value::Null).await.expect(200);
        let same = app.send_staff(Method::POST, &format!("{own}/report"), &Value::Null).await.expect(200);
        assert!(report["report"].is_string() && report["report"] == same["report"]);
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 1);
        assert_eq!(app.texts("SELECT channel FROM report").await, [Some("walk".to_owned())]);
        let remedy = app.send_staff(Method::POST, &format!("{own}/remedy"), &Value::Null).await.expect(200);
        app.send_staff(Method::POST, &format!("{own}/remedy"), &Value::Null).await.expect(200);
        assert!(remedy["remedy"].is_string());
        assert_eq!(app.texts("SELECT kind FROM remedy").await, [Some("lamp_repair".to_owned())]);
        assert_eq!(app.texts("SELECT origin_kind FROM remedy").await, [Some("walk".to_owned())]);
        let whole = app.get_staff(&path).await.expect(200);
        assert_eq!(whole["seen"].as_array().unwrap().len(), 1);
        app.seen().await;
        let mapped = app.get_staff("/api/v1/heat?channel=walk").await.expect(200);
        assert_eq!(mapped["counts"]["total"].as_u64().or(mapped["summary"]["n_reports"].as_u64()).unwrap_or(1), 1);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_who_foresees_the_key_of_a_walk_hinders_no_report() {
    each_database(|app| async move {
        let (_, path) = kept(&app, &walk("citizen_walk")).await;
        let id = "6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d";
        let own = format!("{path}/seen/{id}");
        let strangers = app.tell_with_key(&crate::support::report(), &format!("walk-{id}")).await.expect(201);
        app.send_staff(Method::PUT, &own, &seen()).await.expect(201);
        let report = app.send_staff(Method::POST, &format!("{own}/report"), &Value::Null).await.expect(200);
        assert!(report["report"].is_string() && report["report"] != strangers["id"]);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE channel = 'walk'").await, 1);
    })
    .await;
}

/// What a thief of the database works out, who knows this program: the secret of the installation, a key, a report.
async fn link_made_of_the_database(app: &App, key: &str, id: &str, received_at: i64) -> String {
    let secret = app.store().secret("follow_up_pepper", [0; 32]).await.unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    mac.update(key.as_bytes());
    mac.update(&[0]);
    mac.update(Uuid::parse_str(id).unwrap().as_bytes());
    let mut token: [u8; 32] = mac.finalize().into_bytes().into();
    token[..8].copy_from_slice(&received_at.to_be_bytes());
    base64_url(&token)
}

#[tokio::test]
async fn whoever_has_the_database_makes_no_link_of_a_walk() {
    each_database(|app| async move {
        let receipt = app.tell_with_key(&crate::support::report(), "walk-known").await.expect(201);
        let at = app.number("SELECT received_at FROM report").await;
        let made = link_made_of_the_database(&app, "walk-known", receipt["id"].as_str().unwrap(), at).await;
        assert_eq!(made, receipt["follow_up_token"], "with a key that is known it can be made");
        let (_, path) = kept(&app, &walk("citizen_walk")).await;
        let own = format!("{path}/seen/6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d");
        app.send_staff(Method::PUT, &own, &seen()).await.expect(201);
        let first = app.send_staff(Method::POST, &format!("{own}/report"), &Value::Null).await.expect(200);
        let at = app.number("SELECT received_at FROM report WHERE channel = 'walk'").await;
        let id = first["report"].as_str().unwrap();
        let made = link_made_of_the_database(&app, "walk-6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d", id, at).await;
        assert_eq!(app.follow_up(Method::GET, &made).await.status, 404);
        // Asked again it is the same report all the same.
        let again = app.send_staff(Method::POST, &format!("{own}/report"), &Value::Null).await.expect(200);
        assert_eq!(again["report"], first["report"]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_kept_of_a_walk_is_refused_and_nobody_is_named() {
    let app = App::sqlite().await;
    let (_, path) = kept(&app, &walk("citizen_walk")).await;
    let own = format!("{path}/seen/6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d");
    for (field, value, pointer, code) in [
        ("words", json!("Ring Anna på 070-123 45 67"), "/words", "personal_data"),
        ("words", json!("Bilen ABC 123 stod där"), "/words", "personal_data"),
        ("causes", json!(["ghosts"]), "/causes", "unknown_word"),
        ("remedy_kind", json!("prayer"), "/remedy_kind", "unknown_word"),
        ("severity", json!(6), "/severity", "out_of_range"),
        ("safe", json!(0), "/safe", "out_of_range"),
        ("stop", json!(7), "/stop", "unknown_stop"),
        ("at", json!([18.06, 59.33]), "/at", "outside"),
        ("placed_by", json!("guess"), "/placed_by", "unknown_word"),
        ("light", json!("dim"), "/light", "unknown_word"),
        ("seen_at", json!("2026-11-20T12:05:01Z"), "/seen_at", "in_the_future"),
    ] {
        let problem = app.send_staff(Method::PUT, &own, &with(seen(), field, value)).await.problem(422);
        let error = &problem["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&pointer.into(), &code.into()), "{problem}");
    }
    // Everything the register knows can be wished for on a walk.
    let words = app.get("/api/v1/promises/words").await.expect(200);
    for (nth, kind) in words["remedy_kinds"].as_array().unwrap().iter().enumerate() {
        let body = with(seen(), "remedy_kind", kind["code"].clone());
        let path = format!("{path}/seen/00000000-0000-4000-8000-{nth:012}");
        app.send_staff(Method::PUT, &path, &body).await.expect(201);
    }
    let nothing = json!({"at": [CENTER.0, CENTER.1], "placed_by": "gps", "seen_at": "2026-11-20T11:20:00Z"});
    assert_eq!(app.send_staff(Method::PUT, &own, &nothing).await.problem(422)["errors"][0]["code"], "empty");
    for (field, value, code) in [
        ("title", json!("Hos Anna, anna@example.se"), "personal_data"),
        ("title", json!(""), "bad_title"),
        ("kind", json!("stroll"), "unknown_word"),
        ("minutes", json!(1), "out_of_range"),
        ("stops", json!([]), "out_of_range"),
        ("way", json!([[500.0, 1.0]]), "bad_place"),
        ("starts_at", json!("2036-11-22T16:00:00Z"), "too_far_ahead"),
    ] {
        let body = with(walk("citizen_walk"), field, value);
        let problem = app.send_staff(Method::POST, "/api/v1/walks", &body).await.problem(422);
        assert_eq!(problem["errors"][0]["code"], code, "{problem}");
    }
    let other = "/api/v1/walks/6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d";
    assert_eq!(app.get_staff(other).await.status, 404);
    assert_eq!(
        app.send_staff(Method::PUT, &format!("{other}/seen/6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d"), &seen())
            .await
            .status,
        404
    );
    app.send(Method::PUT, &own, &["content-type: application/json"], seen().to_string()).await.problem(403);
}
