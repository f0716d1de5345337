//! The public heat on streets: sums of published parts of streets, and nothing else.

use std::collections::BTreeMap;

use super::Cleared;
use super::public::{PublicCell, PublicQuestion};
use crate::analysis::{Parts, SHORTEST_M, StreetHeat, StreetLoad, Totals, street_class_of, stretch_loads};
use crate::geodesy::{Box2, Cell, EastNorth, LonLat, Metric};
use crate::index::Count;
use crate::observation::{Group, Month};
use crate::town::{LinkId, Network};

/// A published number: so many reports of one group on some streets of one square, published in one month.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicPart {
    pub group: Group,
    pub month: Month,
    pub cell: Cell,
    /// From 0 within its square.
    pub part: u32,
    pub n_reports: u32,
    pub length_m: f64,
    /// In degrees.
    pub lines: geo::MultiLineString<f64>,
}

/// Where a part lies in the streets of today.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidPart {
    /// Which share of the part lies on each link; what adds up to less than 1 lies on no street of today.
    pub links: Vec<(LinkId, f64)>,
}

/// A piece of a part whose middle is farther from every street of today lies on none (metres). Streets drawn anew move
/// by a few metres; a street next door is farther.
const SAME_STREET_M: f64 = 12.0;

/// Finds the streets of today under published parts, each piece by its middle.
pub fn lay(parts: &[PublicPart], network: &Network, metric: &Metric) -> Vec<LaidPart> {
    parts.iter().map(|part| lay_one(part, network, metric)).collect()
}

fn lay_one(part: &PublicPart, network: &Network, metric: &Metric) -> LaidPart {
    let mut metres: BTreeMap<LinkId, f64> = BTreeMap::new();
    let mut all_m = 0.0;
    for line in &part.lines.0 {
        let line: Vec<EastNorth> =
            line.coords().filter_map(|c| LonLat::new(c.x, c.y)).map(|p| metric.forward(p)).collect();
        let length_m = crate::geodesy::length_m(&line);
        all_m += length_m;
        if let Some(found) = (line.len() >= 2).then(|| network.nearest(middle(&line), SAME_STREET_M)).flatten() {
            *metres.entry(found.position.link).or_default() += length_m;
        }
    }
    let share = |m: f64| if all_m > 0.0 { m / all_m } else { 0.0 };
    LaidPart { links: metres.into_iter().map(|(link, m)| (link, share(m))).collect() }
}

fn middle(line: &[EastNorth]) -> EastNorth {
    crate::geodesy::Shape::Stretch(line.to_vec()).anchor()
}

/// What is published, and where it lies in the streets of today.
#[derive(Debug, Clone, Copy)]
pub struct PublicStreets<'a> {
    pub cells: &'a [PublicCell],
    /// Those of one square, group and month stand together.
    pub parts: &'a [PublicPart],
    /// One for each part.
    pub laid: &'a [LaidPart],
    pub network: &'a Network,
}

/// Sums the published parts that answer the question, over the streets of today.
///
/// # Method
/// The reports of a part are spread evenly over its metres. A street has the weight that falls on it, and names the
/// reports of every part it belongs to: at least k, which are told for several streets together. When the municipality
/// has raised its k since, a square with a part below it is told as one, or not at all.
///
/// # Edge cases
/// Reports of squares without streets, of large squares, and on streets that are no more, are outside.
pub fn public_streets(
    public: PublicStreets,
    question: &PublicQuestion,
    k: u32,
    bounds: Option<&Box2>,
) -> Cleared<StreetHeat> {
    let months = question.months();
    let asked =
        |group: Group, month: Month| question.groups.contains(&group) && (question.from..=question.to).contains(&month);
    let cells = public.cells.iter().filter(|cell| asked(cell.group, cell.month));
    let total: u64 = cells.map(|cell| u64::from(cell.n_reports)).sum();

    let told = raised_to(public, k, asked);
    let mut loads: BTreeMap<LinkId, Count> = BTreeMap::new();
    for (n_reports, links) in &told {
        for (link, share) in links {
            let load = loads.entry(*link).or_default();
            load.n_reports += u64::from(*n_reports);
            load.weight += f64::from(*n_reports) * share;
        }
    }
    let in_sight = |link: LinkId| bounds.is_none_or(|b| public.network.link(link).bounds().intersects(b));
    let on_streets = |links: &[(LinkId, f64)], seen: &dyn Fn(LinkId) -> bool| links.iter().any(|(link, _)| seen(*link));
    let count = |seen: &dyn Fn(LinkId) -> bool| -> u64 {
        told.iter().filter(|(_, links)| on_streets(links, seen)).map(|(n, _)| u64::from(*n)).sum()
    };
    let (shown_n, streets_n) = (count(&in_sight), count(&|_| true));
    let streets_weight: f64 = loads.values().map(|load| load.weight).sum();
    let links: Vec<StreetLoad> = loads
        .into_iter()
        .filter(|(link, _)| in_sight(*link))
        .map(|(link, Count { n_reports, weight })| {
            let per_100m = weight / (public.network.link(link).length_m.max(SHORTEST_M) / 100.0);
            let per_100m_month = per_100m / f64::from(months.max(1));
            StreetLoad { link, n_reports, weight, per_100m, per_100m_month, class: street_class_of(per_100m_month) }
        })
        .collect();
    // A part is told for every stretch it lies on, once.
    let mut on_stretches: BTreeMap<LinkId, Count> = BTreeMap::new();
    for (n_reports, links) in &told {
        let mut shares: BTreeMap<LinkId, f64> = BTreeMap::new();
        for (link, share) in links {
            *shares.entry(public.network.stretches().of(*link)).or_default() += share;
        }
        for (stretch, share) in shares {
            let sum = on_stretches.entry(stretch).or_default();
            sum.n_reports += u64::from(*n_reports);
            sum.weight += f64::from(*n_reports) * share;
        }
    }
    let stretches = stretch_loads(&on_stretches, &links, public.network, f64::from(months.max(1)));
    let shown: f64 = links.iter().map(|load| load.weight).sum();
    let all = total as f64;
    Cleared::stamp(StreetHeat {
        links,
        stretches,
        totals: Totals {
            n_reports: Parts { shown: shown_n, suppressed: 0, outside: total - shown_n, total },
            weight: Parts { shown, suppressed: 0.0, outside: (all - shown).max(0.0), total: all },
        },
        no_street: Count { n_reports: total - streets_n, weight: (all - streets_weight).max(0.0) },
        months: f64::from(months),
    })
}

/// The parts to be told, those of a square joined when one of them is below today's k.
fn raised_to(public: PublicStreets, k: u32, asked: impl Fn(Group, Month) -> bool) -> Vec<(u32, Vec<(LinkId, f64)>)> {
    let mut told = Vec::new();
    let same = |a: &PublicPart, b: &PublicPart| (a.group, a.month, a.cell) == (b.group, b.month, b.cell);
    let mut first = 0;
    for square in public.parts.chunk_by(same) {
        let laid = &public.laid[first..first + square.len()];
        first += square.len();
        if !asked(square[0].group, square[0].month) {
            continue;
        }
        if square.iter().all(|part| part.n_reports >= k) {
            told.extend(square.iter().zip(laid).map(|(part, laid)| (part.n_reports, laid.links.clone())));
            continue;
        }
        let n: u32 = square.iter().map(|part| part.n_reports).sum();
        if n < k {
            continue;
        }
        let all_m: f64 = square.iter().map(|part| part.length_m).sum();
        let mut links: BTreeMap<LinkId, f64> = BTreeMap::new();
        for (part, laid) in square.iter().zip(laid) {
            for (link, share) in &laid.links {
                *links.entry(*link).or_default() += share * part.length_m / all_m;
            }
        }
        told.push((n, links.into_iter().collect()));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::drawn::{at, network};

    fn part(lines: &[&[(f64, f64)]], part: u32, n_reports: u32) -> PublicPart {
        let metric = Metric::sweref99_tm();
        let degrees = |line: &&[(f64, f64)]| {
            let points = line.iter().map(|(e, n)| metric.inverse(at(*e, *n)));
            points.map(|p| geo::Coord { x: p.lon(), y: p.lat() }).collect::<geo::LineString<f64>>()
        };
        let length_m =
            lines.iter().map(|l| crate::geodesy::length_m(&l.iter().map(|(e, n)| at(*e, *n)).collect::<Vec<_>>()));
        PublicPart {
            group: Group::Traffic,
            month: Month::new(2026, 5).unwrap(),
            cell: Cell::containing(at(0.0, 0.0), 250),
            part,
            n_reports,
            length_m: length_m.sum(),
            lines: geo::MultiLineString(lines.iter().map(degrees).collect()),
        }
    }

    fn whole_year() -> PublicQuestion {
        PublicQuestion {
            groups: vec![Group::Traffic],
            from: Month::new(2026, 1).unwrap(),
            to: Month::new(2026, 12).unwrap(),
            unpublished: Vec::new(),
            smallest_m: 250,
            bounds: None,
        }
    }

    fn cell_of(parts: &[PublicPart]) -> Vec<PublicCell> {
        let n_reports = parts.iter().map(|part| part.n_reports).sum();
        vec![PublicCell { group: Group::Traffic, month: parts[0].month, cell: parts[0].cell, n_reports }]
    }

    #[test]
    fn a_part_is_spread_evenly_over_its_metres_and_what_is_gone_is_told() {
        let parts = [part(&[&[(0.0, 0.0), (150.0, 0.0)], &[(150.0, 0.0), (150.0, 50.0)]], 0, 8)];
        let metric = Metric::sweref99_tm();
        // Today's streets: the first drawn 3 m off, the second gone.
        let town = network(&[&[(0.0, 3.0), (150.0, 3.0)]]);
        let (cells, laid) = (cell_of(&parts), lay(&parts, &town, &metric));
        let public = PublicStreets { cells: &cells, parts: &parts, laid: &laid, network: &town };
        let cleared = public_streets(public, &whole_year(), 6, None);
        let heat = cleared.get();
        assert_eq!(heat.links.len(), 1);
        assert!((heat.links[0].weight - 6.0).abs() < 1e-6);
        assert_eq!(heat.links[0].n_reports, 8);
        assert!((heat.no_street.weight - 2.0).abs() < 1e-6);
        let n = heat.totals.n_reports;
        assert_eq!((n.shown, n.suppressed, n.outside, n.total), (8, 0, 0, 8));
        let weight = heat.totals.weight;
        assert!((weight.shown + weight.outside - weight.total).abs() < 1e-12);
    }

    #[test]
    fn a_municipality_that_raises_its_k_tells_a_square_as_one_or_not_at_all() {
        let lines: [&[(f64, f64)]; 2] = [&[(0.0, 0.0), (100.0, 0.0)], &[(0.0, 50.0), (100.0, 50.0)]];
        let parts = [part(&[lines[0]], 0, 6), part(&[lines[1]], 1, 12)];
        let town = network(&lines);
        let (cells, laid) = (cell_of(&parts), lay(&parts, &town, &Metric::sweref99_tm()));
        let public = PublicStreets { cells: &cells, parts: &parts, laid: &laid, network: &town };
        let weights = |k| -> Vec<f64> {
            let cleared = public_streets(public, &whole_year(), k, None);
            cleared.get().links.iter().map(|load| load.weight.round()).collect()
        };
        assert_eq!(weights(6), [6.0, 12.0]);
        assert_eq!(weights(10), [9.0, 9.0]);
        assert_eq!(weights(19), [] as [f64; 0]);
        assert_eq!(public_streets(public, &whole_year(), 19, None).get().totals.n_reports.outside, 18);
    }
}
