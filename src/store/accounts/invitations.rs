//! Links with which somebody chooses password and second factor.

use jiff::Timestamp;
use uuid::Uuid;

use super::super::{Store, StoreError, on_reader, on_writer};

/// A link that has not been used.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub account: Uuid,
    /// Shown to the phone, not yet confirmed.
    pub totp: Option<Vec<u8>>,
    pub ends_at: Timestamp,
}

/// What somebody chose.
#[derive(Debug)]
pub struct Enrolment {
    pub account: Uuid,
    /// PHC string.
    pub password: String,
    pub totp: Vec<u8>,
    pub totp_step: i64,
    pub recovery_hashes: Vec<[u8; 32]>,
}

pub(super) const FORGET: &str = "DELETE FROM invitation WHERE account = $1";

impl Store {
    /// Makes the account's only invitation; earlier ones are no longer good. False, and none: the account is closed.
    pub async fn invite(&self, code_hash: &[u8; 32], account: Uuid, ends_at: Timestamp) -> Result<bool, StoreError> {
        const INVITE: &str = "INSERT INTO invitation (code_hash, account, ends_at) \
            SELECT $1, id, $3 FROM account WHERE id = $2 AND NOT disabled \
            ON CONFLICT (account) DO UPDATE SET code_hash = excluded.code_hash, totp = NULL, ends_at = excluded.ends_at";
        let made = on_writer!(self, pool => {
            sqlx::query(INVITE)
                .bind(code_hash.as_slice())
                .bind(account.to_string())
                .bind(ends_at.as_microsecond())
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(made > 0)
    }

    pub async fn invitation(&self, code_hash: &[u8; 32], now: Timestamp) -> Result<Option<Invitation>, StoreError> {
        const READ: &str = "SELECT account, totp, ends_at FROM invitation WHERE code_hash = $1 AND ends_at > $2";
        let row: Option<(String, Option<Vec<u8>>, i64)> = on_reader!(self, pool => {
            sqlx::query_as(READ).bind(code_hash.as_slice()).bind(now.as_microsecond()).fetch_optional(pool).await?
        });
        row.map(|(account, totp, ends_at)| {
            let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of an invitation of {account}"));
            Ok(Invitation {
                totp,
                ends_at: Timestamp::from_microsecond(ends_at).map_err(|_| corrupt("ends_at"))?,
                account: account.parse().map_err(|_| corrupt("account"))?,
            })
        })
        .transpose()
    }

    /// Remembers the secret that was shown, when none was shown before; answers with the one that stands.
    pub async fn offer_totp(&self, code_hash: &[u8; 32], totp: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        const OFFER: &str = "UPDATE invitation SET totp = $2 WHERE code_hash = $1 AND totp IS NULL";
        const READ: &str = "SELECT totp FROM invitation WHERE code_hash = $1";
        let stands: Option<Option<Vec<u8>>> = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            sqlx::query(OFFER).bind(code_hash.as_slice()).bind(totp).execute(&mut *tx).await?;
            let stands = sqlx::query_scalar(READ).bind(code_hash.as_slice()).fetch_optional(&mut *tx).await?;
            tx.commit().await?;
            stands
        });
        Ok(stands.flatten())
    }

    /// Takes the new password and second factor, uses up the invitation and ends every session. False: the invitation
    /// was used in the meantime.
    pub async fn enrol(&self, code_hash: &[u8; 32], chosen: &Enrolment) -> Result<bool, StoreError> {
        const USE: &str = "DELETE FROM invitation WHERE code_hash = $1 AND account = $2";
        const CHOOSE: &str = "UPDATE account SET password = $2, totp = $3, totp_step = $4, version = version + 1 \
                              WHERE id = $1";
        const END: &str = "DELETE FROM staff_session WHERE account = $1";
        const CLEAR: &str = "DELETE FROM recovery_code WHERE account = $1";
        const GIVE: &str = "INSERT INTO recovery_code (account, code_hash) VALUES ($1,$2)";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let id = chosen.account.to_string();
            let used = sqlx::query(USE).bind(code_hash.as_slice()).bind(&id).execute(&mut *tx).await?;
            if used.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query(CHOOSE)
                .bind(&id)
                .bind(&chosen.password)
                .bind(&chosen.totp)
                .bind(chosen.totp_step)
                .execute(&mut *tx)
                .await?;
            for clearing in [FORGET, END, CLEAR] {
                sqlx::query(clearing).bind(&id).execute(&mut *tx).await?;
            }
            for hash in &chosen.recovery_hashes {
                sqlx::query(GIVE).bind(&id).bind(hash.as_slice()).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            true
        }))
    }
}
