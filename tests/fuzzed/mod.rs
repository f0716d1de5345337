//! Every file of the fuzzer's corpus through the function it was found with: none may panic.

#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use std::path::Path;

#[test]
fn the_corpus_of_every_target_is_read_without_a_panic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in targets::TARGETS {
        let folder = corpus.join(name);
        let files = folder.read_dir().unwrap_or_else(|error| panic!("fuzz/corpus/{name}: {error}"));
        let mut paths: Vec<_> = files.map(|entry| entry.expect("a file").path()).collect();
        paths.sort();
        assert!(!paths.is_empty(), "fuzz/corpus/{name} is empty");
        for path in paths {
            let bytes = std::fs::read(&path).expect("a file");
            let read = std::panic::catch_unwind(|| target(&bytes));
            assert!(read.is_ok(), "{} panics", path.display());
        }
    }
}

#[test]
fn every_folder_of_the_corpus_has_its_target() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for entry in corpus.read_dir().expect("the corpus") {
        let name = entry.expect("a folder").file_name();
        assert!(targets::TARGETS.iter().any(|(known, _)| name == *known), "{}: no such target", name.display());
    }
}
