//! Sign-ins that failed, and those that are being looked at, counted by a keyed hash.

use jiff::Timestamp;

use super::super::{Store, StoreError, on_writer};

const FORGET_OLD: &str = "DELETE FROM sign_in_failure WHERE first_at <= $1";

impl Store {
    /// One more under each of these, which come from the narrowest to the widest, or under none: false where one is at
    /// its most. A count that began before `since` begins anew, and so are forgotten those of others.
    pub async fn count_sign_in(
        &self,
        counts: &[([u8; 32], u32)],
        now: Timestamp,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        const COUNT: &str = "INSERT INTO sign_in_failure (key_hash, n, first_at) VALUES ($1, 1, $2) \
                             ON CONFLICT (key_hash) DO UPDATE SET n = sign_in_failure.n + 1 WHERE sign_in_failure.n < $3";
        if counts.is_empty() {
            return Ok(true);
        }
        Ok(on_writer!(self, pool => {
            // By itself: within the transaction it would lock the rows of others in an order of its own.
            sqlx::query(FORGET_OLD).bind(since.as_microsecond()).execute(pool).await?;
            let mut tx = pool.begin().await?;
            for (key_hash, most) in counts {
                let counted = sqlx::query(COUNT)
                    .bind(key_hash.as_slice())
                    .bind(now.as_microsecond())
                    .bind(i64::from(*most))
                    .execute(&mut *tx)
                    .await?;
                if counted.rows_affected() == 0 {
                    tx.rollback().await?;
                    return Ok(false);
                }
            }
            tx.commit().await?;
            true
        }))
    }

    /// One less under each of these.
    pub async fn uncount_sign_in(&self, key_hashes: &[[u8; 32]]) -> Result<(), StoreError> {
        const UNCOUNT: &str = "UPDATE sign_in_failure SET n = n - 1 WHERE key_hash = $1 AND n > 0";
        if key_hashes.is_empty() {
            return Ok(());
        }
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            for key_hash in key_hashes {
                sqlx::query(UNCOUNT).bind(key_hash.as_slice()).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// Marks something as used that is good once, and forgets what was used by `since`. False: it was used before.
    pub async fn use_once(&self, key_hash: &[u8; 32], now: Timestamp, since: Timestamp) -> Result<bool, StoreError> {
        const USE: &str =
            "INSERT INTO sign_in_failure (key_hash, n, first_at) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(FORGET_OLD).bind(since.as_microsecond()).execute(&mut *tx).await?;
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
