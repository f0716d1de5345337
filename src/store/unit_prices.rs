//! What a municipality pays for light and sight.

use jiff::Timestamp;

use super::{Store, StoreError, on_reader, on_writer};
use crate::planning::lighting::UnitPrices;

#[derive(sqlx::FromRow)]
struct PriceRow {
    lamp_repair: Option<i64>,
    new_lamp: Option<i64>,
    trim_per_m: Option<i64>,
    changed_at: i64,
}

impl Store {
    /// The prices, and when they were last changed; `None`: nobody has entered any.
    pub async fn unit_prices(&self, municipality: &str) -> Result<Option<(UnitPrices, Timestamp)>, StoreError> {
        const SQL: &str =
            "SELECT lamp_repair, new_lamp, trim_per_m, changed_at FROM unit_prices WHERE municipality = $1";
        let row: Option<PriceRow> =
            on_reader!(self, pool => sqlx::query_as(SQL).bind(municipality).fetch_optional(pool).await?);
        row.map(|row| {
            let corrupt = |column: &str| StoreError::Corrupt(format!("{column} of the unit prices of {municipality}"));
            let price = |price: Option<i64>, column| {
                price.map(|price| u64::try_from(price).map_err(|_| corrupt(column))).transpose()
            };
            let prices = UnitPrices {
                lamp_repair: price(row.lamp_repair, "lamp_repair")?,
                new_lamp: price(row.new_lamp, "new_lamp")?,
                trim_per_m: price(row.trim_per_m, "trim_per_m")?,
            };
            let changed_at = Timestamp::from_microsecond(row.changed_at).map_err(|_| corrupt("changed_at"))?;
            Ok((prices, changed_at))
        })
        .transpose()
    }

    /// Replaces all prices.
    pub async fn put_unit_prices(
        &self,
        municipality: &str,
        prices: &UnitPrices,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO unit_prices (municipality, lamp_repair, new_lamp, trim_per_m, changed_at) \
            VALUES ($1,$2,$3,$4,$5) ON CONFLICT (municipality) DO UPDATE SET lamp_repair = excluded.lamp_repair, \
            new_lamp = excluded.new_lamp, trim_per_m = excluded.trim_per_m, changed_at = excluded.changed_at";
        let whole = |price: Option<u64>| price.map(|price| i64::try_from(price).unwrap_or(i64::MAX));
        on_writer!(self, pool => {
            sqlx::query(SQL)
                .bind(municipality)
                .bind(whole(prices.lamp_repair))
                .bind(whole(prices.new_lamp))
                .bind(whole(prices.trim_per_m))
                .bind(now.as_microsecond())
                .execute(pool)
                .await?;
        });
        Ok(())
    }
}
