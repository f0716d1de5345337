//! Signing in at the municipality's own provider: OpenID Connect, the authorization code flow with PKCE.
//!
//! # Method
//! 1. [`Service::leave_for_provider`] sends the browser to the provider with a state, a nonce and a challenge, all made
//!    of one secret that the browser keeps in a sealed cookie; nothing is stored for who never comes back.
//! 2. [`Service::back_from_provider`] takes the answer of this very browser, once and within ten minutes, changes the
//!    code for an ID token and checks that.
//! 3. The groups in it say which roles the account has, as long as they say any; its session is like any other.
//!
//! # References
//! OpenID Connect Core 1.0; RFC 6749, 7636 (PKCE), 9207 (issuer in the answer), 9700 (best current practice).

mod arrival;
mod flow;
mod provider;
mod refusal;

use std::sync::Arc;

use super::super::{Service, ServiceError};
use super::SignedIn;
use crate::interop::openid::{Expected, TokenFault, read_id_token};
use crate::staff::GroupRoles;
use flow::Flow;
use provider::Provider;

pub use refusal::NotSignedIn;

/// What is known of the provider at the start.
#[derive(Clone)]
pub struct ProviderSettings {
    pub issuer: String,
    pub client: String,
    /// Without one, the client is public and PKCE alone ties the answer to who asked.
    pub secret: Option<String>,
    /// What the button calls it.
    pub name: Option<String>,
    pub scopes: String,
    /// The claim that names the groups.
    pub groups_claim: String,
    pub roles: GroupRoles,
    /// One of these must be how somebody proved who they are; empty: the provider decides.
    pub acr: Vec<String>,
    /// Where the provider sends people back: our own address.
    pub back: String,
    /// The certificates (PEM) of an authority of the municipality's own, in place of the public ones.
    pub authorities: Option<Vec<u8>>,
}

/// The provider, and what has been learnt of it.
pub(in crate::service) struct SingleSignOn {
    settings: Arc<ProviderSettings>,
    provider: Provider,
}

impl SingleSignOn {
    pub(super) fn new(settings: ProviderSettings) -> Self {
        let settings = Arc::new(settings);
        Self { provider: Provider::new(settings.clone()), settings }
    }
}

/// Where to send a browser that wants to sign in, and what it must bring back.
pub struct Departure {
    pub address: String,
    pub cookie: String,
}

/// What a provider sent back with the browser.
#[derive(Debug, Clone, Default)]
pub struct ProviderAnswer {
    pub code: Option<String>,
    pub state: Option<String>,
    pub issuer: Option<String>,
    pub error: Option<String>,
}

/// Somebody who came back.
pub struct Returned {
    /// Whether they left from a page in English.
    pub english: bool,
    pub outcome: Result<SignedIn, NotSignedIn>,
}

impl Service {
    /// What the button calls the provider; `None` where there is none.
    pub fn provider(&self) -> Option<Option<&str>> {
        self.inner.accounts.single_sign_on.as_ref().map(|one| one.settings.name.as_deref())
    }

    /// The municipalities its groups give roles in.
    pub fn municipalities_of_provider(&self) -> impl Iterator<Item = &str> {
        self.inner.accounts.single_sign_on.iter().flat_map(|one| one.settings.roles.municipalities())
    }

    /// Begins a sign-in at the provider.
    pub async fn leave_for_provider(&self, english: bool) -> Result<Departure, NotSignedIn> {
        let sso = self.single_sign_on()?;
        let flow = Flow::begin(self.now(), english);
        let pepper = &self.inner.accounts.pepper;
        let discovery = sso.provider.discovery(self.now()).await?;
        let settings = &*sso.settings;
        let mut question = form_urlencoded::Serializer::new(String::new());
        question
            .append_pair("response_type", "code")
            .append_pair("client_id", &settings.client)
            .append_pair("redirect_uri", &settings.back)
            .append_pair("scope", &settings.scopes)
            .append_pair("state", &flow.state(pepper))
            .append_pair("nonce", &flow.nonce(pepper))
            .append_pair("code_challenge", &flow.challenge(pepper))
            .append_pair("code_challenge_method", "S256");
        if !settings.acr.is_empty() {
            question.append_pair("acr_values", &settings.acr.join(" "));
        }
        let joint = if discovery.authorization_endpoint.contains('?') { '&' } else { '?' };
        let address = format!("{}{joint}{}", discovery.authorization_endpoint, question.finish());
        Ok(Departure { address, cookie: flow.sealed(pepper) })
    }

    /// Whether this browser left from here, and this is the answer to it.
    pub fn left_for_provider(&self, cookie: Option<&str>, answer: &ProviderAnswer) -> bool {
        let pepper = &self.inner.accounts.pepper;
        let flow = cookie.and_then(|cookie| Flow::opened(cookie, pepper, self.now()));
        flow.is_some_and(|flow| answer.state.as_deref().is_some_and(|state| flow.is_state(state, pepper)))
    }

    /// Ends it: whoever comes back with the cookie they left with, and with a right answer, is signed in.
    pub async fn back_from_provider(&self, cookie: Option<&str>, answer: &ProviderAnswer) -> Returned {
        let flow = cookie.and_then(|cookie| Flow::opened(cookie, &self.inner.accounts.pepper, self.now()));
        let english = flow.as_ref().is_some_and(|flow| flow.english);
        let outcome = match flow {
            Some(flow) => self.signed_in_at_provider(&flow, answer).await,
            None => Err(NotSignedIn::Expired),
        };
        if let Err(why) = &outcome {
            tracing::info!(why = why.code(), "nobody was signed in by the provider");
        }
        Returned { english, outcome }
    }

    async fn signed_in_at_provider(&self, flow: &Flow, answer: &ProviderAnswer) -> Result<SignedIn, NotSignedIn> {
        let sso = self.single_sign_on()?;
        let pepper = &self.inner.accounts.pepper;
        if !answer.state.as_deref().is_some_and(|state| flow.is_state(state, pepper)) {
            return Err(NotSignedIn::Expired);
        }
        if !self.store().use_once(&flow.mark(pepper), self.now(), self.window_start()).await? {
            return Err(NotSignedIn::Expired);
        }
        let discovery = sso.provider.discovery(self.now()).await?;
        // Who says nothing of itself may be anybody, where the provider promised to say it (RFC 9207).
        let is_theirs = answer.issuer.as_ref().map_or(!discovery.names_itself, |one| *one == sso.settings.issuer);
        if !is_theirs {
            return Err(NotSignedIn::Wrong);
        }
        let Some(code) = answer.code.as_deref() else {
            let cancelled = answer.error.as_deref() == Some("access_denied");
            return Err(if cancelled { NotSignedIn::Cancelled } else { NotSignedIn::Wrong });
        };
        let tokens = sso.provider.tokens(&discovery, code, &flow.verifier(pepper)).await?;
        let nonce = flow.nonce(pepper);
        let settings = &*sso.settings;
        let expected = Expected { issuer: &settings.issuer, client: &settings.client, nonce: &nonce, now: self.now() };
        let keys = sso.provider.keys(&discovery, self.now(), false).await?;
        let claims = match read_id_token(&tokens.id_token, &keys, &expected) {
            // The provider may have a new key since, under another name or the same.
            Err(TokenFault::UnknownKey | TokenFault::Signature) => {
                let keys = sso.provider.keys(&discovery, self.now(), true).await?;
                read_id_token(&tokens.id_token, &keys, &expected)
            }
            read => read,
        };
        let claims = claims.map_err(|fault| {
            tracing::warn!(%fault, "a token of the provider was not taken");
            NotSignedIn::Wrong
        })?;
        let account = self.arrive(sso, &discovery, claims, &tokens).await?;
        // An account that was closed while they were on their way is told apart from trouble.
        match self.open_session(account, None).await {
            Err(ServiceError::SignInRefused) => Err(NotSignedIn::Closed),
            opened => Ok(opened?),
        }
    }

    fn single_sign_on(&self) -> Result<&SingleSignOn, NotSignedIn> {
        self.inner.accounts.single_sign_on.as_ref().ok_or(NotSignedIn::Off)
    }
}

impl From<ServiceError> for NotSignedIn {
    fn from(error: ServiceError) -> Self {
        tracing::error!(%error, "somebody the provider vouched for could not be signed in");
        Self::Failed
    }
}
