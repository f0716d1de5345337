//! How densely people report along the streets themselves, where a river or a railway is no neighbourhood.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::town::{LinkId, Network, NodeId, Position};

/// How the density is spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkDensityParams {
    /// How far along the streets a report is felt (metres).
    pub bandwidth_m: f64,
    pub kernel: StreetKernel,
    pub split: Split,
    /// Streets are cut into equal pieces of at most this length (metres); 10 to 25 is usual.
    pub lixel_m: f64,
    /// A branch that carries less than this share of a report is not followed further.
    pub smallest_share: f64,
    /// What a dead end or an unfollowed branch would have carried is given to the rest, so that a report weighs the same
    /// wherever it is.
    pub keeps_mass: bool,
}

impl Default for NetworkDensityParams {
    fn default() -> Self {
        Self {
            bandwidth_m: 300.0,
            kernel: StreetKernel::Quartic,
            split: Split::Discontinuous,
            lixel_m: 20.0,
            smallest_share: 1e-4,
            keeps_mass: true,
        }
    }
}

/// The shape of the spread along one line; it integrates to 1 over both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreetKernel {
    Quartic,
    Epanechnikov,
    Triangle,
}

impl StreetKernel {
    /// The density per metre at a distance.
    pub fn at(self, distance_m: f64, bandwidth_m: f64) -> f64 {
        let u = distance_m / bandwidth_m;
        if u > 1.0 {
            return 0.0;
        }
        let shape = match self {
            Self::Quartic => 15.0 / 16.0 * (1.0 - u * u) * (1.0 - u * u),
            Self::Epanechnikov => 0.75 * (1.0 - u * u),
            Self::Triangle => 1.0 - u,
        };
        shape / bandwidth_m
    }

    /// The integral from 0 to a distance; a half beyond the bandwidth.
    pub fn within(self, distance_m: f64, bandwidth_m: f64) -> f64 {
        let u = (distance_m / bandwidth_m).min(1.0);
        match self {
            Self::Quartic => 15.0 / 16.0 * (u - 2.0 / 3.0 * u.powi(3) + u.powi(5) / 5.0),
            Self::Epanechnikov => 0.75 * (u - u.powi(3) / 3.0),
            Self::Triangle => u - u * u / 2.0,
        }
    }
}

/// What happens where streets meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Where k streets meet, each of the k − 1 that lead on gets an equal part; a dead end ends it.
    Discontinuous,
    /// The density has no jumps: the streets that lead on get 2/k each, and 2/k − 1 comes back. After so many junctions it
    /// goes on as the discontinuous one, because branches double at each.
    Continuous { junctions: u32 },
}

/// A report on a street.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreetEvent {
    pub at: Position,
    pub weight: f64,
}

/// A short piece of a link and the mean density on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lixel {
    pub link: LinkId,
    pub from_m: f64,
    pub to_m: f64,
    pub per_m: f64,
}

impl Lixel {
    /// The weight that lies on it.
    pub fn mass(&self) -> f64 {
        self.per_m * (self.to_m - self.from_m)
    }
}

/// The density of reports along every street, in pieces of equal length.
///
/// # Method
/// Network kernel density with equal split at junctions. From each report the kernel runs along the street both ways; at a
/// junction it is divided among the streets that lead on and never turns back (discontinuous), or is partly thrown back
/// (continuous). Every way that does not turn back is followed, also round a block, as a walker who picks his way blindly
/// would go. A piece gets the integral of the kernel over it, not its value in the middle, so that no weight is lost.
///
/// # Units
/// Weight per metre of street.
///
/// # Edge cases
/// An event outside its link is moved to the link's end. Pieces without density are left out. A report on a dead end of no
/// length keeps nothing and is left out.
///
/// # Complexity
/// By the ways within the bandwidth that carry at least `smallest_share`, for each report; on all cores, with the same bytes
/// on any number of them.
///
/// # References
/// A. Okabe, T. Satoh and K. Sugihara (2009), A kernel density estimation method for networks, its computational method and
/// a GIS-based tool, doi:10.1080/13658810802475491.
pub fn network_density(network: &Network, events: &[StreetEvent], params: &NetworkDensityParams) -> Vec<Lixel> {
    let cut = Cut::new(network, params.lixel_m);
    let chunks: Vec<BTreeMap<u32, f64>> = events
        .par_chunks(64)
        .map(|events| {
            let mut masses = BTreeMap::new();
            for event in events {
                let rays = rays(network, event.at, params);
                let scale = event.weight * scale(&rays, params);
                rays.iter().for_each(|ray| cut.gather(ray, scale, params, &mut masses));
            }
            masses
        })
        .collect();
    let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
    for (lixel, mass) in chunks.into_iter().flatten() {
        *sums.entry(lixel).or_default() += mass;
    }
    sums.into_iter().map(|(lixel, mass)| cut.lixel(lixel, mass)).collect()
}

/// The density at one position of the network, in weight per metre.
pub fn network_density_at(
    network: &Network,
    events: &[StreetEvent],
    position: Position,
    params: &NetworkDensityParams,
) -> f64 {
    let of_event = |event: &StreetEvent| {
        let rays = rays(network, event.at, params);
        let value = |ray: &Ray| ray.value_at(position, params);
        event.weight * scale(&rays, params) * rays.iter().map(value).sum::<f64>()
    };
    events.iter().map(of_event).sum()
}

/// A share of a report that runs along a link in one direction.
#[derive(Debug, Clone, Copy)]
struct Ray {
    link: LinkId,
    /// Where on the link it begins, and where it ends at the latest.
    from_m: f64,
    to_m: f64,
    /// How far from the report it begins.
    distance_m: f64,
    share: f64,
}

impl Ray {
    fn forward(&self) -> bool {
        self.to_m > self.from_m
    }

    fn length_m(&self) -> f64 {
        (self.to_m - self.from_m).abs()
    }

    fn mass(&self, params: &NetworkDensityParams) -> f64 {
        let NetworkDensityParams { kernel, bandwidth_m, .. } = *params;
        let end = kernel.within(self.distance_m + self.length_m(), bandwidth_m);
        self.share * (end - kernel.within(self.distance_m, bandwidth_m))
    }

    fn value_at(&self, position: Position, params: &NetworkDensityParams) -> f64 {
        let ahead_m = if self.forward() { position.along_m - self.from_m } else { self.from_m - position.along_m };
        // Where two rays begin in opposite directions, the place itself belongs to the forward one.
        let on_it = ahead_m <= self.length_m() && (ahead_m > 0.0 || (ahead_m == 0.0 && self.forward()));
        if position.link != self.link || !on_it {
            return 0.0;
        }
        self.share * params.kernel.at(self.distance_m + ahead_m, params.bandwidth_m)
    }
}

/// What makes up for dead ends and branches not followed.
fn scale(rays: &[Ray], params: &NetworkDensityParams) -> f64 {
    let kept: f64 = rays.iter().map(|ray| ray.mass(params)).sum();
    match params.keeps_mass {
        true if kept > 0.0 => 1.0 / kept,
        true => 0.0,
        false => 1.0,
    }
}

/// One end of a link at a junction.
#[derive(Debug, Clone, Copy, PartialEq)]
struct End {
    link: LinkId,
    at_end: bool,
}

/// Everything a report sends along the streets.
fn rays(network: &Network, start: Position, params: &NetworkDensityParams) -> Vec<Ray> {
    let length_m = network.link(start.link).length_m;
    let along_m = start.along_m.clamp(0.0, length_m);
    let first = |to_m| Ray { link: start.link, from_m: along_m, to_m, distance_m: 0.0, share: 1.0 };
    let mut rays = vec![first(length_m), first(0.0)];
    // A report on a junction sends one of its first two rays nowhere, but past the junction.
    let mut open: Vec<(Ray, End, u32)> = vec![
        (rays[0], End { link: start.link, at_end: true }, 0),
        (rays[1], End { link: start.link, at_end: false }, 0),
    ];
    while let Some((ray, by, junctions)) = open.pop() {
        let distance_m = ray.distance_m + ray.length_m();
        if distance_m >= params.bandwidth_m {
            continue;
        }
        let laid = network.link(by.link);
        let ends = ends_at(network, if by.at_end { laid.to() } else { laid.from() });
        let k = ends.len() as f64;
        let (on, back) = match params.split {
            Split::Continuous { junctions: most } if junctions < most => (2.0 / k, 2.0 / k - 1.0),
            _ if ends.len() > 1 => (1.0 / (k - 1.0), 0.0),
            _ => (0.0, 0.0),
        };
        for end in ends {
            let share = ray.share * if end == by { back } else { on };
            if share == 0.0 || share.abs() < params.smallest_share {
                continue;
            }
            let length_m = network.link(end.link).length_m;
            let (from_m, to_m) = if end.at_end { (length_m, 0.0) } else { (0.0, length_m) };
            let next = Ray { link: end.link, from_m, to_m, distance_m, share };
            rays.push(next);
            open.push((next, End { link: end.link, at_end: !end.at_end }, junctions + 1));
        }
    }
    rays
}

/// The ends of links that meet at a junction; a loop has two there.
fn ends_at(network: &Network, node: NodeId) -> Vec<End> {
    let mut links = network.at(node).to_vec();
    links.dedup();
    let ends = |link: LinkId| {
        let laid = network.link(link);
        let begins = (laid.from() == node).then_some(End { link, at_end: false });
        begins.into_iter().chain((laid.to() == node).then_some(End { link, at_end: true }))
    };
    links.into_iter().flat_map(ends).collect()
}

/// Every link cut into lixels, numbered through.
struct Cut<'a> {
    network: &'a Network,
    /// The number of the first lixel of each link; one longer than the links.
    first: Vec<u32>,
}

impl<'a> Cut<'a> {
    fn new(network: &'a Network, lixel_m: f64) -> Self {
        let mut first = vec![0];
        for laid in network.links() {
            let n = (laid.length_m / lixel_m).ceil().clamp(1.0, 1e6) as u32;
            first.push(first[first.len() - 1] + n);
        }
        Self { network, first }
    }

    fn step_m(&self, link: LinkId) -> f64 {
        let at = link.0 as usize;
        self.network.link(link).length_m / f64::from(self.first[at + 1] - self.first[at])
    }

    fn gather(&self, ray: &Ray, scale: f64, params: &NetworkDensityParams, masses: &mut BTreeMap<u32, f64>) {
        let NetworkDensityParams { kernel, bandwidth_m, .. } = *params;
        let reach_m = ray.length_m().min(bandwidth_m - ray.distance_m);
        if reach_m <= 0.0 {
            return;
        }
        let end_m = if ray.forward() { ray.from_m + reach_m } else { ray.from_m - reach_m };
        let (low_m, high_m) = (ray.from_m.min(end_m), ray.from_m.max(end_m));
        let (first, next) = (self.first[ray.link.0 as usize], self.first[ray.link.0 as usize + 1]);
        let step_m = self.step_m(ray.link);
        let n = next - first;
        let lowest = ((low_m / step_m) as u32).min(n - 1);
        for i in lowest..n {
            let (a, b) = (f64::from(i) * step_m, if i + 1 == n { f64::INFINITY } else { f64::from(i + 1) * step_m });
            let (a, b) = (a.max(low_m), b.min(high_m));
            let (near, far) = ((a - ray.from_m).abs(), (b - ray.from_m).abs());
            let (near, far) = (ray.distance_m + near.min(far), ray.distance_m + near.max(far));
            let mass = kernel.within(far, bandwidth_m) - kernel.within(near, bandwidth_m);
            if b > a {
                *masses.entry(first + i).or_default() += scale * ray.share * mass;
            }
            if b >= high_m {
                break;
            }
        }
    }

    fn lixel(&self, number: u32, mass: f64) -> Lixel {
        let link = self.first.partition_point(|first| *first <= number) - 1;
        let step_m = self.step_m(LinkId(link as u32));
        let from_m = f64::from(number - self.first[link]) * step_m;
        Lixel { link: LinkId(link as u32), from_m, to_m: from_m + step_m, per_m: mass / step_m }
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_pcg::Pcg64;
    use rand_pcg::rand_core::SeedableRng;

    use super::*;
    use crate::town::drawn::{network, random_town};

    fn on(link: u32, along_m: f64) -> Position {
        Position { link: LinkId(link), along_m }
    }

    fn star() -> Network {
        network(&[
            &[(0.1, 0.1), (0.1, 5.1)],
            &[(0.1, 0.1), (5.3, 0.1)],
            &[(0.1, 0.1), (-5.1, 0.1)],
            &[(0.1, 0.1), (0.1, -4.9)],
        ])
    }

    /// spNetwork, tests/testthat/test_nkde_manual_bws.R: two events on the arms of a star, bandwidths 10 and 12, quartic,
    /// discontinuous; the sample lies 6 and 6.2 from them, and the centre has degree 4. The value is the closed form
    /// K(6, 10)/3 + K(6.2, 12)/3, each divided by its own bandwidth.
    #[test]
    fn the_star_of_spnetwork_has_its_value() {
        let town = star();
        let sharp = NetworkDensityParams { keeps_mass: false, ..NetworkDensityParams::default() };
        let sample = on(1, 3.0);
        let value = |arm, along_m, bandwidth_m| {
            let event = StreetEvent { at: on(arm, along_m), weight: 1.0 };
            network_density_at(&town, &[event], sample, &NetworkDensityParams { bandwidth_m, ..sharp })
        };
        let sum = value(0, 3.0, 10.0) + value(2, 3.2, 12.0);
        assert!((sum - 0.026_794_022_071_116_255).abs() < 1e-12, "{sum}");
    }

    /// spNetwork, test_border_correction_sf.R: triangle kernel, bandwidth 2, 1 m from a dead end: what is left is 7/8.
    #[test]
    fn a_report_near_a_dead_end_is_made_up_for_by_eight_sevenths() {
        let town = network(&[&[(0.0, 0.0), (50.0, 0.0)]]);
        let params = |keeps_mass| NetworkDensityParams {
            bandwidth_m: 2.0,
            kernel: StreetKernel::Triangle,
            keeps_mass,
            ..NetworkDensityParams::default()
        };
        let event = [StreetEvent { at: on(0, 1.0), weight: 1.0 }];
        let at = |keeps| network_density_at(&town, &event, on(0, 1.5), &params(keeps));
        assert!((at(true) / at(false) - 8.0 / 7.0).abs() < 1e-12);
    }

    fn random_events(town: &Network, seed: u64, n: usize) -> Vec<StreetEvent> {
        let mut dice = Pcg64::seed_from_u64(seed);
        let event = |_| {
            let link = dice.random_range(0..town.links().len()) as u32;
            let along_m = dice.random_range(0.0..1.0) * town.link(LinkId(link)).length_m;
            StreetEvent { at: on(link, along_m), weight: dice.random_range(0.2..3.0) }
        };
        (0..n).map(event).collect()
    }

    #[test]
    fn no_weight_is_lost_or_made_whatever_the_town() {
        for seed in 0..6 {
            let town = random_town(seed, 60);
            let events = random_events(&town, seed, 40);
            let weight: f64 = events.iter().map(|event| event.weight).sum();
            for kernel in [StreetKernel::Quartic, StreetKernel::Epanechnikov, StreetKernel::Triangle] {
                for split in [Split::Discontinuous, Split::Continuous { junctions: 3 }] {
                    let params =
                        NetworkDensityParams { kernel, split, lixel_m: 13.0, ..NetworkDensityParams::default() };
                    let mass: f64 = network_density(&town, &events, &params).iter().map(Lixel::mass).sum();
                    assert!((mass - weight).abs() < 1e-9 * weight, "{seed} {kernel:?} {split:?}: {mass} of {weight}");
                }
            }
        }
    }

    #[test]
    fn the_continuous_one_keeps_its_mass_by_itself_and_has_no_jump_at_a_junction() {
        let town = star();
        let params = NetworkDensityParams {
            bandwidth_m: 4.0,
            split: Split::Continuous { junctions: 20 },
            smallest_share: 0.0,
            keeps_mass: false,
            lixel_m: 0.5,
            ..NetworkDensityParams::default()
        };
        let events = [StreetEvent { at: on(0, 1.0), weight: 1.0 }, StreetEvent { at: on(2, 5.0), weight: 1.0 }];
        let mass: f64 = network_density(&town, &events, &params).iter().map(Lixel::mass).sum();
        assert!((mass - 2.0).abs() < 1e-12, "{mass}");
        let at_centre = |arm| network_density_at(&town, &events[..1], on(arm, 1e-9), &params);
        assert!((at_centre(0) - at_centre(1)).abs() < 1e-8 && (at_centre(1) - at_centre(3)).abs() < 1e-12);
    }

    /// The discontinuous kernel is where a walker ends who starts either way, never turns back, picks evenly among the
    /// streets that lead on, and walks a distance drawn from the kernel.
    #[test]
    fn the_density_is_where_blind_walkers_end() {
        // A ring of four blocks with a chord: walkers come round again, and no street is a dead end.
        let corners = [(0.0, 0.0), (80.0, 0.0), (80.0, 60.0), (0.0, 60.0)];
        let mut lines: Vec<Vec<(f64, f64)>> = (0..4).map(|i| vec![corners[i], corners[(i + 1) % 4]]).collect();
        lines.push(vec![corners[0], corners[2]]);
        let town = network(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let params = NetworkDensityParams {
            bandwidth_m: 250.0,
            kernel: StreetKernel::Epanechnikov,
            smallest_share: 1e-9,
            ..NetworkDensityParams::default()
        };
        let start = on(0, 30.0);
        let density = network_density(&town, &[StreetEvent { at: start, weight: 1.0 }], &params);
        let mut dice = Pcg64::seed_from_u64(12);
        let (n, mut ended) = (200_000, BTreeMap::new());
        for _ in 0..n {
            // A distance with density 1.5 (1 - u²) on 0..1: the middle one of three uniform draws, folded.
            let mut draw = || dice.random_range(-1.0_f64..1.0);
            let (a, b, c) = (draw(), draw(), draw());
            let u = if c.abs() >= b.abs() && c.abs() >= a.abs() { b } else { c };
            let mut rest_m = u.abs() * params.bandwidth_m;
            let (mut link, mut along_m, mut forward) = (start.link, start.along_m, dice.random_range(0..2) == 0);
            loop {
                let laid = town.link(link);
                let room = if forward { laid.length_m - along_m } else { along_m };
                if rest_m <= room {
                    along_m += if forward { rest_m } else { -rest_m };
                    break;
                }
                rest_m -= room;
                let node = if forward { laid.to() } else { laid.from() };
                let on: Vec<LinkId> = town.at(node).iter().copied().filter(|other| *other != link).collect();
                link = on[dice.random_range(0..on.len())];
                forward = town.link(link).from() == node;
                along_m = if forward { 0.0 } else { town.link(link).length_m };
            }
            *ended.entry((link, (along_m / 20.0) as u32)).or_insert(0) += 1;
        }
        let mut n_compared = 0;
        for lixel in &density {
            // Only pieces that lie on the walkers' even raster.
            let raster = lixel.from_m / 20.0;
            if (raster - raster.round()).abs() < 1e-3 && (lixel.to_m - lixel.from_m - 20.0).abs() < 1e-3 {
                let share =
                    f64::from(ended.get(&(lixel.link, raster.round() as u32)).copied().unwrap_or(0)) / f64::from(n);
                let noise = 4.0 * (share / f64::from(n)).sqrt() + 1e-4;
                assert!((share - lixel.mass()).abs() < noise, "{lixel:?}: {share} of the walkers, {}", lixel.mass());
                n_compared += 1;
            }
        }
        assert!(n_compared >= 10, "{n_compared}");
    }

    #[test]
    fn the_same_bytes_come_on_one_core_and_on_four() {
        let town = random_town(9, 60);
        let events = random_events(&town, 9, 300);
        let on_cores = |n| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("threads");
            pool.install(|| network_density(&town, &events, &NetworkDensityParams::default()))
        };
        assert_eq!(on_cores(1), on_cores(4));
    }
}
