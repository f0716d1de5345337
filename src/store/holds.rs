//! Holds. Whoever erases asks here first, in the transaction that erases.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::disclosures::ADD_REQUEST;
use super::report_rows::{corrupt, timestamp};
use super::telling::{FORGET_BODY, FORGOTTEN};
use super::{Change, Store, StoreError, on_reader, on_writer};
use crate::privacy::retention::{Covers, Hold};
use crate::report::disclosure::Disclosure;

/// What became of something that was to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erasure {
    Done,
    /// It is another one by now, or gone: read it again.
    Outdated,
    /// A hold covers it; the diary number of the request.
    Held(String),
}

/// Whether an open hold covers the report with this key, as an SQL condition.
macro_rules! held {
    ($municipality:literal, $key:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM hold h WHERE h.municipality = ",
            $municipality,
            " AND h.ended_at IS NULL AND (h.covers = 'everything' OR EXISTS (SELECT 1 FROM hold_report x \
               WHERE x.municipality = h.municipality AND x.hold = h.id AND x.report = ",
            $key,
            ")))"
        )
    };
}
pub(super) use held;

/// Stands first in every transaction that erases or that opens a hold, so that one waits for the other: what is erased
/// was not held, and what is held is there. (On PostgreSQL it is the lock of the counter's row that they wait for.)
pub(super) const ONE_AT_A_TIME: &str = "UPDATE change_counter SET value = value + 0";

/// The request that holds a report, if one does: the oldest. After [`ONE_AT_A_TIME`].
pub(super) const HELD_BY: &str = "SELECT h.reference FROM hold h WHERE h.municipality = $1 AND h.ended_at IS NULL \
    AND (h.covers = 'everything' OR EXISTS (SELECT 1 FROM hold_report x \
    WHERE x.municipality = h.municipality AND x.hold = h.id AND x.report = $2)) ORDER BY h.opened_at, h.id LIMIT 1";

type HoldRow = (String, String, String, String, i64, Option<String>, Option<i64>, i64);

impl Store {
    /// Opens a hold, and with it the request it is for, where there is one: both or neither. When this returns, nothing
    /// it covers is being erased. Its numbers are in order, each once. Outdated, and nothing: a report was erased
    /// first.
    pub async fn open_hold(
        &self,
        municipality: &str,
        hold: &Hold,
        request: Option<&Disclosure>,
    ) -> Result<Change, StoreError> {
        const OPEN: &str = "INSERT INTO hold (municipality, id, reference, covers, opened_by, opened_at, version) \
                            VALUES ($1,$2,$3,$4,$5,$6,1)";
        const STILL_THERE: &str = "SELECT COUNT(*) FROM hold_report x JOIN report r ON r.key = x.report \
                                   WHERE x.municipality = $1 AND x.hold = $2 AND r.state <> 'erased'";
        let reports = format!(
            "INSERT INTO hold_report (municipality, hold, report) SELECT municipality, $2, key FROM report \
             WHERE municipality = $1 AND key IN {}",
            self.numbers_in("$3")
        );
        let id = hold.id.to_string();
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(OPEN)
                .bind(municipality)
                .bind(&id)
                .bind(&hold.reference)
                .bind(hold.covers.as_str())
                .bind(&hold.opened_by)
                .bind(hold.opened_at.as_microsecond())
                .execute(&mut *tx)
                .await?;
            if let Covers::Reports(numbers) = &hold.covers {
                let numbers = as_list(numbers);
                sqlx::query(sqlx::AssertSqlSafe(reports))
                    .bind(municipality)
                    .bind(&id)
                    .bind(numbers)
                    .execute(&mut *tx)
                    .await?;
            }
            if let Some(request) = request {
                sqlx::query(ADD_REQUEST)
                    .bind(municipality)
                    .bind(request.id.to_string())
                    .bind(&request.diary_number)
                    .bind(&request.wanted)
                    .bind(request.asked_on.to_string())
                    .bind(request.state.as_str())
                    .bind(&id)
                    .bind(&request.opened_by)
                    .bind(request.opened_at.as_microsecond())
                    .bind(i64::from(request.version))
                    .execute(&mut *tx)
                    .await?;
            }
            // Nobody sees the rows yet, and writing them took its time: only now everybody else waits.
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            if let Covers::Reports(numbers) = &hold.covers {
                let held: i64 =
                    sqlx::query_scalar(STILL_THERE).bind(municipality).bind(&id).fetch_one(&mut *tx).await?;
                if usize::try_from(held) != Ok(numbers.len()) {
                    return Ok(Change::Outdated);
                }
            }
            tx.commit().await?;
            Change::Kept
        }))
    }

    /// Ends a hold, and erases what was to be erased while it lasted and no other hold covers: the words and photos of
    /// reports that were taken back, the photos that were refused.
    pub async fn end_hold(
        &self,
        municipality: &str,
        hold: &Hold,
        (by, at): (&str, Timestamp),
    ) -> Result<Change, StoreError> {
        const END: &str = "UPDATE hold SET ended_by = $4, ended_at = $5, version = version + 1 \
                           WHERE municipality = $1 AND id = $2 AND version = $3 AND ended_at IS NULL";
        const TAKEN_BACK: &str = concat!(
            "UPDATE report SET text = NULL WHERE municipality = $1 AND state = 'withdrawn' AND text IS NOT NULL AND NOT ",
            held!("report.municipality", "report.key"),
            " RETURNING id, key"
        );
        const PHOTOS: &str = concat!(
            "UPDATE photo SET picture = NULL, thumbnail = NULL WHERE municipality = $1 \
             AND state IN ('refused', 'erased') AND (picture IS NOT NULL OR thumbnail IS NOT NULL) AND NOT ",
            held!("photo.municipality", "photo.report_key")
        );
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            let ended = sqlx::query(END)
                .bind(municipality)
                .bind(hold.id.to_string())
                .bind(i64::from(hold.version))
                .bind(by)
                .bind(at.as_microsecond())
                .execute(&mut *tx)
                .await?;
            if ended.rows_affected() == 0 {
                return Ok(Change::Outdated);
            }
            let taken_back: Vec<(Uuid, i64)> = sqlx::query_as(TAKEN_BACK).bind(municipality).fetch_all(&mut *tx).await?;
            for (id, key) in taken_back {
                sqlx::query(ERASE_SEEN_OF).bind(id.to_string()).execute(&mut *tx).await?;
                sqlx::query(FORGET_BODY).bind(key).bind(FORGOTTEN).execute(&mut *tx).await?;
            }
            sqlx::query(PHOTOS).bind(municipality).execute(&mut *tx).await?;
            tx.commit().await?;
            Change::Kept
        }))
    }

    /// Every hold, the open ones first, then the latest.
    pub async fn holds(&self, municipality: &str) -> Result<Vec<Hold>, StoreError> {
        const SQL: &str = "SELECT id, reference, covers, opened_by, opened_at, ended_by, ended_at, version FROM hold \
            WHERE municipality = $1 ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, opened_at DESC, id";
        const REPORTS: &str = "SELECT hold, report FROM hold_report WHERE municipality = $1 ORDER BY hold, report";
        let (rows, reports): (Vec<HoldRow>, Vec<(String, i64)>) = on_reader!(self, pool => {
            let rows = sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?;
            (rows, sqlx::query_as(REPORTS).bind(municipality).fetch_all(pool).await?)
        });
        let mut covered: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (hold, report) in reports {
            covered.entry(hold).or_default().push(report);
        }
        rows.into_iter().map(|row| hold_of(row, &mut covered)).collect()
    }

    pub async fn hold(&self, municipality: &str, id: Uuid) -> Result<Option<Hold>, StoreError> {
        const SQL: &str = "SELECT id, reference, covers, opened_by, opened_at, ended_by, ended_at, version FROM hold \
                           WHERE municipality = $1 AND id = $2";
        const REPORTS: &str =
            "SELECT hold, report FROM hold_report WHERE municipality = $1 AND hold = $2 ORDER BY report";
        let id = id.to_string();
        let (row, reports): (Option<HoldRow>, Vec<(String, i64)>) = on_reader!(self, pool => {
            let row = sqlx::query_as(SQL).bind(municipality).bind(&id).fetch_optional(pool).await?;
            (row, sqlx::query_as(REPORTS).bind(municipality).bind(&id).fetch_all(pool).await?)
        });
        let mut covered = BTreeMap::from([(id, reports.into_iter().map(|(_, report)| report).collect())]);
        row.map(|row| hold_of(row, &mut covered)).transpose()
    }

    /// Which of these numbers are reports of the municipality, in order.
    pub async fn reports_among(&self, municipality: &str, numbers: &[i64]) -> Result<Vec<i64>, StoreError> {
        let sql = format!(
            "SELECT key FROM report WHERE municipality = $1 AND state <> 'erased' AND key IN {} ORDER BY key",
            self.numbers_in("$2")
        );
        Ok(on_reader!(self, pool => {
            let known = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(as_list(numbers));
            known.fetch_all(pool).await?
        }))
    }

    /// What stands behind `IN` for a list of numbers, however long, bound as one parameter: see [`as_list`].
    fn numbers_in(&self, parameter: &str) -> String {
        match self {
            Self::Sqlite { .. } => format!("(SELECT value FROM json_each({parameter}))"),
            Self::Postgres(_) => {
                format!("(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST({parameter} AS JSON)))")
            }
        }
    }
}

/// A list of numbers as both engines read it from one parameter.
fn as_list(numbers: &[i64]) -> String {
    serde_json::to_string(numbers).expect("numbers are JSON")
}

/// Takes the words of what was seen on a walk with those of the report made of it.
pub(super) const ERASE_SEEN_OF: &str = "UPDATE walk_seen SET words = NULL WHERE report_id = $1 AND words IS NOT NULL";

fn hold_of(row: HoldRow, covered: &mut BTreeMap<String, Vec<i64>>) -> Result<Hold, StoreError> {
    let (id, reference, covers, opened_by, opened_at, ended_by, ended_at, version) = row;
    let covers = match covers.as_str() {
        "everything" => Covers::Everything,
        "reports" => Covers::Reports(covered.remove(&id).unwrap_or_default()),
        _ => return Err(corrupt("covers of a hold")),
    };
    Ok(Hold {
        id: Uuid::parse_str(&id).map_err(|_| corrupt("id of a hold"))?,
        reference,
        covers,
        opened_by,
        opened_at: timestamp(opened_at),
        ended: ended_by.zip(ended_at.map(timestamp)),
        version: u32::try_from(version).map_err(|_| corrupt("version of a hold"))?,
    })
}
