//! Holds: while a request to see records is open, nobody erases what it covers.

use axum::http::Method;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use crate::support::{Answer, App, Colleague, each_database, report, with};

const CODE: &str = "1273";
const WORDS: &str = "Mörkt under bron vid kiosken.";

async fn coordinator(app: &App) -> Colleague {
    app.hire("samordnare", &[(Role::Coordinator, Some(CODE))]).await
}

/// Number and token of a report with words.
async fn told(app: &App, who: &Colleague) -> (i64, String) {
    let receipt = app.told(&with(report(), "/text", json!(WORDS))).await;
    app.seen().await;
    let page = app.get_as(who, "/api/v1/desk").await.expect(200);
    let lying = page["reports"].as_array().unwrap().iter().find(|one| one["reference"] == receipt["reference"]);
    (lying.unwrap()["number"].as_i64().unwrap(), receipt["follow_up_token"].as_str().unwrap().to_owned())
}

async fn open(app: &App, who: &Colleague, body: Value) -> Value {
    app.send_as(who, Method::POST, "/api/v1/holds", &body).await.expect(201)
}

async fn end(app: &App, who: &Colleague, hold: &Value) -> Value {
    let path = format!("/api/v1/holds/{}", hold["id"].as_str().unwrap());
    app.send_as(who, Method::DELETE, &path, &Value::Null).await.expect(200)
}

async fn redact(app: &App, who: &Colleague, number: i64) -> Answer {
    let body = json!({"reason": "Pekade ut en person", "law": "Dataskyddsförordningen art. 17.1 d"});
    app.send_as(who, Method::POST, &format!("/api/v1/desk/{number}/redaction"), &body).await
}

pub(super) async fn with_photo(app: &App, token: &str) -> String {
    let mut bytes = Vec::new();
    let pixels = RgbImage::from_pixel(80, 60, Rgb([10, 120, 200]));
    image::codecs::jpeg::JpegEncoder::new(&mut bytes).encode(&pixels, 80, 60, ExtendedColorType::Rgb8).unwrap();
    let headers = [&format!("authorization: FollowUp {token}"), "content-type: image/jpeg"];
    let kept = app.send(Method::POST, "/api/v1/follow-up/photos", &headers, bytes).await.expect(201);
    kept["id"].as_str().unwrap().to_owned()
}

async fn n_words(app: &App) -> i64 {
    app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await
}

pub(super) async fn n_pixels(app: &App) -> i64 {
    app.number("SELECT COUNT(*) FROM photo WHERE picture IS NOT NULL AND thumbnail IS NOT NULL").await
}

#[tokio::test]
async fn a_redaction_is_refused_with_the_number_of_the_request_until_the_hold_ends() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let (number, _) = told(&app, &who).await;
        let (other, _) = told(&app, &who).await;
        let hold = open(&app, &who, json!({"reference": "KS 2026/7", "reports": [number]})).await;
        assert_eq!((&hold["covers"], &hold["reports"]), (&json!("reports"), &json!([number])));

        let refused = redact(&app, &who, number).await.problem(409);
        assert_eq!(refused["code"], "held");
        assert!(refused["detail_sv"].as_str().unwrap().contains("KS 2026/7"), "{refused}");
        redact(&app, &who, other).await.expect(200);
        assert_eq!(n_words(&app).await, 1);

        let ended = end(&app, &who, &hold).await;
        assert_eq!(ended["ended_by"], "samordnare");
        assert_eq!(end(&app, &who, &hold).await, ended, "twice is no fault");
        assert_eq!(n_words(&app).await, 1, "ending a hold erases nothing that nobody asked to erase");
        redact(&app, &who, number).await.expect(200);
        assert_eq!(n_words(&app).await, 0);
        let lines = app.texts("SELECT parameters FROM audit WHERE what = 'hold' ORDER BY seq").await;
        assert_eq!(lines.len(), 2, "{lines:?}");
    })
    .await;
}

#[tokio::test]
async fn a_report_taken_back_under_a_hold_counts_no_more_and_is_erased_when_the_last_hold_ends() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let (number, token) = told(&app, &who).await;
        with_photo(&app, &token).await;
        let all = open(&app, &who, json!({"reference": "KS 2026/8"})).await;
        let one = open(&app, &who, json!({"reference": "KS 2026/9", "reports": [number]})).await;

        assert_eq!(app.follow_up(Method::DELETE, &token).await.status, 204);
        app.seen().await;
        assert_eq!((n_words(&app).await, n_pixels(&app).await), (1, 1));
        let total = app.get_staff("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"].clone();
        assert_eq!(total, 0, "it counts nowhere");
        let followed = app.follow_up(Method::GET, &token).await.expect(200);
        assert_eq!(followed["state"], "withdrawn");
        assert!(followed["public_sentence_sv"].as_str().unwrap().contains("undanlagda"), "{followed}");
        let sheet = app.get_as(&who, &format!("/api/v1/desk/{number}")).await.expect(200);
        assert_eq!(sheet["text"], Value::Null, "the desk has no business with it");
        for state in ["waiting", "shown", "refused", "erased"] {
            let list = app.get_as(&who, &format!("/api/v1/photos?state={state}")).await;
            assert!(list.status != 200 || state == "erased" || list.json()["photos"] == json!([]), "{state}");
        }

        end(&app, &who, &all).await;
        assert_eq!((n_words(&app).await, n_pixels(&app).await), (1, 1), "another hold covers it");
        end(&app, &who, &one).await;
        assert_eq!((n_words(&app).await, n_pixels(&app).await), (0, 0));
        let followed = app.follow_up(Method::GET, &token).await.expect(200);
        assert!(followed["public_sentence_sv"].as_str().unwrap().contains("raderad"), "{followed}");
    })
    .await;
}

#[tokio::test]
async fn no_pixel_of_a_held_photo_is_erased_by_anybody() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let (number, token) = told(&app, &who).await;
        let (first, second) = (with_photo(&app, &token).await, {
            let (_, token) = told(&app, &who).await;
            with_photo(&app, &token).await
        });
        let hold = open(&app, &who, json!({"reference": "KS 2026/10"})).await;
        let decide =
            async |id: &str, body: Value| app.send_as(&who, Method::PUT, &format!("/api/v1/photos/{id}"), &body).await;

        let cover = json!({"state": "shown", "cover": [{"x": 0, "y": 0, "width": 16, "height": 16}]});
        assert_eq!(decide(&first, cover.clone()).await.problem(409)["code"], "held");
        decide(&second, json!({"state": "refused", "reason": "Visar en dörr"})).await.expect(200);
        let look = app.get_as(&who, &format!("/api/v1/photos/{second}/picture")).await;
        assert_eq!(look.status, 404, "a refused photo is seen by nobody");
        let path = format!("/api/v1/follow-up/photos/{first}");
        let taken = app.send(Method::DELETE, &path, &[&format!("authorization: FollowUp {token}")], "").await;
        assert_eq!(taken.flaws()[0].1, "photo_held");
        let about = json!({"decision": "rejected", "reason": "about_a_person"});
        app.send_as(&who, Method::PATCH, &format!("/api/v1/desk/{number}"), &about).await.expect(200);
        assert_eq!(n_pixels(&app).await, 2);

        end(&app, &who, &hold).await;
        assert_eq!(n_pixels(&app).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_a_hold_needs_is_said_and_nobody_but_a_coordinator_opens_one() {
    let app = App::sqlite().await;
    let who = coordinator(&app).await;
    let wrong = app.send_as(&who, Method::POST, "/api/v1/holds", &json!({"reference": " ", "reports": []})).await;
    let flaws = wrong.flaws();
    assert_eq!(flaws.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>(), ["missing", "how_many"]);
    let unknown = json!({"reference": "KS 2026/1", "reports": [999_999]});
    let wrong = app.send_as(&who, Method::POST, "/api/v1/holds", &unknown).await;
    assert_eq!(wrong.flaws()[0].1, "unknown_report");
    let moderator = app.hire("handlaggare", &[(Role::Moderator, Some(CODE))]).await;
    app.send_as(&moderator, Method::POST, "/api/v1/holds", &json!({"reference": "KS 2026/1"})).await.problem(403);
    assert_eq!(app.get_as(&who, "/api/v1/holds").await.expect(200), json!([]));
    let nobody = app.send_as(&who, Method::DELETE, &format!("/api/v1/holds/{}", uuid::Uuid::nil()), &Value::Null).await;
    nobody.problem(404);
}

#[tokio::test]
async fn a_photo_that_is_not_there_is_not_held() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let (_, token) = told(&app, &who).await;
        open(&app, &who, json!({"reference": "KS 2026/11"})).await;
        let path = format!("/api/v1/follow-up/photos/{}", uuid::Uuid::from_u128(7));
        app.send(Method::DELETE, &path, &[&format!("authorization: FollowUp {token}")], "").await.problem(404);
    })
    .await;
}

#[tokio::test]
async fn the_hold_of_an_open_request_says_which_and_ends_with_it_alone() {
    each_database(|app| async move {
        let who = coordinator(&app).await;
        let own = open(&app, &who, json!({"reference": "KS 2026/12"})).await;
        let draft = json!({"diary_number": "KS 2026/13", "wanted": "Rapporter om kiosken"});
        let request = app.send_as(&who, Method::POST, "/api/v1/disclosures", &draft).await.expect(201);
        let listed = async || app.get_as(&who, "/api/v1/holds").await.expect(200);
        let of = |all: &Value, reference: &str| {
            all.as_array().unwrap().iter().find(|one| one["reference"] == reference).unwrap()["request"].clone()
        };
        let all = listed().await;
        assert_eq!((of(&all, "KS 2026/13"), of(&all, "KS 2026/12")), (request["id"].clone(), Value::Null));
        let closing = json!({"state": "closed"});
        let path = format!("/api/v1/disclosures/{}", request["id"].as_str().unwrap());
        app.send_as(&who, Method::PATCH, &path, &closing).await.expect(200);
        assert_eq!(of(&listed().await, "KS 2026/13"), Value::Null);
        end(&app, &who, &own).await;
    })
    .await;
}
