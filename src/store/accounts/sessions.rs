//! Who is signed in. A session lives here and nowhere else, so that ending it ends it.

use jiff::Timestamp;
use uuid::Uuid;

use super::super::{Store, StoreError, on_reader, on_writer};

/// A session; its token is known to the browser alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// What it is called in a list; opens nothing.
    pub id: Uuid,
    pub account: Uuid,
    pub made_at: Timestamp,
    pub used_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: String,
    account: String,
    made_at: i64,
    used_at: i64,
}

impl Store {
    /// Opens a session and notes when its account signed in; what had ended by `not_before` is forgotten. False, and
    /// nothing: the account is closed, or its password is no longer the one with this hash.
    ///
    /// The account's row comes first: whoever chooses a new password or closes the account holds it until their own
    /// transaction has ended every session, so that none slips in between.
    pub async fn open_session(
        &self,
        token_hash: &[u8; 32],
        session: &OpenSession,
        password: Option<&str>,
        not_before: Timestamp,
    ) -> Result<bool, StoreError> {
        const OPEN: &str =
            "INSERT INTO staff_session (token_hash, id, account, made_at, used_at) VALUES ($1,$2,$3,$4,$5)";
        const NOTE: &str = "UPDATE account SET signed_in_at = $2 WHERE id = $1 AND NOT disabled \
                            AND ($3 = '' OR password = $3)";
        const FORGET: &str = "DELETE FROM staff_session WHERE made_at < $1";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let account = session.account.to_string();
            let noted = sqlx::query(NOTE)
                .bind(&account)
                .bind(session.made_at.as_microsecond())
                .bind(password.unwrap_or_default())
                .execute(&mut *tx)
                .await?;
            if noted.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query(FORGET).bind(not_before.as_microsecond()).execute(&mut *tx).await?;
            sqlx::query(OPEN)
                .bind(token_hash.as_slice())
                .bind(session.id.to_string())
                .bind(&account)
                .bind(session.made_at.as_microsecond())
                .bind(session.used_at.as_microsecond())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            true
        }))
    }

    pub async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<OpenSession>, StoreError> {
        const READ: &str = "SELECT id, account, made_at, used_at FROM staff_session WHERE token_hash = $1";
        let row: Option<SessionRow> = on_reader!(self, pool => {
            sqlx::query_as(READ).bind(token_hash.as_slice()).fetch_optional(pool).await?
        });
        row.map(session_of).transpose()
    }

    pub async fn sessions_of(&self, account: Uuid) -> Result<Vec<OpenSession>, StoreError> {
        const READ: &str =
            "SELECT id, account, made_at, used_at FROM staff_session WHERE account = $1 ORDER BY used_at DESC, id";
        let rows: Vec<SessionRow> = on_reader!(self, pool => {
            sqlx::query_as(READ).bind(account.to_string()).fetch_all(pool).await?
        });
        rows.into_iter().map(session_of).collect()
    }

    pub async fn touch_session(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
        const TOUCH: &str = "UPDATE staff_session SET used_at = $2 WHERE token_hash = $1 AND used_at < $2";
        on_writer!(self, pool => {
            sqlx::query(TOUCH).bind(token_hash.as_slice()).bind(now.as_microsecond()).execute(pool).await?;
        });
        Ok(())
    }

    /// Ends one session of an account, or all of them. False: there was none.
    pub async fn end_sessions(&self, account: Uuid, id: Option<Uuid>) -> Result<bool, StoreError> {
        const END: &str = "DELETE FROM staff_session WHERE account = $1 AND ($2 = '' OR id = $2)";
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        let ended = on_writer!(self, pool => {
            sqlx::query(END).bind(account.to_string()).bind(id).execute(pool).await?.rows_affected()
        });
        Ok(ended > 0)
    }
}

fn session_of(row: SessionRow) -> Result<OpenSession, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of session {}", row.id));
    Ok(OpenSession {
        id: row.id.parse().map_err(|_| corrupt("id"))?,
        account: row.account.parse().map_err(|_| corrupt("account"))?,
        made_at: Timestamp::from_microsecond(row.made_at).map_err(|_| corrupt("made_at"))?,
        used_at: Timestamp::from_microsecond(row.used_at).map_err(|_| corrupt("used_at"))?,
    })
}
