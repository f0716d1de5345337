//! Who sends slowly, too much, or on too many connections is cut, and everybody else is answered meanwhile.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Database, Engine, Program, report};

const OSBY: [&str; 8] = ["municipality", "add", "--code", "1273", "--name", "Osby", "--bbox", "13.7,56.2,14.5,56.6"];
/// Nothing here takes this long.
const PATIENCE: Duration = Duration::from_secs(60);

fn connect(program: &Program) -> TcpStream {
    let stream = TcpStream::connect_timeout(&program.address, PATIENCE).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
    stream
}

/// What the other side says until it hangs up; a reset is a way of hanging up.
fn until_cut(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Ok(_) => {}
        Err(error) => {
            assert!(!matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "it was never cut");
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

fn alive(program: &Program) {
    assert_eq!(program.get("/health/ready", "").expect("an answer").status, 200);
}

async fn osby() -> Database {
    let database = Database::new(Engine::Sqlite).await;
    let (status, _, errors) = Program::run(&database.url, &OSBY);
    assert!(status.success(), "{errors}");
    database
}

#[tokio::test]
async fn forty_half_headers_are_cut_while_others_are_answered() {
    let database = osby().await;
    let program = Program::serve_with(&database.url, &["--header-timeout-s", "2"]);
    let half = |n: usize| {
        let mut stream = connect(&program);
        // Some send nothing at all.
        if !n.is_multiple_of(4) {
            stream.write_all(b"GET /karta HTTP/1.1\r\nhost: t\r\nx-slow: ").expect("half a header");
        }
        stream
    };
    let mut slow: Vec<TcpStream> = (0..40).map(half).collect();
    alive(&program);
    for (n, stream) in slow.iter_mut().enumerate() {
        // A byte now and then does not help.
        let _ = stream.write_all(b"a");
        let said = until_cut(stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{n}: {said}");
        if n % 10 == 0 {
            alive(&program);
        }
    }
}

#[tokio::test]
async fn a_body_that_trickles_is_answered_with_408() {
    let database = osby().await;
    let program = Program::serve_with(&database.url, &["--body-timeout-s", "1"]);
    let body = report().to_string();
    let mut stream = connect(&program);
    let head = "POST /api/v1/reports HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\n";
    write!(stream, "{head}content-length: {}\r\n\r\n{}", body.len(), &body[..10]).unwrap();
    alive(&program);
    let said = until_cut(&mut stream);
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("too_slow") && said.contains("application/problem+json"), "{said}");
    // The same in pieces.
    let mut stream = connect(&program);
    write!(stream, "{head}transfer-encoding: chunked\r\n\r\n2\r\n{{ \r\n").unwrap();
    assert!(until_cut(&mut stream).starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn ten_megabytes_are_refused_and_take_no_memory() {
    let database = osby().await;
    let program = Program::serve_with(&database.url, &[]);
    alive(&program);
    let before = program.most_memory();
    let big = vec![b' '; 1 << 20];
    let send = |chunked: bool| {
        let mut stream = connect(&program);
        let big = &big;
        move || {
            let length = if chunked { "transfer-encoding: chunked" } else { "content-length: 10485760" };
            let head = "POST /api/v1/reports HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\n";
            write!(stream, "{head}{length}\r\n\r\n").expect("a header");
            for _ in 0..10 {
                let piece = if chunked { write!(stream, "100000\r\n") } else { Ok(()) };
                // It may hang up in the middle.
                if piece.and_then(|()| stream.write_all(big)).is_err() || chunked && stream.write_all(b"\r\n").is_err()
                {
                    break;
                }
            }
            let said = until_cut(&mut stream);
            assert!(said.is_empty() || said.starts_with("HTTP/1.1 413"), "{said}");
        }
    };
    std::thread::scope(|scope| {
        for n in 0..8 {
            scope.spawn(send(n % 2 == 0));
        }
    });
    alive(&program);
    if let (Some(before), Some(after)) = (before, program.most_memory()) {
        let grown = after.saturating_sub(before);
        eprintln!("memory grew by {} kB", grown / 1024);
        assert!(grown < 50 << 20, "{grown} bytes more");
    }
}

#[tokio::test]
async fn more_connections_than_files_neither_end_nor_stop_the_program() {
    let database = osby().await;
    let program = Program::serve_with_files(&database.url, 96, &["--header-timeout-s", "2"]);
    let open: Vec<TcpStream> = (0..150).map(|_| connect(&program)).collect();
    // As the idle ones are cut, room comes for this one.
    alive(&program);
    drop(open);
    alive(&program);
}

#[tokio::test]
async fn a_full_house_answers_when_somebody_leaves() {
    let database = osby().await;
    let program = Program::serve_with(&database.url, &["--most-connections", "2"]);
    let (first, second) = (connect(&program), connect(&program));
    // The third waits in the queue, and is answered once there is room.
    let mut third = connect(&program);
    third.write_all(b"GET /health/live HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n").unwrap();
    drop((first, second));
    assert!(until_cut(&mut third).starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn one_network_cannot_take_every_connection() {
    let database = osby().await;
    let program = Program::serve_with(&database.url, &["--most-connections-per-network", "3"]);
    let open: Vec<TcpStream> = (0..3).map(|_| connect(&program)).collect();
    let said = until_cut(&mut connect(&program));
    assert!(said.starts_with("HTTP/1.1 503") && said.contains("retry-after: 5"), "{said:?}");
    assert!(said.contains("too_many_connections"), "{said:?}");
    drop(open);
    // The program hears of it in its own time.
    let answered = (0..1_000).any(|_| program.get("/health/live", "").is_ok_and(|answer| answer.status == 200));
    assert!(answered, "the places were not given back");
    // The same behind a proxy that is trusted: it speaks for many.
    let flags = ["--most-connections-per-network", "3", "--trusted-proxies", "127.0.0.1"];
    let program = Program::serve_with(&database.url, &flags);
    let _open: Vec<TcpStream> = (0..30).map(|_| connect(&program)).collect();
    alive(&program);
}

#[tokio::test]
async fn a_photo_that_trickles_gives_up_its_place_long_before_the_time_of_a_body_is_over() {
    let database = osby().await;
    let program = Program::serve_with(&database.url, &["--body-timeout-s", "25"]);
    let told = Program::tell(program.address, "k", &report().to_string()).expect("an answer");
    let token =
        told.body.split("follow_up_token\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
    // Another body trickles too, and began before it.
    let mut other = connect(&program);
    let head =
        "POST /api/v1/reports HTTP/1.1\r\nhost: t\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{";
    other.write_all(head.as_bytes()).unwrap();
    let mut stream = connect(&program);
    let head = "POST /api/v1/follow-up/photos HTTP/1.1\r\nhost: t\r\ncontent-type: image/jpeg\r\n";
    write!(stream, "{head}authorization: FollowUp {token}\r\ncontent-length: 10000000\r\n\r\nabc").unwrap();
    let said = until_cut(&mut stream);
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("too_slow"), "{said}");
    // It was not the limit of every body that cut it: the other still waits.
    other.set_nonblocking(true).expect("a socket");
    assert_eq!(other.read(&mut [0]).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock));
}
