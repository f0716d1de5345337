//! Pages of words: what this is and how it counts, and what is said when a page is not there.

use maud::{Markup, html};

use super::super::App;
use super::shell::{Visit, plain};

pub(super) fn about(app: &App, visit: &Visit) -> String {
    let k = visit.served(app).map_or(6, |served| served.town.municipality.k);
    let content = match visit.is_english() {
        false => html! {
            h1 { "Om Trygghetskartan" }
            div class="card" {
                h2 { "Vad det är" }
                p { "Här berättar invånare om platser som känns otrygga, om buskörning och om fortkörning. Kommunen och polisen ser var och när, och kan välja var de ska göra något först." }
                p { "Vi frågar om platser, aldrig om personer. Skriv inga namn, telefonnummer eller registreringsnummer: sådant tar polisen emot på 114 14." }
            }
            div class="card" {
                h2 { "Vad som blir offentligt" }
                p { "Den öppna kartan visar rutor på minst 250 meter. En ruta visas först när minst " (k) " rapporter som inte är upprepningar kan visas tillsammans. Rapporter som är för få för en liten ruta väntar eller räknas i en större. Nya uppgifter kommer en gång i månaden, och ett tal som visats ändras aldrig. Det är gjort så för att ingen ska kunna räkna ut var en enskild rapport hör hemma. Summan på den öppna kartan är de rapporter som har offentliggjorts, inte alla som har kommit in: hur många som väntar sägs inte." }
                p { "Text, exakt plats och klockslag visas inte öppet. Det som kommer in till kommunen är allmän handling och kan begäras ut; då prövas vad som kan lämnas." }
            }
            div class="card" {
                h2 { "Hur det räknas" }
                p { "Tätheten är rapporter per hektar och månad, med samma färger i alla zoomlägen och alla kommuner. På den öppna kartan räknas varje rapport en gång, i en ruta och i den månad då den offentliggörs. Personalens karta räknar när det hände: en händelse en gång, ett tidsspann med den del som ligger i perioden, något som återkommer en gång per vecka; en sträcka eller ett område fördelas på rutorna det berör." }
                p { "Många rapporter betyder inte att en plats är farlig, och få betyder inte att den är trygg: på en del håll rapporterar man oftare än på andra." }
                p { a href="/api/v1/openapi.json" { "Beskrivning av det öppna API:et (OpenAPI 3.1)" } }
            }
        },
        true => html! {
            h1 { "About Trygghetskartan" }
            div class="card" {
                h2 { "What it is" }
                p { "Residents tell about places that feel unsafe, nuisance driving and speeding. The municipality and the police see where and when, and can choose where to act first." }
                p { "We ask about places, never about people. Write no names, telephone numbers or plates: the police take those on 114 14." }
            }
            div class="card" {
                h2 { "What becomes public" }
                p { "The public map shows squares of at least 250 metres. A square is shown only when at least " (k) " reports that are not repeats can be shown together. Reports too few for a small square wait, or are counted in a larger one. News comes once a month, and a number once shown never changes. It is made so that nobody can work out where a single report belongs. The total on the public map is of the reports that have been published, not of all that have come in: how many wait is not said." }
                p { "Text, exact place and time of day are not public. What reaches the municipality is a public record under Swedish law and can be asked for; what can be released is then examined." }
            }
            div class="card" {
                h2 { "How it is counted" }
                p { "Density is reports per hectare and month, with the same colours at every zoom and in every municipality. On the public map every report counts once, in one square and in the month in which it is published. The staff map counts when things happened: an event once, a span of time by the part of it within the period, something recurring once a week; a stretch or an area is shared out over the squares it touches." }
                p { "Many reports do not mean that a place is dangerous, and few do not mean that it is safe: in some places people report more often than in others." }
                p { a href="/api/v1/openapi.json" { "Description of the open API (OpenAPI 3.1)" } }
            }
        },
    };
    plain(app, visit, visit.say("Om tjänsten", "About"), content)
}

/// For an address with a municipality that is not here: those that are.
pub(super) fn unknown_municipality(app: &App, visit: &Visit) -> String {
    let title = visit.say("Kommunen finns inte här", "This municipality is not here");
    let content = html! {
        div class="card" {
            h1 { (title) }
            p { (visit.say("De här kommunerna finns:", "These municipalities are here:")) }
            ul {
                @for (code, name) in app.service.municipalities() {
                    li { a href={ (visit.path()) "?municipality=" (code) } { (name) } }
                }
            }
        }
    };
    plain(app, visit, title, content)
}

/// For an address that leads nowhere.
pub(super) fn missing(app: &App, visit: &Visit) -> String {
    let title = visit.say("Sidan finns inte", "There is no such page");
    let home = if visit.is_english() { "/en" } else { "" };
    let content = html! {
        div class="card" {
            h1 { (title) }
            p { (visit.say("Adressen kan vara felskriven, eller så har sidan tagits bort.",
                           "The address may be mistyped, or the page has been taken away.")) }
            ul {
                li { a href={ (home) "/" } { (visit.say("Rapportera en plats", "Report a place")) } }
                li { a href={ (home) "/karta" } { (visit.say("Kartan", "The map")) } }
            }
        }
    };
    // In the frame of the report page: there is no page in the other language either.
    plain(app, &Visit::of_form(visit.is_english(), visit.municipality()), title, content)
}

/// Something went wrong on a page the server writes itself.
pub(super) fn fault(app: &App, visit: &Visit, words: &str) -> String {
    let content = html! { div class="notice notice-error" role="alert" { p { (words) } } };
    plain(app, visit, visit.say("Försök igen", "Try again"), content)
}

pub(super) fn not_built(app: &App, visit: &Visit) -> String {
    plain(app, visit, visit.say("Webben är inte byggd", "The web is not built"), html! {})
}

pub(super) fn how_to_build(visit: &Visit) -> Markup {
    html! {
        p {
            (visit.say(
                "Webben är inte byggd in i det här programmet. Formuläret och API:et fungerar; för kartan, kör:",
                "The web is not built into this program. The form and the API work; for the map, run:"))
            " " code { "make run" } " "
            (visit.say("eller", "or")) " " code { "npm --prefix web ci && npm --prefix web run build && cargo build" }
        }
    }
}
