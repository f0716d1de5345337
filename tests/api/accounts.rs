//! Accounts: invited, signed in, signed out, locked out, taken back.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};
use trygghetskarta::staff::{Account, Login, Role};
use trygghetskarta::store::{OpenSession, Which};
use trygghetskarta::town::{Municipality, invented};
use uuid::Uuid;

use crate::support::{App, Colleague, Engine, PASSWORD, capture_log, cookie, each_database};

pub(super) const CODE: &str = "1273";
pub(super) const OTHER: &str = "0000";

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

#[tokio::test]
async fn somebody_invited_chooses_a_password_and_a_phone_and_signs_in() {
    each_database(|app| async move {
        let invitation = app.invite("Planerare@Osby.Example", &[(Role::Planner, Some(CODE))]).await;
        let offered = app.post("/api/v1/invitation", &json!({"invitation": invitation})).await;
        assert_eq!(offered.header("cache-control"), "no-store");
        let offered = offered.expect(200);
        assert_eq!(offered["login"], "planerare@osby.example");
        assert!(
            offered["totp_uri"]
                .as_str()
                .unwrap()
                .starts_with("otpauth://totp/Trygghetskartan:planerare%40osby.example?secret=")
        );
        let again = app.post("/api/v1/invitation", &json!({"invitation": invitation})).await.expect(200);
        assert_eq!(again["totp_secret"], offered["totp_secret"], "a page that is opened twice shows the same secret");

        let colleague = app.accept(&invitation, PASSWORD).await;
        assert_eq!(colleague.recovery_codes.len(), 10);
        let used = app.post("/api/v1/invitation", &json!({"invitation": invitation})).await;
        assert_eq!(used.problem(404)["code"], "invitation_over");

        let code = colleague.totp.code(app.clock.now());
        let same_code = app.sign_in(&colleague, PASSWORD, &code).await;
        assert_eq!(same_code.problem(401)["code"], "sign_in_refused", "the code was used to accept");
        app.clock.turn_by(SignedDuration::from_secs(30));
        let colleague = app.signed_in(colleague).await;
        let session = app.get_as(&colleague, "/api/v1/session").await.expect(200);
        assert_eq!(session["reader"], "planerare@osby.example");
        assert_eq!(session["ends_at"], "2026-11-21T00:00:30Z");
        assert_eq!(
            session["rights"],
            json!([{"municipality": CODE, "rights": ["read_exact", "plan", "keep_register"]}])
        );
        assert_eq!(session["roles"], json!([{"role": "planner", "municipality": CODE}]));
        assert_eq!(session["municipalities"], json!([{"code": CODE, "name": "Osby"}]));
        app.get_as(&colleague, "/api/v1/observations").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_from_other_sites() {
    let app = App::sqlite().await;
    let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    app.clock.turn_by(minutes(1));
    let answer = app.sign_in(&colleague, PASSWORD, &colleague.totp.code(app.clock.now())).await;
    for cookie in answer.headers.get_all("set-cookie") {
        let text = cookie.to_str().unwrap();
        assert!(text.contains("; HttpOnly; SameSite=Strict") && text.contains("; Path=/;"), "{text}");
    }
    let fresh = cookie(&answer, "tk-session").unwrap();
    assert_ne!(fresh, colleague.session, "signing in never takes over a session that was there");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_held_to_our_host_and_the_browser_to_tls() {
    let app = App::sqlite().await.over_tls();
    let colleague = app.accept(&app.invite("planner", &[(Role::Planner, Some(CODE))]).await, PASSWORD).await;
    app.clock.turn_by(minutes(1));
    let answer = app.sign_in(&colleague, PASSWORD, &colleague.totp.code(app.clock.now())).await;
    answer.expect(200);
    assert!(cookie(&answer, "__Host-tk-session").is_some() && cookie(&answer, "__Host-tk-device").is_some());
    for cookie in answer.headers.get_all("set-cookie") {
        assert!(cookie.to_str().unwrap().contains("; Secure"), "{cookie:?}");
    }
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    let plain = App::sqlite().await;
    assert_eq!(plain.get("/karta").await.header("strict-transport-security"), "");
}

#[tokio::test]
async fn a_session_ends_after_an_hour_of_nothing_after_half_a_day_and_when_it_is_ended() {
    each_database(|app| async move {
        let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
        for _ in 0..12 {
            app.clock.turn_by(minutes(55));
            app.get_as(&colleague, "/api/v1/session").await.expect(200);
        }
        app.clock.turn_by(minutes(59));
        app.get_as(&colleague, "/api/v1/session").await.expect(200);
        app.clock.turn_by(minutes(2));
        assert_eq!(app.get_as(&colleague, "/api/v1/session").await.problem(401)["code"], "not_admitted");

        let colleague = app.signed_in(colleague).await;
        app.clock.turn_by(minutes(61));
        app.get_as(&colleague, "/api/v1/session").await.problem(401);

        let first = app.signed_in(colleague).await;
        let stale = first.session.clone();
        app.clock.turn_by(minutes(1));
        let second = app.signed_in(first).await;
        let listed = app.get_as(&second, "/api/v1/sessions").await.expect(200);
        assert_eq!(listed.as_array().map(Vec::len), Some(2));
        assert_eq!(listed.as_array().unwrap().iter().filter(|one| one["is_this"] == true).count(), 1);
        let other = listed.as_array().unwrap().iter().find(|one| one["is_this"] == false).unwrap()["id"].clone();
        let path = format!("/api/v1/sessions/{}", other.as_str().unwrap());
        app.send_as(&second, Method::DELETE, &path, &Value::Null).await.expect(204);
        app.send_as(&second, Method::DELETE, &path, &Value::Null).await.problem(404);
        let first = Colleague { session: stale, ..second };
        app.get_as(&first, "/api/v1/session").await.problem(401);
        app.clock.turn_by(minutes(1));
        let last = app.signed_in(first).await;
        let out = app.send_as(&last, Method::DELETE, "/api/v1/session", &Value::Null).await;
        out.expect(204);
        assert!(out.header("set-cookie").contains("tk-session=; ") && out.header("set-cookie").contains("Max-Age=0"));
        app.get_as(&last, "/api/v1/session").await.problem(401);
    })
    .await;
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let app = App::sqlite().await;
    let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    app.clock.turn_by(minutes(1));
    let right = colleague.totp.code(app.clock.now());
    let mut answers = Vec::new();
    for (login, password, code) in [
        ("planner", "fel lösenord helt", right.as_str()),
        ("planner", PASSWORD, "000000"),
        ("nobody", PASSWORD, &right),
        ("planner", PASSWORD, ""),
        ("<script>", PASSWORD, &right),
    ] {
        let answer = app.post("/api/v1/sign-in", &json!({"login": login, "password": password, "code": code})).await;
        let mut problem = answer.problem(401);
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 0);
        problem.as_object_mut().unwrap().remove("request_id");
        answers.push(problem);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    // Somebody invited who has not chosen yet is nobody either.
    app.invite("new", &[(Role::Planner, Some(CODE))]).await;
    let early = app.post("/api/v1/sign-in", &json!({"login": "new", "password": "", "code": ""})).await;
    early.problem(401);
}

#[tokio::test]
async fn nobody_can_lock_somebody_out_where_they_have_signed_in_before() {
    each_database(|app| async move {
        let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
        app.clock.turn_by(minutes(1));
        let wrong = json!({"login": "planner", "password": "gissning nummer ett", "code": "123456"});
        for _ in 0..10 {
            app.post("/api/v1/sign-in", &wrong).await.problem(401);
        }
        let waits = app.post("/api/v1/sign-in", &wrong).await;
        assert_eq!(waits.problem(429)["code"], "too_many_attempts");
        assert_eq!(waits.header("retry-after"), "900");
        // From there also the right password waits, so that guessing tells nothing.
        let stranger = Colleague { device: String::new(), ..colleague };
        let code = stranger.totp.code(app.clock.now());
        app.sign_in(&stranger, PASSWORD, &code).await.problem(429);
        app.clock.turn_by(minutes(16));
        let back = app.signed_in(stranger).await;
        for _ in 0..11 {
            app.post("/api/v1/sign-in", &wrong).await;
        }
        app.clock.turn_by(minutes(1));
        let code = back.totp.code(app.clock.now());
        app.sign_in(&back, PASSWORD, &code).await.expect(200);
        // A mark of one login is none of another, and a made-up one is none at all.
        let forged = Colleague { device: "tk-device=abc.def".to_owned(), ..back };
        app.clock.turn_by(minutes(1));
        let code = forged.totp.code(app.clock.now());
        app.sign_in(&forged, PASSWORD, &code).await.problem(429);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_leads_to_a_new_phone() {
    each_database(|app| async move {
        let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
        let code = colleague.recovery_codes[3].to_uppercase().replace('-', " ");
        let answer = app.sign_in(&colleague, PASSWORD, &code).await;
        assert_eq!(answer.expect(200)["recovery_codes_left"], 9);
        app.sign_in(&colleague, PASSWORD, &code).await.problem(401);
        let colleague = Colleague { session: cookie(&answer, "tk-session").unwrap(), ..colleague };

        let renew = async |password: &str, code: &str| {
            let body = json!({"password": password, "code": code});
            app.send_as(&colleague, Method::POST, "/api/v1/account/renew", &body).await
        };
        // Neither the open session nor the password alone is enough, nor a code that was used.
        for (password, code) in [("inte det", colleague.recovery_codes[4].as_str()), (PASSWORD, ""), (PASSWORD, &code)]
        {
            assert_eq!(renew(password, code).await.problem(401)["code"], "sign_in_refused");
        }
        let renewed = renew(PASSWORD, &colleague.recovery_codes[4]).await;
        let invitation = renewed.expect(200)["invitation"].as_str().unwrap().to_owned();
        let old_phone = colleague.totp.clone();
        let chosen = app.accept(&invitation, "ett helt nytt lösen och mer").await;
        app.get_as(&colleague, "/api/v1/session").await.problem(401);
        app.clock.turn_by(minutes(1));
        app.sign_in(&chosen, PASSWORD, &chosen.totp.code(app.clock.now())).await.problem(401);
        app.sign_in(&chosen, "ett helt nytt lösen och mer", &old_phone.code(app.clock.now())).await.problem(401);
        app.sign_in(&chosen, "ett helt nytt lösen och mer", &chosen.totp.code(app.clock.now())).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_when_choosing_anew_are_counted_like_a_failed_sign_in() {
    let app = App::sqlite().await;
    let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    app.clock.turn_by(minutes(1));
    let renew = async |code: &str| {
        let body = json!({"password": PASSWORD, "code": code});
        app.send_as(&colleague, Method::POST, "/api/v1/account/renew", &body).await
    };
    for _ in 0..10 {
        renew("no code").await.problem(401);
    }
    assert_eq!(renew(&colleague.totp.code(app.clock.now())).await.problem(429)["code"], "too_many_attempts");
    // It is the count that stands before signing in.
    let elsewhere = Colleague { device: String::new(), ..colleague };
    let code = elsewhere.totp.code(app.clock.now());
    app.sign_in(&elsewhere, PASSWORD, &code).await.problem(429);
}

#[tokio::test]
async fn a_session_is_not_opened_with_a_password_that_was_changed_or_an_account_that_was_closed_meanwhile() {
    each_database(|app| async move {
        let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
        let login = Login::parse("planner").unwrap();
        let known = app.store().account(Which::Login(&login)).await.unwrap().unwrap();
        let open = async |nth: u8, password: &str| {
            let now = app.clock.now();
            let session = OpenSession { id: Uuid::new_v4(), account: known.account.id, made_at: now, used_at: now };
            app.store().open_session(&[nth; 32], &session, Some(password), now - minutes(60)).await.unwrap()
        };
        // Somebody was checked against this password; before their session is opened another is chosen.
        let checked = known.password.clone().unwrap();
        assert!(open(1, &checked).await, "until then it is good");
        let renewal = json!({"password": PASSWORD, "code": colleague.recovery_codes[0]});
        let renewed = app.send_as(&colleague, Method::POST, "/api/v1/account/renew", &renewal).await.expect(200);
        let chosen = app.accept(renewed["invitation"].as_str().unwrap(), PASSWORD).await;
        assert!(!open(2, &checked).await);
        assert_eq!(app.number("SELECT COUNT(*) FROM staff_session").await, 0, "the earlier ones ended with the change");

        app.clock.turn_by(minutes(1));
        app.signed_in(chosen).await;
        let known_now = app.store().account(Which::Login(&login)).await.unwrap().unwrap();
        let closed = Account { disabled: true, ..known_now.account.clone() };
        app.store().change_account(&closed).await.unwrap();
        assert!(!open(3, known_now.password.as_deref().unwrap()).await);
        assert_eq!(app.number("SELECT COUNT(*) FROM staff_session").await, 0);
    })
    .await;
}

#[tokio::test]
async fn signing_out_with_a_session_that_has_ended_clears_the_cookie_all_the_same() {
    let app = App::sqlite().await;
    let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    app.clock.turn_by(minutes(61));
    let nobody = Colleague { session: String::new(), ..app.hire("other", &[(Role::Planner, Some(CODE))]).await };
    for one in [&colleague, &colleague, &nobody] {
        let out = app.send_as(one, Method::DELETE, "/api/v1/session", &Value::Null).await;
        out.expect(204);
        assert!(out.header("set-cookie").contains("tk-session=; ") && out.header("set-cookie").contains("Max-Age=0"));
    }
    let foreign = [&*format!("cookie: {}", colleague.session), "sec-fetch-site: cross-site"];
    app.send(Method::DELETE, "/api/v1/session", &foreign, String::new()).await.problem(403);
}

#[tokio::test]
async fn a_weak_password_and_a_wrong_code_are_refused_with_words_and_the_invitation_stays() {
    let app = App::sqlite().await;
    let invitation = app.invite("planner", &[(Role::Planner, Some(CODE))]).await;
    let weak = json!({"invitation": invitation, "password": "Sommar2026!!", "code": "000000"});
    let flaws = app.post("/api/v1/invitation/accept", &weak).await.flaws();
    let flaws: Vec<(&str, &str)> = flaws.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect();
    assert_eq!(flaws, [("/code", "wrong_code"), ("/password", "password_common")]);
    app.accept(&invitation, PASSWORD).await;
    let invitation = app.invite("other", &[(Role::Planner, Some(CODE))]).await;
    app.clock.turn_by(SignedDuration::from_hours(7 * 24 + 1));
    assert_eq!(
        app.post("/api/v1/invitation", &json!({"invitation": invitation})).await.problem(404)["code"],
        "invitation_over"
    );
}

#[tokio::test]
async fn an_administrator_gives_roles_where_they_are_administrator_and_no_farther() {
    each_database(|app| async move {
        let admin = app.hire("admin", &[(Role::Admin, Some(CODE))]).await;
        let chief = app.hire("chief", &[(Role::Admin, None)]).await;
        let draft = |login: &str, role: &str, code: Value| json!({"login": login, "name": "En kollega", "roles": [{"role": role, "municipality": code}]});
        let post = async |who: &Colleague, body: Value| app.send_as(who, Method::POST, "/api/v1/accounts", &body).await;
        let flaws = post(&admin, draft("x1", "planner", Value::Null)).await.flaws();
        assert_eq!(flaws, [("/roles/0".to_owned(), "not_yours_to_give".to_owned())]);
        assert_eq!(post(&admin, draft("x2", "planner", json!("9999"))).await.flaws()[0].1, "unknown_municipality");
        assert_eq!(post(&admin, draft("x3", "king", json!(CODE))).await.flaws()[0].1, "unknown_role");
        assert_eq!(post(&admin, draft("två ord", "planner", json!(CODE))).await.flaws()[0].1, "login");
        let made = post(&admin, draft("planner", "planner", json!(CODE))).await.expect(201);
        assert_eq!(post(&admin, draft("Planner", "planner", json!(CODE))).await.flaws()[0].1, "login_taken");
        let planner = app.accept(made["invitation"].as_str().unwrap(), PASSWORD).await;
        app.clock.turn_by(minutes(1));
        let planner = app.signed_in(planner).await;

        // The local administrator neither sees nor takes over the one of the installation.
        let listed = app.get_as(&admin, "/api/v1/accounts").await.expect(200);
        let logins: Vec<&str> = listed.as_array().unwrap().iter().map(|one| one["login"].as_str().unwrap()).collect();
        assert_eq!(logins, ["admin", "planner"]);
        let all = app.get_as(&chief, "/api/v1/accounts").await.expect(200);
        let chiefs = all.as_array().unwrap().iter().find(|one| one["login"] == "chief").unwrap()["id"].clone();
        let over = format!("/api/v1/accounts/{}", chiefs.as_str().unwrap());
        app.send_as(&admin, Method::PATCH, &over, &json!({"disabled": true})).await.problem(403);
        app.send_as(&admin, Method::POST, &format!("{over}/invitation"), &json!({})).await.problem(403);
        let all_roles = json!({"roles": [{"role": "admin"}, {"role": "coordinator"}]});
        for change in [json!({"disabled": true}), all_roles, json!({"roles": []})] {
            assert_eq!(app.send_as(&chief, Method::PATCH, &over, &change).await.flaws()[0].1, "own_account");
        }
        let own = app.send_as(&chief, Method::POST, &format!("{over}/invitation"), &json!({})).await;
        assert_eq!(own.flaws()[0].1, "own_account");
        app.send_as(&chief, Method::PATCH, &over, &json!({"name": "Chefen"})).await.expect(200);

        // What is taken is taken at once; what was read before somebody else's change is not written over it.
        let path = format!("/api/v1/accounts/{}", made["account"]["id"].as_str().unwrap());
        app.get_as(&planner, "/api/v1/observations").await.expect(200);
        let roles = json!({"roles": [{"role": "auditor", "municipality": CODE}]});
        let changed = app.send_as(&admin, Method::PATCH, &path, &roles).await;
        let version = changed.expect(200)["version"].as_u64().unwrap();
        assert_eq!(changed.header("etag"), format!("\"{version}\""));
        assert_eq!(app.get_as(&planner, "/api/v1/observations").await.problem(403)["code"], "not_allowed");
        let cookie = format!("cookie: {}", admin.session);
        let old = format!("if-match: \"{}\"", version - 1);
        let headers = ["authorization: Session", &cookie, &old, "content-type: application/json"];
        let late = app.send(Method::PATCH, &path, &headers, json!({"disabled": true}).to_string()).await;
        assert_eq!(late.problem(412)["code"], "changed_since");
        app.send_as(&admin, Method::PATCH, &path, &json!({"disabled": true})).await.expect(200);
        app.get_as(&planner, "/api/v1/session").await.problem(401);
        app.clock.turn_by(minutes(1));
        app.sign_in(&planner, PASSWORD, &planner.totp.code(app.clock.now())).await.problem(401);
    })
    .await;
}

#[tokio::test]
async fn a_closed_account_keeps_no_invitation_and_gets_none() {
    each_database(|app| async move {
        let admin = app.hire("admin", &[(Role::Admin, Some(CODE))]).await;
        let invitation = app.invite("planner", &[(Role::Planner, Some(CODE))]).await;
        let listed = app.get_as(&admin, "/api/v1/accounts").await.expect(200);
        let planner = listed.as_array().unwrap().iter().find(|one| one["login"] == "planner").unwrap();
        let path = format!("/api/v1/accounts/{}", planner["id"].as_str().unwrap());
        for disabled in [true, false] {
            app.send_as(&admin, Method::PATCH, &path, &json!({"disabled": disabled})).await.expect(200);
        }
        app.post("/api/v1/invitation", &json!({"invitation": invitation})).await.problem(404);
        assert_eq!(app.number("SELECT COUNT(*) FROM invitation").await, 0);
        // And it gets none as long as it is closed.
        let again = async || app.send_as(&admin, Method::POST, &format!("{path}/invitation"), &json!({})).await;
        app.send_as(&admin, Method::PATCH, &path, &json!({"disabled": true})).await.expect(200);
        assert_eq!(again().await.flaws(), [(String::new(), "account_closed".to_owned())]);
        assert_eq!(app.number("SELECT COUNT(*) FROM invitation").await, 0);
        app.send_as(&admin, Method::PATCH, &path, &json!({"disabled": false})).await.expect(200);
        again().await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn an_auditor_of_any_municipality_walks_the_chain_and_one_of_none_does_not() {
    each_database(|app| async move {
        second_municipality(&app).await;
        // The other one comes first by its code.
        let auditor = app.hire("auditor", &[(Role::Auditor, Some(CODE))]).await;
        let walked = app.get_as(&auditor, "/api/v1/audit/chain").await.expect(200);
        assert!(walked["n_lines"].as_u64().unwrap() > 0, "{walked}");
        app.get_as(&auditor, "/api/v1/audit/chain?municipality=1273").await.expect(200);
        app.get_as(&auditor, "/api/v1/audit/chain?municipality=0000").await.problem(403);
        let planner = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
        app.get_as(&planner, "/api/v1/audit/chain").await.problem(403);
        let places = app.texts("SELECT DISTINCT municipality FROM audit WHERE what = 'audit_chain'").await;
        assert_eq!(places, [Some(CODE.to_owned())], "each in their own log");
    })
    .await;
}

pub(super) async fn second_municipality(app: &App) {
    let other = Municipality { code: OTHER.to_owned(), name: "Bortom".to_owned(), ..invented::municipality() };
    app.service.add_municipality(other).await.expect("a second municipality");
}

#[tokio::test]
async fn of_an_account_in_two_municipalities_each_administrator_changes_the_roles_of_their_own() {
    each_database(|app| async move {
        second_municipality(&app).await;
        let admin = app.hire("admin", &[(Role::Admin, Some(CODE))]).await;
        let shared = [(Role::Planner, Some(CODE)), (Role::Planner, Some(OTHER))];
        let planner = app.hire("planner", &shared).await;
        app.hire("stranger", &[(Role::Planner, Some(OTHER))]).await;
        let session = app.get_as(&planner, "/api/v1/session").await.expect(200);
        assert_eq!(session["municipalities"].as_array().map(Vec::len), Some(2));
        let listed = app.get_as(&admin, "/api/v1/accounts").await.expect(200);
        let listed = listed.as_array().unwrap();
        let seen: Vec<_> = listed.iter().map(|one| (one["login"].as_str().unwrap(), one["yours"] == true)).collect();
        assert_eq!(seen, [("admin", true), ("planner", false)]);
        let path = format!("/api/v1/accounts/{}", listed[1]["id"].as_str().unwrap());
        let patch = async |body: Value| app.send_as(&admin, Method::PATCH, &path, &body).await;
        for change in [json!({"disabled": true}), json!({"name": "En annan"})] {
            assert_eq!(patch(change).await.flaws(), [(String::new(), "not_yours_alone".to_owned())]);
        }
        let own = json!([{"role": "planner", "municipality": CODE}]);
        assert_eq!(patch(json!({"roles": own})).await.flaws()[0].1, "not_yours_to_give");
        app.send_as(&admin, Method::POST, &format!("{path}/invitation"), &json!({})).await.problem(403);
        app.get_as(&planner, "/api/v1/observations?municipality=1273").await.expect(200);
        patch(json!({"roles": [{"role": "planner", "municipality": OTHER}]})).await.expect(200);
        app.get_as(&planner, "/api/v1/observations?municipality=1273").await.problem(403);
        app.get_as(&planner, &format!("/api/v1/observations?municipality={OTHER}")).await.expect(200);
        // Nothing of it is left here, and it is out of sight.
        patch(json!({"roles": []})).await.problem(403);
    })
    .await;
}

#[tokio::test]
async fn the_auditor_of_a_municipality_reads_who_signed_in_there_and_who_was_refused() {
    each_database(|app| async move {
        second_municipality(&app).await;
        let auditor = app.hire("auditor", &[(Role::Auditor, Some(OTHER))]).await;
        let planner = app.hire("planner", &[(Role::Planner, Some(OTHER)), (Role::Planner, Some(CODE))]).await;
        app.hire("stranger", &[(Role::Planner, Some(CODE))]).await;
        app.sign_in(&planner, "fel lösenord helt", "000000").await.problem(401);
        let mut often = tokio::time::interval(std::time::Duration::from_millis(20));
        while app.number("SELECT COUNT(*) FROM audit WHERE act = 'refused'").await < 2 {
            often.tick().await;
        }
        let path = format!("/api/v1/audit?municipality={OTHER}&who=planner");
        let lines = app.get_as(&auditor, &path).await.expect(200);
        let lines = lines.as_array().expect("lines");
        let mut acts: Vec<_> =
            lines.iter().map(|line| (line["act"].as_str().unwrap(), line["what"].as_str().unwrap())).collect();
        acts.sort_unstable();
        assert_eq!(acts, [("refused", "session"), ("sign_in", "password"), ("sign_in", "session")]);
        let all = app.get_as(&auditor, &format!("/api/v1/audit?municipality={OTHER}")).await.text();
        assert!(!all.contains("stranger"), "who works elsewhere alone is not in it");
        assert!(app.service.verify_audit().await.unwrap().is_ok(), "the chain is whole");
    })
    .await;
}

#[tokio::test]
async fn signing_in_does_the_same_work_whether_or_not_there_is_such_an_account() {
    let app = App::osby(Engine::Postgres).await;
    let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    app.clock.turn_by(minutes(1));
    // The database's own log lines, one for each question it is asked until the answer is there; the line of the log is
    // written, and changes are looked for, beside it.
    let beside =
        |line: &str| ["audit", "change_counter", "FROM report", "=\"COMMIT"].iter().any(|what| line.contains(what));
    let is_asked = |line: &str| line.contains("sqlx::query") && !beside(line);
    let questions = async |login: &str, password: &str, code: &str| {
        let body = json!({"login": login, "password": password, "code": code});
        let mut least = usize::MAX;
        // What goes on beside (looking for changes, the log of an earlier try) is not in each of five.
        for _ in 0..5 {
            let log = capture_log();
            app.post("/api/v1/sign-in", &body).await.problem(401);
            least = least.min(log.text().lines().filter(|line| is_asked(line)).count());
        }
        least
    };
    let wrong = "fel lösenord helt";
    let unknown = questions("nobody", wrong, "123456").await;
    assert!(unknown > 0, "questions are counted");
    assert_eq!(questions("planner", wrong, &colleague.totp.code(app.clock.now())).await, unknown);
    assert_eq!(questions("planner", PASSWORD, "000000").await, unknown, "nor whether the password was right");
}

#[tokio::test]
async fn no_secret_is_kept_as_it_was_given() {
    let app = App::sqlite().await;
    let colleague = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    let session = colleague.session.split_once('=').unwrap().1;
    let dump = app.everything_stored().await;
    for secret in [PASSWORD, session, &colleague.recovery_codes[0], &colleague.recovery_codes[0].replace('-', "")] {
        assert!(!contains(&dump, secret.as_bytes()), "{secret} is in the database");
    }
    assert!(contains(&dump, b"planner"));
}

fn contains(dump: &[u8], text: &[u8]) -> bool {
    dump.windows(text.len()).any(|window| window == text)
}
