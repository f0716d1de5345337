//! GeoPackage files: somebody else's SQLite database, opened to be read and never written.

use std::path::Path;
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row as _, TypeInfo, ValueRef};

use crate::interop::layers::{Plane, PlaneError};
use crate::interop::table::Row;

/// Rows read at a time.
const PAGE: i64 = 2_000;

#[derive(Debug, thiserror::Error)]
pub enum GeopackageError {
    #[error("the file is an SQLite database, but not a GeoPackage: it has no table of features")]
    NotOne,
    #[error("the GeoPackage has no table of features called {wanted}; it has: {names}")]
    NoTable { wanted: String, names: String },
    #[error("the GeoPackage has several tables of features ({0}): choose one with --table NAME")]
    Several(String),
    #[error("the file cannot be read")]
    Unreadable(#[from] sqlx::Error),
}

/// A table of features.
pub struct Geopackage {
    connection: SqliteConnection,
    table: String,
    geometry_column: String,
    columns: Arc<[String]>,
    /// The plane it says it is in.
    pub plane: Option<Result<Plane, PlaneError>>,
    /// The last row that was read.
    after: i64,
    n_read: u64,
}

impl Geopackage {
    /// Opens the only table of features, or the one called `wanted`.
    pub async fn open(path: &Path, wanted: Option<&str>) -> Result<Self, GeopackageError> {
        const TABLES: &str = "SELECT g.table_name, g.column_name, s.organization, s.organization_coordsys_id, \
                              s.definition FROM gpkg_contents c JOIN gpkg_geometry_columns g \
                              ON g.table_name = c.table_name LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
                              WHERE c.data_type = 'features' ORDER BY g.table_name";
        type Told = (String, String, Option<String>, Option<i64>, Option<String>);
        // Immutable: no lock and no journal beside a file that is not ours.
        let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
        let mut connection = options.connect().await?;
        let tables: Vec<Told> = match sqlx::query_as(TABLES).fetch_all(&mut connection).await {
            Ok(tables) => tables,
            Err(sqlx::Error::Database(error)) if error.message().contains("no such table") => {
                return Err(GeopackageError::NotOne);
            }
            Err(error) => return Err(error.into()),
        };
        let names = tables.iter().map(|told| told.0.as_str()).collect::<Vec<_>>().join(", ");
        let mut meant = tables.into_iter().filter(|told| wanted.is_none_or(|wanted| told.0 == wanted));
        let (table, geometry_column, organization, code, definition) = match (meant.next(), meant.next(), wanted) {
            (Some(told), None, _) => told,
            (Some(_), Some(_), _) => return Err(GeopackageError::Several(names)),
            (None, _, Some(wanted)) => return Err(GeopackageError::NoTable { wanted: wanted.to_owned(), names }),
            (None, _, None) => return Err(GeopackageError::NotOne),
        };
        let is_epsg = organization.is_some_and(|name| name.eq_ignore_ascii_case("epsg"));
        let by_code = code.filter(|_| is_epsg).and_then(|code| Plane::from_epsg(u32::try_from(code).ok()?));
        let plane = match by_code {
            Some(plane) => Some(Ok(plane)),
            None => definition.filter(|text| text.len() > 20).map(|text| Plane::from_prj(&text)),
        };
        let columns = sqlx::query_scalar::<_, String>("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&mut connection)
            .await?;
        let columns = columns.into_iter().filter(|name| *name != geometry_column).collect();
        Ok(Self { connection, table, geometry_column, columns, plane, after: i64::MIN, n_read: 0 })
    }

    /// The next rows, each with the blob of its shape; none at the end.
    pub async fn page(&mut self) -> Result<Vec<(Row, Option<Vec<u8>>)>, GeopackageError> {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let mut wanted = format!("rowid, {}", quoted(&self.geometry_column));
        for column in self.columns.iter() {
            wanted = format!("{wanted}, {}", quoted(column));
        }
        // Names cannot be bound; quoted like this they are names and nothing else.
        let sql = format!("SELECT {wanted} FROM {} WHERE rowid > $1 ORDER BY rowid LIMIT {PAGE}", quoted(&self.table));
        let found = sqlx::query(AssertSqlSafe(sql)).bind(self.after).fetch_all(&mut self.connection).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            self.after = row.try_get(0)?;
            self.n_read += 1;
            let shape = row.try_get_unchecked::<Option<Vec<u8>>, _>(1)?;
            let values = (0..self.columns.len()).map(|i| text(&row, i + 2)).collect::<Result<_, _>>()?;
            rows.push((Row::new(self.n_read, self.columns.clone(), values), shape));
        }
        Ok(rows)
    }
}

/// A value as text, whatever SQLite has there: its columns hold any type.
fn text(row: &SqliteRow, column: usize) -> Result<String, sqlx::Error> {
    let value = row.try_get_raw(column)?;
    if value.is_null() {
        return Ok(String::new());
    }
    Ok(match value.type_info().name() {
        "INTEGER" | "BOOLEAN" => row.try_get_unchecked::<i64, _>(column)?.to_string(),
        "REAL" => row.try_get_unchecked::<f64, _>(column)?.to_string(),
        "BLOB" => String::new(),
        _ => String::from_utf8_lossy(&row.try_get_unchecked::<Vec<u8>, _>(column)?).into_owned(),
    })
}
