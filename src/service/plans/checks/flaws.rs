//! Why there is no plan, in words that say what to change.

use crate::planning::checks::{NoMonth, Scene};
use crate::planning::covering::{NoPlan, Rule};
use crate::promise::Objection;

pub(super) fn objection(flaw: &NoMonth, scene: &Scene) -> Objection {
    let site = |nth: usize| scene.sites.get(nth).map_or_else(String::new, |site| site.id.clone());
    match flaw {
        NoMonth::NoDemand => no_reports(),
        NoMonth::NoSites => Objection::new(
            "/forbidden",
            "no_sites",
            "Det finns ingen plats att stå på. Tillåt någon plats, eller lägg till egna.",
            "There is no place to stand. Allow some, or add your own.",
        ),
        NoMonth::NoHours => Objection::new(
            "/hours",
            "no_hours",
            "Under månaden finns ingen timme då någon kan arbeta. Öppna fler tider, eller välj en senare månad.",
            "The month has no hour in which somebody can work. Open more hours, or choose a later month.",
        ),
        NoMonth::LockOutside { nth } => Objection::new(
            &format!("/locked/{nth}/start"),
            "lock_outside",
            "Den låsta kontrollen ligger inte i månaden.",
            "The locked check does not lie in the month.",
        ),
        NoMonth::Rules(flaw) => of_rules(flaw, &site),
    }
}

pub(super) fn no_streets() -> Objection {
    Objection::new(
        "",
        "no_streets",
        "Gatorna är inte inlästa, och utan dem finns inga avstånd att räkna på. Läs in dem: trygghetskarta import osm.",
        "The streets have not been imported, and without them there are no distances. Import them: trygghetskarta \
         import osm.",
    )
}

pub(super) fn no_reports() -> Objection {
    Objection::new(
        "",
        "no_reports",
        "Ingen har rapporterat fortkörning eller buskörning på någon gata. Utan rapporter finns inget att planera efter: \
         läs in tidigare rapporter, eller vänta tills de kommer.",
        "Nobody has reported speeding or nuisance driving on a street. Without reports there is nothing to plan by: \
         import earlier reports, or wait until they come.",
    )
}

pub(super) fn unknown_site(pointer: &str, id: &str) -> Objection {
    Objection::new(
        pointer,
        "unknown_site",
        format!("Det finns ingen plats {id}. Lägg till den som egen plats, eller ta bort låsningen."),
        format!("There is no site {id}. Add it as your own, or remove the lock."),
    )
}

pub(super) fn off_street(pointer: &str) -> Objection {
    Objection::new(
        pointer,
        "off_street",
        "Platsen ligger mer än 100 m från närmaste gata för bilar. Flytta den till vägen.",
        "The place lies more than 100 m from the nearest street for cars. Move it to the road.",
    )
}

fn of_rules(flaw: &NoPlan, site: &dyn Fn(usize) -> String) -> Objection {
    match flaw {
        NoPlan::NoSites => Objection::new(
            "/forbidden",
            "no_sites",
            "Det finns ingen plats att stå på. Tillåt någon plats, eller lägg till egna.",
            "There is no place to stand. Allow some, or add your own.",
        ),
        NoPlan::QuotaTooLarge { quota, most } => Objection::new(
            "/quota",
            "quota_too_large",
            format!(
                "{quota} kontroller får inte plats: reglerna räcker till högst {most}. Sänk antalet till {most}, tillåt \
                 fler per plats, minska avståndet mellan platser eller lägg till platser."
            ),
            format!(
                "There is no room for {quota} checks: the rules allow at most {most}. Lower the number to {most}, allow \
                 more per site, lessen the distance between sites, or add sites."
            ),
        ),
        NoPlan::QuotaTooSmall { quota, least } => Objection::new(
            "/quota",
            "quota_too_small",
            format!("{quota} kontroller räcker inte till varje ort och varje låst kontroll: det behövs {least}."),
            format!("{quota} checks are too few for every locality and every locked check: {least} are needed."),
        ),
        NoPlan::ForcedAndForbidden { site: nth } => Objection::new(
            "/locked",
            "locked_and_forbidden",
            format!("Platsen {} är både låst och förbjuden. Ta bort det ena.", site(*nth)),
            format!("The site {} is both locked and forbidden. Take one of the two away.", site(*nth)),
        ),
        NoPlan::ForcedTooClose { one, other } => Objection::new(
            "/locked",
            "locked_too_close",
            format!(
                "De låsta platserna {} och {} ligger för nära varandra. Lås upp en av dem, eller minska avståndet.",
                site(*one),
                site(*other)
            ),
            format!(
                "The locked sites {} and {} are too close to each other. Unlock one, or lessen the distance.",
                site(*one),
                site(*other)
            ),
        ),
        NoPlan::LockedTooOften { site: nth, times, most } => Objection::new(
            "/locked",
            "locked_too_often",
            format!("Platsen {} är låst {times} gånger men får ha högst {most}.", site(*nth)),
            format!("The site {} is locked {times} times and may have {most}.", site(*nth)),
        ),
        NoPlan::LocalityWithoutSite { .. } => Objection::new(
            "/every_locality",
            "locality_without_site",
            "En ort har ingen plats att stå på. Lägg till en plats där, eller släpp kravet på varje ort.",
            "A locality has no place to stand. Add one there, or give up that every locality sees a check.",
        ),
        NoPlan::Together { without_one } => {
            let words = |of: fn(Rule) -> &'static str, or: &str| {
                without_one.iter().map(|rule| of(*rule)).collect::<Vec<_>>().join(or)
            };
            Objection::new(
                "",
                "rules_conflict",
                format!("Reglerna går inte ihop. Ändra {}.", words(swedish, " eller ")),
                format!("The rules cannot be kept together. Change {}.", words(english, " or ")),
            )
        }
    }
}

fn swedish(rule: Rule) -> &'static str {
    match rule {
        Rule::Spacing => "avståndet mellan platser",
        Rule::PerSite => "antalet per plats",
        Rule::EveryLocality => "kravet på varje ort",
        Rule::ForcedSites => "de låsta kontrollerna",
        Rule::BandLimits => "antalet under skoltid",
    }
}

fn english(rule: Rule) -> &'static str {
    match rule {
        Rule::Spacing => "the distance between sites",
        Rule::PerSite => "the number per site",
        Rule::EveryLocality => "that every locality sees a check",
        Rule::ForcedSites => "the locked checks",
        Rule::BandLimits => "the number at school time",
    }
}
