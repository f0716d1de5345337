//! The report form without JavaScript: everything the scripted one can say, except a pin on a map.

use axum::http::HeaderMap;
use maud::{Markup, html};
use uuid::Uuid;

use super::super::App;
use super::super::town::categories;
use super::followed;
use super::shell::Visit;
use crate::interop::wire::{CategoryBody, ReceiptBody};
use crate::observation::Weekday;
use crate::report::{Flaw, MAX_TEXT_CHARS};

/// What was written in the form before, so that nobody has to write it again.
struct Filled(Vec<(String, String)>);

impl Filled {
    fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(key, own)| key == name && own == value)
    }
}

pub(super) fn empty(app: &App, visit: &Visit) -> Markup {
    html! {
        h1 { (visit.say("Berätta om en plats", "Tell us about a place")) }
        (form(app, visit, &Filled(vec![("when".into(), "now".into())]), &Uuid::new_v4().to_string()))
    }
}

pub(super) fn with_notice(app: &App, visit: &Visit, body: &[u8], notice: &str) -> Markup {
    let filled = Filled(form_urlencoded::parse(body).into_owned().collect());
    // The same key: if the first try was stored after all, the second is answered as the same report.
    let key = filled.value("idempotency_key").to_owned();
    html! {
        h1 { (visit.say("Försök igen", "Try again")) }
        div class="notice notice-error" role="alert" { p { (notice) } }
        (form(app, visit, &filled, &key))
    }
}

pub(super) fn with_flaws(app: &App, visit: &Visit, body: &[u8], flaws: &[Flaw]) -> Markup {
    let mut filled = Filled(form_urlencoded::parse(body).into_owned().collect());
    let suggestion = flaws.iter().find_map(|flaw| flaw.suggestion.clone());
    if let Some(text) = &suggestion {
        filled.0.retain(|(name, _)| name != "text");
        filled.0.push(("text".into(), text.clone()));
    }
    html! {
        h1 { (visit.say("Rapporten behöver rättas", "The report needs mending")) }
        div class="notice notice-error" role="alert" {
            h2 { (visit.say("Det här behöver rättas", "This needs mending")) }
            ul {
                @for flaw in flaws {
                    @for reason in reasons(visit, flaw) {
                        li { a href={ "#" (anchor(&flaw.pointer)) } { (reason) } }
                    }
                }
            }
            @if suggestion.is_some() {
                p { (visit.say(
                    "I texten nedan är det borttaget. Läs igenom och skicka igen.",
                    "In the text below it has been removed. Read it through and send again.")) }
            }
        }
        (form(app, visit, &filled, &Uuid::new_v4().to_string()))
    }
}

/// Why a value cannot stay: of a text, why each sort of its pieces cannot.
fn reasons<'a>(visit: &Visit, flaw: &'a Flaw) -> Vec<&'a str> {
    let mut reasons = vec![visit.say(&flaw.sv, &flaw.en)];
    for piece in &flaw.pieces {
        let reason = visit.say(piece.sv, piece.en);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

fn anchor(pointer: &str) -> &'static str {
    match pointer.split('/').nth(1).unwrap_or_default() {
        "category" | "causes" => "what",
        "place" | "municipality" => "where",
        "when" => "when",
        "severity" => "severity",
        _ => "text",
    }
}

fn form(app: &App, visit: &Visit, filled: &Filled, key: &str) -> Markup {
    let say = |sv, en| visit.say(sv, en);
    html! {
        section class="gate" aria-labelledby="gate-title" {
            h2 id="gate-title" { (say("Händer det nu?", "Is it happening now?")) }
            div class="gate-row" {
                p { (say("Fara för liv, pågående brott eller trafikolycka", "Danger to life, a crime under way or a traffic accident")) }
                a class="button button-danger" href="tel:112" { (say("Ring 112", "Call 112")) }
            }
            div class="gate-row" {
                p { (say("Tips till polisen eller anmäla ett brott, också registreringsnummer", "Tips to the police or reporting a crime, registration numbers too")) }
                a class="button button-outline" href="tel:11414" { (say("Ring 114 14", "Call 114 14")) }
            }
            p class="gate-else" { (say("Annars: berätta här.", "Otherwise: tell us here.")) }
        }
        form method="post" action="/api/v1/reports" {
            input type="hidden" name="lang" value=(visit.code());
            input type="hidden" name="idempotency_key" value=(key);
            @if let (Some(_), Some(served)) = (visit.municipality(), visit.served(app)) {
                input type="hidden" name="municipality" value=(served.town.code());
            }
            (what(&categories(app), visit, filled))
            (place(app, visit, filled))
            (when(visit, filled))
            (rest(visit, filled))
            p class="send" { button class="button button-big" type="submit" { (say("Skicka rapporten", "Send the report")) } }
        }
    }
}

fn what(categories: &[CategoryBody], visit: &Visit, filled: &Filled) -> Markup {
    html! {
        fieldset class="card" id="what" {
            legend { h2 { (visit.say("Vad gäller det?", "What is it about?")) } }
            @for category in categories {
                label class="option" {
                    input type="radio" name="category" value=(category.code) required checked[filled.has("category", &category.code)];
                    (visit.say(&category.sv, &category.en))
                }
                @if !category.causes.is_empty() {
                    @let name = format!("causes_{}", category.code);
                    fieldset class="sub" {
                        legend { (visit.say(&category.question_sv, &category.question_en)) }
                        div class="chips" {
                            @for cause in &category.causes {
                                label class="chip" {
                                    input type="checkbox" name=(name) value=(cause.code) checked[filled.has(&name, &cause.code)];
                                    span { (visit.say(&cause.sv, &cause.en)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn place(app: &App, visit: &Visit, filled: &Filled) -> Markup {
    let served = visit.served(app);
    let code = served.as_ref().map(|served| served.town.code());
    let places = app.service.best_known(code, 200).unwrap_or_default();
    html! {
        fieldset class="card" id="where" {
            legend { h2 { (visit.say("Var?", "Where?")) } }
            p class="help" { (visit.say("Välj en plats i listan eller skriv koordinater. Ett räcker.", "Choose a place in the list or write coordinates. One is enough.")) }
            div class="field" {
                label class="label" for="place" { (visit.say("Plats", "Place")) }
                select class="input" id="place" name="place" {
                    option value="" { (visit.say("Ingen vald", "None chosen")) }
                    @for place in &places {
                        @let value = format!("{},{}", place.at.lon(), place.at.lat());
                        option value=(value) selected[filled.has("place", &value)] {
                            (place.name) @if let Some(locality) = &place.locality { ", " (locality) }
                        }
                    }
                }
            }
            div class="field" {
                label class="label" for="coordinates" { (visit.say("Koordinater", "Coordinates")) }
                span class="help" id="coordinates-help" { (visit.say("Till exempel 56.3796, 13.9974 eller N 6248600 E 438100 (SWEREF 99 TM)", "For example 56.3796, 13.9974 or N 6248600 E 438100 (SWEREF 99 TM)")) }
                input class="input" id="coordinates" name="coordinates" aria-describedby="coordinates-help" autocomplete="off" value=(filled.value("coordinates"));
            }
        }
    }
}

fn when(visit: &Visit, filled: &Filled) -> Markup {
    let say = |sv, en| visit.say(sv, en);
    let days = ["Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag", "Lördag", "Söndag"];
    let days_en = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let radio = |value: &'static str, words: &str| {
        html! {
            label class="option" {
                input type="radio" name="when" value=(value) checked[filled.has("when", value)];
                (words)
            }
        }
    };
    let field = |name: &'static str, kind: &'static str, words: &str| {
        html! {
            div class="field" {
                label class="label" for=(name) { (words) }
                input class="input" id=(name) name=(name) type=(kind) value=(filled.value(name));
            }
        }
    };
    html! {
        fieldset class="card" id="when" {
            legend { h2 { (say("När?", "When?")) } }
            (radio("now", say("Nu eller nyss", "Now or just now")))
            (radio("at", say("Vid en tidpunkt", "At a time")))
            div class="pair" { (field("at", "datetime-local", say("Tidpunkt", "Time"))) }
            (radio("between", say("Någon gång mellan två tidpunkter", "Some time between two times")))
            div class="pair" {
                (field("from", "datetime-local", say("Tidigast", "Earliest")))
                (field("to", "datetime-local", say("Senast", "Latest")))
            }
            (radio("weekly", say("Återkommer varje vecka", "Every week")))
            div class="chips" {
                @for (i, day) in Weekday::ALL.iter().enumerate() {
                    label class="chip" {
                        input type="checkbox" name="weekdays" value=(day.as_str()) checked[filled.has("weekdays", day.as_str())];
                        span { (say(days[i], days_en[i])) }
                    }
                }
            }
            div class="pair" {
                (field("from_hour", "number", say("Från klockan (timme 0–23)", "From hour (0–23)")))
                (field("to_hour", "number", say("Till klockan (timme 1–24)", "To hour (1–24)")))
                (field("since", "date", say("Sedan", "Since")))
                (field("until", "date", say("Till och med (tomt: pågår)", "Until (empty: it goes on)")))
            }
        }
    }
}

fn rest(visit: &Visit, filled: &Filled) -> Markup {
    let say = |sv, en| visit.say(sv, en);
    let words = [
        ("1", say("1 – lite", "1 – a little")),
        ("2", "2"),
        ("3", say("3 – ganska", "3 – rather")),
        ("4", "4"),
        ("5", say("5 – mycket", "5 – very")),
    ];
    html! {
        fieldset class="card" {
            legend { h2 { (say("Mer, om du vill", "More, if you like")) } }
            div class="field" {
                label class="label" for="severity" { (say("Hur illa är det?", "How bad is it?")) }
                select class="input" id="severity" name="severity" {
                    option value="" { (say("Vill inte säga", "Rather not say")) }
                    @for (value, word) in words {
                        option value=(value) selected[filled.has("severity", value)] { (word) }
                    }
                }
            }
            div class="field" {
                label class="label" for="text" { (say("Berätta kort", "Tell us briefly")) }
                span class="help" id="text-help" { (say(
                    "Skriv om platsen, inte om personer: inga namn, nummer eller registreringsnummer. Texten visas aldrig öppet.",
                    "Write about the place, not about people: no names, numbers or plates. The text is never public.")) }
                textarea class="input" id="text" name="text" rows="4" maxlength=(MAX_TEXT_CHARS) aria-describedby="text-help" { (filled.value("text")) }
            }
        }
    }
}

pub(super) fn receipt(app: &App, body: &ReceiptBody, visit: &Visit, headers: &HeaderMap) -> Markup {
    html! {
        div class="card receipt" {
            h1 { (visit.say("Tack för rapporten", "Thank you for the report")) }
            p { (visit.say("Din rapport har nummer", "Your report has the number")) " " strong class="reference" { (body.reference) } }
            p { (visit.say(&body.public.publish_rule, &body.public.publish_rule_en)) }
            h2 { (visit.say("Din hemliga länk", "Your secret link")) }
            p { (visit.say(
                "Spara länken. Med den kan du se vad som händer, och under en timme ta tillbaka rapporten.",
                "Keep the link. With it you can see what happens, and for an hour take the report back.")) }
            (followed::link(app, visit, headers, body))
            p { a class="button button-outline" href=(visit.say("/", "/en/")) { (visit.say("Rapportera en till", "Report another")) } }
        }
    }
}
