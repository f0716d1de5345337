//! A municipality is added once, changed only where somebody says so, and never out from under what stands on it.

use geo::MultiPolygon;
use serde_json::json;
use trygghetskarta::service::{MunicipalityChange, MunicipalityKept, ServiceError};
use trygghetskarta::town::{BadMunicipality, Municipality, invented};

use crate::support::{App, Database, Engine, Program, at, count, each_database, report, until};

pub(super) const OSBY: [&str; 8] =
    ["municipality", "add", "--code", "1273", "--name", "Osby", "--bbox", "13.7,56.2,14.5,56.6"];

fn kept(outcome: Result<impl std::fmt::Debug, ServiceError>) -> MunicipalityKept {
    match outcome.expect_err("it is refused") {
        ServiceError::Municipality(kept) => kept,
        other => panic!("{other:?}"),
    }
}

fn boxed(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    MultiPolygon(vec![geo::Rect::new((west, south), (east, north)).to_polygon()])
}

async fn stored(app: &App) -> Municipality {
    app.store().municipalities().await.unwrap().remove(0)
}

#[tokio::test]
async fn adding_a_municipality_that_is_here_changes_nothing_of_it() {
    each_database(|app| async move {
        let mut real = invented::municipality();
        (real.name, real.invented, real.population) = ("Another".to_owned(), false, None);
        let refused = kept(app.service.add_municipality(real).await);
        assert_eq!(refused, MunicipalityKept::AlreadyHere("1273".to_owned()));
        assert!(refused.to_string().contains("municipality set 1273"), "{refused}");
        assert_eq!(stored(&app).await, invented::municipality());
    })
    .await;
}

#[tokio::test]
async fn a_change_changes_what_is_given_and_the_invented_stays_invented() {
    each_database(|app| async move {
        app.told(&report()).await;
        let change = MunicipalityChange { name: Some("Osby kommun".to_owned()), k: Some(8), ..Default::default() };
        app.service.change_municipality("1273", &change).await.unwrap();
        let expected = Municipality { name: "Osby kommun".to_owned(), k: 8, ..invented::municipality() };
        assert_eq!(stored(&app).await, expected);
        assert!(stored(&app).await.invented);
        assert_eq!(app.service.serving(Some("1273")).unwrap().town.municipality, expected, "and it is served so");
        let noted = app.texts("SELECT parameters FROM audit WHERE act = 'change' AND what = 'municipality'").await;
        assert!(noted.len() == 1 && noted[0].as_ref().unwrap().contains(r#""k":8"#), "{noted:?}");
        let nobody = app.service.change_municipality("0180", &change).await;
        assert_eq!(kept(nobody), MunicipalityKept::NotHere("0180".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn the_plane_stays_once_a_report_a_published_square_or_a_layer_of_ground_is_there() {
    each_database(|app| async move {
        let to = |epsg| MunicipalityChange { epsg: Some(epsg), ..Default::default() };
        app.service.change_municipality("1273", &to(32633)).await.expect("nothing stands on it yet");
        app.service.change_municipality("1273", &to(3006)).await.expect("nor now");
        let stays = MunicipalityKept::PlaneInUse { code: "1273".to_owned(), epsg: 3006 };

        app.told(&report()).await;
        assert_eq!(kept(app.service.change_municipality("1273", &to(32633)).await), stays, "a report");
        app.service.change_municipality("1273", &to(3006)).await.expect("the same plane is no other");
        for sql in [
            "DELETE FROM report",
            "INSERT INTO public_cell (municipality, report_group, month, size_m, e_m, n_m, \
                     n_reports) VALUES ('1273', 'traffic', 24000, 250, 438000, 6248500, 6)",
        ] {
            app.execute(sql).await;
        }
        assert_eq!(kept(app.service.change_municipality("1273", &to(32633)).await), stays, "a published square");
        app.execute("DELETE FROM public_cell").await;
        app.service.replace_ground("1273", &invented::survey(7)).await.unwrap();
        assert_eq!(kept(app.service.change_municipality("1273", &to(32633)).await), stays, "a layer of its ground");
        assert_eq!(stored(&app).await.epsg, 3006);

        // The store holds it too, whoever asks between the look and the change.
        let (_, revision) = app.store().ground_revisions().await.unwrap().remove(0);
        let moved = Municipality { epsg: 32633, ..invented::municipality() };
        assert!(!app.store().change_municipality(&moved, revision).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn k_is_raised_freely_lowered_on_purpose_and_never_below_five() {
    each_database(|app| async move {
        let to = |k, lower_k| MunicipalityChange { k: Some(k), lower_k, ..Default::default() };
        app.service.change_municipality("1273", &to(20, false)).await.unwrap();
        let lowers = MunicipalityKept::LowersK { code: "1273".to_owned(), from: 20, to: 7 };
        assert_eq!(kept(app.service.change_municipality("1273", &to(7, false)).await), lowers);
        assert_eq!(stored(&app).await.k, 20);
        app.service.change_municipality("1273", &to(7, true)).await.unwrap();
        let too_small = kept(app.service.change_municipality("1273", &to(4, true)).await);
        assert_eq!(too_small, MunicipalityKept::Bad(BadMunicipality::KTooSmall(4)));
        assert_eq!(stored(&app).await.k, 7);
    })
    .await;
}

#[tokio::test]
async fn a_code_and_a_name_are_words_that_fit_where_they_stand() {
    let app = App::sqlite().await;
    let named =
        |code: &str, name: &str| Municipality { code: code.into(), name: name.into(), ..invented::municipality() };
    let long = "x".repeat(33);
    for code in ["", "Osby", "å", "a b", "a/b", "../x", "a,b", long.as_str()] {
        let refused = kept(app.service.add_municipality(named(code, "Osby")).await);
        assert_eq!(refused, MunicipalityKept::Bad(BadMunicipality::Code(code.to_owned())));
    }
    let long = "x".repeat(81);
    for name in ["", "  ", "Osby\u{7}", "Os\nby", long.as_str()] {
        let refused = kept(app.service.add_municipality(named("1256", name)).await);
        assert_eq!(refused, MunicipalityKept::Bad(BadMunicipality::Name(name.to_owned())));
        let change = MunicipalityChange { name: Some(name.to_owned()), ..Default::default() };
        kept(app.service.change_municipality("1273", &change).await);
    }
    for code in ["1256", "avon-and-somerset", "0"] {
        app.service.add_municipality(named(code, "Bath & North East Somerset")).await.expect(code);
    }
}

#[tokio::test]
async fn a_plane_of_another_part_of_the_globe_is_refused_with_one_that_fits() {
    let app = App::without_town(Engine::Sqlite).await;
    let of =
        |code: &str, epsg, border| Municipality { code: code.to_owned(), epsg, border, ..invented::municipality() };
    let osby = || boxed(13.7, 56.2, 14.5, 56.6);
    for (code, epsg, border, fitting) in [
        ("1273", 32601, osby(), 3006),
        ("osby", 32601, osby(), 32633),
        ("osby", 32660, osby(), 32633),
        ("boston", 3006, boxed(-71.2, 42.2, -70.9, 42.4), 32619),
        ("2507", 3006, boxed(-71.2, 42.2, -70.9, 42.4), 32619),
        ("cape-town", 32633, boxed(150.0, -34.0, 150.5, -33.5), 32756),
    ] {
        let refused = kept(app.service.add_municipality(of(code, epsg, border)).await);
        assert_eq!(refused, MunicipalityKept::Bad(BadMunicipality::PlaneElsewhere { epsg, fitting }), "{code}");
    }
    let continent = kept(app.service.add_municipality(of("all", 32633, boxed(-60.0, -30.0, 80.0, 60.0))).await);
    assert_eq!(continent, MunicipalityKept::Bad(BadMunicipality::TooWide(32633)));
    // Sweden's own planes, also where they are stretched most, and the zone beside one's own.
    for (code, epsg, border) in [
        ("2583", 3006, boxed(23.4, 65.7, 24.2, 66.5)),
        ("1486", 3006, boxed(10.9, 58.7, 11.5, 59.1)),
        ("bornholm", 32632, boxed(14.6, 54.9, 15.2, 55.3)),
        ("malmo", 3008, boxed(12.8, 55.4, 13.2, 55.7)),
    ] {
        app.service.add_municipality(of(code, epsg, border)).await.expect(code);
    }
}

#[tokio::test]
async fn a_stored_plane_that_does_not_fit_is_served_and_can_be_mended_and_one_that_is_none_is_named() {
    each_database(|app| async move {
        app.execute("UPDATE municipality SET epsg = 32601").await;
        app.service.reload().await.expect("it is served");
        let renamed = MunicipalityChange { name: Some("Osby kommun".to_owned()), ..Default::default() };
        app.service.change_municipality("1273", &renamed).await.expect("the plane is not what is changed");
        let worse = MunicipalityChange { epsg: Some(32660), ..Default::default() };
        kept(app.service.change_municipality("1273", &worse).await);
        let mended = MunicipalityChange { epsg: Some(3006), ..Default::default() };
        app.service.change_municipality("1273", &mended).await.expect("it fits");
        app.told(&report()).await;

        app.execute("UPDATE municipality SET epsg = 1").await;
        let refused = kept(app.service.reload().await).to_string();
        assert!(refused.contains("1273") && refused.contains("EPSG:1 "), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_margin_that_is_none_is_refused_and_so_are_exchanged_axes() {
    let app = App::sqlite().await;
    for margin in [-50.0, -0.1, 5_000.1, f64::INFINITY, f64::NAN] {
        let change = MunicipalityChange { border_margin_m: Some(margin), ..Default::default() };
        let refused = kept(app.service.change_municipality("1273", &change).await).to_string();
        assert!(refused.contains("use 0 to 5000 m"), "{refused}");
        let mut new = Municipality { code: "1256".to_owned(), ..invented::municipality() };
        new.border_margin_m = margin;
        kept(app.service.add_municipality(new).await);
    }
    assert_eq!(stored(&app).await, invented::municipality());

    let exchanged = Municipality { code: "1256".into(), border: boxed(56.1, 13.8, 56.6, 14.4), ..stored(&app).await };
    let refused = kept(app.service.add_municipality(exchanged).await);
    assert_eq!(refused, MunicipalityKept::Bad(BadMunicipality::Exchanged));
    // Norway's codes have four digits too.
    let oslo = Municipality { code: "0301".into(), border: boxed(10.5, 59.8, 10.9, 60.1), ..stored(&app).await };
    app.service.add_municipality(oslo).await.expect("it lies there");
    let whole = Municipality { code: "all".into(), border: boxed(-180.0, -90.0, 180.0, 90.0), ..stored(&app).await };
    let refused = kept(app.service.add_municipality(whole).await);
    assert!(matches!(refused, MunicipalityKept::Bad(BadMunicipality::TooWide(_))), "{refused}");
}

#[tokio::test]
async fn the_clock_stays_once_a_report_says_an_hour() {
    each_database(|app| async move {
        let zone = |zone: &str| MunicipalityChange { time_zone: Some(zone.to_owned()), ..Default::default() };
        app.service.change_municipality("1273", &zone("Europe/Oslo")).await.expect("nothing was told");
        app.told(&report()).await;
        let refused = kept(app.service.change_municipality("1273", &zone("America/New_York")).await);
        let time_zone = "Europe/Oslo".to_owned();
        assert_eq!(refused, MunicipalityKept::ZoneInUse { code: "1273".to_owned(), time_zone });
        app.service.change_municipality("1273", &zone("Europe/Oslo")).await.expect("it is the same");
    })
    .await;
}

#[tokio::test]
async fn a_report_from_where_the_plane_does_not_reach_is_outside() {
    each_database(|app| async move {
        // A quarter of the globe from the central meridian: there is no easting.
        for (lon, lat) in [(105.0, 0.0), (-75.0, 0.0), (105.0, 1e-9), (-165.0, 56.0), (15.0, 90.0)] {
            let problem = app.tell(&at(lon, lat)).await.problem(422);
            assert_eq!(problem["errors"][0]["code"], json!("outside_municipality"), "{lon} {lat}: {problem}");
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_command_line_adds_sets_and_lists() {
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        let run = |arguments: &[&str]| Program::run(&database.url, arguments);
        assert!(run(&OSBY).0.success());
        let (status, _, errors) = run(&OSBY);
        assert_eq!(status.code(), Some(1));
        assert!(errors.contains("municipality set 1273"), "{errors}");
        let (status, printed, errors) = run(&["municipality", "set", "1273", "--population", "13269", "--k", "9"]);
        assert!(status.success(), "{errors}");
        assert_eq!(printed, "1273\tOsby\tEPSG:3006\tk 9\t2198.5 km²\t13269 inhabitants\t0 reports\n");
        assert_eq!(run(&["municipality", "list"]).1, printed);
        for (change, expected) in [
            (&["--k", "6"][..], "--lower-k"),
            (&["--epsg", "32601"], "EPSG:3006"),
            (&["--name", ""], "no name"),
            (&["--time-zone", "Europe/Osby"], "time zone"),
        ] {
            let (status, _, errors) = run(&[&["municipality", "set", "1273"], change].concat());
            assert_eq!(status.code(), Some(1));
            assert!(errors.contains(expected), "{errors}");
        }
        let (_, _, errors) = run(&["municipality", "set", "0180", "--name", "X"]);
        assert!(errors.contains("there is no municipality 0180 here; those here are 1273 (Osby)"), "{errors}");
        let (_, _, errors) = run(&["import", "osm", "/nowhere.osm.pbf", "--municipality", "0180"]);
        assert!(errors.contains("those here are 1273 (Osby)"), "{errors}");
        assert_eq!(run(&["municipality", "list"]).1, printed, "nothing was changed");
    }
}

#[tokio::test]
async fn a_server_set_to_a_municipality_that_is_not_there_does_not_start_and_is_not_ready() {
    let database = Database::new(Engine::Sqlite).await;
    let serve = ["serve", "--listen", "127.0.0.1:0", "--municipality", "9999"];
    let mut program = Program::serve_with(&database.url, &["--municipality", "1273"]);
    assert_eq!(program.get("/health/ready", "").unwrap().status, 200, "a database without any starts");
    program.kill();
    assert!(Program::run(&database.url, &OSBY).0.success());
    let (status, printed, errors) = Program::run(&database.url, &serve);
    assert_eq!((status.code(), printed.as_str()), (Some(1), ""));
    assert!(errors.contains("TK_MUNICIPALITY") && errors.contains("those here are 1273 (Osby)"), "{errors}");

    let more = ["municipality", "add", "--code", "bath", "--name", "Bath", "--bbox", "-2.5,51.3,-2.3,51.4"];
    assert!(Program::run(&database.url, &more).0.success());
    let program = Program::serve_with(&database.url, &["--municipality", "bath"]);
    assert_eq!(program.get("/health/ready", "").unwrap().status, 200);
    assert_eq!(count(&database.url, "DELETE FROM municipality WHERE code = 'bath' RETURNING 1").await, 1);
    let ready = || program.get("/health/ready", "").unwrap();
    until("it is not ready", || ready().status == 503);
    assert!(ready().body.contains("municipality_missing"), "{}", ready().body);
}

#[tokio::test]
async fn an_import_that_stores_nothing_leaves_no_municipality_behind() {
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("town.json");
        std::fs::write(&profile, PROFILE).unwrap();
        let write = |name: &str, rows: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("id,lon,lat,day,kind\n{rows}")).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let good = write("good.csv", "1,-2.4,51.35,2019-04-03 12:00:00,lamp\n2,-2.41,51.36,2019-04-04 12:00:00,lamp\n");
        let outside = write("outside.csv", "1,14.0,56.4,2019-04-03 12:00:00,lamp\n");
        let profile = profile.to_str().unwrap();
        let import = |file: &str, more: &[&str]| {
            let arguments = [&["import", "reports", file, "--profile", profile, "--add-municipality"], more].concat();
            Program::run(&database.url, &arguments)
        };
        let n_towns = async || count(&database.url, "SELECT COUNT(*) FROM municipality").await;

        let (status, printed, errors) = import(&good, &["--dry-run"]);
        assert!(status.success(), "{errors}");
        assert!(printed.contains("2 read = 2 would be stored + 0 rejected"), "{printed}");
        assert_eq!(n_towns().await, 0, "a dry run");
        let (status, printed, _) = import(&outside, &[]);
        assert!(status.success() && printed.contains("the municipality bath was not added"), "{printed}");
        assert_eq!(n_towns().await, 0, "every row is rejected");
        assert!(!import("/nowhere.csv", &[]).0.success());
        assert_eq!(n_towns().await, 0, "no file");
        let (status, printed, errors) = import(&good, &[]);
        assert!(status.success() && printed.contains("2 read = 2 stored"), "{printed} {errors}");
        assert_eq!(n_towns().await, 1);
        let (_, printed, _) = import(&good, &[]);
        assert!(printed.contains("2 already there"), "{printed}");
    }
}

const PROFILE: &str = r#"{
  "name": "town", "title": "T", "source": "T", "licence": "CC0", "attribution": "T",
  "municipalities": [{"code": "bath", "name": "Bath", "epsg": 32630, "bbox": [-2.5, 51.3, -2.3, 51.4],
    "time_zone": "Europe/London"}],
  "format": "csv",
  "id": {"columns": ["id"]},
  "place": {"at": {"degrees": {"lon": "lon", "lat": "lat"}}, "source": "map"},
  "time": {"column": "day", "formats": ["%Y-%m-%d %H:%M:%S"], "zone": "Europe/London"},
  "category": {"column": "kind", "map": {"lamp": {"category": "unsafe_place", "causes": ["lamp_outage"]}}}
}"#;
