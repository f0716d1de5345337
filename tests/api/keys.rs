//! Keys for programs: what they open, until when, and that they end with their maker.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use super::accounts::{CODE, OTHER, second_municipality};
use crate::support::each_database;

#[tokio::test]
async fn a_key_opens_what_it_was_made_for_until_its_day() {
    each_database(|app| async move {
        let admin = app.hire("admin", &[(Role::Admin, Some(CODE)), (Role::Planner, Some(CODE))]).await;
        let post = async |body: Value| app.send_as(&admin, Method::POST, "/api/v1/keys", &body).await;
        let too_much = json!({"name": "", "rights": ["administer"], "days": 4000});
        let flaws = post(too_much).await.flaws();
        let codes: Vec<&str> = flaws.iter().map(|(_, code)| code.as_str()).collect();
        assert_eq!(codes, ["days", "municipality", "name", "rights"]);
        assert_eq!(post(json!({"name": "x", "rights": ["all"], "days": 1})).await.flaws()[0].1, "unknown_right");
        for name in ["två\nrader", "en\tlist", "\u{1b}[31m", "y\u{85}x", "a\u{0}"] {
            let draft = json!({"name": name, "municipality": CODE, "rights": ["read_exact"], "days": 1});
            assert_eq!(post(draft).await.flaws(), [("/name".to_owned(), "name".to_owned())], "{name:?}");
        }
        let whose =
            json!({"name": "Kartan hos 070-174 06 05", "municipality": CODE, "rights": ["read_exact"], "days": 1});
        assert_eq!(post(whose).await.flaws(), [("/name".to_owned(), "personal_data".to_owned())]);

        let made =
            post(json!({"name": "Kartan på intranätet", "municipality": CODE, "rights": ["read_exact"], "days": 30}))
                .await
                .expect(201);
        let bearer = format!("authorization: Bearer {}", made["secret"].as_str().unwrap());
        let get = async |path: &str| app.send(Method::GET, path, &[&bearer], "").await;
        get("/api/v1/observations").await.expect(200);
        assert_eq!(get("/api/v1/check-sites").await.problem(403)["code"], "not_allowed");
        assert_eq!(get("/api/v1/accounts").await.problem(403)["code"], "not_allowed");
        let session = get("/api/v1/session").await.expect(200);
        assert_eq!(session["rights"], json!([{"municipality": CODE, "rights": ["read_exact"]}]));
        let listed = app.get_as(&admin, "/api/v1/keys").await.expect(200);
        assert_eq!((&listed[0]["name"], &listed[0]["secret"]), (&json!("Kartan på intranätet"), &Value::Null));

        app.clock.turn_by(SignedDuration::from_hours(30 * 24));
        get("/api/v1/observations").await.problem(401);
        app.clock.turn_by(SignedDuration::from_hours(-24));
        get("/api/v1/observations").await.expect(200);
        let admin = app.signed_in(admin).await;
        let path = format!("/api/v1/keys/{}", made["id"].as_str().unwrap());
        app.send_as(&admin, Method::DELETE, &path, &Value::Null).await.expect(204);
        app.send_as(&admin, Method::DELETE, &path, &Value::Null).await.problem(404);
        get("/api/v1/observations").await.problem(401);
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_when_its_maker_could_no_longer_make_it() {
    each_database(|app| async move {
        second_municipality(&app).await;
        let chief = app.hire("chief", &[(Role::Admin, None), (Role::Planner, None)]).await;
        let both = [CODE, OTHER].map(|code| [(Role::Admin, Some(code)), (Role::Planner, Some(code))]).concat();
        let admin = app.hire("admin", &both).await;
        let mut keys = Vec::new();
        for (who, code) in [(&admin, CODE), (&admin, OTHER), (&chief, CODE)] {
            let draft = json!({"name": "Lager", "municipality": code, "rights": ["read_exact"], "days": 30});
            keys.push(app.send_as(who, Method::POST, "/api/v1/keys", &draft).await.expect(201));
        }
        let opens = async || {
            let mut all = Vec::new();
            for (key, code) in keys.iter().zip([CODE, OTHER, CODE]) {
                let bearer = format!("authorization: Bearer {}", key["secret"].as_str().unwrap());
                let path = format!("/api/v1/observations?municipality={code}");
                all.push(app.send(Method::GET, &path, &[&bearer], "").await.status.as_u16());
            }
            all
        };
        assert_eq!(opens().await, [200, 200, 200]);
        let all = app.get_as(&chief, "/api/v1/accounts").await.expect(200);
        let id = all.as_array().unwrap().iter().find(|one| one["login"] == "admin").unwrap()["id"].clone();
        let path = format!("/api/v1/accounts/{}", id.as_str().unwrap());
        let there =
            [json!({"role": "admin", "municipality": OTHER}), json!({"role": "planner", "municipality": OTHER})];
        // An administrator there still, who may not read exact places any more: nor may the key.
        let here = json!({"role": "admin", "municipality": CODE});
        let roles = json!({"roles": [here, there[0], there[1]]});
        app.send_as(&chief, Method::PATCH, &path, &roles).await.expect(200);
        assert_eq!(opens().await, [401, 200, 200]);
        let only_there = json!({"roles": there});
        app.send_as(&chief, Method::PATCH, &path, &only_there).await.expect(200);
        assert_eq!(opens().await, [401, 200, 200]);
        assert_eq!(app.number("SELECT COUNT(*) FROM api_token").await, 2);
        app.send_as(&chief, Method::PATCH, &path, &json!({"disabled": true})).await.expect(200);
        assert_eq!(opens().await, [401, 401, 200]);
        // Open again, it has no old keys.
        app.send_as(&chief, Method::PATCH, &path, &json!({"disabled": false})).await.expect(200);
        assert_eq!(opens().await, [401, 401, 200]);
        let lines = "SELECT municipality FROM audit WHERE parameters LIKE '%end_with_maker%' ORDER BY seq";
        assert_eq!(app.texts(lines).await, [Some(CODE.to_owned()), Some(OTHER.to_owned())]);
        // What changes roles by another way than this page leaves no key open either.
        app.execute("DELETE FROM account_role WHERE account = (SELECT id FROM account WHERE login = 'chief')").await;
        assert_eq!(opens().await, [401, 401, 401]);
    })
    .await;
}

#[tokio::test]
async fn a_key_opens_nothing_its_maker_may_not_do_and_the_log_says_whose_it_is() {
    each_database(|app| async move {
        second_municipality(&app).await;
        let roles = [(Role::Admin, Some(CODE)), (Role::Planner, Some(CODE)), (Role::Admin, Some(OTHER))];
        let admin = app.hire("admin@kommunen.example", &roles).await;
        let draft =
            |code: &str, rights: &[&str]| json!({"name": "Lager", "municipality": code, "rights": rights, "days": 30});
        let post = async |body: Value| app.send_as(&admin, Method::POST, "/api/v1/keys", &body).await;
        for (code, rights, lacking) in [
            (CODE, &["read_exact", "moderate", "audit"][..], "moderate, audit"),
            // A planner elsewhere is none here.
            (OTHER, &["read_exact"], "read_exact"),
        ] {
            let refused = post(draft(code, rights)).await;
            assert_eq!(refused.flaws(), [("/rights".to_owned(), "rights_not_yours".to_owned())]);
            assert!(refused.text().contains(&format!("You may not: {lacking}.")), "{}", refused.text());
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM api_token").await, 0);

        let made = post(draft(CODE, &["read_exact", "plan"])).await.expect(201);
        let bearer = format!("authorization: Bearer {}", made["secret"].as_str().unwrap());
        app.send(Method::GET, "/api/v1/observations?municipality=1273", &[&bearer], "").await.expect(200);
        let id = made["id"].as_str().unwrap();
        let auditor = app.hire("auditor", &[(Role::Auditor, Some(CODE))]).await;
        let path = "/api/v1/audit?municipality=1273&who=admin@kommunen.example";
        let lines = app.get_as(&auditor, path).await.expect(200);
        let lines = lines.as_array().unwrap();
        let whose = format!("key:{id}:admin@kommunen.example");
        assert_eq!((&lines[0]["who"], &lines[0]["what"]), (&json!(whose), &json!("observations")));
        assert_eq!((&lines[1]["who"], &lines[1]["what"]), (&json!("admin@kommunen.example"), &json!("key")));
        let about: Value = serde_json::from_str(lines[1]["parameters"].as_str().unwrap()).unwrap();
        assert_eq!(about, json!({"id": id, "do": "make", "name": "Lager", "rights": ["read_exact", "plan"]}));
        // What only ends alike is somebody else's.
        let others = app.get_as(&auditor, "/api/v1/audit?municipality=1273&who=min@kommunen.example").await.expect(200);
        assert_eq!(others, json!([]));
    })
    .await;
}
