//! The two engines have the same history.

use std::collections::BTreeSet;
use std::path::Path;

use trygghetskarta::store::{Store, StoreError};

use crate::support::{App, Database, Engine};

#[test]
fn every_migration_has_its_twin() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let files = std::fs::read_dir(folder).expect("the migrations");
        files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[tokio::test]
async fn opening_a_database_again_changes_nothing_and_its_secret_stays() {
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        let first = Store::open(&database.url).await.unwrap().secret("pepper", [1; 32]).await.unwrap();
        let again = Store::open(&database.url).await.unwrap().secret("pepper", [2; 32]).await.unwrap();
        assert_eq!((first, again), (vec![1; 32], vec![1; 32]));
    }
}

#[tokio::test]
async fn an_address_of_no_known_engine_is_refused_with_the_two_that_are() {
    for url in ["mysql://here/db", "trygghetskarta.db", ""] {
        let error = Store::open(url).await.expect_err("no engine");
        assert!(matches!(error, StoreError::UnknownEngine));
        assert!(error.to_string().contains("sqlite://") && error.to_string().contains("postgres://"));
    }
}

#[tokio::test]
async fn the_engine_says_its_name_and_answers() {
    for engine in Engine::BOTH {
        let app = App::without_town(engine).await;
        assert_eq!(app.store().engine(), format!("{engine:?}").to_lowercase());
        app.store().ping().await.unwrap();
        app.lose_database().await;
        assert!(matches!(app.store().ping().await, Err(StoreError::Unavailable(_))));
    }
}
