//! Everything the public can ask: every route with every filter, zoom, month and form of answer it knows, and what it
//! does not.

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::http::who_may;

use super::attacker::{GROUPS, questions, tiles_over_town};
use crate::support::{Answer, App, report, with};

/// Of the right shape: 32 bytes, a time of ours first. Nobody has it.
pub const WRONG_TOKEN: &str = "AAZeLKu1AAClpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU";
const NO_ID: &str = "6f1c2f0e-3c0b-4c6e-9a57-8d1f6a1b2c3d";

/// A question anybody may ask.
#[derive(Debug, Clone)]
pub struct Ask {
    method: Method,
    path: String,
    headers: Vec<String>,
    body: String,
}

impl Ask {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), headers: Vec::new(), body: String::new() }
    }

    fn of(method: Method, path: &str) -> Self {
        Self { method, ..Self::get(path) }
    }

    pub fn with(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    pub fn reads(&self) -> bool {
        self.method == Method::GET
    }

    /// The address without what is asked of it; tiles are one route.
    pub fn route(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        path.split('/').map(|part| if part.starts_with(|c: char| c.is_ascii_digit()) { "n" } else { part }).collect()
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
        ("POST", "/api/v1/follow-up") => {
            let posted = |body: &str| {
                let ask = Ask { body: body.to_owned(), ..Ask::of(Method::POST, route) };
                ask.with("content-type: application/x-www-form-urlencoded")
            };
            let wrong = format!("link=https%3A%2F%2Fx.example%2Fuppfoljning%23{WRONG_TOKEN}&lang=en");
            let back = format!("link={WRONG_TOKEN}&act=withdraw");
            vec![posted(""), posted("link=x&municipality=9999"), posted(&wrong), posted(&back)]
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
        (_, "/{file}") => ["/manifest.webmanifest", "/nothing"].map(Ask::get).to_vec(),
        (_, "/api/v1/openapi.json") => vec![Ask::get(route)],
        (_, "/") => ["/", "/en/", "/en"].map(Ask::get).to_vec(),
        (_, page) if !page.starts_with("/api/") && !page.starts_with("/tiles/") => vec![Ask::get(page)],
        _ => panic!("{method} {route} is public and has no place in the attack: say in asks.rs how it is asked"),
    }
}

/// Everything the public can ask: the routes of the API, the pages, and what only staff get.
pub fn everything() -> Vec<Ask> {
    let mut all = Vec::new();
    for (method, route, who) in who_may() {
        if who.starts_with("anyone") || who == "own_pages" {
            all.extend(asked(method, route));
        } else {
            let path = route.replace("{id}", NO_ID).replace("{number}", "9").replace("{seen}", NO_ID);
            all.push(Ask::of(method.parse().expect("a method"), &path.replace("{remedy_id}", NO_ID)));
        }
    }
    let heads: Vec<Ask> =
        ["/api/v1/heat", "/api/v1/rates", "/tiles/heat/14/8829/5077.mvt", "/tiles/heat.json", "/loften"]
            .map(|path| Ask::of(Method::HEAD, path))
            .to_vec();
    all.extend(heads);
    all
}

/// The answer, once it is worked out.
pub async fn answer(app: &App, ask: &Ask) -> Answer {
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
