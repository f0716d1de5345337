//! Requests to see public records: what was asked for, which reports are looked at, what was handed out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::report_rows::timestamp;
use super::{Change, Store, StoreError, on_reader, on_writer};
use crate::report::disclosure::{Disclosure, DisclosureState, Masks};

/// What a report was when masks were laid on it: when it is another one, somebody must look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basis {
    pub revision: i64,
    /// The versions of its photos, added up.
    pub photos: i64,
}

/// A report that is looked at for a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    pub number: i64,
    pub masks: Masks,
    pub basis: Basis,
    /// Who looked, and when; none: the masks are a proposal.
    pub looked: Option<(String, Timestamp)>,
    pub version: u32,
}

/// A file that was made to be handed out.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    pub nth: u32,
    pub form: String,
    /// SHA-256, in hex.
    pub digest: String,
    pub n_reports: u64,
    pub n_masks: BTreeMap<String, u64>,
    pub made_by: String,
    pub made_at: Timestamp,
    /// When the request was answered with it; none: it has not been, or somebody is still at it.
    pub handed_out_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct DisclosureRow {
    id: String,
    diary_number: String,
    wanted: String,
    asked_on: String,
    state: String,
    hold: String,
    opened_by: String,
    opened_at: i64,
    closed_at: Option<i64>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct SelectedRow {
    report: i64,
    masks: String,
    revision: i64,
    photos: i64,
    looked_by: Option<String>,
    looked_at: Option<i64>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct ExportRow {
    nth: i64,
    form: String,
    digest: String,
    n_reports: i64,
    n_masks: String,
    made_by: String,
    made_at: i64,
    handed_out_at: Option<i64>,
}

/// Written with its hold: `Store::open_hold`.
pub(super) const ADD_REQUEST: &str = "INSERT INTO disclosure (municipality, id, diary_number, wanted, asked_on, state, hold, \
    opened_by, opened_at, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)";
const REQUEST: &str = "id, diary_number, wanted, asked_on, state, hold, opened_by, opened_at, closed_at, version";
const SELECTED: &str = "report, masks, revision, photos, looked_by, looked_at, version";

impl Store {
    /// Every request, the open ones first, then the latest.
    pub async fn disclosures(&self, municipality: &str) -> Result<Vec<Disclosure>, StoreError> {
        let sql = format!(
            "SELECT {REQUEST} FROM disclosure WHERE municipality = $1 \
             ORDER BY CASE WHEN state = 'closed' THEN 1 ELSE 0 END, opened_at DESC, id"
        );
        let rows: Vec<DisclosureRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(disclosure_of).collect()
    }

    pub async fn disclosure(&self, municipality: &str, id: Uuid) -> Result<Option<Disclosure>, StoreError> {
        let sql = format!("SELECT {REQUEST} FROM disclosure WHERE municipality = $1 AND id = $2");
        let row: Option<DisclosureRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(disclosure_of).transpose()
    }

    /// Writes a new state over the version that was read. With `handed_out`, the files that were made for it are so
    /// too.
    pub async fn put_disclosure_state(
        &self,
        municipality: &str,
        read: &Disclosure,
        (state, at): (DisclosureState, Timestamp),
    ) -> Result<Change, StoreError> {
        const PUT: &str = "UPDATE disclosure SET state = $4, closed_at = $5, version = version + 1 \
                           WHERE municipality = $1 AND id = $2 AND version = $3";
        const GIVE: &str = "UPDATE disclosure_export SET handed_out_at = $3 \
                            WHERE municipality = $1 AND disclosure = $2 AND handed_out_at IS NULL";
        let closed_at = (state == DisclosureState::Closed).then(|| at.as_microsecond());
        let id = read.id.to_string();
        let changed = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            let changed = sqlx::query(PUT)
                .bind(municipality)
                .bind(&id)
                .bind(i64::from(read.version))
                .bind(state.as_str())
                .bind(closed_at)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if changed > 0 && state == DisclosureState::HandedOut {
                sqlx::query(GIVE).bind(municipality).bind(&id).bind(at.as_microsecond()).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            changed
        });
        Ok(Change::of(changed))
    }

    /// Takes reports among those that are looked at; one that is there already stays as it is. False: the request is
    /// not open.
    pub async fn select_for_disclosure(
        &self,
        (municipality, id): (&str, Uuid),
        reports: &[(i64, Masks, Basis)],
    ) -> Result<bool, StoreError> {
        const ADD: &str = "INSERT INTO disclosure_report (municipality, disclosure, report, masks, revision, photos, version) \
                           VALUES ($1,$2,$3,$4,$5,$6,1) ON CONFLICT (municipality, disclosure, report) DO NOTHING";
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            if sqlx::query(IS_OPEN).bind(municipality).bind(id.to_string()).execute(&mut *tx).await?.rows_affected() == 0 {
                return Ok(false);
            }
            for (number, masks, basis) in reports {
                sqlx::query(ADD)
                    .bind(municipality)
                    .bind(id.to_string())
                    .bind(number)
                    .bind(serde_json::to_string(masks).expect("masks are JSON"))
                    .bind(basis.revision)
                    .bind(basis.photos)
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            true
        }))
    }

    pub async fn drop_from_disclosure(&self, municipality: &str, id: Uuid, number: i64) -> Result<(), StoreError> {
        const DROP: &str = "DELETE FROM disclosure_report WHERE municipality = $1 AND disclosure = $2 AND report = $3";
        on_writer!(self, pool => {
            sqlx::query(DROP).bind(municipality).bind(id.to_string()).bind(number).execute(pool).await?;
        });
        Ok(())
    }

    /// The reports that are looked at, in the order of their numbers.
    pub async fn selected(&self, municipality: &str, id: Uuid) -> Result<Vec<Selected>, StoreError> {
        let sql = format!(
            "SELECT {SELECTED} FROM disclosure_report WHERE municipality = $1 AND disclosure = $2 ORDER BY report"
        );
        let rows: Vec<SelectedRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(id.to_string()).fetch_all(pool).await?
        });
        rows.into_iter().map(selected_of).collect()
    }

    /// Writes masks over the version that was read.
    pub async fn put_masks(&self, (municipality, id): (&str, Uuid), now: &Selected) -> Result<Change, StoreError> {
        const PUT: &str = "UPDATE disclosure_report SET masks = $5, revision = $6, photos = $7, looked_by = $8, \
            looked_at = $9, version = version + 1 \
            WHERE municipality = $1 AND disclosure = $2 AND report = $3 AND version = $4";
        let changed = on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            if sqlx::query(IS_OPEN).bind(municipality).bind(id.to_string()).execute(&mut *tx).await?.rows_affected() == 0 {
                return Ok(Change::Outdated);
            }
            let changed = sqlx::query(PUT)
                .bind(municipality)
                .bind(id.to_string())
                .bind(now.number)
                .bind(i64::from(now.version))
                .bind(serde_json::to_string(&now.masks).expect("masks are JSON"))
                .bind(now.basis.revision)
                .bind(now.basis.photos)
                .bind(now.looked.as_ref().map(|(by, _)| by))
                .bind(now.looked.as_ref().map(|(_, at)| at.as_microsecond()))
                .execute(&mut *tx)
                .await?
                .rows_affected();
            tx.commit().await?;
            changed
        });
        Ok(Change::of(changed))
    }

    /// What reports are called and what they are now, by number; one that has been erased is missing.
    pub async fn basis_of(
        &self,
        municipality: &str,
        numbers: &[i64],
    ) -> Result<BTreeMap<i64, (String, Basis)>, StoreError> {
        const SQL: &str = "SELECT r.reference, r.revision, CAST(COALESCE((SELECT SUM(p.version) FROM photo p \
            WHERE p.municipality = r.municipality AND p.report_key = r.key), 0) AS BIGINT) \
            FROM report r WHERE r.municipality = $1 AND r.key = $2";
        let mut found = BTreeMap::new();
        for number in numbers {
            let row: Option<(String, i64, i64)> = on_reader!(self, pool => {
                sqlx::query_as(SQL).bind(municipality).bind(number).fetch_optional(pool).await?
            });
            found.extend(row.map(|(reference, revision, photos)| (*number, (reference, Basis { revision, photos }))));
        }
        Ok(found)
    }

    /// The diary number of the request that a hold belongs to, while it is not closed.
    pub async fn request_behind(&self, municipality: &str, hold: Uuid) -> Result<Option<String>, StoreError> {
        const SQL: &str =
            "SELECT diary_number FROM disclosure WHERE municipality = $1 AND hold = $2 AND state <> 'closed'";
        Ok(on_reader!(self, pool => {
            sqlx::query_scalar(SQL).bind(municipality).bind(hold.to_string()).fetch_optional(pool).await?
        }))
    }

    /// The requests that are not closed, by their holds.
    pub async fn requests_behind(&self, municipality: &str) -> Result<BTreeMap<Uuid, Uuid>, StoreError> {
        const SQL: &str = "SELECT hold, id FROM disclosure WHERE municipality = $1 AND state <> 'closed'";
        let rows: Vec<(String, String)> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?
        });
        let uuid = |text: &str| Uuid::parse_str(text).map_err(|_| corrupt("id"));
        rows.iter().map(|(hold, id)| Ok((uuid(hold)?, uuid(id)?))).collect()
    }

    /// Notes a file that is made to be handed out, with the reports in it; its number. Nothing: the request is not
    /// open.
    pub async fn add_export(
        &self,
        (municipality, id): (&str, Uuid),
        export: &Exported,
        reports: &[i64],
    ) -> Result<Option<u32>, StoreError> {
        const LAST: &str =
            "SELECT COALESCE(MAX(nth), 0) FROM disclosure_export WHERE municipality = $1 AND disclosure = $2";
        const ADD: &str = "INSERT INTO disclosure_export (municipality, disclosure, nth, form, digest, n_reports, n_masks, \
                           made_by, made_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)";
        const REPORT: &str = "INSERT INTO disclosure_export_report (municipality, disclosure, nth, report) \
                              VALUES ($1,$2,$3,$4)";
        let id = id.to_string();
        Ok(on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            // The row of the request is held meanwhile, so that two at a time have different numbers.
            if sqlx::query(IS_OPEN).bind(municipality).bind(&id).execute(&mut *tx).await?.rows_affected() == 0 {
                return Ok(None);
            }
            let last: i64 = sqlx::query_scalar(LAST).bind(municipality).bind(&id).fetch_one(&mut *tx).await?;
            sqlx::query(ADD)
                .bind(municipality)
                .bind(&id)
                .bind(last + 1)
                .bind(&export.form)
                .bind(&export.digest)
                .bind(export.n_reports as i64)
                .bind(serde_json::to_string(&export.n_masks).expect("counts are JSON"))
                .bind(&export.made_by)
                .bind(export.made_at.as_microsecond())
                .execute(&mut *tx)
                .await?;
            for number in reports {
                sqlx::query(REPORT).bind(municipality).bind(&id).bind(last + 1).bind(number).execute(&mut *tx).await?;
            }
            tx.commit().await?;
            Some(u32::try_from(last + 1).unwrap_or(u32::MAX))
        }))
    }

    /// The files that were made for a request, in their order.
    pub async fn exports(&self, municipality: &str, id: Uuid) -> Result<Vec<Exported>, StoreError> {
        const SQL: &str = "SELECT nth, form, digest, n_reports, n_masks, made_by, made_at, handed_out_at \
                           FROM disclosure_export WHERE municipality = $1 AND disclosure = $2 ORDER BY nth";
        let rows: Vec<ExportRow> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).bind(id.to_string()).fetch_all(pool).await?
        });
        rows.into_iter().map(export_of).collect()
    }

    /// When a report was in what was handed out: each time a request was answered, once.
    pub(super) async fn handed_out(&self, municipality: &str, number: i64) -> Result<Vec<Timestamp>, StoreError> {
        const SQL: &str = "SELECT DISTINCT e.handed_out_at FROM disclosure_export_report x JOIN disclosure_export e \
            ON e.municipality = x.municipality AND e.disclosure = x.disclosure AND e.nth = x.nth \
            WHERE x.municipality = $1 AND x.report = $2 AND e.handed_out_at IS NOT NULL ORDER BY e.handed_out_at";
        let rows: Vec<i64> = on_reader!(self, pool => {
            sqlx::query_scalar(SQL).bind(municipality).bind(number).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(timestamp).collect())
    }
}

/// Holds the row of an open request while something of it is changed.
const IS_OPEN: &str = "UPDATE disclosure SET state = state WHERE municipality = $1 AND id = $2 AND state = 'open'";

fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(format!("the column {column} of a disclosure"))
}

fn version_of(version: i64) -> Result<u32, StoreError> {
    u32::try_from(version).map_err(|_| corrupt("version"))
}

fn disclosure_of(row: DisclosureRow) -> Result<Disclosure, StoreError> {
    Ok(Disclosure {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        diary_number: row.diary_number,
        wanted: row.wanted,
        asked_on: row.asked_on.parse().map_err(|_| corrupt("asked_on"))?,
        state: DisclosureState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        hold: Uuid::parse_str(&row.hold).map_err(|_| corrupt("hold"))?,
        opened_by: row.opened_by,
        opened_at: timestamp(row.opened_at),
        closed_at: row.closed_at.map(timestamp),
        version: version_of(row.version)?,
    })
}

fn selected_of(row: SelectedRow) -> Result<Selected, StoreError> {
    Ok(Selected {
        number: row.report,
        masks: serde_json::from_str(&row.masks).map_err(|_| corrupt("masks"))?,
        basis: Basis { revision: row.revision, photos: row.photos },
        looked: row.looked_by.zip(row.looked_at.map(timestamp)),
        version: version_of(row.version)?,
    })
}

fn export_of(row: ExportRow) -> Result<Exported, StoreError> {
    Ok(Exported {
        nth: version_of(row.nth)?,
        form: row.form,
        digest: row.digest,
        n_reports: row.n_reports.unsigned_abs(),
        n_masks: serde_json::from_str(&row.n_masks).map_err(|_| corrupt("n_masks"))?,
        made_by: row.made_by,
        made_at: timestamp(row.made_at),
        handed_out_at: row.handed_out_at.map(timestamp),
    })
}
