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
async fn a_new_file_and_its_log_are_read_by_nobody_else_on_the_machine() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/osby.db", folder.path().display());
    let store = Store::open(&url).await.unwrap();
    store.secret("pepper", [1; 32]).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
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

/// A pooler (PgBouncer) refuses whoever brings options it does not know.
#[tokio::test]
async fn a_connection_begins_without_options_and_has_them_all_the_same() {
    use tokio::io::AsyncReadExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://somebody@{}/name?sslmode=disable", listener.local_addr().unwrap());
    let greeted = async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let length = stream.read_u32().await.unwrap() as usize;
        let mut startup = vec![0; length - 4];
        stream.read_exact(&mut startup).await.unwrap();
        startup
    };
    let (opened, startup) = tokio::join!(Store::open(&url), greeted);
    let asks = |what: &[u8]| startup.windows(what.len()).any(|part| part == what);
    assert!(asks(b"trygghetskarta") && !asks(b"options"), "{}", String::from_utf8_lossy(&startup));
    assert!(opened.is_err(), "nobody was there");

    let app = App::without_town(Engine::Postgres).await;
    assert_eq!(app.texts("SHOW plan_cache_mode").await, [Some("force_generic_plan".to_owned())]);
    assert_eq!(app.texts("SHOW lock_timeout").await, [Some("1500ms".to_owned())]);
}
