//! Whoever asked for a run hangs up in the middle: the run goes on to its end, and leaves nothing in old pages.

use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;

use jiff::civil::date;
use trygghetskarta::privacy::retention::{Protocol, Rule, Since, Takes, Terms};
use trygghetskarta::store::Store;
use uuid::Uuid;

use crate::store::reports::{simple, told};
use crate::support::{Database, Engine, NOW, Program, STAFF};

const N: usize = 3_000;
const SECRET: &str = "kvastfening";

/// Osby with many old reports, and a rule for their words.
async fn filled(database: &Database) -> (Store, Rule) {
    let arguments = ["municipality", "add", "--code", "1273", "--name", "Osby", "--bbox", "13.7,56.2,14.5,56.6"];
    let (status, _, errors) = Program::run(&database.url, &arguments);
    assert!(status.success(), "{errors}");
    let store = Store::open(&database.url).await.unwrap();
    let old = || {
        let mut report = simple();
        report.told_at = "2020-03-01T12:00:00Z".parse().unwrap();
        report.text = Some(format!("Vid {SECRET} är det mörkt."));
        told(report)
    };
    for _ in 0..N / 500 {
        let batch: Vec<_> = (0..500).map(|_| old()).collect();
        store.tell(&batch).await.unwrap();
    }
    let terms = Terms {
        decision: "KS 2026/45 § 12".to_owned(),
        decided_on: date(2020, 3, 2),
        takes: Takes::Words,
        months: 1,
        since: Since::Told,
        category: None,
        begins_on: date(2020, 3, 2),
    };
    let made_at = NOW.parse().unwrap();
    let rule = Rule { id: Uuid::new_v4(), terms, made_by: "samordnare".into(), made_at, ended: None, version: 1 };
    store.add_rule("1273", &rule).await.unwrap();
    (store, rule)
}

/// Every byte of the database's file and its log; nothing on PostgreSQL.
fn bytes_of(database: &Database) -> Vec<u8> {
    let Some(file) = database.url.strip_prefix("sqlite://") else { return Vec::new() };
    let read = |end: &str| std::fs::read(PathBuf::from(format!("{file}{end}"))).unwrap_or_default();
    [read(""), read("-wal")].concat()
}

/// Asks for a run of the rule and hangs up when the first part is done; how many are done then.
async fn begun_and_left(program: &Program, store: &Store, rule: &Rule) -> usize {
    let body = format!("{{\"n\": {N}}}");
    let mut client = TcpStream::connect(program.address).expect("a connection");
    write!(
        client,
        "POST /api/v1/retention/rules/{}/runs HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {STAFF}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        rule.id,
        body.len()
    )
    .unwrap();
    while protocol(store).await.is_none() {
        tokio::task::yield_now().await;
    }
    drop(client);
    protocol(store).await.unwrap().parts.len()
}

async fn protocol(store: &Store) -> Option<Protocol> {
    store.protocols("1273", None, 1).await.unwrap().pop()
}

fn is_clean(database: &Database) -> bool {
    !bytes_of(database).windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
}

#[tokio::test]
async fn a_run_ends_whole_and_clean_also_when_whoever_asked_hangs_up() {
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        let (store, rule) = filled(&database).await;
        let program = Program::serve(&database.url);
        let parts_then = begun_and_left(&program, &store, &rule).await;
        let mut often = tokio::time::interval(std::time::Duration::from_millis(50));
        let whole = async {
            while !(protocol(&store).await.unwrap().is_whole() && is_clean(&database)) {
                often.tick().await;
            }
        };
        let waited = tokio::time::timeout(std::time::Duration::from_secs(60), whole).await;
        let taken = protocol(&store).await.unwrap().n_taken();
        eprintln!("{engine:?}: hung up after {parts_then} parts of {}, {taken} taken", N / 200);
        assert!(waited.is_ok(), "{engine:?}: {taken} of {N} taken, or their words still in the file");
        assert_eq!(taken, N as u64);
    }
}

#[tokio::test]
async fn a_run_whose_client_hung_up_is_waited_for_at_a_signal() {
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        let (store, rule) = filled(&database).await;
        let mut program = Program::serve(&database.url);
        let parts_then = begun_and_left(&program, &store, &rule).await;
        program.terminate();
        assert_eq!(program.ended().code(), Some(0));
        let taken = protocol(&store).await.unwrap().n_taken();
        eprintln!("{engine:?}: told to stop after {parts_then} parts of {}, {taken} taken", N / 200);
        assert_eq!(taken, N as u64);
        assert!(is_clean(&database), "{engine:?}: their words are still in the file");
    }
}

#[tokio::test]
async fn the_command_line_serves_the_municipality_that_is_named() {
    let database = Database::new(Engine::Sqlite).await;
    let (store, rule) = filled(&database).await;
    let arguments = ["municipality", "add", "--code", "0114", "--name", "Bortom", "--bbox", "17.7,59.2,18.5,59.6"];
    assert!(Program::run(&database.url, &arguments).0.success());
    let id = rule.id.to_string();
    let run = |what: &[&str]| Program::run(&database.url, what);
    // The first by its code has no rules, and says whose there are none.
    assert_eq!(run(&["retention", "rules"]).1, "");
    let (status, _, errors) = run(&["retention", "dry-run", &id]);
    assert!(!status.success() && errors.contains("0114") && errors.contains("--municipality"), "{errors}");
    assert!(run(&["retention", "rules", "--municipality", "1273"]).1.contains(&id));
    let (status, output, errors) = run(&["retention", "run", "--municipality", "1273", &id, "--yes"]);
    assert!(status.success() && output.contains(&format!("\"n_taken\":{N}")), "{output} {errors}");
    assert_eq!(run(&["retention", "protocol"]).1, "");
    assert!(run(&["retention", "protocol", "--municipality", "1273"]).1.contains(&id));
    let (status, _, errors) = run(&["retention", "rules", "--municipality", "9999"]);
    assert!(!status.success() && errors.contains("9999"), "{errors}");
    assert_eq!(store.n_found("1273", &rule.terms, NOW.parse().unwrap()).await.unwrap(), 0);
}
