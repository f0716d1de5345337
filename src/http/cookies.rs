//! The two cookies of staff: the session, and the mark of a browser somebody has signed in with. Residents get none.

use axum::http::{HeaderMap, HeaderValue, header};

/// What the cookies are called. Over TLS the browser itself holds the `__Host-` names to our host and to TLS.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    pub(super) session: &'static str,
    pub(super) device: &'static str,
    secure: bool,
}

const A_YEAR_S: i64 = 365 * 24 * 3600;

impl Cookies {
    pub fn new(secure: bool) -> Self {
        if secure {
            Self { session: "__Host-tk-session", device: "__Host-tk-device", secure }
        } else {
            Self { session: "tk-session", device: "tk-device", secure }
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

    fn cookie(&self, name: &str, value: &str, max_age_s: Option<i64>) -> HeaderValue {
        let age = max_age_s.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
        HeaderValue::try_from(cookie).expect("our own signs fit in a header")
    }
}

pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(own, value)| *own == name && !value.is_empty()).map(|(_, value)| value).next()
}
