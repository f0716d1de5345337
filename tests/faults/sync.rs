//! The disk says that it failed: nothing is answered with 201 that it did not take. By `strace`, which stands between
//! the program and the kernel.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{lives, osby, rounds, status};
use crate::support::{Database, Engine, Program, Writers, said, told, until};

/// Between a program and the kernel until it is dropped.
struct Between(Child);

impl Between {
    /// `None`, with one line saying so, where there is no strace or it may not look.
    fn stand(program: &Program, arguments: &[&str]) -> Option<Self> {
        let id = program.id().to_string();
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-p", &id]).args(arguments);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let Ok(mut child) = child else {
            said("not tested: a disk that fails (strace is needed: scripts/need strace)");
            return None;
        };
        let mut ended = false;
        while !ended && !is_watched(&id) {
            ended = child.try_wait().expect("its state").is_some();
            std::thread::yield_now();
        }
        if ended {
            said("not tested: a disk that fails (strace may not look at other processes here)");
            return None;
        }
        Some(Self(child))
    }
}

/// Whether every thread is.
fn is_watched(id: &str) -> bool {
    let threads = Path::new("/proc").join(id).join("task").read_dir().expect("the threads");
    let status = |thread: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(thread.expect("a thread").path().join("status")).unwrap_or_default()
    };
    threads.map(status).all(|status| !status.contains("TracerPid:\t0\n"))
}

impl Drop for Between {
    fn drop(&mut self) {
        // Asked to, it lets the program go; killed, it would leave it stopped.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn what_the_disk_did_not_take_is_not_acknowledged() {
    for fault in [
        "inject=fsync,fdatasync:error=EIO",
        "inject=fsync,fdatasync:error=ENOSPC",
        "inject=pwrite64:error=EIO",
        "inject=pwrite64:error=ENOSPC",
        "inject=pwrite64:error=EROFS",
    ] {
        let database = Database::new(Engine::Sqlite).await;
        osby(&database.url);
        let mut program = Program::serve(&database.url);
        let writers = Writers::telling(&program, 4, "s");
        for _ in 0..rounds(1) {
            writers.tell_more(20);
            let Some(between) =
                Between::stand(&program, &["-o", "/dev/null", "-e", "trace=fsync,fdatasync,pwrite64", "-e", fault])
            else {
                return;
            };
            // Who was under way when it came has been answered.
            writers.are_refused(8);
            let n_before = writers.n_acknowledged();
            writers.are_refused(16);
            assert_eq!(writers.n_acknowledged(), n_before, "{fault}");
            lives(&program);
            assert_eq!(program.get("/api/v1/heat", "").expect("an answer").status, 200);
            assert_eq!(status(&program, "/api/v1/heat"), 503, "a reading that cannot be written down");
            drop(between);
            writers.tell_more(20);
        }
        let acknowledged = writers.all_there(&database.url, fault).await;
        // And so says the disk, to a program that remembers nothing.
        program.kill();
        let program = Program::serve(&database.url);
        for (key, id) in acknowledged {
            let again = Program::tell(program.address, &key, &told(&key)).expect("an answer");
            assert!(again.status == 201 && again.body.contains(&id), "{key}");
        }
    }
}

#[tokio::test]
async fn the_disk_has_the_report_before_the_answer_is_sent() {
    let database = Database::new(Engine::Sqlite).await;
    osby(&database.url);
    let program = Program::serve(&database.url);
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("calls");
    let calls = "trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg,read,recvfrom";
    let Some(between) = Between::stand(&program, &["-s", "40", "-o", log.to_str().expect("a name"), "-e", calls])
    else {
        return;
    };
    assert_eq!(Program::tell(program.address, "order", &told("order")).expect("an answer").status, 201);
    drop(between);
    let log = std::fs::read_to_string(&log).expect("the calls");
    let calls: Vec<&str> = log.lines().collect();
    let place =
        |what: &str| calls.iter().position(|call| call.contains(what)).unwrap_or_else(|| panic!("{what}: {log}"));
    let (asked, answered) = (place("POST /api/v1/reports"), place("HTTP/1.1 201"));
    let done = |call: &&&str| call.contains("sync") && call.trim_end().ends_with("= 0");
    let n_synced = calls[asked..answered].iter().filter(done).count();
    assert!(n_synced > 0, "{log}");
    let written = calls[asked..answered].iter().rposition(|call| call.contains("pwrite64")).expect("a write");
    let synced = calls[asked..answered].iter().rposition(|call| done(&call)).expect("a sync");
    assert!(written < synced, "nothing is written between the sync and the answer: {log}");
    until("it goes on", || status(&program, "/health/ready") == 200);
}
