//! What was seen on walks.

use jiff::Timestamp;
use uuid::Uuid;

use crate::geodesy::LonLat;
use crate::promise::{LightThen, PlacedBy, Seen};
use crate::store::{Store, StoreError, on_reader, on_writer};

#[derive(sqlx::FromRow)]
struct SeenRow {
    id: String,
    walk: String,
    stop: Option<i64>,
    lon: f64,
    lat: f64,
    accuracy_m: Option<f64>,
    placed_by: String,
    seen_at: i64,
    causes: String,
    remedy_kind: Option<String>,
    severity: Option<i64>,
    safe: Option<i64>,
    light: Option<String>,
    words: Option<String>,
    report_id: Option<String>,
    remedy_id: Option<String>,
    received_at: i64,
}

const COLUMNS: &str = "id, walk, stop, lon, lat, accuracy_m, placed_by, seen_at, causes, remedy_kind, severity, safe, \
                       light, words, report_id, remedy_id, received_at";

impl Store {
    /// Keeps what was seen. False: it was here already, and is not changed.
    pub async fn add_seen(&self, municipality: &str, seen: &Seen) -> Result<bool, StoreError> {
        const ADD: &str = "INSERT INTO walk_seen (municipality, id, walk, stop, lon, lat, accuracy_m, placed_by, seen_at, \
            causes, remedy_kind, severity, safe, light, words, received_at) \
            VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16) ON CONFLICT (municipality, id) DO NOTHING";
        let added = on_writer!(self, pool => {
            sqlx::query(ADD)
                .bind(municipality)
                .bind(seen.id.to_string())
                .bind(seen.walk.to_string())
                .bind(seen.stop.map(i64::from))
                .bind(seen.at.lon())
                .bind(seen.at.lat())
                .bind(seen.accuracy_m)
                .bind(seen.placed_by.as_str())
                .bind(seen.seen_at.as_microsecond())
                .bind(serde_json::to_string(&seen.causes).expect("words are JSON"))
                .bind(seen.remedy_kind.as_deref())
                .bind(seen.severity.map(i64::from))
                .bind(seen.safe.map(i64::from))
                .bind(seen.light.map(LightThen::as_str))
                .bind(seen.words.as_deref())
                .bind(seen.received_at.as_microsecond())
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(added > 0)
    }

    /// What was seen on one walk, in the order of time.
    pub async fn seen_on_walk(&self, municipality: &str, walk: Uuid) -> Result<Vec<Seen>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM walk_seen WHERE municipality = $1 AND walk = $2 ORDER BY seen_at, id");
        let rows: Vec<SeenRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(walk.to_string()).fetch_all(pool).await?
        });
        rows.into_iter().map(seen_of).collect()
    }

    pub async fn seen(&self, municipality: &str, id: Uuid) -> Result<Option<Seen>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM walk_seen WHERE municipality = $1 AND id = $2");
        let row: Option<SeenRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(seen_of).transpose()
    }

    /// Writes down which report an observation became; one that was taken back meanwhile takes the words with it.
    pub async fn seen_became_report(&self, municipality: &str, id: Uuid, report: Uuid) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE walk_seen SET report_id = $3, words = CASE WHEN EXISTS (SELECT 1 FROM report \
            WHERE id = $4 AND state = 'withdrawn' AND text IS NULL) THEN NULL ELSE words END WHERE municipality = $1 AND id = $2";
        on_writer!(self, pool => {
            sqlx::query(SQL)
                .bind(municipality)
                .bind(id.to_string())
                .bind(report.to_string())
                .bind(report)
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// Proposes a remedy for what was seen, and writes down which, in one transaction. Another one after it changes
    /// nothing.
    pub async fn seen_became_remedy(
        &self,
        municipality: &str,
        seen: &Seen,
        (kind, place_name, locality): (&str, &str, Option<&str>),
        remedy: Uuid,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const PROPOSE: &str = "INSERT INTO remedy (municipality, id, kind, place, place_name, locality, owner, state, \
            origin_kind, origin_id, made_at, changed_at) \
            VALUES ($1,$2,$3,$4,$5,$6,'municipality','proposed','walk',$7,$8,$8) \
            ON CONFLICT (municipality, id) DO NOTHING";
        const MARK: &str = "UPDATE walk_seen SET remedy_id = $3 WHERE municipality = $1 AND id = $2";
        let place = serde_json::json!({"type": "Point", "coordinates": [seen.at.lon(), seen.at.lat()]});
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(PROPOSE)
                .bind(municipality)
                .bind(remedy.to_string())
                .bind(kind)
                .bind(place.to_string())
                .bind(place_name)
                .bind(locality)
                .bind(seen.walk.to_string())
                .bind(now.as_microsecond())
                .execute(&mut *tx)
                .await?;
            sqlx::query(MARK)
                .bind(municipality)
                .bind(seen.id.to_string())
                .bind(remedy.to_string())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        });
        Ok(())
    }
}

fn seen_of(row: SeenRow) -> Result<Seen, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the observation {}", row.id));
    let at = |micros: i64, column: &str| Timestamp::from_microsecond(micros).map_err(|_| corrupt(column));
    let uuid = |text: &str, column: &str| Uuid::parse_str(text).map_err(|_| corrupt(column));
    let small = |n: Option<i64>, column: &str| n.map(u8::try_from).transpose().map_err(|_| corrupt(column));
    Ok(Seen {
        id: uuid(&row.id, "id")?,
        walk: uuid(&row.walk, "walk")?,
        stop: row.stop.map(u32::try_from).transpose().map_err(|_| corrupt("stop"))?,
        at: LonLat::new(row.lon, row.lat).ok_or_else(|| corrupt("lon"))?,
        accuracy_m: row.accuracy_m,
        placed_by: PlacedBy::parse(&row.placed_by).ok_or_else(|| corrupt("placed_by"))?,
        seen_at: at(row.seen_at, "seen_at")?,
        causes: serde_json::from_str(&row.causes).map_err(|_| corrupt("causes"))?,
        severity: small(row.severity, "severity")?,
        safe: small(row.safe, "safe")?,
        light: row.light.as_deref().map(|word| LightThen::parse(word).ok_or_else(|| corrupt("light"))).transpose()?,
        report: row.report_id.as_deref().map(|id| uuid(id, "report_id")).transpose()?,
        remedy: row.remedy_id.as_deref().map(|id| uuid(id, "remedy_id")).transpose()?,
        received_at: at(row.received_at, "received_at")?,
        remedy_kind: row.remedy_kind,
        words: row.words,
    })
}
