//! Asked to stop in the middle of everything.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use super::osby;
use crate::support::{Database, Engine, Program, count, id_of, told, until};

/// Tells until nobody takes it any more. Who was let in is answered, so what was not answered was not taken.
fn tell_on(address: std::net::SocketAddr, writer: usize, acknowledged: &Mutex<BTreeMap<String, String>>) {
    for i in 0.. {
        let key = format!("t-{writer}-{i}");
        match Program::tell(address, &key, &told(&key)) {
            Ok(spoken) if spoken.status == 201 => {
                acknowledged.lock().unwrap().insert(key, id_of(&spoken.body));
            }
            Ok(spoken) => spoken.is_a_clear_not_now(),
            Err(_) => return,
        }
    }
}

#[tokio::test]
async fn a_signal_under_load_answers_who_was_let_in_and_loses_nothing() {
    for engine in Engine::BOTH {
        let database = Database::new(engine).await;
        osby(&database.url);
        let mut program = Program::serve(&database.url);
        let address = program.address;
        let acknowledged = Mutex::new(BTreeMap::new());
        let body = told("slow");
        std::thread::scope(|scope| {
            for writer in 0..6 {
                let acknowledged = &acknowledged;
                scope.spawn(move || tell_on(address, writer, acknowledged));
            }
            let mut slow = TcpStream::connect(address).expect("a connection");
            let head = "POST /api/v1/reports HTTP/1.1\r\nhost: t\r\nconnection: close\r\nidempotency-key: slow\r\n";
            write!(slow, "{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len()).unwrap();
            slow.write_all(&body.as_bytes()[..20]).expect("a part");
            until("many were told", || acknowledged.lock().unwrap().len() >= 60);
            program.terminate();
            // Nobody new is let in, and the one who was is waited for.
            until("the door is shut", || TcpStream::connect(address).is_err());
            slow.write_all(&body.as_bytes()[20..]).expect("the rest");
            let mut answer = String::new();
            slow.read_to_string(&mut answer).expect("an answer");
            assert!(answer.starts_with("HTTP/1.1 201"), "{engine:?}: {answer}");
            let (_, receipt) = answer.split_once("\r\n\r\n").expect("a body");
            acknowledged.lock().unwrap().insert("slow".to_owned(), id_of(receipt));
        });
        assert_eq!(program.ended().code(), Some(0), "{engine:?}");
        let acknowledged = acknowledged.into_inner().unwrap();
        let n_stored = count(&database.url, "SELECT COUNT(*) FROM report").await;
        assert_eq!(n_stored as usize, acknowledged.len(), "{engine:?}");
        let program = Program::serve(&database.url);
        for (key, id) in acknowledged {
            let again = Program::tell(program.address, &key, &told(&key)).expect("an answer");
            assert_eq!((again.status, id_of(&again.body)), (201, id), "{engine:?}: {key}");
        }
    }
}
