//! How many metres of a street are said to have blocked sight.

use std::collections::BTreeMap;

use super::told::Told;
use crate::town::{LinkId, Network, Piece, SNAP_LIMIT_M};

/// A report at a point is about so many metres before and after it.
const AROUND_M: f64 = 15.0;

/// Where bushes and trees are said to stand in the way, by stretch: pieces of links without overlap.
///
/// A report at a point counts 15 m before and after it on its link; one of a whole stretch counts every link it lies
/// on.
pub(super) fn blocked(told: &[Told], network: &Network) -> BTreeMap<LinkId, Vec<Piece>> {
    let mut by_link: BTreeMap<LinkId, Vec<(f64, f64)>> = BTreeMap::new();
    for one in told.iter().filter(|one| one.names_sight) {
        let foot = if one.is_point { network.nearest(one.at, SNAP_LIMIT_M) } else { None };
        if let Some(foot) = foot {
            let length_m = network.link(foot.position.link).length_m;
            let along_m = foot.position.along_m;
            let span = ((along_m - AROUND_M).max(0.0), (along_m + AROUND_M).min(length_m));
            by_link.entry(foot.position.link).or_default().push(span);
        } else {
            for (link, _) in &one.on {
                by_link.entry(*link).or_default().push((0.0, network.link(*link).length_m));
            }
        }
    }
    let mut by_stretch: BTreeMap<LinkId, Vec<Piece>> = BTreeMap::new();
    for (link, mut spans) in by_link {
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let pieces = by_stretch.entry(network.stretches().of(link)).or_default();
        for (from_m, to_m) in spans {
            match pieces.last_mut() {
                Some(last) if last.link == link && from_m <= last.to_m => last.to_m = last.to_m.max(to_m),
                _ => pieces.push(Piece { link, from_m, to_m }),
            }
        }
    }
    by_stretch
}
