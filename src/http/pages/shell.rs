//! The frame around every page: header, banner for invented data, footer, in the reader's language.

use maud::{DOCTYPE, Markup, html};

use super::super::App;
use super::super::assets;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Swedish,
    English,
}

impl Language {
    pub fn say<'a>(self, sv: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Swedish => sv,
            Self::English => en,
        }
    }

    pub fn code(self) -> &'static str {
        self.say("sv", "en")
    }
}

/// A page of the built web with the municipality's name, the banner and the attribution filled in.
pub(super) fn built(app: &App, file: &str, language: Language) -> Option<String> {
    let mut page = assets::page(file)?;
    if language == Language::English {
        page = page.replace("<html lang=\"sv\"", "<html lang=\"en\"");
    }
    let Ok(served) = app.service.serving(None) else { return Some(page) };
    let m = &served.town.municipality;
    let escaped = |text: &str| html! { (text) }.into_string();
    page = page.replace("data-town></span>", &format!("data-town>{}</span>", escaped(&m.name)));
    page = page.replace(
        "data-attribution></span>",
        &format!("data-attribution>{}</span>", escaped(&m.attribution.join(" · "))),
    );
    if m.invented {
        page = page.replace("<p id=\"invented\" class=\"banner\" hidden>", "<p id=\"invented\" class=\"banner\">");
    }
    Some(page)
}

/// A page that needs no script, in the frame of the built web when there is one.
pub(super) fn plain(app: &App, language: Language, title: &str, content: Markup) -> String {
    let Some(frame) = built(app, "rapport.html", language) else { return bare(app, language, title, content) };
    // The frame without its scripts: nothing would replace what the server wrote.
    let quiet: String = frame
        .lines()
        .filter(|line| !line.contains("<script ") && !line.contains("modulepreload"))
        .map(|line| format!("{line}\n"))
        .collect();
    let title = html! { title { (title) " – Trygghetskartan" } }.into_string();
    let quiet = match (quiet.find("<title>"), quiet.find("</title>")) {
        (Some(start), Some(end)) => format!("{}{title}{}", &quiet[..start], &quiet[end + "</title>".len()..]),
        _ => quiet,
    };
    quiet.replace(" aria-current=\"page\"", "").replace("<!--tk:form-->", &content.into_string())
}

/// Without the built web: plain, but everything works.
fn bare(app: &App, language: Language, title: &str, content: Markup) -> String {
    let name = app.service.serving(None).map(|served| served.town.municipality.name.clone()).unwrap_or_default();
    let page = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – Trygghetskartan" }
            }
            body {
                header { p { "Trygghetskartan " (name) } }
                main id="main" { (super::texts::how_to_build(language)) (content) }
                footer { p { a href="/api/v1/openapi.json" { (language.say("Öppet API", "Open API")) } } }
            }
        }
    };
    page.into_string()
}
