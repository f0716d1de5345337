//! Two towns that differ in a few reports only one of them got: whoever asks everything there is to ask cannot tell
//! which is which, and nothing of a marked report is in any answer.

use axum::http::Method;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use trygghetskarta::town::invented;

use super::asks::{WRONG_TOKEN, answer, everything};
use super::attacker::known;
use crate::support::{Answer, App, Engine, capture_log, in_square, report, spot, with};

const KEY: &str = "KEY-OF-THE-MARKED-ONE";

/// One town got reports the other did not.
pub struct Twins {
    pub with: App,
    pub without: App,
    marks: Vec<Vec<u8>>,
}

impl Twins {
    pub async fn new(engine: Engine) -> Self {
        let (with, without) = (App::osby(engine).await, App::osby(engine).await);
        for app in [&with, &without] {
            // With streets and areas, or what is told of them would be empty in both.
            app.service.replace_ground("1273", &invented::survey(invented::SEED)).await.expect("a ground");
            for i in 0..8 {
                let (lon, lat) = spot(0, 0, i);
                app.told(&crate::support::with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
            }
            assert_eq!(app.publish_at("2026-12-05T20:00:00Z").await.n_reports, 8);
        }
        Self { with, without, marks: Vec::new() }
    }

    /// The same databases served anew.
    pub async fn restarted(self) -> Self {
        let Self { with, without, marks } = self;
        Self { with: with.restarted().await, without: without.restarted().await, marks }
    }

    pub fn mark(&mut self, text: impl AsRef<[u8]>) {
        self.marks.push(text.as_ref().to_vec());
    }

    /// Asks both towns everything and compares to the byte: status, headers with ETag and length, and body.
    pub async fn assert_alike(&self, when: &str) {
        self.with.seen().await;
        for ask in everything() {
            let (with, without) = (answer(&self.with, &ask).await, answer(&self.without, &ask).await);
            self.assert_unmarked(&with, &format!("{when}: {ask:?}"));
            let (with, without) = (known(&with), known(&without));
            assert_eq!((with.0, &with.1), (without.0, &without.1), "{when}: {ask:?}");
            assert!(with.2 == without.2, "{when}: {ask:?}: the bodies differ");
        }
    }

    pub fn assert_unmarked(&self, answer: &Answer, what: &str) {
        let mut whole: Vec<u8> = format!("{:?}\n", answer.headers).into_bytes();
        whole.extend_from_slice(&answer.body);
        for mark in &self.marks {
            let found = whole.windows(mark.len()).any(|part| part == mark);
            assert!(!found, "{} in {what}", String::from_utf8_lossy(mark));
        }
    }
}

/// A report in a published square, with a mark in every field that takes one.
fn marked(i: u32) -> Value {
    let (lon, lat) = in_square(0, 0, 33.337 + 61.113 * f64::from(i), 77.779);
    let body = with(report(), "/place/geometry/coordinates", json!([lon, lat]));
    let body = with(body, "/place/accuracy_m", json!(17.6253187));
    let body = with(body, "/text", json!(format!("ZEBRAFINK{i} under bron")));
    let body = with(body, "/causes", json!(["poor_lighting", "lamp_outage"]));
    let body = with(body, "/severity", json!(5));
    with(body, "/when", json!({"kind": "instant", "at": "2026-12-05T19:43:27+01:00"}))
}

/// A picture no other is like.
fn photo() -> Vec<u8> {
    let mut state = 2_463_534_242_u32;
    let mut dice = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    let pixels = RgbImage::from_fn(160, 120, |_, _| Rgb([dice(), dice(), dice()]));
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 85);
    { encoder }.encode(&pixels, 160, 120, ExtendedColorType::Rgb8).expect("a picture");
    bytes
}

async fn decide(app: &App, number: &Value, body: Value) {
    app.send_staff(Method::PATCH, &format!("/api/v1/desk/{number}"), &body).await.expect(200);
}

#[tokio::test]
async fn with_and_without_a_report_every_public_answer_is_the_same_to_the_byte() {
    for engine in Engine::BOTH {
        let log = capture_log();
        let mut towns = Twins::new(engine).await;
        towns.assert_alike("before anything").await;

        let mut receipts = Vec::new();
        for i in 0..4 {
            let body = marked(i);
            let receipt = towns.with.tell_with_key(&body, &format!("{KEY}-{i}")).await.expect(201);
            for secret in ["id", "reference", "follow_up_token"] {
                towns.mark(receipt[secret].as_str().expect("a text"));
            }
            for exact in body["place"]["geometry"]["coordinates"].as_array().expect("two numbers") {
                towns.mark(&exact.to_string()[..9]);
            }
            receipts.push(receipt);
        }
        for mark in ["ZEBRAFINK", KEY, "17.6253187", "18:43:27", "19:43:27", "GRANSKOG", "MOSSIG"] {
            towns.mark(mark);
        }
        towns.assert_alike("told").await;
        towns.assert_strangers_are_told_alike("told").await;

        // The desk and its photos, step by step.
        let app = &towns.with;
        let token = receipts[0]["follow_up_token"].as_str().expect("a token").to_owned();
        let headers = [&*format!("authorization: FollowUp {token}"), "content-type: image/jpeg"];
        let sent = app.send(Method::POST, "/api/v1/follow-up/photos", &headers, photo()).await.expect(201);
        let path = format!("/api/v1/photos/{}", sent["id"].as_str().expect("an id"));
        let pixels = app.get_staff(&format!("{path}/picture")).await.body;
        let middle = pixels.len() / 2;
        towns.mark(sent["id"].as_str().expect("an id"));
        towns.mark(&pixels[middle..middle + 24]);
        let app = &towns.with;
        let waiting = app.get_staff("/api/v1/desk").await.expect(200);
        let number = |nth: usize| {
            let of = |one: &&Value| one["text"].as_str().is_some_and(|text| text.contains(&format!("ZEBRAFINK{nth}")));
            waiting["reports"].as_array().expect("reports").iter().find(of).expect("the report")["number"].clone()
        };
        let place = json!({"type": "Point", "coordinates": [13.9981, 56.3801]});
        decide(app, &number(0), json!({"decision": "accepted", "sentence_sv": "Vi tittar vid GRANSKOG.", "owner": "municipality", "category": "unsafe_place", "causes": ["lamp_outage"], "place": place})).await;
        decide(app, &number(1), json!({"decision": "accepted", "joined_to": number(0)})).await;
        decide(app, &number(2), json!({"decision": "rejected", "reason": "sent_twice"})).await;
        towns.assert_alike("decided").await;

        let app = &towns.with;
        app.send_staff(Method::PUT, &path, &json!({"state": "shown", "cover": []})).await.expect(200);
        towns.assert_alike("its photo shown").await;
        towns.hand_out(&[number(0), number(2)]).await;
        towns.assert_alike("handed out").await;
        towns.assert_strangers_are_told_alike("handed out").await;
        let app = &towns.with;
        app.send_staff(Method::PUT, &path, &json!({"state": "refused", "reason": "Suddig MOSSIG"})).await.expect(200);
        let redaction = json!({"reason": "MOSSIG skäl", "law": "GDPR art. 17.1 d"});
        app.send_staff(Method::POST, &format!("/api/v1/desk/{}/redaction", number(0)), &redaction).await.expect(200);
        let last = receipts[3]["follow_up_token"].as_str().expect("a token");
        app.follow_up(Method::DELETE, last).await.expect(204);
        towns.assert_alike("taken out, taken back").await;

        // A stranger who has a key or a link of another learns nothing of this report, not even that it is there.
        let app = &towns.with;
        let foreign = app.told(&with(report(), "/place/geometry/coordinates", json!([13.99, 56.37]))).await;
        let foreign = foreign["follow_up_token"].as_str().expect("a token");
        let mut strange = vec![
            app.follow_up(Method::GET, foreign).await,
            app.send(Method::GET, "/api/v1/follow-up/extract", &[&format!("authorization: FollowUp {foreign}")], "")
                .await,
            app.tell_with_key(&report(), &format!("{KEY}-0")).await,
            app.tell_with_key(&with(marked(0), "/severity", json!(1)), &format!("{KEY}-0")).await,
        ];
        strange.push(app.follow_up(Method::DELETE, foreign).await);
        for (method, path) in [(Method::GET, &path), (Method::DELETE, &path)] {
            let path = path.replace("/photos", "/follow-up/photos");
            let headers = [&*format!("authorization: FollowUp {foreign}")];
            let one = app.send(method, &path, &headers, "").await;
            assert_eq!(one.status, 404);
            strange.push(one);
        }
        for one in &strange {
            // The address of a photo is in the question, not in the answer.
            towns.assert_unmarked(one, "a stranger");
        }
        assert!(towns.marks.len() > 20);

        towns.a_day_passes();
        towns.assert_alike("a day later").await;

        // Fewer than k wait: the month that ends publishes nothing, in neither town.
        for app in [&towns.with, &towns.without] {
            assert_eq!(app.publish_at("2027-01-03T12:00:00Z").await.n_reports, 0);
        }
        towns.assert_alike("the month has ended").await;
        for now in ["2027-02-02T12:00:00Z", "2027-03-02T12:00:00Z"] {
            for app in [&towns.with, &towns.without] {
                assert_eq!(app.publish_at(now).await.n_reports, 0);
            }
            towns.assert_alike(now).await;
        }
        towns.erase_everything().await;
        towns.assert_alike("everything erased by rule").await;
        let mut towns = towns.restarted().await;
        towns.assert_alike("started anew").await;
        towns.mark("KS 2026/412");
        let log = log.text();
        for mark in towns.marks.iter().filter_map(|mark| std::str::from_utf8(mark).ok()) {
            assert!(!log.contains(mark), "{mark} in the log");
        }
    }
}

#[tokio::test]
async fn a_wrong_link_is_looked_for_with_the_same_work_as_any_other() {
    let app = App::osby(Engine::Postgres).await;
    let receipt = app.told(&report()).await;
    let gone = app.told(&with(report(), "/place/geometry/coordinates", json!([13.99, 56.37]))).await;
    let taken_back = gone["follow_up_token"].as_str().expect("a token");
    app.follow_up(Method::DELETE, taken_back).await.expect(204);
    let token = receipt["follow_up_token"].as_str().expect("a token");
    let near = format!("{}{}", &token[..42], if token.ends_with('A') { "B" } else { "A" });
    let mut work = Vec::new();
    for (token, path) in [
        (WRONG_TOKEN, "/api/v1/follow-up"),
        (&near, "/api/v1/follow-up"),
        (WRONG_TOKEN, "/api/v1/follow-up/photos"),
        (&near, "/api/v1/follow-up/photos"),
        (taken_back, "/api/v1/follow-up/photos"),
    ] {
        let mut least = usize::MAX;
        // What goes on beside (looking for changes, now and then) is not in each of five.
        for _ in 0..5 {
            let log = capture_log();
            let headers = [&*format!("authorization: FollowUp {token}")];
            assert_eq!(app.send(Method::GET, path, &headers, "").await.status, 404, "{path}");
            least = least.min(log.text().lines().filter(|line| line.contains("sqlx::query")).count());
        }
        work.push(least);
    }
    assert!(work.iter().all(|n| *n == 1), "one question of the database each: {work:?}");
}
