//! Every route against every role, as docs/roles.md says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::http::who_may;
use trygghetskarta::staff::Role;

use crate::support::{App, Colleague};

const CODE: &str = "1273";

/// The table of docs/roles.md, written by hand: route → who may.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/roles.md");
    let text = std::fs::read_to_string(file).expect("docs/roles.md");
    let mut routes = BTreeMap::new();
    let is_route = |line: &&str| line.starts_with("| `") && line.contains(" /");
    for line in text.lines().filter(is_route) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let route = cells[0].trim_matches('`').to_owned();
        let names = ["anyone", "moderator", "planner", "police", "coordinator", "auditor", "admin"];
        assert_eq!(cells.len(), names.len() + 1, "{line}");
        let may = names.iter().zip(&cells[1..]).filter(|(_, cell)| **cell == "●").map(|(name, _)| (*name).to_owned());
        assert!(routes.insert(route, may.collect()).is_none(), "twice: {line}");
    }
    routes
}

/// An address of the route that leads nowhere in particular.
fn address(path: &str) -> String {
    path.replace("{id}", &nil())
        .replace("{remedy_id}", &nil())
        .replace("{seen}", &nil())
        .replace("{number}", "7")
        .replace("{z}", "9")
        .replace("{x}", "275")
        .replace("{y}", "158")
        .replace("{file}", "manifest.webmanifest")
}

fn nil() -> String {
    uuid::Uuid::nil().to_string()
}

/// Every route: those of the API as they describe themselves, and the pages.
async fn routes(app: &App) -> Vec<(Method, String)> {
    let document = app.get("/api/v1/openapi.json").await.expect(200);
    let items = document["paths"].as_object().expect("paths");
    let mut routes = Vec::new();
    for (path, item) in items {
        for method in item.as_object().expect("methods").keys() {
            routes.push((method.to_uppercase().parse().expect("a method"), path.clone()));
        }
    }
    let is_described = |path: &str| ["/api/", "/tiles/", "/health/"].iter().any(|part| path.starts_with(part));
    let pages = who_may().filter(|(_, path, _)| !is_described(path) || *path == "/api/v1/openapi.json");
    routes.extend(pages.map(|(method, path, _)| (method.parse().expect("a method"), path.to_owned())));
    routes
}

#[tokio::test]
async fn every_route_opens_for_those_the_table_names_and_for_nobody_else() {
    let app = App::sqlite().await;
    let mut staff = Vec::new();
    for role in Role::ALL {
        staff.push((role.as_str(), app.hire(role.as_str(), &[(role, Some(CODE))]).await));
    }
    let documented = documented();
    let mut seen = BTreeSet::new();
    for (method, path) in routes(&app).await {
        let route = format!("{method} {path}");
        let expected = documented.get(&route).unwrap_or_else(|| panic!("{route} is not in docs/roles.md"));
        seen.insert(route.clone());
        // Whoever ends their sessions would have none for the routes that follow.
        // An answer that goes on is asked in desk.rs.
        let ends_sessions = route == "DELETE /api/v1/sessions" || route == "DELETE /api/v1/session";
        if ends_sessions || route == "GET /api/v1/desk/events" {
            continue;
        }
        let anybody = app.send(method.clone(), &address(&path), &["content-type: application/json"], "{}").await;
        let open = !is_refusal(&anybody.status, &anybody.body);
        assert_eq!(open, expected.contains("anyone"), "{route} for anybody: {}", anybody.text());
        for (role, colleague) in &staff {
            let answer = app.send_as(colleague, method.clone(), &address(&path), &json!({})).await;
            let open = !is_refusal(&answer.status, &answer.body);
            assert_eq!(open, expected.contains(*role), "{route} for {role}: {} {}", answer.status, answer.text());
        }
    }
    let written: BTreeSet<String> = documented.into_keys().collect();
    assert_eq!(seen, written, "docs/roles.md has routes that are gone");
    let ruled: BTreeSet<String> = who_may().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(ruled, written, "a rule without a route");
}

#[tokio::test]
async fn every_page_with_a_rule_is_there_in_both_languages_and_no_other_is() {
    let app = App::sqlite().await;
    for (_, path, _) in who_may().filter(|(_, path, _)| !path.contains(['{', '.']) && !path.contains("/api/")) {
        if path.starts_with("/health/") {
            continue;
        }
        for address in [path.to_owned(), format!("/en{path}")] {
            assert_eq!(app.get(&address).await.status, 200, "{address}");
        }
    }
    app.get("/en/ny").await.problem(404);
    app.send(Method::POST, "/ny", &[], "").await.problem(404);
    app.send(Method::POST, "/karta", &[], "").await.problem(405);
}

#[tokio::test]
async fn what_staff_are_answered_no_cache_gives_to_anybody_else() {
    let app = App::sqlite().await;
    let everything: Vec<_> = Role::ALL.into_iter().map(|role| (role, Some(CODE))).collect();
    let colleague = app.hire("everything", &everything).await;
    let is_for_all: BTreeSet<String> = who_may()
        .filter(|(_, _, who)| who.starts_with("anyone"))
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let mut opened = BTreeSet::new();
    for (method, path) in routes(&app).await {
        let route = format!("{method} {path}");
        // Whoever ends their sessions would have none for the routes that follow; desk.rs asks for the answer that goes
        // on.
        let apart = route.starts_with("DELETE /api/v1/session") || route == "GET /api/v1/desk/events";
        if is_for_all.contains(&route) || apart {
            continue;
        }
        let answer = app.send_as(&colleague, method, &address(&path), &json!({})).await;
        let said = answer.header("cache-control");
        let only_with_its_tag = said == "private, no-cache" && !answer.header("etag").is_empty();
        assert!(
            only_with_its_tag || said.split(", ").any(|word| word == "no-store"),
            "{route}: {} {said:?}",
            answer.status
        );
        if answer.status.is_success() {
            opened.insert(path);
        }
    }
    for list in ["check-sites", "checks", "walks", "deeds", "plans", "profile", "remedies", "unit-prices", "desk"] {
        assert!(opened.contains(&format!("/api/v1/{list}")), "{list} was not answered: {opened:?}");
    }
    // What has a tag is asked for anew by the browser that has it; what everybody may see, anybody may keep.
    for (path, layer, keeping) in [
        ("/api/v1/heat", "staff", "private, no-cache"),
        ("/api/v1/heat", "public", "private, no-cache"),
        ("/tiles/heat/10/551/317.mvt", "staff", "private, no-cache"),
    ] {
        let answer = app.get_as(&colleague, &format!("{path}?layer={layer}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, keeping), "{path} {layer}");
        assert!(!answer.header("etag").is_empty(), "{path} {layer}");
    }
    assert_eq!(app.get("/api/v1/heat").await.header("cache-control"), "public, no-cache");
    for path in ["/api/v1/follow-up", "/api/v1/follow-up/extract", "/api/v1/sign-in"] {
        assert_eq!(app.get(path).await.header("cache-control"), "no-store", "{path}");
    }
}

/// Turned away at the door; what is refused behind it (a body that means nothing) got in.
fn is_refusal(status: &axum::http::StatusCode, body: &[u8]) -> bool {
    let code = serde_json::from_slice::<Value>(body).ok().map(|body| body["code"].clone());
    let at_the_door = ["staff_only", "not_allowed", "not_admitted", "foreign_page"];
    matches!(status.as_u16(), 401 | 403)
        && code.as_ref().and_then(Value::as_str).is_some_and(|code| at_the_door.contains(&code))
}

#[tokio::test]
async fn what_everybody_may_ask_is_exact_for_those_with_the_right_alone() {
    let app = App::sqlite().await;
    let (planner, admin) = (
        app.hire("planner", &[(Role::Planner, Some(CODE))]).await,
        app.hire("admin", &[(Role::Admin, Some(CODE))]).await,
    );
    for path in ["/api/v1/heat", "/api/v1/rates", "/api/v1/density"] {
        let exact = format!("{path}?layer=staff");
        assert_eq!(app.get_as(&admin, &exact).await.problem(403)["code"], "staff_only", "{path}");
        let answer = app.get_as(&planner, &exact).await;
        assert!([200, 202].contains(&answer.status.as_u16()), "{path}: {}", answer.text());
        let open = app.get_as(&admin, path).await;
        assert_eq!(open.status, 200, "{path}: {}", open.text());
        assert_eq!(open.json(), app.get(path).await.json(), "what an administrator sees is what everybody sees");
    }
}

#[tokio::test]
async fn a_role_in_one_municipality_opens_nothing_in_another() {
    let app = App::sqlite().await;
    let mut other = trygghetskarta::town::invented::municipality();
    other.code = "0000".to_owned();
    app.service.add_municipality(other).await.expect("a second municipality");
    let mut staff = Vec::new();
    for role in Role::ALL {
        staff.push(app.hire(role.as_str(), &[(role, Some(CODE))]).await);
    }
    let reading: Vec<String> = routes(&app)
        .await
        .into_iter()
        .filter(|(method, path)| *method == Method::GET && needs_a_municipality(path))
        .map(|(_, path)| address(&path))
        .collect();
    assert!(reading.len() > 15, "{reading:?}");
    for path in &reading {
        for colleague in &staff {
            let answer = app.get_as(colleague, &format!("{path}?municipality=0000")).await;
            assert!(
                !answer.status.is_success() && answer.status != 404,
                "{path} for {}: {}",
                colleague.login,
                answer.text()
            );
        }
    }
    // Also where the body names the municipality.
    let (planner, police) = (&staff[1], &staff[2]);
    let lighting = json!({"municipality": "0000"});
    let refused = app.send_as(planner, Method::POST, "/api/v1/plans/lighting", &lighting).await;
    assert_eq!(refused.problem(403)["code"], "not_allowed");
    let checks = json!({"municipality": "0000", "month": "2026-12", "quota": 15});
    let refused = app.send_as(police, Method::POST, "/api/v1/plans/checks", &checks).await;
    assert_eq!(refused.problem(403)["code"], "not_allowed");
    let remedy = json!({"kind": "lamp_repair"});
    let refused = app.send_as(planner, Method::POST, "/api/v1/remedies?municipality=0000", &remedy).await;
    assert_eq!(refused.problem(403)["code"], "not_allowed");
}

/// Routes that read exact data of one municipality, by the rule they have.
fn needs_a_municipality(path: &str) -> bool {
    let exact = ["read_exact", "plan", "plan_checks", "moderate", "retain", "audit"];
    who_may().any(|(method, own, who)| method == "GET" && own == path && exact.contains(&who.as_str()))
}

#[tokio::test]
async fn plans_of_checks_are_for_those_who_check() {
    let app = App::sqlite().await;
    let police = app.hire("police", &[(Role::Police, Some(CODE))]).await;
    let planner = app.hire("planner", &[(Role::Planner, Some(CODE))]).await;
    let plan = json!({"kind": "checks", "period": "2026-12", "title": "December", "state": "draft", "question": {}, "answer": {}});
    let refused = app.send_as(&planner, Method::POST, "/api/v1/plans", &plan).await;
    assert_eq!(refused.problem(403)["code"], "not_allowed");
    let kept = app.send_as(&police, Method::POST, "/api/v1/plans", &plan).await.expect(201);
    let path = format!("/api/v1/plans/{}", kept["id"].as_str().expect("an id"));
    app.get_as(&police, &path).await.expect(200);
    assert_eq!(app.get_as(&planner, &path).await.problem(403)["code"], "not_allowed");
    assert_eq!(app.get_as(&planner, "/api/v1/plans").await.expect(200), json!([]));
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(app.send_as(&planner, method, &path, &plan).await.problem(403)["code"], "not_allowed");
    }
    assert_eq!(app.get_as(&police, "/api/v1/plans?kind=checks").await.expect(200).as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn another_sites_page_can_do_nothing_with_the_browsers_cookie() {
    let app = App::sqlite().await;
    let coordinator: Colleague = app.hire("coordinator", &[(Role::Coordinator, Some(CODE))]).await;
    let cookie = format!("cookie: {}", coordinator.session);
    // The cookie alone says nothing: a form or a link on another site cannot send the header.
    for (method, path) in [(Method::GET, "/api/v1/observations"), (Method::POST, "/api/v1/pledges")] {
        let sent = app.send(method, path, &[&cookie], "{}").await;
        assert_eq!(sent.problem(403)["code"], "staff_only");
    }
    // And a browser that says where a request comes from is believed.
    for said in ["sec-fetch-site: cross-site", "sec-fetch-site: same-site", "origin: https://evil.example"] {
        let headers = ["authorization: Session", &cookie, "host: trygghet.example", said];
        let sent = app.send(Method::POST, "/api/v1/pledges", &headers, "{}").await;
        assert_eq!(sent.problem(403)["code"], "foreign_page", "{said}");
        let sign_in = app.send(Method::POST, "/api/v1/sign-in", &headers, "{}").await;
        assert_eq!(sign_in.problem(403)["code"], "foreign_page", "{said}");
    }
    let own = ["authorization: Session", &cookie, "host: trygghet.example", "origin: https://trygghet.example"];
    assert_eq!(app.send(Method::POST, "/api/v1/pledges", &own, "{}").await.status, 422);
}
