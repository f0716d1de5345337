//! Two towns that differ in a few reports only one of them got: whoever asks everything there is to ask cannot tell which
//! is which, and nothing of a marked report is in any answer.

use axum::http::Method;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::{Value, json};
use trygghetskarta::http::who_may;

use super::attacker::{GROUPS, known, questions, tiles_over_town};
use crate::support::{Answer, App, Engine, capture_log, in_square, report, spot, with};

const KEY: &str = "KEY-OF-THE-MARKED-ONE";
/// Of the right shape: 32 bytes, a time of ours first. Nobody has it.
const WRONG_TOKEN: &str = "AAZeLKu1AAClpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU";
const NO_ID: &str = "6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d";

/// A question anybody may ask.
#[derive(Debug, Clone)]
struct Ask {
    method: Method,
    path: String,
    headers: Vec<String>,
    body: String,
}

impl Ask {
    fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), headers: Vec::new(), body: String::new() }
    }

    fn of(method: Method, path: &str) -> Self {
        Self { method, ..Self::get(path) }
    }

    fn with(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    fn saying(self, body: &Value) -> Self {
        Self { body: body.to_string(), ..self }.with("content-type: application/json")
    }
}

/// How a public route is asked: every filter, zoom, month and form of answer it knows, and what it does not know. A new
/// public route must have its place here.
fn asked(method: &str, route: &str) -> Vec<Ask> {
    let get = |paths: &[&str]| paths.iter().map(|path| Ask::get(*path)).collect::<Vec<_>>();
    let wrong_token = format!("authorization: FollowUp {WRONG_TOKEN}");
    let follow_up = |method: Method, path: &str| {
        vec![
            Ask::of(method.clone(), path),
            Ask::of(method.clone(), path).with("authorization: FollowUp x"),
            Ask::of(method, path).with(&wrong_token),
        ]
    };
    let near = with(report(), "/text", json!("Det är mörkt vid gångtunneln."));
    match (method, route) {
        ("POST", "/api/v1/reports") => vec![
            Ask::of(Method::POST, route).saying(&with(near.clone(), "/severity", json!(9))),
            Ask::of(Method::POST, route).with("content-type: text/plain"),
            Ask::of(Method::POST, route).saying(&json!([])),
        ],
        ("POST", "/api/v1/reports/check") => vec![
            Ask::of(Method::POST, route).saying(&near),
            Ask::of(Method::POST, route).saying(&with(near, "/text", json!("Ring 070-123 45 67"))),
        ],
        ("GET" | "DELETE", "/api/v1/follow-up" | "/api/v1/follow-up/extract" | "/api/v1/follow-up/photos") => {
            follow_up(Method::try_from(method).expect("a method"), route)
        }
        ("POST", "/api/v1/follow-up/photos") => follow_up(Method::POST, route),
        ("GET" | "DELETE", "/api/v1/follow-up/photos/{id}") => {
            follow_up(Method::try_from(method).expect("a method"), &route.replace("{id}", NO_ID))
        }
        ("GET", "/api/v1/challenge" | "/api/v1/sign-in" | "/api/v1/catalogue" | "/health/live" | "/health/ready") => {
            get(&[route])
        }
        ("GET", "/api/v1/town") => get(&[route, "/api/v1/town?municipality=1273", "/api/v1/town?municipality=9999"]),
        ("GET", "/api/v1/places") => {
            get(&["/api/v1/places?limit=50", "/api/v1/places?q=zebra", "/api/v1/places?q=station", "/api/v1/places?q="])
        }
        ("GET", "/api/v1/heat") => {
            let mut all: Vec<Ask> = questions().iter().map(|asked| Ask::get(asked.path())).collect();
            all.extend(get(&[
                route,
                "/api/v1/heat?cell=100",
                "/api/v1/heat?cell=auto",
                "/api/v1/heat?category=unsafe_place",
                "/api/v1/heat?cause=poor_lighting",
                "/api/v1/heat?from=2026-12&to=2026-12",
                "/api/v1/heat?from=2026-12-05",
                "/api/v1/heat?layer=staff",
                "/api/v1/heat?channel=web",
                "/api/v1/heat?unit=link",
                "/api/v1/heat?unit=link&group=traffic",
                "/api/v1/heat?unit=area",
                "/api/v1/heat?municipality=9999",
                "/api/v1/heat?bogus=1",
            ]));
            all.push(Ask::get(route).with("accept-encoding: gzip"));
            all.push(Ask::get(route).with("accept: text/csv"));
            all.push(Ask::get(route).with("if-none-match: \"1\""));
            all.push(Ask::get(route).with("range: bytes=0-20"));
            all
        }
        ("GET", "/api/v1/rates") => get(&[route, "/api/v1/rates?group=traffic", "/api/v1/rates?layer=staff"]),
        ("GET", "/api/v1/density") => {
            let mut all = get(&[route, "/api/v1/density?layer=staff", "/api/v1/density?radius_m=1"]);
            all.extend(GROUPS.iter().filter(|group| !group.is_empty()).map(|g| Ask::get(format!("{route}?group={g}"))));
            all
        }
        ("GET", "/api/v1/promises" | "/api/v1/promises/words" | "/api/v1/pledges") => {
            let filtered = ["", "?municipality=1273", "?from=2026-12&to=2026-12", "?format=csv"];
            filtered.iter().map(|query| Ask::get(format!("{route}{query}"))).collect()
        }
        ("POST", "/api/v1/sign-in") => {
            let wrong = json!({"login": "nobody", "password": "fyra ord utan samband", "code": "123456"});
            vec![Ask::of(Method::POST, route).saying(&wrong)]
        }
        // No provider is set up here; with one, the answer holds what is drawn for each who asks.
        ("GET", "/api/v1/sign-in/oidc" | "/api/v1/sign-in/oidc/back") => {
            ["", "?till=/karta", "?code=x&state=y", "?error=x"]
                .map(|query| Ask::get(format!("{route}{query}")))
                .to_vec()
        }
        ("POST", "/api/v1/invitation") => {
            vec![Ask::of(Method::POST, route).saying(&json!({"invitation": "x"}))]
        }
        ("POST", "/api/v1/invitation/accept") => {
            let chosen = json!({"invitation": "x", "password": "fyra ord utan samband", "code": "123456"});
            vec![Ask::of(Method::POST, route).saying(&chosen)]
        }
        ("DELETE", "/api/v1/session") => vec![Ask::of(Method::DELETE, route)],
        ("GET", "/tiles/heat.json" | "/tiles/streets.json" | "/tiles/town.json" | "/tiles/base.pmtiles") => {
            get(&[route])
        }
        ("GET", route) if route.starts_with("/tiles/") => {
            let layer = route.split('/').nth(2).expect("a layer");
            let tile = |(z, x, y)| format!("/tiles/{layer}/{z}/{x}/{y}.mvt");
            let all = tiles_over_town().into_iter().map(|at| Ask::get(tile(at)));
            let group = Ask::get(format!("{}?group=traffic", tile((14, 8829, 5077))));
            all.chain([group, Ask::get(tile((30, 1, 1)))]).collect()
        }
        _ => panic!("{method} {route} is public and has no place in the attack: say in twins.rs how it is asked"),
    }
}

/// Everything the public can ask: the routes of the API, the pages, and what only staff get.
fn everything() -> Vec<Ask> {
    let mut all = Vec::new();
    for (method, route, who) in who_may() {
        if who.starts_with("anyone") || who == "own_pages" {
            all.extend(asked(method, route));
        } else {
            let path = route.replace("{id}", NO_ID).replace("{number}", "9").replace("{seen}", NO_ID);
            all.push(Ask::of(method.parse().expect("a method"), &path.replace("{remedy_id}", NO_ID)));
        }
    }
    const PAGES: [&str; 14] = [
        "/",
        "/en/",
        "/karta",
        "/karta/utskrift",
        "/platser",
        "/prognos",
        "/handlaggning",
        "/bilder",
        "/loften",
        "/uppfoljning",
        "/om",
        "/integritet",
        "/tillganglighet",
        "/api/v1/openapi.json",
    ];
    all.extend(PAGES.map(Ask::get));
    let heads: Vec<Ask> =
        ["/api/v1/heat", "/api/v1/rates", "/tiles/heat/14/8829/5077.mvt", "/tiles/heat.json", "/loften"]
            .map(|path| Ask::of(Method::HEAD, path))
            .to_vec();
    all.extend(heads);
    all
}

/// The answer, once it is worked out.
async fn answer(app: &App, ask: &Ask) -> Answer {
    let headers: Vec<&str> = ask.headers.iter().map(String::as_str).collect();
    let mut often = tokio::time::interval(std::time::Duration::from_millis(20));
    loop {
        let answer = app.send(ask.method.clone(), &ask.path, &headers, ask.body.clone()).await;
        if answer.status != 202 {
            return answer;
        }
        often.tick().await;
    }
}

/// One town got reports the other did not.
struct Twins {
    with: App,
    without: App,
    marks: Vec<Vec<u8>>,
}

impl Twins {
    async fn new(engine: Engine) -> Self {
        let (with, without) = (App::osby(engine).await, App::osby(engine).await);
        for app in [&with, &without] {
            for i in 0..8 {
                let (lon, lat) = spot(0, 0, i);
                app.told(&crate::support::with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
            }
            assert_eq!(app.publish_at("2026-12-05T20:00:00Z").await.n_reports, 8);
        }
        Self { with, without, marks: Vec::new() }
    }

    fn mark(&mut self, text: impl AsRef<[u8]>) {
        self.marks.push(text.as_ref().to_vec());
    }

    /// Asks both towns everything and compares to the byte: status, headers with ETag and length, and body.
    async fn assert_alike(&self, when: &str) {
        self.with.seen().await;
        for ask in everything() {
            let (with, without) = (answer(&self.with, &ask).await, answer(&self.without, &ask).await);
            self.assert_unmarked(&with, &format!("{when}: {ask:?}"));
            let (with, without) = (known(&with), known(&without));
            assert_eq!((with.0, &with.1), (without.0, &without.1), "{when}: {ask:?}");
            assert!(with.2 == without.2, "{when}: {ask:?}: the bodies differ");
        }
    }

    fn assert_unmarked(&self, answer: &Answer, what: &str) {
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

        // Fewer than k wait: the month that ends publishes nothing, in neither town.
        for app in [&towns.with, &towns.without] {
            assert_eq!(app.publish_at("2027-01-03T12:00:00Z").await.n_reports, 0);
        }
        towns.assert_alike("the month has ended").await;
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
