//! Times, places and ids.

use serde_json::{Value, json};

use super::{codes, outcomes};

#[test]
fn days_and_months_become_intervals_in_the_sources_own_zone() {
    let day = |profile: &mut Value| {
        profile["time"]["formats"] = json!(["%d/%m %Y"]);
        profile["time"]["resolution"] = json!("day");
    };
    // The day summer time begins has 23 hours.
    let found = outcomes(day, "id,x,y,at,sort\n1,14,56,29/03 2026,lampa\n");
    let mapped = found[0].as_ref().expect("mapped");
    assert_eq!(
        mapped.draft["when"],
        json!({"kind": "interval", "from": "2026-03-29T00:00:00+01:00", "to": "2026-03-30T00:00:00+02:00"})
    );
    assert_eq!(mapped.told_at.to_string(), "2026-03-29T22:00:00Z");
    let month = |profile: &mut Value| {
        profile["time"]["formats"] = json!(["%Y-%m"]);
        profile["time"]["resolution"] = json!("month");
    };
    let found = outcomes(month, "id,x,y,at,sort\n1,14,56,2026-02,lampa\n");
    let when = &found[0].as_ref().expect("mapped").draft["when"];
    assert_eq!(
        *when,
        json!({"kind": "interval", "from": "2026-02-01T00:00:00+01:00", "to": "2026-03-01T00:00:00+01:00"})
    );
}

#[test]
fn two_ends_become_an_interval_that_is_over_when_it_is_told() {
    let ends = |profile: &mut Value| {
        profile["time"]["end_column"] = json!("end");
        profile["time"]["told_column"] = json!("told");
    };
    let file = "id,x,y,at,end,told,sort\n1,14,56,2026-01-01 20:00,2026-01-02 08:00,2026-01-02 09:00,lampa\n\
                2,14,56,2026-01-01 20:00,2026-01-02 08:00,2026-01-02 07:00,lampa\n3,14,56,2026-01-01 20:00,,,lampa\n\
                4,14,56,2026-01-01 20:00,2026-01-01 19:00,,lampa\n";
    let found = outcomes(ends, file);
    assert_eq!(codes(&found), ["ok", "ok", "ok", "bad_interval"]);
    let when = |at: usize| found[at].as_ref().expect("mapped").draft["when"].clone();
    assert_eq!(when(0)["to"], "2026-01-02T08:00:00+01:00");
    assert_eq!(when(1)["to"], "2026-01-02T07:00:00+01:00");
    assert_eq!(when(2)["kind"], "instant");
    assert_eq!(found[0].as_ref().expect("mapped").told_at.to_string(), "2026-01-02T08:00:00Z");
}

#[test]
fn instants_of_many_writings_are_the_same_instant() {
    let many = |profile: &mut Value| {
        profile["time"]["formats"] = json!(["rfc3339", "%Y/%m/%d %H:%M:%S%:::z", "%m/%d/%Y %I:%M:%S %p", "unix_ms"]);
    };
    let file = "id,x,y,at,sort\n1,14,56,2026-01-01T12:00:00Z,lampa\n2,14,56,2026/01/01 12:00:00+00,lampa\n\
                3,14,56,01/01/2026 01:00:00 PM,lampa\n4,14,56,1767268800000,lampa\n";
    let found = outcomes(many, file);
    for outcome in &found {
        let mapped = outcome.as_ref().expect("mapped");
        assert_eq!(mapped.draft["when"]["at"], "2026-01-01T13:00:00+01:00", "row {}", mapped.row);
    }
}

#[test]
fn metres_and_decimal_commas_are_converted_by_what_is_passed_in() {
    let metres = |crs: u32| {
        move |profile: &mut Value| profile["place"]["at"] = json!({"metres": {"east": "x", "north": "y", "crs": crs}})
    };
    let file = "id;x;y;at;sort\n1;1400000,5;5600000,0;2026-01-01 00:00;lampa\n";
    assert_eq!(outcomes(metres(3006), file)[0].as_ref().expect("mapped").point(), Some((14.000005, 56.0)));
    assert_eq!(codes(&outcomes(metres(9999), file)), ["bad_coordinates"]);
}

#[test]
fn geometries_pass_without_height_and_collections_of_one_as_the_one() {
    let geojson = |profile: &mut Value| {
        profile["format"] = json!("geojson");
        profile["place"]["at"] = json!({"geometry": {}});
    };
    let feature = |geometry: Value| json!({"type": "Feature", "geometry": geometry, "properties": {"at": "2026-01-01 00:00", "sort": "lampa"}});
    let features = [
        feature(json!({"type": "LineString", "coordinates": [[14.0, 56.0, 90.0], [14.1, 56.1, 90.0]]})),
        feature(json!({"type": "MultiPoint", "coordinates": [[14.0, 56.0]]})),
        feature(json!({"type": "MultiPoint", "coordinates": [[14.0, 56.0], [14.1, 56.0]]})),
        feature(json!({"type": "GeometryCollection", "geometries": []})),
        feature(json!({"type": "Point", "coordinates": []})),
        feature(Value::Null),
    ];
    let found = outcomes(geojson, &json!({"type": "FeatureCollection", "features": features}).to_string());
    assert_eq!(
        codes(&found),
        ["ok", "ok", "geometry_not_supported", "geometry_not_supported", "bad_coordinates", "no_coordinates"]
    );
    let geometry = |at: usize| found[at].as_ref().expect("mapped").draft["place"]["geometry"].clone();
    assert_eq!(geometry(0), json!({"type": "LineString", "coordinates": [[14.0, 56.0], [14.1, 56.1]]}));
    assert_eq!(geometry(1), json!({"type": "Point", "coordinates": [14.0, 56.0]}));
}

#[test]
fn rows_without_an_id_are_known_by_their_content_whatever_the_order_of_columns() {
    let nameless = |profile: &mut Value| profile["id"] = json!({});
    let ids = |file: &str| -> Vec<String> {
        outcomes(nameless, file).into_iter().map(|outcome| outcome.expect("mapped").source_id).collect()
    };
    let a =
        ids("x,y,at,sort\n14,56,2026-01-01 00:00,lampa\n14,56,2026-01-01 00:00,lampa\n15,56,2026-01-01 00:00,lampa\n");
    let b = ids(
        "sort,at,x,y,new\nlampa,2026-01-01 00:00,15,56,\nlampa,2026-01-01 00:00,14,56,\nlampa,2026-01-01 00:00,14,56,\n",
    );
    assert_eq!(a[1], format!("{}~2", a[0]));
    assert_eq!((&a[0], &a[1], &a[2]), (&b[1], &b[2], &b[0]));
}

#[test]
fn several_columns_make_one_id_and_odd_ones_are_hashed() {
    let two = |profile: &mut Value| profile["id"] = json!({"columns": ["id", "sort"], "repeats": "number"});
    let file = "id,x,y,at,sort\na,14,56,2026-01-01 00:00,lampa\na,15,56,2026-01-01 00:00,lampa\nå,14,56,2026-01-01 00:00,lampa\n";
    let ids: Vec<String> = outcomes(two, file).into_iter().map(|outcome| outcome.expect("mapped").source_id).collect();
    assert_eq!(ids[..2], ["a/lampa", "a/lampa~2"]);
    assert!(ids[2].starts_with("key-") && ids[2].is_ascii());
}
