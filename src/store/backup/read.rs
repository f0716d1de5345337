//! In: into an empty database, all or nothing.

use std::io::BufRead;

use jiff::Timestamp;
use sqlx::query::Query;
use sqlx::{Database, Encode, IntoArguments, Type};
use uuid::Uuid;

use super::super::held_back::hold_back_in;
use super::super::{Store, on_reader, on_writer};
use super::{BackupError, Column, Restored, TABLES};
use crate::interop::backup::{Cell, Kind, Piece, Reader, TableHead};

impl Store {
    /// Reads every row of a backup into this database, and holds back what may have been public since it was made: both
    /// or neither. Older backups fit too: columns that came later take their defaults.
    pub async fn restore<R: BufRead>(
        &self,
        backup: &mut Reader<R>,
        schema: i64,
        now: Timestamp,
    ) -> Result<Restored, BackupError> {
        let ours = self.schema().await?;
        if schema > ours {
            return Err(BackupError::Newer { theirs: schema, ours });
        }
        self.check_empty().await?;
        let is_postgres = matches!(self, Self::Postgres(_));
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let mut into: Option<(String, Vec<Column>)> = None;
            loop {
                match backup.piece()? {
                    Piece::Table(head) => {
                        let columns = self.fitting(&head).await?;
                        // A migration may have put rows of its own there.
                        let clear = format!("DELETE FROM {}", head.table);
                        if head.table == "change_counter" {
                            sqlx::query(sqlx::AssertSqlSafe(clear)).execute(&mut *tx).await?;
                        }
                        into = Some((insert(&head.table, &columns, is_postgres), columns));
                    }
                    Piece::Row(cells) => {
                        let Some((sql, columns)) = &into else { return Err(BackupError::Unknown("a row of no table".into())) };
                        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.clone()));
                        for (cell, column) in cells.into_iter().zip(columns) {
                            query = bound(query, cell, column);
                        }
                        query.execute(&mut *tx).await?;
                    }
                    Piece::End { n_rows } => {
                        if is_postgres {
                            for sql in GO_ON_COUNTING {
                                sqlx::query(sql).execute(&mut *tx).await?;
                            }
                        }
                        let held = hold_back_in!(tx, now);
                        tx.commit().await?;
                        break Restored { n_rows, held };
                    }
                }
            }
        }))
    }

    async fn check_empty(&self) -> Result<(), BackupError> {
        const SQL: &str = "SELECT (SELECT COUNT(*) FROM municipality) + (SELECT COUNT(*) FROM account) \
                           + (SELECT COUNT(*) FROM audit) + (SELECT COUNT(*) FROM setting)";
        let n: i64 = on_reader!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?);
        if n == 0 { Ok(()) } else { Err(BackupError::NotEmpty) }
    }

    /// Our columns for those of the file, in the file's order.
    async fn fitting(&self, head: &TableHead) -> Result<Vec<Column>, BackupError> {
        if !TABLES.contains(&head.table.as_str()) {
            return Err(BackupError::Unknown(format!("a table {}", head.table)));
        }
        let own = self.columns(&head.table).await?;
        let fit = |(name, kind): &(String, _)| {
            let found = own.iter().find(|column| column.name == *name && column.kind == *kind).cloned();
            found.ok_or_else(|| BackupError::Unknown(format!("a column {name} in {}", head.table)))
        };
        head.columns.iter().map(fit).collect()
    }
}

/// Keys were given, so the engine's own counters go on after the largest.
const GO_ON_COUNTING: [&str; 2] = [
    "SELECT setval(pg_get_serial_sequence('report', 'key'), GREATEST((SELECT MAX(key) FROM report), 1))",
    "SELECT setval(pg_get_serial_sequence('exact_read', 'id'), GREATEST((SELECT MAX(id) FROM exact_read), 1))",
];

fn insert(table: &str, columns: &[Column], is_postgres: bool) -> String {
    let names = super::list(columns);
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    // Keys that the engine would make are given here.
    let own_keys = if is_postgres { " OVERRIDING SYSTEM VALUE" } else { "" };
    format!("INSERT INTO {table} ({names}){own_keys} VALUES ({})", places.join(","))
}

/// The next value of a statement. A missing one too has a type, which PostgreSQL wants to know.
fn bound<'q, D>(query: Query<'q, D, D::Arguments>, cell: Cell, column: &Column) -> Query<'q, D, D::Arguments>
where
    D: Database,
    D::Arguments: IntoArguments<D>,
    for<'t> Option<i64>: Encode<'t, D> + Type<D>,
    for<'t> Option<f64>: Encode<'t, D> + Type<D>,
    for<'t> Option<bool>: Encode<'t, D> + Type<D>,
    for<'t> Option<String>: Encode<'t, D> + Type<D>,
    for<'t> Option<Vec<u8>>: Encode<'t, D> + Type<D>,
    for<'t> Option<Uuid>: Encode<'t, D> + Type<D>,
{
    match (cell, column.kind) {
        (Cell::Int(n), _) => query.bind(Some(n)),
        (Cell::Real(x), _) => query.bind(Some(x)),
        (Cell::Text(text), _) => query.bind(Some(text)),
        (Cell::Bool(is), _) => query.bind(Some(is)),
        (Cell::Bytes(bytes), _) if column.is_uuid => query.bind(Uuid::from_slice(&bytes).ok()),
        (Cell::Bytes(bytes), _) => query.bind(Some(bytes)),
        (Cell::Null, Kind::Int) => query.bind(None::<i64>),
        (Cell::Null, Kind::Real) => query.bind(None::<f64>),
        (Cell::Null, Kind::Text) => query.bind(None::<String>),
        (Cell::Null, Kind::Bool) => query.bind(None::<bool>),
        (Cell::Null, Kind::Bytes) if column.is_uuid => query.bind(None::<Uuid>),
        (Cell::Null, Kind::Bytes) => query.bind(None::<Vec<u8>>),
    }
}
