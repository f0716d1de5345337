//! Small made-up sets: what an import refuses, what it says of it, and what it keeps out of the maps.

use serde_json::{Value, json};
use trygghetskarta::interop::profile::Profile;
use trygghetskarta::service::{ImportError, ImportRun, Summary};
use trygghetskarta::town::{Municipality, invented};

use crate::support::{App, each_database};

fn profile(change: impl FnOnce(&mut Value)) -> Profile {
    let mut profile = json!({
        "name": "small", "title": "Small", "source": "made up", "licence": "CC0", "attribution": "nobody",
        "municipalities": [{
            "code": "1273", "name": "Osby", "epsg": 3006, "bbox": [13.7, 56.2, 14.3, 56.6],
            "time_zone": "Europe/Stockholm"
        }],
        "format": "csv",
        "id": {"columns": ["id"]},
        "place": {"at": {"degrees": {"lon": "x", "lat": "y"}}},
        "time": {"column": "at", "formats": ["%Y-%m-%d %H:%M"], "zone": "Europe/Stockholm"},
        "category": {"column": "sort", "map": {
            "dark": {"category": "unsafe_place", "causes": ["poor_lighting"]},
            "lamp": {"category": "unsafe_place", "causes": ["lamp_outage"]}
        }}
    });
    change(&mut profile);
    Profile::parse(&profile.to_string()).expect("a profile")
}

/// Files with their names, imported in one run; rejected rows with their codes.
async fn import(
    app: &App,
    profile: &Profile,
    files: &[(&str, &[u8])],
) -> (Result<Summary, ImportError>, Vec<(u64, String)>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut paths = Vec::new();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        paths.push((path, "1273".to_owned()));
    }
    let run =
        ImportRun { profile: profile.clone(), files: paths, dry_run: false, with_words: false, adding: Vec::new() };
    let mut rejects = Vec::new();
    let summary =
        app.service.import(run, |_| {}, |_, reject| rejects.push((reject.row, reject.reason_code.clone()))).await;
    (summary, rejects)
}

#[tokio::test]
async fn a_row_from_the_future_is_rejected_and_the_month_that_is_not_over_ends_now() {
    each_database(async |app| {
        let whole = profile(|profile| profile["time"]["told_column"] = json!("told"));
        let rows = "id,x,y,at,told,sort\n\
            1,13.99,56.38,2036-01-01 12:00,,dark\n\
            2,13.99,56.38,2026-11-20 12:00,2036-01-01 12:00,dark\n\
            3,13.99,56.38,2026-11-20 13:30,2026-11-20 13:30,dark\n\
            4,13.99,56.38,2026-11-20 12:00,2026-11-20 12:30,dark\n";
        let (summary, rejects) = import(&app, &whole, &[("a.csv", rows.as_bytes())]).await;
        let future = |row| (row, "in_the_future".to_owned());
        assert_eq!(rejects, [future(1), future(2), future(3)]);
        assert_eq!(summary.expect("an import").n_stored, 1);

        let by_month = profile(|profile| {
            profile["name"] = json!("by-month");
            profile["time"]["formats"] = json!(["%Y-%m"]);
            profile["time"]["resolution"] = json!("month");
        });
        let rows = "id,x,y,at,sort\n1,13.99,56.38,2026-11,dark\n2,13.99,56.38,2026-12,dark\n\
            3,13.99,56.38,2026-10,dark\n";
        let (summary, rejects) = import(&app, &by_month, &[("a.csv", rows.as_bytes())]).await;
        assert_eq!(rejects, [future(2)]);
        assert_eq!(summary.expect("an import").n_stored, 2);
        // In microseconds, when every test begins: noon on 20 November 2026.
        let late = "SELECT COUNT(*) FROM report WHERE told_at > 1795176000000000 OR moment_to > 1795176000000000";
        assert_eq!(app.number(late).await, 0, "nothing was told after it came here");
    })
    .await;
}

#[tokio::test]
async fn a_profile_with_a_word_that_is_none_of_ours_is_refused_before_anything_is_read() {
    let app = App::sqlite().await;
    for (target, said) in [
        (
            json!({"category": "unsafe_plce"}),
            "\"unsafe_plce\" is no category; there are unsafe_place, nuisance_driving",
        ),
        (
            json!({"category": "unsafe_place", "causes": ["dark"]}),
            "\"dark\" is no cause of unsafe_place; there are poor_lighting",
        ),
    ] {
        let whole = profile(|profile| profile["category"]["map"]["lamp"] = target);
        let (refused, _) = import(&app, &whole, &[]).await;
        let refused = refused.expect_err("no such word").to_string();
        assert!(refused.contains(said), "{refused}");
    }
}

#[tokio::test]
async fn a_file_that_is_another_sort_of_thing_is_named_and_nothing_is_stored() {
    each_database(async |app| {
        let row: &[u8] = b"id,x,y,at,sort\n1,13.99,56.38,2026-11-01 12:00,dark\n";
        let files: [(&str, &[u8]); 2] = [("a.csv", row), ("datapackage.json", b"{\n  \"name\": \"set\"\n}\n")];
        let (refused, _) = import(&app, &profile(|_| {}), &files).await;
        let refused = refused.expect_err("not a set").to_string();
        for said in ["datapackage.json does not fit the profile small", "Nothing was stored", "Leave the file out"] {
            assert!(refused.contains(said), "{refused}");
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);
    })
    .await;
}

#[tokio::test]
async fn unicode_text_of_a_spreadsheet_is_read() {
    let app = App::sqlite().await;
    let text = "\u{feff}id\tx\ty\tat\tsort\r\n1\t13,99\t56,38\t2026-11-01 12:00\tmörkt 🌙\r\n";
    let whole = profile(|profile| profile["category"]["map"]["mörkt 🌙"] = json!({"category": "unsafe_place"}));
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (summary, rejects) = import(&app, &whole, &[("a.txt", &bytes)]).await;
    assert_eq!((summary.expect("an import").n_stored, rejects), (1, vec![]));
}

#[tokio::test]
async fn whatever_lies_on_a_default_point_is_listed_and_adds_up() {
    let app = App::sqlite().await;
    let mut rows = "id,x,y,at,sort\n".to_owned();
    for i in 0..60 {
        rows += &format!("p{i},13.9900,56.3800,2026-11-01 12:00,dark\n");
    }
    for i in 0..10 {
        let (lon, sort) = (13.95 + f64::from(i) * 1e-3, if i % 2 == 0 { "dark" } else { "lamp" });
        rows += &format!("q{i},{lon:.4},56.3790,2026-11-01 12:00,{sort}\n");
    }
    // Lamps have a commoner point of their own, so that the default point does not lead among them.
    for i in 0..3 {
        rows += &format!("r{i},13.9900,56.3800,2026-11-01 12:00,lamp\nt{i},13.9700,56.3790,2026-11-01 12:00,lamp\n");
    }
    rows += "u,13.9700,56.3790,2026-11-01 12:00,lamp\n";
    let (summary, _) = import(&app, &profile(|_| {}), &[("a.csv", rows.as_bytes())]).await;
    let summary = summary.expect("an import");
    let at = |kind: &str| (13_990_000, 56_380_000, kind.to_owned());
    assert_eq!(Vec::from_iter(summary.unplaced.clone()), [(at("dark"), 60), (at("lamp"), 3)]);
    assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE NOT placed").await as u64, summary.n_unplaced());
}

#[tokio::test]
async fn whom_a_set_comes_from_is_said_of_a_municipality_that_was_here_and_only_when_something_is_stored() {
    each_database(async |app| {
        let row: &[u8] = b"id,x,y,at,sort\n1,13.99,56.38,2026-11-01 12:00,dark\n";
        let outside: &[u8] = b"id,x,y,at,sort\n2,23.99,56.38,2026-11-01 12:00,dark\n";
        let whole = profile(|profile| profile["attribution"] = json!("Kartläggarna"));
        let said = async || app.get("/api/v1/town").await.text().matches("Kartläggarna").count();
        import(&app, &whole, &[("a.csv", outside)]).await.0.expect("an import");
        assert_eq!(said().await, 0);
        for _ in 0..2 {
            import(&app, &whole, &[("a.csv", row)]).await.0.expect("an import");
            assert_eq!(said().await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_header_of_another_table_is_refused_also_without_rows() {
    let app = App::sqlite().await;
    for file in [&b"<html><body>Logga in</body></html>"[..], b"a;b;c\n", b"a;b;c\n1;2;3;4\n"] {
        let (refused, _) = import(&app, &profile(|_| {}), &[("a.csv", file)]).await;
        let refused = refused.expect_err("another table").to_string();
        assert!(refused.contains("lacks columns") && refused.contains("sort"), "{refused}");
    }
    let (whole, _) = import(&app, &profile(|_| {}), &[("a.csv", b"id,x,y,at,sort\n")]).await;
    assert_eq!(whole.expect("no rows are no fault").n_read, 0);
}

#[tokio::test]
async fn a_municipality_that_came_with_rows_that_could_not_be_stored_is_taken_back() {
    each_database(async |app| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id,x,y,at,sort\n1,13.99,56.38,2026-11-01 12:00,dark\n").expect("a file");
        let new = Municipality { code: "1256".to_owned(), ..invented::municipality() };
        let run = ImportRun {
            profile: profile(|_| {}),
            files: vec![(path, "1256".to_owned())],
            adding: vec![new],
            dry_run: false,
            with_words: false,
        };
        app.execute("ALTER TABLE report RENAME COLUMN severity TO away").await;
        app.service.import(run.clone(), |_| {}, |_, _| ()).await.expect_err("there is no such column");
        let known = async || app.store().municipalities().await.expect("a list").len();
        assert_eq!(known().await, 1, "only the one that was here before");

        app.execute("ALTER TABLE report RENAME COLUMN away TO severity").await;
        let again = app.service.import(run, |_| {}, |_, _| ()).await.expect("an import");
        assert_eq!((again.n_stored, known().await), (1, 2));
    })
    .await;
}
