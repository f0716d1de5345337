//! Layers from other people's files: into the town, onto its streets, thanked for.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use tempfile::TempDir;
use trygghetskarta::geodesy::{EastNorth, Metric};
use trygghetskarta::interop::geojson::feature_geometry;
use trygghetskarta::interop::layers::{self, Profile, Reading};
use trygghetskarta::service::{LayerImportError, LayerRun, LayerSummary};
use trygghetskarta::town::{Feature, Layer, Town, invented};

use crate::support::{App, Database, Engine, Program, each_database, shared_data};

/// A profile of a layer whose columns are called `id`, `name`, `kind`, `people` and `place`.
fn profile(layer: &str) -> Profile {
    let columns = json!({"id": "id", "name": "name", "kind": "kind", "population": "people", "locality": "place"});
    let json = json!({"name": "test", "title": "t", "layer": layer, "source": "Kommunens lampregister",
        "licence": "CC0", "attribution": "Lampor: kommunen", "data_date": "2026-05-01", "columns": columns});
    Profile::parse(&json.to_string()).expect("a good profile")
}

fn lamps(places: &[(f64, f64)]) -> String {
    let feature = |(at, n): (&(f64, f64), usize)| {
        json!({"type": "Feature", "properties": {"id": n, "kind": "out"},
            "geometry": {"type": "Point", "coordinates": [at.0, at.1]}})
    };
    let features: Vec<Value> = places.iter().zip(1..).map(feature).collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn with(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }
}

async fn import(app: &App, file: &Path, profile: Profile, dry_run: bool) -> Result<LayerSummary, LayerImportError> {
    let reading = Reading { profile, crs: None, table: None };
    let run = LayerRun { file: file.to_owned(), reading, municipality: "1273".to_owned(), dry_run };
    let mut n_rejected = 0;
    let summary = app.service.import_layer(run, |_| {}, |_| n_rejected += 1).await?;
    assert_eq!((summary.n_read, summary.n_rejected), (summary.n_kept + n_rejected, n_rejected));
    Ok(summary)
}

#[tokio::test]
async fn an_imported_layer_is_served_and_thanked_for_at_once() {
    let files = Files::new();
    each_database(async |app| {
        let file = files.with("lampor.geojson", lamps(&[(13.99, 56.38), (13.991, 56.38), (18.0, 59.3)]));
        let dry = import(&app, &file, profile("lamp"), true).await.unwrap();
        assert_eq!((dry.n_kept, dry.n_rejected, &dry.replaced), (2, 1, &None));
        assert_eq!(app.get("/api/v1/town").await.expect(200)["layers"], json!([]), "a dry run stores nothing");

        import(&app, &file, profile("lamp"), false).await.unwrap();
        let town = app.get("/api/v1/town").await.expect(200);
        let told = json!([{"layer": "lamp", "source": "Kommunens lampregister", "licence": "CC0",
            "attribution": "Lampor: kommunen", "data_date": "2026-05-01", "n": 2}]);
        assert_eq!(town["layers"], told);
        let thanks = town["attribution"].as_array().unwrap();
        assert_eq!(thanks.last(), Some(&json!("Lampor: kommunen")));
        assert_eq!(thanks.iter().filter(|line| **line == "Lampor: kommunen").count(), 1);
        let tiles = app.get("/tiles/town.json").await.expect(200);
        assert!(tiles["attribution"].as_str().unwrap().ends_with("Lampor: kommunen"));

        // Once more, with one lamp: the layer is replaced. A bad file leaves it.
        let file = files.with("en.geojson", lamps(&[(13.99, 56.38)]));
        let again = import(&app, &file, profile("lamp"), false).await.unwrap();
        assert_eq!(again.replaced.as_deref(), Some("Kommunens lampregister"));
        let bad = files.with("bad.geojson", &lamps(&[(13.99, 56.38)])[..90]);
        assert!(import(&app, &bad, profile("lamp"), false).await.is_err());
        assert_eq!(app.get("/api/v1/town").await.expect(200)["layers"][0]["n"], 1);
        assert_eq!(app.number("SELECT COUNT(*) FROM town_feature").await, 1);
    })
    .await;
}

/// GeoPackage as OGC 12-128 lays it down, as far as a reader of features needs it.
async fn geopackage(path: &Path, tables: &[&str], crs: (&str, i64)) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    file.execute(
        "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL);
         CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
         CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
         INSERT INTO gpkg_contents VALUES ('pictures', 'tiles')",
    )
    .await
    .unwrap();
    sqlx::query("INSERT INTO gpkg_spatial_ref_sys VALUES (7, $1, $2, 'undefined')")
        .bind(crs.0)
        .bind(crs.1)
        .execute(&mut file)
        .await
        .unwrap();
    for table in tables {
        let quoted = table.replace('"', "\"\"");
        let sql = format!(
            "CREATE TABLE \"{quoted}\" (fid INTEGER PRIMARY KEY, \"the \"\"geom\" BLOB, id TEXT, name, kind REAL)"
        );
        file.execute(AssertSqlSafe(sql)).await.unwrap();
        sqlx::query("INSERT INTO gpkg_contents VALUES ($1, 'features')").bind(table).execute(&mut file).await.unwrap();
        sqlx::query("INSERT INTO gpkg_geometry_columns VALUES ($1, 'the \"geom', 7)")
            .bind(table)
            .execute(&mut file)
            .await
            .unwrap();
        for n in 0..5 {
            let point = [438_086.0 + f64::from(n), 6_248_780.0].map(f64::to_le_bytes).concat();
            let blob = [&b"GP\0\x01\x07\0\0\0\x01\x01\0\0\0"[..], &point].concat();
            let blob = match n {
                3 => None,
                4 => Some(blob[..20].to_vec()),
                _ => Some(blob),
            };
            sqlx::query(AssertSqlSafe(format!("INSERT INTO \"{quoted}\" VALUES ($1, $2, $3, 'Österång', 1.5)")))
                .bind(i64::from(n) * 3 - 4)
                .bind(blob)
                .bind(format!("L{n}"))
                .execute(&mut file)
                .await
                .unwrap();
        }
    }
    file.close().await.unwrap();
}

#[tokio::test]
async fn a_geopackage_is_read_and_not_touched() {
    let (files, app) = (Files::new(), App::sqlite().await);
    let path = files.0.path().join("lampor.gpkg");
    geopackage(&path, &["väg \"lampor\""], ("EPSG", 3006)).await;
    let before = std::fs::read(&path).unwrap();
    let summary = import(&app, &path, profile("lamp"), false).await.unwrap();
    assert_eq!((summary.n_read, summary.n_kept, summary.plane.as_str()), (5, 3, "EPSG:3006"));
    assert_eq!(summary.reasons, [("bad_geometry".to_owned(), 1), ("no_coordinates".to_owned(), 1)].into());
    let lamps = app.store().features("1273").await.unwrap();
    let told: Vec<_> = lamps.iter().map(|f| (f.id.as_str(), f.name.as_deref(), f.kind.as_deref())).collect();
    assert_eq!(told, ["L0", "L1", "L2"].map(|id| (id, Some("Österång"), Some("1.5"))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(files.0.path()).unwrap().count(), 1, "no journal beside it");
}

#[tokio::test]
async fn a_geopackage_that_is_none_or_has_several_tables_says_so() {
    let (files, app) = (Files::new(), App::sqlite().await);
    let fails = async |path: &Path| import(&app, path, profile("lamp"), false).await.unwrap_err().to_string();
    let several = files.0.path().join("several.gpkg");
    geopackage(&several, &["lampor", "stolpar"], ("EPSG", 3006)).await;
    let error = fails(&several).await;
    assert!(error.contains("lampor, stolpar") && error.contains("--table"), "{error}");
    let reading = Reading { profile: profile("lamp"), crs: None, table: Some("stolpar".to_owned()) };
    let run = LayerRun { file: several.clone(), reading: reading.clone(), municipality: "1273".into(), dry_run: true };
    assert_eq!(app.service.import_layer(run, |_| {}, |_| {}).await.unwrap().n_kept, 3);
    let reading = Reading { table: Some("träd".to_owned()), ..reading };
    let run = LayerRun { file: several, reading, municipality: "1273".into(), dry_run: true };
    assert!(app.service.import_layer(run, |_| {}, |_| {}).await.unwrap_err().to_string().contains("lampor, stolpar"));

    let none = files.0.path().join("none.gpkg");
    geopackage(&none, &[], ("EPSG", 3006)).await;
    assert!(fails(&none).await.contains("not a GeoPackage"));
    let unknown = files.0.path().join("unknown.gpkg");
    geopackage(&unknown, &["lampor"], ("NONE", 99)).await;
    assert!(fails(&unknown).await.contains("--crs"));
    // A database of somebody else, and half a one.
    let other = files.0.path().join("other.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&other).create_if_missing(true);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    file.execute("CREATE TABLE t (a)").await.unwrap();
    file.close().await.unwrap();
    assert!(fails(&other).await.contains("not a GeoPackage"));
    let whole = std::fs::read(&unknown).unwrap();
    for n in [17, 99, 100, 512, 4_095, 4_096, whole.len() / 2] {
        fails(&files.with("half.gpkg", &whole[..n])).await;
    }
}

#[tokio::test]
async fn road_data_is_laid_over_the_streets_that_are_there() {
    let files = Files::new();
    each_database(async |app| {
        let nvdb = || Profile::parse(Profile::shipped("nvdb-streets").unwrap()).unwrap();
        let survey = invented::survey(invented::SEED);
        let metric = Metric::sweref99_tm();
        let lines = survey.links.iter().filter(|link| link.street.name.as_deref() == Some("Ringvägen"));
        let features: Vec<Value> = lines
            .clone()
            .map(|link| {
                // As a road database has it: in metres, some metres beside the street.
                let at = |c: &geo::Coord<f64>| {
                    let p = metric.forward(trygghetskarta::geodesy::LonLat::new(c.x, c.y).unwrap());
                    let EastNorth { e, n } = p;
                    json!([e + 3.0, n - 2.0])
                };
                let line: Vec<Value> = link.line.coords().map(at).collect();
                json!({"type": "Feature", "geometry": {"type": "LineString", "coordinates": line},
                    "properties": {"HASTIGHET": 60, "ADT": 2100, "Vaghallare": "Statlig"}})
            })
            .collect();
        let crs = json!({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}});
        let json = json!({"type": "FeatureCollection", "crs": crs, "features": features});
        let file = files.with("nvdb.geojson", json.to_string());
        let error = import(&app, &file, nvdb(), false).await.unwrap_err();
        assert!(matches!(error, LayerImportError::NoStreets), "{error}");

        app.service.replace_ground("1273", &survey).await.unwrap();
        let n_ring = lines.count();
        for _ in 0..2 {
            let summary = import(&app, &file, nvdb(), false).await.unwrap();
            let (n_matched, n_links) = summary.matched.unwrap();
            assert_eq!(n_links, survey.links.len());
            // A street may begin along the ring road, but not many do.
            assert!((n_ring..n_ring + 5).contains(&n_matched), "{n_matched} of {n_ring}");
        }
        let links = app.store().links("1273").await.unwrap();
        let ring = || links.iter().filter(|link| link.street.name.as_deref() == Some("Ringvägen"));
        assert!(ring().all(|link| {
            let street = &link.street;
            (street.maxspeed_kmh, street.maxspeed_assumed, street.vehicles_per_day) == (Some(60), false, Some(2100))
                && street.keeper.as_deref() == Some("state")
        }));
        for (link, before) in links.iter().zip(&survey.links) {
            assert_eq!((&link.line, link.from, link.to, link.way), (&before.line, before.from, before.to, before.way));
        }
        let town = app.get("/api/v1/town").await.expect(200);
        let street = town["layers"].as_array().unwrap().iter().find(|layer| layer["layer"] == "street").unwrap();
        assert_eq!(street["source"], "Påhittad + Nationell vägdatabas (NVDB), Trafikverket");
        assert!(street["attribution"].as_str().unwrap().ends_with(" · Vägdata: NVDB, Trafikverket, CC0"));
        assert_eq!(street["n"], links.len());
    })
    .await;
}

/// What the generator draws, written as GeoJSON and read by the importer, is what goes into the demo.
#[test]
fn the_invented_layers_come_through_the_importer_unchanged() {
    let town = Town::new(invented::municipality()).unwrap();
    let survey = invented::survey(invented::SEED);
    for layer in Layer::ALL.into_iter().filter(|layer| *layer != Layer::Street) {
        let own: Vec<&Feature> = survey.features.iter().filter(|feature| feature.layer == layer).collect();
        let row = |f: &&Feature| {
            json!({"type": "Feature", "geometry": feature_geometry(&f.geometry), "properties":
                {"id": f.id, "name": f.name, "kind": f.kind, "people": f.population, "place": f.locality}})
        };
        let text =
            json!({"type": "FeatureCollection", "features": own.iter().map(row).collect::<Vec<_>>()}).to_string();
        let profile = Profile { invented: layer != Layer::Locality, ..profile(layer.as_str()) };
        let reading = Reading { profile, crs: None, table: None };
        let read = layers::read(std::io::Cursor::new(text), &reading, &town, |_| {}).unwrap();
        assert_eq!((read.n_rejected, read.features.len()), (0, own.len()), "{}: {:?}", layer.as_str(), read.reasons);
        for (read, own) in read.features.iter().zip(own) {
            if layer == Layer::PopulationSquare {
                // The importer draws the square anew from its grid, to more decimals than the demo writes.
                assert_eq!((&read.id, read.population), (&own.id, own.population));
            } else {
                assert_eq!(read, own);
            }
        }
    }
}

#[tokio::test]
async fn the_command_line_imports_real_lamps_and_lists_what_it_left_out() {
    let Some(lights) = shared_data("lights") else { return };
    let (database, files) = (Database::new(Engine::Sqlite).await, Files::new());
    let run = |arguments: &[&str]| Program::run(&database.url, arguments);
    let add = ["municipality", "add", "--code", "bristol", "--name", "Bristol", "--bbox", "-2.73,51.39,-2.45,51.55"];
    assert!(run(&add).0.success());
    let (file, rejects) = (lights.join("bristol_streetlights.csv.gz"), files.0.path().join("rejects.csv"));
    let (file, rejects_name) = (file.to_str().unwrap(), rejects.to_str().unwrap());
    let import = ["import", "layer", file, "--profile", "bristol-lamps", "--municipality", "bristol"];
    let (status, told, errors) = run(&[&import[..], &["--dry-run", "--rejects", rejects_name]].concat());
    assert!(status.success(), "{errors}");
    assert!(told.contains("49451 read = 49450 would be kept + 1 rejected (EPSG:4326)"), "{told}");
    let listed = std::fs::read_to_string(&rejects).unwrap();
    assert_eq!(listed.lines().count(), 2, "a header and one row");
    assert!(listed.contains("outside_municipality"), "{listed}");
    let (status, told, _) = run(&import);
    assert!(status.success() && told.contains("49450 kept") && told.contains("outside_municipality: 1"), "{told}");
    let (_, told, _) = run(&import);
    assert!(told.contains("replaced the layer from: Street lights, Bristol City Council"), "{told}");

    let montpellier = lights.join("montpellier_eclairage_public.zip");
    let wrong = ["import", "layer", montpellier.to_str().unwrap(), "--profile", "montpellier-lamps"];
    let (status, _, errors) = run(&[&wrong[..], &["--municipality", "bristol"]].concat());
    assert!(!status.success() && errors.contains("outside_municipality: 29969"), "{errors}");
}
