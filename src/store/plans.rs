//! Plans somebody kept.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Change, Store, StoreError, on_reader, on_writer};
use crate::promise::{KeptPlan, PlanKind, PlanLine, PlanState};

#[derive(sqlx::FromRow)]
struct LineRow {
    id: String,
    kind: String,
    period: String,
    title: String,
    state: String,
    version: i64,
    made_at: i64,
    changed_at: i64,
}

#[derive(sqlx::FromRow)]
struct PlanRow {
    #[sqlx(flatten)]
    line: LineRow,
    question: String,
    answer: String,
}

const LINE: &str = "id, kind, period, title, state, version, made_at, changed_at";

/// The plan decided before for the same kind and period becomes a draft.
const YIELD: &str = "UPDATE plan SET state = 'draft', version = version + 1 WHERE municipality = $1 AND kind = $2 \
                     AND period = $3 AND state = 'decided' AND id <> $4";
const ADD: &str = "INSERT INTO plan (municipality, id, kind, period, title, state, question, answer, made_at, \
    changed_at, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)";
const CHANGE: &str = "UPDATE plan SET kind = $3, period = $4, title = $5, state = $6, question = $7, answer = $8, \
    made_at = $9, changed_at = $10, version = $11 + 1 WHERE municipality = $1 AND id = $2 AND version = $11";

impl Store {
    /// Keeps a new plan. A decided one takes the place of the one decided before, which becomes a draft.
    pub async fn add_plan(&self, municipality: &str, plan: &KeptPlan) -> Result<Change, StoreError> {
        self.write_plan(ADD, municipality, plan).await
    }

    /// Changes a plan that is still of the version it was read in.
    pub async fn change_plan(&self, municipality: &str, plan: &KeptPlan) -> Result<Change, StoreError> {
        self.write_plan(CHANGE, municipality, plan).await
    }

    async fn write_plan(&self, sql: &'static str, municipality: &str, plan: &KeptPlan) -> Result<Change, StoreError> {
        let line = &plan.line;
        let id = line.id.to_string();
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            if line.state == PlanState::Decided {
                sqlx::query(YIELD)
                    .bind(municipality)
                    .bind(line.kind.as_str())
                    .bind(&line.period)
                    .bind(&id)
                    .execute(&mut *tx)
                    .await?;
            }
            let written = sqlx::query(sql)
                .bind(municipality)
                .bind(&id)
                .bind(line.kind.as_str())
                .bind(&line.period)
                .bind(&line.title)
                .bind(line.state.as_str())
                .bind(plan.question.to_string())
                .bind(plan.answer.to_string())
                .bind(line.made_at.as_microsecond())
                .bind(line.changed_at.as_microsecond())
                .bind(i64::from(line.version))
                .execute(&mut *tx)
                .await;
            match written {
                Ok(done) if done.rows_affected() == 0 => return Ok(Change::Outdated),
                // Another plan of this kind and period was decided in the same moment.
                Err(sqlx::Error::Database(cause)) if cause.is_unique_violation() => return Ok(Change::Outdated),
                written => written?,
            };
            tx.commit().await?;
        });
        Ok(Change::Kept)
    }

    /// Kept plans without what they say, the newest first; of one kind or of all.
    pub async fn plans(&self, municipality: &str, kind: Option<PlanKind>) -> Result<Vec<PlanLine>, StoreError> {
        let sql = format!(
            "SELECT {LINE} FROM plan WHERE municipality = $1 AND (CAST($2 AS TEXT) IS NULL OR kind = $2) \
             ORDER BY changed_at DESC, id"
        );
        let kind = kind.map(PlanKind::as_str);
        let rows: Vec<LineRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(kind).fetch_all(pool).await?
        });
        rows.into_iter().map(line_of).collect()
    }

    pub async fn plan_line(&self, municipality: &str, id: Uuid) -> Result<Option<PlanLine>, StoreError> {
        let sql = format!("SELECT {LINE} FROM plan WHERE municipality = $1 AND id = $2");
        let row: Option<LineRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(line_of).transpose()
    }

    pub async fn plan(&self, municipality: &str, id: Uuid) -> Result<Option<KeptPlan>, StoreError> {
        let sql = format!("SELECT {LINE}, question, answer FROM plan WHERE municipality = $1 AND id = $2");
        let row: Option<PlanRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(plan_of).transpose()
    }

    /// Throws away a plan that is still of this version.
    pub async fn remove_plan(&self, municipality: &str, id: Uuid, version: u32) -> Result<Change, StoreError> {
        const SQL: &str = "DELETE FROM plan WHERE municipality = $1 AND id = $2 AND version = $3";
        let version = i64::from(version);
        let removed = on_writer!(self, pool => {
            sqlx::query(SQL).bind(municipality).bind(id.to_string()).bind(version).execute(pool).await?.rows_affected()
        });
        Ok(Change::of(removed))
    }
}

fn corrupt(column: &str, id: &str) -> StoreError {
    StoreError::Corrupt(format!("{column} of the plan {id}"))
}

fn line_of(row: LineRow) -> Result<PlanLine, StoreError> {
    let corrupt = |column: &str| corrupt(column, &row.id);
    let at = |micros: i64, column: &str| Timestamp::from_microsecond(micros).map_err(|_| corrupt(column));
    Ok(PlanLine {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        kind: PlanKind::parse(&row.kind).ok_or_else(|| corrupt("kind"))?,
        state: PlanState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        version: u32::try_from(row.version).map_err(|_| corrupt("version"))?,
        made_at: at(row.made_at, "made_at")?,
        changed_at: at(row.changed_at, "changed_at")?,
        period: row.period,
        title: row.title,
    })
}

fn plan_of(row: PlanRow) -> Result<KeptPlan, StoreError> {
    let read = |text: &str, column: &str| serde_json::from_str(text).map_err(|_| corrupt(column, &row.line.id));
    let (question, answer) = (read(&row.question, "question")?, read(&row.answer, "answer")?);
    Ok(KeptPlan { line: line_of(row.line)?, question, answer })
}
