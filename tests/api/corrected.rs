//! Public records that the desk corrected: what was told is handed out, the correction beside it, the masks on both.

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use super::disclosures::{
    LAW, coordinator, export, found, open_masks, opened, preview, put, selected, sheet, shut_masks,
};
use crate::support::{App, Colleague, each_database, report, spot, with};

fn point(at: (f64, f64)) -> Value {
    json!({"type": "Point", "coordinates": [at.0, at.1]})
}

/// As a page, a table or a sentence writes it: six decimals, latitude first.
fn written(at: (f64, f64)) -> String {
    format!("{:.6}, {:.6}", at.1, at.0)
}

async fn decided(app: &App, number: i64, what: Value) {
    let who = app.hire(&format!("handlaggare{number}"), &[(Role::Moderator, Some("1273"))]).await;
    app.send_as(&who, Method::PATCH, &format!("/api/v1/desk/{number}"), &what).await.expect(200);
}

/// A request for public records, once something was told of a place and of another far away.
async fn request_for(app: &App, told: (f64, f64)) -> (Colleague, String) {
    for place in [told, spot(-9, -9, 0)] {
        app.told(&with(report(), "/place/geometry", point(place))).await;
    }
    let who = coordinator(app).await;
    let id = opened(app, &who).await;
    (who, id)
}

/// The three files, each the same when it is shown and when it is handed out.
async fn files(app: &App, who: &Colleague, id: &str) -> (String, String, Value) {
    let mut texts = Vec::new();
    for form in ["html", "csv", "json"] {
        let (seen, made) = (preview(app, who, id, form).await, export(app, who, id, form).await);
        assert_eq!((seen.status.as_u16(), made.status.as_u16()), (200, 200), "{}", made.text());
        assert_eq!(seen.body, made.body, "what was shown beforehand is what is handed out");
        texts.push(made.text().to_owned());
    }
    let file: Value = serde_json::from_str(&texts[2]).unwrap();
    (texts[0].clone(), texts[1].clone(), file["reports"][0].clone())
}

#[tokio::test]
async fn what_was_told_is_handed_out_with_the_correction_beside_it() {
    each_database(|app| async move {
        let (told, moved) = (spot(0, 0, 0), spot(5, 4, 3));
        let (who, id) = request_for(&app, told).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        let correction =
            json!({"decision": "accepted", "category": "nuisance_driving", "causes": ["moped"], "place": point(moved)});
        decided(&app, number, correction).await;

        selected(&app, &who, &id, &[number]).await;
        put(&app, &who, &id, number, &open_masks()).await.expect(200);
        let (page, table, row) = files(&app, &who, &id).await;
        assert_eq!((&row["category"], &row["causes"]), (&json!("unsafe_place"), &json!(["poor_lighting"])));
        assert_eq!(row["place"]["geometry"], point(told));
        assert_eq!(
            row["corrected_by_municipality"],
            json!({"category": "nuisance_driving", "causes": ["moped"], "place": {"show": "exact", "geometry": point(moved)}})
        );
        assert!(page.contains("<h2>1. Otrygg plats</h2>"), "{page}");
        for (field, value) in [("Kategori", "Buskörning"), ("Plats", written(moved).as_str()), ("Orsaker", "Moped")] {
            assert!(page.contains(&format!("<dt>{field}, rättat av kommunen</dt><dd>{value}")), "{field}: {page}");
            assert!(table.contains(&format!("{field}, rättat av kommunen")) && table.contains(value), "{table}");
        }
        assert!(page.contains(&written(told)) && table.contains(&written(told)), "what was told stands too");
        // Whoever decides on the masks reads both.
        let sheet = sheet(&app, &who, &id, number).await;
        assert_eq!(sheet["report"]["case"]["told"]["category"], "unsafe_place");
        assert!(sheet["corrected"]["place_name_sv"].is_string() && sheet["place_name_sv"].is_string());

        // A square holds for both, and everything masked hides whether place or causes were corrected.
        let mut masks = open_masks();
        masks["place"] = json!({"show": "square", "law": LAW});
        put(&app, &who, &id, number, &masks).await.expect(200);
        let (page, table, row) = files(&app, &who, &id).await;
        for place in [&row["place"], &row["corrected_by_municipality"]["place"]] {
            assert_eq!(place["show"], "square");
        }
        assert_ne!(row["place"]["cell"], row["corrected_by_municipality"]["place"]["cell"]);
        put(&app, &who, &id, number, &shut_masks()).await.expect(200);
        let (shut_page, shut_table, shut) = files(&app, &who, &id).await;
        assert_eq!(shut["corrected_by_municipality"], json!({"category": "nuisance_driving"}), "a category has no mask");
        for text in [page, table, row.to_string(), shut_page, shut_table, shut.to_string()] {
            for at in [told, moved] {
                let (lon, lat) = (at.0.to_string()[..8].to_owned(), at.1.to_string()[..8].to_owned());
                assert!(!text.contains(&lon) && !text.contains(&lat), "{lon}, {lat} in {text}");
            }
        }
        assert!(!shut.to_string().contains("moped"));
    })
    .await;
}

#[tokio::test]
async fn a_corrected_report_is_found_by_what_was_told_and_by_what_it_is_now() {
    each_database(|app| async move {
        let (told, moved) = (spot(0, 0, 0), spot(5, 4, 3));
        let (who, id) = request_for(&app, told).await;
        let all = found(&app, &who, &id, json!({})).await;
        let correction = json!({"decision": "accepted", "category": "speeding", "causes": [], "place": point(moved)});
        decided(&app, all[0], correction).await;
        let circle = |at: (f64, f64)| json!({"lon": at.0, "lat": at.1, "radius_m": 30.0});
        let square = |at: (f64, f64)| {
            let (w, e, s, n) = (at.0 - 0.0005, at.0 + 0.0005, at.1 - 0.0003, at.1 + 0.0003);
            json!({"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]})
        };
        let between = ((told.0 + moved.0) / 2.0, (told.1 + moved.1) / 2.0);
        for (search, expected) in [
            (json!({"categories": ["unsafe_place"]}), &all[..]),
            (json!({"categories": ["speeding"]}), &all[..1]),
            (json!({"categories": ["nuisance_driving", "safe_place"]}), &all[..0]),
            (json!({"circle": circle(told)}), &all[..1]),
            (json!({"circle": circle(moved)}), &all[..1]),
            (json!({"circle": circle(between)}), &all[..0]),
            (json!({"area": square(told)}), &all[..1]),
            (json!({"area": square(moved), "categories": ["unsafe_place"], "words": "lamporna"}), &all[..1]),
            (json!({"circle": circle(moved), "states": ["rejected"]}), &all[..0]),
        ] {
            assert_eq!(found(&app, &who, &id, search.clone()).await, expected, "{search}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_correction_that_shows_alike_or_was_taken_back_is_not_told() {
    each_database(|app| async move {
        let (told, near) = (spot(0, 0, 0), spot(0, 0, 1));
        app.told(&with(report(), "/place/geometry", point(told))).await;
        let who = coordinator(&app).await;
        let id = opened(&app, &who).await;
        let number = found(&app, &who, &id, json!({})).await[0];
        decided(&app, number, json!({"decision": "accepted", "place": point(near)})).await;
        selected(&app, &who, &id, &[number]).await;
        let mut masks = open_masks();
        masks["place"] = json!({"show": "square", "law": LAW});
        put(&app, &who, &id, number, &masks).await.expect(200);
        let (page, _, row) = files(&app, &who, &id).await;
        assert_eq!(row["corrected_by_municipality"], Value::Null, "70 metres within one square of 250");
        assert!(!page.contains("rättat av kommunen"), "{page}");
        put(&app, &who, &id, number, &open_masks()).await.expect(200);
        let (.., row) = files(&app, &who, &id).await;
        assert_eq!(row["corrected_by_municipality"]["place"]["geometry"], point(near));
        // Back to what was told.
        let undone = json!({"decision": "accepted", "place": point(told)});
        app.send_staff(Method::PATCH, &format!("/api/v1/desk/{number}"), &undone).await.expect(200);
        put(&app, &who, &id, number, &open_masks()).await.expect(200);
        let (.., row) = files(&app, &who, &id).await;
        assert_eq!((&row["place"]["geometry"], &row["corrected_by_municipality"]), (&point(told), &Value::Null));
    })
    .await;
}
