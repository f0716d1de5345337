//! From a stretch and what is known of it to a proposal.

use super::asked::{LightingCase, LightingParams};
use super::lamps::Light;
use super::measures::Measure;
use super::plan::{Problem, Proposal};
use super::told::Told;
use super::voices::Voice;
use super::walkers::Walkers;
use super::{measures, reasons, voices, walkers};
use crate::town::{LinkId, Piece, Structure};

#[expect(clippy::too_many_arguments, reason = "the parts of one step")]
pub(super) fn dark_stretch(
    stretch: &voices::Stretch,
    voice: Voice,
    light: Light,
    told: &[&Told],
    walking: &walkers::Walking,
    odds_factor: f64,
    case: &LightingCase,
    params: &LightingParams,
) -> Proposal {
    let walkers = walking.on(stretch, case.network);
    let need = voice.per_year.mean * walkers.factor * odds_factor;
    let is_told = voice.weight > 0.0;
    let measures = measures::for_light(
        &light,
        light.new_m(told, case.network),
        is_told,
        need,
        voice.per_year.mean,
        params.spacing_m,
        &params.prices,
    );
    let score = need * light.lack();
    let pieces = light.dark.clone();
    proposal(Problem::Light, stretch, voice, walkers, Some(light), pieces, score, measures, case)
}

pub(super) fn blocked_stretch(
    stretch: &voices::Stretch,
    voice: Voice,
    pieces: Vec<Piece>,
    walking: &walkers::Walking,
    case: &LightingCase,
    params: &LightingParams,
) -> Proposal {
    let walkers = walking.on(stretch, case.network);
    let score = voice.per_year.mean * walkers.factor;
    let metres = pieces.iter().map(Piece::length_m).sum();
    let measures = vec![measures::for_sight(metres, score, &params.prices)];
    proposal(Problem::Sight, stretch, voice, walkers, None, pieces, score, measures, case)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one record")]
fn proposal(
    problem: Problem,
    stretch: &voices::Stretch,
    voice: Voice,
    walkers: Walkers,
    light: Option<Light>,
    pieces: Vec<Piece>,
    score: f64,
    measures: Vec<Measure>,
    case: &LightingCase,
) -> Proposal {
    let network = case.network;
    let street = network.link(network.stretches().face(stretch.first)).street();
    let longest = |a: &&LinkId, b: &&LinkId| network.link(**a).length_m.total_cmp(&network.link(**b).length_m);
    // Of equally long links the first.
    let middle_link = *stretch.links.iter().rev().max_by(longest).unwrap_or(&stretch.first);
    let half_m = network.link(middle_link).length_m / 2.0;
    let middle = network.line_of(&Piece { link: middle_link, from_m: half_m, to_m: half_m })[0];
    let word = if problem == Problem::Light { "light" } else { "sight" };
    let costs: Vec<u64> = measures.iter().filter_map(|measure| measure.cost).collect();
    let of = |link: &LinkId| network.link(*link).street();
    let is_underpass = stretch.links.iter().any(|link| of(link).structure == Structure::Underpass);
    Proposal {
        id: format!("{word}-{:.0}-{:.0}", middle.e, middle.n),
        problem,
        first: stretch.first,
        links: stretch.links.clone(),
        length_m: stretch.length_m,
        middle,
        class: street.class,
        name: street.name.clone(),
        lit: street.lit,
        is_underpass,
        keeper: street.keeper.clone(),
        reasons: reasons::of(&voice, &walkers, light.as_ref(), stretch, network, is_underpass),
        voice,
        walkers,
        light,
        pieces,
        score,
        cost: (!costs.is_empty()).then(|| costs.iter().fold(0, |sum: u64, cost| sum.saturating_add(*cost))),
        benefit: measures.iter().map(|measure| measure.benefit).sum(),
        measures,
        cost_rank: None,
        is_locked: false,
        is_forbidden: false,
    }
}
