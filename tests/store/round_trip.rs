//! What is put in comes out: every field, every kind of moment, every kind of geometry.

use jiff::Timestamp;
use trygghetskarta::observation::{Category, State};
use trygghetskarta::report::PlaceSource;
use trygghetskarta::store::{FactPage, Stored};
use trygghetskarta::town::invented;

use super::reports::{geometries, made, moments, simple, told};
use crate::support::each_database;

#[tokio::test]
async fn every_kind_of_place_and_moment_comes_back_as_it_was_told() {
    each_database(|app| async move {
        let mut reports = Vec::new();
        for geometry in geometries() {
            for moment in moments() {
                reports.push(made(geometry.clone(), moment));
            }
        }
        for (i, report) in reports.iter_mut().enumerate() {
            report.category = Category::ALL[i % 5];
            report.severity = [None, Some(1), Some(5)][i % 3];
            report.causes.truncate(i % 3);
            report.channel = ["web", "on_behalf", "import:boston-311-2015"][i % 3].to_owned();
            report.placed = i % 4 != 0;
            report.state = if i % 5 == 0 { State::Withdrawn } else { State::Received };
        }
        let batch: Vec<_> = reports.iter().cloned().map(told).collect();
        let outcomes = app.store().tell(&batch).await.unwrap();
        assert!(outcomes.iter().all(|outcome| *outcome == Stored::New));

        let FactPage { facts, last, .. } = app.store().facts_since(0, 1_000).await.unwrap();
        assert_eq!((facts.len(), last), (reports.len(), reports.len() as i64));
        for (report, (municipality, facts)) in reports.iter().zip(facts) {
            assert_eq!(municipality, report.municipality);
            assert_eq!(facts.category, report.category);
            assert_eq!(facts.causes, report.causes.join(","));
            assert_eq!(facts.geometry, report.place.geometry);
            assert_eq!(facts.moment, report.moment);
            assert_eq!(facts.severity, report.severity);
            assert_eq!(facts.channel, report.channel);
            assert_eq!(facts.state, report.state);
            assert_eq!(facts.placed, report.placed);
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_index_never_sees_is_kept_too() {
    each_database(|app| async move {
        let mut report = simple();
        report.source_id = Some("record 17".to_owned());
        report.told_at = "2020-02-29T23:59:59.123456Z".parse().unwrap();
        app.store().tell(&[told(report.clone())]).await.unwrap();
        assert_eq!(app.texts("SELECT text FROM report").await, [report.text]);
        assert_eq!(app.texts("SELECT source_id FROM report").await, [report.source_id]);
        assert_eq!(app.texts("SELECT reference FROM report").await, [Some(report.reference)]);
        assert_eq!(app.texts("SELECT place_source FROM report").await, [Some(PlaceSource::Gps.as_str().to_owned())]);
        assert_eq!(app.number("SELECT told_at FROM report").await, report.told_at.as_microsecond());
        assert_eq!(app.number("SELECT received_at FROM report").await, report.received_at.as_microsecond());
        assert_eq!(app.number("SELECT CAST(accuracy_m * 10 AS BIGINT) FROM report").await, 125);
        let follow_up = app.store().follow_up(&report.token_hash).await.unwrap().expect("its token");
        assert_eq!((follow_up.received_at, follow_up.state), (report.received_at, State::Received));
        assert!(!follow_up.published);
    })
    .await;
}

#[tokio::test]
async fn facts_come_in_pages_in_the_order_of_their_changes() {
    each_database(|app| async move {
        for _ in 0..3 {
            let batch: Vec<_> = (0..10).map(|_| told(simple())).collect();
            app.store().tell(&batch).await.unwrap();
        }
        let (mut from, mut keys) = (0, Vec::new());
        loop {
            let FactPage { facts, last, .. } = app.store().facts_since(from, 7).await.unwrap();
            if facts.is_empty() {
                assert_eq!(last, from);
                break;
            }
            assert!(last > from);
            keys.extend(facts.into_iter().map(|(_, facts)| facts.key));
            from = last;
        }
        assert_eq!(keys.len(), 30);
        assert!(keys.is_sorted());
    })
    .await;
}

#[tokio::test]
async fn a_municipality_and_its_features_come_back_and_are_replaced_without_losing_reports() {
    each_database(|app| async move {
        let stored = app.store().municipalities().await.unwrap();
        assert_eq!(stored, [invented::municipality()]);

        let mut survey = invented::survey(7);
        survey.features.sort_by(|a, b| (a.layer.as_str(), &a.id).cmp(&(b.layer.as_str(), &b.id)));
        survey.provenance.sort_by_key(|provenance| provenance.layer.as_str());
        app.store().replace_ground("1273", &survey, Timestamp::UNIX_EPOCH).await.unwrap();
        app.store().replace_ground("1273", &survey, Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!(app.store().features("1273").await.unwrap(), survey.features);
        assert_eq!(app.store().links("1273").await.unwrap(), survey.links);
        assert_eq!(app.store().provenance("1273").await.unwrap(), survey.provenance);

        app.store().tell(&[told(simple())]).await.unwrap();
        let mut renamed = invented::municipality();
        renamed.name = "Osby, \"ny\"".to_owned();
        renamed.k = 9;
        renamed.population = None;
        let (_, revision) = app.store().ground_revisions().await.unwrap().remove(0);
        assert!(!app.store().add_municipality(&renamed).await.unwrap(), "its code is taken");
        assert!(!app.store().change_municipality(&renamed, revision - 1).await.unwrap(), "it is another by now");
        assert!(app.store().change_municipality(&renamed, revision).await.unwrap());
        assert_eq!(app.store().municipalities().await.unwrap(), [renamed]);
        assert_eq!(app.store().facts_since(0, 10).await.unwrap().facts.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_left_out_and_holds_nothing_up() {
    each_database(|app| async move {
        app.store().tell(&[told(simple()), told(simple()), told(simple())]).await.unwrap();
        app.execute("UPDATE report SET category = 'unheard_of' WHERE revision = 2").await;
        let page = app.store().facts_since(0, 2).await.unwrap();
        assert_eq!((page.facts.len(), page.last, page.is_full), (1, 2, true), "the next page begins behind it");
        assert_eq!(app.store().facts_between(0, 10).await.unwrap().len(), 2);
        let app = app.restarted().await;
        assert_eq!(app.service.serving(None).unwrap().index.snapshot().len(), 2);
    })
    .await;
}
