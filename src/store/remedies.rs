//! The register of remedies.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::deeds::recording;
use super::{Change, Store, StoreError, on_reader, on_writer};
use crate::promise::{Deed, Mended, Remedy, RemedyState, Source, SourceKind};
use crate::report::Geometry;

#[derive(sqlx::FromRow)]
struct RemedyRow {
    id: String,
    kind: String,
    place: String,
    place_name: String,
    locality: Option<String>,
    owner: String,
    due: Option<String>,
    cost: Option<i64>,
    state: String,
    reason: Option<String>,
    sentence_sv: Option<String>,
    sentence_en: Option<String>,
    origin_kind: Option<String>,
    origin_id: Option<String>,
    selected_from: Option<String>,
    selected_to: Option<String>,
    started_on: Option<String>,
    done_on: Option<String>,
    version: i64,
    made_at: i64,
    changed_at: i64,
}

const COLUMNS: &str = "id, kind, place, place_name, locality, owner, due, cost, state, reason, sentence_sv, \
                       sentence_en, origin_kind, origin_id, selected_from, selected_to, started_on, done_on, version, \
                       made_at, changed_at";

const ADD: &str = "INSERT INTO remedy (municipality, id, kind, place, place_name, locality, owner, due, cost, state, \
    reason, sentence_sv, sentence_en, origin_kind, origin_id, selected_from, selected_to, started_on, done_on, made_at, \
    changed_at, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22) \
    ON CONFLICT (municipality, id) DO NOTHING";
const CHANGE: &str = "UPDATE remedy SET kind = $3, place = $4, place_name = $5, locality = $6, owner = $7, due = $8, \
    cost = $9, state = $10, reason = $11, sentence_sv = $12, sentence_en = $13, origin_kind = $14, origin_id = $15, \
    selected_from = $16, selected_to = $17, started_on = $18, done_on = $19, made_at = $20, changed_at = $21, \
    version = $22 + 1 WHERE municipality = $1 AND id = $2 AND version = $22";
const UNDO: &str = "DELETE FROM deed WHERE municipality = $1 AND id = $2";

impl Store {
    /// Enters a new remedy, and what was done with it in the same transaction: a remedy that is done has a deed, any
    /// other has none. One of this id that was entered before stays as it is.
    pub async fn add_remedy(
        &self,
        municipality: &str,
        remedy: &Remedy,
        deed: Option<&Deed>,
    ) -> Result<Change, StoreError> {
        self.write_remedy(ADD, municipality, remedy, deed).await
    }

    /// The same for a change of a remedy that is still of the version it was read in.
    pub async fn change_remedy(
        &self,
        municipality: &str,
        remedy: &Remedy,
        deed: Option<&Deed>,
    ) -> Result<Change, StoreError> {
        self.write_remedy(CHANGE, municipality, remedy, deed).await
    }

    async fn write_remedy(
        &self,
        sql: &'static str,
        municipality: &str,
        remedy: &Remedy,
        deed: Option<&Deed>,
    ) -> Result<Change, StoreError> {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let written = sqlx::query(sql)
                .bind(municipality)
                .bind(remedy.id.to_string())
                .bind(&remedy.kind)
                .bind(remedy.place.to_json().to_string())
                .bind(&remedy.place_name)
                .bind(remedy.locality.as_deref())
                .bind(&remedy.owner)
                .bind(day(remedy.due))
                .bind(remedy.cost.and_then(|cost| i64::try_from(cost).ok()))
                .bind(remedy.state.as_str())
                .bind(remedy.reason.as_deref())
                .bind(remedy.sentence_sv.as_deref())
                .bind(remedy.sentence_en.as_deref())
                .bind(remedy.origin.as_ref().map(|origin| origin.kind.as_str()))
                .bind(remedy.origin.as_ref().map(|origin| origin.id.as_str()))
                .bind(day(remedy.selected.map(|days| days.0)))
                .bind(day(remedy.selected.map(|days| days.1)))
                .bind(day(remedy.started_on))
                .bind(day(remedy.done_on))
                .bind(remedy.made_at.as_microsecond())
                .bind(remedy.changed_at.as_microsecond())
                .bind(i64::from(remedy.version))
                .execute(&mut *tx)
                .await?;
            if written.rows_affected() == 0 {
                return Ok(Change::Outdated);
            }
            match deed {
                Some(deed) => recording!(municipality, deed, remedy.changed_at).execute(&mut *tx).await?,
                None => sqlx::query(UNDO).bind(municipality).bind(remedy.id.to_string()).execute(&mut *tx).await?,
            };
            tx.commit().await?;
        });
        Ok(Change::Kept)
    }

    /// Every remedy, the newest change first.
    pub async fn remedies(&self, municipality: &str) -> Result<Vec<Remedy>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM remedy WHERE municipality = $1 ORDER BY changed_at DESC, id");
        let rows: Vec<RemedyRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(remedy_of).collect()
    }

    /// What was done, where and when, by the day.
    pub async fn mended(&self, municipality: &str) -> Result<Vec<Mended>, StoreError> {
        const SQL: &str = "SELECT id, kind, place, done_on FROM remedy WHERE municipality = $1 AND state = 'done' \
                           AND done_on IS NOT NULL ORDER BY done_on, id";
        let rows: Vec<(String, String, String, String)> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?
        });
        let mended = |(id, kind, place, done_on): (String, String, String, String)| {
            let place = place_of(&place).ok_or_else(|| corrupt("place", &id))?;
            let done_on = done_on.parse().map_err(|_| corrupt("done_on", &id))?;
            Ok(Mended { kind, place, done_on })
        };
        rows.into_iter().map(mended).collect()
    }

    pub async fn remedy(&self, municipality: &str, id: Uuid) -> Result<Option<Remedy>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM remedy WHERE municipality = $1 AND id = $2");
        let row: Option<RemedyRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(remedy_of).transpose()
    }

    /// Takes a remedy out of the register that is still of this version, and the deed it may have.
    pub async fn remove_remedy(&self, municipality: &str, id: Uuid, version: u32) -> Result<Change, StoreError> {
        const REMOVE: &str = "DELETE FROM remedy WHERE municipality = $1 AND id = $2 AND version = $3";
        let (id, version) = (id.to_string(), i64::from(version));
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let removed = sqlx::query(REMOVE).bind(municipality).bind(&id).bind(version).execute(&mut *tx).await?;
            if removed.rows_affected() == 0 {
                return Ok(Change::Outdated);
            }
            sqlx::query(UNDO).bind(municipality).bind(&id).execute(&mut *tx).await?;
            tx.commit().await?;
        });
        Ok(Change::Kept)
    }
}

fn corrupt(column: &str, id: &str) -> StoreError {
    StoreError::Corrupt(format!("{column} of the remedy {id}"))
}

fn place_of(text: &str) -> Option<Geometry> {
    Geometry::read(&serde_json::from_str(text).ok()?, "").ok()
}

fn remedy_of(row: RemedyRow) -> Result<Remedy, StoreError> {
    let corrupt = |column: &str| corrupt(column, &row.id);
    let day = |text: &Option<String>, column: &str| {
        text.as_deref().map(str::parse::<Date>).transpose().map_err(|_| corrupt(column))
    };
    let at = |micros: i64, column: &str| Timestamp::from_microsecond(micros).map_err(|_| corrupt(column));
    let origin = match (row.origin_kind.as_deref(), &row.origin_id) {
        (Some(kind), Some(id)) => {
            Some(Source { kind: SourceKind::parse(kind).ok_or_else(|| corrupt("origin_kind"))?, id: id.clone() })
        }
        _ => None,
    };
    Ok(Remedy {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        place: place_of(&row.place).ok_or_else(|| corrupt("place"))?,
        due: day(&row.due, "due")?,
        cost: row.cost.and_then(|cost| u64::try_from(cost).ok()),
        state: RemedyState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        selected: day(&row.selected_from, "selected_from")?.zip(day(&row.selected_to, "selected_to")?),
        started_on: day(&row.started_on, "started_on")?,
        done_on: day(&row.done_on, "done_on")?,
        version: u32::try_from(row.version).map_err(|_| corrupt("version"))?,
        made_at: at(row.made_at, "made_at")?,
        changed_at: at(row.changed_at, "changed_at")?,
        origin,
        kind: row.kind,
        place_name: row.place_name,
        locality: row.locality,
        owner: row.owner,
        reason: row.reason,
        sentence_sv: row.sentence_sv,
        sentence_en: row.sentence_en,
    })
}
