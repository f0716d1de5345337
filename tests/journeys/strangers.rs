//! What else could betray a report: what others are answered, what is done with it in the house, and the work an answer
//! takes.

use std::collections::BTreeSet;

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use super::asks::{Ask, answer, everything};
use super::attacker::known;
use super::twins::Twins;
use crate::support::{Answer, App, Engine, capture_log, report, spot, with};

impl Twins {
    pub fn a_day_passes(&self) {
        for app in [&self.with, &self.without] {
            app.clock.turn_by(SignedDuration::from_hours(26));
        }
    }

    /// Somebody else tells, looks, asks for everything kept, takes it back: in both towns with the same answers, but
    /// for what is drawn.
    pub async fn assert_strangers_are_told_alike(&self, when: &str) {
        let (with, without) = (strangers_answers(&self.with).await, strangers_answers(&self.without).await);
        for (with, without) in with.iter().zip(&without) {
            self.assert_unmarked(with, when);
            assert_eq!(undrawn(with), undrawn(without), "{when}");
        }
    }

    /// Staff of one town ask for, mask and export reports, and look at everything; they invite a colleague besides.
    pub async fn hand_out(&self, numbers: &[Value]) {
        let app = &self.with;
        let post = async |path: &str, body: Value| app.send_staff(Method::POST, path, &body).await;
        let wanted = json!({"diary_number": "KS 2026/412", "wanted": "Allt om bron."});
        let opened = post("/api/v1/disclosures", wanted).await.expect(201);
        let path = format!("/api/v1/disclosures/{}", opened["id"].as_str().expect("an id"));
        post(&format!("{path}/find"), json!({"words": "ZEBRAFINK"})).await.expect(200);
        post(&format!("{path}/reports"), json!({"reports": numbers})).await.expect(200);
        for number in numbers {
            let path = format!("{path}/reports/{number}");
            let sheet = app.get_staff(&path).await.expect(200);
            let masks = json!({"words": [], "place": {"show": "exact"}, "time": {"show": "exact"},
                "photos": {"show": "shown"}, "severity": {"show": "shown"}, "causes": {"show": "shown"}});
            let looked = json!({"masks": masks, "basis": sheet["basis"], "looked": true});
            app.send_staff(Method::PUT, &path, &looked).await.expect(200);
        }
        let shown = app.get_staff(&format!("{path}/preview?form=csv")).await;
        let sha256 = shown.header("x-content-sha256").to_owned();
        let file = post(&format!("{path}/exports"), json!({"form": "csv", "sha256": sha256})).await;
        assert!(file.status == 200 && file.text().contains("ZEBRAFINK"), "{}", file.text());
        for read in
            ["/api/v1/heat?cell=100", "/api/v1/observations", "/api/v1/profile", "/api/v1/alarms", "/api/v1/density"]
        {
            answer(app, &Ask::get(read).with(&format!("authorization: Bearer {}", crate::support::STAFF)))
                .await
                .expect(200);
        }
        app.invite("handläggare", &[(Role::Coordinator, Some("1273"))]).await;
        let state = json!({"state": "closed"});
        app.send_staff(Method::PATCH, &path, &state).await.expect(200);
    }

    /// A rule takes every report of one town, those in published squares too.
    pub async fn erase_everything(&self) {
        let app = &self.with;
        let rule = json!({"decision": "KS 2027/1", "decided_on": "2027-01-01", "takes": "reports", "months": 1});
        let rules = "/api/v1/retention/rules";
        let rule = app.send_staff(Method::POST, rules, &rule).await.expect(201);
        let path = format!("{rules}/{}", rule["id"].as_str().expect("an id"));
        let n = app.get_staff(&format!("{path}/dry-run")).await.expect(200)["n"].clone();
        assert!(n.as_u64().is_some_and(|n| n >= 8), "{n}");
        app.send_staff(Method::POST, &format!("{path}/runs"), &json!({"n": n})).await.expect(200);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await, 0);
    }
}

async fn strangers_answers(app: &App) -> Vec<Answer> {
    let body = with(report(), "/place/geometry/coordinates", json!([14.02, 56.37]));
    let told = app.tell(&body).await;
    let receipt: Value = serde_json::from_slice(&told.body).expect("a receipt");
    let token = receipt["follow_up_token"].as_str().expect("a token").to_owned();
    let header = format!("authorization: FollowUp {token}");
    let mut all = vec![told];
    app.seen().await;
    for path in ["/api/v1/follow-up", "/api/v1/follow-up/extract", "/api/v1/follow-up/photos"] {
        all.push(app.send(Method::GET, path, &[&header], "").await);
    }
    all.push(app.follow_up(Method::DELETE, &token).await);
    all.push(app.follow_up(Method::GET, &token).await);
    let form = [("category", "unsafe_place"), ("coordinates", "56.37, 14.02")];
    let page = app.post_form(&form).await;
    assert_eq!(page.status, 201, "{}", page.text());
    all.push(page);
    all
}

/// An answer without ids, links and references: everything that is drawn for each report.
fn undrawn(answer: &Answer) -> (u16, String) {
    let (status, headers, body) = known(answer);
    let text = format!("{headers}\n{}", String::from_utf8_lossy(&body));
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_drawn = |word: &str| {
        let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        let is_reference = word.len() == 8 && word.split('-').map(str::len).eq([3, 4]);
        word.len() == 43 || word.len() == 36 || (is_reference && word.chars().all(|c| c == '-' || capital(c)))
    };
    let mut plain = String::new();
    for part in text.split_inclusive(|c| !fits(c)) {
        let word = part.trim_end_matches(|c| !fits(c));
        plain.push_str(if is_drawn(word) { "…" } else { word });
        plain.push_str(&part[word.len()..]);
    }
    (status, plain)
}

/// Questions of the database an answer takes.
async fn work(app: &App, ask: &Ask) -> usize {
    let log = capture_log();
    answer(app, ask).await;
    log.text().lines().filter(|line| line.contains("sqlx::query")).count()
}

#[tokio::test]
async fn no_public_answer_takes_more_work_because_somebody_has_told() {
    for engine in Engine::BOTH {
        let app = App::osby(engine).await;
        for i in 0..8 {
            let (lon, lat) = spot(0, 0, i);
            app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
        }
        app.publish_at("2026-12-05T20:00:00Z").await;
        let mut met = BTreeSet::new();
        let of_each_route = |ask: &Ask| ask.reads() && met.insert(ask.route());
        let asks: Vec<Ask> = everything().into_iter().filter(of_each_route).collect();
        assert!(asks.len() > 40, "{}", asks.len());
        for ask in &asks {
            answer(&app, ask).await;
        }
        let (mut quiet, mut told) = (vec![usize::MAX; asks.len()], vec![usize::MAX; asks.len()]);
        // What goes on beside (looking for changes, now and then) is not in each of five.
        for i in 0..5 {
            app.seen().await;
            for (ask, least) in asks.iter().zip(&mut quiet) {
                *least = work(&app, ask).await.min(*least);
            }
            app.told(&with(report(), "/place/geometry/coordinates", json!(spot(0, 1, i)))).await;
            app.seen().await;
            for (ask, least) in asks.iter().zip(&mut told) {
                *least = work(&app, ask).await.min(*least);
            }
        }
        for ((ask, quiet), told) in asks.iter().zip(quiet).zip(told) {
            assert_eq!(told, quiet, "{ask:?}: questions of the database after a report, and without one");
        }
    }
}
