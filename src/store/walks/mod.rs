//! Walks, and what was seen on them.

mod seen;

use jiff::Timestamp;
use uuid::Uuid;

use super::deeds::recording;
use super::{Change, Store, StoreError, on_reader, on_writer};
use crate::promise::{Deed, Walk, WalkKind, WalkState};

#[derive(sqlx::FromRow)]
struct WalkRow {
    id: String,
    kind: String,
    title: String,
    state: String,
    starts_at: i64,
    minutes: i64,
    locality: Option<String>,
    stops: String,
    way: String,
    steps: String,
    follows: Option<String>,
    made_at: i64,
    changed_at: i64,
}

const COLUMNS: &str = "id, kind, title, state, starts_at, minutes, locality, stops, way, steps, follows, made_at, \
                       changed_at";

impl Store {
    /// Keeps a new walk, unless one of its id is there; the walk it repeats is closed in the same transaction, if it is
    /// still as it was read.
    pub async fn add_walk(
        &self,
        municipality: &str,
        walk: &Walk,
        closing: Option<(&Walk, Timestamp)>,
    ) -> Result<Change, StoreError> {
        const ADD: &str = "INSERT INTO walk (municipality, id, kind, title, state, starts_at, minutes, locality, stops, \
            way, steps, follows, made_at, changed_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14) \
            ON CONFLICT (municipality, id) DO NOTHING";
        const CLOSE: &str = "UPDATE walk SET state = $3, steps = $4, changed_at = $5 \
            WHERE municipality = $1 AND id = $2 AND changed_at = $6";
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            if let Some((earlier, was)) = closing {
                let closed = sqlx::query(CLOSE)
                    .bind(municipality)
                    .bind(earlier.id.to_string())
                    .bind(earlier.state.as_str())
                    .bind(json(&earlier.steps))
                    .bind(earlier.changed_at.as_microsecond())
                    .bind(was.as_microsecond())
                    .execute(&mut *tx)
                    .await?;
                if closed.rows_affected() == 0 {
                    return Ok(Change::Outdated);
                }
            }
            let added = sqlx::query(ADD)
                .bind(municipality)
                .bind(walk.id.to_string())
                .bind(walk.kind.as_str())
                .bind(&walk.title)
                .bind(walk.state.as_str())
                .bind(walk.starts_at.as_microsecond())
                .bind(i64::from(walk.minutes))
                .bind(walk.locality.as_deref())
                .bind(json(&walk.stops))
                .bind(json(&walk.way))
                .bind(json(&walk.steps))
                .bind(walk.follows.map(|id| id.to_string()))
                .bind(walk.made_at.as_microsecond())
                .bind(walk.changed_at.as_microsecond())
                .execute(&mut *tx)
                .await?;
            if added.rows_affected() == 0 {
                return Ok(Change::Outdated);
            }
            tx.commit().await?;
        });
        Ok(Change::Kept)
    }

    /// Changes a walk that is still in the state it was read in, and records what was done in the same transaction.
    pub async fn change_walk(
        &self,
        municipality: &str,
        walk: &Walk,
        was: (WalkState, Timestamp),
        deed: Option<&Deed>,
    ) -> Result<Change, StoreError> {
        const CHANGE: &str = "UPDATE walk SET title = $3, state = $4, starts_at = $5, minutes = $6, steps = $7, \
            changed_at = $8 WHERE municipality = $1 AND id = $2 AND state = $9 AND changed_at = $10";
        let changed = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let changed = sqlx::query(CHANGE)
                .bind(municipality)
                .bind(walk.id.to_string())
                .bind(&walk.title)
                .bind(walk.state.as_str())
                .bind(walk.starts_at.as_microsecond())
                .bind(i64::from(walk.minutes))
                .bind(json(&walk.steps))
                .bind(walk.changed_at.as_microsecond())
                .bind(was.0.as_str())
                .bind(was.1.as_microsecond())
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if let Some(deed) = deed.filter(|_| changed > 0) {
                recording!(municipality, deed, walk.changed_at).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            changed
        });
        Ok(Change::of(changed))
    }

    /// Every walk, the latest first.
    pub async fn walks(&self, municipality: &str) -> Result<Vec<Walk>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM walk WHERE municipality = $1 ORDER BY starts_at DESC, id");
        let rows: Vec<WalkRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(walk_of).collect()
    }

    pub async fn walk(&self, municipality: &str, id: Uuid) -> Result<Option<Walk>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM walk WHERE municipality = $1 AND id = $2");
        let row: Option<WalkRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(walk_of).transpose()
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain values are JSON")
}

fn walk_of(row: WalkRow) -> Result<Walk, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the walk {}", row.id));
    let at = |micros: i64, column: &str| Timestamp::from_microsecond(micros).map_err(|_| corrupt(column));
    let follows = row.follows.as_deref().map(Uuid::parse_str).transpose().map_err(|_| corrupt("follows"))?;
    Ok(Walk {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        kind: WalkKind::parse(&row.kind).ok_or_else(|| corrupt("kind"))?,
        state: WalkState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        starts_at: at(row.starts_at, "starts_at")?,
        minutes: u32::try_from(row.minutes).map_err(|_| corrupt("minutes"))?,
        stops: serde_json::from_str(&row.stops).map_err(|_| corrupt("stops"))?,
        way: serde_json::from_str(&row.way).map_err(|_| corrupt("way"))?,
        steps: serde_json::from_str(&row.steps).map_err(|_| corrupt("steps"))?,
        made_at: at(row.made_at, "made_at")?,
        changed_at: at(row.changed_at, "changed_at")?,
        title: row.title,
        locality: row.locality,
        follows,
    })
}
