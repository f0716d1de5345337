//! The cookies of staff: the session, the mark of a browser somebody has signed in with, and for ten minutes what a
//! browser brings back from the municipality's provider. Residents get none.

use axum::http::{HeaderMap, HeaderValue, header};

/// What the cookies are called. Over TLS the browser itself holds the `__Host-` names to our host and to TLS.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    pub(super) session: &'static str,
    pub(super) device: &'static str,
    pub(super) flow: &'static str,
    secure: bool,
}

const A_YEAR_S: i64 = 365 * 24 * 3600;
const TEN_MINUTES_S: i64 = 600;

impl Cookies {
    pub fn new(secure: bool) -> Self {
        if secure {
            Self { session: "__Host-tk-session", device: "__Host-tk-device", flow: "__Host-tk-sign-in", secure }
        } else {
            Self { session: "tk-session", device: "tk-device", flow: "tk-sign-in", secure }
        }
    }

    pub(super) fn are_over_tls(&self) -> bool {
        self.secure
    }

    /// Until the browser is closed: how long a session lasts is for the server to say.
    pub(super) fn session(&self, token: &str) -> HeaderValue {
        self.cookie(self.session, token, None)
    }

    pub(super) fn no_session(&self) -> HeaderValue {
        self.cookie(self.session, "", Some(0))
    }

    pub(super) fn device(&self, mark: &str) -> HeaderValue {
        self.cookie(self.device, mark, Some(A_YEAR_S))
    }

    /// Comes back with a link of another site's: that is how a provider sends somebody back.
    pub(super) fn flow(&self, sealed: &str) -> HeaderValue {
        self.cookie_for("Lax", self.flow, sealed, Some(TEN_MINUTES_S))
    }

    pub(super) fn no_flow(&self) -> HeaderValue {
        self.cookie_for("Lax", self.flow, "", Some(0))
    }

    fn cookie(&self, name: &str, value: &str, max_age_s: Option<i64>) -> HeaderValue {
        self.cookie_for("Strict", name, value, max_age_s)
    }

    fn cookie_for(&self, same_site: &str, name: &str, value: &str, max_age_s: Option<i64>) -> HeaderValue {
        let age = max_age_s.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{age}");
        HeaderValue::try_from(cookie).expect("our own signs fit in a header")
    }
}

pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(own, value)| *own == name && !value.is_empty()).map(|(_, value)| value).next()
}
