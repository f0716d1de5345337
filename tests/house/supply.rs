//! What the program is made of: `deny.toml` held without cargo-deny, and the same licences for what the browser gets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::said;

/// A crate of the tree as it is built on this machine.
struct Crate {
    name: String,
    version: String,
    licence: String,
}

#[test]
fn every_crate_has_a_licence_from_the_list() {
    let allowed = texts_of("allow");
    for part in crates() {
        assert!(
            is_allowed(&part.licence, &allowed),
            "{} {} is under {:?}: deny.toml lists what may be",
            part.name,
            part.version,
            part.licence
        );
    }
}

#[test]
fn what_the_browser_gets_has_a_licence_from_the_list() {
    let allowed = texts_of("allow");
    for (name, package) in npm_packages().iter().filter(|(_, package)| package["dev"] != true) {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence, &allowed), "{name} is under {licence:?}: deny.toml lists what may be");
    }
}

#[test]
fn every_part_comes_from_its_registry_and_has_a_checksum() {
    let lock = read("Cargo.lock");
    let mut n_ours = 0;
    for package in lock.split("[[package]]").skip(1) {
        let name = value_of(package, "name").expect("a package has a name");
        match value_of(package, "source") {
            None => n_ours += 1,
            Some(source) => {
                assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index", "{name}");
                assert!(value_of(package, "checksum").is_some(), "{name} has no checksum");
            }
        }
    }
    assert_eq!(n_ours, 1, "the program itself is the only crate that comes from a folder");
    for (name, package) in npm_packages() {
        assert!(package["integrity"].is_string(), "{name} has no checksum");
        // Without an address npm takes the registry it is set up with; git and tarballs would need one.
        assert!(package["resolved"].is_null() && package["link"].is_null(), "{name} comes from an address of its own");
    }
}

#[test]
fn the_fuzzer_is_built_with_the_crates_of_the_program() {
    // Its lock is a file of its own, and `make fuzz` takes it as it stands.
    let (lock, fuzzed) = (read("Cargo.lock"), read("fuzz/Cargo.lock"));
    let named = |package: &str| Some((value_of(package, "name")?.to_owned(), value_of(package, "version")?.to_owned()));
    let ours: BTreeSet<(String, String)> = lock.split("[[package]]").filter_map(named).collect();
    let is_ours = |name: &str| ours.iter().any(|(own, _)| own == name);
    for (name, version) in fuzzed.split("[[package]]").filter_map(named).filter(|(name, _)| is_ours(name)) {
        let known = ours.contains(&(name.clone(), version.clone()));
        assert!(known, "{name} {version} is fuzzed: cp Cargo.lock fuzz/ && cd fuzz && cargo update --workspace");
    }
    let written = |package: &str| value_of(package, "name") == Some("trygghetskarta");
    let program = fuzzed.split("[[package]]").find(|package| written(package)).expect("the program");
    let manifest = read("Cargo.toml");
    let wanted = manifest.split("[dependencies]\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    for line in wanted.expect("dependencies").lines() {
        let name = line.split(" = ").next().expect("a name");
        let there = program.contains(&format!("\"{name}\"")) || program.contains(&format!("\"{name} "));
        assert!(there, "{name} is not in fuzz/Cargo.lock: cp Cargo.lock fuzz/ && cd fuzz && cargo update --workspace");
    }
}

#[test]
fn the_bill_of_materials_names_every_part_with_version_licence_and_checksum() {
    if Command::new("node").arg("--version").output().is_err() {
        return said("not tested: scripts/sbom.mjs, for want of node");
    }
    let out = "target/sbom-of-the-test.cdx.json";
    let made = Command::new("node").args(["scripts/sbom.mjs", out]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let made = made.expect("node runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bom: Value = serde_json::from_str(&read(out)).expect("it is JSON");
    assert_eq!((&bom["bomFormat"], &bom["specVersion"]), (&Value::from("CycloneDX"), &Value::from("1.6")));
    let mut refs: BTreeSet<&str> = bom["metadata"]["component"]["bom-ref"].as_str().into_iter().collect();
    for part in bom["components"].as_array().expect("components") {
        let name = part["bom-ref"].as_str().expect("a name");
        assert!(refs.insert(name), "{name} is there twice");
        assert!(part["version"].is_string() && part["purl"] == name, "{part}");
        let (sum, licence) = (&part["hashes"][0]["content"], &part["licenses"][0]["expression"]);
        assert!(sum.as_str().is_some_and(|sum| matches!(sum.len(), 64 | 128)) && licence.is_string(), "{part}");
    }
    for one in bom["dependencies"].as_array().expect("what needs what") {
        let needed = one["dependsOn"].as_array().expect("a list").iter().chain([&one["ref"]]);
        for part in needed {
            assert!(refs.contains(part.as_str().expect("a name")), "{part} is needed and not listed");
        }
    }
    // What cargo says is linked, counted by this test's own reading of the tree.
    for name in ["axum", "sqlx", "ring", "geo", "rust-embed"] {
        let part = crates().into_iter().find(|part| part.name == name).expect("a crate of the tree");
        assert!(refs.contains(&*format!("pkg:cargo/{name}@{}", part.version)), "{name}");
    }
    for name in npm_packages().iter().filter(|(_, package)| package["dev"] != true).map(|(path, _)| path) {
        let name = name.rsplit("node_modules/").next().expect("a name").replace('@', "%40");
        assert!(refs.iter().any(|one| one.starts_with(&format!("pkg:npm/{name}@"))), "{name}");
    }
}

#[test]
fn no_crate_is_there_twice_without_a_reason() {
    let known = texts_of("skip");
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in crates() {
        versions.entry(part.name).or_default().insert(part.version);
    }
    for (name, versions) in versions {
        let unknown: Vec<_> = versions.iter().filter(|v| !known.contains(&format!("{name}@{v}"))).collect();
        assert!(unknown.len() <= 1, "{name} is there as {versions:?}: one version, or a reason in deny.toml");
    }
    let lock = read("Cargo.lock");
    for spec in known {
        let (name, version) = spec.split_once('@').expect("crate@version");
        let entry = format!("name = \"{name}\"\nversion = \"{version}\"");
        assert!(lock.contains(&entry), "{spec} is no longer there: take its line out of deny.toml");
    }
}

#[test]
fn nothing_banned_is_in_the_tree() {
    let banned = texts_of("deny");
    assert!(banned.contains("openssl"));
    for part in crates() {
        assert!(!banned.contains(&part.name), "{}: deny.toml says why it may not be", part.name);
    }
}

#[test]
fn licence_expressions_are_read_as_spdx_means_them() {
    let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned).into();
    for (expression, may) in [
        ("MIT", true),
        ("MIT/GPL-3.0", true),
        ("GPL-3.0 OR MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
        ("MIT OR GPL-3.0 AND AGPL-3.0", true),
        ("(MIT OR GPL-3.0) AND AGPL-3.0", false),
        ("Apache-2.0 WITH LLVM-exception", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), may, "{expression}");
    }
}

/// OR of ANDs, with brackets; a licence with an exception is a licence of its own.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<String> = Vec::new();
    for word in spaced.split_whitespace() {
        match words.last_mut() {
            Some(last) if word == "WITH" || last.ends_with(" WITH") => *last = format!("{last} {word}"),
            _ => words.push(word.to_owned()),
        }
    }
    let mut rest = words.iter().map(String::as_str).peekable();
    either(&mut rest, allowed) && rest.peek().is_none()
}

fn either<'b>(words: &mut std::iter::Peekable<impl Iterator<Item = &'b str>>, allowed: &BTreeSet<String>) -> bool {
    let mut so = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        so |= both(words, allowed);
    }
    so
}

fn both<'b>(words: &mut std::iter::Peekable<impl Iterator<Item = &'b str>>, allowed: &BTreeSet<String>) -> bool {
    let mut so = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        so &= one(words, allowed);
    }
    so
}

fn one<'b>(words: &mut std::iter::Peekable<impl Iterator<Item = &'b str>>, allowed: &BTreeSet<String>) -> bool {
    match words.next() {
        Some("(") => {
            let so = either(words, allowed);
            words.next_if_eq(&")").is_some() && so
        }
        Some(licence) => allowed.contains(licence),
        None => false,
    }
}

fn crates() -> Vec<Crate> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal,build,dev", "--prefix", "none", "--no-dedupe"])
        .args(["--format", "{p}|{l}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be asked");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8(tree.stdout).expect("cargo writes text");
    let lines: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let read = |line: &str| {
        let (package, licence) = line.split_once('|')?;
        let (name, rest) = package.split_once(" v")?;
        let version = rest.split_whitespace().next()?.to_owned();
        Some(Crate { name: name.to_owned(), version, licence: licence.to_owned() })
    };
    let found: Vec<Crate> = lines.into_iter().filter_map(read).collect();
    assert!(found.len() > 200, "the tree has {} crates only", found.len());
    found
}

fn npm_packages() -> BTreeMap<String, Value> {
    let lock: Value = serde_json::from_str(&read("web/package-lock.json")).expect("the lock file is JSON");
    let packages = lock["packages"].as_object().expect("packages").clone();
    // The first is the web itself.
    packages.into_iter().filter(|(name, _)| !name.is_empty()).collect()
}

/// The texts of a list of `deny.toml`; of an entry with a crate and a reason, the crate.
fn texts_of(list: &str) -> BTreeSet<String> {
    let text = read("deny.toml");
    let start = text.find(&format!("\n{list} = [\n")).unwrap_or_else(|| panic!("{list} stands in deny.toml"));
    let lines = text[start..].lines().skip(2).take_while(|line| *line != "]");
    lines.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

fn value_of<'a>(package: &'a str, key: &str) -> Option<&'a str> {
    let start = format!("{key} = \"");
    package.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix('"'))
}

fn read(path: &str) -> String {
    let whole = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&whole).unwrap_or_else(|error| panic!("{path}: {error}"))
}
