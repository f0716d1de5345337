//! Links joined to streets: what looks the same and goes on straight is one line, so that names find room and tiles
//! stay small.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::sheet::{Drawn, Shape, Sheet, Tag, Tags};
use super::simplify::ranked_line;
use super::world::WorldPoint;
use super::{MAX_ZOOM, zooms};
use crate::town::{Laid, Lit, Network, Street, StreetClass, Structure, Travel};

/// The streets in three editions: the closer, the more is told of each.
pub(super) fn sheets(network: &Network) -> Vec<Sheet> {
    vec![
        edition(network, 0..=10, from_afar),
        edition(network, 11..=13, of_the_town),
        edition(network, 14..=MAX_ZOOM, of_the_quarter),
    ]
}

fn from_afar(street: &Street) -> Tags {
    vec![("class", Tag::Word(street.class.as_str()))]
}

fn of_the_town(street: &Street) -> Tags {
    let mut tags = from_afar(street);
    if let Some(name) = street.name.as_ref().filter(|_| street.class <= StreetClass::Tertiary) {
        tags.push(("name", Tag::Text(name.clone())));
    }
    if street.structure == Structure::Underpass {
        tags.push(("structure", Tag::Word(street.structure.as_str())));
    }
    tags
}

fn of_the_quarter(street: &Street) -> Tags {
    let mut tags = from_afar(street);
    if let Some(name) = &street.name {
        tags.push(("name", Tag::Text(name.clone())));
    }
    if street.structure != Structure::Ground {
        tags.push(("structure", Tag::Word(street.structure.as_str())));
    }
    if street.level != 0 {
        tags.push(("level", Tag::Level(street.level)));
    }
    if street.lit != Lit::Unknown {
        tags.push(("lit", Tag::Word(street.lit.as_str())));
    }
    if matches!(street.car, Travel::Forward | Travel::Backward) {
        tags.push(("oneway", Tag::True));
    }
    if street.invented {
        tags.push(("invented", Tag::True));
    }
    tags
}

fn edition(network: &Network, zooms: RangeInclusive<u8>, tags: fn(&Street) -> Tags) -> Sheet {
    let shown: Vec<&Laid> =
        network.links().iter().filter(|laid| zooms::of_street(laid.street().class) <= *zooms.end()).collect();
    let mut looks: HashMap<(Tags, i8), u32> = HashMap::new();
    // Level orders what is drawn even where it is not told.
    let look_of = |laid: &&Laid, looks: &mut HashMap<(Tags, i8), u32>| {
        let fresh = looks.len() as u32;
        *looks.entry((tags(laid.street()), laid.street().level)).or_insert(fresh)
    };
    let own: Vec<u32> = shown.iter().map(|laid| look_of(laid, &mut looks)).collect();
    let mut lines: Vec<(i8, StreetClass, u32, Vec<WorldPoint>)> = Vec::new();
    for chain in chains(&shown, &own) {
        let first = chain[0].0;
        let street = shown[first].street();
        lines.push((street.level, street.class, own[first], line_of(&shown, &chain)));
    }
    // Below before above, and paths before the roads they lead to: later lines lie on top.
    lines.sort_by(|a, b| (a.0, b.1, a.2).cmp(&(b.0, a.1, b.2)));
    let mut tags_of: Vec<(&(Tags, i8), u32)> = looks.iter().map(|(look, number)| (look, *number)).collect();
    tags_of.sort_by_key(|(_, number)| *number);
    let drawn = lines.into_iter().map(|(_, class, look, points)| Drawn {
        shape: Shape::Line(ranked_line(&points)),
        tags: tags_of[look as usize].0.0.clone(),
        from_zoom: zooms::of_street(class),
    });
    Sheet::new("street", zooms, drawn.collect())
}

/// An end of a link: its number, and whether it is the far one.
type End = (usize, bool);

/// Links that follow each other with the same look; each with whether it is walked from its far end.
fn chains(links: &[&Laid], looks: &[u32]) -> Vec<Vec<End>> {
    let next = partners(links, looks);
    let mut used = vec![false; links.len()];
    let mut chains = Vec::new();
    let index = |(link, far): End| link * 2 + usize::from(far);
    // First the lines that end somewhere, then the rings that are left.
    let ends = (0..links.len()).flat_map(|i| [(i, false), (i, true)]);
    let open = ends.clone().filter(|end| next[index(*end)].is_none()).chain(ends);
    for start in open.collect::<Vec<_>>() {
        let mut chain = Vec::new();
        let mut at = Some(start);
        while let Some((link, far)) = at.filter(|(link, _)| !used[*link]) {
            used[link] = true;
            chain.push((link, far));
            at = next[index((link, !far))];
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    chains
}

/// For every end of a link the end it goes on with: of the same look, at the same junction, the straightest first.
fn partners(links: &[&Laid], looks: &[u32]) -> Vec<Option<End>> {
    let mut meeting: HashMap<(u32, u32), Vec<End>> = HashMap::new();
    for (i, laid) in links.iter().enumerate() {
        meeting.entry((laid.link.from, looks[i])).or_default().push((i, false));
        meeting.entry((laid.link.to, looks[i])).or_default().push((i, true));
    }
    let mut next = vec![None; links.len() * 2];
    let index = |(link, far): End| link * 2 + usize::from(far);
    for ends in meeting.values() {
        let mut pairs: Vec<(f64, End, End)> = Vec::new();
        for (i, a) in ends.iter().enumerate() {
            let (ax, ay) = heading(links, *a);
            for b in ends[i + 1..].iter().filter(|b| b.0 != a.0) {
                let (bx, by) = heading(links, *b);
                pairs.push((ax * bx + ay * by, *a, *b));
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, a, b) in pairs {
            if next[index(a)].is_none() && next[index(b)].is_none() {
                (next[index(a)], next[index(b)]) = (Some(b), Some(a));
            }
        }
    }
    next
}

/// The direction in which a link leaves the junction at one of its ends, one metre long.
fn heading(links: &[&Laid], (link, far): End) -> (f64, f64) {
    let line = &links[link].line;
    let (at, on) = if far { (line[line.len() - 1], line[line.len() - 2]) } else { (line[0], line[1]) };
    let (e, n) = (on.e - at.e, on.n - at.n);
    let length = e.hypot(n).max(1e-9);
    (e / length, n / length)
}

fn line_of(links: &[&Laid], chain: &[End]) -> Vec<WorldPoint> {
    let mut line: Vec<WorldPoint> = Vec::new();
    for (link, far) in chain {
        let coords = links[*link].link.line.coords();
        let points: Vec<WorldPoint> = coords.map(|c| WorldPoint::from_degrees(*c)).collect();
        if *far { line.extend(points.iter().rev()) } else { line.extend(&points) }
    }
    line.dedup();
    line
}
