//! Reports followed up and withdrawn, and the facts the index is fed with.

use jiff::Timestamp;
use uuid::Uuid;

use super::holds::{ERASE_SEEN_OF, HELD_BY};
use super::joined::{COME_LOOSE, LEAVE};
use super::photos::ERASE_PHOTOS_OF;
use super::report_rows::{FACT_COLUMNS, FactRow, corrupt, place_of, timestamp};
use super::telling::{FORGET_BODY, FORGOTTEN};
use super::{Store, StoreError, on_reader, on_writer};
use crate::observation::{Category, State};
use crate::privacy::Facts;
use crate::report::Geometry;

/// What the holder of a follow-up link may know, and the number for the log.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedUp {
    pub number: i64,
    pub reference: String,
    pub category: Category,
    pub municipality: String,
    pub received_at: Timestamp,
    pub state: State,
    pub published: bool,
    /// Taken back, and not erased yet because of a hold.
    pub words_held: bool,
}

/// The place of a report, for the holder of its link.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowedPlace {
    pub key: i64,
    pub reference: String,
    pub municipality: String,
    pub place: Geometry,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    Done,
    TooLate,
    Unknown,
}

/// Facts with the code of their municipality, those that can be read.
#[derive(Debug)]
pub struct FactPage {
    pub facts: Vec<(String, Facts)>,
    /// The revision of the last row, read or not.
    pub last: i64,
    /// Whether there may be more.
    pub is_full: bool,
}

/// Whoever changes reports takes the next numbers in the same transaction.
pub(super) const NEXT_REVISION: &str = "UPDATE change_counter SET value = value + $1 RETURNING value";

impl Store {
    /// The facts of every report changed after `revision`, oldest change first, of at most `limit` reports.
    pub async fn facts_since(&self, revision: i64, limit: i64) -> Result<FactPage, StoreError> {
        let sql = format!("SELECT {FACT_COLUMNS} FROM report WHERE revision > $1 ORDER BY revision LIMIT $2");
        let rows: Vec<FactRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(revision).bind(limit).fetch_all(pool).await?
        });
        let (last, is_full) = (rows.last().map_or(revision, |row| row.revision), rows.len() as i64 >= limit);
        Ok(FactPage { facts: rows.into_iter().filter_map(|row| row.facts).collect(), last, is_full })
    }

    /// The facts of the reports with a key above `from` and up to `to`, in the order of their keys.
    pub async fn facts_between(&self, from: i64, to: i64) -> Result<Vec<(String, Facts)>, StoreError> {
        let sql = format!("SELECT {FACT_COLUMNS} FROM report WHERE key > $1 AND key <= $2 ORDER BY key");
        let rows: Vec<FactRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(from).bind(to).fetch_all(pool).await?
        });
        Ok(rows.into_iter().filter_map(|row| row.facts).collect())
    }

    /// The revision of the last change that has been committed, and the highest key there is.
    pub async fn newest(&self) -> Result<(i64, i64), StoreError> {
        const SQL: &str = "SELECT value, COALESCE((SELECT MAX(key) FROM report), 0) FROM change_counter";
        Ok(on_reader!(self, pool => sqlx::query_as(SQL).fetch_one(pool).await?))
    }

    pub async fn follow_up(&self, token_hash: &[u8; 32]) -> Result<Option<FollowedUp>, StoreError> {
        const SQL: &str = "SELECT key, reference, category, municipality, received_at, state, published_month, \
            state = 'withdrawn' AND (text IS NOT NULL OR EXISTS (SELECT 1 FROM photo p WHERE p.report_key = report.key \
            AND p.picture IS NOT NULL)) FROM report WHERE token_hash = $1";
        type Row = (i64, String, String, String, i64, String, Option<i64>, bool);
        let row: Option<Row> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(token_hash.to_vec()).fetch_optional(pool).await?
        });
        row.map(|(number, reference, category, municipality, received_at, state, published, words_held)| {
            Ok(FollowedUp {
                number,
                reference,
                category: Category::parse(&category).ok_or_else(|| corrupt("category"))?,
                municipality,
                received_at: timestamp(received_at),
                state: State::parse(&state).ok_or_else(|| corrupt("state"))?,
                published: published.is_some(),
                words_held,
            })
        })
        .transpose()
    }

    /// Where the report of a link lies, and what it is called in the house and over the telephone; none when it has
    /// been taken back.
    pub async fn followed_place(&self, token_hash: &[u8; 32]) -> Result<Option<FollowedPlace>, StoreError> {
        const SQL: &str = "SELECT key, reference, municipality, lon, lat, geometry FROM report \
                           WHERE token_hash = $1 AND state <> 'withdrawn'";
        type Row = (i64, String, String, f64, f64, Option<String>);
        let row: Option<Row> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(token_hash.to_vec()).fetch_optional(pool).await?
        });
        row.map(|(key, reference, municipality, lon, lat, shape)| {
            let place = place_of(lon, lat, shape.as_deref())?;
            Ok(FollowedPlace { key, reference, municipality, place })
        })
        .transpose()
    }

    /// Whether there is a report of this reference or key.
    pub async fn has_report(&self, municipality: &str, name: &str) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM report WHERE municipality = $1 AND (key = $2 OR reference = $3)";
        let key = name.parse::<i64>().unwrap_or(-1);
        let n: i64 = on_reader!(self, pool => {
            sqlx::query_scalar(SQL).bind(municipality).bind(key).bind(name).fetch_one(pool).await?
        });
        Ok(n > 0)
    }

    /// Takes a report back that was received after `not_before`: it counts nowhere, and its words and photos are
    /// erased, also where they came from a walk. What a hold covers is hidden instead, and erased when the hold ends.
    pub async fn withdraw(&self, token_hash: &[u8; 32], not_before: Timestamp) -> Result<Withdrawal, StoreError> {
        const WITHDRAW: &str = "UPDATE report SET state = 'withdrawn', revision = $1 WHERE token_hash = $2 \
            AND received_at >= $3 AND published_month IS NULL RETURNING id, key, municipality";
        const ERASE: &str = "UPDATE report SET text = NULL WHERE key = $1";
        let Some(found) = self.follow_up(token_hash).await? else { return Ok(Withdrawal::Unknown) };
        if found.state == State::Withdrawn {
            return Ok(Withdrawal::Done);
        }
        let changed = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let revision: i64 = sqlx::query_scalar(NEXT_REVISION).bind(1_i64).fetch_one(&mut *tx).await?;
            let withdrawn: Option<(Uuid, i64, String)> = sqlx::query_as(WITHDRAW)
                .bind(revision)
                .bind(token_hash.to_vec())
                .bind(not_before.as_microsecond())
                .fetch_optional(&mut *tx)
                .await?;
            if let Some((id, key, municipality)) = &withdrawn {
                let held: Option<String> =
                    sqlx::query_scalar(HELD_BY).bind(municipality).bind(key).fetch_optional(&mut *tx).await?;
                sqlx::query(COME_LOOSE).bind(municipality).bind(key).execute(&mut *tx).await?;
                sqlx::query(LEAVE).bind(key).execute(&mut *tx).await?;
                sqlx::query(ERASE_PHOTOS_OF).bind(key).execute(&mut *tx).await?;
                if held.is_none() {
                    sqlx::query(ERASE).bind(key).execute(&mut *tx).await?;
                    sqlx::query(FORGET_BODY).bind(key).bind(FORGOTTEN).execute(&mut *tx).await?;
                    sqlx::query(ERASE_SEEN_OF).bind(id.to_string()).execute(&mut *tx).await?;
                }
            }
            tx.commit().await?;
            withdrawn
        });
        Ok(if changed.is_some() { Withdrawal::Done } else { Withdrawal::TooLate })
    }
}
