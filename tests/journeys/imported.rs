//! Four real sets of other cities, and Osby's real border. They are not in the repository; without them: one line.

use std::path::PathBuf;

use geo::MultiPolygon;
use trygghetskarta::interop::border::{self, Which};
use trygghetskarta::interop::profile::Profile;
use trygghetskarta::service::{ImportRun, MunicipalityChange, Summary};
use trygghetskarta::town::Municipality;

use crate::support::{App, Engine, shared_data};

/// An empty installation with the set's municipalities, and what is to be imported.
async fn prepared(name: &str, files: Vec<PathBuf>) -> (App, ImportRun) {
    let app = App::without_town(Engine::Sqlite).await;
    let profile = Profile::parse(Profile::shipped(name).expect("a shipped profile")).expect("a good profile");
    let mut placed = Vec::new();
    for file in files {
        let suggested =
            profile.municipality_of(&file.file_name().unwrap().to_string_lossy()).expect("its municipality");
        placed.push((file, suggested.code.clone()));
        if app.service.municipalities().contains_key(&suggested.code) {
            continue;
        }
        let [west, south, east, north] = suggested.bbox;
        let municipality = Municipality {
            code: suggested.code.clone(),
            name: suggested.name.clone(),
            time_zone: suggested.time_zone.clone(),
            languages: vec!["sv".into()],
            epsg: suggested.epsg as u16,
            k: Municipality::DEFAULT_K,
            population: None,
            border: MultiPolygon(vec![geo::Rect::new((west, south), (east, north)).to_polygon()]),
            border_margin_m: 0.0,
            invented: false,
            attribution: vec![profile.attribution.clone()],
        };
        app.service.add_municipality(municipality).await.expect("a municipality");
    }
    (app, ImportRun { profile, files: placed, adding: Vec::new(), dry_run: false, with_words: false })
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder];
    }
    let named = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".csv.gz") || name.ends_with("fms_latest.json.gz")
    };
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(named).collect();
    files.sort();
    files
}

async fn run(app: &App, run: &ImportRun) -> (Summary, Vec<(u64, String)>) {
    let mut rejects = Vec::new();
    let summary = app
        .service
        .import(run.clone(), |_| {}, |_, reject| rejects.push((reject.row, reject.reason_code.clone())))
        .await;
    let summary = summary.expect("an import");
    assert_eq!(summary.n_read, summary.n_stored + summary.n_rejected + summary.n_already_there, "{summary:?}");
    assert_eq!(summary.n_rejected, rejects.len() as u64);
    assert_eq!(summary.reasons.values().sum::<u64>(), summary.n_rejected);
    assert!(rejects.iter().all(|(row, reason)| *row > 0 && !reason.is_empty()), "every reject names its row");
    (summary, rejects)
}

/// The whole set, to the row; `twice` runs it again.
async fn to_the_row(name: &str, folder: &str, (n_rows, n_stored): (u64, u64), twice: bool) -> Option<(App, Summary)> {
    let folder = shared_data(&format!("incidents/{folder}"))?;
    let (app, import) = prepared(name, files(folder)).await;
    let (summary, _) = run(&app, &import).await;
    assert_eq!(summary.n_read, n_rows);
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await as u64, summary.n_stored);
    // The rest is not about safety (potholes, signs) or has no place; every reason is counted.
    assert_eq!(summary.n_stored, n_stored, "{summary:?}");
    if twice {
        let (again, _) = run(&app, &import).await;
        assert_eq!((again.n_stored, again.n_already_there), (0, summary.n_stored + summary.n_already_there));
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await as u64, summary.n_stored);
    }
    app.seen().await;
    Some((app, summary))
}

#[tokio::test]
async fn boston_s_default_point_is_reported_counted_and_on_no_map() {
    let Some((app, summary)) = to_the_row("boston-311-2015", "boston-311-2015", (45_965, 17_218), false).await else {
        return;
    };
    let pile = summary.pile_ups.first().expect("the point beside City Hall");
    assert_eq!((pile.lon, pile.lat), (-71.0587, 42.3594));
    assert!(summary.n_unplaced() > 1_000, "{summary:?}");
    let total = "/api/v1/heat?category=unsafe_place,nuisance_driving,speeding,safe_place,better_now&to=2026-01-01";
    let whole = app.get_staff(&format!("{total}&cell=100")).await.expect(200);
    let totals = &whole["totals"]["n_reports"];
    assert_eq!(
        (totals["total"].as_u64(), totals["outside"].as_u64()),
        (Some(summary.n_stored), Some(summary.n_unplaced()))
    );
    // Of the square it lies in, only what was truly there is left.
    let here = app.get_staff(&format!("{total}&cell=100&bbox=-71.05871,42.35939,-71.05869,42.35941")).await.expect(200);
    assert!(here["totals"]["n_reports"]["shown"].as_u64().unwrap() < 300, "{}", here["totals"]);
}

#[tokio::test]
async fn boston_s_concerns_are_counted_to_the_row_and_a_second_run_adds_nothing() {
    to_the_row("boston-visionzero", "boston-visionzero-concerns-2016.json.gz", (8_503, 1_684), true).await;
}

#[tokio::test]
async fn bath_is_counted_to_the_row_and_a_dry_run_stores_nothing() {
    let Some(folder) = shared_data("incidents/bathnes-fixmystreet") else { return };
    let (app, import) = prepared("bathnes-fixmystreet", files(folder)).await;
    let (dry, rejects) = run(&app, &ImportRun { dry_run: true, ..import.clone() }).await;
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);
    let (wet, same) = run(&app, &import).await;
    assert_eq!((dry.n_read, wet.n_read), (1_084, 1_084));
    assert_eq!((dry.n_rejected, &rejects), (wet.n_rejected, &same));
    assert_eq!(dry.n_stored, wet.n_stored + wet.n_already_there);
    let (again, _) = run(&app, &import).await;
    assert_eq!(again.n_stored, 0);
    assert!(
        app.texts("SELECT DISTINCT text FROM report").await.iter().all(Option::is_none),
        "no words unless asked for"
    );
}

#[tokio::test]
async fn the_police_s_months_are_counted_to_the_row() {
    let Some((app, summary)) = to_the_row("police-uk", "police-uk", (115_408, 43_756), false).await else { return };
    assert!(app.service.municipalities().len() >= 3, "{summary:?}");
}

#[tokio::test]
async fn osby_s_real_border_replaces_the_generalised_one_and_reports_stay() {
    let Some(zip) = shared_data("boundaries/lm_ak_riks_kommuner_sweref99tm.zip") else { return };
    let app = App::sqlite().await;
    app.told(&crate::support::report()).await;
    let border = border::read(&std::fs::read(zip).unwrap(), &Which::Code("1273".into())).expect("the border");
    assert_eq!(geo::CoordsIter::coords_count(&border), 237);
    let better =
        MunicipalityChange { border: Some(border), border_margin_m: Some(50.0), ..MunicipalityChange::default() };
    app.service.change_municipality("1273", &better).await.unwrap();
    let area_km2 = app.service.serving(None).unwrap().town.area_ha() / 100.0;
    assert!((area_km2 - 602.1).abs() < 0.05, "{area_km2}");
    app.told(&crate::support::report()).await;
    app.seen().await;
    assert_eq!(app.get_staff("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"], 2);
}
