//! The register of remedies.

use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Meant, Served, Service, ServiceError};
use super::{objected, without_persons};
use crate::promise::{Deed, Remedy, RemedyGround, SourceKind};
use crate::report::Geometry;
use crate::town::naming::{locality_of, name_of};

impl Service {
    /// Every remedy, the newest change first, and which day it is there. Each reading is logged: proposals are not
    /// public.
    pub async fn remedies(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<(Vec<Remedy>, Date), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        self.reader(admission, served.town.code(), "remedies", String::new()).await?;
        Ok((self.store().remedies(served.town.code()).await?, self.today(&served)))
    }

    pub async fn remedy(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<(Remedy, Date), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        self.reader(admission, served.town.code(), "remedy", id.to_string()).await?;
        let found = self.store().remedy(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        Ok((found, self.today(&served)))
    }

    pub async fn make_remedy(
        &self,
        municipality: Option<&str>,
        body: &Value,
        admission: &Admission,
    ) -> Result<(Remedy, Date), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let remedy = self.on_ground(&served, |ground| Remedy::read(Uuid::new_v4(), body, ground))?;
        let deed = self.entered(&served, &remedy, body, None).await?;
        self.changing(
            admission,
            served.town.code(),
            "remedy",
            json!({"id": remedy.id, "do": "make", "kind": remedy.kind}),
        )
        .await?;
        let change = self.store().add_remedy(served.town.code(), &remedy, deed.as_ref()).await?;
        Meant::default().kept(change)?;
        Ok((remedy, self.today(&served)))
    }

    /// Changes some fields of a remedy, its state among them.
    pub async fn change_remedy(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        patch: &Value,
        admission: &Admission,
    ) -> Result<(Remedy, Date), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        // The answer holds the remedy as a whole, also what the patch does not name.
        self.reader(admission, served.town.code(), "remedy", id.to_string()).await?;
        let old = self.store().remedy(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        meant.check(old.version)?;
        let mut remedy = self.on_ground(&served, |ground| old.changed(patch, ground))?;
        let deed = self.entered(&served, &remedy, patch, Some(&old)).await?;
        self.changing(
            admission,
            served.town.code(),
            "remedy",
            json!({"id": id, "do": "change", "state": remedy.state.as_str(), "version": remedy.version}),
        )
        .await?;
        meant.kept(self.store().change_remedy(served.town.code(), &remedy, deed.as_ref()).await?)?;
        remedy.version += 1;
        Ok((remedy, self.today(&served)))
    }

    /// Takes a proposal out of the register. What everybody was told is dropped with a reason instead.
    pub async fn remove_remedy(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        admission: &Admission,
    ) -> Result<(), ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let old = self.store().remedy(served.town.code(), id).await?.ok_or(ServiceError::NotFound)?;
        meant.check(old.version)?;
        if old.is_public() {
            return Err(objected(
                "/state",
                "already_public",
                "Åtgärden är beslutad och visas för alla. Lägg ner den med ett skäl i stället för att ta bort den.",
                "The remedy is decided and everybody can read of it. Drop it with a reason instead of removing it.",
            ));
        }
        self.changing(
            admission,
            served.town.code(),
            "remedy",
            json!({"id": id, "do": "remove", "version": old.version}),
        )
        .await?;
        meant.kept(self.store().remove_remedy(served.town.code(), id, old.version).await?)
    }

    pub(super) fn on_ground(
        &self,
        served: &Served,
        read: impl FnOnce(&RemedyGround) -> Result<Remedy, Vec<crate::promise::Objection>>,
    ) -> Result<Remedy, ServiceError> {
        let (town, ground) = (&served.town, served.ground());
        let named = |place: &Geometry| {
            let shape = place.shape(&town.metric);
            let weighed: Vec<_> = shape.points().map(|at| (at, 1.0)).collect();
            (name_of(&ground, town, &weighed).sv, locality_of(&ground, town, shape.anchor()))
        };
        let now = Timestamp::from_microsecond(self.now().as_microsecond()).expect("now is a time");
        read(&RemedyGround { town, now, named: &named }).map_err(ServiceError::Objections)
    }

    /// What is recorded with a remedy that may be entered, or why it may not.
    async fn entered(
        &self,
        served: &Served,
        remedy: &Remedy,
        sent: &Value,
        old: Option<&Remedy>,
    ) -> Result<Option<Deed>, ServiceError> {
        // The name the town gave the place is its own; only what somebody wrote is looked through.
        without_persons(remedy.written().filter(|(pointer, _)| sent.get(&pointer[1..]).is_some()))?;
        let code = served.town.code();
        let is_new_origin = old.is_none_or(|old| old.origin != remedy.origin);
        if let Some(origin) = remedy.origin.as_ref().filter(|origin| is_new_origin && origin.kind == SourceKind::Report)
            && !self.store().has_report(code, &origin.id).await?
        {
            return Err(objected(
                "/origin/id",
                "unknown_report",
                "Det finns ingen rapport med det numret.",
                "There is no report of that number.",
            ));
        }
        Ok(remedy.done_on.and_then(|day| remedy.deed(self.noon(served, day))))
    }

    /// A day as an instant that lies in it wherever the clock is changed.
    pub(super) fn noon(&self, served: &Served, day: Date) -> Timestamp {
        let noon = day.at(12, 0, 0, 0).to_zoned(served.town.clock.zone().clone());
        noon.map_or_else(|_| self.now(), |zoned| zoned.timestamp())
    }
}
