//! Reports in and out: told, followed up, withdrawn, and the facts the index is fed with.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sqlx::{PgPool, Sqlite, Transaction};
use uuid::Uuid;

use super::report_rows::{FactRow, corrupt, moment_columns, place_columns, timestamp};
use super::{Store, StoreError, on_reader, on_writer};
use crate::observation::{Category, State};
use crate::privacy::Facts;
use crate::report::Report;

/// A report to be stored, with the hashes of its Idempotency-Key and body where it came with one.
#[derive(Clone)]
pub struct Told {
    pub report: Report,
    pub idempotency: Option<([u8; 32], [u8; 32])>,
}

/// What became of a report that was told.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    New,
    /// The same key and body came before; this is the report stored then.
    Replayed {
        id: Uuid,
        reference: String,
        municipality: String,
        category: Category,
        received_at: Timestamp,
    },
    /// The key came before with another body.
    KeyReused,
    /// The record of this source was imported before.
    AlreadyThere,
}

/// What the holder of a follow-up link may know.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedUp {
    pub reference: String,
    pub category: Category,
    pub municipality: String,
    pub received_at: Timestamp,
    pub state: State,
    pub published: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    Done,
    TooLate,
    Unknown,
}

#[derive(sqlx::FromRow)]
struct EarlierRow {
    key_hash: Vec<u8>,
    body_hash: Vec<u8>,
    id: Uuid,
    reference: String,
    municipality: String,
    category: String,
    received_at: i64,
}

const EARLIER: &str = "SELECT i.key_hash, i.body_hash, r.id, r.reference, r.municipality, r.category, r.received_at \
                       FROM idempotency i JOIN report r ON r.key = i.report_key WHERE ";
const NEXT_REVISION: &str = "UPDATE change_counter SET value = value + $1 RETURNING value";

impl Store {
    /// Stores a batch in one transaction: all of it is durable when this returns, or nothing is.
    pub async fn tell(&self, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite { writer, .. } => {
                let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                let outcome = tell_sqlite(&mut tx, batch).await?;
                tx.commit().await?;
                Ok(outcome)
            }
            Self::Postgres(pool) => tell_postgres(pool, batch).await,
        }
    }

    /// The facts of every report changed after `revision`, oldest change first, at most `limit`, with the revision of
    /// the last.
    pub async fn facts_since(&self, revision: i64, limit: i64) -> Result<(Vec<(String, Facts)>, i64), StoreError> {
        let sql = format!("SELECT {} FROM report WHERE revision > $1 ORDER BY revision LIMIT $2", FactRow::COLUMNS);
        let rows: Vec<FactRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(revision).bind(limit).fetch_all(pool).await?
        });
        let last = rows.last().map_or(revision, |row| row.revision);
        let facts = rows.into_iter().map(|mut row| {
            let municipality = std::mem::take(&mut row.municipality);
            Ok((municipality, row.facts()?))
        });
        Ok((facts.collect::<Result<_, StoreError>>()?, last))
    }

    pub async fn follow_up(&self, token_hash: &[u8; 32]) -> Result<Option<FollowedUp>, StoreError> {
        const SQL: &str = "SELECT reference, category, municipality, received_at, state, published_month \
                           FROM report WHERE token_hash = $1";
        type Row = (String, String, String, i64, String, Option<i64>);
        let row: Option<Row> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(token_hash.to_vec()).fetch_optional(pool).await?
        });
        row.map(|(reference, category, municipality, received_at, state, published)| {
            Ok(FollowedUp {
                reference,
                category: Category::parse(&category).ok_or_else(|| corrupt("category"))?,
                municipality,
                received_at: timestamp(received_at),
                state: State::parse(&state).ok_or_else(|| corrupt("state"))?,
                published: published.is_some(),
            })
        })
        .transpose()
    }

    /// Takes a report back that was received after `not_before`: its words are erased and it counts nowhere.
    pub async fn withdraw(&self, token_hash: &[u8; 32], not_before: Timestamp) -> Result<Withdrawal, StoreError> {
        const WITHDRAW: &str = "UPDATE report SET state = 'withdrawn', text = NULL, revision = $1 \
                                WHERE token_hash = $2 AND received_at >= $3 AND published_month IS NULL";
        let Some(found) = self.follow_up(token_hash).await? else { return Ok(Withdrawal::Unknown) };
        if found.state == State::Withdrawn {
            return Ok(Withdrawal::Done);
        }
        let changed = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let revision: i64 = sqlx::query_scalar(NEXT_REVISION).bind(1_i64).fetch_one(&mut *tx).await?;
            let done = sqlx::query(WITHDRAW)
                .bind(revision)
                .bind(token_hash.to_vec())
                .bind(not_before.as_microsecond())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            done.rows_affected()
        });
        Ok(if changed == 1 { Withdrawal::Done } else { Withdrawal::TooLate })
    }
}

fn stored_earlier(row: &EarlierRow, body_hash: &[u8; 32]) -> Result<Stored, StoreError> {
    if row.body_hash != body_hash {
        return Ok(Stored::KeyReused);
    }
    Ok(Stored::Replayed {
        id: row.id,
        reference: row.reference.clone(),
        municipality: row.municipality.clone(),
        category: Category::parse(&row.category).ok_or_else(|| corrupt("category"))?,
        received_at: timestamp(row.received_at),
    })
}

/// Many rows in one statement: every statement is a message to SQLite's own thread and back, which costs more than a row.
async fn tell_sqlite(tx: &mut Transaction<'_, Sqlite>, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
    const INSERT: &str = "INSERT INTO report (municipality, id, reference, category, causes, lon, lat, geometry, \
        accuracy_m, place_source, placed, moment_from, moment_to, hours, severity, text, channel, source_id, \
        received_at, told_at, token_hash, state, revision) VALUES ";
    const UNLESS_THERE: &str =
        " ON CONFLICT (municipality, channel, source_id) WHERE source_id IS NOT NULL DO NOTHING RETURNING id, key";
    const REMEMBER: &str = "INSERT INTO idempotency (key_hash, body_hash, report_key, created_at) VALUES ";

    let last: i64 = sqlx::query_scalar(NEXT_REVISION).bind(batch.len() as i64).fetch_one(&mut **tx).await?;
    let first = last - batch.len() as i64 + 1;
    let key_hashes: Vec<&[u8; 32]> = batch.iter().filter_map(|told| Some(&told.idempotency.as_ref()?.0)).collect();
    let mut earlier: HashMap<Vec<u8>, EarlierRow> = HashMap::new();
    for some in in_powers_of_two(&key_hashes) {
        let sql = format!("{EARLIER} i.key_hash IN {}", row_of(some.len()));
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        for key_hash in some {
            query = query.bind(key_hash.to_vec());
        }
        let rows: Vec<EarlierRow> = query.fetch_all(&mut **tx).await?;
        earlier.extend(rows.into_iter().map(|row| (row.key_hash.clone(), row)));
    }

    let fresh = fresh(batch, &earlier);
    let mut keys: HashMap<Uuid, i64> = HashMap::new();
    for some in in_powers_of_two(&fresh) {
        let mut query =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("{INSERT}{}{UNLESS_THERE}", rows_of(some.len(), 23))));
        for (place, told) in some {
            let report = &told.report;
            let (lon, lat, geometry) = place_columns(report);
            let (moment_from, moment_to, hours) = moment_columns(&report.moment);
            query = query
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
                .bind(report.token_hash.to_vec())
                .bind(report.state.as_str())
                .bind(first + *place as i64);
        }
        let inserted: Vec<(Uuid, i64)> = query.fetch_all(&mut **tx).await?;
        keys.extend(inserted);
    }

    for some in in_powers_of_two(&remembered(&fresh, &keys)) {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(format!("{REMEMBER}{}", rows_of(some.len(), 4))));
        for ((key_hash, body_hash), key, report) in some {
            query = query
                .bind(key_hash.to_vec())
                .bind(body_hash.to_vec())
                .bind(*key)
                .bind(report.received_at.as_microsecond());
        }
        query.execute(&mut **tx).await?;
    }
    outcomes(batch, &earlier, &keys)
}

/// Pieces of 64, then of 32, 16, … : seven statements that are prepared once, whatever the size of a batch.
fn in_powers_of_two<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let (piece, later) = rest.split_at(1 << rest.len().checked_ilog2()?.min(6));
        rest = later;
        Some(piece)
    })
}

fn rows_of(rows: usize, columns: usize) -> String {
    vec![row_of(columns); rows].join(",")
}

fn row_of(columns: usize) -> String {
    format!("({})", vec!["?"; columns].join(","))
}

type Place<'a> = (usize, &'a Told);
type Remembered<'a> = (([u8; 32], [u8; 32]), i64, &'a Report);

/// What did not come before, with its place in the batch.
fn fresh<'a>(batch: &'a [Told], earlier: &HashMap<Vec<u8>, EarlierRow>) -> Vec<Place<'a>> {
    let is_new = |told: &Told| told.idempotency.is_none_or(|(key, _)| !earlier.contains_key(key.as_slice()));
    batch.iter().enumerate().filter(|(_, told)| is_new(told)).collect()
}

/// The keys to remember of what was inserted.
fn remembered<'a>(fresh: &[Place<'a>], keys: &HashMap<Uuid, i64>) -> Vec<Remembered<'a>> {
    let found = |(_, told): &Place<'a>| Some((told.idempotency?, *keys.get(&told.report.id)?, &told.report));
    fresh.iter().filter_map(found).collect()
}

fn outcomes(
    batch: &[Told],
    earlier: &HashMap<Vec<u8>, EarlierRow>,
    keys: &HashMap<Uuid, i64>,
) -> Result<Vec<Stored>, StoreError> {
    let outcome = |told: &Told| {
        let before = told.idempotency.and_then(|(key, body)| Some((earlier.get(key.as_slice())?, body)));
        match before {
            Some((row, body)) => stored_earlier(row, &body),
            None if keys.contains_key(&told.report.id) => Ok(Stored::New),
            None => Ok(Stored::AlreadyThere),
        }
    };
    batch.iter().map(outcome).collect()
}

/// Two round trips on one connection: what came before, and one statement that stores everything else. The statement is a transaction of
/// its own; its update of the counter holds everybody else's until it has committed, on every node. A key that another
/// node stores between the two collides, nothing is stored, and a second look finds it.
async fn tell_postgres(pool: &PgPool, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
    const LOOKS: u32 = 3;
    let mut looks = 1;
    loop {
        match try_to_tell_postgres(pool, batch).await {
            Err(StoreError::Refused(error)) if looks < LOOKS && is_collision(&error) => looks += 1,
            done => return done,
        }
    }
}

fn is_collision(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

async fn try_to_tell_postgres(pool: &PgPool, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
    const STORE: &str = "WITH told AS (\
        SELECT * FROM UNNEST ($1::text[],$2::uuid[],$3::text[],$4::text[],$5::text[],$6::float8[],$7::float8[],\
        $8::text[],$9::float8[],$10::text[],$11::bool[],$12::int8[],$13::int8[],$14::text[],$15::int8[],$16::text[],\
        $17::text[],$18::text[],$19::int8[],$20::int8[],$21::bytea[],$22::text[]) WITH ORDINALITY \
        AS t (municipality, id, reference, category, causes, lon, lat, geometry, accuracy_m, place_source, placed, \
        moment_from, moment_to, hours, severity, text, channel, source_id, received_at, told_at, token_hash, state, n)\
        ), counter AS (\
        UPDATE change_counter SET value = value + $23 RETURNING value\
        ), stored AS (\
        INSERT INTO report (municipality, id, reference, category, causes, lon, lat, geometry, accuracy_m, place_source, \
        placed, moment_from, moment_to, hours, severity, text, channel, source_id, received_at, told_at, token_hash, \
        state, revision) \
        SELECT municipality, id, reference, category, causes, lon, lat, geometry, accuracy_m, place_source, placed, \
        moment_from, moment_to, hours, severity, text, channel, source_id, received_at, told_at, token_hash, state, \
        counter.value - $23 + n FROM told CROSS JOIN counter \
        ON CONFLICT (municipality, channel, source_id) WHERE source_id IS NOT NULL DO NOTHING RETURNING id, key\
        ), remembered AS (\
        INSERT INTO idempotency (key_hash, body_hash, report_key, created_at) \
        SELECT k.key_hash, k.body_hash, stored.key, k.created_at \
        FROM UNNEST ($24::uuid[],$25::bytea[],$26::bytea[],$27::int8[]) AS k (id, key_hash, body_hash, created_at) \
        JOIN stored ON stored.id = k.id\
        ) SELECT id, key FROM stored";

    let mut connection = pool.acquire().await?;
    let key_hashes: Vec<Vec<u8>> =
        batch.iter().filter_map(|told| told.idempotency.map(|(key, _)| key.to_vec())).collect();
    let mut earlier: HashMap<Vec<u8>, EarlierRow> = HashMap::new();
    if !key_hashes.is_empty() {
        let sql = format!("{EARLIER} i.key_hash = ANY($1)");
        let rows: Vec<EarlierRow> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&key_hashes).fetch_all(&mut *connection).await?;
        earlier.extend(rows.into_iter().map(|row| (row.key_hash.clone(), row)));
    }
    let fresh = fresh(batch, &earlier);
    if fresh.is_empty() {
        return outcomes(batch, &earlier, &HashMap::new());
    }
    let reports: Vec<&Report> = fresh.iter().map(|(_, told)| &told.report).collect();
    let places: Vec<_> = reports.iter().map(|report| place_columns(report)).collect();
    let moments: Vec<_> = reports.iter().map(|report| moment_columns(&report.moment)).collect();
    let with_key: Vec<_> = fresh.iter().filter_map(|(_, told)| Some((&told.report, told.idempotency?))).collect();
    macro_rules! column {
        ($rows:expr, $row:ident => $value:expr) => {
            $rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let stored: Vec<(Uuid, i64)> = sqlx::query_as(STORE)
        .bind(column!(reports, r => r.municipality.clone()))
        .bind(column!(reports, r => r.id))
        .bind(column!(reports, r => r.reference.clone()))
        .bind(column!(reports, r => r.category.as_str()))
        .bind(column!(reports, r => r.causes.join(",")))
        .bind(column!(places, p => p.0))
        .bind(column!(places, p => p.1))
        .bind(column!(places, p => p.2.clone()))
        .bind(column!(reports, r => r.place.accuracy_m))
        .bind(column!(reports, r => r.place.source.as_str()))
        .bind(column!(reports, r => r.placed))
        .bind(column!(moments, m => m.0))
        .bind(column!(moments, m => m.1))
        .bind(column!(moments, m => m.2.clone()))
        .bind(column!(reports, r => r.severity.map(i64::from)))
        .bind(column!(reports, r => r.text.clone()))
        .bind(column!(reports, r => r.channel.clone()))
        .bind(column!(reports, r => r.source_id.clone()))
        .bind(column!(reports, r => r.received_at.as_microsecond()))
        .bind(column!(reports, r => r.told_at.as_microsecond()))
        .bind(column!(reports, r => r.token_hash.to_vec()))
        .bind(column!(reports, r => r.state.as_str()))
        .bind(reports.len() as i64)
        .bind(column!(with_key, w => w.0.id))
        .bind(column!(with_key, w => w.1.0.to_vec()))
        .bind(column!(with_key, w => w.1.1.to_vec()))
        .bind(column!(with_key, w => w.0.received_at.as_microsecond()))
        .fetch_all(&mut *connection)
        .await?;
    outcomes(batch, &earlier, &stored.into_iter().collect())
}

/// The places in a batch at which a key comes a second time: they belong in the next batch, where the first is found.
pub(super) fn repeated_keys(batch: &[Told]) -> HashSet<usize> {
    let mut seen = HashSet::new();
    let repeats = |told: &Told| told.idempotency.is_some_and(|(key, _)| !seen.insert(key));
    let mut repeats = repeats;
    batch.iter().enumerate().filter(|(_, told)| repeats(told)).map(|(i, _)| i).collect()
}
