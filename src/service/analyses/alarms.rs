//! The weekly alarm: what has begun lately, here, that neither the place nor the season explains.

use std::collections::HashMap;

use super::super::staff::Admission;
use super::super::streets::on_ground;
use super::super::written::Written;
use super::super::{Service, ServiceError};
use super::{Analysed, asked, dated, placed};
use crate::analysis::Watch;
use crate::analysis::backtest::{DatedReport, day_of};
use crate::analysis::scan::{DatedCase, PermutationScanParams, Placed, Reach, permutation_scan};
use crate::geodesy::{Cell, EastNorth};
use crate::interop::findings::Frame;
use crate::interop::findings::scan::permutation;
use crate::interop::findings::waves::waves;
use crate::interop::heat::{HeatFrame, beside};
use crate::interop::question::{Bound, Question};
use crate::privacy::for_staff;
use crate::town::naming::name_of;

/// A year of weeks, so that the season is its own comparison.
const DAYS: i32 = 52 * 7;
/// Reports in one square of this side are one place of the scan.
const CELL_M: u32 = 100;
const RADIUS_M: f64 = 1_000.0;

impl Service {
    pub async fn alarms(&self, question: &Question, admission: &Admission) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let zone = served.town.clock.zone().clone();
        let last = question.to.map_or(self.now().as_second(), |to| (to.end(&zone) - 1).min(self.now().as_second()));
        let today = jiff::Timestamp::from_second(last).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone).date();
        let to_day = day_of(today);
        let first = today.checked_sub(jiff::Span::new().days(DAYS - 1)).unwrap_or(today);
        let year =
            Question { bounds: None, from: Some(Bound::Day(first)), to: Some(Bound::Day(today)), ..question.clone() };
        let (filter, mut parameters) = self.understood(&year, &served, &snapshot)?;
        let params = PermutationScanParams {
            seed: question.seed.unwrap_or_default(),
            ..PermutationScanParams::weekly(to_day - DAYS + 1, to_day)
        };
        parameters["seed"] = params.seed.into();
        let reader = self.reader(admission, served.town.code(), "alarms", parameters.to_string()).await?;
        let asked = asked(&served, "alarms", &parameters);
        let on_now = for_staff(served.waves(self.now().as_second()), &reader);
        let frame = HeatFrame { layer: "staff", revision: revision.clone(), parameters };
        let work = move |watch: &Watch| {
            let town = &served.town;
            let reports = dated(&snapshot, &filter);
            let (places, cases) = located(&reports, params.from_day);
            // A year of which there are five weeks is compared with five weeks, and the answer says how few they are.
            let first = cases.iter().map(|case| case.day).min().unwrap_or(params.from_day);
            let params = PermutationScanParams { from_day: params.from_day.max(first), ..params };
            let scan = permutation_scan(&cases, &Reach::straight(&places, RADIUS_M), &params, watch)?;
            let of = |locations: &[u32]| locations.iter().map(|at| (places[*at as usize], 1.0)).collect::<Vec<_>>();
            let names: Vec<_> =
                scan.clusters.iter().map(|cluster| name_of(&ground, town, &of(&cluster.locations))).collect();
            let mut data = placed(snapshot.total(&filter).n_reports, reports.len());
            data.leave_out("began_before", (reports.len() - cases.len()) as u64);
            let found = for_staff(Placed { numbers: vec![Vec::new(); places.len()], places, scan }, &reader);
            let plane = Frame::OnEarth(town.metric);
            let mut body = permutation(&found, &names, &params, Some(RADIUS_M), &data, &plane);
            beside(&mut body, &frame);
            body["waves"] = waves(&on_now);
            Some(Written::new(frame.revision, false, body.to_string().into_bytes()))
        };
        Ok(self.inner.jobs.ask(asked, &revision, work).await)
    }
}

/// The squares in which something was reported, by their middles, and the reports in them by day.
fn located(reports: &[DatedReport], from_day: i32) -> (Vec<EastNorth>, Vec<DatedCase>) {
    let mut number_of: HashMap<Cell, u32> = HashMap::new();
    let (mut places, mut cases) = (Vec::new(), Vec::new());
    for report in reports.iter().filter(|report| report.day >= from_day) {
        let cell = Cell::containing(report.at, CELL_M);
        let location = *number_of.entry(cell).or_insert_with(|| {
            places.push(cell.center());
            places.len() as u32 - 1
        });
        cases.push(DatedCase { location, day: report.day });
    }
    (places, cases)
}
