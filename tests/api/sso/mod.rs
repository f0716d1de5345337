//! Signing in at the municipality's own provider: who comes in, as whom, and who does not.

mod refused;

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use crate::support::{Answer, App, Colleague, Engine, Issuer, PASSWORD, STAFF, cookie};

const CODE: &str = "1273";
const ROLES: &str = "tk-plan=1273:planner,tk-samordning=*:coordinator,tk-admin=1273:admin";
const BACK: &str = "/api/v1/sign-in/oidc/back";

/// A browser on its way: what it keeps, and what the provider was told.
struct Away {
    cookie: String,
    told: std::collections::HashMap<String, String>,
}

async fn leave(app: &App) -> Away {
    let answer = app.get("/api/v1/sign-in/oidc").await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let address = answer.header("location").to_owned();
    let (_, query) = address.split_once('?').expect("a question");
    let told = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Away { cookie: cookie(&answer, "tk-sign-in").expect("a cookie"), told }
}

impl Away {
    fn state(&self) -> &str {
        &self.told["state"]
    }

    /// A token as it should be, for this sign-in and this person.
    fn claims(&self, app: &App, issuer: &Issuer, about: &Value) -> Value {
        let now_s = app.clock.now().as_second();
        let mut claims = json!({"iss": issuer.url, "aud": self.told["client_id"], "nonce": self.told["nonce"],
            "iat": now_s, "exp": now_s + 300, "sub": "u-1"});
        for (name, value) in about.as_object().expect("claims") {
            claims[name] = value.clone();
        }
        claims
    }

    async fn back(&self, app: &App, question: &[(&str, &str)]) -> Answer {
        come_back(app, Some(&self.cookie), question).await
    }
}

async fn come_back(app: &App, cookie: Option<&str>, question: &[(&str, &str)]) -> Answer {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(question).finish();
    let cookie = format!("cookie: {}", cookie.unwrap_or("other=1"));
    let answer = app.send(Method::GET, &format!("{BACK}?{query}"), &[&cookie, "sec-fetch-site: cross-site"], "").await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    answer
}

/// The whole way, for somebody of whom the token says this.
async fn sign_in(app: &App, issuer: &Issuer, about: &Value) -> Answer {
    let away = leave(app).await;
    let code = issuer.code(&away.told["code_challenge"], away.claims(app, issuer, about));
    away.back(app, &[("code", &code), ("state", away.state())]).await
}

/// The word with which the page is opened; nobody is signed in with any but `ok`.
fn word(answer: &Answer) -> String {
    let word = answer.header("location").strip_prefix("/konto?sso=").expect("our own page").to_owned();
    assert_eq!(cookie(answer, "tk-session").is_some(), word == "ok", "{word}");
    assert_eq!(cookie(answer, "tk-sign-in").as_deref(), Some("tk-sign-in="), "the cookie is taken away");
    word
}

fn colleague(answer: &Answer) -> Colleague {
    assert_eq!(word(answer), "ok");
    Colleague {
        login: String::new(),
        totp: trygghetskarta::staff::TotpSecret::from_slice(&[0; 20]).expect("twenty bytes"),
        session: cookie(answer, "tk-session").expect("a session"),
        device: cookie(answer, "tk-device").expect("a mark"),
        recovery_codes: Vec::new(),
    }
}

fn planner() -> Value {
    json!({"preferred_username": "Planerare@Osby.Example", "name": "Planeraren", "groups": ["alla", "tk-plan"]})
}

async fn osby(engine: Engine) -> (App, Issuer) {
    let issuer = Issuer::start().await;
    let app = App::osby(engine).await.signing_in_at(issuer.settings(ROLES)).await;
    (app, issuer)
}

#[tokio::test]
async fn somebody_the_provider_vouches_for_has_the_roles_of_their_groups() {
    for engine in Engine::BOTH {
        let (app, issuer) = osby(engine).await;
        let ways = app.get("/api/v1/sign-in").await.expect(200);
        assert_eq!(ways, json!({"provider": {"name": "kommunens konto"}}));
        let left = app.get("/api/v1/sign-in/oidc").await;
        let kept = left.header("set-cookie");
        for part in ["tk-sign-in=", "HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/"] {
            assert!(kept.contains(part), "{part} in {kept}");
        }
        let address = left.header("location");
        assert!(address.starts_with(&format!("{}/auth?tenant=1&response_type=code&", issuer.url)), "{address}");
        assert!(address.contains("&code_challenge_method=S256") && address.contains("&scope=openid+profile"));

        let answer = sign_in(&app, &issuer, &planner()).await;
        let set: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(
            set.iter().any(|one| one.starts_with("tk-session=") && one.contains("HttpOnly; SameSite=Strict")),
            "{set:?}"
        );
        let person = colleague(&answer);
        let session = app.get_as(&person, "/api/v1/session").await.expect(200);
        assert_eq!(session["reader"], "planerare@osby.example");
        assert_eq!((&session["name"], &session["external"]), (&json!("Planeraren"), &json!(true)));
        assert_eq!(
            session["rights"],
            json!([{"municipality": CODE, "rights": ["read_exact", "plan", "keep_register"]}])
        );
        app.get_as(&person, "/api/v1/observations").await.expect(200);
        let listed = app.get_staff("/api/v1/accounts").await.expect(200);
        assert_eq!((&listed[0]["external"], &listed[0]["enrolled"]), (&json!(true), &json!(false)));

        let log = app.get_staff("/api/v1/audit?act=change").await.expect(200);
        let line = &log[0];
        assert_eq!((&line["who"], &line["municipality"]), (&json!("system"), &json!(CODE)), "{log}");
        assert!(line["parameters"].to_string().contains("planner@1273"), "{line}");

        // The next time it is the same account in a new session.
        let again = colleague(&sign_in(&app, &issuer, &planner()).await);
        assert_ne!(again.session, person.session);
        assert_eq!(app.number("SELECT COUNT(*) FROM account").await, 1);
        app.turn_by_hours(12);
        assert_eq!(app.get_as(&again, "/api/v1/session").await.problem(401)["code"], "not_admitted");
    }
}

#[tokio::test]
async fn the_groups_decide_at_each_sign_in_and_without_one_nobody_comes_in() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let stranger = json!({"sub": "u-9", "preferred_username": "annan", "name": "Annan", "groups": ["alla"]});
    assert_eq!(word(&sign_in(&app, &issuer, &stranger).await), "no_role");
    assert_eq!(app.number("SELECT COUNT(*) FROM account").await, 0, "nothing was made");

    let person = colleague(&sign_in(&app, &issuer, &planner()).await);
    let mut moved = planner();
    moved["groups"] = json!("tk-samordning");
    colleague(&sign_in(&app, &issuer, &moved).await);
    // It counts at once where they are signed in already.
    let session = app.get_as(&person, "/api/v1/session").await.expect(200);
    assert_eq!(session["rights"][0]["municipality"], Value::Null);
    let lines = "SELECT COUNT(*) FROM audit WHERE what = 'account'";
    assert_eq!(app.number(lines).await, 3, "made; taken in one municipality, given in all");
    sign_in(&app, &issuer, &moved).await;
    assert_eq!(app.number(lines).await, 3, "what is as it was is no change");

    moved["groups"] = json!([]);
    issuer.inside().userinfo = Some(json!({"sub": "u-1"}));
    assert_eq!(word(&sign_in(&app, &issuer, &moved).await), "no_role");
    assert_eq!(app.get_as(&person, "/api/v1/session").await.problem(401)["code"], "not_admitted");
    assert_eq!(app.number("SELECT COUNT(*) FROM account_role").await, 0);
    colleague(&sign_in(&app, &issuer, &planner()).await);
    assert_eq!(app.texts("SELECT role FROM account_role").await, [Some("planner".to_owned())]);
}

#[tokio::test]
async fn an_account_that_is_here_is_never_taken_over() {
    let issuer = Issuer::start().await;
    let app = App::sqlite().await.signing_in_at(issuer.settings(ROLES)).await;
    let local = app.hire("planerare@osby.example", &[(Role::Coordinator, Some(CODE))]).await;
    let admin = app.hire("admin", &[(Role::Admin, Some(CODE))]).await;
    let mut same = planner();
    same["email"] = json!("planerare@osby.example");
    let person = colleague(&sign_in(&app, &issuer, &same).await);
    assert_eq!(app.get_as(&person, "/api/v1/session").await.expect(200)["reader"], "planerare@osby.example-2");
    let held = app.get_as(&local, "/api/v1/session").await.expect(200);
    assert!(held["rights"][0]["rights"].to_string().contains("retain"));
    // Neither has a password here.
    let attempt = json!({"login": "planerare@osby.example-2", "password": "", "code": ""});
    app.post("/api/v1/sign-in", &attempt).await.problem(401);

    // Name, roles and password are the provider's to say; closing is the administrator's.
    let listed = app.get_as(&admin, "/api/v1/accounts").await.expect(200);
    let of = |login: &str| listed.as_array().unwrap().iter().find(|one| one["login"] == login).unwrap()["id"].clone();
    let path = format!("/api/v1/accounts/{}", of("planerare@osby.example-2").as_str().unwrap());
    for change in [json!({"name": "Chefen"}), json!({"roles": [{"role": "planner", "municipality": CODE}]})] {
        let refused = app.send_as(&admin, Method::PATCH, &path, &change).await;
        assert_eq!(refused.problem(409)["code"], "providers_account");
    }
    let invited = app.send_as(&admin, Method::POST, &format!("{path}/invitation"), &json!({})).await;
    assert_eq!(invited.problem(409)["code"], "providers_account");
    app.send_as(&admin, Method::PATCH, &path, &json!({"disabled": true})).await.expect(200);
    app.get_as(&person, "/api/v1/session").await.problem(401);
    assert_eq!(word(&sign_in(&app, &issuer, &same).await), "closed");
    assert_eq!(app.number("SELECT COUNT(*) FROM account").await, 3, "and no second account was made");
    app.send_as(&admin, Method::PATCH, &path, &json!({"disabled": false})).await.expect(200);
    assert_eq!(word(&sign_in(&app, &issuer, &same).await), "ok");
}

#[tokio::test]
async fn without_the_provider_there_is_a_word_and_local_accounts_go_on() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let away = leave(&app).await;
    issuer.inside().is_down = true;
    let code = issuer.code(&away.told["code_challenge"], away.claims(&app, &issuer, &planner()));
    assert_eq!(word(&away.back(&app, &[("code", &code), ("state", away.state())]).await), "unavailable");
    app.clock.turn_by(SignedDuration::from_mins(1));
    for (address, page) in [("/api/v1/sign-in/oidc", "/konto"), ("/api/v1/sign-in/oidc?lang=en", "/en/konto")] {
        let answer = app.get(address).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, format!("{page}?sso=unavailable").as_str())
        );
    }
    let local = app.hire("admin", &[(Role::Admin, None)]).await;
    app.clock.turn_by(SignedDuration::from_mins(1));
    app.sign_in(&local, PASSWORD, &local.totp.code(app.clock.now())).await.expect(200);
    issuer.inside().is_down = false;
    assert_eq!(
        app.get("/api/v1/sign-in/oidc").await.header("location").split('?').next().unwrap(),
        format!("{}/auth", issuer.url)
    );
}

#[tokio::test]
async fn groups_may_be_told_beside_the_token_and_only_of_the_same_person() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    issuer.inside().userinfo = Some(json!({"sub": "u-2", "groups": ["tk-admin"], "name": "Annan"}));
    assert_eq!(word(&sign_in(&app, &issuer, &json!({})).await), "wrong");
    issuer.inside().userinfo =
        Some(json!({"sub": "u-1", "groups": ["tk-admin"], "name": "  Admin\u{7}istratören ", "email": "Staff"}));
    let person = colleague(&sign_in(&app, &issuer, &json!({})).await);
    let session = app.get_as(&person, "/api/v1/session").await.expect(200);
    assert_eq!((&session["reader"], &session["name"]), (&json!("staff-2"), &json!("Administratören")));
    // No group and an empty name say nothing.
    issuer.inside().userinfo = Some(json!({"sub": "u-3", "groups": ["tk-plan"], "name": "Planeraren"}));
    let person = colleague(&sign_in(&app, &issuer, &json!({"sub": "u-3", "groups": [], "name": " "})).await);
    assert_eq!(app.get_as(&person, "/api/v1/session").await.expect(200)["name"], "Planeraren");
    // What the token says itself is not said otherwise beside it.
    issuer.inside().userinfo = Some(json!({"sub": "u-1", "groups": ["tk-admin"], "name": "Planeraren"}));
    let person = colleague(&sign_in(&app, &issuer, &json!({"groups": ["tk-plan"]})).await);
    let session = app.get_as(&person, "/api/v1/session").await.expect(200);
    assert_eq!(session["rights"][0]["rights"], json!(["read_exact", "plan", "keep_register"]));
}

#[tokio::test]
async fn over_tls_what_a_browser_takes_along_is_held_to_our_host() {
    let (app, _issuer) = osby(Engine::Sqlite).await;
    let app = app.over_tls();
    let kept = app.get("/api/v1/sign-in/oidc").await.header("set-cookie").to_owned();
    assert!(kept.starts_with("__Host-tk-sign-in=") && kept.contains("; Secure"), "{kept}");
    assert!(!kept.contains(STAFF));
}
