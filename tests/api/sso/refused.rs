//! What a provider's answer must not do: come from elsewhere, late, twice, unsigned, or lead away.

use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use serde_json::json;
use sha2::Sha256;

use super::{Away, BACK, ROLES, come_back, leave, osby, planner, sign_in, word};
use crate::support::{App, Engine, Issuer, cookie};

#[tokio::test]
async fn a_token_that_is_not_for_us_opens_nothing() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let now_s = app.clock.now().as_second();
    for (name, wrong) in [
        ("iss", json!("https://login.other.example")),
        ("aud", json!("another-client")),
        ("aud", json!(["trygghetskartan", "another-client"])),
        ("nonce", json!("of-another-sign-in")),
        ("exp", json!(now_s - 61)),
        ("iat", json!(now_s + 120)),
        ("sub", json!("")),
    ] {
        let mut about = planner();
        about[name] = wrong.clone();
        assert_eq!(word(&sign_in(&app, &issuer, &about).await), "wrong", "{name}: {wrong}");
    }
    // Signed with nothing; with what everybody knows; by a key the provider has not shown; by a key of the token's own.
    issuer.inside().header = json!({"alg": "none"});
    issuer.inside().signing = Some(|_, _| Vec::new());
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong");
    issuer.inside().header = json!({"alg": "HS256", "kid": "one"});
    issuer.inside().signing = Some(|signed, key| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key["x"].to_string().as_bytes()).expect("any key");
        mac.update(signed.as_bytes());
        mac.finalize().into_bytes().to_vec()
    });
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong");
    issuer.inside().signing = None;
    issuer.inside().header = json!({"alg": "ES256", "kid": "another"});
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong");
    issuer.inside().header = json!({"alg": "ES256", "kid": "one"});
    issuer.inside().signing = Some(|_, _| vec![7; 64]);
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong");
    assert_eq!(app.number("SELECT COUNT(*) FROM account").await, 0);
    issuer.inside().signing = None;
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
}

#[tokio::test]
async fn an_answer_is_good_once_in_the_browser_that_asked_and_for_ten_minutes() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let (own, other) = (leave(&app).await, leave(&app).await);
    let code = |away: &Away| issuer.code(&away.told["code_challenge"], away.claims(&app, &issuer, &planner()));
    // Somebody is lured to an answer that another browser asked for (login CSRF).
    let code_of_other = code(&other);
    assert_eq!(word(&own.back(&app, &[("code", &code_of_other), ("state", other.state())]).await), "expired");
    let without = come_back(&app, None, &[("code", &code_of_other), ("state", other.state())]).await;
    assert_eq!(word(&without), "expired");
    // A code of another sign-in under one's own state: PKCE holds it to its verifier.
    assert_eq!(word(&own.back(&app, &[("code", &code_of_other), ("state", own.state())]).await), "wrong");
    // And the state is used up, also with the right code.
    assert_eq!(word(&own.back(&app, &[("code", &code(&own)), ("state", own.state())]).await), "expired");

    let away = leave(&app).await;
    let right = [("code", code(&away)), ("state", away.state().to_owned())];
    let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for wrong in ["", "x", other.state()] {
        assert_eq!(word(&away.back(&app, &[right[0], ("state", wrong)]).await), "expired");
    }
    assert_eq!(word(&away.back(&app, &right[..1]).await), "expired");
    assert_eq!(word(&away.back(&app, &right).await), "ok");
    assert_eq!(word(&away.back(&app, &right).await), "expired", "a replay");

    let slow = leave(&app).await;
    app.clock.turn_by(SignedDuration::from_secs(600));
    assert_eq!(word(&slow.back(&app, &[("code", &code(&slow)), ("state", slow.state())]).await), "expired");
}

#[tokio::test]
async fn a_new_key_of_the_provider_is_looked_for_once_in_a_while() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
    assert_eq!(issuer.inside().n_keys_asked, 1);
    issuer.turn_key("two");
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong", "asked a moment ago");
    app.clock.turn_by(SignedDuration::from_secs(60));
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
    issuer.inside().header = json!({"alg": "ES256", "kid": "invented"});
    for _ in 0..5 {
        assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong");
    }
    assert_eq!(issuer.inside().n_keys_asked, 2);
}

#[tokio::test]
async fn a_key_replaced_under_its_old_name_is_learnt_within_a_minute() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
    issuer.turn_key("one");
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong", "asked a moment ago");
    app.clock.turn_by(SignedDuration::from_secs(60));
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
    assert_eq!(issuer.inside().n_keys_asked, 2);
    // A signature that is wrong whatever the key makes nobody ask more often than that.
    issuer.inside().signing = Some(|_, _| vec![7; 64]);
    for _ in 0..5 {
        assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "wrong");
    }
    assert_eq!(issuer.inside().n_keys_asked, 2);
}

#[tokio::test]
async fn images_on_a_strange_page_do_not_use_up_what_a_town_hall_may_sign_in() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let app = app.held_back(&["--sign-ins-per-hour", "5"]);
    for _ in 0..20 {
        // An image takes no cookie along that is held to our own pages; nor does a made-up one count.
        assert_eq!(word(&come_back(&app, None, &[("code", "c"), ("state", "s")]).await), "expired");
        let own = leave(&app).await;
        assert_eq!(word(&own.back(&app, &[("code", "c"), ("state", "of another")]).await), "expired");
    }
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
    // Who left from here is counted.
    assert_eq!(sign_in(&app, &issuer, &planner()).await.header("location"), "/konto?sso=too_many");
}

#[tokio::test]
async fn passwords_guessed_in_the_town_hall_do_not_keep_it_from_its_provider() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let app = app.held_back(&["--sign-ins-per-hour", "5", "--proof-of-work-bits", "6"]);
    let guess = json!({"login": "planner", "password": "inte det", "code": "000000"});
    app.post("/api/v1/sign-in", &guess).await.problem(401);
    app.post("/api/v1/sign-in", &guess).await.problem(428);
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
}

#[tokio::test]
async fn whoever_comes_back_lands_on_our_own_page_whatever_the_address_says() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let away = leave(&app).await;
    let code = issuer.code(&away.told["code_challenge"], away.claims(&app, &issuer, &planner()));
    let elsewhere = "https://evil.example/";
    let question = [
        ("code", code.as_str()),
        ("state", away.state()),
        ("till", elsewhere),
        ("redirect_uri", elsewhere),
        ("next", elsewhere),
    ];
    assert_eq!(away.back(&app, &question).await.header("location"), "/konto?sso=ok");
    for question in [&[("error", "https://evil.example")][..], &[("lang", elsewhere)], &[("sso", elsewhere)], &[]] {
        assert_eq!(word(&come_back(&app, None, question).await), "expired");
    }
    let address = app.get("/api/v1/sign-in/oidc?redirect_uri=https://evil.example&till=//evil.example").await;
    assert!(!address.header("location").contains("evil"));

    let off = App::sqlite().await;
    assert_eq!(off.get("/api/v1/sign-in").await.expect(200), json!({"provider": null}));
    off.get("/api/v1/sign-in/oidc").await.problem(404);
    off.get(BACK).await.problem(404);
}

#[tokio::test]
async fn what_the_provider_says_no_to_is_told_apart() {
    let issuer = Issuer::start().await;
    let mut settings = issuer.settings(ROLES);
    settings.acr = vec!["loa3".to_owned(), "mfa".to_owned()];
    let app = App::sqlite().await.signing_in_at(settings).await;
    let away = leave(&app).await;
    assert_eq!(away.told["acr_values"], "loa3 mfa");
    let no = [("error", "access_denied"), ("state", away.state())];
    assert_eq!(word(&away.back(&app, &no).await), "cancelled");
    let away = leave(&app).await;
    assert_eq!(word(&away.back(&app, &[("error", "server_error"), ("state", away.state())]).await), "wrong");
    let away = leave(&app).await;
    let mixed_up = [("code", "x"), ("state", away.state()), ("iss", "https://login.other.example")];
    assert_eq!(word(&away.back(&app, &mixed_up).await), "wrong");
    assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "weak");
    let mut strong = planner();
    strong["acr"] = json!("mfa");
    assert_eq!(word(&sign_in(&app, &issuer, &strong).await), "ok");
}

#[tokio::test]
async fn who_comes_back_too_often_gets_a_page_and_the_provider_is_left_alone() {
    let (app, issuer) = osby(Engine::Sqlite).await;
    let app = app.held_back(&["--sign-ins-per-hour", "10"]);
    for _ in 0..2 {
        assert_eq!(word(&sign_in(&app, &issuer, &planner()).await), "ok");
    }
    let away = leave(&app).await;
    let code = issuer.code(&away.told["code_challenge"], away.claims(&app, &issuer, &planner()));
    let answer = away.back(&app, &[("code", &code), ("state", away.state())]).await;
    assert_eq!(answer.header("location"), "/konto?sso=too_many");
    assert_eq!(cookie(&answer, "tk-session"), None);
}
