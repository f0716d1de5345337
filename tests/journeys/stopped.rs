//! Asked to stop, the program answers what is under way, writes what it owes, and ends well.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::support::{Database, Engine, Program, STAFF, count, report, with};

fn osby(url: &str) {
    let (status, _, errors) = Program::run(
        url,
        &["municipality", "add", "--code", "1273", "--name", "Osby", "--bbox", "13.7,56.2,14.5,56.6"],
    );
    assert!(status.success(), "{errors}");
}

#[tokio::test]
async fn a_signal_lets_what_is_under_way_finish_and_ends_with_zero() {
    let database = Database::new(Engine::Sqlite).await;
    osby(&database.url);
    let mut program = Program::serve(&database.url);
    // Half a request is under way when the signal comes.
    let body = report().to_string();
    let mut slow = TcpStream::connect(program.address).unwrap();
    let head = format!(
        "POST /api/v1/reports HTTP/1.1\r\nhost: t\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    slow.write_all(head.as_bytes()).unwrap();
    slow.write_all(&body.as_bytes()[..10]).unwrap();
    // The program has seen the connection once it has answered a later one.
    assert_eq!(program.get("/health/ready", "").unwrap().status, 200);
    let heat = program.get("/api/v1/heat", &format!("authorization: Bearer {STAFF}\r\n")).unwrap();
    assert_eq!(heat.status, 200);
    program.terminate();
    slow.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(program.ended().code(), Some(0));
    assert_eq!(count(&database.url, "SELECT COUNT(*) FROM report").await, 1);
    assert_eq!(
        count(&database.url, "SELECT COUNT(*) FROM audit WHERE act = 'read'").await,
        1,
        "who read exact data is written down"
    );
    assert!(TcpStream::connect(program.address).is_err());
}

#[tokio::test]
async fn the_log_holds_every_request_when_the_program_has_ended() {
    let database = Database::new(Engine::Sqlite).await;
    osby(&database.url);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut program = Program::serve_logging(&database.url, "info", std::fs::File::create(&log).unwrap().into());
    for _ in 0..30 {
        assert_eq!(program.get("/health/live", "").unwrap().status, 200);
    }
    program.terminate();
    assert_eq!(program.ended().code(), Some(0));
    let written = std::fs::read_to_string(&log).unwrap();
    assert_eq!(written.lines().filter(|line| line.contains("/health/live")).count(), 30, "{written}");
}

#[tokio::test]
async fn the_log_never_says_where_however_much_it_is_asked_to_say() {
    let database = Database::new(Engine::Sqlite).await;
    osby(&database.url);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut program = Program::serve_logging(&database.url, "trace", std::fs::File::create(&log).unwrap().into());
    // A hole is looked at corner by corner.
    let corners = |all: [[f64; 2]; 4]| [&all[..], &all[..1]].concat();
    let rings = [
        corners([[13.98983, 56.38121], [13.99123, 56.38121], [13.99113, 56.38031], [13.98973, 56.38041]]),
        corners([[13.99003, 56.38111], [13.99103, 56.38111], [13.99093, 56.38041], [13.99003, 56.38051]]),
    ];
    let body = with(report(), "/place/geometry", json!({"type": "Polygon", "coordinates": rings})).to_string();
    let told = Program::tell(program.address, "with-a-hole", &body).unwrap();
    assert_eq!(told.status, 201, "{}", told.body);
    program.terminate();
    assert_eq!(program.ended().code(), Some(0));
    let written = std::fs::read_to_string(&log).unwrap();
    assert!(written.contains("/api/v1/reports"), "{written}");
    for place in ["13.9898", "56.3812", "13.9900", "56.3805", "COORD", "4376", "62489"] {
        assert!(!written.contains(place), "{place}: {written}");
    }
}

#[tokio::test]
async fn an_export_nobody_reads_to_its_end_ends_quietly() {
    let database = Database::new(Engine::Sqlite).await;
    osby(&database.url);
    for what in
        [&["export", "heat"][..], &["export", "heat", "--format", "csv"], &["export", "observations", "--exact"]]
    {
        let (status, errors) = Program::run_unread(&database.url, what);
        assert_eq!((status.code(), errors.as_str()), (Some(0), ""), "{what:?}");
    }
}

#[tokio::test]
async fn a_command_that_cannot_do_its_work_says_why_in_one_line_and_fails() {
    let database = Database::new(Engine::Sqlite).await;
    for (url, arguments, expected) in [
        ("mysql://x", &["publish"][..], "sqlite://"),
        (&database.url, &["import", "border", "/nowhere.zip"], "no municipality"),
        (&database.url, &["municipality", "add", "--code", "1", "--name", "X"], "--border FILE or --bbox"),
        (
            &database.url,
            &["municipality", "add", "--code", "1", "--name", "X", "--bbox", "13,56,14,57", "--k", "2"],
            "never holds fewer than 5",
        ),
        (&database.url, &["import", "reports", "/nowhere.csv", "--profile", "no-such"], "boston-311-2015"),
        (&database.url, &["export", "observations", "--ask", "cause=x"], "--exact"),
        (&database.url, &["serve", "--listen", "127.0.0.1:0", "--trusted-proxies", "0.0.0.0/0"], "is everybody"),
        ("postgres://postgres@127.0.0.1:1/none", &["publish"], "refused"),
    ] {
        let (status, printed, errors) = Program::run(url, arguments);
        assert_eq!((status.code(), printed.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
        assert!(!errors.contains("panicked"), "{errors}");
    }
    // What can be seen to be wrong without a database is refused with how the command is used.
    for (setting, expected) in [
        (["--public-url", "trygghet.kommunen.example"], "https://"),
        (["--log", "debgu"], "one of off, error, warn"),
        (["--log", "!!,="], "one of off, error, warn"),
    ] {
        let (status, _, errors) = Program::run(&database.url, &[&["serve"][..], &setting].concat());
        assert_eq!(status.code(), Some(2), "{setting:?}");
        assert!(errors.contains(expected), "{setting:?}: {errors}");
    }
}
