//! Ways along streets against networkx 3.4.2 (`tests/oracle/networkx_routes.py`).

use geo::{Coord, LineString};
use trygghetskarta::geodesy::{EastNorth, Metric};
use trygghetskarta::town::{By, Link, LinkId, Network, NodeId, Position, Search, Street, StreetClass, Travel};

const N: u32 = 120;

/// Who goes, from where, the limit, how many junctions are reached, the sum of their distances, the farthest and how
/// far.
const NETWORKX: [(By, u32, f64, usize, f64, u32, f64); 6] = [
    (By::Foot, 0, 900.0, 5, 2_615.963_318_217, 34, 741.242_834_253),
    (By::Foot, 17, 1500.0, 41, 42_516.875_731_769, 44, 1_471.246_330_092),
    (By::Foot, 64, 2500.0, 120, 186_686.654_491_012, 17, 2_452.681_381_103),
    (By::Car, 0, 900.0, 4, 2_015.630_077_425, 34, 741.242_834_253),
    (By::Car, 17, 1500.0, 31, 31_229.644_631_412, 28, 1_429.778_378_380),
    (By::Car, 64, 2500.0, 113, 187_531.261_495_204, 10, 2_492.165_868_729),
];

/// The town of the script: every third street of a junction is one-way.
fn town() -> Network {
    let metric = Metric::sweref99_tm();
    let place = |i: u32| {
        let at =
            EastNorth { e: 500_000.0 + f64::from(i * 37 % 101 * 10), n: 6_250_000.0 + f64::from(i * 53 % 97 * 10) };
        let p = metric.inverse(at);
        Coord { x: p.lon(), y: p.lat() }
    };
    let mut links = Vec::new();
    for i in 0..N {
        for (j, step) in [7 * i + 3, 11 * i + 5, i + 1].into_iter().enumerate() {
            let (from, to) = (i, step % N);
            if from != to {
                let car = if j == 2 { Travel::Forward } else { Travel::Both };
                let street = Street { car, ..Street::of_class(StreetClass::Residential) };
                links.push(Link { way: 0, from, to, street, line: LineString(vec![place(from), place(to)]) });
            }
        }
    }
    Network::new(links, &metric)
}

#[test]
fn distances_along_streets_are_those_of_networkx() {
    let town = town();
    for (by, start, limit_m, n, sum_m, far, far_m) in NETWORKX {
        let first = town.links().iter().position(|laid| laid.link.from == start).expect("a street begins there");
        let mut search = Search::new(&town, by);
        let reached = search.from(Position { link: LinkId(first as u32), along_m: 0.0 }, limit_m);
        assert_eq!(reached.len(), n, "{by:?} from {start}");
        let sum: f64 = reached.iter().map(|(_, metres)| metres).sum();
        assert!((sum - sum_m).abs() < 1e-4, "{by:?} from {start}: {sum}, networkx {sum_m}");
        let found = search.to_node(NodeId(far)).expect("networkx came there");
        assert!((found - far_m).abs() < 1e-5, "{by:?} from {start}: {found}, networkx {far_m}");
    }
}
