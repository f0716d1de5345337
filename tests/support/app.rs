//! The whole program without a socket: tell it things, ask it things.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use clap::Parser;
use http_body_util::BodyExt;
use jiff::SignedDuration;
use serde_json::Value;
use tower::ServiceExt;
use trygghetskarta::config::{Contacts, LimitsConfig};
use trygghetskarta::http;
use trygghetskarta::observation::Catalogue;
use trygghetskarta::service::{DemoTells, ProviderSettings, Published, Service, SessionRules, Settings};
use trygghetskarta::store::Store;
use trygghetskarta::town::invented;

use super::{Answer, Database, Engine, TestClock};

pub const STAFF: &str = "the-staff-token-of-the-tests";
pub const KEY_HEADER: &str = "idempotency-key";
/// Nothing here takes this long; a test that waits longer has found something.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(clap::Parser)]
struct Flags {
    #[command(flatten)]
    limits: LimitsConfig,
}

pub struct App {
    pub service: Service,
    pub clock: TestClock,
    router: Router,
    database: Database,
}

/// Runs the same test on SQLite and on PostgreSQL, each time in a fresh Osby.
pub async fn each_database<Running: Future<Output = ()>>(test: impl Fn(App) -> Running) {
    for engine in Engine::BOTH {
        eprintln!("on {engine:?}");
        test(App::osby(engine).await).await;
    }
}

impl App {
    /// Osby on SQLite.
    pub async fn sqlite() -> Self {
        Self::osby(Engine::Sqlite).await
    }

    /// Osby without its streets and lamps: quick to make, enough for reports.
    pub async fn osby(engine: Engine) -> Self {
        let app = Self::without_town(engine).await;
        app.service.add_municipality(invented::municipality()).await.expect("Osby");
        app
    }

    /// The invented demo: town and reports.
    pub async fn demo(engine: Engine) -> Self {
        let app = Self::without_town(engine).await;
        app.service.fill_demo(invented::SEED, DemoTells::Stories).await.expect("the demo");
        app
    }

    /// No municipality yet.
    pub async fn without_town(engine: Engine) -> Self {
        Self::on(Database::new(engine).await, TestClock::new(), Some(STAFF)).await
    }

    /// Osby over somebody else's map.
    pub async fn over(background: &str) -> Self {
        let mut app = Self::sqlite().await;
        let background = background.parse().expect("a background");
        app.router = http::router(http::App { background, ..http::App::new(app.service.clone()) });
        app
    }

    /// The same behind a proxy that speaks TLS.
    pub fn over_tls(mut self) -> Self {
        let cookies = http::Cookies::new(true);
        self.router = http::router(http::App { cookies, ..http::App::new(self.service.clone()) });
        self
    }

    /// The same, behind the limits of these flags.
    pub fn held_back(mut self, flags: &[&str]) -> Self {
        let parsed = Flags::try_parse_from(std::iter::once(&"limits").chain(flags)).expect("flags");
        let limits = http::Limits::new(&parsed.limits).expect("limits");
        self.router = http::router(http::App { limits, ..http::App::new(self.service.clone()) });
        self
    }

    /// The same, with somebody whom people can turn to.
    pub fn answered_for(mut self, contacts: Contacts) -> Self {
        self.router = http::router(http::App { contacts, ..http::App::new(self.service.clone()) });
        self
    }

    /// Osby behind the limits of these flags, as `serve` takes them.
    pub async fn limited(flags: &[&str]) -> Self {
        Self::sqlite().await.held_back(flags)
    }

    async fn on(database: Database, clock: TestClock, staff_token: Option<&str>) -> Self {
        let service = Self::another_service(&database.url, &clock, staff_token).await;
        let router = http::router(http::App::new(service.clone()));
        Self { service, clock, router, database }
    }

    async fn another_service(url: &str, clock: &TestClock, staff_token: Option<&str>) -> Service {
        let store = Store::open(url).await.expect("the database");
        Service::start(store, Self::settings(clock, staff_token)).await.expect("the service")
    }

    fn settings(clock: &TestClock, staff_token: Option<&str>) -> Settings {
        Settings {
            staff_token: staff_token.map(str::to_owned),
            catalogue: Catalogue::shipped(),
            municipality: None,
            sessions: SessionRules::default(),
            provider: None,
            now: clock.reader(),
        }
    }

    /// The same, where staff may sign in at this provider too.
    pub async fn signing_in_at(self, provider: ProviderSettings) -> Self {
        let Self { service, clock, router, database } = self;
        drop((service, router));
        let store = Store::open(&database.url).await.expect("the database");
        let settings = Settings { provider: Some(provider), ..Self::settings(&clock, Some(STAFF)) };
        let service = Service::start(store, settings).await.expect("the service");
        let router = http::router(http::App::new(service.clone()));
        Self { service, clock, router, database }
    }

    /// A second process on the same database, with the same clock.
    pub async fn beside(&self) -> Service {
        Self::another_service(&self.database.url, &self.clock, Some(STAFF)).await
    }

    /// The same database served anew, as after a restart.
    pub async fn restarted(self) -> Self {
        let Self { service, clock, router, database } = self;
        drop((service, router));
        Self::on(database, clock, Some(STAFF)).await
    }

    /// The same, with nobody admitted as staff.
    pub async fn without_staff(self) -> Self {
        Self::on(self.database, self.clock, None).await
    }

    /// For the program beside this one.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    pub fn store(&self) -> &Store {
        self.service.store()
    }

    /// An answer that goes on: its body is not waited for.
    pub async fn open(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.expect("a router never fails")
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// A request with headers written `name: value`.
    pub async fn send(&self, method: Method, path: &str, headers: &[&str], body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for header in headers {
            let (name, value) = header.split_once(": ").expect("name: value");
            request = request.header(name, value);
        }
        self.ask(request.body(body.into()).expect("a request")).await
    }

    /// The same, as if it came over a socket from this address.
    pub async fn send_from(&self, peer: &str, method: Method, path: &str, headers: &[&str], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for header in headers {
            let (name, value) = header.split_once(": ").expect("name: value");
            request = request.header(name, value);
        }
        let peer: std::net::IpAddr = peer.parse().expect("an address");
        let request = request.extension(ConnectInfo(std::net::SocketAddr::new(peer, 4711)));
        self.ask(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    pub async fn get_staff(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[&format!("authorization: Bearer {STAFF}")], "").await
    }

    /// What a member of staff posts, changes or throws away.
    pub async fn send_staff(&self, method: Method, path: &str, body: &Value) -> Answer {
        let token = format!("authorization: Bearer {STAFF}");
        self.send(method, path, &[&token, "content-type: application/json"], body.to_string()).await
    }

    /// The same, meant for one version of it.
    pub async fn send_staff_if(&self, method: Method, path: &str, version: &str, body: &Value) -> Answer {
        let token = format!("authorization: Bearer {STAFF}");
        let meant = format!("if-match: {version}");
        self.send(method, path, &[&token, "content-type: application/json", &meant], body.to_string()).await
    }

    /// Asks as staff until what takes seconds has been worked out.
    pub async fn worked_out(&self, path: &str) -> Value {
        self.when_ready(path, || self.get_staff(path)).await.expect(200)
    }

    /// A planner's answer to a body, when it is ready: a plan, or what stands in its way.
    pub async fn planned(&self, path: &str, body: &Value) -> Answer {
        self.when_ready(path, || self.send_staff(Method::POST, path, body)).await
    }

    async fn when_ready<Asking: Future<Output = Answer>>(&self, path: &str, ask: impl Fn() -> Asking) -> Answer {
        let mut often = tokio::time::interval(Duration::from_millis(100));
        let asking = async {
            loop {
                often.tick().await;
                let answer = ask().await;
                if answer.status != 202 {
                    return answer;
                }
                let body = answer.json();
                assert!((0.0..=1.0).contains(&body["progress"].as_f64().expect("a number")), "{body}");
                assert_eq!(answer.header("retry-after"), "1");
            }
        };
        let waited = tokio::time::timeout(2 * PATIENCE, asking).await;
        waited.unwrap_or_else(|_| panic!("{path} was never ready"))
    }

    pub async fn tell(&self, body: &Value) -> Answer {
        self.send(Method::POST, "/api/v1/reports", &["content-type: application/json"], body.to_string()).await
    }

    pub async fn tell_with_key(&self, body: &Value, key: &str) -> Answer {
        let headers = ["content-type: application/json", &format!("{KEY_HEADER}: {key}")];
        self.send(Method::POST, "/api/v1/reports", &headers, body.to_string()).await
    }

    /// Tells a report that must be taken, and gives the receipt.
    pub async fn told(&self, body: &Value) -> Value {
        self.tell(body).await.expect(201)
    }

    pub async fn post_form(&self, pairs: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.send(Method::POST, "/api/v1/reports", &["content-type: application/x-www-form-urlencoded"], body).await
    }

    pub async fn follow_up(&self, method: Method, token: &str) -> Answer {
        self.send(method, "/api/v1/follow-up", &[&format!("authorization: FollowUp {token}")], "").await
    }

    /// Turns the clock a day or so on and publishes what has ended.
    pub async fn publish_at(&self, now: &str) -> Published {
        self.clock.turn_to(now);
        self.service.publish_ended_months().await.expect("publishing")
    }

    pub fn turn_by_hours(&self, hours: i64) {
        self.clock.turn_by(SignedDuration::from_hours(hours));
    }

    /// Waits until the index has every change the database has.
    pub async fn seen(&self) {
        let newest = self.number("SELECT COALESCE(MAX(revision), 0) FROM report").await;
        let known = || {
            let served = self.service.municipalities().into_keys().map(|code| self.service.serving(Some(&code)));
            served.flatten().map(|served| served.index.snapshot().revision() as i64).max().unwrap_or_default()
        };
        self.until("the index knows every report", || known() >= newest).await;
    }

    /// Looks every few milliseconds until it is so.
    pub async fn until(&self, what: &str, so: impl Fn() -> bool) {
        let mut often = tokio::time::interval(Duration::from_millis(5));
        let waiting = async {
            while !so() {
                often.tick().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("waited in vain until {what}"));
    }

    /// One number from the database.
    pub async fn number(&self, sql: &'static str) -> i64 {
        match self.store() {
            Store::Sqlite { reader, .. } => sqlx::query_scalar(sql).fetch_one(reader).await,
            Store::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
        }
        .expect(sql)
    }

    /// One column of texts from the database.
    pub async fn texts(&self, sql: &'static str) -> Vec<Option<String>> {
        match self.store() {
            Store::Sqlite { reader, .. } => sqlx::query_scalar(sql).fetch_all(reader).await,
            Store::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        }
        .expect(sql)
    }

    /// A statement nobody but a test would run.
    pub async fn execute(&self, sql: &'static str) {
        match self.store() {
            Store::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
            Store::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
        }
        .expect(sql);
    }

    /// The same where it may be refused: what the database said.
    pub async fn try_to_execute(&self, sql: &'static str) -> Result<(), String> {
        match self.store() {
            Store::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
            Store::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
        }
        .map_err(|error| error.to_string())
    }

    pub async fn without_the_guard_of_the_audit_log(&self) {
        match self.store() {
            Store::Sqlite { .. } => self.execute("DROP TRIGGER audit_keeps").await,
            Store::Postgres(_) => self.execute("DROP TRIGGER audit_keeps ON audit").await,
        }
    }

    /// Every byte of the database's file; on SQLite only.
    pub async fn everything_stored(&self) -> Vec<u8> {
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
        std::fs::read(self.database.url.trim_start_matches("sqlite://")).expect("the file")
    }

    /// Takes the database away, as when its server is down.
    pub async fn lose_database(&self) {
        match self.store() {
            Store::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Store::Postgres(pool) => pool.close().await,
        }
    }
}
