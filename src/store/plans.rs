//! Plans somebody kept.

use jiff::Timestamp;
use uuid::Uuid;

use super::{Store, StoreError, on_reader, on_writer};
use crate::promise::{KeptPlan, PlanKind, PlanState};

#[derive(sqlx::FromRow)]
struct PlanRow {
    id: String,
    kind: String,
    period: String,
    title: String,
    state: String,
    question: String,
    answer: String,
    made_at: i64,
    changed_at: i64,
}

const COLUMNS: &str = "id, kind, period, title, state, question, answer, made_at, changed_at";

impl Store {
    /// Keeps a plan, new or changed. A decided one takes the place of the one decided before, which becomes a draft.
    pub async fn keep_plan(&self, municipality: &str, plan: &KeptPlan) -> Result<(), StoreError> {
        const YIELD: &str = "UPDATE plan SET state = 'draft' WHERE municipality = $1 AND kind = $2 AND period = $3 \
                             AND state = 'decided' AND id <> $4";
        const KEEP: &str = "INSERT INTO plan (municipality, id, kind, period, title, state, question, answer, made_at, \
            changed_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (municipality, id) DO UPDATE SET \
            period = excluded.period, title = excluded.title, state = excluded.state, question = excluded.question, \
            answer = excluded.answer, changed_at = excluded.changed_at";
        let id = plan.id.to_string();
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            if plan.state == PlanState::Decided {
                sqlx::query(YIELD)
                    .bind(municipality)
                    .bind(plan.kind.as_str())
                    .bind(&plan.period)
                    .bind(&id)
                    .execute(&mut *tx)
                    .await?;
            }
            sqlx::query(KEEP)
                .bind(municipality)
                .bind(&id)
                .bind(plan.kind.as_str())
                .bind(&plan.period)
                .bind(&plan.title)
                .bind(plan.state.as_str())
                .bind(plan.question.to_string())
                .bind(plan.answer.to_string())
                .bind(plan.made_at.as_microsecond())
                .bind(plan.changed_at.as_microsecond())
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
        });
        Ok(())
    }

    /// Kept plans, the newest first; of one kind or of all.
    pub async fn plans(&self, municipality: &str, kind: Option<PlanKind>) -> Result<Vec<KeptPlan>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM plan WHERE municipality = $1 AND (CAST($2 AS TEXT) IS NULL OR kind = $2) \
             ORDER BY changed_at DESC, id"
        );
        let kind = kind.map(PlanKind::as_str);
        let rows: Vec<PlanRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(kind).fetch_all(pool).await?
        });
        rows.into_iter().map(plan_of).collect()
    }

    pub async fn plan(&self, municipality: &str, id: Uuid) -> Result<Option<KeptPlan>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM plan WHERE municipality = $1 AND id = $2");
        let row: Option<PlanRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(plan_of).transpose()
    }

    /// False: there is none.
    pub async fn remove_plan(&self, municipality: &str, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM plan WHERE municipality = $1 AND id = $2";
        let removed = on_writer!(self, pool => {
            sqlx::query(SQL).bind(municipality).bind(id.to_string()).execute(pool).await?.rows_affected()
        });
        Ok(removed > 0)
    }
}

fn plan_of(row: PlanRow) -> Result<KeptPlan, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the plan {}", row.id));
    let at = |micros: i64, column: &str| Timestamp::from_microsecond(micros).map_err(|_| corrupt(column));
    Ok(KeptPlan {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        kind: PlanKind::parse(&row.kind).ok_or_else(|| corrupt("kind"))?,
        state: PlanState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        question: serde_json::from_str(&row.question).map_err(|_| corrupt("question"))?,
        answer: serde_json::from_str(&row.answer).map_err(|_| corrupt("answer"))?,
        made_at: at(row.made_at, "made_at")?,
        changed_at: at(row.changed_at, "changed_at")?,
        period: row.period,
        title: row.title,
    })
}
