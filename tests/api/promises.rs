//! What everybody may know of promises: late, coarse, and true.

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::promise::{Deed, DeedKind};
use uuid::Uuid;

use crate::support::{App, Engine, each_database, in_square, report, spot, with};

const PUBLIC: &str = "/api/v1/promises";

async fn promise(app: &App, since: &str) {
    let body = json!({"set": "osby_2021", "since": since});
    assert_eq!(app.send_staff(Method::POST, "/api/v1/pledges", &body).await.expect(201).as_array().unwrap().len(), 13);
}

fn deed(kind: DeedKind, at: &str, locality: &str) -> Deed {
    Deed {
        id: Uuid::new_v4(),
        kind,
        started_at: at.parse().unwrap(),
        minutes: Some(20),
        locality: (!locality.is_empty()).then(|| locality.to_owned()),
        place_name: Some("Hemliga hållplatsen".to_owned()),
        at: None,
        counts: [("vehicles_stopped".to_owned(), 7)].into(),
        source: None,
    }
}

async fn record(app: &App, kind: DeedKind, at: &str, locality: &str, n: usize) {
    for _ in 0..n {
        app.store().record_deed("1273", &deed(kind, at, locality), app.clock.now()).await.unwrap();
    }
}

fn pledge<'a>(answer: &'a Value, id: &str) -> &'a Value {
    answer["pledges"].as_array().unwrap().iter().find(|own| own["id"] == id).unwrap()
}

fn months(pledge: &Value) -> Vec<(&str, Value)> {
    let months = pledge["months"].as_array().unwrap().iter();
    months.map(|own| (own["month"].as_str().unwrap(), own["done"].clone())).collect()
}

#[tokio::test]
async fn fifteen_checks_a_month_are_promised_planned_and_done_by_locality() {
    each_database(|app| async move {
        promise(&app, "2026-09-01").await;
        record(&app, DeedKind::TrafficCheck, "2026-09-04T19:00:00Z", "Osby", 10).await;
        record(&app, DeedKind::TrafficCheck, "2026-09-05T19:00:00Z", "Lönsboda", 5).await;
        record(&app, DeedKind::TrafficCheck, "2026-10-02T19:00:00Z", "Osby", 14).await;
        let plan = json!({"kind": "checks", "period": "2026-12", "title": "December", "state": "decided",
                          "question": {"month": "2026-12"}, "answer": {"summary": {"n_checks": 15}, "features": []}});
        app.send_staff(Method::POST, "/api/v1/plans", &plan).await.expect(201);
        let answer = app.get(PUBLIC).await.expect(200);
        assert_eq!(answer["through"], "2026-10");
        let checks = pledge(&answer, "trafikkontroller");
        assert_eq!(checks["state"], "late");
        assert_eq!(
            months(checks),
            [("2026-12", Value::Null), ("2026-11", Value::Null), ("2026-10", json!(14)), ("2026-09", json!(15))]
        );
        assert_eq!(checks["months"][0]["planned"], 15);
        assert_eq!(
            checks["months"][3]["by_locality"],
            json!([{"locality": "Lönsboda", "done": 5}, {"locality": "Osby", "done": 10}])
        );
        let states: Vec<&str> =
            checks["periods"].as_array().unwrap().iter().map(|p| p["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["on_the_way", "on_the_way", "late", "kept"]);
        assert_eq!(pledge(&answer, "synlighet")["state"], "told");
        assert_eq!(pledge(&answer, "synlighet")["months"], json!([]));
        assert_eq!(pledge(&answer, "medborgarvandring")["state"], "on_the_way");
    })
    .await;
}

#[tokio::test]
async fn a_check_recorded_today_changes_nothing_public_this_month() {
    for engine in Engine::BOTH {
        let app = App::osby(engine).await;
        promise(&app, "2026-09-01").await;
        record(&app, DeedKind::TrafficCheck, "2026-10-02T19:00:00Z", "Osby", 3).await;
        let token = app.told(&report()).await["follow_up_token"].as_str().unwrap().to_owned();
        let everything = async || {
            let mut seen = Vec::new();
            for path in [PUBLIC, "/loften", "/en/loften", "/api/v1/pledges", "/api/v1/town", "/api/v1/heat"] {
                let answer = app.get(path).await;
                seen.push((path, answer.header("etag").to_owned(), answer.text()));
            }
            seen.push(("follow-up", String::new(), app.follow_up(Method::GET, &token).await.text()));
            seen
        };
        let before = everything().await;
        for kind in DeedKind::ALL {
            record(&app, kind, "2026-11-20T10:00:00Z", "Osby", 2).await;
            record(&app, kind, "2026-11-01T00:00:00Z", "Lönsboda", 1).await;
        }
        assert_eq!(everything().await, before);
        app.clock.turn_to("2026-12-01T08:00:00Z");
        let after = app.get(PUBLIC).await.expect(200);
        assert_eq!(months(pledge(&after, "trafikkontroller"))[1], ("2026-11", json!(3)));
    }
}

#[tokio::test]
async fn no_site_hour_or_count_of_a_check_is_public() {
    let app = App::sqlite().await;
    promise(&app, "2026-09-01").await;
    record(&app, DeedKind::TrafficCheck, "2026-10-02T19:35:00Z", "Osby", 3).await;
    for path in [PUBLIC, "/loften", "/en/loften"] {
        let text = app.get(path).await.text();
        for secret in ["Hemliga", "19:35", "21:35", "2026-10-02", "vehicles_stopped"] {
            assert!(!text.contains(secret), "{secret} in {path}");
        }
    }
}

#[tokio::test]
async fn a_remedy_is_told_once_it_is_decided_and_shows_what_the_public_map_says_of_its_place() {
    each_database(|app| async move {
        for i in 0..7 {
            let (lon, lat) = spot(0, 0, i);
            app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
        }
        let (lon, lat) = in_square(0, 0, 100.0, 100.0);
        let place = json!({"type": "Point", "coordinates": [lon, lat]});
        let body = json!({"kind": "lamp_repair", "place": place, "place_name": "Gångtunneln", "owner": "municipality",
                          "sentence_sv": "Vi lagar lamporna.", "origin": {"kind": "hotspot", "id": "h-17"},
                          "selected_from": "2026-01-01", "selected_to": "2026-11-01", "due": "2026-12-24"});
        let made = app.send_staff(Method::POST, "/api/v1/remedies", &body).await.expect(201);
        promise(&app, "2026-11-01").await;
        for path in [PUBLIC, "/loften"] {
            assert!(!app.get(path).await.text().contains("Gångtunneln"), "a proposal is nobody's business yet");
        }
        let path = format!("/api/v1/remedies/{}", made["id"].as_str().unwrap());
        app.send_staff(Method::PATCH, &path, &json!({"state": "decided"})).await.expect(200);
        let answer = app.get(PUBLIC).await.expect(200);
        let story = &answer["remedies"][0];
        assert_eq!(
            (story["state"].as_str(), story["sentence_sv"].as_str()),
            (Some("decided"), Some("Vi lagar lamporna."))
        );
        assert_eq!(story["said"], Value::Null, "nothing is published yet");
        assert_eq!(pledge(&answer, "morka-platser")["remedies"], json!([story["id"]]));
        let text = answer.to_string();
        for secret in ["h-17", "selected", "coordinates", "2026-01-01"] {
            assert!(!text.contains(secret), "{secret}");
        }
        app.publish_at("2026-12-01T12:00:00Z").await;
        let answer = app.get(PUBLIC).await.expect(200);
        assert_eq!(
            answer["remedies"][0]["said"],
            json!({"n_reports": 7, "square_m": 250, "from": "2024-12", "to": "2026-11"})
        );
        let page = app.get("/loften").await.text();
        assert!(
            page.contains("7 rapporter i rutan på 250 m kring platsen") && page.contains("Vi lagar lamporna."),
            "{page}"
        );
        app.clock.turn_to("2026-12-25T12:00:00Z");
        assert_eq!(app.get(PUBLIC).await.expect(200)["remedies"][0]["late"], true);
        app.send_staff(Method::PATCH, &path, &json!({"state": "dropped", "reason": "Tunneln rivs."})).await.expect(200);
        assert!(app.get("/loften").await.text().contains("Tunneln rivs."), "what was told is not hidden");
    })
    .await;
}

#[tokio::test]
async fn the_holder_of_a_link_sees_what_happened_to_the_place_and_nothing_of_another_report() {
    each_database(|app| async move {
        let near = in_square(0, 0, 100.0, 100.0);
        let far = in_square(3, 3, 100.0, 100.0);
        let tell = async |(lon, lat): (f64, f64), text: &str| {
            let body = with(report(), "/place/geometry/coordinates", json!([lon, lat]));
            app.told(&with(body, "/text", json!(text))).await
        };
        let own = tell(near, "min plats").await;
        let other = tell(far, "ZEBRAFINK").await;
        let make = async |at: (f64, f64), more: Value| {
            let mut body = json!({"kind": "vegetation", "place": {"type": "Point", "coordinates": [at.0, at.1]},
                                  "owner": "municipality", "state": "started", "sentence_sv": "Vi röjer."});
            for (name, value) in more.as_object().unwrap() {
                body[name.as_str()] = value.clone();
            }
            app.send_staff(Method::POST, "/api/v1/remedies", &body).await.expect(201)
        };
        let at = |e: f64| in_square(0, 0, 100.0 + e, 100.0);
        make(at(74.0), json!({"place_name": "Nära"})).await;
        make(at(77.0), json!({"place_name": "Lite för långt bort"})).await;
        make(at(10.0), json!({"place_name": "Bara föreslagen", "state": "proposed"})).await;
        make(far, json!({"place_name": "Av min rapport", "origin": {"kind": "report", "id": own["reference"]}})).await;
        make(far, json!({"place_name": "Av en annan", "origin": {"kind": "report", "id": other["reference"]}})).await;
        // Without its town Osby has no localities: the place lies in the countryside, as far as anybody knows.
        record(&app, DeedKind::TrafficCheck, "2026-10-02T19:00:00Z", "", 4).await;
        record(&app, DeedKind::TrafficCheck, "2026-10-02T19:00:00Z", "Lönsboda", 2).await;

        let seen = app.follow_up(Method::GET, own["follow_up_token"].as_str().unwrap()).await.expect(200);
        let mut names: Vec<&str> =
            seen["place"]["remedies"].as_array().unwrap().iter().map(|r| r["place_name"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Av min rapport", "Nära"]);
        assert_eq!(seen["place"]["locality"], Value::Null);
        assert_eq!(seen["place"]["checks"][0], json!({"month": "2026-10", "done": 4}));
        assert_eq!(seen["place"]["checks"].as_array().unwrap().len(), 6);
        let text = seen.to_string();
        for foreign in ["ZEBRAFINK", other["reference"].as_str().unwrap(), "origin", "selected", "coordinates"] {
            assert!(!text.contains(foreign), "{foreign} in {text}");
        }
        app.follow_up(Method::DELETE, own["follow_up_token"].as_str().unwrap()).await;
        let gone = app.follow_up(Method::GET, own["follow_up_token"].as_str().unwrap()).await.expect(200);
        assert_eq!((gone["state"].as_str(), gone["place"].clone()), (Some("withdrawn"), Value::Null));
    })
    .await;
}

#[tokio::test]
async fn pledges_are_entered_changed_and_never_doubled() {
    each_database(|app| async move {
        promise(&app, "2026-09-01").await;
        let again = app.send_staff(Method::POST, "/api/v1/pledges", &json!({"set": "osby_2021"})).await;
        assert_eq!(again.flaws(), [("/id".to_owned(), "taken".to_owned())]);
        let own = json!({"id": "nattvandring", "sv": "Vi går ut varje månad.", "owner": "Nattvandrarna i Osby",
                         "goal": {"target": 4, "unit": "evening", "period": "month"}, "evidence": ["evening_patrol"]});
        let made = app.send_staff(Method::POST, "/api/v1/pledges", &own).await.expect(201);
        assert_eq!(
            (made[0]["since"].as_str(), made[0]["en"].as_str()),
            (Some("2026-11-20"), Some("Vi går ut varje månad."))
        );
        let path = "/api/v1/pledges/nattvandring";
        let changed =
            app.send_staff(Method::PATCH, path, &json!({"until": "2026-12-31", "en": "We walk."})).await.expect(200);
        assert_eq!((changed["until"].as_str(), changed["goal"]["target"].as_u64()), (Some("2026-12-31"), Some(4)));
        let listed = app.get("/api/v1/pledges").await.expect(200);
        assert_eq!((listed.as_array().unwrap().len(), listed[0]["id"].as_str()), (14, Some("trafikkontroller")));
        assert_eq!(app.send_staff(Method::PATCH, path, &json!({"id": "annat"})).await.flaws()[0].1, "fixed");
        assert_eq!(
            app.send_staff(Method::PATCH, path, &json!({"sv": "Ring 070-174 06 05"})).await.flaws()[0].1,
            "personal_data"
        );
        let stale = app.send_staff_if(Method::PATCH, path, "\"1\"", &json!({"en": "We walk more."})).await;
        assert_eq!(stale.problem(412)["code"], "changed_since");
        let read = app.send_staff_if(Method::PATCH, path, "\"2\"", &json!({"en": "We walk more."})).await;
        assert_eq!((read.header("etag"), read.expect(200)["version"].as_u64()), ("\"3\"", Some(3)));
        app.send_staff(Method::PATCH, "/api/v1/pledges/intet", &json!({})).await.problem(404);
        app.send(Method::POST, "/api/v1/pledges", &["content-type: application/json"], own.to_string())
            .await
            .problem(403);
    })
    .await;
}

#[tokio::test]
async fn what_has_no_page_of_its_own_is_recorded_by_hand_as_days_and_counts() {
    each_database(|app| async move {
        promise(&app, "2026-01-01").await;
        // The localities of the real demo are not here: Osby has none without its town.
        let course = json!({"kind": "course", "day": "2026-10-03", "minutes": 120, "participants": 22});
        let made = app.send_staff(Method::POST, "/api/v1/deeds", &course).await.expect(201);
        assert_eq!((made["day"].as_str(), made["counts"]["participants"].as_u64()), (Some("2026-10-03"), Some(22)));
        assert_eq!(pledge(&app.get(PUBLIC).await.expect(200), "grannsamverkan")["state"], "kept");
        assert_eq!(app.get_staff("/api/v1/deeds?from=2026-10-03&to=2026-10-03").await.expect(200), json!([made]));
        let path = format!("/api/v1/deeds/{}", made["id"].as_str().unwrap());
        assert_eq!(app.send_staff(Method::DELETE, &path, &Value::Null).await.status, 204);
        assert_eq!(pledge(&app.get(PUBLIC).await.expect(200), "grannsamverkan")["state"], "on_the_way");
        for (body, code) in [
            (json!({"kind": "traffic_check", "day": "2026-10-03"}), "unknown_word"),
            (json!({"kind": "course", "day": "2026-11-21"}), "in_the_future"),
            (json!({"kind": "course", "day": "2026-10-03", "note": "Kalle"}), "unknown_field"),
            (json!({"kind": "course", "day": "2026-10-03", "locality": "Kalles gata"}), "unknown_word"),
            (json!({"kind": "course"}), "required"),
            (json!({"id": "1", "kind": "course", "day": "2026-10-03"}), "bad_id"),
        ] {
            assert_eq!(app.send_staff(Method::POST, "/api/v1/deeds", &body).await.flaws()[0].1, code, "{body}");
        }
        let check = deed(DeedKind::TrafficCheck, "2026-10-02T19:00:00Z", "Osby");
        app.store().record_deed("1273", &check, app.clock.now()).await.unwrap();
        let refused = app.send_staff(Method::DELETE, &format!("/api/v1/deeds/{}", check.id), &Value::Null).await;
        assert_eq!(refused.flaws()[0].1, "another_page");
        let sent = json!({"id": "6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d", "kind": "course", "day": "2026-10-03"});
        let send = async || app.send_staff(Method::POST, "/api/v1/deeds", &sent).await;
        let (first, second) = tokio::join!(send(), send());
        assert_eq!((first.expect(201), second.expect(201)["id"].clone()), (first.json(), sent["id"].clone()));
        assert_eq!(app.number("SELECT COUNT(*) FROM deed WHERE kind = 'course'").await, 1, "a double click is one");
        let taken = json!({"id": check.id, "kind": "course", "day": "2026-10-03"});
        assert_eq!(app.send_staff(Method::POST, "/api/v1/deeds", &taken).await.flaws()[0].1, "taken");
    })
    .await;
}

#[tokio::test]
async fn the_page_says_the_same_as_the_api_without_a_script_and_in_words() {
    let app = App::demo(Engine::Sqlite).await;
    let answer = app.get(PUBLIC).await;
    let etag = format!("if-none-match: {}", answer.header("etag"));
    assert_eq!(app.send(Method::GET, PUBLIC, &[&etag], "").await.status, 304);
    let answer = answer.expect(200);
    let state = |id| pledge(&answer, id)["state"].as_str().unwrap().to_owned();
    assert_eq!(
        [state("trafikkontroller"), state("medborgarvandring"), state("grannsamverkan"), state("synlighet")],
        ["late", "kept", "on_the_way", "told"]
    );
    for (path, words) in [
        (
            "/loften",
            ["Inte hållet i tid", "Hållet", "På väg", "Berättas, räknas inte", "oktober 2026", "Påhittade data"],
        ),
        ("/en/loften", ["Not kept in time", "Kept", "On the way", "Told, not counted", "October 2026", "Made-up data"]),
    ] {
        let page = app.get(path).await.text();
        for word in words {
            assert!(page.contains(word), "{word} in {path}");
        }
        assert!(!page.contains("<script"), "the page needs none");
        for own in answer["pledges"].as_array().unwrap() {
            let sentence = if path == "/loften" { &own["sv"] } else { &own["en"] };
            assert!(page.contains(sentence.as_str().unwrap()), "{sentence}");
        }
        for own in answer["remedies"].as_array().unwrap() {
            assert!(page.contains(own["place_name"].as_str().unwrap()));
        }
    }
    assert_eq!(answer["remedies"].as_array().unwrap().len(), 4, "the proposal is not public");
}
