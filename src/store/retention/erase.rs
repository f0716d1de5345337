//! A part of a run: erased and written down in one transaction.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::super::holds::{ERASE_SEEN_OF, ONE_AT_A_TIME};
use super::super::joined::COME_LOOSE;
use super::super::report_rows::timestamp;
use super::super::reports::NEXT_REVISION;
use super::super::telling::{FORGET_BODY, FORGOTTEN};
use super::found::{REPORT_IS_HELD, SEEN_IS_HELD, SEEN_WHERE, reports_where, takes_seen};
use super::{Rule, Store, StoreError, corrupt, on_writer};
use crate::observation::Category;
use crate::privacy::retention::{Part, Takes, Terms, digest, tombstone};

/// The next part of a run.
#[derive(Debug, Clone)]
pub struct NextPart<'a> {
    pub run: Uuid,
    /// From 1.
    pub part: u32,
    pub rule: &'a Rule,
    pub before: Timestamp,
    pub by: &'a str,
    pub at: Timestamp,
    /// Of the whole run.
    pub n_planned: u64,
    /// At most so many are taken.
    pub most: u64,
    /// Of the municipality: a tombstone tells the month on its wall.
    pub zone: &'a TimeZone,
}

/// `None`: there was nothing left to take, and nothing was written.
pub type PartErased = Option<Part>;

// What was sent is kept as a hash to know it again: a guess of the words could be confirmed with it.
const WORDS: &str = "UPDATE report SET text = NULL WHERE key = $1 RETURNING id";
const PHOTOS: &str = "UPDATE photo SET state = CASE WHEN state = 'refused' THEN state ELSE 'erased' END, picture = NULL, \
    thumbnail = NULL, digest = NULL, version = version + 1 \
    WHERE report_key = $1 AND (picture IS NOT NULL OR thumbnail IS NOT NULL)";
const COUNT_PHOTOS: &str =
    "SELECT COUNT(*) FROM photo WHERE report_key = $1 AND (picture IS NOT NULL OR thumbnail IS NOT NULL)";
/// Whoever adds a photo holds the row too: it is there before this, or its report is gone when it comes.
const ID: &str = "UPDATE report SET state = state WHERE key = $1 RETURNING id";
const REPORT: &str = "UPDATE report SET id = $2, reference = '', category = $3, causes = '', lon = 0, lat = 0, \
    geometry = NULL, accuracy_m = NULL, place_source = 'map', \
    placed = FALSE, moment_from = $4, moment_to = NULL, hours = NULL, severity = NULL, \
    text = NULL, channel = 'erased', source_id = NULL, received_at = $4, told_at = $4, token_hash = $5, state = 'erased', \
    revision = $6 WHERE key = $1";
const GOES_ON: &str = "SELECT version FROM retention_rule WHERE municipality = $1 AND id = $2 AND ended_at IS NULL";
const CASE: &str = "DELETE FROM desk_case WHERE report = $1";
const PHOTO_ROWS: &str = "DELETE FROM photo WHERE report_key = $1";
const ANSWER: &str = "DELETE FROM idempotency WHERE report_key = $1";
const FROM_WALK: &str = "UPDATE walk_seen SET report_id = NULL WHERE report_id = $1";
const SEEN: &str = "UPDATE walk_seen SET words = NULL WHERE municipality = $1 AND id = $2";
const PROTOCOL: &str = "INSERT INTO retention_protocol (municipality, run, part, rule, decision, decided_on, takes, months, \
    since, category, begins_on, before, run_by, run_at, n_planned, n_taken, n_photos, n_seen, n_held, first_number, \
    last_number, digest) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22)";

impl Store {
    /// Takes the next of what a rule finds and no hold covers, and writes it down: both or neither.
    pub async fn erase_part(&self, municipality: &str, next: &NextPart<'_>) -> Result<PartErased, StoreError> {
        let Terms { decision, decided_on, takes, months, since, category, begins_on } = &next.rule.terms;
        let condition = reports_where(&next.rule.terms);
        let reports = format!(
            "SELECT r.key, r.category, r.told_at FROM report r WHERE {condition} AND NOT {REPORT_IS_HELD} \
             ORDER BY r.key LIMIT $4"
        );
        let n_held = format!("SELECT COUNT(*) FROM report r WHERE {condition} AND {REPORT_IS_HELD}");
        let seen =
            format!("SELECT w.id FROM walk_seen w WHERE {SEEN_WHERE} AND NOT {SEEN_IS_HELD} ORDER BY w.id LIMIT $3");
        let n_seen_held = format!("SELECT COUNT(*) FROM walk_seen w WHERE {SEEN_WHERE} AND {SEEN_IS_HELD}");
        let (before, of) = (next.before.as_microsecond(), category.map(Category::as_str));
        let most = i64::try_from(next.most).unwrap_or(i64::MAX);
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            // From here on nobody opens a hold until this is done.
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            let goes_on: Option<i64> = sqlx::query_scalar(GOES_ON)
                .bind(municipality)
                .bind(next.rule.id.to_string())
                .fetch_optional(&mut *tx)
                .await?;
            if goes_on.is_none() {
                // Somebody ended the rule since its run began.
                return Ok(None);
            }
            let taken: Vec<(i64, String, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(reports))
                .bind(municipality)
                .bind(before)
                .bind(of)
                .bind(most)
                .fetch_all(&mut *tx)
                .await?;
            let room = most - taken.len() as i64;
            let seen: Vec<String> = match takes_seen(&next.rule.terms) && room > 0 {
                false => Vec::new(),
                true => {
                    sqlx::query_scalar(sqlx::AssertSqlSafe(seen))
                        .bind(municipality)
                        .bind(before)
                        .bind(room)
                        .fetch_all(&mut *tx)
                        .await?
                }
            };
            if taken.is_empty() && seen.is_empty() {
                return Ok(None);
            }
            let mut held: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(n_held))
                .bind(municipality)
                .bind(before)
                .bind(of)
                .fetch_one(&mut *tx)
                .await?;
            if takes_seen(&next.rule.terms) {
                let more: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(n_seen_held))
                    .bind(municipality)
                    .bind(before)
                    .fetch_one(&mut *tx)
                    .await?;
                held += more;
            }
            let mut n_photos = 0_u64;
            for (key, category, told_at) in &taken {
                match takes {
                    Takes::Words => {
                        let id: Uuid = sqlx::query_scalar(WORDS).bind(key).fetch_one(&mut *tx).await?;
                        sqlx::query(ERASE_SEEN_OF).bind(id.to_string()).execute(&mut *tx).await?;
                        sqlx::query(FORGET_BODY).bind(key).bind(FORGOTTEN).execute(&mut *tx).await?;
                    }
                    Takes::Photos => {
                        n_photos += sqlx::query(PHOTOS).bind(key).execute(&mut *tx).await?.rows_affected();
                    }
                    Takes::Reports => {
                        let category = Category::parse(category).ok_or_else(|| corrupt("category"))?;
                        let (category, month) = tombstone(category, timestamp(*told_at), next.zone);
                        let id: Uuid = sqlx::query_scalar(ID).bind(key).fetch_one(&mut *tx).await?;
                        let photos: i64 = sqlx::query_scalar(COUNT_PHOTOS).bind(key).fetch_one(&mut *tx).await?;
                        n_photos += photos.unsigned_abs();
                        sqlx::query(ERASE_SEEN_OF).bind(id.to_string()).execute(&mut *tx).await?;
                        sqlx::query(FROM_WALK).bind(id.to_string()).execute(&mut *tx).await?;
                        sqlx::query(COME_LOOSE).bind(municipality).bind(key).execute(&mut *tx).await?;
                        for sql in [PHOTO_ROWS, CASE, ANSWER] {
                            sqlx::query(sql).bind(key).execute(&mut *tx).await?;
                        }
                        let revision: i64 =
                            sqlx::query_scalar(NEXT_REVISION).bind(1_i64).fetch_one(&mut *tx).await?;
                        sqlx::query(REPORT)
                            .bind(key)
                            .bind(Uuid::nil())
                            .bind(category.as_str())
                            .bind(month.as_microsecond())
                            .bind([0_u8; 32].as_slice())
                            .bind(revision)
                            .execute(&mut *tx)
                            .await?;
                    }
                }
            }
            for id in &seen {
                sqlx::query(SEEN).bind(municipality).bind(id).execute(&mut *tx).await?;
            }
            let numbers: Vec<i64> = taken.iter().map(|(key, ..)| *key).collect();
            let part = Part {
                part: next.part,
                run_at: next.at,
                n_taken: (numbers.len() + seen.len()) as u64,
                n_photos,
                n_seen: seen.len() as u64,
                n_held: held.unsigned_abs(),
                numbers: numbers.first().copied().zip(numbers.last().copied()),
                digest: digest(&numbers, &seen),
            };
            let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            sqlx::query(PROTOCOL)
                .bind(municipality)
                .bind(next.run.to_string())
                .bind(i64::from(part.part))
                .bind(next.rule.id.to_string())
                .bind(decision)
                .bind(decided_on.to_string())
                .bind(takes.as_str())
                .bind(i64::from(*months))
                .bind(since.as_str())
                .bind(of)
                .bind(begins_on.to_string())
                .bind(before)
                .bind(next.by)
                .bind(next.at.as_microsecond())
                .bind(whole(next.n_planned))
                .bind(whole(part.n_taken))
                .bind(whole(part.n_photos))
                .bind(whole(part.n_seen))
                .bind(whole(part.n_held))
                .bind(part.numbers.map(|(first, _)| first))
                .bind(part.numbers.map(|(_, last)| last))
                .bind(&part.digest)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Some(part)
        }))
    }
}
