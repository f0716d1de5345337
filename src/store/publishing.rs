//! The public layer: which reports wait for it, and the cells that are out.

use std::collections::HashMap;

use geo::Geometry;

use super::ground::{geometry_of, wkb_of};
use super::held_back::IS_HELD;
use super::report_rows::{FACT_COLUMNS, FactRow};
use super::{Store, StoreError, on_reader, on_writer};
use crate::geodesy::Cell;
use crate::observation::{Group, Month};
use crate::privacy::{Facts, PublicCell, PublicPart, Released, StreetPart};

impl Store {
    /// The last month that was considered for the public layer.
    pub async fn published_through(&self, municipality: &str) -> Result<Option<Month>, StoreError> {
        const SQL: &str = "SELECT published_through FROM municipality WHERE code = $1";
        let number: Option<Option<i64>> =
            on_reader!(self, pool => sqlx::query_scalar(SQL).bind(municipality).fetch_optional(pool).await?);
        Ok(number.flatten().and_then(Month::from_number))
    }

    /// The facts of the reports told before `before` (seconds), and not before `from`, that are not public yet, each
    /// with its revision.
    pub async fn waiting(
        &self,
        municipality: &str,
        (from, before): (Option<i64>, i64),
    ) -> Result<Vec<(i64, Facts)>, StoreError> {
        let sql = format!(
            "SELECT {FACT_COLUMNS} FROM report WHERE municipality = $1 AND published_month IS NULL \
             AND told_at >= $2 AND told_at < $3 AND state = 'received' AND placed ORDER BY key"
        );
        let micros = |second: i64| second.saturating_mul(1_000_000);
        let (from, before) = (from.map_or(i64::MIN, micros), micros(before));
        let rows: Vec<FactRow> = on_reader!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(municipality).bind(from).bind(before).fetch_all(pool).await?
        });
        Ok(rows.into_iter().filter_map(|row| Some((row.revision, row.facts?.1))).collect())
    }

    /// Writes the cells of one month or more and marks their reports, all or nothing. False, and nothing, when another
    /// process has published or held the month back meanwhile, or one of the reports has been taken back or corrected
    /// since it was read in its revision: then look again at what waits.
    pub async fn publish(
        &self,
        municipality: &str,
        through: Month,
        released: &[Released],
        revisions: &HashMap<u32, i64>,
    ) -> Result<bool, StoreError> {
        const CELL: &str = "INSERT INTO public_cell (municipality, report_group, month, size_m, e_m, n_m, n_reports) \
                            VALUES ($1,$2,$3,$4,$5,$6,$7)";
        const PART: &str = "INSERT INTO public_street (municipality, report_group, month, size_m, e_m, n_m, part, \
                            n_reports, length_m, geometry) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)";
        const MARK: &str = "UPDATE report SET published_month = $1 WHERE key = $2 AND published_month IS NULL \
                            AND state = 'received' AND revision = $3";
        const THROUGH: &str = "UPDATE municipality SET published_through = $1 WHERE code = $2 \
                               AND (published_through IS NULL OR published_through < $1)";
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            // First, because its lock lets one publisher through at a time.
            let first = sqlx::query(THROUGH).bind(through.number()).bind(municipality).execute(&mut *tx).await?;
            if first.rows_affected() == 0 {
                return Ok(false);
            }
            let held: i64 =
                sqlx::query_scalar(IS_HELD).bind(municipality).bind(through.number()).fetch_one(&mut *tx).await?;
            if held > 0 {
                return Ok(false);
            }
            for Released { group, month, batch, parts } in released {
                sqlx::query(CELL)
                    .bind(municipality)
                    .bind(group.as_str())
                    .bind(month.number())
                    .bind(i64::from(batch.cell.size_m))
                    .bind(i64::from(batch.cell.e_m))
                    .bind(i64::from(batch.cell.n_m))
                    .bind(batch.keys.len() as i64)
                    .execute(&mut *tx)
                    .await?;
                for (number, StreetPart { keys, lines, length_m }) in parts.iter().enumerate() {
                    sqlx::query(PART)
                        .bind(municipality)
                        .bind(group.as_str())
                        .bind(month.number())
                        .bind(i64::from(batch.cell.size_m))
                        .bind(i64::from(batch.cell.e_m))
                        .bind(i64::from(batch.cell.n_m))
                        .bind(number as i64)
                        .bind(keys.len() as i64)
                        .bind(*length_m)
                        .bind(wkb_of(&Geometry::MultiLineString(lines.clone())))
                        .execute(&mut *tx)
                        .await?;
                }
                for key in &batch.keys {
                    let marked = sqlx::query(MARK)
                        .bind(month.number())
                        .bind(i64::from(*key))
                        .bind(revisions.get(key).copied().unwrap_or(-1))
                        .execute(&mut *tx)
                        .await?;
                    if marked.rows_affected() == 0 {
                        return Ok(false);
                    }
                }
            }
            tx.commit().await?;
        });
        Ok(true)
    }

    pub async fn public_cells(&self, municipality: &str) -> Result<Vec<PublicCell>, StoreError> {
        const SQL: &str = "SELECT report_group, month, size_m, e_m, n_m, n_reports FROM public_cell \
                           WHERE municipality = $1 ORDER BY month, report_group, size_m, e_m, n_m";
        type Row = (String, i64, i64, i64, i64, i64);
        let rows: Vec<Row> = on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?);
        let read = |(group, month, size_m, e_m, n_m, n_reports): Row| {
            Some(PublicCell {
                group: Group::parse(&group)?,
                month: Month::from_number(month)?,
                cell: Cell { size_m: size_m.try_into().ok()?, e_m: e_m.try_into().ok()?, n_m: n_m.try_into().ok()? },
                n_reports: n_reports.try_into().ok()?,
            })
        };
        rows.into_iter().map(|row| read(row).ok_or_else(|| StoreError::Corrupt("a public cell".into()))).collect()
    }

    /// The published parts of streets, by month, group and square.
    pub async fn public_streets(&self, municipality: &str) -> Result<Vec<PublicPart>, StoreError> {
        const SQL: &str = "SELECT report_group, month, size_m, e_m, n_m, part, n_reports, length_m, geometry \
                           FROM public_street WHERE municipality = $1 \
                           ORDER BY month, report_group, size_m, e_m, n_m, part";
        let rows: Vec<PartRow> =
            on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?);
        rows.into_iter().map(|row| row.part().ok_or_else(|| StoreError::Corrupt("a public street".into()))).collect()
    }
}

#[derive(sqlx::FromRow)]
struct PartRow {
    report_group: String,
    month: i64,
    size_m: i64,
    e_m: i64,
    n_m: i64,
    part: i64,
    n_reports: i64,
    length_m: f64,
    geometry: Vec<u8>,
}

impl PartRow {
    fn part(self) -> Option<PublicPart> {
        let cell = Cell {
            size_m: self.size_m.try_into().ok()?,
            e_m: self.e_m.try_into().ok()?,
            n_m: self.n_m.try_into().ok()?,
        };
        let Geometry::MultiLineString(lines) = geometry_of(&self.geometry)? else { return None };
        Some(PublicPart {
            group: Group::parse(&self.report_group)?,
            month: Month::from_number(self.month)?,
            cell,
            part: self.part.try_into().ok()?,
            n_reports: self.n_reports.try_into().ok()?,
            length_m: self.length_m,
            lines,
        })
    }
}
