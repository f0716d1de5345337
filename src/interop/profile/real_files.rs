//! The profiles in `geodata/profiles` on the real files in `shared/data`.
//!
//! The files are not in the repository. They are looked for in `$TK_SHARED_DATA`, else beside the
//! crate; where they are not, the tests say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::{Mapper, Profile, Tally};
use crate::interop::pileup::{PileUp, PileUps};

/// What an import of a whole set gave.
struct Outcome {
    tally: Tally,
    n_ids: usize,
    n_texts: u32,
    n_masked: u32,
    pile_ups: Vec<PileUp>,
}

fn shared_data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = std::env::var_os("TK_SHARED_DATA").map_or_else(beside, PathBuf::from);
    if folder.join("incidents").is_dir() {
        return Some(folder.join("incidents"));
    }
    // Past the capture of the test harness: what was not tested is said even when everything else passed.
    let _ = writeln!(std::io::stderr(), "shared data not there: {}", folder.display());
    None
}

fn profile(name: &str) -> Profile {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata/profiles").join(format!("{name}.json"));
    let profile = Profile::parse(&std::fs::read_to_string(file).expect("the profile is in the repository"));
    let profile = profile.expect("a good profile");
    assert_eq!(profile.name, name);
    profile
}

/// Files of a folder, or the one file, in the order of their names.
fn files(at: &Path) -> Vec<PathBuf> {
    if at.is_file() {
        return vec![at.to_owned()];
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(at).expect("the folder is there").map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    files
}

fn import(name: &str, files: &[PathBuf]) -> Outcome {
    let mut mapper = Mapper::new(profile(name), |_, _, _| None).expect("a good profile").with_words();
    let mut outcome = Outcome { tally: Tally::default(), n_ids: 0, n_texts: 0, n_masked: 0, pile_ups: Vec::new() };
    let (mut ids, mut pile_ups) = (BTreeSet::new(), PileUps::default());
    for file in files {
        let source = BufReader::new(File::open(file).expect("the file is there"));
        let end = mapper.read(source, |row| {
            outcome.tally.count(&row);
            match row {
                Ok(mapped) => {
                    if let Some((lon, lat)) = mapped.point() {
                        pile_ups.add(lon, lat, &mapped.kind);
                    }
                    assert!(mapped.source_id.len() <= 130 && mapped.source_id.bytes().all(|b| b.is_ascii_graphic()));
                    if let Some(text) = mapped.draft["text"].as_str() {
                        outcome.n_texts += 1;
                        outcome.n_masked += u32::from(text.contains("[borttaget"));
                    }
                    ids.insert(mapped.source_id);
                }
                Err(reject) => assert!(reject.row > 0 && !reject.reason.is_empty()),
            }
            ControlFlow::Continue(())
        });
        end.expect("a whole file");
    }
    outcome.n_ids = ids.len();
    outcome.pile_ups = pile_ups.suspicious();
    println!("{name}: {:#?}", outcome.tally);
    println!("default points: {:#?}", outcome.pile_ups);
    let tally = &outcome.tally;
    assert_eq!(tally.n_read, tally.n_mapped + tally.rejected.values().sum::<u64>());
    assert_eq!(tally.n_mapped, tally.mapped.values().sum::<u64>());
    assert_eq!(tally.n_mapped, outcome.n_ids as u64, "every row has an id of its own");
    outcome
}

fn counts<const N: usize>(pairs: [(&str, u64); N]) -> BTreeMap<String, u64> {
    pairs.into_iter().map(|(name, n)| (name.to_owned(), n)).collect()
}

#[test]
fn boston_311_is_read_whole_and_its_default_point_is_found() {
    let Some(data) = shared_data() else { return };
    let outcome = import("boston-311-2015", &files(&data.join("boston-311-2015")));
    assert_eq!(outcome.tally.n_read, 45_965);
    let expected = counts([
        ("unsafe_place/lamp_outage", 7_956 + 599),
        ("unsafe_place/poor_lighting", 1_429 + 55 + 39),
        ("unsafe_place/vandalism", 4_284 + 1_404),
        ("unsafe_place/litter", 622 + 45),
        ("unsafe_place/other", 785),
    ]);
    assert_eq!(outcome.tally.mapped, expected);
    assert_eq!(outcome.tally.rejected.keys().collect::<Vec<_>>(), ["category_not_mapped"]);
    let outages = &outcome.pile_ups[0];
    assert_eq!(
        (outages.kind.as_str(), outages.n, outages.lon, outages.lat),
        ("street light outages", 1_039, -71.0587, 42.3594)
    );
    assert!((0.130..0.131).contains(&outages.share));
    assert!(outcome.pile_ups.iter().all(|found| (found.lon, found.lat) == (-71.0587, 42.3594)));
}

#[test]
fn the_vision_zero_concerns_are_read_whole() {
    let Some(data) = shared_data() else { return };
    let outcome = import("boston-visionzero", &files(&data.join("boston-visionzero-concerns-2016.json.gz")));
    assert_eq!(outcome.tally.n_read, 8_503);
    // The three and two with remains of HTML before the words are among them.
    assert_eq!(outcome.tally.mapped, counts([("speeding", 1_223 + 3), ("unsafe_place/blocked_sight", 427 + 2 + 29)]));
    // American residents have no Swedish plates or numbers. What is found are streets that bear somebody's name and no
    // word for street ("Paul Gore").
    println!("{} of {} texts were masked", outcome.n_masked, outcome.n_texts);
    assert_eq!((outcome.n_texts, outcome.n_masked), (1_151, 6));
    assert_eq!(outcome.pile_ups, []);
}

#[test]
fn the_fixmystreet_reports_are_read_whole() {
    let Some(data) = shared_data() else { return };
    let outcome = import("bathnes-fixmystreet", &files(&data.join("bathnes-fixmystreet/fms_latest.json.gz")));
    assert_eq!(outcome.tally.n_read, 1_084);
    let expected = counts([
        ("unsafe_place/lamp_outage", 75),
        ("unsafe_place/vandalism", 18),
        ("unsafe_place/litter", 200 + 111 + 72 + 8),
        ("unsafe_place/blocked_sight", 17 + 18),
    ]);
    assert_eq!(outcome.tally.mapped, expected);
    assert_eq!(outcome.pile_ups, []);
}

#[test]
fn police_uk_is_read_whole_and_its_snapped_points_are_not_default_points() {
    let Some(data) = shared_data() else { return };
    let files = files(&data.join("police-uk"));
    let outcome = import("police-uk", &files);
    assert_eq!(outcome.tally.n_read, 115_408);
    assert_eq!(outcome.tally.rejected["no_coordinates"], 7_690 + 77);
    assert!(!outcome.tally.rejected.contains_key("repeated_id"));
    assert_eq!(outcome.pile_ups, []);
    let profile = profile("police-uk");
    for file in &files {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let municipality = profile.municipality_of(name).expect("every file has its force");
        assert!(name.contains(&municipality.code));
        assert_eq!(import("police-uk", std::slice::from_ref(file)).pile_ups, [], "{name}");
    }
}

#[test]
fn importing_again_gives_the_same_ids_in_any_order_of_files() {
    let Some(data) = shared_data() else { return };
    let mut files = files(&data.join("police-uk"));
    files.retain(|file| file.to_string_lossy().contains("cumbria"));
    let ids = |files: &[PathBuf]| -> BTreeSet<String> {
        let mut mapper = Mapper::new(profile("police-uk"), |_, _, _| None).expect("good");
        let mut ids = BTreeSet::new();
        for file in files {
            let end = mapper.read(File::open(file).expect("there"), |row| {
                ids.extend(row.ok().map(|mapped| mapped.source_id));
                ControlFlow::Continue(())
            });
            end.expect("whole");
        }
        ids
    };
    let forwards = ids(&files);
    files.reverse();
    assert_eq!(forwards, ids(&files));
}

#[test]
fn every_profile_maps_only_to_the_catalogue_and_names_its_licence() {
    // The contract's catalogue; the house has its own test against `observation`.
    const CAUSES: [&str; 9] = [
        "poor_lighting",
        "lamp_outage",
        "blocked_sight",
        "vandalism",
        "litter",
        "deserted",
        "threatening_gathering",
        "drug_dealing_seen",
        "other",
    ];
    for name in ["boston-311-2015", "boston-visionzero", "bathnes-fixmystreet", "police-uk"] {
        let profile = profile(name);
        for (category, causes) in profile.targets() {
            let is_known = match category {
                "unsafe_place" => !causes.is_empty() && causes.iter().all(|cause| CAUSES.contains(&cause.as_str())),
                "speeding" => causes.is_empty(),
                _ => false,
            };
            assert!(is_known, "{name}: {category} {causes:?}");
        }
        assert!(!profile.licence.is_empty() && !profile.attribution.is_empty());
        assert!(profile.municipalities.iter().all(|m| m.bbox[0] < m.bbox[2] && m.bbox[1] < m.bbox[3]));
    }
}
