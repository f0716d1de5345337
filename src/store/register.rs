//! How the register stands, in one line: what is shown of it is worked out anew when this changes, and not before.

use jiff::Timestamp;

use super::{Store, StoreError, on_reader};
use crate::promise::WalkKind;

impl Store {
    /// A text that changes with every change of pledges, remedies, deeds, decided plans and walks.
    pub async fn register_stands(&self, municipality: &str) -> Result<String, StoreError> {
        const SQL: &str = "SELECT \
            (SELECT COUNT(*) FROM pledge WHERE municipality = $1), \
            (SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM pledge WHERE municipality = $1), \
            (SELECT COUNT(*) FROM remedy WHERE municipality = $1), \
            (SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM remedy WHERE municipality = $1), \
            (SELECT COALESCE(MAX(changed_at), 0) FROM remedy WHERE municipality = $1), \
            (SELECT COUNT(*) FROM deed WHERE municipality = $1), \
            (SELECT COALESCE(MAX(recorded_at), 0) FROM deed WHERE municipality = $1), \
            (SELECT COUNT(*) FROM plan WHERE municipality = $1 AND state = 'decided'), \
            (SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM plan WHERE municipality = $1 AND state = 'decided'), \
            (SELECT COALESCE(MAX(changed_at), 0) FROM plan WHERE municipality = $1 AND state = 'decided'), \
            (SELECT COUNT(*) FROM walk WHERE municipality = $1), \
            (SELECT COALESCE(MAX(changed_at), 0) FROM walk WHERE municipality = $1)";
        type Row = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
        let row: Row = on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_one(pool).await?);
        Ok(format!("{row:?}"))
    }

    /// When walks of each kind are to be, without their stops and steps; none that were cancelled.
    pub async fn walks_planned(&self, municipality: &str) -> Result<Vec<(WalkKind, Timestamp)>, StoreError> {
        const SQL: &str = "SELECT id, kind, starts_at FROM walk WHERE municipality = $1 AND state <> 'cancelled' \
                           ORDER BY starts_at, id";
        let rows: Vec<(String, String, i64)> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?
        });
        let planned = |(id, kind, starts_at): (String, String, i64)| {
            let kind = WalkKind::parse(&kind).zip(Timestamp::from_microsecond(starts_at).ok());
            kind.ok_or_else(|| StoreError::Corrupt(format!("kind or starts_at of the walk {id}")))
        };
        rows.into_iter().map(planned).collect()
    }
}
