//! Accounts, what they may do, and the secrets they sign in with.

mod api_tokens;
mod failures;
mod invitations;
mod sessions;

use std::collections::HashMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Change, Store, StoreError, on_reader, on_writer};
use crate::staff::{Account, Grant, Login, Role};

pub use api_tokens::ApiToken;
use invitations::FORGET;
pub use invitations::{Enrolment, Invitation};
pub use sessions::OpenSession;

/// An account with what its holder must know to sign in.
#[derive(Debug, Clone)]
pub struct KnownAccount {
    pub account: Account,
    /// PHC string.
    pub password: Option<String>,
    pub totp: Option<Vec<u8>>,
    /// The last half minute whose code was used.
    pub totp_step: Option<i64>,
}

/// Which account is meant.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    Id(Uuid),
    Login(&'a Login),
    /// Issuer and subject at another provider.
    External(&'a str),
}

/// In a key: every municipality of the installation.
const EVERYWHERE: &str = "";

fn place(municipality: Option<&str>) -> &str {
    municipality.unwrap_or(EVERYWHERE)
}

fn placed(municipality: String) -> Option<String> {
    (municipality != EVERYWHERE).then_some(municipality)
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: String,
    login: String,
    name: String,
    password: Option<String>,
    totp: Option<Vec<u8>>,
    totp_step: Option<i64>,
    external: Option<String>,
    disabled: bool,
    made_at: i64,
    signed_in_at: Option<i64>,
    version: i64,
}

const COLUMNS: &str = "id, login, name, password, totp, totp_step, external, disabled, made_at, signed_in_at, version";
const GIVE: &str = "INSERT INTO account_role (account, municipality, role) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING";
const TAKE_ALL: &str = "DELETE FROM account_role WHERE account = $1";

impl Store {
    /// False, and nothing: the login or the external identity is taken.
    pub async fn add_account(&self, account: &Account, external: Option<&str>) -> Result<bool, StoreError> {
        const ADD: &str = "INSERT INTO account (id, login, name, external, disabled, made_at, signed_in_at, version) \
                           VALUES ($1,$2,$3,$4,$5,$6,$7,1) ON CONFLICT DO NOTHING";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let id = account.id.to_string();
            let added = sqlx::query(ADD)
                .bind(&id)
                .bind(account.login.as_str())
                .bind(&account.name)
                .bind(external)
                .bind(account.disabled)
                .bind(account.made_at.as_microsecond())
                .bind(account.signed_in_at.map(Timestamp::as_microsecond))
                .execute(&mut *tx)
                .await?;
            if added.rows_affected() == 0 {
                return Ok(false);
            }
            for grant in &account.grants {
                let municipality = place(grant.municipality.as_deref());
                sqlx::query(GIVE).bind(&id).bind(municipality).bind(grant.role.as_str()).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            true
        }))
    }

    /// Changes name, roles and whether it is disabled, of an account that is still of the version it was read in. A
    /// disabled one loses its sessions and its invitation with it.
    pub async fn change_account(&self, account: &Account) -> Result<Change, StoreError> {
        const CHANGE: &str = "UPDATE account SET name = $2, disabled = $3, version = version + 1 \
                              WHERE id = $1 AND version = $4";
        const END: &str = "DELETE FROM staff_session WHERE account = $1";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let id = account.id.to_string();
            let changed = sqlx::query(CHANGE)
                .bind(&id)
                .bind(&account.name)
                .bind(account.disabled)
                .bind(i64::from(account.version))
                .execute(&mut *tx)
                .await?;
            if changed.rows_affected() == 0 {
                return Ok(Change::Outdated);
            }
            sqlx::query(TAKE_ALL).bind(&id).execute(&mut *tx).await?;
            for grant in &account.grants {
                let municipality = place(grant.municipality.as_deref());
                sqlx::query(GIVE).bind(&id).bind(municipality).bind(grant.role.as_str()).execute(&mut *tx).await?;
            }
            if account.disabled {
                for sql in [END, FORGET] {
                    sqlx::query(sql).bind(&id).execute(&mut *tx).await?;
                }
            }
            tx.commit().await?;
            Change::Kept
        }))
    }

    pub async fn account(&self, which: Which<'_>) -> Result<Option<KnownAccount>, StoreError> {
        let (column, value) = match which {
            Which::Id(id) => ("id", id.to_string()),
            Which::Login(login) => ("login", login.as_str().to_owned()),
            Which::External(external) => ("external", external.to_owned()),
        };
        let sql = format!("SELECT {COLUMNS} FROM account WHERE {column} = $1");
        const ROLES: &str = "SELECT account, municipality, role FROM account_role WHERE account = $1";
        let found: Option<(AccountRow, Vec<RoleRow>)> = on_reader!(self, pool => {
            let row: Option<AccountRow> =
                sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(value).fetch_optional(pool).await?;
            // Asked also where there is no account: the time of an answer tells nobody which logins there are.
            let id = row.as_ref().map_or("", |row| row.id.as_str());
            let roles: Vec<RoleRow> = sqlx::query_as(ROLES).bind(id).fetch_all(pool).await?;
            row.map(|row| (row, roles))
        });
        found
            .map(|(row, roles)| {
                let grants =
                    roles.into_iter().map(|role| grant_of(role).map(|(_, grant)| grant)).collect::<Result<_, _>>()?;
                known(row, grants)
            })
            .transpose()
    }

    /// Every account, by login.
    pub async fn accounts(&self) -> Result<Vec<KnownAccount>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account ORDER BY login");
        const ROLES: &str = "SELECT account, municipality, role FROM account_role ORDER BY municipality, role";
        let (rows, roles): (Vec<AccountRow>, Vec<RoleRow>) = on_reader!(self, pool => {
            let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(pool).await?;
            (rows, sqlx::query_as(ROLES).fetch_all(pool).await?)
        });
        let mut grants: HashMap<String, Vec<Grant>> = HashMap::new();
        for role in roles {
            let (account, grant) = grant_of(role)?;
            grants.entry(account).or_default().push(grant);
        }
        rows.into_iter()
            .map(|row| {
                let held = grants.remove(&row.id).unwrap_or_default();
                known(row, held)
            })
            .collect()
    }

    /// Marks a half minute's code as used. False: it, or a later one, was used before.
    pub async fn use_totp_step(&self, account: Uuid, step: i64) -> Result<bool, StoreError> {
        const USE: &str = "UPDATE account SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)";
        let used = on_writer!(self, pool => {
            sqlx::query(USE).bind(account.to_string()).bind(step).execute(pool).await?.rows_affected()
        });
        Ok(used > 0)
    }

    /// Uses up a recovery code. False: it is none, or was used before.
    pub async fn use_recovery_code(&self, account: Uuid, code_hash: &[u8; 32]) -> Result<bool, StoreError> {
        const USE: &str = "DELETE FROM recovery_code WHERE account = $1 AND code_hash = $2";
        let used = on_writer!(self, pool => {
            sqlx::query(USE).bind(account.to_string()).bind(code_hash.as_slice()).execute(pool).await?.rows_affected()
        });
        Ok(used > 0)
    }

    pub async fn recovery_codes_left(&self, account: Uuid) -> Result<u32, StoreError> {
        const COUNT: &str = "SELECT COUNT(*) FROM recovery_code WHERE account = $1";
        let left: i64 = on_reader!(self, pool => {
            sqlx::query_scalar(COUNT).bind(account.to_string()).fetch_one(pool).await?
        });
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }
}

type RoleRow = (String, String, String);

fn grant_of((account, municipality, role): RoleRow) -> Result<(String, Grant), StoreError> {
    let role = Role::parse(&role).ok_or_else(|| StoreError::Corrupt(format!("role of account {account}")))?;
    Ok((account, Grant { role, municipality: placed(municipality) }))
}

fn known(row: AccountRow, grants: Vec<Grant>) -> Result<KnownAccount, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of account {}", row.id));
    let moment = |at: i64, column| Timestamp::from_microsecond(at).map_err(|_| corrupt(column));
    let account = Account {
        id: row.id.parse().map_err(|_| corrupt("id"))?,
        login: Login::parse(&row.login).ok_or_else(|| corrupt("login"))?,
        name: row.name.clone(),
        grants,
        disabled: row.disabled,
        enrolled: row.password.is_some() && row.totp.is_some(),
        external: row.external.is_some(),
        made_at: moment(row.made_at, "made_at")?,
        signed_in_at: row.signed_in_at.map(|at| moment(at, "signed_in_at")).transpose()?,
        version: u32::try_from(row.version).map_err(|_| corrupt("version"))?,
    };
    Ok(KnownAccount { account, password: row.password, totp: row.totp, totp_step: row.totp_step })
}
