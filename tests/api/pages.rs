//! Pages for people, with or without the built web.

use jiff::Timestamp;
use serde_json::Value;
use trygghetskarta::config::Contacts;

use crate::support::App;

const PAGES: [&str; 19] = [
    "/",
    "/karta",
    "/karta/utskrift",
    "/platser",
    "/platser/utskrift",
    "/prognos",
    "/belysning",
    "/atgarder",
    "/bilder",
    "/logg",
    "/konto",
    "/konton",
    "/handlaggning",
    "/utlamnande",
    "/loften",
    "/uppfoljning",
    "/om",
    "/integritet",
    "/tillganglighet",
];

#[tokio::test]
async fn every_page_is_there_in_both_languages() {
    let app = App::sqlite().await;
    for page in PAGES {
        for (path, language) in [(page.to_owned(), "sv"), (format!("/en{page}"), "en")] {
            let answer = app.get(&path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.header("content-type").starts_with("text/html; charset=utf-8"), "{path}");
            let text = answer.text();
            assert!(text.contains(&format!("<html lang=\"{language}\"")), "{path}");
            assert!(text.contains("<title>") && text.contains("Trygghetskartan"), "{path}");
        }
    }
    let redirected = app.get("/en").await;
    assert_eq!((redirected.status.as_u16(), redirected.header("location")), (308, "/en/"));
    assert_eq!(app.get("/en?municipality=1273").await.header("location"), "/en/?municipality=1273");
}

#[tokio::test]
async fn no_page_asks_another_site_for_anything() {
    let app = App::sqlite().await;
    for page in PAGES {
        let text = app.get(page).await.text();
        for attribute in ["src=\"http", "src=\"//", "href=\"//", "@import", "url(http"] {
            assert!(!text.contains(attribute), "{attribute} in {page}");
        }
        assert!(
            !text.contains("<script>") && !text.contains(" style=\"") && !text.contains(" onclick="),
            "{page} obeys its own policy"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem() {
    let app = App::sqlite().await;
    for path in [
        "/nothing",
        "/api/v1/nothing",
        "/assets/nothing.js",
        "/../Cargo.toml",
        "/rapport.html",
        "/karta/",
        "/api/v2/heat",
        "/.env",
    ] {
        app.get(path).await.problem(404);
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_for_what_is_not_there_and_a_program_a_problem() {
    let app = App::sqlite().await;
    let browser = ["accept: text/html,application/xhtml+xml,*/*;q=0.8"];
    for (path, words) in [("/nothing", "Sidan finns inte"), ("/en/nothing", "There is no such page")] {
        let page = app.send(axum::http::Method::GET, path, &browser, "").await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
        assert!(page.text().contains(words), "{path}");
    }
    for path in ["/api/v1/nothing", "/tiles/nothing", "/api/v2/heat"] {
        app.send(axum::http::Method::GET, path, &browser, "").await.problem(404);
    }
}

#[tokio::test]
async fn a_page_of_a_municipality_that_is_not_here_names_those_that_are() {
    let app = App::sqlite().await;
    for path in ["/?municipality=9999", "/karta?municipality=9999", "/en/uppfoljning?municipality=%3Cb%3E"] {
        let page = app.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text().contains("municipality=1273"), "{path}");
        assert!(!page.text().contains("<b>"), "{path}");
    }
    let posted = app.post_form(&[("municipality", "9999"), ("category", "speeding"), ("text", "Fort här")]).await;
    assert_eq!(posted.status, 404);
    assert!(posted.text().contains("Fort här"), "what was written is not gone");
}

#[tokio::test]
async fn notice_and_statement_name_who_answers_or_say_that_nobody_does() {
    let app = App::sqlite().await;
    let missing = ["/integritet", "/tillganglighet", "/en/integritet", "/en/tillganglighet"];
    for page in missing {
        assert!(app.get(page).await.text().contains("--contact"), "{page} says what has to be set");
    }
    let app = app.answered_for(Contacts {
        contact: Some("Kontaktcenter <i>kommunen</i>".to_owned()),
        data_protection_officer: Some("dataskydd@kommun.example".to_owned()),
        security_contact: None,
    });
    for page in missing {
        let text = app.get(page).await.text();
        assert!(text.contains("Kontaktcenter &lt;i&gt;kommunen"), "{page}");
        assert!(!text.contains("--contact"), "{page}");
        assert_eq!(text.contains("dataskydd@kommun.example"), page.ends_with("integritet"), "{page}");
    }
}

#[tokio::test]
async fn the_statement_says_what_the_browser_tests_went_through() {
    let tested: Value = serde_json::from_str(include_str!("../../web/a11y.json")).expect("web/a11y.json");
    let n_states = tested["states"].as_array().expect("states").len();
    assert!(n_states > 30);
    let app = App::sqlite().await;
    for (page, words) in [("/tillganglighet", "delvis förenlig"), ("/en/tillganglighet", "partly compliant")] {
        let text = app.get(page).await.text();
        for expected in [words, &format!(" {n_states} "), tested["on"].as_str().expect("a day"), "digg.se/tdosanmalan"]
        {
            assert!(text.contains(expected), "{expected} in {page}");
        }
    }
}

#[tokio::test]
async fn security_txt_has_the_address_that_was_set_and_none_otherwise() {
    let app = App::sqlite().await;
    let path = "/.well-known/security.txt";
    app.get(path).await.problem(404);
    assert!(!app.get("/om").await.text().contains(path), "no link to what is not there");
    let contact = Some("mailto:it@kommun.example".to_owned());
    let app = app.answered_for(Contacts { security_contact: contact, ..Contacts::default() });
    let answer = app.get(path).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let text = answer.text();
    assert!(text.starts_with("Contact: mailto:it@kommun.example\n"), "{text}");
    let expires = text.lines().find_map(|line| line.strip_prefix("Expires: ")).expect("RFC 9116 asks for it");
    let days = (expires.parse::<Timestamp>().expect("RFC 3339") - app.service.now()).total(jiff::Unit::Hour);
    assert!((1.0..365.0 * 24.0).contains(&days.expect("hours")), "{expires}");
}

#[tokio::test]
async fn every_link_of_the_pages_of_words_leads_somewhere() {
    let contact = Some("https://kommun.example/sakerhet".to_owned());
    let app = App::sqlite().await.answered_for(Contacts { security_contact: contact, ..Contacts::default() });
    for page in ["/om", "/integritet", "/tillganglighet", "/loften", "/en/om", "/en/integritet", "/en/tillganglighet"] {
        let text = app.get(page).await.text();
        let links: Vec<&str> =
            text.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()).collect();
        for link in links.into_iter().filter(|link| !link.starts_with("assets/")) {
            let answer = app.get(&format!("/{link}")).await;
            assert_eq!(answer.status, 200, "/{link} on {page}");
        }
    }
}
