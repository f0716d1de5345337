//! How densely people report along the streets themselves, where a river or a railway is no neighbourhood.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::town::{LinkId, Network, NodeId, Position};

#[cfg(test)]
mod tests;

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
    /// What a dead end or an unfollowed branch would have carried is given to the rest, so that a report weighs the
    /// same wherever it is.
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
    /// The density has no jumps: the streets that lead on get 2/k each, and 2/k − 1 comes back. After so many junctions
    /// it goes on as the discontinuous one, because branches double at each.
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
/// Network kernel density with equal split at junctions. From each report the kernel runs along the street both ways;
/// at a junction it is divided among the streets that lead on and never turns back (discontinuous), or is partly thrown
/// back (continuous). Every way that does not turn back is followed, also round a block, as a walker who picks his way
/// blindly would go. A piece gets the integral of the kernel over it, not its value in the middle, so that no weight is
/// lost.
///
/// # Units
/// Weight per metre of street.
///
/// # Edge cases
/// An event outside its link is moved to the link's end. Pieces without density are left out. A report on a dead end of
/// no length keeps nothing and is left out.
///
/// # Complexity
/// By the ways within the bandwidth that carry at least `smallest_share`, for each report; on all cores, with the same
/// bytes on any number of them.
///
/// # References
/// A. Okabe, T. Satoh and K. Sugihara (2009), A kernel density estimation method for networks, its computational method
/// and a GIS-based tool, doi:10.1080/13658810802475491.
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
