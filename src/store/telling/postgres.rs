//! A batch into PostgreSQL.

use std::collections::HashMap;

use sqlx::PgPool;
use uuid::Uuid;

use super::{EARLIER, EarlierRow, Stored, Told, fresh, outcomes};
use crate::report::Report;
use crate::store::StoreError;
use crate::store::report_rows::{moment_columns, place_columns};

/// Two round trips on one connection: what came before, and one statement that stores everything else. The statement is
/// a transaction of its own; its update of the counter holds everybody else's until it has committed, on every node. A
/// key that another node stores between the two collides, nothing is stored, and a second look finds it.
pub(super) async fn tell(pool: &PgPool, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
    const LOOKS: u32 = 3;
    let mut looks = 1;
    loop {
        match try_to_tell(pool, batch).await {
            Err(StoreError::Refused(error)) if looks < LOOKS && is_collision(&error) => looks += 1,
            done => return done,
        }
    }
}

fn is_collision(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

async fn try_to_tell(pool: &PgPool, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
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
