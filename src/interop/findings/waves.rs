//! Waves: far more reports in an hour or a day than the town usually has.

use serde_json::{Value, json};

use crate::analysis::incidents::Wave;
use crate::observation::Group;
use crate::privacy::Cleared;

/// One object for each group of categories with a wave.
pub fn waves(found: &Cleared<Vec<(Group, Wave)>>) -> Value {
    found.get().iter().map(|(group, wave)| one(*group, wave)).collect()
}

fn one(group: Group, wave: &Wave) -> Value {
    let (name_sv, name_en) = match group {
        Group::UnsafePlace => ("otrygga platser", "unsafe places"),
        Group::Traffic => ("trafik", "traffic"),
        Group::Positive => ("sådant som är bra", "what is good"),
    };
    let (span_sv, span_en) =
        if wave.span > 3600 { ("det senaste dygnet", "24 hours") } else { ("den senaste timmen", "hour") };
    let (n, usual) = (wave.n_reports, wave.usual_most);
    json!({
        "group": group.as_str(),
        "span_hours": wave.span / 3600,
        "n_reports": n,
        "expected": wave.expected,
        "usual_most": usual,
        "weight": wave.weight(),
        "p": wave.p,
        "sv": format!("En våg av rapporter om {name_sv}: {n} {span_sv}; fler än {usual} är ovanligt här. Det kan vara \
                       en händelse, en artikel eller en kampanj. Läs dem som högst {usual} röster tills någon har sett efter."),
        "en": format!("A wave of reports about {name_en}: {n} in the last {span_en}; more than {usual} is unusual here. It may be \
                       an event, an article or a campaign. Read them as at most {usual} voices until somebody has looked."),
    })
}
