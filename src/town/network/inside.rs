//! Which streets an area has in it, and how many metres of each.

use super::{LinkId, Network, Piece};
use crate::geodesy::{Box2, EastNorth};

impl Network {
    /// The parts of links inside an area, in metres along each: the outer ring and its holes, each closed by its first
    /// point, which is not repeated. By the even-odd rule.
    ///
    /// # Complexity
    /// The segments in the area's box times the corners of the area.
    pub fn inside(&self, rings: &[Vec<EastNorth>]) -> Vec<Piece> {
        let Some(around) = Box2::around(rings.iter().flatten().copied()) else { return Vec::new() };
        let edges: Vec<(EastNorth, EastNorth)> =
            rings.iter().flat_map(|ring| (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]))).collect();
        let mut pieces = Vec::new();
        for id in self.links_touching(&around) {
            self.pieces_of(id, &around, &edges, &mut pieces);
        }
        pieces
    }

    fn pieces_of(&self, id: LinkId, around: &Box2, edges: &[(EastNorth, EastNorth)], pieces: &mut Vec<Piece>) {
        let mut gone_m = 0.0;
        let first = pieces.len();
        for pair in self.link(id).line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let length_m = a.distance_m(b);
            if Box2::around([a, b]).is_some_and(|own| own.intersects(around)) && length_m > 0.0 {
                let mut cuts: Vec<f64> = edges.iter().filter_map(|(c, d)| crossing(a, b, *c, *d)).collect();
                cuts.extend([0.0, 1.0]);
                cuts.sort_by(f64::total_cmp);
                for cut in cuts.windows(2).filter(|cut| cut[1] > cut[0]) {
                    if !holds(edges, super::snap::between(a, b, (cut[0] + cut[1]) / 2.0)) {
                        continue;
                    }
                    let (from_m, to_m) = (gone_m + cut[0] * length_m, gone_m + cut[1] * length_m);
                    match pieces[first..].last_mut() {
                        Some(last) if last.to_m == from_m => last.to_m = to_m,
                        _ => pieces.push(Piece { link: id, from_m, to_m }),
                    }
                }
            }
            gone_m += length_m;
        }
    }
}

/// The share of `ab` at which it meets `cd`, strictly within `ab`.
fn crossing(a: EastNorth, b: EastNorth, c: EastNorth, d: EastNorth) -> Option<f64> {
    let (abe, abn) = (b.e - a.e, b.n - a.n);
    let (cde, cdn) = (d.e - c.e, d.n - c.n);
    let (ace, acn) = (c.e - a.e, c.n - a.n);
    let cross = abe * cdn - abn * cde;
    if cross == 0.0 {
        return None;
    }
    let t = (ace * cdn - acn * cde) / cross;
    let u = (ace * abn - acn * abe) / cross;
    (t > 0.0 && t < 1.0 && (0.0..=1.0).contains(&u)).then_some(t)
}

fn holds(edges: &[(EastNorth, EastNorth)], p: EastNorth) -> bool {
    let across = |(a, b): &&(EastNorth, EastNorth)| {
        (a.n > p.n) != (b.n > p.n) && p.e < a.e + (p.n - a.n) / (b.n - a.n) * (b.e - a.e)
    };
    edges.iter().filter(across).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::super::drawn::{at, network, random_town};
    use super::*;

    #[test]
    fn a_street_through_an_area_with_a_hole_has_two_pieces_in_it() {
        let town = network(&[&[(-50.0, 50.0), (150.0, 50.0)], &[(0.0, -20.0), (100.0, -20.0)]]);
        let square = |low: f64, high: f64| vec![at(low, low), at(high, low), at(high, high), at(low, high)];
        let pieces = town.inside(&[square(0.0, 100.0), square(40.0, 60.0)]);
        let metres: Vec<(u32, f64, f64)> =
            pieces.iter().map(|p| (p.link.0, p.from_m.round(), p.to_m.round())).collect();
        assert_eq!(metres, [(0, 50.0, 90.0), (0, 110.0, 150.0)]);
        assert!(town.inside(&[]).is_empty());
    }

    #[test]
    fn the_metres_inside_are_those_counted_step_by_step() {
        let town = random_town(11, 60);
        let ring = vec![at(100.0, 80.0), at(800.0, 150.0), at(420.0, 400.0), at(900.0, 900.0), at(150.0, 700.0)];
        let by_clip: f64 = town.inside(std::slice::from_ref(&ring)).iter().map(Piece::length_m).sum();
        // The oracle is geo's own containment, asked every decimetre.
        let polygon = geo::Polygon::new(ring.iter().map(|p| (p.e, p.n)).collect(), vec![]);
        let mut by_steps = 0.0;
        for (id, laid) in town.links().iter().enumerate() {
            let steps = (laid.length_m * 10.0) as usize;
            for i in 0..steps {
                let along_m = (i as f64 + 0.5) / steps as f64 * laid.length_m;
                let p = town.place(super::super::Position { link: LinkId(id as u32), along_m });
                if geo::Contains::contains(&polygon, &geo::Point::new(p.e, p.n)) {
                    by_steps += laid.length_m / steps as f64;
                }
            }
        }
        assert!((by_clip - by_steps).abs() < by_steps * 1e-3, "{by_clip} {by_steps}");
    }

    #[test]
    fn one_street_wholly_inside_is_one_piece_with_all_its_metres() {
        let town = network(&[&[(10.0, 10.0), (60.0, 20.0), (90.0, 80.0)]]);
        let pieces = town.inside(&[vec![at(0.0, 0.0), at(100.0, 0.0), at(100.0, 100.0), at(0.0, 100.0)]]);
        assert_eq!(pieces.len(), 1);
        assert!((pieces[0].length_m() - town.links()[0].length_m).abs() < 1e-9);
    }
}
