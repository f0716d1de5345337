//! The heat on streets, for whoever asks: exact for staff, published parts of squares for everybody.

use std::sync::{Arc, Mutex, OnceLock};

use serde_json::Value;

use super::questions::{layer, projected, public_name};
use super::staff::Admission;
use super::{PublicLayer, Served, Service, ServiceError};
use crate::analysis::{StreetCounts, StreetHeat, months_of, street_counts, street_heat};
use crate::index::{Filter, Placement, Snapshot};
use crate::interop::heat::HeatFrame;
use crate::interop::question::{Layer, Question};
use crate::privacy::{Cleared, LaidPart, PublicStreets, for_staff, lay, public_streets};
use crate::town::Ground;

/// A cleared heat on streets with what stands beside it, and the ground whose streets it names.
pub struct StreetAnswer {
    pub heat: Cleared<StreetHeat>,
    pub frame: HeatFrame,
    pub served: Arc<Served>,
    pub ground: Arc<Ground>,
}

/// What is known of one municipality's streets and kept for the next question: all of it can be worked out again.
#[derive(Debug, Default)]
pub struct Streets(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Of this ground is all the rest; another ground begins anew.
    ground: Option<Arc<Ground>>,
    placement: Arc<Placement>,
    /// The last questions, the newest last: the tiles of one map ask the same.
    counted: Vec<(Counted, Arc<OnceLock<StreetCounts>>)>,
    /// Published parts in the streets of this ground, with the revision of the public layer.
    laid: Option<(u64, Arc<OnceLock<Vec<LaidPart>>>)>,
}

/// What a count depends on besides the ground.
#[derive(Debug, Clone, PartialEq)]
struct Counted {
    revision: u64,
    filter: Filter,
}

const KEPT_COUNTS: usize = 8;

impl Streets {
    fn on<T>(&self, ground: &Arc<Ground>, use_it: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = self.0.lock().expect("no holder panics");
        if !kept.ground.as_ref().is_some_and(|known| Arc::ptr_eq(known, ground)) {
            *kept = Kept { ground: Some(ground.clone()), ..Kept::default() };
        }
        use_it(&mut kept)
    }

    /// Which links each observation lies on, as far as somebody has asked.
    pub(super) fn placement(&self, ground: &Arc<Ground>) -> Arc<Placement> {
        self.on(ground, |kept| kept.placement.clone())
    }

    /// Counts on every street of the town; of those who ask the same at once, one counts and the others wait.
    fn counts(&self, snapshot: &Snapshot, ground: &Arc<Ground>, filter: &Filter) -> Arc<OnceLock<StreetCounts>> {
        let asked = Counted { revision: snapshot.revision(), filter: filter.everywhere() };
        let (place, placement) = self.on(ground, |kept| {
            let known = kept.counted.iter().find(|(counted, _)| *counted == asked).map(|(_, place)| place.clone());
            let place = known.unwrap_or_else(|| {
                if kept.counted.len() >= KEPT_COUNTS {
                    kept.counted.remove(0);
                }
                let place = Arc::new(OnceLock::new());
                kept.counted.push((asked.clone(), place.clone()));
                place
            });
            (place, kept.placement.clone())
        });
        place.get_or_init(|| street_counts(snapshot, &ground.network, &placement, &asked.filter));
        place
    }

    fn laid(&self, public: &PublicLayer, ground: &Arc<Ground>, served: &Served) -> Arc<OnceLock<Vec<LaidPart>>> {
        let place = self.on(ground, |kept| match &kept.laid {
            Some((revision, place)) if *revision == public.revision => place.clone(),
            _ => {
                let place = Arc::new(OnceLock::new());
                kept.laid = Some((public.revision, place.clone()));
                place
            }
        });
        place.get_or_init(|| lay(&public.streets, &ground.network, &served.town.metric));
        place
    }
}

impl Service {
    /// What names the state behind an answer that needs the ground: that of the same answer about squares, and the
    /// ground.
    pub fn revision_on_ground(
        &self,
        question: &Question,
        admission: Option<&Admission>,
    ) -> Result<String, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        Ok(on_ground(self.revision(question, admission)?, &served))
    }

    pub async fn street_heat(
        &self,
        question: &Question,
        admission: Option<&Admission>,
    ) -> Result<StreetAnswer, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        match (layer(question, admission, &served)?, admission) {
            (Layer::Staff, Some(admission)) => self.staff_streets(question, admission, served).await,
            _ => self.public_streets(question, served).await,
        }
    }

    async fn staff_streets(
        &self,
        question: &Question,
        admission: &Admission,
        served: Arc<Served>,
    ) -> Result<StreetAnswer, ServiceError> {
        let snapshot = served.index.snapshot();
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let ground = served.ground();
        let (filter, parameters) = self.understood(question, &served, &snapshot)?;
        let parameters = of_streets(parameters);
        let reader = self.reader(admission, served.town.code(), "heat", parameters.to_string()).await?;
        let (at, on) = (served.clone(), ground.clone());
        let counted = tokio::task::spawn_blocking(move || {
            let months = months_of(&filter.window);
            let counts = at.streets.counts(&snapshot, &on, &filter);
            let counts = counts.get().expect("counts() has counted");
            street_heat(counts, &on.network, filter.bounds.as_ref(), months)
        });
        let heat = for_staff(counted.await.expect("counting does not panic"), &reader);
        Ok(StreetAnswer { heat, frame: HeatFrame { layer: "staff", revision, parameters }, served, ground })
    }

    async fn public_streets(&self, question: &Question, served: Arc<Served>) -> Result<StreetAnswer, ServiceError> {
        let public = served.public();
        let revision = on_ground(public_name(&served, &public), &served);
        let ground = served.ground();
        let asked = self.public_question(question, &served, &public)?;
        let parameters = of_streets(self.public_parameters(question, &served, &asked));
        let (at, on) = (served.clone(), ground.clone());
        let summed = tokio::task::spawn_blocking(move || {
            let laid = at.streets.laid(&public, &on, &at);
            let laid = laid.get().expect("laid() has laid them");
            let shown = PublicStreets { cells: &public.cells, parts: &public.streets, laid, network: &on.network };
            let bounds = asked.bounds.map(|bounds| projected(&bounds, &at.town));
            public_streets(shown, &asked, at.town.municipality.k, bounds.as_ref())
        });
        let heat = summed.await.expect("summing does not panic");
        Ok(StreetAnswer { heat, frame: HeatFrame { layer: "public", revision, parameters }, served, ground })
    }
}

pub(super) fn on_ground(revision: String, served: &Served) -> String {
    format!("{revision}-g{}", served.ground_revision())
}

/// The same question, of streets instead of squares.
fn of_streets(mut parameters: Value) -> Value {
    if let Some(all) = parameters.as_object_mut() {
        all.remove("cell");
        all.insert("unit".to_owned(), "link".into());
    }
    parameters
}
