//! Who may use which route. A route that is not here is open to nobody, and keeps the program from starting.

use axum::Router;
use axum::routing::MethodRouter;
use utoipa::openapi::OpenApi;

use super::App;
use crate::staff::Right;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anyone,
    /// Anybody, but from our own pages only: where somebody signs in.
    OwnPages,
    /// Anybody; who has the right sees more.
    More(Right),
    /// Whoever is signed in, with whatever role.
    SignedIn,
    Holder(Right),
}

use Right::{Administer, Audit, KeepPromises, KeepRegister, Moderate, Plan, PlanChecks, ReadExact, Retain};
use Who::{Anyone, Holder, More, OwnPages, SignedIn};

/// What is named when no route is: a file of the web, or nothing.
pub(super) const A_FILE: &str = "/{file}";

/// Every route in the order of `http/mod.rs` and `http/pages`. HEAD is as GET, an English page as the Swedish one.
/// Docs: `docs/roles.md`, held by a test.
const RULES: &[(&str, &str, Who)] = &[
    ("POST", "/api/v1/reports", Anyone),
    ("POST", "/api/v1/reports/check", Anyone),
    ("GET", "/api/v1/challenge", Anyone),
    ("GET", "/api/v1/follow-up", Anyone),
    ("POST", "/api/v1/follow-up", Anyone),
    ("DELETE", "/api/v1/follow-up", Anyone),
    ("GET", "/api/v1/follow-up/extract", Anyone),
    ("GET", "/api/v1/follow-up/photos", Anyone),
    ("POST", "/api/v1/follow-up/photos", Anyone),
    ("GET", "/api/v1/follow-up/photos/{id}", Anyone),
    ("DELETE", "/api/v1/follow-up/photos/{id}", Anyone),
    ("GET", "/api/v1/photos", Holder(Moderate)),
    ("PUT", "/api/v1/photos/{id}", Holder(Moderate)),
    ("GET", "/api/v1/photos/{id}/picture", Holder(Moderate)),
    ("GET", "/api/v1/photos/{id}/thumbnail", Holder(Moderate)),
    ("GET", "/api/v1/town", Anyone),
    ("GET", "/api/v1/catalogue", Anyone),
    ("GET", "/api/v1/places", Anyone),
    ("GET", "/api/v1/heat", More(ReadExact)),
    ("GET", "/api/v1/rates", More(ReadExact)),
    ("GET", "/api/v1/profile", Holder(ReadExact)),
    ("GET", "/api/v1/observations", Holder(ReadExact)),
    ("GET", "/api/v1/alarms", Holder(ReadExact)),
    ("GET", "/api/v1/areas", Holder(ReadExact)),
    ("GET", "/api/v1/backtest", Holder(ReadExact)),
    ("GET", "/api/v1/density", More(ReadExact)),
    ("GET", "/api/v1/gi-star", Holder(ReadExact)),
    ("GET", "/api/v1/hotspots", Holder(ReadExact)),
    ("DELETE", "/api/v1/analyses/{id}", Holder(ReadExact)),
    ("GET", "/api/v1/effects/{remedy_id}", Holder(ReadExact)),
    ("GET", "/api/v1/plans", Holder(Plan)),
    ("POST", "/api/v1/plans", Holder(Plan)),
    ("GET", "/api/v1/plans/{id}", Holder(Plan)),
    ("PUT", "/api/v1/plans/{id}", Holder(Plan)),
    ("DELETE", "/api/v1/plans/{id}", Holder(Plan)),
    ("POST", "/api/v1/plans/lighting", Holder(Plan)),
    ("GET", "/api/v1/unit-prices", Holder(Plan)),
    ("PUT", "/api/v1/unit-prices", Holder(Plan)),
    ("GET", "/api/v1/promises", Anyone),
    ("GET", "/api/v1/promises/words", Anyone),
    ("GET", "/api/v1/pledges", Anyone),
    ("POST", "/api/v1/pledges", Holder(KeepPromises)),
    ("PATCH", "/api/v1/pledges/{id}", Holder(KeepPromises)),
    ("GET", "/api/v1/deeds", Holder(ReadExact)),
    ("POST", "/api/v1/deeds", Holder(KeepPromises)),
    ("DELETE", "/api/v1/deeds/{id}", Holder(KeepPromises)),
    ("GET", "/api/v1/remedies", Holder(ReadExact)),
    ("POST", "/api/v1/remedies", Holder(KeepRegister)),
    ("GET", "/api/v1/remedies/{id}", Holder(ReadExact)),
    ("PATCH", "/api/v1/remedies/{id}", Holder(KeepRegister)),
    ("DELETE", "/api/v1/remedies/{id}", Holder(KeepRegister)),
    ("POST", "/api/v1/plans/walks", Holder(Plan)),
    ("GET", "/api/v1/walks", Holder(Plan)),
    ("POST", "/api/v1/walks", Holder(Plan)),
    ("GET", "/api/v1/walks/{id}", Holder(Plan)),
    ("POST", "/api/v1/walks/{id}/steps", Holder(Plan)),
    ("PUT", "/api/v1/walks/{id}/seen/{seen}", Holder(Plan)),
    ("POST", "/api/v1/walks/{id}/seen/{seen}/report", Holder(Plan)),
    ("POST", "/api/v1/walks/{id}/seen/{seen}/remedy", Holder(Plan)),
    ("POST", "/api/v1/plans/checks", Holder(PlanChecks)),
    ("GET", "/api/v1/check-sites", Holder(PlanChecks)),
    ("PUT", "/api/v1/check-sites/{id}", Holder(PlanChecks)),
    ("DELETE", "/api/v1/check-sites/{id}", Holder(PlanChecks)),
    ("GET", "/api/v1/checks", Holder(PlanChecks)),
    ("POST", "/api/v1/checks", Holder(PlanChecks)),
    ("DELETE", "/api/v1/checks/{id}", Holder(PlanChecks)),
    ("GET", "/api/v1/sign-in", Anyone),
    ("POST", "/api/v1/sign-in", OwnPages),
    ("GET", "/api/v1/sign-in/oidc", Anyone),
    ("GET", "/api/v1/sign-in/oidc/back", Anyone),
    ("POST", "/api/v1/invitation", OwnPages),
    ("POST", "/api/v1/invitation/accept", OwnPages),
    ("GET", "/api/v1/session", SignedIn),
    ("DELETE", "/api/v1/session", OwnPages),
    ("GET", "/api/v1/sessions", SignedIn),
    ("DELETE", "/api/v1/sessions", SignedIn),
    ("DELETE", "/api/v1/sessions/{id}", SignedIn),
    ("POST", "/api/v1/account/renew", SignedIn),
    ("GET", "/api/v1/accounts", Holder(Administer)),
    ("POST", "/api/v1/accounts", Holder(Administer)),
    ("PATCH", "/api/v1/accounts/{id}", Holder(Administer)),
    ("POST", "/api/v1/accounts/{id}/invitation", Holder(Administer)),
    ("GET", "/api/v1/keys", Holder(Administer)),
    ("POST", "/api/v1/keys", Holder(Administer)),
    ("DELETE", "/api/v1/keys/{id}", Holder(Administer)),
    ("GET", "/api/v1/audit", Holder(Audit)),
    ("GET", "/api/v1/audit/chain", Holder(Audit)),
    ("GET", "/api/v1/desk", Holder(Moderate)),
    ("GET", "/api/v1/desk/events", Holder(Moderate)),
    ("POST", "/api/v1/desk/reports", Holder(Moderate)),
    ("GET", "/api/v1/desk/{number}", Holder(Moderate)),
    ("PATCH", "/api/v1/desk/{number}", Holder(Moderate)),
    ("POST", "/api/v1/desk/{number}/redaction", Holder(Moderate)),
    ("GET", "/api/v1/retention/rules", Holder(Retain)),
    ("POST", "/api/v1/retention/rules", Holder(Retain)),
    ("PATCH", "/api/v1/retention/rules/{id}", Holder(Retain)),
    ("GET", "/api/v1/retention/rules/{id}/dry-run", Holder(Retain)),
    ("POST", "/api/v1/retention/rules/{id}/runs", Holder(Retain)),
    ("GET", "/api/v1/retention/protocols", Holder(Retain)),
    ("GET", "/api/v1/holds", Holder(Retain)),
    ("POST", "/api/v1/holds", Holder(Retain)),
    ("DELETE", "/api/v1/holds/{id}", Holder(Retain)),
    ("GET", "/api/v1/disclosures", Holder(Retain)),
    ("POST", "/api/v1/disclosures", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}", Holder(Retain)),
    ("PATCH", "/api/v1/disclosures/{id}", Holder(Retain)),
    ("POST", "/api/v1/disclosures/{id}/find", Holder(Retain)),
    ("POST", "/api/v1/disclosures/{id}/reports", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}/reports/{number}", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}/reports/{number}/photos/{photo}", Holder(Retain)),
    ("PUT", "/api/v1/disclosures/{id}/reports/{number}", Holder(Retain)),
    ("DELETE", "/api/v1/disclosures/{id}/reports/{number}", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}/preview", Holder(Retain)),
    ("POST", "/api/v1/disclosures/{id}/exports", Holder(Retain)),
    ("GET", "/tiles/heat.json", Anyone),
    ("GET", "/tiles/heat/{z}/{x}/{y}", More(ReadExact)),
    ("GET", "/tiles/streets.json", Anyone),
    ("GET", "/tiles/streets/{z}/{x}/{y}", More(ReadExact)),
    ("GET", "/tiles/town.json", Anyone),
    ("GET", "/tiles/town/{z}/{x}/{y}", Anyone),
    ("GET", "/tiles/raster/{z}/{x}/{y}", Anyone),
    ("GET", "/tiles/base.pmtiles", Anyone),
    ("GET", "/health/live", Anyone),
    ("GET", "/health/ready", Anyone),
    ("GET", "/api/v1/openapi.json", Anyone),
    ("GET", "/", Anyone),
    ("GET", "/karta", Anyone),
    ("GET", "/karta/utskrift", Anyone),
    ("GET", "/platser", Anyone),
    ("GET", "/platser/utskrift", Anyone),
    ("GET", "/prognos", Anyone),
    ("GET", "/belysning", Anyone),
    ("GET", "/atgarder", Anyone),
    ("GET", "/konto", Anyone),
    ("GET", "/konton", Anyone),
    ("GET", "/handlaggning", Anyone),
    ("GET", "/utlamnande", Anyone),
    ("GET", "/loften", Anyone),
    ("GET", "/vandringar", Anyone),
    ("GET", "/vandringar/protokoll", Anyone),
    ("GET", "/vandring", Anyone),
    ("GET", "/kontroller", Anyone),
    ("GET", "/logg", Anyone),
    ("GET", "/bilder", Anyone),
    ("GET", "/gallring", Anyone),
    ("GET", "/uppfoljning", Anyone),
    ("GET", "/om", Anyone),
    ("GET", "/integritet", Anyone),
    ("GET", "/tillganglighet", Anyone),
    ("GET", "/.well-known/security.txt", Anyone),
    ("GET", A_FILE, Anyone),
];

pub(super) fn rule(method: &str, path: &str) -> Option<Who> {
    let (method, path) = (if method == "HEAD" { "GET" } else { method }, in_swedish(path));
    RULES.iter().find(|(own, route, _)| *own == method && *route == path).map(|(_, _, who)| *who)
}

/// Whether a route is here at all, with whatever method.
pub(super) fn knows(path: &str) -> bool {
    RULES.iter().any(|(_, route, _)| *route == in_swedish(path))
}

/// `/en/karta` → `/karta`.
fn in_swedish(path: &str) -> &str {
    match path.strip_prefix("/en") {
        Some("") => "/",
        Some(page) if page.starts_with('/') => page,
        _ => path,
    }
}

/// Adds a page. One without a rule is not added: the program does not start.
pub(super) fn mounted(router: Router<App>, path: &'static str, page: MethodRouter<App>) -> Router<App> {
    must_have_rule("GET", path);
    router.route(path, page)
}

/// The same for every route of the API.
pub(super) fn must_have_rules(document: &OpenApi) {
    for (path, item) in &document.paths.paths {
        let methods = [
            ("GET", &item.get),
            ("POST", &item.post),
            ("PUT", &item.put),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, _) in methods.iter().filter(|(_, operation)| operation.is_some()) {
            must_have_rule(method, path);
        }
    }
}

fn must_have_rule(method: &str, path: &str) {
    assert!(rule(method, path).is_some(), "{method} {path} has no rule in src/http/rules.rs: who may use it?");
}

/// Every route and its rule, for who writes or checks the table.
pub fn who_may() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    RULES.iter().map(|(method, path, who)| {
        let words = match who {
            Anyone => "anyone".to_owned(),
            OwnPages => "own_pages".to_owned(),
            More(right) => format!("anyone+{}", right.as_str()),
            SignedIn => "signed_in".to_owned(),
            Holder(right) => right.as_str().to_owned(),
        };
        (*method, *path, words)
    })
}

#[cfg(test)]
mod tests {
    use axum::routing::get;

    use super::*;

    #[test]
    fn a_page_of_either_language_has_the_rule_of_the_swedish_one() {
        for path in ["/karta", "/en/karta", "/", "/en/", "/en", "/vandringar/protokoll", "/en/vandringar/protokoll"] {
            assert_eq!((rule("GET", path), rule("HEAD", path)), (Some(Anyone), Some(Anyone)), "{path}");
        }
        for (method, path) in [("GET", "/english"), ("GET", "/en/ny"), ("POST", "/karta"), ("GET", "/enkarta")] {
            assert_eq!(rule(method, path), None, "{method} {path}");
        }
    }

    #[test]
    #[should_panic(expected = "GET /ny has no rule")]
    fn a_page_without_a_rule_is_not_added() {
        let _ = mounted(Router::new(), "/ny", get(|| async {}));
    }

    #[test]
    #[should_panic(expected = "POST /api/v1/new has no rule")]
    fn a_route_of_the_api_without_a_rule_is_not_added() {
        #[utoipa::path(post, path = "/api/v1/new", responses((status = 204, description = "Nothing")))]
        #[expect(dead_code, reason = "described and never called")]
        async fn new() {}
        #[derive(utoipa::OpenApi)]
        #[openapi(paths(new))]
        struct Document;
        must_have_rules(&<Document as utoipa::OpenApi>::openapi());
    }
}
