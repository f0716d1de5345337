//! What is written about the program is so: links lead somewhere, tests that are named exist, and the README stays
//! short.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_README: usize = 150;
const THREAT_MODEL: &str = "docs/security/threat-model.md";

#[test]
fn every_link_of_every_text_leads_to_a_file() {
    let texts = files_with(&["md"]);
    assert!(texts.len() > 10);
    let mut faults = Vec::new();
    for text in &texts {
        for target in links(&fs::read_to_string(text).expect("a text")) {
            if ["http://", "https://", "mailto:", "#"].iter().any(|start| target.starts_with(start)) {
                continue;
            }
            let path = target.split('#').next().unwrap_or_default();
            // `crate::` and bare names are rustdoc's; it checks them itself.
            let is_path = path.contains('/') || path.contains('.');
            if is_path && !path.contains("::") && !text.parent().expect("a folder").join(path).exists() {
                faults.push(format!("{}: {target}", text.display()));
            }
        }
    }
    assert!(faults.is_empty(), "links that lead nowhere:\n{}", faults.join("\n"));
}

#[test]
fn every_test_and_file_the_threat_model_names_is_there() {
    let text = fs::read_to_string(root().join(THREAT_MODEL)).expect("the threat model");
    assert!(text.lines().count() <= 200, "the threat model is to be read in one go");
    let known = test_names();
    let mut n_tests = 0;
    for word in text.split('`').skip(1).step_by(2) {
        let is_sentence = word.matches('_').count() >= 2 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_sentence {
            assert!(known.contains(word), "no test is called {word}");
            n_tests += 1;
        }
        let is_file = [".rs", ".ts", ".tsx", ".mjs", ".sql", ".toml", ".md"].iter().any(|end| word.ends_with(end));
        if is_file {
            assert!(root().join(word).exists(), "there is no file {word}");
        }
    }
    assert!(n_tests > 20, "it names {n_tests} tests only");
}

#[test]
fn the_readme_is_short_enough_to_be_read() {
    let n_lines = fs::read_to_string(root().join("README.md")).expect("the README").lines().count();
    assert!(n_lines <= LONGEST_README, "{n_lines} lines");
}

/// The names of all functions in `src` and `tests`, and of the browser tests' files none: their names are sentences.
fn test_names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files_with(&["rs"]) {
        let text = fs::read_to_string(file).expect("source is text");
        for line in text.lines() {
            let after = line.trim_start().trim_start_matches("pub ").trim_start_matches("async ");
            if let Some(rest) = after.strip_prefix("fn ") {
                names.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            }
        }
    }
    names
}

/// The targets of `[words](target)` outside code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code {
            continue;
        }
        // Every second part stands between backticks; `[`words`](target)` opens in one and closes in the next.
        let bare: String = line.split('`').enumerate().map(|(n, part)| if n % 2 == 1 { "x" } else { part }).collect();
        found.extend(bare.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()).map(str::to_owned));
    }
    found
}

fn files_with(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be read") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() && !path.is_symlink() {
                let is_made = ["target", "node_modules", "dist", "data", "bench-data"].contains(&name.as_str());
                if !is_made && (!name.starts_with('.') || name == ".ci") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| endings.iter().any(|end| ending == *end)) {
                found.push(path);
            }
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
