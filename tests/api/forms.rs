//! The form without JavaScript: the same report, the same flaws, as pages.

use axum::http::Method;

use crate::support::{Answer, App, Engine, capture_log, report};

const PLACE: (&str, &str) = ("coordinates", "56.3796, 13.9974");

#[tokio::test]
async fn a_posted_form_is_a_report_and_its_receipt_a_page() {
    let app = App::sqlite().await;
    let answer = app
        .post_form(&[
            ("category", "unsafe_place"),
            ("causes_unsafe_place", "poor_lighting"),
            ("causes_unsafe_place", "deserted"),
            ("causes_nuisance_driving", "moped"),
            PLACE,
            ("when", "weekly"),
            ("weekdays", "fri"),
            ("weekdays", "sat"),
            ("from_hour", "22"),
            ("to_hour", "4"),
            ("since", "2026-08-01"),
            ("until", ""),
            ("severity", "4"),
            ("text", "Mörkt & tyst <här>"),
        ])
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert!(answer.header("content-type").starts_with("text/html"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = answer.text();
    assert!(page.contains("/uppfoljning#") && page.contains("Tack för rapporten"));
    assert_eq!(app.texts("SELECT text FROM report").await, [Some("Mörkt & tyst <här>".to_owned())]);
    assert_eq!(app.texts("SELECT causes FROM report").await, [Some("poor_lighting,deserted".to_owned())]);
    app.seen().await;
    let seen = app.get_staff("/api/v1/observations").await.expect(200);
    assert_eq!(seen["features"][0]["properties"]["when"]["hours_of_week"].as_array().unwrap().len(), 12);
}

#[tokio::test]
async fn a_form_with_flaws_comes_back_filled_in_and_escaped() {
    let app = App::sqlite().await;
    let nasty = "</textarea><script>alert(\"1\")</script> & 'så'";
    let answer = app
        .post_form(&[
            ("category", "nuisance_driving"),
            ("causes_nuisance_driving", "moped"),
            ("coordinates", "\"><img src=x onerror=alert(1)>"),
            ("when", "at"),
            ("at", "2031-01-01T10:00"),
            ("severity", "5"),
            ("text", nasty),
            ("idempotency_key", "spent"),
        ])
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.header("content-type").starts_with("text/html"));
    let page = answer.text();
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "escaped");
    assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;alert(") && page.contains("&lt;img src=x"), "kept");
    assert!(page.contains("value=\"moped\" checked") && page.contains("value=\"2031-01-01T10:00\""), "kept");
    assert!(page.contains("Tiden ligger i framtiden") && page.contains("role=\"alert\""));
    assert!(page.contains("href=\"#where\"") && page.contains("href=\"#when\""), "flaws lead to their fields");
    assert!(!page.contains("value=\"spent\""), "a mended form is another report: it needs another key");
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);
}

#[tokio::test]
async fn personal_data_in_a_form_is_already_masked_in_the_form_that_comes_back() {
    let app = App::sqlite().await;
    let answer = app.post_form(&[("category", "speeding"), PLACE, ("text", "Bilen ABC 123 igen")]).await;
    assert_eq!(answer.status, 422);
    assert!(!answer.text().contains("ABC 123") && answer.text().contains("Bilen ["));
    // Each sort is explained, once.
    let text = "Bilen ABC 123 och ABD 123, ring 070-174 06 05";
    let answer = app.post_form(&[("category", "speeding"), PLACE, ("text", text)]).await.text();
    let alert = answer.split("role=\"alert\"").nth(1).unwrap().split("</ul>").next().unwrap();
    assert_eq!(alert.matches("<li>").count(), 2, "{alert}");
}

#[tokio::test]
async fn pressing_the_button_twice_is_one_report() {
    let app = App::sqlite().await;
    let form = [("category", "speeding"), PLACE, ("idempotency_key", "pressed")];
    let (first, second) = (app.post_form(&form).await, app.post_form(&form).await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    let reference = |page: String| page.split("class=\"reference\">").nth(1).unwrap()[..8].to_owned();
    assert_eq!(reference(first.text()), reference(second.text()));
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 1);
}

#[tokio::test]
async fn a_form_in_english_is_answered_in_english() {
    let app = App::sqlite().await;
    let thanks = app.post_form(&[("lang", "en"), ("category", "speeding"), PLACE]).await.text();
    assert!(thanks.contains("Thank you for the report") && thanks.contains("lang=\"en\""));
    let flawed = app.post_form(&[("lang", "en"), ("category", "speeding")]).await;
    assert!(flawed.text().contains("Give a place.") && flawed.text().contains("name=\"lang\" value=\"en\""));
}

#[tokio::test]
async fn the_empty_form_has_a_field_for_everything_and_a_key_of_its_own() {
    let app = App::sqlite().await;
    let (one, two) = (app.get("/").await.text(), app.get("/").await.text());
    for field in [
        "category",
        "causes_unsafe_place",
        "place",
        "coordinates",
        "when",
        "at",
        "from",
        "to",
        "weekdays",
        "from_hour",
        "to_hour",
        "since",
        "until",
        "severity",
        "text",
    ] {
        assert!(one.contains(&format!("name=\"{field}\"")), "{field}");
    }
    assert!(one.contains("tel:112") && one.contains("tel:11414"), "first of all: whom to call");
    let key = |page: &str| page.split("name=\"idempotency_key\" value=\"").nth(1).unwrap()[..36].to_owned();
    assert_ne!(key(&one), key(&two));
}

#[tokio::test]
async fn a_form_that_is_nonsense_is_a_page_with_flaws_and_not_a_crash() {
    let app = App::sqlite().await;
    for pairs in
        [&[][..], &[("severity", "mycket"), ("when", "weekly"), ("from_hour", "-3")], &[("coordinates", "1 2 3")]]
    {
        let answer = app.post_form(pairs).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.header("content-type").starts_with("text/html"));
    }
}

async fn follow(app: &App, pairs: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    app.send(Method::POST, "/api/v1/follow-up", &["content-type: application/x-www-form-urlencoded"], body).await
}

#[tokio::test]
async fn the_receipt_shows_the_whole_link_as_text_and_a_button_with_the_token_in_its_body() {
    let app = App::sqlite().await;
    let thanks = app.post_form(&[("lang", "en"), ("category", "speeding"), PLACE]).await.text();
    let token = thanks.split("name=\"link\" value=\"").nth(1).expect("a token")[..43].to_owned();
    assert!(thanks.contains(&format!("/en/uppfoljning#{token}</a>")), "to read, to copy and to print");
    assert!(thanks.contains("action=\"/api/v1/follow-up\"") && !thanks.contains(&format!("?{token}")));
    let page = follow(&app, &[("link", &token), ("lang", "en")]).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("The report has been received") && page.text().contains("Take the report back"));
}

#[tokio::test]
async fn without_javascript_the_secret_link_shows_the_report_and_takes_it_back() {
    for engine in Engine::BOTH {
        let log = capture_log();
        let app = App::osby(engine).await;
        let empty = app.get("/uppfoljning").await.text();
        assert!(empty.contains("name=\"link\"") && empty.contains("action=\"/api/v1/follow-up\""));
        let receipt = app.told(&report()).await;
        let token = receipt["follow_up_token"].as_str().unwrap();
        let link = format!("https://kommun.example/uppfoljning?municipality=1273#{token} ");
        let shown = follow(&app, &[("link", &link)]).await;
        assert_eq!((shown.status.as_u16(), shown.header("cache-control")), (200, "no-store"));
        assert!(shown.header("content-type").starts_with("text/html"));
        let page = shown.text();
        assert!(page.contains(receipt["reference"].as_str().unwrap()) && page.contains("Rapporten är mottagen"));
        assert!(page.contains("till 2026-11-20 14:00"), "local time");
        assert!(page.contains("Vad har hänt på platsen?"));

        let back = follow(&app, &[("link", token), ("act", "withdraw")]).await;
        assert_eq!(back.status, 200);
        assert!(back.text().contains("Rapporten är tillbakatagen") && !back.text().contains("value=\"withdraw\""));
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await, 0);
        assert!(!log.text().contains(token), "the token is in no log");
    }
}

#[tokio::test]
async fn after_the_hour_the_page_says_it_is_too_late_and_shows_the_report_all_the_same() {
    let app = App::sqlite().await;
    let token = app.told(&report()).await["follow_up_token"].as_str().unwrap().to_owned();
    app.turn_by_hours(2);
    let late = follow(&app, &[("link", &token), ("act", "withdraw")]).await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("Det har gått för lång tid") && late.text().contains("Ärendenummer"));
    assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await, 1);
}

#[tokio::test]
async fn a_link_that_is_wrong_brings_the_form_back_and_does_not_repeat_it() {
    let app = App::sqlite().await;
    for link in ["", "x", "\"><script>alert(1)</script>", &"A".repeat(43)] {
        for act in ["show", "withdraw"] {
            let answer = follow(&app, &[("link", link), ("act", act)]).await;
            assert_eq!(answer.status, 404, "{link}");
            let page = answer.text();
            assert!(page.contains("Ingen rapport hör till länken") && page.contains("name=\"link\""));
            assert!(!page.contains("<script>alert") && !page.contains(&"A".repeat(43)));
        }
    }
}
