//! The secret link. The token travels in a header, so that no log of addresses ever holds it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use super::App;
use super::answer::{credentials, unkept};
use super::limits::{Kind, Network};
use super::pages;
use super::problem::Fault;
use crate::interop::extract;
use crate::interop::promises::story;
use crate::interop::wire::{ChecksBody, ExtractBody, FollowUpBody, FollowUpForm, PlaceStoryBody, Problem};
use crate::observation::State as ReportState;
use crate::promise::Vocabulary;
use crate::report::desk::Decision;
use crate::service::FollowUp;

/// Where a report stands, in a word and two sentences; what staff wrote stands after ours.
pub(super) fn words(found: &FollowUp) -> (&'static str, String, String) {
    let (state, sv, en) = match (found.state, found.published, found.by_staff.as_ref().map(|told| told.decision)) {
        (ReportState::Withdrawn, ..) if found.words_held => (
            "withdrawn",
            "Rapporten är tillbakatagen och räknas inte. Någon har begärt att få se kommunens handlingar, och då får inget \
             raderas: texten och bilderna är undanlagda. Bara den som prövar begäran kan läsa dem, och de raderas när den är besvarad.",
            "The report has been taken back and does not count. Somebody has asked to see the municipality's records, and \
             until they are answered nothing may be erased: text and photos are put away. Only whoever answers can read them, and \
             they are erased after that.",
        ),
        (ReportState::Withdrawn, ..) => (
            "withdrawn",
            "Rapporten är tillbakatagen. Texten är raderad och den räknas inte.",
            "The report has been taken back. Its text is erased and it does not count.",
        ),
        // Its link is gone with it, so nobody gets here.
        (ReportState::Erased, ..) => ("erased", "Rapporten är gallrad.", "The report has been erased."),
        (ReportState::Rejected, _, Some(Decision::Rejected(reason))) => {
            ("rejected", reason.sentence_sv(), reason.sentence_en())
        }
        (ReportState::Rejected, ..) => ("rejected", "Rapporten räknas inte.", "The report does not count."),
        (ReportState::Received, true, _) => (
            "published",
            "Rapporten är mottagen och räknas i en ruta på den öppna kartan, tillsammans med andra.",
            "The report has been received and is counted in a square of the public map, together with others.",
        ),
        (ReportState::Received, false, Some(_)) => (
            "accepted",
            "Rapporten är läst och räknas. På den öppna kartan syns den först när den döljs bland andra.",
            "The report has been read and counts. The public map shows it only when it is hidden among others.",
        ),
        (ReportState::Received, false, None) => (
            "received",
            "Rapporten är mottagen. Kommunen och polisen ser platsen; på den öppna kartan syns den först när den döljs bland andra.",
            "The report has been received. The municipality and the police see the place; the public map shows it only when \
             it is hidden among others.",
        ),
    };
    let (mut sv, mut en) = (sv.to_owned(), en.to_owned());
    let Some(told) = &found.by_staff else { return (state, sv, en) };
    if let Some(owner) = &told.owner {
        let word = Vocabulary::shipped().organisation(owner);
        sv = format!("{sv} Den är lämnad till: {}.", word.sv);
        en = format!("{en} It was handed to: {}.", word.en);
    }
    if let Some(sentence) = &told.sentence_sv {
        sv = format!("{sv} {sentence}");
    }
    if let Some(sentence) = told.sentence_en.as_ref().or(told.sentence_sv.as_ref()) {
        en = format!("{en} {sentence}");
    }
    (state, sv, en)
}

/// What became of a report, for whoever has its token.
#[utoipa::path(get, path = "/api/v1/follow-up", tag = "told",
    params(("Authorization" = String, Header, description = "FollowUp <token>")),
    responses((status = 200, description = "What became of the report", body = FollowUpBody), (status = 404, description = "No such token", body = Problem)))]
pub(super) async fn read(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    let found = app.service.follow_up(token(&headers)?).await?;
    let place = app.service.place_story(token(&headers)?).await?;
    let (state, sv, en) = words(&found);
    let body = Json(FollowUpBody {
        reference: found.reference,
        category: found.category.as_str().to_owned(),
        received_at: found.received_at.to_string(),
        state: state.to_owned(),
        can_withdraw_until: found.can_withdraw_until.map(|until| until.to_string()),
        public_sentence_sv: sv,
        public_sentence_en: en,
        place: place.map(|place| PlaceStoryBody {
            remedies: place.stories.get().stories.iter().map(story).collect(),
            locality: place.locality,
            checks: place
                .checks
                .iter()
                .map(|(month, done)| ChecksBody { month: month.to_string(), done: *done })
                .collect(),
        }),
    });
    Ok(unkept(body))
}

/// Everything that is kept of the report: as told and as corrected, decision, words taken out, photos, whether it is
/// public, what is kept as a hash only and what is left out, with why. For its teller (GDPR art. 15); who of the staff
/// did what, and other people's reports, are not in it.
#[utoipa::path(get, path = "/api/v1/follow-up/extract", tag = "told",
    params(("Authorization" = String, Header, description = "FollowUp <token>")),
    responses((status = 200, description = "Everything that is kept", content_type = "application/vnd.trygghetskarta.extract+json", body = ExtractBody),
              (status = 404, description = "No such token", body = Problem)))]
pub(super) async fn extract(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    let own = app.service.extract(token(&headers)?).await?;
    let name = app.service.serving(Some(&own.get().report.municipality))?.town.municipality.name.clone();
    let body = extract::extract(&own, &name, app.service.now()).to_string();
    Ok(unkept(([(header::CONTENT_TYPE, extract::MEDIA_TYPE)], body)))
}

/// The same for whoever has no script: a posted form with the link in its body, answered with a page.
///
/// `act=withdraw` takes the report back, within an hour of telling it. The token never stands in an address.
#[utoipa::path(post, path = "/api/v1/follow-up", tag = "told",
    request_body(content = FollowUpForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A page: what became of the report", content_type = "text/html", body = String),
              (status = 404, description = "No such token; the form again", content_type = "text/html", body = String),
              (status = 409, description = "Too late to take it back", content_type = "text/html", body = String),
              (status = 429, description = "Too many of one network; docs/limits.md", content_type = "text/html", body = String)))]
pub(super) async fn by_form(State(app): State<App>, network: Network, body: Bytes) -> Response {
    match app.limits.allow(Kind::FollowUp, network) {
        Ok(()) => pages::follow_up_by_form(&app, &body).await,
        Err(too_many) => pages::not_looked_up(&app, &body, too_many.into()),
    }
}

/// Take a report back, within an hour of telling it.
#[utoipa::path(delete, path = "/api/v1/follow-up", tag = "told",
    params(("Authorization" = String, Header, description = "FollowUp <token>")),
    responses((status = 204, description = "Taken back; its words are erased"),
              (status = 404, description = "No such token", body = Problem),
              (status = 409, description = "Too late", body = Problem)))]
pub(super) async fn withdraw(State(app): State<App>, headers: HeaderMap) -> Result<StatusCode, Fault> {
    app.service.withdraw(token(&headers)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn token(headers: &HeaderMap) -> Result<&str, Fault> {
    headers.get(header::AUTHORIZATION).and_then(|value| credentials(value, "followup")).ok_or_else(Fault::not_found)
}
