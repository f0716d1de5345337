//! The register of remedies.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::deeds::recording;
use super::{Store, StoreError, on_reader, on_writer};
use crate::promise::{Deed, Remedy, RemedyState, Source, SourceKind};
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
    made_at: i64,
    changed_at: i64,
}

const COLUMNS: &str = "id, kind, place, place_name, locality, owner, due, cost, state, reason, sentence_sv, \
                       sentence_en, origin_kind, origin_id, selected_from, selected_to, started_on, done_on, made_at, \
                       changed_at";

impl Store {
    /// Keeps a remedy, new or changed, and what was done with it in the same transaction: a remedy that is done has a deed,
    /// any other has none.
    pub async fn keep_remedy(
        &self,
        municipality: &str,
        remedy: &Remedy,
        deed: Option<&Deed>,
    ) -> Result<(), StoreError> {
        const KEEP: &str = "INSERT INTO remedy (municipality, id, kind, place, place_name, locality, owner, due, cost, \
            state, reason, sentence_sv, sentence_en, origin_kind, origin_id, selected_from, selected_to, started_on, \
            done_on, made_at, changed_at) \
            VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21) \
            ON CONFLICT (municipality, id) DO UPDATE SET kind = excluded.kind, place = excluded.place, \
            place_name = excluded.place_name, locality = excluded.locality, owner = excluded.owner, \
            due = excluded.due, cost = excluded.cost, state = excluded.state, reason = excluded.reason, \
            sentence_sv = excluded.sentence_sv, sentence_en = excluded.sentence_en, \
            origin_kind = excluded.origin_kind, origin_id = excluded.origin_id, \
            selected_from = excluded.selected_from, selected_to = excluded.selected_to, \
            started_on = excluded.started_on, done_on = excluded.done_on, changed_at = excluded.changed_at";
        const UNDO: &str = "DELETE FROM deed WHERE municipality = $1 AND id = $2";
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(KEEP)
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
                .execute(&mut *tx)
                .await?;
            match deed {
                Some(deed) => recording!(municipality, deed, remedy.changed_at).execute(&mut *tx).await?,
                None => sqlx::query(UNDO).bind(municipality).bind(remedy.id.to_string()).execute(&mut *tx).await?,
            };
            tx.commit().await?;
        });
        Ok(())
    }

    /// Every remedy, the newest change first.
    pub async fn remedies(&self, municipality: &str) -> Result<Vec<Remedy>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM remedy WHERE municipality = $1 ORDER BY changed_at DESC, id");
        let rows: Vec<RemedyRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(remedy_of).collect()
    }

    pub async fn remedy(&self, municipality: &str, id: Uuid) -> Result<Option<Remedy>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM remedy WHERE municipality = $1 AND id = $2");
        let row: Option<RemedyRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(remedy_of).transpose()
    }

    /// Takes a remedy out of the register, and the deed it may have. False: there is none.
    pub async fn remove_remedy(&self, municipality: &str, id: Uuid) -> Result<bool, StoreError> {
        const REMOVE: &str = "DELETE FROM remedy WHERE municipality = $1 AND id = $2";
        const UNDO: &str = "DELETE FROM deed WHERE municipality = $1 AND id = $2";
        let removed = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let removed = sqlx::query(REMOVE).bind(municipality).bind(id.to_string()).execute(&mut *tx).await?;
            sqlx::query(UNDO).bind(municipality).bind(id.to_string()).execute(&mut *tx).await?;
            tx.commit().await?;
            removed.rows_affected()
        });
        Ok(removed > 0)
    }
}

fn remedy_of(row: RemedyRow) -> Result<Remedy, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the remedy {}", row.id));
    let day = |text: &Option<String>, column: &str| {
        text.as_deref().map(str::parse::<Date>).transpose().map_err(|_| corrupt(column))
    };
    let at = |micros: i64, column: &str| Timestamp::from_microsecond(micros).map_err(|_| corrupt(column));
    let place = serde_json::from_str(&row.place).map_err(|_| corrupt("place"))?;
    let origin = match (row.origin_kind.as_deref(), &row.origin_id) {
        (Some(kind), Some(id)) => {
            Some(Source { kind: SourceKind::parse(kind).ok_or_else(|| corrupt("origin_kind"))?, id: id.clone() })
        }
        _ => None,
    };
    Ok(Remedy {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        place: Geometry::read(&place, "").map_err(|_| corrupt("place"))?,
        due: day(&row.due, "due")?,
        cost: row.cost.and_then(|cost| u64::try_from(cost).ok()),
        state: RemedyState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        selected: day(&row.selected_from, "selected_from")?.zip(day(&row.selected_to, "selected_to")?),
        started_on: day(&row.started_on, "started_on")?,
        done_on: day(&row.done_on, "done_on")?,
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
