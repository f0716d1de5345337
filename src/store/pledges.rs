//! What was promised, and how much of it is planned.

use jiff::civil::Date;

use super::{Change, Store, StoreError, on_reader, on_writer};
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
    version: i64,
}

/// A decided plan as a number: for when, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    pub period: String,
    /// `summary.n_checks` of the answer, where the planner says it.
    pub n_planned: Option<u32>,
}

const COLUMNS: &str = "id, sv, en, owner, target, unit, period, evidence, since, until, source, version";

/// A statement with what a pledge says, from `$1` to `$12`.
macro_rules! writing {
    ($sql:expr, $municipality:expr, $pledge:expr) => {{
        let evidence: Vec<String> = $pledge.evidence.iter().map(Evidence::wire).collect();
        sqlx::query($sql)
            .bind($municipality)
            .bind(&$pledge.id)
            .bind(&$pledge.sv)
            .bind(&$pledge.en)
            .bind(&$pledge.owner)
            .bind($pledge.goal.as_ref().map(|goal| i64::from(goal.target)))
            .bind($pledge.goal.as_ref().map(|goal| goal.unit.as_str()))
            .bind($pledge.goal.as_ref().map(|goal| goal.period.as_str()))
            .bind(serde_json::to_string(&evidence).expect("words are JSON"))
            .bind($pledge.since.to_string())
            .bind($pledge.until.map(|day| day.to_string()))
            .bind($pledge.source.as_deref())
    }};
}

impl Store {
    /// Every pledge, in the order in which they were entered.
    pub async fn pledges(&self, municipality: &str) -> Result<Vec<Pledge>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM pledge WHERE municipality = $1 ORDER BY position, id");
        let rows: Vec<PledgeRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(pledge_of).collect()
    }

    /// Enters pledges after those there are: all, or none where one of these names is taken.
    pub async fn add_pledges(&self, municipality: &str, pledges: &[Pledge]) -> Result<Change, StoreError> {
        const ADD: &str = "INSERT INTO pledge (municipality, id, sv, en, owner, target, unit, period, evidence, since, \
            until, source, position) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,\
            (SELECT COALESCE(MAX(position), 0) + 1 FROM pledge WHERE municipality = $1)) \
            ON CONFLICT (municipality, id) DO NOTHING";
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            for pledge in pledges {
                if writing!(ADD, municipality, pledge).execute(&mut *tx).await?.rows_affected() == 0 {
                    return Ok(Change::Outdated);
                }
            }
            tx.commit().await?;
        });
        Ok(Change::Kept)
    }

    /// Changes a pledge that is still of the version it was read in.
    pub async fn change_pledge(&self, municipality: &str, pledge: &Pledge) -> Result<Change, StoreError> {
        const CHANGE: &str = "UPDATE pledge SET sv = $3, en = $4, owner = $5, target = $6, unit = $7, period = $8, \
            evidence = $9, since = $10, until = $11, source = $12, version = $13 + 1 \
            WHERE municipality = $1 AND id = $2 AND version = $13";
        let version = i64::from(pledge.version);
        let changed = on_writer!(self, pool => {
            writing!(CHANGE, municipality, pledge).bind(version).execute(pool).await?.rows_affected()
        });
        Ok(Change::of(changed))
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
    let version = u32::try_from(row.version).map_err(|_| corrupt("version"))?;
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
        version,
    })
}
