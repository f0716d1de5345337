//! The desk: reports that wait, what was decided, what was taken out.

use jiff::Timestamp;
use uuid::Uuid;

use super::holds::{Erasure, HELD_BY};
use super::joined::{COME_LOOSE, MAY_JOIN};
use super::photos::ERASE_PHOTOS_OF;
use super::report_rows::{corrupt, moment_of, place_of, timestamp};
use super::reports::NEXT_REVISION;
use super::telling::{FORGET_BODY, FORGOTTEN};
use super::{Store, StoreError, on_reader, on_writer};
use crate::observation::{Category, State};
use crate::report::desk::{Case, Decision, DeskReport, PageEnd, Particulars, Reason};
use crate::report::{Geometry, Place, PlaceSource, Report};

/// Which reports somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskPile {
    /// Nobody has decided; the oldest first.
    Waiting,
    /// Decided; the latest decision first.
    Decided,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    Kept,
    /// Somebody else decided, or it was taken back, in between: read it again.
    Outdated,
    /// The report it was to be joined to, or this one, is no longer such that they can be.
    CannotJoin,
}

/// What a decision changes in the report itself.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    pub category: Option<Category>,
    pub causes: Option<Vec<String>>,
    pub place: Option<Geometry>,
}

/// That words were taken out.
#[derive(Debug, Clone)]
pub struct Redaction {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
    pub law: String,
}

#[derive(sqlx::FromRow)]
struct DeskRow {
    key: i64,
    id: Uuid,
    reference: String,
    municipality: String,
    category: String,
    causes: String,
    lon: f64,
    lat: f64,
    geometry: Option<String>,
    accuracy_m: Option<f64>,
    place_source: String,
    placed: bool,
    moment_from: i64,
    moment_to: Option<i64>,
    hours: Option<String>,
    severity: Option<i64>,
    text: Option<String>,
    channel: String,
    received_at: i64,
    told_at: i64,
    state: String,
    published_month: Option<i64>,
    n_redactions: i64,
    #[sqlx(flatten)]
    case: CaseRow,
}

#[derive(sqlx::FromRow)]
struct CaseRow {
    decision: Option<String>,
    reason: Option<String>,
    owner: Option<String>,
    joined_to: Option<i64>,
    sentence_sv: Option<String>,
    sentence_en: Option<String>,
    told: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    version: Option<i64>,
}

const ROWS: &str = "SELECT r.key, r.id, r.reference, r.municipality, r.category, r.causes, r.lon, r.lat, r.geometry, \
    r.accuracy_m, r.place_source, r.placed, r.moment_from, r.moment_to, r.hours, r.severity, r.text, r.channel, \
    r.received_at, r.told_at, r.state, r.published_month, \
    (SELECT COUNT(*) FROM redaction x WHERE x.report = r.key) AS n_redactions, \
    c.decision, c.reason, c.owner, c.joined_to, c.sentence_sv, c.sentence_en, c.told, c.decided_by, c.decided_at, \
    c.version FROM report r LEFT JOIN desk_case c ON c.report = r.key ";
/// What was imported was decided where it came from.
const WAITS: &str = "r.state = 'received' AND c.report IS NULL AND r.channel NOT LIKE 'import:%'";

impl Store {
    /// A page of a pile: reports after the end of the page before, in its order.
    pub async fn desk(
        &self,
        municipality: &str,
        pile: DeskPile,
        after: Option<PageEnd>,
        n: u32,
    ) -> Result<Vec<DeskReport>, StoreError> {
        let sql = match pile {
            DeskPile::Waiting => {
                format!("{ROWS} WHERE r.municipality = $1 AND {WAITS} AND r.key > $2 ORDER BY r.key LIMIT $3")
            }
            // Several decided at once have one time.
            DeskPile::Decided => format!(
                "{ROWS} WHERE c.municipality = $1 AND (c.decided_at < $4 OR c.decided_at = $4 AND c.report > $2) \
                 ORDER BY c.decided_at DESC, c.report LIMIT $3"
            ),
        };
        let number = after.map_or(0, |end| end.number);
        let decided_at = after.and_then(|end| end.decided_at).map_or(i64::MAX, Timestamp::as_microsecond);
        let rows: Vec<DeskRow> = on_reader!(self, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(number).bind(i64::from(n));
            if pile == DeskPile::Decided {
                query = query.bind(decided_at);
            }
            query.fetch_all(pool).await?
        });
        rows.into_iter().map(desk_report).collect()
    }

    /// How many wait.
    pub async fn n_waiting_at_desk(&self, municipality: &str) -> Result<u64, StoreError> {
        let sql = format!(
            "SELECT COUNT(*) FROM report r LEFT JOIN desk_case c ON c.report = r.key WHERE r.municipality = $1 AND {WAITS}"
        );
        let n: i64 = on_reader!(self, pool => {
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_one(pool).await?
        });
        Ok(n.unsigned_abs())
    }

    /// The report of a link, whatever became of it.
    pub async fn at_desk_by_link(&self, token_hash: &[u8; 32]) -> Result<Option<DeskReport>, StoreError> {
        let sql = format!("{ROWS} WHERE r.token_hash = $1");
        let row: Option<DeskRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(token_hash.to_vec()).fetch_optional(pool).await?
        });
        row.map(desk_report).transpose()
    }

    pub async fn at_desk(&self, municipality: &str, number: i64) -> Result<Option<DeskReport>, StoreError> {
        let sql = format!("{ROWS} WHERE r.municipality = $1 AND r.key = $2 AND r.state <> 'erased'");
        let row: Option<DeskRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(number).fetch_optional(pool).await?
        });
        row.map(desk_report).transpose()
    }

    /// Writes a decision over the version it was read in (0: nobody had decided), and what it changes in the report.
    /// Those that were joined to one that is rejected stay together.
    pub async fn decide(
        &self,
        (municipality, number): (&str, i64),
        case: &Case,
        correction: &Correction,
    ) -> Result<Decided, StoreError> {
        const FIRST: &str = "INSERT INTO desk_case (municipality, report, decision, reason, owner, joined_to, sentence_sv, \
            sentence_en, told, decided_by, decided_at, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12 + 1) \
            ON CONFLICT (municipality, report) DO NOTHING";
        const AGAIN: &str = "UPDATE desk_case SET decision = $3, reason = $4, owner = $5, joined_to = $6, \
            sentence_sv = $7, sentence_en = $8, told = $9, decided_by = $10, decided_at = $11, version = $12 + 1 \
            WHERE municipality = $1 AND report = $2 AND version = $12";
        const REPORT: &str = "UPDATE report SET state = $1, category = COALESCE($2, category), \
            causes = COALESCE($3, causes), lon = COALESCE($4, lon), lat = COALESCE($5, lat), \
            geometry = CASE WHEN $4 IS NULL THEN geometry ELSE $6 END, revision = $7 \
            WHERE key = $8 AND state NOT IN ('withdrawn', 'erased')";
        let (decision, reason) = case.decision.words();
        let state = if case.decision == Decision::Accepted { State::Received } else { State::Rejected };
        let first = correction.place.as_ref().map(|place| place.points()[0]);
        let shape = correction.place.as_ref().filter(|place| !matches!(place, Geometry::Point(_)));
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            // First, as everybody who erases does: two that wait for each other would wait for ever.
            let revision: i64 = sqlx::query_scalar(NEXT_REVISION).bind(1_i64).fetch_one(&mut *tx).await?;
            let written = sqlx::query(if case.version == 0 { FIRST } else { AGAIN })
                .bind(municipality)
                .bind(number)
                .bind(decision)
                .bind(reason)
                .bind(case.owner.as_deref())
                .bind(case.joined_to)
                .bind(case.sentence_sv.as_deref())
                .bind(case.sentence_en.as_deref())
                .bind(case.told.as_ref().map(|told| told.to_json().to_string()))
                .bind(&case.decided_by)
                .bind(case.decided_at.as_microsecond())
                .bind(i64::from(case.version))
                .execute(&mut *tx)
                .await?;
            if written.rows_affected() == 0 {
                return Ok(Decided::Outdated);
            }
            if state == State::Rejected {
                sqlx::query(COME_LOOSE).bind(municipality).bind(number).execute(&mut *tx).await?;
            }
            if let Some(other) = case.joined_to {
                let may: i64 = sqlx::query_scalar(MAY_JOIN)
                    .bind(municipality)
                    .bind(number)
                    .bind(other)
                    .fetch_one(&mut *tx)
                    .await?;
                if may == 0 {
                    return Ok(Decided::CannotJoin);
                }
            }
            let changed = sqlx::query(REPORT)
                .bind(state.as_str())
                .bind(correction.category.map(Category::as_str))
                .bind(correction.causes.as_ref().map(|causes| causes.join(",")))
                .bind(first.map(|at| at.lon()))
                .bind(first.map(|at| at.lat()))
                .bind(shape.map(|shape| shape.to_json().to_string()))
                .bind(revision)
                .bind(number)
                .execute(&mut *tx)
                .await?;
            if case.decision == Decision::Rejected(Reason::AboutAPerson) {
                sqlx::query(ERASE_PHOTOS_OF).bind(number).execute(&mut *tx).await?;
            }
            if changed.rows_affected() == 0 {
                // Taken back in the meantime.
                return Ok(Decided::Outdated);
            }
            tx.commit().await?;
            Decided::Kept
        }))
    }

    /// Accepts what was told before a time, each when it was told: for a town that is invented with its past.
    pub async fn accept_the_past(&self, municipality: &str, before: Timestamp, by: &str) -> Result<(), StoreError> {
        const ALL: &str = "INSERT INTO desk_case (municipality, report, decision, decided_by, decided_at, version) \
            SELECT municipality, key, 'accepted', $2, told_at, 1 FROM report \
            WHERE municipality = $1 AND state = 'received' AND told_at < $3";
        on_writer!(self, pool => {
            sqlx::query(ALL).bind(municipality).bind(by).bind(before.as_microsecond()).execute(pool).await?;
        });
        Ok(())
    }

    /// Takes words out of a report for good, also where they came from a walk, and notes that it was done: the text
    /// that was read, and what may stay of it. Outdated: it is another text by now, or was taken back.
    pub async fn redact(
        &self,
        (municipality, number): (&str, i64),
        (before, text): (&str, Option<&str>),
        redaction: &Redaction,
    ) -> Result<Erasure, StoreError> {
        const TAKE: &str = "UPDATE report SET text = $1, revision = $2 WHERE municipality = $3 AND key = $4 AND text = $5 \
             AND state <> 'withdrawn' RETURNING id";
        const WALK: &str = "UPDATE walk_seen SET words = $1 WHERE report_id = $2 AND words IS NOT NULL";
        const NOTE: &str = "INSERT INTO redaction (municipality, report, redacted_at, redacted_by, reason, law) \
                            VALUES ($1,$2,$3,$4,$5,$6)";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let revision: i64 = sqlx::query_scalar(NEXT_REVISION).bind(1_i64).fetch_one(&mut *tx).await?;
            let taken: Option<Uuid> = sqlx::query_scalar(TAKE)
                .bind(text)
                .bind(revision)
                .bind(municipality)
                .bind(number)
                .bind(before)
                .fetch_optional(&mut *tx)
                .await?;
            let Some(id) = taken else { return Ok(Erasure::Outdated) };
            let held: Option<String> =
                sqlx::query_scalar(HELD_BY).bind(municipality).bind(number).fetch_optional(&mut *tx).await?;
            if let Some(reference) = held {
                return Ok(Erasure::Held(reference));
            }
            sqlx::query(WALK).bind(text).bind(id.to_string()).execute(&mut *tx).await?;
            sqlx::query(FORGET_BODY).bind(number).bind(FORGOTTEN).execute(&mut *tx).await?;
            sqlx::query(NOTE)
                .bind(municipality)
                .bind(number)
                .bind(redaction.at.as_microsecond())
                .bind(&redaction.by)
                .bind(&redaction.reason)
                .bind(&redaction.law)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Erasure::Done
        }))
    }

    /// What the holder of a link may read of the decision: why it does not count, and a sentence of staff.
    pub async fn told_by_staff(&self, token_hash: &[u8; 32]) -> Result<Option<ToldByStaff>, StoreError> {
        const SQL: &str = "SELECT c.decision, c.reason, c.owner, c.sentence_sv, c.sentence_en FROM report r \
                           JOIN desk_case c ON c.report = r.key WHERE r.token_hash = $1";
        type Row = (String, Option<String>, Option<String>, Option<String>, Option<String>);
        let row: Option<Row> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(token_hash.to_vec()).fetch_optional(pool).await?
        });
        row.map(|(decision, reason, owner, sentence_sv, sentence_en)| {
            let decision = Decision::parse(&decision, reason.as_deref()).ok_or_else(|| corrupt("decision"))?;
            Ok(ToldByStaff { decision, owner, sentence_sv, sentence_en })
        })
        .transpose()
    }
}

/// What staff tell whoever told us.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldByStaff {
    pub decision: Decision,
    pub owner: Option<String>,
    pub sentence_sv: Option<String>,
    pub sentence_en: Option<String>,
}

fn desk_report(row: DeskRow) -> Result<DeskReport, StoreError> {
    let case = case_of(row.case)?;
    let report = Report {
        id: row.id,
        reference: row.reference,
        municipality: row.municipality,
        category: Category::parse(&row.category).ok_or_else(|| corrupt("category"))?,
        causes: row.causes.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        place: Place {
            geometry: place_of(row.lon, row.lat, row.geometry.as_deref())?,
            accuracy_m: row.accuracy_m,
            source: PlaceSource::parse(&row.place_source).ok_or_else(|| corrupt("place_source"))?,
        },
        moment: moment_of(row.moment_from, row.moment_to, row.hours.as_deref())?,
        severity: row.severity.and_then(|n| u8::try_from(n).ok()),
        text: row.text,
        channel: row.channel,
        source_id: None,
        received_at: timestamp(row.received_at),
        told_at: timestamp(row.told_at),
        // Nobody at the desk needs it.
        token_hash: [0; 32],
        state: State::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        placed: row.placed,
    };
    let (published, redacted) = (row.published_month.is_some(), row.n_redactions > 0);
    Ok(DeskReport { number: row.key, report, published, redacted, case })
}

fn case_of(row: CaseRow) -> Result<Option<Case>, StoreError> {
    let (Some(decision), Some(decided_by), Some(decided_at), Some(version)) =
        (row.decision, row.decided_by, row.decided_at, row.version)
    else {
        return Ok(None);
    };
    Ok(Some(Case {
        decision: Decision::parse(&decision, row.reason.as_deref()).ok_or_else(|| corrupt("decision"))?,
        owner: row.owner,
        joined_to: row.joined_to,
        sentence_sv: row.sentence_sv,
        sentence_en: row.sentence_en,
        told: row.told.map(|told| Particulars::read(&told).ok_or_else(|| corrupt("told"))).transpose()?,
        decided_by,
        decided_at: timestamp(decided_at),
        version: u32::try_from(version).map_err(|_| corrupt("version"))?,
    }))
}
