//! The disk is full, or nothing can be written to it.

use super::{lives, osby, rounds, status};
use crate::support::{Cluster, Database, Engine, Program, Volume, Writers};

#[tokio::test]
async fn a_full_disk_under_sqlite_refuses_and_goes_on_when_there_is_room() {
    // While people tell all the time SQLite's log grows to 64 MB before it begins anew: with less it would fill the
    // disk itself.
    let Some(volume) = Volume::new(96) else { return };
    let url = format!("sqlite://{}", volume.path().join("full.db").display());
    osby(&url);
    let program = Program::serve(&url);
    let writers = Writers::telling(&program, 6, "f");
    for _ in 0..rounds(2) {
        writers.tell_more(20);
        volume.fill();
        writers.are_refused(20);
        lives(&program);
        assert_eq!(status(&program, "/health/ready"), 200);
        assert_eq!(program.get("/api/v1/heat", "").expect("an answer").status, 200);
        volume.free();
        writers.tell_more(20);
        assert_eq!(status(&program, "/api/v1/heat"), 200);
    }
    writers.all_there(&url, "a full disk under SQLite").await;
}

#[tokio::test]
async fn a_full_disk_under_postgresql_refuses_and_goes_on_when_there_is_room() {
    let Some(volume) = Volume::new(96) else { return };
    let data = volume.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    let cluster = Cluster::in_folder(data);
    osby(&cluster.url());
    let program = Program::serve(&cluster.url());
    let writers = Writers::telling(&program, 6, "p");
    for _ in 0..rounds(1) {
        writers.tell_more(20);
        volume.fill();
        writers.are_refused(20);
        lives(&program);
        assert_eq!(program.get("/api/v1/heat", "").expect("an answer").status, 200);
        volume.free();
        // PostgreSQL stops itself where its log has no room; who watches over it starts it again.
        cluster.start_again();
        writers.tell_more(20);
    }
    writers.all_there(&cluster.url(), "a full disk under PostgreSQL").await;
}

#[tokio::test]
async fn a_backup_that_does_not_fit_leaves_nothing_that_looks_like_one() {
    let Some(volume) = Volume::new(1) else { return };
    let database = Database::new(Engine::Sqlite).await;
    let (status, _, errors) = Program::run(&database.url, &["demo", "--no-serve"]);
    assert!(status.success(), "{errors}");
    volume.fill();
    let file = volume.path().join("backup");
    let (status, _, errors) = Program::run(&database.url, &["backup", file.to_str().expect("a name")]);
    assert!(!status.success() && errors.contains("No space left"), "{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    let left: Vec<_> = volume.path().read_dir().expect("the volume").map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["filler"]);
}

#[test]
fn a_database_nobody_may_write_to_is_refused_in_one_sentence_and_is_none_the_worse() {
    let Some(volume) = Volume::new(16) else { return };
    let url = format!("sqlite://{}", volume.path().join("locked.db").display());
    osby(&url);
    assert!(volume.lock());
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["municipality", "add", "--code", "1"], &["publish"]]
    {
        let (status, printed, errors) = Program::run(&url, arguments);
        assert_eq!((status.code().is_some_and(|code| code != 0), printed.as_str()), (true, ""), "{arguments:?}");
        assert!(!errors.contains("panicked"), "{errors}");
        if arguments[0] != "municipality" {
            assert!(errors.contains("cannot open the database"), "{errors}");
        }
    }
    volume.unlock();
    assert_eq!(status(&Program::serve(&url), "/api/v1/heat"), 200);
}
