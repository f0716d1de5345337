//! Requests to see public records: find, mask, preview, hand out.

use axum::Json;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, IntoResponses};
use uuid::Uuid;

use super::App;
use super::answer::{Asker, Versioned, unkept};
use super::body::Typed;
use super::photos::picture;
use super::problem::Fault;
use crate::geodesy::LonLat;
use crate::interop::desk as written;
use crate::interop::wire::{
    BasisBody, DisclosureBody, DisclosureDraftBody, DisclosureExportBody, DisclosureLineBody, DisclosureSearchBody,
    DisclosureSheetBody, DisclosureStateBody, DisclosureWholeBody, ExportBody, FoundBody, MasksBody, Problem,
    SelectBody, SheetPlaceBody,
};
use crate::observation::{Category, State as ReportState};
use crate::promise::Objection;
use crate::report::Geometry;
use crate::report::disclosure::{Disclosure, DisclosureState};
use crate::service::{
    Admission, DisclosureDraft, DisclosureFile, DisclosureForm, DisclosureSearch, DisclosureSheet, DisclosureWhole,
    FindPlace, MasksDraft, Meant, Service, ServiceError, SheetPlace,
};
use crate::store::{Basis, Exported};

/// Somebody of the staff who works on the requests of one municipality: how everything here begins.
pub(super) struct Work {
    service: Service,
    municipality: Option<String>,
    staff: Admission,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfWhom {
    /// Code; missing: the first
    municipality: Option<String>,
}

impl FromRequestParts<App> for Work {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let unread = |_| Fault::bad_request(StatusCode::BAD_REQUEST);
        let Query(OfWhom { municipality }) = Query::try_from_uri(&parts.uri).map_err(unread)?;
        let staff = Asker::from_request_parts(parts, app).await?.staff()?.clone();
        Ok(Self { service: app.service.clone(), municipality, staff })
    }
}

impl Work {
    fn town(&self) -> Option<&str> {
        self.municipality.as_deref()
    }
}

/// What every address here may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it only describes")]
pub(super) enum Refused {
    /// Not for this role
    #[response(status = 403)]
    Role(Problem),
    /// No such request, or no such report in it
    #[response(status = 404)]
    Missing(Problem),
    /// It has been answered, or somebody changed it in the same moment
    #[response(status = 409)]
    Answered(Problem),
    /// What to change
    #[response(status = 422)]
    Wrong(Problem),
}

type Whole = Result<Versioned<Json<DisclosureWholeBody>>, Fault>;
type Sheet = Result<Versioned<Json<DisclosureSheetBody>>, Fault>;

/// Every request with what was handed out, the open ones first.
#[utoipa::path(get, path = "/api/v1/disclosures", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(OfWhom),
    responses((status = 200, description = "Requests", body = [DisclosureBody]), Refused))]
pub(super) async fn list(work: Work) -> Result<Response, Fault> {
    let all = work.service.disclosures(work.town(), &work.staff).await?;
    Ok(unkept(Json(all.into_iter().map(|(one, exports)| body(one, exports)).collect::<Vec<_>>())))
}

/// Opens a request. Until it is closed nothing is erased.
#[utoipa::path(post, path = "/api/v1/disclosures", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = DisclosureDraftBody,
    params(OfWhom),
    responses((status = 201, description = "Opened", body = DisclosureWholeBody), Refused))]
pub(super) async fn open(
    work: Work,
    Typed(draft): Typed<DisclosureDraftBody>,
) -> Result<(StatusCode, Versioned<Json<DisclosureWholeBody>>), Fault> {
    let asked_on = day("/asked_on", draft.asked_on.as_deref())?;
    let draft = DisclosureDraft { diary_number: draft.diary_number, wanted: draft.wanted, asked_on };
    Ok((StatusCode::CREATED, answered(work.service.open_disclosure(work.town(), draft, &work.staff).await?)))
}

/// A request, the reports that are looked at for it, and what was handed out.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), OfWhom),
    responses((status = 200, description = "The request; its version as `ETag`", body = DisclosureWholeBody), Refused))]
pub(super) async fn one(work: Work, Path(id): Path<Uuid>) -> Whole {
    Ok(answered(work.service.disclosure(work.town(), id, &work.staff).await?))
}

/// Says what became of a request. What is closed stays closed, and what it held may be erased again.
#[utoipa::path(patch, path = "/api/v1/disclosures/{id}", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = DisclosureStateBody,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"), OfWhom),
    responses((status = 200, description = "Done", body = DisclosureWholeBody), (status = 412, description = "Somebody else has changed it since: read it again", body = Problem), Refused))]
pub(super) async fn change(
    work: Work,
    Path(id): Path<Uuid>,
    meant: Meant,
    Typed(wanted): Typed<DisclosureStateBody>,
) -> Whole {
    let words = DisclosureState::ALL.map(DisclosureState::as_str).join(", ");
    let state = DisclosureState::parse(&wanted.state).ok_or_else(|| unknown("/state", &words))?;
    Ok(answered(work.service.put_disclosure_state(work.town(), (id, &meant), state, &work.staff).await?))
}

/// Looks for reports, with their words. What was searched for is not logged, only by what kinds and how many were
/// found.
#[utoipa::path(post, path = "/api/v1/disclosures/{id}/find", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = DisclosureSearchBody,
    params(("id" = Uuid, Path), OfWhom),
    responses((status = 200, description = "At most a hundred at a time", body = FoundBody), (status = 429, description = "Somebody else is searching: wait as long as `Retry-After` says", body = Problem), Refused))]
pub(super) async fn find(
    work: Work,
    Path(id): Path<Uuid>,
    Typed(asked): Typed<DisclosureSearchBody>,
) -> Result<Response, Fault> {
    let found = work.service.find_for_disclosure(work.town(), id, &search(asked)?, &work.staff).await?;
    let reports = written::reports(&found.reports);
    Ok(unkept(Json(FoundBody { n_found: found.n_found, reports, next: found.next })))
}

/// Takes reports to a request, each with the masks that are proposed. One that is there stays as it is.
#[utoipa::path(post, path = "/api/v1/disclosures/{id}/reports", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = SelectBody,
    params(("id" = Uuid, Path), OfWhom),
    responses((status = 200, description = "The request", body = DisclosureWholeBody), Refused))]
pub(super) async fn select(work: Work, Path(id): Path<Uuid>, Typed(wanted): Typed<SelectBody>) -> Whole {
    work.service.select_for_disclosure(work.town(), (id, &wanted.reports), &work.staff).await?;
    Ok(answered(work.service.disclosure(work.town(), id, &work.staff).await?))
}

/// A report of an open request, with its words and its masks.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}/reports/{number}", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("number" = i64, Path), OfWhom),
    responses((status = 200, description = "The report; the version of its masks as `ETag`", body = DisclosureSheetBody), Refused))]
pub(super) async fn sheet(work: Work, Path(which): Path<(Uuid, i64)>) -> Sheet {
    Ok(looked_at(work.service.disclosure_sheet(work.town(), which, &work.staff).await?))
}

/// A photo of a report of an open request, covered as it was, for whoever decides whether it is handed out. The reading
/// is logged.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}/reports/{number}/photos/{photo}", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("number" = i64, Path), ("photo" = Uuid, Path), OfWhom),
    responses((status = 200, description = "The photo, at most 2048 pixels long", content_type = "image/jpeg"), Refused))]
pub(super) async fn photo(work: Work, Path(which): Path<(Uuid, i64, Uuid)>) -> Result<Response, Fault> {
    Ok(picture(work.service.disclosure_photo(work.town(), which, &work.staff).await?))
}

/// Lays masks on a report. The report itself stays whole.
#[utoipa::path(put, path = "/api/v1/disclosures/{id}/reports/{number}", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = MasksBody,
    params(("id" = Uuid, Path), ("number" = i64, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"), OfWhom),
    responses((status = 200, description = "Masked", body = DisclosureSheetBody), (status = 412, description = "The report or its masks have been changed since: read it again", body = Problem), Refused))]
pub(super) async fn mask(
    work: Work,
    Path((id, number)): Path<(Uuid, i64)>,
    meant: Meant,
    Typed(body): Typed<MasksBody>,
) -> Sheet {
    let basis = Basis { revision: body.basis.revision, photos: body.basis.photos };
    let draft = MasksDraft { masks: body.masks, basis, looked: body.looked };
    Ok(looked_at(work.service.put_masks(work.town(), (id, number, &meant), draft, &work.staff).await?))
}

/// Takes a report away from a request. Twice is no fault.
#[utoipa::path(delete, path = "/api/v1/disclosures/{id}/reports/{number}", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("number" = i64, Path), OfWhom),
    responses((status = 204, description = "It is no longer among them"), Refused))]
pub(super) async fn drop_one(work: Work, Path(which): Path<(Uuid, i64)>) -> Result<StatusCode, Fault> {
    work.service.drop_from_disclosure(work.town(), which, &work.staff).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InForm {
    /// `html` (as without), `csv` or `json`
    form: Option<String>,
}

/// Exactly the bytes that would be handed out now. Nothing is noted as handed out.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}/preview", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), InForm, OfWhom),
    responses((status = 200, description = "The file; its SHA-256 in `X-Content-SHA256`", content_type = "text/html", body = String), Refused))]
pub(super) async fn preview(work: Work, Path(id): Path<Uuid>, Query(wanted): Query<InForm>) -> Result<Response, Fault> {
    let form = form_of(wanted.form.as_deref().unwrap_or("html"))?;
    Ok(file(form, work.service.preview_disclosure(work.town(), (id, form), &work.staff).await?))
}

/// Makes the file that is handed out, and notes its hash, when, by whom, how many reports and how many masks by which
/// law.
///
/// It is the file of the preview whose SHA-256 is sent along: if something changed since, 409 and nothing leaves.
/// Somebody has looked at each of its reports, and none was changed since.
#[utoipa::path(post, path = "/api/v1/disclosures/{id}/exports", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = ExportBody,
    params(("id" = Uuid, Path), OfWhom),
    responses((status = 200, description = "The file; its SHA-256 in `X-Content-SHA256`", content_type = "text/html", body = String), Refused))]
pub(super) async fn export(
    work: Work,
    Path(id): Path<Uuid>,
    Typed(wanted): Typed<ExportBody>,
) -> Result<Response, Fault> {
    let form = form_of(&wanted.form)?;
    Ok(file(form, work.service.export_disclosure(work.town(), (id, form), &wanted.sha256, &work.staff).await?))
}

/// Saved, never shown by the browser as a page of ours.
fn file(form: DisclosureForm, file: DisclosureFile) -> Response {
    let name = format!("attachment; filename=\"utlamnande.{}\"", form.as_str());
    let headers = [
        (header::CONTENT_TYPE, form.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (HeaderName::from_static("x-content-sha256"), file.digest),
    ];
    unkept((headers, file.bytes))
}

fn form_of(word: &str) -> Result<DisclosureForm, Fault> {
    let words = DisclosureForm::ALL.map(DisclosureForm::as_str).join(", ");
    DisclosureForm::parse(word).ok_or_else(|| unknown("/form", &words))
}

fn search(asked: DisclosureSearchBody) -> Result<DisclosureSearch, Fault> {
    const LARGEST_RADIUS_M: f64 = 20_000.0;
    let categories = Category::ALL.map(Category::as_str).join(", ");
    let states = "received, rejected, withdrawn".to_owned();
    let mut place = None;
    if let Some(circle) = asked.circle {
        let at = LonLat::new(circle.lon, circle.lat).filter(|_| (1.0..=LARGEST_RADIUS_M).contains(&circle.radius_m));
        let at = at.ok_or_else(|| unknown("/circle", "lon, lat, radius_m (1–20 000)"))?;
        place = Some(FindPlace::Circle { at, radius_m: circle.radius_m });
    } else if let Some(area) = &asked.area {
        let area = Geometry::read(area, "/area").map_err(ServiceError::Flaws)?;
        place = Some(FindPlace::Area(area));
    } else if let Some(name) = asked.locality.filter(|name| !name.trim().is_empty()) {
        place = Some(FindPlace::Locality(name));
    }
    let category = |(nth, word): (usize, &String)| {
        Category::parse(word).ok_or_else(|| unknown(&format!("/categories/{nth}"), &categories))
    };
    let state = |(nth, word): (usize, &String)| {
        ReportState::parse(word).ok_or_else(|| unknown(&format!("/states/{nth}"), &states))
    };
    Ok(DisclosureSearch {
        from: day("/from", asked.from.as_deref())?,
        to: day("/to", asked.to.as_deref())?,
        categories: asked.categories.iter().enumerate().map(category).collect::<Result<_, _>>()?,
        states: asked.states.iter().enumerate().map(state).collect::<Result<_, _>>()?,
        references: asked.references.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect(),
        words: asked.words.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty()),
        place,
        after: asked.after.unwrap_or(0),
    })
}

fn day(pointer: &str, text: Option<&str>) -> Result<Option<Date>, Fault> {
    let wrong = || unknown(pointer, "2026-11-20");
    text.filter(|text| !text.is_empty()).map(|text| text.parse().map_err(|_| wrong())).transpose()
}

fn unknown(pointer: &str, what: &str) -> Fault {
    let (sv, en) = (format!("Skriv så här: {what}."), format!("Write it like this: {what}."));
    ServiceError::Objections(vec![Objection::new(pointer, "unknown_word", sv, en)]).into()
}

fn body(one: Disclosure, exports: Vec<Exported>) -> DisclosureBody {
    let export = |own: Exported| DisclosureExportBody {
        nth: own.nth,
        form: own.form,
        sha256: own.digest,
        n_reports: own.n_reports,
        n_masks_by_law: own.n_masks,
        made_by: own.made_by,
        made_at: own.made_at.to_string(),
        handed_out_at: own.handed_out_at.map(|at| at.to_string()),
    };
    DisclosureBody {
        id: one.id.to_string(),
        diary_number: one.diary_number,
        wanted: one.wanted,
        asked_on: one.asked_on.to_string(),
        state: one.state.as_str().to_owned(),
        opened_by: one.opened_by,
        opened_at: one.opened_at.to_string(),
        closed_at: one.closed_at.map(|at| at.to_string()),
        version: one.version,
        exports: exports.into_iter().map(export).collect(),
    }
}

fn answered(whole: DisclosureWhole) -> Versioned<Json<DisclosureWholeBody>> {
    let line = |own: crate::service::DisclosureLine| DisclosureLineBody {
        number: own.number,
        reference: own.reference,
        looked: own.looked,
        stale: own.stale,
        n_masks: own.n_masks,
        version: own.version,
    };
    let reports = whole.reports.into_iter().map(line).collect();
    let version = whole.disclosure.version;
    Versioned(version, Json(DisclosureWholeBody { disclosure: body(whole.disclosure, whole.exports), reports }))
}

fn looked_at(sheet: DisclosureSheet) -> Versioned<Json<DisclosureSheetBody>> {
    let DisclosureSheet { masks, basis, looked, stale, photos, told, corrected, version, .. } = sheet;
    let named = |place: SheetPlace| SheetPlaceBody {
        place_name_sv: place.name.sv,
        place_name_en: place.name.en,
        locality: place.locality,
    };
    let body = DisclosureSheetBody {
        report: written::reports(&sheet.report).pop().unwrap_or_default(),
        masks,
        basis: BasisBody { revision: basis.revision, photos: basis.photos },
        looked,
        stale,
        photos: photos.iter().map(|own| own.id.to_string()).collect(),
        told: named(told),
        corrected: corrected.map(named),
        version,
    };
    Versioned(version, Json(body))
}
