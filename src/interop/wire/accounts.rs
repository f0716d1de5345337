//! Accounts, sessions and keys.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::staff::audit::{Line, Walk, seal_text};
use crate::staff::{Account, Grant, Grants, Right, Rights, Role};

/// What somebody writes to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    #[schema(example = "planerare@kommunen.example")]
    pub login: String,
    pub password: String,
    /// Six digits of the second factor, or a recovery code.
    #[schema(example = "123456")]
    pub code: String,
}

/// How one can sign in beside with a password.
#[derive(Serialize, ToSchema)]
pub struct SignInWaysBody {
    /// The municipality's own provider; `null`: there is none here. A browser goes to `/api/v1/sign-in/oidc`.
    pub provider: Option<ProviderBody>,
}

/// A provider one can sign in at.
#[derive(Serialize, ToSchema)]
pub struct ProviderBody {
    /// What the button calls it; `null`: the page has words of its own.
    pub name: Option<String>,
}

/// Who is signed in, and what they may do where.
#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    /// The login; `staff` for the installation's own token.
    pub reader: String,
    /// What colleagues call them; missing for tokens and keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When they are signed out at the latest; missing for tokens and keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
    pub rights: Vec<RightsBody>,
    /// Whether they sign in at the municipality's provider and have no password here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub external: bool,
    /// The roles of the account; none for tokens and keys.
    pub roles: Vec<RoleBody>,
    /// The municipalities they may do something in, by name.
    pub municipalities: Vec<NamedPlace>,
    /// Set once, where a recovery code was used to sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery_codes_left: Option<u32>,
}

/// A municipality and what it is called.
#[derive(Serialize, ToSchema)]
pub struct NamedPlace {
    pub code: String,
    pub name: String,
}

/// Rights in one municipality, or in all.
#[derive(Serialize, ToSchema)]
pub struct RightsBody {
    /// Code; `null`: every municipality.
    pub municipality: Option<String>,
    #[schema(value_type = Vec<String>)]
    pub rights: Vec<&'static str>,
}

impl RightsBody {
    pub fn all_of(grants: &Grants) -> Vec<Self> {
        let body = |(municipality, rights): (Option<&str>, Rights)| Self {
            municipality: municipality.map(str::to_owned),
            rights: rights.iter().map(Right::as_str).collect(),
        };
        grants.iter().map(body).collect()
    }
}

/// A place where one is signed in.
#[derive(Serialize, ToSchema)]
pub struct OpenSessionBody {
    pub id: Uuid,
    pub made_at: String,
    pub used_at: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The code of an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationBody {
    pub invitation: String,
}

/// Whom an invitation is for, and the secret for their phone.
#[derive(Serialize, ToSchema)]
pub struct OfferedBody {
    pub login: String,
    pub name: String,
    pub ends_at: String,
    /// Base 32, to be typed into an app that cannot read the picture.
    pub totp_secret: String,
    pub totp_uri: String,
    /// The picture of `totp_uri` as the `d` of an SVG path on a grid of `qr_size` × `qr_size`.
    pub qr_path: String,
    pub qr_size: u32,
}

/// What somebody chose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptBody {
    pub invitation: String,
    /// 12 to 200 characters.
    pub password: String,
    /// Six digits, as the phone shows now.
    pub code: String,
}

/// What to write down: shown once.
#[derive(Serialize, ToSchema)]
pub struct EnrolledBody {
    pub login: String,
    /// Each is good once, in place of the six digits.
    pub recovery_codes: Vec<String>,
}

/// The password once more, to choose anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewBody {
    pub password: String,
    /// Six digits of the second factor, or a recovery code.
    #[serde(default)]
    pub code: String,
}

/// The code of a new invitation: shown once.
#[derive(Serialize, ToSchema)]
pub struct InvitedBody {
    pub invitation: String,
    pub ends_at: String,
    /// Missing when somebody chooses anew for themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountBody>,
}

/// A role somebody has.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    /// `moderator`, `planner`, `police`, `coordinator`, `auditor` or `admin`.
    pub role: String,
    /// Code; `null`: every municipality.
    #[serde(default)]
    pub municipality: Option<String>,
}

impl RoleBody {
    pub fn of(grant: &Grant) -> Self {
        Self { role: grant.role.as_str().to_owned(), municipality: grant.municipality.clone() }
    }

    pub fn grant(&self) -> Option<Grant> {
        Some(Grant { role: Role::parse(&self.role)?, municipality: self.municipality.clone() })
    }
}

/// An account to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountDraftBody {
    pub login: String,
    /// What colleagues call them.
    pub name: String,
    pub roles: Vec<RoleBody>,
}

/// What is to be different; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChangeBody {
    pub name: Option<String>,
    pub roles: Option<Vec<RoleBody>>,
    pub disabled: Option<bool>,
}

/// An account; no secret of it.
#[derive(Serialize, ToSchema)]
pub struct AccountBody {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub roles: Vec<RoleBody>,
    pub disabled: bool,
    /// Whether a password and a second factor have been chosen.
    pub enrolled: bool,
    /// Whether they sign in at the municipality's own provider.
    pub external: bool,
    /// False: it has roles where one is no administrator; then one changes only the roles of one's own.
    pub yours: bool,
    pub made_at: String,
    pub signed_in_at: Option<String>,
    /// One more with each change; `If-Match: "3"` changes version 3 or nothing.
    pub version: u32,
}

impl AccountBody {
    pub fn of(account: &Account) -> Self {
        Self {
            id: account.id,
            login: account.login.to_string(),
            name: account.name.clone(),
            roles: account.grants.iter().map(RoleBody::of).collect(),
            disabled: account.disabled,
            enrolled: account.enrolled,
            external: account.external,
            yours: true,
            made_at: account.made_at.to_string(),
            signed_in_at: account.signed_in_at.map(|at| at.to_string()),
            version: account.version,
        }
    }
}

/// A key to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyDraftBody {
    /// What it is for.
    pub name: String,
    /// Code; `null`: every municipality.
    #[serde(default)]
    pub municipality: Option<String>,
    /// Words as in `/api/v1/session`.
    pub rights: Vec<String>,
    /// How long it is good for, 1 to 400 days.
    pub days: u32,
}

/// A key; the secret only in the answer that makes it.
#[derive(Serialize, ToSchema)]
pub struct KeyBody {
    pub id: Uuid,
    pub name: String,
    pub municipality: Option<String>,
    #[schema(value_type = Vec<String>)]
    pub rights: Vec<&'static str>,
    pub made_by: String,
    pub made_at: String,
    pub ends_at: String,
    /// Shown once; travels as `Authorization: Bearer …`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A line of the log of who read and changed what.
#[derive(Serialize, ToSchema)]
pub struct AuditLineBody {
    /// 1, 2, 3, … without a gap.
    pub seq: u64,
    pub at: String,
    /// A login, `key:ID:LOGIN` of who made the key, `staff` (the installation's token) or `operator` (at the machine).
    pub who: String,
    /// Code; empty where it concerns none.
    pub municipality: String,
    /// `read`, `change`, `sign_in` or `refused`.
    pub act: String,
    pub what: String,
    /// The question or the change, never a result.
    pub parameters: String,
    /// SHA-256 of the seal before and of this line, in hex.
    pub seal: String,
}

impl AuditLineBody {
    pub fn of(line: &Line) -> Self {
        Self {
            seq: line.seq,
            at: line.at.to_string(),
            who: line.who.clone(),
            municipality: line.municipality.clone(),
            act: line.act.clone(),
            what: line.what.clone(),
            parameters: line.parameters.clone(),
            seal: seal_text(&line.seal),
        }
    }
}

/// Whether the log is as it was written.
#[derive(Serialize, ToSchema)]
pub struct AuditChainBody {
    /// Lines that are as they were written.
    pub n_lines: u64,
    /// The seal of the last line, in hex; missing where the chain is broken.
    pub seal: Option<String>,
    /// The number of the first line that is not as it was written.
    pub broken_at: Option<u64>,
}

impl AuditChainBody {
    pub fn of(walked: &Result<Walk, u64>) -> Self {
        match walked {
            Ok(walk) => Self { n_lines: walk.n_lines, seal: Some(seal_text(&walk.seal)), broken_at: None },
            Err(at) => Self { n_lines: at.saturating_sub(1), seal: None, broken_at: Some(*at) },
        }
    }
}
