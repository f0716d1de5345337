//! Pages for people, with or without the built web.

use crate::support::App;

const PAGES: [&str; 12] = [
    "/",
    "/karta",
    "/karta/utskrift",
    "/platser",
    "/platser/utskrift",
    "/prognos",
    "/belysning",
    "/atgarder",
    "/loften",
    "/uppfoljning",
    "/om",
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
