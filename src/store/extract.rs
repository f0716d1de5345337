//! Everything that is kept of one report, from every table that knows of it.

use super::photos::{COLUMNS as PHOTO, Row as PhotoRow, photo_of};
use super::report_rows::{corrupt, timestamp};
use super::{Store, StoreError, on_reader};
use crate::geodesy::LonLat;
use crate::observation::Month;
use crate::privacy::{KeptReport, OwnPhoto, SeenOnWalk, TakenOut};

#[derive(sqlx::FromRow)]
struct SeenRow {
    lon: f64,
    lat: f64,
    accuracy_m: Option<f64>,
    seen_at: i64,
    causes: String,
    remedy_kind: Option<String>,
    severity: Option<i64>,
    safe: Option<i64>,
    light: Option<String>,
    words: Option<String>,
}

impl Store {
    /// What is kept of the report of a link.
    pub async fn kept_of(&self, token_hash: &[u8; 32]) -> Result<Option<KeptReport>, StoreError> {
        const MONTH: &str = "SELECT published_month FROM report WHERE key = $1";
        const REDACTIONS: &str = "SELECT redacted_at, reason, law FROM redaction WHERE municipality = $1 AND report = $2 \
                                  ORDER BY redacted_at";
        const SEEN: &str = "SELECT lon, lat, accuracy_m, seen_at, causes, remedy_kind, severity, safe, light, words \
                            FROM walk_seen WHERE municipality = $1 AND report_id = $2";
        const KEYS: &str = "SELECT COUNT(*) FROM idempotency WHERE report_key = $1";
        let Some(lying) = self.at_desk_by_link(token_hash).await? else { return Ok(None) };
        let photos =
            format!("SELECT {PHOTO} FROM photo WHERE municipality = $1 AND report_key = $2 ORDER BY received_at, id");
        const PIXELS: &str = "SELECT id FROM photo WHERE municipality = $1 AND report_key = $2 \
                              AND (picture IS NOT NULL OR thumbnail IS NOT NULL)";
        let (code, number, id) = (&lying.report.municipality, lying.number, lying.report.id.to_string());
        type Gathered = (Option<i64>, Vec<(i64, String, String)>, Option<SeenRow>, i64, Vec<PhotoRow>, Vec<String>);
        let (month, redactions, seen, n_keys, photos, pixels): Gathered = on_reader!(self, pool => (
            sqlx::query_scalar(MONTH).bind(number).fetch_one(pool).await?,
            sqlx::query_as(REDACTIONS).bind(code).bind(number).fetch_all(pool).await?,
            sqlx::query_as(SEEN).bind(code).bind(id).fetch_optional(pool).await?,
            sqlx::query_scalar(KEYS).bind(number).fetch_one(pool).await?,
            sqlx::query_as(sqlx::AssertSqlSafe(photos)).bind(code).bind(number).fetch_all(pool).await?,
            sqlx::query_scalar(PIXELS).bind(code).bind(number).fetch_all(pool).await?,
        ));
        let own_photo = |row| {
            let photo = photo_of(row)?;
            Ok::<_, StoreError>(OwnPhoto { pixels_kept: pixels.contains(&photo.id.to_string()), photo })
        };
        let taken_out = |(at, reason, law)| TakenOut { at: timestamp(at), reason, law };
        Ok(Some(KeptReport {
            published_month: month
                .map(|n| Month::from_number(n).ok_or_else(|| corrupt("published_month")))
                .transpose()?,
            redactions: redactions.into_iter().map(taken_out).collect(),
            photos: photos.into_iter().map(own_photo).collect::<Result<_, _>>()?,
            seen: seen.map(seen_of).transpose()?,
            has_sending_key: n_keys > 0,
            handed_out: self.handed_out(code, number).await?,
            lying,
        }))
    }
}

fn seen_of(row: SeenRow) -> Result<SeenOnWalk, StoreError> {
    Ok(SeenOnWalk {
        at: LonLat::new(row.lon, row.lat).ok_or_else(|| corrupt("position"))?,
        accuracy_m: row.accuracy_m,
        seen_at: timestamp(row.seen_at),
        causes: row.causes,
        remedy_kind: row.remedy_kind,
        severity: row.severity,
        safe: row.safe,
        light: row.light,
        words: row.words,
    })
}
