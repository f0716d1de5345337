//! What was done that has no page of its own: a course, an evening, an inspection. Days and counts, no words.

use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Served, Service, ServiceError};
use super::objected;
use crate::promise::{Deed, DeedFields, DeedKind};
use crate::town::Layer;

/// What the other pages record themselves.
const BY_HAND: [DeedKind; 4] = [DeedKind::Course, DeedKind::Supervision, DeedKind::EveningPatrol, DeedKind::Told];

impl Service {
    /// Everything done from the first to the last day, by when. Each reading is logged: sites and hours are not public.
    pub async fn deeds(
        &self,
        municipality: Option<&str>,
        days: (Option<Date>, Option<Date>),
        admission: &Admission,
    ) -> Result<(Vec<Deed>, jiff::tz::TimeZone), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let to = days.1.unwrap_or_else(|| self.today(&served));
        let from = days.0.unwrap_or_else(|| to.saturating_sub(jiff::Span::new().days(396)));
        let span = Self::span_of(&served, from, to).ok_or(ServiceError::NotFound)?;
        self.reader(admission, served.town.code(), "deeds", format!("{from}/{to}")).await?;
        Ok((self.store().deeds(served.town.code(), span).await?, served.town.clock.zone().clone()))
    }

    /// Records a deed; one of the same id is the same deed, sent again.
    pub async fn make_deed(
        &self,
        municipality: Option<&str>,
        body: &Value,
        admission: &Admission,
    ) -> Result<(Deed, jiff::tz::TimeZone), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let localities = localities(&served);
        let fields =
            DeedFields::read(body, &BY_HAND, &localities, self.today(&served)).map_err(ServiceError::Objections)?;
        let deed = fields.deed(self.noon(&served, fields.day));
        self.changing(
            admission,
            served.town.code(),
            "deed",
            json!({"id": deed.id, "do": "record", "kind": deed.kind.as_str()}),
        )
        .await?;
        if !self.store().record_deed(served.town.code(), &deed, self.now()).await? {
            return Err(super::super::checks::taken());
        }
        Ok((deed, served.town.clock.zone().clone()))
    }

    /// Takes back what was entered by hand and by mistake.
    pub async fn remove_deed(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<(), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let deed = self.store().deed(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        if !BY_HAND.contains(&deed.kind) {
            return Err(objected(
                "",
                "another_page",
                "Det här fördes in på en annan sida och tas tillbaka där.",
                "This was entered on another page and is taken back there.",
            ));
        }
        self.changing(admission, served.town.code(), "deed", json!({"id": id, "do": "remove"})).await?;
        self.store().remove_deed(served.town.code(), id).await?;
        Ok(())
    }
}

fn localities(served: &Served) -> Vec<String> {
    let ground = served.ground();
    let mut names: Vec<String> = ground.layer(Layer::Locality).filter_map(|feature| feature.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}
