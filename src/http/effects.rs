//! Did it help? For staff.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::App;
use super::answer::{Asker, etag, fresh};
use super::problem::Fault;
use crate::interop::question::BadParameter;
use crate::interop::wire::Problem;
use crate::observation::Category;
use crate::service::{EffectQuestion, ServiceError};

#[derive(Deserialize)]
pub(super) struct EffectQuery {
    municipality: Option<String>,
    category: Option<String>,
    radius: Option<String>,
    after_days: Option<String>,
}

/// Whether a remedy of the register helped: what came after it, over what would have come without it, with an interval.
///
/// Empirical Bayes with comparison places: squares of the same size with about as much street and no remedy. `estimate`
/// has theta, its interval and the trend of the comparison places; `naive` beside it contains regression to the mean;
/// `displacement` is the ring of 200 m around. `stage` is `measured`, or before that `planned`, `under_way` or
/// `too_early` (less than 28 days): then there is only `detectable`, what a study could show. Reports count on the day
/// they were told.
#[utoipa::path(get, path = "/api/v1/effects/{remedy_id}", tag = "plans", security(("staff" = [])),
    params(
        ("remedy_id" = Uuid, Path),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first"),
        ("category" = Option<String>, Query, description = "Comma-separated; missing: the three concerns"),
        ("radius" = Option<u32>, Query, description = "Metres around the place whose reports are its own, 25 to 1000; missing: 100"),
        ("after_days" = Option<u32>, Query, description = "How long the time after is to be, for a remedy not yet done; missing: 365")),
    responses(
        (status = 200, description = "The study, or what it could show", body = serde_json::Value),
        (status = 400, description = "A parameter that cannot be understood", body = Problem),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such remedy", body = Problem)))]
pub(super) async fn effect(
    State(app): State<App>,
    asker: Asker,
    Path(remedy_id): Path<Uuid>,
    Query(query): Query<EffectQuery>,
) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    let question = EffectQuestion {
        categories: categories(query.category.as_deref())?,
        radius_m: whole("radius", query.radius.as_deref())?,
        after_days: whole("after_days", query.after_days.as_deref())?,
        municipality: query.municipality,
    };
    let answer = app.service.effect(remedy_id, &question, admission).await?;
    let revision = answer["revision"].as_str().unwrap_or_default().to_owned();
    Ok(fresh("application/json", answer.to_string(), &etag(&revision), false))
}

fn categories(words: Option<&str>) -> Result<Vec<Category>, Fault> {
    let words = words.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let category = |word: &str| {
        let bad = || {
            refused(
                "category",
                "Det finns ingen sådan kategori. De som finns står i /api/v1/catalogue.",
                "There is no such category. Those there are stand in /api/v1/catalogue.",
            )
        };
        Category::parse(word).ok_or_else(bad)
    };
    words.map(category).collect()
}

fn whole(name: &str, word: Option<&str>) -> Result<Option<u32>, Fault> {
    let number = |word: &str| {
        let bad = |_| refused(name, "Ett helt tal behövs.", "A whole number is needed.");
        word.trim().parse().map_err(bad)
    };
    word.map(number).transpose()
}

fn refused(name: &str, sv: &str, en: &str) -> Fault {
    ServiceError::from(BadParameter::new(name, sv, en)).into()
}
