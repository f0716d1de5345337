//! Months that are held back from the public layer after the database was put back as it was at an earlier time.

use jiff::Timestamp;

use super::{Store, StoreError, on_reader, on_writer};
use crate::observation::Month;
use crate::privacy::HeldBack;

/// Holds back, in a transaction, what each municipality may have had public and has forgotten; which months of which.
macro_rules! hold_back_in {
    ($tx:expr, $at:expr) => {{
        use crate::store::held_back::{HOLD, KNOWN, KnownRow};
        let mut held = Vec::new();
        let known: Vec<KnownRow> = sqlx::query_as(KNOWN).fetch_all(&mut *$tx).await?;
        for row in known {
            let Some(months) = row.forgotten($at)? else { continue };
            sqlx::query(HOLD)
                .bind(&row.code)
                .bind(months.first.number())
                .bind(months.last.number())
                .bind($at.as_microsecond())
                .execute(&mut *$tx)
                .await?;
            held.push((row.code, months));
        }
        held
    }};
}
pub(super) use hold_back_in;

pub(super) const KNOWN: &str = "SELECT code, time_zone, published_through, \
    (SELECT MAX(last_month) FROM held_back h WHERE h.municipality = code) AS held_through FROM municipality ORDER BY code";
pub(super) const HOLD: &str =
    "INSERT INTO held_back (municipality, first_month, last_month, held_at) VALUES ($1,$2,$3,$4)";
/// In the transaction that publishes: whether a month is held back.
pub(super) const IS_HELD: &str = "SELECT COUNT(*) FROM held_back WHERE municipality = $1 AND released_at IS NULL \
    AND last_month >= $2";

#[derive(sqlx::FromRow)]
pub(super) struct KnownRow {
    pub code: String,
    time_zone: String,
    published_through: Option<i64>,
    held_through: Option<i64>,
}

impl KnownRow {
    pub fn forgotten(&self, at: Timestamp) -> Result<Option<HeldBack>, StoreError> {
        let zone = jiff::tz::TimeZone::get(&self.time_zone)
            .map_err(|_| StoreError::Corrupt(format!("time_zone of the municipality {}", self.code)))?;
        let known = self.published_through.max(self.held_through).and_then(Month::from_number);
        Ok(crate::privacy::forgotten(known, Month::at(at.as_second(), &zone)))
    }
}

impl Store {
    /// The months that were held back, the oldest first, also those that were released since.
    pub async fn held_back(&self, municipality: &str) -> Result<Vec<HeldBack>, StoreError> {
        const SQL: &str = "SELECT first_month, last_month, released_at FROM held_back WHERE municipality = $1 \
                           ORDER BY last_month";
        let rows: Vec<(i64, i64, Option<i64>)> =
            on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?);
        let read = |(first, last, released): (i64, i64, Option<i64>)| {
            let (first, last) = (Month::from_number(first)?, Month::from_number(last)?);
            Some(HeldBack { first, last, released: released.is_some() })
        };
        rows.into_iter().map(|row| read(row).ok_or_else(|| StoreError::Corrupt("a month held back".into()))).collect()
    }

    /// Holds back what may have been public between the last publication this database knows of and `at`, in every
    /// municipality.
    pub async fn hold_back(&self, at: Timestamp) -> Result<Vec<(String, HeldBack)>, StoreError> {
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let held = hold_back_in!(tx, at);
            tx.commit().await?;
            held
        }))
    }

    /// Lets go of what is held back. Months that nothing was published after are published as if nothing had been; what
    /// was told in the others goes public with a later month. False when nothing was held.
    pub async fn release_held_back(&self, municipality: &str, at: Timestamp) -> Result<bool, StoreError> {
        const FORGET: &str = "DELETE FROM held_back WHERE municipality = $1 AND released_at IS NULL AND last_month > \
            COALESCE((SELECT published_through FROM municipality WHERE code = $1), 0)";
        const RELEASE: &str = "UPDATE held_back SET released_at = $2 WHERE municipality = $1 AND released_at IS NULL";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let forgotten = sqlx::query(FORGET).bind(municipality).execute(&mut *tx).await?.rows_affected();
            let released = sqlx::query(RELEASE).bind(municipality).bind(at.as_microsecond()).execute(&mut *tx).await?;
            tx.commit().await?;
            forgotten + released.rows_affected() > 0
        }))
    }
}
