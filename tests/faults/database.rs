//! The database dies, cuts its connections, or holds a lock.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

use super::{lives, osby, rounds, status};
use crate::support::{Cluster, Database, Engine, Program, STAFF, Writers, said, until};

const BACK_WITHIN: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_killed_database_is_waited_for_and_has_lost_nothing_when_it_is_back() {
    let cluster = Cluster::new();
    osby(&cluster.url());
    let program = Program::serve(&cluster.url());
    let writers = Writers::telling(&program, 8, "k");
    let mut longest = Duration::ZERO;
    for _ in 0..rounds(2) {
        writers.tell_more(30);
        cluster.kill();
        writers.are_refused(16);
        lives(&program);
        assert_eq!(status(&program, "/health/ready"), 503);
        program.get("/health/ready", "").expect("an answer").is_a_clear_not_now();
        // The map everybody sees is in memory.
        assert_eq!(program.get("/api/v1/heat", "").expect("an answer").status, 200);
        // What staff read is written down first, and that cannot be done.
        assert_eq!(status(&program, "/api/v1/heat"), 503);
        cluster.start();
        let back = Instant::now();
        writers.tell_more(1);
        longest = longest.max(back.elapsed());
        until("it is ready", || status(&program, "/health/ready") == 200);
        assert_eq!(status(&program, "/api/v1/heat"), 200);
    }
    said(&format!("a killed database: the next report was taken {} ms after it was back", longest.as_millis()));
    assert!(longest < BACK_WITHIN, "{longest:?}");
    writers.all_there(&cluster.url(), "a killed database").await;
}

#[tokio::test]
async fn cut_connections_cost_a_retry_and_nothing_else() {
    const CUT: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                       WHERE application_name = 'trygghetskarta' AND datname = current_database()";
    let database = Database::new(Engine::Postgres).await;
    osby(&database.url);
    let program = Program::serve(&database.url);
    let writers = Writers::telling(&program, 8, "c");
    let stop = AtomicBool::new(false);
    let (mut n_cut, mut n_read) = (0_i64, 0_u32);
    // Reading goes on in this thread, cutting in another.
    std::thread::scope(|scope| {
        let cutting = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let mut admin = runtime.block_on(PgConnection::connect(&database.url)).expect("the database");
            for _ in 0..rounds(8) {
                writers.tell_more(10);
                let cut: i64 = runtime.block_on(sqlx::query_scalar(CUT).fetch_one(&mut admin)).expect("a number");
                n_cut += cut;
            }
            stop.store(true, Ordering::SeqCst);
        });
        while !stop.load(Ordering::SeqCst) {
            for path in ["/api/v1/heat", "/api/v1/desk?municipality=1273", "/health/ready"] {
                let spoken = program.get(path, &format!("authorization: Bearer {STAFF}\r\n")).expect("an answer");
                if spoken.status != 200 {
                    spoken.is_a_clear_not_now();
                }
                n_read += 1;
            }
            lives(&program);
        }
        cutting.join().expect("the one who cuts");
    });
    assert!(n_cut > 0, "the connections have a name");
    said(&format!("cut connections: {n_cut} cut, {n_read} readings"));
    writers.all_there(&database.url, "cut connections").await;
}

#[tokio::test]
async fn a_locked_table_is_a_quick_not_now_for_all_and_then_they_are_taken() {
    let database = Database::new(Engine::Postgres).await;
    osby(&database.url);
    let program = Program::serve(&database.url);
    let mut admin = PgConnection::connect(&database.url).await.expect("the database");
    sqlx::raw_sql("BEGIN; LOCK TABLE report").execute(&mut admin).await.expect("the lock");
    let writers = Writers::telling(&program, 50, "l");
    for _ in 0..rounds(1) {
        writers.are_refused(50);
        lives(&program);
        assert_eq!(program.get("/api/v1/heat", "").expect("an answer").status, 200);
        let desk = program.get("/api/v1/desk?municipality=1273", &format!("authorization: Bearer {STAFF}\r\n"));
        desk.expect("an answer").is_a_clear_not_now();
    }
    assert_eq!(writers.n_acknowledged(), 0);
    // What the lock lets through takes 1.5 s, and so long may what is in front of it in the queue; a busy machine more.
    let longest = writers.longest_wait();
    assert!(longest < Duration::from_secs(6), "{longest:?}");
    sqlx::raw_sql("ROLLBACK").execute(&mut admin).await.expect("no lock");
    writers.tell_more(100);
    writers.all_there(&database.url, "a locked table").await;
}
