//! A provider in the test's hands: it signs what it is told to, also what a right one never would. The real one is in
//! `web/e2e/sso.test.mjs`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use trygghetskarta::interop::base64::base64_with_padding;
use trygghetskarta::service::ProviderSettings;

const CLIENT: &str = "trygghetskartan";
const SECRET: &str = "a secret: with & signs";

fn base64_url(bytes: &[u8]) -> String {
    base64_with_padding(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

pub struct Issuer {
    pub url: String,
    inside: Arc<Mutex<Inside>>,
}

pub struct Inside {
    url: String,
    pair: EcdsaKeyPair,
    /// What the key is called.
    pub kid: &'static str,
    /// The header of the next tokens.
    pub header: Value,
    /// Replaces the signature of the next tokens.
    pub signing: Option<fn(&str, &Value) -> Vec<u8>>,
    pub userinfo: Option<Value>,
    pub is_down: bool,
    pub n_keys_asked: u32,
    n_codes: u32,
    /// Code → challenge and claims.
    codes: HashMap<String, (String, Value)>,
}

fn fresh_key() -> EcdsaKeyPair {
    let dice = SystemRandom::new();
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &dice).expect("a key");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &dice).expect("a key")
}

impl Issuer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let inside = Inside {
            url: url.clone(),
            pair: fresh_key(),
            kid: "one",
            header: json!({"alg": "ES256", "kid": "one"}),
            signing: None,
            userinfo: None,
            is_down: false,
            n_keys_asked: 0,
            n_codes: 0,
            codes: HashMap::new(),
        };
        let inside = Arc::new(Mutex::new(inside));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(described))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/me", get(userinfo))
            .with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inside }
    }

    pub fn settings(&self, roles: &str) -> ProviderSettings {
        ProviderSettings {
            issuer: self.url.clone(),
            client: CLIENT.to_owned(),
            secret: Some(SECRET.to_owned()),
            name: Some("kommunens konto".to_owned()),
            scopes: "openid profile".to_owned(),
            groups_claim: "groups".to_owned(),
            roles: roles.parse().expect("groups and roles"),
            acr: Vec::new(),
            back: "http://127.0.0.1:8080/api/v1/sign-in/oidc/back".to_owned(),
            authorities: None,
        }
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("no holder panics")
    }

    /// A code for whoever was sent here with this challenge.
    pub fn code(&self, challenge: &str, claims: Value) -> String {
        let mut inside = self.inside();
        inside.n_codes += 1;
        let code = format!("code-{}", inside.n_codes);
        inside.codes.insert(code.clone(), (challenge.to_owned(), claims));
        code
    }

    /// From now on it signs with another key.
    pub fn turn_key(&self, kid: &'static str) {
        let mut inside = self.inside();
        inside.pair = fresh_key();
        inside.kid = kid;
        inside.header = json!({"alg": "ES256", "kid": kid});
    }
}

impl Inside {
    fn key(&self) -> Value {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        json!({"kty": "EC", "crv": "P-256", "kid": self.kid, "x": base64_url(x), "y": base64_url(y)})
    }

    fn signed(&self, claims: &Value) -> String {
        let signed = [&self.header, claims].map(|part| base64_url(part.to_string().as_bytes())).join(".");
        let signature = match self.signing {
            Some(how) => how(&signed, &self.key()),
            None => self.pair.sign(&SystemRandom::new(), signed.as_bytes()).expect("a signature").as_ref().to_vec(),
        };
        format!("{signed}.{}", base64_url(&signature))
    }
}

type Shared = State<Arc<Mutex<Inside>>>;

async fn described(State(inside): Shared) -> Response {
    let inside = inside.lock().expect("no holder panics");
    if inside.is_down {
        return (StatusCode::BAD_GATEWAY, "<html>").into_response();
    }
    let at = |path: &str| format!("{}/{path}", inside.url);
    Json(json!({
        "issuer": inside.url, "authorization_endpoint": at("auth?tenant=1"), "token_endpoint": at("token"),
        "jwks_uri": at("keys"), "userinfo_endpoint": at("me"),
    }))
    .into_response()
}

async fn keys(State(inside): Shared) -> Json<Value> {
    let mut inside = inside.lock().expect("no holder panics");
    inside.n_keys_asked += 1;
    Json(json!({"keys": [inside.key()]}))
}

async fn userinfo(State(inside): Shared, headers: HeaderMap) -> Response {
    assert_eq!(headers["authorization"], "Bearer access-1");
    match &inside.lock().expect("no holder panics").userinfo {
        Some(claims) => Json(claims.clone()).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// A code is good once, for who knows the secret and the verifier behind the challenge.
async fn token(State(inside): Shared, headers: HeaderMap, body: String) -> Response {
    let mut inside = inside.lock().expect("no holder panics");
    if inside.is_down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let form: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let pair = format!("{CLIENT}:a+secret%3A+with+%26+signs");
    let is_client = headers["authorization"] == format!("Basic {}", base64_with_padding(pair.as_bytes()));
    let held = inside.codes.remove(&form["code"]);
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response();
    let Some((challenge, claims)) = held else { return refused("invalid_grant") };
    let verified = base64_url(&Sha256::digest(form["code_verifier"].as_bytes())) == challenge;
    let is_right =
        verified && form["grant_type"] == "authorization_code" && form["redirect_uri"].ends_with("/oidc/back");
    if !is_client || !is_right {
        return refused("invalid_client");
    }
    Json(json!({"id_token": inside.signed(&claims), "access_token": "access-1", "token_type": "Bearer"}))
        .into_response()
}
