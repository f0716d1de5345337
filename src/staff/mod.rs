//! Who works with what residents told: roles, what each may do, the rules of passwords and second factors, and the log
//! of what they did.
//!
//! Nothing here knows a resident. Pure: time and dice are arguments.

mod account;
pub mod audit;
mod groups;
mod login;
mod password;
mod right;
mod role;
mod totp;

pub use account::{Account, Grant, Grants};
pub use groups::{BadGroupRoles, GroupRoles};
pub use login::{Login, login_objection};
pub use password::password_objections;
pub use right::{Right, Rights};
pub use role::Role;
pub use totp::{SECRET_BYTES, TotpSecret};
