//! Requests to see public records: found, masked, looked at one by one, handed out, noted.

use axum::http::Method;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use trygghetskarta::staff::Role;

use crate::support::{Answer, App, Colleague, Engine, capture_log, each_database, report, with};

const LAW: &str = "OSL 21:1";

async fn coordinator(app: &App) -> Colleague {
    app.hire("samordnare", &[(Role::Coordinator, Some("1273"))]).await
}

async fn opened(app: &App, who: &Colleague) -> String {
    let body = json!({"diary_number": "KS 2026/412", "wanted": "Rapporter om gångtunneln."});
    let answer = app.send_as(who, Method::POST, "/api/v1/disclosures", &body).await.expect(201);
    answer["id"].as_str().unwrap().to_owned()
}

async fn found(app: &App, who: &Colleague, id: &str, search: Value) -> Vec<i64> {
    let answer = app.send_as(who, Method::POST, &format!("/api/v1/disclosures/{id}/find"), &search).await.expect(200);
    let numbers: Vec<i64> =
        answer["reports"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()).collect();
    assert_eq!(answer["n_found"], numbers.len());
    numbers
}

async fn selected(app: &App, who: &Colleague, id: &str, numbers: &[i64]) {
    let body = json!({"reports": numbers});
    app.send_as(who, Method::POST, &format!("/api/v1/disclosures/{id}/reports"), &body).await.expect(200);
}

async fn sheet(app: &App, who: &Colleague, id: &str, number: i64) -> Value {
    app.get_as(who, &format!("/api/v1/disclosures/{id}/reports/{number}")).await.expect(200)
}

async fn put(app: &App, who: &Colleague, id: &str, number: i64, masks: &Value) -> Answer {
    let basis = sheet(app, who, id, number).await["basis"].clone();
    let body = json!({"masks": masks, "basis": basis, "looked": true});
    app.send_as(who, Method::PUT, &format!("/api/v1/disclosures/{id}/reports/{number}"), &body).await
}

async fn preview(app: &App, who: &Colleague, id: &str, form: &str) -> Answer {
    app.get_as(who, &format!("/api/v1/disclosures/{id}/preview?form={form}")).await
}

async fn export(app: &App, who: &Colleague, id: &str, form: &str) -> Answer {
    app.send_as(who, Method::POST, &format!("/api/v1/disclosures/{id}/exports"), &json!({"form": form})).await
}

/// Nothing masked.
fn open_masks() -> Value {
    json!({"words": [], "place": {"show": "exact"}, "time": {"show": "exact"}, "photos": {"show": "shown"},
        "severity": {"show": "shown"}, "causes": {"show": "shown"}})
}

/// Everything masked.
fn shut_masks() -> Value {
    let shut = |show: &str| json!({"show": show, "law": LAW});
    json!({"words": [{"from": 0, "to": 2000, "law": LAW}], "place": shut("withheld"), "time": shut("month"),
        "photos": shut("withheld"), "severity": shut("withheld"), "causes": shut("withheld")})
}

fn photo(colour: Rgb<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = RgbImage::from_pixel(64, 48, colour);
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode(&pixels, 64, 48, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// Every field of the report is told apart from every other's.
fn marked() -> Value {
    json!({"category": "unsafe_place", "causes": ["poor_lighting"], "severity": 5,
        "place": {"geometry": {"type": "Point", "coordinates": [13.991234, 56.381234]}, "source": "map"},
        "when": {"kind": "instant", "at": "2026-11-17T20:13:47Z"}, "text": "ZEBRAFINK satt vid TRANSTIGEN igår."})
}

#[tokio::test]
async fn what_is_masked_is_in_no_byte_of_any_file_and_what_is_not_stands_exactly() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.clock.turn_to("2026-11-20T12:34:56Z");
        let receipt = app.told(&marked()).await;
        let token = receipt["follow_up_token"].as_str().unwrap();
        let headers = [&format!("authorization: FollowUp {token}"), "content-type: image/jpeg"];
        let sent = app.send(Method::POST, "/api/v1/follow-up/photos", &headers, photo(Rgb([220, 20, 20]))).await;
        let shown = format!("/api/v1/photos/{}", sent.expect(201)["id"].as_str().unwrap());
        app.send_staff(Method::PUT, &shown, &json!({"state": "shown"})).await.expect(200);
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({"words": "zebrafink"})).await[0];
        selected(&app, &who, &id, &[number]).await;
        // The photo as the JSON and the page carry it begins like every JPEG with a JFIF header.
        let fields = [
            ("words", vec!["ZEBRAFINK", "TRANSTIGEN", "satt"]),
            ("place", vec!["56.3812", "13.9912"]),
            ("time", vec!["21:13:47", "2026-11-17", "2026-11-20", "13:34:56"]),
            ("photos", vec!["/9j/4AAQ"]),
            ("causes", vec!["poor_lighting", "elysning"]),
            ("severity", vec!["\"severity\": 5", ",5,", "<dd>5</dd>"]),
        ];
        let files = async |who: &Colleague, masks: &Value| {
            put(&app, who, &id, number, masks).await.expect(200);
            let mut all = Vec::new();
            for form in ["html", "csv", "json"] {
                let seen = preview(&app, who, &id, form).await;
                let made = export(&app, who, &id, form).await;
                assert_eq!((seen.status.as_u16(), made.status.as_u16()), (200, 200), "{}", made.text());
                assert_eq!(seen.body, made.body, "what was shown beforehand is what is handed out");
                let digest: String = Sha256::digest(&made.body).iter().map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(made.header("x-content-sha256"), digest);
                assert!(made.header("content-disposition").starts_with("attachment"));
                all.push(made.text().to_owned());
            }
            all
        };
        let shut = files(&who, &shut_masks()).await;
        for (text, has_a_head) in shut.iter().zip([true, false, true]) {
            for mark in fields.iter().flat_map(|(_, marks)| marks) {
                assert!(!text.contains(mark), "{mark} is in a file with everything masked: {text}");
            }
            // Nor what staff call it, nor what the database calls it.
            assert!(!text.contains(receipt["reference"].as_str().unwrap()));
            assert!(text.contains(LAW) && text.contains("KS 2026/412") == has_a_head, "{text}");
        }
        // One field opened at a time: its marks stand there, those of the others do not.
        for (opened, marks) in &fields {
            let mut masks = shut_masks();
            masks[opened] = open_masks()[opened].clone();
            let texts = files(&who, &masks).await;
            for (field, others) in &fields {
                let together = texts.concat();
                if field == opened {
                    let shown: &[&str] = if *field == "severity" { &marks[..1] } else { marks };
                    for mark in shown.iter().filter(|mark| !["poor_lighting", "elysning"].contains(mark)) {
                        assert!(together.contains(mark), "{mark} is not masked and is missing");
                    }
                } else {
                    for mark in others {
                        assert!(!together.contains(mark), "{mark} of {field} shows where {opened} is opened");
                    }
                }
            }
        }
        // The same report and masks make the same bytes, also another day and by somebody else.
        app.turn_by_hours(30);
        let later = app.hire("senare", &[(Role::Coordinator, Some("1273"))]).await;
        assert_eq!(files(&later, &shut_masks()).await, shut);
        let whole = app.get_as(&later, &format!("/api/v1/disclosures/{id}")).await.expect(200);
        let first = &whole["exports"][0];
        assert_eq!((&first["n_reports"], &first["made_by"]), (&json!(1), &json!("samordnare")));
        assert_eq!(first["n_masks_by_law"], json!({LAW: 6}));
        // Its teller reads that it was handed out; the stored report is whole.
        let extract = app.send(Method::GET, "/api/v1/follow-up/extract", &headers[..1], "").await.expect(200);
        assert_eq!(extract["handed_out"].as_array().unwrap().len(), whole["exports"].as_array().unwrap().len());
        assert_eq!(extract["report"]["text"], marked()["text"]);
    })
    .await;
}

#[tokio::test]
async fn masks_stay_when_something_else_is_decided_and_what_is_taken_back_is_proposed_to_be_masked() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let receipt = app.told(&with(report(), "/text", json!("ZEBRAFINK satt vid TRANSTIGEN igår."))).await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({"words": "zebrafink"})).await[0];
        selected(&app, &who, &id, &[number]).await;
        let mut masks = open_masks();
        masks["words"] = json!([{"from": 0, "to": 9, "law": LAW}]);
        put(&app, &who, &id, number, &masks).await.expect(200);
        let decision = json!({"decision": "accepted"});
        app.send_as(&who, Method::PATCH, &format!("/api/v1/desk/{number}"), &decision).await.expect(200);
        let again = sheet(&app, &who, &id, number).await;
        assert_eq!((&again["looked"], &again["masks"]["words"]), (&json!(false), &masks["words"]));

        let token = receipt["follow_up_token"].as_str().unwrap();
        assert_eq!(app.follow_up(Method::DELETE, token).await.status, 204);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await, 1, "held");
        // Whoever answers the request may judge it, and all of it is proposed to be masked.
        assert_eq!(found(&app, &who, &id, json!({"words": "zebrafink"})).await, [number]);
        let back = sheet(&app, &who, &id, number).await;
        assert_eq!((&back["looked"], &back["report"]["state"]), (&json!(false), &json!("withdrawn")));
        let words: Vec<(&Value, &Value)> =
            back["masks"]["words"].as_array().unwrap().iter().map(|mask| (&mask["from"], &mask["to"])).collect();
        assert_eq!(words, [(&json!(0), &json!(9)), (&json!(10), &json!(35))]);
        assert_eq!(export(&app, &who, &id, "csv").await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn the_hold_of_a_request_ends_with_it_and_words_take_the_right_to_read() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.told(&with(report(), "/text", json!("Mörkt."))).await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        selected(&app, &who, &id, &[number]).await;
        let holds = app.get_as(&who, "/api/v1/holds").await.expect(200);
        let hold = format!("/api/v1/holds/{}", holds[0]["id"].as_str().unwrap());
        let refused = app.send_as(&who, Method::DELETE, &hold, &Value::Null).await;
        assert_eq!(refused.flaws()[0].1, "request_is_open");

        let draft = json!({"name": "Gallring", "municipality": "1273", "rights": ["retain"], "days": 30});
        let key = app.send_staff(Method::POST, "/api/v1/keys", &draft).await.expect(201);
        let bearer = format!("authorization: Bearer {}", key["secret"].as_str().unwrap());
        let base = format!("/api/v1/disclosures/{id}");
        app.send(Method::GET, &base, &[&bearer], "").await.expect(200);
        for path in [format!("{base}/reports/{number}"), format!("{base}/preview?form=csv")] {
            app.send(Method::GET, &path, &[&bearer], "").await.problem(403);
        }
        let json = "content-type: application/json";
        app.send(Method::POST, &format!("{base}/find"), &[&bearer, json], "{}").await.problem(403);
    })
    .await;
}

#[tokio::test]
async fn a_masked_time_does_not_stand_between_two_that_are_shown() {
    let app = App::sqlite().await;
    let mut numbers = Vec::new();
    for (hour, words) in [(1, "Forst."), (2, "Mellan."), (3, "Sist.")] {
        app.turn_by_hours(hour);
        app.told(&with(report(), "/text", json!(words))).await;
    }
    let who = coordinator(&app).await;
    let id = opened(&app, &who).await;
    numbers.extend(found(&app, &who, &id, json!({})).await);
    selected(&app, &who, &id, &numbers).await;
    for (nth, number) in numbers.iter().enumerate() {
        let mut masks = open_masks();
        if nth == 1 {
            masks["time"] = json!({"show": "month", "law": LAW});
        }
        put(&app, &who, &id, *number, &masks).await.expect(200);
    }
    let file: Value = serde_json::from_str(&export(&app, &who, &id, "json").await.text()).unwrap();
    let words: Vec<&str> =
        file["reports"].as_array().unwrap().iter().map(|one| one["words"][0].as_str().unwrap()).collect();
    assert_eq!(words, ["Mellan.", "Forst.", "Sist."]);
}

#[tokio::test]
async fn it_is_found_by_time_kind_place_state_reference_and_words_and_the_log_never_hears_the_words() {
    for engine in Engine::BOTH {
        let log = capture_log();
        let app = App::osby(engine).await;
        let dark = app.told(&with(report(), "/text", json!("Ödsligt vid BÄCKSIPPAN."))).await;
        app.turn_by_hours(48);
        let fast = json!({"category": "speeding", "causes": [], "place": {"geometry":
            {"type": "LineString", "coordinates": [[14.01, 56.39], [14.02, 56.39]]}, "source": "map"},
            "when": {"kind": "instant", "at": "2026-11-20T12:00:00Z"}});
        app.told(&fast).await;
        let who = coordinator(&app).await;
        let id = opened(&app, &who).await;
        let all = found(&app, &who, &id, json!({})).await;
        assert_eq!(all.len(), 2);
        let (first, second) = (vec![all[0]], vec![all[1]]);
        let day = |day: &str| json!({"from": day, "to": day});
        let circle = |lon: f64, radius_m: f64| json!({"circle": {"lon": lon, "lat": 56.39, "radius_m": radius_m}});
        let square = json!({"type": "Polygon", "coordinates": [[[14.014, 56.38], [14.016, 56.38], [14.016, 56.4],
            [14.014, 56.4], [14.014, 56.38]]]});
        for (search, expected) in [
            (day("2026-11-20"), &first),
            (day("2026-11-22"), &second),
            (json!({"categories": ["speeding"]}), &second),
            (json!({"references": [dark["reference"].as_str().unwrap().to_lowercase()]}), &first),
            (json!({"words": "bäcksippan"}), &first),
            (json!({"words": "BÄCKSIPPAN", "categories": ["speeding"]}), &vec![]),
            // The stretch passes through the circle and the square with no corner in them.
            (circle(14.015, 50.0), &second),
            (json!({"area": square}), &second),
            (json!({"states": ["rejected"]}), &vec![]),
            (json!({"states": ["received"]}), &all),
        ] {
            assert_eq!(found(&app, &who, &id, search.clone()).await, *expected, "{search}");
        }
        let path = format!("/api/v1/disclosures/{id}/find");
        for wrong in [json!({"from": "igår"}), json!({"categories": ["noise"]}), circle(14.0, 0.0), json!({"who": "x"})]
        {
            assert_eq!(app.send_as(&who, Method::POST, &path, &wrong).await.status, 422, "{wrong}");
        }
        let lines = app.texts("SELECT parameters FROM audit WHERE what = 'disclosure_find'").await;
        assert_eq!(lines.len(), 11);
        assert!(lines.iter().flatten().any(|line| line.contains("words") && line.contains("\"n_found\":1")));
        let written = format!("{lines:?}{}", log.text()).to_lowercase();
        assert!(!written.contains("bäcksippan"), "a searched word is in a log");
    }
}

#[tokio::test]
async fn what_the_linter_finds_is_proposed_and_nothing_leaves_before_somebody_has_looked() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.told(&report()).await;
        // What came in before the linter, or past it.
        app.execute("UPDATE report SET text = 'Ring 070-174 06 05 om lampan.'").await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        selected(&app, &who, &id, &[number]).await;
        let proposed = sheet(&app, &who, &id, number).await;
        assert_eq!((&proposed["looked"], &proposed["masks"]["place"]["show"]), (&json!(false), &json!("square")));
        assert_eq!(proposed["masks"]["photos"]["show"], "withheld");
        let words = proposed["masks"]["words"].as_array().unwrap();
        assert_eq!((words.len(), &words[0]["from"], &words[0]["to"]), (1, &json!(5), &json!(18)));
        assert!(preview(&app, &who, &id, "csv").await.text().contains("Ring ████ om lampan."));
        let refused = export(&app, &who, &id, "csv").await;
        assert_eq!(refused.flaws()[0].1, "not_looked");
        // Every mask names its law before somebody stands for it.
        let mut masks = proposed["masks"].clone();
        let flaws = put(&app, &who, &id, number, &masks).await.flaws();
        assert_eq!(flaws.len(), 3, "{flaws:?}");
        assert!(flaws.iter().all(|flaw| flaw.1 == "law_missing"));
        for field in ["/words/0/law", "/place/law", "/photos/law"] {
            *masks.pointer_mut(field).unwrap() = json!(LAW);
        }
        masks["photos"]["law"] = json!("Ring 070-174 06 05");
        assert_eq!(put(&app, &who, &id, number, &masks).await.flaws()[0].1, "personal_data");
        masks["photos"]["law"] = json!(LAW);
        put(&app, &who, &id, number, &masks).await.expect(200);
        assert!(export(&app, &who, &id, "csv").await.text().contains("Ring ████ [OSL 21:1] om lampan."));
        // Changed at the desk since: somebody must look again.
        let decision = json!({"decision": "accepted", "category": "speeding", "causes": []});
        app.send_as(&who, Method::PATCH, &format!("/api/v1/desk/{number}"), &decision).await.expect(200);
        assert_eq!(export(&app, &who, &id, "csv").await.flaws()[0].1, "changed");
        assert_eq!(sheet(&app, &who, &id, number).await["stale"], true);
        put(&app, &who, &id, number, &masks).await.expect(200);
        assert_eq!(export(&app, &who, &id, "csv").await.status, 200);
        let path = format!("/api/v1/disclosures/{id}/reports/{number}");
        assert_eq!(app.send_as(&who, Method::DELETE, &path, &Value::Null).await.status, 204);
        assert_eq!(export(&app, &who, &id, "csv").await.flaws()[0].1, "nothing");
    })
    .await;
}

#[tokio::test]
async fn an_open_request_holds_what_is_there_and_a_closed_one_stays_closed() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let receipt = app.told(&report()).await;
        let id = opened(&app, &who).await;
        let path = format!("/api/v1/disclosures/{id}");
        let state = async |state: &str| app.send_as(&who, Method::PATCH, &path, &json!({"state": state})).await;
        let open_holds = async || app.number("SELECT COUNT(*) FROM hold WHERE ended_at IS NULL").await;
        assert_eq!(open_holds().await, 1);
        assert_eq!(state("handed_out").await.flaws()[0].1, "nothing_exported");
        let number = found(&app, &who, &id, json!({})).await[0];
        // Taken back while the request is open: the words are still there to be judged.
        app.follow_up(Method::DELETE, receipt["follow_up_token"].as_str().unwrap()).await;
        selected(&app, &who, &id, &[number]).await;
        assert!(sheet(&app, &who, &id, number).await["report"]["text"].is_string());
        put(&app, &who, &id, number, &shut_masks()).await.expect(200);
        assert_eq!(export(&app, &who, &id, "html").await.status, 200);
        assert_eq!(state("handed_out").await.expect(200)["state"], "handed_out");
        assert_eq!(export(&app, &who, &id, "html").await.flaws()[0].1, "not_open");
        assert_eq!(open_holds().await, 1, "the time to appeal has not passed");
        assert_eq!(state("closed").await.expect(200)["state"], "closed");
        assert_eq!(open_holds().await, 0);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await, 0);
        assert_eq!(state("open").await.flaws()[0].1, "closed");
        let late = app
            .send_as(
                &who,
                Method::POST,
                "/api/v1/disclosures",
                &json!({"diary_number": " ", "wanted":
            "Begärt av 070-174 06 05", "asked_on": "2027-01-01"}),
            )
            .await
            .flaws();
        let pointers: Vec<&str> = late.iter().map(|flaw| flaw.0.as_str()).collect();
        assert_eq!(pointers, ["/asked_on", "/diary_number", "/wanted"]);
        let acts = app.texts("SELECT parameters FROM audit WHERE what = 'disclosure' AND act = 'change'").await;
        for act in ["open", "select", "look", "export", "handed_out", "closed"] {
            assert!(acts.iter().flatten().any(|line| line.contains(&format!("\"do\":\"{act}\""))), "{act}");
        }
    })
    .await;
}
