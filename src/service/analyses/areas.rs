//! The year at large: whole neighbourhoods with more than their streets or people explain, wherever their borders lie.

use std::collections::HashMap;

use super::super::staff::Admission;
use super::super::streets::on_ground;
use super::super::written::Written;
use super::super::{Service, ServiceError};
use super::spots::{chosen, enough_others, refuse_too_many_squares, terrain};
use super::{Analysed, asked, dated, placed};
use crate::analysis::Watch;
use crate::analysis::backtest::day_of;
use crate::analysis::incidents::{IncidentParams, Told, incidents};
use crate::analysis::scan::{AtRisk, Placed, PoissonScanParams, Reach, poisson_scan};
use crate::analysis::spots::Places;
use crate::geodesy::{Cell, EastNorth};
use crate::interop::findings::Frame;
use crate::interop::findings::scan::poisson;
use crate::interop::heat::{HeatFrame, beside};
use crate::interop::question::{Bound, Question, Unit};
use crate::observation::Seconds;
use crate::privacy::for_staff;
use crate::town::naming::name_of;

/// The locations of the scan. Finer ones cost time and say no more about circles of up to five kilometres.
const CELL_M: u32 = 500;
const RADIUS_M: f64 = 5_000.0;
const DAYS: i32 = 365;
const DAY_S: Seconds = 24 * 3600;

impl Service {
    /// Circles of a year's incidents (the discrete Poisson scan); a first answer may be how far the work has come.
    pub async fn areas(&self, question: &Question, admission: &Admission) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let zone = served.town.clock.zone().clone();
        let last = question.to.map_or(self.now().as_second(), |to| (to.end(&zone) - 1).min(self.now().as_second()));
        let today = jiff::Timestamp::from_second(last).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone).date();
        let first = today.checked_sub(jiff::Span::new().days(DAYS - 1)).unwrap_or(today);
        let year = Question {
            unit: Some(Unit::Cell),
            cell_m: Some(CELL_M),
            from: question.from.or(Some(Bound::Day(first))),
            ..question.clone()
        };
        let (filter, mut parameters) = self.understood(&year, &served, &snapshot)?;
        let (unit, basis) = chosen(&year, &ground, || enough_others(&snapshot, &filter))?;
        refuse_too_many_squares(&served, basis, CELL_M)?;
        let params = PoissonScanParams { seed: question.seed.unwrap_or(1), ..PoissonScanParams::default() };
        parameters["cell"] = CELL_M.into();
        parameters["exposure"] = basis.as_str().into();
        parameters["seed"] = params.seed.into();
        let reader = self.reader(admission, served.town.code(), "areas", parameters.to_string()).await?;
        let asked = asked(&served, "areas", &parameters);
        let frame = HeatFrame { layer: "staff", revision: revision.clone(), parameters };
        let work = move |watch: &Watch| {
            let town = &served.town;
            let terrain = terrain(&snapshot, &filter, &ground, &served, unit, CELL_M, basis);
            let Places::Cells(cells) = terrain.places else { unreachable!("squares were asked for") };
            let number_of: HashMap<Cell, usize> = cells.iter().copied().zip(0..).collect();
            let mut at_risk: Vec<AtRisk> =
                terrain.exposure.iter().map(|population| AtRisk { cases: 0, population: *population }).collect();

            // Chance deals out independent events: those who tell of the same thing are one.
            let reports = dated(&snapshot, &filter);
            let told: Vec<Told> = reports
                .iter()
                .map(|report| Told {
                    at: report.at,
                    told: Seconds::from(report.day) * DAY_S,
                    category: report.category,
                    closed: None,
                    teller: None,
                })
                .collect();
            let now = Seconds::from(day_of(today)) * DAY_S;
            let found = incidents(&told, now, &IncidentParams::default());
            let mut n_outside = 0;
            for incident in &found {
                match number_of.get(&Cell::containing(incident.at, cells.first().map_or(CELL_M, |cell| cell.size_m))) {
                    Some(number) => at_risk[*number].cases += 1,
                    None => n_outside += 1,
                }
            }
            let places: Vec<EastNorth> = cells.iter().map(|cell| cell.center()).collect();
            let scan = poisson_scan(&at_risk, &Reach::straight(&places, RADIUS_M), &params, watch)?;
            // A circle is called after where its cases are.
            let of = |locations: &[u32]| {
                let weighed = |at: &u32| (places[*at as usize], f64::from(at_risk[*at as usize].cases));
                locations.iter().map(weighed).filter(|(_, cases)| *cases > 0.0).collect::<Vec<_>>()
            };
            let names: Vec<_> =
                scan.clusters.iter().map(|cluster| name_of(&ground, town, &of(&cluster.locations))).collect();
            let mut data = placed(snapshot.total(&filter).n_reports, reports.len());
            data.leave_out("duplicate", (reports.len() - found.len()) as u64);
            data.leave_out("outside_ground", n_outside);
            let found = for_staff(Placed { numbers: vec![Vec::new(); places.len()], places, scan }, &reader);
            let mut body = poisson(&found, &names, &params, Some(RADIUS_M), &data, &Frame::OnEarth(town.metric));
            beside(&mut body, &frame);
            Some(Written::new(frame.revision, false, body.to_string().into_bytes()))
        };
        Ok(self.inner.jobs.ask(asked, &revision, work).await)
    }
}
