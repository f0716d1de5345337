//! A batch into SQLite. Every statement is a message to SQLite's own thread and back, which costs more than a row: so
//! many rows go in one statement, and what can be known beforehand is not asked for.

use std::collections::HashMap;

use sqlx::{Sqlite, Transaction};
use uuid::Uuid;

use super::{EARLIER, EarlierRow, Place, Stored, Told, fresh, outcomes, remembered};
use crate::store::StoreError;
use crate::store::report_rows::{moment_columns, place_columns};

const COLUMNS: usize = 24;
const INSERT: &str = "INSERT INTO report (key, municipality, id, reference, category, causes, lon, lat, geometry, \
    accuracy_m, place_source, placed, moment_from, moment_to, hours, severity, text, channel, source_id, received_at, \
    told_at, token_hash, state, revision) VALUES ";

pub(super) async fn tell(tx: &mut Transaction<'_, Sqlite>, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
    // The last revision of the batch, and the key of the last report before it: nobody else writes meanwhile.
    const NUMBERS: &str = "UPDATE change_counter SET value = value + $1 RETURNING value, \
                           (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'report')";
    let (last_revision, last_key): (i64, i64) =
        sqlx::query_as(NUMBERS).bind(batch.len() as i64).fetch_one(&mut **tx).await?;
    let first_revision = last_revision - batch.len() as i64 + 1;

    let earlier = earlier(tx, batch).await?;
    let fresh = fresh(batch, &earlier);
    let (records, told): (Vec<Place>, Vec<Place>) =
        fresh.iter().copied().partition(|(_, told)| told.report.source_id.is_some());
    let numbered: Vec<_> = told.into_iter().zip(last_key + 1..).map(|(place, key)| (place, Some(key))).collect();
    let mut keys: HashMap<Uuid, i64> =
        numbered.iter().filter_map(|((_, told), key)| Some((told.report.id, (*key)?))).collect();
    for some in in_pieces(&numbered) {
        insert(tx, some, first_revision, false).await?;
    }
    // Which of these are there already, only SQLite can say.
    let records: Vec<_> = records.into_iter().map(|place| (place, None)).collect();
    for some in in_pieces(&records) {
        keys.extend(insert(tx, some, first_revision, true).await?);
    }
    remember(tx, &fresh, &keys).await?;
    outcomes(batch, &earlier, &keys)
}

/// What came before with the keys of the batch.
async fn earlier(tx: &mut Transaction<'_, Sqlite>, batch: &[Told]) -> Result<HashMap<Vec<u8>, EarlierRow>, StoreError> {
    let key_hashes: Vec<&[u8; 32]> = batch.iter().filter_map(|told| Some(&told.idempotency.as_ref()?.0)).collect();
    let mut earlier = HashMap::new();
    for some in in_pieces(&key_hashes) {
        let sql = format!("{EARLIER} i.key_hash IN {}", row_of(some.len()));
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        for key_hash in some {
            query = query.bind(&key_hash[..]);
        }
        let rows: Vec<EarlierRow> = query.fetch_all(&mut **tx).await?;
        earlier.extend(rows.into_iter().map(|row| (row.key_hash.clone(), row)));
    }
    Ok(earlier)
}

/// With the keys that were given, or with those SQLite gives to records that are not there yet, which it returns.
async fn insert(
    tx: &mut Transaction<'_, Sqlite>,
    rows: &[(Place<'_>, Option<i64>)],
    first_revision: i64,
    unless_there: bool,
) -> Result<Vec<(Uuid, i64)>, StoreError> {
    const UNLESS_THERE: &str =
        " ON CONFLICT (municipality, channel, source_id) WHERE source_id IS NOT NULL DO NOTHING RETURNING id, key";
    let end = if unless_there { UNLESS_THERE } else { "" };
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(format!("{INSERT}{}{end}", rows_of(rows.len(), COLUMNS))));
    for ((place, told), key) in rows {
        let report = &told.report;
        let (lon, lat, geometry) = place_columns(report);
        let (moment_from, moment_to, hours) = moment_columns(&report.moment);
        query = query
            .bind(*key)
            .bind(&report.municipality)
            .bind(report.id)
            .bind(&report.reference)
            .bind(report.category.as_str())
            .bind(report.causes.join(","))
            .bind(lon)
            .bind(lat)
            .bind(geometry)
            .bind(report.place.accuracy_m)
            .bind(report.place.source.as_str())
            .bind(report.placed)
            .bind(moment_from)
            .bind(moment_to)
            .bind(hours)
            .bind(report.severity.map(i64::from))
            .bind(&report.text)
            .bind(&report.channel)
            .bind(&report.source_id)
            .bind(report.received_at.as_microsecond())
            .bind(report.told_at.as_microsecond())
            .bind(&report.token_hash[..])
            .bind(report.state.as_str())
            .bind(first_revision + *place as i64);
    }
    Ok(query.fetch_all(&mut **tx).await?)
}

async fn remember(
    tx: &mut Transaction<'_, Sqlite>,
    fresh: &[Place<'_>],
    keys: &HashMap<Uuid, i64>,
) -> Result<(), StoreError> {
    const REMEMBER: &str = "INSERT INTO idempotency (key_hash, body_hash, report_key, created_at) VALUES ";
    let remembered = remembered(fresh, keys);
    for some in in_pieces(&remembered) {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(format!("{REMEMBER}{}", rows_of(some.len(), 4))));
        for ((key_hash, body_hash), key, report) in some {
            query = query.bind(&key_hash[..]).bind(&body_hash[..]).bind(*key).bind(report.received_at.as_microsecond());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Pieces of 64, then of 32, and the rest in one: each of so many sizes is prepared once, whatever the sizes of
/// batches.
fn in_pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size = [64, 32].into_iter().find(|size| rest.len() >= *size).unwrap_or(rest.len());
        let (piece, later) = rest.split_at(size);
        rest = later;
        (!piece.is_empty()).then_some(piece)
    })
}

fn rows_of(rows: usize, columns: usize) -> String {
    vec![row_of(columns); rows].join(",")
}

fn row_of(columns: usize) -> String {
    format!("({})", vec!["?"; columns].join(","))
}
