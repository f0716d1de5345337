//! How much each network may ask in front of every route, without knowing who asks.
//!
//! What is left of a quota is never said to whoever is within it: somebody else in the same household could read from
//! it that a report was told there.

mod buckets;
mod challenge;
mod crowd;
mod guard;
mod network;
mod puzzle;
mod refusal;

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{Extensions, HeaderMap};

use self::buckets::Buckets;
pub use self::buckets::Quota;
pub(super) use self::challenge::*;
pub use self::crowd::{Crowd, Place};
pub(super) use self::guard::{guard, is_staff};
pub use self::network::{BadRange, Network, Range};
pub use self::puzzle::Challenge;
use self::puzzle::{Price, Puzzles};
use super::App;
use crate::config::LimitsConfig;

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
    /// Coming back from the municipality's own provider of sign-ins, which we then ask.
    ProviderReturn,
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
            Kind::SignIn | Kind::ProviderReturn => &self.sign_in,
        }
    }
}

/// More networks than this are not told apart at the same time; the table then takes about 10 MB.
const MOST_KEPT: usize = 100_000;
/// A network has another mark after this long, and what it asked before is forgotten.
const SALT_LASTS: Duration = Duration::from_secs(3600);

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
    /// The same before a password is looked at.
    SignInUnproved(Challenge),
}

/// How an attempt to sign in comes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInWay {
    Free,
    /// By a proof of work.
    Worked,
}

impl Limits {
    /// Nothing is limited: in process there is nobody to hold back.
    pub fn off() -> Self {
        Self { inner: None, body_within: BODY_WITHIN }
    }

    pub fn new(config: &LimitsConfig) -> Result<Self, BadRange> {
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
            trusted: Range::all_of(&config.trusted_proxies)?,
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
        self.allow_times(1, kind, network)
    }

    /// The same with so many times the room.
    fn allow_times(&self, times: u32, kind: Kind, network: Network) -> Result<(), TooMany> {
        let Some(inner) = &self.inner else { return Ok(()) };
        let quota = inner.quotas.of(kind).times(times);
        let now = inner.started.elapsed();
        let taken = inner.asked().buckets.take((network, kind), &quota, now);
        taken.map_err(|wait| TooMany { kind, wait, quota })
    }

    /// One more try to sign in. A browser known to the login has its own count and none here; whoever has worked is
    /// past everything; others share what there is in their network and, twice and four times as much, around it.
    pub fn allow_sign_in(
        &self,
        networks: &Networks,
        is_known: bool,
        proof: Option<&str>,
        now_s: i64,
    ) -> Result<SignInWay, Refused> {
        let answers =
            |puzzles: &mut Puzzles| proof.is_some_and(|proof| puzzles.is_answered(Price::OfASignIn, proof, now_s));
        if self.puzzles().is_some_and(|mut puzzles| answers(&mut puzzles)) {
            return Ok(SignInWay::Worked);
        }
        if is_known {
            return Ok(SignInWay::Free);
        }
        for (network, times) in networks.0.iter().zip([1, 2, 4]) {
            if let Err(too_many) = self.allow_times(times, Kind::SignIn, *network) {
                return Err(self.work_to_sign_in(now_s).unwrap_or(Refused::TooMany(too_many)));
            }
        }
        Ok(SignInWay::Free)
    }

    /// The way past what others have used up; `None` where no proof of work is ever asked for.
    pub fn work_to_sign_in(&self, now_s: i64) -> Option<Refused> {
        let challenge = self.puzzles()?.challenge(Price::OfASignIn, rand::random(), now_s);
        Some(Refused::SignInUnproved(challenge))
    }

    fn puzzles(&self) -> Option<MutexGuard<'_, Puzzles>> {
        let puzzles = self.inner.as_ref()?.puzzles.as_ref()?;
        Some(puzzles.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// One more report: within the quiet share of its network as it comes; else with a proof of work, when such are
    /// asked for. What others tell has no part in it: whoever counts how many of their own reports it takes would see
    /// theirs.
    pub fn allow_report(&self, network: Network, proof: Option<&str>, now_s: i64) -> Result<(), Refused> {
        let quiet = self.allow(Kind::Report, network);
        let Err(too_many) = quiet else { return Ok(()) };
        let Some(puzzles) = self.puzzles() else { return Err(Refused::TooMany(too_many)) };
        let answer = proof.and_then(|proof| puzzles.answer(Price::OfAReport, proof, now_s));
        let unproved = Refused::Unproved(puzzles.challenge(Price::OfAReport, rand::random(), now_s));
        drop(puzzles);
        let Some(answer) = answer else { return Err(unproved) };
        // Before the answer is remembered: one network fills no more of what there is than it may tell.
        self.allow(Kind::Proved, network).map_err(Refused::TooMany)?;
        if self.puzzles().is_some_and(|mut puzzles| puzzles.take(answer, now_s)) { Ok(()) } else { Err(unproved) }
    }

    /// Something to work on, for whoever wants to begin before being asked; `None` where none is ever asked for.
    pub fn challenge(&self, now_s: i64) -> Option<Challenge> {
        Some(self.puzzles()?.challenge(Price::OfAReport, rand::random(), now_s))
    }

    /// The mark of whoever sent this; all that came over no socket are one.
    fn network(&self, extensions: &Extensions, headers: &HeaderMap) -> Network {
        let asker = self.asker(extensions, headers);
        asker.map_or(Network::UNKNOWN, |(address, salt)| Network::of(address, &salt))
    }

    /// Who sent this, and what their mark is made with.
    fn asker(&self, extensions: &Extensions, headers: &HeaderMap) -> Option<(IpAddr, [u8; 32])> {
        let (inner, ConnectInfo(peer)) = (self.inner.as_ref()?, extensions.get::<ConnectInfo<SocketAddr>>()?);
        let address = network::asker(peer.ip(), headers, &inner.trusted);
        let mut asked = inner.asked();
        asked.turn_salt(inner.started.elapsed());
        Some((address, asked.salt))
    }

    /// Throws away what is no longer needed; called now and then, also when nobody asks anything.
    pub fn tidy(&self, now_s: i64) {
        let Some(inner) = &self.inner else { return };
        let now = inner.started.elapsed();
        let mut asked = inner.asked();
        asked.turn_salt(now);
        asked.buckets.forget_paid(now);
        drop(asked);
        if let Some(mut puzzles) = self.puzzles() {
            puzzles.forget_expired(now_s);
        }
    }
}

impl Inner {
    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The network of the request and those around it, the narrowest first: for what must not be tried from each in turn.
#[derive(Debug, Clone)]
pub struct Networks(Vec<Network>);

impl Networks {
    /// As text, for what is counted elsewhere.
    pub fn marks(&self) -> Vec<String> {
        self.0.iter().map(|network| network.mark()).collect()
    }
}

impl FromRequestParts<App> for Networks {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self, Self::Rejection> {
        let asker = app.limits.asker(&parts.extensions, &parts.headers);
        let all = |(address, salt)| [vec![Network::of(address, &salt)], Network::around(address, &salt)].concat();
        Ok(Self(asker.map_or_else(|| vec![Network::UNKNOWN], all)))
    }
}

/// The network of the request, for handlers that count by themselves.
impl<S: Send + Sync> FromRequestParts<S> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::UNKNOWN))
    }
}
