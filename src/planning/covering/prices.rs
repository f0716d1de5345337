//! Prices on what every plan obeys, and the bound they give.

use super::case::Checked;
use super::groups::{Group, cliques, divided};
use super::relaxed::{Piece, Row, rows};
use super::terms::Terms;

/// What is decided of a plan: the rest is open.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    /// By cell (`site × n_bands + band`): visits that are made, and the most that may be made.
    pub least: Vec<u32>,
    pub most: Vec<u32>,
    /// Sites that must be visited.
    pub must: Vec<bool>,
}

/// One price for each piece, limit, locality and group of sites too close.
#[derive(Debug, Clone)]
pub(super) struct Prices {
    pub pieces: Vec<f64>,
    pub limits: Vec<f64>,
    pub localities: Vec<f64>,
    pub cliques: Vec<f64>,
}

/// The rules of a case that have prices.
///
/// With prices on the ceilings of a demand, together at most its weight, a plan meets at most the weight that is not
/// given away and what its visits earn: price × what they add to the ceiling. Limits on hours and localities are priced
/// as well. The visits that earn most are found among all choices that keep the spacing or, where those are too many,
/// without it: then it has prices too. Every set of prices gives a bound.
pub(super) struct Priced<'a> {
    pub case: &'a Checked,
    pub rows: Vec<Row>,
    pub pieces: Vec<Piece>,
    pub of_row: Vec<Vec<usize>>,
    pub cliques: Vec<Vec<usize>>,
    /// For each limit the bands it speaks of.
    pub in_limit: Vec<Vec<bool>>,
}

/// How prices are moved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    pub n: u32,
    /// How long the first are, of what would close the gap if nothing else stood in the way.
    pub pace: f64,
}

pub(super) struct Solved {
    pub bound: f64,
    pub prices: Prices,
    /// Visits in the mean of the last steps, by cell, and in which share of them each site is used.
    pub mean: Vec<f64>,
    pub used: Vec<f64>,
    /// Visits of the step that gave the bound.
    pub visits: Vec<u32>,
    /// By cell: no plan with a visit more there is better than the one found.
    pub is_out: Vec<bool>,
}

impl<'a> Priced<'a> {
    pub fn new(case: &'a Checked, groups: &[Group]) -> Self {
        let n_bands = case.rules.n_bands;
        let is_written =
            |site: &usize| groups.iter().any(|group| group.choices.is_some() && group.sites.contains(site));
        let rows = rows(case);
        Self {
            case,
            pieces: rows.iter().enumerate().map(|(nth, row)| Piece::sum_of_shares(nth, row)).collect(),
            of_row: (0..rows.len()).map(|nth| vec![nth]).collect(),
            rows,
            // Where every choice is known, spacing is kept and needs no price.
            cliques: cliques(case).into_iter().filter(|clique| !clique.iter().all(is_written)).collect(),
            in_limit: case.limits.iter().map(|(bands, _)| (0..n_bands).map(|b| bands.contains(&b)).collect()).collect(),
        }
    }

    pub fn first_prices(&self) -> Prices {
        let per_site = f64::from(self.case.rules.per_site);
        let of = |piece: &Piece| {
            let weight = self.rows[piece.row].weight;
            let most: f64 = piece.shares.iter().map(|(_, share)| share).sum::<f64>() * per_site;
            // What can never be met more than whole is worth its share.
            if most <= 1.0 { weight } else { weight / 2.0 }
        };
        Prices {
            pieces: self.pieces.iter().map(of).collect(),
            limits: vec![0.0; self.case.limits.len()],
            localities: vec![0.0; self.case.rules.n_localities],
            cliques: vec![0.0; self.cliques.len()],
        }
    }

    /// Moves the prices and gives the least bound they gave; infinite when stopped before any.
    ///
    /// Subgradients, of the visits that earn most in this step and the steps before (deflected): without those before,
    /// prices swing to and fro.
    pub fn solve(
        &self,
        decided: &Decided,
        groups: &[Group],
        mut prices: Prices,
        found: f64,
        steps: Steps,
        keep_on: &dyn Fn() -> bool,
    ) -> Solved {
        let terms = Terms::new(self, decided);
        let n_cells = decided.least.len();
        let (mut pace, mut unchanged) = (steps.pace, 0);
        let mut trend = vec![0.0; n_cells];
        let mut best = Solved {
            bound: f64::INFINITY,
            prices: prices.clone(),
            mean: vec![0.0; n_cells],
            used: vec![0.0; decided.must.len()],
            visits: vec![0; n_cells],
            is_out: vec![false; n_cells],
        };
        for step_nr in 0..steps.n {
            if !keep_on() {
                break;
            }
            let earnings = terms.earnings(&prices);
            let offers = terms.offers(&earnings);
            let by_group: Vec<Vec<f64>> =
                groups.iter().map(|group| group.earns(terms.n_left, &offers, &terms.must)).collect();
            let (all, parts) = divided(&by_group, terms.n_left);
            if !all[terms.n_left].is_finite() {
                // No plan keeps what is decided.
                best.bound = f64::NEG_INFINITY;
                return best;
            }
            let fixed = terms.fixed(&prices);
            let bound = fixed + all[terms.n_left];
            let mut visits = vec![0_u32; n_cells];
            for ((group, n), earned) in groups.iter().zip(parts).zip(&by_group) {
                group.visits(n, earned[n], &offers, &terms.must, &mut visits);
            }
            best.take_in(&visits, step_nr);
            if let Some(rest) = self.rest(&terms, groups, &offers, &all) {
                for (is_out, next) in best.is_out.iter_mut().zip(&earnings.next) {
                    *is_out |= fixed + rest + next < found - 1e-9 * found.abs();
                }
            }
            let blend = if step_nr == 0 { 1.0 } else { BLEND };
            for (trend, visits) in trend.iter_mut().zip(&visits) {
                *trend += blend * (f64::from(*visits) - *trend);
            }
            unchanged = if bound < best.bound - 1e-6 * bound.abs() { 0 } else { unchanged + 1 };
            if bound < best.bound {
                best.bound = bound;
                best.prices.clone_from(&prices);
                best.visits = visits;
            }
            if unchanged >= PATIENCE {
                (pace, unchanged) = (pace * SHORTER, 0);
            }
            if best.bound <= found * (1.0 + 1e-12) {
                break;
            }
            let over = terms.over(&trend, &prices);
            let square = over.square(&prices);
            if square <= 0.0 {
                break;
            }
            over.move_prices(&mut prices, pace * (bound - found).max(1e-12) / square);
            for (row, pieces) in self.rows.iter().zip(&self.of_row) {
                shared_out(&mut prices.pieces, pieces, row.weight);
            }
        }
        best
    }

    /// What all visits but one earn at most.
    ///
    /// The one left out may be the only one at a site that must be visited: of the others it is not asked.
    fn rest(&self, terms: &Terms, groups: &[Group], offers: &[Vec<(f64, usize)>], all: &[f64]) -> Option<f64> {
        let n = terms.n_left.checked_sub(1)?;
        if !terms.must.contains(&true) {
            return Some(all[n]).filter(|rest| rest.is_finite());
        }
        let nothing = vec![false; terms.must.len()];
        let by_group: Vec<Vec<f64>> = groups.iter().map(|group| group.earns(n, offers, &nothing)).collect();
        Some(divided(&by_group, n).0[n]).filter(|rest| rest.is_finite())
    }
}

/// How much of the direction is of the last step.
const BLEND: f64 = 0.2;
/// After so many steps without a better bound they become shorter, by this factor.
const PATIENCE: u32 = 8;
const SHORTER: f64 = 0.6;

impl Solved {
    fn take_in(&mut self, visits: &[u32], step_nr: u32) {
        let weight = 0.1_f64.max(1.0 / f64::from(step_nr + 1));
        for (mean, visits) in self.mean.iter_mut().zip(visits) {
            *mean += weight * (f64::from(*visits) - *mean);
        }
        let n_bands = visits.len() / self.used.len().max(1);
        for (used, visits) in self.used.iter_mut().zip(visits.chunks(n_bands.max(1))) {
            let is_used = if visits.iter().any(|n| *n > 0) { 1.0 } else { 0.0 };
            *used += weight * (is_used - *used);
        }
    }
}

/// The nearest prices that give away no more than the weight.
fn shared_out(prices: &mut [f64], pieces: &[usize], weight: f64) {
    let mut sum: f64 = pieces.iter().map(|nth| prices[*nth]).sum();
    while sum > weight {
        let n = pieces.iter().filter(|nth| prices[**nth] > 0.0).count() as f64;
        let less = (sum - weight) / n;
        if pieces.len() == 1 || less <= 1e-12 * weight {
            let factor = weight / sum;
            pieces.iter().for_each(|nth| prices[*nth] *= factor);
            return;
        }
        pieces.iter().for_each(|nth| prices[*nth] = (prices[*nth] - less).max(0.0));
        sum = pieces.iter().map(|nth| prices[*nth]).sum();
    }
}
