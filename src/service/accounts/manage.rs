//! Making accounts and giving roles.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Meant, Service, ServiceError};
use super::places_of;
use crate::promise::Objection;
use crate::staff::{Account, Grant, Grants, Login, Right, login_objection};
use crate::store::Which;

/// An account as somebody asks for it.
#[derive(Debug, Clone)]
pub struct AccountDraft {
    pub login: String,
    pub name: String,
    pub grants: Vec<Grant>,
}

/// What is to be different; what is not named stays.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    pub name: Option<String>,
    pub grants: Option<Vec<Grant>>,
    pub disabled: Option<bool>,
}

/// An account and the code with which its holder chooses a password: shown once.
#[derive(Debug)]
pub struct Invited {
    pub account: Account,
    pub code: String,
    pub ends_at: Timestamp,
}

const LONGEST_NAME: usize = 100;

impl Service {
    /// The accounts with a role an administrator could give.
    pub async fn accounts(&self, admission: &Admission) -> Result<Vec<Account>, ServiceError> {
        let all = self.store().accounts().await?.into_iter().map(|known| known.account);
        Ok(all.filter(|account| has_a_part_in(admission.grants(), account)).collect())
    }

    /// Whether somebody looks after all of an account, and not only the roles of their own municipality.
    pub fn is_theirs(&self, account: &Account, admission: &Admission) -> bool {
        looks_after(admission.grants(), account)
    }

    pub async fn make_account(&self, draft: &AccountDraft, admission: &Admission) -> Result<Invited, ServiceError> {
        let mut objections = self.grant_objections(&draft.grants, &[], admission.grants());
        let name = name_of(&draft.name, &mut objections);
        let login = Login::parse(&draft.login);
        let (true, Some(login)) = (objections.is_empty(), &login) else {
            objections.extend(login.is_none().then(login_objection));
            return Err(ServiceError::Objections(objections));
        };
        let account = Account {
            id: Uuid::new_v4(),
            login: login.clone(),
            name,
            grants: draft.grants.clone(),
            disabled: false,
            enrolled: false,
            external: false,
            made_at: self.now(),
            signed_in_at: None,
            version: 1,
        };
        let about = json!({"login": login.as_str(), "do": "make", "roles": roles(&account)});
        self.changing_account(admission, &account.grants, &about).await?;
        if !self.store().add_account(&account, None).await? {
            return Err(ServiceError::Objections(vec![Objection::new(
                "/login",
                "login_taken",
                "Det finns redan ett konto med det inloggningsnamnet.",
                "There is an account with that login already.",
            )]));
        }
        self.invited(account).await
    }

    /// A new invitation, for whoever forgot their password or lost phone and codes. Sessions go on until it is used.
    pub async fn invite_again(&self, id: Uuid, admission: &Admission) -> Result<Invited, ServiceError> {
        if admission.account() == Some(id) {
            return Err(ServiceError::Objections(vec![Objection::new(
                "",
                "own_account",
                "Välj ett nytt lösenord under Mitt konto: där frågas efter det gamla.",
                "Choose a new password under My account: there the old one is asked for.",
            )]));
        }
        let account = self.looked_after(id, admission).await?;
        if account.external {
            return Err(ServiceError::ProvidersAccount);
        }
        let about = json!({"login": account.login.as_str(), "do": "invite"});
        self.changing_account(admission, &account.grants, &about).await?;
        self.invited(account).await
    }

    pub async fn change_account(
        &self,
        (id, meant): (Uuid, &Meant),
        change: &AccountChange,
        admission: &Admission,
    ) -> Result<Account, ServiceError> {
        let known = self.store().account(Which::Id(id)).await?.ok_or(ServiceError::NotFound)?;
        let mut account = known.account;
        if !has_a_part_in(admission.grants(), &account) {
            return Err(ServiceError::NotAllowed);
        }
        meant.check(account.version)?;
        // What the provider says would stand there again at the next sign-in; closing is for the administrator all the
        // same.
        if account.external && (change.name.is_some() || change.grants.is_some()) {
            return Err(ServiceError::ProvidersAccount);
        }
        let held = account.grants.clone();
        let mut objections = Vec::new();
        let is_renamed = change.name.as_ref().is_some_and(|name| name.trim() != account.name);
        let is_shut = change.disabled.is_some_and(|disabled| disabled != account.disabled);
        if (is_renamed || is_shut) && !looks_after(admission.grants(), &account) {
            objections.push(Objection::new(
                "",
                "not_yours_alone",
                "Kontot används också i en annan kommun. Du kan ge och ta roller i din egen.",
                "The account is used in another municipality too. You can give and take roles in your own.",
            ));
        }
        if let Some(name) = &change.name {
            account.name = name_of(name, &mut objections);
        }
        if let Some(grants) = &change.grants {
            objections.extend(self.grant_objections(grants, &account.grants, admission.grants()));
            account.grants.clone_from(grants);
        }
        account.disabled = change.disabled.unwrap_or(account.disabled);
        let is_own = admission.account() == Some(id);
        let are_others = account.grants.iter().collect::<BTreeSet<_>>() != held.iter().collect::<BTreeSet<_>>();
        if is_own && (account.disabled || are_others) {
            objections.push(Objection::new(
                "",
                "own_account",
                "Du kan inte stänga ditt eget konto eller ändra dina egna roller. Be en annan administratör.",
                "You cannot close your own account or change your own roles. Ask another administrator.",
            ));
        }
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let about = json!({"login": account.login.as_str(), "do": "change", "roles": roles(&account),
            "disabled": account.disabled});
        let concerned: Vec<Grant> = held.iter().chain(&account.grants).cloned().collect();
        self.changing_account(admission, &concerned, &about).await?;
        meant.kept(self.store().change_account(&account).await?)?;
        self.end_keys_made_by(&account, admission.who()).await?;
        account.version += 1;
        Ok(account)
    }

    /// Signs somebody out everywhere.
    pub async fn end_sessions_of(&self, id: Uuid, admission: &Admission) -> Result<(), ServiceError> {
        let account = self.looked_after(id, admission).await?;
        let about = json!({"login": account.login.as_str(), "do": "end_sessions"});
        self.changing_account(admission, &account.grants, &about).await?;
        self.store().end_sessions(id, None).await?;
        Ok(())
    }

    /// Writes a line for each municipality the roles concern, so that its own auditor reads it.
    async fn changing_account(
        &self,
        admission: &Admission,
        grants: &[Grant],
        about: &Value,
    ) -> Result<(), ServiceError> {
        for place in places_of(grants) {
            self.changing(admission, place, "account", about.clone()).await?;
        }
        Ok(())
    }

    async fn invited(&self, account: Account) -> Result<Invited, ServiceError> {
        let (code, ends_at) = self.invite_new(account.id).await?;
        Ok(Invited { account, code, ends_at })
    }

    async fn looked_after(&self, id: Uuid, admission: &Admission) -> Result<Account, ServiceError> {
        let known = self.store().account(Which::Id(id)).await?.ok_or(ServiceError::NotFound)?;
        let mine = looks_after(admission.grants(), &known.account);
        if mine { Ok(known.account) } else { Err(ServiceError::NotAllowed) }
    }

    /// What speaks against giving and taking these roles.
    fn grant_objections(&self, wanted: &[Grant], held: &[Grant], giver: &Grants) -> Vec<Objection> {
        let served = self.served();
        let mut objections = Vec::new();
        for (nth, grant) in wanted.iter().enumerate() {
            let pointer = format!("/roles/{nth}");
            if grant.municipality.as_ref().is_some_and(|code| !served.contains_key(code)) {
                objections.push(Objection::new(
                    &pointer,
                    "unknown_municipality",
                    "Den kommunen finns inte här.",
                    "There is no such municipality here.",
                ));
            } else if !held.contains(grant) && !giver.may_give(grant) {
                objections.push(not_yours(&pointer));
            }
        }
        let taken = held.iter().any(|grant| !wanted.contains(grant) && !giver.may_give(grant));
        objections.extend(taken.then(|| not_yours("/roles")));
        objections
    }
}

fn roles(account: &Account) -> Vec<String> {
    account.grants.iter().map(Grant::to_string).collect()
}

fn not_yours(pointer: &str) -> Objection {
    Objection::new(
        pointer,
        "not_yours_to_give",
        "Du kan ge och ta roller bara där du själv är administratör.",
        "You can give and take roles only where you are an administrator yourself.",
    )
}

/// Whoever could take over an account must be allowed to give every role it has.
/// One without any role is for whoever administers everything: it may have been somebody's elsewhere.
fn looks_after(grants: &Grants, account: &Account) -> bool {
    if account.grants.is_empty() {
        return grants.holds_everywhere(Right::Administer);
    }
    account.grants.iter().all(|grant| grants.may_give(grant))
}

/// Whether some of its roles are theirs to give: those they may take back.
fn has_a_part_in(grants: &Grants, account: &Account) -> bool {
    looks_after(grants, account) || account.grants.iter().any(|grant| grants.may_give(grant))
}

fn name_of(name: &str, objections: &mut Vec<Objection>) -> String {
    let name = name.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !fits {
        objections.push(Objection::new(
            "/name",
            "name",
            format!("Skriv ett namn på 1–{LONGEST_NAME} tecken."),
            format!("Write a name of 1–{LONGEST_NAME} characters."),
        ));
    }
    name.to_owned()
}
