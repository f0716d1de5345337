//! What prices say of a part of all plans: what each visit earns, and what is used too much.

use super::prices::{Decided, Priced, Prices};

/// The rules with what is decided put in.
pub(super) struct Terms<'a> {
    priced: &'a Priced<'a>,
    decided: &'a Decided,
    /// For each piece what is met by the visits that are made, with its base; at most 1.
    base: Vec<f64>,
    /// Where the shares of each piece begin.
    from: Vec<usize>,
    shares: Vec<OpenShare>,
    /// Visits that may still be made: at each site, in each limit, among each group of sites too close.
    room: Vec<u32>,
    limit_room: Vec<f64>,
    clique_room: Vec<f64>,
    is_served: Vec<bool>,
    /// Sites that must be visited and are not.
    pub must: Vec<bool>,
    pub n_left: usize,
}

/// Cell, share of the next visit, share of one more.
type OpenShare = (u32, f64, f64);

/// What one visit more in each cell earns, and what another one after it.
pub(super) struct Earnings {
    pub next: Vec<f64>,
    more: Vec<f64>,
}

/// How far each ceiling and rule is over-used; below 0 when there is room.
pub(super) struct Over {
    pieces: Vec<f64>,
    limits: Vec<f64>,
    localities: Vec<f64>,
    cliques: Vec<f64>,
}

impl<'a> Terms<'a> {
    pub fn new(priced: &'a Priced<'a>, decided: &'a Decided) -> Self {
        let case = priced.case;
        let (n_bands, n_sites) = (case.rules.n_bands, case.sites.len());
        let (base, from, shares) = open(priced, decided);
        let n_left = case.rules.quota.saturating_sub(decided.least.iter().sum());
        let made: Vec<u32> = decided.least.chunks(n_bands).map(|bands| bands.iter().sum()).collect();
        let made_in = |is_in: &Vec<bool>| {
            let there = decided.least.iter().enumerate().filter(|(cell, _)| is_in[cell % n_bands]);
            there.map(|(_, n)| f64::from(*n)).sum::<f64>()
        };
        let made_at = |clique: &Vec<usize>| clique.iter().map(|site| f64::from(made[*site])).sum::<f64>();
        let is_served = |nth: usize| (0..n_sites).any(|site| case.sites[site].locality == Some(nth) && made[site] > 0);
        Self {
            base,
            from,
            shares,
            room: made.iter().map(|made| case.rules.per_site.saturating_sub(*made).min(n_left)).collect(),
            limit_room: (case.limits.iter().zip(&priced.in_limit))
                .map(|((_, most), is_in)| f64::from(*most) - made_in(is_in))
                .collect(),
            clique_room: priced.cliques.iter().map(|c| f64::from(case.rules.per_site) - made_at(c)).collect(),
            is_served: (0..case.rules.n_localities).map(is_served).collect(),
            must: decided.must.iter().zip(&made).map(|(must, made)| *must && *made == 0).collect(),
            n_left: n_left as usize,
            priced,
            decided,
        }
    }

    /// What is counted whatever visits are chosen.
    pub fn fixed(&self, prices: &Prices) -> f64 {
        let paid =
            |prices: &[f64], room: &[f64]| prices.iter().zip(room).map(|(price, room)| price * room).sum::<f64>();
        let unserved = prices.localities.iter().zip(&self.is_served).filter(|(_, is)| !**is);
        let free = prices.pieces.iter().zip(&self.base).map(|(price, base)| price * (base - 1.0)).sum::<f64>();
        self.priced.rows.iter().map(|row| row.weight).sum::<f64>()
            + free
            + paid(&prices.limits, &self.limit_room)
            + paid(&prices.cliques, &self.clique_room)
            - unserved.map(|(price, _)| price).sum::<f64>()
    }

    pub fn earnings(&self, prices: &Prices) -> Earnings {
        let case = self.priced.case;
        let (n_bands, n_cells) = (case.rules.n_bands, self.decided.least.len());
        let mut next = vec![0.0; n_cells];
        let mut more = vec![0.0; n_cells];
        for (nth, price) in prices.pieces.iter().enumerate().filter(|(_, price)| **price > 0.0) {
            for &(cell, share, second) in &self.shares[self.from[nth]..self.from[nth + 1]] {
                next[cell as usize] += price * share;
                more[cell as usize] += price * second;
            }
        }
        let reward = |locality: Option<usize>| match locality {
            Some(nth) if self.is_served.get(nth) == Some(&false) => prices.localities[nth],
            _ => 0.0,
        };
        let mut of_site: Vec<f64> = case.sites.iter().map(|site| reward(site.locality)).collect();
        for (clique, price) in self.priced.cliques.iter().zip(&prices.cliques) {
            clique.iter().for_each(|site| of_site[*site] -= price);
        }
        let toll = |band: usize| {
            let limits = self.priced.in_limit.iter().zip(&prices.limits);
            limits.filter(|(is_in, _)| is_in[band]).map(|(_, price)| price).sum::<f64>()
        };
        let of_band: Vec<f64> = (0..n_bands).map(toll).collect();
        for cell in 0..n_cells {
            let all = of_site[cell / n_bands] - of_band[cell % n_bands];
            next[cell] += all;
            more[cell] += all;
        }
        Earnings { next, more }
    }

    /// For each site what its next visits earn, and in which cells, the most first.
    pub fn offers(&self, earnings: &Earnings) -> Vec<Vec<(f64, usize)>> {
        let n_bands = self.priced.case.rules.n_bands;
        let of = |(site, room): (usize, &u32)| {
            let mut offers: Vec<(f64, usize)> = Vec::new();
            for cell in site * n_bands..(site + 1) * n_bands {
                for nth in 0..(self.decided.most[cell] - self.decided.least[cell]).min(*room) {
                    let earns = if nth == 0 { earnings.next[cell] } else { earnings.more[cell] };
                    let at = offers.partition_point(|(other, _)| *other >= earns);
                    offers.insert(at, (earns, cell));
                    offers.truncate(*room as usize);
                }
            }
            offers
        };
        self.room.iter().enumerate().map(of).collect()
    }

    /// `visits` need not be whole numbers.
    pub fn over(&self, visits: &[f64], prices: &Prices) -> Over {
        let (case, n_bands) = (self.priced.case, self.priced.case.rules.n_bands);
        let met = |(cell, share, second): &(u32, f64, f64)| match visits[*cell as usize] {
            n if n <= 1.0 => n * share,
            n => share + (n - 1.0) * second,
        };
        let of_piece = |nth: usize| {
            self.base[nth] - 1.0 + self.shares[self.from[nth]..self.from[nth + 1]].iter().map(met).sum::<f64>()
        };
        let mut pieces: Vec<f64> = (0..self.base.len()).map(of_piece).collect();
        for (row, own) in self.priced.rows.iter().zip(&self.priced.of_row) {
            let sum: f64 = own.iter().map(|nth| prices.pieces[*nth]).sum();
            let mean: f64 = own.iter().map(|nth| pieces[*nth]).sum::<f64>() / own.len() as f64;
            if sum >= row.weight * (1.0 - 1e-9) && mean < 0.0 {
                // All of the weight is given away: only how it is shared can change.
                own.iter().for_each(|nth| pieces[*nth] -= mean);
            }
            for nth in own.iter().filter(|nth| prices.pieces[**nth] <= 0.0) {
                pieces[*nth] = pieces[*nth].min(0.0);
            }
        }
        let in_bands = |is_in: &Vec<bool>| {
            let there = visits.iter().enumerate().filter(|(cell, _)| is_in[cell % n_bands]);
            there.map(|(_, n)| n).sum::<f64>()
        };
        let at: Vec<f64> = visits.chunks(n_bands).map(|bands| bands.iter().sum()).collect();
        let mut localities: Vec<f64> = self.is_served.iter().map(|is| if *is { 0.0 } else { 1.0 }).collect();
        for (site, at) in case.sites.iter().zip(&at) {
            if let Some(nth) = site.locality.filter(|nth| self.is_served.get(*nth) == Some(&false)) {
                localities[nth] -= at;
            }
        }
        let crowd = |clique: &Vec<usize>| clique.iter().map(|site| at[*site]).sum::<f64>();
        let in_limit = self.priced.in_limit.iter().zip(&self.limit_room);
        let cliques = self.priced.cliques.iter().zip(&self.clique_room);
        Over {
            pieces,
            limits: in_limit.map(|(is_in, room)| in_bands(is_in) - room).collect(),
            localities,
            cliques: cliques.map(|(clique, room)| crowd(clique) - room).collect(),
        }
    }
}

/// Bases, beginnings and shares of the pieces.
///
/// No ceiling need rise above whole: what a visit adds to it is cut off there, and what a second one adds as well.
fn open(priced: &Priced, decided: &Decided) -> (Vec<f64>, Vec<usize>, Vec<OpenShare>) {
    let (mut bases, mut from, mut shares) = (Vec::with_capacity(priced.pieces.len()), vec![0], Vec::new());
    for piece in &priced.pieces {
        let made = |(cell, share): &(usize, f64)| f64::from(decided.least[*cell]) * share;
        let base = (piece.base + piece.shares.iter().map(made).sum::<f64>()).min(1.0);
        bases.push(base);
        if base < 1.0 {
            for &(cell, share) in piece.shares.iter().filter(|(cell, _)| decided.most[*cell] > decided.least[*cell]) {
                let next = share.min(1.0 - base);
                shares.push((cell as u32, next, next.min((1.0 - base - next).max(0.0))));
            }
        }
        from.push(shares.len());
    }
    (bases, from, shares)
}

impl Over {
    /// The sum of squares of what prices can do something about.
    pub fn square(&self, prices: &Prices) -> f64 {
        let pushes = |over: &[f64], prices: &[f64]| -> f64 {
            over.iter().zip(prices).filter(|(o, p)| **o > 0.0 || **p > 0.0).map(|(o, _)| o * o).sum()
        };
        self.pieces.iter().map(|over| over * over).sum::<f64>()
            + pushes(&self.limits, &prices.limits)
            + pushes(&self.localities, &prices.localities)
            + pushes(&self.cliques, &prices.cliques)
    }

    /// Moves the prices: what is over-used is made dearer for visits, a ceiling by a lower price on what it lets
    /// through.
    pub fn move_prices(&self, prices: &mut Prices, step: f64) {
        let raise = |prices: &mut [f64], over: &[f64], step: f64| {
            prices.iter_mut().zip(over).for_each(|(price, over)| *price = (*price + step * over).max(0.0));
        };
        raise(&mut prices.pieces, &self.pieces, -step);
        raise(&mut prices.limits, &self.limits, step);
        raise(&mut prices.localities, &self.localities, step);
        raise(&mut prices.cliques, &self.cliques, step);
    }
}
