//! What goes wrong under a running service, with the real program. Each test has people telling all the while and
//! compares afterwards: nothing acknowledged is lost or altered, nothing is there twice, every refusal is a clear "not
//! now", and the service comes back without a hand. `docs/reliability.md` is the table of what was seen.
//!
//! `TK_LONG=1` (in `make bench`) goes more rounds.

mod clock;
mod database;
mod disk;
mod stop;
mod sync;

use crate::support::{Program, STAFF};

/// How often a fault comes: so often in `make test`, ten times that in `make bench`.
fn rounds(few: usize) -> usize {
    if std::env::var_os("TK_LONG").is_some() { few * 10 } else { few }
}

fn osby(database_url: &str) {
    let arguments = ["municipality", "add", "--code", "1273", "--name", "Osby", "--bbox", "13.7,56.2,14.5,56.6"];
    let (status, _, errors) = Program::run(database_url, &arguments);
    assert!(status.success(), "{errors}");
}

fn status(program: &Program, path: &str) -> u16 {
    program.get(path, &format!("authorization: Bearer {STAFF}\r\n")).expect("an answer").status
}

/// Who watches over the program would leave it running.
fn lives(program: &Program) {
    assert_eq!(status(program, "/health/live"), 200);
}
