//! What fits into a budget: the choice with the largest benefit, proven where that is possible.

/// One thing that may be bought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    pub benefit: f64,
    pub cost: u64,
    /// It is bought in any case.
    pub is_locked: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// By item.
    pub is_chosen: Vec<bool>,
    pub cost: u64,
    pub benefit: f64,
    /// No choice within the budget has more.
    pub bound: f64,
    /// Proven: no choice is better.
    pub is_best: bool,
}

/// Branches looked at before the best so far is given with its bound.
const MOST_NODES: u64 = 500_000;

/// Chooses items so that their benefit is as large as possible within a budget.
///
/// # Method
/// Locked items are bought first. The rest is a knapsack of whole things: sorted by benefit per cost, a depth-first
/// search that leaves a branch when even with the next things in parts (Dantzig's bound) it cannot beat the best so
/// far. The first branch is the greedy choice.
///
/// # Edge cases
/// Locked items that cost more than the budget are all chosen; `cost` then says so. Benefits that are negative or no
/// numbers count as none, and what has no benefit is not bought.
///
/// # Complexity
/// Exponential at worst, stopped after half a million branches; some hundred items take a few thousand.
///
/// # References
/// E. Horowitz, S. Sahni (1974), Computing partitions with applications to the knapsack problem,
/// doi:10.1145/321812.321823. G. B. Dantzig (1957), Discrete-variable extremum problems, doi:10.1287/opre.5.2.266.
pub fn choose(items: &[Item], budget: u64) -> Choice {
    let benefit = |item: &Item| if item.benefit > 0.0 && item.benefit.is_finite() { item.benefit } else { 0.0 };
    let locked_cost =
        items.iter().filter(|item| item.is_locked).fold(0, |sum: u64, item| sum.saturating_add(item.cost));
    let locked_benefit: f64 = items.iter().filter(|item| item.is_locked).map(benefit).sum();
    let room = budget.saturating_sub(locked_cost);
    let mut order: Vec<usize> = (0..items.len())
        .filter(|nth| !items[*nth].is_locked && benefit(&items[*nth]) > 0.0 && items[*nth].cost <= room)
        .collect();
    // Cross-multiplied, so that what costs nothing comes first.
    let better = |a: usize, b: usize| {
        let (a, b) = (&items[a], &items[b]);
        (benefit(b) * a.cost as f64).total_cmp(&(benefit(a) * b.cost as f64))
    };
    order.sort_by(|a, b| better(*a, *b).then(items[*a].cost.cmp(&items[*b].cost)).then(a.cmp(b)));
    let sorted: Vec<(f64, u64)> = order.iter().map(|nth| (benefit(&items[*nth]), items[*nth].cost)).collect();
    let bound = in_parts(&sorted, room);
    let mut search = Search { items: &sorted, best: (0.0, vec![false; sorted.len()]), nodes: 0 };
    let mut taken = vec![false; sorted.len()];
    search.go_on(0, room, 0.0, &mut taken);
    let is_best = search.nodes < MOST_NODES;
    let mut is_chosen: Vec<bool> = items.iter().map(|item| item.is_locked).collect();
    for (nth, chosen) in order.iter().zip(&search.best.1) {
        is_chosen[*nth] = *chosen;
    }
    let bought = || items.iter().zip(&is_chosen).filter(|(_, chosen)| **chosen).map(|(item, _)| item);
    let total: f64 = bought().map(benefit).sum();
    Choice {
        cost: bought().fold(0, |sum: u64, item| sum.saturating_add(item.cost)),
        benefit: total,
        bound: if is_best { total } else { (locked_benefit + bound).max(total) },
        is_chosen,
        is_best,
    }
}

/// The benefit if the last thing could be bought in part.
fn in_parts(sorted: &[(f64, u64)], mut room: u64) -> f64 {
    let mut sum = 0.0;
    for (benefit, cost) in sorted {
        if *cost > room {
            return sum + benefit * room as f64 / *cost as f64;
        }
        room -= cost;
        sum += benefit;
    }
    sum
}

struct Search<'a> {
    items: &'a [(f64, u64)],
    best: (f64, Vec<bool>),
    nodes: u64,
}

impl Search<'_> {
    fn go_on(&mut self, from: usize, room: u64, value: f64, taken: &mut Vec<bool>) {
        self.nodes += 1;
        if self.nodes >= MOST_NODES {
            return;
        }
        if value > self.best.0 {
            self.best = (value, taken.clone());
        }
        // A hair more than the best is rounding, not better.
        let hopeless = value + in_parts(&self.items[from..], room) <= self.best.0 * (1.0 + 1e-12);
        if from == self.items.len() || hopeless {
            return;
        }
        let (benefit, cost) = self.items[from];
        if cost <= room {
            taken[from] = true;
            self.go_on(from + 1, room - cost, value + benefit, taken);
            taken[from] = false;
        }
        self.go_on(from + 1, room, value, taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;
    use rand_pcg::Pcg64;
    use rand_pcg::rand_core::SeedableRng;

    fn best_of_all(items: &[Item], budget: u64) -> f64 {
        let subsets = 0_u32..1 << items.len();
        let worth = |subset: u32| {
            let within =
                || items.iter().enumerate().filter(move |(nth, _)| subset & 1 << nth != 0).map(|(_, item)| item);
            let all_locked = items.iter().enumerate().all(|(nth, item)| !item.is_locked || subset & 1 << nth != 0);
            let cost: u64 = within().map(|item| item.cost).sum();
            (all_locked && cost <= budget).then(|| within().map(|item| item.benefit).sum::<f64>())
        };
        subsets.filter_map(worth).fold(0.0, f64::max)
    }

    #[test]
    fn the_choice_is_the_best_of_all_subsets() {
        for seed in 0..200 {
            let mut dice = Pcg64::seed_from_u64(seed);
            let items: Vec<Item> = (0..12)
                .map(|nth| Item {
                    benefit: dice.random_range(0.0..10.0),
                    cost: dice.random_range(1..5_000),
                    is_locked: nth == 3 && seed % 3 == 0,
                })
                .collect();
            let budget = dice.random_range(5_000..20_000);
            let choice = choose(&items, budget);
            assert!(choice.is_best && choice.cost <= budget, "{seed}");
            assert!((choice.benefit - best_of_all(&items, budget)).abs() < 1e-9, "{seed}: {choice:?}");
        }
    }

    #[test]
    fn a_larger_budget_never_helps_less() {
        let mut dice = Pcg64::seed_from_u64(7);
        let items: Vec<Item> = (0..120)
            .map(|_| Item {
                benefit: dice.random_range(0.0..3.0),
                cost: dice.random_range(500..60_000),
                is_locked: false,
            })
            .collect();
        let mut before = 0.0;
        for budget in (0..20).map(|n| n * 50_000) {
            let choice = choose(&items, budget);
            assert!(choice.benefit >= before - 1e-9 && choice.cost <= budget && choice.bound >= choice.benefit);
            before = choice.benefit;
        }
    }

    #[test]
    fn what_is_locked_is_bought_though_it_costs_more() {
        let items =
            [Item { benefit: 0.0, cost: 900, is_locked: true }, Item { benefit: 5.0, cost: 200, is_locked: false }];
        let choice = choose(&items, 500);
        assert_eq!((choice.is_chosen, choice.cost), (vec![true, false], 900));
    }
}
