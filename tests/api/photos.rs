//! Photos of reports: pixels alone are kept, a person looks before anybody sees, and what is covered is gone.

use std::path::Path;

use axum::http::Method;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use trygghetskarta::store::Store;

use crate::support::{Answer, App, STAFF, each_database, report, said};

const RED: Rgb<u8> = Rgb([220, 20, 20]);

/// A photo of one colour with a comment and a place in it, as large as asked.
fn photo(width: u32, height: u32, colour: Rgb<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = RgbImage::from_pixel(width, height, colour);
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode(&pixels, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    let comment = b"MARK 56.3801 13.9912";
    let segment = [&[0xff, 0xfe, 0, comment.len() as u8 + 2][..], comment].concat();
    [&bytes[..2], &segment, &bytes[2..]].concat()
}

async fn told(app: &App) -> String {
    app.told(&report()).await["follow_up_token"].as_str().unwrap().to_owned()
}

async fn send(app: &App, token: &str, file: Vec<u8>) -> Answer {
    let headers = [&format!("authorization: FollowUp {token}"), "content-type: image/jpeg"];
    app.send(Method::POST, "/api/v1/follow-up/photos", &headers, file).await
}

async fn sent(app: &App, token: &str, file: Vec<u8>) -> String {
    send(app, token, file).await.expect(201)["id"].as_str().unwrap().to_owned()
}

/// What the holder of a link asks of their photos.
async fn own(app: &App, method: Method, token: &str, path: &str) -> Answer {
    let path = format!("/api/v1/follow-up/photos{path}");
    app.send(method, &path, &[&format!("authorization: FollowUp {token}")], "").await
}

async fn decide(app: &App, id: &str, body: Value) -> Answer {
    app.send_staff(Method::PUT, &format!("/api/v1/photos/{id}"), &body).await
}

fn pixels(answer: &Answer) -> RgbImage {
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/jpeg"), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    image::load_from_memory_with_format(&answer.body, image::ImageFormat::Jpeg).unwrap().into_rgb8()
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

#[tokio::test]
async fn a_photo_is_kept_as_pixels_alone_and_nobody_but_staff_sees_it_before_somebody_has_looked() {
    each_database(|app| async move {
        let token = told(&app).await;
        let file = photo(3_000, 1_500, RED);
        assert!(holds(&file, b"MARK"));
        let kept = send(&app, &token, file).await;
        assert_eq!(kept.header("cache-control"), "no-store");
        let kept = kept.expect(201);
        assert_eq!(
            (kept["state"].as_str(), kept["width"].as_u64(), kept["height"].as_u64()),
            (Some("waiting"), Some(2_048), Some(1_024))
        );
        let id = kept["id"].as_str().unwrap();

        own(&app, Method::GET, &token, &format!("/{id}")).await.problem(404);
        let list = app.get_staff("/api/v1/photos").await.expect(200);
        assert_eq!(list["n_waiting"], 1);
        let line = &list["photos"][0];
        assert_eq!((line["id"].as_str(), line["report"]["category"].as_str()), (Some(id), Some("unsafe_place")));
        assert_eq!(line["report"]["place"], report()["place"]["geometry"]);
        assert_eq!(line["report"].as_object().unwrap().len(), 4, "no word of the report: {line}");

        let whole = app.get_staff(&format!("/api/v1/photos/{id}/picture")).await;
        assert!(!holds(&whole.body, b"MARK"));
        assert_eq!(pixels(&whole).dimensions(), (2_048, 1_024));
        assert_eq!(pixels(&app.get_staff(&format!("/api/v1/photos/{id}/thumbnail")).await).dimensions(), (480, 240));

        decide(&app, id, json!({"state": "shown"})).await.expect(200);
        assert_eq!(pixels(&own(&app, Method::GET, &token, &format!("/{id}")).await).dimensions(), (2_048, 1_024));
        assert_eq!(app.get_staff("/api/v1/photos").await.expect(200)["n_waiting"], 0);
        assert_eq!(app.get_staff("/api/v1/photos?state=shown").await.expect(200)["photos"][0]["id"], id);
    })
    .await;
}

#[tokio::test]
async fn the_log_says_of_which_reports_photos_were_seen() {
    each_database(|app| async move {
        app.told(&report()).await;
        let token = told(&app).await;
        let id = sent(&app, &token, photo(80, 60, RED)).await;
        sent(&app, &token, photo(90, 60, RED)).await;
        app.get_staff("/api/v1/photos").await.expect(200);
        app.get_staff("/api/v1/photos?state=refused").await.expect(200);
        assert_eq!(app.get_staff(&format!("/api/v1/photos/{id}/picture")).await.status, 200);
        decide(&app, &id, json!({"state": "shown"})).await.expect(200);
        let number = app.number("SELECT MAX(key) FROM report").await;
        let lines = app.texts("SELECT parameters FROM audit WHERE what IN ('photo', 'photos') ORDER BY seq").await;
        let lines: Vec<Value> = lines.iter().flatten().map(|line| serde_json::from_str(line).unwrap()).collect();
        let reports: Vec<&Value> = lines.iter().map(|line| &line["reports"]).collect();
        assert_eq!(reports, [&json!([number]), &json!([]), &json!([number]), &json!([number])]);
        assert_eq!((lines[0]["photos"].as_array().unwrap().len(), &lines[0]["state"]), (2, &json!("waiting")));
        assert!(lines[0]["photos"].as_array().unwrap().contains(&json!(id)));
    })
    .await;
}

#[tokio::test]
async fn a_covered_box_is_black_in_what_is_stored_and_its_version_is_another() {
    each_database(|app| async move {
        let token = told(&app).await;
        let id = sent(&app, &token, photo(800, 600, RED)).await;
        let path = format!("/api/v1/photos/{id}");
        let cover = json!({"state": "shown", "cover": [{"x": 80, "y": 80, "width": 160, "height": 80}, {"x": 700, "y": 500, "width": 900, "height": 900}]});
        let changed = app.send_staff_if(Method::PUT, &path, "\"1\"", &cover).await;
        assert_eq!(changed.header("etag"), "\"2\"");
        let changed = changed.expect(200);
        assert_eq!(changed["covered"][1], json!({"x": 700, "y": 500, "width": 100, "height": 100}), "as far as the picture goes");
        app.send_staff_if(Method::PUT, &path, "\"1\"", &cover).await.problem(412);

        let image = pixels(&own(&app, Method::GET, &token, &format!("/{id}")).await);
        let small = pixels(&app.get_staff(&format!("{path}/thumbnail")).await);
        for (x, y) in [(80, 80), (239, 159), (160, 120), (700, 500), (799, 599)] {
            assert!(image.get_pixel(x, y).0.iter().all(|channel| *channel <= 4), "{x}, {y}");
        }
        assert!(image.get_pixel(20, 20)[0] > 200 && image.get_pixel(400, 300)[0] > 200);
        assert!(small.get_pixel(96, 72).0.iter().all(|channel| *channel <= 8), "the small one too");
        let found = own(&app, Method::GET, &token, "").await.expect(200);
        assert_eq!((found[0]["is_covered"].as_bool(), found[0]["covered"].as_array()), (Some(true), None));

        // More can be covered later, and what was covered stays so.
        decide(&app, &id, json!({"state": "shown", "cover": [{"x": 0, "y": 0, "width": 40, "height": 40}]})).await.expect(200);
        let image = pixels(&own(&app, Method::GET, &token, &format!("/{id}")).await);
        assert!([(20, 20), (160, 120)].iter().all(|(x, y)| image.get_pixel(*x, *y)[0] <= 4));
    })
    .await;
}

#[tokio::test]
async fn a_refused_photo_is_erased_and_its_sender_reads_why() {
    each_database(|app| async move {
        let token = told(&app).await;
        let id = sent(&app, &token, photo(80, 60, RED)).await;
        let without = decide(&app, &id, json!({"state": "refused"})).await;
        assert_eq!(without.flaws(), [("/reason".to_owned(), "reason_missing".to_owned())]);
        let personal = json!({"state": "refused", "reason": "Det är grannens bil ABC 123."});
        assert_eq!(decide(&app, &id, personal).await.flaws(), [("/reason".to_owned(), "personal_data".to_owned())]);
        decide(&app, &id, json!({"state": "refused", "reason": "En person syns tydligt."})).await.expect(200);
        assert_eq!(
            app.number(
                "SELECT COUNT(*) FROM photo WHERE picture IS NOT NULL OR thumbnail IS NOT NULL OR digest IS NOT NULL"
            )
            .await,
            0
        );
        app.get_staff(&format!("/api/v1/photos/{id}/picture")).await.problem(404);
        own(&app, Method::GET, &token, &format!("/{id}")).await.problem(404);
        let found = own(&app, Method::GET, &token, "").await.expect(200);
        assert_eq!(
            (found[0]["state"].as_str(), found[0]["reason"].as_str()),
            (Some("refused"), Some("En person syns tydligt."))
        );
        assert_eq!(decide(&app, &id, json!({"state": "shown"})).await.flaws()[0].1, "photo_gone");
    })
    .await;
}

#[tokio::test]
async fn whoever_sent_it_may_take_it_away_until_somebody_has_looked_and_nobody_elses() {
    each_database(|app| async move {
        let (token, other) = (told(&app).await, told(&app).await);
        let id = format!("/{}", sent(&app, &token, photo(80, 60, RED)).await);
        own(&app, Method::DELETE, &other, &id).await.problem(404);
        assert_eq!(own(&app, Method::DELETE, &token, &id).await.status, 204);
        assert_eq!(own(&app, Method::DELETE, &token, &id).await.status, 204, "twice is no fault");
        assert_eq!(app.number("SELECT COUNT(*) FROM photo WHERE picture IS NULL AND state = 'erased'").await, 1);
        assert_eq!(own(&app, Method::GET, &token, "").await.expect(200), json!([]));

        let id = sent(&app, &token, photo(80, 60, RED)).await;
        decide(&app, &id, json!({"state": "shown"})).await.expect(200);
        let late = own(&app, Method::DELETE, &token, &format!("/{id}")).await;
        assert_eq!(late.flaws()[0].1, "photo_looked_at");
        own(&app, Method::GET, &other, &format!("/{id}")).await.problem(404);
    })
    .await;
}

#[tokio::test]
async fn with_the_report_its_photos_go() {
    each_database(|app| async move {
        let token = told(&app).await;
        sent(&app, &token, photo(80, 60, RED)).await;
        assert_eq!(app.follow_up(Method::DELETE, &token).await.status, 204);
        assert_eq!(
            app.number("SELECT COUNT(*) FROM photo WHERE state = 'erased' AND picture IS NULL AND thumbnail IS NULL")
                .await,
            1
        );
        send(&app, &token, photo(90, 60, RED)).await.problem(404);
        own(&app, Method::GET, &token, "").await.problem(404);
    })
    .await;
}

#[tokio::test]
async fn a_report_has_at_most_three_also_when_five_come_at_once_and_the_same_file_is_kept_once() {
    each_database(|app| async move {
        let token = told(&app).await;
        let files: Vec<Vec<u8>> = (1..=5_u32).map(|i| photo(40 * i, 40, RED)).collect();
        let (a, b, c, d, e) = tokio::join!(
            send(&app, &token, files[0].clone()),
            send(&app, &token, files[1].clone()),
            send(&app, &token, files[2].clone()),
            send(&app, &token, files[3].clone()),
            send(&app, &token, files[4].clone()),
        );
        let (kept, refused): (Vec<_>, Vec<_>) = [a, b, c, d, e].into_iter().partition(|answer| answer.status == 201);
        assert_eq!((kept.len(), refused.len()), (3, 2));
        assert!(refused.iter().all(|answer| answer.flaws()[0].1 == "photos_of_report_full"));

        let token = told(&app).await;
        let first = sent(&app, &token, files[0].clone()).await;
        assert_eq!(sent(&app, &token, files[0].clone()).await, first, "its answer was lost on the way");
        assert_eq!(app.number("SELECT COUNT(*) FROM photo").await, 4);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_photo_is_refused_with_what_to_do_and_nothing_is_kept() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    let heic = [b"\0\0\0\x18ftypheic".as_slice(), &[0; 64]].concat();
    let whole = photo(400, 300, RED);
    for (file, status, code) in [
        (heic, 415, "picture_heic"),
        (b"GIF89a..".to_vec(), 415, "picture_moving"),
        (b"<svg/>".to_vec(), 415, "picture_drawing"),
        (b"%PDF-1.7".to_vec(), 415, "picture_document"),
        (vec![0; 500], 415, "picture_unknown"),
        (Vec::new(), 422, "picture_empty"),
        (whole[..whole.len() / 2].to_vec(), 422, "picture_truncated"),
        (vec![0xff; 12 * 1024 * 1024 + 1], 413, "too_large"),
    ] {
        assert_eq!(send(&app, &token, file).await.problem(status)["code"], code);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM photo").await, 0);
    // Only this address takes that much.
    app.send(Method::POST, "/api/v1/reports", &["content-type: application/json"], vec![b' '; 300 * 1024])
        .await
        .problem(413);
    let token = format!("authorization: Bearer {STAFF}");
    let much = vec![b' '; 3 * 1024 * 1024];
    app.send(Method::POST, "/api/v1/plans", &[&token, "content-type: application/json"], much).await.problem(413);
}

#[tokio::test]
async fn without_the_right_link_nothing_is_taken_and_without_the_right_token_nothing_is_seen() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    let id = sent(&app, &token, photo(80, 60, RED)).await;
    send(&app, &"A".repeat(43), photo(80, 60, RED)).await.problem(404);
    app.send(Method::POST, "/api/v1/follow-up/photos", &[], photo(80, 60, RED)).await.problem(404);
    for path in
        ["/api/v1/photos".to_owned(), format!("/api/v1/photos/{id}/picture"), format!("/api/v1/photos/{id}/thumbnail")]
    {
        app.get(&path).await.problem(403);
        app.send(Method::GET, &path, &["authorization: Bearer wrong"], "").await.problem(401);
        own(&app, Method::GET, &token, &format!("/{id}/{path}")).await.problem(404);
    }
    let path = format!("/api/v1/photos/{id}");
    let put = app.send(Method::PUT, &path, &["content-type: application/json"], "{\"state\":\"shown\"}").await;
    put.problem(403);
    assert_eq!(app.number("SELECT COUNT(*) FROM photo WHERE state = 'waiting'").await, 1);
}

#[tokio::test]
async fn a_decision_that_cannot_be_is_explained() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    let id = sent(&app, &token, photo(80, 60, RED)).await;
    let outside = json!({"state": "shown", "cover": [{"x": 0, "y": 0, "width": 9, "height": 9}, {"x": 80, "y": 0, "width": 9, "height": 9}]});
    assert_eq!(decide(&app, &id, outside).await.flaws(), [("/cover/1".to_owned(), "area_outside".to_owned())]);
    assert_eq!(decide(&app, &id, json!({"state": "erased"})).await.flaws()[0].1, "photo_state");
    assert_eq!(decide(&app, &id, json!({"state": "published"})).await.flaws()[0].1, "photo_state");
    let many = vec![json!({"x": 0, "y": 0, "width": 9, "height": 9}); 51];
    assert_eq!(decide(&app, &id, json!({"state": "shown", "cover": many})).await.flaws()[0].1, "too_many_areas");
    decide(&app, &uuid::Uuid::new_v4().to_string(), json!({"state": "shown"})).await.problem(404);
    decide(&app, &id, json!({"state": "shown"})).await.expect(200);
    assert_eq!(decide(&app, &id, json!({"state": "waiting"})).await.flaws()[0].1, "photo_state");
}

#[tokio::test]
async fn every_look_leaves_a_line() {
    each_database(|app| async move {
        let token = told(&app).await;
        let id = sent(&app, &token, photo(80, 60, RED)).await;
        let before = app.number("SELECT COUNT(*) FROM audit").await;
        app.get_staff("/api/v1/photos").await.expect(200);
        pixels(&app.get_staff(&format!("/api/v1/photos/{id}/picture")).await);
        decide(&app, &id, json!({"state": "shown"})).await.expect(200);
        assert_eq!(app.number("SELECT COUNT(*) FROM audit").await, before + 3);
        let acts = app.texts("SELECT act || ' ' || what FROM audit ORDER BY seq DESC LIMIT 3").await;
        assert_eq!(acts.into_iter().flatten().collect::<Vec<_>>(), ["change photo", "read photo", "read photos"]);
        assert_eq!(
            app.number("SELECT COUNT(*) FROM photo WHERE looked_by IS NOT NULL AND looked_at IS NOT NULL").await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_covered_is_no_longer_in_the_database_file() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    // Noise, so that its bytes are like no others.
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(600, 400, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb(state.to_be_bytes()[..3].try_into().unwrap())
    });
    let mut file = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 90).encode_image(&noise).unwrap();
    let id = sent(&app, &token, file).await;
    let before = app.get_staff(&format!("/api/v1/photos/{id}/picture")).await.body;
    let pieces = |bytes: &[u8]| bytes.chunks(32).skip(100).step_by(400).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let left = async |app: &App| {
        app.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
        let Store::Sqlite { writer, .. } = app.store() else { panic!("SQLite") };
        let path = writer.connect_options().get_filename().to_owned();
        let stored = std::fs::read(path).unwrap();
        pieces(&before).iter().filter(|piece| holds(&stored, piece)).count()
    };
    assert!(left(&app).await > pieces(&before).len() / 2, "it is there to be found");
    decide(&app, &id, json!({"state": "shown", "cover": [{"x": 0, "y": 0, "width": 600, "height": 400}]}))
        .await
        .expect(200);
    assert_eq!(left(&app).await, 0);
}

#[tokio::test]
async fn a_file_from_a_real_camera_loses_its_place_and_its_camera() {
    // Nokia Lumia 820 with GPS, in the npm package exif-parser 0.1.12 (MIT), which `npm ci` in web/ installs.
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/web/node_modules/exif-parser/test/starfish.jpg"));
    let Ok(file) = std::fs::read(file) else { return said("not tested: exif-parser is not in web/node_modules") };
    assert!(holds(&file, b"Exif\0\0") && holds(&file, b"Lumia 820"));
    let app = App::sqlite().await;
    let token = told(&app).await;
    let id = sent(&app, &token, file).await;
    let stored = app.get_staff(&format!("/api/v1/photos/{id}/picture")).await;
    assert_eq!(pixels(&stored).dimensions(), (1_278, 720));
    for mark in [&b"Exif"[..], b"Lumia", b"Nokia", b"http", b"ICC_PROFILE", b"Photoshop"] {
        assert!(!holds(&stored.body, mark), "{}", String::from_utf8_lossy(mark));
    }
}
