//! Requests that one reader takes for one and another for two: whatever stands behind them is never answered as a
//! request.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use crate::support::{Database, Engine, Program};

/// What stands behind. Nobody asked for it in a way all agree on.
const SECOND: &str = "GET /api/v1/town HTTP/1.1\r\nhost: t\r\n\r\n";

/// Everything that comes back before the connection ends, which a request may ask for by itself.
fn said(program: &Program, request: &str) -> String {
    let mut stream = TcpStream::connect(program.address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    stream.write_all(request.as_bytes()).expect("sent");
    if !request.contains("connection: close") {
        stream.shutdown(Shutdown::Write).expect("no more");
    }
    let mut answer = Vec::new();
    // A connection that is cut with something unread may end in a reset.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_request_of_two_lengths_is_not_two_requests() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let database = runtime.block_on(Database::new(Engine::Sqlite));
    let (status, _, errors) = Program::run(&database.url, &["demo", "--no-serve"]);
    assert!(status.success(), "{errors}");
    let program = Program::serve(&database.url);
    let head = "POST /api/v1/reports/check HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\n";
    let length = SECOND.len() + 5;
    let refused = [
        ("two lengths", format!("{head}content-length: 2\r\ncontent-length: {length}\r\n\r\n{{}}{SECOND}")),
        ("two lengths in one", format!("{head}content-length: 2, {length}\r\n\r\n{{}}{SECOND}")),
        ("a signed length", format!("{head}content-length: +2\r\n\r\n{{}}{SECOND}")),
        ("a length that is none", format!("{head}content-length: 0x2\r\n\r\n{{}}{SECOND}")),
        ("another coding", format!("{head}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n{SECOND}")),
        ("chunked and then another", format!("{head}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n{SECOND}")),
        ("a blank before the colon", format!("{head}content-length : 2\r\n\r\n{{}}{SECOND}")),
        ("a folded header", format!("{head}x-folded: a\r\n b\r\ncontent-length: 2\r\n\r\n{{}}{SECOND}")),
        ("a chunk of no number", format!("{head}transfer-encoding: chunked\r\n\r\nzz\r\n{SECOND}")),
        ("a bare line feed in a chunk", format!("{head}transfer-encoding: chunked\r\n\r\n1;x\n2\r\n{SECOND}")),
    ];
    for (what, request) in refused {
        let answer = said(&program, &request);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
        assert!(!answer.contains("HTTP/1.1 200") && answer.matches("HTTP/1.1").count() <= 1, "{what}: {answer}");
    }
    // Length and chunks at once: the chunks count (RFC 9112 section 6.3), and what follows them is not trusted.
    let both = format!("{head}content-length: {length}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{SECOND}");
    let answer = said(&program, &both);
    assert!(!answer.contains("\"municipality\"") && !answer.contains("HTTP/1.1 200"), "{answer}");
    // And two that are two are answered as two.
    let two = format!("{SECOND}GET /health/live HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n");
    assert_eq!(said(&program, &two).matches("HTTP/1.1 200").count(), 2);
}
