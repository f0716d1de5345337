//! The desk: read, decide, correct, join, hand over, take out, enter for others, listen.

use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use crate::support::{App, Colleague, PASSWORD, STAFF, cookie, each_database, report, with};

const CODE: &str = "1273";

async fn moderator(app: &App) -> Colleague {
    app.hire("handlaggare", &[(Role::Moderator, Some(CODE))]).await
}

async fn waiting(app: &App, who: &Colleague) -> Vec<Value> {
    let page = app.get_as(who, "/api/v1/desk").await.expect(200);
    assert_eq!(page["n_waiting"].as_u64(), Some(page["reports"].as_array().unwrap().len() as u64));
    page["reports"].as_array().unwrap().clone()
}

async fn decide(app: &App, who: &Colleague, number: &Value, body: Value) -> crate::support::Answer {
    app.send_as(who, Method::PATCH, &format!("/api/v1/desk/{number}"), &body).await
}

async fn state_of(app: &App, receipt: &Value) -> Value {
    app.follow_up(Method::GET, receipt["follow_up_token"].as_str().unwrap()).await.expect(200)
}

#[tokio::test]
async fn what_is_told_waits_at_the_desk_with_its_words_and_each_reading_is_logged() {
    each_database(|app| async move {
        let who = moderator(&app).await;
        let receipt = app.told(&with(report(), "/text", json!("Mörkt under bron."))).await;
        app.told(&report()).await;
        app.seen().await;
        let lying = waiting(&app, &who).await;
        assert_eq!(lying.len(), 2);
        assert_eq!((&lying[0]["reference"], &lying[0]["text"]), (&receipt["reference"], &json!("Mörkt under bron.")));
        assert_eq!((&lying[0]["case"], &lying[0]["state"]), (&Value::Null, &json!("received")));
        let sheet = app.get_as(&who, &format!("/api/v1/desk/{}", lying[1]["number"])).await;
        assert_eq!((sheet.header("etag"), sheet.header("cache-control")), ("\"0\"", "no-store"));
        let sheet = sheet.expect(200);
        // The other one lies at the same place and was told the same day.
        assert_eq!(sheet["like"][0]["number"], lying[0]["number"]);
        assert_eq!(sheet["like"][0]["distance_m"], 0.0);
        assert!(sheet["place_name_sv"].as_str().is_some_and(|name| !name.is_empty()));
        let read = app.number("SELECT COUNT(*) FROM audit WHERE act = 'read' AND what = 'desk'").await;
        assert_eq!(read, 2);
        app.get("/api/v1/desk").await.problem(403);
        app.get_as(&who, "/api/v1/desk?pile=all").await.problem(400);
        app.get_as(&who, "/api/v1/desk/999999").await.problem(404);
    })
    .await;
}

#[tokio::test]
async fn a_rejected_report_counts_nowhere_and_its_teller_reads_why() {
    each_database(|app| async move {
        let who = moderator(&app).await;
        let receipt = app.told(&report()).await;
        app.told(&report()).await;
        app.seen().await;
        let total = async || app.get_staff("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"].clone();
        assert_eq!(total().await, 2);
        let number = waiting(&app, &who).await[0]["number"].clone();
        for wrong in [
            json!({"decision": "rejected"}),
            json!({"decision": "rejected", "reason": "ugly"}),
            json!({"decision": "accepted", "reason": "trial"}),
        ] {
            assert_eq!(decide(&app, &who, &number, wrong).await.flaws()[0].1, "unknown_decision");
        }
        let body = json!({"decision": "rejected", "reason": "about_a_person", "sentence_sv": "Ring oss gärna."});
        let decided = decide(&app, &who, &number, body).await;
        assert_eq!(decided.header("etag"), "\"1\"");
        let decided = decided.expect(200);
        assert_eq!((&decided["state"], &decided["case"]["decided_by"]), (&json!("rejected"), &json!("handlaggare")));
        app.seen().await;
        assert_eq!(total().await, 1);
        let told = state_of(&app, &receipt).await;
        assert_eq!(told["state"], "rejected");
        let sentence = told["public_sentence_sv"].as_str().unwrap();
        assert!(sentence.contains("pekar ut en person") && sentence.ends_with("Ring oss gärna."), "{sentence}");
        assert!(!sentence.contains("handlaggare"));
        // Decided anew, by whoever read the first decision.
        let late = app
            .send_staff_if(Method::PATCH, &format!("/api/v1/desk/{number}"), "\"0\"", &json!({"decision": "accepted"}))
            .await;
        late.problem(412);
        decide(&app, &who, &number, json!({"decision": "accepted"})).await.expect(200);
        app.seen().await;
        assert_eq!(total().await, 2);
        assert_eq!(state_of(&app, &receipt).await["state"], "accepted");
        let decided = app.get_as(&who, "/api/v1/desk?pile=decided").await.expect(200);
        assert_eq!((decided["reports"].as_array().unwrap().len(), &decided["n_waiting"]), (1, &json!(1)));
    })
    .await;
}

#[tokio::test]
async fn category_and_place_are_corrected_and_what_was_told_stays_known() {
    each_database(|app| async move {
        let who = moderator(&app).await;
        app.told(&with(with(report(), "/category", json!("speeding")), "/causes", json!([]))).await;
        let lying = waiting(&app, &who).await;
        let (number, told_place) = (lying[0]["number"].clone(), lying[0]["place"].clone());
        let far = json!({"decision": "accepted", "place": {"type": "Point", "coordinates": [18.06, 59.33]}});
        assert_eq!(decide(&app, &who, &number, far).await.flaws()[0].1, "outside_municipality");
        let unknown = json!({"decision": "accepted", "category": "noise"});
        assert_eq!(decide(&app, &who, &number, unknown).await.flaws()[0].0, "/category");
        let place = json!({"type": "Point", "coordinates": [13.998, 56.380]});
        let body = json!({"decision": "accepted", "category": "nuisance_driving", "causes": ["moped"], "place": place,
            "owner": "police"});
        let corrected = decide(&app, &who, &number, body).await.expect(200);
        assert_eq!((&corrected["category"], &corrected["place"]), (&json!("nuisance_driving"), &place));
        let told = &corrected["case"]["told"];
        assert_eq!((&told["category"], &told["place"]), (&json!("speeding"), &told_place));
        app.seen().await;
        let seen = app.get_staff("/api/v1/observations").await.expect(200);
        assert_eq!(seen["features"][0]["properties"]["category"], "nuisance_driving");
        // Corrected once more, what was told is still what was told.
        let again =
            decide(&app, &who, &number, json!({"decision": "accepted", "category": "speeding", "causes": []})).await;
        assert_eq!(again.expect(200)["case"]["told"]["place"], told_place);
    })
    .await;
}

#[tokio::test]
async fn joined_reports_go_on_counting_and_nothing_is_joined_in_a_chain() {
    let app = App::sqlite().await;
    let who = moderator(&app).await;
    for _ in 0..3 {
        app.told(&report()).await;
    }
    let numbers: Vec<Value> = waiting(&app, &who).await.iter().map(|one| one["number"].clone()).collect();
    let join = |to: &Value| json!({"decision": "accepted", "joined_to": to});
    decide(&app, &who, &numbers[1], join(&numbers[0])).await.expect(200);
    for (which, to) in [(0, &numbers[0]), (0, &numbers[2]), (2, &numbers[1]), (2, &json!(4711))] {
        assert_eq!(decide(&app, &who, &numbers[which], join(to)).await.flaws()[0].1, "cannot_join");
    }
    app.seen().await;
    // Whoever wants to join to one that is joined reads which is the first of them.
    let like = app.get_as(&who, &format!("/api/v1/desk/{}", numbers[2])).await.expect(200)["like"].clone();
    let first =
        |which: usize| like.as_array().unwrap().iter().find(|one| one["number"] == numbers[which]).unwrap().clone();
    assert_eq!((&first(1)["joined_to"], &first(0)["joined_to"]), (&numbers[0], &Value::Null));
    decide(&app, &who, &numbers[2], join(&numbers[0])).await.expect(200);
    app.seen().await;
    assert_eq!(app.get_staff("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"], 3);
}

/// What each report is joined to, by its place in the list.
async fn joined_to(app: &App, who: &Colleague, numbers: &[Value]) -> Vec<Option<usize>> {
    let mut joined = Vec::new();
    for number in numbers {
        let sheet = app.get_as(who, &format!("/api/v1/desk/{number}")).await.expect(200);
        joined.push(numbers.iter().position(|one| *one == sheet["case"]["joined_to"]));
    }
    joined
}

#[tokio::test]
async fn when_the_first_ceases_to_count_the_others_stay_together_and_go_on_counting() {
    each_database(|app| async move {
        let who = moderator(&app).await;
        let mut receipts = Vec::new();
        for _ in 0..5 {
            receipts.push(app.told(&report()).await);
        }
        let numbers: Vec<Value> = waiting(&app, &who).await.iter().map(|one| one["number"].clone()).collect();
        for number in &numbers[1..] {
            let join = json!({"decision": "accepted", "joined_to": numbers[0]});
            decide(&app, &who, number, join).await.expect(200);
        }
        let counted = async || {
            app.seen().await;
            app.get_staff("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"].as_u64().unwrap()
        };
        let trial = json!({"decision": "rejected", "reason": "trial"});
        decide(&app, &who, &numbers[0], trial.clone()).await.expect(200);
        assert_eq!(joined_to(&app, &who, &numbers).await, [None, None, Some(1), Some(1), Some(1)]);
        assert_eq!(counted().await, 4);
        // Whoever had read one of them before decides about something else.
        let late = json!({"decision": "accepted"});
        app.send_staff_if(Method::PATCH, &format!("/api/v1/desk/{}", numbers[2]), "\"1\"", &late).await.problem(412);
        // Its teller takes the next first back.
        let token = receipts[1]["follow_up_token"].as_str().unwrap();
        assert_eq!(app.follow_up(Method::DELETE, token).await.status, 204);
        assert_eq!(joined_to(&app, &who, &numbers).await, [None, None, None, Some(2), Some(2)]);
        assert_eq!(counted().await, 3);
        // One of the others leaves them.
        let token = receipts[3]["follow_up_token"].as_str().unwrap();
        assert_eq!(app.follow_up(Method::DELETE, token).await.status, 204);
        assert_eq!(joined_to(&app, &who, &numbers).await, [None, None, None, None, Some(2)]);
        // Accepted anew, the very first stands alone; and what is rejected is joined to nothing.
        decide(&app, &who, &numbers[0], json!({"decision": "accepted"})).await.expect(200);
        assert_eq!(joined_to(&app, &who, &numbers).await, [None, None, None, None, Some(2)]);
        let both = json!({"decision": "rejected", "reason": "sent_twice", "joined_to": numbers[0]});
        assert_eq!(decide(&app, &who, &numbers[4], both).await.flaws()[0].1, "cannot_join");
        decide(&app, &who, &numbers[4], trial).await.expect(200);
        assert_eq!(joined_to(&app, &who, &numbers).await, [None; 5]);
        assert_eq!(counted().await, 2);
    })
    .await;
}

#[tokio::test]
async fn two_who_join_crosswise_in_the_same_moment_make_no_circle() {
    each_database(|app| async move {
        let who = moderator(&app).await;
        for _ in 0..20 {
            app.told(&report()).await;
        }
        let numbers: Vec<Value> = waiting(&app, &who).await.iter().map(|one| one["number"].clone()).collect();
        for pair in numbers.chunks(2) {
            let join = |to: &Value| json!({"decision": "accepted", "joined_to": to});
            let (there, back) = tokio::join!(
                decide(&app, &who, &pair[0], join(&pair[1])),
                decide(&app, &who, &pair[1], join(&pair[0])),
            );
            let refused = [there, back].into_iter().filter(|one| one.status != 200).collect::<Vec<_>>();
            assert_eq!(refused.len(), 1);
            assert_eq!(refused[0].flaws()[0].1, "cannot_join");
        }
        let both =
            "SELECT COUNT(*) FROM desk_case a JOIN desk_case b ON a.joined_to = b.report WHERE b.joined_to IS NOT NULL";
        assert_eq!(app.number(both).await, 0);
        assert_eq!(app.number("SELECT COUNT(*) FROM desk_case WHERE joined_to IS NOT NULL").await, 10);
    })
    .await;
}

#[tokio::test]
async fn every_report_decided_in_one_moment_is_on_one_page_of_the_pile() {
    each_database(|app| async move {
        let who = moderator(&app).await;
        for _ in 0..121 {
            app.told(&report()).await;
        }
        let all: Vec<i64> = (1..=121).collect();
        // The clock of the tests stands still: all are decided in one moment, but the last.
        for number in &all {
            if *number == 121 {
                app.clock.turn_by(jiff::SignedDuration::from_mins(1));
            }
            decide(&app, &who, &json!(number), json!({"decision": "accepted"})).await.expect(200);
        }
        let (mut numbers, mut pages, mut after) = (Vec::new(), 0, String::new());
        loop {
            let page = app.get_as(&who, &format!("/api/v1/desk?pile=decided{after}")).await.expect(200);
            numbers.extend(page["reports"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()));
            pages += 1;
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let expected: Vec<i64> = [121].into_iter().chain(1..=120).collect();
        assert_eq!((pages, numbers), (3, expected));
        app.get_as(&who, "/api/v1/desk?pile=decided&after=yesterday").await.problem(400);
    })
    .await;
}

#[tokio::test]
async fn a_sentence_to_the_teller_holds_no_personal_data_and_owners_are_known() {
    let app = App::sqlite().await;
    let who = moderator(&app).await;
    let receipt = app.told(&report()).await;
    let number = waiting(&app, &who).await[0]["number"].clone();
    let personal = json!({"decision": "accepted", "sentence_sv": "Ring mig på 070-174 06 05", "owner": "the king"});
    let flaws = decide(&app, &who, &number, personal).await.flaws();
    assert_eq!(flaws, [("/owner".into(), "unknown_word".into()), ("/sentence_sv".into(), "personal_data".into())]);
    let handed = json!({"decision": "accepted", "owner": "road_authority", "sentence_en": "We have asked for a lamp."});
    decide(&app, &who, &number, handed).await.expect(200);
    let told = state_of(&app, &receipt).await;
    assert!(told["public_sentence_sv"].as_str().unwrap().contains("Trafikverket"), "{told}");
    assert!(told["public_sentence_en"].as_str().unwrap().ends_with("We have asked for a lamp."), "{told}");
}

#[tokio::test]
async fn what_is_taken_out_is_gone_from_every_byte_and_a_tombstone_stays() {
    each_database(|app| async move {
        const SECRET: &str = "Grannsonen i gula huset kör jämt";
        let who = moderator(&app).await;
        app.told(&with(report(), "/text", json!(SECRET))).await;
        let number = waiting(&app, &who).await[0]["number"].clone();
        let path = format!("/api/v1/desk/{number}/redaction");
        let flaws = app.send_as(&who, Method::POST, &path, &json!({"reason": " ", "law": ""})).await.flaws();
        assert_eq!(flaws, [("/law".into(), "missing".into()), ("/reason".into(), "missing".into())]);
        let body = json!({"text": "[…] kör jämt", "reason": "Pekade ut en person", "law": "GDPR art. 17.1 d"});
        let left = app.send_as(&who, Method::POST, &path, &body).await.expect(200);
        assert_eq!((&left["text"], &left["redacted"]), (&json!("[…] kör jämt"), &json!(true)));
        let again = app.send_as(&who, Method::POST, &path, &body).await;
        assert_eq!(again.flaws()[0].1, "same_text");
        // Nothing comes back, and nobody's words are changed for others.
        for words in [SECRET, "Alla kör fort"] {
            let put = json!({"text": words, "reason": "x", "law": "x"});
            assert_eq!(app.send_as(&who, Method::POST, &path, &put).await.flaws()[0].1, "other_words");
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM redaction WHERE law = 'GDPR art. 17.1 d'").await, 1);
        let texts = app.texts("SELECT parameters FROM audit").await;
        assert!(texts.iter().flatten().all(|text| !text.contains("Grannsonen") && !text.contains("Pekade")));
        if app.store().engine() == "sqlite" {
            let bytes = app.everything_stored().await;
            assert!(!bytes.windows(10).any(|window| window == &SECRET.as_bytes()[..10]), "it is still in the file");
        }
    })
    .await;
}

#[tokio::test]
async fn what_others_told_is_entered_for_them_several_at_once() {
    each_database(|app| async move {
        let who = moderator(&app).await;
        let list =
            json!({"told_by": "phone", "reports": [report(), with(report(), "/category", json!("noise")), report()]});
        let cookie = format!("cookie: {}", who.session);
        let headers = ["authorization: Session", &cookie, "idempotency-key: list-1", "content-type: application/json"];
        let send =
            async || app.send(Method::POST, "/api/v1/desk/reports", &headers, list.to_string()).await.expect(200);
        let outcomes = send().await;
        let stored: Vec<bool> = outcomes.as_array().unwrap().iter().map(|one| one["reference"].is_string()).collect();
        assert_eq!(stored, [true, false, true]);
        assert_eq!(outcomes[1]["errors"][0]["pointer"], "/category");
        assert_eq!(send().await, outcomes, "sent again it is the same list");
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE channel = 'on_behalf:phone'").await, 2);
        assert_eq!(waiting(&app, &who).await.len(), 2);
        for wrong in [json!({"told_by": "dream", "reports": [report()]}), json!({"told_by": "phone", "reports": []})] {
            app.send_as(&who, Method::POST, "/api/v1/desk/reports", &wrong).await.problem(422);
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_listens_hears_of_a_new_report_until_they_are_signed_out() {
    let app = App::sqlite().await;
    let who = moderator(&app).await;
    let request = Request::get("/api/v1/desk/events")
        .header("authorization", "Session")
        .header("cookie", &who.session)
        .body(Body::empty())
        .unwrap();
    let response = app.open(request).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let mut heard = async || {
        body.frame().await.map(|frame| String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap())
    };
    assert_eq!(heard().await.unwrap(), "event: waiting\ndata: 0\n\n");
    app.told(&report()).await;
    assert_eq!(heard().await.unwrap(), "event: waiting\ndata: 1\n\n");
    app.send_as(&who, Method::DELETE, "/api/v1/session", &Value::Null).await.expect(204);
    app.told(&report()).await;
    assert_eq!(heard().await, None, "who is signed out hears nothing more");
    // Staff with the installation's token may listen too.
    let request = Request::get("/api/v1/desk/events").header("authorization", format!("Bearer {STAFF}"));
    assert_eq!(app.open(request.body(Body::empty()).unwrap()).await.status(), 200);
}

#[tokio::test]
async fn somebody_who_listens_often_enough_asks_once_instead() {
    let app = App::sqlite().await;
    let who = moderator(&app).await;
    let listen = async |path: &str| {
        let request = Request::get(path).header("authorization", "Session").header("cookie", &who.session);
        app.open(request.body(Body::empty()).unwrap()).await
    };
    let mut open = Vec::new();
    for _ in 0..6 {
        open.push(listen("/api/v1/desk/events").await);
    }
    assert!(open.iter().all(|one| one.status() == 200));
    let refused = listen("/api/v1/desk/events").await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "30"));
    let once = listen("/api/v1/desk/events?once=true").await.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(once, "event: waiting\ndata: 0\n\n");
    // Nor does another session of theirs get more.
    app.clock.turn_by(jiff::SignedDuration::from_mins(1));
    let again = app.sign_in(&who, PASSWORD, &who.totp.code(app.clock.now())).await;
    let session = cookie(&again, "tk-session").expect("a session");
    let request = Request::get("/api/v1/desk/events").header("authorization", "Session").header("cookie", session);
    assert_eq!(app.open(request.body(Body::empty()).unwrap()).await.status(), 429);
    // Somebody else is not concerned, and a tab that is closed makes room.
    let other = app.hire("other", &[(Role::Moderator, Some("1273"))]).await;
    let request = Request::get("/api/v1/desk/events").header("authorization", "Session");
    let theirs = app.open(request.header("cookie", &other.session).body(Body::empty()).unwrap()).await;
    assert_eq!(theirs.status(), 200);
    open.pop();
    assert_eq!(listen("/api/v1/desk/events").await.status(), 200);
}
