//! Somebody the provider vouches for: their account, and the roles their groups give.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::super::Service;
use super::provider::Tokens;
use super::refusal::NotSignedIn;
use super::{ProviderSettings, SingleSignOn};
use crate::interop::openid::{Claims, Discovery, texts_at};
use crate::staff::audit::Act;
use crate::staff::{Account, Grant, Login};
use crate::store::{Change, Which};

/// Who the log says did it.
const BY: &str = "system";
const LONGEST_NAME: usize = 100;
/// So many may have the same login at the provider before one becomes random.
const MOST_NAMESAKES: u32 = 50;
/// Signing in twice in the same moment is settled by the second try.
const TRIES: usize = 3;

impl Service {
    /// The account of whoever this is, as it is to be from now on.
    pub(super) async fn arrive(
        &self,
        sso: &SingleSignOn,
        discovery: &Discovery,
        claims: Claims,
        tokens: &Tokens,
    ) -> Result<Account, NotSignedIn> {
        let settings = &*sso.settings;
        let Claims { subject, all } = claims;
        if !settings.acr.is_empty()
            && !texts_at(&all, "acr").iter().any(|acr| settings.acr.iter().any(|one| one == acr))
        {
            return Err(NotSignedIn::Weak);
        }
        let all = if is_enough(&all, settings) {
            all
        } else {
            joined(all, &subject, sso.provider.more_claims(discovery, tokens).await?)?
        };
        let grants = settings.roles.of(&texts_at(&all, &settings.groups_claim));
        // An issuer is an address and holds no space.
        let external = format!("{} {subject}", settings.issuer);
        for _ in 0..TRIES {
            let Some(known) = self.store().account(Which::External(&external)).await? else {
                if grants.is_empty() {
                    return Err(NotSignedIn::NoRole);
                }
                if let Some(made) = self.make_external(&external, &all, &grants).await? {
                    return Ok(made);
                }
                continue;
            };
            if let Some(account) = self.settle(known.account, &all, &grants).await? {
                return Ok(account);
            }
        }
        Err(NotSignedIn::Failed)
    }

    /// Sets name and roles to what the provider says now. `None`: somebody changed the account in the same moment.
    async fn settle(
        &self,
        mut account: Account,
        all: &Value,
        grants: &[Grant],
    ) -> Result<Option<Account>, NotSignedIn> {
        if account.disabled {
            self.note(account.login.as_str(), "", Act::Refused, "session", String::new()).await?;
            return Err(NotSignedIn::Closed);
        }
        let held: BTreeSet<Grant> = account.grants.iter().cloned().collect();
        let given: BTreeSet<Grant> = grants.iter().cloned().collect();
        let name = name_in(all, &account.login);
        if held != given || account.name != name {
            account.grants = grants.to_vec();
            account.name = name;
            let concerned: Vec<Grant> = held.union(&given).cloned().collect();
            self.note_external(&account, "sign_in", &concerned).await?;
            if self.store().change_account(&account).await? != Change::Kept {
                return Ok(None);
            }
            account.version += 1;
            self.end_keys_made_by(&account, BY).await?;
        }
        if grants.is_empty() {
            self.store().end_sessions(account.id, None).await?;
            self.note(account.login.as_str(), "", Act::Refused, "session", String::new()).await?;
            return Err(NotSignedIn::NoRole);
        }
        Ok(Some(account))
    }

    /// A new account, under a login nobody has: one that exists is never taken over, whatever it is called. `None`: it
    /// was made in another place in the same moment.
    async fn make_external(
        &self,
        external: &str,
        all: &Value,
        grants: &[Grant],
    ) -> Result<Option<Account>, NotSignedIn> {
        let called = ["preferred_username", "upn", "email"].iter().find_map(|name| text(all, name)).unwrap_or("konto");
        for nth in 1..=MOST_NAMESAKES + 1 {
            let login = if nth > MOST_NAMESAKES {
                Login::near(&format!("konto-{}", Uuid::new_v4().simple()), 1)
            } else {
                Login::near(called, nth)
            };
            let Some(login) = login else { continue };
            if self.store().account(Which::Login(&login)).await?.is_some() {
                continue;
            }
            let account = Account {
                id: Uuid::new_v4(),
                name: name_in(all, &login),
                login,
                grants: grants.to_vec(),
                disabled: false,
                enrolled: false,
                external: true,
                made_at: self.now(),
                signed_in_at: None,
                version: 1,
            };
            self.note_external(&account, "make", grants).await?;
            if self.store().add_account(&account, Some(external)).await? {
                return Ok(Some(account));
            }
            if self.store().account(Which::External(external)).await?.is_some() {
                return Ok(None);
            }
        }
        Err(NotSignedIn::Failed)
    }

    /// A line for each municipality the roles concern, so that its own auditor reads it.
    async fn note_external(&self, account: &Account, what: &str, concerned: &[Grant]) -> Result<(), NotSignedIn> {
        let roles: Vec<String> = account.grants.iter().map(Grant::to_string).collect();
        let about = json!({"login": account.login.as_str(), "do": what, "by": "provider", "roles": roles}).to_string();
        let mut places: BTreeSet<&str> =
            concerned.iter().map(|grant| grant.municipality.as_deref().unwrap_or_default()).collect();
        if places.is_empty() {
            places.insert("");
        }
        for place in places {
            self.note(BY, place, Act::Change, "account", about.clone()).await?;
        }
        Ok(())
    }
}

/// Whether the token itself says what groups somebody is in and what they are called.
fn is_enough(all: &Value, settings: &ProviderSettings) -> bool {
    !texts_at(all, &settings.groups_claim).is_empty() && text(all, "name").is_some()
}

/// What the token says, and where it says nothing or names nobody (no group, an empty name), what the provider told
/// beside it: of the same person only.
fn joined(mut all: Value, subject: &str, more: Option<Value>) -> Result<Value, NotSignedIn> {
    let Some(Value::Object(more)) = more else { return Ok(all) };
    if more.get("sub").and_then(Value::as_str) != Some(subject) {
        tracing::warn!("the provider told of somebody else than the token is about");
        return Err(NotSignedIn::Wrong);
    }
    fill(&mut all, Value::Object(more));
    Ok(all)
}

/// Takes over what is missing or empty, also deeper down: groups may lie there.
fn fill(said: &mut Value, more: Value) {
    match (said, more) {
        (said, more) if says_nothing(said) => *said = more,
        (Value::Object(said), Value::Object(more)) => {
            for (name, value) in more {
                fill(said.entry(name).or_insert(Value::Null), value);
            }
        }
        _ => {}
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn text<'a>(all: &'a Value, name: &str) -> Option<&'a str> {
    all.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// What colleagues call them; without a name, their login.
fn name_in(all: &Value, login: &Login) -> String {
    let plain = |name: &str| name.trim().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect::<String>();
    let name = text(all, "name").map(plain).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| login.as_str().chars().take(LONGEST_NAME).collect())
}
