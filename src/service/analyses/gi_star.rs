//! What the usual recipe would have drawn: Gi*, for those who ask, with how much it promises too much.

use super::super::staff::Admission;
use super::super::written::Written;
use super::super::{Service, ServiceError};
use super::density::area_of;
use super::{Analysed, asked, placed};
use crate::analysis::density::WeightedPlace;
use crate::analysis::local::{GParams, Units, Weights, measured_g};
use crate::analysis::{MOST_SQUARES, Neighbours, Watch, squares};
use crate::interop::findings::Frame;
use crate::interop::findings::gi_star::{Shown, feature_collection};
use crate::interop::heat::{HeatFrame, beside};
use crate::interop::question::{BadParameter, Question};
use crate::privacy::for_staff;

/// Squares as large as those of the hot-spot test.
const CELL_M: u32 = 250;

impl Service {
    /// Gi* of the counts in all squares of the municipality, each with the eight around it.
    pub async fn gi_star(&self, question: &Question, admission: &Admission) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let snapshot = served.index.snapshot();
        let revision = self.staff_revision(&snapshot, &served);
        let (filter, mut parameters) = self.understood(question, &served, &snapshot)?;
        let size_m = question.cell_m.unwrap_or(CELL_M);
        let params = GParams { star: true, weights: Weights::Binary, permutations: 0, seed: 0 };
        parameters["cell"] = size_m.into();
        let area = area_of(&served);
        if squares(&[], size_m, Some(&area)).is_none() {
            return Err(BadParameter::new(
                "cell",
                format!("Kommunen har fler än {MOST_SQUARES} så små rutor. Välj en större cell."),
                format!("The municipality has more than {MOST_SQUARES} squares so small. Choose a larger cell."),
            )
            .into());
        }
        let reader = self.reader(admission, served.town.code(), "gi_star", parameters.to_string()).await?;
        let asked = asked(&served, "gi_star", &parameters);
        let frame = HeatFrame { layer: "staff", revision: revision.clone(), parameters };
        let work = move |watch: &Watch| {
            watch.expect(2);
            let mut places = Vec::new();
            snapshot.each_placed(&filter, |one| places.push(WeightedPlace { at: one.at, weight: 1.0 }));
            let ground = squares(&places, size_m, Some(&area))?;
            let neighbours = Neighbours::of_cells(&ground.cells, 1);
            watch.step(1).then_some(())?;
            let mut data = placed(snapshot.total(&filter).n_reports, places.len());
            data.leave_out("outside_ground", ground.n_outside);
            let found = measured_g(Units::Squares(ground.cells), ground.sums, &neighbours, &params);
            let (found, plane) = (for_staff(found, &reader), Frame::OnEarth(served.town.metric));
            let mut body = feature_collection(&found, &params, "queen", Shown::Discoveries, &data, &plane);
            beside(&mut body, &frame);
            Some(Written::new(frame.revision, false, body.to_string().into_bytes()))
        };
        Ok(self.inner.jobs.ask(asked, &revision, work).await)
    }
}
