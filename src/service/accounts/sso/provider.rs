//! The provider, asked over HTTPS: bounded in time, size and number, never led to another address.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::{Mutex, Semaphore};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::ProviderSettings;
use super::refusal::NotSignedIn;
use crate::interop::base64::base64_with_padding;
use crate::interop::openid::{ClientProof, Discovery, KeySet};

/// Longest time for a question. Four of them, with the waiting for a free line, fit into the time of one request.
const PATIENCE: Duration = Duration::from_secs(5);
const LINE_WITHIN: Duration = Duration::from_secs(1);
const LINES: usize = 8;
const LARGEST_ANSWER: u64 = 512 << 10;
/// A description is asked for again after a minute, so that nobody is sent to a provider that is down.
const DESCRIBED_FOR: SignedDuration = SignedDuration::from_mins(1);
/// Keys are asked for again after an hour.
const KEYS_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Who does not answer is left alone for a moment, however many want to sign in.
const LEFT_ALONE_FOR: SignedDuration = SignedDuration::from_secs(5);
/// A key that is unknown or does not fit is looked for at most so often: tokens can be wrong for ever.
const KEYS_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(1);

pub(super) struct Provider {
    settings: Arc<ProviderSettings>,
    agent: ureq::Agent,
    lines: Arc<Semaphore>,
    learnt: Mutex<Learnt>,
}

#[derive(Default)]
struct Learnt {
    discovery: Option<(Timestamp, Arc<Discovery>)>,
    keys: Option<(Timestamp, Arc<KeySet>)>,
    failed_at: Option<Timestamp>,
}

/// What a code was changed for.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub id_token: String,
    access_token: Option<String>,
}

struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Provider {
    pub fn new(settings: Arc<ProviderSettings>) -> Self {
        let mut config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("trygghetskartan/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &settings.authorities {
            let items = parse_pem(pem).filter_map(Result::ok);
            let certificates = items.filter_map(|item| match item {
                PemItem::Certificate(certificate) => Some(certificate),
                _ => None,
            });
            config = config.tls_config(TlsConfig::builder().root_certs(RootCerts::from(certificates)).build());
        }
        let agent = config.build().into();
        Self { settings, agent, lines: Arc::new(Semaphore::new(LINES)), learnt: Mutex::default() }
    }

    /// What the provider says of itself.
    pub async fn discovery(&self, now: Timestamp) -> Result<Arc<Discovery>, NotSignedIn> {
        let mut learnt = self.learnt.lock().await;
        if let Some((at, discovery)) = &learnt.discovery
            && is_within(*at, now, DESCRIBED_FOR)
        {
            return Ok(discovery.clone());
        }
        if learnt.failed_at.is_some_and(|at| is_within(at, now, LEFT_ALONE_FOR)) {
            return Err(NotSignedIn::Unavailable);
        }
        let issuer = self.settings.issuer.clone();
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let body = self.fetched("discovery", address, None).await;
        let read = body.and_then(|body| {
            Discovery::read(&body, &issuer).map_err(|error| {
                tracing::warn!(%error, "the provider's description cannot be used");
                NotSignedIn::Unavailable
            })
        });
        match read {
            Ok(discovery) => {
                let discovery = Arc::new(discovery);
                learnt.discovery = Some((now, discovery.clone()));
                learnt.failed_at = None;
                Ok(discovery)
            }
            Err(error) => {
                learnt.failed_at = Some(now);
                Err(error)
            }
        }
    }

    /// The provider's keys: those that are known, or `anew` when one was missing or did not fit, unless that was tried
    /// a moment ago.
    pub async fn keys(&self, discovery: &Discovery, now: Timestamp, anew: bool) -> Result<Arc<KeySet>, NotSignedIn> {
        let mut learnt = self.learnt.lock().await;
        let good_for = if anew { KEYS_AGAIN_AFTER } else { KEYS_FOR };
        if let Some((at, keys)) = &learnt.keys
            && is_within(*at, now, good_for)
        {
            return Ok(keys.clone());
        }
        if learnt.failed_at.is_some_and(|at| is_within(at, now, LEFT_ALONE_FOR)) {
            return Err(NotSignedIn::Unavailable);
        }
        let body = self.fetched("keys", discovery.jwks_uri.clone(), None).await;
        let read = body.and_then(|body| {
            KeySet::read(&body).map_err(|error| {
                tracing::warn!(%error, "the provider's keys cannot be read");
                NotSignedIn::Unavailable
            })
        });
        let keys = Arc::new(read.inspect_err(|_| learnt.failed_at = Some(now))?);
        learnt.keys = Some((now, keys.clone()));
        Ok(keys)
    }

    /// Changes a code for tokens.
    pub async fn tokens(&self, discovery: &Discovery, code: &str, verifier: &str) -> Result<Tokens, NotSignedIn> {
        let (body, authorization) = self.exchange(discovery.proof, code, verifier);
        let address = discovery.token_endpoint.clone();
        let answer = self.asked("token", move |agent| {
            let mut request = agent.post(&address).header("accept", "application/json");
            if let Some(authorization) = &authorization {
                request = request.header("authorization", authorization);
            }
            request.content_type("application/x-www-form-urlencoded").send(body.as_bytes())
        });
        let answer = answer.await?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body).map_err(|_| {
                tracing::warn!("the provider gave no ID token");
                NotSignedIn::Wrong
            }),
            status @ (400 | 401) => {
                // One of the words of RFC 6749 section 5.2: tells the manager whether the secret or the address is
                // wrong.
                let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                let word = said.get("error").and_then(Value::as_str).unwrap_or_default();
                let is_word = word.len() <= 40 && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                tracing::warn!(status, error = if is_word { word } else { "" }, "the provider did not take the code");
                Err(NotSignedIn::Wrong)
            }
            status => Err(odd("token", status)),
        }
    }

    /// The form that changes a code for tokens, and the header with the secret where it travels in one.
    fn exchange(&self, proof: ClientProof, code: &str, verifier: &str) -> (String, Option<String>) {
        let ProviderSettings { client, secret, back, .. } = &*self.settings;
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", back)
            .append_pair("code_verifier", verifier);
        let mut authorization = None;
        match (secret, proof) {
            (Some(secret), ClientProof::Header) => {
                // Both are written as in a form first (RFC 6749 section 2.3.1).
                let written = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", written(client), written(secret));
                authorization = Some(format!("Basic {}", base64_with_padding(pair.as_bytes())));
            }
            (Some(secret), ClientProof::Body) => {
                form.append_pair("client_id", client).append_pair("client_secret", secret);
            }
            (None, _) => {
                form.append_pair("client_id", client);
            }
        }
        (form.finish(), authorization)
    }

    /// What the provider tells of whoever the tokens are about, beside what stands in the ID token. `None` where it
    /// tells nothing more.
    pub async fn more_claims(&self, discovery: &Discovery, tokens: &Tokens) -> Result<Option<Value>, NotSignedIn> {
        let (Some(address), Some(token)) = (&discovery.userinfo_endpoint, &tokens.access_token) else {
            return Ok(None);
        };
        let body = self.fetched("userinfo", address.clone(), Some(token)).await?;
        // A signed answer (a JWT) was not asked for.
        Ok(serde_json::from_slice(&body).ok())
    }

    async fn fetched(&self, what: &'static str, address: String, token: Option<&str>) -> Result<Vec<u8>, NotSignedIn> {
        // A token with anything else in it would be no header.
        let is_plain = token.is_none_or(|token| token.bytes().all(|byte| byte.is_ascii_graphic()));
        let bearer = token.filter(|_| is_plain).map(|token| format!("Bearer {token}"));
        let answer = self.asked(what, move |agent| {
            let request = agent.get(&address).header("accept", "application/json");
            let request = match &bearer {
                Some(bearer) => request.header("authorization", bearer),
                None => request,
            };
            request.call()
        });
        let answer = answer.await?;
        if answer.status == 200 { Ok(answer.body) } else { Err(odd(what, answer.status)) }
    }

    async fn asked(
        &self,
        what: &'static str,
        ask: impl FnOnce(&ureq::Agent) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> + Send + 'static,
    ) -> Result<Answer, NotSignedIn> {
        let line = tokio::time::timeout(LINE_WITHIN, self.lines.clone().acquire_owned());
        let Ok(Ok(line)) = line.await else { return Err(NotSignedIn::Unavailable) };
        let agent = self.agent.clone();
        let asking = tokio::task::spawn_blocking(move || {
            // Held until the answer is here, also when the visitor has gone.
            let _line = line;
            let mut answer = ask(&agent)?;
            let body = answer.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec()?;
            Ok(Answer { status: answer.status().as_u16(), body })
        });
        match asking.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                let error: ureq::Error = error;
                tracing::warn!(what, %error, "the provider does not answer");
                Err(NotSignedIn::Unavailable)
            }
            Err(_) => Err(NotSignedIn::Unavailable),
        }
    }
}

fn odd(what: &'static str, status: u16) -> NotSignedIn {
    tracing::warn!(what, status, "the provider does not answer as it should");
    NotSignedIn::Unavailable
}

/// Whether that was lately. A clock that was set back makes nothing good for longer.
fn is_within(at: Timestamp, now: Timestamp, limit: SignedDuration) -> bool {
    let since = now.duration_since(at);
    !since.is_negative() && since < limit
}
