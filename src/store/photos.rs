//! Photos of reports. What has been erased leaves its row, without pixels, so that who sent it can be told why.

use jiff::Timestamp;
use uuid::Uuid;

use super::holds::{Erasure, HELD_BY, ONE_AT_A_TIME, held};
use super::report_rows::{corrupt, place_of, timestamp};
use super::{Store, StoreError, on_reader, on_writer};
use crate::observation::Category;
use crate::privacy::pictures::{Area, Photo, PhotoOfReport, PhotoState, Taken};

/// A photo that was just sent.
#[derive(Debug)]
pub struct NewPhoto<'a> {
    pub id: Uuid,
    pub report_key: i64,
    pub taken: &'a Taken,
    /// Of the file that was sent.
    pub digest: [u8; 32],
    pub received_at: Timestamp,
}

/// How many there may be.
#[derive(Debug, Clone, Copy)]
pub struct PhotoLimits {
    /// Waiting or shown, of one report.
    pub of_report: i64,
    /// Waiting, of the municipality.
    pub waiting: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoAdded {
    New,
    /// The same file of the same report came before.
    AlreadyThere(Uuid),
    ReportFull,
    QueueFull,
    /// The report has been taken back.
    NoReport,
}

/// What somebody who looked said of a photo.
#[derive(Debug)]
pub struct PhotoLooked<'a> {
    pub state: PhotoState,
    /// Everything that is black in it now.
    pub covered: &'a [Area],
    /// The pixels, when they were changed.
    pub taken: Option<&'a Taken>,
    pub reason: Option<&'a str>,
    pub by: &'a str,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSize {
    Whole,
    Small,
}

/// Erases the pixels of every photo of a report; for whoever erases the report, in the same transaction. Those that a
/// hold covers are seen by nobody any more, and go when it ends.
pub(super) const ERASE_PHOTOS_OF: &str = concat!(
    "UPDATE photo SET state = 'erased', digest = NULL, version = version + 1, picture = CASE WHEN ",
    held!("photo.municipality", "photo.report_key"),
    " THEN picture END, thumbnail = CASE WHEN ",
    held!("photo.municipality", "photo.report_key"),
    " THEN thumbnail END WHERE report_key = $1 AND state IN ('waiting', 'shown')"
);

pub(super) const COLUMNS: &str = "id, report_key, state, width, height, covered, reason, received_at, version";
pub(super) type Row = (String, i64, String, i64, i64, String, Option<String>, i64, i64);

impl Store {
    /// Keeps a photo, waiting. The row of its report is held meanwhile, so that two at a time are counted one by one.
    pub async fn add_photo(
        &self,
        municipality: &str,
        photo: &NewPhoto<'_>,
        limits: PhotoLimits,
    ) -> Result<PhotoAdded, StoreError> {
        const HOLD: &str =
            "UPDATE report SET state = state WHERE municipality = $1 AND key = $2 AND state = 'received'";
        const SAME: &str = "SELECT id FROM photo WHERE municipality = $1 AND report_key = $2 AND digest = $3";
        const OF_REPORT: &str = "SELECT COUNT(*) FROM photo \
            WHERE municipality = $1 AND report_key = $2 AND state IN ('waiting', 'shown')";
        const WAITING: &str = "SELECT COUNT(*) FROM photo WHERE municipality = $1 AND state = 'waiting'";
        const ADD: &str = "INSERT INTO photo (municipality, id, report_key, state, width, height, covered, received_at, \
            digest, thumbnail, picture) VALUES ($1,$2,$3,'waiting',$4,$5,'[]',$6,$7,$8,$9)";
        let NewPhoto { taken, .. } = photo;
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let held = sqlx::query(HOLD).bind(municipality).bind(photo.report_key).execute(&mut *tx).await?;
            if held.rows_affected() == 0 {
                return Ok(PhotoAdded::NoReport);
            }
            let same: Option<String> = sqlx::query_scalar(SAME)
                .bind(municipality)
                .bind(photo.report_key)
                .bind(photo.digest.to_vec())
                .fetch_optional(&mut *tx)
                .await?;
            if let Some(id) = same {
                return Ok(PhotoAdded::AlreadyThere(Uuid::parse_str(&id).map_err(|_| corrupt("id of a photo"))?));
            }
            let of_report: i64 =
                sqlx::query_scalar(OF_REPORT).bind(municipality).bind(photo.report_key).fetch_one(&mut *tx).await?;
            if of_report >= limits.of_report {
                return Ok(PhotoAdded::ReportFull);
            }
            let waiting: i64 = sqlx::query_scalar(WAITING).bind(municipality).fetch_one(&mut *tx).await?;
            if waiting >= limits.waiting {
                return Ok(PhotoAdded::QueueFull);
            }
            sqlx::query(ADD)
                .bind(municipality)
                .bind(photo.id.to_string())
                .bind(photo.report_key)
                .bind(i64::from(taken.picture.width))
                .bind(i64::from(taken.picture.height))
                .bind(photo.received_at.as_microsecond())
                .bind(photo.digest.to_vec())
                .bind(&taken.thumbnail.jpeg)
                .bind(&taken.picture.jpeg)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        });
        Ok(PhotoAdded::New)
    }

    /// The photos of a report that were not taken away, in the order they came.
    pub async fn photos_of_report(&self, municipality: &str, report_key: i64) -> Result<Vec<Photo>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM photo WHERE municipality = $1 AND report_key = $2 AND state <> 'erased' \
             ORDER BY received_at, id"
        );
        let rows: Vec<Row> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(report_key).fetch_all(pool).await?
        });
        rows.into_iter().map(photo_of).collect()
    }

    pub async fn photo(&self, municipality: &str, id: Uuid) -> Result<Option<Photo>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM photo WHERE municipality = $1 AND id = $2");
        let row: Option<Row> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(photo_of).transpose()
    }

    /// Photos in a state with the place of their report, the oldest first.
    pub async fn photos_in(
        &self,
        municipality: &str,
        state: PhotoState,
        limit: i64,
    ) -> Result<Vec<PhotoOfReport>, StoreError> {
        const SQL: &str = "SELECT p.id, p.report_key, p.state, p.width, p.height, p.covered, p.reason, p.received_at, \
            p.version, r.reference, r.category, r.lon, r.lat, r.geometry, r.told_at \
            FROM photo p JOIN report r ON r.key = p.report_key \
            WHERE p.municipality = $1 AND p.state = $2 ORDER BY p.received_at, p.id LIMIT $3";
        let rows: Vec<ReportRow> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).bind(state.as_str()).bind(limit).fetch_all(pool).await?
        });
        rows.into_iter().map(of_report).collect()
    }

    /// How many wait.
    pub async fn waiting_photos(&self, municipality: &str) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM photo WHERE municipality = $1 AND state = 'waiting'";
        Ok(on_reader!(self, pool => sqlx::query_scalar(SQL).bind(municipality).fetch_one(pool).await?))
    }

    /// The pixels, as long as there are any.
    pub async fn photo_pixels(
        &self,
        municipality: &str,
        id: Uuid,
        size: PhotoSize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        const WHOLE: &str =
            "SELECT picture FROM photo WHERE municipality = $1 AND id = $2 AND state IN ('waiting', 'shown')";
        const SMALL: &str =
            "SELECT thumbnail FROM photo WHERE municipality = $1 AND id = $2 AND state IN ('waiting', 'shown')";
        let sql = if size == PhotoSize::Whole { WHOLE } else { SMALL };
        let found: Option<Option<Vec<u8>>> = on_reader!(self, pool => {
            sqlx::query_scalar(sql).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        Ok(found.flatten())
    }

    /// Writes down what somebody saw; with new pixels the old ones are gone, and those of a refused photo as well.
    /// Under a hold nothing is covered, and a refused photo keeps its pixels, unseen, until the hold ends.
    pub async fn look_at_photo(
        &self,
        municipality: &str,
        photo: &Photo,
        looked: &PhotoLooked<'_>,
    ) -> Result<Erasure, StoreError> {
        const LOOK: &str = "UPDATE photo SET state = $4, covered = $5, reason = $6, looked_by = $7, looked_at = $8, \
            digest = NULL, version = version + 1 WHERE municipality = $1 AND id = $2 AND version = $3";
        const REPLACE: &str = "UPDATE photo SET picture = $3, thumbnail = $4 WHERE municipality = $1 AND id = $2";
        let pixels = looked.taken.map(|taken| (&taken.picture.jpeg, &taken.thumbnail.jpeg)).unzip();
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            let held: Option<String> =
                sqlx::query_scalar(HELD_BY).bind(municipality).bind(photo.report_key).fetch_optional(&mut *tx).await?;
            if let Some(reference) = held.as_ref().filter(|_| looked.taken.is_some()) {
                return Ok(Erasure::Held(reference.clone()));
            }
            let changed = sqlx::query(LOOK)
                .bind(municipality)
                .bind(photo.id.to_string())
                .bind(i64::from(photo.version))
                .bind(looked.state.as_str())
                .bind(serde_json::to_string(looked.covered).expect("boxes are JSON"))
                .bind(looked.reason)
                .bind(looked.by)
                .bind(looked.at.as_microsecond())
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if changed == 0 {
                return Ok(Erasure::Outdated);
            }
            if looked.taken.is_some() || (!looked.state.has_pixels() && held.is_none()) {
                let (picture, thumbnail): (Option<&Vec<u8>>, Option<&Vec<u8>>) = pixels;
                sqlx::query(REPLACE)
                    .bind(municipality)
                    .bind(photo.id.to_string())
                    .bind(picture)
                    .bind(thumbnail)
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            Erasure::Done
        }))
    }

    /// Takes a photo of a report away that nobody has looked at, unless a hold covers it. Outdated: there is no such
    /// photo.
    pub async fn erase_photo(&self, municipality: &str, report_key: i64, id: Uuid) -> Result<Erasure, StoreError> {
        const SQL: &str = "UPDATE photo SET state = 'erased', picture = NULL, thumbnail = NULL, digest = NULL, \
            version = version + 1 WHERE municipality = $1 AND report_key = $2 AND id = $3 AND state = 'waiting'";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            let erased = sqlx::query(SQL)
                .bind(municipality)
                .bind(report_key)
                .bind(id.to_string())
                .execute(&mut *tx)
                .await?;
            if erased.rows_affected() == 0 {
                return Ok(Erasure::Outdated);
            }
            let held: Option<String> =
                sqlx::query_scalar(HELD_BY).bind(municipality).bind(report_key).fetch_optional(&mut *tx).await?;
            if let Some(reference) = held {
                // Not committed: it is there as before.
                return Ok(Erasure::Held(reference));
            }
            tx.commit().await?;
            Erasure::Done
        }))
    }
}

#[derive(sqlx::FromRow)]
struct ReportRow {
    id: String,
    report_key: i64,
    state: String,
    width: i64,
    height: i64,
    covered: String,
    reason: Option<String>,
    received_at: i64,
    version: i64,
    reference: String,
    category: String,
    lon: f64,
    lat: f64,
    geometry: Option<String>,
    told_at: i64,
}

fn of_report(row: ReportRow) -> Result<PhotoOfReport, StoreError> {
    let place = place_of(row.lon, row.lat, row.geometry.as_deref())?;
    let category = Category::parse(&row.category).ok_or_else(|| corrupt("category"))?;
    let ReportRow { id, report_key, state, width, height, covered, reason, received_at, version, .. } = row;
    let photo = photo_of((id, report_key, state, width, height, covered, reason, received_at, version))?;
    Ok(PhotoOfReport { photo, reference: row.reference, category, place, told_at: timestamp(row.told_at) })
}

pub(super) fn photo_of(row: Row) -> Result<Photo, StoreError> {
    let (id, report_key, state, width, height, covered, reason, received_at, version) = row;
    let number = |n: i64| u32::try_from(n).map_err(|_| corrupt("a number of a photo"));
    Ok(Photo {
        id: Uuid::parse_str(&id).map_err(|_| corrupt("id of a photo"))?,
        report_key,
        state: PhotoState::parse(&state).ok_or_else(|| corrupt("state of a photo"))?,
        width: number(width)?,
        height: number(height)?,
        covered: serde_json::from_str(&covered).map_err(|_| corrupt("boxes of a photo"))?,
        reason,
        received_at: timestamp(received_at),
        version: number(version)?,
    })
}
