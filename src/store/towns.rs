//! Municipalities.

use super::{Store, StoreError, on_reader, on_writer};
use crate::interop::geojson;
use crate::town::Municipality;

#[derive(sqlx::FromRow)]
struct MunicipalityRow {
    code: String,
    name: String,
    time_zone: String,
    languages: String,
    epsg: i64,
    k: i64,
    population: Option<i64>,
    border: String,
    border_margin_m: f64,
    invented: bool,
    attribution: String,
}

/// A statement with the ten values that are written of a municipality whether it is added or changed.
macro_rules! written {
    ($sql:expr, $m:expr) => {
        sqlx::query($sql)
            .bind(&$m.code)
            .bind(&$m.name)
            .bind(&$m.time_zone)
            .bind($m.languages.join(","))
            .bind(i64::from($m.epsg))
            .bind(i64::from($m.k))
            .bind($m.population.map(i64::from))
            .bind(geojson::border(&$m.border).to_string())
            .bind($m.border_margin_m)
            .bind(serde_json::to_string(&$m.attribution).expect("strings are JSON"))
    };
}

impl Store {
    /// Every municipality, ordered by code.
    pub async fn municipalities(&self) -> Result<Vec<Municipality>, StoreError> {
        const SQL: &str = "SELECT code, name, time_zone, languages, epsg, k, population, border, border_margin_m, \
                           invented, attribution FROM municipality ORDER BY code";
        let rows: Vec<MunicipalityRow> = on_reader!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(municipality_of).collect()
    }

    /// Adds a municipality. False when its code is taken: nothing is changed then.
    pub async fn add_municipality(&self, m: &Municipality) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO municipality (code, name, time_zone, languages, epsg, k, population, border, \
            border_margin_m, attribution, invented) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) \
            ON CONFLICT (code) DO NOTHING";
        let added = on_writer!(self, pool => written!(SQL, m).bind(m.invented).execute(pool).await?.rows_affected());
        Ok(added == 1)
    }

    /// Replaces what is known of a municipality, as long as it is the one of this revision; its reports stay, and so
    /// does whether it is invented. A plane that something stands on is not replaced, nor the clock of reports. False
    /// when nothing was changed. Servers beside this one see the new revision.
    pub async fn change_municipality(&self, m: &Municipality, revision: i64) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE municipality SET name = $2, time_zone = $3, languages = $4, epsg = $5, k = $6, \
            population = $7, border = $8, border_margin_m = $9, attribution = $10, ground_revision = ground_revision + 1 \
            WHERE code = $1 AND ground_revision = $11 \
            AND (time_zone = $3 OR NOT EXISTS (SELECT 1 FROM report WHERE municipality = $1)) AND (epsg = $5 OR \
            NOT EXISTS (SELECT 1 FROM report WHERE municipality = $1) \
            AND NOT EXISTS (SELECT 1 FROM public_cell WHERE municipality = $1) \
            AND NOT EXISTS (SELECT 1 FROM town_layer WHERE municipality = $1))";
        let changed = on_writer!(self, pool => written!(SQL, m).bind(revision).execute(pool).await?.rows_affected());
        Ok(changed == 1)
    }

    /// Removes a municipality in which no report lies.
    pub async fn remove_empty_municipality(&self, code: &str) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM municipality WHERE code = $1 \
            AND NOT EXISTS (SELECT 1 FROM report WHERE municipality = $1)";
        on_writer!(self, pool => sqlx::query(SQL).bind(code).execute(pool).await.map(drop))?;
        Ok(())
    }

    /// How many reports of a municipality are kept.
    pub async fn n_reports(&self, code: &str) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM report WHERE municipality = $1";
        Ok(on_reader!(self, pool => sqlx::query_scalar(SQL).bind(code).fetch_one(pool).await?))
    }

    /// Whether anything is laid out in the plane of a municipality: a report, a published square, a layer of its
    /// ground.
    pub async fn uses_plane(&self, code: &str) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM report WHERE municipality = $1) \
            OR EXISTS (SELECT 1 FROM public_cell WHERE municipality = $1) \
            OR EXISTS (SELECT 1 FROM town_layer WHERE municipality = $1)";
        Ok(on_reader!(self, pool => sqlx::query_scalar(SQL).bind(code).fetch_one(pool).await?))
    }
}

fn municipality_of(row: MunicipalityRow) -> Result<Municipality, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the municipality {}", row.code));
    let small = |n: i64, column: &str| u32::try_from(n).map_err(|_| corrupt(column));
    Ok(Municipality {
        border: geojson::read_border(&row.border).map_err(|_| corrupt("border"))?,
        epsg: u16::try_from(row.epsg).map_err(|_| corrupt("epsg"))?,
        k: small(row.k, "k")?,
        population: row.population.map(|n| small(n, "population")).transpose()?,
        attribution: serde_json::from_str(&row.attribution).map_err(|_| corrupt("attribution"))?,
        languages: row.languages.split(',').map(str::to_owned).collect(),
        border_margin_m: row.border_margin_m,
        invented: row.invented,
        time_zone: row.time_zone,
        name: row.name,
        code: row.code,
    })
}
