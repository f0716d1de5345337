//! What may help to decide: earlier reports of the same thing, the name of the place, and who probably looks after it.

use super::super::{Served, Service, ServiceError};
use crate::analysis::incidents::IncidentParams;
use crate::geodesy::EastNorth;
use crate::index::{CategorySet, Filter};
use crate::observation::Category;
use crate::report::Report;
use crate::report::desk::{DeskReport, Likeness};
use crate::town::StreetClass;
use crate::town::naming::{PlaceName, locality_of, name_of};

/// More are not read through.
const MOST_LIKE: usize = 5;
/// Nearest reports looked at: at a busy place the five that matter are among them.
const LOOKED_AT: usize = 60;
/// A street this near is the one that is meant.
const ON_STREET_M: f64 = 30.0;

pub(in crate::service) struct AboutPlace {
    pub owner: &'static str,
    pub name: PlaceName,
    pub locality: Option<String>,
}

impl Service {
    /// Reports of the same category, within 50 m and 30 days before or after.
    pub(super) async fn like(&self, served: &Served, about: &DeskReport) -> Result<Vec<Likeness>, ServiceError> {
        let rule = IncidentParams::default();
        let (at, day) = place_and_day(served, &about.report);
        let snapshot = served.index.snapshot();
        let filter = Filter { categories: CategorySet::NONE.with(about.report.category), ..Filter::ALL };
        let mut found = Vec::new();
        for (hit, distance_m) in snapshot.nearest(&filter, at, LOOKED_AT) {
            let (number, days) = (i64::from(snapshot.key(hit)), day - snapshot.told_day(hit));
            let near = distance_m <= rule.radius_m && days.unsigned_abs() <= rule.open_days;
            if near && number != about.number && found.len() < MOST_LIKE {
                found.push((number, distance_m, days));
            }
        }
        let mut like = Vec::new();
        for (number, distance_m, days) in found {
            // The index knows no reference: it holds nothing that leads to a teller.
            if let Some(other) = self.store().at_desk(served.town.code(), number).await? {
                let (reference, category) = (other.report.reference, other.report.category);
                let joined_to = other.case.and_then(|case| case.joined_to);
                like.push(Likeness { number, reference, joined_to, category, distance_m, days });
            }
        }
        Ok(like)
    }
}

fn place_and_day(served: &Served, report: &Report) -> (EastNorth, i32) {
    let town = &served.town;
    (report.place.geometry.shape(&town.metric).anchor(), town.clock.day(report.told_at.as_second()))
}

/// Large roads outside the localities are the state's, how people drive is for the police, everything else is for the
/// municipality first. No layer says which yards are a housing company's: that is for whoever knows the place.
pub(in crate::service) fn about_place(served: &Served, report: &Report) -> AboutPlace {
    let (town, ground) = (&served.town, served.ground());
    let at = report.place.geometry.shape(&town.metric).anchor();
    let locality = locality_of(&ground, town, at);
    let class = ground.network.nearest(at, ON_STREET_M).map(|on| ground.network.link(on.position.link).street().class);
    let is_large = matches!(
        class,
        Some(StreetClass::Motorway | StreetClass::Trunk | StreetClass::Primary | StreetClass::Secondary)
    );
    let owner = match report.category {
        Category::Speeding | Category::NuisanceDriving => "police",
        _ if is_large && locality.is_none() => "road_authority",
        _ => "municipality",
    };
    AboutPlace { owner, name: name_of(&ground, town, &[(at, 1.0)]), locality }
}
