//! Why nobody was signed in, in a word the page has a sentence for.

use crate::store::StoreError;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSignedIn {
    #[error("there is no provider here")]
    Off,
    #[error("they changed their mind at the provider")]
    Cancelled,
    #[error("they took too long, came back twice, or left from another browser")]
    Expired,
    #[error("the provider does not answer as it should")]
    Unavailable,
    #[error("what the provider sent is not right")]
    Wrong,
    #[error("they did not prove who they are as strictly as is asked for")]
    Weak,
    #[error("none of their groups has a role here")]
    NoRole,
    #[error("their account is closed")]
    Closed,
    #[error("it could not be stored")]
    Failed,
}

impl NotSignedIn {
    /// The word in the address of the page; each has a sentence there (`web/src/i18n/sv/account.ts`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Unavailable => "unavailable",
            Self::Wrong => "wrong",
            Self::Weak => "weak",
            Self::NoRole => "no_role",
            Self::Closed => "closed",
            Self::Failed => "failed",
        }
    }
}

impl From<StoreError> for NotSignedIn {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "somebody the provider vouched for could not be signed in");
        Self::Failed
    }
}
