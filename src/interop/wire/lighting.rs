//! What is asked of the planner of light, and unit prices.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::planning::lighting::UnitPrices;

/// Where light, or a free sight, helps first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LightingBody {
    /// Code; missing: the first.
    pub municipality: Option<String>,
    /// `light`, `sight` or `both` (the default).
    pub kind: Option<String>,
    /// What may be spent, in whole units of the currency: what fits is chosen. Needs unit prices.
    pub budget: Option<u64>,
    /// Lamps farther apart than this leave dark between them: 15 to 80 m, 40 when it is left out.
    pub spacing_m: Option<f64>,
    /// Every lamp is in the register: a street without lamps is dark, and not unknown.
    pub lamps_complete: bool,
    /// Ids of stretches that are done in any case.
    pub locked: Vec<String>,
    /// Ids of stretches that are not done.
    pub forbidden: Vec<String>,
    /// First month or day whose reports count: YYYY-MM or YYYY-MM-DD; missing: the first there is.
    pub from: Option<String>,
    /// Last month or day.
    pub to: Option<String>,
}

/// What the municipality pays, in whole units of its currency; `null`: nobody has said.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitPricesBody {
    /// To mend or change a lamp.
    #[serde(default)]
    pub lamp_repair: Option<u64>,
    /// A new lamp on its post, cable included.
    #[serde(default)]
    pub new_lamp: Option<u64>,
    /// To cut back what blocks the sight, for each metre of street.
    #[serde(default)]
    pub trim_per_m: Option<u64>,
}

impl UnitPricesBody {
    pub fn of(prices: &UnitPrices) -> Self {
        let UnitPrices { lamp_repair, new_lamp, trim_per_m } = *prices;
        Self { lamp_repair, new_lamp, trim_per_m }
    }

    pub fn prices(&self) -> UnitPrices {
        UnitPrices { lamp_repair: self.lamp_repair, new_lamp: self.new_lamp, trim_per_m: self.trim_per_m }
    }
}
