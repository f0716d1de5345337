//! The form without JavaScript: the same report, the same flaws, as pages.

use crate::support::App;

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
