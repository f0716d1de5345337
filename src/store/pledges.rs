//! What was promised, and how much of it is planned.

use jiff::civil::Date;

use super::{Store, StoreError, on_reader, on_writer};
use crate::promise::{Evidence, Goal, Period, PlanKind, Pledge};

#[derive(sqlx::FromRow)]
struct PledgeRow {
    id: String,
    sv: String,
    en: String,
    owner: String,
    target: Option<i64>,
    unit: Option<String>,
    period: Option<String>,
    evidence: String,
    since: String,
    until: Option<String>,
    source: Option<String>,
}

/// A decided plan as a number: for when, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    pub period: String,
    /// `summary.n_checks` of the answer, where the planner says it.
    pub n_planned: Option<u32>,
}

const COLUMNS: &str = "id, sv, en, owner, target, unit, period, evidence, since, until, source";

impl Store {
    /// Every pledge, in the order in which they were entered.
    pub async fn pledges(&self, municipality: &str) -> Result<Vec<Pledge>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM pledge WHERE municipality = $1 ORDER BY position, id");
        let rows: Vec<PledgeRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(pledge_of).collect()
    }

    /// Keeps pledges, new ones after those there are. All or none.
    pub async fn keep_pledges(&self, municipality: &str, pledges: &[Pledge]) -> Result<(), StoreError> {
        const KEEP: &str = "INSERT INTO pledge (municipality, id, position, sv, en, owner, target, unit, period, \
            evidence, since, until, source) VALUES ($1,$2,(SELECT COALESCE(MAX(position), 0) + 1 FROM pledge \
            WHERE municipality = $1),$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) \
            ON CONFLICT (municipality, id) DO UPDATE SET sv = excluded.sv, en = excluded.en, owner = excluded.owner, \
            target = excluded.target, unit = excluded.unit, period = excluded.period, evidence = excluded.evidence, \
            since = excluded.since, until = excluded.until, source = excluded.source";
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            for pledge in pledges {
                let evidence: Vec<String> = pledge.evidence.iter().map(Evidence::wire).collect();
                sqlx::query(KEEP)
                    .bind(municipality)
                    .bind(&pledge.id)
                    .bind(&pledge.sv)
                    .bind(&pledge.en)
                    .bind(&pledge.owner)
                    .bind(pledge.goal.as_ref().map(|goal| i64::from(goal.target)))
                    .bind(pledge.goal.as_ref().map(|goal| goal.unit.as_str()))
                    .bind(pledge.goal.as_ref().map(|goal| goal.period.as_str()))
                    .bind(serde_json::to_string(&evidence).expect("words are JSON"))
                    .bind(pledge.since.to_string())
                    .bind(pledge.until.map(|day| day.to_string()))
                    .bind(pledge.source.as_deref())
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// Every decided plan as a number. The engines read JSON each in their own way.
    pub async fn planned(&self, municipality: &str, kind: PlanKind) -> Result<Vec<PlannedRow>, StoreError> {
        const SQLITE: &str = "SELECT period, CAST(json_extract(answer, '$.summary.n_checks') AS TEXT) \
            FROM plan WHERE municipality = $1 AND kind = $2 AND state = 'decided' ORDER BY period";
        const POSTGRES: &str = "SELECT period, CAST(answer AS JSON) #>> '{summary,n_checks}' \
            FROM plan WHERE municipality = $1 AND kind = $2 AND state = 'decided' ORDER BY period";
        let rows: Vec<(String, Option<String>)> = match self {
            Self::Sqlite { reader, .. } => {
                sqlx::query_as(SQLITE).bind(municipality).bind(kind.as_str()).fetch_all(reader).await?
            }
            Self::Postgres(pool) => {
                sqlx::query_as(POSTGRES).bind(municipality).bind(kind.as_str()).fetch_all(pool).await?
            }
        };
        // What is no number, in a plan somebody wrote by hand, is none: it must not stop the page of promises.
        let number = |text: Option<String>| text.and_then(|text| text.parse().ok());
        Ok(rows.into_iter().map(|(period, n)| PlannedRow { period, n_planned: number(n) }).collect())
    }
}

fn pledge_of(row: PledgeRow) -> Result<Pledge, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the pledge {}", row.id));
    let words: Vec<String> = serde_json::from_str(&row.evidence).map_err(|_| corrupt("evidence"))?;
    let goal = match (row.target, &row.unit, row.period.as_deref()) {
        (Some(target), Some(unit), Some(period)) => Some(Goal {
            target: u32::try_from(target).map_err(|_| corrupt("target"))?,
            unit: unit.clone(),
            period: Period::parse(period).ok_or_else(|| corrupt("period"))?,
        }),
        _ => None,
    };
    Ok(Pledge {
        // A kind that has since left the vocabulary keeps no promise any more.
        evidence: words.iter().filter_map(|word| Evidence::parse(word)).collect(),
        since: row.since.parse::<Date>().map_err(|_| corrupt("since"))?,
        until: row.until.as_deref().map(str::parse).transpose().map_err(|_| corrupt("until"))?,
        goal,
        id: row.id,
        sv: row.sv,
        en: row.en,
        owner: row.owner,
        source: row.source,
    })
}
