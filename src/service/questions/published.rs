//! Everybody's questions: as fine as what is published can answer, and not finer.

use serde_json::{Value, json};

use super::super::{PublicLayer, Served, Service, ServiceError};
use crate::interop::question::{BadParameter, Bound, Question};
use crate::observation::{Category, Group, Month};
use crate::privacy::{BASE_CELL_M, PublicCell, PublicQuestion};

impl Service {
    /// A public question in words.
    pub(in crate::service) fn public_parameters(
        &self,
        question: &Question,
        served: &Served,
        asked: &PublicQuestion,
    ) -> Value {
        let PublicQuestion { groups, from, to, unpublished, .. } = asked;
        let categories: Vec<_> = groups.iter().flat_map(|group| group.categories()).map(Category::as_str).collect();
        json!({
            "municipality": served.town.code(),
            "bbox": question.bounds.map(|b| b.to_array()),
            "categories": categories,
            "groups": groups.iter().map(|group| group.as_str()).collect::<Vec<_>>(),
            "causes": [],
            "from": from.first_day().to_string(),
            "to": to.next().first_day().yesterday().map(|day| day.to_string()).unwrap_or_default(),
            "months": asked.months(),
            "unpublished": unpublished.iter().map(Month::to_string).collect::<Vec<_>>(),
            "weekdays": null, "hours": null, "k": served.town.municipality.k,
            "cell": question.cell_m.map_or(json!("auto"), Value::from),
        })
    }

    /// The question as the public layer can answer it, or why it cannot.
    pub(in crate::service) fn public_question(
        &self,
        question: &Question,
        served: &Served,
        public: &PublicLayer,
    ) -> Result<PublicQuestion, ServiceError> {
        let (first, last) = public_months(&public.cells);
        // Who asks for no period hears of every month that is missing, also the last.
        let last = last.map(|last| public.unpublished.last().map_or(last, |missing| last.max(*missing)));
        let today = Month::at(self.now().as_second(), served.town.clock.zone());
        let from = whole_month("from", question.from)?.or(first).unwrap_or(today);
        let to = whole_month("to", question.to)?.or(last).unwrap_or(today);
        let asked = |month: &&Month| (from..=to).contains(*month);
        Ok(PublicQuestion {
            groups: public_groups(question)?,
            from,
            to,
            unpublished: public.unpublished.iter().filter(asked).copied().collect(),
            smallest_m: question.cell_m.unwrap_or(BASE_CELL_M),
            bounds: question.bounds,
        })
    }
}

/// Names an answer by everything it depends on: what is published, the k it is shown with, and the program that shows
/// it.
pub(in crate::service) fn public_name(served: &Served, public: &PublicLayer) -> String {
    format!("p{:016x}-k{}-{}", public.revision, served.town.municipality.k, env!("CARGO_PKG_VERSION"))
}

/// Whole groups only: a filter as fine as a single category could single out a report.
fn public_groups(question: &Question) -> Result<Vec<Group>, ServiceError> {
    let finer = [
        ("cause", !question.causes.is_empty()),
        ("channel", !question.channels.is_empty()),
        ("weekdays", !question.weekdays.is_empty()),
        ("hours", question.hours.is_some()),
        (
            "cell",
            question.cell_m.is_some_and(|m| !m.is_multiple_of(BASE_CELL_M) || !(m / BASE_CELL_M).is_power_of_two()),
        ),
    ];
    if let Some((name, _)) = finer.iter().find(|(_, asked)| *asked) {
        return Err(too_fine(name));
    }
    let meant = question.meant_categories();
    let groups: Vec<Group> = Group::ALL.into_iter().filter(|g| meant.iter().any(|c| c.group() == *g)).collect();
    let whole = groups.iter().flat_map(|group| group.categories()).all(|category| meant.contains(&category));
    if whole { Ok(groups) } else { Err(too_fine("category")) }
}

fn whole_month(name: &str, bound: Option<Bound>) -> Result<Option<Month>, ServiceError> {
    match bound {
        None => Ok(None),
        Some(Bound::Month(month)) => Ok(Some(month)),
        Some(Bound::Day(day)) => {
            let month = Month::new(day.year(), day.month()).ok_or_else(|| too_fine(name))?;
            let edge = if name == "from" { day.day() == 1 } else { day.day() == day.days_in_month() };
            if edge { Ok(Some(month)) } else { Err(too_fine(name)) }
        }
    }
}

fn too_fine(name: &str) -> ServiceError {
    ServiceError::BadParameter(BadParameter::new(
        name,
        "Den öppna kartan kan bara delas upp i grupper (group), hela månader och rutor om 250 m eller mer, så att ingen \
         enskild rapport kan pekas ut.",
        "The public map can only be divided into groups (group), whole months and squares of 250 m or more, so that no \
         single report can be pointed out.",
    ))
}

fn public_months(cells: &[PublicCell]) -> (Option<Month>, Option<Month>) {
    let months = || cells.iter().map(|cell| cell.month);
    (months().min(), months().max())
}

impl Served {
    /// First and last month with public data.
    pub fn public_months(&self) -> (Option<Month>, Option<Month>) {
        public_months(&self.public().cells)
    }
}
