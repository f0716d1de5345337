//! An account, and what its holder may do where.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Login, Right, Rights, Role};

/// A role in one municipality, or in every one of the installation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    pub role: Role,
    /// `None`: in every municipality, also those that come later.
    pub municipality: Option<String>,
}

/// `planner@1273`, or `planner` everywhere.
impl fmt::Display for Grant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.role.as_str())?;
        self.municipality.iter().try_for_each(|code| write!(out, "@{code}"))
    }
}

/// Somebody who works here. Secrets are not here: they stay in the store and the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub id: Uuid,
    pub login: Login,
    /// What colleagues call them; shown beside what they did.
    pub name: String,
    pub grants: Vec<Grant>,
    pub disabled: bool,
    /// Whether a password and a second factor have been chosen.
    pub enrolled: bool,
    /// Whether they sign in at the municipality's own provider.
    pub external: bool,
    pub made_at: Timestamp,
    pub signed_in_at: Option<Timestamp>,
    pub version: u32,
}

/// Rights by municipality.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants {
    everywhere: Rights,
    places: BTreeMap<String, Rights>,
}

impl Grants {
    /// Whoever holds the installation itself.
    pub fn everything() -> Self {
        Self { everywhere: Rights::all(), places: BTreeMap::new() }
    }

    /// These rights, in one municipality or in all.
    pub fn of_rights(rights: Rights, municipality: Option<String>) -> Self {
        match municipality {
            None => Self { everywhere: rights, places: BTreeMap::new() },
            Some(code) => Self { everywhere: Rights::NONE, places: BTreeMap::from([(code, rights)]) },
        }
    }

    pub fn of(grants: &[Grant]) -> Self {
        let mut all = Self::default();
        for Grant { role, municipality } in grants {
            let held = match municipality {
                None => &mut all.everywhere,
                Some(code) => all.places.entry(code.clone()).or_default(),
            };
            *held = held.and(role.rights());
        }
        all
    }

    pub fn rights_in(&self, municipality: &str) -> Rights {
        self.everywhere.and(self.places.get(municipality).copied().unwrap_or_default())
    }

    pub fn holds(&self, right: Right, municipality: &str) -> bool {
        self.rights_in(municipality).holds(right)
    }

    /// In every municipality of the installation.
    pub fn holds_everywhere(&self, right: Right) -> bool {
        self.everywhere.holds(right)
    }

    /// Which of these are not held in a municipality, or without one in every one.
    pub fn lacks(&self, rights: Rights, municipality: Option<&str>) -> Rights {
        let held = municipality.map_or(self.everywhere, |code| self.rights_in(code));
        rights.iter().filter(|right| !held.holds(*right)).collect()
    }

    /// In at least one.
    pub fn holds_somewhere(&self, right: Right) -> bool {
        self.holds_everywhere(right) || self.places.values().any(|rights| rights.holds(right))
    }

    /// What is held everywhere, if anything, and then what is held in single municipalities.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&str>, Rights)> {
        let everywhere = (!self.everywhere.is_empty()).then_some((None, self.everywhere));
        everywhere.into_iter().chain(self.places.iter().map(|(code, rights)| (Some(code.as_str()), *rights)))
    }

    /// Whether whoever holds these may give that: administrators give roles where they are administrators.
    pub fn may_give(&self, grant: &Grant) -> bool {
        match &grant.municipality {
            None => self.holds_everywhere(Right::Administer),
            Some(code) => self.holds(Right::Administer, code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(role: Role, municipality: Option<&str>) -> Grant {
        Grant { role, municipality: municipality.map(str::to_owned) }
    }

    #[test]
    fn a_role_in_one_municipality_opens_nothing_in_another() {
        let grants = Grants::of(&[grant(Role::Planner, Some("1273")), grant(Role::Auditor, Some("1293"))]);
        assert!(grants.holds(Right::Plan, "1273") && grants.holds(Right::Audit, "1293"));
        assert!(!grants.holds(Right::Plan, "1293") && !grants.holds(Right::Audit, "1273"));
        assert!(grants.holds_somewhere(Right::Plan) && !grants.holds_everywhere(Right::Plan));
        assert!(grants.rights_in("0180").is_empty());
    }

    #[test]
    fn what_is_lacking_is_counted_where_it_is_asked_for() {
        let grants = Grants::of(&[grant(Role::Admin, None), grant(Role::Planner, Some("1273"))]);
        let asked: Rights = [Right::ReadExact, Right::Moderate, Right::Administer].into_iter().collect();
        let lacks = |municipality| grants.lacks(asked, municipality).iter().collect::<Vec<_>>();
        assert_eq!(lacks(Some("1273")), [Right::Moderate]);
        assert_eq!(lacks(Some("1293")), [Right::ReadExact, Right::Moderate]);
        assert_eq!(lacks(None), [Right::ReadExact, Right::Moderate], "one municipality is not all of them");
        assert!(Grants::everything().lacks(Rights::all(), None).is_empty());
    }

    #[test]
    fn administrators_give_roles_only_where_they_are_administrators() {
        let local = Grants::of(&[grant(Role::Admin, Some("1273"))]);
        assert!(local.may_give(&grant(Role::Police, Some("1273"))));
        assert!(!local.may_give(&grant(Role::Police, Some("1293"))) && !local.may_give(&grant(Role::Police, None)));
        assert!(Grants::of(&[grant(Role::Admin, None)]).may_give(&grant(Role::Admin, Some("1293"))));
        assert!(!Grants::of(&[grant(Role::Coordinator, None)]).may_give(&grant(Role::Auditor, Some("1273"))));
    }

    #[test]
    fn whoever_gives_out_accounts_or_reads_the_log_sees_no_report() {
        for role in [Role::Admin, Role::Auditor] {
            assert!(!role.rights().holds(Right::ReadExact), "{role:?}");
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        for right in Right::ALL {
            assert_eq!(Right::parse(right.as_str()), Some(right));
            assert!(Role::ALL.iter().any(|role| role.rights().holds(right)), "{right:?} is in no role");
        }
    }
}
