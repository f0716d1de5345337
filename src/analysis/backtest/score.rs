//! What a choice of the best units catches.

/// Scores by size; units of no size, and scores that are not numbers, come last.
pub(super) fn per_size(scores: &[f64], sizes: &[f64]) -> Vec<f64> {
    let by_size = |(score, size): (&f64, &f64)| {
        let density = score / size;
        if *size > 0.0 && !density.is_nan() { density } else { f64::NEG_INFINITY }
    };
    scores.iter().zip(sizes).map(by_size).collect()
}

/// The count in the densest units that fill each share of the whole size.
pub(super) fn captured(densities: &[f64], sizes: &[f64], counts: &[f64], shares: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..densities.len()).filter(|&unit| sizes[unit] > 0.0).collect();
    order.sort_by(|&a, &b| densities[b].total_cmp(&densities[a]));
    let whole: f64 = order.iter().map(|&unit| sizes[unit]).sum();
    let of_share = |share: &f64| {
        let mut room = share * whole;
        let mut caught = 0.0;
        // Equal densities are one group, which is taken in part when there is no room for all of it.
        for group in order.chunk_by(|&a, &b| densities[a] == densities[b]) {
            let size: f64 = group.iter().map(|&unit| sizes[unit]).sum();
            let count: f64 = group.iter().map(|&unit| counts[unit]).sum();
            caught += count * (room / size).min(1.0);
            room -= size;
            if room <= 0.0 {
                break;
            }
        }
        caught
    };
    shares.iter().map(of_share).collect()
}
