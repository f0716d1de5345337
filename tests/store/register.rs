//! How the register stands: it says so of every change.

use jiff::SignedDuration;
use serde_json::json;
use trygghetskarta::promise::{DeedKind, KeptPlan, PlanKind, PlanLine, PlanState, Pledge, WalkState};
use uuid::Uuid;

use super::deeds::deed;
use super::withdrawal::walk;
use crate::support::{NOW, each_database};

#[tokio::test]
async fn every_change_of_what_was_promised_planned_and_done_is_another_stand() {
    each_database(|app| async move {
        let store = app.store();
        let mut stands = vec![store.register_stands("1273").await.unwrap()];
        let mut changed = async |what: &str| {
            let stand = store.register_stands("1273").await.unwrap();
            assert!(!stands.contains(&stand), "{what}");
            stands.push(stand);
        };
        let now = NOW.parse().unwrap();
        let later = |n: i64| now + SignedDuration::from_secs(n);
        let body = json!({"id": "a", "sv": "Vi lovar.", "owner": "police"});
        let pledge = Pledge::read(&body, "2026-11-20".parse().unwrap()).unwrap();
        store.add_pledges("1273", std::slice::from_ref(&pledge)).await.unwrap();
        changed("a pledge").await;
        store.change_pledge("1273", &pledge).await.unwrap();
        changed("a changed pledge").await;
        let check = deed(DeedKind::TrafficCheck, now);
        store.record_deed("1273", &check, now).await.unwrap();
        changed("a deed").await;
        store.record_deed("1273", &check, later(1)).await.unwrap();
        changed("a deed, mended").await;
        let line = PlanLine {
            id: Uuid::new_v4(),
            kind: PlanKind::Checks,
            period: "2026-12".to_owned(),
            title: "December".to_owned(),
            state: PlanState::Decided,
            version: 1,
            made_at: now,
            changed_at: now,
        };
        let mut plan = KeptPlan { line, question: json!({}), answer: json!({}) };
        store.add_plan("1273", &plan).await.unwrap();
        changed("a plan").await;
        store.change_plan("1273", &plan).await.unwrap();
        changed("a changed plan").await;
        (plan.line.version, plan.line.state) = (2, PlanState::Draft);
        store.change_plan("1273", &plan).await.unwrap();
        let mut walk = walk(later(2));
        store.add_walk("1273", &walk, None).await.unwrap();
        changed("a walk").await;
        assert_eq!(store.walks_planned("1273").await.unwrap(), [(walk.kind, walk.starts_at)]);
        let was = (walk.state, walk.changed_at);
        (walk.state, walk.changed_at) = (WalkState::Cancelled, later(3));
        store.change_walk("1273", &walk, was, None).await.unwrap();
        changed("a cancelled walk").await;
        assert_eq!(store.walks_planned("1273").await.unwrap(), []);
    })
    .await;
}
