//! One sign-in on its way: a secret in the browser's cookie, and everything else made of it.
//!
//! The cookie is sealed with the installation's pepper, so that nothing has to be stored for those who never come back,
//! and any process on the same database can take them in.

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use super::super::super::secrets::{base64_url, fresh, keyed, sha256};

/// How long somebody may take at the provider. Shorter than what is remembered of those that came back.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

pub(super) struct Flow {
    secret: String,
    ends_s: i64,
    pub english: bool,
}

impl Flow {
    pub fn begin(now: Timestamp, english: bool) -> Self {
        Self { secret: fresh(), ends_s: (now + LASTS).as_second(), english }
    }

    /// What the browser keeps.
    pub fn sealed(&self, pepper: &[u8]) -> String {
        let Self { secret, ends_s, .. } = self;
        format!("{secret}.{ends_s}.{}.{}", self.language(), self.seal(pepper))
    }

    /// What the browser kept, if it is ours and still good.
    pub fn opened(cookie: &str, pepper: &[u8], now: Timestamp) -> Option<Self> {
        let mut parts = cookie.split('.');
        let mut next = || parts.next();
        let (secret, ends_s, language, seal) = (next()?, next()?, next()?, next()?);
        let flow = Self { secret: secret.to_owned(), ends_s: ends_s.parse().ok()?, english: language == "en" };
        let is_ours = bool::from(flow.seal(pepper).as_bytes().ct_eq(seal.as_bytes()));
        (is_ours && next().is_none() && now.as_second() < flow.ends_s).then_some(flow)
    }

    /// Ties the answer to this browser.
    pub fn state(&self, pepper: &[u8]) -> String {
        self.made("state", pepper)
    }

    pub fn is_state(&self, state: &str, pepper: &[u8]) -> bool {
        self.state(pepper).as_bytes().ct_eq(state.as_bytes()).into()
    }

    /// Ties the token to this sign-in.
    pub fn nonce(&self, pepper: &[u8]) -> String {
        self.made("nonce", pepper)
    }

    /// Ties the code to whoever asked for it (RFC 7636).
    pub fn verifier(&self, pepper: &[u8]) -> String {
        self.made("verifier", pepper)
    }

    pub fn challenge(&self, pepper: &[u8]) -> String {
        base64_url(&sha256(self.verifier(pepper).as_bytes()))
    }

    /// What is remembered of it once it came back.
    pub fn mark(&self, pepper: &[u8]) -> [u8; 32] {
        keyed(pepper, &[b"sign-in", b"used", self.secret.as_bytes()])
    }

    fn made(&self, what: &str, pepper: &[u8]) -> String {
        base64_url(&keyed(pepper, &[b"sign-in", what.as_bytes(), self.secret.as_bytes()]))
    }

    fn seal(&self, pepper: &[u8]) -> String {
        let (secret, ends_s) = (self.secret.as_bytes(), self.ends_s.to_be_bytes());
        base64_url(&keyed(pepper, &[b"sign-in", b"seal", secret, &ends_s, self.language().as_bytes()]))
    }

    fn language(&self) -> &'static str {
        if self.english { "en" } else { "sv" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        // Appendix B.
        let verifier = b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(base64_url(&sha256(verifier)), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_cookie_is_opened_by_who_sealed_it_as_it_was_and_in_time() {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let flow = Flow::begin(now, true);
        let cookie = flow.sealed(b"pepper");
        let opened = Flow::opened(&cookie, b"pepper", now + SignedDuration::from_secs(599)).unwrap();
        assert!(opened.english && opened.is_state(&flow.state(b"pepper"), b"pepper"));
        assert!(
            !opened.is_state(&Flow::begin(now, true).state(b"pepper"), b"pepper") && !opened.is_state("", b"pepper")
        );
        assert!(Flow::opened(&cookie, b"pepper", now + SignedDuration::from_secs(600)).is_none());
        assert!(Flow::opened(&cookie, b"other", now).is_none());
        for changed in
            [cookie.replace(".en.", ".sv."), cookie.replace(".179", ".279"), format!("{cookie}."), String::new()]
        {
            assert!(Flow::opened(&changed, b"pepper", now).is_none(), "{changed}");
        }
    }

    #[test]
    fn what_is_made_of_the_secret_does_not_tell_the_rest() {
        let flow = Flow::begin(Timestamp::UNIX_EPOCH, false);
        let all = [flow.secret.clone(), flow.state(b"p"), flow.nonce(b"p"), flow.verifier(b"p"), flow.challenge(b"p")];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), 5);
        assert!(all.iter().all(|one| one.len() == 43));
    }
}
