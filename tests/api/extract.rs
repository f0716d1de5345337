//! Everything that is kept of a report, for its teller: each field is marked and found, and none of anybody else's.

use axum::http::Method;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use crate::support::{Answer, App, each_database, report, with};

async fn extract(app: &App, token: &str) -> Answer {
    app.send(Method::GET, "/api/v1/follow-up/extract", &[&format!("authorization: FollowUp {token}")], "").await
}

fn photo() -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = RgbImage::from_pixel(64, 48, Rgb([220, 20, 20]));
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode(&pixels, 64, 48, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

fn token(receipt: &Value) -> &str {
    receipt["follow_up_token"].as_str().unwrap()
}

#[tokio::test]
async fn a_teller_gets_every_field_of_the_report_and_nothing_of_anybody_else() {
    each_database(|app| async move {
        let who = app.hire("beslutsfattare", &[(Role::Moderator, Some("1273"))]).await;
        let place = json!({"geometry": {"type": "LineString", "coordinates": [[13.99101, 56.38011], [13.99202, 56.38022]]},
            "source": "gps", "accuracy_m": 17.5});
        let mine = json!({"category": "speeding", "causes": [], "place": place, "severity": 4,
            "text": "ZEBRAFINK vid gatan och STRUTSEN bredvid.", "when": {"kind": "instant", "at": "2026-11-18T22:41:07Z"}});
        let other = with(with(report(), "/text", json!("KANARIEFÅGEL under bron.")), "/severity", json!(2));
        let receipt = app.tell_with_key(&mine, "KEY-OF-THE-SENDER").await.expect(201);
        let neighbour = app.told(&other).await;
        let headers = [&format!("authorization: FollowUp {}", token(&receipt)), "content-type: image/jpeg"];
        let sent = app.send(Method::POST, "/api/v1/follow-up/photos", &headers, photo()).await.expect(201);
        let lying = app.get_as(&who, "/api/v1/desk").await.expect(200)["reports"].clone();
        let number = |reference: &Value| {
            lying.as_array().unwrap().iter().find(|one| one["reference"] == *reference).unwrap()["number"].clone()
        };
        let (own, theirs) = (number(&receipt["reference"]), number(&neighbour["reference"]));
        let moved = json!({"type": "Point", "coordinates": [13.9981, 56.3802]});
        let decision = json!({"decision": "accepted", "category": "nuisance_driving", "causes": ["moped"], "place": moved,
            "owner": "police", "joined_to": theirs, "sentence_sv": "TRANA till dig.", "sentence_en": "CRANE for you."});
        app.send_as(&who, Method::PATCH, &format!("/api/v1/desk/{own}"), &decision).await.expect(200);
        let taken = json!({"text": "ZEBRAFINK vid gatan och […]", "reason": "Skälet GLADA", "law": "Lagen ÖRN 17"});
        app.send_as(&who, Method::POST, &format!("/api/v1/desk/{own}/redaction"), &taken).await.expect(200);

        let answer = extract(&app, token(&receipt)).await;
        assert_eq!(answer.header("content-type"), "application/vnd.trygghetskarta.extract+json");
        assert_eq!(answer.header("cache-control"), "no-store");
        let text = answer.text().to_owned();
        let found = answer.expect(200);
        let told = &found["report"];
        assert_eq!(told["reference"], receipt["reference"]);
        assert_eq!((&told["category"], &told["causes"]), (&json!("nuisance_driving"), &json!(["moped"])));
        assert_eq!((&told["place"], &told["place_source"], &told["accuracy_m"]), (&moved, &json!("gps"), &json!(17.5)));
        assert_eq!((&told["severity"], &told["channel"]), (&json!(4), &json!("web")));
        assert_eq!(told["when"], json!({"kind": "instant", "at": "2026-11-18T22:41:07Z"}));
        assert_eq!(told["text"], "ZEBRAFINK vid gatan och […]");
        assert_eq!(told["received_at"], receipt["received_at"]);
        let as_told = &found["decision"]["as_told"];
        assert_eq!((&as_told["category"], &as_told["place"]), (&json!("speeding"), &mine["place"]["geometry"]));
        assert_eq!((&found["decision"]["owner"], &found["decision"]["decision"]), (&json!("police"), &json!("accepted")));
        for mark in ["TRANA till dig.", "CRANE for you.", "Skälet GLADA", "Lagen ÖRN 17", sent["id"].as_str().unwrap()] {
            assert!(text.contains(mark), "{mark} is kept and not in the extract");
        }
        assert_eq!((&found["state"], &found["published_month"]), (&json!("received"), &Value::Null));
        let hashes: Vec<&str> =
            found["only_as_hash"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(hashes, ["follow_up_link", "sending_key", "photo_file"]);
        // Neither who of the staff decided, nor the words taken out, nor the neighbour's report, nor a number that
        // counts.
        let theirs = neighbour["reference"].as_str().unwrap();
        for mark in ["beslutsfattare", "STRUTS", "KANARIE", theirs, "joined", token(&receipt), "KEY-OF-THE-SENDER", "\"number\""] {
            assert!(!text.contains(mark), "{mark} is in the extract");
        }
        let other = extract(&app, token(&neighbour)).await.text().to_owned();
        assert!(other.contains("KANARIEFÅGEL") && !other.contains("ZEBRAFINK"), "{other}");
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_back_says_so_and_without_the_link_there_is_nothing() {
    let app = App::sqlite().await;
    let receipt = app.told(&with(report(), "/text", json!("ZEBRAFINK vid bron."))).await;
    assert_eq!(app.follow_up(Method::DELETE, token(&receipt)).await.status, 204);
    let answer = extract(&app, token(&receipt)).await.expect(200);
    assert_eq!((&answer["state"], &answer["report"]["text"]), (&json!("withdrawn"), &Value::Null));
    app.get("/api/v1/follow-up/extract").await.problem(404);
    extract(&app, &"A".repeat(43)).await.problem(404);
}

#[tokio::test]
async fn what_a_hold_keeps_is_not_said_to_be_erased() {
    each_database(|app| async move {
        let who = app.hire("samordnare", &[(Role::Coordinator, Some("1273"))]).await;
        let receipt = app.told(&with(report(), "/text", json!("ZEBRAFINK vid bron."))).await;
        super::holds::with_photo(&app, token(&receipt)).await;
        let hold =
            app.send_as(&who, Method::POST, "/api/v1/holds", &json!({"reference": "KS 2026/7"})).await.expect(201);
        assert_eq!(
            extract(&app, token(&receipt)).await.expect(200)["put_away"],
            Value::Null,
            "nothing is owed to it yet"
        );
        assert_eq!(app.follow_up(Method::DELETE, token(&receipt)).await.status, 204);
        let kept = extract(&app, token(&receipt)).await.expect(200);
        let photo = &kept["photos"][0];
        assert_eq!((&photo["state"], &photo["pixels_kept"]), (&json!("erased"), &json!(true)));
        assert!(kept["put_away"]["sv"].as_str().unwrap().contains("undanlagda"), "{kept}");
        let path = format!("/api/v1/holds/{}", hold["id"].as_str().unwrap());
        app.send_as(&who, Method::DELETE, &path, &Value::Null).await.expect(200);
        let gone = extract(&app, token(&receipt)).await.expect(200);
        assert_eq!((&gone["put_away"], &gone["photos"][0]["pixels_kept"]), (&Value::Null, &json!(false)));
    })
    .await;
}
