//! The few words some reports carry: about the place, never about a person; no numbers, no names.

use crate::town::invented::dice::Dice;

/// What is the matter, and what is added to it (sometimes nothing).
pub(super) struct Phrases {
    what: &'static [&'static str],
    more: &'static [&'static str],
}

/// A text for so many reports of a hundred.
pub(super) fn say(phrases: &Phrases, share: u32, dice: &mut Dice) -> Option<String> {
    if !dice.percent(share) {
        return None;
    }
    let what = dice.pick(phrases.what);
    Some(if dice.percent(60) { format!("{what} {}", dice.pick(phrases.more)) } else { what.to_owned() })
}

pub(super) const UNDERPASS: Phrases = Phrases {
    what: &[
        "Mycket mörkt i gångtunneln.",
        "Det går inte att se om någon står i tunneln.",
        "Lampan i mitten av tunneln är släckt.",
        "Kändes otryggt att gå genom tunneln.",
        "Tunneln är nästan svart på kvällen.",
    ],
    more: &[
        "Tog vägen över viadukten i stället.",
        "Gäller varje kväll när tåget har gått.",
        "Hörnet mot järnvägen är värst.",
        "Belysningen behöver ses över.",
        "Inga andra ute.",
    ],
};

pub(super) const MOPEDS: Phrases = Phrases {
    what: &[
        "Mopeder kör fram och tillbaka hela kvällen.",
        "A-traktorer med hög musik och höga varv.",
        "Mopeder på gångbanan.",
        "Det låter ända in i husen.",
        "Flera fordon i bredd på raksträckan.",
    ],
    more: &[
        "Svårt att sova.",
        "Samma sak nästan varje fredag.",
        "Vågar inte gå över vägen.",
        "De vänder vid rondellen och kommer tillbaka.",
        "Det blir lugnt först efter midnatt.",
    ],
};

pub(super) const SCHOOL: Phrases = Phrases {
    what: &[
        "Bilar kör för fort förbi skolan på morgonen.",
        "Ingen stannar vid övergångsstället.",
        "Hög fart när barnen ska gå över gatan.",
        "Bilarna gasar på direkt efter korsningen.",
    ],
    more: &[
        "Värst strax innan det ringer in.",
        "Ett farthinder skulle hjälpa.",
        "Barn fick hoppa undan.",
        "Det borde mätas här.",
    ],
};

pub(super) const LAMP_ROW: Phrases = Phrases {
    what: &[
        "Hela raden med lampor är släckt.",
        "Gatlyktan lyser inte.",
        "Kolsvart på gatan när man går hem.",
        "Fortfarande ingen belysning här.",
    ],
    more: &[
        "Går inte att se var man sätter fötterna.",
        "Har varit så länge.",
        "Svårt att ta sig till bussen.",
        "Alla lampor på samma sida.",
    ],
};

pub(super) const SAFE: Phrases = Phrases {
    what: &["Här är det alltid folk.", "Ljust och fint.", "Känns tryggt även på kvällen.", "Trevlig plats."],
    more: &["Fortsätt så.", "Bra belysning.", "Bra med bänkar."],
};

pub(super) const BETTER: Phrases = Phrases {
    what: &["Mycket bättre sedan buskarna klipptes.", "Nu ser man hela vägen genom parken.", "Det har blivit ljusare."],
    more: &["Tack.", "Går gärna här igen.", "Det märks stor skillnad."],
};

pub(super) const PLACES: Phrases = Phrases {
    what: &[
        "Buskarna skymmer sikten.",
        "Skräp och krossat glas.",
        "Klotter på väggen.",
        "Mörkt och tomt.",
        "En lampa blinkar.",
        "Häcken växer ut över gångbanan.",
        "Bänken är sönder igen.",
    ],
    more: &["Har varit så ett tag.", "Borde städas.", "Känns inte bra att gå här ensam.", "Gäller hela sträckan."],
};

pub(super) const DRIVING: Phrases = Phrases {
    what: &[
        "Sladdar på parkeringen.",
        "Mopeder på gångvägen.",
        "Bilar som burnar.",
        "Körning på gräsytan.",
        "Hög musik från fordon.",
    ],
    more: &["Pågick länge.", "Inte första gången.", "Det blir spår i gräset."],
};

pub(super) const CARS: Phrases = Phrases {
    what: &[
        "För hög fart.",
        "Bilar kör mycket fort här.",
        "Tung trafik som inte saktar ner.",
        "Omkörningar trots skymd sikt.",
    ],
    more: &["Barn bor längs gatan.", "Skylten syns dåligt.", "Värst på eftermiddagen.", "Ingen trottoar."],
};
