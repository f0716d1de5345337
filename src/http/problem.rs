//! One form for everything that goes wrong (RFC 9457).

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::interop::wire::{ChallengeBody, FoundPiece, Problem, ProblemError};
use crate::promise::Objection;
use crate::report::{Flaw, Piece};
use crate::service::ServiceError;
use crate::store::StoreError;

/// Something went wrong; knows its status and its words, never its cause.
#[derive(Debug, Clone)]
pub struct Fault {
    pub status: StatusCode,
    pub code: &'static str,
    pub sv: Box<str>,
    pub en: Box<str>,
    pub errors: Vec<ProblemError>,
    pub retry_after_s: Option<u32>,
    /// What else a program may want to know.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What has to be worked out first.
    pub challenge: Option<Box<ChallengeBody>>,
}

impl Fault {
    pub fn new(status: StatusCode, code: &'static str, sv: impl Into<String>, en: impl Into<String>) -> Self {
        // What is unavailable now is worth asking for again.
        let retry_after_s = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(2);
        Self {
            status,
            code,
            sv: sv.into().into(),
            en: en.into().into(),
            errors: Vec::new(),
            retry_after_s,
            headers: Vec::new(),
            challenge: None,
        }
    }

    fn busy(status: StatusCode, code: &'static str) -> Self {
        let mut fault = Self::new(
            status,
            code,
            "Det går inte just nu. Försök igen om en liten stund; det du skrev är inte borta.",
            "This does not work right now. Try again in a moment; what you wrote is not gone.",
        );
        fault.retry_after_s = Some(2);
        fault
    }

    fn listening(status: StatusCode) -> Self {
        let mut fault = Self::new(
            status,
            "too_many_listen",
            "Fler kan inte lyssna på kön just nu. Sidan frågar själv varje halvminut i stället.",
            "No more can listen to the queue right now. The page asks every half minute instead.",
        );
        fault.retry_after_s = Some(30);
        fault
    }

    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Något gick fel hos oss. Försök igen; säg numret request_id om det händer flera gånger.",
            "Something went wrong with us. Try again; tell us the request_id if it happens again.",
        )
    }

    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Det som skickades är för stort (en rapport: 256 kB, en plan: 2 MB, en bild: 12 MB). Gör det mindre.",
            "What was sent is too large (a report: 256 kB, a plan: 2 MB, a picture: 12 MB). Make it smaller.",
        )
    }

    pub fn too_slow() -> Self {
        let mut fault = Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "Det tog för lång tid att skicka. Försök igen; det du skrev är inte borta.",
            "Sending took too long. Try again; what you wrote is not gone.",
        );
        fault.headers.push((header::CONNECTION, HeaderValue::from_static("close")));
        fault
    }

    pub fn bad_request(status: StatusCode) -> Self {
        Self::new(
            status,
            "bad_request",
            "Det som skickades går inte att förstå.",
            "What was sent cannot be understood.",
        )
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Det finns inget här.", "There is nothing here.")
    }
}

impl From<ServiceError> for Fault {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Flaws(flaws) => {
                let mut fault = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "flaws",
                    "Rapporten behöver rättas innan den kan tas emot.",
                    "The report needs mending before it can be taken.",
                );
                fault.errors = flaws.into_iter().map(error_of).collect();
                fault
            }
            ServiceError::Objections(objections) => {
                let mut fault = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "objections",
                    "Så går det inte. Ändra det som står nedan och försök igen.",
                    "It cannot be done like that. Change what stands below and try again.",
                );
                fault.errors = objections.into_iter().map(objected).collect();
                fault
            }
            ServiceError::BadParameter(bad) => {
                let mut fault = Self::new(
                    StatusCode::BAD_REQUEST,
                    "bad_parameter",
                    "En parameter går inte att förstå.",
                    "A parameter cannot be understood.",
                );
                fault.errors.push(ProblemError {
                    pointer: bad.name,
                    code: "bad_parameter".into(),
                    detail_sv: bad.sv,
                    detail_en: bad.en,
                    suggestion: None,
                    findings: Vec::new(),
                });
                fault
            }
            ServiceError::Picture(refusal) => Self::new(
                if refusal.is_of_kind() {
                    StatusCode::UNSUPPORTED_MEDIA_TYPE
                } else {
                    StatusCode::UNPROCESSABLE_ENTITY
                },
                refusal.code(),
                refusal.sv(),
                refusal.en(),
            ),
            ServiceError::NotFound => Self::not_found(),
            ServiceError::StaffOnly => Self::new(
                StatusCode::FORBIDDEN,
                "staff_only",
                "Det här visas bara för handläggare.",
                "Only staff can see this.",
            ),
            ServiceError::NotAllowed => Self::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                "Din roll får inte göra det här. Be kommunens administratör om den roll som behövs.",
                "Your role may not do this. Ask the municipality's administrator for the role it takes.",
            ),
            ServiceError::NotAdmitted => Self::new(
                StatusCode::UNAUTHORIZED,
                "not_admitted",
                "Inloggningen gäller inte, eller inte längre. Logga in igen.",
                "You are not signed in, or no longer. Sign in again.",
            ),
            ServiceError::SignInRefused => Self::new(
                StatusCode::UNAUTHORIZED,
                "sign_in_refused",
                "Inloggningsnamn, lösenord eller kod stämmer inte. En kod gäller bara en gång: vänta på nästa. Fortsätter det fast \
                 allt är rätt: använd en återställningskod.",
                "Login, password or code is not right. A code is good only once: wait for the next. If it goes on although all \
                 is right: use a recovery code.",
            ),
            ServiceError::ProvidersAccount => Self::new(
                StatusCode::CONFLICT,
                "providers_account",
                "Kontot loggar in hos kommunen, som bestämmer namn, roller och lösenord. Här går det att stänga.",
                "The account signs in at the municipality, which decides name, roles and password. Here it can be closed.",
            ),
            ServiceError::TooManyAttempts => {
                let mut fault = Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too_many_attempts",
                    "Det har blivit fel för många gånger. Vänta en kvart, logga in där du brukar eller använd en återställningskod.",
                    "It went wrong too many times. Wait a quarter of an hour, sign in where you usually do, or use a recovery code.",
                );
                fault.retry_after_s = Some(900);
                fault
            }
            ServiceError::InvitationOver => Self::new(
                StatusCode::NOT_FOUND,
                "invitation_over",
                "Länken är använd, ersatt av en ny eller för gammal. Be administratören om en ny.",
                "The link has been used, replaced by a new one, or is too old. Ask the administrator for a new one.",
            ),
            ServiceError::TooLate => Self::new(
                StatusCode::CONFLICT,
                "too_late",
                "Det har gått för lång tid för att ångra rapporten här. Kontakta kommunen.",
                "It is too late to take the report back here. Contact the municipality.",
            ),
            ServiceError::Outdated => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "changed_since",
                "Någon annan har ändrat det här sedan du läste det. Läs in det igen, se vad som är nytt och gör om ändringen.",
                "Somebody else has changed this since you read it. Read it again, see what is new, and make your change once \
                 more.",
            ),
            ServiceError::Overtaken => Self::new(
                StatusCode::CONFLICT,
                "changed_just_now",
                "Någon annan ändrade samma sak i samma ögonblick. Läs in det igen, se vad som är nytt och gör om ändringen.",
                "Somebody else changed the same thing in the same moment. Read it again, see what is new, and make your \
                 change once more.",
            ),
            ServiceError::Held(reference) => Self::new(
                StatusCode::CONFLICT,
                "held",
                format!(
                    "Det går inte att radera nu: handlingen är begärd ut ({reference}). Gör om det när begäran är besvarad och \
                     spärren är hävd; en samordnare ser den under Gallring."
                ),
                format!(
                    "This cannot be erased now: somebody has asked to see the record ({reference}). Do it again when the \
                     request has been answered and the hold is ended; a coordinator sees it under Retention."
                ),
            ),
            ServiceError::OtherCount(n) => {
                let mut fault = Self::new(
                    StatusCode::CONFLICT,
                    "other_count",
                    format!("Inget är raderat: det är {n} nu. Titta på provkörningen igen."),
                    format!("Nothing is erased: it is {n} now. Look at the dry run again."),
                );
                fault.errors.push(ProblemError {
                    pointer: "/n".into(),
                    code: "other_count".into(),
                    detail_sv: n.to_string(),
                    detail_en: n.to_string(),
                    suggestion: Some(n.to_string()),
                    findings: Vec::new(),
                });
                fault
            }
            ServiceError::NoMunicipality => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "no_municipality",
                "Här finns ingen kommun än. Lägg till en med: trygghetskarta municipality add.",
                "There is no municipality here yet. Add one with: trygghetskarta municipality add.",
            ),
            ServiceError::OtherFile => Self::new(
                StatusCode::CONFLICT,
                "other_file",
                "Inget är utlämnat: filen är inte längre den som visades. Titta på den igen och exportera sedan.",
                "Nothing is handed out: the file is no longer the one that was shown. Look at it again and then export it.",
            ),
            ServiceError::Answered { closed: true } => Self::new(
                StatusCode::CONFLICT,
                "request_closed",
                "Begäran är avslutad. Det som lämnades ut står antecknat med kontrollsumma och lagrum; något nytt görs inte. \
                 Registrera en ny begäran om det behövs.",
                "The request is closed. What was handed out is noted with its hash and its laws; nothing new is made of it. \
                 Register a new request if there is need.",
            ),
            ServiceError::Answered { closed: false } => Self::new(
                StatusCode::CONFLICT,
                "request_answered",
                "Begäran är besvarad. Det som lämnades ut står antecknat med kontrollsumma och lagrum. Öppna begäran igen om \
                 något ska ändras.",
                "The request has been answered. What was handed out is noted with its hash and its laws. Open the request \
                 again to change something.",
            ),
            ServiceError::SearchTaken => {
                let mut fault = Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "search_taken",
                    "Någon annan söker bland kommunens rapporter just nu. Vänta en stund och sök igen.",
                    "Somebody else is searching the municipality's reports right now. Wait a moment and search again.",
                );
                fault.retry_after_s = Some(10);
                fault
            }
            ServiceError::NotEmpty => Self::internal(),
            ServiceError::ListensAlready => Self::listening(StatusCode::TOO_MANY_REQUESTS),
            ServiceError::HouseFull => Self::listening(StatusCode::SERVICE_UNAVAILABLE),
            ServiceError::Busy => Self::busy(StatusCode::SERVICE_UNAVAILABLE, "busy"),
            ServiceError::Store(StoreError::NoRoom(cause)) => {
                tracing::error!(cause, "the database has no room");
                Self::busy(StatusCode::INSUFFICIENT_STORAGE, "no_room")
            }
            ServiceError::Store(StoreError::Unavailable(cause)) => {
                tracing::error!(cause = %cause, "the database does not answer");
                Self::busy(StatusCode::SERVICE_UNAVAILABLE, "database_unavailable")
            }
            ServiceError::Store(error) => {
                tracing::error!(error = %error, cause = ?std::error::Error::source(&error).map(ToString::to_string), "the database failed");
                Self::internal()
            }
            ServiceError::NotDrawn(error) => {
                tracing::error!(error, "a tile of the heatmap could not be drawn");
                Self::internal()
            }
            ServiceError::Unsound(fault) => {
                tracing::error!(%fault, "a ground that is not sound was to be stored");
                Self::internal()
            }
            ServiceError::Municipality(error) => {
                tracing::error!(error = %error, "a stored municipality cannot be used");
                Self::internal()
            }
        }
    }
}

fn objected(objection: Objection) -> ProblemError {
    let Objection { pointer, code, sv, en } = objection;
    ProblemError {
        pointer,
        code: code.to_owned(),
        detail_sv: sv,
        detail_en: en,
        suggestion: None,
        findings: Vec::new(),
    }
}

fn error_of(flaw: Flaw) -> ProblemError {
    ProblemError {
        pointer: flaw.pointer,
        code: flaw.code.as_str().to_owned(),
        detail_sv: flaw.sv,
        detail_en: flaw.en,
        suggestion: flaw.suggestion,
        findings: flaw.pieces.into_iter().map(found_piece).collect(),
    }
}

fn found_piece(piece: Piece) -> FoundPiece {
    FoundPiece {
        kind: piece.kind.to_owned(),
        bytes: [piece.bytes.start, piece.bytes.end],
        utf16: [piece.utf16.start, piece.utf16.end],
        detail_sv: piece.sv.to_owned(),
        detail_en: piece.en.to_owned(),
        rewrite: piece.rewrite,
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let problem = Problem {
            kind: "about:blank".into(),
            title: self.status.canonical_reason().unwrap_or("Error").into(),
            status: self.status.as_u16(),
            code: self.code.into(),
            detail: self.en.into(),
            detail_sv: self.sv.into(),
            request_id: super::wrapping::current_request_id(),
            errors: self.errors,
            challenge: self.challenge.map(|challenge| *challenge),
        };
        let mut response = (self.status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers.extend(self.headers);
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
