//! kill -9 in the middle of everything: what was acknowledged is there, exactly once.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use crate::support::{Database, Engine, Program, STAFF, report, with};

const WRITERS: u64 = 8;
const ROUNDS: u64 = 3;

/// Key → id, for everything that was answered with 201.
type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

/// Tells one report after another until the program is gone.
fn write(
    program: &Program,
    writer: u64,
    round: u64,
    acknowledged: Acknowledged,
    gone: Arc<AtomicBool>,
) -> thread::JoinHandle<()> {
    let address = program.address;
    thread::spawn(move || {
        for i in 0.. {
            let key = format!("r{round}-w{writer}-{i}");
            match Program::tell(address, &key, &body(&key)) {
                Ok(spoken) if spoken.status == 201 => {
                    let id = id_of(&spoken.body);
                    acknowledged.lock().unwrap().insert(key, id);
                }
                Ok(spoken) => assert_eq!(spoken.status, 503, "{}", spoken.body),
                Err(_) => {}
            }
            if gone.load(Ordering::SeqCst) {
                return;
            }
        }
    })
}

fn body(key: &str) -> String {
    with(
        with(report(), "/text", json!(format!("Rapport {key}"))),
        "/when",
        json!({"kind": "instant", "at": "2025-01-01T10:00"}),
    )
    .to_string()
}

fn id_of(body: &str) -> String {
    let receipt: Value = serde_json::from_str(body).expect("a receipt");
    receipt["id"].as_str().expect("an id").to_owned()
}

/// Whether the program answers that it is ready within ten seconds of its start.
fn ready(program: &Program) {
    let begun = Instant::now();
    assert_eq!(program.get("/health/ready", "").expect("an answer").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

fn survives(database: &Database) {
    let arguments = ["municipality", "add", "--code", "1273", "--name", "Osby", "--bbox", "13.7,56.2,14.5,56.6"];
    let (status, _, errors) = Program::run(&database.url, &arguments);
    assert!(status.success(), "{errors}");
    let acknowledged = Acknowledged::default();
    let mut dice = Pcg64::seed_from_u64(9);
    for round in 0..ROUNDS {
        let mut program = Program::serve(&database.url);
        ready(&program);
        let before = acknowledged.lock().unwrap().len();
        let gone = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> =
            (0..WRITERS).map(|writer| write(&program, writer, round, acknowledged.clone(), gone.clone())).collect();
        // A random moment: counted in acknowledgements, so that a slow machine is not cut off before it has begun.
        let enough = before + dice.random_range(30..120);
        let begun = Instant::now();
        while acknowledged.lock().unwrap().len() < enough && begun.elapsed() < Duration::from_secs(20) {
            thread::yield_now();
        }
        program.kill();
        gone.store(true, Ordering::SeqCst);
        writers.into_iter().for_each(|writer| writer.join().expect("a writer"));
    }

    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() >= 50, "only {} acknowledged", acknowledged.len());
    let program = Program::serve(&database.url);
    ready(&program);
    let ids: HashSet<&String> = acknowledged.values().collect();
    assert_eq!(ids.len(), acknowledged.len(), "two keys never share a report");
    for (key, id) in &acknowledged {
        let again = Program::tell(program.address, key, &body(key)).expect("an answer");
        assert_eq!((again.status, &id_of(&again.body)), (201, id), "{key}");
    }
    // What is stored is what was acknowledged, and at most one more for each writer that was cut off in mid-sentence.
    let heat = program.get("/api/v1/heat", &format!("authorization: Bearer {STAFF}\r\n")).expect("an answer");
    let heat: Value = serde_json::from_str(&heat.body).expect("JSON");
    let n_stored = heat["totals"]["n_reports"]["total"].as_u64().unwrap() as usize;
    let most = acknowledged.len() + (WRITERS * ROUNDS) as usize;
    assert!((acknowledged.len()..=most).contains(&n_stored), "{n_stored} stored, {} acknowledged", acknowledged.len());
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_on_sqlite() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    survives(&runtime.block_on(Database::new(Engine::Sqlite)));
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_on_postgresql() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    survives(&runtime.block_on(Database::new(Engine::Postgres)));
}
