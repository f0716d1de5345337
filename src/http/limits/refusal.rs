//! What is answered to whoever asked too much.

use axum::http::{HeaderName, HeaderValue, StatusCode};

use super::super::problem::Fault;
use super::{Kind, Refused, TooMany};

/// In Swedish and in English.
const TELLING: (&str, &str) = (
    "Det kommer många rapporter just nu. Webbläsaren får räkna en kort stund innan rapporten tas emot; det sker av sig \
     självt. Program: lös challenge och skicka igen med Proof-Of-Work.",
    "Many reports are coming in. The browser has to calculate for a moment before the report is taken; it does so by \
     itself. Programs: solve the challenge and send again with Proof-Of-Work.",
);
const SIGNING_IN: (&str, &str) = (
    "Det har blivit fel många gånger härifrån eller med det här inloggningsnamnet. Webbläsaren får räkna en stund innan den \
     prövar igen; det sker av sig självt. Program: lös challenge och skicka igen med Proof-Of-Work.",
    "It went wrong many times from here or with this login. The browser has to calculate for a while before it tries again; \
     it does so by itself. Programs: solve the challenge and send again with Proof-Of-Work.",
);

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        let (challenge, sv, en) = match refused {
            Refused::TooMany(too_many) => return too_many.into(),
            Refused::Unproved(challenge) => (challenge, TELLING.0, TELLING.1),
            Refused::SignInUnproved(challenge) => (challenge, SIGNING_IN.0, SIGNING_IN.1),
        };
        let mut fault = Self::new(StatusCode::PRECONDITION_REQUIRED, "proof_of_work_needed", sv, en);
        fault.challenge = Some(Box::new(challenge.into()));
        fault
    }
}

impl From<TooMany> for Fault {
    fn from(too_many: TooMany) -> Self {
        let TooMany { kind, wait, quota } = too_many;
        let wait_s = wait.as_secs() as u32 + 1;
        let (name, sv, en) = match kind {
            Kind::Read => (
                "reads",
                "Det kom väldigt många frågor från ditt nätverk.",
                "Very many questions came from your network.",
            ),
            Kind::Report | Kind::Proved | Kind::Form => (
                match kind {
                    Kind::Form => "forms",
                    Kind::Proved => "proved_reports",
                    _ => "reports",
                },
                "Det har kommit många rapporter från ditt nätverk på kort tid. Det du skrev är inte borta. Är det bråttom: \
                 ring kommunens växel; vid fara för liv 112.",
                "Many reports came from your network in a short time. What you wrote is not gone. If it cannot wait, call the \
                 municipality; in danger to life 112.",
            ),
            Kind::Check => (
                "checks",
                "Det kom många utkast att granska från ditt nätverk. Rapporten går att skicka ändå.",
                "Many drafts to look through came from your network. The report can be sent all the same.",
            ),
            Kind::FollowUp => (
                "follow_ups",
                "Det kom många försök att öppna hemliga länkar från ditt nätverk.",
                "Many tries to open secret links came from your network.",
            ),
            Kind::SignIn | Kind::ProviderReturn => (
                "sign_ins",
                "Det kom många försök att logga in från ditt nätverk.",
                "Many tries to sign in came from your network.",
            ),
        };
        let mut fault = Fault::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            format!("{sv} Försök igen om {}.", in_words(wait_s, ["sekunder", "minut", "minuter"])),
            format!("{en} Try again in {}.", in_words(wait_s, ["seconds", "minute", "minutes"])),
        );
        fault.retry_after_s = Some(wait_s);
        // draft-ietf-httpapi-ratelimit-headers-10.
        let policy = format!("\"{name}\";q={};w={}", quota.n, quota.within.as_secs());
        let now = format!("\"{name}\";r=0;t={wait_s}");
        for (header, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
            let value = HeaderValue::from_str(&value).expect("letters and digits");
            fault.headers.push((HeaderName::from_static(header), value));
        }
        fault
    }
}

fn in_words(seconds: u32, [many_s, one_min, many_min]: [&str; 3]) -> String {
    match (seconds, seconds.div_ceil(60)) {
        (..=90, _) => format!("{} {many_s}", seconds.max(2)),
        (_, 1) => format!("1 {one_min}"),
        (_, minutes) => format!("{minutes} {many_min}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_in_seconds_and_then_in_minutes() {
        let words = ["seconds", "minute", "minutes"];
        assert_eq!(in_words(1, words), "2 seconds");
        assert_eq!(in_words(90, words), "90 seconds");
        assert_eq!(in_words(91, words), "2 minutes");
        assert_eq!(in_words(601, words), "11 minutes");
    }
}
