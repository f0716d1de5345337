//! Keys for programs: some rights, in one municipality or all, until a day.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::super::secrets::{fresh, sha256};
use super::super::staff::Admission;
use super::super::{Service, ServiceError};
use crate::privacy::words;
use crate::promise::Objection;
use crate::staff::audit::Act;
use crate::staff::{Account, Grants, Login, Right, Rights};
use crate::store::{ApiToken, Which};

/// A key as somebody asks for it.
#[derive(Debug, Clone)]
pub struct KeyDraft {
    pub name: String,
    pub municipality: Option<String>,
    pub rights: Rights,
    pub days: u32,
}

/// A key that has just been made. Its secret is shown once.
#[derive(Debug)]
pub struct MadeKey {
    pub key: ApiToken,
    pub secret: String,
}

/// So that it is seen for what it is, also by programs that look for secrets in the wrong places.
const PREFIX: &str = "tk_";
const LONGEST_NAME: usize = 100;
const MOST_DAYS: u32 = 400;

impl Service {
    /// The admission of a key, as long as its time is not over.
    pub(in crate::service) async fn admit_key(&self, secret: &str) -> Result<Admission, ServiceError> {
        if !secret.starts_with(PREFIX) {
            return Err(ServiceError::NotAdmitted);
        }
        let found = self.store().api_token(&sha256(secret.as_bytes()), self.now()).await?;
        let key = found.ok_or(ServiceError::NotAdmitted)?;
        if !self.still_stands_behind(&key).await? {
            return Err(ServiceError::NotAdmitted);
        }
        Ok(Admission::of(log_name(&key), None, Grants::of_rights(key.rights, key.municipality)))
    }

    /// Whether whoever made a key could still make it. The installation's own token and the operator always could.
    async fn still_stands_behind(&self, key: &ApiToken) -> Result<bool, ServiceError> {
        let Some(login) = Login::parse(&key.made_by) else { return Ok(true) };
        let maker = self.store().account(Which::Login(&login)).await?.map(|known| known.account);
        Ok(maker.is_some_and(|maker| stands_behind(&maker, key) && self.is_vouched_for(&maker)))
    }

    /// Who comes by the provider and is shut out there never comes back to lose the roles here: their keys sleep when
    /// they have not signed in for so long.
    fn is_vouched_for(&self, maker: &Account) -> bool {
        const VOUCHED_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);
        !maker.external || maker.signed_in_at.is_some_and(|at| self.now() < at + VOUCHED_FOR)
    }

    /// Ends the keys somebody made where they could no longer make them.
    pub(super) async fn end_keys_made_by(&self, maker: &Account, by: &str) -> Result<(), ServiceError> {
        let keys = self.store().api_tokens().await?;
        for key in keys.iter().filter(|key| key.made_by == maker.login.as_str() && !stands_behind(maker, key)) {
            let place = key.municipality.as_deref().unwrap_or_default();
            let about = json!({"id": key.id, "do": "end_with_maker", "made_by": key.made_by});
            self.note(by, place, Act::Change, "key", about.to_string()).await?;
            self.store().remove_api_token(key.id).await?;
        }
        Ok(())
    }

    /// The keys of the municipalities somebody administers.
    pub async fn keys(&self, admission: &Admission) -> Result<Vec<ApiToken>, ServiceError> {
        let mut keys = self.store().api_tokens().await?;
        keys.retain(|key| administers(admission, key.municipality.as_deref()));
        Ok(keys)
    }

    /// Makes a key. It opens nothing its maker may not do there, and no accounts.
    pub async fn make_key(&self, draft: KeyDraft, admission: &Admission) -> Result<MadeKey, ServiceError> {
        let mut objections = Vec::new();
        let name = draft.name.trim().to_owned();
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            objections.push(Objection::new(
                "/name",
                "name",
                format!("Skriv vad nyckeln är till för, på en rad med 1–{LONGEST_NAME} tecken."),
                format!("Write what the key is for, on one line of 1–{LONGEST_NAME} characters."),
            ));
        } else {
            // It is written into the log, which keeps it for good.
            objections.extend(words::objection("/name", &name));
        }
        if !(1..=MOST_DAYS).contains(&draft.days) {
            objections.push(Objection::new(
                "/days",
                "days",
                format!("En nyckel gäller 1–{MOST_DAYS} dagar."),
                format!("A key is good for 1–{MOST_DAYS} days."),
            ));
        }
        if draft.rights.is_empty() || draft.rights.holds(Right::Administer) {
            objections.push(Objection::new(
                "/rights",
                "rights",
                "Välj vad nyckeln ska öppna. Konton kan ingen nyckel sköta.",
                "Choose what the key opens. No key can look after accounts.",
            ));
        }
        let known = draft.municipality.as_ref().is_none_or(|code| self.served().contains_key(code));
        if !known || !administers(admission, draft.municipality.as_deref()) {
            objections.push(Objection::new(
                "/municipality",
                "municipality",
                "Välj en kommun där du är administratör.",
                "Choose a municipality where you are an administrator.",
            ));
        }
        let lacking = admission.grants().lacks(draft.rights, draft.municipality.as_deref());
        if objections.is_empty() && !lacking.is_empty() {
            objections.push(not_the_makers(lacking));
        }
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let (secret, now) = (format!("{PREFIX}{}", fresh()), self.now());
        let key = ApiToken {
            id: Uuid::new_v4(),
            name,
            municipality: draft.municipality,
            rights: draft.rights,
            made_by: admission.who().to_owned(),
            made_at: now,
            ends_at: after_days(now, draft.days),
        };
        let rights: Vec<&str> = key.rights.iter().map(Right::as_str).collect();
        let place = key.municipality.as_deref().unwrap_or_default();
        let about = json!({"id": key.id, "do": "make", "name": key.name, "rights": rights});
        self.changing(admission, place, "key", about).await?;
        self.store().add_api_token(&sha256(secret.as_bytes()), &key).await?;
        Ok(MadeKey { key, secret })
    }

    pub async fn remove_key(&self, id: Uuid, admission: &Admission) -> Result<(), ServiceError> {
        let keys = self.keys(admission).await?;
        let key = keys.iter().find(|key| key.id == id).ok_or(ServiceError::NotFound)?;
        let place = key.municipality.as_deref().unwrap_or_default();
        self.changing(admission, place, "key", json!({"id": id, "do": "remove"})).await?;
        if self.store().remove_api_token(id).await? { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}

fn administers(admission: &Admission, municipality: Option<&str>) -> bool {
    may_make_keys(admission.grants(), municipality)
}

fn may_make_keys(grants: &Grants, municipality: Option<&str>) -> bool {
    match municipality {
        None => grants.holds_everywhere(Right::Administer),
        Some(code) => grants.holds(Right::Administer, code),
    }
}

fn stands_behind(maker: &Account, key: &ApiToken) -> bool {
    let (held, place) = (Grants::of(&maker.grants), key.municipality.as_deref());
    !maker.disabled && may_make_keys(&held, place) && held.lacks(key.rights, place).is_empty()
}

/// What the log calls who comes with a key: which key, and who made it.
fn log_name(key: &ApiToken) -> String {
    format!("key:{}:{}", key.id, key.made_by)
}

fn not_the_makers(rights: Rights) -> Objection {
    let words: Vec<&str> = rights.iter().map(Right::as_str).collect();
    let words = words.join(", ");
    Objection::new(
        "/rights",
        "rights_not_yours",
        format!("En nyckel öppnar bara det du själv får göra där. Du får inte: {words}."),
        format!("A key opens only what you may do there yourself. You may not: {words}."),
    )
}

fn after_days(now: Timestamp, days: u32) -> Timestamp {
    now + SignedDuration::from_hours(24 * i64::from(days))
}
