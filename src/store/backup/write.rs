//! Out: one snapshot, while others go on writing.

use std::io::Write;

use futures_util::TryStreamExt;
use sqlx::{ColumnIndex, Decode, Row, Type};
use uuid::Uuid;

use super::super::{Store, StoreError};
use super::{BackupError, Column, TABLES, list};
use crate::interop::backup::{Cell, Kind, TableHead, Writer};

impl Store {
    /// Writes every table as it is at one moment.
    pub async fn back_up<W: Write>(&self, out: &mut Writer<W>) -> Result<(), BackupError> {
        let mut tables = Vec::new();
        for table in TABLES {
            tables.push((table, self.columns(table).await?));
        }
        // The same steps on each engine; a snapshot is asked for in its own words.
        macro_rules! written {
            ($pool:expr, $begin:expr) => {{
                let mut tx = $pool.begin_with($begin).await?;
                for (table, columns) in &tables {
                    let named = columns.iter().map(|column| (column.name.clone(), column.kind)).collect();
                    out.table(&TableHead { table: (*table).to_owned(), columns: named })?;
                    let sql = format!("SELECT {} FROM {table}", list(columns));
                    let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(&mut *tx);
                    while let Some(row) = rows.try_next().await? {
                        out.row(&cells(&row, columns)?)?;
                    }
                }
                tx.rollback().await?;
            }};
        }
        match self {
            Self::Sqlite { reader, .. } => written!(reader, "BEGIN DEFERRED"),
            Self::Postgres(pool) => written!(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
        Ok(())
    }
}

fn cells<'r, R>(row: &'r R, columns: &[Column]) -> Result<Vec<Cell>, StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    f64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
{
    let cell = |(at, column): (usize, &Column)| {
        Ok(match column.kind {
            Kind::Int => row.try_get::<Option<i64>, _>(at)?.map(Cell::Int),
            Kind::Real => row.try_get::<Option<f64>, _>(at)?.map(Cell::Real),
            Kind::Text => row.try_get::<Option<String>, _>(at)?.map(Cell::Text),
            Kind::Bool => row.try_get::<Option<bool>, _>(at)?.map(Cell::Bool),
            Kind::Bytes if column.is_uuid => {
                row.try_get::<Option<Uuid>, _>(at)?.map(|id| Cell::Bytes(id.as_bytes().to_vec()))
            }
            Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(at)?.map(Cell::Bytes),
        }
        .unwrap_or(Cell::Null))
    };
    columns.iter().enumerate().map(cell).collect()
}
