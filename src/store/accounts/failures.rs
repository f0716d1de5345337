//! Sign-ins that failed, counted by a keyed hash.

use jiff::Timestamp;

use super::super::{Store, StoreError, on_reader, on_writer};

impl Store {
    /// How many failed since `since`.
    pub async fn sign_in_failures(&self, key_hash: &[u8; 32], since: Timestamp) -> Result<u32, StoreError> {
        const READ: &str = "SELECT n FROM sign_in_failure WHERE key_hash = $1 AND first_at > $2";
        let n: Option<i64> = on_reader!(self, pool => {
            sqlx::query_scalar(READ).bind(key_hash.as_slice()).bind(since.as_microsecond()).fetch_optional(pool).await?
        });
        Ok(n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0))
    }

    /// One more; a count that began before `since` begins anew, and so are forgotten those of others.
    pub async fn sign_in_failed(
        &self,
        key_hash: &[u8; 32],
        now: Timestamp,
        since: Timestamp,
    ) -> Result<(), StoreError> {
        const FORGET: &str = "DELETE FROM sign_in_failure WHERE first_at <= $1";
        const COUNT: &str = "INSERT INTO sign_in_failure (key_hash, n, first_at) VALUES ($1, 1, $2) \
                             ON CONFLICT (key_hash) DO UPDATE SET n = sign_in_failure.n + 1";
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(FORGET).bind(since.as_microsecond()).execute(&mut *tx).await?;
            sqlx::query(COUNT).bind(key_hash.as_slice()).bind(now.as_microsecond()).execute(&mut *tx).await?;
            tx.commit().await?;
        });
        Ok(())
    }

    /// Marks something as used that is good once, and forgets what was used by `since`. False: it was used before.
    pub async fn use_once(&self, key_hash: &[u8; 32], now: Timestamp, since: Timestamp) -> Result<bool, StoreError> {
        const FORGET: &str = "DELETE FROM sign_in_failure WHERE first_at <= $1";
        const USE: &str =
            "INSERT INTO sign_in_failure (key_hash, n, first_at) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(FORGET).bind(since.as_microsecond()).execute(&mut *tx).await?;
            let used = sqlx::query(USE).bind(key_hash.as_slice()).bind(now.as_microsecond()).execute(&mut *tx).await?;
            tx.commit().await?;
            used.rows_affected() > 0
        }))
    }

    pub async fn forget_failures(&self, key_hash: &[u8; 32]) -> Result<(), StoreError> {
        const FORGET: &str = "DELETE FROM sign_in_failure WHERE key_hash = $1";
        on_writer!(self, pool => { sqlx::query(FORGET).bind(key_hash.as_slice()).execute(pool).await?; });
        Ok(())
    }
}
