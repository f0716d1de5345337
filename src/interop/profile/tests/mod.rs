//! Small made-up files: what a profile says, and what it does with odd rows.

mod values;

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::*;
use crate::interop::table::TableError;

/// A profile for a CSV with the columns id, x, y, at, sort; changed as the test wants.
fn profile_with(change: impl FnOnce(&mut Value)) -> Result<Profile, ProfileError> {
    let mut profile = json!({
        "name": "test", "title": "Test", "source": "made up", "licence": "CC0", "attribution": "nobody",
        "municipalities": [{"code": "1273", "name": "Osby", "epsg": 3006, "bbox": [13.7, 56.2, 14.3, 56.6], "time_zone": "Europe/Stockholm"}],
        "format": "csv",
        "id": {"columns": ["id"]},
        "place": {"at": {"degrees": {"lon": "x", "lat": "y"}}, "source": "address", "accuracy_m": 20},
        "time": {"column": "at", "formats": ["%Y-%m-%d %H:%M"], "zone": "Europe/Stockholm"},
        "category": {"column": "sort", "map": {
            "mörkt": {"category": "unsafe_place", "causes": ["poor_lighting"]},
            "lampa": {"category": "unsafe_place", "causes": ["lamp_outage"], "note": "släckt"}
        }, "skip": {"snö": "snow clearing"}}
    });
    change(&mut profile);
    Profile::parse(&profile.to_string())
}

fn mapped_by(profile: Profile, file: &str) -> (Vec<Result<Mapped, Reject>>, Result<u64, ImportError>) {
    let mut mapper = Mapper::new(profile, |crs, east, north| (crs == 3006).then_some((east / 1e5, north / 1e5)))
        .expect("a known zone")
        .with_words();
    let mut outcomes = Vec::new();
    let end = mapper.read(file.as_bytes(), |outcome| {
        outcomes.push(outcome);
        ControlFlow::Continue(())
    });
    (outcomes, end)
}

fn outcomes(change: impl FnOnce(&mut Value), file: &str) -> Vec<Result<Mapped, Reject>> {
    let (outcomes, end) = mapped_by(profile_with(change).expect("a good profile"), file);
    assert_eq!(end.expect("a good file"), outcomes.len() as u64);
    outcomes
}

fn codes(outcomes: &[Result<Mapped, Reject>]) -> Vec<&str> {
    outcomes
        .iter()
        .map(|outcome| outcome.as_ref().map_or_else(|reject| reject.reason_code.as_str(), |_| "ok"))
        .collect()
}

#[test]
fn a_row_becomes_a_draft_of_the_contract() {
    let found = outcomes(|_| {}, "id,x,y,at,sort\n7, 13.99 ,56.38,2026-07-01 21:15, Mörkt \n");
    let mapped = found[0].as_ref().expect("mapped");
    assert_eq!(
        mapped.draft,
        json!({
            "category": "unsafe_place", "causes": ["poor_lighting"],
            "place": {"geometry": {"type": "Point", "coordinates": [13.99, 56.38]}, "source": "address", "accuracy_m": 20.0},
            "when": {"kind": "instant", "at": "2026-07-01T21:15:00+02:00"}
        })
    );
    assert_eq!((mapped.row, mapped.source_id.as_str(), mapped.kind.as_str()), (1, "7", "mörkt"));
    assert_eq!(mapped.told_at.to_string(), "2026-07-01T19:15:00Z");
    assert_eq!(mapped.point(), Some((13.99, 56.38)));
}

#[test]
fn every_odd_row_is_rejected_with_its_code_and_without_its_words() {
    let file = "id,x,y,at,sort\n1,,56,2026-01-01 00:00,lampa\n2,0,0,2026-01-01 00:00,lampa\n3,Anna,56,2026-01-01 00:00,lampa\n\
                4,190,56,2026-01-01 00:00,lampa\n5,14,56,2026-01-01 00:00,Anna\n6,14,56,2026-01-01 00:00,snö\n7,14,56,,lampa\n\
                8,14,56,Anna,lampa\n9,14\n9,14,56,2026-01-01 00:00,lampa\n9,14,56,2026-01-01 00:00,lampa\n";
    let found = outcomes(|_| {}, file);
    let expected = [
        "no_coordinates",
        "no_coordinates",
        "bad_coordinates",
        "bad_coordinates",
        "category_not_mapped",
        "category_not_mapped",
        "no_time",
        "bad_time",
        "wrong_number_of_values",
        "ok",
        "repeated_id",
    ];
    assert_eq!(codes(&found), expected);
    let mut tally = Tally::default();
    found.iter().for_each(|outcome| tally.count(outcome));
    assert_eq!(tally.n_read, tally.n_mapped + tally.rejected.values().sum::<u64>());
    assert!(found.iter().flat_map(|outcome| outcome.as_ref().err()).all(|reject| !reject.reason.contains("Anna")));
    assert_eq!(found[5].as_ref().expect_err("skipped").reason, "snow clearing");
}

#[test]
fn a_missing_column_is_named_before_any_row_is_mapped() {
    let (found, end) =
        mapped_by(profile_with(|_| {}).expect("good"), "id,x,lat,when,sort\n1,14,56,2026-01-01 00:00,lampa\n");
    assert_eq!(found.len(), 0);
    assert_eq!(end.expect_err("missing").to_string(), "the file lacks columns that profile \"test\" needs: y, at");
}

#[test]
fn rows_before_a_break_in_the_file_are_delivered() {
    let profile = profile_with(|profile| profile["format"] = json!("json")).expect("good");
    let file = r#"[{"id":1,"x":14,"y":56,"at":"2026-01-01 00:00","sort":"lampa"},{"id":2,"x":"#;
    let (found, end) = mapped_by(profile, file);
    assert_eq!(codes(&found), ["ok"]);
    assert!(matches!(end, Err(ImportError::Table(TableError::Row { row: 2, .. }))));
}

#[test]
fn words_come_only_when_asked_for_and_masked() {
    let file = "id,x,y,at,sort,words\n1,14,56,2026-01-01 00:00,lampa,ABC 123 varje kväll\n";
    let with_text = |profile: &mut Value| profile["text"] = json!("words");
    let text = outcomes(with_text, file)[0].as_ref().expect("mapped").draft["text"].clone();
    assert_eq!(text, "[borttaget: registreringsnummer] varje kväll");
    let mut mapper = Mapper::new(profile_with(with_text).expect("good"), |_, _, _| None).expect("good");
    let end = mapper.read(file.as_bytes(), |outcome| {
        assert_eq!(outcome.expect("mapped").draft.get("text"), None);
        ControlFlow::Continue(())
    });
    assert_eq!(end.expect("good"), 1);
}

#[test]
fn rows_that_are_not_wanted_carry_the_profiles_own_reason() {
    let rule = |profile: &mut Value| {
        profile["leave_out"] =
            json!([{"column": "id", "contains": "Test", "code": "trial", "reason": "entered to try the system"}]);
    };
    let found =
        outcomes(rule, "id,x,y,at,sort\na test 1,14,56,2026-01-01 00:00,lampa\n2,14,56,2026-01-01 00:00,lampa\n");
    assert_eq!(codes(&found), ["trial", "ok"]);
}

#[test]
fn prefixes_suffixes_and_everything_else_can_be_mapped_and_the_longest_key_wins() {
    let by = |matching: &'static str| {
        move |profile: &mut Value| {
            profile["category"] = json!({"column": "sort", "matching": matching,
                "map": {"lamp": {"category": "a"}, "lamp out": {"category": "b"}},
                "skip": {"lamp out of reach": "no"}, "otherwise": {"category": "c"}});
        }
    };
    let file = |value: &str| format!("id,x,y,at,sort\n1,14,56,2026-01-01 00:00,{value}\n");
    let category = |matching: &'static str, value: &str| match &outcomes(by(matching), &file(value))[0] {
        Ok(mapped) => mapped.draft["category"].as_str().unwrap_or_default().to_owned(),
        Err(reject) => reject.reason_code.clone(),
    };
    assert_eq!(category("prefix", "Lamp broken"), "a");
    assert_eq!(category("prefix", "LAMP OUT again"), "b");
    assert_eq!(category("prefix", "lamp out of reach"), "category_not_mapped");
    assert_eq!(category("suffix", "my lamp"), "a");
    assert_eq!(category("exact", "lamp out!"), "c");
}

#[test]
fn a_faulty_profile_says_what_is_wrong() {
    let fault = |change: fn(&mut Value)| profile_with(change).expect_err("a fault").to_string();
    for (message, words) in [
        (fault(|p| p["colour"] = json!(1)), "unknown field `colour`"),
        (fault(|p| p["place"]["at"] = json!({"degrees": {"lon": "x"}})), "missing field `lat`"),
        (fault(|p| p["place"]["at"] = json!({"degrees": {"lon": "x", "lat": "y", "z": 1}})), "unknown field `z`"),
        (fault(|p| p["time"]["zone"] = json!("Sverige")), "not a time zone"),
        (fault(|p| p["time"]["formats"] = json!([])), "at least one format"),
        (fault(|p| p["time"]["formats"] = json!(["%Y-%m-%d"])), "does not tell the second"),
        (fault(|p| p["time"]["formats"] = json!(["%Y-%m-%d %I:%M"])), "does not tell the second"),
        (fault(|p| p["time"]["formats"] = json!(["%Y-%J"])), "is not a time format"),
        (fault(|p| p["category"]["map"]["Stor"] = json!({"category": "a"})), "lower case"),
        (fault(|p| p["category"]["skip"]["lampa"] = json!("no")), "both mapped and skipped"),
        (fault(|p| p["leave_out"] = json!([{"column": "a", "code": "b", "reason": "c"}])), "either"),
        (fault(|p| p["place"]["at"] = json!({"geometry": {}})), "geojson"),
        (fault(|p| p["municipalities"] = json!([])), "municipality"),
    ] {
        assert!(message.contains(words), "{message}");
    }
    assert!(Profile::parse("{").expect_err("broken").to_string().contains("line 1"));
}
