//! Requests to see public records: found, masked, looked at one by one, handed out, noted.

use axum::http::Method;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use trygghetskarta::staff::Role;

use crate::support::{Answer, App, Colleague, Engine, capture_log, each_database, report, with};

pub(super) const LAW: &str = "OSL 21:1";

pub(super) async fn coordinator(app: &App) -> Colleague {
    app.hire("samordnare", &[(Role::Coordinator, Some("1273"))]).await
}

pub(super) async fn opened(app: &App, who: &Colleague) -> String {
    let body = json!({"diary_number": "KS 2026/412", "wanted": "Rapporter om gångtunneln."});
    let answer = app.send_as(who, Method::POST, "/api/v1/disclosures", &body).await.expect(201);
    answer["id"].as_str().unwrap().to_owned()
}

pub(super) async fn found(app: &App, who: &Colleague, id: &str, search: Value) -> Vec<i64> {
    let answer = app.send_as(who, Method::POST, &format!("/api/v1/disclosures/{id}/find"), &search).await.expect(200);
    let numbers: Vec<i64> =
        answer["reports"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()).collect();
    assert_eq!(answer["n_found"], numbers.len());
    numbers
}

pub(super) async fn selected(app: &App, who: &Colleague, id: &str, numbers: &[i64]) {
    let body = json!({"reports": numbers});
    app.send_as(who, Method::POST, &format!("/api/v1/disclosures/{id}/reports"), &body).await.expect(200);
}

pub(super) async fn sheet(app: &App, who: &Colleague, id: &str, number: i64) -> Value {
    app.get_as(who, &format!("/api/v1/disclosures/{id}/reports/{number}")).await.expect(200)
}

pub(super) async fn put(app: &App, who: &Colleague, id: &str, number: i64, masks: &Value) -> Answer {
    let basis = sheet(app, who, id, number).await["basis"].clone();
    let body = json!({"masks": masks, "basis": basis, "looked": true});
    app.send_as(who, Method::PUT, &format!("/api/v1/disclosures/{id}/reports/{number}"), &body).await
}

pub(super) async fn preview(app: &App, who: &Colleague, id: &str, form: &str) -> Answer {
    app.get_as(who, &format!("/api/v1/disclosures/{id}/preview?form={form}")).await
}

/// What is shown beforehand is handed out, if it is shown.
pub(super) async fn export(app: &App, who: &Colleague, id: &str, form: &str) -> Answer {
    let sha256 = preview(app, who, id, form).await.header("x-content-sha256").to_owned();
    exported_as(app, who, id, form, &sha256).await
}

async fn exported_as(app: &App, who: &Colleague, id: &str, form: &str, sha256: &str) -> Answer {
    let body = json!({"form": form, "sha256": sha256});
    app.send_as(who, Method::POST, &format!("/api/v1/disclosures/{id}/exports"), &body).await
}

async fn to_state(app: &App, who: &Colleague, id: &str, state: &str) {
    let path = format!("/api/v1/disclosures/{id}");
    app.send_as(who, Method::PATCH, &path, &json!({"state": state})).await.expect(200);
}

/// Nothing masked.
pub(super) fn open_masks() -> Value {
    json!({"words": [], "place": {"show": "exact"}, "time": {"show": "exact"}, "photos": {"show": "shown"},
        "severity": {"show": "shown"}, "causes": {"show": "shown"}})
}

/// Everything masked.
pub(super) fn shut_masks() -> Value {
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
        // Its teller reads that it was handed out, once for the answer; the stored report is whole.
        let answered = json!({"state": "handed_out"});
        app.send_as(&later, Method::PATCH, &format!("/api/v1/disclosures/{id}"), &answered).await.expect(200);
        let extract = app.send(Method::GET, "/api/v1/follow-up/extract", &headers[..1], "").await.expect(200);
        assert_eq!(
            (extract["handed_out"].as_array().unwrap().len(), whole["exports"].as_array().unwrap().len()),
            (1, 24)
        );
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
        let narrow = app.send(Method::GET, &base, &[&bearer], "").await.expect(200);
        assert_eq!(
            (&narrow["reports"][0]["number"], &narrow["reports"][0]["reference"]),
            (&json!(number), &Value::Null)
        );
        let whole = app.get_as(&who, &base).await.expect(200);
        assert!(whole["reports"][0]["reference"].as_str().is_some_and(|reference| !reference.is_empty()));
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
        let extract = format!("authorization: FollowUp {}", receipt["follow_up_token"].as_str().unwrap());
        let handed_out = async || {
            let kept = app.send(Method::GET, "/api/v1/follow-up/extract", &[&extract], "").await.expect(200);
            let listed = app.get_as(&who, "/api/v1/disclosures").await.expect(200);
            (kept["handed_out"].as_array().unwrap().len(), listed[0]["exports"][0]["handed_out_at"].is_string())
        };
        assert_eq!(handed_out().await, (0, false), "a file that was made has not been handed out");
        assert_eq!(state("handed_out").await.expect(200)["state"], "handed_out");
        assert_eq!(handed_out().await, (1, true));
        assert_eq!(export(&app, &who, &id, "html").await.problem(409)["code"], "request_answered");
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

/// So many reports that one page does not hold them.
async fn two_hundred_and_fifty_six(app: &App, text: &str) {
    app.told(&with(report(), "/text", json!(text))).await;
    for _ in 0..8 {
        app.execute(
            "INSERT INTO report (municipality, id, reference, category, causes, lon, lat, accuracy_m, place_source, placed, \
             moment_from, severity, text, channel, received_at, told_at, token_hash, state, revision) \
             SELECT municipality, id, reference, category, causes, lon, lat, accuracy_m, place_source, placed, \
             moment_from, severity, text, channel, received_at, told_at, token_hash, state, revision FROM report",
        )
        .await;
    }
}

#[tokio::test]
async fn what_is_found_is_counted_with_the_first_page_and_every_page_follows_on_the_one_before() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        two_hundred_and_fifty_six(&app, "Mörkt vid SLÄNDBRON.").await;
        let id = opened(&app, &who).await;
        let path = format!("/api/v1/disclosures/{id}/find");
        for search in [
            json!({}),
            json!({"words": "sländbron"}),
            json!({"circle": {"lon": 14.0, "lat": 56.38, "radius_m": 20000}}),
        ] {
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            for (nth, n) in [100, 100, 56].into_iter().enumerate() {
                let mut asked = search.clone();
                asked["after"] = after.clone();
                let page = app.send_as(&who, Method::POST, &path, &asked).await.expect(200);
                let numbers = page["reports"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap());
                seen.extend(numbers);
                assert_eq!(seen.len(), nth * 100 + n, "{search}");
                assert_eq!(page.get("n_found"), (nth == 0).then_some(&json!(256)), "{search}");
                after = page.get("next").cloned().unwrap_or_default();
            }
            assert!(after.is_null() && seen.is_sorted_by(|a, b| a < b), "{search}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_of_references_is_looked_up_and_a_longer_one_is_refused() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let first = app.told(&with(report(), "/text", json!("Forst."))).await;
        app.told(&with(report(), "/text", json!("Mellan."))).await;
        let last = app.told(&with(report(), "/text", json!("Sist."))).await;
        let id = opened(&app, &who).await;
        let all = found(&app, &who, &id, json!({})).await;
        let references = |n: usize| {
            let mut list: Vec<Value> = (0..n - 2).map(|nth| json!(format!("AAA-{nth:04}'; --"))).collect();
            list.extend([last["reference"].clone(), json!(format!(" {} ", first["reference"].as_str().unwrap()))]);
            json!({"references": list})
        };
        assert_eq!(found(&app, &who, &id, references(200)).await, [all[0], all[2]]);
        let path = format!("/api/v1/disclosures/{id}/find");
        let refused = app.send_as(&who, Method::POST, &path, &references(201)).await.flaws();
        assert_eq!(refused, [("/references".to_owned(), "too_many".to_owned())]);
        let long = app.send_as(&who, Method::POST, &path, &json!({"words": "x".repeat(201)})).await.flaws();
        assert_eq!(long, [("/words".to_owned(), "too_long".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_law_belongs_to_a_mask_and_is_one_line_of_words() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.told(&with(report(), "/text", json!("Mörkt."))).await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        selected(&app, &who, &id, &[number]).await;
        let law_on = |field: &str, show: &str, law: &str| with(open_masks(), field, json!({"show": show, "law": law}));
        for (masks, pointer, code) in [
            (law_on("/place", "exact", LAW), "/masks/place/law", "law_without_mask"),
            (law_on("/severity", "shown", LAW), "/masks/severity/law", "law_without_mask"),
            (law_on("/time", "month", "  "), "/masks/time/law", "law_missing"),
            (law_on("/time", "month", "OSL 21:1\nOSL 32:1"), "/masks/time/law", "law_of_lines"),
            (law_on("/causes", "withheld", &"å".repeat(81)), "/masks/causes/law", "too_long"),
        ] {
            let flaws = put(&app, &who, &id, number, &masks).await.flaws();
            assert_eq!(flaws, [(pointer.to_owned(), code.to_owned())], "{masks}");
        }
        let longest = format!("  {} ", "å".repeat(80));
        let kept = put(&app, &who, &id, number, &law_on("/place", "square", &longest)).await.expect(200);
        assert_eq!(kept["masks"]["place"]["law"], "å".repeat(80));
        // What was kept before laws were looked at is read without them, and can be sent back as it was read.
        app.execute(
            "UPDATE disclosure_report SET masks = \
             REPLACE(masks, '\"show\":\"shown\",\"law\":\"\"', '\"show\":\"shown\",\"law\":\"OSL 1:1\"')",
        )
        .await;
        let read = sheet(&app, &who, &id, number).await;
        assert_eq!(read["masks"]["severity"], json!({"show": "shown", "law": ""}));
        put(&app, &who, &id, number, &read["masks"]).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn what_leaves_is_what_was_shown_or_nothing_leaves() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.told(&with(report(), "/text", json!("Mörkt."))).await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        selected(&app, &who, &id, &[number]).await;
        put(&app, &who, &id, number, &shut_masks()).await.expect(200);
        let seen = preview(&app, &who, &id, "csv").await.header("x-content-sha256").to_owned();
        // Somebody else lays other masks meanwhile.
        put(&app, &who, &id, number, &open_masks()).await.expect(200);
        let refused = exported_as(&app, &who, &id, "csv", &seen).await;
        assert_eq!(refused.problem(409)["code"], "other_file");
        assert_eq!(exported_as(&app, &who, &id, "csv", "").await.problem(409)["code"], "other_file");
        let path = format!("/api/v1/disclosures/{id}/exports");
        assert_eq!(app.send_as(&who, Method::POST, &path, &json!({"form": "csv"})).await.status, 422);
        assert_eq!(app.number("SELECT COUNT(*) FROM disclosure_export").await, 0);
        let now = preview(&app, &who, &id, "csv").await.header("x-content-sha256").to_owned();
        let made = exported_as(&app, &who, &id, "csv", &now).await;
        assert_eq!((made.status.as_u16(), made.header("x-content-sha256")), (200, now.as_str()));
    })
    .await;
}

#[tokio::test]
async fn an_answered_request_shows_what_was_handed_out_and_makes_nothing_new() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.told(&with(report(), "/text", json!("Mörkt."))).await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        selected(&app, &who, &id, &[number]).await;
        put(&app, &who, &id, number, &shut_masks()).await.expect(200);
        let made = export(&app, &who, &id, "csv").await;
        for (state, code) in [("handed_out", "request_answered"), ("closed", "request_closed")] {
            to_state(&app, &who, &id, state).await;
            let n_lines = app.number("SELECT COUNT(*) FROM audit").await;
            let base = format!("/api/v1/disclosures/{id}");
            for path in [format!("{base}/reports/{number}"), format!("{base}/preview?form=csv")] {
                assert_eq!(app.get_as(&who, &path).await.problem(409)["code"], code, "{path}");
            }
            let again = app.send_as(&who, Method::POST, &format!("{base}/find"), &json!({})).await;
            assert_eq!(again.problem(409)["code"], code);
            assert_eq!(app.number("SELECT COUNT(*) FROM audit").await, n_lines, "nothing was read");
            let whole = app.get_as(&who, &base).await.expect(200);
            assert_eq!(whole["exports"][0]["sha256"], made.header("x-content-sha256"));
            assert_eq!(whole["exports"][0]["n_masks_by_law"], json!({LAW: 6}));
        }
    })
    .await;
}

#[tokio::test]
async fn only_what_somebody_has_looked_at_can_have_been_changed_since() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.told(&with(report(), "/text", json!("Mörkt."))).await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        selected(&app, &who, &id, &[number]).await;
        let standing = async || {
            let whole = app.get_as(&who, &format!("/api/v1/disclosures/{id}")).await.expect(200);
            let line = (whole["reports"][0]["looked"].clone(), whole["reports"][0]["stale"].clone());
            let sheet = sheet(&app, &who, &id, number).await;
            assert_eq!(line, (sheet["looked"].clone(), sheet["stale"].clone()), "the list and the report agree");
            line
        };
        let decide = async |category: &str| {
            let decision = json!({"decision": "accepted", "category": category, "causes": []});
            app.send_as(&who, Method::PATCH, &format!("/api/v1/desk/{number}"), &decision).await.expect(200);
        };
        decide("speeding").await;
        assert_eq!(standing().await, (json!(false), json!(false)));
        assert_eq!(preview(&app, &who, &id, "csv").await.status, 200, "a proposal is shown on the report as it is");
        assert_eq!(export(&app, &who, &id, "csv").await.flaws()[0].1, "not_looked");
        put(&app, &who, &id, number, &shut_masks()).await.expect(200);
        assert_eq!(standing().await, (json!(true), json!(false)));
        decide("unsafe_place").await;
        assert_eq!(standing().await, (json!(false), json!(true)));
        assert_eq!(preview(&app, &who, &id, "csv").await.flaws()[0].1, "changed");
    })
    .await;
}

#[tokio::test]
async fn whoever_decides_on_a_photo_sees_it_covered_as_it_was_and_the_log_says_so() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let receipt = app.told(&with(report(), "/text", json!("Forst."))).await;
        app.told(&with(report(), "/text", json!("Sist."))).await;
        let token = format!("authorization: FollowUp {}", receipt["follow_up_token"].as_str().unwrap());
        let mut photos = Vec::new();
        for colour in [Rgb([220, 20, 20]), Rgb([20, 20, 220])] {
            let headers = [token.as_str(), "content-type: image/jpeg"];
            let sent = app.send(Method::POST, "/api/v1/follow-up/photos", &headers, photo(colour)).await.expect(201);
            photos.push(sent["id"].as_str().unwrap().to_owned());
        }
        let shown = format!("/api/v1/photos/{}", photos[0]);
        app.send_staff(Method::PUT, &shown, &json!({"state": "shown"})).await.expect(200);
        let id = opened(&app, &who).await;
        let numbers = found(&app, &who, &id, json!({})).await;
        selected(&app, &who, &id, &numbers).await;
        let path = |number: i64, photo: &str| format!("/api/v1/disclosures/{id}/reports/{number}/photos/{photo}");
        assert_eq!(sheet(&app, &who, &id, numbers[0]).await["photos"], json!([photos[0]]));
        let seen = app.get_as(&who, &path(numbers[0], &photos[0])).await;
        assert_eq!((seen.status.as_u16(), seen.header("content-type")), (200, "image/jpeg"));
        assert_eq!(seen.header("cache-control"), "no-store");
        let kept = app.get_staff(&format!("{shown}/picture")).await;
        assert_eq!(seen.body, kept.body, "the cleaned one");
        let lines = app.texts("SELECT parameters FROM audit WHERE what = 'disclosure' AND act = 'read'").await;
        assert!(lines.iter().flatten().any(|line| line.contains(&photos[0])), "{lines:?}");
        // Nobody has looked at the second; the first is not of the other report.
        app.get_as(&who, &path(numbers[0], &photos[1])).await.problem(404);
        app.get_as(&who, &path(numbers[1], &photos[0])).await.problem(404);
        let moderator = app.hire("handlaggare", &[(Role::Moderator, Some("1273"))]).await;
        app.get_as(&moderator, &path(numbers[0], &photos[0])).await.problem(403);
        to_state(&app, &who, &id, "refused").await;
        app.get_as(&who, &path(numbers[0], &photos[0])).await.problem(409);
    })
    .await;
}

#[tokio::test]
async fn whoever_hears_the_page_hears_what_is_masked_and_by_which_law() {
    let app = App::sqlite().await;
    let who = coordinator(&app).await;
    app.told(&with(report(), "/text", json!("Mörkt vid gången."))).await;
    let id = opened(&app, &who).await;
    let number = found(&app, &who, &id, json!({})).await[0];
    selected(&app, &who, &id, &[number]).await;
    assert!(
        preview(&app, &who, &id, "html").await.text().contains(r#"role="img" aria-label="maskerat""#),
        "no law yet"
    );
    put(&app, &who, &id, number, &shut_masks()).await.expect(200);
    let page = preview(&app, &who, &id, "html").await.text();
    // Place, causes, severity, words and photos; a month stands for itself, with its law.
    assert_eq!(page.matches(r#"role="img" aria-label="maskerat, OSL 21:1""#).count(), 5, "{page}");
    assert_eq!(page.matches("████").count(), 6, "each block has words, and the one that explains them");
    assert_eq!(page.matches(r#"aria-label="ett svart block""#).count(), 1);
}

#[tokio::test]
async fn a_request_that_cannot_be_stored_leaves_no_hold() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        app.execute("ALTER TABLE disclosure RENAME TO elsewhere").await;
        let draft = json!({"diary_number": "KS 2026/1", "wanted": "Rapporter om kiosken"});
        app.send_as(&who, Method::POST, "/api/v1/disclosures", &draft).await.problem(500);
        assert_eq!(app.number("SELECT COUNT(*) FROM hold").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_was_closed_meanwhile_gets_no_file() {
    each_database(|app| async move {
        use trygghetskarta::store::Exported;
        let who = coordinator(&app).await;
        let id = opened(&app, &who).await;
        let path = format!("/api/v1/disclosures/{id}");
        app.send_as(&who, Method::PATCH, &path, &json!({"state": "refused"})).await.expect(200);
        let export = Exported {
            nth: 0,
            form: "html".to_owned(),
            digest: String::new(),
            n_reports: 0,
            n_masks: std::collections::BTreeMap::new(),
            made_by: "samordnare".to_owned(),
            made_at: app.clock.now(),
            handed_out_at: None,
        };
        let added = app.store().add_export(("1273", id.parse().unwrap()), &export, &[]).await.unwrap();
        assert_eq!((added, app.number("SELECT COUNT(*) FROM disclosure_export").await), (None, 0));
    })
    .await;
}
