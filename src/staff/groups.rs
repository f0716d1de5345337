//! Which groups at the municipality's own provider give which roles here.

use std::str::FromStr;

use super::{Grant, Role};

/// Groups and the roles they give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupRoles(Vec<(String, Grant)>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadGroupRoles {
    #[error("“{0}” is not written as group=municipality:role; * is every municipality")]
    Shape(String),
    #[error("“{role}” in “{line}” is no role; the roles are {known}")]
    Role { line: String, role: String, known: String },
    #[error("no group gives a role, so nobody could sign in")]
    Nothing,
}

/// `group=municipality:role`, with commas or line breaks between. In a text of several lines a group may hold commas,
/// as names in a directory do; the last `=` of a line ends the group.
impl FromStr for GroupRoles {
    type Err = BadGroupRoles;

    fn from_str(text: &str) -> Result<Self, BadGroupRoles> {
        let between = if text.trim().contains('\n') { '\n' } else { ',' };
        let lines = text.split(between).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pairs = lines.map(pair).collect::<Result<Vec<_>, _>>()?;
        if pairs.is_empty() { Err(BadGroupRoles::Nothing) } else { Ok(Self(pairs)) }
    }
}

fn pair(line: &str) -> Result<(String, Grant), BadGroupRoles> {
    let shape = || BadGroupRoles::Shape(line.to_owned());
    let (group, held) = line.rsplit_once('=').ok_or_else(shape)?;
    let (municipality, role) = held.split_once(':').ok_or_else(shape)?;
    let (group, municipality, role) = (group.trim(), municipality.trim(), role.trim());
    let is_place = municipality == "*" || municipality.chars().all(|c| c.is_ascii_alphanumeric());
    if group.is_empty() || municipality.is_empty() || !is_place {
        return Err(shape());
    }
    let role = Role::parse(role).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.into_iter().map(Role::as_str).collect();
        BadGroupRoles::Role { line: line.to_owned(), role: role.to_owned(), known: known.join(", ") }
    })?;
    let municipality = (municipality != "*").then(|| municipality.to_owned());
    Ok((group.to_owned(), Grant { role, municipality }))
}

impl GroupRoles {
    /// What somebody in these groups holds, in order and each once. A group is known by its very letters.
    pub fn of(&self, groups: &[&str]) -> Vec<Grant> {
        let given = self.0.iter().filter(|(group, _)| groups.contains(&group.as_str()));
        let mut grants: Vec<Grant> = given.map(|(_, grant)| grant.clone()).collect();
        grants.sort();
        grants.dedup();
        grants
    }

    /// The municipalities that are named.
    pub fn municipalities(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|(_, grant)| grant.municipality.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(grants: &[Grant]) -> Vec<String> {
        grants.iter().map(Grant::to_string).collect()
    }

    #[test]
    fn groups_give_what_was_written_and_nothing_else() {
        let map: GroupRoles =
            "tk-plan=1273:planner, tk-samordning=*:coordinator,tk-plan=1273:moderator".parse().unwrap();
        assert_eq!(texts(&map.of(&["tk-plan", "alla"])), ["moderator@1273", "planner@1273"]);
        assert_eq!(texts(&map.of(&["tk-samordning", "tk-samordning"])), ["coordinator"]);
        assert!(map.of(&["TK-PLAN", "tk-pla", ""]).is_empty() && map.of(&[]).is_empty());
        assert_eq!(map.municipalities().collect::<Vec<_>>(), ["1273", "1273"]);
    }

    #[test]
    fn names_of_a_directory_are_written_a_line_each() {
        let map: GroupRoles =
            "\n# planners\nCN=Trygghet plan,OU=Grupper,DC=kommunen = 1273:planner\n\nCN=IT,OU=Grupper=*:admin\n"
                .parse()
                .unwrap();
        assert_eq!(texts(&map.of(&["CN=Trygghet plan,OU=Grupper,DC=kommunen"])), ["planner@1273"]);
        assert_eq!(texts(&map.of(&["CN=IT,OU=Grupper"])), ["admin"]);
    }

    #[test]
    fn what_is_no_role_is_said() {
        let said = |text: &str| text.parse::<GroupRoles>().unwrap_err().to_string();
        assert!(said("a=1273:chef").contains("“chef” in “a=1273:chef” is no role; the roles are moderator, planner"));
        for wrong in ["a", "a=planner", "=1273:planner", "a=:planner", "a=12 73:planner"] {
            assert!(said(wrong).contains("group=municipality:role"), "{wrong}");
        }
        assert_eq!(" , ".parse::<GroupRoles>(), Err(BadGroupRoles::Nothing));
    }
}
