//! The invented Osby is the same wherever and whenever it is made.

use trygghetskarta::service::DemoTells;
use trygghetskarta::town::{Layer, invented};

use crate::support::{App, Engine};

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_on_both_databases() {
    let (one, two) = (App::demo(Engine::Sqlite).await, App::demo(Engine::Postgres).await);
    for path in [
        "/api/v1/heat",
        "/api/v1/heat?group=positive",
        "/api/v1/heat?cell=1000&from=2025-01&to=2025-12",
        "/api/v1/town",
        "/api/v1/promises",
        "/api/v1/places?limit=50",
        "/tiles/heat/12/2207/1269.mvt",
        "/tiles/town/14/8829/5077.mvt",
    ] {
        assert_eq!(one.get(path).await.body, two.get(path).await.body, "{path}");
    }
    for path in [
        "/api/v1/heat?cell=100",
        "/api/v1/deeds",
        "/api/v1/remedies",
        "/api/v1/profile",
        "/api/v1/observations?limit=1000",
        "/tiles/heat/14/8829/5077.mvt",
    ] {
        assert_eq!(one.get_staff(path).await.body, two.get_staff(path).await.body, "{path}");
    }
    assert!(one.get("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"].as_u64().unwrap() > 100);
}

#[tokio::test]
async fn filling_it_twice_adds_nothing() {
    let app = App::demo(Engine::Sqlite).await;
    let before = app.number("SELECT COUNT(*) FROM report").await;
    let again = app.service.fill_demo(invented::SEED, DemoTells::Stories).await.unwrap();
    assert_eq!((again.n_stored, again.n_published), (0, 0));
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, before);
}

#[tokio::test]
async fn a_first_filling_that_was_interrupted_is_gone_on_with() {
    let app = App::without_town(Engine::Sqlite).await;
    // As far as it had come when it was killed: the town is there, the reports are not.
    app.service.add_municipality(invented::municipality()).await.unwrap();
    let filled = app.service.fill_demo(invented::SEED, DemoTells::Stories).await.unwrap();
    assert_eq!(filled.n_stored as i64, app.number("SELECT COUNT(*) FROM report").await);
    assert!(filled.n_stored > 100 && filled.n_published > 100, "{filled:?}");
    assert!(app.number("SELECT COUNT(*) FROM town_feature").await > 100);
}

#[tokio::test]
async fn the_invented_town_does_not_move_in_with_a_real_one() {
    let app = App::without_town(Engine::Sqlite).await;
    let mut real = invented::municipality();
    (real.code, real.invented) = ("9998".to_owned(), false);
    app.service.add_municipality(real).await.unwrap();
    assert!(app.service.fill_demo(invented::SEED, DemoTells::Stories).await.is_err());
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);
}

#[tokio::test]
async fn a_demo_of_an_older_program_gets_the_new_ground_and_keeps_its_reports() {
    let app = App::demo(Engine::Sqlite).await;
    let whole = app.number("SELECT COUNT(*) FROM town_feature").await;
    let reports = app.number("SELECT COUNT(*) FROM report").await;
    // As after the migration that brought these tables: reports, and nothing under them.
    for sql in ["DELETE FROM town_feature", "DELETE FROM street_link", "DELETE FROM town_layer"] {
        app.execute(sql).await;
    }
    let app = app.restarted().await;
    assert!(app.service.serving(None).unwrap().ground().network.is_empty());
    app.service.fill_demo(invented::SEED, DemoTells::Stories).await.unwrap();
    assert!(!app.service.serving(None).unwrap().ground().network.is_empty());
    assert_eq!(app.number("SELECT COUNT(*) FROM town_feature").await, whole);
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, reports);
    let revision = app.service.serving(None).unwrap().ground_revision();
    app.service.fill_demo(invented::SEED, DemoTells::Stories).await.unwrap();
    assert_eq!(app.service.serving(None).unwrap().ground_revision(), revision, "once is enough");
}

#[tokio::test]
async fn a_demo_on_real_streets_gets_no_invented_houses() {
    let app = App::demo(Engine::Sqlite).await;
    let mut real = invented::survey(invented::SEED);
    real.provenance.retain(|known| known.layer == Layer::Street);
    real.provenance[0].source = "OpenStreetMap".to_owned();
    real.features.clear();
    app.service.replace_ground("1273", &real).await.unwrap();
    app.execute("DELETE FROM town_feature WHERE layer = 'building'").await;
    app.execute("DELETE FROM town_layer WHERE layer = 'building'").await;
    let app = app.restarted().await;
    app.service.fill_demo(invented::SEED, DemoTells::Stories).await.unwrap();
    assert_eq!(app.number("SELECT COUNT(*) FROM town_feature WHERE layer = 'building'").await, 0);
}
