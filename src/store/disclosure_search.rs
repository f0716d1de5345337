//! Looking through many reports for a request: only the columns a search needs, a page at a time.

use super::report_rows::{corrupt, place_of};
use super::{Store, StoreError, on_reader};
use crate::observation::{Category, State};
use crate::report::Geometry;
use crate::report::desk::{DeskReport, Particulars};

/// Which reports are looked through: what SQL can tell.
#[derive(Debug, Clone)]
pub struct FindRows<'a> {
    /// Told from and before, in microseconds.
    pub told: (i64, i64),
    /// Empty: all.
    pub categories: &'a [Category],
    pub states: &'a [State],
    /// As they are kept: in large letters.
    pub references: &'a [String],
    pub with_words: bool,
    pub with_place: bool,
}

/// What SQL cannot tell of a report, as far as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundRow {
    pub number: i64,
    pub text: Option<String>,
    /// Where it is, and where it was told to be, if the desk moved it. Empty: places were not asked for.
    pub places: Vec<Geometry>,
}

type Narrow = (i64, Option<String>, Option<f64>, Option<f64>, Option<String>, Option<String>);

impl FindRows<'_> {
    /// The condition on `r`; what is bound are the municipality ($1), the period ($2, $3), a number ($4), how many ($5)
    /// and from $6 the references.
    fn condition(&self, told_category: &str) -> String {
        let among = |columns: &[&str], words: Vec<&str>| {
            // Words of our own, from closed lists.
            let among = columns.iter().map(|column| format!("{column} IN ('{}')", words.join("','")));
            let among = among.collect::<Vec<_>>().join(" OR ");
            if words.is_empty() { String::new() } else { format!(" AND ({among})") }
        };
        let categories =
            among(&["r.category", told_category], self.categories.iter().map(|one| one.as_str()).collect());
        let states = among(&["r.state"], self.states.iter().map(|one| one.as_str()).collect());
        let words = if self.with_words { " AND r.text IS NOT NULL" } else { "" };
        let places: Vec<String> = (6..6 + self.references.len()).map(|nth| format!("${nth}")).collect();
        let references =
            if places.is_empty() { String::new() } else { format!(" AND r.reference IN ({})", places.join(",")) };
        format!(
            "r.municipality = $1 AND r.told_at >= $2 AND r.told_at < $3 AND r.key > $4 \
             AND r.state <> 'erased'{categories}{states}{words}{references}"
        )
    }
}

impl Store {
    /// The reports, with what the desk keeps of how they were told where that is asked for.
    fn sought(&self, asked: &FindRows<'_>) -> String {
        let told_category = match self {
            Self::Sqlite { .. } => "json_extract(c.told, '$.category')",
            Self::Postgres(_) => "CAST(c.told AS JSON) ->> 'category'",
        };
        let case = match asked.categories.is_empty() && !asked.with_place {
            true => "",
            false => " LEFT JOIN desk_case c ON c.municipality = r.municipality AND c.report = r.key",
        };
        format!("report r{case} WHERE {}", asked.condition(told_category))
    }

    /// A page of what may fit a search, in the order of the numbers: at most `n` after a number.
    pub async fn find_rows(
        &self,
        municipality: &str,
        asked: &FindRows<'_>,
        (after, n): (i64, u32),
    ) -> Result<Vec<FoundRow>, StoreError> {
        let text = if asked.with_words { "r.text" } else { "CAST(NULL AS TEXT)" };
        let place = match asked.with_place {
            true => "r.lon, r.lat, r.geometry, c.told",
            false => {
                "CAST(NULL AS DOUBLE PRECISION), CAST(NULL AS DOUBLE PRECISION), CAST(NULL AS TEXT), CAST(NULL AS TEXT)"
            }
        };
        let sought = self.sought(asked);
        let sql = format!("SELECT r.key, {text}, {place} FROM {sought} ORDER BY r.key LIMIT $5");
        let rows: Vec<Narrow> = on_reader!(self, pool => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql))
                .bind(municipality)
                .bind(asked.told.0)
                .bind(asked.told.1)
                .bind(after)
                .bind(i64::from(n));
            for reference in asked.references {
                query = query.bind(reference);
            }
            query.fetch_all(pool).await?
        });
        let row = |(number, text, lon, lat, geometry, told): Narrow| {
            let now = lon.zip(lat).map(|(lon, lat)| place_of(lon, lat, geometry.as_deref())).transpose()?;
            let told = told.map(|told| Particulars::read(&told).ok_or_else(|| corrupt("told"))).transpose()?;
            Ok(FoundRow { number, text, places: now.into_iter().chain(told.map(|told| told.place)).collect() })
        };
        rows.into_iter().map(row).collect()
    }

    /// How many fit what SQL can tell, after a number.
    pub async fn n_rows_found(&self, municipality: &str, asked: &FindRows<'_>, after: i64) -> Result<u64, StoreError> {
        // The number of $5 is not needed here, and is bound all the same: the condition counts from $6.
        let sql = format!("SELECT COUNT(*) FROM {} AND $5 = $5", self.sought(asked));
        let n: i64 = on_reader!(self, pool => {
            let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .bind(municipality)
                .bind(asked.told.0)
                .bind(asked.told.1)
                .bind(after)
                .bind(0_i64);
            for reference in asked.references {
                query = query.bind(reference);
            }
            query.fetch_one(pool).await?
        });
        Ok(n.unsigned_abs())
    }

    /// The reports of a page, in the order of their numbers; one that was erased meanwhile is missing.
    pub async fn found_reports(&self, municipality: &str, numbers: &[i64]) -> Result<Vec<DeskReport>, StoreError> {
        let mut reports = Vec::with_capacity(numbers.len());
        for number in numbers {
            reports.extend(self.at_desk(municipality, *number).await?);
        }
        Ok(reports)
    }
}
