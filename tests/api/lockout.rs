//! Guessing passwords is slow wherever it comes from, and shuts nobody out.

use axum::http::Method;
use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use super::accounts::CODE;
use super::limits::proof;
use crate::support::{Answer, App, Colleague, PASSWORD, cookie, each_database};

const WRONG: &str = "inte det lösenordet";
const NO_CODE: &str = "000000";

async fn planner(app: &App) -> Colleague {
    let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    app.clock.turn_by(SignedDuration::from_mins(1));
    colleague
}

/// Somebody at this address in a browser nobody has signed in with.
async fn stranger(app: &App, peer: &str, password: &str, code: &str, proof: Option<&str>) -> Answer {
    let body = json!({"login": "planner", "password": password, "code": code}).to_string();
    let proof = proof.map(|proof| format!("proof-of-work: {proof}"));
    let headers: Vec<&str> = std::iter::once("content-type: application/json").chain(proof.as_deref()).collect();
    app.send_from(peer, Method::POST, "/api/v1/sign-in", &headers, &body).await
}

/// The colleague at this address in their own browser.
async fn at_home(app: &App, peer: &str, colleague: &Colleague) -> Answer {
    app.clock.turn_by(SignedDuration::from_secs(30));
    let code = colleague.totp.code(app.clock.now());
    let body = json!({"login": colleague.login, "password": PASSWORD, "code": code}).to_string();
    let mark = format!("cookie: {}", colleague.device);
    app.send_from(peer, Method::POST, "/api/v1/sign-in", &["content-type: application/json", &mark], &body).await
}

async fn statuses(app: &App, peer: &str, n: usize) -> Vec<u16> {
    let mut all = Vec::new();
    for _ in 0..n {
        all.push(stranger(app, peer, WRONG, NO_CODE, None).await.status.as_u16());
    }
    all
}

#[tokio::test]
async fn fifty_passwords_at_once_are_ten_that_are_looked_at() {
    each_database(|app| async move {
        let colleague = planner(&app).await;
        let at_once = (0..50).map(|_| stranger(&app, "192.0.2.1", WRONG, NO_CODE, None));
        let answers = join_all(at_once).await;
        let n = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        assert_eq!((n(401), n(429)), (10, 40));
        // Nor does the right one among them tell that it is.
        let code = colleague.totp.code(app.clock.now());
        stranger(&app, "192.0.2.1", PASSWORD, &code, None).await.problem(429);
        app.clock.turn_by(SignedDuration::from_mins(16));
        let code = colleague.totp.code(app.clock.now());
        stranger(&app, "192.0.2.1", PASSWORD, &code, None).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn what_was_right_is_no_failure() {
    each_database(|app| async move {
        let app = app.held_back(&["--proof-of-work-bits", "0"]);
        let colleague = planner(&app).await;
        let counted = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM sign_in_failure";
        assert_eq!(app.number(counted).await, 0);
        for nth in 1..=12 {
            app.clock.turn_by(SignedDuration::from_secs(30));
            let code = colleague.totp.code(app.clock.now());
            stranger(&app, "2001:db8:1:1::1", PASSWORD, &code, None).await.expect(200);
            assert_eq!(app.number(counted).await, 0, "after {nth}");
        }
        // Nine that were wrong are forgotten where they came from; the counts around it go on.
        assert_eq!(statuses(&app, "2001:db8:1:1::1", 9).await, [401; 9]);
        // Network, line, site, login; and for nobody, so that it takes as long as a wrong code.
        assert_eq!(app.number(counted).await, 5 * 9);
        app.clock.turn_by(SignedDuration::from_secs(30));
        let code = colleague.totp.code(app.clock.now());
        stranger(&app, "2001:db8:1:1::1", PASSWORD, &code, None).await.expect(200);
        assert_eq!(app.number(counted).await, 4 * 9);
    })
    .await;
}

#[tokio::test]
async fn the_networks_of_one_line_and_of_one_site_share_what_may_be_tried() {
    each_database(|app| async move {
        let app = app.held_back(&["--proof-of-work-bits", "0"]);
        let colleague = planner(&app).await;
        let tried = async |peer: &str, looked_at: usize| {
            let all = statuses(&app, peer, looked_at + 1).await;
            assert_eq!(all, [vec![401; looked_at], vec![429]].concat(), "from {peer}");
        };
        // Ten from a network, twenty from a line (/56), forty from a site (/48).
        tried("2001:db8:1:a1::1", 10).await;
        tried("2001:db8:1:a1:ffff::2", 0).await;
        tried("2001:db8:1:a2::1", 10).await;
        tried("2001:db8:1:a3::1", 0).await;
        tried("2001:db8:1:b1ff::1", 10).await;
        tried("2001:db8:1:c1ff::1", 10).await;
        tried("2001:db8:1:d1ff::1", 0).await;
        // What was refused counts nowhere else: another site, and IPv4, have their own.
        assert_eq!(app.number("SELECT MAX(n) FROM sign_in_failure").await, 40);
        tried("192.0.2.1", 10).await;
        tried("2001:db8:2:a1::1", 10).await;
        at_home(&app, "2001:db8:1:a1::1", &colleague).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn strangers_can_slow_the_owner_down_and_not_shut_them_out() {
    let app = App::sqlite().await.held_back(&["--proof-of-work-bits", "6"]);
    let colleague = planner(&app).await;
    // Ten networks use up all that is given to browsers nobody knows.
    for network in 1..=10 {
        assert_eq!(statuses(&app, &format!("192.0.2.{network}"), 10).await, [401; 10]);
    }
    let owner = "203.0.113.5";
    let code = colleague.totp.code(app.clock.now());
    let problem = stranger(&app, owner, PASSWORD, &code, None).await.problem(428);
    assert_eq!(problem["code"], "proof_of_work_needed");
    assert_eq!(problem["challenge"]["bits"], 10, "sixteen times the work of a report");
    // What a report costs is not enough, and one answer is one try.
    let cheap = proof(&app.get("/api/v1/challenge").await.expect(200));
    stranger(&app, owner, PASSWORD, &code, Some(&cheap)).await.problem(428);
    let solved = proof(&problem["challenge"]);
    let answer = stranger(&app, owner, PASSWORD, &code, Some(&solved)).await;
    answer.expect(200);
    app.clock.turn_by(SignedDuration::from_secs(30));
    let code = colleague.totp.code(app.clock.now());
    let again = stranger(&app, owner, PASSWORD, &code, Some(&solved)).await.problem(428);
    // However many have worked and failed, the next who works comes in.
    for _ in 0..12 {
        let challenge = stranger(&app, owner, WRONG, NO_CODE, None).await.problem(428)["challenge"].clone();
        stranger(&app, owner, WRONG, NO_CODE, Some(&proof(&challenge))).await.problem(401);
    }
    let solved = proof(&again["challenge"]);
    let answer = stranger(&app, owner, PASSWORD, &code, Some(&solved)).await;
    answer.expect(200);
    // And the browser they came in with has no part in any of it.
    let colleague = Colleague { device: cookie(&answer, "tk-device").expect("a mark"), ..colleague };
    at_home(&app, "192.0.2.1", &colleague).await.expect(200);
}

#[tokio::test]
async fn a_browser_somebody_signed_in_with_has_room_where_its_network_has_none() {
    let app = App::sqlite().await;
    let colleague = planner(&app).await;
    let app = app.held_back(&["--sign-ins-per-hour", "5", "--proof-of-work-bits", "6"]);
    // Somebody in the same office, under any name.
    stranger(&app, "192.0.2.1", WRONG, NO_CODE, None).await.problem(401);
    let problem = stranger(&app, "192.0.2.1", WRONG, NO_CODE, None).await.problem(428);
    at_home(&app, "192.0.2.1", &colleague).await.expect(200);
    at_home(&app, "192.0.2.1", &colleague).await.expect(200);
    // Its mark is good for its own login alone.
    let other = Colleague { login: "somebody".to_owned(), ..colleague.clone() };
    at_home(&app, "192.0.2.1", &other).await.problem(428);
    // A new browser there works instead.
    app.clock.turn_by(SignedDuration::from_secs(30));
    let code = colleague.totp.code(app.clock.now());
    stranger(&app, "192.0.2.1", PASSWORD, &code, Some(&proof(&problem["challenge"]))).await.expect(200);
    // What is its own it can use up itself; then it works like any other.
    let own = async |password: &str, proof: Option<&str>| {
        let body = json!({"login": "planner", "password": password, "code": NO_CODE}).to_string();
        let (mark, proof) = (format!("cookie: {}", colleague.device), proof.map(|one| format!("proof-of-work: {one}")));
        let headers = ["content-type: application/json", &mark].into_iter().chain(proof.as_deref());
        app.send_from("192.0.2.1", Method::POST, "/api/v1/sign-in", &headers.collect::<Vec<_>>(), &body).await
    };
    for _ in 0..10 {
        own(WRONG, None).await.problem(401);
    }
    let challenge = own(WRONG, None).await.problem(428)["challenge"].clone();
    own(WRONG, Some(&proof(&challenge))).await.problem(401);
}

#[tokio::test]
async fn who_guesses_in_the_same_office_holds_up_neither_an_invitation_nor_a_new_phone() {
    let app = App::sqlite().await;
    let colleague = planner(&app).await;
    let app = app.held_back(&["--sign-ins-per-hour", "5", "--proof-of-work-bits", "6"]);
    stranger(&app, "192.0.2.1", WRONG, NO_CODE, None).await.problem(401);
    stranger(&app, "192.0.2.1", WRONG, NO_CODE, None).await.problem(428);
    let json = "content-type: application/json";
    for _ in 0..10 {
        let body = json!({"invitation": "none"}).to_string();
        app.send_from("192.0.2.1", Method::POST, "/api/v1/invitation", &[json], &body).await.problem(404);
    }
    let anew = async |cookies: &str, proof: Option<&str>| {
        app.clock.turn_by(SignedDuration::from_secs(30));
        let code = colleague.totp.code(app.clock.now());
        let body = json!({"password": PASSWORD, "code": code}).to_string();
        let (cookies, proof) = (format!("cookie: {cookies}"), proof.map(|one| format!("proof-of-work: {one}")));
        let headers = ["authorization: Session", json, "sec-fetch-site: same-origin", &cookies];
        let headers: Vec<&str> = headers.into_iter().chain(proof.as_deref()).collect();
        app.send_from("192.0.2.1", Method::POST, "/api/v1/account/renew", &headers, &body).await
    };
    anew(&format!("{}; {}", colleague.session, colleague.device), None).await.expect(200);
    // Without the mark of a browser that has signed in, the way past is the same as there.
    let challenge = anew(&colleague.session, None).await.problem(428)["challenge"].clone();
    anew(&colleague.session, Some(&proof(&challenge))).await.expect(200);
}

#[tokio::test]
async fn nobody_guesses_the_six_digits_by_working_and_a_recovery_code_gets_past() {
    each_database(|app| async move {
        let app = app.held_back(&["--proof-of-work-bits", "6"]);
        let colleague = planner(&app).await;
        let work = async || {
            let challenge: Value = stranger(&app, "192.0.2.99", WRONG, "no code", None).await.json();
            proof(&challenge["challenge"])
        };
        assert_eq!(statuses(&app, "192.0.2.99", 10).await, [401; 10]);
        // Whoever has the password tries codes from everywhere, and working.
        for network in 1..=5 {
            let peer = format!("198.51.100.{network}");
            stranger(&app, &peer, PASSWORD, NO_CODE, None).await.problem(401);
            stranger(&app, &peer, PASSWORD, "00 00\u{a0}01", Some(&work().await)).await.problem(401);
        }
        // The right code is not looked at any more, and nothing tells whether the password was right.
        let code = colleague.totp.code(app.clock.now());
        for password in [PASSWORD, WRONG] {
            stranger(&app, "203.0.113.5", password, &code, None).await.problem(401);
            let refused = stranger(&app, "203.0.113.5", password, &code, Some(&work().await)).await;
            assert_eq!(refused.problem(401)["code"], "sign_in_refused");
        }
        stranger(&app, "203.0.113.5", PASSWORD, &colleague.recovery_codes[0], None).await.expect(200);
        at_home(&app, "203.0.113.5", &colleague).await.expect(200);
    })
    .await;
}
