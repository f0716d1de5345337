//! Municipalities and what is drawn of them.

use std::collections::HashSet;

use super::{Store, StoreError, on_reader, on_writer};
use crate::interop::geojson;
use crate::town::{Feature, Layer, Municipality};

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

#[derive(sqlx::FromRow)]
struct FeatureRow {
    layer: String,
    id: String,
    name: Option<String>,
    kind: Option<String>,
    locality: Option<String>,
    population: Option<i64>,
    invented: bool,
    geometry: String,
}

impl Store {
    /// Every municipality, ordered by code.
    pub async fn municipalities(&self) -> Result<Vec<Municipality>, StoreError> {
        const SQL: &str = "SELECT code, name, time_zone, languages, epsg, k, population, border, border_margin_m, \
                           invented, attribution FROM municipality ORDER BY code";
        let rows: Vec<MunicipalityRow> = on_reader!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(municipality_of).collect()
    }

    /// Adds a municipality, or replaces what is known of it; its reports stay.
    pub async fn put_municipality(&self, m: &Municipality) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO municipality (code, name, time_zone, languages, epsg, k, population, border, \
            border_margin_m, invented, attribution) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) \
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, \
            languages = excluded.languages, epsg = excluded.epsg, k = excluded.k, population = excluded.population, \
            border = excluded.border, border_margin_m = excluded.border_margin_m, invented = excluded.invented, \
            attribution = excluded.attribution";
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

    /// Replaces the layers that occur in `features` in one transaction; other layers stay.
    pub async fn replace_features(&self, municipality: &str, features: &[Feature]) -> Result<(), StoreError> {
        const CLEAR: &str = "DELETE FROM town_feature WHERE municipality = $1 AND layer = $2";
        const INSERT: &str = "INSERT INTO town_feature (municipality, layer, id, name, kind, locality, population, \
                              invented, geometry) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)";
        let layers: HashSet<Layer> = features.iter().map(|feature| feature.layer).collect();
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            for layer in layers {
                sqlx::query(CLEAR).bind(municipality).bind(layer.as_str()).execute(&mut *tx).await?;
            }
            for feature in features {
                sqlx::query(INSERT)
                    .bind(municipality)
                    .bind(feature.layer.as_str())
                    .bind(&feature.id)
                    .bind(&feature.name)
                    .bind(&feature.kind)
                    .bind(&feature.locality)
                    .bind(feature.population.map(i64::from))
                    .bind(feature.invented)
                    .bind(geojson::feature_geometry(&feature.geometry).to_string())
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }

    pub async fn features(&self, municipality: &str) -> Result<Vec<Feature>, StoreError> {
        const SQL: &str = "SELECT layer, id, name, kind, locality, population, invented, geometry FROM town_feature \
                           WHERE municipality = $1 ORDER BY layer, id";
        let rows: Vec<FeatureRow> =
            on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?);
        rows.into_iter().map(feature_of).collect()
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

fn feature_of(row: FeatureRow) -> Result<Feature, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("the {} {} of a town", row.layer, row.id));
    Ok(Feature {
        layer: Layer::parse(&row.layer).ok_or_else(corrupt)?,
        geometry: geojson::read_feature_geometry(&row.geometry).map_err(|_| corrupt())?,
        population: row.population.and_then(|n| u32::try_from(n).ok()),
        id: row.id,
        name: row.name,
        kind: row.kind,
        locality: row.locality,
        invented: row.invented,
    })
}
