//! Reports that tell of the same. One of them is the first, and the others are joined to it: there are no chains, and
//! everyone of them counts.

use super::{Store, StoreError, on_reader};

/// Whether a report ($2) may be joined to another ($3). Whoever joins asks in the transaction that joins, after the
/// next revision was taken: two that join crosswise would each find the other free.
pub(super) const MAY_JOIN: &str = "SELECT COUNT(*) FROM report r LEFT JOIN desk_case c ON c.report = r.key \
    WHERE r.municipality = $1 AND r.key = $3 AND r.key <> $2 AND r.state = 'received' AND c.joined_to IS NULL \
    AND NOT EXISTS (SELECT 1 FROM desk_case own WHERE own.municipality = $1 AND own.joined_to = $2)";

/// Stands in every transaction in which a report ($2) ceases to count: the oldest of those joined to it becomes the
/// first of them. Their versions go on, so that nobody decides about what they read before.
pub(super) const COME_LOOSE: &str = "UPDATE desk_case SET version = version + 1, joined_to = NULLIF((SELECT MIN(other.report) \
    FROM desk_case other WHERE other.municipality = $1 AND other.joined_to = $2), report) \
    WHERE municipality = $1 AND joined_to = $2";
/// The same for a report ($1) that was joined itself, where no decision says so.
pub(super) const LEAVE: &str =
    "UPDATE desk_case SET joined_to = NULL, version = version + 1 WHERE report = $1 AND joined_to IS NOT NULL";

impl Store {
    /// Whether a report may be joined to another: one that counts and is not itself joined to a third, as long as none
    /// are joined to this one.
    pub async fn may_join(&self, municipality: &str, number: i64, other: i64) -> Result<bool, StoreError> {
        let n: i64 = on_reader!(self, pool => {
            sqlx::query_scalar(MAY_JOIN).bind(municipality).bind(number).bind(other).fetch_one(pool).await?
        });
        Ok(n > 0)
    }
}
