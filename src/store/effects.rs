//! On which days reports were told, for a study of a remedy.

use jiff::Timestamp;

use super::{Store, StoreError, on_reader};

impl Store {
    /// The keys of the reports told at or after an instant, with when each was told.
    pub async fn told_since(&self, municipality: &str, since: Timestamp) -> Result<Vec<(u32, Timestamp)>, StoreError> {
        const SQL: &str = "SELECT key, told_at FROM report WHERE municipality = $1 AND told_at >= $2 \
                           AND state = 'received' ORDER BY key";
        let rows: Vec<(i64, i64)> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).bind(since.as_microsecond()).fetch_all(pool).await?
        });
        let told = |(key, at): (i64, i64)| Some((u32::try_from(key).ok()?, Timestamp::from_microsecond(at).ok()?));
        Ok(rows.into_iter().filter_map(told).collect())
    }
}
