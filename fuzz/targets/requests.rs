//! Any request, through every layer down to the database, with the rights of staff: no answer is a fault of ours.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use tokio::runtime::Runtime;
use tower::ServiceExt;
use trygghetskarta::http;
use trygghetskarta::observation::Catalogue;
use trygghetskarta::service::{Service, SessionRules, Settings};
use trygghetskarta::store::Store;
use trygghetskarta::town::invented;

const TOKEN: &str = "the-token-of-the-fuzzer";
const PATIENCE: Duration = Duration::from_secs(20);

struct House {
    runtime: Runtime,
    router: Router,
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
            let router = runtime.block_on(async {
                let settings = Settings {
                    staff_token: Some(TOKEN.to_owned()),
                    catalogue: Catalogue::shipped(),
                    municipality: None,
                    provider: None,
                    sessions: SessionRules::default(),
                    now: std::sync::Arc::new(|| "2026-11-20T12:00:00Z".parse().expect("a time")),
                };
                let store = Store::open(&url).await.expect("a database");
                let service = Service::start(store, settings).await.expect("the service");
                service.put_municipality(invented::municipality()).await.expect("Osby");
                http::router(http::App::new(service))
            });
            Self { runtime, router, _folder: folder }
        })
    }
}

/// `METHOD PATH`, a line break, and the body: JSON, or a form where it begins with neither bracket nor brace.
pub fn requests(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (line, body) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let Some((method, path)) = std::str::from_utf8(line).ok().and_then(|line| line.split_once(' ')) else { return };
    let Ok(method) = Method::from_bytes(method.as_bytes()) else { return };
    let is_form = !matches!(body.first(), Some(b'{' | b'['));
    let kind = if is_form { "application/x-www-form-urlencoded" } else { "application/json" };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("content-type", kind)
        .header("if-match", "\"1\"");
    let Ok(request) = request.body(Body::from(body.to_vec())) else { return };
    let house = House::standing();
    house.runtime.block_on(async {
        let answering = tokio::time::timeout(PATIENCE, house.router.clone().oneshot(request));
        let answer = answering.await.expect("an answer in time").expect("a router never fails");
        let status = answer.status();
        assert!(!status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE, "{status}");
    });
}
