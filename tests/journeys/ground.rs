//! The ground under the reports is swapped while the server runs.

use jiff::Timestamp;
use trygghetskarta::service::{OsmRun, ServiceError};
use trygghetskarta::town::{Layer, Survey, invented};

use crate::support::{Pbf, each_database, pbf_blob};

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
        let mut broken = survey.clone();
        broken.features.extend(survey.features.last().cloned());
        let refused = app.service.replace_ground("1273", &broken).await;
        assert!(matches!(refused, Err(ServiceError::Unsound(_))), "{refused:?}");
        // The same id twice in a layer: the database, too, refuses it, when most of the rows are in already.
        assert!(app.store().replace_ground("1273", &broken, Timestamp::UNIX_EPOCH).await.is_err());
        assert!(app.service.replace_ground("9999", &Survey::default()).await.is_err(), "no such municipality");
        let ground = app.service.serving(Some("1273")).unwrap().ground();
        assert_eq!(ground.features.len(), survey.features.len());
        assert_eq!(app.store().links("1273").await.unwrap().len(), survey.links.len());
    })
    .await;
}

/// A street with a lamp and a pond in the middle of Osby, as an extract.
fn extract() -> Pbf {
    let points = Pbf::new()
        .node(1, 13.9974, 56.3796, &[("highway", b"street_lamp")])
        .node(2, 13.9990, 56.3800, &[])
        .node(3, 13.9990, 56.3810, &[]);
    let ways = points.block().street(10, &[1, 2], "Storgatan").way(11, &[1, 2, 3, 1], &[]);
    ways.block().relation(20, &[(11, "outer")], &[("type", b"multipolygon"), ("natural", b"water")])
}

fn run(file: &std::path::Path) -> OsmRun {
    OsmRun { file: file.to_owned(), municipality: "1273".to_owned(), border: None, dry_run: false, replace: Vec::new() }
}

#[tokio::test]
async fn an_extract_becomes_the_town_and_again_the_same_town() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("osby.osm.pbf");
    std::fs::write(&file, extract().written()).unwrap();
    each_database(async |app| {
        let dry = OsmRun { dry_run: true, ..run(&file) };
        assert_eq!(app.service.import_osm(dry, |_| {}).await.unwrap().summary.n_links, 1);
        let served = app.service.serving(Some("1273")).unwrap();
        assert!(served.ground().network.is_empty(), "a dry run stores nothing");
        for _ in 0..2 {
            let imported = app.service.import_osm(run(&file), |_| {}).await.unwrap();
            assert_eq!((imported.summary.n_links, imported.summary.n_lamps, imported.kept.len()), (1, 1, 0));
            let ground = served.ground();
            assert_eq!(ground.network.links()[0].street().name.as_deref(), Some("Storgatan"));
            assert_eq!((ground.layer(Layer::Lamp).count(), ground.layer(Layer::Water).count()), (1, 1));
            assert_eq!(ground.attribution(), ["© OpenStreetMap contributors"]);
        }
    })
    .await;
}

#[tokio::test]
async fn layers_of_another_data_set_are_kept_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("osby.osm.pbf");
    std::fs::write(&file, extract().written()).unwrap();
    each_database(async |app| {
        let mut own = invented::survey(invented::SEED);
        for layer in Layer::ALL.into_iter().filter(|layer| *layer != Layer::Lamp) {
            own.leave_out(layer);
        }
        let n_own = own.features.len();
        assert!(n_own > 1);
        app.service.replace_ground("1273", &own).await.unwrap();
        let imported = app.service.import_osm(run(&file), |_| {}).await.unwrap();
        assert_eq!(imported.kept, [(Layer::Lamp, "Påhittad".to_owned())]);
        let served = app.service.serving(Some("1273")).unwrap();
        assert_eq!(served.ground().layer(Layer::Lamp).count(), n_own);
        assert_eq!(served.ground().network.links().len(), 1);

        let all = OsmRun { replace: vec![Layer::Lamp], ..run(&file) };
        assert!(app.service.import_osm(all, |_| {}).await.unwrap().kept.is_empty());
        assert_eq!(served.ground().layer(Layer::Lamp).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_broken_extract_says_why_and_leaves_the_old_town() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.osm.pbf");
    let bytes = extract().written();
    std::fs::write(&good, &bytes).unwrap();
    let bad: [(&str, Vec<u8>, &str); 6] = [
        ("empty", Vec::new(), "is empty"),
        ("truncated", bytes[..bytes.len() - 9].to_vec(), "fetch it again"),
        ("damaged", [&bytes[..], &pbf_blob("OSMData", b"\x1a\x04zlib")].concat(), "is damaged"),
        ("history", extract().requiring("HistoricalInformation").written(), "HistoricalInformation"),
        ("garbage", b"\x93 this was never a map".repeat(40), "no OpenStreetMap PBF file"),
        (
            "elsewhere",
            Pbf::new().node(1, 18.0, 59.0, &[]).node(2, 18.1, 59.0, &[]).street(1, &[1, 2], "A").written(),
            "18.000",
        ),
    ];
    for (name, bytes, _) in &bad {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    each_database(async |app| {
        app.service.import_osm(run(&good), |_| {}).await.unwrap();
        for (name, _, says) in &bad {
            let error = app.service.import_osm(run(&folder.path().join(name)), |_| {}).await.unwrap_err();
            assert!(error.to_string().contains(says), "{name}: {error}");
        }
        assert!(app.service.import_osm(run(&folder.path().join("nowhere")), |_| {}).await.is_err());
        let served = app.service.serving(Some("1273")).unwrap();
        assert_eq!(served.ground().network.links().len(), 1);
        assert_eq!(served.ground_revision(), 1);
        assert_eq!(app.store().links("1273").await.unwrap().len(), 1);
    })
    .await;
}
