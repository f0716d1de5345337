//! The log of who read and changed what. Only added to: the tables themselves refuse anything else.

use jiff::Timestamp;

use super::{Store, StoreError, on_reader, on_writer};
use crate::staff::audit::{Entry, FIRST_SEAL, Line, Seal};

#[derive(sqlx::FromRow)]
struct LineRow {
    seq: i64,
    at: i64,
    who: String,
    municipality: String,
    act: String,
    what: String,
    parameters: String,
    hash: Vec<u8>,
}

/// Which lines somebody wants to see.
#[derive(Debug, Clone, Default)]
pub struct AuditQuestion {
    /// `None`: of every municipality, and those that concern none.
    pub municipality: Option<String>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub who: Option<String>,
    pub act: Option<String>,
    /// Only lines before this number.
    pub before: Option<u64>,
}

impl Store {
    /// Adds the entries in one transaction, sealed in their order.
    pub async fn add_to_audit(&self, entries: Vec<Entry>) -> Result<(), StoreError> {
        // Two servers on one PostgreSQL add one after the other; SQLite has one writer anyway.
        const TURN: &str = "LOCK TABLE audit IN EXCLUSIVE MODE";
        const LAST: &str = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
        const ADD: &str = "INSERT INTO audit (seq, at, who, municipality, act, what, parameters, hash) \
                           VALUES ($1,$2,$3,$4,$5,$6,$7,$8)";
        let takes_turns = matches!(self, Self::Postgres(_));
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            if takes_turns {
                sqlx::query(TURN).execute(&mut *tx).await?;
            }
            let last: Option<(i64, Vec<u8>)> = sqlx::query_as(LAST).fetch_optional(&mut *tx).await?;
            let (mut seq, mut seal) = match last {
                None => (0, FIRST_SEAL),
                Some((seq, hash)) => (number(seq)?, seal_of(&hash, seq)?),
            };
            for entry in entries {
                let line = Line::after(seq, &seal, entry);
                sqlx::query(ADD)
                    .bind(i64::try_from(line.seq).unwrap_or(i64::MAX))
                    .bind(line.at.as_microsecond())
                    .bind(&line.who)
                    .bind(&line.municipality)
                    .bind(&line.act)
                    .bind(&line.what)
                    .bind(&line.parameters)
                    .bind(line.seal.as_slice())
                    .execute(&mut *tx)
                    .await?;
                (seq, seal) = (line.seq, line.seal);
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// The number and the seal of the last line.
    pub async fn last_seal(&self) -> Result<(u64, Seal), StoreError> {
        const LAST: &str = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
        let last: Option<(i64, Vec<u8>)> = on_reader!(self, pool => sqlx::query_as(LAST).fetch_optional(pool).await?);
        last.map_or(Ok((0, FIRST_SEAL)), |(seq, hash)| Ok((number(seq)?, seal_of(&hash, seq)?)))
    }

    /// Lines in their order, after a number; at most so many.
    pub async fn audit_after(&self, seq: u64, n: u32) -> Result<Vec<Line>, StoreError> {
        const READ: &str = "SELECT seq, at, who, municipality, act, what, parameters, hash FROM audit WHERE seq > $1 \
                            ORDER BY seq LIMIT $2";
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        let rows: Vec<LineRow> = on_reader!(self, pool => {
            sqlx::query_as(READ).bind(seq).bind(i64::from(n)).fetch_all(pool).await?
        });
        rows.into_iter().map(line_of).collect()
    }

    /// The newest lines that fit a question, the newest first; at most so many. Of somebody also what came with keys
    /// they made: `key:`, 36 signs of its id, `:` and their login.
    pub async fn audit(&self, question: &AuditQuestion, n: u32) -> Result<Vec<Line>, StoreError> {
        const READ: &str = "SELECT seq, at, who, municipality, act, what, parameters, hash FROM audit \
            WHERE ($1 = '' OR municipality = $1) AND at >= $2 AND at < $3 \
            AND ($4 = '' OR who = $4 OR (who LIKE 'key:%' AND substr(who, 42) = $4)) \
            AND ($5 = '' OR act = $5) AND seq < $6 ORDER BY seq DESC LIMIT $7";
        let moment = |at: Option<Timestamp>, otherwise| at.map_or(otherwise, Timestamp::as_microsecond);
        let before = question.before.and_then(|seq| i64::try_from(seq).ok()).unwrap_or(i64::MAX);
        let rows: Vec<LineRow> = on_reader!(self, pool => {
            sqlx::query_as(READ)
                .bind(question.municipality.as_deref().unwrap_or_default())
                .bind(moment(question.from, i64::MIN))
                .bind(moment(question.to, i64::MAX))
                .bind(question.who.as_deref().unwrap_or_default())
                .bind(question.act.as_deref().unwrap_or_default())
                .bind(before)
                .bind(i64::from(n))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(line_of).collect()
    }
}

fn number(seq: i64) -> Result<u64, StoreError> {
    u64::try_from(seq).map_err(|_| StoreError::Corrupt(format!("seq {seq} of the audit log")))
}

fn seal_of(hash: &[u8], seq: i64) -> Result<Seal, StoreError> {
    hash.try_into().map_err(|_| StoreError::Corrupt(format!("hash of line {seq} of the audit log")))
}

fn line_of(row: LineRow) -> Result<Line, StoreError> {
    Ok(Line {
        seq: number(row.seq)?,
        at: Timestamp::from_microsecond(row.at)
            .map_err(|_| StoreError::Corrupt(format!("time of line {} of the audit log", row.seq)))?,
        seal: seal_of(&row.hash, row.seq)?,
        who: row.who,
        municipality: row.municipality,
        act: row.act,
        what: row.what,
        parameters: row.parameters,
    })
}
