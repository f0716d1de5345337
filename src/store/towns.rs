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

impl Store {
    /// Every municipality, ordered by code.
    pub async fn municipalities(&self) -> Result<Vec<Municipality>, StoreError> {
        const SQL: &str = "SELECT code, name, time_zone, languages, epsg, k, population, border, border_margin_m, \
                           invented, attribution FROM municipality ORDER BY code";
        let rows: Vec<MunicipalityRow> = on_reader!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(municipality_of).collect()
    }

    /// Adds a municipality, or replaces what is known of it; its reports stay. Servers beside this one see the new
    /// revision.
    pub async fn put_municipality(&self, m: &Municipality) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO municipality (code, name, time_zone, languages, epsg, k, population, border, \
            border_margin_m, invented, attribution) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) \
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, \
            languages = excluded.languages, epsg = excluded.epsg, k = excluded.k, population = excluded.population, \
            border = excluded.border, border_margin_m = excluded.border_margin_m, invented = excluded.invented, \
            attribution = excluded.attribution, ground_revision = municipality.ground_revision + 1";
        let attribution = serde_json::to_string(&m.attribution).expect("strings are JSON");
        on_writer!(self, pool => {
            sqlx::query(SQL)
                .bind(&m.code)
                .bind(&m.name)
                .bind(&m.time_zone)
                .bind(m.languages.join(","))
                .bind(i64::from(m.epsg))
                .bind(i64::from(m.k))
                .bind(m.population.map(i64::from))
                .bind(geojson::border(&m.border).to_string())
                .bind(m.border_margin_m)
                .bind(m.invented)
                .bind(attribution)
                .execute(pool)
                .await?;
        });
        Ok(())
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
