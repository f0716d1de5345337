//! Somebody who works for the municipality, with a password, a telephone and a browser.

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::service::AccountDraft;
use trygghetskarta::staff::{Grant, Role, TotpSecret};

use super::{Answer, App};

pub const PASSWORD: &str = "fyra ord utan samband";

#[derive(Clone)]
pub struct Colleague {
    pub login: String,
    pub totp: TotpSecret,
    /// What the browser sends back: name and value.
    pub session: String,
    pub device: String,
    pub recovery_codes: Vec<String>,
}

impl App {
    /// Makes an account by invitation, as its holder would, and signs in.
    pub async fn hire(&self, login: &str, roles: &[(Role, Option<&str>)]) -> Colleague {
        let invitation = self.invite(login, roles).await;
        let colleague = self.accept(&invitation, PASSWORD).await;
        // The code of this half minute has been used to accept.
        self.clock.turn_by(jiff::SignedDuration::from_secs(30));
        self.signed_in(colleague).await
    }

    /// The code of an invitation to a new account.
    pub async fn invite(&self, login: &str, roles: &[(Role, Option<&str>)]) -> String {
        let grant = |(role, code): &(Role, Option<&str>)| Grant { role: *role, municipality: code.map(str::to_owned) };
        let grants = roles.iter().map(grant).collect();
        let draft = AccountDraft { login: login.to_owned(), name: login.to_owned(), grants };
        self.service.make_account(&draft, &self.service.admit_operator()).await.expect("an account").code
    }

    pub async fn accept(&self, invitation: &str, password: &str) -> Colleague {
        let offered = self.post("/api/v1/invitation", &json!({"invitation": invitation})).await.expect(200);
        let login = offered["login"].as_str().expect("a login").to_owned();
        let totp = totp_of(&offered);
        let chosen = json!({"invitation": invitation, "password": password, "code": totp.code(self.clock.now())});
        let enrolled = self.post("/api/v1/invitation/accept", &chosen).await.expect(200);
        let codes = enrolled["recovery_codes"].as_array().expect("codes").iter();
        let recovery_codes = codes.map(|code| code.as_str().expect("a code").to_owned()).collect();
        Colleague { login, totp, session: String::new(), device: String::new(), recovery_codes }
    }

    pub async fn signed_in(&self, mut colleague: Colleague) -> Colleague {
        let answer = self.sign_in(&colleague, PASSWORD, &colleague.totp.code(self.clock.now())).await;
        answer.expect(200);
        colleague.session = cookie(&answer, "tk-session").expect("a session");
        colleague.device = cookie(&answer, "tk-device").expect("a mark");
        colleague
    }

    pub async fn sign_in(&self, colleague: &Colleague, password: &str, code: &str) -> Answer {
        let body = json!({"login": colleague.login, "password": password, "code": code});
        let cookies = format!("cookie: {}", colleague.device);
        let headers = ["content-type: application/json", &cookies];
        self.send(Method::POST, "/api/v1/sign-in", &headers, body.to_string()).await
    }

    /// Posts as anybody.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &["content-type: application/json"], body.to_string()).await
    }

    /// What the pages send for somebody who is signed in.
    pub async fn send_as(&self, colleague: &Colleague, method: Method, path: &str, body: &Value) -> Answer {
        let cookie = format!("cookie: other=1; {}", colleague.session);
        let headers =
            ["authorization: Session", &cookie, "content-type: application/json", "sec-fetch-site: same-origin"];
        let body = if method == Method::GET { String::new() } else { body.to_string() };
        self.send(method, path, &headers, body).await
    }

    pub async fn get_as(&self, colleague: &Colleague, path: &str) -> Answer {
        self.send_as(colleague, Method::GET, path, &Value::Null).await
    }
}

/// `name=value` of a cookie the answer sets.
pub fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let pair = |cookie: &str| cookie.split(';').next().unwrap_or_default().to_owned();
    set.map(pair).find(|pair| pair.split('=').next() == Some(name))
}

/// The secret as an app would read it from what is typed: base 32.
fn totp_of(offered: &Value) -> TotpSecret {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let text = offered["totp_secret"].as_str().expect("a secret");
    let mut bits = 0_u128;
    let mut bytes = Vec::new();
    let mut n_bits = 0;
    for letter in text.chars() {
        bits = (bits << 5) | LETTERS.find(letter).expect("base 32") as u128;
        n_bits += 5;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
        }
    }
    TotpSecret::from_slice(&bytes).expect("twenty bytes")
}
