//! What a rule finds: the same conditions for the dry run and for the run.

use futures_util::TryStreamExt;
use jiff::Timestamp;

use super::super::holds::held;
use super::super::report_rows::timestamp;
use super::{Store, StoreError, on_reader};
use crate::observation::Category;
use crate::privacy::retention::{Found, Listed, MOST_NUMBERS, Since, Takes, Terms};

/// Reports: $1 municipality, $2 before (microseconds), $3 category or none.
pub(super) fn reports_where(terms: &Terms) -> String {
    let has = match terms.takes {
        Takes::Words => "r.text IS NOT NULL",
        Takes::Photos => {
            "EXISTS (SELECT 1 FROM photo p WHERE p.municipality = r.municipality AND p.report_key = r.key \
             AND (p.picture IS NOT NULL OR p.thumbnail IS NOT NULL))"
        }
        Takes::Reports => "r.state <> 'erased'",
    };
    let old = match terms.since {
        Since::Told => "r.told_at < $2",
        Since::Decided => {
            "EXISTS (SELECT 1 FROM desk_case c WHERE c.municipality = r.municipality AND c.report = r.key \
             AND c.decided_at < $2)"
        }
    };
    format!(
        "r.municipality = $1 AND r.state <> 'erased' AND {old} AND (CAST($3 AS TEXT) IS NULL OR r.category = $3) AND {has}"
    )
}

pub(super) const REPORT_IS_HELD: &str = held!("r.municipality", "r.key");

/// What was written on walks and became no report: $1 municipality, $2 before. Words that became a report go with it.
pub(super) const SEEN_WHERE: &str =
    "w.municipality = $1 AND w.words IS NOT NULL AND w.report_id IS NULL AND w.seen_at < $2";

/// They have no number a hold could name: only one of everything covers them.
pub(super) const SEEN_IS_HELD: &str = "EXISTS (SELECT 1 FROM hold h WHERE h.municipality = w.municipality \
                                       AND h.ended_at IS NULL AND h.covers = 'everything')";

/// Whether a rule takes what was written on walks: it has no category, and nobody decides about it at the desk.
pub(super) fn takes_seen(terms: &Terms) -> bool {
    terms.takes == Takes::Words && terms.category.is_none() && terms.since == Since::Told
}

/// Number, told at, photos, held.
type ReportRow = (i64, i64, i64, bool);

impl Store {
    /// What a rule would take of what was told, or decided, before an instant. Read row by row: there may be any
    /// number.
    pub async fn found(&self, municipality: &str, terms: &Terms, before: Timestamp) -> Result<Found, StoreError> {
        let reports = format!(
            "SELECT r.key, r.told_at, (SELECT COUNT(*) FROM photo p WHERE p.municipality = r.municipality \
             AND p.report_key = r.key AND (p.picture IS NOT NULL OR p.thumbnail IS NOT NULL)), {REPORT_IS_HELD} \
             FROM report r WHERE {} ORDER BY r.key",
            reports_where(terms)
        );
        let seen = format!("SELECT w.id, {SEEN_IS_HELD} FROM walk_seen w WHERE {SEEN_WHERE} ORDER BY w.id");
        let category = terms.category.map(Category::as_str);
        let (mut found, mut list) = (Found::default(), Listed::default());
        on_reader!(self, pool => {
            let mut rows = sqlx::query_as(sqlx::AssertSqlSafe(reports))
                .bind(municipality)
                .bind(before.as_microsecond())
                .bind(category)
                .fetch(pool);
            while let Some(row) = rows.try_next().await? {
                let (number, told_at, n_photos, is_held): ReportRow = row;
                if is_held {
                    found.n_held += 1;
                    continue;
                }
                list.report(number);
                let told = timestamp(told_at);
                found.told = Some(found.told.map_or((told, told), |(first, last)| (first.min(told), last.max(told))));
                found.n_reports += 1;
                if found.numbers.len() < MOST_NUMBERS {
                    found.numbers.push(number);
                }
                if terms.takes != Takes::Words {
                    found.n_photos += n_photos.unsigned_abs();
                }
            }
            drop(rows);
            if takes_seen(terms) {
                let mut rows = sqlx::query_as(sqlx::AssertSqlSafe(seen))
                    .bind(municipality)
                    .bind(before.as_microsecond())
                    .fetch(pool);
                while let Some(row) = rows.try_next().await? {
                    let (id, is_held): (String, bool) = row;
                    if is_held {
                        found.n_held += 1;
                    } else {
                        list.seen(&id);
                        found.n_seen += 1;
                    }
                }
            }
        });
        found.digest = list.digest();
        Ok(found)
    }

    /// How many that are.
    pub async fn n_found(&self, municipality: &str, terms: &Terms, before: Timestamp) -> Result<u64, StoreError> {
        let reports = format!("SELECT COUNT(*) FROM report r WHERE {} AND NOT {REPORT_IS_HELD}", reports_where(terms));
        let seen = format!("SELECT COUNT(*) FROM walk_seen w WHERE {SEEN_WHERE} AND NOT {SEEN_IS_HELD}");
        let (category, before) = (terms.category.map(Category::as_str), before.as_microsecond());
        let n: i64 = on_reader!(self, pool => {
            let reports = sqlx::query_scalar(sqlx::AssertSqlSafe(reports));
            let mut n: i64 = reports.bind(municipality).bind(before).bind(category).fetch_one(pool).await?;
            if takes_seen(terms) {
                let seen = sqlx::query_scalar(sqlx::AssertSqlSafe(seen));
                let more: i64 = seen.bind(municipality).bind(before).fetch_one(pool).await?;
                n += more;
            }
            n
        });
        Ok(n.unsigned_abs())
    }
}
