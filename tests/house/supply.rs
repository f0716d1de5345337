//! What the program is made of: `deny.toml` held without cargo-deny, and the same licences for what the browser gets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

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
