//! A database of its own for every test, gone when the test is.

use sqlx::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

pub struct Database {
    pub url: String,
    kept: Kept,
}

enum Kept {
    File(#[allow(dead_code, reason = "the folder goes when this is dropped")] TempDir),
    Server { admin_url: String, name: String },
}

impl Database {
    pub async fn new(engine: Engine) -> Self {
        super::log::listen();
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = format!("sqlite://{}", folder.path().join("test.db").display());
                Self { url, kept: Kept::File(folder) }
            }
            Engine::Postgres => {
                let admin_url = admin_url();
                let name = format!("tk_{}", Uuid::new_v4().simple());
                run(&admin_url, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
                let (server, _) = admin_url.rsplit_once('/').expect("an address with a database");
                Self { url: format!("{server}/{name}"), kept: Kept::Server { admin_url, name } }
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Kept::Server { admin_url, name } = &self.kept else { return };
        let (admin_url, sql) = (admin_url.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // Dropping is not async: a runtime of its own on a thread of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(run(&admin_url, &sql));
        });
        let _ = dropping.join();
    }
}

/// A number out of a database that a program is using.
pub async fn count(url: &str, sql: &'static str) -> i64 {
    if url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(url).await.expect("the database");
        return sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect(sql);
    }
    let mut connection = PgConnection::connect(url).await.expect("the database");
    sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect(sql)
}

fn admin_url() -> String {
    std::env::var("TK_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| panic!("no PostgreSQL for the tests: run `make test`, or set TK_TEST_POSTGRES_URL"))
}

async fn run(url: &str, sql: &str) {
    let mut connection = PgConnection::connect(url).await.expect("TK_TEST_POSTGRES_URL names a server that answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("the statement");
    let _ = connection.close().await;
}
