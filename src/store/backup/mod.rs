//! Everything the database holds, out and in again.

mod read;
mod write;

use std::io;

use super::{Store, StoreError, on_reader};
use crate::interop::backup::{BadBackup, Kind};
use crate::privacy::HeldBack;

/// Every table that is backed up, each after those it refers to.
pub const TABLES: [&str; 37] = [
    "setting",
    "municipality",
    "change_counter",
    "town_layer",
    "town_feature",
    "street_link",
    "report",
    "desk_case",
    "redaction",
    "photo",
    "hold",
    "hold_report",
    "retention_rule",
    "retention_protocol",
    "disclosure",
    "disclosure_report",
    "disclosure_export",
    "disclosure_export_report",
    "idempotency",
    "public_cell",
    "public_street",
    "held_back",
    "pledge",
    "remedy",
    "deed",
    "plan",
    "walk",
    "walk_seen",
    "check_site",
    "unit_prices",
    "account",
    "account_role",
    "recovery_code",
    "api_token",
    "exact_read",
    "audit",
    "sign_in_failure",
];
/// What is not: whoever is signed in signs in again, and links that were sent out are sent anew.
pub const LEFT_OUT: [&str; 2] = ["staff_session", "invitation"];

/// What was read out of a backup.
#[derive(Debug)]
pub struct Restored {
    pub n_rows: u64,
    /// Months that may have been public since, by municipality.
    pub held: Vec<(String, HeldBack)>,
}

/// Why a database could not be backed up or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Bad(#[from] BadBackup),
    #[error("the backup could not be written")]
    Write(#[from] io::Error),
    #[error("there is something in this database already; restore into an empty one")]
    NotEmpty,
    #[error(
        "the backup was made by a newer program (schema {theirs}, here {ours}); install that one and restore with it"
    )]
    Newer { theirs: i64, ours: i64 },
    #[error("the backup holds {0}, which this program does not know")]
    Unknown(String),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// The number of the last migration.
    pub async fn schema(&self) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT CAST(MAX(version) AS BIGINT) FROM _sqlx_migrations";
        Ok(on_reader!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?))
    }

    /// The columns of a table in their order.
    async fn columns(&self, table: &str) -> Result<Vec<Column>, StoreError> {
        let declared: Vec<(String, String)> = match self {
            Self::Sqlite { reader, .. } => {
                let sql = format!("SELECT name, type FROM pragma_table_info('{table}') ORDER BY cid");
                sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(reader).await?
            }
            Self::Postgres(pool) => {
                const SQL: &str = "SELECT column_name::text, data_type::text FROM information_schema.columns \
                    WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";
                sqlx::query_as(SQL).bind(table).fetch_all(pool).await?
            }
        };
        declared.into_iter().map(|(name, of)| Column::declared(name, &of)).collect()
    }
}

/// A column as an engine declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    kind: Kind,
    /// PostgreSQL has a type of its own for them; in the file they are bytes.
    is_uuid: bool,
}

impl Column {
    fn declared(name: String, of: &str) -> Result<Self, StoreError> {
        let kind = match of.to_ascii_lowercase().as_str() {
            "bigint" | "integer" => Kind::Int,
            "double precision" | "real" => Kind::Real,
            "text" => Kind::Text,
            "boolean" => Kind::Bool,
            "blob" | "bytea" | "uuid" => Kind::Bytes,
            _ => return Err(StoreError::Corrupt(format!("the type {of} of column {name}"))),
        };
        Ok(Self { name, kind, is_uuid: of.eq_ignore_ascii_case("uuid") })
    }
}

fn list(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}
