//! The restore drill: a backup made while people are telling, read into an empty database of either engine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use trygghetskarta::observation::Month;
use trygghetskarta::store::{LEFT_OUT, Store, TABLES};

use crate::support::{Database, Engine, Program, STAFF, count, report, with};

/// Key → id, for everything that was answered with 201.
type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

fn told(key: &str) -> String {
    with(report(), "/text", serde_json::json!(format!("Rapport {key}"))).to_string()
}

fn id_of(body: &str) -> String {
    let receipt: Value = serde_json::from_str(body).expect("a receipt");
    receipt["id"].as_str().expect("an id").to_owned()
}

fn run(database: &Database, arguments: &[&str]) -> String {
    let (status, output, errors) = Program::run(&database.url, arguments);
    assert!(status.success(), "{arguments:?}: {errors}");
    output
}

fn refused(database: &Database, arguments: &[&str]) -> String {
    let (status, _, errors) = Program::run(&database.url, arguments);
    assert!(!status.success(), "{arguments:?} was not refused");
    errors
}

/// Tells until it is asked to stop.
fn telling(
    program: &Program,
    writer: u32,
    acknowledged: &Acknowledged,
    stop: &Arc<AtomicBool>,
) -> thread::JoinHandle<()> {
    let (address, acknowledged, stop) = (program.address, acknowledged.clone(), stop.clone());
    thread::spawn(move || {
        for i in 0.. {
            if stop.load(Ordering::SeqCst) {
                return;
            }
            let key = format!("w{writer}-{i}");
            let spoken = Program::tell(address, &key, &told(&key)).expect("an answer");
            assert_eq!(spoken.status, 201, "{}", spoken.body);
            acknowledged.lock().unwrap().insert(key, id_of(&spoken.body));
        }
    })
}

fn until(so: impl Fn() -> bool) {
    while !so() {
        thread::yield_now();
    }
}

struct Drill {
    /// The last seal of the log, and all exact data, when the quiet backup was made.
    seal: String,
    exact: String,
    _from: Database,
    folder: tempfile::TempDir,
    acknowledged_before: BTreeMap<String, String>,
}

impl Drill {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The demo with people telling, a backup made meanwhile (`live`), and one when all is quiet (`quiet`).
fn drill(engine: Engine) -> Drill {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let from = runtime.block_on(Database::new(engine));
    let folder = tempfile::tempdir().expect("a folder");
    run(&from, &["demo", "--no-serve"]);
    let program = Program::serve(&from.url);
    let (acknowledged, stop) = (Acknowledged::default(), Arc::new(AtomicBool::new(false)));
    let writers: Vec<_> = (0..4).map(|writer| telling(&program, writer, &acknowledged, &stop)).collect();
    until(|| acknowledged.lock().unwrap().len() >= 20);
    let acknowledged_before = acknowledged.lock().unwrap().clone();
    let live = folder.path().join("live");
    run(&from, &["backup", live.to_str().unwrap()]);
    let n_when_done = acknowledged.lock().unwrap().len();
    // They went on telling, and go on.
    until(|| acknowledged.lock().unwrap().len() >= n_when_done + 10);
    stop.store(true, Ordering::SeqCst);
    writers.into_iter().for_each(|writer| writer.join().expect("a writer"));
    drop(program);
    // Something for the log to hold.
    exact(&from);
    run(&from, &["backup", folder.path().join("quiet").to_str().unwrap()]);
    // In this order: reading exact data is a line in the log.
    let (seal, exact) = (run(&from, &["audit", "verify"]), exact(&from));
    Drill { seal, exact, _from: from, folder, acknowledged_before }
}

fn exact(database: &Database) -> String {
    run(database, &["export", "observations", "--exact", "--ask", "municipality=1273"])
}

fn comes_back(drill: &Drill, engine: Engine) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Made while they were telling: whoever had been answered before it began is in it, with the same answer.
    let into = runtime.block_on(Database::new(engine));
    run(&into, &["restore", drill.file("live").to_str().unwrap()]);
    let program = Program::serve(&into.url);
    for (key, id) in &drill.acknowledged_before {
        let again = Program::tell(program.address, key, &told(key)).expect("an answer");
        assert_eq!((again.status, &id_of(&again.body)), (201, id), "{key}");
    }
    let staff = format!("authorization: Bearer {STAFF}\r\n");
    assert_eq!(program.get("/api/v1/heat", &staff).expect("an answer").status, 200);
    drop(program);

    // Made when all was quiet: the same to the byte.
    let into = runtime.block_on(Database::new(engine));
    let quiet = drill.file("quiet");
    run(&into, &["restore", quiet.to_str().unwrap()]);
    let kept = drill.seal.trim().rsplit(' ').next().expect("a seal");
    assert!(!kept.starts_with("0:"), "{kept}");
    // The log of staff goes on where it ended, with a line about what was done.
    run(&into, &["audit", "verify", "--contains", kept]);
    assert!(run(&into, &["audit", "export"]).lines().last().is_some_and(|line| line.contains("\"restore\"")));
    let other = format!("1:{}", "0".repeat(64));
    assert!(refused(&into, &["audit", "verify", "--contains", &other]).contains("cut off"));
    assert_eq!(exact(&into), drill.exact);
    // Everything told from now on gets a number nobody has.
    let program = Program::serve(&into.url);
    assert_eq!(Program::tell(program.address, "after", &told("after")).expect("an answer").status, 201);
    drop(program);
    let errors = refused(&into, &["restore", quiet.to_str().unwrap()]);
    assert!(errors.contains("restore into an empty one"), "{errors}");
}

#[test]
fn a_backup_made_while_people_tell_comes_back_on_either_engine() {
    let drill = drill(Engine::Sqlite);
    for engine in Engine::BOTH {
        comes_back(&drill, engine);
    }
}

#[test]
fn a_backup_of_postgresql_comes_back_on_either_engine() {
    let drill = drill(Engine::Postgres);
    for engine in Engine::BOTH {
        comes_back(&drill, engine);
    }
}

/// Takes the last publication back, as if it had not been yet: the database of an older backup.
async fn before_the_last_month(url: &str) -> i64 {
    let store = Store::open(url).await.expect("the database");
    let last = count(url, "SELECT MAX(published_through) FROM municipality").await;
    let statements = [
        "UPDATE report SET published_month = NULL WHERE published_month = (SELECT MAX(published_through) FROM municipality)",
        "DELETE FROM public_street WHERE month = (SELECT MAX(published_through) FROM municipality)",
        "DELETE FROM public_cell WHERE month = (SELECT MAX(published_through) FROM municipality)",
        "UPDATE municipality SET published_through = published_through - 1",
    ];
    for sql in statements {
        match &store {
            Store::Sqlite { writer, .. } => drop(sqlx::query(sql).execute(writer).await.expect(sql)),
            Store::Postgres(pool) => drop(sqlx::query(sql).execute(pool).await.expect(sql)),
        }
    }
    last
}

#[tokio::test]
async fn a_month_that_may_have_been_public_is_not_published_anew_after_a_restore() {
    const CELLS: &str = "SELECT COUNT(*) FROM public_cell";
    const REPORTS: &str = "SELECT CAST(COALESCE(SUM(n_reports), 0) AS BIGINT) FROM public_cell";
    for engine in Engine::BOTH {
        let from = Database::new(engine).await;
        run(&from, &["demo", "--no-serve"]);
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).to_str().expect("a name").to_owned();
        run(&from, &["backup", &path("after")]);
        let (n_cells, n_reports) = (count(&from.url, CELLS).await, count(&from.url, REPORTS).await);
        let last = before_the_last_month(&from.url).await;
        assert!(count(&from.url, CELLS).await < n_cells, "the demo publishes something every month");
        run(&from, &["backup", &path("before")]);

        // Nothing was published since: all goes on.
        let same = Database::new(engine).await;
        let (_, _, said) = Program::run(&same.url, &["restore", &path("after")]);
        assert!(!said.contains("held back"), "{said}");
        let (_, _, said) = Program::run(&same.url, &["publish"]);
        assert!(!said.contains("held back"), "{said}");
        assert_eq!((count(&same.url, CELLS).await, count(&same.url, REPORTS).await), (n_cells, n_reports));

        // The last month has been public, and the backup does not know.
        let into = Database::new(engine).await;
        let (_, _, said) = Program::run(&into.url, &["restore", &path("before")]);
        let month = Month::from_number(last).expect("a month").to_string();
        assert!(said.contains(&format!("held back: 1273 {month} to {month}")), "{said}");
        assert!(run(&into, &["audit", "export"]).lines().last().is_some_and(|line| line.contains(&month)));
        assert!(run(&into, &["publish"]).starts_with("0 months"));
        let kept = count(&into.url, CELLS).await;
        assert_eq!(kept, count(&from.url, CELLS).await);
        let program = Program::serve(&into.url);
        let heat = program.get("/api/v1/heat", "").expect("an answer");
        let heat: Value = serde_json::from_str(&heat.body).expect("JSON");
        assert_eq!(heat["parameters"]["unpublished"], serde_json::json!([month]));
        drop(program);
        assert_eq!(count(&into.url, CELLS).await, kept, "nor when it is served");

        // Not by a slip; and when somebody says so, it is published as it would have been.
        assert!(refused(&into, &["publish", "--release", "1273"]).contains("single report"));
        assert!(refused(&into, &["publish", "--release", "9999", "--yes"]).contains("9999"));
        assert_eq!(count(&into.url, CELLS).await, kept);
        assert!(run(&into, &["publish", "--release", "1273", "--yes"]).starts_with("1 months"));
        assert_eq!((count(&into.url, CELLS).await, count(&into.url, REPORTS).await), (n_cells, n_reports));
        assert!(refused(&into, &["publish", "--release", "1273", "--yes"]).contains("nothing is held back"));

        // Put back by other means: held back by hand, before the first start.
        let (_, _, said) = Program::run(&from.url, &["publish", "--hold-back"]);
        assert!(said.contains(&month), "{said}");
        assert!(run(&from, &["publish"]).starts_with("0 months"));
        assert!(run(&from, &["publish", "--hold-back"]).contains("nothing to hold back"));
    }
}

#[test]
fn a_damaged_backup_is_refused_and_leaves_nothing_behind() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let from = runtime.block_on(Database::new(Engine::Sqlite));
    run(&from, &["demo", "--no-serve"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a name").to_owned();
    run(&from, &["backup", &path("whole")]);
    assert!(run(&from, &["restore", "--check", &path("whole")]).starts_with("whole: "));
    assert!(refused(&from, &["backup", &path("whole")]).contains("--overwrite"));
    assert!(is_private(Path::new(&path("whole"))));
    let bytes = std::fs::read(path("whole")).expect("the backup");
    std::fs::write(path("half"), &bytes[..bytes.len() / 2]).expect("written");
    std::fs::write(path("other"), b"PK\x03\x04").expect("written");
    for engine in Engine::BOTH {
        let into = runtime.block_on(Database::new(engine));
        for name in ["half", "other"] {
            refused(&into, &["restore", "--check", &path(name)]);
            refused(&into, &["restore", &path(name)]);
        }
        // It is as empty as before.
        run(&into, &["restore", &path("whole")]);
    }
}

fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().expect("the file").permissions().mode() & 0o077 == 0
}

#[tokio::test]
async fn every_table_is_backed_up_or_left_out_on_purpose() {
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        let store = Store::open(&database.url).await.expect("the database");
        let mut there: Vec<String> = match &store {
            Store::Sqlite { reader, .. } => {
                let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
                sqlx::query_scalar(sql).fetch_all(reader).await.unwrap()
            }
            Store::Postgres(pool) => {
                let sql =
                    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()";
                sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
            }
        };
        there.retain(|table| table != "_sqlx_migrations");
        there.sort();
        let mut known: Vec<&str> = TABLES.iter().chain(&LEFT_OUT).copied().collect();
        known.sort_unstable();
        assert_eq!(there, known, "{engine:?}");
    }
}
