//! Requests to see public records: find, mask, preview, hand out.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::App;
use super::answer::{Asker, Versioned, unkept};
use super::body::Typed;
use super::problem::Fault;
use super::remedies::OfTown;
use crate::geodesy::LonLat;
use crate::interop::desk as written;
use crate::interop::wire::{
    BasisBody, DisclosureBody, DisclosureDraftBody, DisclosureExportBody, DisclosureLineBody, DisclosureSearchBody,
    DisclosureSheetBody, DisclosureStateBody, DisclosureWholeBody, ExportBody, FoundBody, MasksBody, Problem,
    SelectBody,
};
use crate::observation::{Category, State as ReportState};
use crate::promise::Objection;
use crate::report::Geometry;
use crate::report::disclosure::{Disclosure, DisclosureState};
use crate::service::{
    DisclosureDraft, DisclosureFile, DisclosureForm, DisclosureSearch, DisclosureSheet, DisclosureWhole, FindPlace,
    MasksDraft, Meant, ServiceError,
};
use crate::store::{Basis, Exported};

/// Every request with what was handed out, the open ones first.
#[utoipa::path(get, path = "/api/v1/disclosures", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Requests", body = [DisclosureBody]),
              (status = 403, description = "Not for this role", body = Problem)))]
pub(super) async fn list(State(app): State<App>, asker: Asker, Query(of): Query<OfTown>) -> Result<Response, Fault> {
    let all = app.service.disclosures(of.municipality.as_deref(), asker.staff()?).await?;
    Ok(unkept(Json(all.into_iter().map(|(one, exports)| body(one, exports)).collect::<Vec<_>>())))
}

/// Opens a request. Until it is closed nothing is erased.
#[utoipa::path(post, path = "/api/v1/disclosures", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = DisclosureDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 201, description = "Opened", body = DisclosureWholeBody),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn open(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
    Typed(draft): Typed<DisclosureDraftBody>,
) -> Result<(StatusCode, Versioned<Json<DisclosureWholeBody>>), Fault> {
    let asked_on = day("/asked_on", draft.asked_on.as_deref())?;
    let draft = DisclosureDraft { diary_number: draft.diary_number, wanted: draft.wanted, asked_on };
    let whole = app.service.open_disclosure(of.municipality.as_deref(), draft, asker.staff()?).await?;
    Ok((StatusCode::CREATED, answered(whole)))
}

/// A request, the reports that are looked at for it, and what was handed out.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The request; its version as `ETag`", body = DisclosureWholeBody),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request", body = Problem)))]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
) -> Result<Versioned<Json<DisclosureWholeBody>>, Fault> {
    Ok(answered(app.service.disclosure(of.municipality.as_deref(), id, asker.staff()?).await?))
}

/// Says what became of a request. What is closed stays closed, and what it held may be erased again.
#[utoipa::path(patch, path = "/api/v1/disclosures/{id}", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = DisclosureStateBody,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Done", body = DisclosureWholeBody),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request", body = Problem),
              (status = 412, description = "Somebody else has changed it since: read it again", body = Problem),
              (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn change(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(of): Query<OfTown>,
    Typed(wanted): Typed<DisclosureStateBody>,
) -> Result<Versioned<Json<DisclosureWholeBody>>, Fault> {
    let words = DisclosureState::ALL.map(DisclosureState::as_str).join(", ");
    let state = DisclosureState::parse(&wanted.state).ok_or_else(|| unknown("/state", &words))?;
    let meant = (id, &meant);
    Ok(answered(app.service.put_disclosure_state(of.municipality.as_deref(), meant, state, asker.staff()?).await?))
}

/// Looks for reports, with their words. What was searched for is not logged, only by what kinds and how many were found.
#[utoipa::path(post, path = "/api/v1/disclosures/{id}/find", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = DisclosureSearchBody,
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "At most a hundred at a time", body = FoundBody),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request", body = Problem),
              (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn find(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
    Typed(asked): Typed<DisclosureSearchBody>,
) -> Result<Response, Fault> {
    let search = search(asked)?;
    let found = app.service.find_for_disclosure(of.municipality.as_deref(), id, &search, asker.staff()?).await?;
    let reports = written::reports(&found.reports);
    Ok(unkept(Json(FoundBody { n_found: found.n_found, reports, next: found.next })))
}

/// Takes reports to a request, each with the masks that are proposed. One that is there stays as it is.
#[utoipa::path(post, path = "/api/v1/disclosures/{id}/reports", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = SelectBody,
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The request", body = DisclosureWholeBody),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request", body = Problem),
              (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn select(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
    Typed(wanted): Typed<SelectBody>,
) -> Result<Versioned<Json<DisclosureWholeBody>>, Fault> {
    let (municipality, staff) = (of.municipality.as_deref(), asker.staff()?);
    app.service.select_for_disclosure(municipality, (id, &wanted.reports), staff).await?;
    Ok(answered(app.service.disclosure(municipality, id, staff).await?))
}

/// A report of a request, with its words and its masks.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}/reports/{number}", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("number" = i64, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The report; the version of its masks as `ETag`", body = DisclosureSheetBody),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request, or no such report in it", body = Problem)))]
pub(super) async fn sheet(
    State(app): State<App>,
    asker: Asker,
    Path(which): Path<(Uuid, i64)>,
    Query(of): Query<OfTown>,
) -> Result<Versioned<Json<DisclosureSheetBody>>, Fault> {
    Ok(looked_at(app.service.disclosure_sheet(of.municipality.as_deref(), which, asker.staff()?).await?))
}

/// Lays masks on a report. The report itself stays whole.
#[utoipa::path(put, path = "/api/v1/disclosures/{id}/reports/{number}", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = MasksBody,
    params(("id" = Uuid, Path), ("number" = i64, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Masked", body = DisclosureSheetBody),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request, or no such report in it", body = Problem),
              (status = 412, description = "The report or its masks have been changed since: read it again", body = Problem),
              (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn mask(
    State(app): State<App>,
    asker: Asker,
    Path((id, number)): Path<(Uuid, i64)>,
    meant: Meant,
    Query(of): Query<OfTown>,
    Typed(body): Typed<MasksBody>,
) -> Result<Versioned<Json<DisclosureSheetBody>>, Fault> {
    let basis = Basis { revision: body.basis.revision, photos: body.basis.photos };
    let draft = MasksDraft { masks: body.masks, basis, looked: body.looked };
    let which = (id, number, &meant);
    Ok(looked_at(app.service.put_masks(of.municipality.as_deref(), which, draft, asker.staff()?).await?))
}

/// Takes a report away from a request. Twice is no fault.
#[utoipa::path(delete, path = "/api/v1/disclosures/{id}/reports/{number}", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("number" = i64, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 204, description = "It is no longer among them"),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request", body = Problem)))]
pub(super) async fn drop_one(
    State(app): State<App>,
    asker: Asker,
    Path(which): Path<(Uuid, i64)>,
    Query(of): Query<OfTown>,
) -> Result<StatusCode, Fault> {
    app.service.drop_from_disclosure(of.municipality.as_deref(), which, asker.staff()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(super) struct PreviewQuery {
    municipality: Option<String>,
    form: Option<String>,
}

/// Exactly the bytes that would be handed out now. Nothing is noted as handed out.
#[utoipa::path(get, path = "/api/v1/disclosures/{id}/preview", tag = "disclosures", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("form" = Option<String>, Query, description = "`html` (as without), `csv` or `json`"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The file", content_type = "text/html", body = String),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request", body = Problem),
              (status = 422, description = "What stands in the way", body = Problem)))]
pub(super) async fn preview(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(query): Query<PreviewQuery>,
) -> Result<Response, Fault> {
    let form = form_of(query.form.as_deref().unwrap_or("html"))?;
    let shown = app.service.preview_disclosure(query.municipality.as_deref(), (id, form), asker.staff()?).await?;
    Ok(file(form, shown))
}

/// Makes the file that is handed out, and notes its hash, when, by whom, how many reports and how many masks by which law.
#[utoipa::path(post, path = "/api/v1/disclosures/{id}/exports", tag = "disclosures", security(("staff" = []), ("session" = [])), request_body = ExportBody,
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The file; its SHA-256 in `X-Content-SHA256`", content_type = "text/html", body = String),
              (status = 403, description = "Not for this role", body = Problem),
              (status = 404, description = "No such request", body = Problem),
              (status = 422, description = "Nobody has looked at a report, or it was changed since", body = Problem)))]
pub(super) async fn export(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
    Typed(wanted): Typed<ExportBody>,
) -> Result<Response, Fault> {
    let form = form_of(&wanted.form)?;
    let made = app.service.export_disclosure(of.municipality.as_deref(), (id, form), asker.staff()?).await?;
    Ok(file(form, made))
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
        references: asked.references,
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
    let DisclosureSheet {
        masks, basis, looked, stale, photos, place_name_sv, place_name_en, locality, version, ..
    } = sheet;
    let body = DisclosureSheetBody {
        report: written::reports(&sheet.report).pop().unwrap_or_default(),
        masks,
        basis: BasisBody { revision: basis.revision, photos: basis.photos },
        looked,
        stale,
        photos: photos.iter().map(|own| own.id.to_string()).collect(),
        place_name_sv,
        place_name_en,
        locality,
        version,
    };
    Versioned(version, Json(body))
}
