//! Does it predict? The back-test of a town's own reports, for staff.

use super::super::staff::Admission;
use super::super::streets::on_ground;
use super::super::written::Written;
use super::super::{Service, ServiceError};
use super::{Analysed, asked, dated, placed};
use crate::analysis::Watch;
use crate::analysis::backtest::{Ground, JudgedParams, backtest_of};
use crate::interop::findings::Frame;
use crate::interop::findings::backtest::{Asked as AskedOf, Ranked, answer};
use crate::interop::heat::{HeatFrame, beside};
use crate::interop::question::{BadParameter, Question, Unit};
use crate::privacy::for_staff;
use crate::town::naming::name_of;

/// Squares when there are no streets, or none are wanted.
const CELL_M: u32 = 250;
/// As many of the places to come as have a name.
const NAMED: usize = 20;

impl Service {
    /// Which ranking of places would have foretold the reports of this town best, and where it expects the next ones.
    pub async fn backtest(&self, question: &Question, admission: &Admission) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let (filter, mut parameters) =
            self.understood(&Question { bounds: None, ..question.clone() }, &served, &snapshot)?;
        if question.unit == Some(Unit::Link) && ground.network.is_empty() {
            return Err(BadParameter::new(
                "unit",
                "Gatorna är inte inlästa (trygghetskarta import osm). Välj unit=cell.",
                "The streets have not been imported (trygghetskarta import osm). Choose unit=cell.",
            )
            .into());
        }
        let on_links = question.unit != Some(Unit::Cell) && question.cell_m.is_none() && !ground.network.is_empty();
        let ranked = match on_links {
            true => Ranked::Links,
            false => Ranked::CellsAround { size_m: question.cell_m.unwrap_or(CELL_M) },
        };
        let params =
            JudgedParams { seed: question.seed.unwrap_or(JudgedParams::default().seed), ..JudgedParams::default() };
        parameters["unit"] = (if on_links { "link" } else { "cell" }).into();
        parameters["seed"] = params.seed.into();
        let reader = self.reader(admission, served.town.code(), "backtest", parameters.to_string()).await?;
        let asked = asked(&served, "backtest", &parameters);
        let frame = HeatFrame { layer: "staff", revision: revision.clone(), parameters };
        let work = move |watch: &Watch| {
            let town = &served.town;
            let reports = dated(&snapshot, &filter);
            let over = match ranked {
                Ranked::Links => Ground::Links(&ground.network),
                Ranked::Cells { size_m } | Ranked::CellsAround { size_m } => Ground::CellsAround { size_m },
            };
            let judged = backtest_of(&reports, over, &params, watch)?;
            let named = judged.next.iter().take(NAMED).map(|next| name_of(&ground, town, &[(next.at, 1.0)]));
            let names: Vec<_> = named.collect();
            let data = placed(snapshot.total(&filter).n_reports, reports.len());
            let asked = AskedOf { ranked, params };
            let mut body = answer(&for_staff(judged, &reader), &asked, &names, &data, &Frame::OnEarth(town.metric));
            beside(&mut body, &frame);
            Some(Written::new(frame.revision, false, body.to_string().into_bytes()))
        };
        Ok(self.inner.jobs.ask(asked, &revision, work).await)
    }
}
