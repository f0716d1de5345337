//! The house stands: a module imports only from lower floors, or from its left on its own floor (src/README.md).

mod papers;
mod supply;

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the ground up, and on each floor from left to right.
const FLOORS: [&[&str]; 5] = [
    &["geodesy", "observation", "town", "report", "promise", "staff"],
    &["index", "analysis", "planning", "privacy", "interop"],
    &["store"],
    &["service"],
    &["http", "cli"],
];
/// What every floor may stand on: settings and the log know no rule of the field.
const PORCH: [&str; 2] = ["config", "telemetry"];

#[test]
fn a_module_imports_only_from_lower_floors_or_from_its_left() {
    let mut faults = Vec::new();
    for (file, text) in sources() {
        let Some((floor, place)) = room_of(&file).and_then(|room| position(&room)) else { continue };
        for imported in imports(&text) {
            let Some((other_floor, other_place)) = position(&imported) else { continue };
            let allowed = other_floor < floor || (other_floor == floor && other_place <= place);
            if !allowed {
                faults
                    .push(format!("{} imports crate::{imported}, which lies above it or to its right", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "the straight lines TOLD, SEEN, SHOWN would bend:\n{}", faults.join("\n"));
}

#[test]
fn every_room_has_its_place_in_the_house() {
    for entry in fs::read_dir(source_root()).expect("src is there") {
        let path = entry.expect("src can be read").path();
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        if ["main", "lib", "README"].contains(&name.as_str()) {
            continue;
        }
        assert!(
            position(&name).is_some() || PORCH.contains(&name.as_str()),
            "{name} has no floor: give it one in tests/house.rs and src/README.md"
        );
    }
}

#[test]
fn sql_is_written_in_the_store_alone() {
    for (file, text) in sources() {
        if room_of(&file).as_deref() == Some("store") {
            continue;
        }
        assert!(!text.contains("sqlx::query"), "{} speaks SQL: only `store` knows tables", file.display());
    }
}

#[test]
fn a_page_is_added_beside_its_rule_alone() {
    for (file, text) in sources() {
        if room_of(&file).as_deref() != Some("http") || file.ends_with("http/rules.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let adds = [".route(", ".route_service(", ".nest_service("].iter().find(|way| code.contains(**way));
        assert_eq!(adds, None, "{} adds a route past `rules::mounted`: nobody said who may use it", file.display());
    }
}

#[test]
fn thought_has_no_clock_no_dice_and_no_files() {
    for (file, text) in sources() {
        let pure = room_of(&file).and_then(|room| position(&room)).is_some_and(|(floor, _)| floor <= 1);
        let is_test = file.components().any(|part| part.as_os_str() == "tests") || file.ends_with("real_files.rs");
        if !pure || is_test {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for forbidden in ["Timestamp::now", "SystemTime::now", "Instant::now", "rand::random", "std::fs::", "tokio::"] {
            assert!(
                !code.contains(forbidden),
                "{} uses {forbidden}: seed, now and bytes are arguments",
                file.display()
            );
        }
    }
}

#[test]
fn only_privacy_makes_an_observation_or_clears_a_result() {
    for (file, text) in sources() {
        let room = room_of(&file).unwrap_or_default();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if room != "privacy" {
            assert!(!code.contains("Cleared::stamp"), "{} stamps a result: only privacy may", file.display());
        }
        // The index hands out again what it was given; nobody else puts one together.
        let may_hold = ["privacy", "index", "observation"].contains(&room.as_str());
        assert!(may_hold || !code.contains("Observation {"), "{} makes an observation", file.display());
    }
}

#[test]
fn only_the_command_line_says_that_a_file_is_somebodys_own() {
    for (file, text) in sources() {
        let room = room_of(&file).unwrap_or_default();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let may = ["privacy", "cli"].contains(&room.as_str());
        assert!(may || !code.contains("OwnFile"), "{}: what the store holds is nobody's own file", file.display());
    }
}

fn position(room: &str) -> Option<(usize, usize)> {
    let find = |(floor, rooms): (usize, &&[&str])| rooms.iter().position(|r| *r == room).map(|place| (floor, place));
    FLOORS.iter().enumerate().find_map(find)
}

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn room_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(source_root()).ok()?;
    let first = inside.components().next()?.as_os_str().to_string_lossy().into_owned();
    Some(first.trim_end_matches(".rs").to_owned())
}

fn imports(text: &str) -> impl Iterator<Item = String> + '_ {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![source_root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                // A folder of tests stands on any floor.
                if path.file_name().is_none_or(|name| name != "tests") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).expect("source is text");
                found.push((path, text));
            }
        }
    }
    found
}
