//! Reports are told: a batch in one transaction, each with its outcome.

mod postgres;
mod sqlite;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use uuid::Uuid;

use super::report_rows::{corrupt, timestamp};
use super::{Store, StoreError};
use crate::observation::Category;
use crate::report::Report;

/// A report to be stored, with the hashes of its Idempotency-Key and body where it came with one.
#[derive(Clone)]
pub struct Told {
    pub report: Report,
    pub idempotency: Option<([u8; 32], [u8; 32])>,
}

/// What became of a report that was told.
#[derive(Debug, Clone, PartialEq)]
pub enum Stored {
    New,
    /// The same key and body came before; this is the report stored then.
    Replayed {
        id: Uuid,
        reference: String,
        municipality: String,
        category: Category,
        received_at: Timestamp,
    },
    /// The key came before with another body.
    KeyReused,
    /// The record of this source was imported before.
    AlreadyThere,
}

#[derive(sqlx::FromRow)]
struct EarlierRow {
    key_hash: Vec<u8>,
    body_hash: Vec<u8>,
    id: Uuid,
    reference: String,
    municipality: String,
    category: String,
    received_at: i64,
}

const EARLIER: &str = "SELECT i.key_hash, i.body_hash, r.id, r.reference, r.municipality, r.category, r.received_at \
                       FROM idempotency i JOIN report r ON r.key = i.report_key WHERE ";

impl Store {
    /// Stores a batch in one transaction: all of it is durable when this returns, or nothing is.
    pub async fn tell(&self, batch: &[Told]) -> Result<Vec<Stored>, StoreError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite { writer, .. } => {
                let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                let outcome = sqlite::tell(&mut tx, batch).await?;
                tx.commit().await?;
                Ok(outcome)
            }
            Self::Postgres(pool) => postgres::tell(pool, batch).await,
        }
    }
}

fn stored_earlier(row: &EarlierRow, body_hash: &[u8; 32]) -> Result<Stored, StoreError> {
    if row.body_hash != body_hash {
        return Ok(Stored::KeyReused);
    }
    Ok(Stored::Replayed {
        id: row.id,
        reference: row.reference.clone(),
        municipality: row.municipality.clone(),
        category: Category::parse(&row.category).ok_or_else(|| corrupt("category"))?,
        received_at: timestamp(row.received_at),
    })
}

/// A plain hash of what was sent would confirm a guess of the words: it goes with them. Bind the key and [`FORGOTTEN`].
pub(super) const FORGET_BODY: &str = "UPDATE idempotency SET body_hash = $2 WHERE report_key = $1";
pub(super) const FORGOTTEN: &[u8] = &[0; 32];

type Place<'a> = (usize, &'a Told);
type Remembered<'a> = (([u8; 32], [u8; 32]), i64, &'a Report);

/// What did not come before, with its place in the batch.
fn fresh<'a>(batch: &'a [Told], earlier: &HashMap<Vec<u8>, EarlierRow>) -> Vec<Place<'a>> {
    let is_new = |told: &Told| told.idempotency.is_none_or(|(key, _)| !earlier.contains_key(key.as_slice()));
    batch.iter().enumerate().filter(|(_, told)| is_new(told)).collect()
}

/// The keys to remember of what was inserted.
fn remembered<'a>(fresh: &[Place<'a>], keys: &HashMap<Uuid, i64>) -> Vec<Remembered<'a>> {
    let found = |(_, told): &Place<'a>| Some((told.idempotency?, *keys.get(&told.report.id)?, &told.report));
    fresh.iter().filter_map(found).collect()
}

fn outcomes(
    batch: &[Told],
    earlier: &HashMap<Vec<u8>, EarlierRow>,
    keys: &HashMap<Uuid, i64>,
) -> Result<Vec<Stored>, StoreError> {
    let outcome = |told: &Told| {
        let before = told.idempotency.and_then(|(key, body)| Some((earlier.get(key.as_slice())?, body)));
        match before {
            Some((row, body)) => stored_earlier(row, &body),
            None if keys.contains_key(&told.report.id) => Ok(Stored::New),
            None => Ok(Stored::AlreadyThere),
        }
    };
    batch.iter().map(outcome).collect()
}

/// The places in a batch at which a key comes a second time: they belong in the next batch, where the first is found.
pub(super) fn repeated_keys(batch: &[Told]) -> HashSet<usize> {
    let mut seen = HashSet::new();
    let repeats = |told: &Told| told.idempotency.is_some_and(|(key, _)| !seen.insert(key));
    let mut repeats = repeats;
    batch.iter().enumerate().filter(|(_, told)| repeats(told)).map(|(i, _)| i).collect()
}
