//! The ground of a municipality: layers with their provenance, features, the street network.

use geo::{Geometry, LineString};
use geo_traits::to_geo::ToGeoGeometry;
use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::{Store, StoreError, on_reader, on_writer};
use crate::town::{Feature, Layer, Link, Lit, Provenance, Street, StreetClass, Structure, Survey, Travel};

/// Rows in one INSERT: with 20 columns well below SQLite's 32,766 parameters.
const ROWS_AT_ONCE: usize = 500;

#[derive(sqlx::FromRow)]
struct LayerRow {
    layer: String,
    source: String,
    licence: String,
    attribution: String,
    data_date: Option<String>,
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
    geometry: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    link: i64,
    way: i64,
    from_node: i64,
    to_node: i64,
    class: String,
    name: Option<String>,
    car: String,
    foot: bool,
    maxspeed_kmh: Option<i64>,
    maxspeed_assumed: bool,
    lit: String,
    surface: Option<String>,
    sidewalk: Option<bool>,
    structure: String,
    level: i64,
    vehicles_per_day: Option<i64>,
    keeper: Option<String>,
    invented: bool,
    geometry: Vec<u8>,
}

impl Store {
    /// Replaces the layers of the survey, all or none: whoever reads meanwhile sees the old town, and so does everybody
    /// if this fails.
    pub async fn replace_ground(
        &self,
        municipality: &str,
        survey: &Survey,
        imported_at: Timestamp,
    ) -> Result<(), StoreError> {
        const CLEAR: &str = "DELETE FROM town_feature WHERE municipality = $1 AND layer = $2";
        const CLEAR_LAYER: &str = "DELETE FROM town_layer WHERE municipality = $1 AND layer = $2";
        const CLEAR_LINKS: &str = "DELETE FROM street_link WHERE municipality = $1";
        const LAYER: &str = "INSERT INTO town_layer (municipality, layer, source, licence, attribution, data_date, \
                             imported_at) VALUES ($1,$2,$3,$4,$5,$6,$7)";
        const FEATURES: &str = "INSERT INTO town_feature (municipality, layer, id, name, kind, locality, population, \
                                invented, geometry) ";
        const LINKS: &str = "INSERT INTO street_link (municipality, link, way, from_node, to_node, class, name, car, \
                             foot, maxspeed_kmh, maxspeed_assumed, lit, surface, sidewalk, structure, level, \
                             vehicles_per_day, keeper, invented, geometry) ";
        const CHANGED: &str = "UPDATE municipality SET ground_revision = ground_revision + 1 WHERE code = $1";
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            for provenance in &survey.provenance {
                let layer = provenance.layer.as_str();
                sqlx::query(CLEAR).bind(municipality).bind(layer).execute(&mut *tx).await?;
                sqlx::query(CLEAR_LAYER).bind(municipality).bind(layer).execute(&mut *tx).await?;
                if provenance.layer == Layer::Street {
                    sqlx::query(CLEAR_LINKS).bind(municipality).execute(&mut *tx).await?;
                }
                sqlx::query(LAYER)
                    .bind(municipality)
                    .bind(layer)
                    .bind(&provenance.source)
                    .bind(&provenance.licence)
                    .bind(&provenance.attribution)
                    .bind(provenance.data_date.map(|date| date.to_string()))
                    .bind(imported_at.as_microsecond())
                    .execute(&mut *tx)
                    .await?;
            }
            for features in survey.features.chunks(ROWS_AT_ONCE) {
                let mut insert = QueryBuilder::new(FEATURES);
                insert.push_values(features, |mut row, feature| {
                    row.push_bind(municipality)
                        .push_bind(feature.layer.as_str())
                        .push_bind(&feature.id)
                        .push_bind(&feature.name)
                        .push_bind(&feature.kind)
                        .push_bind(&feature.locality)
                        .push_bind(feature.population.map(i64::from))
                        .push_bind(feature.invented)
                        .push_bind(wkb_of(&feature.geometry));
                });
                insert.build().execute(&mut *tx).await?;
            }
            for (links, first) in survey.links.chunks(ROWS_AT_ONCE).zip((0_i64..).step_by(ROWS_AT_ONCE)) {
                let mut insert = QueryBuilder::new(LINKS);
                insert.push_values(links.iter().zip(first..), |mut row, (link, number)| {
                    let street = &link.street;
                    row.push_bind(municipality)
                        .push_bind(number)
                        .push_bind(link.way)
                        .push_bind(i64::from(link.from))
                        .push_bind(i64::from(link.to))
                        .push_bind(street.class.as_str())
                        .push_bind(&street.name)
                        .push_bind(street.car.as_str())
                        .push_bind(street.foot)
                        .push_bind(street.maxspeed_kmh.map(i64::from))
                        .push_bind(street.maxspeed_assumed)
                        .push_bind(street.lit.as_str())
                        .push_bind(&street.surface)
                        .push_bind(street.sidewalk)
                        .push_bind(street.structure.as_str())
                        .push_bind(i64::from(street.level))
                        .push_bind(street.vehicles_per_day.map(i64::from))
                        .push_bind(&street.keeper)
                        .push_bind(street.invented)
                        .push_bind(wkb_of(&Geometry::LineString(link.line.clone())));
                });
                insert.build().execute(&mut *tx).await?;
            }
            sqlx::query(CHANGED).bind(municipality).execute(&mut *tx).await?;
            tx.commit().await?;
        });
        Ok(())
    }

    /// Where each layer came from, by its name.
    pub async fn provenance(&self, municipality: &str) -> Result<Vec<Provenance>, StoreError> {
        const SQL: &str = "SELECT layer, source, licence, attribution, data_date FROM town_layer \
                           WHERE municipality = $1 ORDER BY layer";
        let rows: Vec<LayerRow> =
            on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?);
        rows.into_iter().map(provenance_of).collect()
    }

    /// Every feature, by layer and id.
    pub async fn features(&self, municipality: &str) -> Result<Vec<Feature>, StoreError> {
        const SQL: &str = "SELECT layer, id, name, kind, locality, population, invented, geometry FROM town_feature \
                           WHERE municipality = $1 ORDER BY layer, id";
        let rows: Vec<FeatureRow> =
            on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?);
        rows.into_iter().map(feature_of).collect()
    }

    /// The street network in the order it was stored.
    pub async fn links(&self, municipality: &str) -> Result<Vec<Link>, StoreError> {
        const SQL: &str = "SELECT link, way, from_node, to_node, class, name, car, foot, maxspeed_kmh, \
                           maxspeed_assumed, lit, surface, sidewalk, structure, level, vehicles_per_day, keeper, \
                           invented, geometry FROM street_link WHERE municipality = $1 ORDER BY link";
        let rows: Vec<LinkRow> =
            on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?);
        rows.into_iter().map(link_of).collect()
    }

    /// How often the ground of each municipality has changed, by code.
    pub async fn ground_revisions(&self) -> Result<Vec<(String, i64)>, StoreError> {
        const SQL: &str = "SELECT code, ground_revision FROM municipality ORDER BY code";
        Ok(on_reader!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?))
    }
}

pub(super) fn wkb_of(geometry: &Geometry<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    wkb::writer::write_geometry(&mut bytes, geometry, &wkb::writer::WriteOptions::default())
        .expect("writing to memory does not fail");
    bytes
}

pub(super) fn geometry_of(bytes: &[u8]) -> Option<Geometry<f64>> {
    wkb::reader::read_wkb(bytes).ok()?.try_to_geometry()
}

fn provenance_of(row: LayerRow) -> Result<Provenance, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("the provenance of the layer {}", row.layer));
    Ok(Provenance {
        layer: Layer::parse(&row.layer).ok_or_else(corrupt)?,
        data_date: row.data_date.as_deref().map(str::parse).transpose().map_err(|_| corrupt())?,
        source: row.source,
        licence: row.licence,
        attribution: row.attribution,
    })
}

fn feature_of(row: FeatureRow) -> Result<Feature, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("the {} {} of a town", row.layer, row.id));
    Ok(Feature {
        layer: Layer::parse(&row.layer).ok_or_else(corrupt)?,
        geometry: geometry_of(&row.geometry).ok_or_else(corrupt)?,
        population: row.population.and_then(|n| u32::try_from(n).ok()),
        id: row.id,
        name: row.name,
        kind: row.kind,
        locality: row.locality,
        invented: row.invented,
    })
}

fn link_of(row: LinkRow) -> Result<Link, StoreError> {
    let corrupt = || StoreError::Corrupt(format!("the street link {}", row.link));
    let node = |n: i64| u32::try_from(n).map_err(|_| corrupt());
    let Some(Geometry::LineString(line)) = geometry_of(&row.geometry) else { return Err(corrupt()) };
    let line: LineString<f64> = line;
    Ok(Link {
        way: row.way,
        from: node(row.from_node)?,
        to: node(row.to_node)?,
        line,
        street: Street {
            class: StreetClass::parse(&row.class).ok_or_else(corrupt)?,
            car: Travel::parse(&row.car).ok_or_else(corrupt)?,
            lit: Lit::parse(&row.lit).ok_or_else(corrupt)?,
            structure: Structure::parse(&row.structure).ok_or_else(corrupt)?,
            maxspeed_kmh: row.maxspeed_kmh.and_then(|n| u16::try_from(n).ok()),
            vehicles_per_day: row.vehicles_per_day.and_then(|n| u32::try_from(n).ok()),
            level: i8::try_from(row.level).map_err(|_| corrupt())?,
            name: row.name,
            foot: row.foot,
            maxspeed_assumed: row.maxspeed_assumed,
            surface: row.surface,
            sidewalk: row.sidewalk,
            keeper: row.keeper,
            invented: row.invented,
        },
    })
}
