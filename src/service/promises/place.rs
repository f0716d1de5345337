//! What happened to the place of a report, for whoever holds its secret link.

use std::collections::BTreeMap;

use super::super::submit::token_hash;
use super::super::{Service, ServiceError};
use crate::observation::Month;
use crate::privacy::{Cleared, PublicPromises, Register, Shown, public_promises};
use crate::promise::{DeedKind, Remedy, SourceKind};
use crate::town::naming::locality_of;

/// A remedy so near is about the same place.
const NEAR_M: f64 = 75.0;
const MONTHS_OF_CHECKS: i64 = 6;

#[derive(Debug, Clone)]
pub struct PlaceStory {
    /// The public stories of the remedies here, and nothing of any report.
    pub stories: Cleared<PublicPromises>,
    pub locality: Option<String>,
    /// Traffic checks in the locality by month, the newest first; only months that have ended, each from 0.
    pub checks: Vec<(Month, u32)>,
}

impl Service {
    /// None for a report that was taken back.
    pub async fn place_story(&self, token: &str) -> Result<Option<PlaceStory>, ServiceError> {
        let Some(found) = self.store().followed_place(&token_hash(token)).await? else { return Ok(None) };
        let served = self.serving(Some(&found.municipality))?;
        let town = &served.town;
        let here = found.place.shape(&town.metric);
        let is_from_it = |remedy: &Remedy| {
            remedy.origin.as_ref().is_some_and(|origin| {
                origin.kind == SourceKind::Report
                    && (origin.id == found.reference || origin.id == found.key.to_string())
            })
        };
        let is_near = |remedy: &Remedy| remedy.place.shape(&town.metric).distance_m(&here) <= NEAR_M;
        let mut remedies = self.store().remedies(town.code()).await?;
        remedies.retain(|remedy| is_from_it(remedy) || is_near(remedy));

        let current = Month::at(self.now().as_second(), town.clock.zone());
        let from = Month::from_number(current.number() - MONTHS_OF_CHECKS).unwrap_or(current);
        let locality = locality_of(&served.ground(), town, here.anchor());
        let mut by_month: BTreeMap<Month, u32> = BTreeMap::new();
        let deeds = self.deeds_by_month(&served, from, current).await?;
        for (month, _) in
            deeds.iter().filter(|(_, deed)| deed.kind == DeedKind::TrafficCheck && deed.locality == locality)
        {
            *by_month.entry(*month).or_default() += 1;
        }
        let mut checks = Vec::new();
        let mut month = from;
        while month < current && !by_month.is_empty() {
            checks.push((month, by_month.get(&month).copied().unwrap_or(0)));
            month = month.next();
        }
        checks.reverse();

        let public = served.public.read().expect("no holder panics").clone();
        let register = Register {
            pledges: &[],
            deeds: &[],
            planned: &[],
            remedies: &remedies,
            published: &public.cells,
            unpublished: &public.unpublished,
            published_through: self.store().published_through(town.code()).await?,
            k: town.municipality.k,
            metric: &town.metric,
        };
        let shown = Shown { from, current, today: self.today(&served) };
        Ok(Some(PlaceStory { stories: public_promises(&register, shown), locality, checks }))
    }
}
