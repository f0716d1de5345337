//! Density as areas: exact for staff, of published squares for everybody.

use serde_json::Value;

use crate::support::{App, Engine, report, spot, with};

/// Where the point is: the highest class whose areas hold it. Rings by the even-odd rule.
fn class_at(answer: &Value, [x, y]: [f64; 2]) -> u64 {
    let inside = |ring: &Value| {
        let points: Vec<[f64; 2]> =
            ring.as_array().unwrap().iter().map(|p| [p[0].as_f64().unwrap(), p[1].as_f64().unwrap()]).collect();
        let crossed = points
            .windows(2)
            .filter(|pair| {
                let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
                (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
            })
            .count();
        crossed % 2 == 1
    };
    let bands = answer["features"].as_array().unwrap().iter();
    let holds = |band: &&Value| {
        let areas = band["geometry"]["coordinates"].as_array().unwrap().iter();
        areas.flat_map(|area| area.as_array().unwrap()).filter(|ring| inside(ring)).count() % 2 == 1
    };
    bands.filter(holds).map(|band| band["properties"]["class"].as_u64().unwrap()).max().unwrap_or_default()
}

#[tokio::test]
async fn staff_see_the_density_that_so_many_reports_at_one_place_make() {
    let app = App::sqlite().await;
    let (lon, lat) = spot(0, 0, 0);
    for _ in 0..3 {
        app.told(&with(report(), "/place/geometry/coordinates", serde_json::json!([lon, lat]))).await;
    }
    app.seen().await;
    let answer = app.get_staff("/api/v1/density?bandwidth=200&from=2026-11&to=2026-11").await.expect(200);
    assert_eq!((&answer["layer"], &answer["summary"]["unit"]), (&"staff".into(), &"reports_per_km2_month".into()));
    // Epanechnikov: 2 / (π b²) for each of three at their own place, over the months of the period; the pixel's middle
    // lies 28 m off at most, where it is 2 % lower.
    let months = answer["parameters"]["months"].as_f64().unwrap();
    let peak = 3.0 * 2.0 / (std::f64::consts::PI * 0.04) / months;
    let max = answer["summary"]["max"].as_f64().unwrap();
    assert!((0.975 * peak..=peak).contains(&max), "{max} of {peak}");
    assert_eq!(class_at(&answer, [lon, lat]), if peak >= 50.0 { 4 } else { 3 });
    // 300 m to the north nothing is felt.
    assert_eq!(class_at(&answer, [lon, lat + 0.0027]), 0);
}

#[tokio::test]
async fn everybody_sees_only_what_published_squares_say_and_it_does_not_move_with_a_new_report() {
    let app = App::demo(Engine::Sqlite).await;
    let path = "/api/v1/density";
    let before = app.get(path).await.expect(200);
    assert_eq!(before["layer"], "public");
    assert!(!before["features"].as_array().unwrap().is_empty());
    let staff = app.worked_out(path).await;
    assert!(staff["data"]["n_read"].as_u64() > before["data"]["n_read"].as_u64());
    assert!(staff["summary"]["max"].as_f64() > before["summary"]["max"].as_f64());
    app.told(&report()).await;
    app.seen().await;
    assert_eq!(app.get(path).await.expect(200), before);
}

#[tokio::test]
async fn everybody_is_refused_what_is_too_fine_and_a_bandwidth_has_bounds() {
    let app = App::sqlite().await;
    for query in ["hours=21-24", "category=speeding", "from=2026-11-05", "bandwidth=20", "bandwidth=wide"] {
        assert_eq!(app.get(&format!("/api/v1/density?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(app.get("/api/v1/density?layer=staff").await.status, 403);
    // A town nobody has told of.
    let nothing = app.get_staff("/api/v1/density").await.expect(200);
    assert_eq!((nothing["features"].as_array().map(Vec::len), &nothing["summary"]["max"]), (Some(0), &0.0.into()));
}
