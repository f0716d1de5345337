//! The accessibility statement: who answers, what was tested and found, what is known to be wrong.

use std::sync::LazyLock;

use maud::{Markup, html};
use serde::Deserialize;

use super::super::App;
use super::shell::{Visit, plain};

/// What the browser tests looked at and last found. They fail when it is no longer so, and write it anew when asked.
#[derive(Deserialize)]
struct Tested {
    on: String,
    tool: String,
    states: Vec<State>,
    also: Vec<Also>,
    known: Vec<Shortcoming>,
}

#[derive(Deserialize)]
struct State {
    page: String,
}

#[derive(Deserialize)]
struct Also {
    pages: Vec<String>,
}

/// What tests have found and nobody has mended.
#[derive(Deserialize)]
struct Shortcoming {
    sv: String,
    en: String,
}

static TESTED: LazyLock<Tested> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../web/a11y.json")).expect("the browser tests wrote it, a test reads it")
});

impl Tested {
    fn pages(&self) -> Vec<&str> {
        let own = self.states.iter().map(|state| state.page.as_str());
        let also = self.also.iter().flat_map(|also| also.pages.iter().map(String::as_str));
        let mut pages: Vec<&str> = own.chain(also).map(without_language).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }
}

fn without_language(page: &str) -> &str {
    page.strip_prefix("/en").filter(|rest| rest.starts_with('/')).unwrap_or(page)
}

const DIGG: &str = "https://www.digg.se/tdosanmalan";

pub(super) fn page(app: &App, visit: &Visit) -> String {
    let name = visit.served(app).map(|served| served.town.municipality.name.clone()).unwrap_or_default();
    let content = if visit.is_english() { english(app, &name) } else { swedish(app, &name) };
    plain(app, visit, visit.say("Tillgänglighet", "Accessibility"), content)
}

fn swedish(app: &App, name: &str) -> Markup {
    html! {
        h1 { "Tillgänglighet" }
        div class="card" {
            p { "Den här sidan säger hur Trygghetskartan i " (name) " följer lagen (2018:1937) om tillgänglighet till digital offentlig service, var det brister och hur du säger till." }
            h2 { "Hur tillgänglig är tjänsten?" }
            p { "Tjänsten är " strong { "delvis förenlig" } " med lagen. Kravet är WCAG 2.1 nivå AA (EN 301 549); målet här är WCAG 2.2 nivå AA. Delvis, eftersom den inte har prövats med skärmläsare eller av människor med funktionsnedsättning." }
        }
        div class="card" {
            h2 { "Brister vi känner till" }
            ul {
                li { "Kartbilden kan inte läsas av en skärmläsare. Allt den visar finns i en lista eller tabell på samma sida." }
                li { "Bilder kan inte skickas utan JavaScript." }
                @for known in &TESTED.known { li { (known.sv) } }
            }
            h2 { "Om du inte kan använda någon del" }
            p { "En rapport kan lämnas utan karta, utan mus och utan JavaScript. Vill du hellre berätta på ett annat sätt, kontakta:" }
            p { (contact(app, "Här ska kommunen skriva vem som svarar för tjänsten (inställningen --contact). Det är inte gjort.")) }
            p { "Samma väg når du oss om du hittar en brist som inte står här." }
            h2 { "Tillsyn" }
            p { "Myndigheten för digital förvaltning, Digg, har tillsyn över lagen. Är du inte nöjd med svaret kan du anmäla till Digg: " a href=(DIGG) { "digg.se/tdosanmalan" } "." }
        }
        div class="card" {
            h2 { "Hur vi har prövat" }
            p { "Vi har gjort en självskattning. Webbläsarprov går igenom " (TESTED.states.len()) " lägen med " (TESTED.tool) " i telefonens och skrivbordets storlek, i ljust och mörkt läge, och ser att inget hamnar utanför vid 400 procents förstoring. Verktyget fann " (findings(TESTED.known.len(), "inga fel", "1 fel", "fel")) " vid den senaste genomgången, " (TESTED.on) ". Ett nytt fel stoppar nästa version av programmet." }
            p { "Andra prov går genom rapporten med enbart tangentbord, med större textavstånd, med forcerade färger och utan JavaScript. Ett verktyg hittar bara en del av alla fel." }
            (pages("Sidor som har prövats"))
        }
    }
}

fn english(app: &App, name: &str) -> Markup {
    html! {
        h1 { "Accessibility" }
        div class="card" {
            p { "This page says how Trygghetskartan in " (name) " follows the Swedish act (2018:1937) on accessibility of digital public services, where it falls short and how to tell us." }
            h2 { "How accessible is the service?" }
            p { "The service is " strong { "partly compliant" } " with the act. It asks for WCAG 2.1 level AA (EN 301 549); the aim here is WCAG 2.2 level AA. Partly, because it has not been tried with screen readers or by people with disabilities." }
        }
        div class="card" {
            h2 { "Known shortcomings" }
            ul {
                li { "The picture of the map cannot be read by a screen reader. Everything it shows is in a list or table on the same page." }
                li { "Pictures cannot be sent without JavaScript." }
                @for known in &TESTED.known { li { (known.en) } }
            }
            h2 { "If there is a part you cannot use" }
            p { "A report can be made without a map, without a mouse and without JavaScript. If you would rather tell us another way, contact:" }
            p { (contact(app, "Here the municipality must say who answers for the service (the setting --contact). It has not.")) }
            p { "The same way you reach us if you find a shortcoming that is not listed here." }
            h2 { "Supervision" }
            p { "The Agency for Digital Government, Digg, supervises the act. If you are not content with the answer, tell Digg: " a href=(DIGG) { "digg.se/tdosanmalan" } "." }
        }
        div class="card" {
            h2 { "How it was tested" }
            p { "We have assessed it ourselves. Browser tests go through " (TESTED.states.len()) " states with " (TESTED.tool) " at the sizes of a phone and a desk, by day and by night, and see that nothing falls outside at 400 per cent zoom. The tool found " (findings(TESTED.known.len(), "no faults", "1 fault", "faults")) " when it was last gone through, " (TESTED.on) ". A new fault stops the next version of the program." }
            p { "Other tests go through the report by keyboard alone, with wider text spacing, with forced colours and without JavaScript. A tool finds only some of all faults." }
            (pages("Pages that were tested"))
        }
    }
}

fn contact(app: &App, missing: &str) -> Markup {
    match &app.contacts.contact {
        Some(contact) => html! { strong { (contact) } },
        None => html! { strong { (missing) } },
    }
}

fn findings(n: usize, none: &str, one: &str, many: &str) -> String {
    match n {
        0 => none.to_owned(),
        1 => one.to_owned(),
        n => format!("{n} {many}"),
    }
}

fn pages(title: &str) -> Markup {
    html! {
        details {
            summary { (title) }
            ul { @for page in TESTED.pages() { li { code { (page) } } } }
        }
    }
}
