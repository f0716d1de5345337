//! What was promised.

use serde_json::{Value, json};

use super::super::staff::Admission;
use super::super::{Meant, Service, ServiceError};
use super::{objected, without_persons};
use crate::promise::{Pledge, PledgeSet};

impl Service {
    /// Every pledge, in the order in which they were entered. They are public, and so is this list.
    pub async fn pledges(&self, municipality: Option<&str>) -> Result<Vec<Pledge>, ServiceError> {
        let served = self.serving(municipality)?;
        Ok(self.store().pledges(served.town.code()).await?)
    }

    /// Enters a pledge, or a whole set that ships with the program: `{"set": "osby_2021"}`.
    pub async fn make_pledges(
        &self,
        municipality: Option<&str>,
        body: &Value,
        admission: &Admission,
    ) -> Result<Vec<Pledge>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let today = self.today(&served);
        let made = match body.get("set") {
            Some(wanted) => {
                let since = match body.get("since").and_then(Value::as_str) {
                    None => today,
                    Some(day) => day.parse().map_err(|_| {
                        objected(
                            "/since",
                            "bad_date",
                            "Dagen skrivs som 2026-11-22.",
                            "The day is written as 2026-11-22.",
                        )
                    })?,
                };
                let set = PledgeSet::shipped().into_iter().find(|set| wanted.as_str() == Some(&set.code));
                let unknown = || {
                    let (sv, en) = (
                        "Den samlingen finns inte. De som finns står i /api/v1/promises/words.",
                        "There is no such set. Those there are stand in /api/v1/promises/words.",
                    );
                    objected("/set", "unknown_word", sv, en)
                };
                set.ok_or_else(unknown)?.since(since)
            }
            None => vec![Pledge::read(body, today).map_err(ServiceError::Objections)?],
        };
        let known = self.store().pledges(code).await?;
        if let Some(taken) = made.iter().find(|own| known.iter().any(|other| other.id == own.id)) {
            return Err(objected(
                "/id",
                "taken",
                &format!("Det finns redan ett löfte som heter {}. Ändra det, eller välj ett annat namn.", taken.id),
                &format!("There is a promise called {} already. Change it, or choose another name.", taken.id),
            ));
        }
        if body.get("set").is_none() {
            made.iter().try_for_each(checked)?;
        }
        self.changing(admission, code, "pledges", json!({"do": "make", "n": made.len()})).await?;
        let change = self.store().add_pledges(code, &made).await?;
        Meant::default().kept(change)?;
        Ok(made)
    }

    /// Changes some fields of a pledge; `null` empties one. Its `id` stays.
    pub async fn change_pledge(
        &self,
        municipality: Option<&str>,
        (id, meant): (&str, &Meant),
        patch: &Value,
        admission: &Admission,
    ) -> Result<Pledge, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let known = self.store().pledges(code).await?;
        let old = known.iter().find(|pledge| pledge.id == id).ok_or(ServiceError::NotFound)?;
        meant.check(old.version)?;
        let mut body = old.body();
        let fields = patch
            .as_object()
            .ok_or_else(|| objected("", "bad_type", "En ändring är ett JSON-objekt.", "A change is a JSON object."))?;
        for (name, value) in fields {
            body[name.as_str()] = value.clone();
        }
        let mut pledge = Pledge::read(&body, self.today(&served)).map_err(ServiceError::Objections)?;
        pledge.version = old.version;
        if pledge.id != id {
            return Err(objected("/id", "fixed", "Ett löfte behåller sitt namn.", "A promise keeps its name."));
        }
        checked(&pledge)?;
        self.changing(admission, code, "pledges", json!({"id": id, "do": "change"})).await?;
        meant.kept(self.store().change_pledge(code, &pledge).await?)?;
        pledge.version += 1;
        Ok(pledge)
    }
}

fn checked(pledge: &Pledge) -> Result<(), ServiceError> {
    let written = [
        ("/sv", Some(&pledge.sv)),
        ("/en", Some(&pledge.en)),
        ("/owner", Some(&pledge.owner)),
        ("/source", pledge.source.as_ref()),
    ];
    without_persons(written.into_iter().filter_map(|(pointer, text)| text.map(|text| (pointer, text.as_str()))))
}
