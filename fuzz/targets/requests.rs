//! Any request, through every layer down to the database, with the rights of staff: no answer is a fault of ours.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;
use trygghetskarta::http;
use trygghetskarta::observation::Catalogue;
use trygghetskarta::service::{ProviderSettings, Service, SessionRules, Settings};
use trygghetskarta::store::Store;
use trygghetskarta::town::invented;

const TOKEN: &str = "the-token-of-the-fuzzer";
const PATIENCE: Duration = Duration::from_secs(20);

struct House {
    runtime: Runtime,
    router: Router,
    /// What an address may name by a word in braces, and its id.
    known: Vec<(&'static str, String)>,
    _folder: tempfile::TempDir,
}

impl House {
    fn standing() -> &'static Self {
        static HOUSE: OnceLock<House> = OnceLock::new();
        HOUSE.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            let runtime = runtime.expect("a runtime");
            let folder = tempfile::tempdir().expect("a folder");
            let url = format!("sqlite://{}", folder.path().join("fuzz.db").display());
            let (router, known) = runtime.block_on(async {
                let settings = Settings {
                    staff_token: Some(TOKEN.to_owned()),
                    catalogue: Catalogue::shipped(),
                    municipality: None,
                    provider: Some(provider()),
                    sessions: SessionRules::default(),
                    now: std::sync::Arc::new(|| "2026-11-20T12:00:00Z".parse().expect("a time")),
                };
                let store = Store::open(&url).await.expect("a database");
                let service = Service::start(store, settings).await.expect("the service");
                service.add_municipality(invented::municipality()).await.expect("Osby");
                let router = http::router(http::App::new(service));
                let known = furnished(&router).await;
                (router, known)
            });
            Self { runtime, router, known, _folder: folder }
        })
    }
}

/// A provider nobody listens at.
fn provider() -> ProviderSettings {
    ProviderSettings {
        issuer: "http://127.0.0.1:9".to_owned(),
        client: "trygghetskartan".to_owned(),
        secret: None,
        name: None,
        scopes: "openid".to_owned(),
        groups_claim: "groups".to_owned(),
        roles: "plan=1273:planner".parse().expect("groups and roles"),
        acr: Vec::new(),
        back: "http://127.0.0.1/api/v1/sign-in/oidc/back".to_owned(),
        authorities: None,
    }
}

/// A report and what staff opened for it, so that what lies under an id is reached too.
async fn furnished(router: &Router) -> Vec<(&'static str, String)> {
    let post = |path: &str, body: Value| {
        let request = Request::post(path).header("authorization", format!("Bearer {TOKEN}"));
        let request = request.header("content-type", "application/json").body(Body::from(body.to_string()));
        let answering = router.clone().oneshot(request.expect("a request"));
        async {
            let answer = answering.await.expect("a router never fails");
            assert!(answer.status().is_success(), "{}", answer.status());
            let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
            serde_json::from_slice::<Value>(&body).expect("JSON")
        }
    };
    let place = json!({"geometry": {"type": "Point", "coordinates": [13.9974, 56.3796]}});
    let report = json!({"category": "unsafe_place", "place": place, "text": "Det är mörkt vid gångtunneln."});
    let told = post("/api/v1/reports", report).await;
    let rule = json!({"decision": "KS 2026/45", "decided_on": "2026-03-02", "takes": "words", "months": 6});
    let rule = post("/api/v1/retention/rules", rule).await;
    let wanted = json!({"diary_number": "KS 2026/123", "wanted": "Allt om gångtunneln"});
    let disclosure = post("/api/v1/disclosures", wanted).await;
    let disclosure_id = disclosure["id"].as_str().expect("an id");
    post(&format!("/api/v1/disclosures/{disclosure_id}/reports"), json!({"reports": [1]})).await;
    let id = |of: &Value, name: &str| of[name].as_str().expect("a text").to_owned();
    vec![
        ("{disclosure}", id(&disclosure, "id")),
        ("{rule}", id(&rule, "id")),
        ("{token}", id(&told, "follow_up_token")),
    ]
}

/// `METHOD PATH`, then headers as ` | name: value`, a line break, and the body: JSON, or a form where it begins with
/// neither bracket nor brace.
pub fn requests(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (line, body) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let Ok(line) = std::str::from_utf8(line) else { return };
    let house = House::standing();
    let line = house.known.iter().fold(line.to_owned(), |line, (word, id)| line.replace(word, id));
    let Some((method, rest)) = line.split_once(' ') else { return };
    let mut headers = rest.split(" | ");
    let path = headers.next().unwrap_or_default();
    let Ok(method) = Method::from_bytes(method.as_bytes()) else { return };
    let is_form = !matches!(body.first(), Some(b'{' | b'['));
    let kind = if is_form { "application/x-www-form-urlencoded" } else { "application/json" };
    let request = Request::builder().method(method).uri(path);
    let Ok(mut request) = request.body(Body::from(body.to_vec())) else { return };
    let staff = format!("authorization: Bearer {TOKEN}");
    let usual = [staff.as_str(), &format!("content-type: {kind}"), "if-match: \"1\""];
    for header in usual.into_iter().chain(headers) {
        let Some((name, value)) = header.split_once(": ") else { continue };
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else { continue };
        request.headers_mut().insert(name, value);
    }
    house.runtime.block_on(async {
        let answering = tokio::time::timeout(PATIENCE, house.router.clone().oneshot(request));
        let answer = answering.await.expect("an answer in time").expect("a router never fails");
        let status = answer.status();
        assert!(!status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE, "{status}");
    });
}
