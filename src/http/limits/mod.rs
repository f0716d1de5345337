//! How much each network may ask in front of every route, without knowing who asks.
//!
//! What is left of a quota is never said to whoever is within it: somebody else in the same household could read from it
//! that a report was told there.

mod buckets;
mod network;
mod puzzle;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::body::{Body, HttpBody};
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use self::buckets::Buckets;
pub use self::buckets::Quota;
pub use self::network::{BadRange, Network, Range};
pub use self::puzzle::Challenge;
use self::puzzle::Puzzles;
use super::App;
use super::patient::TimelyBody;
use super::problem::Fault;
use super::rules;
use crate::config::LimitsConfig;
use crate::interop::wire::{ChallengeBody, Problem};

/// What is counted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Everything that is none of the others: pages, maps, tiles.
    Read,
    /// A report, told by a program: the web's own, or another.
    Report,
    /// The same beyond what is taken without a proof of work.
    Proved,
    /// A report, told by the form that needs no script.
    Form,
    /// A report looked through and not stored.
    Check,
    /// A secret link, right or guessed.
    FollowUp,
    /// A password, right or guessed.
    SignIn,
}

/// The quotas of each kind.
#[derive(Debug, Clone, Copy)]
struct Quotas {
    read: Quota,
    report: Quota,
    proved: Quota,
    form: Quota,
    check: Quota,
    follow_up: Quota,
    sign_in: Quota,
}

impl Quotas {
    fn of(&self, kind: Kind) -> &Quota {
        match kind {
            Kind::Read => &self.read,
            Kind::Report => &self.report,
            Kind::Proved => &self.proved,
            Kind::Form => &self.form,
            Kind::Check => &self.check,
            Kind::FollowUp => &self.follow_up,
            Kind::SignIn => &self.sign_in,
        }
    }
}

/// More networks than this are not told apart at the same time; the table then takes about 10 MB.
const MOST_KEPT: usize = 100_000;
/// A network has another mark after this long, and what it asked before is forgotten.
const SALT_LASTS: Duration = Duration::from_secs(3600);
/// A report with everything in it is asked for in less; an address of a map is a few hundred bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Nobody waits longer for a body; a request has 30 seconds in all.
const BODY_WITHIN: Duration = Duration::from_secs(20);

/// The limits of one server; a cheap handle.
#[derive(Clone)]
pub struct Limits {
    /// `None`: nobody is counted.
    inner: Option<Arc<Inner>>,
    body_within: Duration,
}

struct Inner {
    quotas: Quotas,
    trusted: Vec<Range>,
    started: Instant,
    asked: Mutex<Asked>,
    /// `None`: no proof of work is asked for.
    puzzles: Option<Mutex<Puzzles>>,
}

struct Asked {
    salt: [u8; 32],
    salted_at: Duration,
    buckets: Buckets<(Network, Kind)>,
}

impl Asked {
    fn turn_salt(&mut self, now: Duration) {
        if now.saturating_sub(self.salted_at) >= SALT_LASTS {
            self.salt = rand::random();
            self.salted_at = now;
            self.buckets.forget_all();
        }
    }
}

/// More was asked than there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    pub kind: Kind,
    pub wait: Duration,
    pub quota: Quota,
}

/// Why a report is not taken.
#[derive(Debug)]
pub enum Refused {
    TooMany(TooMany),
    /// This has to be answered first.
    Unproved(Challenge),
}

impl Limits {
    /// Nothing is limited: in process there is nobody to hold back.
    pub fn off() -> Self {
        Self { inner: None, body_within: BODY_WITHIN }
    }

    pub fn new(config: &LimitsConfig) -> Result<Self, BadRange> {
        let trusted = config.trusted_proxies.iter().filter(|text| !text.trim().is_empty());
        let bits = config.proof_of_work_bits;
        let inner = Inner {
            quotas: Quotas {
                read: Quota::per_minute(config.reads_per_minute, config.reads_per_minute),
                report: Quota::per_hour(config.reports_per_hour, config.reports_per_hour / 3),
                proved: Quota::per_hour(config.proved_reports_per_hour, config.proved_reports_per_hour / 3),
                form: Quota::per_hour(config.forms_per_hour, config.forms_per_hour / 2),
                check: Quota::per_hour(config.checks_per_hour, config.checks_per_hour / 5),
                follow_up: Quota::per_hour(config.follow_ups_per_hour, config.follow_ups_per_hour / 5),
                sign_in: Quota::per_hour(config.sign_ins_per_hour, config.sign_ins_per_hour / 5),
            },
            trusted: trusted.map(|text| text.parse()).collect::<Result<_, _>>()?,
            started: Instant::now(),
            asked: Mutex::new(Asked {
                salt: rand::random(),
                salted_at: Duration::ZERO,
                buckets: Buckets::new(MOST_KEPT),
            }),
            puzzles: (bits > 0).then(|| Mutex::new(Puzzles::new(rand::random(), bits))),
        };
        Ok(Self { inner: Some(Arc::new(inner)), body_within: Duration::from_secs(config.body_timeout_s) })
    }

    /// One more of a kind for this network; or what to answer.
    pub fn allow(&self, kind: Kind, network: Network) -> Result<(), TooMany> {
        let Some(inner) = &self.inner else { return Ok(()) };
        let quota = inner.quotas.of(kind);
        let now = inner.started.elapsed();
        let taken = inner.asked().buckets.take((network, kind), quota, now);
        taken.map_err(|wait| TooMany { kind, wait, quota: *quota })
    }

    /// One more report: within the quiet share of its network and while no wave is on, as it comes; else with a proof of
    /// work, when such are asked for.
    pub fn allow_report(
        &self,
        network: Network,
        proof: Option<&str>,
        wave: impl FnOnce() -> bool,
        now_s: i64,
    ) -> Result<(), Refused> {
        let Some(inner) = &self.inner else { return Ok(()) };
        let Some(puzzles) = &inner.puzzles else { return self.allow(Kind::Report, network).map_err(Refused::TooMany) };
        if !wave() && self.allow(Kind::Report, network).is_ok() {
            return Ok(());
        }
        let mut puzzles = puzzles.lock().unwrap_or_else(PoisonError::into_inner);
        if !proof.is_some_and(|proof| puzzles.is_answered(proof, now_s)) {
            return Err(Refused::Unproved(puzzles.challenge(rand::random(), now_s)));
        }
        self.allow(Kind::Proved, network).map_err(Refused::TooMany)
    }

    /// Something to work on, for whoever wants to begin before being asked; `None` where none is ever asked for.
    pub fn challenge(&self, now_s: i64) -> Option<Challenge> {
        let puzzles = self.inner.as_ref()?.puzzles.as_ref()?;
        Some(puzzles.lock().unwrap_or_else(PoisonError::into_inner).challenge(rand::random(), now_s))
    }

    /// The mark of whoever sent this; all that came over no socket are one.
    fn network(&self, request: &Request) -> Network {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let (Some(inner), Some(ConnectInfo(peer))) = (&self.inner, peer) else { return Network::UNKNOWN };
        let asker = network::asker(peer.ip(), request.headers(), &inner.trusted);
        let salt = {
            let mut asked = inner.asked();
            asked.turn_salt(inner.started.elapsed());
            asked.salt
        };
        Network::of(asker, &salt)
    }

    /// Throws away what is no longer needed; called now and then, also when nobody asks anything.
    pub fn tidy(&self, now_s: i64) {
        let Some(inner) = &self.inner else { return };
        let now = inner.started.elapsed();
        let mut asked = inner.asked();
        asked.turn_salt(now);
        asked.buckets.forget_paid(now);
        drop(asked);
        if let Some(puzzles) = &inner.puzzles {
            puzzles.lock().unwrap_or_else(PoisonError::into_inner).forget_expired(now_s);
        }
    }
}

impl Inner {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The network of the request, for handlers that count by themselves.
impl<S: Send + Sync> FromRequestParts<S> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::UNKNOWN))
    }
}

/// Stands in front of every route: refuses what nobody here understands, and who asks too much.
pub(super) async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Err(fault) = understood(&request) {
        return fault.into_response();
    }
    let network = app.limits.network(&request);
    request.extensions_mut().insert(network);
    let kind = kind_of(&request);
    if let Some(Err(too_many)) = kind.map(|kind| app.limits.allow(kind, network))
        // What can be guessed is counted for everybody.
        && (matches!(too_many.kind, Kind::SignIn | Kind::FollowUp) || !is_staff(&app, request.headers()).await)
    {
        return Fault::from(too_many).into_response();
    }
    in_time(request, next, app.limits.body_within).await
}

/// Answers 408 when the body did not come in time.
async fn in_time(request: Request, next: Next, within: Duration) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let (body, late) = TimelyBody::new(body, within);
    let response = next.run(Request::from_parts(parts, Body::new(body))).await;
    if !late.is_so() {
        return response;
    }
    let mut fault = Fault::new(
        StatusCode::REQUEST_TIMEOUT,
        "too_slow",
        "Det tog för lång tid att skicka. Försök igen; det du skrev är inte borta.",
        "Sending took too long. Try again; what you wrote is not gone.",
    );
    fault.headers.push((header::CONNECTION, HeaderValue::from_static("close")));
    fault.into_response()
}

/// `None` for telling: its handler counts, because a form is answered with a form.
fn kind_of(request: &Request) -> Option<Kind> {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    match route {
        "/api/v1/reports" if request.method() == Method::POST => None,
        "/api/v1/reports/check" => Some(Kind::Check),
        _ if route.starts_with("/api/v1/follow-up") => Some(Kind::FollowUp),
        "/api/v1/sign-in" | "/api/v1/account/renew" | "/api/v1/invitation" | "/api/v1/invitation/accept" => {
            Some(Kind::SignIn)
        }
        _ => Some(Kind::Read),
    }
}

/// Whether the session or the key in the request is right. Asked only when a limit is reached, so that it costs nothing otherwise.
pub(super) async fn is_staff(app: &App, headers: &HeaderMap) -> bool {
    if !headers.contains_key(header::AUTHORIZATION) && !headers.contains_key(header::COOKIE) {
        return false;
    }
    rules::admitted(app, headers).await.is_ok_and(|admission| admission.is_some())
}

/// Bodies come as they are: what is packed small may be huge unpacked, and no client of ours packs.
fn understood(request: &Request) -> Result<(), Fault> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        return Err(Fault::new(
            StatusCode::URI_TOO_LONG,
            "address_too_long",
            "Adressen är för lång (högst 8 kB).",
            "The address is too long (8 kB at most).",
        ));
    }
    let packed = request.headers().get_all(header::CONTENT_ENCODING).iter();
    if packed.into_iter().any(|how| !how.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let mut fault = Fault::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "packed",
            "Skicka innehållet som det är, inte packat (Content-Encoding).",
            "Send the body as it is, not packed (Content-Encoding).",
        );
        // RFC 9110 section 12.5.3: in an answer, what may be sent.
        fault.headers.push((header::ACCEPT_ENCODING, HeaderValue::from_static("identity")));
        return Err(fault);
    }
    Ok(())
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        let challenge = match refused {
            Refused::TooMany(too_many) => return too_many.into(),
            Refused::Unproved(challenge) => challenge,
        };
        let mut fault = Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "proof_of_work_needed",
            "Det kommer många rapporter just nu. Webbläsaren får räkna en kort stund innan rapporten tas emot; det sker av \
             sig självt. Program: lös challenge och skicka igen med Proof-Of-Work.",
            "Many reports are coming in. The browser has to calculate for a moment before the report is taken; it does so by \
             itself. Programs: solve the challenge and send again with Proof-Of-Work.",
        );
        fault.challenge = Some(Box::new(challenge.into()));
        fault
    }
}

impl From<Challenge> for ChallengeBody {
    fn from(challenge: Challenge) -> Self {
        let Challenge { salt, bits, expires, signature } = challenge;
        Self { salt, bits, expires, signature }
    }
}

/// Something to work on before telling.
///
/// Find a decimal number (at most 20 digits) so that the SHA-256 of the salt followed by it, both as text, begins with so
/// many zero bits. Tell with `Proof-Of-Work: SALT.BITS.EXPIRES.SIGNATURE.NUMBER`, once, before it expires. It is asked for
/// only where many reports come; the answer 428 to a report holds a challenge too.
#[utoipa::path(get, path = "/api/v1/challenge", tag = "told",
    responses((status = 200, description = "A challenge", body = ChallengeBody),
              (status = 404, description = "No proof of work is ever asked for here", body = Problem),
              (status = 429, description = "Too many of one network; docs/limits.md", body = Problem)))]
pub(super) async fn challenge(State(app): State<App>) -> Response {
    match app.limits.challenge(app.service.now().as_second()) {
        Some(challenge) => {
            ([(header::CACHE_CONTROL, "no-store")], Json(ChallengeBody::from(challenge))).into_response()
        }
        None => Fault::not_found().into_response(),
    }
}

impl From<TooMany> for Fault {
    fn from(too_many: TooMany) -> Self {
        let TooMany { kind, wait, quota } = too_many;
        let wait_s = wait.as_secs() as u32 + 1;
        let (name, sv, en) = match kind {
            Kind::Read => (
                "reads",
                "Det kom väldigt många frågor från ditt nätverk.",
                "Very many questions came from your network.",
            ),
            Kind::Report | Kind::Proved | Kind::Form => (
                match kind {
                    Kind::Form => "forms",
                    Kind::Proved => "proved_reports",
                    _ => "reports",
                },
                "Det har kommit många rapporter från ditt nätverk på kort tid. Det du skrev är inte borta. Är det bråttom: \
                 ring kommunens växel; vid fara för liv 112.",
                "Many reports came from your network in a short time. What you wrote is not gone. If it cannot wait, call the \
                 municipality; in danger to life 112.",
            ),
            Kind::Check => (
                "checks",
                "Det kom många utkast att granska från ditt nätverk. Rapporten går att skicka ändå.",
                "Many drafts to look through came from your network. The report can be sent all the same.",
            ),
            Kind::FollowUp => (
                "follow_ups",
                "Det kom många försök att öppna hemliga länkar från ditt nätverk.",
                "Many tries to open secret links came from your network.",
            ),
            Kind::SignIn => (
                "sign_ins",
                "Det kom många försök att logga in från ditt nätverk.",
                "Many tries to sign in came from your network.",
            ),
        };
        let mut fault = Fault::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            format!("{sv} Försök igen om {}.", in_words(wait_s, ["sekunder", "minut", "minuter"])),
            format!("{en} Try again in {}.", in_words(wait_s, ["seconds", "minute", "minutes"])),
        );
        fault.retry_after_s = Some(wait_s);
        // draft-ietf-httpapi-ratelimit-headers-10.
        let policy = format!("\"{name}\";q={};w={}", quota.n, quota.within.as_secs());
        let now = format!("\"{name}\";r=0;t={wait_s}");
        for (header, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
            let value = HeaderValue::from_str(&value).expect("letters and digits");
            fault.headers.push((HeaderName::from_static(header), value));
        }
        fault
    }
}

fn in_words(seconds: u32, [many_s, one_min, many_min]: [&str; 3]) -> String {
    match (seconds, seconds.div_ceil(60)) {
        (..=90, _) => format!("{} {many_s}", seconds.max(2)),
        (_, 1) => format!("1 {one_min}"),
        (_, minutes) => format!("{minutes} {many_min}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_in_seconds_and_then_in_minutes() {
        let words = ["seconds", "minute", "minutes"];
        assert_eq!(in_words(1, words), "2 seconds");
        assert_eq!(in_words(90, words), "90 seconds");
        assert_eq!(in_words(91, words), "2 minutes");
        assert_eq!(in_words(601, words), "11 minutes");
    }
}
