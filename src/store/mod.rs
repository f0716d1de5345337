//! The only place that knows SQL. Two engines, one text wherever they agree.

mod accounts;
mod audit;
mod backup;
mod check_sites;
mod checkpoint;
mod deeds;
mod desk;
mod disclosure_search;
mod disclosures;
mod effects;
mod extract;
mod geopackage;
mod ground;
mod group_commit;
mod held_back;
mod holds;
mod joined;
mod photos;
mod plans;
mod pledges;
mod publishing;
mod register;
mod remedies;
mod report_rows;
mod reports;
mod retention;
mod telling;
mod towns;
mod unit_prices;
mod walks;

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

pub use accounts::{ApiToken, Enrolment, Invitation, KnownAccount, OpenSession, Which};
pub use audit::AuditQuestion;
pub use backup::{BackupError, LEFT_OUT, Restored, TABLES};
pub use desk::{Correction, Decided, DeskPile, Redaction, ToldByStaff};
pub use disclosure_search::{FindRows, FoundRow};
pub use disclosures::{Basis, Exported, Selected};
pub use geopackage::{Geopackage, GeopackageError};
pub use group_commit::GroupCommit;
pub use holds::Erasure;
pub use photos::{NewPhoto, PhotoAdded, PhotoLimits, PhotoLooked, PhotoSize};
pub use pledges::PlannedRow;
pub use reports::{FactPage, FollowedPlace, FollowedUp, Withdrawal};
pub use retention::{NextPart, PartErased};
pub use telling::{Stored, Told};

/// What became of a change to something others can change too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Kept,
    /// Somebody else changed it or took it away in between: read it again.
    Outdated,
}

impl Change {
    /// Of a statement that names the version it changes.
    fn of(rows_affected: u64) -> Self {
        if rows_affected > 0 { Self::Kept } else { Self::Outdated }
    }
}

/// Where reports are kept.
#[derive(Debug, Clone)]
pub enum Store {
    /// One file. Writes go through one connection, because SQLite has one writer; reads never wait for it.
    Sqlite {
        reader: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database does not answer")]
    Unavailable(#[source] sqlx::Error),
    /// Nothing was stored; what was stored before can be read.
    #[error("the database has no room: {0}")]
    NoRoom(String),
    #[error("the database refused")]
    Refused(#[source] sqlx::Error),
    #[error("the database could not be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the address of the database must begin with sqlite:// or postgres://")]
    UnknownEngine,
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(ref cause) if cause.code().is_some_and(|code| no_room(&code)) => {
                Self::NoRoom(error.to_string())
            }
            sqlx::Error::Database(ref cause) if cause.code().is_some_and(|code| passes(&code)) => {
                Self::Unavailable(error)
            }
            sqlx::Error::Database(_)
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::RowNotFound
            | sqlx::Error::Decode(_) => Self::Refused(error),
            _ => Self::Unavailable(error),
        }
    }
}

/// Whether a database's error code means "not now": starting, stopping, failing over, too many connections, a lock that
/// was not had, a disk that fails or takes no writes, and SQLite's BUSY, LOCKED, READONLY, IOERR and CANTOPEN with
/// their extended codes.
fn passes(code: &str) -> bool {
    let postgres = code.starts_with("08") || code.starts_with("57P");
    let own = matches!(code, "53200" | "53300" | "40001" | "40P01" | "55P03" | "25006" | "58030");
    sqlite_code(code).is_some_and(|code| matches!(code, 5 | 6 | 8 | 10 | 14)) || postgres || own
}

/// SQLITE_FULL and PostgreSQL's disk_full.
fn no_room(code: &str) -> bool {
    code == "53100" || sqlite_code(code) == Some(13)
}

/// What SQLite's code says without its extension; PostgreSQL's have five characters.
fn sqlite_code(code: &str) -> Option<u32> {
    code.parse::<u32>().ok().filter(|_| code.len() < 5).map(|number| number & 0xff)
}

/// Makes the file, when it is not there, so that no other user of the machine reads it; SQLite's log beside it is made
/// alike. What speaks against it, SQLite says better in a moment.
fn begin_file(path: &Path) {
    // A database in memory has a name of that form, and no file.
    if !path.to_string_lossy().starts_with("file:") {
        let _ = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    }
}

/// Whether a connection may be used again. SQLite itself ends a transaction that met a full disk or one that fails;
/// sqlx then has nothing to roll back, believes for ever that it stands inside one, and begins no other. Such a
/// connection is closed.
async fn is_settled(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // A transaction that was dropped is being rolled back; this comes after.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Runs the same expression on whichever pool the store has for reading.
macro_rules! on_reader {
    ($store:expr, $pool:ident => $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite { reader: $pool, .. } => $body,
            $crate::store::Store::Postgres($pool) => $body,
        }
    };
}

/// Runs the same expression on whichever pool the store has for writing.
macro_rules! on_writer {
    ($store:expr, $pool:ident => $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite { writer: $pool, .. } => $body,
            $crate::store::Store::Postgres($pool) => $body,
        }
    };
}

pub(crate) use {on_reader, on_writer};

const READERS: u32 = 4;
const ROWS_AHEAD: usize = 1_024;
/// More than there are sizes of statements (see `telling::sqlite`).
const STATEMENTS: usize = 256;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// Who waits for somebody's lock is told so while it still matters; half of what the next in the queue waits at most.
const LOCK_TIMEOUT: &str = "SET lock_timeout = '1500ms'";
/// A batch of reports is one statement with a list for each column. Planned anew with each batch, the lists would be
/// copied into every plan, which takes five times as long as storing the reports.
const PLANNED_ONCE: &str = "SET plan_cache_mode = force_generic_plan";

impl Store {
    /// Opens `sqlite://FILE` (made when it is not there) or `postgres://…` and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await?
        } else {
            return Err(StoreError::UnknownEngine);
        };
        match &store {
            Self::Sqlite { writer, .. } => sqlx::migrate!("migrations/sqlite").run(writer).await?,
            Self::Postgres(pool) => {
                // Whoever starts beside another server waits until that one has brought the tables up to date.
                let mut connection = pool.acquire().await?;
                sqlx::query("SET lock_timeout = 0").execute(&mut *connection).await?;
                sqlx::migrate!("migrations/postgres").run(&mut *connection).await?;
                sqlx::query(LOCK_TIMEOUT).execute(&mut *connection).await?;
            }
        }
        Ok(store)
    }

    async fn open_sqlite(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?;
        begin_file(options.get_filename());
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: the log is synced before a commit is answered, so a power cut loses nothing acknowledged.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
            // Rows SQLite's thread may be ahead of whoever reads them: at fifty, the two wait for each other all the
            // time.
            .row_buffer_size(ROWS_AHEAD);
        // Random keys touch pages all over the indexes: they are kept at hand (KiB), and copied from the log into the
        // file after 64 MB instead of 4, so that a page many commits have changed is copied once.
        // What a statement of many rows could have to undo is kept in memory, not in a file made for each.
        let writing = options
            .clone()
            .pragma("cache_size", "-65536")
            .pragma("wal_autocheckpoint", "16000")
            .pragma("temp_store", "MEMORY")
            // What is taken out is overwritten with zeros, not only left unused.
            .pragma("secure_delete", "ON")
            .statement_cache_capacity(STATEMENTS);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            // A connection to a file does not break while nobody looks.
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(60))
            .after_release(|connection, _| Box::pin(is_settled(connection)))
            .connect_with(writing)
            .await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_release(|connection, _| Box::pin(is_settled(connection)))
            .connect_with(options)
            .await?;
        Ok(Self::Sqlite { reader, writer })
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?.application_name("trygghetskarta");
        let pool = PgPoolOptions::new()
            .max_connections(READERS * 2)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(true)
            // Said once connected: a pooler in between (PgBouncer) refuses options it does not know at the start.
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for setting in [LOCK_TIMEOUT, PLANNED_ONCE] {
                        sqlx::query(setting).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options.clone())
            .await;
        // A pool says only that it waited; a connection by itself says for what.
        if let Err(sqlx::Error::PoolTimedOut) = pool {
            tokio::time::timeout(ACQUIRE_TIMEOUT, options.connect()).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        }
        Ok(Self::Postgres(pool?))
    }

    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        on_reader!(self, pool => sqlx::query("SELECT 1").execute(pool).await.map(drop))?;
        Ok(())
    }

    /// Makes sure that what was taken out is in no old page of the database's files either. False: somebody reads old
    /// pages just now (a backup), and it is to be tried again. PostgreSQL gives such pages back when it vacuums, once
    /// nobody's older transaction is open; what its own log (WAL) holds goes as that log does.
    pub async fn forget_old_pages(&self) -> Result<bool, StoreError> {
        // Writers wait as long as this waits for readers: not longer than a commit may take anyway.
        const NOT_FOR_LONG: &str = "PRAGMA busy_timeout = 200";
        const AS_EVER: &str = "PRAGMA busy_timeout = 10000";
        match self {
            Self::Sqlite { reader, .. } => {
                let mut connection = reader.acquire().await?;
                sqlx::query(NOT_FOR_LONG).execute(&mut *connection).await?;
                let emptied: Result<(i64, i64, i64), _> =
                    sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
                sqlx::query(AS_EVER).execute(&mut *connection).await?;
                Ok(emptied?.0 == 0)
            }
            Self::Postgres(pool) => {
                sqlx::query("VACUUM report, desk_case, photo, idempotency, walk_seen").execute(pool).await?;
                Ok(true)
            }
        }
    }

    /// A secret of this installation, made the first time it is asked for.
    pub async fn secret(&self, name: &str, fresh: [u8; 32]) -> Result<Vec<u8>, StoreError> {
        const KEEP: &str = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        const READ: &str = "SELECT value FROM setting WHERE name = $1";
        Ok(on_writer!(self, pool => {
            sqlx::query(KEEP).bind(name).bind(fresh.to_vec()).execute(pool).await?;
            sqlx::query_scalar(READ).bind(name).fetch_one(pool).await?
        }))
    }
}
