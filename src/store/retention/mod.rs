//! Rules of retention, what they find, what they erase, and the protocols of it.

mod erase;
mod found;
mod protocols;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::holds::ONE_AT_A_TIME;
use super::report_rows::timestamp;
use super::{Change, Store, StoreError, on_reader, on_writer};
use crate::observation::Category;
use crate::privacy::retention::{Rule, Since, Takes, Terms};

pub use erase::{NextPart, PartErased};

const COLUMNS: &str = "id, decision, decided_on, takes, months, since, category, begins_on, made_by, made_at, ended_by, \
                       ended_at, version";

#[derive(sqlx::FromRow)]
struct RuleRow {
    id: String,
    #[sqlx(flatten)]
    terms: TermsRow,
    made_by: String,
    made_at: i64,
    ended_by: Option<String>,
    ended_at: Option<i64>,
    version: i64,
}

/// The columns a rule and its protocols share.
#[derive(sqlx::FromRow)]
struct TermsRow {
    decision: String,
    decided_on: String,
    takes: String,
    months: i64,
    since: String,
    category: Option<String>,
    begins_on: String,
}

impl Store {
    pub async fn add_rule(&self, municipality: &str, rule: &Rule) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO retention_rule (municipality, id, decision, decided_on, takes, months, since, category, \
            begins_on, made_by, made_at, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,1)";
        let Terms { decision, decided_on, takes, months, since, category, begins_on } = &rule.terms;
        on_writer!(self, pool => {
            sqlx::query(ADD)
                .bind(municipality)
                .bind(rule.id.to_string())
                .bind(decision)
                .bind(decided_on.to_string())
                .bind(takes.as_str())
                .bind(i64::from(*months))
                .bind(since.as_str())
                .bind(category.map(Category::as_str))
                .bind(begins_on.to_string())
                .bind(&rule.made_by)
                .bind(rule.made_at.as_microsecond())
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// Ends a rule in the version somebody read.
    pub async fn end_rule(
        &self,
        municipality: &str,
        (id, version): (Uuid, u32),
        (by, at): (&str, Timestamp),
    ) -> Result<Change, StoreError> {
        const END: &str = "UPDATE retention_rule SET ended_by = $4, ended_at = $5, version = version + 1 \
                           WHERE municipality = $1 AND id = $2 AND version = $3 AND ended_at IS NULL";
        let ended = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            // A part of a run that has begun is waited for, and none begins after.
            sqlx::query(ONE_AT_A_TIME).execute(&mut *tx).await?;
            let ended = sqlx::query(END)
                .bind(municipality)
                .bind(id.to_string())
                .bind(i64::from(version))
                .bind(by)
                .bind(at.as_microsecond())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            ended.rows_affected()
        });
        Ok(Change::of(ended))
    }

    /// Every rule, those that hold first, then the latest.
    pub async fn rules(&self, municipality: &str) -> Result<Vec<Rule>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM retention_rule WHERE municipality = $1 \
             ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, made_at DESC, id"
        );
        let rows: Vec<RuleRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(rule_of).collect()
    }

    pub async fn rule(&self, municipality: &str, id: Uuid) -> Result<Option<Rule>, StoreError> {
        Ok(self.rules(municipality).await?.into_iter().find(|rule| rule.id == id))
    }
}

fn rule_of(row: RuleRow) -> Result<Rule, StoreError> {
    Ok(Rule {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        terms: terms_of(row.terms)?,
        made_by: row.made_by,
        made_at: timestamp(row.made_at),
        ended: row.ended_by.zip(row.ended_at.map(timestamp)),
        version: u32::try_from(row.version).map_err(|_| corrupt("version"))?,
    })
}

fn terms_of(row: TermsRow) -> Result<Terms, StoreError> {
    let day = |text: &str, column| text.parse::<Date>().map_err(|_| corrupt(column));
    let category = row.category.as_deref().map(|word| Category::parse(word).ok_or_else(|| corrupt("category")));
    Ok(Terms {
        decided_on: day(&row.decided_on, "decided_on")?,
        begins_on: day(&row.begins_on, "begins_on")?,
        decision: row.decision,
        takes: Takes::parse(&row.takes).ok_or_else(|| corrupt("takes"))?,
        months: u32::try_from(row.months).map_err(|_| corrupt("months"))?,
        since: Since::parse(&row.since).ok_or_else(|| corrupt("since"))?,
        category: category.transpose()?,
    })
}

fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(format!("the column {column} of a rule of retention"))
}
