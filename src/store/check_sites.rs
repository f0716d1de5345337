//! Places for traffic checks that staff added or forbade.

use jiff::Timestamp;

use super::{Store, StoreError, on_reader, on_writer};
use crate::geodesy::LonLat;
use crate::promise::{CheckSite, SiteState};

#[derive(sqlx::FromRow)]
struct SiteRow {
    id: String,
    name: Option<String>,
    lon: f64,
    lat: f64,
    state: String,
}

impl Store {
    /// In the order of their ids.
    pub async fn check_sites(&self, municipality: &str) -> Result<Vec<CheckSite>, StoreError> {
        const SQL: &str = "SELECT id, name, lon, lat, state FROM check_site WHERE municipality = $1 ORDER BY id";
        let rows: Vec<SiteRow> = on_reader!(self, pool => {
            sqlx::query_as(SQL).bind(municipality).fetch_all(pool).await?
        });
        rows.into_iter().map(site_of).collect()
    }

    /// Keeps a site; one of the same id is replaced.
    pub async fn keep_check_site(
        &self,
        municipality: &str,
        site: &CheckSite,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO check_site (municipality, id, name, lon, lat, state, changed_at) \
            VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT (municipality, id) DO UPDATE SET name = excluded.name, \
            lon = excluded.lon, lat = excluded.lat, state = excluded.state, changed_at = excluded.changed_at";
        on_writer!(self, pool => {
            sqlx::query(SQL)
                .bind(municipality)
                .bind(&site.id)
                .bind(site.name.as_deref())
                .bind(site.at.lon())
                .bind(site.at.lat())
                .bind(site.state.as_str())
                .bind(now.as_microsecond())
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// Forgets what was said of a site. False: nothing was.
    pub async fn remove_check_site(&self, municipality: &str, id: &str) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM check_site WHERE municipality = $1 AND id = $2";
        let removed = on_writer!(self, pool => {
            sqlx::query(SQL).bind(municipality).bind(id).execute(pool).await?.rows_affected()
        });
        Ok(removed > 0)
    }
}

fn site_of(row: SiteRow) -> Result<CheckSite, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the check site {}", row.id));
    Ok(CheckSite {
        at: LonLat::new(row.lon, row.lat).ok_or_else(|| corrupt("place"))?,
        state: SiteState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
        id: row.id,
        name: row.name,
    })
}
