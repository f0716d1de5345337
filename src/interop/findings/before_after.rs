//! Whether a remedy helped.

use serde_json::{Value, json};

use super::{Data, Envelope, Method, Warning};
use crate::analysis::effect::{
    BeforeAfter, BeforeAfterParams, ChosenBy, Comparison, Detectable, Displacement, Estimate, NoEstimate, Ratio, Study,
    Verdict,
};
use crate::privacy::Cleared;

/// The answer; `names` are those of all places, in their order.
pub fn answer(found: &Cleared<Study>, names: &[String], params: &BeforeAfterParams, data: &Data) -> Value {
    let found = found.get();
    let warnings = warnings(&found.outcome);
    // Not the warning that all methods give: a place is no report.
    Envelope { method: method(params), data: data.clone(), warnings }.with_results(results(found, names))
}

pub(super) fn method(params: &BeforeAfterParams) -> Method {
    Method {
        id: "before-after",
        sv: "Kom det färre rapporter efter åtgärden än det hade kommit utan den? Det väntade antalet är platsens eget, draget mot \
             vad liknande platser har (annars räknas slumpens återgång till det vanliga som framgång), gånger hur det gick \
             på platser utan åtgärd. theta under 1 är färre; den gäller bara med sitt intervall. naive är den vanliga \
             siffran, och innehåller återgång till det vanliga.",
        en: "Did fewer reports come after the remedy than would have come without it? The expected number is the place's \
             own, drawn toward what similar places have (else chance going back to the usual counts as success), times what \
             happened at places without a remedy. theta below 1 is fewer; it means nothing without its interval. naive is \
             the usual figure, and contains regression to the mean.",
        parameters: json!({
            "chosen_by": chosen_by(params.chosen_by),
            "confidence": params.confidence,
            "comparability_variance": params.comparability,
            "least_places": params.reference.least_places,
            "least_compared_reports": params.least_compared,
            "detectable_level": params.detectable.level,
            "detectable_power": params.detectable.power,
        }),
        references: &[
            "Hauer 1997, Observational before-after studies in road safety",
            "Hauer et al. 2002, doi:10.3141/1784-16",
            "Wheeler & Ratcliffe 2018, doi:10.1186/s40163-018-0085-5",
            "Przyborowski & Wilenski 1940, doi:10.1093/biomet/31.3-4.313",
        ],
    }
}

fn results(found: &Study, names: &[String]) -> Value {
    let outcome = &found.outcome;
    let estimate = outcome.estimate.as_ref();
    json!({
        "verdict": estimate.map_or("cannot_tell", |estimate| verdict(estimate.verdict)),
        "n_treated": outcome.n_treated,
        "n_comparison": outcome.n_comparison,
        "n_before": outcome.n_before,
        "n_after": outcome.n_after,
        "estimate": estimate.ok().map(described),
        "no_estimate": estimate.err().map(|why| no_estimate(*why).0),
        "naive": {
            "contains": "regression_to_the_mean",
            "ratio": outcome.naive,
            "ratio_to_comparison": outcome.naive_compared,
            "test": test(&outcome.naive_test),
        },
        "detectable": {
            "by_these_counts": detectable(&found.detectable),
            "by_what_is_expected": estimate.ok().map(|estimate| detectable(&estimate.detectable)),
        },
        "displacement": found.displacement.as_ref().map(displacement),
        "sites": estimate.map_or_else(|_| Vec::new(), |estimate| sites(estimate, names)),
    })
}

fn described(estimate: &Estimate) -> Value {
    let Estimate { reference, trend, expected, ratio, .. } = estimate;
    json!({
        "theta": ratio.theta,
        "standard_error": ratio.standard_error,
        "low": ratio.low,
        "high": ratio.high,
        "change_percent": 100.0 * (ratio.theta - 1.0),
        "expected_after": expected.mean,
        "expected_after_standard_deviation": expected.variance.sqrt(),
        "weight_of_similar_places": expected.weight,
        "similar_places": {"n": reference.n_places, "reports_per_time": reference.rate, "shape": reference.shape},
        "trend": {
            "n_places": trend.n_places,
            "n_before": trend.n_before,
            "n_after": trend.n_after,
            "expected_after": trend.expected_after,
            "ratio": trend.ratio,
            "relative_variance": trend.doubt,
        },
    })
}

fn sites(estimate: &Estimate, names: &[String]) -> Vec<Value> {
    let places = estimate.places.iter();
    let site = |place: &crate::analysis::effect::PlaceEffect| {
        json!({
            "site": names.get(place.place),
            "expected_before": place.expected_before,
            "expected_after": place.expected.mean,
            "theta": place.ratio.map(|ratio: Ratio| ratio.theta),
            "low": place.ratio.map(|ratio| ratio.low),
            "high": place.ratio.map(|ratio| ratio.high),
        })
    };
    places.map(site).collect()
}

fn test(test: &Comparison) -> Value {
    let Comparison { ratio, low, high, p_fewer, p_more, p_two_sided } = *test;
    json!({
        "ratio": ratio,
        "low": low,
        "high": high.is_finite().then_some(high),
        "p_fewer": p_fewer,
        "p_more": p_more,
        "p_two_sided": p_two_sided,
    })
}

/// What could be shown, asked for before a remedy.
pub(super) fn detectable(detectable: &Detectable) -> Value {
    json!({
        "expected_after": detectable.expected_after,
        "at_most": detectable.at_most,
        "reduction_percent": detectable.reduction.map(|share| 100.0 * share),
        "needed_before": (detectable.needed_before > 0).then_some(detectable.needed_before),
    })
}

fn displacement(found: &Displacement) -> Value {
    json!({
        "wdd": found.wdd,
        "standard_error": found.standard_error,
        "z": found.z,
        "p_two_sided": found.p_two_sided,
        "low": found.low,
        "high": found.high,
        "at_place": found.at_place,
        "at_place_standard_error": found.at_place_error,
        "in_ring": found.in_ring,
        "in_ring_standard_error": found.in_ring_error,
        "wdq": found.wdq.map(|wdq| wdq.0),
    })
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fewer => "fewer",
        Verdict::More => "more",
        Verdict::CannotTell => "cannot_tell",
    }
}

fn chosen_by(chosen_by: ChosenBy) -> &'static str {
    match chosen_by {
        ChosenBy::Before => "before",
        ChosenBy::Other => "other",
    }
}

fn warnings(outcome: &BeforeAfter) -> Vec<Warning> {
    const FEW_PLACES: usize = 50;
    let mut all = Vec::new();
    if let Err(why) = outcome.estimate {
        let (code, sv, en) = no_estimate(why);
        all.push(Warning::new(code, sv, en));
    } else if outcome.n_treated + outcome.n_comparison < FEW_PLACES {
        let n = outcome.n_treated + outcome.n_comparison;
        all.push(Warning::new(
            "few_places",
            format!("Bara {n} platser säger vad som är vanligt: intervallet är för smalt."),
            format!("Only {n} places say what is usual: the interval is too narrow."),
        ));
    }
    all.push(Warning::new(
        "reports_are_not_incidents",
        "En åtgärd ändrar också hur mycket människor rapporterar. Jämför med trygghetsvandringar och enkäter på platsen.",
        "A remedy also changes how much people report. Compare with safety walks and surveys at the place.",
    ));
    all
}

fn no_estimate(why: NoEstimate) -> (&'static str, &'static str, &'static str) {
    match why {
        NoEstimate::NoneTreated => {
            ("none_treated", "Ingen plats har fått åtgärden.", "No place has been given the remedy.")
        }
        NoEstimate::TooFewPlaces => (
            "too_few_places",
            "För få liknande platser, eller inga rapporter före: det går inte att veta vad som är vanligt.",
            "Too few similar places, or no reports before: what is usual cannot be known.",
        ),
        NoEstimate::TooFewCompared => (
            "too_few_compared",
            "För få rapporter på platser utan åtgärd: det går inte att veta hur det hade gått ändå.",
            "Too few reports at places without a remedy: what would have happened anyway cannot be known.",
        ),
        NoEstimate::NothingExpected => (
            "nothing_expected",
            "Inga rapporter väntades på platsen: det finns inget att minska.",
            "No reports were expected at the place: there is nothing to reduce.",
        ),
    }
}
