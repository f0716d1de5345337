//! What was done.

use std::ops::Range;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Store, StoreError, on_reader, on_writer};
use crate::geodesy::LonLat;
use crate::promise::{Deed, DeedKind, Source, SourceKind};

/// For whoever records a deed in a transaction of another table too.
pub(super) const RECORD: &str = "INSERT INTO deed (municipality, id, kind, started_at, minutes, locality, place_name, \
    lon, lat, counts, source_kind, source_id, recorded_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13) \
    ON CONFLICT (municipality, id) DO UPDATE SET kind = excluded.kind, started_at = excluded.started_at, \
    minutes = excluded.minutes, locality = excluded.locality, place_name = excluded.place_name, lon = excluded.lon, \
    lat = excluded.lat, counts = excluded.counts, source_kind = excluded.source_kind, \
    source_id = excluded.source_id, recorded_at = excluded.recorded_at WHERE deed.kind = excluded.kind";

/// The statement [`RECORD`] with everything it needs, on any pool or transaction.
macro_rules! recording {
    ($municipality:expr, $deed:expr, $now:expr) => {
        sqlx::query($crate::store::deeds::RECORD)
            .bind($municipality)
            .bind($deed.id.to_string())
            .bind($deed.kind.as_str())
            .bind($deed.started_at.as_microsecond())
            .bind($deed.minutes.map(i64::from))
            .bind($deed.locality.as_deref())
            .bind($deed.place_name.as_deref())
            .bind($deed.at.map(|at| at.lon()))
            .bind($deed.at.map(|at| at.lat()))
            .bind(serde_json::to_string(&$deed.counts).expect("counts are JSON"))
            .bind($deed.source.as_ref().map(|source| source.kind.as_str()))
            .bind($deed.source.as_ref().map(|source| source.id.as_str()))
            .bind($now.as_microsecond())
    };
}
pub(super) use recording;

#[derive(sqlx::FromRow)]
struct DeedRow {
    id: String,
    kind: String,
    started_at: i64,
    minutes: Option<i64>,
    locality: Option<String>,
    place_name: Option<String>,
    lon: Option<f64>,
    lat: Option<f64>,
    counts: String,
    source_kind: Option<String>,
    source_id: Option<String>,
}

impl Store {
    /// Records a deed; one of the same kind with the same id is replaced. False, and nothing: the id is that of another
    /// kind.
    pub async fn record_deed(&self, municipality: &str, deed: &Deed, now: Timestamp) -> Result<bool, StoreError> {
        let recorded = on_writer!(self, pool => {
            recording!(municipality, deed, now).execute(pool).await?.rows_affected()
        });
        Ok(recorded > 0)
    }

    /// Records many deeds at once, each as of when it was begun: all or none.
    pub async fn record_deeds(&self, municipality: &str, deeds: &[Deed]) -> Result<(), StoreError> {
        on_writer!(self, pool => {
            let mut tx = pool.begin().await?;
            for deed in deeds {
                recording!(municipality, deed, deed.started_at).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        });
        Ok(())
    }

    /// What was begun within the time, ordered by when.
    pub async fn deeds(&self, municipality: &str, within: Range<Timestamp>) -> Result<Vec<Deed>, StoreError> {
        const SQL: &str = "SELECT id, kind, started_at, minutes, locality, place_name, lon, lat, counts, source_kind, \
            source_id FROM deed WHERE municipality = $1 AND started_at >= $2 AND started_at < $3 \
            ORDER BY started_at, id";
        let (from, to) = (within.start.as_microsecond(), within.end.as_microsecond());
        let rows: Vec<DeedRow> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).bind(from).bind(to).fetch_all(pool).await?
        });
        rows.into_iter().map(deed_of).collect()
    }

    pub async fn deed(&self, municipality: &str, id: Uuid) -> Result<Option<Deed>, StoreError> {
        const SQL: &str = "SELECT id, kind, started_at, minutes, locality, place_name, lon, lat, counts, source_kind, \
            source_id FROM deed WHERE municipality = $1 AND id = $2";
        let row: Option<DeedRow> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).bind(id.to_string()).fetch_optional(pool).await?
        });
        row.map(deed_of).transpose()
    }

    /// Takes back a deed that was recorded by mistake. False: there is none.
    pub async fn remove_deed(&self, municipality: &str, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM deed WHERE municipality = $1 AND id = $2";
        let removed = on_writer!(self, pool => {
            sqlx::query(SQL).bind(municipality).bind(id.to_string()).execute(pool).await?.rows_affected()
        });
        Ok(removed > 0)
    }
}

fn deed_of(row: DeedRow) -> Result<Deed, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the deed {}", row.id));
    let source = match (row.source_kind.as_deref(), row.source_id) {
        (Some(kind), Some(id)) => {
            Some(Source { kind: SourceKind::parse(kind).ok_or_else(|| corrupt("source_kind"))?, id })
        }
        _ => None,
    };
    Ok(Deed {
        id: Uuid::parse_str(&row.id).map_err(|_| corrupt("id"))?,
        kind: DeedKind::parse(&row.kind).ok_or_else(|| corrupt("kind"))?,
        started_at: Timestamp::from_microsecond(row.started_at).map_err(|_| corrupt("started_at"))?,
        minutes: row.minutes.map(u32::try_from).transpose().map_err(|_| corrupt("minutes"))?,
        at: row.lon.zip(row.lat).and_then(|(lon, lat)| LonLat::new(lon, lat)),
        counts: serde_json::from_str(&row.counts).map_err(|_| corrupt("counts"))?,
        locality: row.locality,
        place_name: row.place_name,
        source,
    })
}
