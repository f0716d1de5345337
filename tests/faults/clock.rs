//! The clock jumps, between restarts and while the program runs. By libfaketime, which stands between the program and
//! the clock on the wall; the clock that only goes forward is left alone, as a real jump leaves it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{lives, osby, status};
use crate::support::{Database, Engine, Program, STAFF, id_of, report, said, told, until, with};

fn library() -> Option<PathBuf> {
    let found = Path::new("/usr/lib").read_dir().expect("a folder").filter_map(Result::ok);
    let path = found.map(|entry| entry.path().join("faketime/libfaketimeMT.so.1")).find(|path| path.exists());
    if path.is_none() {
        said("not tested: a clock that jumps (libfaketime is needed: scripts/need faketime)");
    }
    path
}

/// A program whose clock on the wall is what a file says.
struct Turned {
    program: Program,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Turned {
    fn serve(library: &Path, url: &str, to: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("clock");
        std::fs::write(&file, format!("@{to}\n")).expect("written");
        let preload = format!("LD_PRELOAD={}", library.display());
        let stamp = format!("FAKETIME_TIMESTAMP_FILE={}", file.display());
        let settings = [&preload, &stamp, "TZ=UTC", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"];
        let wrapper: Vec<&str> = std::iter::once("env").chain(settings).chain(["DONT_FAKE_MONOTONIC=1"]).collect();
        let program = Program::serve_under(&wrapper, url, &[]);
        Self { program, file, _folder: folder }
    }

    /// In UTC.
    fn turn(&self, to: &str) {
        std::fs::write(&self.file, format!("@{to}\n")).expect("written");
    }

    fn tell(&self, key: &str, body: &str) -> Value {
        let spoken = Program::tell(self.program.address, key, body).expect("an answer");
        assert_eq!(spoken.status, 201, "{}", spoken.body);
        serde_json::from_str(&spoken.body).expect("a receipt")
    }

    fn staff(&self, path: &str) -> Value {
        let spoken = self.program.get(path, &format!("authorization: Bearer {STAFF}\r\n")).expect("an answer");
        assert_eq!(spoken.status, 200, "{path}: {}", spoken.body);
        serde_json::from_str(&spoken.body).expect("JSON")
    }

    /// Reports on the map of staff: what lies after now is not there yet.
    fn counted(&self) -> u64 {
        self.staff("/api/v1/heat")["totals"]["n_reports"]["total"].as_u64().expect("a number")
    }

    /// What must hold whatever the clock says.
    fn is_sound(&self, n_told: usize) {
        lives(&self.program);
        assert!(self.counted() <= n_told as u64);
        for path in ["/", "/karta", "/loften", "/api/v1/heat", "/api/v1/town", "/api/v1/promises"] {
            assert_eq!(self.program.get(path, "").expect("an answer").status, 200, "{path}");
        }
        for path in ["/api/v1/profile", "/api/v1/observations", "/api/v1/alarms", "/api/v1/audit"] {
            let seen = status(&self.program, path);
            assert!(seen < 500, "{path}: {seen}");
        }
        // Every report is on the desk once, page after page.
        let mut numbers: Vec<u64> = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.staff(&format!("/api/v1/desk?municipality=1273{after}"));
            let reports = page["reports"].as_array().expect("reports");
            numbers.extend(reports.iter().map(|report| report["number"].as_u64().expect("a number")));
            let Some(next) = page["next"].as_str().filter(|_| !reports.is_empty()) else { break };
            after = format!("&after={next}");
        }
        let unique: std::collections::BTreeSet<&u64> = numbers.iter().collect();
        assert_eq!((unique.len(), numbers.len()), (n_told, n_told));
        assert!(numbers.is_sorted() || numbers.iter().rev().is_sorted(), "{numbers:?}");
    }
}

/// Told without a time: it is now.
fn now() -> String {
    with(report(), "/when", Value::Null).to_string()
}

fn audit_holds(url: &str) {
    let (status, printed, errors) = Program::run(url, &["audit", "verify"]);
    assert!(status.success(), "{printed}{errors}");
}

#[tokio::test]
async fn a_clock_that_jumps_while_the_program_runs_breaks_nothing() {
    let Some(library) = library() else { return };
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        osby(&database.url);
        let turned = Turned::serve(&library, &database.url, "2026-11-20 12:00:00");
        let first = turned.tell("first", &now());
        assert!(first["received_at"].as_str().is_some_and(|at| at.starts_with("2026-11-20T12")), "{first}");
        turned.is_sound(1);
        let jumps = [
            // 400 days on, an hour back, and where it was.
            "2027-12-25 12:00:00",
            "2027-12-25 11:00:00",
            "2026-11-20 12:00:00",
            // The night that has no hour between two and three, and the one that has two of them.
            "2027-03-28 00:59:55",
            "2027-03-28 01:00:05",
            "2026-10-25 00:30:00",
            "2026-10-25 01:30:00",
        ];
        for (n, jump) in jumps.iter().enumerate() {
            turned.turn(jump);
            let told = turned.tell(&format!("jump-{n}"), &now());
            let at = told["received_at"].as_str().expect("a time");
            assert!(at.starts_with(&jump[..10]), "{at} is not {jump}");
            // A key from before the jump gives the same answer.
            assert_eq!(turned.tell("first", &now())["id"], first["id"], "{jump}");
            let link = format!("authorization: FollowUp {}\r\n", told["follow_up_token"].as_str().expect("a token"));
            assert_eq!(turned.program.get("/api/v1/follow-up", &link).expect("an answer").status, 200, "{jump}");
            turned.is_sound(n + 2);
        }
        // When the last of those times has come, the map knows all.
        turned.turn("2028-01-01 12:00:00");
        until("the map knows all", || turned.counted() == jumps.len() as u64 + 1);
        drop(turned);
        audit_holds(&database.url);
    }
}

#[tokio::test]
async fn a_clock_that_jumped_between_restarts_breaks_nothing() {
    let Some(library) = library() else { return };
    let database = Database::new(Engine::Sqlite).await;
    osby(&database.url);
    let mut ids = Vec::new();
    for (n, start) in
        ["2026-11-20 12:00:00", "2027-12-25 12:00:00", "2027-12-25 11:00:00", "2026-10-25 00:59:58"].iter().enumerate()
    {
        let turned = Turned::serve(&library, &database.url, start);
        let told_now = |key: &str| id_of(&turned.tell(key, &told(key)).to_string());
        ids.push(told_now(&format!("start-{n}")));
        for (earlier, id) in ids.iter().enumerate() {
            assert_eq!(&told_now(&format!("start-{earlier}")), id, "{start}");
        }
        turned.is_sound(n + 1);
    }
    audit_holds(&database.url);
}

#[tokio::test]
async fn an_hour_that_is_not_there_is_said_to_be_none() {
    let Some(library) = library() else { return };
    let database = Database::new(Engine::Sqlite).await;
    osby(&database.url);
    let turned = Turned::serve(&library, &database.url, "2027-03-28 10:00:00");
    let at = |at: &str| with(report(), "/when", json!({"kind": "instant", "at": at})).to_string();
    for (n, there) in ["2027-03-28T01:59", "2027-03-28T03:00", "2026-10-25T02:30"].iter().enumerate() {
        turned.tell(&format!("hour-{n}"), &at(there));
    }
    let spoken = Program::tell(turned.program.address, "none", &at("2027-03-28T02:30")).expect("an answer");
    assert!(spoken.status == 422 && spoken.body.contains("nonexistent_local_time"), "{}", spoken.body);
    turned.is_sound(3);
}
