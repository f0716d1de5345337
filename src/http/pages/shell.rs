//! The frame around every page: header, banner for invented data, footer, in the reader's language.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use maud::{DOCTYPE, Markup, html};

use super::super::App;
use super::super::assets;
use crate::service::Served;

/// Which page is visited: its language, its path without the language, and the municipality it is about.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Visit {
    english: bool,
    path: String,
    municipality: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        // Under `/en` the router has taken that part of the path away; the original still has it.
        let OriginalUri(uri) = OriginalUri::from_request_parts(parts, state).await?;
        let path = uri.path();
        let inner = path.strip_prefix("/en").filter(|rest| rest.starts_with('/'));
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let municipality = query.into_owned().find(|(name, _)| name == "municipality").map(|(_, code)| code);
        Ok(Self { english: inner.is_some(), path: inner.unwrap_or(path).to_owned(), municipality })
    }
}

impl Visit {
    /// The answer to a posted form stands on the page of the form.
    pub fn of_form(english: bool, municipality: Option<&str>) -> Self {
        Self::answering("/", english, municipality)
    }

    /// The answer to a form of another page.
    pub fn answering(path: &str, english: bool, municipality: Option<&str>) -> Self {
        Self { english, path: path.to_owned(), municipality: municipality.map(str::to_owned) }
    }

    pub fn say<'a>(&self, sv: &'a str, en: &'a str) -> &'a str {
        if self.english { en } else { sv }
    }

    /// The path with its language.
    pub fn path(&self) -> String {
        if self.english { format!("/en{}", self.path) } else { self.path.clone() }
    }

    pub fn is_english(&self) -> bool {
        self.english
    }

    pub fn code(&self) -> &'static str {
        if self.english { "en" } else { "sv" }
    }

    pub fn municipality(&self) -> Option<&str> {
        self.municipality.as_deref()
    }

    /// A page whose links lead to pages of the same municipality. (Where there are scripts, they do this.)
    fn staying(&self, app: &App, page: String) -> String {
        let (Some(_), Some(served)) = (self.municipality(), self.served(app)) else { return page };
        let query = html! { "?municipality=" (served.town.code()) }.into_string();
        let pages = ["/", "/karta", "/loften", "/om", "/uppfoljning", "/integritet", "/tillganglighet"];
        let both = pages.iter().flat_map(|page| [(*page).to_owned(), format!("/en{page}")]);
        both.fold(page, |text, link| text.replace(&format!("href=\"{link}\""), &format!("href=\"{link}{query}\"")))
    }

    /// Whether the municipality meant is here.
    pub fn is_served(&self, app: &App) -> bool {
        self.municipality.is_none() || app.service.serving(self.municipality()).is_ok()
    }

    /// What is served for the municipality meant; an unknown one in an address is taken for none.
    pub fn served(&self, app: &App) -> Option<Arc<Served>> {
        app.service.serving(self.municipality()).or_else(|_| app.service.serving(None)).ok()
    }
}

/// A page of the built web with the municipality's name, the banner and the attribution filled in.
pub(super) fn built(app: &App, file: &str, visit: &Visit) -> Option<String> {
    let mut page = assets::page(file)?;
    if visit.english {
        page = page.replace("<html lang=\"sv\"", "<html lang=\"en\"");
    }
    if app.contacts.security_contact.is_none() {
        // The footer is the same on every page; a link to what is not there helps nobody.
        page = page.lines().filter(|line| !line.contains("/.well-known/")).map(|line| format!("{line}\n")).collect();
    }
    let Some(served) = visit.served(app) else { return Some(page) };
    let m = &served.town.municipality;
    let escaped = |text: &str| html! { (text) }.into_string();
    page = page.replace("data-town></span>", &format!("data-town>{}</span>", escaped(&m.name)));
    let thanks = escaped(&served.attribution().join(" · "));
    page = page.replace("data-attribution></span>", &format!("data-attribution>{thanks}</span>"));
    if m.invented {
        page = page.replace("<p id=\"invented\" class=\"banner\" hidden>", "<p id=\"invented\" class=\"banner\">");
    }
    Some(page)
}

/// A page that needs no script, in the frame of the built web when there is one.
pub(super) fn plain(app: &App, visit: &Visit, title: &str, content: Markup) -> String {
    let Some(frame) = built(app, "rapport.html", visit) else { return bare(app, visit, title, content) };
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
    let quiet = visit.staying(app, quiet);
    // The frame is the report page's: its language links lead there, ours lead to this page.
    let path = html! { (visit.path) }.into_string();
    quiet
        .replace("class=\"lang-switch sv\" href=\"/en/", &format!("class=\"lang-switch sv\" href=\"/en{path}"))
        .replace("class=\"lang-switch en\" href=\"/", &format!("class=\"lang-switch en\" href=\"{path}"))
        .replace(" aria-current=\"page\"", "")
        .replace(&in_menu(&path, ">"), &in_menu(&path, " aria-current=\"page\">"))
        .replace(&in_menu(&format!("/en{path}"), ">"), &in_menu(&format!("/en{path}"), " aria-current=\"page\">"))
        .replace("<!--tk:form-->", &content.into_string())
}

/// A link of the menu as it begins; the answer to a posted form is no page of it.
fn in_menu(path: &str, end: &str) -> String {
    if path.trim_start_matches("/en") == "/" { "\u{0}".to_owned() } else { format!("href=\"{path}\"{end}") }
}

/// Without the built web: plain, but everything works.
fn bare(app: &App, visit: &Visit, title: &str, content: Markup) -> String {
    let name = visit.served(app).map(|served| served.town.municipality.name.clone()).unwrap_or_default();
    let page = html! {
        (DOCTYPE)
        html lang=(visit.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – Trygghetskartan" }
            }
            body {
                header { p { "Trygghetskartan " (name) } }
                main id="main" { (super::texts::how_to_build(visit)) (content) }
                footer { p { a href="/api/v1/openapi.json" { (visit.say("Öppet API", "Open API")) } } }
            }
        }
    };
    page.into_string()
}
