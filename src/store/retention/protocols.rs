//! Protocols, read.

use uuid::Uuid;

use super::super::report_rows::timestamp;
use super::{Store, StoreError, TermsRow, corrupt, on_reader, terms_of};
use crate::privacy::retention::{Part, Protocol, protocols_of};

#[derive(sqlx::FromRow)]
struct PartRow {
    run: String,
    part: i64,
    rule: String,
    #[sqlx(flatten)]
    terms: TermsRow,
    before: i64,
    run_by: String,
    run_at: i64,
    n_planned: i64,
    n_taken: i64,
    n_photos: i64,
    n_seen: i64,
    n_held: i64,
    first_number: Option<i64>,
    last_number: Option<i64>,
    digest: String,
}

impl Store {
    /// What was erased, the latest run first; of one run, or of so many.
    pub async fn protocols(
        &self,
        municipality: &str,
        only: Option<Uuid>,
        most_runs: u32,
    ) -> Result<Vec<Protocol>, StoreError> {
        const SQL: &str = "SELECT p.run, p.part, p.rule, p.decision, p.decided_on, p.takes, p.months, p.since, p.category, \
            p.begins_on, p.before, p.run_by, p.run_at, p.n_planned, p.n_taken, p.n_photos, p.n_seen, p.n_held, \
            p.first_number, p.last_number, p.digest FROM retention_protocol p \
            JOIN (SELECT run, MIN(run_at) AS began FROM retention_protocol WHERE municipality = $1 \
                  AND (CAST($3 AS TEXT) IS NULL OR run = $3) GROUP BY run \
                  ORDER BY MIN(run_at) DESC, run LIMIT $2) r ON r.run = p.run \
            WHERE p.municipality = $1 ORDER BY r.began DESC, p.run, p.part";
        let rows: Vec<PartRow> = on_reader!(self, pool => {
            sqlx::query_as(SQL)
                .bind(municipality)
                .bind(i64::from(most_runs))
                .bind(only.map(|run| run.to_string()))
                .fetch_all(pool)
                .await?
        });
        let parts: Vec<Protocol> = rows.into_iter().map(protocol_of).collect::<Result<_, _>>()?;
        Ok(protocols_of(parts))
    }
}

fn protocol_of(row: PartRow) -> Result<Protocol, StoreError> {
    let uuid = |text: &str, column| Uuid::parse_str(text).map_err(|_| corrupt(column));
    let part = Part {
        part: u32::try_from(row.part).map_err(|_| corrupt("part"))?,
        run_at: timestamp(row.run_at),
        n_taken: row.n_taken.unsigned_abs(),
        n_photos: row.n_photos.unsigned_abs(),
        n_seen: row.n_seen.unsigned_abs(),
        n_held: row.n_held.unsigned_abs(),
        numbers: row.first_number.zip(row.last_number),
        digest: row.digest,
    };
    Ok(Protocol {
        run: uuid(&row.run, "run")?,
        rule: uuid(&row.rule, "rule")?,
        terms: terms_of(row.terms)?,
        before: timestamp(row.before),
        run_by: row.run_by,
        n_planned: row.n_planned.unsigned_abs(),
        parts: vec![part],
    })
}
