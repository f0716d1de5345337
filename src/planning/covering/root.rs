//! The bound for all plans.

use super::case::Checked;
use super::groups::{Group, groups};
use super::prices::{Decided, Priced, Solved, Steps};
use super::relaxed::Piece;

/// All plans, nothing decided but what is locked.
pub(super) struct Root<'a> {
    pub priced: Priced<'a>,
    pub groups: Vec<Group>,
    pub decided: Decided,
    pub solved: Solved,
}

/// So often lower ceilings are put in before anything is divided.
const ROUNDS: u32 = 7;

impl<'a> Root<'a> {
    pub fn new(case: &'a Checked) -> Self {
        let groups = groups(case);
        let priced = Priced::new(case, &groups);
        let solved = Solved {
            bound: priced.rows.iter().map(|row| row.weight).sum(),
            prices: priced.first_prices(),
            mean: vec![0.0; case.locked.len()],
            used: vec![0.0; case.sites.len()],
            visits: case.locked.clone(),
            is_out: vec![false; case.locked.len()],
        };
        Self { groups, decided: decided(case), solved, priced }
    }

    /// No plan meets more.
    pub fn bound(&self) -> f64 {
        self.solved.bound
    }

    /// The bound by the sums of shares alone.
    pub fn first(&mut self, found: f64, n: u32, keep_on: &dyn Fn() -> bool) {
        self.solve(found, Steps { n, pace: 1.0 }, keep_on);
    }

    /// The bound with lower ceilings.
    pub fn tighten(&mut self, found: f64, n: u32, keep_on: &dyn Fn() -> bool) {
        for _ in 0..ROUNDS {
            if self.solved.bound <= found * (1.0 + 1e-12) || !keep_on() {
                return;
            }
            let mean = std::mem::take(&mut self.solved.mean);
            lower(&mut self.priced, &mean, self.solved.bound);
            self.solve(found, Steps { n: n / ROUNDS, pace: 0.25 }, keep_on);
        }
    }

    fn solve(&mut self, found: f64, steps: Steps, keep_on: &dyn Fn() -> bool) {
        let mut prices = self.solved.prices.clone();
        prices.pieces.resize(self.priced.pieces.len(), 0.0);
        let solved = self.priced.solve(&self.decided, &self.groups, prices, found, steps, keep_on);
        self.decided.rule_out(&solved.is_out);
        self.solved = Solved { bound: solved.bound.min(self.solved.bound), ..solved };
    }
}

/// Puts in ceilings that lie below what the others say of so many visits.
pub(super) fn lower(priced: &mut Priced, visits: &[f64], bound: f64) {
    /// What must be gained, of the bound for each visit.
    const LEAST: f64 = 1e-4;
    let least = LEAST * bound / f64::from(priced.case.rules.quota.max(1));
    for (nth, row) in priced.rows.iter().enumerate() {
        let at =
            |piece: &Piece| piece.base + piece.shares.iter().map(|(cell, share)| share * visits[*cell]).sum::<f64>();
        let met = priced.of_row[nth].iter().map(|piece| at(&priced.pieces[*piece])).fold(1.0, f64::min);
        if let Some(piece) = Piece::rounded(nth, row, visits, met).filter(|new| (met - at(new)) * row.weight > least) {
            priced.of_row[nth].push(priced.pieces.len());
            priced.pieces.push(piece);
        }
    }
}

/// Locked visits are made; sites that stand in their way are not used.
fn decided(case: &Checked) -> Decided {
    let n_bands = case.rules.n_bands;
    let has_lock = |site: &usize| case.locked[site * n_bands..(site + 1) * n_bands].iter().any(|n| *n > 0);
    let is_open = |site: usize| !case.sites[site].is_forbidden && !case.close[site].iter().any(has_lock);
    let most = |cell: usize| if is_open(cell / n_bands) { case.rules.per_site } else { case.locked[cell] };
    Decided {
        least: case.locked.clone(),
        most: (0..case.locked.len()).map(most).collect(),
        must: case.sites.iter().map(|site| site.is_forced).collect(),
    }
}

impl Decided {
    /// No more visits where no better plan has them.
    pub fn rule_out(&mut self, is_out: &[bool]) {
        for (most, (_, least)) in self.most.iter_mut().zip(is_out.iter().zip(&self.least)).filter(|(_, (out, _))| **out)
        {
            *most = *least;
        }
    }
}
