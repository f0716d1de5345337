//! Keys for machines.

use jiff::Timestamp;
use uuid::Uuid;

use super::super::{Store, StoreError, on_reader, on_writer};
use super::{place, placed};
use crate::staff::{Right, Rights};

/// A key a program signs in with. What is stored cannot be turned back into it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiToken {
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// `None`: every municipality.
    pub municipality: Option<String>,
    pub rights: Rights,
    /// The login that made it.
    pub made_by: String,
    pub made_at: Timestamp,
    pub ends_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    id: String,
    name: String,
    municipality: String,
    rights: String,
    made_by: String,
    made_at: i64,
    ends_at: i64,
}

impl Store {
    pub async fn add_api_token(&self, token_hash: &[u8; 32], token: &ApiToken) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO api_token (id, token_hash, name, municipality, rights, made_by, made_at, ends_at) \
                           VALUES ($1,$2,$3,$4,$5,$6,$7,$8)";
        let rights: Vec<&str> = token.rights.iter().map(Right::as_str).collect();
        on_writer!(self, pool => {
            sqlx::query(ADD)
                .bind(token.id.to_string())
                .bind(token_hash.as_slice())
                .bind(&token.name)
                .bind(place(token.municipality.as_deref()))
                .bind(rights.join(","))
                .bind(&token.made_by)
                .bind(token.made_at.as_microsecond())
                .bind(token.ends_at.as_microsecond())
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// The token with this hash, when its time is not over.
    pub async fn api_token(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<ApiToken>, StoreError> {
        const READ: &str = "SELECT id, name, municipality, rights, made_by, made_at, ends_at FROM api_token \
                            WHERE token_hash = $1 AND ends_at > $2";
        let row: Option<TokenRow> = on_reader!(self, pool => {
            sqlx::query_as(READ).bind(token_hash.as_slice()).bind(now.as_microsecond()).fetch_optional(pool).await?
        });
        row.map(token_of).transpose()
    }

    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        const READ: &str =
            "SELECT id, name, municipality, rights, made_by, made_at, ends_at FROM api_token ORDER BY made_at, id";
        let rows: Vec<TokenRow> = on_reader!(self, pool => sqlx::query_as(READ).fetch_all(pool).await?);
        rows.into_iter().map(token_of).collect()
    }

    pub async fn remove_api_token(&self, id: Uuid) -> Result<bool, StoreError> {
        const REMOVE: &str = "DELETE FROM api_token WHERE id = $1";
        let removed = on_writer!(self, pool => {
            sqlx::query(REMOVE).bind(id.to_string()).execute(pool).await?.rows_affected()
        });
        Ok(removed > 0)
    }
}

fn token_of(row: TokenRow) -> Result<ApiToken, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of token {}", row.id));
    let words = row.rights.split(',').filter(|word| !word.is_empty());
    let rights: Option<Rights> = words.map(Right::parse).collect();
    Ok(ApiToken {
        id: row.id.parse().map_err(|_| corrupt("id"))?,
        rights: rights.ok_or_else(|| corrupt("rights"))?,
        made_at: Timestamp::from_microsecond(row.made_at).map_err(|_| corrupt("made_at"))?,
        ends_at: Timestamp::from_microsecond(row.ends_at).map_err(|_| corrupt("ends_at"))?,
        name: row.name,
        municipality: placed(row.municipality),
        made_by: row.made_by,
    })
}
