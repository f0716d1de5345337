//! The ground under the reports is swapped while the server runs.

use trygghetskarta::town::{Survey, invented};

use crate::support::each_database;

#[tokio::test]
async fn a_ground_replaced_here_is_stood_on_at_once() {
    each_database(async |app| {
        let before = app.service.serving(Some("1273")).unwrap().ground();
        assert!(before.network.is_empty());
        let survey = invented::survey(invented::SEED);
        app.service.replace_ground("1273", &survey).await.unwrap();
        let served = app.service.serving(Some("1273")).unwrap();
        assert_eq!(served.ground().network.links().len(), survey.links.len());
        assert_eq!(served.ground().features.len(), survey.features.len());
        assert_eq!(served.ground_revision(), 1);
        assert!(before.network.is_empty(), "whoever held the old one keeps it");
    })
    .await;
}

#[tokio::test]
async fn a_ground_replaced_by_another_process_is_seen_by_a_running_server() {
    each_database(async |app| {
        let survey = invented::survey(invented::SEED);
        app.beside().await.replace_ground("1273", &survey).await.unwrap();
        let served = app.service.serving(Some("1273")).unwrap();
        app.until("the streets are there", || served.ground().network.links().len() == survey.links.len()).await;
    })
    .await;
}

#[tokio::test]
async fn a_ground_that_breaks_off_halfway_leaves_the_old_one() {
    each_database(async |app| {
        let survey = invented::survey(invented::SEED);
        app.service.replace_ground("1273", &survey).await.unwrap();
        // The same id twice in a layer: the database refuses when most of the rows are in already.
        let mut broken = survey.clone();
        broken.features.extend(survey.features.last().cloned());
        assert!(app.service.replace_ground("1273", &broken).await.is_err());
        assert!(app.service.replace_ground("9999", &Survey::default()).await.is_err(), "no such municipality");
        let ground = app.service.serving(Some("1273")).unwrap().ground();
        assert_eq!(ground.features.len(), survey.features.len());
        assert_eq!(app.store().links("1273").await.unwrap().len(), survey.links.len());
    })
    .await;
}
